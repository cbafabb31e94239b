"""Plain text: columns, wrapping, and nothing that could play with a terminal."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty_engine.cli.view import Column, PlainView, Table, Text, columns_of, padded, printable, wrapped


def plain(*blocks: Text | Table) -> list[str]:
    stream = io.StringIO()
    PlainView(stream).show(blocks)
    return stream.getvalue().splitlines()


def test_a_table_is_as_wide_as_its_cells() -> None:
    table = Table(
        columns=(Column("product"), Column("total", right=True)),
        rows=[["tea", "1.00"], ["a large teapot", "100.00"]],
        total=("together", "101.00"),
    )

    assert plain(table) == [
        "product          total",
        "--------------  ------",
        "tea               1.00",
        "a large teapot  100.00",
        "--------------  ------",
        "together        101.00",
    ]


def test_a_table_without_rows() -> None:
    assert plain(Table(columns=(Column("product"),), rows=[])) == ["product", "-------"]


def test_nothing_ends_in_blanks() -> None:
    assert plain(Text("tea  "), Text()) == ["tea", ""]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        pytest.param("tea", 3, id="plain letters"),
        pytest.param("чай", 3, id="other letters"),
        pytest.param("お茶", 4, id="wide letters"),
        pytest.param("the\N{COMBINING ACUTE ACCENT}", 3, id="an accent of its own"),
    ],
)
def test_columns(text: str, columns: int) -> None:
    assert columns_of(text) == columns
    assert columns_of(padded(text, 10)) == 10
    assert padded(text, 10, right=True).endswith(text)
    assert padded(text, 1) == text


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("", [""], id="nothing"),
        pytest.param("10 % off tea", ["10 %", "off", "tea"], id="between words"),
        pytest.param(
            "congratulations to you", ["congratulations", "to", "you"], id="a word that does not fit"
        ),
        pytest.param("to\nyou ", ["to", "you"], id="line ends are blanks"),
    ],
)
def test_wrapping(text: str, lines: list[str]) -> None:
    assert wrapped(text, 5) == lines


@given(st.text(), st.integers(1, 50))
def test_wrapping_loses_no_word_and_keeps_to_the_width(text: str, width: int) -> None:
    lines = wrapped(text, width)

    assert " ".join(lines).split() == text.split()
    assert all(columns_of(line) <= width or " " not in line for line in lines)


@given(st.text())
def test_what_is_printed_is_one_line_without_orders_to_the_terminal(text: str) -> None:
    shown = printable(text)

    assert len(shown) == len(text)
    assert len(shown.splitlines()) <= 1
    assert not any(sign in shown for sign in "\x1b\x07\b\r\n\t\x9b\u202e")
    shown.encode("utf-8")
