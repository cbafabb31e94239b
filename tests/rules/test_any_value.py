"""Any Python value in any argument of any constructor makes a value or `InvalidInput`, and nothing else.

What a constructor takes can then be hashed, printed, pickled and digested; a condition or a benefit can
also be lowered and described.
"""

from __future__ import annotations

import datetime as dt
import math
import pickle
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rules.samples import (
    BENEFITS,
    CARD,
    CONDITIONS,
    EVERY,
    LOWERED,
    NOON,
    PRICE,
    SEPTEMBER,
    TEA,
    TEN,
    Arguments,
)

from loyalty_engine.errors import InvalidInput, LoyaltyError
from loyalty_engine.model.canonical import encode
from loyalty_engine.model.money import Money, Quantity
from loyalty_engine.rules.conditions import Products
from loyalty_engine.rules.predicates import Carrier


class Unprintable:
    """An object whose repr() fails."""

    def __repr__(self) -> str:
        raise RuntimeError("no text for this")


class Shout(str):
    """Text of a class of its own."""

    __slots__ = ()


class Zeroth:
    """Looks like a sequence until somebody wants to see the elements."""

    def __iter__(self) -> Iterator[object]:
        raise TypeError("iteration over a 0-d array")


NESTED: list[object] = []
for _ in range(2000):
    NESTED = [NESTED]

PLAIN: tuple[Any, ...] = (
    None,
    *(True, False, 0, 1, -1, 2, 10**9, -(10**9), 2**63, 10**24, 10**5000, -(10**5000)),
    *(0.0, 9.9, math.nan, math.inf, -math.inf, 1j),
    *(
        Decimal("1.5"),
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("-Infinity"),
        Decimal("1e999999"),
        Decimal("-0"),
    ),
    *("", " ", "tea", "9.90", "tea ", "x" * 3000, "\0", "\ud800", "{receipt.total}", "{", "2026-09-01"),
    *(b"tea", bytearray(b"tea"), Shout("tea")),
    *(dt.date(2026, 9, 1), dt.date.min, dt.time(9), dt.timedelta(1)),
    *(
        NOON,
        NOON.replace(tzinfo=None),
        dt.datetime.max.replace(tzinfo=dt.UTC),
        dt.datetime.min.replace(tzinfo=dt.UTC),
    ),
    *((), [], {}, set(), frozenset(), range(3), {"tea": 1}, {1}, [[]], (None,), ("tea",), {"tea"}),
    *([1, "1"], ["tea", "tea"], [("a", 1)], [("a",)], (1.5,), [Decimal("sNaN")], {"a": {"b": [1]}}),
    *(int, str, list[int], Carrier, Products, len, object(), Unprintable(), Zeroth(), NotImplemented),
    *(Carrier.LINE, PRICE, Money(-1, "JPY"), Money(10**24 - 1, "EUR"), TEN, Quantity.of(1), SEPTEMBER),
    *(TEA, CARD, (TEA,), [CARD, TEA], TEA.lower(), NESTED),
)


def generated() -> Iterator[object]:
    yield from ("tea", 5, None)


HOSTILE: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(PLAIN),
    st.integers().map(lambda n: iter([n])),
    st.builds(generated),
    st.sampled_from([given_ for arguments in EVERY.values() for given_ in arguments.values()]),
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=3), st.decimals()),
        lambda inner: st.one_of(
            st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=2), inner, max_size=2)
        ),
        max_leaves=4,
    ),
)


def holds_its_promises(kind: type, value: Any) -> None:
    """What is made is a value, whatever it is made of."""
    assert hash(value) == hash(value)
    assert value == value
    assert repr(value)
    assert pickle.loads(pickle.dumps(value)) == value
    if kind not in LOWERED:
        assert encode(value) == encode(pickle.loads(pickle.dumps(value)))
    if kind in CONDITIONS or kind in BENEFITS:
        assert value.describe()
        try:
            assert value.lower() == value.lower()
        except LoyaltyError:  # a condition whose opposite has no meaning, or that holds a host's own
            assert kind in CONDITIONS


def attempt(kind: type, arguments: Arguments) -> None:
    try:
        made = kind(**arguments)
    except InvalidInput as error:
        made = error
    if isinstance(made, InvalidInput):
        assert all(problem.message for problem in made.problems)
        assert 0 < len(str(made)) < 100_000
    elif kind not in LOWERED:
        holds_its_promises(kind, made)


ARGUMENTS = [pytest.param(kind, name, id=f"{kind.__name__}.{name}") for kind in EVERY for name in EVERY[kind]]


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.__name__)
def test_the_samples_are_good_before_they_are_spoilt(kind: type) -> None:
    value = kind(**EVERY[kind])

    assert {name: getattr(value, name) for name in EVERY[kind]} == EVERY[kind]
    named = {field.name for field in attrs.fields(kind) if field.init}
    assert set(EVERY[kind]) == named, "every argument has a sample"
    holds_its_promises(kind, value)


@pytest.mark.parametrize(("kind", "name"), ARGUMENTS)
def test_a_fixed_list_of_values_in_each_argument(kind: type, name: str) -> None:
    for value in PLAIN:
        attempt(kind, {**EVERY[kind], name: value})


@pytest.mark.parametrize("kind", [kind for kind in EVERY if EVERY[kind]], ids=lambda kind: kind.__name__)
@settings(max_examples=settings().max_examples // 4)  # for each of a hundred classes
@given(st.data())
def test_any_values_in_any_arguments(kind: type, data: st.DataObject) -> None:
    names = data.draw(st.sets(st.sampled_from([*EVERY[kind]]), min_size=1))
    attempt(kind, {**EVERY[kind], **{name: data.draw(HOSTILE, label=name) for name in sorted(names)}})
