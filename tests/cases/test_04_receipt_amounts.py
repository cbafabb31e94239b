"""Amounts of the receipt are figures of the whole receipt, frozen when the stage begins."""

from __future__ import annotations

import pytest
from cases.till import CAKE, CUP, TEA, earned, eur, off_by, receipt, sell

from loyalty_engine.rules.benefits.discounts import AmountOff, PercentOff
from loyalty_engine.rules.benefits.points import PointsAmount
from loyalty_engine.rules.conditions.logic import Not
from loyalty_engine.rules.conditions.products import Products
from loyalty_engine.rules.conditions.receipt import (
    DistinctProducts,
    LineAmount,
    LineCount,
    LineQuantity,
    ReceiptAmount,
    ReceiptContains,
)
from loyalty_engine.rules.instructions import Given
from loyalty_engine.rules.language import Condition
from loyalty_engine.rules.offer import Offer

HALF = Offer.of("half", benefits=[PercentOff(50)], cumulative=True, priority=9)
TAKES_TEA = Offer.of("takes tea", [Products({TEA})], [PercentOff(1)], priority=9)


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        pytest.param(ReceiptAmount(at_least=eur("100")), True, id="a threshold is met at equality"),
        pytest.param(ReceiptAmount(at_least=eur("100.01")), False, id="one cent short"),
        pytest.param(ReceiptAmount(at_least=eur("100"), strictly=True), False, id="strictly: more than 100"),
        pytest.param(ReceiptAmount(at_most=eur("100")), True, id="a maximum holds at equality"),
        pytest.param(
            ReceiptAmount(at_least=eur("100"), so_far=True), False, id="so far, 50 are left of the 100"
        ),
        pytest.param(
            ReceiptAmount(at_most=eur("50"), so_far=True), True, id="so far, no more than 50 are left"
        ),
        pytest.param(Not(ReceiptAmount(at_least=eur("100"))), False, id="the opposite"),
    ],
)
def test_in_the_discount_stage_amounts_are_before_discounts(condition: Condition, *, holds: bool) -> None:
    calculation = sell(
        [HALF, Offer.of("a", [condition], [AmountOff(eur("1"))], cumulative=True)], receipt((TEA, "100.00"))
    )

    assert off_by(calculation) == ({"half": "50.00", "a": "1.00"} if holds else {"half": "50.00"})


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        pytest.param(ReceiptAmount(at_least=eur("50")), True, id="50 of 100 are left"),
        pytest.param(ReceiptAmount(at_least=eur("50.01")), False, id="but no more"),
        pytest.param(LineAmount(at_least=eur("50.01")), False, id="sums of lines are after discounts too"),
    ],
)
def test_in_the_accrual_stage_amounts_are_after_discounts(condition: Condition, *, holds: bool) -> None:
    calculation = sell([HALF, Offer.of("a", [condition], [PointsAmount(5)])], receipt((TEA, "100.00")))

    assert earned(calculation) == ({"bonus": 5} if holds else {})


@pytest.mark.parametrize(
    ("conditions", "holds"),
    [
        pytest.param(
            [Products({CUP}), ReceiptAmount(at_least=eur("180"))],
            True,
            id="the receipt counts whole, whatever lines the rule works on",
        ),
        pytest.param(
            [Products({CUP, TEA}), LineAmount(at_least=eur("80"))],
            False,
            id="a sum of lines counts only those that are free",
        ),
        pytest.param(
            [LineAmount(at_least=eur("50")), Products({CUP})],
            True,
            id="a sum of lines counts the lines narrowed to, whatever order is written",
        ),
        pytest.param(
            [LineAmount(at_least=eur("50.01")), Products({CUP})],
            False,
            id="and no other lines",
        ),
        pytest.param(
            [LineQuantity(at_least=5), Products({CUP, CAKE})], True, id="two cups and three cakes are five"
        ),
        pytest.param([LineQuantity(at_least=6)], False, id="the tea is taken, so there are not six units"),
        pytest.param([DistinctProducts(at_least=2)], True, id="two products are free"),
        pytest.param([DistinctProducts(at_least=3)], False, id="not three"),
        pytest.param([LineCount(at_least=2)], True, id="two lines are free"),
        pytest.param([LineCount(at_least=3)], False, id="not three lines"),
        pytest.param(
            [ReceiptContains([Products({TEA})]), Products({CUP})],
            True,
            id="what the receipt contains is asked of all lines, taken or not",
        ),
        pytest.param(
            [ReceiptContains([Products({CUP})], at_least=3)], False, id="the receipt has but two cups"
        ),
    ],
)
def test_what_a_competing_offer_sees_while_the_tea_is_taken(
    conditions: list[Condition], *, holds: bool
) -> None:
    sale = receipt((TEA, "100.00"), (CUP, "50.00", 2), (CAKE, "30.00", 3))
    calculation = sell([TAKES_TEA, Offer.of("a", conditions, [AmountOff(eur("1"))])], sale)

    assert off_by(calculation) == ({"takes tea": "1.00", "a": "1.00"} if holds else {"takes tea": "1.00"})


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        pytest.param(ReceiptContains([Products({TEA})], amount_at_least=eur("60")), True, id="tea for 60"),
        pytest.param(
            ReceiptContains([Products({TEA})], amount_at_least=eur("60"), strictly=True), False, id="for more"
        ),
        pytest.param(
            ReceiptContains([Products({TEA})], amount_at_least=eur("60.01")),
            False,
            id="the cup does not count",
        ),
        pytest.param(
            ReceiptContains([Products({TEA})], amount_at_least=eur("30.01"), so_far=True),
            False,
            id="30 are left to pay for the tea",
        ),
        pytest.param(
            ReceiptContains([Products({TEA})], amount_at_most=eur("30"), so_far=True),
            True,
            id="no more than 30",
        ),
        pytest.param(
            ReceiptContains([Products({TEA, CUP})], different_at_least=2), True, id="tea and a cup are two"
        ),
        pytest.param(
            ReceiptContains([Products({TEA})], different_at_least=2),
            False,
            id="two lines of tea are one product",
        ),
        pytest.param(
            ReceiptContains([Products({TEA})], at_least=2, amount_at_least=eur("60"), different_at_least=1),
            True,
            id="all at once",
        ),
        pytest.param(
            ReceiptContains([Products({TEA})], at_least=3, amount_at_least=eur("60")),
            False,
            id="one of them not",
        ),
        pytest.param(ReceiptContains([Products({CAKE})], amount_at_most=eur("5")), True, id="no cake at all"),
    ],
)
def test_certain_lines_may_be_asked_for_without_narrowing(condition: Condition, *, holds: bool) -> None:
    offer = Offer.of("a", [condition], [AmountOff(eur("1"))], cumulative=True)
    calculation = sell([HALF, offer], receipt((TEA, "40.00"), (TEA, "20.00"), (CUP, "10.00")))

    assert off_by(calculation) == ({"half": "35.00", "a": "1.00"} if holds else {"half": "35.00"})


def test_a_sum_may_be_spread_over_what_is_left_of_the_lines() -> None:
    tea_free = Offer.of("tea free", [Products({TEA})], [PercentOff(50)], cumulative=True, priority=9)
    ten = Offer.of("ten", benefits=[AmountOff(eur("3"), excluding={Given.DISCOUNT})], cumulative=True)
    calculation = sell([tea_free, ten], receipt((TEA, "20.00"), (CUP, "20.00")))

    assert [line.discount.decimal for line in calculation.lines] == ["11.00", "2.00"]
