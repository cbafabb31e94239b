"""A rule whose benefits span stages works in each of them; the rest goes with its first line benefit."""

from __future__ import annotations

import pytest
from cases.till import CUP, TEA, earned, eur, off_by, receipt, sell, texts

from loyalty_engine.model.intents import CounterIntent, CounterOperation, CouponIntent
from loyalty_engine.rules.benefits.discounts import AmountOff, MinimumPrice, PercentOff
from loyalty_engine.rules.benefits.effects import ChangeCounter, IssueCoupon, ReceiptMessage
from loyalty_engine.rules.benefits.points import PointsAmount, PointsPercent
from loyalty_engine.rules.conditions.products import Products
from loyalty_engine.rules.conditions.receipt import ReceiptAmount, ReceiptContains
from loyalty_engine.rules.language import Benefit
from loyalty_engine.rules.offer import Offer, Rule

BETTER = Offer.of("better", benefits=[PercentOff(20)], priority=1)


@pytest.mark.parametrize(
    ("offers", "discounts", "points"),
    [
        pytest.param(
            [Offer.of("both", benefits=[PercentOff(10), PointsPercent(10)])],
            {"both": "10.00"},
            {"bonus": 9},
            id="one rule gives money and points: 10 % of 100, then 10 % of the 90 that are paid",
        ),
        pytest.param(
            [Offer.of("money", benefits=[PercentOff(10)]), Offer.of("points", benefits=[PointsPercent(10)])],
            {"money": "10.00"},
            {"bonus": 9},
            id="a line may have one non-cumulative discount and one non-cumulative accrual",
        ),
        pytest.param(
            [BETTER, Offer.of("both", benefits=[PercentOff(10), PointsPercent(10)])],
            {"better": "20.00"},
            {"bonus": 8},
            id="beaten in one stage, a rule still works in the other",
        ),
        pytest.param(
            [
                Offer.of("cash", benefits=[PercentOff(50)], cumulative=True),
                Offer.of("big", [ReceiptAmount(at_least=eur("60"))], [AmountOff(eur("5")), PointsAmount(7)]),
            ],
            {"big": "5.00", "cash": "50.00"},
            {},
            id="conditions are judged in each stage: 100 before discounts is enough, 45 after them is not",
        ),
    ],
)
def test_each_benefit_has_its_stage(
    offers: list[Offer], discounts: dict[str, str], points: dict[str, int]
) -> None:
    calculation = sell(offers, receipt((TEA, "100.00")))

    assert off_by(calculation) == discounts
    assert earned(calculation) == points


@pytest.mark.parametrize(
    ("offer", "expected"),
    [
        pytest.param(
            Offer.of("mine", benefits=[PercentOff(10), ReceiptMessage("saved")], cumulative=True),
            ("saved",),
            id="with the discount that was given",
        ),
        pytest.param(
            Offer.of("mine", benefits=[PercentOff(10), ReceiptMessage("saved")]),
            (),
            id="withheld where the discount was beaten",
        ),
        pytest.param(
            Offer.of("mine", benefits=[PercentOff(10), PointsPercent(10), ReceiptMessage("saved")]),
            (),
            id="withheld where the first benefit got nothing, although the second did",
        ),
        pytest.param(
            Offer.of("mine", benefits=[PointsPercent(10), PercentOff(10), ReceiptMessage("earned")]),
            ("earned",),
            id="with the points, where points come first",
        ),
        pytest.param(
            Offer.of("mine", [ReceiptContains([Products({TEA})])], [ReceiptMessage("enjoy")]),
            ("enjoy",),
            id="by itself at completion, where the rule has no benefit on lines",
        ),
        pytest.param(
            Offer.of("mine", [ReceiptContains([Products({CUP})])], [ReceiptMessage("enjoy")]),
            (),
            id="not at completion where the condition does not hold",
        ),
        pytest.param(
            Offer.of("mine", [ReceiptAmount(at_least=eur("100"))], [ReceiptMessage("big")]),
            (),
            id="at completion the receipt counts after discounts: 80, not 100",
        ),
        pytest.param(
            Offer.of("mine", benefits=[MinimumPrice(price=eur("1")), ReceiptMessage("floor")]),
            ("floor",),
            id="at completion, where the rule only sets prices",
        ),
    ],
)
def test_a_message_goes_with_the_first_benefit_on_lines(offer: Offer, expected: tuple[str, ...]) -> None:
    assert texts(sell([BETTER, offer], receipt((TEA, "100.00")))) == expected


def test_a_message_names_the_final_figures() -> None:
    first = Offer.of("a", benefits=[PercentOff(10), ReceiptMessage("{offer.discount} of {receipt.discount}")])
    second = Offer.of("b", benefits=[PercentOff(20)], cumulative=True)

    calculation = sell([first, second], receipt((TEA, "100.00")))

    assert texts(calculation) == ("10.00 EUR of 30.00 EUR",)


def test_a_counter_counts_what_its_rule_gave_in_that_stage() -> None:
    counted: list[Benefit] = [
        AmountOff(eur("3")),
        PointsAmount(50),
        ChangeCounter("gifts", None),
        IssueCoupon("spring", 2),
    ]
    calculation = sell([Offer.of("a", benefits=counted)], receipt((TEA, "100.00")))

    assert calculation.intents[:2] == (
        CounterIntent(offer="a", counter="gifts", operation=CounterOperation.INCREASE, value=300),
        CouponIntent(offer="a", issue="spring", count=2),
    )


def test_each_rule_of_an_offer_has_messages_of_its_own() -> None:
    rules = (
        Rule(conditions=[Products({TEA})], benefits=[PercentOff(10), ReceiptMessage("tea")]),
        Rule(conditions=[Products({CUP})], benefits=[PercentOff(10), ReceiptMessage("cup")]),
    )
    assert texts(sell([Offer(id="a", rules=rules)], receipt((CUP, "5.00")))) == ("cup",)
