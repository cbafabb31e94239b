"""At most one offer of an exclusion group works on a receipt in each stage."""

from __future__ import annotations

import pytest
from cases.till import CAKE, CUP, TEA, earned, eur, off_by, outcomes, receipt, sell, texts

from loyalty_engine.engine.records import Outcome
from loyalty_engine.rules.benefits.closing import MultiplyPoints
from loyalty_engine.rules.benefits.discounts import AmountOff, FixedPrice, PercentOff
from loyalty_engine.rules.benefits.effects import ReceiptMessage
from loyalty_engine.rules.benefits.points import AdditionalPoints, PointsAmount
from loyalty_engine.rules.conditions.logic import Not
from loyalty_engine.rules.conditions.products import Products
from loyalty_engine.rules.conditions.receipt import LineAmount, ReceiptAmount
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.offer import Offer


def tent(
    id: str, benefit: Benefit, *conditions: Condition, priority: int = 0, cumulative: bool = False
) -> Offer:
    """An offer of the one group."""
    return Offer.of(
        id, conditions, [benefit], priority=priority, cumulative=cumulative, exclusion_group="tent"
    )


TEA_ONLY, CUP_ONLY = Products({TEA}), Products({CUP})


@pytest.mark.parametrize(
    ("offers", "expected"),
    [
        pytest.param(
            [tent("a", PercentOff(10)), tent("b", PercentOff(20), cumulative=True)],
            {"b": "40.00"},
            id="across both passes, the better for the buyer",
        ),
        pytest.param(
            [tent("a", PercentOff(10), priority=1), tent("b", PercentOff(20), cumulative=True)],
            {"a": "20.00"},
            id="the higher priority first",
        ),
        pytest.param(
            [tent("b", PercentOff(10)), tent("a", PercentOff(10))],
            {"a": "20.00"},
            id="equally good: the smaller id",
        ),
        pytest.param(
            [tent("a", PercentOff(30), TEA_ONLY), tent("b", PercentOff(20), CUP_ONLY)],
            {"a": "30.00"},
            id="even on different lines",
        ),
        pytest.param(
            [
                tent("a", PercentOff(50), ReceiptAmount(at_least=eur("500")), priority=9),
                tent("b", PercentOff(10)),
            ],
            {"b": "20.00"},
            id="an offer whose conditions do not hold stands back",
        ),
        pytest.param(
            [tent("a", FixedPrice(eur("900")), priority=9), tent("b", PercentOff(10))],
            {"b": "20.00"},
            id="so does one that would give nothing",
        ),
        pytest.param(
            [tent("a", ReceiptMessage("hello"), priority=9), tent("b", PercentOff(10))],
            {"b": "20.00"},
            id="and one that would only say something",
        ),
        pytest.param(
            [
                Offer.of("first", [TEA_ONLY], [PercentOff(50)], priority=5),
                tent("a", PercentOff(30), TEA_ONLY),
                tent("b", PercentOff(20), CUP_ONLY),
            ],
            {"first": "50.00"},
            id="the group is settled before the passes: its winner may find nothing left",
        ),
        pytest.param(
            [tent("a", PercentOff(10)), Offer.of("c", benefits=[AmountOff(eur("5"))], cumulative=True)],
            {"a": "20.00", "c": "5.00"},
            id="offers outside the group are free of it",
        ),
    ],
)
def test_tea_and_a_cup_of_100_each(offers: list[Offer], expected: dict[str, str]) -> None:
    assert off_by(sell(offers, receipt((TEA, "100.00"), (CUP, "100.00")))) == expected


def test_offers_that_could_not_give_when_the_group_was_settled_stay_out_of_the_stage() -> None:
    """Both would come to life when the tea is taken, for then what they see comes to less than 1.00."""
    little = Not(LineAmount(at_least=eur("1")))
    offers = [
        Offer.of("first", [TEA_ONLY], [PercentOff(10)], priority=5),
        tent("a", PercentOff(10), Products({TEA, CUP}), little),
        tent("b", PercentOff(10), Products({TEA, CAKE}), little),
    ]
    sale = receipt((TEA, "10.00"), (CUP, "0.50"), (CAKE, "0.50"))

    assert off_by(sell(offers, sale)) == {"first": "1.00"}


def test_stages_are_settled_apart() -> None:
    calculation = sell([tent("a", PercentOff(10)), tent("b", PointsAmount(7))], receipt((TEA, "100.00")))

    assert off_by(calculation) == {"a": "10.00"}
    assert earned(calculation) == {"bonus": 7}


def test_points_on_top_stand_outside_and_leave_the_group_to_others() -> None:
    """5 points for the tea, twice, and 3 on top of them."""
    offers = [
        Offer.of("five", benefits=[PointsAmount(5)]),
        tent("a", AdditionalPoints(3)),
        tent("b", MultiplyPoints(2)),
    ]

    assert earned(sell(offers, receipt((TEA, "100.00")))) == {"bonus": 13}


def test_in_the_last_pass_each_group_is_settled() -> None:
    """The tent is with the five points; of the hut's two, the better multiplies them by three."""
    offers = [
        tent("a", PointsAmount(5)),
        tent("b", MultiplyPoints(9)),
        Offer.of("c", benefits=[MultiplyPoints(2)], cumulative=True, exclusion_group="hut"),
        Offer.of("d", benefits=[MultiplyPoints(3)], cumulative=True, exclusion_group="hut"),
    ]

    assert earned(sell(offers, receipt((TEA, "100.00")))) == {"bonus": 15}


def test_the_loser_is_beaten_by_the_winner() -> None:
    calculation = sell([tent("a", PercentOff(10)), tent("b", PercentOff(20))], receipt((TEA, "100.00")))
    loser = next(verdict for verdict in calculation.explain().verdicts if verdict.offer == "a")

    assert (loser.outcome, loser.by) == (Outcome.BEATEN, ("b",))


def test_a_message_alone_is_said_whatever_the_group() -> None:
    calculation = sell(
        [tent("a", ReceiptMessage("hello")), tent("b", PercentOff(10))], receipt((TEA, "100.00"))
    )

    assert texts(calculation) == ("hello",)
    assert outcomes(calculation) == {"a": Outcome.GRANTED, "b": Outcome.GRANTED}
