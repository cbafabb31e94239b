from __future__ import annotations

import pickle
from decimal import Decimal

import pytest

from loyalty_engine.errors import MOST_PROBLEMS, InvalidInput
from loyalty_engine.wire.text import LIMITS, DocumentError, Limits, Plain, parse, step


@pytest.mark.parametrize(
    ("document", "value"),
    [
        pytest.param("{}", {}, id="an empty object"),
        pytest.param(' [1, "a", true, false, null] ', [1, "a", True, False, None], id="white space around"),
        pytest.param("\ufeff[]", [], id="a byte order mark in text is dropped"),
        pytest.param(b"\xef\xbb\xbf[]", [], id="a byte order mark in bytes is dropped"),
        pytest.param('"ё"'.encode(), "ё", id="UTF-8"),
        pytest.param('"\\ud83c\\udf75"', "🍵", id="a surrogate pair is a character"),
        pytest.param('"\\\\u0000"', "\\u0000", id="what only looks like an escape is text"),
        pytest.param('"[[[["', "[[[[", id="brackets in text do not nest"),
        pytest.param('"a\\"[[["', 'a"[[[', id="nor do they after an escaped quote"),
        pytest.param('{"a": {"a": 1}}', {"a": {"a": 1}}, id="one name on two levels"),
        pytest.param("-0", 0, id="minus nothing"),
        pytest.param("123456789012345678901234567890", 123456789012345678901234567890, id="thirty digits"),
    ],
)
def test_a_document_is_read(document: str | bytes, value: Plain) -> None:
    assert parse(document) == value


@pytest.mark.parametrize(
    ("document", "number"),
    [
        pytest.param("0.1", "0.1", id="a tenth is a tenth"),
        pytest.param("1.10", "1.10", id="zeros stay"),
        pytest.param("1e3", "1E+3", id="an exponent within bounds"),
        pytest.param("-2.5E-3", "-0.0025", id="a negative one too"),
        pytest.param("0.1000000000000000055511151231257827", None, id="more digits than a number may have"),
        pytest.param("1e31", None, id="an exponent beyond them"),
        pytest.param("1e-31", None, id="a negative one beyond them"),
        pytest.param("1e9999999999999", None, id="an exponent of many digits"),
    ],
)
def test_a_number_with_a_point_is_exact_or_refused(document: str, number: str | None) -> None:
    if number is None:
        with pytest.raises(DocumentError, match="is a number out of all bounds"):
            parse(document)
    else:
        value = parse(document)
        assert type(value) is Decimal
        assert str(value) == number


@pytest.mark.parametrize(
    ("document", "line", "column", "says"),
    [
        pytest.param("", 1, 1, "there is nothing in it", id="nothing"),
        pytest.param(" \n ", 2, 2, "there is nothing in it", id="white space alone"),
        pytest.param("hello", 1, 1, "expecting value", id="a word"),
        pytest.param("{'a': 1}", 1, 2, "expecting property name", id="single quotes"),
        pytest.param('{"a": 1,}', 1, 9, "expecting property name", id="a comma too many in an object"),
        pytest.param("[1,]", 1, 4, "expecting value", id="a comma too many in a list"),
        pytest.param("[1 2]", 1, 4, "expecting ',' delimiter", id="a comma too few"),
        pytest.param('{\n  "a": 1\n  "b": 2\n}', 3, 3, "expecting ',' delimiter", id="on the third line"),
        pytest.param("{} {}", 1, 4, "extra data", id="two values"),
        pytest.param("[] // all", 1, 4, "extra data", id="a comment"),
        pytest.param('["a', 1, 2, "unterminated string", id="text without an end"),
        pytest.param('["a\nb"]', 1, 4, "invalid control character", id="a line break in text"),
        pytest.param('["\\x"]', 1, 3, "invalid \\escape", id="an escape that is none"),
        pytest.param("[01]", 1, 3, "expecting ',' delimiter", id="a leading zero"),
        pytest.param("[+1]", 1, 2, "expecting value", id="a plus"),
        pytest.param("[.5]", 1, 2, "expecting value", id="a point first"),
        pytest.param("[0x1F]", 1, 3, "expecting ',' delimiter", id="hexadecimal digits"),
        pytest.param("[١]", 1, 2, "expecting value", id="Arabic digits"),
        pytest.param("[True]", 1, 2, "expecting value", id="Python's words"),
        pytest.param("[undefined]", 1, 2, "expecting value", id="JavaScript's words"),
        pytest.param("[" * 65 + "]" * 65, 1, 65, "nested too deeply", id="65 lists"),
        pytest.param('{"a":' * 65 + "1" + "}" * 65, 1, 321, "nested too deeply", id="65 objects"),
        pytest.param('[\n"[["' + ",[" * 64, 2, 132, "nested too deeply", id="without an end, after text"),
        pytest.param("[" * 100_000, 1, 65, "nested too deeply", id="100,000 lists without an end"),
        pytest.param("a\ud800", 1, 2, "half of a surrogate pair", id="half of a surrogate pair"),
    ],
)
def test_what_is_no_json_is_refused_by_line_and_column(
    document: str, line: int, column: int, says: str
) -> None:
    with pytest.raises(DocumentError) as caught:
        parse(document, subject="offers document")

    (problem,) = caught.value.problems
    assert (caught.value.subject, problem.path) == ("offers document", "$")
    assert (caught.value.line, caught.value.column) == (line, column)
    assert problem.message.startswith(f"line {line}, column {column}: ")
    assert says in problem.message
    assert problem.hint


def test_64_levels_are_read() -> None:
    assert parse("[" * 64 + "]" * 64)


@pytest.mark.parametrize(
    ("document", "path", "says"),
    [
        pytest.param(b"\xff\xfe[\x00]\x00", "$", "byte 0 is not UTF-8", id="UTF-16"),
        pytest.param("['caf\xe9']".encode("latin-1"), "$", "byte 5 is not UTF-8", id="Latin-1"),
        pytest.param(b'"\xed\xa0\x80"', "$", "byte 1 is not UTF-8", id="half of a surrogate pair in UTF-8"),
        pytest.param(b'"\xc0\x80"', "$", "byte 1 is not UTF-8", id="U+0000 in two bytes"),
        pytest.param('{"a": ["x", "\\ud800"]}', "$.a[1]", "half of a surrogate pair", id="one half escaped"),
        pytest.param('{"a": "\\udf75\\ud83c"}', "$.a", "half of a surrogate pair", id="two halves swapped"),
        pytest.param('{"\\udc00": 1}', "$", "half of a surrogate pair", id="one half in a name"),
        pytest.param('["\\u0000"]', "$[0]", "U+0000", id="U+0000"),
        pytest.param('{"a\\u0000": 1}', "$", "U+0000", id="U+0000 in a name"),
        pytest.param("[NaN]", "$[0]", "NaN is no number", id="NaN"),
        pytest.param('{"a": -Infinity}', "$.a", "-Infinity is no number", id="minus infinity"),
        pytest.param("[1" + "0" * 30 + "]", "$[0]", "is a number of 31 digits", id="31 digits"),
        pytest.param('{"a": 1, "b": {"c": 1, "c": 1}}', "$.b.c", "stands twice", id="one name twice"),
        pytest.param('{"a b": 1, "a b": 1}', "$['a b']", "stands twice", id="a name that is no word"),
        pytest.param('{"a": NaN, "a": 1}', "$.a", "stands twice", id="the first hides a second fault"),
    ],
)  # fmt: skip
def test_what_json_allows_and_no_document_means_is_refused(
    document: str | bytes, path: str, says: str
) -> None:
    with pytest.raises(DocumentError) as caught:
        parse(document)

    (problem,) = caught.value.problems
    assert problem.path == path
    assert says in problem.message


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(DocumentError) as caught:
        parse('{"a": [NaN, 1e99, {"b": 1, "b": 2}], "c": "\\u0000"}')

    assert [problem.path for problem in caught.value.problems] == ["$.a[0]", "$.a[1]", "$.a[2].b", "$.c"]


def test_nobody_reads_a_million_problems() -> None:
    with pytest.raises(DocumentError) as caught:
        parse("[" + "NaN," * 10_000 + "NaN]")

    assert len(caught.value.problems) == MOST_PROBLEMS


@pytest.mark.parametrize(
    ("limits", "most", "more"),
    [
        pytest.param(Limits(bytes=4), "[11]", "[111]", id="bytes"),
        pytest.param(Limits(bytes=4), '"é"', '"éé"', id="bytes of UTF-8 and not characters"),
        pytest.param(Limits(depth=2), "[[]]", "[[[]]]", id="depth"),
        pytest.param(Limits(digits=3), "[123]", "[1234]", id="digits"),
        pytest.param(Limits(digits=3), "[1.25]", "[1.255]", id="digits of a fraction"),
        pytest.param(Limits(items=2), "[1, 2]", "[1, 2, 3]", id="items of a list"),
        pytest.param(Limits(items=1), '[{"a": 1}]', '[{"a": 1, "b": 2}]', id="members of an object"),
        pytest.param(Limits(values=3), "[[1, 2]]", "[[1, 2, 3]]", id="values in all"),
    ],
)
def test_limits_are_kept_to_the_last(limits: Limits, most: str, more: str) -> None:
    assert parse(most, limits=limits)
    with pytest.raises(DocumentError):
        parse(more, limits=limits)


def test_limits_have_limits() -> None:
    with pytest.raises(InvalidInput) as caught:
        Limits(bytes=0, items=True, digits=2.5)  # type: ignore[arg-type]
    assert [problem.path for problem in caught.value.problems] == ["bytes", "digits", "items"]
    with pytest.raises(InvalidInput, match="depth"):
        Limits(depth=201)
    assert LIMITS.bytes == 10 * 1024 * 1024


@pytest.mark.parametrize("document", [None, {}, 5, ["{}"], bytearray(b"{}")])
def test_what_is_no_text_is_refused(document: object) -> None:
    with pytest.raises(DocumentError, match="is no document"):
        parse(document)  # type: ignore[arg-type]


def test_the_error_travels() -> None:
    with pytest.raises(DocumentError) as caught:
        parse("[1,\n2")
    travelled = pickle.loads(pickle.dumps(caught.value))

    assert type(travelled) is DocumentError
    assert str(travelled) == str(caught.value)
    assert (travelled.line, travelled.column) == (2, 2)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        pytest.param("lines", "lines", id="a word"),
        pytest.param("at-least", "at-least", id="a word with a hyphen"),
        pytest.param("a b", "['a b']", id="two words"),
        pytest.param("a.b", "['a.b']", id="a point would look like a path"),
        pytest.param("", "['']", id="nothing"),
        pytest.param("x" * 100, f"['{'x' * 79}…]", id="a long one is cut"),
    ],
)
def test_a_path_names_members(name: str, written: str) -> None:
    assert step(name) == written
