"""Rows of a batch from a stream of bytes, one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NoReturn

from attrs import define, evolve, field

from loyalty_engine.errors import InvalidInput, Problem
from loyalty_engine.model.identification import Identifier, IdentifierKind
from loyalty_engine.model.identifiers import id_problem, shown
from loyalty_engine.program.imports.rows import START, ImportRow, NoValue, Position
from loyalty_engine.wire.batches.glance import accounted_for, glimpsed
from loyalty_engine.wire.batches.records import Record, decoded, records, too_long
from loyalty_engine.wire.batches.terms import ROW_LIMITS, BatchFormat, BatchTerms
from loyalty_engine.wire.batches.values import Found, ValueReader, value_reader
from loyalty_engine.wire.batches.window import ByteStream, Window
from loyalty_engine.wire.batches.words import KINDS, NAMES, PARTS
from loyalty_engine.wire.faults import expected, guess, members
from loyalty_engine.wire.text import DocumentError, Limits, Plain, parse

_SUBJECT: Final = "attribute batch"
_BOM: Final = b"\xef\xbb\xbf"
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")


def read_batch(
    stream: ByteStream,
    terms: BatchTerms,
    *,
    format: BatchFormat = BatchFormat.CSV,
    start: Position = START,
    with_values: bool = False,
    limits: Limits = ROW_LIMITS,
) -> Iterator[ImportRow]:
    """The rows of a batch, in their order; what is wrong with one of them stands in it.

    CSV has a header that names the four columns, in any order: ``identifier_kind``, ``identifier``,
    ``attribute`` and ``value``. In JSON Lines each line is an object with these four members.

    Args:
        stream: the batch from its beginning, as UTF-8; a byte order mark may stand before it.
        terms: which attributes there are, and how values are to be read.
        format: how rows are written.
        start: where to begin, as a row read before has said in `ImportRow.end`.
        with_values: keep what is read, in order to store it. Without it, values are only looked at, which
            is several times as fast, and rows do not have them.
        limits: how large one row may be, and what it may hold.

    Raises:
        DocumentError: the batch cannot be read at all: its header is missing or wrong, it is in UTF-16, or no
            row begins at *start*.
        InvalidInput: the stream gives text.
    """
    window = Window(stream, limits.bytes)
    window.ahead()
    if window.peek(2) in _UTF_16:
        _stop(1, "the file is in UTF-16", "save it as UTF-8")
    if window.peek(3) == _BOM:
        window.skip(3, 0)
    reading = _Reading(terms, limits, with_values)
    if format is BatchFormat.JSON_LINES:
        _skip(window, start)
        return reading.lines(window)
    order = _header(window)
    _skip(window, start)
    return reading.records(window, order)


def _stop(line: int, message: str, hint: str) -> NoReturn:
    raise DocumentError(_SUBJECT, (Problem("", f"line {line}: {message}", hint),), line)


def _skip(window: Window, start: Position) -> None:
    if start.offset > window.offset and not window.skip_to(start):
        _stop(
            start.line,
            f"no row begins after {start.offset:,} bytes",
            "give the very file that the import began with",
        )


def _header(window: Window) -> tuple[int, ...]:
    """The columns in which the `PARTS` of a row stand."""
    hint = f"the first line names the columns: {','.join(PARTS)}"
    record = next(records(window), None)
    if record is None:
        _stop(1, "the file is empty", hint)
    if record.problem is not None:
        _stop(record.line, record.problem.message, hint)
    columns = [NAMES.get(name, "") for name in record.cells]
    if sorted(columns) != sorted(PARTS):
        _stop(record.line, f"the header is {shown(','.join(record.cells))}", hint)
    return tuple(columns.index(part) for part in PARTS)


@define
class _Reading:
    """One pass over a batch."""

    terms: BatchTerms
    limits: Limits
    with_values: bool
    _readers: dict[str, ValueReader] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        for name in self.terms.names:
            reader = value_reader(name, self.terms, self.limits, self.with_values)
            if reader is not None:
                self._readers[name] = reader

    def records(self, window: Window, order: tuple[int, ...]) -> Iterator[ImportRow]:
        """The rows of a CSV file, whose columns stand in this *order*."""
        kind, identifier, attribute, value = order
        for record in records(window):
            cells = record.cells
            if len(cells) == len(PARTS):
                yield self._row(record, cells[kind], cells[identifier], cells[attribute], cells[value])
            else:
                yield _refused(record, record.problem or _miscounted(cells))

    def _row(self, record: Record, kind: str, identifier: str, attribute: str, text: str) -> ImportRow:
        found: Found = (NoValue.UNREAD, ())
        problems: list[Problem] = []
        reader = self._readers.get(attribute)
        try:
            if not text:
                found = self._removed(attribute), ()
            elif reader is not None:
                found = reader.from_text(text)
        except InvalidInput as error:
            problems += _in_value(error, text)
        return self._made(record.line, record.end, kind, identifier, attribute, found, problems)

    def lines(self, window: Window) -> Iterator[ImportRow]:
        """The rows of a file of JSON Lines."""
        while (size := window.ahead()) != 0:
            line = window.line
            if size is None:
                window.skip_line()
                yield _refused(Record(line, window.position), too_long(self.limits.bytes))
                continue
            data = window.peek(size)
            window.skip(size)
            if data.isspace():
                continue
            text = decoded(data.rstrip(b"\r\n"))
            if isinstance(text, Problem):
                yield _refused(Record(line, window.position), text)
            else:
                yield self._object(Record(line, window.position), text)

    def _object(self, record: Record, text: str) -> ImportRow:
        """The row that is an object on one line."""
        if not self.with_values:
            row = self._glanced(record, text, glimpsed(text))
            if row is not None:
                return row
        try:
            given = members(_ours(parse(text, subject=_SUBJECT, limits=self.limits)), PARTS)
        except InvalidInput as error:
            return evolve(_refused(record, Problem("", "")), problems=tuple(_in_row(error)))
        found: Found = (NoValue.UNREAD, ())
        problems: list[Problem] = []
        attribute = given["attribute"]
        reader = self._readers.get(attribute) if isinstance(attribute, str) else None
        try:
            if given["value"] is None:
                found = self._removed(attribute), ()
            elif reader is not None:
                found = reader.from_plain(given["value"])
        except InvalidInput as error:
            problems += _in_value(error, "")
        return self._made(
            record.line,
            record.end,
            given["identifier_kind"],
            given["identifier"],
            attribute,
            found,
            problems,
        )

    def _glanced(self, record: Record, text: str, value: Any) -> ImportRow | None:
        """The row that *value* is, where that is certain at a glance."""
        if type(value) is not dict or len(value) != len(PARTS):
            return None
        kind, identifier, attribute = (value.get(part) for part in PARTS[:3])
        if type(kind) is not str or type(identifier) is not str or type(attribute) is not str:
            return None
        reader = self._readers.get(attribute)
        seen = None if reader is None else reader.at_a_glance(value.get("value"))
        if seen is None or not accounted_for(text, seen[0] + len(PARTS) + 3):
            return None
        found = NoValue.UNREAD, seen[1]
        return self._made(record.line, record.end, kind, identifier, attribute, found, [])

    def _removed(self, attribute: object) -> NoValue:
        if not self.terms.support_empty:
            hint = "give a value, or say that empty values take the old ones away"
            raise InvalidInput.at("value", "", "is empty", hint)
        definition = self.terms.definition(attribute) if isinstance(attribute, str) else None
        if definition is not None and definition.required:
            raise InvalidInput.at("value", "", "is empty, and the attribute is required", "give a value")
        return NoValue.REMOVED

    def _made(
        self,
        line: int,
        end: Position,
        kind: object,
        identifier: object,
        attribute: object,
        found: Found,
        problems: list[Problem],
    ) -> ImportRow:
        known = KINDS.get(kind) if isinstance(kind, str) else None
        fault = id_problem("identifier", identifier)
        name = attribute if isinstance(attribute, str) else ""
        who = None
        if known is not None and fault is None and isinstance(identifier, str):
            who = Identifier(known, identifier)
        if who is None or name not in self._readers:
            problems[:0] = self._faults(known, kind, fault, attribute)
        if problems:
            return ImportRow(line, end, who, name, NoValue.UNREAD, tuple(problems))
        value, warnings = found
        if warnings:
            warnings = tuple(_inside_value(problem) for problem in warnings)
        return ImportRow(line, end, who, name, value, (), warnings)

    def _faults(
        self, known: IdentifierKind | None, kind: object, fault: Problem | None, attribute: object
    ) -> list[Problem]:
        """What is wrong with the parts of a row besides its value."""
        problems = []
        if known is None:
            hint = guess(kind, KINDS) if isinstance(kind, str) else "give text"
            problems.append(Problem("identifier_kind", f"{shown(kind)} is no kind of identifier", hint))
        if fault is not None:
            problems.append(fault)
        if not isinstance(attribute, str) or attribute not in self._readers:
            hint = guess(attribute, self._readers) if isinstance(attribute, str) else "give text"
            problems.append(Problem("attribute", f"there is no attribute {shown(attribute)}", hint))
        return problems


def _refused(record: Record, problem: Problem) -> ImportRow:
    return ImportRow(record.line, record.end, None, "", NoValue.UNREAD, (problem,))


def _miscounted(cells: tuple[str, ...]) -> Problem:
    message = f"the row has {len(cells)} columns, and the header {len(PARTS)}"
    return Problem("", message, "put cells that hold commas in quotes")


def _ours(plain: Plain) -> Plain:
    """A row under our names of its members."""
    if not isinstance(plain, dict):
        raise expected("an object", plain)
    named = {NAMES.get(name, name): value for name, value in plain.items()}
    if len(named) < len(plain):
        raise InvalidInput.at("row", "", "has two names for one thing", f"use {', '.join(PARTS)}")
    return named


def _in_value(error: InvalidInput, text: str) -> Iterator[Problem]:
    for problem in error.problems:
        yield _inside_value(_without_line(problem) if "\n" not in text else problem)


def _inside_value(problem: Problem) -> Problem:
    """*problem* of a value as one of its row: paths begin with ``value`` in place of ``$``."""
    return evolve(problem, path=problem.path.removeprefix("$").removeprefix(".")).inside("value")


def _in_row(error: InvalidInput) -> Iterator[Problem]:
    for problem in error.problems:
        yield evolve(_without_line(problem), path=problem.path.removeprefix("$").removeprefix("."))


def _without_line(problem: Problem) -> Problem:
    """*problem* of a text of one line, which stands on some other line of its file."""
    return evolve(problem, message=problem.message.removeprefix("line 1, "))
