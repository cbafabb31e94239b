"""What a calculation promises is looked at: each figure that is wrong is told of."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest
from attrs import evolve
from cases.till import TEA, eur, receipt

from loyalty_engine.engine.calculate import calculate
from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.records import (
    CertificatePayment,
    Gain,
    LineCertificate,
    LineDiscount,
    LinePayment,
    LinePoints,
    LineResult,
    Message,
    Outcome,
    PointsPayment,
    PointsTotal,
    Verdict,
)
from loyalty_engine.model.intents import CouponIntent, PointsIntent, WithdrawalIntent
from loyalty_engine.model.member import Member
from loyalty_engine.model.receipt import PointsAsked, PresentedCertificate
from loyalty_engine.rules.benefits.discounts import PercentOff
from loyalty_engine.rules.benefits.paying import PayWithCertificate, PayWithPoints
from loyalty_engine.rules.benefits.points import PointsPercent
from loyalty_engine.rules.emissions import Channel
from loyalty_engine.rules.offer import Offer
from loyalty_engine.testing import breaches

SALE = evolve(
    receipt((TEA, "10.00")),
    points_asked=[PointsAsked(amount=2)],
    certificates=[PresentedCertificate(number="G", issue="xmas", left=eur("1.00"))],
)
OFFERS = [
    Offer.of("off", benefits=[PercentOff(20)]),
    Offer.of("earn", benefits=[PointsPercent(50)]),
    Offer.of("pay", benefits=[PayWithPoints(percent=50)], cumulative=True),
    Offer.of("gift", benefits=[PayWithCertificate()], cumulative=True),
]

Change = Callable[[Calculation], Calculation]


def sold() -> Calculation:
    """Ten euros of tea: two off, two paid with points, one with a certificate, and points on what is left."""
    return calculate(SALE, Member("m", balances={"bonus": 4}), OFFERS)


#: The same with other figures, whatever their types are.
remade = cast("Callable[..., Calculation]", evolve)


def plain(calculation: Calculation, **changes: object) -> Calculation:
    """The calculation with its verdicts as they are, and with other figures."""
    return remade(calculation, **{"verdicts": calculation.verdicts, **changes})


def line(change: Callable[[LineResult], LineResult]) -> Change:
    """Something else on the one line."""
    return lambda calculation: plain(calculation, lines=(change(calculation.lines[0]),))


def figure(name: str, *value: object) -> Change:
    """Another value of one of the figures."""
    return lambda calculation: plain(calculation, **{name: value})


def verdict(change: Callable[[Verdict], Verdict]) -> Change:
    """Something else in the verdict on the discount."""
    return lambda calculation: plain(
        calculation,
        verdicts=tuple(change(one) if one.offer == "off" else one for one in calculation.verdicts),
    )


def with_points(*parts: tuple[int, int]) -> PointsIntent:
    return PointsIntent(
        offer="earn", currency="bonus", amount=3, lines=parts, active_from=None, expires_at=None
    )


def test_a_calculation_keeps_its_promises() -> None:
    calculation = sold()

    assert (calculation.discount, calculation.to_pay) == (eur("2.00"), eur("5.00"))
    assert breaches(calculation) == breaches(plain(calculation)) == ()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(figure("lines"), "the receipt has 1 lines, and 0 are told of", id="a line is missing"),
        pytest.param(line(lambda one: evolve(one, number=2)), "number, amount and currency", id="number"),
        pytest.param(line(lambda one: evolve(one, amount=1001)), "number, amount and currency", id="amount"),
        pytest.param(line(lambda one: evolve(one, currency="USD")), "number, amount and cur", id="currency"),
        pytest.param(line(lambda one: evolve(one, floor=-1)), "its floor -1", id="a floor below nothing"),
        pytest.param(
            line(lambda one: evolve(one, floor=801)), "leave less than its floor", id="below a floor"
        ),
        pytest.param(
            line(lambda one: evolve(one, discounts=(*one.discounts, LineDiscount("off", 0, 0)))),
            "listed for nothing",
            id="a discount of nothing",
        ),
        pytest.param(
            line(lambda one: evolve(one, adopted=(LineDiscount("off", 0, -1),))),
            "listed for nothing",
            id="less than nothing is adopted",
        ),
        pytest.param(
            line(lambda one: evolve(one, payments=(LinePayment("pay", 0, "bonus", 2, 801),))),
            "points and certificates pay 901 of 800",
            id="points pay more than the goods",
        ),
        pytest.param(
            line(lambda one: evolve(one, payments=(LinePayment("pay", 0, "bonus", 2, 100),))),
            "the money of the lines comes to {'bonus': 100}",
            id="lines are paid with less",
        ),
        pytest.param(
            line(lambda one: evolve(one, payments=(LinePayment("pay", 0, "bonus", 1, 200),))),
            "the points of the lines come to {'bonus': 1}",
            id="lines are paid with fewer points",
        ),
        pytest.param(
            line(lambda one: evolve(one, certificates=(LineCertificate("gift", 0, "H", 100),))),
            "do not come to what they pay",
            id="another certificate",
        ),
        pytest.param(
            line(lambda one: evolve(one, points=(LinePoints("earn", 0, "bonus", 1),))),
            "those of the lines come to {'bonus': 1}",
            id="points of lines",
        ),
        pytest.param(
            figure("would_earn", PointsTotal("b", 1), PointsTotal("a", 1)), "would_earn: kinds", id="unsorted"
        ),
        pytest.param(
            figure("would_earn", PointsTotal("a", 1), PointsTotal("a", 1)), "would_earn: kinds", id="twice"
        ),
        pytest.param(figure("would_earn", PointsTotal("a", 0)), "would_earn: kinds", id="none is listed"),
        pytest.param(
            figure("intents", with_points((1, 1), (1, 1))), "do not add up", id="an intent's parts are less"
        ),
        pytest.param(
            figure("intents", with_points((1, 3)), with_points((1, 3))),
            "points of {'bonus': 6} are to be granted",
            id="granted twice",
        ),
        pytest.param(figure("payable"), "is more than may be paid", id="nothing may be paid"),
        pytest.param(
            figure("payable", PointsPayment("bonus", 1, 200)),
            "is more than may be paid",
            id="fewer points may",
        ),
        pytest.param(
            figure("payable", PointsPayment("bonus", 2, 199)), "is more than may be paid", id="less money may"
        ),
        pytest.param(
            lambda one: plain(one, receipt=evolve(one.receipt, points_asked=[PointsAsked(amount=1)])),
            "is more than is asked for",
            id="more than is asked for",
        ),
        pytest.param(
            figure("certificates", CertificatePayment("G", 99, 100)), "pays more than it may", id="too much"
        ),
        pytest.param(
            figure("paid", PointsPayment("bonus", 2, 801)),
            "is not between nothing and",
            id="less than nothing",
        ),
        pytest.param(
            lambda one: plain(one, verdicts=(*one.verdicts, one.verdicts[0])),
            "an offer has two",
            id="two verdicts",
        ),
        pytest.param(
            verdict(lambda one: evolve(one, outcome=Outcome.BEATEN)),
            "'off' is beaten and gave",
            id="not granted",
        ),
        pytest.param(
            verdict(lambda one: evolve(one, gave=Gain())), "'off' is granted and gave", id="no gain"
        ),
        pytest.param(
            verdict(lambda one: evolve(one, gave=Gain(199))),
            "discounts of 199 are told of",
            id="another gain",
        ),
        pytest.param(
            verdict(lambda one: evolve(one, gave=evolve(one.gave, points=(PointsTotal("bonus", 1),)))),
            "points of {'bonus': 3} are told of",
            id="points of another",
        ),
        pytest.param(
            lambda one: plain(one, intents=(*one.intents, CouponIntent(offer="other", issue="i", count=1))),
            "'other' gave something and was not granted",
            id="an intent of nobody",
        ),
        pytest.param(
            lambda one: plain(one, receipt=evolve(one.receipt, offline=True)),
            "offline: something is taken off",
            id="a discount of a till that was offline",
        ),
        pytest.param(
            lambda one: plain(
                one,
                receipt=evolve(one.receipt, offline=True),
                intents=(WithdrawalIntent(offer="off", currency="bonus", amount=1),),
            ),
            "offline: goods are to be handed out",
            id="points taken at a till that was offline",
        ),
        pytest.param(
            figure("messages", Message("other", Channel.RECEIPT, "thanks")),
            "'other' gave something and was not granted",
            id="a message of nobody",
        ),
    ],
)
def test_each_wrong_figure_is_told_of(change: Change, expected: str) -> None:
    found = breaches(change(sold()))

    assert any(expected in breach for breach in found), found
