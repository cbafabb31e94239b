"""Batches, written: rows that `read_batch` reads again, and reports on what became of rows, for people."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.attributes import AttributeType, AttributeValue
from loyalty_engine.program.imports.rows import ImportRow, NoValue, RowOutcome
from loyalty_engine.wire.batches.terms import BatchFormat, BatchTerms
from loyalty_engine.wire.batches.words import PARTS
from loyalty_engine.wire.layout import dumps
from loyalty_engine.wire.text import Plain
from loyalty_engine.wire.values import thawed

OUTCOME_COLUMNS: Final = ("line", "state", *PARTS[:3], "kind", "path", "message", "hint")
"""The columns of a report."""

_NEEDS_QUOTES: Final = re.compile('[",\r\n]')
# Spreadsheets pass over blanks before what begins a formula.
_FORMULA: Final = re.compile("[ \u00a0]*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def write_batch(
    rows: Iterable[ImportRow], terms: BatchTerms, *, format: BatchFormat = BatchFormat.CSV
) -> Iterator[str]:
    """The lines of a batch that holds *rows*, to be written as UTF-8; `read_batch` makes equal values of it.

    Args:
        rows: rows with values, such as those that were read with them.
        terms: which attributes there are.
        format: how rows are written; CSV begins with its header.

    Raises:
        InvalidInput: a row has no identifier or no value, or its attribute is none of the terms.
    """
    if format is BatchFormat.CSV:
        yield f"{','.join(PARTS)}\n"
    for row in rows:
        identifier = row.identifier
        definition = terms.definition(row.attribute)
        if identifier is None or definition is None or row.value is NoValue.UNREAD:
            message = f"the row of line {row.line} cannot be written"
            hint = "it needs an identifier, an attribute of the terms, and a value or its removal"
            raise InvalidInput.at("attribute batch", "rows", message, hint)
        value = None if isinstance(row.value, NoValue) else row.value
        if format is BatchFormat.CSV:
            text = "" if value is None else _text(value, definition.type)
            yield _line((identifier.kind.value, identifier.value, row.attribute, text))
        else:
            parts = (identifier.kind.value, identifier.value, row.attribute, _plain(value))
            yield f"{dumps(dict(zip(PARTS, parts, strict=True)))}\n"


def _text(value: AttributeValue, type_: AttributeType) -> str:
    if type_ is AttributeType.JSON:
        return dumps(_plain(value))
    if value == "":
        raise InvalidInput.at("attribute batch", "rows", "an empty text has no cell", "use JSON Lines")
    if isinstance(value, str):
        return value
    return format(value, "f") if isinstance(value, Decimal) else str(_plain(value)).lower()


def _plain(value: AttributeValue | None) -> Plain:
    if isinstance(value, dt.date):
        return value.isoformat()
    return thawed(value)


def write_outcomes(outcomes: Iterable[RowOutcome]) -> Iterator[str]:
    """The lines of a CSV report: a line for each problem and each warning, and one for a row without any.

    It begins with a header of `OUTCOME_COLUMNS`; *kind* is ``error`` or ``warning``. A text that a
    spreadsheet would take for a formula, for it begins with ``=``, ``+``, ``-``, ``@``, a tab or a line
    break, gets an apostrophe before it: it is shown as it is, and nothing is evaluated. A telephone number
    with its plus sign is such a text.
    """
    yield f"{','.join(OUTCOME_COLUMNS)}\n"
    for outcome in outcomes:
        yield from outcome_lines(outcome)


def outcome_lines(outcome: RowOutcome) -> Iterator[str]:
    """The lines of the report on one row."""
    row = outcome.row
    kind, identifier = (row.identifier.kind.value, row.identifier.value) if row.identifier else ("", "")
    head = (str(row.line), outcome.state.value, kind, identifier, row.attribute)
    found = [("error", problem) for problem in outcome.problems]
    found += [("warning", problem) for problem in row.warnings]
    if not found:
        yield _line(map(_inert, (*head, "", "", "", "")))
    for word, problem in found:
        yield _line(map(_inert, (*head, word, problem.path, problem.message, problem.hint)))


def _inert(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def _line(cells: Iterable[str]) -> str:
    return f"{','.join(map(_cell, cells))}\n"


def _cell(text: str) -> str:
    if _NEEDS_QUOTES.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text
