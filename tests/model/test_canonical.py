"""The canonical form: equal values give equal bytes, different values different ones, on every machine."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest
from attrs import field, frozen
from hypothesis import given
from hypothesis import strategies as st

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.attributes import Attributes, JsonObject
from loyalty_engine.model.canonical import encode
from loyalty_engine.model.catalog import AttributeFilter
from loyalty_engine.model.money import Money
from loyalty_engine.model.period import Period
from loyalty_engine.model.receipt import Line, Receipt
from loyalty_engine.model.slots import Slot
from loyalty_engine.rules.conditions import HasAttribute
from loyalty_engine.rules.predicates import Carrier, HasValue, Range

RIGA = dt.timezone(dt.timedelta(hours=3))
NOON = dt.datetime(2026, 9, 15, 12, tzinfo=RIGA)
SAME_IN_UTC = NOON.astimezone(dt.UTC)


class Size(Enum):
    SMALL = "s"
    LARGE = "l"


class Weight(Enum):
    SMALL = "s"


@frozen
class Box:
    """What compares by some of its fields."""

    content: object
    note: str = field(default="", eq=False)


@frozen
class Crate:
    """The same content in another class."""

    content: object


def receipt(at: dt.datetime) -> Receipt:
    return Receipt(id="r", at=at, place="s", lines=[Line(number=1, product="tea", amount=Money(990, "EUR"))])


def has(*values: Any) -> HasAttribute:
    return HasAttribute(of=Carrier.MEMBER, name="level", values=values)


@pytest.mark.parametrize(
    ("value", "other"),
    [
        pytest.param(1, Decimal("1.00"), id="a number in two types"),
        pytest.param(-20, Decimal("-2E1"), id="a number with an exponent"),
        pytest.param(0, Decimal("-0.0"), id="nothing"),
        pytest.param(frozenset("abc"), frozenset("cab"), id="a set"),
        pytest.param(Box(5, note="a"), Box(5, note="b"), id="a model with a field that does not count"),
        pytest.param(
            Attributes.of(a=1, b=Decimal("1.50")),
            Attributes.of({"b": Decimal("1.5"), "a": 1}),
            id="attributes",
        ),
        pytest.param(
            JsonObject((("a", 1), ("b", 2))),
            JsonObject((("b", 2), ("a", 1))),
            id="the members of a JSON object, which are in no order",
        ),
        pytest.param(NOON, SAME_IN_UTC, id="an instant seen from two zones"),
        pytest.param(
            Period("2026-09-15T12:00+03:00"), Period("2026-09-15T09:00+00:00"), id="a period from an instant"
        ),
        pytest.param(
            Slot(position=1, changed_at=NOON), Slot(position=1, changed_at=SAME_IN_UTC), id="a slot"
        ),
        pytest.param(Range(low=1), Range(low=Decimal("1.0")), id="a range"),
        pytest.param(has("gold", Decimal("1.0")), has(1, "gold"), id="a condition"),
    ],
)
def test_equal_values_have_one_form(value: object, other: object) -> None:
    assert value == other
    assert encode(value) == encode(other)


@pytest.mark.parametrize(
    ("value", "other"),
    [
        pytest.param(1, True, id="true is not 1"),
        pytest.param(0, None, id="None is not 0"),
        pytest.param("1", 1, id="text is no number"),
        pytest.param("True", True, id="text is not true"),
        pytest.param(Size.SMALL, "s", id="a word is no text"),
        pytest.param(Size.SMALL, Size.LARGE, id="two words"),
        pytest.param(Size.SMALL, Weight.SMALL, id="one word of two lists"),
        pytest.param(("ab",), ("a", "b"), id="texts that read alike in a row"),
        pytest.param((("a",), "b"), ("a", ("b",)), id="other brackets"),
        pytest.param((1, 2), (2, 1), id="another order"),
        pytest.param((1,), frozenset({1}), id="a sequence is no set"),
        pytest.param(Box(1), Crate(1), id="two classes"),
        pytest.param(Box(1), Box(10), id="two numbers with the same first digit"),
        pytest.param(Decimal("0.1"), 1, id="a tenth is not one"),
        pytest.param(-1, 1, id="a sign"),
        pytest.param(dt.date(2026, 9, 15), dt.datetime(2026, 9, 15), id="a day is no midnight"),
        pytest.param(dt.date(2026, 9, 15), "2026-09-15", id="a day is no text"),
        pytest.param(dt.time(9), "09:00:00", id="a time is no text"),
        pytest.param(NOON, NOON.replace(tzinfo=None), id="a clock reading is no instant"),
        pytest.param(receipt(NOON), receipt(SAME_IN_UTC), id="shops in two zones at one instant"),
        pytest.param(has(1), has(True), id="a condition on 1 and one on true"),
        pytest.param(
            HasValue(carrier=Carrier.MEMBER, name="x", wanted=frozenset({0})),
            HasValue(carrier=Carrier.MEMBER, name="x", wanted=frozenset({False})),
            id="a predicate on 0 and one on false",
        ),
        pytest.param(
            AttributeFilter(attribute="a", values={1}),
            AttributeFilter(attribute="a", values={True}),
            id="a filter on 1 and one on true",
        ),
        pytest.param(Attributes.of(a=1), Attributes.of(a=True), id="an attribute of 1 and one of true"),
    ],
)
def test_different_values_have_different_forms(value: object, other: object) -> None:
    assert encode(value) != encode(other)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(1.5, id="a float"),
        pytest.param([1], id="a list, which could change"),
        pytest.param({"a": 1}, id="a dict"),
        pytest.param({1}, id="a set that could change"),
        pytest.param(b"a", id="bytes"),
        pytest.param(len, id="a function"),
        pytest.param(object(), id="anything"),
        pytest.param((1, (2, [3])), id="a list deep inside"),
        pytest.param(Box({}), id="a dict in a model"),
        pytest.param(Decimal("NaN"), id="not a number"),
        pytest.param(Decimal("sNaN"), id="not a number, loudly"),
        pytest.param(Decimal("Infinity"), id="infinity, which is not 0"),
        pytest.param(10**5000, id="a number too long to print"),
    ],
)
def test_what_has_no_form(value: object) -> None:
    with pytest.raises(InvalidInput, match=r"this \w+ has none \(use frozen attrs values and tuples\)"):
        encode(value)


def test_the_first_and_the_last_instant_have_a_form() -> None:
    first = dt.datetime.min.replace(tzinfo=RIGA)
    last = dt.datetime.max.replace(tzinfo=dt.timezone(-dt.timedelta(hours=12)))

    assert encode(first) != encode(last)


@pytest.mark.parametrize("seed", ["0", "1", "7"])
def test_the_form_is_the_same_in_every_process(seed: str) -> None:
    program = "from loyalty_engine.model.canonical import encode\nprint(encode(frozenset('abcdefgh')))"
    environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)}

    made = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, env=environment)

    assert made.stdout.decode().strip() == str(encode(frozenset("abcdefgh")))


SCALARS: st.SearchStrategy[object] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1000, 1000),
    st.decimals(-1000, 1000, places=2),
    st.text("ab1:;", max_size=3),
    st.dates(),
    st.times(),
    st.datetimes(),
    st.datetimes(timezones=st.sampled_from([dt.UTC, RIGA])),
    st.sampled_from([*Size, *Weight]),
)


def _nested(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.one_of(
        st.lists(inner, max_size=3).map(tuple[object, ...]),
        st.frozensets(inner, max_size=3),
        inner.map(Box),
    )


VALUES = st.recursive(SCALARS, _nested, max_leaves=6)


def alike(value: object) -> object:
    """What *value* compares by, if true is not 1."""
    if isinstance(value, bool):
        return ("bool", str(value))
    if isinstance(value, tuple):
        return ("tuple", *map(alike, value))
    if isinstance(value, frozenset):
        return frozenset(map(alike, value))
    return ("box", alike(value.content)) if isinstance(value, Box) else value


@given(VALUES, VALUES)
def test_forms_are_equal_exactly_where_values_are(one: object, other: object) -> None:
    assert (encode(one) == encode(other)) is (alike(one) == alike(other))
