"""Which offers a receipt wakes: those whose demands it meets, whatever other receipts came before it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pytest
from shop import CATALOG, NOON, eur, receipt

from loyalty_engine import (
    AtPlaces,
    InAudience,
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
from loyalty_engine.engine.setup import wake

TEA = Products({"tea"})


def offer(id: str, *conditions: object, **more: object) -> Offer:
    return Offer.of(id, (TEA, *conditions), (PercentOff(5),), **more)  # type: ignore[arg-type]


def book_of(offers: Iterable[Offer]) -> OfferBook:
    return compile_offers(offers, catalog=CATALOG)


def woken(book: OfferBook, till: Receipt, member: Member | None = None) -> str:
    """The ids of the offers that are woken, in the order of the alphabet."""
    return " ".join(sorted(rule.contender.offer.id for rule in wake(gather(till, member, book))))


def tea(amount: str = "10.00", at: dt.datetime = NOON, place: str = "s1") -> Receipt:
    return receipt(("tea", amount), at=at, place=place)


def day(weekday: int, clock: str) -> dt.datetime:
    """A time on the Monday of `NOON` or so many days later."""
    return dt.datetime.combine(NOON.date(), dt.time.fromisoformat(clock), NOON.tzinfo) + dt.timedelta(weekday)


def hours(start: str, end: str, *weekdays: str) -> Scheduled:
    return Scheduled(Schedule.of(between=(start, end), weekdays=weekdays or None))


IN_HOURS = [
    offer("any-time"),
    offer("morning", hours("08:00", "12:00")),
    offer("lunch", hours("12:00", "12:45")),
    offer("late-lunch", hours("12:30", "13:00")),
    offer("night", hours("22:00", "02:00")),
    offer("sunday-night", hours("23:00", "01:00", "sun")),
    offer("monday", Scheduled(Schedule.of(weekdays=["mon"]))),
    offer("monday-and-friday-morning", hours("09:00", "11:00", "mon", "fri")),
]
BY_THE_HOUR = {
    day(0, "00:00"): "any-time monday night sunday-night",
    day(0, "00:59"): "any-time monday night sunday-night",
    day(0, "01:00"): "any-time monday night",
    day(0, "02:00"): "any-time monday",
    day(0, "07:59"): "any-time monday",
    day(0, "08:00"): "any-time monday morning",
    day(0, "10:59"): "any-time monday monday-and-friday-morning morning",
    day(0, "11:59"): "any-time monday morning",
    day(0, "12:00"): "any-time lunch monday",
    day(0, "12:29"): "any-time lunch monday",
    day(0, "12:30"): "any-time late-lunch lunch monday",
    day(0, "12:44"): "any-time late-lunch lunch monday",
    day(0, "12:45"): "any-time late-lunch monday",
    day(0, "13:00"): "any-time monday",
    day(0, "23:59"): "any-time monday night",
    day(1, "00:00"): "any-time night",
    day(1, "12:40"): "any-time late-lunch lunch",
    day(4, "09:30"): "any-time monday-and-friday-morning morning",
    day(4, "11:00"): "any-time morning",
    day(6, "22:59"): "any-time night",
    day(6, "23:00"): "any-time night sunday-night",
    day(6, "23:59"): "any-time night sunday-night",
}

IN_PERIODS = [
    offer("always"),
    offer("monday", period=Period("2026-11-23", "2026-11-23")),
    offer("from-tuesday", period=Period("2026-11-24", None)),
    offer("to-wednesday", period=Period(None, "2026-11-25")),
    offer("tuesday-noon-to-thursday", period=Period("2026-11-24T12:00", "2026-11-26T08:00:01")),
    offer("up-to-monday-eight", period=Period(None, "2026-11-23T08:00")),
    offer("in-monday-noon-alone", period=Period("2026-11-23T12:00:00", "2026-11-23T12:00:00.000002")),
]
MICROSECOND = dt.timedelta(microseconds=1)
BY_THE_DAY = {
    day(-1, "23:59"): "always to-wednesday up-to-monday-eight",
    day(0, "00:00"): "always monday to-wednesday up-to-monday-eight",
    day(0, "08:00"): "always monday to-wednesday",
    day(0, "12:00") - MICROSECOND: "always monday to-wednesday",
    day(0, "12:00"): "always in-monday-noon-alone monday to-wednesday",
    day(0, "12:00") + MICROSECOND: "always in-monday-noon-alone monday to-wednesday",
    day(0, "12:00") + 2 * MICROSECOND: "always monday to-wednesday",
    day(1, "00:00") - MICROSECOND: "always monday to-wednesday",
    day(1, "00:00"): "always from-tuesday to-wednesday",
    day(1, "12:00"): "always from-tuesday to-wednesday tuesday-noon-to-thursday",
    day(3, "00:00") - MICROSECOND: "always from-tuesday to-wednesday tuesday-noon-to-thursday",
    day(3, "00:00"): "always from-tuesday tuesday-noon-to-thursday",
    day(3, "08:00"): "always from-tuesday tuesday-noon-to-thursday",
    day(3, "08:00:01"): "always from-tuesday",
    day(900, "12:00"): "always from-tuesday",
}
ORDERS = {
    "one after the other": slice(None),
    "the last first": slice(None, None, -1),
    "every third": slice(0, None, 3),
    "but the first": slice(1, None),
}


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(
    ("offers", "expected"),
    [pytest.param(IN_HOURS, BY_THE_HOUR, id="hours"), pytest.param(IN_PERIODS, BY_THE_DAY, id="periods")],
)
def test_whenever_receipts_come(offers: list[Offer], expected: dict[dt.datetime, str], order: str) -> None:
    book = book_of(offers)
    moments = [*list(expected)[ORDERS[order]], *expected]

    assert [woken(book, tea(at=at)) for at in moments] == [expected[at] for at in moments]


@pytest.mark.parametrize(
    ("offers", "moments"),
    [pytest.param(IN_HOURS, BY_THE_HOUR, id="hours"), pytest.param(IN_PERIODS, BY_THE_DAY, id="periods")],
)
def test_what_was_worked_out_for_a_moment_serves_again(
    offers: list[Offer], moments: dict[dt.datetime, str]
) -> None:
    book = book_of(offers)
    for at in moments:
        woken(book, tea(at=at))
    kept = book.index.kept
    for at in reversed(moments):
        woken(book, tea(at=at))

    assert 0 < kept == book.index.kept


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        pytest.param("0.00", "", id="nothing to pay"),
        pytest.param("4.99", "", id="a cent less than any asks for"),
        pytest.param("5.00", "third", id="just what the least asks for"),
        pytest.param("9.99", "third", id="more than the least asks for"),
        pytest.param("10.00", "fourth second third", id="what two more ask for"),
        pytest.param("19.99", "fourth second third", id="less than the most that is asked for"),
        pytest.param("20.00", "first fourth second third", id="enough for all"),
    ],
)
@pytest.mark.parametrize(
    "others", [pytest.param("", id="alone"), pytest.param("any", id="beside one for any amount")]
)
def test_how_much_the_receipt_comes_to(amount: str, expected: str, others: str) -> None:
    asked = {"first": "20.00", "second": "10.00", "third": "5.00", "fourth": "10.00"}
    offers = [
        offer(id, ReceiptAmount(at_least=eur(sum)), priority=-n) for n, (id, sum) in enumerate(asked.items())
    ]
    book = book_of([*offers, *(offer(id) for id in others.split())])

    assert woken(book, tea(amount)) == f"{others} {expected}".strip()


RICH, POOR = tea("10.00"), tea("9.99")
AT_S2 = tea("10.00", place="s2")
AT_ONE = tea("10.00", at=day(0, "13:00"))
STAFF = Member("m", audiences={"staff", "students"})
STUDENT = Member("m", audiences={"students"})
PENSIONER = Member("m", audiences={"pensioners"})
TEN = ReceiptAmount(at_least=eur("10.00"))
FOR_STAFF, AT_S1, AT_NOON = InAudience({"staff", "students"}), AtPlaces({"s1", "s3"}), hours("11:00", "13:00")


@pytest.mark.parametrize(
    ("conditions", "till", "member", "expected"),
    [
        pytest.param((FOR_STAFF, AT_S1, AT_NOON, TEN), RICH, STAFF, True, id="all that is demanded"),
        pytest.param((FOR_STAFF, AT_S1, AT_NOON, TEN), RICH, STUDENT, True, id="one of its audiences"),
        pytest.param((FOR_STAFF, AT_S1, AT_NOON, TEN), RICH, PENSIONER, False, id="but the audience"),
        pytest.param((FOR_STAFF, AT_S1, AT_NOON, TEN), RICH, None, False, id="but a card"),
        pytest.param((FOR_STAFF, AT_S1, AT_NOON, TEN), AT_S2, STAFF, False, id="but the place"),
        pytest.param((FOR_STAFF, AT_S1, AT_NOON, TEN), AT_ONE, STAFF, False, id="but the hour"),
        pytest.param((FOR_STAFF, AT_S1, AT_NOON, TEN), POOR, STAFF, False, id="but the amount"),
        pytest.param((FOR_STAFF, TEN), RICH, STAFF, True, id="audience and amount"),
        pytest.param((FOR_STAFF, TEN), POOR, STAFF, False, id="the audience, but not the amount"),
        pytest.param((FOR_STAFF, AT_NOON), RICH, STAFF, True, id="audience and hour"),
        pytest.param((FOR_STAFF, AT_NOON), AT_ONE, STAFF, False, id="the audience, but not the hour"),
        pytest.param((AT_S1, TEN), RICH, None, True, id="place and amount"),
        pytest.param((AT_S1, TEN), POOR, None, False, id="the place, but not the amount"),
        pytest.param((AT_S1, AT_NOON), RICH, None, True, id="place and hour"),
        pytest.param((AT_S1, AT_NOON), AT_ONE, None, False, id="the place, but not the hour"),
        pytest.param((AT_NOON, TEN), RICH, None, True, id="hour and amount"),
        pytest.param((AT_NOON, TEN), POOR, None, False, id="the hour, but not the amount"),
        pytest.param(
            (AT_S1,), AT_S2, PENSIONER, False, id="not the place, with audiences that nobody asks for"
        ),
    ],
)
@pytest.mark.parametrize(
    "others",
    [
        pytest.param([], id="alone"),
        pytest.param(
            [("for-the-rich", (ReceiptAmount(at_least=eur("99.00")),))], id="beside one for the rich"
        ),
        pytest.param([("for-pensioners", (InAudience({"vip"}), TEN))], id="beside one for others"),
        pytest.param([("elsewhere", (AtPlaces({"s9"}), TEN))], id="beside one for another place"),
        pytest.param([("at-night", (hours("03:00", "04:00"),))], id="beside one for another hour"),
    ],
)
def test_all_demands_of_a_rule(
    conditions: tuple[object, ...],
    till: Receipt,
    member: Member | None,
    expected: bool,
    others: list[tuple[str, tuple[object, ...]]],
) -> None:
    book = book_of([offer("ours", *conditions), *(offer(id, *parts) for id, parts in others)])

    assert woken(book, till, member) == ("ours" if expected else "")
    assert woken(book, till, member) == ("ours" if expected else "")


def test_a_thousand_audiences() -> None:
    names = [f"street-{n}" for n in range(1500)]
    book = book_of([offer(name, InAudience({name})) for name in names])
    neighbours = Member("m", audiences={"street-7", "street-1499", "town"})

    assert woken(book, tea(), neighbours) == "street-1499 street-7"
    assert woken(book, tea(), Member("m", audiences={"town"})) == ""
    assert woken(book, tea(), neighbours) == "street-1499 street-7"


def test_what_is_forgotten_is_worked_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loyalty_engine.engine.index.MOST_KEPT", 1)
    book = book_of(IN_PERIODS)

    for _ in range(2):
        assert {at: woken(book, tea(at=at)) for at in BY_THE_DAY} == BY_THE_DAY
    assert book.index.kept <= 1 + 5


def test_one_stretch_too_many_drops_all_that_was_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    book = book_of([*IN_PERIODS, Offer.of("soap", [Products({"soap"})], (PercentOff(5),))])
    soap, later = receipt(("soap", "1.00")), tea(at=day(900, "12:00"))
    kept = []
    for most, till in [
        (99, soap),
        (99, tea()),
        (10, later),
        (10, later),
        (9, tea(at=day(1, "00:00"))),
        (9, soap),
    ]:
        monkeypatch.setattr("loyalty_engine.engine.index.MOST_KEPT", most)
        calculate(till, None, book)
        kept.append(book.index.kept)

    assert kept == [2, 2 + 5, 10, 10, 4, 4 + 2]


def test_what_is_kept_of_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    book = book_of([offer("morning", hours("08:00", "12:00")), offer("noon", hours("11:00", "13:00"))])
    kept = []
    for clock in ("11:30", "11:00", "12:00", "15:00"):
        woken(book, tea(at=day(0, clock)))
        kept.append(book.index.kept)

    assert kept == [3 + 3, 3 + 3, 3 + 3 + 2, 3 + 3 + 2 + 1]


def test_two_offers_for_the_same_people_and_places() -> None:
    offers = [offer(f"{n}", FOR_STAFF) for n in (1, 2)] + [offer(f"{n}", AT_S1) for n in (3, 4)]

    assert woken(book_of(offers), tea(), STAFF) == "1 2 3 4"
