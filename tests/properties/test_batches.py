"""Laws of batches: nothing but rows comes of any bytes, and a glance never sees less than the reader."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from hypothesis import event, given
from hypothesis import strategies as st
from wire.batch import HEADER, TERMS, category, csv_row, item, json_row, offer, rows

from loyalty_engine.model.identification import Identifier, IdentifierKind
from loyalty_engine.program.imports import ImportRow
from loyalty_engine.wire.batches import BatchFormat, PersonalKind, read_batch, write_batch
from loyalty_engine.wire.batches.glance import Glance, accounted_for, glimpsed
from loyalty_engine.wire.batches.values import value_reader
from loyalty_engine.wire.text import LIMITS, DocumentError, Limits, parse

FORMATS = st.sampled_from(BatchFormat)
FRAGMENTS = st.sampled_from(
    [
        HEADER.encode(),
        csv_row("city", 'a "b",\nc').encode(),
        json_row("city", "a").encode(),
        json_row("offers", offer()).encode(),
        csv_row("offers", json.dumps(offer())).encode(),
        *(b'"', b'""', b",", b"\n", b"\r", b"\0", b"\xef\xbb\xbf", b"\xff\xfe", b"[", b"{", b"phone,1,city,"),
    ]
)
DAMAGED = st.lists(st.one_of(FRAGMENTS, st.binary(max_size=8)), max_size=12).map(b"".join)


@given(
    format=FORMATS, data=DAMAGED, headed=st.booleans(), bytes=st.integers(40, 400), with_values=st.booleans()
)
def test_any_bytes_become_rows_in_order_or_a_located_error(
    format: BatchFormat, data: bytes, headed: bool, bytes: int, with_values: bool
) -> None:
    if headed:
        data = HEADER.encode() + data
    try:
        found = rows(data, format=format, limits=Limits(bytes=bytes), with_values=with_values)
    except DocumentError:
        return  # where, is said in the table of files without a header
    ends = [row.end.offset for row in found]
    assert ends == sorted(set(ends))
    assert all(0 < end <= len(data) for end in ends)
    assert all(
        row.line == data[:end].count(b"\n") + 1
        for row, end in zip(found[1:], ends, strict=False)
        if data[end : end + 1] not in b"\n\r"
    )
    assert all((row.identifier is not None) >= (not row.problems) for row in found)
    assert all(problem.message for row in found for problem in row.problems)


@given(format=FORMATS, data=DAMAGED, chunk=st.integers(1, 7))
def test_how_the_stream_is_cut_makes_no_difference(format: BatchFormat, data: bytes, chunk: int) -> None:
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(chunk)

    data = HEADER.encode() + data

    assert list(read_batch(Slow(data), TERMS, format=format, with_values=True)) == rows(data, format=format)


@given(format=FORMATS, data=DAMAGED)
def test_reading_on_from_any_row_gives_the_rows_after_it(format: BatchFormat, data: bytes) -> None:
    data = (HEADER if format is BatchFormat.CSV else "\n").encode() + data
    found = rows(data, format=format)

    for n, row in enumerate(found):
        assert rows(data, format=format, start=row.end) == found[n + 1 :]


TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"), min_size=1, max_size=20
)
IDS = TEXTS.filter(lambda text: text.strip() == text and text.isprintable())
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | TEXTS,
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(TEXTS, parts, max_size=3),
    max_leaves=8,
)
PLAIN: dict[str, st.SearchStrategy[Any]] = {
    "city": TEXTS,
    "vip": st.booleans(),
    "children": st.integers(-(2**63), 2**63 - 1),
    "weight": st.integers(-(10**14), 10**14) | st.sampled_from([0.5, -12.25, 0.000001]),
    "wedding": st.dates().map(str),
    "extra": JSON.filter(lambda value: value is not None),
    "size": st.sampled_from(["S", "M"]),
    "offers": st.integers(0, 100).map(lambda percent: offer(item(PreferenceValue=percent))),
}


@st.composite
def good_rows(draw: st.DrawFn) -> ImportRow:
    """A row as it is read from JSON Lines."""
    name = draw(st.sampled_from(sorted(PLAIN)))
    (row,) = rows(json_row(name, draw(PLAIN[name])), format=BatchFormat.JSON_LINES)
    assert row.problems == ()
    identifier = Identifier(draw(st.sampled_from(IdentifierKind)), draw(IDS))
    return evolve(row, identifier=identifier)


@given(st.lists(good_rows(), max_size=4), FORMATS)
def test_rows_that_are_written_are_read_again(written: list[ImportRow], format: BatchFormat) -> None:
    text = "".join(write_batch(written, TERMS, format=format))

    found = rows(text, format=format)

    assert [row.problems for row in found] == [()] * len(written)
    assert [(row.identifier, row.attribute, row.value) for row in found] == [
        (row.identifier, row.attribute, row.value) for row in written
    ]


CODES: st.SearchStrategy[Any] = st.sampled_from(
    ["100", "a-1", "x", "", " x", "ä", 'a"b', "a\\b", "a" * 101, "a" * 201, "é\n", 7, None, True, []]
)
DATES = st.sampled_from(
    [
        "2026-09-01",
        "2026-09-15T23:59:59+03:00",
        "2026-09-31",
        "",
        "0001-01-01",
        "9999-12-31T23:59:59",
        None,
        5,
    ]
)
SIZES = st.sampled_from(
    [0, 5, 100, 101, -1, True, "15", "15.5", 12.5, 12.55, 12.555, 1e400, 10**40, None, [1]]
)
FLAGS = st.sampled_from([True, False, None, 1, 0, "true"])


def keys(fields: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Some of the *fields*."""
    return st.fixed_dictionaries({}, optional=fields)


ITEMS = keys(
    {
        "GoodsId": CODES,
        "CategoryId": CODES,
        "GoodsGroupUID": CODES,
        "IdType": st.sampled_from(["External", "Internal", "Other", None]),
        "PreferenceType": st.sampled_from(["Discount", "Cashback", "Coupon", "Gift"]),
        "CalculationMethod": st.sampled_from(["Percent", "FixAmount", "AmountPerUnit", "PricePerUnit", 1]),
        "PreferenceValue": SIZES,
        "CouponEmissionId": CODES,
        "PriceUp": CODES,
        "PriceDown": CODES,
        "StartDate": DATES,
        "EndDate": DATES,
        "Accepted": FLAGS,
        "Unknown": CODES,
    }
)
LIKELY = st.builds(
    lambda some: item() | some,
    keys({"GoodsId": CODES, "PreferenceValue": SIZES, "EndDate": DATES, "Accepted": FLAGS}),
)
HEADS = {"StartDate": DATES, "EndDate": DATES, "AcceptanceRequired": FLAGS, "Accepted": FLAGS, "More": CODES}
BLOCKS = keys({"BrandId": CODES, "Items": st.lists(LIKELY | ITEMS, max_size=3) | CODES, "More": CODES})
LIKELY_BLOCKS = st.fixed_dictionaries(
    {"Items": st.lists(LIKELY, max_size=3)}, optional={"BrandId": st.sampled_from(["b1", None, "b 1", 4])}
)
CATEGORIES = st.builds(
    lambda some: category() | some,
    keys(
        {
            "id": CODES,
            "name": CODES | TEXTS,
            "goodsGroupUID": CODES,
            "startActiveDate": DATES,
            "endActiveDate": DATES,
            "preferenceType": st.sampled_from([4, 5, "4", True]),
            "preferenceValue": SIZES,
            "accepted": FLAGS,
        }
    ),
)
TIERS = st.builds(
    lambda some: {"Amount": 10, "PreferenceValue": 5} | some,
    keys({"Amount": SIZES, "PreferenceValue": SIZES}),
)
OFFERS = {
    "offers": st.builds(
        lambda blocks, head: {"Preferences": blocks} | head,
        st.lists(LIKELY_BLOCKS | BLOCKS, max_size=3) | CODES,
        keys(HEADS),
    ),
    "categories": st.builds(
        lambda categories, head: {"categories": categories} | head,
        st.lists(CATEGORIES, max_size=3),
        keys({"maxCount": SIZES, "selectedPeriod": SIZES, "acceptedDate": DATES, "more": CODES}),
    ),
    "sums": st.builds(
        lambda tiers, head: (
            {"PreferenceType": "Discount", "CalculationMethod": "Percent", "Thresholds": tiers} | head
        ),
        st.lists(TIERS, min_size=1, max_size=3),
        keys(HEADS),
    ),
}


def damaged(text: str, twice: str | None) -> str:
    """*text*, an object, with one of its members twice."""
    return text if twice is None else text.replace(twice, f"{twice}{twice}", 1)


@pytest.mark.parametrize("name", sorted(OFFERS))
@pytest.mark.parametrize("ignore_unknown", [False, True])
@given(data=st.data())
def test_what_is_accepted_at_a_glance_the_reader_accepts(
    name: str, ignore_unknown: bool, data: st.DataObject
) -> None:
    """One glance for several values, because it remembers the parts that it has seen."""
    terms = evolve(TERMS, ignore_unknown=ignore_unknown)
    full = value_reader(name, terms, LIMITS, with_values=True)
    quick = value_reader(name, terms, LIMITS, with_values=False)
    assert full is not None
    assert quick is not None
    for value in data.draw(st.lists(OFFERS[name], min_size=1, max_size=3)):
        twice = data.draw(
            st.none() | st.sampled_from(['"Accepted": true, ', '"GoodsId": "100", ', '"id": "1", ', '"b1", '])
        )
        text = damaged(json.dumps(value), twice)
        seen = glimpsed(text)
        glance = None if seen is None else quick.at_a_glance(seen)
        if glance is None or not accounted_for(text, glance[0]):
            event("goes to the reader")
            continue
        event("accepted at a glance")
        _, warnings = full.from_text(text)
        assert glance[1] == warnings
        assert parse(text) == _exactly(seen)


def _exactly(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _exactly(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_exactly(part) for part in value]
    return Decimal(value) if isinstance(value, str) and type(value) is not str else value


@pytest.mark.parametrize("format", BatchFormat)
@given(value=st.one_of(*OFFERS.values()), name=st.sampled_from(sorted(OFFERS)))
def test_rows_with_and_without_values_are_judged_alike(format: BatchFormat, value: Any, name: str) -> None:
    text = json.dumps(value)
    data = HEADER + csv_row(name, text) * 2 if format is BatchFormat.CSV else json_row(name, value) * 2

    full, quick = (rows(data, format=format, with_values=kept) for kept in (True, False))

    assert [(row.problems, row.warnings) for row in quick] == [(row.problems, row.warnings) for row in full]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("offers", offer(item(), item(GoodsId="200", PreferenceValue=12.5), StartDate="2026-09-01")),
        (
            "categories",
            {"maxCount": 2, "categories": [category(), category(id="2", name="Käse", accepted=True)]},
        ),
        (
            "sums",
            {
                "PreferenceType": "Discount",
                "CalculationMethod": "Percent",
                "Thresholds": [{"Amount": 5, "PreferenceValue": 1}],
            },
        ),
    ],
)
def test_the_usual_value_is_accepted_at_a_glance(name: str, value: object) -> None:
    reader = value_reader(name, TERMS, LIMITS, with_values=False)
    text = json.dumps(value, ensure_ascii=False)
    assert reader is not None

    found = reader.at_a_glance(glimpsed(text))

    assert found is not None
    assert accounted_for(text, found[0])


def test_what_a_glance_remembers_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loyalty_engine.wire.batches.glance.MOST_PARTS", 5)
    glance = Glance(PersonalKind.PERSONALIZED_OFFER, lambda text: True, LIMITS)

    for n in range(100):
        assert glance.strings(offer(item(PreferenceValue=n))) is not None
        assert glance.strings(offer(item(CouponEmissionId="x" * 2000))) is not None
        assert len(glance._parts) <= 5


@pytest.mark.parametrize(
    "limits",
    [Limits(items=100), Limits(values=100), Limits(depth=4)],
)
def test_where_limits_are_small_the_reader_looks(limits: Limits) -> None:
    reader = value_reader("offers", TERMS, limits, with_values=False)

    assert reader is not None
    assert reader.at_a_glance(offer()) is None


@given(st.text(max_size=40))
def test_no_text_breaks_a_glimpse(text: str) -> None:
    value = glimpsed(text)

    for name in OFFERS:
        reader = value_reader(name, TERMS, LIMITS, with_values=False)
        assert reader is not None
        assert value is None or reader.at_a_glance(value) is None
