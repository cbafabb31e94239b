"""Points are exact over the receipt, rounded down once, and then spread over the lines."""

from __future__ import annotations

import pytest
from cases.till import CHIPS, CUP, MEMBER, STARS, TEA, earned, eur, outcomes, receipt, sell

from loyalty_engine.engine.records import Outcome
from loyalty_engine.model.intents import PointsIntent
from loyalty_engine.model.money import Rounding
from loyalty_engine.model.points import BONUS_POINTS
from loyalty_engine.rules.benefits.discounts import Per, PercentOff
from loyalty_engine.rules.benefits.points import PointsAmount, PointsPercent, PointsPerSum
from loyalty_engine.rules.language import Benefit
from loyalty_engine.rules.offer import Offer
from loyalty_engine.rules.stacking import Policies


def test_10_per_cent_of_twenty_lines_of_9_90_are_19_points() -> None:
    calculation = sell([Offer.of("a", benefits=[PointsPercent(10)])], receipt(*[(TEA, "9.90")] * 20), MEMBER)
    by_line = [sum(part.amount for part in line.points) for line in calculation.lines]

    assert earned(calculation) == {"bonus": 19}
    assert by_line == [1] * 19 + [0]


@pytest.mark.parametrize(
    ("benefit", "expected"),
    [
        pytest.param(PointsPercent(10), {"bonus": 1}, id="10 % of 19.99 are 1.999 points: 1"),
        pytest.param(PointsPercent(10, currency="star"), {"star": 199}, id="with two decimals: 1.99"),
        pytest.param(PointsPercent(5), {}, id="5 % of 19.99 are not one point"),
        pytest.param(PointsAmount(7), {"bonus": 7}, id="7 for the receipt"),
        pytest.param(PointsAmount(7, per=Per.LINE), {"bonus": 14}, id="7 for each of two lines"),
        pytest.param(PointsAmount(7, per=Per.UNIT), {"bonus": 26}, id="7 for each of 3.755 units: 26.285"),
        pytest.param(PointsPerSum(2, every=eur("5")), {"bonus": 6}, id="2 for every full 5.00 of 19.99"),
        pytest.param(PointsPerSum(2, every=eur("20")), {}, id="there is no full 20.00"),
        pytest.param(PointsPercent(100, currency="chip"), {"chip": 19}, id="of another kind"),
    ],
)
def test_three_teas_of_10_and_some_loose_tea_of_9_99(benefit: Benefit, expected: dict[str, int]) -> None:
    sale = receipt((TEA, "10.00", 3), (TEA, "9.99", "0.755"))

    assert earned(sell([Offer.of("a", benefits=[benefit])], sale)) == expected


def test_rounding_of_points_is_a_policy() -> None:
    offer = Offer.of("a", benefits=[PointsPercent(10)])
    calculation = sell([offer], receipt((TEA, "19.99")), policies=Policies(points=Rounding.HALF_UP))

    assert earned(calculation) == {"bonus": 2}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param(
            PointsAmount(2), PointsAmount(50, currency=CHIPS.id), {"bonus": 2}, id="chips are worth nothing"
        ),
        pytest.param(
            PointsAmount(2),
            PointsAmount(201, currency=STARS.id),
            {"star": 201},
            id="2.01 stars are more than 2 points",
        ),
        pytest.param(
            PointsAmount(2),
            PointsAmount(200, currency=STARS.id),
            {"bonus": 2},
            id="equally good: the smaller id",
        ),
    ],
)
def test_points_compete_by_their_worth(one: Benefit, other: Benefit, expected: dict[str, int]) -> None:
    offers = [Offer.of("a", benefits=[one]), Offer.of("b", benefits=[other])]
    calculation = sell(offers, receipt((TEA, "10.00")), points=(BONUS_POINTS, STARS, CHIPS))

    assert earned(calculation) == expected


def test_points_that_are_worth_nothing_still_take_the_line() -> None:
    offers = [Offer.of("a", benefits=[PointsAmount(1, currency="chip")], priority=1)]
    offers.append(Offer.of("b", benefits=[PointsAmount(5)]))
    calculation = sell(offers, receipt((TEA, "10.00")))

    assert earned(calculation) == {"chip": 1}
    assert outcomes(calculation) == {"a": Outcome.GRANTED, "b": Outcome.BEATEN}


def test_the_intent_says_which_points_belong_to_which_line() -> None:
    offer = Offer.of("a", benefits=[PointsAmount(12)])
    calculation = sell([offer], receipt((TEA, "30.00"), (CUP, "10.00")))

    assert calculation.intents == (
        PointsIntent(offer="a", currency="bonus", amount=12, lines=((1, 9), (2, 3))),
    )


def test_points_on_lines_that_cost_nothing_follow_the_quantity() -> None:
    offers = [
        Offer.of("free", benefits=[PercentOff(100)]),
        Offer.of("a", benefits=[PointsAmount(8), PointsPercent(50)]),
    ]
    calculation = sell(offers, receipt((TEA, "1.00", 3), (CUP, "1.00")))

    assert [sum(part.amount for part in line.points) for line in calculation.lines] == [6, 2]
