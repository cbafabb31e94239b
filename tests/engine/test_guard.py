"""What must be on a receipt for an offer to have a chance, told from its conditions."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from engine.own import Own
from shop import CATALOG, eur

from loyalty_engine import (
    AllOf,
    AnyOf,
    AtPlaces,
    Categories,
    Condition,
    DistinctProducts,
    FavoriteProducts,
    FavoriteProductsRule,
    Groups,
    HasAttribute,
    InAudience,
    LineAmount,
    LineQuantity,
    Not,
    Offer,
    OnDates,
    PaidBy,
    PercentOff,
    Period,
    PersonalEntries,
    PredefinedList,
    Products,
    Range,
    ReceiptAmount,
    ReceiptContains,
    Schedule,
    Scheduled,
    compile_offers,
)
from loyalty_engine.engine.guard import EVER, Guard, clock, keys_of
from loyalty_engine.model.identifiers import Barcode, InternalCode
from loyalty_engine.model.keys import MARK, Key
from loyalty_engine.rules.predicates import Carrier, Compare, Contains, Keyed, LineFigure, OfLines

MINE = FavoriteProductsRule(id="mine", source=PredefinedList("breakfast"))

TEA, COFFEE, SOAP = Products({"tea"}), Products({"coffee"}), Products({"soap"})
BY_BARCODE, BY_INTERNAL_CODE = Products({Barcode("4600000000017")}), Products({InternalCode("1")})
FOOD, DRINKS, SEVENTY_SEVEN = Categories({"food"}), Categories({"drinks"}), Categories({InternalCode("77")})
BREAKFAST, CLEAN = Groups({"breakfast"}), Groups({"clean"})
FAVORITES, ENTRIES = FavoriteProducts("mine"), PersonalEntries("mine")
STAFF, BOTH, STUDENTS = InAudience({"staff"}), InAudience({"staff", "students"}), InAudience({"students"})
S1, S1_OR_S2, S3 = AtPlaces({"s1"}), AtPlaces({"s1", "s2"}), AtPlaces({"s3"})
MORNING, EVENING = Schedule.of(between=("08:00", "12:00")), Schedule.of(between=("18:00", "20:00"))
FIRST_OF_MONTH = Schedule.of(days_of_month=[1])
NO_TEA_OR_MORE = Own(Contains(tests=(Keyed(keys=frozenset({Key("tea")})),), range=Range(low=0)))
PAID_BY_CARD = PaidBy({"card"})


def parts(conditions: tuple[Condition, ...], **more: object) -> Guard:
    """The guard of the rule of an offer with *conditions*."""
    offer = Offer.of("one", conditions, (PercentOff(5),), **more)  # type: ignore[arg-type]
    book = compile_offers([offer], catalog=CATALOG, favorites=[MINE])
    return book.rules[0]


def keys(*conditions: Condition) -> list[str] | None:
    """The keys of which one must be there, their mark and the name of their kind taken for granted."""
    found = parts(conditions).keys
    return None if found is None else sorted(key.replace(MARK, "#") for key in found)


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        pytest.param((), None, id="no condition"),
        pytest.param((TEA,), ["tea"], id="tea"),
        pytest.param((Products({"tea", "soap"}),), ["soap", "tea"], id="tea or soap"),
        pytest.param((Not(TEA),), None, id="anything but tea"),
        pytest.param((FOOD,), ["#category:food"], id="food"),
        pytest.param((BREAKFAST,), ["#group:breakfast"], id="a group"),
        pytest.param((FAVORITES,), ["#favorite:mine"], id="favourites"),
        pytest.param((ENTRIES,), ["#entry:mine"], id="individual offers"),
        pytest.param((Not(ENTRIES),), None, id="no individual offer"),
        pytest.param((STAFF, PAID_BY_CARD), None, id="nothing about products"),
        pytest.param((HasAttribute(of=Carrier.PRODUCT, name="tag"),), None, id="a product with a tag"),
        pytest.param((TEA, FOOD), ["tea"], id="a product before a category"),
        pytest.param((FOOD, TEA), ["tea"], id="a product before a category, written last"),
        pytest.param((TEA, BREAKFAST), ["tea"], id="a product before a group"),
        pytest.param((TEA, FAVORITES), ["tea"], id="a product before favourites"),
        pytest.param((FAVORITES, TEA), ["tea"], id="a product before favourites, written last"),
        pytest.param((ENTRIES, TEA), ["tea"], id="a product before individual offers"),
        pytest.param((BREAKFAST, FAVORITES), ["#favorite:mine"], id="favourites before a group"),
        pytest.param((BREAKFAST, ENTRIES), ["#entry:mine"], id="individual offers before a group"),
        pytest.param((FAVORITES, ENTRIES), ["#favorite:mine"], id="of equals the first: favourites"),
        pytest.param((ENTRIES, FAVORITES), ["#entry:mine"], id="of equals the first: individual offers"),
        pytest.param((FOOD, BREAKFAST), ["#group:breakfast"], id="a group before a category"),
        pytest.param((SEVENTY_SEVEN, BREAKFAST), ["#group:breakfast"], id="a group before a number of ours"),
        pytest.param((FOOD, SEVENTY_SEVEN), ["#category:food"], id="of equals the first: categories"),
        pytest.param((SEVENTY_SEVEN, FOOD), ["#internal-category:77"], id="of equals the first: our number"),
        pytest.param((BREAKFAST, CLEAN), ["#group:breakfast"], id="of equals the first: groups"),
        pytest.param((FAVORITES, BY_BARCODE), ["#barcode:4600000000017"], id="a barcode is a product"),
        pytest.param((FAVORITES, BY_INTERNAL_CODE), ["#internal-product:1"], id="our number is a product"),
        pytest.param((BY_BARCODE, TEA), ["#barcode:4600000000017"], id="of equals the first: barcodes"),
        pytest.param((BY_INTERNAL_CODE, TEA), ["#internal-product:1"], id="of equals the first: our product"),
        pytest.param((TEA, COFFEE), ["tea"], id="of equals the first: products"),
        pytest.param(
            (AnyOf([TEA, FOOD]), BREAKFAST), ["#group:breakfast"], id="a choice is as good as its worst part"
        ),
        pytest.param(
            (AnyOf([TEA, BREAKFAST]), FOOD),
            ["#group:breakfast", "tea"],
            id="a choice of tea or a group before a category",
        ),
        pytest.param(
            (AnyOf([FOOD, FAVORITES]), BREAKFAST),
            ["#group:breakfast"],
            id="a choice of favourites or food is as good as food",
        ),
        pytest.param((AnyOf([TEA, FOOD]),), ["#category:food", "tea"], id="tea or food"),
        pytest.param((AnyOf([TEA, STAFF]),), None, id="tea, or anything for the staff"),
        pytest.param((AnyOf([STAFF, TEA]),), None, id="anything for the staff, or tea"),
        pytest.param((AnyOf([TEA, Not(SOAP)]),), None, id="tea, or anything but soap"),
        pytest.param(
            (AnyOf([AllOf([FOOD, TEA]), AllOf([STAFF, SOAP])]),),
            ["soap", "tea"],
            id="of each branch the best",
        ),
        pytest.param((AnyOf([AllOf([STAFF, PAID_BY_CARD]), TEA]),), None, id="a branch without products"),
        pytest.param((AllOf([FOOD, AllOf([STAFF, TEA])]),), ["tea"], id="the best at any depth"),
        pytest.param((ReceiptContains([TEA]),), ["tea"], id="tea on the receipt"),
        pytest.param((ReceiptContains([TEA], at_least=3),), ["tea"], id="three teas on the receipt"),
        pytest.param((ReceiptContains([FOOD, TEA]),), ["tea"], id="food on the receipt that is tea"),
        pytest.param((ReceiptContains([FOOD, Not(TEA)]),), ["#category:food"], id="food but tea"),
        pytest.param((ReceiptContains([Not(TEA)]),), None, id="something else than tea"),
        pytest.param((Not(ReceiptContains([TEA])),), None, id="no tea on the receipt"),
        pytest.param((ReceiptContains([TEA], at_most=2),), None, id="two teas at most, or none"),
        pytest.param((NO_TEA_OR_MORE,), None, id="no tea or more, in a host's words"),
        pytest.param((ReceiptContains([TEA], at_least="0.001"),), ["tea"], id="the least quantity of tea"),
        pytest.param((ReceiptContains([TEA], amount_at_least=eur("10")),), ["tea"], id="tea of ten"),
        pytest.param(
            (ReceiptContains([TEA], amount_at_most=eur("10")),), None, id="tea of ten at most, or none"
        ),
        pytest.param((ReceiptContains([TEA], different_at_least=2),), ["tea"], id="two sorts of tea"),
        pytest.param((FOOD, ReceiptContains([TEA])), ["tea"], id="food on a receipt with tea"),
    ],
)
def test_keys(conditions: tuple[Condition, ...], expected: list[str] | None) -> None:
    assert keys(*conditions) == expected


@pytest.mark.parametrize(
    ("conditions", "audiences", "places"),
    [
        pytest.param((), None, None, id="no condition"),
        pytest.param((STAFF,), {"staff"}, None, id="an audience"),
        pytest.param((BOTH, STUDENTS), {"students"}, None, id="the smaller set of audiences"),
        pytest.param((STUDENTS, BOTH), {"students"}, None, id="the smaller set of audiences, written first"),
        pytest.param((STAFF, STUDENTS), {"staff"}, None, id="of sets of one size the first"),
        pytest.param((Not(STAFF),), None, None, id="not an audience"),
        pytest.param((AllOf([STAFF, STUDENTS]),), {"staff"}, None, id="two audiences at once"),
        pytest.param((AnyOf([STAFF, STUDENTS]),), None, None, id="either of two"),
        pytest.param((S1,), None, {"s1"}, id="a place"),
        pytest.param((S1_OR_S2, S3), None, {"s3"}, id="the smaller set of places"),
        pytest.param((S3, S1_OR_S2), None, {"s3"}, id="the smaller set of places, written first"),
        pytest.param((S1, S3), None, {"s1"}, id="of places as many the first"),
        pytest.param((Not(S1),), None, None, id="not a place"),
        pytest.param((S1, BOTH), {"staff", "students"}, {"s1"}, id="a place and audiences"),
        pytest.param((PAID_BY_CARD,), None, None, id="names of another sort"),
    ],
)
def test_names(
    conditions: tuple[Condition, ...], audiences: set[str] | None, places: set[str] | None
) -> None:
    found = parts(conditions)

    assert (found.audiences, found.places) == (audiences, places)


def at(text: str) -> int:
    return clock(dt.datetime.fromisoformat(text))


SEPTEMBER, AUTUMN = Period("2026-09-01", "2026-09-30"), Period("2026-09-15", "2026-11-30")


@pytest.mark.parametrize(
    ("conditions", "more", "expected"),
    [
        pytest.param((), {}, EVER, id="no dates"),
        pytest.param((OnDates(SEPTEMBER),), {}, (at("2026-09-01"), at("2026-10-01")), id="a month"),
        pytest.param((Not(OnDates(SEPTEMBER)),), {}, EVER, id="not in a month"),
        pytest.param(
            (OnDates(SEPTEMBER), OnDates(AUTUMN)),
            {},
            (at("2026-09-15"), at("2026-10-01")),
            id="what two periods share",
        ),
        pytest.param(
            (OnDates(AUTUMN), OnDates(SEPTEMBER)),
            {},
            (at("2026-09-15"), at("2026-10-01")),
            id="what two periods share, in the other order",
        ),
        pytest.param(
            (OnDates(SEPTEMBER),),
            {"period": AUTUMN},
            (at("2026-09-15"), at("2026-10-01")),
            id="what the offer and its rule share",
        ),
        pytest.param(
            (),
            {"period": Period("2026-09-01T12:30:15.000007", None)},
            (at("2026-09-01T12:30:15.000007"), EVER[1]),
            id="from a moment on",
        ),
    ],
)
def test_dates(conditions: tuple[Condition, ...], more: dict[str, object], expected: tuple[int, int]) -> None:
    found = parts(conditions, **more)

    assert (found.opens, found.closes) == expected


def test_a_clock_reads_in_the_order_of_time() -> None:
    moments = [
        "2026-09-01T00:00:00.000001",
        "2026-09-01T00:00:01",
        "2026-09-01T00:01:00",
        "2026-09-01T01:00:00",
        "2026-09-01T23:59:59.999999",
        "2026-09-02T00:00:00",
    ]
    first = at("2026-09-01")

    assert [at(moment) - first for moment in moments] == [
        1,
        1_000_000,
        60_000_000,
        3_600_000_000,
        86_399_999_999,
        86_400_000_000,
    ]


@pytest.mark.parametrize(
    ("conditions", "more", "expected"),
    [
        pytest.param((), {}, None, id="no hours"),
        pytest.param((Scheduled(MORNING),), {}, MORNING, id="in the morning"),
        pytest.param((Not(Scheduled(MORNING)),), {}, None, id="but in the morning"),
        pytest.param((Scheduled(MORNING), Scheduled(EVENING)), {}, MORNING, id="of two the first"),
        pytest.param((Scheduled(FIRST_OF_MONTH), Scheduled(EVENING)), {}, EVENING, id="hours before days"),
        pytest.param((Scheduled(EVENING),), {"schedule": MORNING}, MORNING, id="those of the offer first"),
        pytest.param((Scheduled(MORNING),), {"period": SEPTEMBER}, MORNING, id="beside the offer's dates"),
    ],
)
def test_hours(conditions: tuple[Condition, ...], more: dict[str, object], expected: Schedule | None) -> None:
    assert parts(conditions, **more).schedule is expected


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        pytest.param((), 0, id="no amount"),
        pytest.param((ReceiptAmount(at_least=eur("10.00")),), 1000, id="a receipt of ten"),
        pytest.param((ReceiptAmount(at_least=eur("10.00"), strictly=True),), 1000, id="more than ten"),
        pytest.param((ReceiptAmount(at_least=eur("10.00"), so_far=True),), 1000, id="ten left to pay"),
        pytest.param((LineAmount(at_least=eur("10.00")),), 1000, id="lines of ten"),
        pytest.param((LineAmount(at_least=eur("0.01")),), 1, id="a cent"),
        pytest.param((ReceiptAmount(at_most=eur("10.00")),), 0, id="ten at most"),
        pytest.param((Not(ReceiptAmount(at_least=eur("10.00"))),), 0, id="not as much as ten"),
        pytest.param((LineQuantity(at_least=10),), 0, id="ten units"),
        pytest.param((ReceiptContains([TEA], amount_at_least=eur("10.00")),), 1000, id="tea of ten"),
        pytest.param(
            (ReceiptContains([TEA], amount_at_least=eur("10.00"), so_far=True),),
            1000,
            id="ten left to pay for tea",
        ),
        pytest.param((Not(ReceiptContains([TEA], amount_at_least=eur("10.00"))),), 0, id="not tea of ten"),
        pytest.param((ReceiptContains([TEA], amount_at_most=eur("10.00")),), 0, id="tea of ten at most"),
        pytest.param((ReceiptContains([TEA], at_least=10),), 0, id="ten teas"),
        pytest.param((ReceiptContains([TEA], different_at_least=10),), 0, id="ten sorts of tea"),
        pytest.param(
            (ReceiptAmount(at_least=eur("20.00")), ReceiptContains([TEA], amount_at_least=eur("10.00"))),
            2000,
            id="a receipt of twenty with tea of ten",
        ),
        pytest.param(
            (ReceiptContains([TEA], amount_at_least=eur("10.00")), ReceiptAmount(at_least=eur("5.00"))),
            1000,
            id="tea of ten on a receipt of five",
        ),
        pytest.param((DistinctProducts(at_least=10),), 0, id="ten products"),
        pytest.param(
            (HasAttribute(of=Carrier.MEMBER, name="age", between=Range(low=60)),), 0, id="a member of sixty"
        ),
        pytest.param(
            (ReceiptAmount(at_least=eur("10.00")), LineAmount(at_least=eur("5.00"))),
            1000,
            id="the greater amount",
        ),
        pytest.param(
            (LineAmount(at_least=eur("5.00")), ReceiptAmount(at_least=eur("10.00"))),
            1000,
            id="the greater amount, written last",
        ),
        pytest.param(
            (
                Own(
                    Compare(
                        figure=OfLines(figure=LineFigure.AMOUNT),
                        range=Range(low=Decimal("99.5")),
                        currency="EUR",
                    )
                ),
            ),
            0,
            id="an amount between two cents, in a host's words",
        ),
    ],
)
def test_the_least_amount(conditions: tuple[Condition, ...], expected: int) -> None:
    assert parts(conditions).least == expected


def test_a_guard_has_the_rank_of_its_rule() -> None:
    offers = [Offer.of(id, (), (PercentOff(5),), priority=n) for n, id in enumerate(("low", "high"))]
    book = compile_offers(offers)

    assert [(rule.rank, rule.contender.offer.id) for rule in book.rules] == [(0, "high"), (1, "low")]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        pytest.param(TEA, "tea", id="tea"),
        pytest.param(Not(TEA), "tea", id="anything but tea"),
        pytest.param(ENTRIES, "#entry:mine", id="individual offers"),
        pytest.param(AllOf([TEA, STAFF, FOOD]), "#category:food tea", id="tea and food"),
        pytest.param(AnyOf([TEA, AllOf([SOAP, STAFF])]), "soap tea", id="tea or soap"),
        pytest.param(ReceiptContains([TEA, Not(FOOD)]), "#category:food tea", id="contents of the receipt"),
        pytest.param(STAFF, "", id="an audience"),
    ],
)
def test_every_key_that_is_mentioned(condition: Condition, expected: str) -> None:
    assert " ".join(sorted(key.replace(MARK, "#") for key in keys_of(condition.lower()))) == expected
