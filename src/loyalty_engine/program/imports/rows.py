"""The rows of an import: what each asks for, and what has become of it."""

from __future__ import annotations

from enum import Enum
from typing import Final

from attrs import frozen

from loyalty_engine.errors import Problem
from loyalty_engine.model.attributes import AttributeValue
from loyalty_engine.model.identification import Identifier


class NoValue(Enum):
    """Why a row has no new value."""

    REMOVED = "removed"  # the row asks to take the value away
    UNREAD = "unread"  # the row was refused, or is only looked at


class RowState(Enum):
    """What has become of a row."""

    CREATED = "created"  # in order, and waiting to be carried out
    COMPLETED = "completed"
    ERROR = "error"


class ImportState(Enum):
    """What has become of an import."""

    NOT_PROCESSED = "not_processed"  # nothing was stored
    SUSPENDED = "suspended"  # some rows were carried out, and more are to come
    PROCESSED = "processed"
    PROCESSED_WITH_ERROR = "processed_with_error"  # all rows were looked at, and some were refused


@frozen
class Position:
    """A place between two rows: the bytes before it, and the number of the line after it, from 1."""

    offset: int = 0
    line: int = 1


START: Final = Position()
"""Before the first row."""


@frozen
class ImportRow:
    """One row of a batch: for whom, which attribute, and its new value.

    *line* is where the row begins, counted from 1, and *end* the position after it. A row with *problems* is
    refused; as much of it is filled in as could be read. *warnings* keep nothing back. Paths in both begin
    with the part of the row that they concern: ``value.Preferences[0]``.
    """

    line: int
    end: Position
    identifier: Identifier | None
    attribute: str
    value: AttributeValue | NoValue = NoValue.UNREAD
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


@frozen
class RowOutcome:
    """What has become of a *row*; *problems* say why it was refused, and are empty otherwise."""

    row: ImportRow
    state: RowState
    problems: tuple[Problem, ...] = ()
