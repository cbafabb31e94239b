"""What a view says, as data: sentences and tables, bounded before they become HTML or text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Final, TypeVar

from attrs import field, frozen

#: Rows of a table; what is beyond them is said in a sentence.
MOST_ROWS: Final = 100

#: Parts of one cell.
MOST_PARTS: Final = 8

#: Characters of one text.
LONGEST_TEXT: Final = 400

# Line ends and tabs are blanks. What else controls a device or turns the direction of writing shows.
_UNSAFE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_BLANKS: Final = re.compile("[\t\n\r\v\f\x1c-\x1f\x85\u2028\u2029]+")


def readable(text: str) -> str:
    """*text* as one line of at most `LONGEST_TEXT` characters that cannot reach beyond its place."""
    cut = text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", _BLANKS.sub(" ", cut))


class Style(Enum):
    """What a text is, for views that can show it."""

    PLAIN = "plain"
    STRONG = "strong"
    FAINT = "faint"


@frozen(kw_only=True)
class Part:
    """One line of a cell: a *text* and a *figure* that goes with it; a *symbol* only repeats the text."""

    text: str = field(default="", kw_only=False)
    figure: str = ""
    symbol: str = ""
    style: Style = Style.PLAIN


Cell = tuple[Part, ...]


def cell(*texts: str) -> Cell:
    """A cell with the *texts* below each other; empty ones are left out."""
    return tuple(Part(text) for text in texts if text)


def titled(id: str, name: str) -> Cell:
    """A cell with a *name* and, less prominent, the *id* that it stands for."""
    if not name or name == id:
        return (Part(id),)
    return Part(name), Part(id, style=Style.FAINT)


@frozen
class Column:
    """A column of a table; numbers stand to the *right*."""

    name: str
    right: bool = False


@frozen(kw_only=True)
class Table:
    """Rows with a cell for each column, the first of which names its row; *total* is a last row or empty."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()


@frozen
class Sentence:
    """A sentence between tables."""

    text: str


Block = Sentence | Table

T = TypeVar("T")


def first(items: Sequence[T], most: int = MOST_ROWS) -> Sequence[T]:
    """The first *most* of the *items*."""
    return items if len(items) <= most else items[:most]


def left_out(items: Sequence[object], what: str) -> Iterable[Sentence]:
    """The sentence that says how many of the *items* a table has left out, if it has."""
    more = len(items) - MOST_ROWS
    if more > 0:
        yield Sentence(f"{counted(more, f'more {what}')} {'is' if more == 1 else 'are'} not shown.")


def counted(number: int, what: str) -> str:
    """*number* of *what*, such as ``1 offer`` or ``1,200 offers``."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def bounded(parts: Cell) -> Cell:
    """At most `MOST_PARTS` of the *parts* and, if there are more, how many."""
    more = len(parts) - MOST_PARTS
    return (*first(parts, MOST_PARTS), Part(f"and {more:,} more", style=Style.FAINT)) if more > 0 else parts
