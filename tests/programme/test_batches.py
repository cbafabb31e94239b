"""Points of many members at a time: what each row comes to, and what beginning again does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from programme.test_service_desk import NEGATIVE, OLGA, OTTO, ZERO, desk, entries, spendable

from loyalty_engine import InvalidInput
from loyalty_engine.adapters.memory_store import MemoryStore, MemoryUnit
from loyalty_engine.errors import Problem
from loyalty_engine.individual.operators import Operator
from loyalty_engine.individual.refusal import Reason, Refused
from loyalty_engine.model.ledger import balance_sheet
from loyalty_engine.program.adjust import Accrual, PointsChanged, WriteOff
from loyalty_engine.program.batches import BatchResult, BatchRow, BatchState, RowResult, RowState
from loyalty_engine.program.ports import Conflict

ROWS = (
    BatchRow("anna", Accrual(50)),
    BatchRow("boris", WriteOff(5)),
    BatchRow("boris", WriteOff(5, too_few=NEGATIVE)),
    BatchRow("nobody", Accrual(50)),
    BatchRow("anna", WriteOff(80, too_few=ZERO)),
)


def processed(amount: int, missing: int = 0) -> RowResult:
    changed = PointsChanged(currency="bonus", amount=amount, missing=missing)
    return RowResult(state=RowState.PROCESSED, changed=changed)


def failed(path: str, message: str, hint: str) -> RowResult:
    return RowResult(state=RowState.WITH_ERROR, problems=(Problem(path, message, hint),))


TOO_FEW = ("amount", "of 5 points only 0 can be spent", "write off less, or let the member owe the rest")
UNKNOWN = ("member", "is nobody whom the host knows", "leave the row out")
RESULTS = (processed(50), failed(*TOO_FEW), processed(-5, 5), failed(*UNKNOWN), processed(-50, 30))


def test_each_row_is_carried_out_or_says_why_not() -> None:
    made = desk()
    found = made.change_points_of("b", OLGA, ROWS)
    assert (found, found.state) == (BatchResult(RESULTS), BatchState.PROCESSED_WITH_ERROR)
    assert [problem.path for problem in found.problems] == ["rows[1].amount", "rows[3].member"]
    assert (spendable(made), spendable(made, "boris")) == (0, -5)


def test_a_batch_that_is_sent_again_changes_nothing() -> None:
    """A row that failed stays failed, though it would be possible by now."""
    made = desk()
    made.change_points_of("b", OLGA, ROWS)
    made.change_points("later", OLGA, "boris", Accrual(50))
    before = entries(made), made.audit("anna"), made.audit("boris"), made.audit(None)
    assert made.change_points_of("b", OLGA, iter(ROWS)) == BatchResult(RESULTS)
    assert (entries(made), made.audit("anna"), made.audit("boris"), made.audit(None)) == before


def test_a_batch_goes_on_where_it_was() -> None:
    made = desk()
    states = [made.change_points_of("b", OLGA, ROWS, most=n) for n in (0, 1, 2)]
    assert [one.state for one in states] == [BatchState.NOT_PROCESSED, *[BatchState.SUSPENDED] * 2]
    assert states[-1].rows == (*RESULTS[:3], RowResult(), RowResult())
    assert made.change_points_of("b", OLGA, ROWS, most=2) == BatchResult(RESULTS)


def test_what_is_noted_of_a_batch() -> None:
    """That it was begun, and each change; a row that failed has changed nothing."""
    made = desk()
    made.change_points_of("b", OLGA, ROWS)
    assert [(one.action, one.operation, one.details) for one in made.audit(None)] == [
        ("batch", "b", (("rows", "5"),))
    ]
    assert [(one.action, one.operation) for one in made.audit("anna")] == [
        ("accrual", "b/1"),
        ("write-off", "b/5"),
    ]
    assert [one.operation for one in made.audit("boris")] == ["b/3"]


def test_a_batch_takes_the_permission_once() -> None:
    made = desk()
    with pytest.raises(Refused) as caught:
        made.change_points_of("b", OTTO, ROWS)
    assert caught.value.reasons == (Reason.NO_PERMISSION,)
    assert [(one.action, one.allowed) for one in made.audit(None)] == [("batch", False)]
    assert (entries(made), made.audit("anna")) == ((), ())


@pytest.mark.parametrize(
    ("again", "said"),
    [
        pytest.param(
            lambda made: made.change_points_of("b", OLGA, ROWS[1:]), "differs in its rows", id="rows"
        ),
        pytest.param(
            lambda made: made.change_points_of("b", Operator(OLGA.actor, reason="another"), ROWS),
            "differs in its reason",
            id="why",
        ),
        pytest.param(
            lambda made: made.change_points("b", OLGA, "anna", Accrual(5)), "was the step 'batch'", id="step"
        ),
    ],
)
def test_the_id_of_a_batch_serves_for_nothing_else(again: Callable[[Any], object], said: str) -> None:
    made = desk()
    made.change_points_of("b", OLGA, ROWS, most=1)
    with pytest.raises(Refused, match=said):
        again(made)
    assert len(entries(made)) == 1


def test_what_is_no_batch() -> None:
    made = desk()
    wrong: list[Any] = [ROWS[0], ("anna", Accrual(5)), None]
    with pytest.raises(InvalidInput) as caught:
        made.change_points_of("b", OLGA, wrong, most=-1)
    assert [problem.path for problem in caught.value.problems] == ["rows[1]", "rows[2]", "most"]
    order: Any = 50
    with pytest.raises(InvalidInput) as caught:
        BatchRow("", order)
    assert [problem.path for problem in caught.value.problems] == ["member", "order"]


class Failing(MemoryStore):
    """Loses so many of its transactions, at their end."""

    def __init__(self, lost: set[int]) -> None:
        super().__init__()
        self.lost, self.begun = lost, 0

    @contextmanager
    def begin(self) -> Iterator[MemoryUnit]:
        self.begun += 1
        with super().begin() as unit:
            yield unit
            if self.begun in self.lost:
                raise Conflict("the store")


@given(
    amounts=st.lists(st.integers(-3, 3).filter(bool), max_size=230),
    lost=st.sets(st.integers(1, 12)),
    most=st.none() | st.integers(1, 120),
)
def test_whatever_is_lost_in_between_each_row_is_carried_out_once(
    amounts: list[int], lost: set[int], most: int | None
) -> None:
    store = Failing(lost)
    made = desk(store=store)
    rows = [BatchRow("anna", Accrual(n) if n > 0 else WriteOff(-n, too_few=NEGATIVE)) for n in amounts]
    found = None
    while found is None or found.state in (BatchState.NOT_PROCESSED, BatchState.SUSPENDED):
        try:
            found = made.change_points_of("b", OLGA, rows, most=most)
        except Conflict:
            continue
    assert found.state is BatchState.PROCESSED
    store.lost.clear()
    assert spendable(made) == sum(amounts)
    assert len(made.audit("anna")) == len(amounts)
    assert sum(balance_sheet(store.ledger).values()) == 0
