"""Graduated benefits: bands of the base, and discounts that differ by unit."""

from __future__ import annotations

import pytest
from cases.till import CAKE, CUP, TEA, Position, earned, eur, off, off_by, outcomes, receipt, sell

from loyalty_engine.engine.records import Outcome
from loyalty_engine.model.money import Percent
from loyalty_engine.rules.benefits import (
    AmountOff,
    GraduatedPercent,
    GraduatedPoints,
    InSets,
    MinimumPrice,
    PercentBand,
    PercentOff,
    PointsPercent,
    SetOf,
    Step,
    Tiered,
    UnitByUnit,
)
from loyalty_engine.rules.conditions.products import Products
from loyalty_engine.rules.instructions import (
    Given,
)
from loyalty_engine.rules.offer import Offer
from loyalty_engine.rules.stacking import Level, Policies
from loyalty_engine.rules.units import (
    UnitOrder,
)

BANDS = (PercentBand(5), PercentBand(10, eur("100")))
BY_BANDS = GraduatedPercent(BANDS)
ABOVE = GraduatedPercent([PercentBand(10, eur("100"))])
THREE = GraduatedPercent([PercentBand(0), PercentBand(5, eur("50")), PercentBand("12.5", eur("100"))])


@pytest.mark.parametrize(
    ("benefit", "positions", "expected"),
    [
        pytest.param(BY_BANDS, [(TEA, "99.99")], ("5.00",), id="5 % of 99.99 are 4.9995"),
        pytest.param(BY_BANDS, [(TEA, "100.00")], ("5.00",), id="5 % of 100"),
        pytest.param(BY_BANDS, [(TEA, "120.00")], ("7.00",), id="5 % of 100 and 10 % of 20"),
        pytest.param(BY_BANDS, [(TEA, "90.00"), (CUP, "30.00")], ("5.25", "1.75"), id="7.00 spread as 3 : 1"),
        pytest.param(BY_BANDS, [(TEA, "100.05")], ("5.01",), id="5.005 is rounded once, to 5.01"),
        pytest.param(
            BY_BANDS, [(TEA, "0.05"), (CUP, "0.05")], ("0.00", "0.01"), id="half a cent: the cup comes first"
        ),
        pytest.param(ABOVE, [(TEA, "100.00")], ("0.00",), id="nothing is above 100"),
        pytest.param(ABOVE, [(TEA, "100.10")], ("0.01",), id="ten cents are"),
        pytest.param(THREE, [(TEA, "50.00")], ("0.00",), id="nothing off the first 50"),
        pytest.param(THREE, [(TEA, "110.00")], ("3.75",), id="0, 2.50 and 1.25"),
        pytest.param(BY_BANDS, [(TEA, "0.00")], ("0.00",), id="nothing of nothing"),
    ],
)
def test_a_percentage_for_each_band(
    benefit: GraduatedPercent, positions: list[Position], expected: tuple[str, ...]
) -> None:
    assert off(sell([Offer.of("a", benefits=[benefit])], receipt(*positions))) == expected


@pytest.mark.parametrize("level", Level)
def test_bands_are_rounded_once_whatever_the_level_of_percentages(level: Level) -> None:
    offers = [Offer.of("a", benefits=[BY_BANDS])]
    sale = receipt((TEA, "0.33", 3), (TEA, "0.33", 3), (TEA, "0.33", 3))

    assert off(sell(offers, sale, policies=Policies(level=level))) == ("0.02", "0.02", "0.01")


def test_discounts_given_before_count_unless_they_are_excluded() -> None:
    ten = Offer.of("ten", benefits=[PercentOff(10)], priority=1)
    full, left = (
        Offer.of("bands", benefits=[GraduatedPercent(BANDS, excluding=excluding)], cumulative=True)
        for excluding in ((), (Given.DISCOUNT,))
    )
    sale = receipt((TEA, "200.00"))

    assert off_by(sell([ten, full], sale)) == {"ten": "20.00", "bands": "15.00"}
    assert off_by(sell([ten, left], sale)) == {"ten": "20.00", "bands": "13.00"}


def test_bands_leave_the_floor() -> None:
    offers = [
        Offer.of("floor", [Products({TEA})], [MinimumPrice(percent=98)]),
        Offer.of("a", benefits=[BY_BANDS]),
    ]

    assert off(sell(offers, receipt((TEA, "90.00"), (CUP, "30.00")))) == ("1.80", "5.20")


@pytest.mark.parametrize(
    ("positions", "points"),
    [
        pytest.param([(TEA, "120.00")], 7, id="5 % of 100 and 10 % of 20"),
        pytest.param([(TEA, "129.99")], 7, id="7.999 are 7"),
        pytest.param([(TEA, "9.90")] * 20, 14, id="twenty lines of 9.90: 5 and 9.8 are 14"),
    ],
)
def test_points_for_each_band(positions: list[Position], points: int) -> None:
    offer = Offer.of("a", benefits=[GraduatedPoints(BANDS)])

    assert earned(sell([offer], receipt(*positions))) == {"bonus": points}


def test_points_in_bands_are_worked_out_on_what_is_left_to_pay() -> None:
    offers = [
        Offer.of("off", benefits=[AmountOff(eur("20"))]),
        Offer.of("a", benefits=[GraduatedPoints(BANDS, currency="star")]),
    ]

    assert earned(sell(offers, receipt((TEA, "140.05")))) == {"star": 700}  # 5 % of 100, 10 % of 20.05: 7.005


def test_points_in_bands_take_all_lines_that_they_were_worked_out_on() -> None:
    offers = [
        Offer.of("bands", benefits=[GraduatedPoints(BANDS)], priority=1),
        Offer.of("ten", benefits=[PointsPercent(10)]),
    ]
    calculation = sell(offers, receipt((TEA, "20.00"), (CUP, "0.10")))

    assert earned(calculation) == {"bonus": 1}
    assert outcomes(calculation) == {"bands": Outcome.GRANTED, "ten": Outcome.BEATEN}


def test_bands_of_each_set() -> None:
    """Two sets of 120 each get 7.00; together, as one of 240, they would get 19.00."""
    pairs = InSets(parts=[SetOf(units=2)], benefits=[BY_BANDS])

    assert off(sell([Offer.of("a", benefits=[pairs])], receipt((TEA, "300.00", 5)))) == ("14.00",)


ONE_TWO = UnitByUnit([eur("1"), eur("2")])
UP = UnitByUnit([Percent(10), Percent(20), Percent(30)])


@pytest.mark.parametrize(
    ("benefit", "positions", "expected"),
    [
        pytest.param(ONE_TWO, [(TEA, "10.00")], ("1.00",), id="one unit"),
        pytest.param(ONE_TWO, [(TEA, "50.00", 5)], ("9.00",), id="1 and four times 2"),
        pytest.param(ONE_TWO, [(CUP, "3.00"), (TEA, "5.00")], ("2.00", "1.00"), id="dearest first"),
        pytest.param(
            UnitByUnit([eur("1"), eur("2")], order=UnitOrder.CHEAPEST),
            [(CUP, "3.00"), (TEA, "5.00")],
            ("1.00", "2.00"),
            id="or the cheapest",
        ),
        pytest.param(
            UnitByUnit([eur("1"), eur("2")], at_most=3),
            [(TEA, "50.00", 5)],
            ("5.00",),
            id="three at most",
        ),
        pytest.param(
            UnitByUnit([eur("5"), eur("1")]),
            [(TEA, "9.00", 3)],
            ("5.00",),
            id="a unit of 3.00 gets no more than that: 3, 1 and 1",
        ),
        pytest.param(ONE_TWO, [(TEA, "5.00", "0.755"), (CUP, "4.00")], ("1.00", "2.00"), id="weighed tea"),
        pytest.param(UP, [(TEA, "10.00")], ("1.00",), id="10 %"),
        pytest.param(UP, [(TEA, "40.00", 4)], ("9.00",), id="10, 20, 30 and 30 % of 10.00"),
        pytest.param(
            UP,
            [(TEA, "20.00", 2), (CUP, "5.00", 1), (CAKE, "3.00", 2)],
            ("3.00", "1.50", "0.90"),
            id="1.00 and 2.00, 1.50, twice 0.45",
        ),
        pytest.param(UP, [(TEA, "10.00", 3)], ("2.00",), id="10 % of 3.33, 20 % of 3.33, 30 % of 3.34"),
        pytest.param(UnitByUnit([Percent(0), Percent(100)]), [(TEA, "10.00", 2)], ("5.00",), id="one free"),
    ],
)
def test_unit_by_unit(benefit: UnitByUnit, positions: list[Position], expected: tuple[str, ...]) -> None:
    assert off(sell([Offer.of("a", benefits=[benefit])], receipt(*positions))) == expected


def test_units_beyond_the_limit_are_free_for_others() -> None:
    offers = [
        Offer.of("units", benefits=[UnitByUnit([eur("1"), eur("2")], at_most=2)], priority=1),
        Offer.of("half", benefits=[PercentOff(50)]),
    ]

    assert off_by(sell(offers, receipt((TEA, "30.00", 3)))) == {"units": "3.00", "half": "5.00"}


def test_six_thousand_units() -> None:
    assert off(sell([Offer.of("a", benefits=[ONE_TWO])], receipt((TEA, "60000.00", 6000)))) == ("11999.00",)


def test_bands_and_units_in_steps() -> None:
    steps = Tiered([Step(eur("50"), [ONE_TWO]), Step(eur("100"), [BY_BANDS])])

    assert off(sell([Offer.of("a", benefits=[steps])], receipt((TEA, "60.00", 3)))) == ("5.00",)
    assert off(sell([Offer.of("a", benefits=[steps])], receipt((TEA, "120.00", 3)))) == ("7.00",)


def test_sums_of_many_sets_may_be_larger_than_a_host_may_write() -> None:
    """They are limited by what is left in any case."""
    pairs = InSets(parts=[SetOf(units=2)], benefits=[AmountOff(eur("10000000000000.00"))])
    bands = InSets(
        parts=[SetOf(units=2)], benefits=[GraduatedPercent([PercentBand(1, eur("9999999999999"))])]
    )

    assert off(sell([Offer.of("a", benefits=[pairs])], receipt((TEA, "100.00", 10)))) == ("100.00",)
    assert off(sell([Offer.of("a", benefits=[bands])], receipt((TEA, "100.00", 10)))) == ("0.00",)
