"""How much a benefit comes to, cent by cent, where lines, units and products differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import pytest
from attrs import frozen
from cases.till import CUP, TEA, earned, eur, off, outcomes, receipt, sell

from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.records import Outcome
from loyalty_engine.model.amounts import Amount, PerProduct, PerSum, PerWeight, TagPrice
from loyalty_engine.model.intents import PointsIntent
from loyalty_engine.model.money import Quantity
from loyalty_engine.model.receipt import Receipt
from loyalty_engine.rules.benefits.discounts import AmountOff, FixedPrice, MinimumPrice, Per, PercentOff
from loyalty_engine.rules.benefits.points import PointsAmount, PointsPercent, PointsPerSum
from loyalty_engine.rules.conditions.products import Products
from loyalty_engine.rules.instructions import Accrue, Given, Instruction, Reduce
from loyalty_engine.rules.language import Benefit
from loyalty_engine.rules.offer import Offer, Rule
from loyalty_engine.rules.stacking import Level, Policies


@frozen
class Does:
    """A host's benefit, which lowers to what it holds."""

    kind: ClassVar[str] = "acme:does"
    instructions: tuple[Instruction, ...]

    def lower(self) -> tuple[Instruction, ...]:
        return self.instructions

    def describe(self) -> str:
        return "something of our own"


def money(amount: Amount) -> Does:
    return Does((Reduce(amount=amount, currency="EUR"),))


def bonus(amount: Amount) -> Does:
    return Does((Accrue(amount=amount, points="bonus", currency="EUR"),))


def given(benefits: Sequence[Benefit], sale: Receipt, **more: object) -> Calculation:
    """What the benefits of one offer give, after the reference engine has agreed."""
    return sell([Offer.of("a", benefits=benefits)], sale, **more)  # type: ignore[arg-type]


THREE_FOR_10_01 = receipt((TEA, "10.01", 3), (CUP, "0.05"))


@pytest.mark.parametrize(
    ("benefit", "sale", "level", "expected"),
    [
        pytest.param(
            PercentOff(90), THREE_FOR_10_01, Level.UNIT, ("9.02", "0.05"), id="units of 3.33 and two of 3.34"
        ),
        pytest.param(
            PercentOff(90), THREE_FOR_10_01, Level.LINE, ("9.01", "0.05"), id="lines of 10.01 and 0.05"
        ),
        pytest.param(
            PercentOff(90), THREE_FOR_10_01, Level.RECEIPT, ("9.01", "0.04"), id="a receipt of 10.06"
        ),
        pytest.param(PercentOff(100), THREE_FOR_10_01, Level.UNIT, ("10.01", "0.05"), id="all of every unit"),
        pytest.param(
            PercentOff(50),
            receipt((TEA, "0.15", "0.755")),
            Level.UNIT,
            ("0.08",),
            id="weighed goods are one unit",
        ),
        pytest.param(
            PercentOff(50),
            receipt((TEA, "0.15", "3.5")),
            Level.UNIT,
            ("0.08",),
            id="three and a half kilograms are one unit",
        ),
    ],
)
def test_where_a_percentage_is_rounded(
    benefit: Benefit, sale: Receipt, level: Level, expected: tuple[str, ...]
) -> None:
    assert off(given([benefit], sale, policies=Policies(level=level))) == expected


@pytest.mark.parametrize(
    ("benefit", "sale", "expected"),
    [
        pytest.param(
            AmountOff(eur("0.02")),
            receipt((TEA, "1.00"), (TEA, "3.00")),
            ("0.00", "0.02"),
            id="the larger line first",
        ),
        pytest.param(
            AmountOff(eur("0.02")),
            receipt((TEA, "3.00"), (TEA, "1.00")),
            ("0.02", "0.00"),
            id="the larger is scanned first",
        ),
        pytest.param(
            AmountOff(eur("0.01")),
            receipt((TEA, "1.00"), (TEA, "1.00")),
            ("0.01", "0.00"),
            id="of equals the first",
        ),
        pytest.param(
            AmountOff(eur("0.01")),
            receipt((TEA, "1.00"), (CUP, "1.00")),
            ("0.00", "0.01"),
            id="of equals the product",
        ),
        pytest.param(
            AmountOff(eur("0.01")),
            receipt((TEA, "0.01"), (CUP, "0.00")),
            ("0.01", "0.00"),
            id="the only cent",
        ),
        pytest.param(
            AmountOff(eur("1.00")), receipt((TEA, "0.01"), (CUP, "0.30")), ("0.01", "0.30"), id="all there is"
        ),
        pytest.param(
            FixedPrice(eur("40"), together=True),
            receipt((TEA, "10.00"), (CUP, "30.00")),
            ("0.00", "0.00"),
            id="no cheaper",
        ),
        pytest.param(
            FixedPrice(eur("40.01"), together=True),
            receipt((TEA, "10.00"), (CUP, "30.00")),
            ("0.00", "0.00"),
            id="dearer",
        ),
        pytest.param(
            FixedPrice(eur("39.99"), together=True),
            receipt((TEA, "10.00"), (CUP, "30.00")),
            ("0.00", "0.01"),
            id="a cent",
        ),
        pytest.param(
            money(PerProduct(300)),
            receipt((TEA, "10.00"), (CUP, "2.00"), (TEA, "20.00")),
            ("1.00", "2.00", "2.00"),
            id="three off each product, and a cup has only two",
        ),
        pytest.param(
            money(PerSum(every=1000, value=100)),
            receipt((TEA, "19.99"), (CUP, "10.00")),
            ("1.33", "0.67"),
            id="one for every full ten of 29.99",
        ),
        pytest.param(
            money(PerWeight(every=Quantity.of("0.5"), value=10)),
            receipt((TEA, "10.00", "0.7"), (CUP, "10.00", "0.79")),
            ("0.10", "0.10"),
            id="a tenth for every full half of 1.49",
        ),
        pytest.param(
            money(TagPrice("tag")), receipt(("nobody knows", "10.00")), ("0.00",), id="no product, no tag"
        ),
        pytest.param(
            AmountOff(eur("1.50"), per=Per.LINE),
            receipt((TEA, "1.00"), (CUP, "2.00")),
            ("1.00", "1.50"),
            id="each line",
        ),
    ],
)
def test_what_comes_off_each_line(benefit: Benefit, sale: Receipt, expected: tuple[str, ...]) -> None:
    assert off(given([benefit], sale)) == expected


@pytest.mark.parametrize(
    ("excluding", "expected"),
    [
        pytest.param([], "30.00", id="nothing"),
        pytest.param([Given.DISCOUNT], "28.00", id="discounts"),
        pytest.param([Given.POINTS_PAYMENT], "30.00", id="payment in points"),
        pytest.param([Given.POINTS_PAYMENT, Given.DISCOUNT], "28.00", id="both"),
    ],
)
def test_ten_per_cent_after_twenty_of_what_leaves_out(excluding: list[Given], expected: str) -> None:
    offers = [
        Offer.of("20", benefits=[PercentOff(20)]),
        Offer.of("10", benefits=[PercentOff(10, excluding=excluding)], cumulative=True),
    ]

    assert off(sell(offers, receipt((TEA, "100.00")))) == (expected,)


@pytest.mark.parametrize(
    ("before", "benefits", "capped"),
    [
        pytest.param(50, [AmountOff(eur("50"))], False, id="a sum of just what is left"),
        pytest.param(50, [AmountOff(eur("50.01"))], True, id="a cent more"),
        pytest.param(50, [PercentOff(50)], False, id="a percentage of just what is left"),
        pytest.param(50, [PercentOff("50.01")], True, id="a hundredth of a per cent more"),
        pytest.param(50, [money(PerProduct(5001))], True, id="a sum for each product, one cent too much"),
        pytest.param(50, [money(PerProduct(5000))], False, id="a sum for each product that is left"),
        pytest.param(
            100,
            [FixedPrice(eur("5"), together=True), PointsAmount(5)],
            False,
            id="a price above nothing, and points",
        ),
    ],
)
def test_what_is_cut_short(before: int, benefits: list[Benefit], *, capped: bool) -> None:
    offers = [
        Offer.of("before", benefits=[PercentOff(before)]),
        Offer.of("a", benefits=benefits, cumulative=True),
    ]
    verdicts = {one.offer: one for one in sell(offers, receipt((TEA, "100.00"))).verdicts}

    assert (verdicts["a"].outcome, verdicts["a"].capped) == (Outcome.GRANTED, capped)


@pytest.mark.parametrize(
    ("benefit", "capped"),
    [
        pytest.param(FixedPrice(eur("5"), together=True), False, id="a price that is met"),
        pytest.param(AmountOff(eur("5")), True, id="a sum that finds nothing"),
    ],
)
def test_a_rule_that_finds_its_line_for_nothing_beside_one_that_gives(
    benefit: Benefit, *, capped: bool
) -> None:
    on_tea = Rule(conditions=[Products({TEA})], benefits=[benefit])
    on_cups = Rule(conditions=[Products({CUP})], benefits=[PercentOff(10)])
    offers = [
        Offer.of("before", [Products({TEA})], [PercentOff(100)]),
        Offer(id="a", rules=[on_tea, on_cups], cumulative=True),
    ]
    verdicts = {one.offer: one for one in sell(offers, receipt((TEA, "9.00"), (CUP, "9.00"))).verdicts}

    assert (verdicts["a"].gave.discount, verdicts["a"].capped) == (90, capped)


def test_one_product_of_two_is_cut_short() -> None:
    calculation = given([money(PerProduct(300))], receipt((TEA, "10.00"), (CUP, "2.00")))

    assert [verdict.capped for verdict in calculation.verdicts] == [True]


def spread_points(calculation: Calculation) -> list[int]:
    """The points of each line."""
    return [sum(part.amount for part in line.points) for line in calculation.lines]


@pytest.mark.parametrize(
    ("benefit", "sale", "expected"),
    [
        pytest.param(
            PointsAmount(5), receipt((TEA, "10.00"), (CUP, "0.00")), [5, 0], id="a gift has no part in them"
        ),
        pytest.param(
            PointsAmount(5), receipt((TEA, "0.00", 4), (CUP, "0.00")), [4, 1], id="gifts by their quantity"
        ),
        pytest.param(
            PointsAmount(1000, per=Per.UNIT),
            receipt((TEA, "10.00"), (CUP, "10.00", 2)),
            [1000, 2000],
            id="each unit",
        ),
        pytest.param(
            PointsAmount(3, per=Per.UNIT),
            receipt((TEA, "10.00", "0.5"), (CUP, "10.00", "0.5")),
            [1, 2],
            id="half units",
        ),
        pytest.param(
            PointsAmount(5, per=Per.LINE), receipt((TEA, "0.00"), (CUP, "9.00")), [5, 5], id="each line"
        ),
        pytest.param(
            PointsPerSum(2, every=eur("10")),
            receipt((TEA, "19.00"), (CUP, "10.99")),
            [3, 1],
            id="every full ten",
        ),
        pytest.param(
            bonus(PerWeight(every=Quantity.of("0.5"), value=3)),
            receipt((TEA, "10.00", "0.7"), (CUP, "50.00", "0.79")),
            [3, 3],
            id="every full half kilogram, by weight",
        ),
        pytest.param(
            bonus(PerWeight(every=Quantity.of(1), value=4)),
            receipt((TEA, "10.00", 3), (CUP, "50.00", 1)),
            [12, 4],
            id="every piece, by pieces",
        ),
        pytest.param(
            bonus(PerProduct(6)),
            receipt((TEA, "10.00"), (CUP, "1.00"), (TEA, "20.00")),
            [2, 6, 4],
            id="each product, over its lines",
        ),
        pytest.param(
            bonus(PerProduct(6)),
            receipt((TEA, "0.00", 2), (CUP, "1.00"), (TEA, "0.00"), (CUP, "0.00")),
            [4, 6, 2, 0],
            id="each product, by quantity where it costs nothing",
        ),
        pytest.param(
            bonus(PerProduct(0)), receipt((TEA, "9.99"), (CUP, "9.99")), [0, 0], id="none for each product"
        ),
        pytest.param(PointsPercent(1), receipt((TEA, "99.99")), [0], id="less than a point"),
        pytest.param(PointsPercent(1), receipt((TEA, "100.00")), [1], id="just a point"),
    ],
)
def test_points_of_each_line(benefit: Benefit, sale: Receipt, expected: list[int]) -> None:
    calculation = given([benefit], sale)

    assert spread_points(calculation) == expected
    assert earned(calculation) == ({"bonus": sum(expected)} if any(expected) else {})
    assert outcomes(calculation) == {"a": Outcome.GRANTED if any(expected) else Outcome.NOTHING_LEFT}


def test_points_are_told_in_the_order_of_the_lines() -> None:
    calculation = given([bonus(PerProduct(6))], receipt((TEA, "10.00"), (CUP, "1.00"), (TEA, "20.00")))

    assert calculation.intents == (
        PointsIntent(offer="a", currency="bonus", amount=12, lines=((1, 2), (2, 6), (3, 4))),
    )


def test_lines_that_had_a_part_in_points_are_taken() -> None:
    offers = [
        Offer.of("first", benefits=[bonus(PerProduct(6))], priority=1),
        Offer.of("second", benefits=[PointsAmount(10)]),
    ]
    sale = receipt((TEA, "0.00", 2), (CUP, "1.00"), (CUP, "0.00"))

    assert spread_points(sell(offers, sale)) == [6, 6, 10]


@pytest.mark.parametrize(
    ("most", "expected", "capped"),
    [
        pytest.param("0.00", ("0.00", "0.00", "0.00"), True, id="nothing"),
        pytest.param("0.01", ("0.00", "0.01", "0.00"), True, id="a cent: to the product that comes first"),
        pytest.param("0.04", ("0.01", "0.02", "0.01"), True, id="four cents"),
        pytest.param("3.99", ("1.00", "1.99", "1.00"), True, id="a cent less than all"),
        pytest.param("4.00", ("1.00", "2.00", "1.00"), False, id="just all"),
        pytest.param("9.00", ("1.00", "2.00", "1.00"), False, id="more than all"),
    ],
)
def test_a_tenth_and_so_much_at_most(most: str, expected: tuple[str, ...], *, capped: bool) -> None:
    sale = receipt((TEA, "10.00"), (CUP, "20.00"), (TEA, "10.00"))
    calculation = given([PercentOff(10, at_most=eur(most))], sale)

    assert off(calculation) == expected
    assert [verdict.capped for verdict in calculation.verdicts] == [capped]


@pytest.mark.parametrize(
    ("most", "expected"),
    [
        pytest.param(0, [0, 0], id="none"),
        pytest.param(3, [1, 2], id="three"),
        pytest.param(99, [10, 20], id="more than all"),
    ],
)
def test_a_point_for_ten_cents_and_so_many_at_most(most: int, expected: list[int]) -> None:
    sale = receipt((TEA, "100.00"), (CUP, "200.00"))

    assert spread_points(given([PointsPercent(10, at_most=most)], sale)) == expected


@pytest.mark.parametrize(
    ("floor", "expected"),
    [
        pytest.param(MinimumPrice(percent="33.33"), "6.67", id="a share of 3.333 is one of 3.33"),
        pytest.param(MinimumPrice(price=eur("3.33")), "0.01", id="three at 3.33 are 9.99"),
        pytest.param(MinimumPrice(price=eur("3.34")), "0.00", id="three at 3.34 are more than is asked"),
        pytest.param(MinimumPrice(price=eur("0.00")), "10.00", id="no floor at all"),
    ],
)
def test_what_a_floor_leaves_of_three_for_10(floor: Benefit, expected: str) -> None:
    offers = [Offer.of("floor", benefits=[floor]), Offer.of("free", benefits=[PercentOff(100)])]

    assert off(sell(offers, receipt((TEA, "10.00", 3)))) == (expected,)
