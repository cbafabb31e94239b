"""Imports into one store that are killed and begun again. Run as a program of its own.

`python -m programme.importing kill PLACE ROUNDS SEED` kills importers; `torn` does so where each statement
stands for itself.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import nullcontext
from functools import partial

from programme.places import end_within, opened, settled, torn
from programme.race import end_with

from loyalty_engine.adapters.clocks import StandingClock
from loyalty_engine.adapters.memory_store import MemoryStore
from loyalty_engine.errors import Problem
from loyalty_engine.model.attributes import AttributeDefinition, AttributeType
from loyalty_engine.model.identification import Identifier, IdentifierKind
from loyalty_engine.program.imports import ImportReport, ImportRow, KeptAttributes, Position, run_import
from loyalty_engine.program.ports import Store
from loyalty_engine.testing.kept import AT, HOUR

ROWS, AT_ONCE = 30, 4
MEMBERS = ("anna", "boris", "clara")
VISITS = AttributeDefinition(name="visits", type=AttributeType.INT, keeps_history=True)
BAD = (Problem("value", "is no value"),)


def kept(store: Store, round: int) -> KeptAttributes:
    return KeptAttributes(
        store=store,
        find=lambda sought: [one.value for one in sought],
        clock=StandingClock(AT + round * HOUR),
        definitions=[VISITS],
    )


def rows(start: Position) -> Iterator[ImportRow]:
    """Values of three members in turn; every seventh is none."""
    for n in range(start.line - 1, ROWS):
        who = Identifier(IdentifierKind.LOGIN, MEMBERS[n % 3])
        problems = BAD if n % 7 == 3 else ()
        yield ImportRow(n + 1, Position(n + 1, n + 2), who, "visits", n, problems)


def carry_out(store: Store, round: int) -> ImportReport:
    return run_import(rows, kept(store, round), f"import {round}", rows_at_once=AT_ONCE)


def told(store: Store, round: int) -> object:
    """All that an import may have changed."""
    attributes, name = kept(store, round), f"import {round}"
    with store.begin() as unit:
        histories = [unit.attribute(member, "visits") for member in MEMBERS]
    return histories, attributes.checkpoint(name), list(attributes.refused(name))


def whole(store: Store, round: int) -> None:
    """The values are those of the rows before the checkpoint, and of no others."""
    reached = kept(store, round).checkpoint(f"import {round}")
    done = 0 if reached is None else reached.position.offset
    for member in MEMBERS:
        before = value(member, ROWS) if round else None
        expected = before if value(member, done) is None else value(member, done)
        with store.begin() as unit:
            current = unit.attribute(member, "visits").current
        assert (None if current is None else current.value) == expected


def value(member: str, done: int) -> int | None:
    """What the first rows of an import make of a member's attribute; None where they say nothing of it."""
    return max((n for n in range(done) if MEMBERS[n % 3] == member and n % 7 != 3), default=None)


def kill(place: str, rounds: int, seed: int) -> None:
    """Kill an importer in each round, look at what it has left, and begin the import again."""
    drawn, twin = random.Random(seed), MemoryStore()
    with opened(place):
        pass
    cut = 0
    for round in range(rounds):
        inside = drawn.randrange(1, 100 if "://" in place else 2_000) if round % 2 else None
        child = os.fork()
        if child == 0:
            end_with(partial(_import, place, round, inside))
        if inside is None:
            time.sleep(drawn.uniform(0, 0.05))
            os.kill(child, signal.SIGKILL)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert code in (0, -signal.SIGKILL), code
        cut += code != 0
        settled(place)
        expected = carry_out(twin, round)
        with opened(place) as store:
            whole(store, round)
            assert carry_out(store, round) == expected
            assert told(store, round) == told(twin, round)
    print(f"{cut} of {rounds} importers killed")


def _import(place: str, round: int, at: int | None) -> None:
    with opened(place) as store:
        if at is not None:
            end_within(store, at)
        carry_out(store, round)


if __name__ == "__main__":
    _, what, place, *numbers = sys.argv
    with torn() if what == "torn" else nullcontext():
        kill(place, int(numbers[0]), int(numbers[1]))
