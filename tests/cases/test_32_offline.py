"""A till that was offline: points as ever, and nothing that only a connected one can give."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from attrs import evolve
from cases.till import CUP, NOON, TEA, earned, eur, off, off_by, outcomes, receipt, sell

from loyalty_engine import (
    AddGift,
    AdoptExternalDiscount,
    Benefit,
    ChangeCounter,
    CounterIntent,
    InitialPrice,
    Line,
    Member,
    Members,
    MinimumPrice,
    Offer,
    Outcome,
    PayWithCertificate,
    PayWithPoints,
    PercentOff,
    Period,
    PointsAsked,
    PointsPercent,
    PresentedCertificate,
    Products,
    ReceiptMessage,
    RoundTotal,
    WithdrawPoints,
)
from loyalty_engine.wire.documents import read_receipt, write

SALE = evolve(
    receipt((TEA, "40.00"), (CUP, "10.50")),
    points_asked=(PointsAsked(),),
    certificates=(PresentedCertificate(number="g-1", left=eur("5.00")),),
)
LATE = evolve(SALE, offline=True)
BUYER = Member("m-1", balances={"bonus": 30})


@pytest.mark.parametrize(
    "benefit",
    [
        pytest.param(PercentOff(10), id="a discount"),
        pytest.param(InitialPrice(price=eur("9.00")), id="an initial price"),
        pytest.param(RoundTotal(eur("1.00")), id="a rounded total"),
        pytest.param(AddGift(CUP), id="a gift"),
        pytest.param(PayWithPoints(percent=50), id="a payment in points"),
        pytest.param(PayWithCertificate(percent=50), id="a certificate"),
        pytest.param(WithdrawPoints(2), id="points that the offer takes"),
    ],
)
def test_it_gives_nothing_that_needs_the_till(benefit: Benefit) -> None:
    offer = Offer.of("o", [], [benefit], cumulative=True)
    assert outcomes(sell([offer], SALE, BUYER)) == {"o": Outcome.GRANTED}
    found = sell([offer], LATE, BUYER)
    assert outcomes(found) == {"o": Outcome.NOT_IN_FORCE}
    assert (found.total, found.to_pay, found.intents) == (LATE.amount, LATE.amount, ())
    assert (found.payable, found.paid, found.certificates) == ((), (), ())
    (verdict,) = found.verdicts
    (reason,) = verdict.reasons
    assert reason.condition == "the till was offline, and could give no discount and take no points"


@pytest.mark.parametrize(
    ("benefits", "points", "outcome"),
    [
        pytest.param([PointsPercent(10)], 5, Outcome.GRANTED, id="points on all that was paid"),
        pytest.param([PercentOff(50), PointsPercent(10)], 5, Outcome.GRANTED, id="points beside a discount"),
        pytest.param(
            [PointsPercent(10), WithdrawPoints(2)], None, Outcome.NOT_IN_FORCE, id="points for points"
        ),
        pytest.param([MinimumPrice(price=eur("5.00"))], None, Outcome.GRANTED, id="a floor"),
    ],
)
def test_it_gives_the_rest(benefits: Sequence[Benefit], points: int | None, outcome: Outcome) -> None:
    found = sell([Offer.of("o", [], benefits)], LATE, BUYER)
    assert (off(found), earned(found).get("bonus"), outcomes(found)) == (
        ("0.00", "0.00"),
        points,
        {"o": outcome},
    )


def test_what_goes_with_a_discount_is_withheld_with_it() -> None:
    both: list[Benefit] = [ReceiptMessage("You saved"), ChangeCounter("savers", 1)]
    offers = [
        Offer.of("off", [], [PercentOff(10), *both]),
        Offer.of("visits", [], [ChangeCounter("visits", 1)], cumulative=True),
    ]
    found = sell(offers, LATE)
    assert found.messages == ()
    assert [one.counter for one in found.intents if isinstance(one, CounterIntent)] == ["visits"]


def test_what_the_till_gave_itself_can_be_adopted() -> None:
    line = Line(number=1, product=TEA, amount=eur("9.00"), external_discount=eur("1.00"))
    sale = evolve(receipt(line), offline=True)
    offer = Offer.of("lite", [], [AdoptExternalDiscount(), PercentOff(10)])
    found = sell([offer], sale)
    assert (off_by(found), [one.amount for one in found.lines[0].adopted]) == ({}, [100])


@pytest.mark.parametrize(
    ("offer", "outcome", "reason"),
    [
        pytest.param(
            Offer.of("o", [], [PercentOff(10)], period=Period(end=NOON)),
            Outcome.NOT_IN_FORCE,
            "the offer works until 2026-09-15 09:00 UTC",
            id="an offer that is over says so",
        ),
        pytest.param(
            Offer.of("o", [Products({"nothing"})], [PercentOff(10)], reach=Members()),
            Outcome.NOT_IN_FORCE,
            "the till was offline, and could give no discount and take no points",
            id="conditions are not looked at",
        ),
    ],
)
def test_the_verdict_says_why(offer: Offer, outcome: Outcome, reason: str) -> None:
    (verdict,) = sell([offer], LATE).explain().verdicts
    assert (verdict.outcome, [one.condition for one in verdict.reasons]) == (outcome, [reason])


def test_it_is_said_on_the_receipt_and_part_of_the_fingerprint() -> None:
    offer = Offer.of("o", [], [PointsPercent(10)])
    assert read_receipt(write(LATE)) == LATE
    assert sell([offer], LATE).fingerprint != sell([offer], SALE).fingerprint
