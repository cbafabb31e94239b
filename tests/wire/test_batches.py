"""Batches of attributes: every row is read or refused with its reason, whatever stands around it."""

from __future__ import annotations

import datetime as dt
import io
import json
from decimal import Decimal

import pytest
from attrs import evolve
from wire.batch import HEADER, TERMS, category, csv_row, item, json_row, offer, phone, rows

from loyalty_engine import AttributeDefinition, AttributeType, InvalidInput
from loyalty_engine.model.attributes import freeze_json
from loyalty_engine.model.personal import BenefitKind
from loyalty_engine.program.imports import ImportRow, NoValue, Position, RowOutcome, RowState
from loyalty_engine.wire.batches import (
    BatchFormat,
    BatchTerms,
    PersonalKind,
    read_batch,
    write_batch,
    write_outcomes,
)
from loyalty_engine.wire.batches.window import CHUNK
from loyalty_engine.wire.loymax import Method, Preference
from loyalty_engine.wire.text import DocumentError, Limits

OFFER = json.dumps(offer())


def problems(found: list[ImportRow]) -> list[tuple[int, list[str]]]:
    """The line of each row, and what is wrong with it."""
    return [(row.line, [str(problem) for problem in row.problems]) for row in found]


VALUES = [
    ("city", "Köln", "Köln", "Köln"),
    ("city", "=1+1", "=1+1", "=1+1"),
    ("city", '@SUM("A1")', '@SUM("A1")', '@SUM("A1")'),
    ("city", "two\nlines, and a comma", "two\nlines, and a comma", "two\nlines, and a comma"),
    ("vip", "true", True, True),
    ("children", "-3", -3, -3),
    ("children", "2.0", 2.0, 2),
    ("weight", "0.250", 0.25, Decimal("0.25")),
    ("wedding", "2020-02-29", "2020-02-29", dt.date(2020, 2, 29)),
    ("extra", '{"a": [1, 2.5]}', {"a": [1, 2.5]}, freeze_json({"a": [1, Decimal("2.5")]})),
    ("size", "S", "S", "S"),
    ("offers", OFFER, offer(), freeze_json(offer())),
    (
        "categories",
        json.dumps({"categories": [category()]}),
        {"categories": [category()]},
        freeze_json({"categories": [category()]}),
    ),
    (
        "categories",
        json.dumps({"maxCount": 2.0, "categories": [category()]}),
        {"maxCount": 2.0, "categories": [category()]},
        freeze_json({"maxCount": 2, "categories": [category()]}),
    ),
]


@pytest.mark.parametrize(("attribute", "cell", "plain", "value"), VALUES)
def test_a_value_is_read_in_both_formats(attribute: str, cell: str, plain: object, value: object) -> None:
    (from_csv,) = rows(HEADER + csv_row(attribute, cell))
    (from_json,) = rows(json_row(attribute, plain), format=BatchFormat.JSON_LINES)

    assert (from_csv.identifier, from_csv.attribute, from_csv.value) == (phone(), attribute, value)
    assert (from_json.identifier, from_json.attribute, from_json.value) == (phone(), attribute, value)
    assert (from_csv.problems, from_json.problems) == ((), ())


def test_columns_stand_in_the_order_of_the_header_and_lines_may_end_in_two_ways() -> None:
    data = "\ufeffupdateValue,attributeName,identifierType,identifierValue\r\nBonn,city,Phone,+49151\r\n"

    assert rows(data) == [ImportRow(2, Position(len(data.encode()), 3), phone(), "city", "Bonn")]


def test_a_row_says_where_it_begins_and_what_comes_after_it() -> None:
    data = HEADER + "\n" + csv_row("city", "a\nb") + csv_row("city", "c").rstrip("\n")

    assert [(row.line, row.end) for row in rows(data)] == [
        (3, Position(len(data) - len(csv_row("city", "c")) + 1, 5)),
        (5, Position(len(data), 6)),
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "phone,+49151,city",
            "the row has 3 columns, and the header 4 (put cells that hold commas in quotes)",
        ),
        ("phone,+49151,city,a,b", "the row has 5 columns, and the header 4"),
        ('phone,+49151,city,5" screen', "character 20 of the row is a quote inside of a cell without quotes"),
        ('phone,+49151,city,"5" screen"', "character 22 of the row, ' ', follows a closing quote"),
        ('phone,+49151,city,"a"\r,', r"character 22 of the row, '\r', follows a closing quote"),
        ("phone,+49151,city,a\rb", "character 20 of the row is a carriage return"),
        ("phone,+49151,city,a\0b", "character 20 of the row is U+0000"),
        ("\ufeffphone,+49151,city,a", "character 1 of the row is a byte order mark"),
        ("fax,+49151,city,a", "identifier_kind: 'fax' is no kind of identifier"),
        ("phone, +49151,city,a", "identifier: ' +49151' has white space around it"),
        ("phone,,city,a", "identifier: '' is blank"),
        ("phone,+49151,town,a", "attribute: there is no attribute 'town'"),
        ("phone,+49151,city,", "value: is empty"),
        ("phone,+49151,vip,yes", "value: expected true or false, got the text 'yes'"),
        ("phone,+49151,children,2.5", "value: expected a whole number, got the text '2.5'"),
        ("phone,+49151,children,2.", "value: expected a whole number, got the text '2.'"),
        ("phone,+49151,children,1_0", "value: expected a whole number, got the text '1_0'"),
        ("phone,+49151,children,१२", "value: expected a whole number, got the text '१२'"),
        ("phone,+49151,children,9223372036854775808", "value: is beyond 64 bits"),
        ("phone,+49151,weight,1e400", "value: expected a number, got the text '1e400'"),
        ("phone,+49151,weight,NaN", "value: expected a number, got the text 'NaN'"),
        ("phone,+49151,weight,-Infinity", "value: expected a number, got the text '-Infinity'"),
        ("phone,+49151,wedding,2021-02-29", "value: '2021-02-29': day is out of range for month"),
        ("phone,+49151,size,XL", "value: does not fit an attribute of type radio_string"),
        ("phone,+49151,extra,NaN", "value: NaN is no number"),
        ("phone,+49151,extra,1e400", "value: 1e400 is a number out of all bounds"),
        ("phone,+49151,extra,null", "value: null is no value"),
        ("phone,+49151,extra,[1", "value: column 3: expecting ',' delimiter"),
        ("phone,+49151,extra," + "[" * 100_000, "value: column 65: the document is nested too deeply"),
        ('phone,+49151,extra,"{""a"": 1, ""a"": 2}"', "value.a: the name 'a' stands twice"),
        ('phone,+49151,extra,"""\\ud800"""', r"value: '\ud800' holds U+0000 or half of a surrogate pair"),
        ("phone,+49151,offers,7", "value: expected an object, got a number"),
    ],
)
def test_a_bad_row_is_refused_where_it_stands_and_others_go_on(line: str, message: str) -> None:
    good = csv_row("city", "Bonn")

    found = rows(HEADER + good + line + "\n" + good)

    assert [row.line for row in found] == [2, 3, 4]
    assert [row.value for row in found] == ["Bonn", NoValue.UNREAD, "Bonn"]
    assert [str(problem)[: len(message)] for problem in found[1].problems] == [message]
    assert found[0].problems == found[2].problems == ()
    for with_values in (False, True):
        assert problems(rows(HEADER + good + line + "\n" + good, with_values=with_values)) == problems(found)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("7", "expected an object, got the number 7"),
        ("{", "column 2: expecting property name enclosed in double quotes"),
        ('{"attribute": "city"}', "identifier_kind: is missing"),
        (json_row("city", "a")[:-2] + ', "more": 1}', "more: is not known here"),
        (json_row("city", "a")[:-2] + ', "updateValue": "b"}', "has two names for one thing"),
        (json_row("city", "a")[:-2] + ', "value": "b"}', "value: the name 'value' stands twice"),
        (json_row("offers", offer())[:-2] + ', "value": "b"}', "value: the name 'value' stands twice"),
        ('{"identifier_kind": 1' + json_row("city", "a")[27:], "identifier_kind: 1 is no kind of identifier"),
        (json_row("city", None), "value: is empty"),
        (json_row("city", 5), "value: does not fit an attribute of type string"),
        (json_row("children", "5"), "value: does not fit an attribute of type int"),
        (json_row("children", True), "value: does not fit an attribute of type int"),
        (json_row("weight", float("nan")), "value: NaN is no number"),
        (json_row("wedding", 2020), "value: expected a date, got 2020"),
        (json_row("offers", OFFER), "value: expected an object, got the text"),
        (json_row("city", "a").replace("+", r"\u0000"), "identifier: "),
    ],
)
def test_a_bad_line_of_json_is_refused_where_it_stands_and_others_go_on(line: str, message: str) -> None:
    good = json_row("city", "Bonn")

    for with_values in (False, True):
        data = f"{good}{line.rstrip()}\n\n{good}"
        found = rows(data, format=BatchFormat.JSON_LINES, with_values=with_values)

        assert [row.line for row in found] == [1, 2, 4]
        assert str(found[1].problems[0])[: len(message)] == message
        assert found[0].problems == found[2].problems == ()


BAD_OFFERS = [
    (offer(item(PreferenceValue=101)), "value.Preferences[0].Items[0].PreferenceValue"),
    (offer(item(), item(PreferenceValue=True)), "value.Preferences[0].Items[1].PreferenceValue"),
    (offer(item(PreferenceType="Gift")), "value.Preferences[0].Items[0].PreferenceType"),
    (offer(item(GoodsId=100)), "value.Preferences[0].Items[0].GoodsId"),
    (offer(item(GoodsId="")), "value.Preferences[0].Items[0].GoodsId"),
    (offer(item(CategoryId="drinks")), "value.Preferences[0].Items[0]"),
    (offer(item(StartDate="2026-09-31")), "value.Preferences[0].Items[0].StartDate"),
    (offer(item(Accepted=1)), "value.Preferences[0].Items[0].Accepted"),
    (offer(StartDate="2026-09-02", EndDate="2026-08-01"), "value.EndDate"),
    (offer(AcceptanceRequired=1), "value.AcceptanceRequired"),
    ({"Preferences": [{"BrandId": 1, "Items": []}]}, "value.Preferences[0].BrandId"),
    ({"Preferences": [{"Items": {}}]}, "value.Preferences[0].Items"),
    ({"Preferences": {}}, "value.Preferences"),
    ({"Preferences": [["BrandId", "b"]]}, "value.Preferences[0]"),
    ([["Preferences", []]], "value"),
    ({}, "value.Preferences"),
]


@pytest.mark.parametrize(("value", "path"), BAD_OFFERS)
@pytest.mark.parametrize("with_values", [False, True])
def test_what_is_wrong_in_an_offer_is_named_by_its_path(value: object, path: str, with_values: bool) -> None:
    good = offer()
    found = rows(
        HEADER + csv_row("offers", json.dumps(good)) + csv_row("offers", json.dumps(value)),
        with_values=with_values,
    )
    lines = rows(
        json_row("offers", good) + json_row("offers", value),
        format=BatchFormat.JSON_LINES,
        with_values=with_values,
    )

    assert [[p.path for p in row.problems] for row in found] == [[], [path]]
    assert [row.problems for row in lines] == [row.problems for row in found]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "line 1: the file is empty"),
        (b"\xef\xbb\xbf\n\n", "line 1: the file is empty"),
        (b"phone,+49151,city,Bonn\n", "line 1: the header is 'phone,+49151,city,Bonn'"),
        (HEADER.replace(",", ";").encode(), "line 1: the header is 'identifier_kind;identifier"),
        (b"identifier,identifier,attribute,value\n", "line 1: the header is"),
        (b'"identifier_kind\n', "line 1: a quoted cell is not closed before the end of the file"),
        (HEADER.encode("utf-16"), "line 1: the file is in UTF-16"),
        (b"\xff\xff\n", "line 1: byte 1 of the row, 0xff, is not UTF-8"),
        (b"a" * (2**20 + 1), "line 1: the row is longer than 1,048,576 bytes"),
    ],
)
def test_a_file_without_a_header_is_refused_as_a_whole(data: bytes, message: str) -> None:
    with pytest.raises(DocumentError) as caught:
        rows(data)

    assert caught.value.line == 1
    assert str(caught.value).startswith(f"attribute batch: {message}")


def test_bytes_that_are_not_utf_8_cost_their_row_alone() -> None:
    bad = "phone,+49151,city,Köln\n".encode("latin-1")
    open_cell = 'phone,+49151,city,"Köln\nPorz"\n'.encode("latin-1")
    good = csv_row("city", "Bonn").encode()

    found = rows(HEADER.encode() + bad + open_cell + good)

    assert problems(found) == [
        (2, ["byte 20 of the row, 0xf6, is not UTF-8 (save the file as UTF-8)"]),
        (3, ["byte 21 of the row, 0xf6, is not UTF-8 (save the file as UTF-8)"]),
        (5, []),
    ]


def test_a_quote_that_is_never_closed_costs_its_line_alone() -> None:
    data = HEADER + 'phone,+49151,city,"Köln\n' + "phone,+49152,city,Bonn\n" * 3

    assert [(row.line, bool(row.problems)) for row in rows(data)] == [
        (2, True),
        (3, False),
        (4, False),
        (5, False),
    ]
    (first, *_) = rows(data + "phone,+49151,city,a\n" * 100, limits=Limits(bytes=200))
    assert first.problems[0].message == "a quoted cell is not closed within 200 bytes"


def test_a_quote_that_the_next_row_seems_to_close_costs_its_line_alone() -> None:
    data = HEADER + 'phone,+49151,city,"Köln\nphone,+49152,city,"Bonn"" and Porz\n' + csv_row("city", "Bonn")

    assert [(row.line, [p.message for p in row.problems]) for row in rows(data)] == [
        (2, ["character 44 of the row, 'B', follows a closing quote"]),
        (3, ["a quoted cell is not closed before the end of the file"]),
        (4, []),
    ]


class Stream:
    """Gives *size* bytes of one long row between two others, and says how much was asked and is held."""

    def __init__(self, size: int, row: bytes = b"") -> None:
        self.parts = [HEADER.encode(), b'phone,+49151,city,"']
        self.left, self.row = size, row
        self.tail = b'"\nphone,+49152,city,Bonn\n'
        self.asked = 0

    def read(self, size: int, /) -> bytes:
        self.asked = max(self.asked, size)
        if self.parts:
            return self.parts.pop(0)
        if self.left:
            step = min(size, self.left)
            self.left -= step
            return b"a" * step
        tail, self.tail = self.tail, b""
        return tail


def test_a_value_of_a_hundred_megabytes_is_refused_without_being_held() -> None:
    stream = Stream(100 * 2**20)
    batch = read_batch(stream, TERMS)

    assert problems(list(batch)) == [
        (2, ["the row is longer than 1,048,576 bytes (shorten its value, or raise the limit)"]),
        (3, []),
    ]
    assert stream.asked == CHUNK


def test_rows_come_as_the_stream_gives_them() -> None:
    stream = Stream(0)
    stream.parts += [b'x"\n']

    batch = read_batch(stream, TERMS)
    next(batch)

    assert stream.tail, "the second row is not asked for before the first was given"


def test_a_stream_of_text_is_refused() -> None:
    with pytest.raises(InvalidInput, match="the stream gives str, not bytes"):
        read_batch(io.StringIO(HEADER), TERMS)  # type: ignore[arg-type]  # this is what is tested


@pytest.mark.parametrize("format", BatchFormat)
def test_an_empty_value_takes_the_old_one_away_only_where_that_is_said(format: BatchFormat) -> None:
    csv = format is BatchFormat.CSV
    data = "".join(
        f"phone,+49151,{name},\n" if csv else json_row(name, None) for name in ("city", "level", "town")
    )
    found = rows((HEADER if csv else "") + data, evolve(TERMS, support_empty=True), format=format)

    assert [row.value for row in found] == [NoValue.REMOVED, NoValue.UNREAD, NoValue.UNREAD]
    assert [[str(problem) for problem in row.problems] for row in found] == [
        [],
        ["value: is empty, and the attribute is required (give a value)"],
        [str(found[2].problems[0])],
    ]
    assert found[2].problems[0].message == "there is no attribute 'town'"


@pytest.mark.parametrize("with_values", [False, True])
def test_what_the_catalogue_does_not_have_is_a_warning(with_values: bool) -> None:
    unknown = offer(
        item(),
        item(GoodsId="300"),
        item(GoodsId="I-2", IdType="Internal"),
        item(GoodsId="I-3", IdType="Internal"),
        item(GoodsId=None, CategoryId="drinks"),
        item(GoodsId=None, CategoryId="toys"),
        item(GoodsId=None, GoodsGroupUID="school"),
        item(GoodsId=None, GoodsGroupUID="garden"),
    )
    data = HEADER + csv_row("offers", json.dumps(unknown))

    (row,) = rows(data, with_values=with_values)
    (silent,) = rows(data, evolve(TERMS, catalog=None), with_values=with_values)

    assert row.problems == silent.problems == silent.warnings == ()
    assert [(warning.path, warning.message) for warning in row.warnings] == [
        ("value.Preferences[0].Items[1].GoodsId", "the product '300' is not in the catalogue"),
        ("value.Preferences[0].Items[3].GoodsId", "the product 'I-3' is not in the catalogue"),
        ("value.Preferences[0].Items[5].CategoryId", "the category 'toys' is not in the catalogue"),
        ("value.Preferences[0].Items[7].GoodsGroupUID", "the group 'garden' is not in the catalogue"),
    ]


@pytest.mark.parametrize("with_values", [False, True])
def test_more_accepted_categories_than_may_work_are_a_warning(with_values: bool) -> None:
    both = [category(accepted=True), category(id="2", goodsGroupUID="garden", accepted=True)]
    apart = [category(endActiveDate="2026-09-30"), category(id="2", startActiveDate="2026-10-01")]
    data = "".join(
        csv_row("categories", json.dumps({"maxCount": 1, "categories": some})) for some in (both, apart)
    )

    row, silent = rows(HEADER + data, with_values=with_values)

    assert row.problems == silent.problems == silent.warnings == ()
    assert [(warning.path, warning.message) for warning in row.warnings] == [
        ("value.categories[1].goodsGroupUID", "the group 'garden' is not in the catalogue"),
        ("value.categories", "2 categories would work, and 1 may; '2' will not"),
    ]


@pytest.mark.parametrize(
    ("terms", "problem"),
    [
        (
            {"personal": {"a": PersonalKind.PERSONALIZED_OFFER}},
            "currency: is missing (say what sums in individual offers are in)",
        ),
        (
            {"personal": {"a": PersonalKind.FAVORITE_CATEGORIES}, "currency": "EUR"},
            "preferences: favourite categories need them",
        ),
        (
            {"preferences": {"4": Preference(BenefitKind.DISCOUNT, Method.PERCENT)}},
            "preferences['4']: '4' is no whole number",
        ),
        (
            {
                "personal": {"a": PersonalKind.PERSONALIZED_OFFER},
                "currency": "EUR",
                "definitions": [AttributeDefinition(name="a", type=AttributeType.STRING)],
            },
            "definitions[0]: a holds individual offers and is of type string",
        ),
        (
            {"definitions": [AttributeDefinition(name="a", type=AttributeType.STRING)] * 2},
            "definitions[1]: a stands twice",
        ),
        (
            {"personal": {" a": PersonalKind.PERSONALIZED_OFFER}, "currency": "EUR"},
            "personal: ' a' has",
        ),
        ({"currency": "EURO"}, "unknown currency 'EURO'"),
    ],
)
def test_terms_that_cannot_be_meant_are_refused(terms: dict[str, object], problem: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        BatchTerms(**terms)  # type: ignore[arg-type]  # a table of all kinds of arguments

    assert str(caught.value.problems[0])[: len(problem)] == problem


def test_a_restart_refuses_a_position_where_no_row_begins() -> None:
    data = HEADER + csv_row("city", "Bonn") * 2
    (first, second) = rows(data)

    assert rows(data, start=first.end) == [second]
    assert rows(data, start=second.end) == []
    for wrong in (Position(first.end.offset + 1, 3), Position(len(data) + 1, 9)):
        with pytest.raises(DocumentError, match="give the very file that the import began with"):
            rows(data, start=wrong)


def test_a_report_shows_what_looks_like_a_formula_and_lets_nothing_be_evaluated() -> None:
    found = rows(HEADER + "phone,+49151,city,Bonn\nphone,=1+1,vip,yes\nphone,a,@b,c\n")
    states = (RowState.COMPLETED, RowState.ERROR, RowState.ERROR)
    outcomes = [RowOutcome(row, state, row.problems) for row, state in zip(found, states, strict=True)]

    assert "".join(write_outcomes(outcomes)) == (
        "line,state,identifier_kind,identifier,attribute,kind,path,message,hint\n"
        "2,completed,phone,'+49151,city,,,,\n"
        "3,error,phone,'=1+1,vip,error,value,\"expected true or false, got the text 'yes'\",\n"
        f"4,error,phone,a,'@b,error,attribute,there is no attribute '@b',\"{found[2].problems[0].hint}\"\n"
    )


def test_what_cannot_be_read_again_is_not_written() -> None:
    row = ImportRow(2, Position(9, 3), phone(), "city", "Bonn")

    assert "".join(write_batch([row], TERMS)) == HEADER + "phone,+49151,city,Bonn\n"
    for bad in (
        evolve(row, identifier=None),
        evolve(row, attribute="town"),
        evolve(row, value=NoValue.UNREAD),
        evolve(row, value=""),
    ):
        with pytest.raises(InvalidInput):
            list(write_batch([bad], TERMS))
