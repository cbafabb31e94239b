"""Carrying imports out: in parts, each stored together with how far the import has come.

Nothing here reads a file or holds more than one part of a batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, TypeAlias

from attrs import evolve, frozen

from loyalty_engine.errors import InvalidInput, Problem
from loyalty_engine.model.identification import Identifier
from loyalty_engine.program.imports.rows import (
    ImportRow,
    ImportState,
    NoValue,
    Position,
    RowOutcome,
    RowState,
)
from loyalty_engine.program.imports.store import AttributeChange, AttributeStore, Checkpoint, Commit

ROWS_AT_ONCE: Final = 1000
"""The rows of one part, where none are given."""

OpenRows: TypeAlias = Callable[[Position], Iterable[ImportRow]]
"""Gives the rows of a batch from a position on."""

Tell: TypeAlias = Callable[[RowOutcome], None]
"""Is told what became of each row, in their order."""

Progress: TypeAlias = Callable[[Checkpoint], None]
"""Is told after each part how far the import has come."""


@frozen(kw_only=True)
class ImportReport:
    """How an import ended: its *state*, and how many rows it has looked at since it was first begun.

    *created* rows are in order and were not to be carried out.
    """

    state: ImportState
    position: Position
    created: int = 0
    completed: int = 0
    errors: int = 0
    warned: int = 0

    @property
    def rows(self) -> int:
        """All rows that were looked at."""
        return self.created + self.completed + self.errors


def dry_run(
    rows: Iterable[ImportRow],
    *,
    store: AttributeStore | None = None,
    tell: Tell | None = None,
    progress: Progress | None = None,
    rows_at_once: int = ROWS_AT_ONCE,
) -> ImportReport:
    """Look at all *rows* and store nothing.

    Args:
        rows: the batch.
        store: where members are looked for; without it, any identifier will do.
        tell: is told what became of each row: created, or an error.
        progress: is told after each part how far this has come; *completed* are the rows in order.
        rows_at_once: how many rows are a part.
    """
    reached = Checkpoint()
    for part in _parts(rows, rows_at_once):
        judged = [found for found, _ in _judged(part, store)]
        reached = _after(reached, judged)
        _tell(judged, tell)
        if progress is not None:
            progress(reached)
    return ImportReport(
        state=ImportState.NOT_PROCESSED,
        position=reached.position,
        created=reached.completed,
        errors=reached.errors,
        warned=reached.warned,
    )


def run_import(
    open_rows: OpenRows,
    store: AttributeStore,
    import_id: str,
    *,
    tell: Tell | None = None,
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
    rows_at_once: int = ROWS_AT_ONCE,
) -> ImportReport:
    """Carry out the import *import_id*, from where it stopped, or from its beginning.

    Each part is one commit of the store. An import that has ended is not begun again: its report comes back
    and nothing is read. *tell* hears of rows after their commit; where a run breaks off in between, the store
    has the rows that were refused.

    Args:
        open_rows: gives the rows from a position on; the batch must be the one that the import began with.
        store: finds members and keeps values.
        import_id: the host's name for this import.
        tell: is told what became of each row of this run.
        progress: is told after each part how far the import has come.
        stop: is asked before each part whether to stop; the import is then suspended.
        rows_at_once: how many rows are a part.

    Raises:
        ImportOvertaken: another run has gone on with the same import meanwhile.
        InvalidInput: the rows were read without their values.
    """
    reached = store.checkpoint(import_id)
    if reached is not None and reached.finished:
        return _report(reached)
    parts = _parts(open_rows((reached or Checkpoint()).position), rows_at_once)
    while True:
        if stop is not None and stop():
            return _report(reached or Checkpoint())
        part = next(parts, None)
        if part is None:
            break
        before, pairs = reached, _judged(part, store)
        reached = _after(reached or Checkpoint(), [found for found, _ in pairs])
        _commit(store, import_id, before, reached, pairs)
        _tell([_carried_out(found) for found, _ in pairs], tell)
        if progress is not None:
            progress(reached)
    finished = evolve(reached or Checkpoint(), finished=True)
    _commit(store, import_id, reached, finished, [])
    return _report(finished)


def _parts(rows: Iterable[ImportRow], size: int) -> Iterator[list[ImportRow]]:
    if type(size) is not int or size < 1:
        raise InvalidInput.at("import", "rows_at_once", f"{size!r} is no number of rows", "give 1 or more")
    waiting = iter(rows)
    while part := list(islice(waiting, size)):
        yield part


def _judged(part: Sequence[ImportRow], store: AttributeStore | None) -> list[tuple[RowOutcome, str | None]]:
    """What is to become of each row, and the member whom it concerns."""
    sought = [row.identifier for row in part if row.identifier is not None and not row.problems]
    found = iter(store.members(sought) if store is not None else [None] * len(sought))
    judged: list[tuple[RowOutcome, str | None]] = []
    for row in part:
        if row.problems or row.identifier is None:
            judged.append((RowOutcome(row, RowState.ERROR, row.problems), None))
            continue
        member = next(found)
        if member is None and store is not None:
            judged.append((RowOutcome(row, RowState.ERROR, (_nobody(row.identifier),)), None))
        else:
            judged.append((RowOutcome(row, RowState.CREATED), member))
    return judged


def _nobody(identifier: Identifier) -> Problem:
    message = f"no member has this {identifier.kind.value.replace('_', ' ')}"
    return Problem("identifier", message, "register the member first, or correct the row")


def _after(reached: Checkpoint, judged: Sequence[RowOutcome]) -> Checkpoint:
    """The checkpoint after the rows in *judged*, of which there is one at least."""
    errors = sum(found.state is RowState.ERROR for found in judged)
    return Checkpoint(
        position=judged[-1].row.end,
        completed=reached.completed + len(judged) - errors,
        errors=reached.errors + errors,
        warned=reached.warned + sum(bool(found.row.warnings) for found in judged),
    )


def _commit(
    store: AttributeStore,
    import_id: str,
    before: Checkpoint | None,
    reached: Checkpoint,
    pairs: Sequence[tuple[RowOutcome, str | None]],
) -> None:
    changes = tuple(_change(found.row, member) for found, member in pairs if member is not None)
    refused = tuple(found for found, _ in pairs if found.state is RowState.ERROR)
    store.commit(
        Commit(import_id=import_id, before=before, reached=reached, changes=changes, refused=refused)
    )


def _change(row: ImportRow, member: str) -> AttributeChange:
    if row.value is NoValue.UNREAD:
        message = f"the value of line {row.line} was not read"
        raise InvalidInput.at("import", "rows", message, "read the batch with its values to store them")
    return AttributeChange(member, row.attribute, row.value)


def _carried_out(found: RowOutcome) -> RowOutcome:
    return found if found.state is RowState.ERROR else evolve(found, state=RowState.COMPLETED)


def _tell(outcomes: Iterable[RowOutcome], tell: Tell | None) -> None:
    if tell is not None:
        for outcome in outcomes:
            tell(outcome)


def _report(reached: Checkpoint) -> ImportReport:
    return ImportReport(
        state=reached.state,
        position=reached.position,
        completed=reached.completed,
        errors=reached.errors,
        warned=reached.warned,
    )
