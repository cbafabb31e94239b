"""What the leaves of the closed language say of lines, of receipts and of members, and what they saw."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from cases.till import CAKE, CUP, NOON, TEA, eur, off, receipt, sell
from engine.own import Own

from loyalty_engine.engine.fitting import fits
from loyalty_engine.model.attributes import Attributes, AttributeValue, JsonObject
from loyalty_engine.model.catalog import Catalog, Product
from loyalty_engine.model.member import Member
from loyalty_engine.model.money import Money, Quantity
from loyalty_engine.model.period import Period
from loyalty_engine.model.receipt import Line, Measure, Payment, Place, PresentedCoupon, Receipt
from loyalty_engine.model.schedule import Schedule
from loyalty_engine.rules.benefits.discounts import PercentOff
from loyalty_engine.rules.conditions.attribute import HasAttribute
from loyalty_engine.rules.conditions.logic import AllOf, AnyOf, Not
from loyalty_engine.rules.conditions.member import InAudience
from loyalty_engine.rules.conditions.payments import PaidBy
from loyalty_engine.rules.conditions.products import Products
from loyalty_engine.rules.conditions.receipt import (
    AtBrands,
    AtPlaces,
    CouponPresented,
    DistinctProducts,
    LineAmount,
    LineQuantity,
    ReceiptAmount,
    ReceiptContains,
)
from loyalty_engine.rules.conditions.time import OnDates, Scheduled
from loyalty_engine.rules.language import Condition
from loyalty_engine.rules.offer import Offer
from loyalty_engine.rules.predicates import (
    Carrier,
    Compare,
    Figure,
    IsMember,
    LineFigure,
    MemberNumber,
    MonthsFromAnniversary,
    OfLines,
    OneOf,
    Range,
    Source,
    Wanted,
)

MAY = dt.date(2026, 5, 1)


@pytest.mark.parametrize(
    ("value", "wanted", "good"),
    [
        pytest.param(None, None, False, id="nothing is there"),
        pytest.param(None, frozenset({"gold"}), False, id="nothing is not gold"),
        pytest.param(None, Range(), False, id="nothing is no number"),
        pytest.param("gold", None, True, id="something is there"),
        pytest.param(False, None, True, id="no is something"),
        pytest.param((), None, True, id="an empty list is something"),
        pytest.param(5, Range(low=5), True, id="a number in a range"),
        pytest.param(4, Range(low=5), False, id="a number below it"),
        pytest.param(Decimal("5.5"), Range(low=5, high=6), True, id="a decimal number in a range"),
        pytest.param(Decimal("4.9"), Range(low=5), False, id="a decimal number below it"),
        pytest.param(True, Range(low=0), False, id="yes is no number"),
        pytest.param("5", Range(low=0), False, id="a text is no number"),
        pytest.param(MAY, Range(low=0), False, id="a date is no number"),
        pytest.param((5,), Range(low=0), False, id="a list of a number is no number"),
        pytest.param(True, frozenset({True}), True, id="yes is yes"),
        pytest.param(True, frozenset({True, "gold"}), True, id="yes is one of two"),
        pytest.param(True, frozenset({1}), False, id="yes is not 1"),
        pytest.param(True, frozenset({False}), False, id="yes is not no"),
        pytest.param(False, frozenset({0}), False, id="no is not 0"),
        pytest.param(1, frozenset({True}), False, id="1 is not yes"),
        pytest.param(0, frozenset({False, "gold"}), False, id="0 is not no"),
        pytest.param(1, frozenset({1, "gold"}), True, id="a number is one of two"),
        pytest.param(1, frozenset({Decimal("1.0")}), True, id="a number is a number, however written"),
        pytest.param(Decimal("2.5"), frozenset({Decimal("2.5")}), True, id="a decimal number"),
        pytest.param(Decimal("2.5"), frozenset({2}), False, id="another decimal number"),
        pytest.param("gold", frozenset({"gold", "silver"}), True, id="a text is one of two"),
        pytest.param("lead", frozenset({"gold", "silver"}), False, id="another text"),
        pytest.param("1", frozenset({1}), False, id="a digit is no number"),
        pytest.param(MAY, frozenset({MAY}), True, id="a date"),
        pytest.param(MAY, frozenset({MAY.replace(day=2), "gold"}), False, id="another date"),
        pytest.param(("gold",), frozenset({"gold"}), False, id="a list is none of its elements"),
        pytest.param(JsonObject(), frozenset({"gold"}), False, id="an object is no text"),
    ],
)
def test_a_value_is_as_wanted(value: AttributeValue | None, wanted: Wanted, *, good: bool) -> None:
    assert fits(value, wanted) is good


def labelled(number: int, label: AttributeValue | None, product: str = TEA) -> Line:
    parameters = Attributes() if label is None else Attributes.of(label=label)
    return Line(number=number, product=product, amount=eur("10.00"), parameters=parameters)


LABELLED = receipt(
    labelled(1, "red", CUP), labelled(2, "red"), labelled(3, None), labelled(4, 7), labelled(5, "blue")
)


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        pytest.param([HasAttribute(of=Carrier.LINE, name="label", values={"red"})], "12", id="red"),
        pytest.param(
            [HasAttribute(of=Carrier.LINE, name="label", values={"red", "blue"})], "125", id="red or blue"
        ),
        pytest.param(
            [HasAttribute(of=Carrier.LINE, name="label", between=Range(low=7))], "4", id="7 or more"
        ),
        pytest.param([HasAttribute(of=Carrier.LINE, name="label")], "1245", id="any label"),
        pytest.param([Not(HasAttribute(of=Carrier.LINE, name="label"))], "3", id="no label"),
        pytest.param([HasAttribute(of=Carrier.LINE, name="colour")], "", id="a label of another name"),
        pytest.param(
            [Products({TEA}), HasAttribute(of=Carrier.LINE, name="label", values={"red", "blue"})],
            "25",
            id="red or blue tea",
        ),
        pytest.param(
            [Products({TEA}), Not(HasAttribute(of=Carrier.LINE, name="label", values={"red"}))],
            "345",
            id="tea that is not red",
        ),
        pytest.param([HasAttribute(of=Carrier.PRODUCT, name="label")], "", id="a label of the product"),
    ],
)
def test_labels_of_a_cup_and_of_four_teas(conditions: list[Condition], expected: str) -> None:
    calculation = sell([Offer.of("a", conditions, [PercentOff(10)])], LABELLED)

    assert "".join(str(line.number) for line in calculation.lines if line.discounts) == expected


SHELF = Catalog(
    products=(
        Product(code=TEA, attributes=Attributes.of(label="red", organic=True)),
        Product(code=CUP, attributes=Attributes.of(label="blue")),
        Product(code=CAKE),
    )
)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        pytest.param(HasAttribute(of=Carrier.PRODUCT, name="label", values={"red"}), "1", id="red"),
        pytest.param(HasAttribute(of=Carrier.PRODUCT, name="label"), "12", id="any label"),
        pytest.param(Not(HasAttribute(of=Carrier.PRODUCT, name="label")), "34", id="no label"),
        pytest.param(HasAttribute(of=Carrier.PRODUCT, name="organic", values={True}), "1", id="organic"),
        pytest.param(HasAttribute(of=Carrier.LINE, name="label"), "3", id="a label of the line"),
    ],
)
def test_labels_of_products(condition: Condition, expected: str) -> None:
    sale = receipt((TEA, "10.00"), (CUP, "10.00"), labelled(3, "red", CAKE), ("mystery", "10.00"))
    calculation = sell([Offer.of("a", [condition], [PercentOff(10)])], sale, catalog=SHELF)

    assert "".join(str(line.number) for line in calculation.lines if line.discounts) == expected


SALE = Receipt(
    id="r-1",
    at=NOON,
    place=Place("s-1", brand="north", attributes=Attributes.of(floors=2, open=True)),
    lines=(
        Line(number=1, product=TEA, amount=eur("10.00"), quantity=2),
        Line(number=2, product=CUP, amount=eur("5.00"), quantity=Quantity.of("0.5"), measure=Measure.WEIGHED),
        Line(number=3, product=TEA, amount=eur("1.00")),
    ),
    payments=(
        Payment(method="points", amount=eur("1.00")),
        Payment(method="card", amount=eur("15.00")),
    ),
    coupons=(PresentedCoupon(number="C2", issue="spring"), PresentedCoupon(number="C1")),
    parameters=Attributes.of(channel="web", till=4),
)
BARE = Receipt(id="r-1", at=NOON, place="s-1", lines=SALE.lines)
BUYER = Member("m-1", audiences={"sailors", "bakers"}, attributes=Attributes.of(level="gold", visits=3))


def one_of(source: Source, *values: str) -> Own:
    return Own(OneOf(source=source, values=frozenset(values)))


def of_lines(figure: LineFigure, low: int) -> Own:
    return Own(Compare(figure=OfLines(figure=figure), range=Range(low=low)))


@pytest.mark.parametrize(
    ("condition", "sale", "seen"),
    [
        pytest.param(AtPlaces({"s-1"}), SALE, None, id="in this shop"),
        pytest.param(AtPlaces({"s-2"}), SALE, "s-1", id="in another shop"),
        pytest.param(Not(AtPlaces({"s-1"})), SALE, "s-1", id="not in this shop"),
        pytest.param(AtBrands({"north"}), SALE, None, id="of this brand"),
        pytest.param(AtBrands({"south"}), SALE, "north", id="of another brand"),
        pytest.param(AtBrands({"north"}), BARE, "none", id="a shop without a brand"),
        pytest.param(Not(AtBrands({"north"})), BARE, None, id="not of a brand, in a shop without any"),
        pytest.param(PaidBy({"card", "cash"}), SALE, None, id="paid by card"),
        pytest.param(PaidBy({"cash"}), SALE, "card, points", id="paid by cash"),
        pytest.param(PaidBy({"cash"}), BARE, "none", id="nobody knows how it is paid"),
        pytest.param(CouponPresented({"spring"}), SALE, None, id="a spring coupon"),
        pytest.param(CouponPresented({"C2"}), SALE, "spring", id="a coupon's number is no issue"),
        pytest.param(CouponPresented({"spring"}), BARE, "none", id="no coupon"),
        pytest.param(one_of(Source.COUPON_NUMBER, "C1"), SALE, None, id="a coupon by its number"),
        pytest.param(
            one_of(Source.COUPON_NUMBER, "spring"), SALE, "C1, C2", id="a coupon's issue is no number"
        ),
        pytest.param(one_of(Source.COUPON_NUMBER, "C1"), BARE, "none", id="no coupon by its number"),
        pytest.param(one_of(Source.CURRENCY, "EUR"), SALE, None, id="in euros"),
        pytest.param(one_of(Source.CURRENCY, "USD"), SALE, "EUR", id="in dollars"),
        pytest.param(Own(IsMember()), SALE, None, id="a member"),
        pytest.param(Own(IsMember(negated=True)), SALE, "", id="no member"),
        pytest.param(InAudience({"bakers"}), SALE, None, id="a baker"),
        pytest.param(InAudience({"miners"}), SALE, "bakers, sailors", id="a miner"),
        pytest.param(Not(InAudience({"bakers", "x"})), SALE, "bakers, sailors", id="no baker"),
        pytest.param(HasAttribute(of=Carrier.MEMBER, name="level", values={"gold"}), SALE, None, id="gold"),
        pytest.param(
            HasAttribute(of=Carrier.MEMBER, name="level", values={"iron"}), SALE, "gold", id="of iron"
        ),
        pytest.param(HasAttribute(of=Carrier.MEMBER, name="rank"), SALE, "", id="a rank that nobody gave"),
        pytest.param(
            HasAttribute(of=Carrier.PLACE, name="floors", between=Range(low=2)), SALE, None, id="two floors"
        ),
        pytest.param(
            HasAttribute(of=Carrier.PLACE, name="floors", between=Range(low=3)), SALE, "2", id="three floors"
        ),
        pytest.param(HasAttribute(of=Carrier.PLACE, name="till"), SALE, "", id="the till is not the place's"),
        pytest.param(
            HasAttribute(of=Carrier.RECEIPT, name="channel", values={"web"}), SALE, None, id="on the web"
        ),
        pytest.param(
            HasAttribute(of=Carrier.RECEIPT, name="channel", values={"app"}), SALE, "web", id="in the app"
        ),
        pytest.param(HasAttribute(of=Carrier.RECEIPT, name="level"), SALE, "", id="a receipt has no level"),
        pytest.param(OnDates(Period("2026-09-15", "2026-09-15")), SALE, None, id="today"),
        pytest.param(OnDates(Period("2026-09-16")), SALE, "2026-09-15 12:00", id="from tomorrow on"),
        pytest.param(Not(OnDates(Period("2026-09-15"))), SALE, "2026-09-15 12:00", id="until yesterday"),
        pytest.param(Scheduled(Schedule.of(weekdays=("mon",))), SALE, "2026-09-15 12:00", id="on Mondays"),
        pytest.param(ReceiptAmount(at_least=eur("16")), SALE, None, id="16 at least"),
        pytest.param(
            ReceiptAmount(at_least=eur("16"), strictly=True),
            SALE,
            "16.00 EUR; 0.01 EUR more would do",
            id="more than 16",
        ),
        pytest.param(
            LineAmount(at_least=eur("20")), SALE, "16.00 EUR; 4.00 EUR more would do", id="lines of 20"
        ),
        pytest.param(LineQuantity(at_least="3.5"), SALE, None, id="three units and a half"),
        pytest.param(LineQuantity(at_least=4), SALE, "3.5; 0.5 more would do", id="four units"),
        pytest.param(DistinctProducts(at_least=2), SALE, None, id="two products"),
        pytest.param(DistinctProducts(at_least=3), SALE, "2", id="three products"),
        pytest.param(of_lines(LineFigure.LINES, 3), SALE, None, id="three lines"),
        pytest.param(of_lines(LineFigure.LINES, 4), SALE, "3", id="four lines"),
        pytest.param(
            ReceiptContains([Products({TEA})], at_least=4), SALE, "3; 1 more would do", id="four of tea"
        ),
        pytest.param(ReceiptContains([Products({CAKE})]), SALE, "0", id="cake"),
        pytest.param(ReceiptContains([Products({CAKE}), Products({TEA})]), SALE, "0", id="cake that is tea"),
        pytest.param(ReceiptContains([Products({TEA}), Products({CAKE})]), SALE, "0", id="tea that is cake"),
        pytest.param(
            AnyOf([AllOf([LineQuantity(at_least=3), PaidBy({"card"})]), PaidBy({"cash"})]),
            SALE,
            None,
            id="three units by card, or cash",
        ),
        pytest.param(
            AnyOf([AllOf([LineQuantity(at_least=4), PaidBy({"card"})]), AtPlaces({"s-2"})]),
            SALE,
            "3.5; 0.5 more would do",
            id="four units by card, or another shop",
        ),
        pytest.param(
            AnyOf([LineQuantity(at_least=4), LineAmount(at_least=eur("16"))]),
            SALE,
            None,
            id="four units, or lines of 16",
        ),
    ],
)
def test_a_condition_tells_what_it_saw(condition: Condition, sale: Receipt, seen: str | None) -> None:
    """None stands for a condition that holds, and nothing for one that saw nothing."""
    calculation = sell([Offer.of("a", [condition], [PercentOff(10)])], sale, BUYER)
    explanation = calculation.explain()
    (verdict,) = explanation.verdicts
    expected = () if seen is None else (condition.describe() + (f" (seen: {seen})" if seen else ""),)

    assert tuple(map(explanation.reason, verdict.reasons)) == expected
    assert bool(calculation.discount.minor) is (seen is None)


def figure(of: Figure, low: int | Decimal, high: int | None = None) -> Own:
    return Own(Compare(figure=of, range=Range(low=low, high=high)))


VISITS, BORN = MemberNumber(attribute="visits"), MonthsFromAnniversary(attribute="born")


@pytest.mark.parametrize(
    ("attributes", "condition", "holds"),
    [
        pytest.param({"visits": 3}, figure(VISITS, 3), True, id="a number"),
        pytest.param({"visits": 2}, figure(VISITS, 3), False, id="a smaller number"),
        pytest.param({"visits": Decimal("3.5")}, figure(VISITS, 3), True, id="a decimal number"),
        pytest.param({"visits": True}, figure(VISITS, 0), False, id="yes is no number"),
        pytest.param({"visits": "3"}, figure(VISITS, 0), False, id="a text is no number"),
        pytest.param({"visits": (3,)}, figure(VISITS, 0), False, id="a list is no number"),
        pytest.param({}, figure(VISITS, 0), False, id="no number"),
        pytest.param(
            {"visits": MAY}, figure(VISITS, MAY.toordinal(), MAY.toordinal()), True, id="a date, by its day"
        ),
        pytest.param({"born": dt.date(1990, 9, 30)}, figure(BORN, 0, 0), True, id="the month itself"),
        pytest.param({"born": dt.date(1990, 8, 1)}, figure(BORN, 1, 1), True, id="a month after it"),
        pytest.param({"born": dt.date(1990, 10, 1)}, figure(BORN, 11, 11), True, id="eleven months after it"),
        pytest.param({"born": dt.date(1990, 12, 1)}, figure(BORN, 9, 9), True, id="over New Year"),
        pytest.param({"born": 9}, figure(BORN, 0), False, id="a number has no anniversary"),
        pytest.param({}, figure(BORN, 0), False, id="no date"),
    ],
)
def test_figures_of_a_member_in_september(
    attributes: dict[str, object], condition: Own, *, holds: bool
) -> None:
    member = Member("m-1", attributes=attributes)
    sale = receipt((TEA, "10.00"))

    assert off(sell([Offer.of("a", [condition], [PercentOff(10)])], sale, member)) == (
        "1.00" if holds else "0.00",
    )


def test_money_is_told_in_the_currency_of_the_receipt() -> None:
    yen = Receipt(
        id="r-1", at=NOON, place="s-1", lines=[Line(number=1, product=TEA, amount=Money.of(900, "JPY"))]
    )
    explanation = sell(
        [Offer.of("a", [ReceiptAmount(at_least=Money.of(1000, "JPY"))], [PercentOff(10)])], yen
    ).explain()

    assert str(explanation).splitlines()[1] == (
        "- a: not met; the receipt comes to at least 1000 JPY (seen: 900 JPY; 100 JPY more would do)"
    )


def test_the_amount_of_a_receipt_stays_while_discounts_are_given() -> None:
    offers = [
        Offer.of("cup", [Products({CUP})], [PercentOff(10)], priority=1),
        Offer.of("few", [ReceiptAmount(at_least=eur("30")), LineQuantity(at_most=2)], [PercentOff(20)]),
    ]

    assert off(sell(offers, receipt((TEA, "10.00"), (CUP, "10.00"), (CAKE, "10.00")))) == (
        "2.00",
        "1.00",
        "2.00",
    )
