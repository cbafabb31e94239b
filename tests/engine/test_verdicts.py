"""Verdicts as wholes: where, by which rules, how much, and by whom."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from attrs import evolve
from cases.till import TEA, eur, receipt, sell
from engine.judged import (
    CAKES,
    CUPS,
    FIRST,
    FLOOR,
    NO_TAG,
    SALE,
    TEAS,
    TEN,
    a,
    gives,
    verdict,
)

from loyalty_engine.engine.records import Gain, Outcome, PointsTotal, Verdict
from loyalty_engine.model.member import Member
from loyalty_engine.model.receipt import PresentedCertificate, Receipt
from loyalty_engine.rules.benefits.discounts import AmountOff, FixedPrice, PercentOff
from loyalty_engine.rules.benefits.effects import ChangeCounter, IssueCoupon, ReceiptMessage
from loyalty_engine.rules.benefits.payable import Payable
from loyalty_engine.rules.benefits.paying import PayWithCertificate
from loyalty_engine.rules.benefits.points import PointsAmount, PointsPercent
from loyalty_engine.rules.conditions.receipt import (
    LineQuantity,
)
from loyalty_engine.rules.instructions import Stage
from loyalty_engine.rules.language import Benefit
from loyalty_engine.rules.offer import Offer
from loyalty_engine.rules.rule import Rule


def points(**totals: int) -> tuple[PointsTotal, ...]:
    return tuple(PointsTotal(currency, amount) for currency, amount in totals.items())


@pytest.mark.parametrize(
    ("offer", "stage", "rules", "gave"),
    [
        pytest.param(a(gives(TEN)), Stage.DISCOUNT, (0,), Gain(1500), id="a discount"),
        pytest.param(
            a(gives(TEN, when=[CAKES]), gives(TEN, when=[TEAS])),
            Stage.DISCOUNT,
            (1,),
            Gain(1000),
            id="the second of its rules",
        ),
        pytest.param(
            a(gives(TEN, when=[TEAS]), gives(TEN, when=[CUPS])),
            Stage.DISCOUNT,
            (0, 1),
            Gain(1500),
            id="both of its rules",
        ),
        pytest.param(
            a(*(gives(FLOOR, when=[TEAS if n in (1, 8) else CAKES]) for n in range(10))),
            Stage.SETUP,
            (1, 8),
            Gain(effects=2),
            id="two of ten rules",
        ),
        pytest.param(
            a(gives(PointsAmount(5)), gives(TEN)),
            Stage.DISCOUNT,
            (0, 1),
            Gain(1500, points(bonus=5)),
            id="rules that give something in different stages",
        ),
        pytest.param(
            a(
                gives(PointsAmount(5), PointsAmount(3, currency="star")),
                gives(PointsAmount(2)),
                cumulative=True,
            ),
            Stage.ACCRUAL,
            (0, 1),
            Gain(points=points(bonus=7, star=3)),
            id="points of two kinds",
        ),
        pytest.param(
            a(gives(PointsAmount(3, currency="star"), PointsAmount(5))),
            Stage.ACCRUAL,
            (0,),
            Gain(points=points(bonus=5, star=3)),
            id="points of two kinds, told in the order of their ids",
        ),
        pytest.param(
            a(gives(FLOOR), gives(TEN, when=[CAKES]), gives(FLOOR, when=[TEAS]), gives(FLOOR)),
            Stage.SETUP,
            (0, 2, 3),
            Gain(effects=3),
            id="three rules that set floors",
        ),
        pytest.param(
            a(gives(TEN), gives(FLOOR)),
            Stage.SETUP,
            (0, 1),
            Gain(1500, effects=1),
            id="a discount and a floor",
        ),
        pytest.param(
            a(gives(FLOOR, TEN, ReceiptMessage("hello"))),
            Stage.SETUP,
            (0,),
            Gain(1500, effects=2),
            id="one rule that does all",
        ),
        pytest.param(
            a(gives(ReceiptMessage("hello"), IssueCoupon("spring", 3))),
            Stage.COMPLETION,
            (0,),
            Gain(effects=2),
            id="a message and coupons",
        ),
        pytest.param(
            a(gives(ReceiptMessage("hello")), gives(PointsAmount(5))),
            Stage.ACCRUAL,
            (0, 1),
            Gain(points=points(bonus=5), effects=1),
            id="a message, and points before it",
        ),
    ],
)
def test_granted(offer: Offer, stage: Stage, rules: tuple[int, ...], gave: Gain) -> None:
    assert verdict([offer]) == Verdict(
        offer="a", outcome=Outcome.GRANTED, stage=stage, rules=rules, gave=gave
    )


@pytest.mark.parametrize(
    ("benefits", "discount", "capped"),
    [
        pytest.param([PercentOff(50)], 5000, False, id="half, and half was left"),
        pytest.param([PercentOff(60)], 5000, True, id="more than was left"),
        pytest.param([PercentOff(60), PointsPercent(0)], 5000, True, id="more than was left, and no points"),
        pytest.param([PercentOff(60), PointsAmount(5)], 5000, True, id="more than was left, and points"),
        pytest.param([PercentOff(10), PointsPercent(10)], 1000, False, id="little, and points"),
        pytest.param([AmountOff(eur("50.01"))], 5000, True, id="a cent more than was left"),
    ],
)
def test_cut_short(benefits: list[Benefit], discount: int, *, capped: bool) -> None:
    half = Offer.of("half", (), (PercentOff(50),))
    found = verdict([half, Offer.of("a", (), benefits, cumulative=True)], receipt((TEA, "100.00")))

    assert (found.gave.discount, found.capped) == (discount, capped)


SECOND = Offer.of("second", (CUPS,), (PercentOff(20), PointsPercent(20)), priority=4)
ON_TOP = Offer.of("on-top", (), (PercentOff(80),), cumulative=True)


@pytest.mark.parametrize(
    ("offers", "stage", "by", "would"),
    [
        pytest.param(
            [FIRST, a(gives(TEN, when=[TEAS]))], Stage.DISCOUNT, ("first",), Gain(1000), id="by one"
        ),
        pytest.param(
            [SECOND, FIRST, a(gives(TEN))], Stage.DISCOUNT, ("first", "second"), Gain(1500), id="by two"
        ),
        pytest.param(
            [FIRST, SECOND, a(gives(TEN, when=[CUPS]))],
            Stage.DISCOUNT,
            ("second",),
            Gain(500),
            id="by the one of two who holds its line",
        ),
        pytest.param(
            [FIRST, ON_TOP, a(gives(TEN, when=[TEAS]))],
            Stage.DISCOUNT,
            ("first",),
            Gain(1000),
            id="not by those who add up",
        ),
        pytest.param(
            [FIRST, a(gives(PointsPercent(10), when=[TEAS]))],
            Stage.ACCRUAL,
            ("first",),
            Gain(points=points(bonus=8)),
            id="in points, as they are after discounts",
        ),
        pytest.param(
            [FIRST, a(gives(PointsPercent(10), TEN, when=[TEAS]))],
            Stage.DISCOUNT,
            ("first",),
            Gain(1000),
            id="in two stages, of which the first counts",
        ),
        pytest.param(
            [FIRST, a(gives(TEN, when=[CAKES]), gives(PointsAmount(5), when=[TEAS]))],
            Stage.ACCRUAL,
            ("first",),
            Gain(points=points(bonus=5)),
            id="in the stage that it came to",
        ),
        pytest.param(
            [
                Offer.of("all", (), (PercentOff(100),)),
                a(gives(TEN), cumulative=True),
                Offer.of("b", (), (TEN,), cumulative=True),
            ],
            Stage.DISCOUNT,
            ("all",),
            Gain(1500),
            id="by who left nothing to add to",
        ),
        pytest.param(
            [
                Offer.of("all", (), (PercentOff(100),), cumulative=True, priority=1),
                a(gives(TEN), cumulative=True),
            ],
            Stage.DISCOUNT,
            ("all",),
            Gain(1500),
            id="by who adds up as well, and left nothing",
        ),
        pytest.param(
            [
                Offer.of("better", (CUPS,), (PercentOff(50),), exclusion_group="g"),
                a(gives(TEN, when=[TEAS]), exclusion_group="g"),
            ],
            Stage.DISCOUNT,
            ("better",),
            Gain(1000),
            id="in a group, by an offer on another line",
        ),
        pytest.param(
            [
                FIRST,
                Offer.of("better", (CUPS,), (PercentOff(50),), exclusion_group="g"),
                a(gives(TEN, when=[TEAS]), exclusion_group="g"),
            ],
            Stage.DISCOUNT,
            ("better",),
            Gain(1000),
            id="in a group, whoever holds its line",
        ),
        pytest.param(
            [FIRST, a(gives(PercentOff(0), when=[TEAS]), gives(TEN, when=[TEAS]))],
            Stage.DISCOUNT,
            ("first",),
            Gain(1000),
            id="with a rule that gives nothing",
        ),
        pytest.param(
            [FIRST, a(gives(NO_TAG), gives(TEN, when=[TEAS]))],
            Stage.DISCOUNT,
            ("first",),
            Gain(1000),
            id="with a floor that nothing is said of",
        ),
    ],
)
def test_beaten(offers: Sequence[Offer], stage: Stage, by: tuple[str, ...], would: Gain) -> None:
    beaten = Verdict(offer="a", outcome=Outcome.BEATEN, stage=stage, by=by, would_have_given=would)

    assert verdict(offers) == beaten


@pytest.mark.parametrize(
    ("offer", "sale", "member", "stage"),
    [
        pytest.param(a(gives(PercentOff(0))), SALE, None, Stage.DISCOUNT, id="no percent"),
        pytest.param(a(gives(FixedPrice(eur("500")))), SALE, None, Stage.DISCOUNT, id="too high a price"),
        pytest.param(a(gives(PointsAmount(0))), SALE, None, Stage.ACCRUAL, id="no points"),
        pytest.param(
            a(gives(PercentOff(0), PointsAmount(0))),
            SALE,
            None,
            Stage.DISCOUNT,
            id="neither money nor points",
        ),
        pytest.param(
            a(gives(PointsAmount(0)), gives(PercentOff(0))),
            SALE,
            None,
            Stage.DISCOUNT,
            id="neither points nor money",
        ),
        pytest.param(a(gives(NO_TAG)), SALE, None, Stage.SETUP, id="no tag to set a floor by"),
        pytest.param(
            a(gives(PercentOff(0), NO_TAG)), SALE, None, Stage.SETUP, id="neither a discount nor a floor"
        ),
        pytest.param(
            a(gives(PercentOff(0)), gives(TEN, when=[CAKES])),
            SALE,
            None,
            Stage.DISCOUNT,
            id="one rule is not met",
        ),
        pytest.param(
            a(gives(PercentOff(0)), gives(TEN, when=[LineQuantity(at_most=1)])),
            SALE,
            None,
            Stage.DISCOUNT,
            id="one rule is for a single product",
        ),
        pytest.param(
            a(gives(ChangeCounter("visits"))), SALE, None, Stage.COMPLETION, id="a counter of nobody's"
        ),
        pytest.param(
            a(gives(PercentOff(0)), gives(ChangeCounter("visits"))),
            SALE,
            None,
            Stage.COMPLETION,
            id="no percent, and a counter of nobody's",
        ),
    ],
)
def test_nothing_left(offer: Offer, sale: Receipt, member: Member | None, stage: Stage | None) -> None:
    assert verdict([offer], sale, member) == Verdict(offer="a", outcome=Outcome.NOTHING_LEFT, stage=stage)


@pytest.mark.parametrize("besides", [[], [gives(PercentOff(0))], [gives(NO_TAG)]])
def test_what_was_cut_short_to_nothing_is_told_whatever_else_gave_nothing(besides: list[Rule]) -> None:
    """So an offer with a further rule that has no chance gets the verdict that it has without."""
    of_nothing = gives(PayWithCertificate(payable=Payable(amount=eur("1"))))
    free = Offer.of("free", [], [PercentOff(100)], priority=9, cumulative=True)
    gift = PresentedCertificate(number="C-1", left=eur("5"))
    found = verdict([free, a(*besides, of_nothing)], evolve(SALE, certificates=[gift]))
    assert (found.outcome, found.capped) == (Outcome.NOTHING_LEFT, True)


def test_offers_that_were_woken_are_told_in_the_order_of_their_ids() -> None:
    offers = [
        Offer.of("10", [TEAS], (TEN,), priority=1),
        Offer.of("b", [CUPS], (TEN,), priority=9),
        Offer.of("9", [TEAS], (TEN,), priority=2),
        Offer.of("a", [CAKES], (TEN,), priority=5),
        Offer.of("c", [TEAS, LineQuantity(at_least=9)], (TEN,), priority=3),
    ]
    calculation = sell(offers, SALE)

    assert [v.offer for v in calculation.verdicts] == ["9", "10", "b", "c"]
    assert [v.offer for v in calculation.explain().verdicts] == ["9", "10", "a", "b", "c"]
    assert [v for v in calculation.explain().verdicts if v.offer != "a"] == list(calculation.verdicts)
