"""Imports: each row is judged by itself, and an interrupted import repeats nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest
from attrs import define, field
from hypothesis import given
from hypothesis import strategies as st

from loyalty_engine import InvalidInput, Problem
from loyalty_engine.adapters.memory import MemoryAttributes
from loyalty_engine.model.identification import Identifier, IdentifierKind
from loyalty_engine.program.imports import (
    Checkpoint,
    Commit,
    ImportOvertaken,
    ImportReport,
    ImportRow,
    ImportState,
    NoValue,
    Position,
    RowOutcome,
    RowState,
    dry_run,
    run_import,
)

MEMBERS = 5
BAD = Problem("value", "is no value")


def who(number: int) -> Identifier:
    return Identifier(IdentifierKind.PHONE, str(number))


def store() -> MemoryAttributes:
    return MemoryAttributes({who(n): f"m{n}" for n in range(MEMBERS)})


def row(n: int, *, of: int = 0, value: object = None, bad: bool = False, warned: bool = False) -> ImportRow:
    """The *n*-th row, ten bytes long."""
    return ImportRow(
        n + 1,
        Position((n + 1) * 10, n + 2),
        who(of),
        "city",
        NoValue.UNREAD if bad else f"value {n}" if value is None else value,  # type: ignore[arg-type]
        (BAD,) if bad else (),
        (Problem("value", "is strange"),) if warned else (),
    )


def opened(rows: Sequence[ImportRow]) -> Callable[[Position], Iterator[ImportRow]]:
    """The rows from a position on."""
    return lambda start: iter([row for row in rows if row.end.offset > start.offset])


ROWS = [
    row(0),
    row(1, bad=True),
    row(2, of=MEMBERS),
    row(3, of=1, warned=True),
    row(4, value=NoValue.REMOVED),
    row(5, of=2),
]
NOBODY = Problem("identifier", "no member has this phone", "register the member first, or correct the row")


@pytest.mark.parametrize("size", [1, 2, 1000])
def test_rows_are_carried_out_and_what_is_wrong_stays_as_it_was(size: int) -> None:
    kept = store()
    kept.values["m0", "city"] = kept.values["m1", "zone"] = "old"
    told: list[RowOutcome] = []

    report = run_import(opened(ROWS), kept, "i", tell=told.append, rows_at_once=size)

    assert kept.values == {("m1", "zone"): "old", ("m1", "city"): "value 3", ("m2", "city"): "value 5"}
    assert report == ImportReport(
        state=ImportState.PROCESSED_WITH_ERROR,
        position=ROWS[-1].end,
        completed=4,
        errors=2,
        warned=1,
    )
    assert report.rows == 6
    done = RowState.COMPLETED
    assert told == [
        RowOutcome(ROWS[0], done),
        RowOutcome(ROWS[1], RowState.ERROR, (BAD,)),
        RowOutcome(ROWS[2], RowState.ERROR, (NOBODY,)),
        RowOutcome(ROWS[3], done),
        RowOutcome(ROWS[4], done),
        RowOutcome(ROWS[5], done),
    ]
    assert kept.refused == {"i": (told[1], told[2])}


@pytest.mark.parametrize(
    ("kept", "created", "errors"),
    [(None, 5, 1), (store(), 4, 2)],
    ids=["without a store", "with the members of a store"],
)
def test_a_dry_run_looks_at_everything_and_stores_nothing(
    kept: MemoryAttributes | None, created: int, errors: int
) -> None:
    told: list[RowOutcome] = []
    seen: list[Checkpoint] = []

    report = dry_run(ROWS, store=kept, tell=told.append, progress=seen.append, rows_at_once=4)

    assert report == ImportReport(
        state=ImportState.NOT_PROCESSED, position=ROWS[-1].end, created=created, errors=errors, warned=1
    )
    assert [outcome.state is RowState.CREATED for outcome in told] == [
        True,
        False,
        kept is None,
        True,
        True,
        True,
    ]
    assert [reached.position for reached in seen] == [ROWS[3].end, ROWS[5].end]
    assert kept is None or (kept.values, kept.refused, kept.checkpoint("i")) == ({}, {}, None)


def test_an_import_of_nothing_is_processed() -> None:
    assert run_import(opened([]), store(), "i").state is ImportState.PROCESSED
    assert dry_run([]) == ImportReport(state=ImportState.NOT_PROCESSED, position=Position())


def test_an_import_that_has_ended_is_not_begun_again() -> None:
    kept = store()
    first = run_import(opened(ROWS), kept, "i")
    kept.values.clear()

    def unread(start: Position) -> Iterator[ImportRow]:
        raise AssertionError(start)

    assert run_import(unread, kept, "i") == first
    assert kept.values == {}


def test_an_import_that_is_stopped_is_suspended_and_goes_on() -> None:
    kept = store()
    asked = iter([False, True])

    first = run_import(opened(ROWS), kept, "i", stop=lambda: next(asked), rows_at_once=2)
    progress: list[Checkpoint] = []
    second = run_import(opened(ROWS), kept, "i", progress=progress.append, rows_at_once=2)

    assert (first.state, first.rows) == (ImportState.SUSPENDED, 2)
    assert (second.state, second.rows) == (ImportState.PROCESSED_WITH_ERROR, 6)
    assert [reached.rows for reached in progress] == [4, 6]
    assert run_import(opened(ROWS), store(), "i", stop=lambda: True).state is ImportState.NOT_PROCESSED


def test_of_two_runs_of_one_import_only_one_goes_on() -> None:
    kept = store()

    def overtake(reached: Checkpoint) -> None:
        run_import(opened(ROWS), kept, "i")

    with pytest.raises(ImportOvertaken, match="another run has gone on with it"):
        run_import(opened(ROWS), kept, "i", progress=overtake, rows_at_once=2)
    assert kept.checkpoint("i") == Checkpoint(
        position=ROWS[-1].end, completed=4, errors=2, warned=1, finished=True
    )


def test_rows_without_values_are_not_taken_for_removals() -> None:
    kept = store()

    with pytest.raises(InvalidInput, match="the value of line 1 was not read"):
        run_import(opened([row(0, value=NoValue.UNREAD)]), kept, "i")
    assert kept.checkpoint("i") is None


@pytest.mark.parametrize("size", [0, -1, True, 2.0])
def test_a_part_has_a_number_of_rows(size: int) -> None:
    with pytest.raises(InvalidInput, match="is no number of rows"):
        dry_run(ROWS, rows_at_once=size)


class Killed(Exception):
    """The process ends here."""


@define
class Failing:
    """A store of which the calls end the process, some before they do anything and some after."""

    kept: MemoryAttributes
    before: frozenset[int]
    after: frozenset[int]
    calls: int = 0
    changed: list[tuple[str, object]] = field(factory=list)

    def checkpoint(self, import_id: str) -> Checkpoint | None:
        return self.kept.checkpoint(import_id)

    def members(self, identifiers: Sequence[Identifier]) -> Sequence[str | None]:
        self._call(self.before)
        return self.kept.members(identifiers)

    def commit(self, part: Commit) -> None:
        self._call(self.before)
        self.kept.commit(part)
        self.changed += [(change.member, change.value) for change in part.changes]
        self._call(self.after)

    def _call(self, deadly: frozenset[int]) -> None:
        self.calls += 1
        if self.calls in deadly:
            raise Killed


@given(
    kinds=st.lists(st.sampled_from(["good", "bad", "nobody", "removed", "warned"]), max_size=25),
    size=st.integers(1, 6),
    before=st.frozensets(st.integers(1, 40), max_size=6),
    after=st.frozensets(st.integers(1, 40), max_size=6),
    broken=st.lists(st.integers(0, 25), max_size=4),
)
def test_whenever_it_is_killed_an_import_ends_as_if_it_never_was(
    kinds: list[str], size: int, before: frozenset[int], after: frozenset[int], broken: list[int]
) -> None:
    rows = [
        row(
            n,
            of=MEMBERS if kind == "nobody" else n % MEMBERS,
            value=NoValue.REMOVED if kind == "removed" else None,
            bad=kind == "bad",
            warned=kind == "warned",
        )
        for n, kind in enumerate(kinds)
    ]
    undisturbed = store()
    expected = run_import(opened(rows), undisturbed, "i")
    failing = Failing(store(), before, after)
    breaks = iter(broken)

    def until_it_breaks(start: Position) -> Iterator[ImportRow]:
        last = next(breaks, None)
        for n, each in enumerate(opened(rows)(start)):
            if n == last:
                raise Killed
            yield each

    while True:
        try:
            report = run_import(until_it_breaks, failing, "i", rows_at_once=size)
        except Killed:
            continue
        break

    assert report == expected
    assert failing.kept.values == undisturbed.values
    assert failing.kept.refused == undisturbed.refused
    assert failing.changed == [
        (f"m{n % MEMBERS}", rows[n].value) for n, kind in enumerate(kinds) if kind not in ("bad", "nobody")
    ]
