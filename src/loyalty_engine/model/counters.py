"""Counters of a member or of the programme, and how they moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from enum import Enum
from typing import Final, cast

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.fields import as_tuple, tuple_problems
from loyalty_engine.model.identifiers import shown
from loyalty_engine.model.moments import moment_problem, number_problem

#: The most that a counter can stand at, on either side of 0.
MOST_COUNTED: Final = 10**18


class CountedPer(Enum):
    """Whether each member has a counter of his own, or the programme one for all buyers."""

    MEMBER = "member"
    PROGRAM = "program"


def _as_printed(at: dt.datetime) -> str:
    return at.isoformat()


@frozen(kw_only=True)
class CounterChange:
    """A counter went up by *by* at the moment *at*, or down where *by* is negative.

    *at* is the moment by the clock of the place, with its offset from UTC.
    """

    at: dt.datetime = field(eq=_as_printed)
    by: int

    def __attrs_post_init__(self) -> None:
        found = (
            moment_problem("at", self.at, aware=True),
            number_problem("by", self.by, -MOST_COUNTED, MOST_COUNTED),
        )
        refuse("counter change", [problem for problem in found if problem is not None])


def _changes(value: Iterable[CounterChange]) -> tuple[CounterChange, ...]:
    return as_tuple(value)


def _of_change(change: CounterChange) -> tuple[dt.datetime, str, int]:
    return change.at, change.at.isoformat(), change.by


@frozen
class Counter:
    """A counter of a member or the programme: its *value*, and its *changes* as far as they are loaded.

    The changes need not add up to the value, and their order has no effect.
    """

    value: int = 0
    changes: tuple[CounterChange, ...] = field(default=(), converter=_changes, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problem = number_problem("value", self.value, -MOST_COUNTED, MOST_COUNTED)
        problems = [problem] if problem else []
        what, hint = "a change of a counter", "give a CounterChange"
        refuse("counter", problems + tuple_problems("changes", self.changes, CounterChange, what, hint))
        object.__setattr__(self, "changes", tuple(sorted(self.changes, key=_of_change)))


def as_counter(value: Counter | int) -> Counter:
    """Converter: a number is a counter of that value whose changes are not told."""
    return Counter(value) if type(value) is int and abs(value) <= MOST_COUNTED else cast("Counter", value)


def counter_problems(path: str, value: object) -> list[Problem]:
    """What keeps *value* from being a counter."""
    if isinstance(value, Counter):
        return []
    return [Problem(path, f"{shown(value)} is no counter", "give its value, or Counter(3, changes=[…])")]


NEVER_COUNTED: Final = Counter()
