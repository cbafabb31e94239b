from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty_engine.errors import InvalidInput
from loyalty_engine.wire.layout import dumps, packed
from loyalty_engine.wire.text import Plain, parse, unpacked


@pytest.mark.parametrize(
    ("plain", "compact"),
    [
        pytest.param(None, "null", id="null"),
        pytest.param([True, False], "[true,false]", id="true and false"),
        pytest.param({"b": 1, "a": []}, '{"b":1,"a":[]}', id="members keep their order"),
        pytest.param({}, "{}", id="nothing"),
        pytest.param(Decimal("79.90"), "79.90", id="a number with all its digits"),
        pytest.param(Decimal("1E+3"), "1000", id="a number without its exponent"),
        pytest.param(Decimal("-1E-7"), "-0.0000001", id="nor a small one"),
        pytest.param('a"\\\n\té', '"a\\"\\\\\\n\\té"', id="escapes where they are needed, and only there"),
        pytest.param("\x7f\u2028", '"\x7f\u2028"', id="what JSON allows stays"),
    ],
)
def test_compact(plain: Plain, compact: str) -> None:
    assert dumps(plain) == compact
    assert parse(compact) == plain


_TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
_NUMBERS = st.integers(-(10**20), 10**20) | st.decimals(-(10**9), 10**9, places=3).map(
    lambda n: n.normalize()
)
_PLAIN = st.recursive(
    st.none() | st.booleans() | _NUMBERS | _TEXTS | st.just("\\u0000"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(_PLAIN)
def test_a_store_packs_what_documents_hold(plain: Plain) -> None:
    assert packed(plain) == dumps(plain)
    assert unpacked(packed(plain), subject="kept") == plain


@pytest.mark.parametrize("value", ["\ud800", "a\x00", {"\udc00": 1}, [["\0"]], [Decimal("NaN")], [{1}]])
def test_what_is_not_plain_is_not_packed(value: Plain) -> None:
    with pytest.raises(InvalidInput):
        packed(value)


@pytest.mark.parametrize("text", ["", "{", '{"a":1}}', "[" * 10**5, "9" * 5000], ids=len)
def test_what_was_not_packed_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="is no JSON"):
        unpacked(text, subject="kept")


def test_what_fits_on_a_line_stays_on_it() -> None:
    plain: Plain = {"id": "r-1", "amount": {"amount": "9.90", "currency": "EUR"}, "codes": ["4" * 40] * 3}

    assert dumps(plain, indent=2) == "\n".join(
        [
            "{",
            '  "id": "r-1",',
            '  "amount": {"amount": "9.90", "currency": "EUR"},',
            '  "codes": [',
            f'    "{"4" * 40}",',
            f'    "{"4" * 40}",',
            f'    "{"4" * 40}"',
            "  ]",
            "}",
        ]
    )


@pytest.mark.parametrize(("length", "lines"), [(96, 1), (97, 3)])
def test_a_line_has_100_columns(length: int, lines: int) -> None:
    assert dumps(["x" * length], indent=4).count("\n") + 1 == lines


@pytest.mark.parametrize(("length", "lines"), [(84, 1), (85, 3), (86, 5)])
def test_a_name_and_a_margin_take_room_too(length: int, lines: int) -> None:
    text = dumps([{"name": ["x" * length]}], indent=1)

    assert text.count("\n") + 1 == lines
    assert max(map(len, text.splitlines())) <= 100


def test_other_readers_agree() -> None:
    plain: Plain = {"a": [1, "é", None, {"b": {"c": ["x" * 200, {}]}}], "d": True}

    assert json.loads(dumps(plain)) == json.loads(dumps(plain, indent=3)) == plain


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        Decimal("NaN"),
        Decimal("Infinity"),
        {1, 2},
        (1, 2),
        b"x",
        "\ud800",
        "a\x00",
        {"\udc00": 1},
        {"a": {5.0: 1}},
    ],
)
def test_what_is_not_plain_is_refused(value: Plain) -> None:
    with pytest.raises(InvalidInput):
        dumps(value)
    with pytest.raises(InvalidInput):
        dumps([value, "x" * 100], indent=2)
