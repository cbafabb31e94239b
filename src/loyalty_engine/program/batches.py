"""Points of many members changed by hand: row by row, each once, however often the batch is begun again."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from functools import partial
from itertools import islice
from typing import Final

from attrs import frozen

from loyalty_engine.errors import InvalidInput, Problem, refuse
from loyalty_engine.individual.operators import Operator
from loyalty_engine.model.actor import ByHand, Permission
from loyalty_engine.model.audit import Details
from loyalty_engine.model.fields import needed_id_problems
from loyalty_engine.model.identifiers import joined_id
from loyalty_engine.program.adjust import (
    PointsChanged,
    PointsOrder,
    action_of,
    change_points,
    order_problems,
)
from loyalty_engine.program.by_hand import HandStep
from loyalty_engine.program.known import now_by
from loyalty_engine.program.ports import Clock, Members, Store, UnitOfWork
from loyalty_engine.program.purchases import StoredOperation
from loyalty_engine.program.transactions import transact

_ROWS_AT_A_TIME: Final = 100


@frozen
class BatchRow:
    """What is to happen to the points of *member*."""

    member: str
    order: PointsOrder

    def __attrs_post_init__(self) -> None:
        refuse("row of a batch", needed_id_problems(member=self.member) + order_problems(self.order))


class RowState(Enum):
    """What became of a row."""

    NOT_PROCESSED = "not_processed"
    PROCESSED = "processed"
    WITH_ERROR = "with_error"  # nothing moved


class BatchState(Enum):
    """What became of a batch."""

    NOT_PROCESSED = "not_processed"
    SUSPENDED = "suspended"  # some rows are still to be processed
    PROCESSED = "processed"
    PROCESSED_WITH_ERROR = "processed_with_error"


@frozen(kw_only=True)
class RowResult:
    """What a row came to: what *changed*, or the *problems* for which nothing did."""

    state: RowState = RowState.NOT_PROCESSED
    changed: PointsChanged | None = None
    problems: tuple[Problem, ...] = ()


@frozen
class BatchResult:
    """What the rows of a batch came to, in their order."""

    rows: tuple[RowResult, ...]

    @property
    def state(self) -> BatchState:
        """What became of the batch as a whole."""
        states = {row.state for row in self.rows}
        if RowState.NOT_PROCESSED in states:
            return BatchState.SUSPENDED if len(states) > 1 else BatchState.NOT_PROCESSED
        return BatchState.PROCESSED_WITH_ERROR if RowState.WITH_ERROR in states else BatchState.PROCESSED

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with rows, all of it."""
        return tuple(
            problem.inside(f"rows[{n}]") for n, row in enumerate(self.rows) for problem in row.problems
        )


@frozen
class BatchBegun:
    """A batch of so many rows was begun."""

    rows: int

    def details(self) -> Details:
        """What the audit says of it."""
        return (("rows", str(self.rows)),)


@frozen(kw_only=True)
class Batch:
    """A batch that is being processed, and where."""

    store: Store
    members: Members
    clock: Clock
    zone: str
    id: str
    operator: Operator
    rows: tuple[BatchRow, ...]

    def carry_out(self, most: int | None) -> BatchResult:
        """Process up to *most* rows that were not processed before, None for all."""
        begin = self._step(self.id, "batch", None)
        begin.permitted(self.store)
        begun = BatchBegun(len(self.rows))
        transact(self.store, lambda unit: begin.within(unit, lambda _: begun))
        found = [RowResult() for _ in self.rows]
        todo = islice(self._waiting(found), most)
        while chunk := list(islice(todo, _ROWS_AT_A_TIME)):
            for n, row in self._carried_out(chunk).items():
                found[n] = row
        return BatchResult(tuple(found))

    def _carried_out(self, chunk: list[int]) -> dict[int, RowResult]:
        """What some rows come to, in one transaction.

        They are carried out in the order of whose points they change, so that no two batches wait for each
        other; those of one owner in their own.
        """
        owners = {n: self._owner(self.rows[n].member) for n in chunk}
        order = sorted(chunk, key=lambda n: (owners[n] or "", n))
        return transact(
            self.store,
            lambda unit: {n: self._row(unit, n, is_member=owners[n] is not None) for n in order},
        )

    def _waiting(self, found: list[RowResult]) -> Iterator[int]:
        """The rows that were not processed before; what the others came to is *found*."""
        waiting = []
        for start in range(0, len(self.rows), _ROWS_AT_A_TIME):
            numbers = range(start, min(start + _ROWS_AT_A_TIME, len(self.rows)))
            for n, done in transact(self.store, partial(self._done, numbers)):
                if done is not None and isinstance(done.answer, RowResult):
                    found[n] = done.answer
                else:
                    waiting.append(n)
        return iter(waiting)

    def _done(self, numbers: range, unit: UnitOfWork) -> list[tuple[int, StoredOperation | None]]:
        """The steps of these rows, None where there was none."""
        return [(n, unit.operation(self._row_id(n))) for n in numbers]

    def _row(self, unit: UnitOfWork, n: int, *, is_member: bool) -> RowResult:
        row = self.rows[n]
        step = self._step(self._row_id(n), action_of(row.order), row)
        return step.asked.once(unit, lambda: self._tried(unit, step, row, is_member), step.other)

    def _tried(self, unit: UnitOfWork, step: HandStep, row: BatchRow, is_member: bool) -> RowResult:
        """What a row comes to; nothing of it is done where it is refused."""
        if not is_member:
            unknown = Problem("member", "is nobody whom the host knows", "leave the row out")
            return RowResult(state=RowState.WITH_ERROR, problems=(unknown,))

        def change(by: ByHand) -> PointsChanged:
            owner = self.members.account(row.member)
            return change_points(unit, owner, row.order, step.operation, by, self.zone)

        try:
            return RowResult(state=RowState.PROCESSED, changed=step.noted(unit, change))
        except InvalidInput as error:
            plain = tuple(Problem(one.path, one.message, one.hint) for one in error.problems)
            return RowResult(state=RowState.WITH_ERROR, problems=plain)

    def _owner(self, id: str) -> str | None:
        """Whose points those of the member are; None where the host does not know him."""
        try:
            self.members.load(id, ())
            return self.members.account(id)
        except KeyError:
            return None

    def _row_id(self, n: int) -> str:
        return joined_id(self.id, str(n + 1))

    def _step(self, operation: str, action: str, row: BatchRow | None) -> HandStep:
        return HandStep(
            operation=operation,
            operator=self.operator,
            permission=Permission.EDIT_POINTS,
            action=action,
            member=None if row is None else row.member,
            request={"rows": self.rows} if row is None else {"order": row.order},
            at=now_by(self.clock),
        )
