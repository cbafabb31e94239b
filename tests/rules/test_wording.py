"""What marketers read: one sentence for every condition, benefit, rule and offer."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules.contract import check_clause

from loyalty_engine.model.amounts import Bearer
from loyalty_engine.model.channels import MessageChannel
from loyalty_engine.model.counters import CountedPer
from loyalty_engine.model.intents import CounterOperation, SlotChange
from loyalty_engine.model.lifetime import (
    Beginning,
    Delay,
    Lifetime,
)
from loyalty_engine.model.money import Money, Percent
from loyalty_engine.model.period import Period, Unit
from loyalty_engine.model.schedule import Schedule
from loyalty_engine.rules.benefits import (
    AddGift,
    AdditionalPoints,
    AdoptExternalDiscount,
    AdoptExternalPoints,
    AmountOff,
    AmountPerSum,
    AmountPerWeight,
    BundlePrice,
    BuyGet,
    CalculateStatus,
    CashierMessage,
    ChangeCounter,
    ChangeSlots,
    EveryNth,
    FillFavoriteSlots,
    FixedPrice,
    GraduatedPercent,
    GraduatedPoints,
    InitialPrice,
    InSets,
    IssueCoupon,
    MinimumPrice,
    MultiplyPoints,
    NForM,
    Payable,
    PayWithCertificate,
    PayWithPoints,
    PercentBand,
    PercentOff,
    PersonalBenefit,
    PointsAmount,
    PointsPercent,
    PointsPerSum,
    PointsPerWeight,
    PointsToPrice,
    PointsToTaggedPrice,
    ReceiptMessage,
    RedeemCoupons,
    Repeat,
    RoundPayment,
    RoundTotal,
    SendMessage,
    SetAttribute,
    SetOf,
    SetStatus,
    SomeUnitsOff,
    Step,
    TaggedAmount,
    TaggedPoints,
    TaggedPrice,
    Then,
    TierBy,
    Tiered,
    TriggeredMailing,
    UnitByUnit,
    WithdrawPoints,
)
from loyalty_engine.rules.benefits.discounts import Per
from loyalty_engine.rules.conditions import (
    AllOf,
    AnyOf,
    AtBrands,
    AtPlaces,
    Birthday,
    BirthdayMonth,
    Categories,
    ChosenCategories,
    CounterChanges,
    CounterValue,
    CouponPresented,
    DistinctProducts,
    ExternalDiscountSum,
    ExternalPoints,
    FavoriteProducts,
    FromAttribute,
    Groups,
    HasAttribute,
    InAudience,
    LineAmount,
    LineCount,
    LineQuantity,
    MemberDate,
    MemberDayOfMonth,
    MemberDayOfYear,
    Not,
    OnDates,
    PaidBy,
    PaidWith,
    PersonalEntries,
    Products,
    PurchaseSum,
    ReceiptAmount,
    ReceiptContains,
    Scheduled,
    TimeSince,
)
from loyalty_engine.rules.emissions import ReceiptFigure, RuleFigure
from loyalty_engine.rules.figures import Means
from loyalty_engine.rules.instructions import (
    Given,
    PaymentFigure,
    RoundOn,
)
from loyalty_engine.rules.language import Benefit, Condition, listed
from loyalty_engine.rules.offer import Audiences, Members, Offer, Rule, State, Trigger
from loyalty_engine.rules.predicates import Carrier, Range
from loyalty_engine.rules.units import (
    UnitOrder,
)

TEA = Products({"tea"})
CUPS = Groups({"cups"})
CARD = PaidBy({"card"})
TEA_OF_SIZE_S = "the product is tea and the product's size is S"
MONDAYS = Scheduled(Schedule.of(weekdays=["mon"]))
FIRST, LAST = dt.date(2020, 1, 1), dt.date(2020, 12, 31)


def rub(amount: str) -> Money:
    return Money.of(amount, "RUB")


def of(carrier: Carrier, **more: Any) -> HasAttribute:
    return HasAttribute(of=carrier, **{"name": "size", **more})


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        (Products({"tea"}), "the product is tea"),
        (Products({"tea", "coffee"}), "the product is coffee or tea"),
        (Products({"10", "9", "tea", "cup", "mug"}), "the product is 9, 10, cup or 2 others"),
        (Categories({"food", "drinks"}), "the product is from category drinks or food"),
        (Groups({"school"}), "the product is from group school"),
        (FavoriteProducts("breakfast"), "the product is one of the member's favourites (breakfast)"),
        (ChosenCategories("mine"), "the product is from one of the member's favourite categories (mine)"),
        (PersonalEntries("fans"), "the member's personalised offer fans covers the product"),
        (of(Carrier.PRODUCT), "the product has a value for size"),
        (of(Carrier.PRODUCT, values={"S", "M"}), "the product's size is M or S"),
        (of(Carrier.LINE, values={True}), "the line's size is yes"),
        (of(Carrier.LINE, values={False}), "the line's size is no"),
        (of(Carrier.PLACE, values={dt.date(2026, 9, 1)}), "the place's size is 2026-09-01"),
        (of(Carrier.RECEIPT, values={Decimal("2.50")}), "the receipt's size is 2.5"),
        (of(Carrier.MEMBER, between=Range(low=3)), "the member's size is at least 3"),
        (of(Carrier.MEMBER, between=Range(low=3, high=3)), "the member's size is exactly 3"),
        (LineQuantity(at_least=3), "there are at least 3 of these products"),
        (LineQuantity(at_least="0.5", at_most=2), "there are at least 0.5 and at most 2 of these products"),
        (LineQuantity(at_least=2, at_most=2), "there are exactly 2 of these products"),
        (LineAmount(at_least=rub("500")), "these products come to at least 500.00 RUB"),
        (LineAmount(at_most=rub("500"), strictly=True), "these products come to less than 500.00 RUB"),
        (DistinctProducts(at_least=2), "there are at least 2 different products among these"),
        (ReceiptAmount(at_least=FromAttribute("goal")), "the receipt comes to at least the member's goal"),
        (
            LineQuantity(at_least=FromAttribute("few"), at_most=FromAttribute("many")),
            "there are at least the member's few and at most the member's many of these products",
        ),
        (
            ExternalDiscountSum(at_least=rub("10"), strictly=True),
            "the till has already taken more than 10.00 RUB off the receipt",
        ),
        (ExternalPoints(), "a partner gives points for the product"),
        (ExternalPoints(at_least=1), "a partner gives at least 1 point for the product"),
        (ExternalPoints(at_most=20), "a partner gives at most 20 points for the product"),
        (LineCount(at_least=2), "these products are on at least 2 lines"),
        (
            ReceiptContains([Products({"tea"})], at_least=FromAttribute("crates")),
            "the receipt has at least the member's crates in units on lines where the product is tea",
        ),
        (
            ReceiptContains([Products({"tea"})], amount_at_least=FromAttribute("goal")),
            "the receipt has at least the member's goal in all on lines where the product is tea",
        ),
        (PurchaseSum(at_least=FromAttribute("goal")), "the sum of purchases is at least the member's goal"),
        (
            CounterValue("sold", every=100, per=CountedPer.PROGRAM),
            "the programme's counter sold stands at a multiple of 100",
        ),
        (
            CounterChanges("sold", at_most=9, summed=True, per=CountedPer.PROGRAM),
            "the sum of changes of the programme's counter sold is at most 9",
        ),
        (LineCount(at_least=1, at_most=1), "these products are on exactly 1 line"),
        (DistinctProducts(at_most=1), "there are at most 1 different product among these"),
        (ReceiptAmount(at_least=rub("1000")), "the receipt comes to at least 1000.00 RUB"),
        (ReceiptAmount(at_least=rub("1000"), strictly=True), "the receipt comes to more than 1000.00 RUB"),
        (
            ReceiptAmount(at_least=rub("1000"), so_far=True),
            "the receipt, less the discounts so far, comes to at least 1000.00 RUB",
        ),
        (ReceiptContains([TEA]), "the receipt has a line where the product is tea"),
        (
            ReceiptContains([TEA], at_least=1),
            "the receipt has at least 1 unit on lines where the product is tea",
        ),
        (
            ReceiptContains([TEA, of(Carrier.PRODUCT, values={"S"})], at_least=2, at_most=5),
            f"the receipt has at least 2 and at most 5 units on lines where {TEA_OF_SIZE_S}",
        ),
        (AtPlaces({"Riga", "Tartu"}), "the purchase is made at Riga or Tartu"),
        (AtBrands({"Leaf"}), "the purchase is made at a shop of Leaf"),
        (PaidBy({"card", "cash"}), "the receipt is paid by card or cash"),
        (PaidBy({"card"}, at_least=rub("10")), "at least 10.00 RUB of the receipt is paid by card"),
        (PaidWith(Means.POINTS), "something of the receipt is paid with points"),
        (PaidWith(Means.CERTIFICATES), "something of the receipt is paid with gift certificates"),
        (
            PaidWith(Means.OTHER_POINTS, at_most=rub("10")),
            "at most 10.00 RUB of the receipt is paid with points of other programmes",
        ),
        (
            PaidWith(Means.MONEY, at_least=rub("10"), strictly=True),
            "more than 10.00 RUB of the receipt is left to pay in money",
        ),
        (
            PaidWith(Means.MONEY, at_least=rub("10"), of_lines=True),
            "at least 10.00 RUB of these products is left to pay in money",
        ),
        (PaidWith(Means.POINTS, of_lines=True), "something of these products is paid with points"),
        (CouponPresented({"spring"}), "a coupon of spring is presented"),
        (OnDates(Period("2026-09-01", "2026-09-15")), "the purchase is made from 2026-09-01 to 2026-09-15"),
        (OnDates(Period("2026-09-01", "2026-09-01")), "the purchase is made on 2026-09-01"),
        (OnDates(Period("2026-09-01")), "the purchase is made from 2026-09-01"),
        (OnDates(Period(None, "2026-09-15")), "the purchase is made until 2026-09-15"),
        (
            OnDates(Period("2026-09-01T09:00", "2026-09-01T12:00")),
            "the purchase is made from 2026-09-01 09:00 to 2026-09-01 12:00",
        ),
        (OnDates(Period()), "the purchase is made always"),
        (Scheduled(Schedule.of(weekdays=["mon"])), "the purchase is made on Mondays"),
        (
            Scheduled(Schedule.of(between=("09:00", "12:00"))),
            "the purchase is made every day, 09:00–12:00",
        ),
        (InAudience({"pensioners"}), "the member is among pensioners"),
        (Birthday(), "it is the member's birthday"),
        (Birthday(before=1), "it is at most 1 day before the member's birthday"),
        (Birthday(after=7), "it is at most 7 days after the member's birthday"),
        (Birthday(before=3, after=1), "it is at most 3 days before or 1 day after the member's birthday"),
        (BirthdayMonth(attribute="name_day"), "it is the month of the member's name_day"),
        (BirthdayMonth(before=1), "it is at most 1 month before the month of the member's birthday"),
        (
            BirthdayMonth(before=2, after=1),
            "it is at most 2 months before or 1 month after the month of the member's birthday",
        ),
        (
            MemberDayOfYear(attribute="birthday", first="06-01", last="08-31"),
            "the day of the member's birthday in the year is from 06-01 to 08-31",
        ),
        (
            MemberDayOfYear(attribute="birthday", last="08-31"),
            "the day of the member's birthday in the year is 08-31 or before",
        ),
        (
            MemberDayOfMonth(attribute="payday", first=25),
            "the day of the member's payday in the month is 25 or after",
        ),
        (
            MemberDayOfMonth(attribute="payday", first=5, last=5),
            "the day of the member's payday in the month is 5",
        ),
        (
            TimeSince(attribute="first_visit", unit=Unit.YEAR, at_least=1),
            "at least 1 full year has passed since the member's first_visit",
        ),
        (
            TimeSince(attribute="first_visit", unit=Unit.MONTH, at_least=1, at_most=3),
            "at least 1 and at most 3 full months have passed since the member's first_visit",
        ),
        (
            TimeSince(attribute="first_visit", unit=Unit.DAY, at_most=0),
            "at most 0 full days have passed since the member's first_visit",
        ),
        (MemberDate(attribute="joined", first=FIRST), "the member's joined is 2020-01-01 or after"),
        (MemberDate(attribute="joined", last=LAST), "the member's joined is 2020-12-31 or before"),
        (
            MemberDate(attribute="joined", first=FIRST, last=LAST),
            "the member's joined is from 2020-01-01 to 2020-12-31",
        ),
        (MemberDate(attribute="joined", first=FIRST, last=FIRST), "the member's joined is 2020-01-01"),
        (AllOf([TEA, CARD]), "the product is tea and the receipt is paid by card"),
        (AnyOf([TEA, CUPS]), "either the product is tea or the product is from group cups"),
        (
            AnyOf([TEA, MONDAYS]),
            "either the product is tea or the purchase is made on Mondays (then for every line)",
        ),
        (AnyOf([CARD, MONDAYS]), "either the receipt is paid by card or the purchase is made on Mondays"),
        (AnyOf([TEA]), "the product is tea"),
        (
            AllOf([CARD, AnyOf([TEA, CUPS])]),
            "the receipt is paid by card and (either the product is tea or the product is from group cups)",
        ),
        (
            AnyOf([CUPS, AllOf([TEA, CARD])]),
            "either the product is from group cups or (the product is tea and the receipt is paid by card)",
        ),
        (Not(TEA), "it is not true that the product is tea"),
        (
            Not(AnyOf([TEA, CUPS])),
            "it is not true that (either the product is tea or the product is from group cups)",
        ),
        (
            Not(ReceiptContains([Categories({"tobacco"})])),
            "it is not true that the receipt has a line where the product is from category tobacco",
        ),
    ],
)
def test_conditions(condition: Condition, sentence: str) -> None:
    assert condition.describe() == sentence
    check_clause(sentence)


@pytest.mark.parametrize(
    ("benefit", "sentence"),
    [
        (PercentOff(10), "10 % off"),
        (PercentOff("12.5"), "12.5 % off"),
        (PercentOff(20, excluding={Given.DISCOUNT}), "20 % off what is left after discounts"),
        (
            PercentOff(20, excluding=set(Given)),
            "20 % off what is left after discounts, payment in points, certificates and points of others",
        ),
        (AmountOff(rub("500")), "500.00 RUB off"),
        (AmountOff(rub("5"), per=Per.LINE), "5.00 RUB off per line"),
        (AmountOff(rub("5"), per=Per.UNIT), "5.00 RUB off per unit"),
        (FixedPrice(rub("99")), "99.00 RUB apiece"),
        (FixedPrice(rub("299"), together=True), "299.00 RUB for all of them together"),
        (TaggedPrice("yellow_price"), "the price in the product's yellow_price"),
        (MinimumPrice(price=rub("389")), "never below 389.00 RUB apiece"),
        (MinimumPrice(percent=50), "never below 50 % of the amount"),
        (MinimumPrice(attribute="least"), "never below the price in the product's least"),
        (PercentOff(20, at_most=rub("500")), "20 % off, 500.00 RUB at most"),
        (NForM(3, 2), "3 for the price of 2"),
        (NForM(3, 2, at_most=1), "3 for the price of 2, at most 1 time a receipt"),
        (NForM(3, 2, same_product=True), "3 of the same product for the price of 2"),
        (EveryNth(2, 50, same_product=True), "50 % off one unit of every 2 of the same product"),
        (EveryNth(2, 50), "50 % off one unit of every 2"),
        (EveryNth(6, at_most=2), "100 % off one unit of every 6, at most 2 times a receipt"),
        (SomeUnitsOff(1), "100 % off the cheapest unit"),
        (SomeUnitsOff(3, 50, order=UnitOrder.DEAREST), "50 % off the dearest 3 units"),
        (
            BundlePrice([SetOf([TEA], 2), SetOf([CUPS])], rub("9")),
            (
                "9.00 RUB for each set of 2 units where the product is tea and "
                "1 unit where the product is from group cups"
            ),
        ),
        (
            BundlePrice([SetOf([TEA], 2, same_product=True), SetOf(same_product=True)], rub("9")),
            (
                "9.00 RUB for each set of 2 units of one product where the product is tea and "
                "1 unit of one product"
            ),
        ),
        (
            BundlePrice(
                [SetOf([TEA], amount=rub("30")), SetOf(amount=rub("5"), same_product=True)], rub("9")
            ),
            (
                "9.00 RUB for each set of units for at least 30.00 RUB where the product is tea and "
                "units of one product for at least 5.00 RUB"
            ),
        ),
        (BundlePrice([SetOf(units=3)], rub("99")), "99.00 RUB for each set of 3 units"),
        (
            BuyGet(buy=SetOf([TEA], 2), get=SetOf([CUPS])),
            (
                "buy 2 units where the product is tea and get 100 % off "
                "1 unit where the product is from group cups"
            ),
        ),
        (
            BuyGet(buy=SetOf([TEA], 2), percent=50, at_most=3),
            "buy 2 units where the product is tea and get 50 % off 1 unit more, at most 3 times a receipt",
        ),
        (
            InSets(parts=[SetOf(units=3)], benefits=[PercentOff(10), PointsAmount(5)]),
            "10 % off and 5 bonus points on each set of 3 units",
        ),
        (
            InSets(parts=[SetOf([TEA], 2), SetOf()], benefits=[PercentOff(10)], of=0, pick=1, at_most=2),
            (
                "10 % off on the cheapest 1 unit of the 2 units where the product is tea of each set of "
                "2 units where the product is tea and 1 unit, at most 2 times a receipt"
            ),
        ),
        (PointsPercent(10), "10 % in bonus points"),
        (PointsPercent(10, at_most=100), "10 % in bonus points, 100 bonus points at most"),
        (PointsPercent(10, excluding=()), "10 % of the full amount in bonus points"),
        (
            PointsPercent(10, excluding={Given.DISCOUNT}),
            "10 % of what is left after discounts in bonus points",
        ),
        (PointsAmount(200), "200 bonus points"),
        (PointsAmount(1, currency="chip"), "1 chip point"),
        (PointsAmount(5, per=Per.UNIT), "5 bonus points per unit"),
        (PointsPerSum(1, every=rub("500"), currency="chip"), "1 chip point for every 500.00 RUB"),
        (
            PointsPerSum(2, every=rub("500"), excluding=()),
            "2 bonus points for every 500.00 RUB of the full amount",
        ),
        (
            GraduatedPercent([PercentBand(5), PercentBand(9, rub("50")), PercentBand(10, rub("100"))]),
            (
                "5 % off the first 50.00 RUB, 9 % off what is between 50.00 RUB and 100.00 RUB "
                "and 10 % off what is above 100.00 RUB"
            ),
        ),
        (
            GraduatedPercent([PercentBand(5, rub("50"))], excluding=[Given.DISCOUNT]),
            "5 % off what is above 50.00 RUB of what is left after discounts",
        ),
        (
            GraduatedPoints([PercentBand(5), PercentBand(9, rub("50"))], currency="star"),
            "5 % of the first 50.00 RUB and 9 % of what is above 50.00 RUB in star points",
        ),
        (
            GraduatedPoints([PercentBand(5, rub("50"))], excluding=()),
            "5 % of what is above 50.00 RUB of the full amount in bonus points",
        ),
        (UnitByUnit([rub("5")], at_most=1), "5.00 RUB off each unit, 1 unit at most, the dearest first"),
        (
            UnitByUnit([Percent(5), Percent(9), Percent(0)], order=UnitOrder.FIRST),
            "5 % off unit 1, 9 % off unit 2 and 0 % off each further unit, in the order of scanning",
        ),
        (RoundTotal(rub("5")), "round the total down to a multiple of 5.00 RUB"),
        (
            RoundTotal(rub("5"), on=RoundOn.UNDISCOUNTED),
            "round the total down to a multiple of 5.00 RUB on lines without a discount",
        ),
        (InitialPrice(price=rub("5")), "discounts start from 5.00 RUB apiece"),
        (
            InitialPrice(attribute="was", of=Bearer.LINE),
            "discounts start from the price in the line's was",
        ),
        (AddGift("mug"), "1 × mug as a gift"),
        (AddGift("mug", 2, worth=rub("5")), "2 × mug as a gift worth 5.00 RUB each"),
        (AdoptExternalDiscount(), "the till's own discount, as this offer's"),
        (AdoptExternalPoints("star"), "the star points that the till sends"),
        (MultiplyPoints(2), "2 times the bonus points"),
        (
            MultiplyPoints(2, lifetime=Lifetime(expires_after=Delay(days=7))),
            "2 times the bonus points, for 7 days",
        ),
        (MultiplyPoints("1.25", at_most=1), "1.25 times the bonus points, 1 bonus point more at most"),
        (
            Tiered([Step(rub("50"), [PercentOff(5)]), Step(rub("90"), [PercentOff(9), PointsAmount(7)])]),
            "from 50.00 RUB of these products: 5 % off, from 90.00 RUB: 9 % off and 7 bonus points",
        ),
        (Tiered([Step("0.5", [PercentOff(5)])], by=TierBy.QUANTITY), "from 0.5 of these products: 5 % off"),
        (
            Tiered([Step(2, [PercentOff(5)]), Step(3, [PercentOff(9)])], by=TierBy.PRODUCTS),
            "from 2 different products among these: 5 % off, from 3: 9 % off",
        ),
        (
            Tiered([Step(rub("50"), [PercentOff(5)])], by=TierBy.RECEIPT),
            "from a receipt of 50.00 RUB: 5 % off",
        ),
        (
            InSets(
                parts=[SetOf(units=2)],
                rules=[Rule(conditions=[Products({"tea"})], benefits=[PercentOff(5), IssueCoupon("spring")])],
                pick=1,
            ),
            (
                "for the cheapest 1 unit of each set of 2 units "
                "(5 % off and a coupon of spring, if the product is tea)"
            ),
        ),
        (Repeat([PercentOff(5), IssueCoupon("spring")], 3), "3 times: 5 % off and a coupon of spring"),
        (Repeat([PercentOff(5)], 1), "once: 5 % off"),
        (
            Repeat([IssueCoupon("spring")], every=rub("50"), by=TierBy.RECEIPT, at_most=5),
            "for every 50.00 RUB of the receipt, 5 times at most: a coupon of spring",
        ),
        (
            Repeat([IssueCoupon("spring")], every=2, by=TierBy.PRODUCTS),
            "for every 2 different products among these: a coupon of spring",
        ),
        (
            Then(
                [
                    Rule(conditions=[Products({"tea"})], benefits=[PercentOff(5)]),
                    Rule(benefits=[PercentOff(9)]),
                ]
            ),
            "also (5 % off, if the product is tea; 9 % off, always)",
        ),
        (PersonalBenefit("fans"), "what the member's personal offer fans says"),
        (FillFavoriteSlots("breakfast"), "fill the member's free favourite slots (breakfast)"),
        (ReceiptMessage("Bye, {member.id}"), "print “Bye, {member.id}”"),
        (CashierMessage("x" * 500), f"tell the cashier “{'x' * 80}…”"),
        (IssueCoupon("spring"), "a coupon of spring"),
        (IssueCoupon("spring", 2), "2 coupons of spring"),
        (ChangeCounter("visits"), "increase counter visits by 1"),
        (ChangeCounter("sold", per=CountedPer.PROGRAM), "increase the programme's counter sold by 1"),
        (
            ChangeCounter("spent", ReceiptFigure.IN_MONEY),
            "increase counter spent by what is paid in money",
        ),
        (ChangeCounter("spent", None), "increase counter spent by what was given"),
        (ChangeCounter("n", RuleFigure.UNITS), "increase counter n by the number of units of these products"),
        (ChangeCounter("spent", ReceiptFigure.TOTAL), "increase counter spent by what the receipt comes to"),
        (
            ChangeCounter("size", ReceiptFigure.UNITS, operation=CounterOperation.ESTABLISH),
            "set counter size to the number of units on the receipt",
        ),
        (AdditionalPoints(100), "100 bonus points on top"),
        (
            AdditionalPoints(100, lifetime=Lifetime(active_after=Delay(days=14), last_day=LAST)),
            "100 bonus points on top, active after 14 days, until 2020-12-31",
        ),
        (
            PointsPercent(5, lifetime=Lifetime(expires_after=Delay(months=18))),
            "5 % in bonus points, for 1 year and 6 months",
        ),
        (
            PointsAmount(5, per=Per.UNIT, lifetime=Lifetime(active_on=FIRST)),
            "5 bonus points per unit, active from 2020-01-01",
        ),
        (
            PointsPerSum(
                1,
                every=rub("500"),
                lifetime=Lifetime(expires_after=Delay(minutes=2970), expiry_rounding=Beginning.DAY),
            ),
            "1 bonus point for every 500.00 RUB, for 49 hours and 30 minutes to the beginning of the day",
        ),
        (WithdrawPoints(1, currency="chip"), "take 1 chip point off the balance"),
        (
            AmountPerSum(Money.of("5", "EUR"), every=Money.of("50", "EUR")),
            "5.00 EUR off for every 50.00 EUR",
        ),
        (
            AmountPerSum(Money.of("5", "EUR"), every=Money.of("50", "EUR"), excluding={Given.DISCOUNT}),
            "5.00 EUR off for every 50.00 EUR of what is left after discounts",
        ),
        (AmountPerWeight(Money.of("1", "EUR"), every="0.5"), "1.00 EUR off for every 0.5 bought"),
        (
            AmountPerWeight(Money.of("1", "EUR"), every=2, excluding={Given.DISCOUNT}),
            "1.00 EUR off for every 2 bought, spread over what is left after discounts",
        ),
        (PointsPerWeight(1, every="0.5"), "1 bonus point for every 0.5 bought"),
        (TaggedAmount("rebate"), "the sum in the product's rebate off each unit"),
        (TaggedPoints("stars", currency="star"), "the star points in the product's stars for each unit"),
        (PointsToPrice(Money.of("5", "EUR")), "what is paid above 5.00 EUR apiece in bonus points"),
        (
            PointsToPrice(Money.of("5", "EUR"), together=True, currency="star"),
            "what is paid above 5.00 EUR for all of them together in star points",
        ),
        (
            PointsToTaggedPrice("tag", of=Bearer.LINE),
            "what is paid above the price in the line's tag in bonus points",
        ),
        (PayWithPoints(), "up to 100 % may be paid in bonus points"),
        (
            PayWithPoints(percent=50, currency="chip", worth="0.50", at_most=Money.of("20", "EUR")),
            "up to 50 % may be paid in chip points, a point for 0.5, 20.00 EUR at most",
        ),
        (
            RoundPayment(Money.of("1", "EUR")),
            "round what is left to pay to a multiple of 1.00 EUR by paying with fewer bonus points",
        ),
        (
            RoundPayment(Money.of("1", "EUR"), on=PaymentFigure.PAYABLE, currency="star"),
            "round what may be paid to a multiple of 1.00 EUR by paying with fewer star points",
        ),
        (PayWithCertificate(), "up to 100 % may be paid with gift certificates"),
        (
            PayWithCertificate(percent=50, issues=["xmas", "may"], at_most=Money.of("20", "EUR")),
            "up to 50 % may be paid with gift certificates of may or xmas, 20.00 EUR at most",
        ),
        (
            PayWithPoints(payable=Payable(rub("50")), worth="0.5"),
            "up to 50.00 RUB may be paid in bonus points, a point for 0.5",
        ),
        (
            PayWithPoints(payable=Payable(rub("5"), per=Per.UNIT), at_most=rub("50")),
            "up to 5.00 RUB per unit may be paid in bonus points, 50.00 RUB at most",
        ),
        (
            PayWithPoints(payable=Payable(rub("5"), every=rub("50"))),
            "up to 5.00 RUB for every 50.00 RUB may be paid in bonus points",
        ),
        (
            PayWithPoints(payable=Payable(rub("5"), every_weight="0.5")),
            "up to 5.00 RUB for every 0.5 bought may be paid in bonus points",
        ),
        (
            PayWithCertificate(payable=Payable(above=rub("5"))),
            "what is above 5.00 RUB apiece may be paid with gift certificates",
        ),
        (
            PayWithCertificate(payable=Payable(above=rub("5"), together=True)),
            "what is above 5.00 RUB for all of them together may be paid with gift certificates",
        ),
        (
            PayWithCertificate(payable=Payable(tagged_price="tag")),
            "what is above the price in the product's tag may be paid with gift certificates",
        ),
        (
            PayWithCertificate(payable=Payable(tagged_amount="tag", of=Bearer.LINE), issues=["xmas"]),
            "up to the sum in the line's tag for each unit may be paid with gift certificates of xmas",
        ),
        (RedeemCoupons(), "the coupons are used up"),
        (SetAttribute("vip", True), "set the member's vip to yes"),
        (SetAttribute("since", FIRST), "set the member's since to 2020-01-01"),
        (SetAttribute("rate", Decimal("2.50")), "set the member's rate to 2.5"),
        (SetStatus("club", "gold"), "give the member status gold (club)"),
        (CalculateStatus("club"), "work out the member's status anew (club)"),
        (ChangeSlots("five", SlotChange.MORE, 1), "give the member 1 more favourite slot (five)"),
        (ChangeSlots("five", SlotChange.FEWER, 2), "give the member 2 fewer favourite slots (five)"),
        (
            ChangeSlots("five", SlotChange.SET, 2, clear=True),
            "give the member exactly 2 favourite slots and empty them (five)",
        ),
        (ChangeSlots("five", clear=True), "empty all slots (five)"),
        (SendMessage(MessageChannel.SMS, "Hello, {member.id}"), "send an SMS “Hello, {member.id}”"),
        (
            SendMessage(MessageChannel.PUSH, image="https://shop.example/tea.png"),
            "send a push message with an image",
        ),
        (TriggeredMailing("welcome"), "switch mailing welcome on for the member"),
        (TriggeredMailing("welcome", on=False), "switch mailing welcome off for the member"),
    ],
)
def test_benefits(benefit: Benefit, sentence: str) -> None:
    assert benefit.describe() == sentence
    check_clause(sentence)


@pytest.mark.parametrize(
    ("conditions", "benefits", "sentence"),
    [
        pytest.param([], [PercentOff(5)], "5 % off, always", id="no condition"),
        pytest.param(
            [Products({"tea", "coffee"}), InAudience({"pensioners"})],
            [PercentOff(10)],
            "10 % off, if the product is coffee or tea and the member is among pensioners",
            id="conditions joined by and",
        ),
        pytest.param(
            [TEA],
            [PercentOff(10), IssueCoupon("spring"), ReceiptMessage("Bye")],
            "10 % off and a coupon of spring and print “Bye”, if the product is tea",
            id="several benefits",
        ),
        pytest.param(
            [AnyOf([TEA, CUPS]), CARD],
            [PercentOff(10)],
            "10 % off, if (either the product is tea or the product is from group cups)"
            " and the receipt is paid by card",
            id="alternatives beside another condition, in brackets",
        ),
        pytest.param(
            [AnyOf([TEA, CUPS])],
            [PercentOff(10)],
            "10 % off, if either the product is tea or the product is from group cups",
            id="alternatives alone",
        ),
    ],
)
def test_rules(conditions: list[Condition], benefits: list[Benefit], sentence: str) -> None:
    assert Rule(conditions=conditions, benefits=benefits).describe() == sentence


@pytest.mark.parametrize(
    ("offer", "sentence"),
    [
        pytest.param(
            Offer.of("o", benefits=[PercentOff(5)]), "For every buyer: 5 % off, always.", id="everybody"
        ),
        pytest.param(
            Offer.of(
                "o",
                [TEA],
                [PercentOff(10)],
                reach=Audiences({"pensioners", "students"}),
                period=Period("2026-09-01", "2026-09-15"),
                schedule=Schedule.of(weekdays=["mon", "fri"], between=("09:00", "12:00")),
                places=["Tartu", "Riga"],
            ),
            "For members among pensioners or students, 2026-09-01 – 2026-09-15,"
            " on Mondays and Fridays, 09:00–12:00, at Riga or Tartu:"
            " 10 % off, if the product is tea.",
            id="whom, when and where",
        ),
        pytest.param(
            Offer.of(
                "o",
                benefits=[PointsAmount(200)],
                reach=Members(),
                trigger=Trigger.CARD_ACTIVATION,
                state=State.STOPPED,
            ),
            "For members, on card activation: 200 bonus points, always (stopped).",
            id="another event, and stopped",
        ),
        pytest.param(
            Offer(
                id="o",
                rules=[
                    Rule(conditions=[TEA], benefits=[PercentOff(10)]),
                    Rule(conditions=[CUPS], benefits=[PercentOff(20)]),
                ],
            ),
            "For every buyer: 10 % off, if the product is tea; 20 % off, if the product is from group cups.",
            id="several rules",
        ),
    ],
)
def test_offers(offer: Offer, sentence: str) -> None:
    assert offer.describe() == sentence


@pytest.mark.parametrize(
    ("names", "more", "text"),
    [
        pytest.param([], {}, "", id="nothing"),
        pytest.param(["tea"], {}, "tea", id="one"),
        pytest.param(["tea", "cup"], {}, "cup or tea", id="two"),
        pytest.param(["tea", "cup"], {"last": "and"}, "cup and tea", id="two together"),
        pytest.param(["d", "c", "b", "a"], {}, "a, b, c or d", id="as many as one says"),
        pytest.param("edcba", {}, "a, b, c or 2 others", id="more than one says"),
        pytest.param("edcba", {"most": 5}, "a, b, c, d or e", id="as many as are wanted"),
        pytest.param(["10", "9", "b", "B"], {}, "9, 10, B or b", id="numbers first, by size"),
        pytest.param([2, 10], {}, "2 or 10", id="numbers themselves"),
    ],
)
def test_listed(names: list[object], more: dict[str, Any], text: str) -> None:
    assert listed(names, **more) == text


@given(st.permutations(["10", "9", "tea", "cup", "mug", "a", "b"]))
def test_a_list_reads_the_same_in_whatever_order_it_came(names: list[str]) -> None:
    assert listed(names) == "9, 10, a or 4 others"
