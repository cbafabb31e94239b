"""Which benefits an offer may give on which event; everything else is refused when it is compiled."""

from __future__ import annotations

from typing import Any

import pytest
from rules.samples import BENEFITS as SAMPLES

from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.channels import MessageChannel
from loyalty_engine.model.money import Money
from loyalty_engine.model.points import BONUS_POINTS, PointsCurrency
from loyalty_engine.model.slots import FavoriteProductsRule, PurchaseHistory
from loyalty_engine.model.triggers import Trigger, TriggerGroup
from loyalty_engine.rules import benefits as b
from loyalty_engine.rules.conditions import CouponPresented, Products, ReceiptContains
from loyalty_engine.rules.emissions import ReceiptFigure, RuleFigure
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.legality import illegal
from loyalty_engine.rules.offer import Offer, Rule

EVENTS = [one for one in Trigger if one is not Trigger.PURCHASE and one.group is not TriggerGroup.INTERNAL]
ON_LINES = [
    b.PercentOff,
    b.AmountOff,
    b.FixedPrice,
    b.TaggedPrice,
    b.MinimumPrice,
    b.PointsPercent,
    b.PointsAmount,
    b.PointsPerSum,
    b.GraduatedPoints,
    b.GraduatedPercent,
    b.NForM,
    b.Tiered,
    b.PersonalBenefit,
    b.FillFavoriteSlots,
    b.RedeemCoupons,
]
AT_THE_TILL = [b.ReceiptMessage, b.CashierMessage]
ANYWHERE = [
    b.AdditionalPoints,
    b.WithdrawPoints,
    b.IssueCoupon,
    b.ChangeCounter,
    b.SetAttribute,
    b.SetStatus,
    b.CalculateStatus,
    b.ChangeSlots,
    b.SendMessage,
    b.TriggeredMailing,
]


def allowed(benefit: Benefit, trigger: Trigger) -> bool:
    return not any(illegal(instruction, trigger) for instruction in benefit.lower())


def sample(kind: Any) -> Benefit:
    found: Benefit = kind(**SAMPLES[kind])
    return found


def test_every_event_has_a_till_or_none() -> None:
    assert {trigger for trigger in EVENTS if trigger.at_register} == {
        Trigger.PAYMENT_CANCELLED,
        Trigger.DEPOSIT,
        Trigger.PURCHASE_CANCELLED,
        Trigger.RETURN_CALCULATION,
        Trigger.RETURN,
        Trigger.BALANCE_REQUEST,
        Trigger.CARD_ISSUE,
        Trigger.ONE_TIME_CODE_PRINTED,
        Trigger.CERTIFICATE_SOLD,
        Trigger.CERTIFICATE_PAYMENT,
        Trigger.CERTIFICATE_REFUNDED,
        Trigger.CERTIFICATE_PAYMENT_CANCELLED,
    }


@pytest.mark.parametrize("trigger", EVENTS, ids=lambda trigger: trigger.value)
def test_what_is_legal_on_an_event(trigger: Trigger) -> None:
    assert not any(allowed(sample(kind), trigger) for kind in ON_LINES)
    assert all(allowed(sample(kind), trigger) for kind in ANYWHERE)
    assert all(allowed(sample(kind), trigger) is trigger.at_register for kind in AT_THE_TILL)


@pytest.mark.parametrize("kind", [*ON_LINES, *AT_THE_TILL, *ANYWHERE], ids=lambda kind: kind.kind)
def test_everything_is_legal_on_a_purchase(kind: Any) -> None:
    assert allowed(sample(kind), Trigger.PURCHASE)


@pytest.mark.parametrize(
    ("figure", "trigger", "legal"),
    [
        pytest.param(ReceiptFigure.TOTAL, Trigger.REFERRAL_PURCHASE, True, id="what a friend has paid"),
        pytest.param(ReceiptFigure.AMOUNT, Trigger.DEPOSIT, True, id="a deposit"),
        pytest.param(ReceiptFigure.IN_MONEY, Trigger.DEPOSIT, True, id="all of it is money"),
        pytest.param(ReceiptFigure.WITH_POINTS, Trigger.DEPOSIT, False, id="and nothing points"),
        pytest.param(ReceiptFigure.TOTAL, Trigger.BIRTHDAY, False, id="a birthday has no amount"),
        pytest.param(ReceiptFigure.UNITS, Trigger.REFERRAL_PURCHASE, False, id="units are those of lines"),
        pytest.param(RuleFigure.AMOUNT, Trigger.REFERRAL_PURCHASE, False, id="and so are its lines"),
    ],
)
def test_a_counter_steps_by_what_the_event_has(
    figure: ReceiptFigure | RuleFigure, trigger: Trigger, legal: bool
) -> None:
    assert allowed(b.ChangeCounter("spent", figure), trigger) is legal


@pytest.mark.parametrize(
    ("by", "trigger", "legal"),
    [
        pytest.param(b.TierBy.RECEIPT, Trigger.REFERRAL_PURCHASE, True, id="what a friend has paid"),
        pytest.param(b.TierBy.RECEIPT, Trigger.BIRTHDAY, False, id="a birthday has no amount"),
        pytest.param(b.TierBy.AMOUNT, Trigger.REFERRAL_PURCHASE, False, id="lines are not told"),
    ],
)
def test_what_is_repeated_for_every_so_much_needs_an_amount(
    by: b.TierBy, trigger: Trigger, legal: bool
) -> None:
    each = b.Repeat([b.IssueCoupon("spring")], every=Money.of("10", "EUR"), by=by)
    assert allowed(each, trigger) is legal
    assert allowed(b.Repeat([b.IssueCoupon("spring")], 3), trigger)


def test_all_that_is_not_legal_is_refused_at_once_with_its_place() -> None:
    rules = (
        Rule(benefits=[b.IssueCoupon("spring"), b.PercentOff(10)]),
        Rule(conditions=[CouponPresented({"spring"})], benefits=[b.ReceiptMessage("Hello")]),
    )
    offers = [
        Offer.of("fine", benefits=[b.PercentOff(10)]),
        Offer(id="birthday", rules=rules, trigger=Trigger.BIRTHDAY),
        Offer.of("counter", benefits=[b.ChangeCounter("n", ReceiptFigure.LINES)], trigger=Trigger.RETURN),
        Offer.of("personal", benefits=[b.PersonalBenefit("fans")], trigger=Trigger.CARD_ISSUE),
        Offer.of("inner", benefits=[b.IssueCoupon("spring")], trigger=Trigger.SET),
    ]
    with pytest.raises(InvalidInput) as caught:
        compile_offers(offers)

    assert [str(problem) for problem in caught.value.problems] == [
        (
            "offers[1].rules[0].benefits[1]: works on lines of a receipt, and there are none on birthday "
            "(give AdditionalPoints, a coupon or a message, or use Trigger.PURCHASE)"
        ),
        "offers[1].rules[1].benefits[0]: there is no till on birthday (send the member a message instead)",
        "offers[2].rules[0].benefits[0].by: there is no lines to count on a return (give a whole number)",
        (
            "offers[3].rules[0].benefits[0]: works on lines of a receipt, and there are none on card issue "
            "(give AdditionalPoints, a coupon or a message, or use Trigger.PURCHASE)"
        ),
        (
            "offers[4].trigger: set is a part of a purchase, which no offer answers by itself "
            "(use Trigger.PURCHASE)"
        ),
    ]


def test_conditions_on_lines_are_legal_everywhere() -> None:
    conditions: list[Condition] = [Products({"tea"}), ReceiptContains([Products({"tea"})])]
    sms = b.SendMessage(MessageChannel.SMS, "Hello")
    offers = [Offer.of("a", conditions, [sms], trigger=trigger) for trigger in EVENTS[:1]]

    book = compile_offers(
        offers,
        points=[BONUS_POINTS, PointsCurrency("chip")],
        favorites=[FavoriteProductsRule(id="breakfast", source=PurchaseHistory())],
    )
    assert len(book) == 1
