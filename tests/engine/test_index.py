"""Only what can match is looked at: the numbers of rules woken, for books that try to wake more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from shop import CATALOG, NOON, eur, receipt

from loyalty_engine import (
    AtPlaces,
    Categories,
    InAudience,
    Line,
    LineAmount,
    LineQuantity,
    Member,
    Offer,
    OfferBook,
    PercentOff,
    Period,
    Products,
    Receipt,
    ReceiptAmount,
    Schedule,
    Scheduled,
    calculate,
    compile_offers,
)
from loyalty_engine.engine.facts import gather
from loyalty_engine.engine.index import MOST_KEPT, Guards, Index
from loyalty_engine.engine.setup import wake

TEA = receipt(("tea", "4.00"), ("soap", "6.00"))
MEMBER = Member("m", audiences={"pensioners"})


def woken(book: OfferBook, till: Receipt = TEA, member: Member | None = MEMBER) -> list[str]:
    """The ids of the offers that are woken."""
    return [rule.contender.offer.id for rule in wake(gather(till, member, book))]


def offer(n: int, *conditions: object, **more: object) -> Offer:
    return Offer.of(f"other-{n}", conditions, (PercentOff(5),), **more)  # type: ignore[arg-type]


MATCHING = Offer.of("ours", (Products({"tea"}),), (PercentOff(10),))
FIRST = dt.datetime(2020, 1, 1)
FAMILIES: dict[str, Callable[[int], Offer]] = {
    "for other products": lambda n: offer(n, Products({f"p{n}"})),
    "for this product, but over": lambda n: offer(
        n, Products({"tea"}), period=Period(FIRST + dt.timedelta(days=n), FIRST + dt.timedelta(days=n + 1))
    ),
    "for the root category, but not yet begun": lambda n: offer(
        n, Categories({"food"}), period=Period(FIRST + dt.timedelta(days=10_000 + n), None)
    ),
    "for this product and other audiences": lambda n: offer(n, Products({"tea"}), InAudience({f"a{n}"})),
    "for the root category and other audiences": lambda n: offer(
        n, Categories({"food"}), InAudience({f"a{n}"})
    ),
    "for this product at other places": lambda n: offer(n, Products({"tea"}), AtPlaces({f"q{n}"})),
    "for this product and larger receipts": lambda n: offer(
        n, Products({"tea"}), ReceiptAmount(at_least=eur(f"{1000 + n}.00"))
    ),
    "for this product and more money than the whole receipt": lambda n: offer(
        n, Products({"tea"}), LineAmount(at_least=eur(f"{1000 + n}.00"))
    ),
    "for this product at other hours": lambda n: offer(
        n, Products({"tea"}), Scheduled(Schedule.of(between=("03:00", "04:00")))
    ),
    "for any product and other audiences": lambda n: offer(n, InAudience({f"a{n}"})),
    "for any product and larger receipts": lambda n: offer(n, ReceiptAmount(at_least=eur("5000.00"))),
    "stopped by their places, reach and hours together": lambda n: offer(
        n, places={f"q{n}"}, schedule=Schedule.of(weekdays=["sun"])
    ),
}


@pytest.mark.parametrize("family", FAMILIES)
def test_offers_that_cannot_match_are_not_woken(family: str) -> None:
    book = compile_offers([MATCHING, *map(FAMILIES[family], range(300))], catalog=CATALOG)

    assert woken(book) == ["ours"]


def test_a_near_miss_is_woken_and_not_granted() -> None:
    book = compile_offers(
        [MATCHING, *(offer(n, Products({"tea"}), LineQuantity(at_least=2)) for n in range(5))],
        catalog=CATALOG,
    )

    assert len(woken(book)) == 6


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        pytest.param(offer(1, Products({"tea"})), True, id="its product is there"),
        pytest.param(offer(1, Categories({"food"})), True, id="an ancestor of its category is there"),
        pytest.param(offer(1, InAudience({"pensioners"})), True, id="the member is in its audience"),
        pytest.param(offer(1, AtPlaces({"s1", "s2"})), True, id="the place is one of its places"),
        pytest.param(
            offer(1, ReceiptAmount(at_least=eur("10.00"))), True, id="its amount is reached exactly"
        ),
        pytest.param(
            offer(1, Scheduled(Schedule.of(between=("11:59", "12:01")))), True, id="its hour has come"
        ),
        pytest.param(offer(1, period=Period("2026-11-23", "2026-11-23")), True, id="today is its only day"),
        pytest.param(offer(1, period=Period("2026-11-24", None)), False, id="it begins tomorrow"),
        pytest.param(offer(1, period=Period(None, "2026-11-22")), False, id="it ended yesterday"),
    ],
)
def test_an_offer_that_can_match_is_woken(one: Offer, expected: bool) -> None:
    book = compile_offers([one], catalog=CATALOG)

    assert bool(woken(book)) is expected


def test_what_the_index_keeps_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loyalty_engine.engine.index.MOST_KEPT", 100)
    begins = [FIRST + dt.timedelta(days=n) for n in range(400)]
    offers = [
        offer(n, Products({"tea"}), period=Period(b, b + dt.timedelta(days=30))) for n, b in enumerate(begins)
    ]
    book = compile_offers(offers, catalog=CATALOG)
    most = 0
    for begin in begins:
        till = receipt(("tea", "4.00"), at=(begin + dt.timedelta(hours=1)).replace(tzinfo=dt.UTC))
        calculate(till, None, book)
        most = max(most, book.index.kept)

    assert 0 < most <= 100 + 31
    assert MOST_KEPT > 100


def days(first: int, last: int) -> Period:
    return Period(dt.date(2026, 9, first), dt.date(2026, 9, last))


def hours(first: str, last: str) -> Schedule:
    return Schedule.of(between=(first, last))


@pytest.mark.parametrize(
    ("offers", "moments", "kept"),
    [
        pytest.param(
            {"early": {"period": days(3, 6)}, "late": {"period": days(5, 9)}},
            {
                "2026-09-02T12:00": [],
                "2026-09-03T00:00": ["early"],
                "2026-09-05T00:00": ["early", "late"],
                "2026-09-06T23:59": ["early", "late"],
                "2026-09-07T00:00": ["late"],
                "2026-09-09T23:59": ["late"],
                "2026-09-10T00:00": [],
            },
            9,
            id="by days",
        ),
        pytest.param(
            {"early": {"schedule": hours("09:00", "11:00")}, "late": {"schedule": hours("10:00", "12:00")}},
            {
                "2026-09-02T08:59": [],
                "2026-09-02T09:00": ["early"],
                "2026-09-02T10:00": ["early", "late"],
                "2026-09-02T10:59": ["early", "late"],
                "2026-09-02T11:00": ["late"],
                "2026-09-02T11:59": ["late"],
                "2026-09-02T12:00": [],
                "2026-09-03T09:30": ["early"],
            },
            14,
            id="by hours",
        ),
    ],
)
@pytest.mark.parametrize("turn", [1, -1], ids=["as time goes by", "backwards"])
def test_who_is_in_force_is_worked_out_once_for_each_stretch_of_time(
    offers: dict[str, dict[str, object]], moments: dict[str, list[str]], kept: int, turn: int
) -> None:
    """What is *kept* is one cell for each stretch, and the rules in it; hours are of the week."""
    tea = Products({"tea"})
    book = compile_offers(
        [Offer.of(id, [tea], [PercentOff(5)], **when) for id, when in offers.items()],  # type: ignore[arg-type]
        catalog=CATALOG,
    )
    tills = [receipt(("tea", "4.00"), at=dt.datetime.fromisoformat(f"{at}+00:00")) for at in moments]
    found = [woken(book, till) for till in tills[::turn]][::turn]

    assert (found, book.index.kept) == ([*moments.values()], kept)
    assert [woken(book, till) for till in [*tills, *reversed(tills)]] == [*found, *reversed(found)]
    assert book.index.kept == kept


@pytest.mark.parametrize(
    ("most", "kept"), [pytest.param(3, 3, id="as much as may be"), pytest.param(2, 1, id="one more")]
)
def test_what_is_kept_is_dropped_when_it_is_more_than_may_be(
    most: int, kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cell with the offer of September, and an empty one for the time after it."""
    monkeypatch.setattr("loyalty_engine.engine.index.MOST_KEPT", most)
    book = compile_offers([offer(1, Products({"tea"}), period=days(1, 30))], catalog=CATALOG)
    for month in (9, 10):
        woken(book, receipt(("tea", "4.00"), at=NOON.replace(month=month)))

    assert book.index.kept == kept


def test_a_book_calculates_the_same_when_everything_is_woken() -> None:
    offers = [MATCHING, *(make(n) for make in FAMILIES.values() for n in range(3))]
    unique = {one.id: one for one in offers}
    book = compile_offers(unique.values(), catalog=CATALOG)
    expected = calculate(TEA, MEMBER, book)

    class Everything(Index):
        def wake(self, keys: object, seen: object) -> set[int]:
            return set(range(len(book.rules)))

    object.__setattr__(book, "index", Everything({}, Guards(())))
    found = calculate(TEA, MEMBER, book)

    assert (found.lines, found.points, found.intents) == (expected.lines, expected.points, expected.intents)


def test_a_line_of_ten_thousand_units_costs_as_much_as_one_of_one() -> None:
    book = compile_offers([MATCHING], catalog=CATALOG)
    one, many = (Line(number=1, product="tea", quantity=q, amount=eur("100.00")) for q in (1, 10_000))

    assert (
        calculate(receipt(one), None, book).lines[0].discounts
        == calculate(receipt(many), None, book).lines[0].discounts
    )
