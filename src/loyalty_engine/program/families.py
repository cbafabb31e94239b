"""Members who share an account: what one has, and owes, becomes that of all."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from attrs import evolve, frozen

from loyalty_engine.individual.refusal import Reason, refusal, refuse_request
from loyalty_engine.model.actor import ByHand
from loyalty_engine.model.audit import Details
from loyalty_engine.model.ledger import Account, AccountKind, LedgerEntry, Wallet, after
from loyalty_engine.program.points import Moved, Posting, settled, spent_first
from loyalty_engine.program.ports import Members, UnitOfWork
from loyalty_engine.program.reserve import reserved_points


@frozen(kw_only=True)
class Poured:
    """So many points of a kind moved to another account, and so many that were owed."""

    currency: str
    amount: int
    owed: int = 0


@frozen(kw_only=True)
class AccountJoined:
    """What a member had was added to the *account* that he shares from now on."""

    account: str
    poured: tuple[Poured, ...] = ()

    def details(self) -> Details:
        """What the audit says of it."""
        moved = [(one.currency, str(one.amount)) for one in self.poured]
        owed = [(f"{one.currency} owed", str(one.owed)) for one in self.poured if one.owed]
        return ("account", self.account), *moved, *owed


def account_of(members: Members, owner: str, member: str | None) -> str:
    """Whose points those of *owner* are by now: a *member* who has joined an account has taken his along."""
    if owner != member:
        return owner
    try:
        return members.account(member)
    except KeyError:
        return owner  # he has left; what was his stays where it is


def follow(
    unit: UnitOfWork, members: Members, owner: str | None, member: str | None, posting: Posting
) -> None:
    """Move what has come to *owner* to the account that *member*, whose own it is, has joined since."""
    account = None if owner is None else account_of(members, owner, member)
    if owner is not None and account is not None and account != owner:
        pour(unit, owner, account, posting)


def pour(unit: UnitOfWork, source: str, target: str, posting: Posting) -> tuple[Poured, ...]:
    """Move all that *source* has, and owes, to *target*, lot by lot with their dates.

    What is held for an open purchase of *source*, what is claimed of it, and what offers are to take in it
    stays until the purchase ends, so that nobody else spends it.
    """
    found = []
    for currency in unit.kinds(source):
        giver, taker = unit.wallet(source, currency), unit.wallet(target, currency)
        stays = reserved_points(unit, source, currency)
        done, entries = _poured(giver, taker, stays, evolve(posting, part=f"{posting.part}-{currency}"))
        unit.post(entries)
        if done.amount or done.owed:
            found.append(done)
    return tuple(found)


def join_account(unit: UnitOfWork, member: str, account: str, operation: str, by: ByHand) -> AccountJoined:
    """Move all that *member* has to *account*, which he shares.

    Raises:
        Refused: ``NOT_OFFERED``, where the account is his own.
    """
    if account == member:
        message = "has an account of his own, as the host says"
        hint = "let Members.account name the one that he shares"
        refuse_request("account", [refusal("member", Reason.NOT_OFFERED, message, hint)])
    posting = Posting(operation=operation, at=by.at, recorded_at=by.at, part="join", by_hand=by)
    return AccountJoined(account=account, poured=pour(unit, member, account, posting))


def _poured(
    giver: Wallet, taker: Wallet, stays: int, posting: Posting
) -> tuple[Poured, tuple[LedgerEntry, ...]]:
    """What is moved, and the entries for it; so many points stay, as far as there are so many.

    Debts on either side are paid off before and afterwards.
    """
    gives = settled(Moved(entries=(), wallet=giver), posting)
    takes = settled(Moved(entries=(), wallet=taker), evolve(posting, part=f"{posting.part}-into"))
    moved = tuple(_transfers(gives, taker.owner, stays, posting))
    takes = evolve(takes, wallet=after(takes.wallet, moved))
    takes = settled(takes, evolve(posting, part=f"{posting.part}-into"))
    amount = sum(one.amount for one in moved if one.lot is not None)
    done = Poured(currency=giver.currency, amount=amount, owed=gives.wallet.owed)
    return done, (*gives.entries, *moved, *takes.entries)


def _transfers(gives: Moved, target: str, stays: int, posting: Posting) -> Iterator[LedgerEntry]:
    """The entries that move what a wallet has and owes to that of *target*, but for what stays."""
    wallet = gives.wallet
    kept = spent_first(wallet, stays, posting.at)
    numbers = count(len(gives.entries) + 1)
    for lot in wallet.lots:
        amount = lot.amount - kept.get(lot.id, 0)
        if amount:
            yield LedgerEntry(
                id=posting.entry_id(next(numbers)),
                operation=posting.operation,
                at=posting.at,
                recorded_at=posting.recorded_at,
                by_hand=posting.by_hand,
                currency=wallet.currency,
                amount=amount,
                source=Account(AccountKind.WALLET, wallet.owner),
                target=Account(AccountKind.WALLET, target),
                lot=lot.id,
                active_from=lot.active_from,
                expires_at=lot.expires_at,
            )
    if wallet.owed:
        yield LedgerEntry(
            id=posting.entry_id(next(numbers)),
            operation=posting.operation,
            at=posting.at,
            recorded_at=posting.recorded_at,
            by_hand=posting.by_hand,
            currency=wallet.currency,
            amount=wallet.owed,
            source=Account(AccountKind.OWED, target),
            target=Account(AccountKind.OWED, wallet.owner),
        )
