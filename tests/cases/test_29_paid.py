"""What is paid with what: nothing before the payment stages, all of it where points are earned."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from cases.till import CUP, NOON, TEA, earned, eur, off, outcomes, receipt, sell, texts

from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.engine.react import react
from loyalty_engine.engine.records import Outcome
from loyalty_engine.model.event import Event
from loyalty_engine.model.member import Member
from loyalty_engine.model.money import Money
from loyalty_engine.model.receipt import Payment, PointsAsked, PresentedCertificate
from loyalty_engine.model.triggers import Trigger
from loyalty_engine.rules.benefits.discounts import PercentOff
from loyalty_engine.rules.benefits.effects import IssueCoupon, ReceiptMessage
from loyalty_engine.rules.benefits.paying import PayWithCertificate, PayWithPoints, RoundPayment
from loyalty_engine.rules.benefits.points import PointsAmount
from loyalty_engine.rules.conditions.logic import Not
from loyalty_engine.rules.conditions.payments import PaidBy, PaidWith
from loyalty_engine.rules.conditions.products import Products
from loyalty_engine.rules.conditions.receipt import AtPlaces
from loyalty_engine.rules.figures import Means
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.offer import Offer
from loyalty_engine.testing import reaction_disagreements, reference_react

MONEY, POINTS, CERTIFICATES, OTHER = Means
SAVER = Member("m-1", balances={"bonus": 30})
PAY = Offer.of("pay", benefits=[PayWithPoints()])
CERTIFY = Offer.of("certify", benefits=[PayWithCertificate()])
#: 100.00 for tea and a cup: 30.00 of it with points, 25.00 with a certificate, 15.00 with points of others.
SALE = evolve(
    receipt((TEA, "80.00"), (CUP, "20.00")),
    points_asked=[PointsAsked()],
    certificates=[PresentedCertificate(number="g-1", left=eur("25.00"))],
    payments=[
        Payment(method="miles", amount=eur("15.00"), in_points=True),
        Payment(method="card", amount=eur("20.00")),
        Payment(method="cash", amount=eur("10.00")),
    ],
)


def seen(condition: Condition, benefit: Benefit, sale: Any = SALE) -> Outcome:
    """What becomes of an offer under *condition* where points and certificates pay."""
    offer = Offer.of("asks", [condition], [benefit], cumulative=True, priority=-1)
    return outcomes(sell([PAY, CERTIFY, offer], sale, SAVER))["asks"]


def exactly(means: Means, sum: str) -> PaidWith:
    return PaidWith(means, at_least=eur(sum), at_most=eur(sum))


@pytest.mark.parametrize(
    ("benefit", "paid"),
    [
        pytest.param(PercentOff(0), ("100", "0", "0", "0"), id="where discounts are decided"),
        pytest.param(PercentOff(1), ("100", "0", "0", "0"), id="and discounts are given"),
        pytest.param(
            PayWithPoints(percent=1), ("100", "0", "0", "0"), id="where it is said what may be paid"
        ),
        pytest.param(RoundPayment(eur("0.03")), ("70", "30", "0", "0"), id="where it is rounded"),
        pytest.param(PayWithCertificate(percent=1), ("70", "30", "0", "0"), id="where certificates pay"),
        pytest.param(PointsAmount(1), ("30", "30", "25", "15"), id="where points are earned"),
        pytest.param(ReceiptMessage("!"), ("30", "30", "25", "15"), id="at the end"),
    ],
)
def test_what_is_paid_counts_from_the_next_stage_on(benefit: Benefit, paid: tuple[str, ...]) -> None:
    for means, sum in zip(Means, paid, strict=True):
        assert seen(exactly(means, sum), benefit) is not Outcome.NOT_MET, means
        assert seen(Not(exactly(means, sum)), benefit) is Outcome.NOT_MET, means


@pytest.mark.parametrize(
    ("condition", "met"),
    [
        pytest.param(PaidWith(POINTS), True, id="anything at all"),
        pytest.param(PaidWith(MONEY, at_least=eur("30.00")), True, id="enough"),
        pytest.param(PaidWith(MONEY, at_least=eur("30.00"), strictly=True), False, id="more than so much"),
        pytest.param(PaidWith(CERTIFICATES, at_most=eur("24.99")), False, id="too much"),
        pytest.param(PaidBy({"card"}), True, id="by card"),
        pytest.param(PaidBy({"card"}, at_least=eur("20.00")), True, id="so much by card"),
        pytest.param(PaidBy({"card"}, at_least=eur("20.01")), False, id="not so much by card"),
        pytest.param(PaidBy({"card", "cash"}, at_least=eur("30.00")), True, id="by both together"),
        pytest.param(PaidBy({"miles"}, at_most=eur("15.00")), True, id="points of others, by their method"),
        pytest.param(PaidBy({"cheque"}, at_most=eur("1.00")), True, id="by a method that nobody used"),
        pytest.param(PaidBy({"cheque"}, at_least=eur("0.01")), False, id="nothing by that method"),
    ],
)
def test_bounds(condition: Condition, met: bool) -> None:
    assert seen(condition, PointsAmount(1)) is (Outcome.GRANTED if met else Outcome.NOT_MET)


def test_nothing_is_paid_with_what_nobody_has_or_lets_pay_with() -> None:
    asks = Offer.of("asks", [PaidWith(POINTS)], [PointsAmount(1)])
    assert earned(sell([PAY, asks], SALE, None)) == {}
    assert earned(sell([asks], SALE, SAVER)) == {}
    assert earned(sell([PAY, asks], evolve(SALE, points_asked=()), SAVER)) == {}
    assert earned(sell([PAY, asks], SALE, SAVER)) == {"bonus": 1}


def test_a_day_without_rules_in_a_stage_is_explained_as_the_stage_would_have_found_it() -> None:
    asks = Offer.of("asks", [Products({CUP}), PaidWith(POINTS)], [PayWithCertificate()])
    tea = evolve(SALE, lines=SALE.lines[:1])
    assert outcomes(sell([PAY, asks], tea, SAVER))["asks"] is Outcome.NOT_MET


def test_an_offer_of_another_shop_is_explained_by_the_shop_where_enough_was_paid() -> None:
    """30.00 were paid with points, although nothing at all happens at completion."""
    there = AtPlaces({"elsewhere"})
    offer = Offer.of("asks", [PaidWith(POINTS, at_least=eur("30.00")), there], [IssueCoupon("mug")])
    verdict = next(one for one in sell([PAY, offer], SALE, SAVER).explain().verdicts if one.offer == "asks")
    assert [reason.condition for reason in verdict.reasons] == [there.describe()]


def test_the_rounding_of_the_payment_is_seen_later() -> None:
    fives = Offer.of("fives", benefits=[RoundPayment(eur("40.00"))])
    asks = Offer.of("asks", [exactly(POINTS, "20.00")], [PointsAmount(1)])
    assert earned(sell([PAY, fives, asks], SALE, SAVER)) == {"bonus": 1}


def test_points_of_others_count_where_no_offer_gives_points() -> None:
    said = Offer.of("said", [exactly(OTHER, "15.00"), exactly(MONEY, "85.00")], [ReceiptMessage("thanks")])
    assert texts(sell([said], SALE)) == ("thanks",)


def test_points_of_others_pay_no_more_than_is_left() -> None:
    sale = evolve(receipt((TEA, "10.00")), payments=SALE.payments)
    said = Offer.of("said", [exactly(OTHER, "10.00"), exactly(MONEY, "0.00")], [ReceiptMessage("thanks")])
    assert texts(sell([said], sale)) == ("thanks",)


def test_the_whole_receipt_is_meant_whatever_lines_are() -> None:
    cups = Offer.of("cups", [Products({CUP}), exactly(MONEY, "100.00")], [PercentOff(10)])
    assert off(sell([cups], SALE)) == ("0.00", "2.00")


def test_a_verdict_says_how_much_more_would_do() -> None:
    asks = Offer.of("asks", [PaidWith(POINTS, at_least=eur("40.00"))], [PointsAmount(1)])
    by_card = Offer.of("card", [PaidBy({"card"}, at_least=eur("50.00"))], [PointsAmount(1)])
    said = str(sell([PAY, asks, by_card], SALE, SAVER).explain())
    assert (
        "at least 40.00 EUR of the receipt is paid with points (seen: 30.00 EUR; 10.00 EUR more would do)"
        in said
    )
    assert "paid by card (seen: 20.00 EUR; 30.00 EUR more would do)" in said


def test_an_offer_in_another_currency_is_not_in_force() -> None:
    for condition in PaidWith(MONEY, at_least=Money(1, "JPY")), PaidBy({"card"}, at_least=Money(1, "JPY")):
        assert seen(condition, PointsAmount(1)) is Outcome.NOT_IN_FORCE


def test_on_an_event_its_amount_is_money() -> None:
    offer = Offer.of("e", [exactly(MONEY, "9.00")], [ReceiptMessage("!")], trigger=Trigger.DEPOSIT)
    event = Event(id="e-1", at=NOON, trigger=Trigger.DEPOSIT, amount=eur("9.00"))
    book = compile_offers([offer])
    reaction = react(event, SAVER, book)
    assert not reaction_disagreements(reaction, reference_react(event, SAVER, book))
    assert [message.text for message in reaction.messages] == ["!"]


def test_what_points_of_others_pay_is_the_same_in_all_stages() -> None:
    """They pay 40.00 of the 45.00 that points and a certificate leave, for accrual and at the end."""
    sale = evolve(SALE, payments=[Payment(method="miles", amount=eur("40.00"), in_points=True)])
    asking = [
        Offer.of(name, [exactly(OTHER, "40")], [benefit], cumulative=True)
        for name, benefit in (("earns", PointsAmount(1)), ("says", ReceiptMessage("!")))
    ]
    found = outcomes(sell([PAY, CERTIFY, *asking], sale, SAVER))

    assert (found["earns"], found["says"]) == (Outcome.GRANTED, Outcome.GRANTED)
