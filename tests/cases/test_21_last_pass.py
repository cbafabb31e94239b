"""The last pass of a stage: points are multiplied and the total is rounded when all the rest is given."""

from __future__ import annotations

import datetime as dt

import pytest
from attrs import evolve
from cases.till import (
    CAKE,
    CUP,
    NOON,
    TEA,
    Position,
    earned,
    eur,
    off,
    off_by,
    outcomes,
    receipt,
    sell,
    texts,
)

from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.records import Outcome
from loyalty_engine.model.intents import PointsIntent
from loyalty_engine.model.lifetime import Delay, Lifetime
from loyalty_engine.model.member import Member
from loyalty_engine.model.money import Rounding
from loyalty_engine.model.receipt import PointsAsked
from loyalty_engine.rules.benefits import (
    AdditionalPoints,
    MinimumPrice,
    MultiplyPoints,
    PayWithPoints,
    PercentOff,
    PointsAmount,
    PointsPercent,
    ReceiptMessage,
    RoundTotal,
    SomeUnitsOff,
    Step,
    Tiered,
)
from loyalty_engine.rules.benefits.discounts import Per
from loyalty_engine.rules.conditions.products import Products
from loyalty_engine.rules.conditions.receipt import ReceiptAmount
from loyalty_engine.rules.instructions import RoundOn
from loyalty_engine.rules.language import Benefit
from loyalty_engine.rules.offer import Offer
from loyalty_engine.rules.stacking import Policies
from loyalty_engine.rules.units import UnitOrder

TEN = Offer.of("ten", benefits=[PointsPercent(10)])
DOUBLE = Offer.of("double", benefits=[MultiplyPoints(2)])
SALE = receipt((TEA, "70.00"), (CUP, "30.00"))


def points_by(calculation: Calculation) -> dict[str, int]:
    """The points that each offer gave for lines."""
    given: dict[str, int] = {}
    for line in calculation.lines:
        for part in line.points:
            given[part.offer] = given.get(part.offer, 0) + part.amount
    return given


@pytest.mark.parametrize(
    ("benefit", "positions", "expected"),
    [
        pytest.param(MultiplyPoints(2), [(TEA, "100.00")], {"ten": 10, "more": 10}, id="twice"),
        pytest.param(MultiplyPoints("1.5"), [(TEA, "90.00")], {"ten": 9, "more": 4}, id="9 times 1.5 are 13"),
        pytest.param(MultiplyPoints("1.01"), [(TEA, "999.00")], {"ten": 99}, id="99 times 1.01 are 99"),
        pytest.param(MultiplyPoints("1.01"), [(TEA, "1000.00")], {"ten": 100, "more": 1}, id="101"),
        pytest.param(MultiplyPoints(1000), [(TEA, "10.00")], {"ten": 1, "more": 999}, id="a thousand times"),
        pytest.param(MultiplyPoints(3, at_most=15), [(TEA, "100.00")], {"ten": 10, "more": 15}, id="at most"),
        pytest.param(MultiplyPoints(2, currency="star"), [(TEA, "100.00")], {"ten": 10}, id="other points"),
        pytest.param(MultiplyPoints(2), [(TEA, "9.00")], {}, id="twice nothing"),
    ],
)
def test_ten_per_cent_in_points_multiplied(
    benefit: Benefit, positions: list[Position], expected: dict[str, int]
) -> None:
    offers = [TEN, Offer.of("more", benefits=[benefit], priority=9)]

    assert points_by(sell(offers, receipt(*positions))) == expected


def test_only_the_points_of_the_lines_that_it_sees_are_multiplied() -> None:
    tea = Offer.of("double", [Products({TEA})], [MultiplyPoints(2)])
    calculation = sell([TEN, tea], SALE)

    assert points_by(calculation) == {"ten": 10, "double": 7}
    assert [[(p.offer, p.amount) for p in line.points] for line in calculation.lines] == [
        [("ten", 7), ("double", 7)],
        [("ten", 3)],
    ]


def test_points_of_all_offers_are_multiplied_but_not_those_that_no_line_earned() -> None:
    offers = [
        TEN,
        Offer.of("each", benefits=[PointsAmount(5, per=Per.LINE)], cumulative=True),
        Offer.of("on top", benefits=[AdditionalPoints(100)]),
        DOUBLE,
    ]

    assert earned(sell(offers, SALE)) == {"bonus": 140}


def test_multipliers_do_not_see_each_other_and_cumulative_ones_add_up() -> None:
    """Twice and three times are four times as many."""
    triple = Offer.of("triple", benefits=[MultiplyPoints(3)], cumulative=True)

    assert points_by(sell([TEN, DOUBLE, triple], SALE)) == {"ten": 10, "double": 10, "triple": 20}


def test_of_those_that_compete_the_better_has_the_line() -> None:
    tea = Offer.of("tea", [Products({TEA})], [MultiplyPoints(2)])
    cup = Offer.of("cup", [Products({CUP})], [MultiplyPoints(4)])
    every = Offer.of("every", benefits=[MultiplyPoints(2)])
    calculation = sell([TEN, tea, cup, every], SALE)

    # 10 for every, against 9 for the cup and 7 for the tea
    assert points_by(calculation) == {"ten": 10, "every": 10}
    assert outcomes(calculation)["cup"] is Outcome.BEATEN
    assert points_by(sell([TEN, tea, cup], SALE)) == {"ten": 10, "tea": 7, "cup": 9}


def test_an_exclusion_group_stays_with_the_offer_that_gave_before() -> None:
    ten = Offer.of("ten", benefits=[PointsPercent(10)], exclusion_group="one")
    double = Offer.of("double", benefits=[MultiplyPoints(2)], exclusion_group="one")
    triple = Offer.of("triple", benefits=[MultiplyPoints(3)], exclusion_group="one", cumulative=True)
    calculation = sell([ten, double, triple], SALE)

    assert points_by(calculation) == {"ten": 10}
    assert {verdict.offer: verdict.by for verdict in calculation.explain().verdicts if verdict.by} == {
        "double": ("ten",),
        "triple": ("ten",),
    }
    assert points_by(sell([TEN, double, triple], SALE)) == {"ten": 10, "triple": 20}


def test_who_is_excluded_before_is_excluded_in_the_last_pass_too() -> None:
    first = Offer.of("first", benefits=[PointsPercent(10)], exclusion_group="one", priority=2)
    both = Offer.of(
        "both", benefits=[PointsPercent(20), MultiplyPoints(2)], exclusion_group="one", priority=1
    )
    calculation = sell([first, both], SALE)

    assert points_by(calculation) == {"first": 10}
    assert outcomes(calculation) == {"first": Outcome.GRANTED, "both": Outcome.BEATEN}


def test_a_multiplier_that_comes_after_a_payment_alone_has_nothing_to_multiply() -> None:
    paying = Offer.of("paying", benefits=[PayWithPoints(percent=50)], exclusion_group="one")
    double = evolve(DOUBLE, exclusion_group="one")
    sale = evolve(SALE, points_asked=[PointsAsked()])
    calculation = sell([paying, double], sale, Member("m-1", balances={"bonus": 1_000}))

    assert ([one.points for one in calculation.paid], calculation.to_pay) == ([50], eur("50.00"))
    assert outcomes(calculation) == {"paying": Outcome.GRANTED, "double": Outcome.NOTHING_LEFT}


def test_one_rule_may_give_points_and_multiply_all_that_there_are() -> None:
    both = Offer.of("both", benefits=[PointsAmount(10), MultiplyPoints(2), ReceiptMessage("{offer.points}")])
    calculation = sell([both, Offer.of("ten", benefits=[PointsPercent(10)], cumulative=True)], SALE)

    assert points_by(calculation) == {"both": 30, "ten": 10}
    assert texts(calculation) == ("30",)


def test_points_multiplied_in_steps() -> None:
    steps = Tiered([Step(eur("50"), [MultiplyPoints(2)]), Step(eur("100"), [MultiplyPoints(3)])])
    offers = [TEN, Offer.of("steps", benefits=[steps])]

    assert points_by(sell(offers, receipt((TEA, "49.99")))) == {"ten": 4}
    assert points_by(sell(offers, receipt((TEA, "50.00")))) == {"ten": 5, "steps": 5}
    assert points_by(sell(offers, SALE)) == {"ten": 10, "steps": 20}


def test_what_is_multiplied_is_rounded_by_the_policy_for_points() -> None:
    offers = [TEN, Offer.of("more", benefits=[MultiplyPoints("1.5")])]
    policies = Policies(points=Rounding.UP)

    assert points_by(sell(offers, receipt((TEA, "90.00")), policies=policies)) == {"ten": 9, "more": 5}


def test_a_multiplier_without_points_came_to_nothing() -> None:
    assert outcomes(sell([DOUBLE], SALE)) == {"double": Outcome.NOTHING_LEFT}


def rounded(to: str, on: RoundOn = RoundOn.LINES) -> Offer:
    return Offer.of("round", benefits=[RoundTotal(eur(to), on=on)], priority=9)


HALF_CUP = Offer.of("half", [Products({CUP})], [PercentOff(50)])


@pytest.mark.parametrize(
    ("offer", "positions", "expected"),
    [
        pytest.param(rounded("1.00"), [(TEA, "12.99")], ("0.99",), id="12.99 to 12"),
        pytest.param(rounded("1.00"), [(TEA, "12.00")], ("0.00",), id="12.00 is round"),
        pytest.param(rounded("5.00"), [(TEA, "12.99")], ("2.99",), id="12.99 to 10"),
        pytest.param(rounded("50.00"), [(TEA, "12.99")], ("12.99",), id="12.99 to nothing"),
        pytest.param(rounded("0.05"), [(TEA, "12.99")], ("0.04",), id="12.99 to 12.95"),
        pytest.param(
            rounded("1.00"), [(TEA, "6.60"), (CUP, "3.30")], ("0.60", "0.30"), id="0.90 are spread as 2 : 1"
        ),
        pytest.param(
            rounded("1.00"),
            [(TEA, "6.60"), (CUP, "6.60"), (CUP, "0.00")],
            ("0.10", "0.10", "0.00"),
            id="13.20",
        ),
        pytest.param(
            rounded("1.00", RoundOn.DEAREST),
            [(TEA, "6.60"), (CUP, "3.30")],
            ("0.90", "0.00"),
            id="tea",
        ),
        pytest.param(
            rounded("1.00", RoundOn.DEAREST),
            [(TEA, "3.30"), (CUP, "3.30")],
            ("0.00", "0.60"),
            id="on the cup, whose id is the smaller",
        ),
        pytest.param(
            rounded("10.00", RoundOn.DEAREST),
            [(TEA, "4.00"), (CUP, "3.00")],
            ("0.00", "0.00"),
            id="no line costs 7.00",
        ),
        pytest.param(
            rounded("10.00", RoundOn.DEAREST),
            [(TEA, "7.00"), (CUP, "0.00")],
            ("7.00", "0.00"),
            id="all that the tea costs",
        ),
    ],
)
def test_the_total_is_rounded_down(
    offer: Offer, positions: list[Position], expected: tuple[str, ...]
) -> None:
    assert off(sell([offer], receipt(*positions))) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param(RoundOn.LINES, ("0.29", "3.11"), id="0.40 as 8.40 : 3.00"),
        pytest.param(RoundOn.UNDISCOUNTED, ("0.40", "3.00"), id="the cup has a discount"),
        pytest.param(RoundOn.DEAREST, ("0.40", "3.00"), id="the tea is the dearest"),
    ],
)
def test_rounding_follows_all_discounts_whatever_its_priority(on: RoundOn, expected: tuple[str, ...]) -> None:
    """Tea 8.40 and a cup at half of 6.00: 11.40, and 0.40 are too much."""
    calculation = sell([rounded("1.00", on), HALF_CUP], receipt((TEA, "8.40"), (CUP, "6.00")))

    assert calculation.total.decimal == "11.00"
    assert off(calculation) == expected


@pytest.mark.parametrize("on", RoundOn)
def test_what_is_round_is_left_alone(on: RoundOn) -> None:
    calculation = sell([rounded("1.00", on)], receipt((TEA, "8.40"), (CUP, "3.60")))

    assert outcomes(calculation) == {"round": Outcome.NOTHING_LEFT}
    assert [line.discounts for line in calculation.lines] == [(), ()]


def test_of_lines_with_as_much_left_to_pay_the_one_that_cost_more_bears_it() -> None:
    fifth = Offer.of("fifth", benefits=[SomeUnitsOff(1, 20, order=UnitOrder.DEAREST)])
    calculation = sell(
        [fifth, rounded("1.00", RoundOn.DEAREST)], receipt((TEA, "8.00"), (TEA, "10.00"), (CUP, "0.50"))
    )

    assert off(calculation) == ("0.00", "2.50", "0.00")


def test_only_the_lines_that_the_rule_works_on_bear_it() -> None:
    offer = Offer.of("round", [Products({TEA})], [RoundTotal(eur("1.00"))])

    assert off(sell([offer], receipt((TEA, "0.50"), (CUP, "3.30")))) == ("0.00", "0.00")
    assert off(sell([offer], receipt((TEA, "0.80"), (CUP, "3.30")))) == ("0.10", "0.00")


def test_floors_hold_and_what_cannot_be_round_stays_as_it_is() -> None:
    floor = Offer.of("floor", [Products({TEA})], [MinimumPrice(percent=95)])

    assert off(sell([floor, rounded("1.00")], receipt((TEA, "10.90")))) == ("0.00",)
    assert off(sell([floor, rounded("1.00")], receipt((TEA, "10.50")))) == ("0.50",)
    assert off(sell([floor, rounded("1.00")], receipt((TEA, "10.00"), (CUP, "0.90")))) == ("0.50", "0.40")
    dearest = rounded("1.00", RoundOn.DEAREST)
    assert off(sell([floor, dearest], receipt((TEA, "10.00"), (CUP, "1.90")))) == ("0.00", "0.90")


def test_a_receipt_is_rounded_by_one_after_the_other() -> None:
    """14.99 to 14, and 14 to 10; the other way round nothing is left for the second."""
    one = Offer.of("one", benefits=[RoundTotal(eur("1"))], cumulative=True, priority=2)
    five = Offer.of("five", benefits=[RoundTotal(eur("5"))], cumulative=True, priority=1)
    calculation = sell([one, five], receipt((TEA, "14.99")))
    before = sell([one, Offer.of("five", benefits=[RoundTotal(eur("5"))])], receipt((TEA, "14.99")))

    assert off_by(calculation) == {"one": "0.99", "five": "4.00"}
    assert off_by(before) == {"five": "4.99"}
    assert outcomes(before)["one"] is Outcome.BEATEN


def test_those_that_compete_round_what_the_better_has_left() -> None:
    """On the tea 3.99 to the five; then the cup has nothing more to round."""
    tea = Offer.of("tea", [Products({TEA})], [RoundTotal(eur("5"))])
    cup = Offer.of("cup", [Products({CUP})], [RoundTotal(eur("1"))])
    calculation = sell([tea, cup], receipt((TEA, "12.00"), (CUP, "6.99")))

    assert off_by(calculation) == {"tea": "3.99"}
    assert outcomes(calculation) == {"tea": Outcome.GRANTED, "cup": Outcome.BEATEN}


def test_conditions_on_the_receipt_see_it_before_discounts() -> None:
    offer = Offer.of("round", [ReceiptAmount(at_least=eur("12"))], [RoundTotal(eur("1"))], priority=9)

    assert off(sell([offer, HALF_CUP], receipt((TEA, "6.30"), (CUP, "6.00")))) == ("0.20", "3.10")


def test_a_rounded_receipt_with_points_and_a_message() -> None:
    """8.40 are rounded to 8.00 before points are given."""
    offer = Offer.of(
        "a", benefits=[RoundTotal(eur("1")), PointsPercent(50), ReceiptMessage("{offer.discount}")]
    )
    calculation = sell([offer], receipt((TEA, "5.40"), (CAKE, "3.00")))

    assert earned(calculation) == {"bonus": 4}
    assert texts(calculation) == ("0.40 EUR",)


def test_what_is_on_top_has_a_lifetime_of_its_own() -> None:
    week = Lifetime(expires_after=Delay(days=7))
    year = Offer.of("ten", benefits=[PointsPercent(10, lifetime=Lifetime(expires_after=Delay(months=12)))])
    double = Offer.of("double", benefits=[MultiplyPoints(2, lifetime=week)])
    calculation = sell([year, double], receipt((TEA, "50.00")))

    lots = [intent for intent in calculation.intents if isinstance(intent, PointsIntent)]
    assert [(lot.offer, lot.amount, lot.expires_at) for lot in lots] == [
        ("ten", 5, NOON.replace(year=2027)),
        ("double", 5, NOON + dt.timedelta(days=7)),
    ]


@pytest.mark.parametrize(("earned_before", "expected"), [(23, 34), (25, 38)])
def test_what_the_points_come_to_is_rounded_and_not_what_is_on_top(earned_before: int, expected: int) -> None:
    offers = [
        Offer.of("more", benefits=[MultiplyPoints("1.5")]),
        Offer.of("points", benefits=[PointsAmount(earned_before)]),
    ]
    even = Policies(points=Rounding.HALF_EVEN)

    assert earned(sell(offers, receipt((TEA, "10.00")), policies=even)) == {"bonus": expected}
