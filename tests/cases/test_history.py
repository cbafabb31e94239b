"""Past purchases: which are meant, and what is measured on them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from attrs import evolve
from cases.till import CAKE, CATALOG, CUP, MEMBER, NOON, TEA, earned, eur, outcomes, receipt, sell

from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.engine.react import react
from loyalty_engine.engine.records import Outcome
from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.event import Event
from loyalty_engine.model.member import PURCHASES, Member, Need, NeedKind
from loyalty_engine.model.money import Money
from loyalty_engine.model.period import Period
from loyalty_engine.model.purchases import PastLine, PastPurchase
from loyalty_engine.model.receipt import Payment
from loyalty_engine.model.schedule import Schedule
from loyalty_engine.model.triggers import Trigger
from loyalty_engine.model.window import Opening, Window, WindowUnit
from loyalty_engine.rules.benefits.discounts import PercentOff
from loyalty_engine.rules.benefits.points import AdditionalPoints, PointsAmount
from loyalty_engine.rules.conditions.buyer import Referred
from loyalty_engine.rules.conditions.history import (
    Earned,
    PurchaseCount,
    PurchasePoints,
    PurchaseQuantity,
    Purchases,
    PurchaseSum,
    Spent,
)
from loyalty_engine.rules.conditions.logic import Not
from loyalty_engine.rules.conditions.products import Categories, FavoriteProducts, Groups, Products
from loyalty_engine.rules.conditions.standing import CounterChanges
from loyalty_engine.rules.language import Condition
from loyalty_engine.rules.offer import Offer

YES, NO, WHO_KNOWS = Outcome.GRANTED, Outcome.NOT_MET, Outcome.UNKNOWN
DAY = dt.timedelta(days=1)
THIS_MONTH = Window(1, WindowUnit.MONTH, opening=Opening.END)
TEAS = Products({TEA})


def bought(id: str, at: dt.datetime, *lines: PastLine, **more: Any) -> PastPurchase:
    return PastPurchase(id=id, at=at, lines=lines or [PastLine(product=TEA, amount=eur("10.00"))], **more)


#: 20.00 less 5.00 of tea and 10.00 of cake yesterday at s-1; 30.00 of a cup in August at s-2.
YESTERDAY = bought(
    "p1",
    NOON - DAY,
    PastLine(
        product=TEA,
        quantity=3,
        amount=eur("20.00"),
        discount=eur("5.00"),
        paid_with_points=eur("2.00"),
        points={"bonus": 13},
    ),
    PastLine(product=CAKE, amount=eur("10.00"), points={"bonus": 10, "star": 7}),
    place="s-1",
    payments=[Payment(method="card", amount=eur("23.00"))],
    extra_points={"bonus": 100},
)
IN_AUGUST = bought("p2", NOON.replace(month=8), PastLine(product=CUP, amount=eur("30.00")), place="s-2")
REGULAR = Member("m", purchases=[YESTERDAY, IN_AUGUST])


def outcome(condition: Condition, member: Member | None = REGULAR, at: dt.datetime = NOON) -> Outcome:
    sale = receipt((TEA, "10.00"), at=at)
    return outcomes(sell([Offer.of("a", [condition], [PercentOff(10)])], sale, member))["a"]


@pytest.mark.parametrize(
    ("of", "count"),
    [
        pytest.param(Purchases(), 2, id="all"),
        pytest.param(Purchases(current=True), 3, id="all and this one"),
        pytest.param(Purchases(window=THIS_MONTH), 1, id="this month"),
        pytest.param(Purchases(window=THIS_MONTH, current=True), 2, id="this month, this one included"),
        pytest.param(
            Purchases(window=Window(1, WindowUnit.DAY)), 1, id="in the last 24 hours, to the second"
        ),
        pytest.param(Purchases(window=Window(23, WindowUnit.HOUR)), 0, id="in the last 23 hours"),
        pytest.param(Purchases(period=Period("2026-08-01", "2026-08-31")), 1, id="in August"),
        pytest.param(
            Purchases(period=Period("2026-08-01", "2026-08-31"), current=True),
            1,
            id="this one is not of August",
        ),
        pytest.param(Purchases(products=[TEAS]), 1, id="with tea"),
        pytest.param(Purchases(products=[TEAS], current=True), 2, id="with tea, as this one is"),
        pytest.param(Purchases(products=[Products({CUP})], current=True), 1, id="with a cup, as this is not"),
        pytest.param(Purchases(products=[Not(TEAS)]), 2, id="with anything but tea"),
        pytest.param(Purchases(products=[Categories({"food"})]), 1, id="with anything of a category"),
        pytest.param(Purchases(products=[Groups({"tea time"})]), 2, id="with anything of a group"),
        pytest.param(Purchases(products=[TEAS, Groups({"sweets"})]), 0, id="with a line that is both"),
        pytest.param(Purchases(places={"s-2", "s-3"}), 1, id="at one of several places"),
        pytest.param(Purchases(places={"s-1"}, current=True), 2, id="here, this one included"),
        pytest.param(Purchases(places={"s-2"}, current=True), 1, id="there, and this one is not made there"),
        pytest.param(Purchases(schedule=Schedule.of(weekdays=["mon"])), 1, id="on a Monday"),
        pytest.param(Purchases(schedule=Schedule.of(between=("13:00", "14:00"))), 0, id="in another hour"),
        pytest.param(Purchases(amount_at_least=eur("25.00")), 2, id="of 25.00 and more, after discounts"),
        pytest.param(Purchases(amount_at_least=eur("25.01")), 1, id="of more"),
        pytest.param(Purchases(amount_at_most=eur("25.00"), current=True), 2, id="of at most so much"),
        pytest.param(Purchases(amount_at_least=Money(1, "EUR"), current=True), 3, id="of anything in euros"),
    ],
)
def test_which_purchases_are_meant(of: Purchases, count: int) -> None:
    assert outcome(PurchaseCount(of, at_least=count, at_most=count)) is YES


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        pytest.param(PurchaseSum(at_least=eur("55.00")), YES, id="all that was spent"),
        pytest.param(PurchaseSum(at_least=eur("55.00"), strictly=True), NO, id="and no more"),
        pytest.param(
            PurchaseSum(Purchases(current=True), at_least=eur("65.00")), YES, id="with this receipt"
        ),
        pytest.param(
            PurchaseSum(Purchases(products=[TEAS]), at_least=eur("25.00")), YES, id="receipts with tea"
        ),
        pytest.param(
            PurchaseSum(Purchases(products=[TEAS], products_only=True), at_least=eur("15.01")),
            NO,
            id="the tea alone",
        ),
        pytest.param(
            PurchaseSum(Purchases(products=[TEAS], products_only=True, current=True), at_least=eur("25.00")),
            YES,
            id="the tea alone, this one included",
        ),
        pytest.param(PurchaseSum(spent=Spent.DISCOUNT, at_least=eur("5.00")), YES, id="discounts"),
        pytest.param(PurchaseSum(spent=Spent.PAID, at_least=eur("23.00")), YES, id="paid in money"),
        pytest.param(PurchaseSum(spent=Spent.PAID, at_least=eur("23.01")), NO, id="and no more of it"),
        pytest.param(PurchaseSum(spent=Spent.PAID_WITH_POINTS, at_least=eur("2.00")), YES, id="with points"),
        pytest.param(
            PurchaseSum(spent=Spent.PAID_WITH_POINTS, at_least=eur("2.01")), NO, id="and no more with points"
        ),
        pytest.param(PurchaseSum(spent=Spent.AVERAGE, at_least=eur("27.50")), YES, id="the average"),
        pytest.param(PurchaseSum(spent=Spent.AVERAGE, at_least=eur("27.51")), NO, id="no more on average"),
        pytest.param(PurchaseQuantity(at_least=5, at_most=5), YES, id="all units"),
        pytest.param(
            PurchaseQuantity(Purchases(products=[TEAS], products_only=True), at_least=3, at_most=3),
            YES,
            id="units of tea",
        ),
        pytest.param(PurchasePoints(at_least=123, at_most=123), YES, id="all points"),
        pytest.param(PurchasePoints(earned=Earned.FOR_LINES, at_least=23, at_most=23), YES, id="for lines"),
        pytest.param(PurchasePoints(earned=Earned.EXTRA, at_least=100, at_most=100), YES, id="extra points"),
        pytest.param(PurchasePoints(currency="star", at_least=7, at_most=7), YES, id="another kind"),
        pytest.param(
            PurchasePoints(
                Purchases(products=[TEAS], products_only=True), earned=Earned.FOR_LINES, at_least=14
            ),
            NO,
            id="for tea alone",
        ),
        pytest.param(PurchaseSum(at_least=Money(1, "USD")), Outcome.NOT_IN_FORCE, id="another currency"),
    ],
)
def test_what_is_measured(condition: Condition, expected: Outcome) -> None:
    assert outcome(condition) is expected


def test_an_average_is_not_rounded() -> None:
    thrice = [
        bought(str(n), NOON - n * DAY, PastLine(product=TEA, amount=Money(cents, "EUR")))
        for n, cents in ((1, 1000), (2, 1000), (3, 1001))
    ]
    member = Member("m", purchases=thrice)

    assert outcome(PurchaseSum(spent=Spent.AVERAGE, at_most=eur("10.00")), member) is NO
    assert outcome(PurchaseSum(spent=Spent.AVERAGE, at_least=eur("10.00"), strictly=True), member) is YES
    assert outcome(PurchaseSum(spent=Spent.AVERAGE, at_least=eur("10.01")), member) is NO


def test_there_is_no_average_of_nothing() -> None:
    cheap = PurchaseSum(spent=Spent.AVERAGE, at_most=eur("10.00"))

    assert outcome(cheap, MEMBER) is NO
    assert outcome(Not(cheap), MEMBER) is YES
    assert outcome(PurchaseSum(at_most=eur("10.00")), MEMBER) is YES


@pytest.mark.parametrize(
    ("past", "expected"),
    [
        pytest.param(0, NO, id="the first of the month"),
        pytest.param(1, YES, id="the second of the month"),
        pytest.param(2, NO, id="the third"),
        pytest.param(3, YES, id="the fourth"),
    ],
)
def test_every_second_purchase_of_a_month(past: int, expected: Outcome) -> None:
    member = Member(
        "m", purchases=[IN_AUGUST, *(bought(f"n{n}", NOON - n * DAY) for n in range(1, past + 1))]
    )

    assert outcome(PurchaseCount(Purchases(window=THIS_MONTH, current=True), every=2), member) is expected


def test_the_receipt_itself_and_what_came_after_it_are_not_past() -> None:
    member = Member("m", purchases=[bought("r-1", NOON - DAY), bought("later", NOON + DAY)])

    assert outcome(PurchaseCount(at_most=0), member) is YES
    assert outcome(PurchaseCount(Purchases(current=True), at_least=1, at_most=1), member) is YES


def test_this_receipt_counts_for_what_it_is_worth_in_the_stage() -> None:
    """Ten per cent are given only after the discount stage began, so points see 9.00 and discounts 10.00."""
    of = Purchases(current=True)
    offers = [
        Offer.of("off", [PurchaseSum(of, at_least=eur("10.00"))], [PercentOff(10)]),
        Offer.of("ten", [PurchaseSum(of, at_least=eur("10.00"))], [PointsAmount(10)], cumulative=True),
        Offer.of("nine", [PurchaseSum(of, at_least=eur("9.00"))], [PointsAmount(9)], cumulative=True),
    ]

    assert earned(sell(offers, receipt((TEA, "10.00")))) == {"bonus": 9}


def test_what_is_not_loaded_is_not_known() -> None:
    unread = Member("m", not_loaded={PURCHASES})

    assert outcome(PurchaseCount(at_most=0), unread) is WHO_KNOWS
    assert outcome(Not(PurchaseCount(Purchases(current=True), at_least=1)), unread) is WHO_KNOWS
    assert outcome(PurchaseCount(at_most=0), None) is WHO_KNOWS


def test_how_far_back_offers_look() -> None:
    book = compile_offers(
        [
            Offer.of(
                "a", [PurchaseCount(Purchases(window=Window(30, WindowUnit.DAY)), every=2)], [PercentOff(1)]
            ),
            Offer.of("b", [PurchaseCount(Purchases(window=THIS_MONTH), every=2)], [PercentOff(1)]),
            Offer.of("c", [CounterChanges("x", at_least=1, period=Period("2026-01-01"))], [PercentOff(1)]),
            Offer.of("d", [Referred()], [PercentOff(1)]),
        ]
    )
    sale = receipt((TEA, "10.00"))

    assert book.since(PURCHASES, sale) == (NOON - 30 * DAY).replace(tzinfo=None)
    assert book.since(Need(NeedKind.COUNTER_CHANGES, "x"), sale) == dt.datetime(2026, 1, 1)
    assert book.since(Need(NeedKind.PROFILE, "referrer"), sale) is None
    of_all = compile_offers([Offer.of("a", [PurchaseCount(at_least=1)], [PercentOff(1)])])
    assert of_all.since(PURCHASES, sale) == dt.datetime.min


def test_the_explanation_says_what_was_seen() -> None:
    offer = Offer.of("a", [PurchaseSum(at_least=eur("60.00"))], [PercentOff(10)])
    calculation = sell([offer], receipt((TEA, "10.00")), REGULAR)

    assert "(seen: 55.00 EUR; 5.00 EUR more would do)" in str(calculation.explain())


@pytest.mark.parametrize(
    ("arguments", "paths", "said"),
    [
        ({"products": TEAS}, ["products"], "is not a sequence"),
        ({"products": [FavoriteProducts("mine")]}, ["products[0]"], "asks more than what the product is"),
        ({"products": [Referred()]}, ["products[0]"], "does not select products"),
        ({"products_only": True}, ["products_only"], "stands without products (say which products)"),
        ({"window": THIS_MONTH, "period": Period()}, ["window"], "stands beside period"),
        ({"schedule": None, "current": 1}, ["current", "schedule"], "None is not a schedule"),
        ({"places": []}, ["places"], "is empty"),
        (
            {"amount_at_least": eur("2.00"), "amount_at_most": eur("1.00")},
            ["amount_at_most"],
            "is less than 2.00 EUR",
        ),
    ],
)
def test_purchases_that_cannot_be_meant(arguments: dict[str, Any], paths: list[str], said: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        Purchases(**arguments)

    assert [problem.path for problem in raised.value.problems] == paths
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("arguments", "paths"),
    [
        ({"discount": eur("10.01")}, ["discount"]),
        ({"discount": eur("5.00"), "paid_with_points": eur("5.01")}, ["paid_with_points"]),
        ({"discount": Money(1, "USD")}, ["discount"]),
        ({"points": {"bonus": -1}}, ["points['bonus']"]),
        ({"quantity": 0, "product": 5}, ["product", "quantity"]),
    ],
)
def test_a_line_that_cannot_have_been(arguments: dict[str, Any], paths: list[str]) -> None:
    with pytest.raises(InvalidInput) as raised:
        PastLine(**{"product": TEA, "amount": eur("10.00"), **arguments})

    assert [problem.path for problem in raised.value.problems] == paths


@pytest.mark.parametrize(
    ("arguments", "paths"),
    [
        ({"lines": []}, ["lines"]),
        ({"at": NOON.replace(tzinfo=None), "id": ""}, ["id", "at"]),
        ({"payments": [Payment(method="card", amount=Money(1, "USD"))]}, ["payments[0].amount"]),
        ({"extra_points": {"bonus": None}}, ["extra_points['bonus']"]),
    ],
)
def test_a_purchase_that_cannot_have_been(arguments: dict[str, Any], paths: list[str]) -> None:
    with pytest.raises(InvalidInput) as raised:
        PastPurchase(**{"id": "p", "at": NOON, "lines": YESTERDAY.lines, **arguments})

    assert [problem.path for problem in raised.value.problems] == paths


def test_purchases_stand_once_and_in_their_order() -> None:
    assert Member("m", purchases=[YESTERDAY, IN_AUGUST]) == Member("m", purchases=[IN_AUGUST, YESTERDAY])
    with pytest.raises(InvalidInput, match=r"purchases\[1\]: purchase 'p1' is there already"):
        Member("m", purchases=[YESTERDAY, evolve(YESTERDAY, place="s-9")])


def test_unknown_groups_are_refused() -> None:
    offer = Offer.of(
        "a", [PurchaseCount(Purchases(products=[Groups({"teatime"})]), at_least=1)], [PercentOff(1)]
    )
    with pytest.raises(InvalidInput, match=r"conditions\[0\]: unknown product group 'teatime'"):
        compile_offers([offer], catalog=CATALOG)


def test_an_event_is_no_purchase() -> None:
    """On a birthday the past counts as ever, products included, and there is no current purchase."""
    of_tea = Purchases(products=[TEAS], current=True)
    offers = [
        Offer.of("one", [PurchaseCount(of_tea, at_least=1)], [AdditionalPoints(1)], trigger=Trigger.BIRTHDAY),
        Offer.of("two", [PurchaseCount(of_tea, at_least=2)], [AdditionalPoints(2)], trigger=Trigger.BIRTHDAY),
    ]
    event = Event(id="p1", trigger=Trigger.BIRTHDAY, at=NOON)
    reaction = react(event, REGULAR, compile_offers(offers, catalog=CATALOG))

    assert [(total.currency, total.amount) for total in reaction.points] == [("bonus", 1)]
