"""Lots: points that were granted together, with the moments at which they become active and expire.

A balance is what lots add up to at a moment. Spending takes from those that expire first.

Source:
    The field knows activated and not activated points, and lifetimes by accrual; the order of spending is
    silent there, and ours is the one that serves the member.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Final

from attrs import field, frozen

from loyalty_engine.errors import InvalidInput, Problem, refuse
from loyalty_engine.model.fields import needed_id_problems
from loyalty_engine.model.identifiers import id_order, shown
from loyalty_engine.model.moments import check_moment, moment_problem, number_problem
from loyalty_engine.model.points import BONUS
from loyalty_engine.model.statuses import MOST_POINTS

_NEVER: Final = dt.datetime.max.replace(tzinfo=dt.UTC)
_EVER: Final = dt.datetime.min.replace(tzinfo=dt.UTC)


@frozen(kw_only=True)
class Lot:
    """Points granted together, of which *amount* smallest parts of *currency* are left.

    They can be spent from *active_from* on, None for at once, and no more from *expires_at* on, None for
    never. A `PointsIntent` names both moments.

    Raises:
        InvalidInput: *amount* is not from 0 to 10**18, a moment has no offset, or the points would expire
            before they are active.
    """

    id: str = field(kw_only=False)
    amount: int
    currency: str = BONUS
    active_from: dt.datetime | None = None
    expires_at: dt.datetime | None = None

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(id=self.id, currency=self.currency)
        found = [number_problem("amount", self.amount, 0, MOST_POINTS)]
        for path, at in (("active_from", self.active_from), ("expires_at", self.expires_at)):
            found.append(None if at is None else moment_problem(path, at, aware=True))
        problems += [problem for problem in found if problem is not None]
        if not problems and self.active_from and self.expires_at and self.expires_at <= self.active_from:
            hint = "let them be active for a while, or leave out the lot"
            problems.append(Problem("expires_at", "is not after active_from", hint))
        refuse(f"lot {shown(self.id)}", problems)

    def active_at(self, at: dt.datetime) -> bool:
        """Can its points be spent at *at*?"""
        return (self.active_from or _EVER) <= at < (self.expires_at or _NEVER)

    def turn(self) -> tuple[dt.datetime, dt.datetime, tuple[int, int, str]]:
        """By which lots are spent in their order: expiry, activation, id."""
        return self.expires_at or _NEVER, self.active_from or _EVER, id_order(self.id)

    def pays(self, since: dt.datetime, until: dt.datetime) -> bool:
        """Is it active at any moment from *since* to *until*, with points left?"""
        begun, over = (self.active_from or _EVER) <= until, (self.expires_at or _NEVER) <= since
        return self.amount > 0 and begun and not over

    def pending_at(self, at: dt.datetime) -> bool:
        """Will its points become active only after *at*?"""
        return at < (self.active_from or _EVER)


@frozen
class PaidOff:
    """*amount* points of the lot *lot* have paid off what was owed, at the instant *at*."""

    lot: str
    amount: int
    at: dt.datetime


def paid_off(lots: Iterable[Lot], owed: int, since: dt.datetime, until: dt.datetime) -> tuple[PaidOff, ...]:
    """What *lots* have paid of the *owed* points of their kind from *since* on, up to *until*.

    A lot pays as soon as it is active, so that its points do not expire while others are owed.
    """
    able = [lot for lot in lots if lot.pays(since, until)]
    found = []
    for lot in sorted(able, key=lambda lot: (max(lot.active_from or _EVER, since), lot.turn())):
        part = min(owed, lot.amount)
        if part:
            found.append(PaidOff(lot.id, part, max(lot.active_from or _EVER, since)))
            owed -= part
    return tuple(found)


def balances_at(lots: Iterable[Lot], at: dt.datetime) -> dict[str, int]:
    """The points of each kind that can be spent at *at*, as a `Member` takes them for `balances`.

    Kinds of which all points are pending or expired stand there with 0.

    Raises:
        InvalidInput: *at* has no offset.
    """
    check_moment("balance", "at", at, aware=True)
    found: dict[str, int] = {}
    for lot in sorted(lots, key=_order):
        found[lot.currency] = found.get(lot.currency, 0) + (lot.amount if lot.active_at(at) else 0)
    return dict(sorted(found.items()))


def pending_at(lots: Iterable[Lot], at: dt.datetime) -> dict[str, int]:
    """The points of each kind that become active only after *at*.

    Raises:
        InvalidInput: *at* has no offset.
    """
    check_moment("balance", "at", at, aware=True)
    found: dict[str, int] = {}
    for lot in lots:
        if lot.pending_at(at):
            found[lot.currency] = found.get(lot.currency, 0) + lot.amount
    return dict(sorted(found.items()))


def spend_lots(
    lots: Iterable[Lot], amount: int, at: dt.datetime, *, currency: str = BONUS
) -> Mapping[str, int]:
    """From which lots *amount* smallest parts of *currency* are taken at *at*: parts by the lots' ids.

    Only active points are spent: those that expire first, then those that became active first, then those of
    the smaller id. Which order the lots are given in has no effect.

    Args:
        lots: what the member has; of each id one.
        amount: 0 or more, and no more than can be spent.
        at: the moment of spending, with its offset.
        currency: the kind of points.

    Raises:
        InvalidInput: there are fewer points to spend, two lots have one id, or an argument is something else.
    """
    given = sorted(lots, key=_order)
    check_moment("spending", "at", at, aware=True)
    problem = number_problem("amount", amount, 0, MOST_POINTS)
    problems = [problem] if problem else []
    for one, next_one in pairwise(given):
        if one.id == next_one.id:
            problems.append(Problem("lots", f"there are two with the id {shown(one.id)}", "give each once"))
    refuse("spending", problems)
    usable = sorted([lot for lot in given if lot.currency == currency and lot.active_at(at)], key=Lot.turn)
    left, parts = amount, {}
    for lot in usable:
        part = min(left, lot.amount)
        if part:
            parts[lot.id] = part
            left -= part
    if left:
        there = f"of {amount} points only {amount - left} can be spent"
        raise InvalidInput.at("spending", "amount", there, "spend no more than the balance")
    return parts


def _order(lot: Lot) -> tuple[int, int, str]:
    return id_order(lot.id)
