"""HTML and plain text of blocks: whatever the texts are, they stay texts."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notebook.markup import Markup

from loyalty_engine.notebook.blocks import (
    LONGEST_TEXT,
    MOST_PARTS,
    Column,
    Part,
    Sentence,
    Style,
    Table,
    cell,
    readable,
    titled,
)
from loyalty_engine.notebook.html import html
from loyalty_engine.notebook.plain import plain

TEXTS = st.text() | st.sampled_from(
    ["<script>alert(1)</script>", "'\"&<>", "</div>", "<!--", "&lt;", "</style>", "$x$", "]]>", "<a b='"]
)


def table(*texts: str) -> Table:
    """A table that shows *texts* in every place that a table has."""
    parts = tuple(Part(text, figure=text, symbol=text, style=Style.FAINT) for text in texts)
    return Table(
        caption=texts[0],
        columns=(Column(texts[0]), Column(texts[0], right=True)),
        rows=((parts, parts),),
        total=(parts, parts),
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("green tea", "green tea", id="plain text stays"),
        pytest.param("чай お茶", "чай お茶", id="so do other letters"),
        pytest.param("tea\r\n\tmug", "tea mug", id="line ends and tabs are blanks"),
        pytest.param("tea\u2028mug", "tea mug", id="those of Unicode too"),
        pytest.param("\u202eaet", "\ufffdaet", id="text cannot be turned around"),
        pytest.param("\u2067aet\u2069\u061c", "\ufffdaet\ufffd\ufffd", id="nor by isolates and marks"),
        pytest.param("\x00\x1b[2J\x9f", "\ufffd\ufffd[2J\ufffd", id="control characters show"),
        pytest.param("\ud800", "\ufffd", id="half of a surrogate pair shows"),
        pytest.param("x" * LONGEST_TEXT, "x" * LONGEST_TEXT, id="the longest text"),
        pytest.param("x" * (LONGEST_TEXT + 1), "x" * (LONGEST_TEXT - 1) + "…", id="longer texts are cut"),
    ],
)
def test_readable(text: str, shown: str) -> None:
    assert readable(text) == shown


@pytest.mark.parametrize("form", [html, plain], ids=["HTML", "text"])
@pytest.mark.parametrize(
    ("parts", "more"),
    [
        pytest.param(MOST_PARTS, "", id="as many as fit"),
        pytest.param(MOST_PARTS + 2, "and 2 more", id="two too many"),
    ],
)
def test_a_cell_is_bounded(form, parts: int, more: str) -> None:  # type: ignore[no-untyped-def]
    written = form([Table(caption="c", columns=(Column("n"),), rows=((cell(*["item"] * parts),),))])

    assert written.count("item") == MOST_PARTS
    assert re.findall(r"and \d+ more", written) == ([more] if more else [])


@pytest.mark.parametrize(
    ("id", "name", "parts"),
    [
        pytest.param("tea", "", (Part("tea"),), id="no name"),
        pytest.param("tea", "tea", (Part("tea"),), id="a name that says the same"),
        pytest.param("t", "Tea", (Part("Tea"), Part("t", style=Style.FAINT)), id="a name and its id"),
    ],
)
def test_titled(id: str, name: str, parts: tuple[Part, ...]) -> None:
    assert titled(id, name) == parts


def test_an_empty_text_makes_no_line() -> None:
    assert cell("a", "", "b") == (Part("a"), Part("b"))


@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_every_text_is_read_back_as_text(texts: list[str]) -> None:
    read = Markup(html([Sentence(texts[0]), table(*texts)]))

    expected = [readable(texts[0])] * 4  # the sentence, the caption and two headings
    expected += [readable(text) for _ in range(4) for text in texts for _ in range(3)]
    assert read.texts == [text for text in expected if text.strip()]


@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_plain_text_has_a_line_for_each_row(texts: list[str]) -> None:
    written = plain([Sentence(texts[0]), table(*texts)])

    lines = written.split("\n")
    assert len(lines) == 6  # the sentence, a gap, caption, headings, row, total
    assert [line for line in lines if len(line) <= LONGEST_TEXT and line != readable(line)] == []


def test_columns_of_plain_text() -> None:
    goods = Table(
        caption="Goods",
        columns=(Column("product"), Column("price", right=True)),
        rows=((cell("tea"), cell("6.90")), (cell("teapot", "blue"), ())),
        total=(cell("Total"), (Part("all", figure="16.90", symbol="=", style=Style.STRONG),)),
    )

    assert plain([Sentence("Look:"), goods]).split("\n") == [
        "Look:",
        "",
        "Goods",
        "product             price",
        "tea                  6.90",
        "teapot; blue",
        "Total         = all 16.90",
    ]


def test_a_table_says_what_its_cells_belong_to() -> None:
    read = Markup(html([table("tea")]))

    assert [(tag, given.get("scope")) for tag, given in read.elements if tag in ("th", "td", "caption")] == [
        ("caption", None),
        ("th", "col"),
        ("th", "col"),
        ("th", "row"),
        ("td", None),
        ("th", "row"),
        ("td", None),
    ]


def test_symbols_are_not_read_aloud() -> None:
    read = Markup(html([Table(caption="c", columns=(Column("n"),), rows=(((Part("met", symbol="✓"),),),))]))

    assert [given for tag, given in read.elements if tag == "span"] == [{"aria-hidden": "true"}]


def test_the_sheet_fetches_nothing_sets_no_colour_and_stays_in_its_place() -> None:
    sheet = Markup(html([])).sheet
    selectors = [one.strip() for rule in sheet.split("}")[:-1] for one in rule.split("{")[0].split(",")]

    assert selectors
    assert [selector for selector in selectors if not selector.startswith(".loyalty-engine")] == []
    assert re.findall(r"url|import|http|expression|color-scheme|background|#[0-9a-f]{3}|rgb", sheet) == []
    assert set(re.findall(r"(?<!-)color: ([^;]+);", sheet)) == {"inherit"}
