"""What a programme owes its members: the points that are out, when they become active, and when they expire.

It is read from the entries of the ledger, once through, whatever their order.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from attrs import define, field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.currencies import currency_problem, exponent
from loyalty_engine.model.fields import kind_problems
from loyalty_engine.model.identifiers import shown
from loyalty_engine.model.ledger import AccountKind, LedgerEntry
from loyalty_engine.model.lifetime import Delay
from loyalty_engine.model.lots import Lot, paid_off
from loyalty_engine.model.moments import check_moment
from loyalty_engine.model.money import Money, Rounding, ratio
from loyalty_engine.model.points import PointsCurrency

_WEEK: Final = Delay(days=7)
_MONTH: Final = Delay(months=1)
_YEAR: Final = Delay(months=12)


@frozen(kw_only=True)
class Buckets:
    """How many points something happens to within a week, a month, a year, later, and never."""

    within_week: int = 0
    week_to_month: int = 0
    month_to_year: int = 0
    from_year: int = 0
    never: int = 0

    @classmethod
    def of(cls, amounts: Iterable[tuple[dt.datetime | None, int]], at: dt.datetime, zone: str) -> Buckets:
        """The buckets of *amounts* by when it happens, None for never, seen from the instant *at*.

        Months and years are those of the calendar, by the clocks of *zone*. What happens just when a week is
        over happens within it.
        """
        ends = [delay.after(at, zone) for delay in (_WEEK, _MONTH, _YEAR)]
        sums = [0] * 5
        for moment, amount in amounts:
            sums[4 if moment is None else sum(moment > end for end in ends)] += amount
        week, month, year, later, never = sums
        return cls(within_week=week, week_to_month=month, month_to_year=year, from_year=later, never=never)


@frozen(kw_only=True)
class Liability:
    """The points of the kind *currency* at an instant, over all members, in their smallest parts.

    Of those that members have, *active* can be spent, *pending* are not active yet, *reserved* are held for
    open purchases, and *expired* were not spent in time. *owed* are owed by members, and *claimed* to be
    taken of what is reserved. *issued* were granted in all; of them *redeemed* paid for purchases,
    *taken_back* went with returned goods, and *written_off* were withdrawn by offers or by hand.

    *activating* are those that are pending, by when they become active, and *expiring* those that are active
    or pending, by when they expire.
    """

    currency: str
    active: int = 0
    pending: int = 0
    reserved: int = 0
    owed: int = 0
    claimed: int = 0
    expired: int = 0
    issued: int = 0
    redeemed: int = 0
    taken_back: int = 0
    written_off: int = 0
    activating: Buckets = Buckets()
    expiring: Buckets = Buckets()

    @property
    def outstanding(self) -> int:
        """What members can still spend, or will be able to: active, pending and reserved points."""
        return self.active + self.pending + self.reserved

    def worth(self, points: PointsCurrency, currency: str) -> Money:
        """What the outstanding points are worth in *currency*, by what one of them is worth; half-up.

        Raises:
            InvalidInput: *points* are of another kind, or there is no such currency.
        """
        problems = kind_problems(
            "points", points, PointsCurrency, "a kind of points", "give a PointsCurrency"
        )
        unknown = currency_problem(currency, "currency")
        problems += [unknown] if unknown else []
        if not problems and points.id != self.currency:
            message = f"are {shown(points.id)}, and not {shown(self.currency)}"
            problems.append(Problem("points", message, "give the kind that the report is about"))
        refuse("worth of points", problems)
        minor = ratio(
            self.outstanding,
            points.worth.thousandths * 10 ** exponent(currency),
            1000 * 10**points.exponent,
            Rounding.HALF_UP,
        )
        return Money(minor, currency)


def liabilities(
    entries: Iterable[LedgerEntry], at: dt.datetime, *, known_at: dt.datetime | None = None, zone: str = "UTC"
) -> tuple[Liability, ...]:
    """The points of each kind at the instant *at*, kinds by code point.

    Args:
        entries: all of the ledger, in any order; they are gone through once.
        at: count what moved up to this instant, and look at lots as they are then.
        known_at: count what was written up to this instant; None for all.
        zone: by whose clocks months and years are counted.

    Raises:
        InvalidInput: a moment has no offset, or there is no such zone.
    """
    for path, moment in (("at", at), ("known_at", known_at)):
        if moment is not None:
            check_moment("liability", path, moment, aware=True)
    found: dict[str, _Sums] = {}
    for entry in entries:
        if entry.at <= at and (known_at is None or entry.recorded_at <= known_at):
            found.setdefault(entry.currency, _Sums()).add(entry)
    return tuple(found[currency].liability(currency, at, zone) for currency in sorted(found))


@define
class _LotSum:
    """What lies in a lot of an owner, free to be spent."""

    active_from: dt.datetime | None = None
    expires_at: dt.datetime | None = None
    free: int = 0


@define
class _Debt:
    """What an owner owes, and since when."""

    owed: int
    since: dt.datetime


@define
class _Sums:
    """What the entries of one kind of points come to."""

    kinds: dict[AccountKind, int] = field(factory=lambda: dict.fromkeys(AccountKind, 0))
    lots: dict[str, dict[str, _LotSum]] = field(factory=dict)
    debts: dict[str, _Debt] = field(factory=dict)

    def add(self, entry: LedgerEntry) -> None:
        """Count an entry."""
        if entry.target.owner is not None and (entry.grants or entry.transfers):
            lot = self._lot(entry.target.owner, entry.lot or "")
            lot.active_from, lot.expires_at = entry.active_from, entry.expires_at
        for account, amount in ((entry.source, -entry.amount), (entry.target, entry.amount)):
            self.kinds[account.kind] += amount
            if account.owner is None:
                continue
            if account.kind is AccountKind.WALLET:
                self._lot(account.owner, entry.lot or "").free += amount
            elif account.kind is AccountKind.OWED:
                debt = self.debts.setdefault(account.owner, _Debt(0, entry.at))
                debt.owed -= amount
                debt.since = max(debt.since, entry.at)

    def _lot(self, owner: str, id: str) -> _LotSum:
        return self.lots.setdefault(owner, {}).setdefault(id, _LotSum())

    def liability(self, currency: str, at: dt.datetime, zone: str) -> Liability:
        """What they come to at the instant *at*."""
        owed = sum(self._net(owner, debt, at) for owner, debt in self.debts.items())
        active = pending = expired = 0
        activating, expiring = [], []
        for lot in (lot for lots in self.lots.values() for lot in lots.values()):
            if lot.active_from is not None and at < lot.active_from:
                pending += lot.free
                activating.append((lot.active_from, lot.free))
            elif lot.expires_at is not None and lot.expires_at <= at:
                expired += lot.free
                continue
            else:
                active += lot.free
            expiring.append((lot.expires_at, lot.free))
        return Liability(
            currency=currency,
            active=active,
            pending=pending,
            reserved=self.kinds[AccountKind.RESERVE],
            owed=owed,
            claimed=-self.kinds[AccountKind.CLAIMED],
            expired=expired,
            issued=-self.kinds[AccountKind.ISSUED],
            redeemed=self.kinds[AccountKind.REDEEMED],
            taken_back=self.kinds[AccountKind.TAKEN_BACK],
            written_off=self.kinds[AccountKind.WRITTEN_OFF],
            activating=Buckets.of(activating, at, zone),
            expiring=Buckets.of(expiring, at, zone),
        )

    def _net(self, owner: str, debt: _Debt, at: dt.datetime) -> int:
        """What is still owed once lots have paid what they could; that is taken out of them."""
        lots = self.lots.get(owner, {})
        known = (
            Lot(id, amount=max(0, lot.free), active_from=lot.active_from, expires_at=lot.expires_at)
            for id, lot in lots.items()
        )
        owed = debt.owed
        for paid in paid_off(known, owed, min(debt.since, at), at) if owed > 0 else ():
            lots[paid.lot].free -= paid.amount
            owed -= paid.amount
        return owed
