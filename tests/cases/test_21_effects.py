"""What rules do besides giving money and points for lines: points on top, coupons, facts, messages."""

from __future__ import annotations

import datetime as dt

import pytest
from cases.till import CAKE, CHIPS, CUP, MEMBER, NOON, STARS, TEA, earned, eur, off, outcomes, receipt, sell

from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.records import Gain, LinePoints, Outcome, PointsTotal
from loyalty_engine.model.channels import MessageChannel
from loyalty_engine.model.intents import (
    AttributeIntent,
    CounterIntent,
    CounterOperation,
    CouponUseIntent,
    Intent,
    MailingIntent,
    MessageIntent,
    PointsIntent,
    SlotChange,
    SlotCountIntent,
    StatusIntent,
    WithdrawalIntent,
)
from loyalty_engine.model.lifetime import Beginning, Delay, Lifetime
from loyalty_engine.model.money import Quantity
from loyalty_engine.model.points import BONUS_POINTS
from loyalty_engine.model.receipt import Line, Measure, Place, PresentedCoupon, Receipt
from loyalty_engine.model.slots import FavoriteProductsRule, PredefinedList
from loyalty_engine.rules.benefits import (
    AdditionalPoints,
    AmountOff,
    CalculateStatus,
    ChangeCounter,
    ChangeSlots,
    InSets,
    PercentOff,
    PointsAmount,
    PointsPercent,
    ReceiptMessage,
    RedeemCoupons,
    SendMessage,
    SetAttribute,
    SetOf,
    SetStatus,
    TriggeredMailing,
    WithdrawPoints,
)
from loyalty_engine.rules.conditions import (
    AnyOf,
    CouponMask,
    CouponPresented,
    LineQuantity,
    Not,
    PaidBy,
    Products,
)
from loyalty_engine.rules.emissions import ReceiptFigure, RuleFigure
from loyalty_engine.rules.instructions import Stage
from loyalty_engine.rules.language import Benefit
from loyalty_engine.rules.limits import UnitLimit
from loyalty_engine.rules.offer import Offer, Rule

SALE = receipt((TEA, "60.00"), (CUP, "40.00"))
FIVE = FavoriteProductsRule(id="five", source=PredefinedList("tea time"), max_slots=5)


class TestPointsOnTop:
    def test_they_count_as_points_of_the_receipt_and_are_spread_by_what_the_lines_cost(self) -> None:
        calculation = sell([Offer.of("a", benefits=[AdditionalPoints(10)])], SALE)

        assert calculation.points == (PointsTotal("bonus", 10),)
        assert [line.points for line in calculation.lines] == [
            (LinePoints("a", 0, "bonus", 6),),
            (LinePoints("a", 0, "bonus", 4),),
        ]
        assert calculation.intents == (
            PointsIntent(offer="a", currency="bonus", amount=10, lines=((1, 6), (2, 4))),
        )

    def test_they_are_spread_by_the_prices_after_all_discounts(self) -> None:
        half = Offer.of("half", [Products({TEA})], [PercentOff("33.33")], cumulative=True)
        gift = Offer.of("gift", benefits=[PercentOff(0), AdditionalPoints(10)], priority=9)
        late = Offer.of("late", benefits=[AdditionalPoints(8)])

        calculation = sell([half, gift, late], SALE)

        assert off(calculation) == ("20.00", "0.00")
        assert earned(calculation) == {"bonus": 8}
        assert [sum(part.amount for part in line.points) for line in calculation.lines] == [4, 4]

    def test_where_nothing_costs_anything_they_follow_the_quantities(self) -> None:
        free = receipt((TEA, "0.00", 3), (CUP, "0.00", 1))
        calculation = sell([Offer.of("a", benefits=[AdditionalPoints(4)])], free)

        assert calculation.intents == (
            PointsIntent(offer="a", currency="bonus", amount=4, lines=((1, 3), (2, 1))),
        )

    def test_a_rule_without_benefits_on_lines_gives_them_with_the_accrual(self) -> None:
        calculation = sell([Offer.of("a", benefits=[AdditionalPoints(10), ReceiptMessage("hi")])], SALE)

        (verdict,) = calculation.explain().verdicts
        assert (verdict.outcome, verdict.stage) == (Outcome.GRANTED, Stage.ACCRUAL)
        assert verdict.gave == Gain(points=(PointsTotal("bonus", 10),), effects=1)

    def test_they_do_not_compete_for_lines(self) -> None:
        taker = Offer.of("taker", benefits=[PointsPercent(10)], priority=9)
        other = Offer.of("other", [Products({TEA})], [AdditionalPoints(7)])
        tent = Offer.of("tent", benefits=[AdditionalPoints(1, currency="chip")], exclusion_group="x")
        banner = Offer.of("banner", benefits=[AdditionalPoints(2, currency="chip")], exclusion_group="x")

        calculation = sell([taker, other, tent, banner], SALE)

        assert earned(calculation) == {"bonus": 17, "chip": 3}
        assert set(outcomes(calculation).values()) == {Outcome.GRANTED}

    def test_one_offer_may_give_points_for_lines_and_points_on_top(self) -> None:
        rules = (
            Rule(conditions=[Products({TEA})], benefits=[PointsPercent(10)]),
            Rule(benefits=[AdditionalPoints(5)]),
        )
        calculation = sell([Offer(id="a", rules=rules)], SALE)

        assert earned(calculation) == {"bonus": 11}
        assert calculation.explain().verdicts[0].rules == (0, 1)

    def test_they_are_withheld_where_the_benefit_on_lines_gave_nothing(self) -> None:
        better = Offer.of("better", benefits=[PercentOff(20)], priority=9)
        beaten = Offer.of("beaten", benefits=[PercentOff(10), AdditionalPoints(5)])

        calculation = sell([better, beaten], SALE)

        assert earned(calculation) == {}
        assert outcomes(calculation)["beaten"] is Outcome.BEATEN

    def test_a_buyer_without_a_card_sees_them_and_gets_none(self) -> None:
        calculation = sell([Offer.of("a", benefits=[AdditionalPoints(10)])], SALE, None)

        assert (calculation.points, calculation.intents) == ((PointsTotal("bonus", 10),), ())

    def test_messages_name_them(self) -> None:
        offer = Offer.of(
            "a", benefits=[AdditionalPoints(150, currency="star"), ReceiptMessage("{offer.points}")]
        )

        assert sell([offer], SALE).messages[0].text == "1.50"


class TestLifetimes:
    YEAR = Lifetime(expires_after=Delay(months=12), expiry_rounding=Beginning.DAY)

    @pytest.mark.parametrize(
        ("place", "expires"),
        [
            pytest.param(
                Place("s", zone="Europe/Riga"), "2027-09-14T21:00+00:00", id="by the clocks of the shop"
            ),
            pytest.param("s", "2027-09-15T00:00+00:00", id="else by those of the programme"),
        ],
    )
    def test_points_for_lines_and_on_top_expire(self, place: Place | str, expires: str) -> None:
        given: list[Benefit] = [
            PointsPercent(10, lifetime=self.YEAR),
            AdditionalPoints(5, lifetime=self.YEAR),
        ]
        calculation = sell([Offer.of("a", benefits=given)], receipt((TEA, "60.00"), place=place))

        assert calculation.intents == tuple(
            PointsIntent(
                offer="a",
                currency="bonus",
                amount=amount,
                lines=((1, amount),),
                expires_at=dt.datetime.fromisoformat(expires),
            )
            for amount in (6, 5)
        )


class TestCounters:
    @pytest.mark.parametrize(
        ("step", "value"),
        [
            pytest.param(3, 3, id="a constant"),
            pytest.param(ReceiptFigure.AMOUNT, 10000, id="the receipt before discounts, in cents"),
            pytest.param(ReceiptFigure.DISCOUNT, 2000, id="all discounts, those of later offers too"),
            pytest.param(ReceiptFigure.TOTAL, 8000, id="what the receipt comes to in the end"),
            pytest.param(ReceiptFigure.LINES, 3, id="the lines"),
            pytest.param(ReceiptFigure.UNITS, 4, id="pieces, and one for what was weighed"),
            pytest.param(None, 1000 + 7, id="all that the rule gave, points on top included"),
        ],
    )
    def test_the_step_of_a_counter(self, step: int | ReceiptFigure | None, value: int) -> None:
        weighed = Line(
            number=3, product=CAKE, amount=eur("10.00"), quantity=Quantity.of("0.5"), measure=Measure.WEIGHED
        )
        sale = receipt((TEA, "60.00", 2), (CUP, "30.00"), weighed)
        first = Offer.of("a", benefits=[PercentOff(10), ChangeCounter("n", step), AdditionalPoints(7)])
        second = Offer.of("b", benefits=[PercentOff(10)], cumulative=True)

        counted = [one for one in sell([first, second], sale).intents if isinstance(one, CounterIntent)]

        assert counted == [
            CounterIntent(offer="a", counter="n", operation=CounterOperation.INCREASE, value=value)
        ]

    @pytest.mark.parametrize(
        ("step", "values"),
        [
            pytest.param(RuleFigure.UNITS, (3, 1), id="units, and one for what was weighed"),
            pytest.param(RuleFigure.LINES, (2, 1), id="lines"),
            pytest.param(RuleFigure.AMOUNT, (7000, 3000), id="their amount before discounts, in cents"),
        ],
    )
    def test_figures_of_the_rules_own_lines(self, step: RuleFigure, values: tuple[int, int]) -> None:
        weighed = Line(
            number=3, product=TEA, amount=eur("10.00"), quantity=Quantity.of("0.5"), measure=Measure.WEIGHED
        )
        sale = receipt((TEA, "60.00", 2), (CUP, "30.00"), weighed)
        for product, value in zip((TEA, CUP), values, strict=True):
            offer = Offer.of("a", [Products([product])], [PercentOff(10), ChangeCounter("n", step)])

            assert steps(sell([offer], sale)) == [value]

    @pytest.mark.parametrize(
        ("benefits", "cumulative", "value"),
        [
            pytest.param([PercentOff(10)], False, 4500, id="where it takes money off, before discounts"),
            pytest.param([PercentOff(10)], True, 9000, id="a cumulative offer sees what others have taken"),
            pytest.param([PointsPercent(10)], False, 7400, id="where it gives points, after discounts"),
            pytest.param([], False, 7400, id="and at completion"),
        ],
    )
    def test_the_amount_of_its_lines_is_that_of_the_stage(
        self, benefits: list[Benefit], cumulative: bool, value: int
    ) -> None:
        one = InSets(parts=[SetOf()], benefits=[AmountOff(eur("16.00"))], at_most=1)
        half = Offer.of("half", benefits=[one], priority=5)
        counting = ChangeCounter("n", RuleFigure.AMOUNT)
        offer = Offer.of("a", benefits=[*benefits, counting], cumulative=cumulative)

        assert steps(sell([half, offer], receipt((TEA, "90.00", 2)))) == [value]

    def test_limits_do_not_change_what_is_counted(self) -> None:
        offer = Offer.of(
            "a", benefits=[PercentOff(10), ChangeCounter("n", RuleFigure.UNITS)], limits=[UnitLimit(1)]
        )

        assert steps(sell([offer], receipt((TEA, "90.00", 3)))) == [3, 1]


def steps(calculation: Calculation) -> list[int]:
    """By how much counters go up."""
    return [one.value for one in calculation.intents if isinstance(one, CounterIntent)]


class TestCoupons:
    SALE = Receipt(
        id="r-1",
        at=NOON,
        place="s-1",
        lines=SALE.lines,
        coupons=[
            PresentedCoupon(number="A1", issue="spring"),
            PresentedCoupon(number="B1", issue="autumn"),
            PresentedCoupon(number="A2", issue="spring"),
        ],
    )

    def test_those_that_the_rule_asks_for_are_used_up(self) -> None:
        offer = Offer.of("a", [CouponPresented({"spring"})], [PercentOff(10), RedeemCoupons()])

        assert sell([offer], self.SALE, None).intents == (
            CouponUseIntent(offer="a", number="A1", issue="spring"),
            CouponUseIntent(offer="a", number="A2", issue="spring"),
        )

    def test_a_coupon_that_must_not_be_there_is_not_asked_for(self) -> None:
        either = AnyOf([CouponPresented({"autumn"}), Not(CouponPresented({"spring"})), PaidBy({"card"})])
        offer = Offer.of("a", [either], [RedeemCoupons()])

        assert sell([offer], self.SALE).intents == (CouponUseIntent(offer="a", number="B1", issue="autumn"),)

    def test_coupons_that_were_counted_are_used_up(self) -> None:
        spring = CouponPresented({"spring"}, at_least=2)
        offer = Offer.of("a", [AnyOf([CouponMask("B?"), spring])], [RedeemCoupons()])
        used = [one.number for one in sell([offer], self.SALE).intents if isinstance(one, CouponUseIntent)]

        assert sorted(used) == ["A1", "A2", "B1"]

    def test_they_are_kept_where_the_discount_is_beaten(self) -> None:
        better = Offer.of("better", benefits=[PercentOff(20)], priority=9)
        offer = Offer.of("a", [CouponPresented({"spring"})], [PercentOff(10), RedeemCoupons()])

        assert sell([better, offer], self.SALE).intents == ()


OF_THE_MEMBER: list[tuple[Benefit, Intent]] = [
    (WithdrawPoints(10, currency="chip"), WithdrawalIntent(offer="a", currency="chip", amount=10)),
    (SetAttribute("vip", True), AttributeIntent(offer="a", name="vip", value=True)),
    (
        SetAttribute("since", dt.date(2026, 9, 15)),
        AttributeIntent(offer="a", name="since", value=dt.date(2026, 9, 15)),
    ),
    (SetStatus("club", "gold"), StatusIntent(offer="a", system="club", status="gold")),
    (CalculateStatus("club"), StatusIntent(offer="a", system="club")),
    (
        ChangeSlots("five", SlotChange.MORE, 2, clear=True),
        SlotCountIntent(offer="a", rule="five", change=SlotChange.MORE, count=2, clear=True),
    ),
    (TriggeredMailing("welcome", on=False), MailingIntent(offer="a", mailing="welcome", on=False)),
    (
        SendMessage(MessageChannel.SMS, "{member.id} saved {receipt.discount}"),
        MessageIntent(offer="a", channel=MessageChannel.SMS, text="m-1 saved 20.00 EUR"),
    ),
    (
        SendMessage(
            MessageChannel.PUSH,
            "Hello",
            short_text="{offer.name}",
            subject="{receipt.id}",
            image="https://shop.example/tea.png",
            url="shop://tea",
        ),
        MessageIntent(
            offer="a",
            channel=MessageChannel.PUSH,
            text="Hello",
            short_text="Offer A",
            subject="r-1",
            image="https://shop.example/tea.png",
            url="shop://tea",
        ),
    ),
]


@pytest.mark.parametrize(
    ("benefit", "intent"), [pytest.param(*row, id=row[0].describe()) for row in OF_THE_MEMBER]
)
class TestWhatConcernsTheMember:
    def test_it_becomes_an_intent(self, benefit: Benefit, intent: Intent) -> None:
        offers = [
            Offer.of("a", benefits=[benefit], name="Offer A"),
            Offer.of("b", benefits=[PercentOff(20)]),
        ]
        calculation = sell(offers, SALE, favorites=[FIVE])

        assert calculation.intents == (intent,)
        assert calculation.explain().verdicts[0].gave == Gain(effects=1)

    def test_nothing_happens_where_nobody_is_known(self, benefit: Benefit, intent: Intent) -> None:
        calculation = sell([Offer.of("a", benefits=[benefit])], SALE, None, favorites=[FIVE])

        assert calculation.intents == ()
        assert outcomes(calculation)["a"] is Outcome.NOTHING_LEFT

    def test_it_goes_with_the_benefit_on_lines(self, benefit: Benefit, intent: Intent) -> None:
        better = Offer.of("better", benefits=[PercentOff(20)], priority=9)
        beaten = Offer.of("a", benefits=[PercentOff(10), benefit])

        assert sell([better, beaten], SALE, MEMBER, favorites=[FIVE]).intents == ()


def test_chips_for_a_coupon_are_given_before_they_are_taken() -> None:
    offers = [
        Offer.of("take", benefits=[WithdrawPoints(10, currency="chip")], priority=9),
        Offer.of("give", benefits=[AdditionalPoints(10, currency="chip")]),
    ]
    calculation = sell(offers, SALE, points=(BONUS_POINTS, STARS, CHIPS))

    assert [type(intent) for intent in calculation.intents] == [PointsIntent, WithdrawalIntent]


def test_rules_without_benefits_on_lines_see_all_units() -> None:
    """Two of three teas are taken by the set; the points on top are for three teas all the same."""
    pair = Offer.of(
        "pair", [Products({TEA})], [InSets(parts=[SetOf(units=2)], benefits=[PointsAmount(7)], at_most=1)]
    )
    three = Offer.of("three", [Products({TEA}), LineQuantity(at_least=3)], [AdditionalPoints(5)])

    assert earned(sell([pair, three], receipt((TEA, "30.00", 3)))) == {"bonus": 12}
