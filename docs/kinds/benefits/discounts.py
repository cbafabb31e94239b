"""See also [the base](../../semantics.md#the-base) and [floors](../../semantics.md#floors)."""

from __future__ import annotations

from kinds.benefits.giving import off
from loyalty_engine import (
    AmountOff,
    FixedPrice,
    Given,
    InitialPrice,
    MinimumPrice,
    Money,
    Per,
    PercentOff,
    TaggedPrice,
)


def percent_off() -> None:
    fifth = PercentOff(20, at_most=Money.of("5", "EUR"))
    off(fifth)
    off(PercentOff("12.5"))
    # A second percentage of what the first has left:
    off(PercentOff(20), PercentOff(10, excluding={Given.DISCOUNT}))


def amount_off() -> None:
    five = AmountOff(Money.of("5", "EUR"))
    off(five)
    off(AmountOff(Money.of("0.50", "EUR"), per=Per.UNIT))


def fixed_price() -> None:
    each = FixedPrice(Money.of("5", "EUR"))
    off(each)
    together = FixedPrice(Money.of("40", "EUR"), together=True)
    together.describe()
    off(together)


def tagged_price() -> None:
    yellow = TaggedPrice("yellow_price")
    off(yellow)


def minimum_price() -> None:
    floor = MinimumPrice(percent=80)
    off(floor, PercentOff(50))
    # A price each, and one that stands in an attribute of the product:
    off(MinimumPrice(price=Money.of("7.50", "EUR")), PercentOff(50))
    off(MinimumPrice(attribute="yellow_price"), PercentOff(50))


def initial_price() -> None:
    lower = InitialPrice(price=Money.of("8", "EUR"))
    off(lower, PercentOff(10))
    # From a price above the till's, a discount first uses up what it is higher by:
    off(InitialPrice(price=Money.of("11", "EUR")), PercentOff(20))
