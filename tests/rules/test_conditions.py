"""Kinds of condition: their contract, and what each means in the closed language."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from rules.contract import check_clause, check_kind
from rules.samples import CONDITIONS as SAMPLES
from rules.samples import MORNINGS, PRICE, SEPTEMBER

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.counters import CountedPer
from loyalty_engine.model.identifiers import Barcode, ExternalCode, InternalCode
from loyalty_engine.model.keys import category_key, favorite_key, group_key, product_key
from loyalty_engine.model.money import Quantity
from loyalty_engine.model.period import ALWAYS, Unit
from loyalty_engine.model.profile import MemberState
from loyalty_engine.rules.benefits import PercentOff
from loyalty_engine.rules.conditions import (
    CONDITIONS,
    AllOf,
    AnyOf,
    AtBrands,
    AtPlaces,
    Balance,
    Birthday,
    BirthdayMonth,
    Categories,
    Chance,
    ChosenCategories,
    CounterChanges,
    CounterValue,
    CouponMask,
    CouponPresented,
    Discounted,
    DistinctProducts,
    ExternalDiscount,
    ExternalDiscountSum,
    ExternalPoints,
    FavoriteProducts,
    Groups,
    HasAttribute,
    HasCard,
    HasContact,
    IdentifiedBy,
    InAudience,
    InState,
    InStatus,
    LineAmount,
    LineQuantity,
    MemberDate,
    Not,
    OnDates,
    PaidBy,
    PaidWith,
    PersonalEntries,
    Products,
    PurchaseCount,
    PurchasePoints,
    PurchaseQuantity,
    Purchases,
    PurchaseSum,
    ReceiptAmount,
    ReceiptContains,
    Referred,
    Scheduled,
    TimeSince,
)
from loyalty_engine.rules.figures import (
    BalanceNow,
    CounterMoves,
    CounterNow,
    CouponsShown,
    Draw,
    ExternalSum,
    GetsStatus,
    HasCardLike,
    HasStatus,
    IsReferred,
    Means,
    Measured,
    PaidByMethods,
    PaidSum,
    ProgramCount,
)
from loyalty_engine.rules.language import Condition
from loyalty_engine.rules.predicates import (
    All,
    Bought,
    Carrier,
    Compare,
    Contains,
    DaysFromAnniversary,
    During,
    EntryOf,
    External,
    FullUnitsSince,
    HasValue,
    Keyed,
    LineFigure,
    LineValue,
    MemberNumber,
    MonthsFromAnniversary,
    OfLines,
    OneOf,
    Predicate,
    Range,
    ReceiptSum,
    Source,
)
from loyalty_engine.rules.predicates import Any as AnyPart
from loyalty_engine.rules.predicates import Discounted as DiscountedLine

TEA = Products({"tea"})
GREEN = HasAttribute(of=Carrier.PRODUCT, name="colour", values={"green"})
CARD = PaidBy({"card"})
TEA_KEY = product_key(ExternalCode("tea"))


def money(low: int | None, high: int | None, figure: Any, **more: Any) -> Compare:
    return Compare(figure=figure, range=Range(low=low, high=high, **more), currency="EUR")


def test_every_kind_has_a_sample() -> None:
    assert set(SAMPLES) == set(CONDITIONS)
    assert len({kind.kind for kind in CONDITIONS}) == len(CONDITIONS)
    assert all(isinstance(kind(**SAMPLES[kind]), Condition) for kind in SAMPLES)


@pytest.mark.parametrize("kind", CONDITIONS, ids=lambda kind: kind.kind)
def test_the_contract_of_a_kind(kind: Any) -> None:
    check_kind(kind, SAMPLES[kind])
    assert isinstance(kind(**SAMPLES[kind]).lower(), Predicate)


@pytest.mark.parametrize(
    ("condition", "predicate"),
    [
        pytest.param(
            Products(["tea", InternalCode("7"), Barcode("46")]),
            Keyed(keys=frozenset({TEA_KEY, product_key(InternalCode("7")), product_key(Barcode("46"))})),
            id="products by any code",
        ),
        pytest.param(
            Categories(["food", InternalCode("7")]),
            Keyed(keys=frozenset({category_key(ExternalCode("food")), category_key(InternalCode("7"))})),
            id="categories",
        ),
        pytest.param(Groups(["teas"]), Keyed(keys=frozenset({group_key("teas")})), id="groups"),
        pytest.param(FavoriteProducts("r"), Keyed(keys=frozenset({favorite_key("r")})), id="favourites"),
        pytest.param(ChosenCategories("chosen"), EntryOf(attribute="chosen"), id="chosen categories"),
        pytest.param(PersonalEntries("fans"), EntryOf(attribute="fans"), id="personal entries"),
        pytest.param(
            HasAttribute(of=Carrier.PRODUCT, name="colour", values=["green"]),
            LineValue(carrier=Carrier.PRODUCT, name="colour", wanted=frozenset({"green"})),
            id="an attribute of a product narrows lines",
        ),
        pytest.param(
            HasAttribute(of=Carrier.LINE, name="weight", between=Range(low=1)),
            LineValue(carrier=Carrier.LINE, name="weight", wanted=Range(low=1)),
            id="so does one of a line",
        ),
        pytest.param(
            HasAttribute(of=Carrier.PLACE, name="floors"),
            HasValue(carrier=Carrier.PLACE, name="floors", wanted=None),
            id="an attribute of a place holds for the receipt",
        ),
        pytest.param(
            LineQuantity(at_least="0.5", at_most=2),
            Compare(figure=OfLines(figure=LineFigure.QUANTITY), range=Range(low=500, high=2000)),
            id="a quantity in thousandths",
        ),
        pytest.param(
            LineAmount(at_least=PRICE, strictly=True),
            money(990, None, OfLines(figure=LineFigure.AMOUNT), low_open=True, high_open=True),
            id="an amount of lines in cents",
        ),
        pytest.param(
            DistinctProducts(at_least=2),
            Compare(figure=OfLines(figure=LineFigure.PRODUCTS), range=Range(low=2)),
            id="distinct products",
        ),
        pytest.param(ReceiptAmount(at_least=PRICE), money(990, None, ReceiptSum()), id="a receipt amount"),
        pytest.param(
            ReceiptAmount(at_least=PRICE, at_most=PRICE, so_far=True),
            money(990, 990, ReceiptSum(so_far=True)),
            id="exactly so much, after the discounts so far",
        ),
        pytest.param(
            ReceiptContains([TEA, AllOf([GREEN, AllOf([TEA])])]),
            Contains(tests=(TEA.lower(), GREEN.lower(), TEA.lower()), range=Range(low=1)),  # type: ignore[arg-type]
            id="anything of what passes all tests",
        ),
        pytest.param(
            ReceiptContains([Not(TEA)], at_least=2, at_most="2.5"),
            Contains(
                tests=(Keyed(keys=frozenset({TEA_KEY}), negated=True),), range=Range(low=2000, high=2500)
            ),
            id="so much of what is not tea",
        ),
        pytest.param(
            ReceiptContains([TEA], at_most=2),
            Contains(tests=(TEA.lower(),), range=Range(high=2000)),
            id="at most so much, or nothing",
        ),
        pytest.param(AtPlaces(["shop"]), OneOf(source=Source.PLACE, values=frozenset({"shop"})), id="places"),
        pytest.param(AtBrands(["leaf"]), OneOf(source=Source.BRAND, values=frozenset({"leaf"})), id="brands"),
        pytest.param(CARD, OneOf(source=Source.PAYMENT, values=frozenset({"card"})), id="payment"),
        pytest.param(
            CouponPresented(["spring"]),
            OneOf(source=Source.COUPON_ISSUE, values=frozenset({"spring"})),
            id="coupons",
        ),
        pytest.param(OnDates(SEPTEMBER), During(period=SEPTEMBER), id="dates"),
        pytest.param(Scheduled(MORNINGS), During(schedule=MORNINGS), id="hours"),
        pytest.param(
            InAudience(["x"]), OneOf(source=Source.AUDIENCE, values=frozenset({"x"})), id="audiences"
        ),
        pytest.param(
            Birthday(before=3, after=7),
            Compare(figure=DaysFromAnniversary(attribute="birthday"), range=Range(low=-3, high=7)),
            id="days around a birthday",
        ),
        pytest.param(
            BirthdayMonth(),
            Compare(figure=MonthsFromAnniversary(attribute="birthday"), range=Range(low=0, high=0)),
            id="the month of a birthday",
        ),
        pytest.param(
            TimeSince(attribute="joined", unit=Unit.YEAR, at_least=1),
            Compare(figure=FullUnitsSince(attribute="joined", unit=Unit.YEAR), range=Range(low=1)),
            id="time since a date",
        ),
        pytest.param(
            MemberDate(attribute="joined", last=dt.date(1, 1, 2).replace(year=2020)),
            Compare(
                figure=MemberNumber(attribute="joined"), range=Range(high=dt.date(2020, 1, 2).toordinal())
            ),
            id="a date as the number of its day",
        ),
        pytest.param(Discounted("x"), DiscountedLine(offer="x"), id="lines that an offer has discounted"),
        pytest.param(
            PaidBy({"card"}, at_least=PRICE, strictly=True),
            Compare(
                figure=PaidByMethods(methods=frozenset({"card"})),
                range=Range(low=990, low_open=True, high_open=True),
                currency="EUR",
            ),
            id="so much by card",
        ),
        pytest.param(
            PaidWith(Means.POINTS),
            Compare(figure=PaidSum(means=Means.POINTS), range=Range(low=1)),
            id="anything paid with points",
        ),
        pytest.param(
            PaidWith(Means.MONEY, at_most=PRICE),
            Compare(figure=PaidSum(means=Means.MONEY), range=Range(high=990), currency="EUR"),
            id="little left to pay in money",
        ),
        pytest.param(
            PaidWith(Means.MONEY, of_lines=True),
            Compare(figure=PaidSum(means=Means.MONEY, of_lines=True), range=Range(low=1)),
            id="anything of the lines left to pay in money",
        ),
        pytest.param(
            ExternalDiscountSum(at_least=PRICE),
            Compare(figure=ExternalSum(), range=Range(low=990), currency="EUR"),
            id="what came off the receipt outside",
        ),
        pytest.param(
            ExternalPoints(), External(range=Range(low=1), points=True), id="lines with any external points"
        ),
        pytest.param(
            ExternalPoints(at_least=2, at_most=5),
            External(range=Range(low=2, high=5), points=True),
            id="lines with a few external points",
        ),
        pytest.param(ExternalDiscount(), External(range=Range(low=1)), id="lines with any external discount"),
        pytest.param(
            ExternalDiscount(at_most=PRICE, strictly=True),
            External(range=Range(high=990, low_open=True, high_open=True), currency="EUR"),
            id="lines with a small external discount",
        ),
        pytest.param(
            CouponPresented(["spring"], at_least=2),
            Compare(figure=CouponsShown(issues=frozenset({"spring"})), range=Range(low=2)),
            id="several coupons",
        ),
        pytest.param(
            CouponMask("A?-*"), Compare(figure=CouponsShown(mask="A?-*"), range=Range(low=1)), id="a mask"
        ),
        pytest.param(
            IdentifiedBy(["phone"]),
            OneOf(source=Source.IDENTIFIED_BY, values=frozenset({"phone"})),
            id="a way to be identified",
        ),
        pytest.param(
            InState([MemberState.NORMAL]),
            OneOf(source=Source.STATE, values=frozenset({"normal"})),
            id="a state",
        ),
        pytest.param(
            HasContact(["phone"]), OneOf(source=Source.CONTACT, values=frozenset({"phone"})), id="a contact"
        ),
        pytest.param(
            HasCard(issues=["first"], presented=True),
            HasCardLike(issues=frozenset({"first"}), presented=True),
            id="a card",
        ),
        pytest.param(Referred(), IsReferred(), id="somebody who was referred"),
        pytest.param(
            CounterValue("visits", at_most=9, every=5),
            Compare(figure=CounterNow(counter="visits"), range=Range(high=9), every=5),
            id="a counter",
        ),
        pytest.param(
            CounterChanges("visits", at_least=2, summed=True),
            Compare(figure=CounterMoves(counter="visits", summed=True), range=Range(low=2)),
            id="changes of a counter",
        ),
        pytest.param(
            CounterChanges("visits", at_least=2, period=SEPTEMBER),
            Compare(figure=CounterMoves(counter="visits", during=SEPTEMBER), range=Range(low=2)),
            id="changes in a period",
        ),
        pytest.param(
            CounterValue("sold", every=9, per=CountedPer.PROGRAM),
            Compare(figure=ProgramCount(counter="sold"), range=Range(), every=9),
            id="a counter of the programme",
        ),
        pytest.param(
            CounterChanges("sold", at_least=2, per=CountedPer.PROGRAM),
            Compare(figure=ProgramCount(counter="sold", during=ALWAYS, summed=False), range=Range(low=2)),
            id="its changes",
        ),
        pytest.param(
            Balance(at_least=2), Compare(figure=BalanceNow(currency="bonus"), range=Range(low=2)), id="points"
        ),
        pytest.param(InStatus("tiers"), HasStatus(system="tiers"), id="any status"),
        pytest.param(InStatus("tiers", new=True), GetsStatus(system="tiers"), id="any new status"),
        pytest.param(
            InStatus("tiers", ["gold"]),
            HasStatus(system="tiers", statuses=frozenset({"gold"})),
            id="one status",
        ),
        pytest.param(
            PurchaseCount(Purchases(places=["shop"], period=SEPTEMBER), at_least=2),
            Compare(
                figure=Bought(measured=Measured.COUNT, places=frozenset({"shop"}), during=SEPTEMBER),
                range=Range(low=2),
            ),
            id="purchases at a place",
        ),
        pytest.param(
            PurchaseCount(Purchases(amount_at_least=PRICE), at_most=2),
            Compare(
                figure=Bought(measured=Measured.COUNT, amount=Range(low=990), currency="EUR"),
                range=Range(high=2),
                currency="EUR",
            ),
            id="purchases of an amount",
        ),
        pytest.param(
            PurchaseSum(Purchases(products=[TEA, GREEN], products_only=True), at_least=PRICE),
            Compare(
                figure=Bought(
                    measured=Measured.AMOUNT,
                    tests=(TEA.lower(), GREEN.lower()),  # type: ignore[arg-type]
                    products_only=True,
                    currency="EUR",
                ),
                range=Range(low=990),
                currency="EUR",
            ),
            id="what was spent on products",
        ),
        pytest.param(
            PurchaseQuantity(Purchases(schedule=MORNINGS, current=True), at_least="0.5"),
            Compare(
                figure=Bought(measured=Measured.QUANTITY, schedule=MORNINGS, current=True),
                range=Range(low=500),
            ),
            id="how much was bought in the morning",
        ),
        pytest.param(
            PurchasePoints(at_most=5),
            Compare(figure=Bought(measured=Measured.ALL_POINTS, points="bonus"), range=Range(high=5)),
            id="points of purchases",
        ),
        pytest.param(
            Chance("0.01"),
            Compare(figure=Draw(), range=Range(high=100, high_open=True)),
            id="a chance in ten thousand",
        ),
        pytest.param(AllOf([TEA, CARD]), All((TEA.lower(), CARD.lower())), id="all of several"),
        pytest.param(AnyOf([TEA, CARD]), AnyPart((TEA.lower(), CARD.lower())), id="any of several"),
        pytest.param(
            Not(AnyOf([TEA, Groups(["teas"])])),
            All(
                (
                    Keyed(keys=frozenset({TEA_KEY}), negated=True),
                    Keyed(keys=frozenset({group_key("teas")}), negated=True),
                )
            ),
            id="neither of several",
        ),
    ],
)
def test_meaning(condition: Condition, predicate: Predicate) -> None:
    assert condition.lower() == predicate
    check_clause(condition.describe())


def test_what_is_written_in_two_ways_is_one_condition() -> None:
    assert Products(["tea"]) == Products({ExternalCode("tea")}) == Products(iter(["tea", "tea"]))
    assert LineQuantity(at_least="2") == LineQuantity(at_least=Quantity.of(2))
    assert HasAttribute(of=Carrier.LINE, name="x", values=[1]) == HasAttribute(
        of=Carrier.LINE, name="x", values={1}
    )


@pytest.mark.parametrize(("one", "other"), [(1, True), (0, False)])
def test_a_condition_on_true_is_none_on_1(one: int, other: bool) -> None:
    on_number, on_truth = (HasAttribute(of=Carrier.MEMBER, name="x", values={each}) for each in (one, other))

    assert on_number != on_truth
    assert on_number.lower() != on_truth.lower()
    with pytest.raises(InvalidInput, match=r"values: a set cannot hold true beside 1, or false beside 0"):
        HasAttribute(of=Carrier.MEMBER, name="x", values=[one, other])


class TestNesting:
    @staticmethod
    def nested(levels: int) -> Condition:
        condition: Condition = TEA
        for _ in range(levels):
            condition = AllOf([condition])
        return condition

    def test_a_receipt_contains_what_many_levels_say(self) -> None:
        assert ReceiptContains([self.nested(30)]).lower() == ReceiptContains([TEA]).lower()

    def test_thousands_of_levels_are_refused_where_they_must_be_looked_through(self) -> None:
        with pytest.raises(InvalidInput, match=r"receipt_contains: products\[1\]: is nested too deeply"):
            ReceiptContains([TEA, self.nested(3000)])

    @pytest.mark.parametrize(
        "wrap",
        [lambda part: AllOf([TEA, part]), lambda part: AnyOf([part]), Not, lambda part: Not(Not(part))],
    )
    def test_a_benefit_inside_is_found_when_it_is_lowered(self, wrap: Any) -> None:
        with pytest.raises(InvalidInput, match="PercentOff is a benefit"):
            wrap(PercentOff(10)).lower()

    def test_what_has_no_opposite_can_be_described_all_the_same(self) -> None:
        odd = Not(AllOf([TEA, CARD]))

        assert "it is not true that (" in AnyOf([odd, CARD]).describe()
        with pytest.raises(InvalidInput, match="cannot negate lines and checks together"):
            odd.lower()
