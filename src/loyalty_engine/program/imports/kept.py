"""Imports into the store of a programme: their values are further values of the members' attributes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.individual.attributes import AttributeHistory, Origin, Setter, put
from loyalty_engine.model.attributes import AttributeDefinition, AttributeType
from loyalty_engine.model.fields import needed_id_problems, sequence_of
from loyalty_engine.model.identification import Identifier
from loyalty_engine.program.imports.rows import NoValue, RowOutcome
from loyalty_engine.program.imports.store import AttributeChange, Checkpoint, Commit, ImportOvertaken
from loyalty_engine.program.known import now_by
from loyalty_engine.program.ports import Clock, Store, UnitOfWork
from loyalty_engine.program.purchases import StoredOperation
from loyalty_engine.program.transactions import transact

_STEP = "import"


@frozen(kw_only=True)
class RefusedRow:
    """A row of an import that was not carried out, and why; *line* is where it begins."""

    line: int
    identifier: Identifier | None = field(repr=False)
    attribute: str
    problems: tuple[Problem, ...]

    @classmethod
    def of(cls, outcome: RowOutcome) -> RefusedRow:
        """What is kept of a refused row: all but the value."""
        row = outcome.row
        return cls(
            line=row.line, identifier=row.identifier, attribute=row.attribute, problems=outcome.problems
        )


@frozen(kw_only=True)
class PartDone:
    """A part of an import that was stored: how far it *reached*, and the rows that were *refused*."""

    reached: Checkpoint
    refused: tuple[RefusedRow, ...] = ()


def _definitions(value: Iterable[AttributeDefinition]) -> tuple[AttributeDefinition, ...]:
    return sequence_of(AttributeDefinition, value, "imported attributes", "definitions")


@frozen(kw_only=True)
class KeptAttributes:
    """An `AttributeStore` in the *store* of a programme, whose purchases see what was imported.

    *find* gives the member with each of some identifiers, None where there is none. Values count from the
    moment of their commit by *clock* on. Of attributes in *definitions* that keep history, the values before
    them stay known; an attribute without a definition keeps none.
    """

    store: Store
    find: Callable[[Sequence[Identifier]], Sequence[str | None]]
    clock: Clock
    definitions: tuple[AttributeDefinition, ...] = field(default=(), converter=_definitions)

    def checkpoint(self, import_id: str) -> Checkpoint | None:
        """What the last commit of this import has reached.

        Raises:
            InvalidInput: *import_id* is no id.
        """
        last = transact(self.store, lambda unit: _part(unit, import_id, _parts_done(unit, import_id)))
        return None if last is None else last.reached

    def members(self, identifiers: Sequence[Identifier]) -> Sequence[str | None]:
        """The members with these identifiers."""
        return self.find(identifiers)

    def commit(self, part: Commit) -> None:
        """Store all of *part*, or nothing.

        Raises:
            ImportOvertaken: another run has gone on.
        """
        now, known = now_by(self.clock), {one.name: one for one in self.definitions}

        def stored(unit: UnitOfWork) -> None:
            done = _parts_done(unit, part.import_id)
            last = _part(unit, part.import_id, done)
            if part.before != (None if last is None else last.reached):
                raise ImportOvertaken(part.import_id)
            for change in part.changes:
                _carry_out(unit, change, known.get(change.attribute), now)
            answer = PartDone(reached=part.reached, refused=tuple(map(RefusedRow.of, part.refused)))
            id = _id(part.import_id, done + 1)
            unit.record(StoredOperation(id=id, purchase=None, step=_STEP, request=(), answer=answer))

        transact(self.store, stored)

    def refused(self, import_id: str) -> Iterator[RefusedRow]:
        """The rows of the import that were not carried out so far, in their order."""

        def stored(unit: UnitOfWork) -> list[PartDone | None]:
            return [_part(unit, import_id, n + 1) for n in range(_parts_done(unit, import_id))]

        parts = transact(self.store, stored)
        return (row for part in parts if part is not None for row in part.refused)


def _carry_out(
    unit: UnitOfWork, change: AttributeChange, known: AttributeDefinition | None, now: dt.datetime
) -> None:
    name = change.attribute
    history = unit.attribute(change.member, name)
    definition = known or AttributeDefinition(name=name, type=AttributeType.JSON)
    value = None if isinstance(change.value, NoValue) else change.value
    origin = Origin(at=_not_before(history, now), setter=Setter.IMPORT)
    unit.keep_attribute(change.member, put(history, definition, value, origin).history)


def _not_before(history: AttributeHistory, now: dt.datetime) -> dt.datetime:
    """*now*, or the last change where the clock was set back since."""
    changed = [one for item in history.items for one in (item.created_at, item.changed_at) if one is not None]
    return max([now, *changed])


def _id(import_id: str, number: int) -> str:
    """Under which id a part of an import is kept, as a step of no purchase."""
    return f"import:{import_id}:{number}"


def _part(unit: UnitOfWork, import_id: str, number: int) -> PartDone | None:
    """The part with this number, from 1 on, if it was stored."""
    done = unit.operation(_id(import_id, number))
    return done.answer if done is not None and isinstance(done.answer, PartDone) else None


def _parts_done(unit: UnitOfWork, import_id: str) -> int:
    """How many parts of the import were stored; asked of few of them, however many there are."""
    refuse("import", needed_id_problems(import_id=import_id))
    beyond = 1
    while _part(unit, import_id, beyond) is not None:
        beyond *= 2
    done = beyond // 2
    while beyond - done > 1:
        middle = (done + beyond) // 2
        if _part(unit, import_id, middle) is None:
            beyond = middle
        else:
            done = middle
    return done
