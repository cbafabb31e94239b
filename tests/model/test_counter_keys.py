"""Names of counters that are kept by something else than whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from itertools import combinations, product

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.counter_keys import AnyKey, ByParameter, CounterKey, counter_name
from loyalty_engine.model.event import Event
from loyalty_engine.model.identifiers import LONGEST_ID, id_problem
from loyalty_engine.model.member import Need, NeedKind
from loyalty_engine.model.money import Money
from loyalty_engine.model.receipt import Line, Place, Receipt
from loyalty_engine.model.triggers import Trigger

BRAND, CARD, DAY, MONTH = CounterKey.BRAND, CounterKey.CARD, CounterKey.DAY, CounterKey.MONTH
PLACE, PRODUCT, WEEK, YEAR = CounterKey.PLACE, CounterKey.PRODUCT, CounterKey.WEEK, CounterKey.YEAR


def seen(place: Place | str = "s-7", at: str = "2026-09-15T12:00+03:00", card: str | None = None) -> Receipt:
    line = Line(number=1, product="tea", amount=Money.of("1.00", "EUR"))
    return Receipt(id="r", at=dt.datetime.fromisoformat(at), place=place, lines=[line], card=card)


@pytest.mark.parametrize(
    ("keys", "receipt", "name"),
    [
        pytest.param([], seen(), "visits", id="kept by nothing else"),
        pytest.param([PLACE], seen(), "visits{place=s-7}", id="by the place"),
        pytest.param([MONTH, PLACE], seen(), "visits{place=s-7,month=2026-09}", id="in an order of its own"),
        pytest.param([BRAND], seen(Place("s", brand="north")), "visits{brand=north}", id="by the brand"),
        pytest.param([BRAND], seen(), None, id="a place without a brand"),
        pytest.param([CARD], seen(card="4600"), "visits{card=4600}", id="by the card"),
        pytest.param([PLACE, CARD], seen(), None, id="no card"),
        pytest.param([DAY], seen(at="2026-09-15T23:30-05:00"), "visits{day=2026-09-15}", id="the day there"),
        pytest.param(
            [WEEK], seen(at="2027-01-03T12:00+00:00"), "visits{week=2026-W53}", id="a week of two years"
        ),
        pytest.param([WEEK], seen(at="2027-01-04T12:00+00:00"), "visits{week=2027-W01}", id="from Monday on"),
        pytest.param([YEAR], seen(), "visits{year=2026}", id="the year"),
        pytest.param([PRODUCT], seen(), None, id="a receipt is about no product"),
        pytest.param(
            [PLACE], seen("a,day=1}%"), "visits{place=a%2Cday%3D1%7D%25}", id="what has a meaning in names"
        ),
    ],
)
def test_names(keys: Iterable[AnyKey], receipt: Receipt, name: str | None) -> None:
    assert counter_name("visits", keys, receipt) == name


@pytest.mark.parametrize(
    ("value", "name"),
    [
        pytest.param("7", "visits{@till=7}", id="a text"),
        pytest.param(7, "visits{@till=7}", id="a whole number"),
        pytest.param("a}", "visits{@till=a%7D}", id="what has a meaning in names"),
        pytest.param("", None, id="an empty text"),
        pytest.param(True, None, id="a truth"),
        pytest.param(Decimal("7.5"), None, id="a number with a point"),
        pytest.param(None, None, id="nothing"),
    ],
)
def test_a_parameter_names_a_counter(value: object, name: str | None) -> None:
    parameters = {} if value is None else {"till": value}
    assert counter_name("visits", {ByParameter("till")}, evolve(seen(), parameters=parameters)) == name


def test_parameters_come_last_by_their_names_and_are_no_other_keys() -> None:
    receipt = evolve(seen(), parameters={"place": "a", "till=1": "b"})
    keys: list[AnyKey] = [ByParameter("till=1"), ByParameter("place"), DAY, PLACE]
    name = counter_name("visits", keys, receipt)
    assert name == "visits{place=s-7,day=2026-09-15,@place=a,@till%3D1=b}"


def test_events_have_parameters_too() -> None:
    event = Event(
        id="e",
        trigger=Trigger.RETURN,
        at=dt.datetime(2026, 9, 15, tzinfo=dt.UTC),
        parameters={"purchase": "r-1"},
    )
    assert counter_name("n", {ByParameter("purchase")}, event.occasion("UTC")) == "n{@purchase=r-1}"


def test_the_product_is_given_besides() -> None:
    assert counter_name("sold", {PRODUCT, DAY}, seen(), "tea") == "sold{product=tea,day=2026-09-15}"


def test_an_event_that_happened_nowhere_is_about_no_place() -> None:
    event = Event(id="e", trigger=Trigger.REGISTRATION, at=dt.datetime(2026, 9, 15, 23, tzinfo=dt.UTC))
    occasion = event.occasion("Europe/Riga")
    names = [counter_name("n", [key], occasion) for key in (PLACE, BRAND, CARD, DAY)]
    assert names == [None, None, None, "n{day=2026-09-16}"]


def test_a_name_that_would_be_too_long_ends_with_a_digest() -> None:
    long, other = "x" * 150 + "a", "x" * 150 + "b"
    names = [counter_name("y" * 99, [PLACE], seen(place)) for place in (long, other)]
    assert names[0] != names[1]
    assert [id_problem("", name) for name in names] == [None, None]
    assert all(name is not None and len(name) <= LONGEST_ID for name in names)


_TRICKY = st.text("a%{},=#", min_size=1, max_size=4)


@given(st.lists(st.tuples(_TRICKY, _TRICKY, _TRICKY), min_size=2, max_size=2, unique=True))
def test_no_two_counters_share_a_name(parts: list[tuple[str, str, str]]) -> None:
    """Whatever place, card and product are called; names of families hold no braces."""
    names = {
        (keys, counter_name("n", keys, evolve(seen(place), card=card), code))
        for keys in map(frozenset, combinations((PLACE, CARD, PRODUCT), 3))
        for place, card, code in parts
    }
    assert len(names) == 2
    ends = {
        counter_name("n", keys, evolve(seen(place), card=card), code)
        for (place, card, code), keys in product(parts[:1], ([PLACE], [CARD], [PRODUCT], [PLACE, CARD]))
    }
    assert len(ends) == 4


class TestNeed:
    def test_one_on_a_receipt(self) -> None:
        family = Need(NeedKind.COUNTER, "visits", {PLACE, CARD})
        assert family.on(seen(card="k")) == Need(NeedKind.COUNTER, "visits{place=s-7,card=k}")
        assert family.on(seen()) is None
        assert Need(NeedKind.BALANCE, "chip").on(seen()) == Need(NeedKind.BALANCE, "chip")

    def test_order(self) -> None:
        needs = [Need(NeedKind.COUNTER, "n", keys) for keys in ([MONTH], [], [CARD, PLACE], [CARD])]
        assert [need.keyed_by for need in sorted(needs)] == [set(), {CARD}, {MONTH}, {CARD, PLACE}]

    @pytest.mark.parametrize(
        ("kind", "keys", "message"),
        [
            (NeedKind.BALANCE, {PLACE}, "keyed_by: is said of what is no counter (leave it out)"),
            (NeedKind.COUNTER, {"place"}, "keyed_by: 'place' is not a CounterKey (use one of"),
            (NeedKind.COUNTER, {ByParameter}, "is not a CounterKey"),
            (NeedKind.COUNTER, 3, "keyed_by: 3 is not a set (give a set or a list, even of one)"),
        ],
    )
    def test_what_cannot_be(self, kind: NeedKind, keys: object, message: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            Need(kind, "n", keys)  # type: ignore[arg-type]
        assert message in str(caught.value)

    def test_a_parameter_stands_behind_the_others(self) -> None:
        till = ByParameter("till")
        kept: list[list[AnyKey]] = [[MONTH, till], [till], []]
        needs = sorted(Need(NeedKind.COUNTER, "n", keys) for keys in kept)
        assert [need.keyed_by for need in needs] == [set(), {till}, {MONTH, till}]


def test_a_parameter_has_a_name() -> None:
    with pytest.raises(InvalidInput, match="name"):
        ByParameter("")
