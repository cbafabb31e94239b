"""A set is made of its parts, each a [`SetOf`](#setof).

As many complete sets are made as the lines hold. Conditions of the rule narrow the lines that sets are made
of, so "three for two on tea" is a condition on tea beside `NForM(3, 2)`. See [units and
sets](../../semantics.md#units-and-sets) for what a unit costs and who takes it.
"""

from __future__ import annotations

from kinds.benefits.giving import off
from loyalty_engine import (
    AmountOff,
    BundlePrice,
    BuyGet,
    Categories,
    EveryNth,
    InSets,
    LineAmount,
    Money,
    NForM,
    PercentOff,
    PointsAmount,
    Products,
    Rule,
    SetOf,
    SomeUnitsOff,
    UnitOrder,
)

tea, mug = Categories({"tea"}), Products({"mug"})


def n_for_m() -> None:
    three_for_two = NForM(3, 2)
    off(three_for_two)
    # Three of the same product are another offer.
    off(NForM(3, 2, same_product=True))


def every_nth() -> None:
    second_at_half = EveryNth(2, 50)
    off(second_at_half)


def some_units_off() -> None:
    cheapest = SomeUnitsOff(1)
    off(cheapest)
    off(SomeUnitsOff(2, 50, order=UnitOrder.DEAREST))


def bundle_price() -> None:
    kit = BundlePrice([SetOf([tea], 2), SetOf([mug])], Money.of("20", "EUR"))
    off(kit)
    BundlePrice([SetOf(units=3)], Money.of("10", "EUR"), at_most=1).describe()


def buy_get() -> None:
    free_mug = BuyGet(buy=SetOf([tea], 2), get=SetOf([mug]))
    off(free_mug)
    # A mug for every full 20.00 of tea.
    off(BuyGet(buy=SetOf([tea], amount=Money.of("20", "EUR")), get=SetOf([mug])))
    third_at_half = BuyGet(buy=SetOf([tea], 2), percent=50)
    third_at_half.describe()
    off(third_at_half)


def in_sets() -> None:
    half_of_one_tea = InSets(parts=[SetOf([tea], 2), SetOf([mug])], benefits=[PercentOff(50)], of=0, pick=1)
    off(half_of_one_tea)
    # A sum is one for each set: here for three pairs.
    off(InSets(parts=[SetOf(units=2)], benefits=[AmountOff(Money.of("1", "EUR"))]))
    InSets(parts=[SetOf(units=3)], benefits=[PercentOff(10), PointsAmount(5)], pick=1).describe()
    # Rules are decided for each set: here for pairs that are worth at least 20.00.
    dear = Rule(conditions=[LineAmount(at_least=Money.of("20", "EUR"))], benefits=[PercentOff(10)])
    off(InSets(parts=[SetOf(units=2)], rules=[dear]))
