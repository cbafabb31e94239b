"""The points ledger: entries that are only ever added, and the wallets that they come to.

Every entry moves points from one account to another, so all accounts of a kind of points add up to nothing at
any moment. Points lie in lots, as they were granted. Nothing is ever written because time passes: that a lot
has become active or has expired follows from its dates when a wallet is looked at.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import Enum

from attrs import evolve, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.actor import ByHand
from loyalty_engine.model.fields import (
    choice_problems,
    id_problems,
    kind_problems,
    needed_id_problems,
)
from loyalty_engine.model.identifiers import id_order, shown
from loyalty_engine.model.lots import Lot, PaidOff, paid_off
from loyalty_engine.model.moments import check_moment, moment_problem, number_problem
from loyalty_engine.model.points import BONUS
from loyalty_engine.model.statuses import MOST_POINTS


class AccountKind(Enum):
    """What points in an account are."""

    WALLET = "wallet"  # a member's own: to spend, still to become active, or expired
    RESERVE = "reserve"  # a member's, held for a purchase that is not confirmed
    OWED = "owed"  # what a member owes, as a negative sum: more was taken back than there was
    CLAIMED = "claimed"  # what is to be taken of what is held, once it is let go, as a negative sum
    ISSUED = "issued"  # what the programme has granted comes from here
    REDEEMED = "redeemed"  # spent on purchases
    TAKEN_BACK = "taken_back"  # taken back when goods were returned
    WRITTEN_OFF = "written_off"  # withdrawn by an offer or by hand


#: The accounts that each member has, and those of them in which points lie in lots.
OWNED = frozenset({AccountKind.WALLET, AccountKind.RESERVE, AccountKind.OWED, AccountKind.CLAIMED})
IN_LOTS = frozenset({AccountKind.WALLET, AccountKind.RESERVE})


@frozen
class Account:
    """An account of the member, or the family, *owner*, or of the programme, which has one of each kind."""

    kind: AccountKind
    owner: str | None = None

    def __attrs_post_init__(self) -> None:
        problems = choice_problems("kind", self.kind, AccountKind) + id_problems(owner=self.owner)
        if not problems and (self.kind in OWNED) is (self.owner is None):
            whose = "members have" if self.kind in OWNED else "the programme has"
            problems.append(Problem("owner", f"is not said as {whose} such accounts", "name members only"))
        refuse("account", problems)

    @property
    def in_lots(self) -> bool:
        """Do its points lie in lots?"""
        return self.kind in IN_LOTS


@frozen(kw_only=True)
class LedgerEntry:
    """*amount* smallest parts of *currency* move from *source* to *target*.

    *lot* is the lot in which the points lie, on whichever side they do. An entry that grants points makes the
    lot, and says from when they are active and when they expire, None standing for at once and for never. So
    does one that moves points from one wallet to another, where the lot is the same again.

    *at* is the moment from which the entry counts, *recorded_at* the moment at which it was written: the
    receipt of a till that was offline is recorded late. *operation* names what the entry belongs to, such as
    a step of a purchase; *by_hand* says who made it, where a person did.

    Raises:
        InvalidInput: a field is something else, points lie in no lot where they must, or move nowhere.
    """

    id: str
    operation: str
    at: dt.datetime
    recorded_at: dt.datetime
    currency: str = BONUS
    amount: int
    source: Account
    target: Account
    lot: str | None = None
    active_from: dt.datetime | None = None
    expires_at: dt.datetime | None = None
    by_hand: ByHand | None = None

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(id=self.id, operation=self.operation, currency=self.currency)
        problems += id_problems(lot=self.lot)
        numbered = number_problem("amount", self.amount, 1, MOST_POINTS)
        problems += [numbered] if numbered else []
        for path, account in (("source", self.source), ("target", self.target)):
            hint = "write Account(AccountKind.WALLET, member)"
            problems += kind_problems(path, account, Account, "an account", hint)
        moments = {"at": self.at, "recorded_at": self.recorded_at}
        dates = {"active_from": self.active_from, "expires_at": self.expires_at}
        given = {**moments, **{path: date for path, date in dates.items() if date is not None}}
        found = (moment_problem(path, moment, aware=True) for path, moment in given.items())
        problems += [problem for problem in found if problem is not None]
        if self.by_hand is not None:
            problems += kind_problems("by_hand", self.by_hand, ByHand, "a change by hand", "give a ByHand")
        refuse(f"ledger entry {shown(self.id)}", problems or self._misplaced())

    def _misplaced(self) -> list[Problem]:
        """What keeps an entry of sound fields from being one."""
        problems = []
        if self.source == self.target:
            problems.append(Problem("target", "is the source", "let points move somewhere"))
        if (self.source.in_lots or self.target.in_lots) is (self.lot is None):
            problems.append(
                Problem("lot", "is not said as the accounts are", "name it for wallets and reserves")
            )
        if not (self.grants or self.transfers) and (self.active_from or self.expires_at):
            problems.append(Problem("active_from", "is said of points granted before", "leave the dates out"))
        if self.active_from and self.expires_at and self.expires_at <= self.active_from:
            problems.append(
                Problem("expires_at", "is not after active_from", "let them be active for a while")
            )
        return problems

    @property
    def grants(self) -> bool:
        """Are the points new?"""
        return self.source.kind is AccountKind.ISSUED

    @property
    def transfers(self) -> bool:
        """Do points go from one wallet to another?"""
        return self.source.kind is self.target.kind is AccountKind.WALLET


@frozen(kw_only=True)
class Wallet:
    """What one member has of one kind of points, as entries come to: *lots*, and *owed*, 0 or more.

    *lots* are what lies in the wallet, in the order of their ids, and *held* what lies in reserve. A lot of
    which nothing is left stays among *lots* with 0, because points may still come back into it.

    What is owed changed last at *owed_since*. From then on lots pay it off as they become active; the entries
    for that are written by the next step. *claimed* points of those that are held were to be taken back; they
    are taken when they are let go.
    """

    owner: str
    currency: str = BONUS
    lots: tuple[Lot, ...] = ()
    held: tuple[Lot, ...] = ()
    owed: int = 0
    owed_since: dt.datetime | None = None
    claimed: int = 0

    def balance(self, at: dt.datetime) -> int:
        """What can be spent at the instant *at*, less what is owed; negative where more is owed."""
        net = self.net(at)
        return sum(lot.amount for lot in net.lots if lot.active_at(at)) - net.owed

    def pending(self, at: dt.datetime) -> int:
        """What becomes active only after the instant *at*."""
        return sum(lot.amount for lot in self.lots if lot.pending_at(at))

    def expired(self, at: dt.datetime) -> int:
        """What was not spent in time."""
        lots = self.net(at).lots
        return sum(lot.amount for lot in lots if not lot.active_at(at) and not lot.pending_at(at))

    def paid_off(self, at: dt.datetime) -> tuple[PaidOff, ...]:
        """What lots have paid of what is owed, up to the instant *at*, and no entry says yet."""
        return paid_off(self.lots, self.owed, self.owing_since(at), at) if self.owed else ()

    def net(self, at: dt.datetime) -> Wallet:
        """The wallet once lots have paid of what is owed what they can by the instant *at*."""
        paid = {one.lot: one.amount for one in self.paid_off(at)}
        if not paid:
            return self
        lots = tuple(evolve(lot, amount=lot.amount - paid.get(lot.id, 0)) for lot in self.lots)
        return evolve(self, lots=lots, owed=self.owed - sum(paid.values()))

    def owing_since(self, at: dt.datetime) -> dt.datetime:
        """From when on lots may have paid what is owed by the instant *at*; that instant if nothing is."""
        return min(self.owed_since, at) if self.owed and self.owed_since is not None else at

    def usable(self, at: dt.datetime, lots: Collection[str] = ()) -> Wallet:
        """The wallet with no lots but those that can be spent from at *at*, and those with the ids *lots*.

        A step at that instant which takes back, or lets go of, nothing but *lots* needs no others. *held* is
        what lies in reserve of these lots. Where points are owed, lots that may have paid them off stay, too;
        where some are claimed, all lots do.
        """
        if self.claimed:
            return self
        since = self.owing_since(at)
        near = {lot.id for lot in self.lots if lot.id in lots or lot.pays(since, at)}
        return evolve(
            self,
            lots=tuple(lot for lot in self.lots if lot.id in near),
            held=tuple(lot for lot in self.held if lot.id in near),
        )

    @property
    def reserved(self) -> int:
        """What is held for purchases that are not confirmed."""
        return sum(lot.amount for lot in self.held)

    def changes(self, at: dt.datetime) -> tuple[tuple[dt.datetime, int], ...]:
        """When points become active after *at*, with how many, and when they expire, with minus so many."""
        found: dict[dt.datetime, int] = {}
        now = self.net(at)
        last = max((lot.active_from for lot in now.lots if lot.active_from is not None), default=at)
        paid = {one.lot: one.amount for one in now.paid_off(max(at, last))}
        for lot in now.lots:
            if lot.active_from is not None and lot.active_from > at:
                found[lot.active_from] = found.get(lot.active_from, 0) + lot.amount
            if lot.expires_at is not None and lot.expires_at > at:
                left = lot.amount - paid.get(lot.id, 0)
                found[lot.expires_at] = found.get(lot.expires_at, 0) - left
        return tuple(sorted((moment, amount) for moment, amount in found.items() if amount))


def wallet_of(
    entries: Iterable[LedgerEntry],
    owner: str,
    *,
    currency: str = BONUS,
    at: dt.datetime | None = None,
    known_at: dt.datetime | None = None,
) -> Wallet:
    """What *owner* has of *currency*, as the *entries* come to; those of others are passed over.

    Args:
        entries: in any order.
        owner: a member or a family.
        currency: the kind of points.
        at: count what moved up to this instant; None for all.
        known_at: count what was written up to this instant; None for all.

    An entry may take points that came into the wallet only after its own moment: a till that was slow pays
    with what was given back meanwhile, or a clock was set back. It counts as soon as they are there.

    Raises:
        InvalidInput: a moment has no offset, or the entries take more out of a lot than there was.
    """
    for path, moment in (("at", at), ("known_at", known_at)):
        if moment is not None:
            check_moment("wallet", path, moment, aware=True)
    written = [entry for entry in entries if entry.currency == currency]
    counted = [
        entry
        for entry in written
        if (at is None or entry.at <= at) and (known_at is None or entry.recorded_at <= known_at)
    ]
    nothing = Wallet(owner=owner, currency=currency)
    whole = after(nothing, written)
    return whole if len(counted) == len(written) else after(nothing, _covered(counted, owner))


def _covered(entries: Iterable[LedgerEntry], owner: str) -> list[LedgerEntry]:
    """Those of *entries* for which there is what they take from *owner*, in the order in which it is."""
    waiting = sorted(entries, key=lambda entry: (entry.recorded_at, entry.at, id_order(entry.id)))
    there: dict[tuple[AccountKind, str | None], int] = {}
    counted: list[LedgerEntry] = []
    while waiting:
        late: list[LedgerEntry] = []
        for entry in waiting:
            (counted if _counts(entry, owner, there) else late).append(entry)
        if len(late) == len(waiting):
            break
        waiting = late
    return counted


def _counts(entry: LedgerEntry, owner: str, there: dict[tuple[AccountKind, str | None], int]) -> bool:
    """Count *entry* in what is *there* in the accounts of *owner*, if it takes no more than that."""
    moved: dict[tuple[AccountKind, str | None], int] = {}
    for account, sign in ((entry.source, -1), (entry.target, 1)):
        if account.owner == owner:
            key = account.kind, entry.lot if account.in_lots else None
            moved[key] = there.get(key, 0) + entry.amount * (sign if account.in_lots else -sign)
    unmade = not entry.grants and any(
        kind in IN_LOTS and (AccountKind.WALLET, lot) not in there for kind, lot in moved
    )
    if unmade or min(moved.values(), default=0) < 0:
        return False
    there |= moved
    return True


def wallets_changed(entries: Iterable[LedgerEntry]) -> tuple[tuple[str, str], ...]:
    """Whose wallets of which kinds of points *entries* change: owner and currency, each pair once, sorted."""
    found = {
        (account.owner, entry.currency)
        for entry in entries
        for account in (entry.source, entry.target)
        if account.owner is not None
    }
    return tuple(sorted(found))


def after(wallet: Wallet, entries: Iterable[LedgerEntry]) -> Wallet:
    """*wallet* once *entries* have been written; those of other owners or kinds of points are passed over.

    Raises:
        InvalidInput: more is taken out of a lot than there was, or a lot is made twice.
    """
    mine = {kind: Account(kind, wallet.owner) for kind in OWNED}
    written = [entry for entry in entries if entry.currency == wallet.currency]
    made = {lot.id: lot for lot in wallet.lots}
    amounts = {
        AccountKind.WALLET: {lot.id: lot.amount for lot in wallet.lots},
        AccountKind.RESERVE: {lot.id: lot.amount for lot in wallet.held},
        AccountKind.OWED: {"": -wallet.owed},
        AccountKind.CLAIMED: {"": -wallet.claimed},
    }
    owed_since = wallet.owed_since
    problems: list[Problem] = []
    for entry in written:
        if (entry.grants or entry.transfers) and entry.target == mine[AccountKind.WALLET]:
            lot = Lot(
                entry.lot or "",
                amount=0,
                currency=wallet.currency,
                active_from=entry.active_from,
                expires_at=entry.expires_at,
            )
            known = made.setdefault(lot.id, lot)
            if known is not lot and (entry.grants or evolve(known, amount=0) != lot):
                message = f"makes lot {shown(lot.id)}, which is there"
                problems.append(Problem(entry.id, message, "name another"))
        for account, sign in ((entry.source, -1), (entry.target, 1)):
            if mine.get(account.kind) == account:
                held = amounts[account.kind]
                held[entry.lot or ""] = held.get(entry.lot or "", 0) + sign * entry.amount
                if account.kind is AccountKind.OWED:
                    owed_since = max(owed_since or entry.at, entry.at)
    problems += _overdrawn(amounts, made)
    refuse("wallet", problems)
    return evolve(
        wallet,
        lots=_lots(amounts[AccountKind.WALLET], made, empty=True),
        held=_lots(amounts[AccountKind.RESERVE], made, empty=False),
        owed=-sum(amounts[AccountKind.OWED].values()),
        owed_since=owed_since,
        claimed=-sum(amounts[AccountKind.CLAIMED].values()),
    )


def _overdrawn(
    amounts: Mapping[AccountKind, Mapping[str, int]], made: Mapping[str, Lot]
) -> Iterator[Problem]:
    for kind in (AccountKind.WALLET, AccountKind.RESERVE):
        for lot, amount in amounts[kind].items():
            if lot not in made:
                yield Problem(lot, "is a lot that nothing granted", "give all entries of the member")
            elif amount < 0:
                message = f"has {amount} left in the {kind.value}"
                yield Problem(lot, message, "take no more out of a lot than there is")
    for kind in (AccountKind.OWED, AccountKind.CLAIMED):
        if sum(amounts[kind].values()) > 0:
            yield Problem("", f"pays off more than was {kind.value}", "leave the rest in the wallet")


def _lots(amounts: Mapping[str, int], made: Mapping[str, Lot], *, empty: bool) -> tuple[Lot, ...]:
    """The lots with what is left of them; those of which nothing is, only where *empty*."""
    return tuple(
        made[lot] if made[lot].amount == amounts[lot] else evolve(made[lot], amount=amounts[lot])
        for lot in sorted(amounts, key=id_order)
        if amounts[lot] or empty
    )


def balance_sheet(entries: Iterable[LedgerEntry], currency: str = BONUS) -> dict[AccountKind, int]:
    """What lies in the accounts of each kind together; the sum of all of them is 0, whatever was written."""
    sheet = dict.fromkeys(AccountKind, 0)
    for entry in entries:
        if entry.currency == currency:
            sheet[entry.source.kind] -= entry.amount
            sheet[entry.target.kind] += entry.amount
    return sheet
