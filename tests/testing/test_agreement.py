"""The comparison with the reference engine sees every difference."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attrs import evolve
from cases.till import TEA, eur, receipt

from loyalty_engine.engine.calculate import calculate
from loyalty_engine.engine.compile import compile_offers
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
)
from loyalty_engine.model.intents import CouponIntent
from loyalty_engine.rules.benefits.discounts import AmountOff, PercentOff
from loyalty_engine.rules.emissions import Channel
from loyalty_engine.rules.offer import Offer, Rule
from loyalty_engine.testing import ReferenceOutcome, ReferenceVerdict, disagreements, reference_calculate

OFFERS = [
    Offer.of("a", benefits=[PercentOff(20)]),
    Offer.of("b", benefits=[PercentOff(10)]),
]
BOOK = compile_offers(OFFERS)
SALE = receipt((TEA, "10.00"))
PAID = (PointsPayment("bonus", 1, 100),)
TOTALS = (PointsTotal("bonus", 1),)

Change = Callable[[ReferenceOutcome], ReferenceOutcome]


def with_line(change: Callable[[LineResult], LineResult]) -> Change:
    """Something else on the outcome's one line."""
    return lambda reference: evolve(reference, lines=(change(reference.lines[0]),))


def with_verdict(n: int, change: Callable[[ReferenceVerdict], ReferenceVerdict]) -> Change:
    """Something else in one verdict of the outcome."""
    return lambda reference: evolve(
        reference,
        verdicts=tuple(
            change(verdict) if at == n else verdict for at, verdict in enumerate(reference.verdicts)
        ),
    )


ANOTHER = ReferenceVerdict(offer="c", outcome=Outcome.GRANTED, by=frozenset(), gave=Gain())


@pytest.mark.parametrize(
    ("change", "begins"),
    [
        pytest.param(with_line(lambda line: evolve(line, floor=1)), "lines", id="a floor"),
        pytest.param(with_line(lambda line: evolve(line, discounts=())), "lines", id="no discount"),
        pytest.param(
            with_line(lambda line: evolve(line, discounts=(LineDiscount("a", 1, 200),))),
            "lines",
            id="another rule",
        ),
        pytest.param(
            with_line(lambda line: evolve(line, points=(LinePoints("a", 0, "bonus", 1),))),
            "lines",
            id="points",
        ),
        pytest.param(
            with_line(lambda line: evolve(line, certificates=(LineCertificate("a", 0, "G1", 100),))),
            "lines",
            id="a certificate on a line",
        ),
        pytest.param(
            lambda it: evolve(it, certificates=(CertificatePayment("G1", 100, 100),)),
            "certificates",
            id="a certificate",
        ),
        pytest.param(
            with_line(lambda line: evolve(line, payments=(LinePayment("a", 0, "bonus", 1, 100),))),
            "lines",
            id="a payment",
        ),
        pytest.param(lambda r: evolve(r, payable=PAID), "payable", id="what could be paid"),
        pytest.param(lambda r: evolve(r, paid=PAID), "paid", id="what is paid"),
        pytest.param(lambda r: evolve(r, points=TOTALS), "points", id="all points"),
        pytest.param(lambda r: evolve(r, would_earn=TOTALS), "would_earn", id="what a member would earn"),
        pytest.param(
            lambda r: evolve(r, intents=(CouponIntent(offer="a", issue="x", count=1),)),
            "intents",
            id="a coupon",
        ),
        pytest.param(
            lambda r: evolve(r, messages=(Message("a", Channel.RECEIPT, "x"),)), "messages", id="a message"
        ),
        pytest.param(
            with_verdict(1, lambda verdict: evolve(verdict, outcome=Outcome.NOT_MET)),
            "offer 'b'",
            id="an outcome",
        ),
        pytest.param(
            with_verdict(0, lambda verdict: evolve(verdict, gave=Gain(discount=1))),
            "offer 'a'",
            id="what was given",
        ),
        pytest.param(
            with_verdict(1, lambda verdict: evolve(verdict, by=frozenset("c"))), "offer 'b'", id="who beat it"
        ),
        pytest.param(lambda r: evolve(r, verdicts=r.verdicts[:1]), "offer 'b'", id="a verdict too many"),
        pytest.param(
            lambda r: evolve(r, verdicts=(*r.verdicts, ANOTHER)), "offer 'c'", id="a verdict missing"
        ),
    ],
)
def test_a_difference_is_named(change: Change, begins: str) -> None:
    (found,) = disagreements(calculate(SALE, None, BOOK), change(reference_calculate(SALE, None, BOOK)))

    assert found.startswith(begins)


def test_several_benefits_of_one_rule_count_as_one() -> None:
    rule = Rule(benefits=[PercentOff(10), AmountOff(eur("1"))])
    book = compile_offers([Offer(id="a", rules=(rule,))])

    assert disagreements(calculate(SALE, None, book), reference_calculate(SALE, None, book)) == ()
