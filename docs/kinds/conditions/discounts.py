"""[Passes](../../semantics.md#passes) says which discounts are given before which."""

from __future__ import annotations

from attrs import evolve

from kinds.conditions.asking import reached
from kinds.shop import bought
from loyalty_engine import (
    AmountOff,
    Discounted,
    ExternalDiscount,
    ExternalDiscountSum,
    ExternalPoints,
    Money,
    Not,
    Offer,
    PointsPercent,
    Products,
    calculate,
)

first, *others = bought.lines
marked_down = evolve(bought, lines=[evolve(first, external_discount=Money.of("6.00", "EUR")), *others])
with_points = evolve(bought, lines=[evolve(first, external_points=20), *others])


def discounted() -> None:
    any_discount = Discounted()
    Discounted("sencha-3").describe()
    # Points on what no offer has made cheaper:
    cheaper = Offer.of("sencha-3", [Products({"sencha"})], [AmountOff(Money.of("3.00", "EUR"))])
    points = Offer.of("points", [Not(any_discount)], [PointsPercent(10)])
    result = calculate(bought, None, [cheaper, points])
    [sum(part.amount for part in line.points) for line in result.lines]


def external_discount() -> None:
    five = ExternalDiscount(at_least=Money.of("5.00", "EUR"))
    reached(five, receipt=marked_down)
    reached(ExternalDiscount())


def external_discount_sum() -> None:
    five = ExternalDiscountSum(at_least=Money.of("5.00", "EUR"))
    reached(five, receipt=marked_down)
    reached(five)


def external_points() -> None:
    ten = ExternalPoints(at_least=10)
    reached(ten, receipt=with_points)
    # What no partner gives points for:
    reached(Not(ExternalPoints()), receipt=with_points)
