"""Stages: what the amounts of a receipt are in each, and who competes in none."""

from __future__ import annotations

import pytest
from cases.till import CAKE, CUP, TEA, earned, eur, off, outcomes, receipt, sell, texts

from loyalty_engine.engine.records import Outcome
from loyalty_engine.rules.benefits.discounts import FixedPrice, Per, PercentOff
from loyalty_engine.rules.benefits.effects import ReceiptMessage
from loyalty_engine.rules.benefits.points import PointsAmount, PointsPercent
from loyalty_engine.rules.conditions.receipt import LineAmount, ReceiptAmount
from loyalty_engine.rules.language import Condition
from loyalty_engine.rules.offer import Offer

TENTH = Offer.of("0", benefits=[PercentOff(10)], priority=1)


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        pytest.param(ReceiptAmount(at_least=eur("90")), (True, True, True), id="a receipt of 90"),
        pytest.param(ReceiptAmount(at_least=eur("91")), (True, False, False), id="a receipt of 91"),
        pytest.param(LineAmount(at_least=eur("90")), (True, True, True), id="lines of 90"),
        pytest.param(LineAmount(at_least=eur("91")), (True, False, False), id="lines of 91"),
        pytest.param(ReceiptAmount(at_least=eur("90"), so_far=True), (True, True, True), id="90 left to pay"),
        pytest.param(
            ReceiptAmount(at_least=eur("91"), so_far=True), (False, False, False), id="91 left to pay"
        ),
        pytest.param(
            ReceiptAmount(at_most=eur("90"), so_far=True), (True, True, True), id="at most 90 left to pay"
        ),
        pytest.param(
            ReceiptAmount(at_most=eur("89"), so_far=True), (False, False, False), id="at most 89 left to pay"
        ),
    ],
)
def test_a_tenth_off_100_before_discounts_points_and_messages(
    condition: Condition, holds: tuple[bool, bool, bool]
) -> None:
    sale = receipt((TEA, "100.00"))
    discount = sell([TENTH, Offer.of("a", [condition], [PercentOff(1)], cumulative=True)], sale)
    points = sell([TENTH, Offer.of("a", [condition], [PointsAmount(5)])], sale)
    message = sell([TENTH, Offer.of("a", [condition], [ReceiptMessage("hello")])], sale)

    assert (
        off(discount) == ("11.00",),
        earned(points) == {"bonus": 5},
        texts(message) == ("hello",),
    ) == holds


def test_messages_compete_with_nothing() -> None:
    offers = [
        Offer.of(name, benefits=[ReceiptMessage(name)], exclusion_group="greetings", priority=priority)
        for name, priority in (("goodbye", 0), ("hello", 1), ("welcome", 1))
    ]
    calculation = sell(offers, receipt((TEA, "10.00")))

    assert texts(calculation) == ("hello", "welcome", "goodbye")
    assert set(outcomes(calculation).values()) == {Outcome.GRANTED}


def test_a_price_is_taken_off_once_though_two_offers_hold() -> None:
    offers = [Offer.of(name, benefits=[PercentOff(10), ReceiptMessage(name)]) for name in ("a", "b")]
    calculation = sell(offers, receipt((TEA, "10.00")))

    assert (off(calculation), texts(calculation)) == (("1.00",), ("a",))


@pytest.mark.parametrize(
    ("positions", "expected"),
    [
        pytest.param(
            [(TEA, "4.00"), (CUP, "10.00"), (CAKE, "10.00")],
            ("0.40", "5.00", "5.00"),
            id="the first of three",
        ),
        pytest.param(
            [(TEA, "10.00"), (CUP, "5.00"), (CAKE, "10.00")],
            ("5.00", "0.50", "5.00"),
            id="the second: it costs as much already",
        ),
        pytest.param(
            [(TEA, "10.00"), (CUP, "10.00"), (CAKE, "4.00")], ("5.00", "5.00", "0.40"), id="the last"
        ),
        pytest.param(
            [(TEA, "10.00"), (CUP, "4.00"), (CAKE, "4.00")], ("5.00", "0.40", "0.40"), id="two of three"
        ),
    ],
)
def test_a_line_on_which_an_offer_gave_nothing_is_free_for_the_next(
    positions: list[tuple[str, str]], expected: tuple[str, ...]
) -> None:
    offers = [
        Offer.of("five", benefits=[FixedPrice(eur("5"))], priority=1),
        Offer.of("tenth", benefits=[PercentOff(10)]),
    ]

    assert off(sell(offers, receipt(*positions))) == expected


@pytest.mark.parametrize(
    ("positions", "expected"),
    [
        pytest.param([(TEA, "0.00"), (CUP, "10.00"), (CAKE, "10.00")], (5, 0, 0), id="the first of three"),
        pytest.param([(TEA, "10.00"), (CUP, "0.00"), (CAKE, "10.00")], (0, 5, 0), id="the second"),
        pytest.param([(TEA, "10.00"), (CUP, "0.00"), (CAKE, "0.00")], (0, 5, 5), id="two of three"),
        pytest.param([(TEA, "10.00"), (CUP, "0.01"), (CAKE, "10.00")], (0, 0, 0), id="none: it counted"),
    ],
)
def test_a_line_that_points_were_not_worked_out_on_is_free_for_the_next(
    positions: list[tuple[str, str]], expected: tuple[int, ...]
) -> None:
    offers = [
        Offer.of("tenth", benefits=[PointsPercent(10)], priority=1),
        Offer.of("five", benefits=[PointsAmount(5, per=Per.LINE)]),
    ]
    lines = sell(offers, receipt(*positions)).lines

    assert (
        tuple(sum(part.amount for part in line.points if part.offer == "five") for line in lines) == expected
    )
