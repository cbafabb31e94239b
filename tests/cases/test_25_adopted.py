"""What the till or a partner has given, made an offer's own."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from attrs import evolve
from cases.till import CUP, STARS, TEA, earned, eur, off, off_by, outcomes, receipt, sell

from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.records import Outcome
from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.counters import CountedPer
from loyalty_engine.model.intents import CounterIntent
from loyalty_engine.model.receipt import Line, Receipt
from loyalty_engine.rules.benefits.adopted import AdoptExternalDiscount, AdoptExternalPoints
from loyalty_engine.rules.benefits.closing import MultiplyPoints
from loyalty_engine.rules.benefits.discounts import PercentOff
from loyalty_engine.rules.benefits.points import PointsPercent
from loyalty_engine.rules.benefits.sets import SomeUnitsOff
from loyalty_engine.rules.conditions.products import Products
from loyalty_engine.rules.limits import Budget, Limit
from loyalty_engine.rules.offer import Offer


def line(number: int, product: str, off: str = "0", points: int = 0, quantity: int = 1) -> Line:
    return Line(
        number=number,
        product=product,
        quantity=quantity,
        amount=eur("10.00"),
        external_discount=eur(off) if off != "0" else None,
        external_points=points,
    )


SALE = receipt(line(1, TEA, off="2.00", points=30), line(2, CUP, points=7))
ADOPT = Offer.of("till", benefits=[AdoptExternalDiscount()])
POINTS = Offer.of("partner", benefits=[AdoptExternalPoints()])


def adopted(calculation: Calculation) -> dict[str, int]:
    """Minor units that each offer has made its own."""
    found: dict[str, int] = {}
    for line in calculation.lines:
        for part in line.adopted:
            found[part.offer] = found.get(part.offer, 0) + part.amount
    return found


@pytest.mark.parametrize(
    ("others", "expected", "taken_off"),
    [
        pytest.param([], {"till": 200}, ("0.00", "0.00"), id="no price falls"),
        pytest.param(
            [Offer.of("a", benefits=[PercentOff(9)])],
            {"till": 200},
            ("0.00", "0.90"),
            id="of two it is the better, and its line is taken",
        ),
        pytest.param(
            [Offer.of("a", [Products({TEA})], [PercentOff(30)])],
            {},
            ("3.00", "0.00"),
            id="of two it is the worse",
        ),
        pytest.param(
            [Offer.of("a", benefits=[PercentOff(10)], cumulative=True)],
            {"till": 200},
            ("1.00", "1.00"),
            id="others on top, of what the till asks for",
        ),
    ],
)
def test_a_discount_of_the_till(
    others: Sequence[Offer], expected: dict[str, int], taken_off: tuple[str, ...]
) -> None:
    calculation = sell([ADOPT, *others], SALE)

    assert (adopted(calculation), off(calculation)) == (expected, taken_off)


def test_what_was_adopted_is_told_and_compared_in_money() -> None:
    third = Offer.of("third", [Products({TEA})], [PercentOff(30)])

    assert "till: granted; 2.00 EUR taken off already" in str(sell([ADOPT], SALE).explain())
    told = str(sell([ADOPT, third], SALE).explain())
    assert "till: beaten; by third; alone it would give 2.00 EUR taken off already" in told


def test_nothing_to_adopt() -> None:
    calculation = sell([ADOPT], receipt(line(1, TEA)))

    assert outcomes(calculation) == {"till": Outcome.NOTHING_LEFT}
    assert calculation.lines[0].adopted == ()


def test_a_use_is_counted_and_no_budget_pays() -> None:
    offer = evolve(ADOPT, limits=[Limit(1), Budget(eur("5"), per=CountedPer.MEMBER)])
    calculation = sell([offer], SALE)

    assert [intent.value for intent in calculation.intents if isinstance(intent, CounterIntent)] == [1]


def test_what_is_left_of_a_line_of_which_sets_have_taken_units() -> None:
    first = Offer.of("first", [Products({TEA})], [SomeUnitsOff(1)], priority=1)
    calculation = sell([ADOPT, first, POINTS], receipt(line(1, TEA, off="2.00", points=5, quantity=3)))

    assert adopted(calculation) == {"till": 134}
    assert off_by(calculation) == {"first": "3.33"}
    assert earned(calculation) == {"bonus": 5}


@pytest.mark.parametrize(
    ("offers", "expected"),
    [
        pytest.param([POINTS], {"bonus": 37}, id="as they were sent"),
        pytest.param(
            [Offer.of("s", benefits=[AdoptExternalPoints(STARS.id)])], {"star": 37}, id="in another kind"
        ),
        pytest.param(
            [Offer.of("a", [Products({TEA})], [AdoptExternalPoints()]), POINTS],
            {"bonus": 37},
            id="each line once",
        ),
        pytest.param(
            [POINTS, Offer.of("double", benefits=[MultiplyPoints(2)])], {"bonus": 74}, id="and multiplied"
        ),
        pytest.param(
            [POINTS, Offer.of("own", benefits=[PointsPercent(100)])],
            {"bonus": 37},
            id="better than the own points",
        ),
        pytest.param(
            [evolve(POINTS, limits=[Budget(points=10, per=CountedPer.MEMBER)])],
            {"bonus": 10},
            id="as far as a budget goes",
        ),
    ],
)
def test_points_of_a_partner(offers: Sequence[Offer], expected: dict[str, int]) -> None:
    assert earned(sell(offers, SALE)) == expected


def test_points_of_a_kind_that_the_book_does_not_know() -> None:
    with pytest.raises(InvalidInput, match=r"benefits\[0\]: unknown kind of points 'stra'"):
        sell([Offer.of("a", benefits=[AdoptExternalPoints("stra")])], SALE)


def test_a_line_that_sends_nothing_is_left_to_others() -> None:
    sale: Receipt = receipt(line(1, TEA, points=30), line(2, CUP))

    assert earned(sell([POINTS, Offer.of("own", benefits=[PointsPercent(100)])], sale)) == {"bonus": 40}
