"""Members who share an account: what one has, and owes, becomes that of all."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from attrs import evolve, frozen

from loyalty_engine.individual.refusal import Reason, refusal, refuse_request
from loyalty_engine.model.actor import ByHand
from loyalty_engine.model.audit import Details
from loyalty_engine.model.ledger import Account, AccountKind, LedgerEntry, Wallet, after
from loyalty_engine.program.points import Moved, Posting, settled
from loyalty_engine.program.ports import Members, UnitOfWork


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

    What is held for an open purchase of *source*, and what is claimed of it, stays until the purchase ends.
    """
    found = []
    for currency in unit.kinds(source):
        giver, taker = unit.wallet(source, currency), unit.wallet(target, currency)
        done, entries = _poured(giver, taker, evolve(posting, part=f"{posting.part}-{currency}"))
        unit.post(entries)
        if entries:
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


def _poured(giver: Wallet, taker: Wallet, posting: Posting) -> tuple[Poured, tuple[LedgerEntry, ...]]:
    """What is moved, and the entries for it; debts on either side are paid off before and afterwards."""
    gives = settled(Moved(entries=(), wallet=giver), posting)
    takes = settled(Moved(entries=(), wallet=taker), evolve(posting, part=f"{posting.part}-into"))
    moved = tuple(_transfers(gives, taker.owner, posting))
    takes = evolve(takes, wallet=after(takes.wallet, moved))
    takes = settled(takes, evolve(posting, part=f"{posting.part}-into"))
    amount = sum(lot.amount for lot in gives.wallet.lots)
    done = Poured(currency=giver.currency, amount=amount, owed=gives.wallet.owed)
    return done, (*gives.entries, *moved, *takes.entries)


def _transfers(gives: Moved, target: str, posting: Posting) -> Iterator[LedgerEntry]:
    """The entries that move what a wallet has and owes to that of *target*."""
    wallet = gives.wallet
    numbers = count(len(gives.entries) + 1)
    for lot in wallet.lots:
        if lot.amount:
            yield LedgerEntry(
                id=posting.entry_id(next(numbers)),
                operation=posting.operation,
                at=posting.at,
                recorded_at=posting.recorded_at,
                by_hand=posting.by_hand,
                currency=wallet.currency,
                amount=lot.amount,
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
