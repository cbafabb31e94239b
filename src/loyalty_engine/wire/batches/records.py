"""Records of a CSV file: cells between commas, quoted where they hold commas, quotes or line breaks.

A record that cannot be meant is refused, and reading goes on with the next line; where the quotes of a record
are in order and only its cells are not, with the next record. A quote that is never closed costs the line on
which it stands and no more: the record could not be longer than the window, so what follows is read again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, cast

from attrs import frozen

from loyalty_engine.errors import Problem
from loyalty_engine.model.identifiers import shown
from loyalty_engine.program.imports.rows import Position
from loyalty_engine.wire.batches.window import Window

COLUMNS: Final = 4

_CELL: Final = r'(?:"([^"]*+(?:""[^"]*+)*+)"|([^",\r\n]*+))'
_RECORD: Final = re.compile(",".join([_CELL] * COLUMNS) + r"(?:\r?\n)?")
_OPEN: Final = re.compile(rf'(?:{_CELL},)*+"[^"]*+(?:""[^"]*+)*+')
_ANY_CELL: Final = re.compile(_CELL)
_AFTER: Final = re.compile(r",|\r?\n?\Z")

_QUOTES: Final = 'put the cell in quotes, and write each quote in it twice: "5"" screen"'


@frozen
class Record:
    """One record: its *cells*, or the *problem* for which it has none."""

    line: int
    end: Position
    cells: tuple[str, ...] = ()
    problem: Problem | None = None


def records(window: Window) -> Iterator[Record]:
    """The records from the beginning of *window* on; empty lines are passed over."""
    while (size := window.ahead()) != 0:
        line = window.line
        if size is None:
            window.skip_line()
            yield Record(line, window.position, (), too_long(window.most))
            continue
        data = window.peek(size)
        if data == b"\n" or data == b"\r\n":
            window.skip(size)
        elif data.count(b'"') % 2:
            yield _longer(window, data)
        else:
            window.skip(size)
            found = _cells(data)
            if isinstance(found, Problem):
                yield Record(line, window.position, (), found)
            else:
                yield Record(line, window.position, found)


def too_long(most: int) -> Problem:
    """The problem of a row of more than *most* bytes."""
    return Problem("", f"the row is longer than {most:,} bytes", "shorten its value, or raise the limit")


def _longer(window: Window, first: bytes) -> Record:
    """The record that begins with the line *first*, in which a quoted cell seems to be open at the end."""
    line, lines, size = window.line, 1, len(first)
    if _OPEN.fullmatch(first.decode("utf-8", "replace")):
        while (end := window.ahead(size)) is not None and end > size:
            closed = window.peek(end, size).count(b'"') % 2
            lines, size = lines + 1, end
            if closed:
                break
        else:
            window.skip(len(first))
            within = f"within {window.most:,} bytes" if end is None else "before the end of the file"
            problem = Problem("", f"a quoted cell is not closed {within}", _QUOTES)
            return Record(line, window.position, (), problem)
    data = window.peek(size)
    found = _cells(data)
    if isinstance(found, Problem) and not _whole(data):
        lines, size = 1, len(first)
    window.skip(size, lines)
    if isinstance(found, Problem):
        return Record(line, window.position, (), found)
    return Record(line, window.position, found)


def _whole(data: bytes) -> bool:
    """Are the quotes of this record in order, whatever else is wrong with it?"""
    return not isinstance(split(data.decode("utf-8", "replace")), Problem)


def _cells(data: bytes) -> tuple[str, ...] | Problem:
    """The cells of a record, or what is wrong with it."""
    text = decoded(data)
    if isinstance(text, Problem):
        return text
    found = _RECORD.fullmatch(text)
    if found is None:
        return split(text)
    a, b, c, d, e, f, g, h = found.groups()
    return (
        b if a is None else a.replace('""', '"'),
        d if c is None else c.replace('""', '"'),
        f if e is None else e.replace('""', '"'),
        h if g is None else g.replace('""', '"'),
    )


def decoded(data: bytes) -> str | Problem:
    """The text of a row, or why it has none."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"byte {error.start + 1} of the row, {data[error.start]:#04x}, is not UTF-8"
        return Problem("", message, "save the file as UTF-8")
    if "\0" in text:
        return Problem("", f"character {text.index(chr(0)) + 1} of the row is U+0000", "leave it out")
    if "\ufeff" in text:
        message = f"character {text.index(chr(0xFEFF)) + 1} of the row is a byte order mark"
        return Problem("", message, "one may stand at the beginning of the file, and nowhere else")
    return text


def split(text: str) -> tuple[str, ...] | Problem:
    """The cells of a record, however many, or where its quotes are out of order."""
    cells: list[str] = []
    at = 0
    while True:
        cell = cast("re.Match[str]", _ANY_CELL.match(text, at))  # an empty cell matches anywhere
        after = _AFTER.match(text, cell.end())
        if after is None:
            return _disorder(text, at, cell)
        cells.append(cell[2] if cell[1] is None else cell[1].replace('""', '"'))
        if after.group() != ",":
            return tuple(cells)
        at = after.end()


def _disorder(text: str, at: int, cell: re.Match[str]) -> Problem:
    """What is wrong with the cell that begins at *at*, after which no other begins."""
    end = cell.end()
    where = f"character {end + 1} of the row"
    if cell[1] is not None:
        return Problem("", f"{where}, {shown(text[end])}, follows a closing quote", _QUOTES)
    if text[end] == '"' and end == at:
        return Problem("", f"the quote that is {where} is not closed", _QUOTES)
    if text[end] == '"':
        return Problem("", f"{where} is a quote inside of a cell without quotes", _QUOTES)
    return Problem("", f"{where} is a carriage return", r"end lines with \n or \r\n")
