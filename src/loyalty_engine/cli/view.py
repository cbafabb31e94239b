"""What the command shows, as data, and how it looks as plain text.

Commands build blocks, texts and tables, and a view writes them out. The plain view writes the same bytes
on every machine; `loyalty_engine.cli.rich_view` has the one with colours.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import Enum
from typing import Final, Protocol, TextIO

from attrs import field, frozen


class Style(Enum):
    """What a text is, for views that can show it."""

    PLAIN = "plain"
    TITLE = "title"
    STRONG = "strong"
    GOOD = "good"
    BAD = "bad"
    FAINT = "faint"


@frozen
class Text:
    """One line of text."""

    text: str = ""
    style: Style = Style.PLAIN


@frozen
class Column:
    """A column of a table; numbers stand to the *right*."""

    name: str
    right: bool = False


def _rows(value: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row) for row in value)


@frozen(kw_only=True)
class Table:
    """Rows with a cell for each column; *total* is a last row, set apart, or empty."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...] = field(converter=_rows)
    total: tuple[str, ...] = ()


Block = Text | Table


class View(Protocol):
    """A place where blocks are shown."""

    def show(self, blocks: Iterable[Block]) -> None:
        """Show *blocks* one below the other."""
        ...


#: What could move the cursor, end the line or turn the direction of writing; names in documents may hold it.
_UNSAFE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def printable(text: str) -> str:
    """*text* with a replacement character for everything that is no visible part of a line."""
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text)


def columns_of(text: str) -> int:
    """How many columns of a terminal *text* takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in text
    )


def padded(text: str, width: int, *, right: bool = False) -> str:
    """*text* with spaces up to *width* columns; a longer one stays as it is."""
    space = " " * (width - columns_of(text))
    return space + text if right else text + space


class PlainView:
    """Writes blocks as text without colours, whatever the stream is."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def show(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            lines = table_lines(block) if isinstance(block, Table) else [printable(block.text)]
            self._stream.writelines(f"{line.rstrip()}\n" for line in lines)


def table_lines(table: Table) -> list[str]:
    """The lines of *table*, its columns as wide as their widest cells."""
    names = tuple(column.name for column in table.columns)
    total = [table.total] if table.total else []
    rows = [tuple(map(printable, row)) for row in (names, *table.rows, *total)]
    widths = [max(map(columns_of, cells)) for cells in zip(*rows, strict=True)]
    written = [
        "  ".join(
            padded(cell, width, right=column.right)
            for cell, width, column in zip(row, widths, table.columns, strict=True)
        )
        for row in rows
    ]
    rule = "  ".join("-" * width for width in widths)
    written.insert(1, rule)
    if table.total:
        written.insert(-1, rule)
    return written


def wrapped(text: str, width: int) -> list[str]:
    """*text* in lines of at most *width* columns, broken between words; longer words stay whole."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and columns_of(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
