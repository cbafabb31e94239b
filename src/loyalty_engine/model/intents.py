"""Intents: what a calculation asks the host to carry out when the purchase is confirmed.

A calculation moves nothing. Each intent names the offer that asks for it, so that every change can be
traced, and is carried out once, on confirmation, in one transaction of the host's store.
"""

from __future__ import annotations

from enum import Enum

from attrs import frozen


class CounterOperation(Enum):
    """What becomes of a counter's value."""

    INCREASE = "increase"
    REDUCE = "reduce"
    ESTABLISH = "establish"


@frozen(kw_only=True, weakref_slot=False)
class PointsIntent:
    """Give the member points; *amount* is in the smallest parts of *currency*.

    *lines* spreads the amount over the receipt's lines as pairs of line number and part, so that a
    return takes back what belongs to the returned line.
    """

    offer: str
    currency: str
    amount: int
    lines: tuple[tuple[int, int], ...]


@frozen(kw_only=True)
class CouponIntent:
    """Issue *count* coupons of *issue* to the member, or to the bearer where nobody is known."""

    offer: str
    issue: str
    count: int


@frozen(kw_only=True)
class CounterIntent:
    """Change the counter *counter* of the member by, or to, *value*."""

    offer: str
    counter: str
    operation: CounterOperation
    value: int


@frozen(kw_only=True)
class SlotIntent:
    """Put *product* into the slot at *position* under the favourite-products rule *rule*."""

    offer: str
    rule: str
    position: int
    product: str


Intent = PointsIntent | CouponIntent | CounterIntent | SlotIntent
