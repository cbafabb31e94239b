"""What a benefit is reckoned from: the line's amount, less the kinds of benefit that it excludes."""

from __future__ import annotations

import pytest
from cases.till import CUP, TEA, earned, eur, off, off_by, receipt, sell

from loyalty_engine.rules.benefits.discounts import AmountOff, FixedPrice, Per, PercentOff
from loyalty_engine.rules.benefits.points import PointsAmount, PointsPercent, PointsPerSum
from loyalty_engine.rules.instructions import Given
from loyalty_engine.rules.language import Benefit
from loyalty_engine.rules.offer import Offer
from loyalty_engine.rules.stacking import Level, Policies

DISCOUNTS = frozenset({Given.DISCOUNT})
TWENTY = Offer.of("a", benefits=[PercentOff(20)], cumulative=True)


@pytest.mark.parametrize(
    ("benefit", "expected"),
    [
        pytest.param(PercentOff(10), "10.00", id="20 % and 10 % of 100 make 30"),
        pytest.param(
            PercentOff(10, excluding=DISCOUNTS), "8.00", id="10 % that exclude discounts: of 80, so 28 in all"
        ),
        pytest.param(FixedPrice(eur("70")), "10.00", id="a price of 70 where 80 are left to pay"),
        pytest.param(FixedPrice(eur("85")), "0.00", id="a price of 85 where 80 are left to pay: nothing"),
        pytest.param(FixedPrice(eur("70"), together=True), "10.00", id="70 for everything together"),
        pytest.param(AmountOff(eur("90")), "80.00", id="never more than is left"),
        pytest.param(AmountOff(eur("0.01")), "0.01", id="one cent"),
        pytest.param(PercentOff(100), "80.00", id="100 % of 100, of which 80 are left"),
    ],
)
def test_after_a_discount_of_20_on_100(benefit: Benefit, expected: str) -> None:
    second = Offer.of("b", benefits=[benefit], cumulative=True)

    assert off_by(sell([TWENTY, second], receipt((TEA, "100.00")))).get("b", "0.00") == expected


@pytest.mark.parametrize(
    ("benefit", "expected"),
    [
        pytest.param(PointsPercent(10), 8, id="a share of what is paid in money"),
        pytest.param(PointsPercent(10, excluding=frozenset()), 10, id="a share of what the till asked for"),
        pytest.param(PointsPerSum(1, every=eur("40")), 2, id="a point for every full 40 of the 80 paid"),
        pytest.param(PointsPerSum(1, every=eur("40.01")), 1, id="80 has only one full 40.01"),
        pytest.param(PointsAmount(7), 7, id="a sum has no base"),
    ],
)
def test_points_after_a_discount_of_20_on_100(benefit: Benefit, expected: int) -> None:
    second = Offer.of("b", benefits=[benefit])

    assert earned(sell([TWENTY, second], receipt((TEA, "100.00")))) == {"bonus": expected}


@pytest.mark.parametrize(
    ("benefit", "expected"),
    [
        pytest.param(PercentOff("33.33"), ("33.33", "1.00", "3.33"), id="a percentage, half-up on each line"),
        pytest.param(PercentOff("0.5"), ("0.50", "0.02", "0.05"), id="0.5 % of 3.00 is 1.5 cents: 2"),
        pytest.param(AmountOff(eur("1")), ("0.88", "0.03", "0.09"), id="1.00 over 100, 3 and 10"),
        pytest.param(
            AmountOff(eur("4"), per=Per.LINE), ("4.00", "3.00", "4.00"), id="4.00 a line, 3.00 at most"
        ),
        pytest.param(
            AmountOff(eur("2"), per=Per.UNIT), ("8.00", "1.51", "2.00"), id="2.00 a unit of 4, 0.755, 1"
        ),
        pytest.param(FixedPrice(eur("3.50")), ("86.00", "0.36", "6.50"), id="3.50 apiece, 2.64 for 0.755"),
        pytest.param(FixedPrice(eur("100"), together=True), ("11.50", "0.35", "1.15"), id="113 for 100"),
    ],
)
def test_four_packs_of_tea_some_loose_tea_and_a_cup(benefit: Benefit, expected: tuple[str, ...]) -> None:
    sale = receipt((TEA, "100.00", 4), (TEA, "3.00", "0.755"), (CUP, "10.00"))

    assert off(sell([Offer.of("a", benefits=[benefit])], sale)) == expected


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        pytest.param(Level.LINE, ("0.15", "0.05"), id="each line: 15.0 and 5.0 cents"),
        pytest.param(Level.UNIT, ("0.15", "0.05"), id="each unit: three of 5.0 cents, and 5.0"),
        pytest.param(Level.RECEIPT, ("0.15", "0.05"), id="once: 20.0 cents, spread"),
    ],
)
def test_levels_agree_where_nothing_is_rounded(level: Level, expected: tuple[str, ...]) -> None:
    sale = receipt((TEA, "1.50", 3), (CUP, "0.50"))
    calculation = sell([Offer.of("a", benefits=[PercentOff(10)])], sale, policies=Policies(level=level))

    assert off(calculation) == expected


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        pytest.param(Level.LINE, ("0.02", "0.01"), id="each line: 1.5 and 0.5 cents, half-up"),
        pytest.param(Level.UNIT, ("0.03", "0.01"), id="each unit: three of 0.5 cents, and 0.5"),
        pytest.param(
            Level.RECEIPT, ("0.01", "0.01"), id="once: 2.0 cents; 3/15 and 1/5 tie, and cup comes first"
        ),
    ],
)
def test_levels_differ_where_halves_are_rounded(level: Level, expected: tuple[str, ...]) -> None:
    sale = receipt((TEA, "0.15", 3), (CUP, "0.05"))
    calculation = sell([Offer.of("a", benefits=[PercentOff(10)])], sale, policies=Policies(level=level))

    assert off(calculation) == expected
