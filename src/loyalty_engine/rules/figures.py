"""Figures of the closed language that are read off what a member has and has done."""

from __future__ import annotations

from attrs import frozen

from loyalty_engine.model.period import ALWAYS, Period
from loyalty_engine.model.window import Window


@frozen(kw_only=True)
class CounterNow:
    """What the counter *counter* stands at before this receipt; 0 where it was never changed."""

    counter: str


@frozen(kw_only=True)
class CounterMoves:
    """How often the counter *counter* changed in *during*, or, *summed*, what these changes add up to.

    Changes after the receipt do not count.
    """

    counter: str
    summed: bool = False
    during: Period | Window = ALWAYS


@frozen(kw_only=True)
class BalanceNow:
    """The points of *currency* that the member can spend, in their smallest parts."""

    currency: str


@frozen(kw_only=True)
class CouponsShown:
    """How many coupons are presented that are of one of *issues*, and whose number is like *mask*.

    None stands for any issue, or any number.
    """

    issues: frozenset[str] | None = None
    mask: str | None = None


MemberFigure = CounterNow | CounterMoves | BalanceNow
