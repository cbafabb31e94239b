"""For how long a favourite product is chosen: once, or until a period of the clock on the wall is over.

Periods are the same for everybody and follow from the rule and the clock reading alone, so no job has to run
when one ends. They are counted from their anchor, never one after the other.
"""

from __future__ import annotations

import datetime as dt
from typing import assert_never

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.days import Weekday, month_length, read_weekday, stride_problems, weekday_problem
from loyalty_engine.model.moments import FIRST_YEAR, LAST_YEAR, number_problem, out_of_range, shown


@frozen
class OneTime:
    """A choice lasts for ever."""


@frozen
class Daily:
    """A choice lasts until midnight."""


@frozen
class Weekly:
    """A choice lasts until the next *day* begins.

    Raises:
        InvalidInput: *day* is no weekday.
    """

    day: Weekday = field(default=Weekday.MONDAY, converter=read_weekday)

    def __attrs_post_init__(self) -> None:
        problem = weekday_problem("day", self.day)
        refuse("weekly selection", [problem] if problem else [])


@frozen
class Monthly:
    """A choice lasts until *day* of the next month begins, 1 to 31, or its last day where it is shorter.

    Raises:
        InvalidInput: *day* is none of these.
    """

    day: int = 1

    def __attrs_post_init__(self) -> None:
        problem = number_problem("day", self.day, 1, 31)
        refuse("monthly selection", [problem] if problem else [])


@frozen
class EveryDays:
    """A choice lasts until the next whole number of *n* days from *anchor* has passed; *n* is 1 to 1000.

    Raises:
        InvalidInput: *n* is out of range, or *anchor* is not a date of the years 1900 to 2999.
    """

    n: int
    anchor: dt.date

    def __attrs_post_init__(self) -> None:
        refuse("selection every n days", stride_problems(self.n, self.anchor))


SelectionPeriod = OneTime | Daily | Weekly | Monthly | EveryDays
"""How often a member chooses favourite products."""


def period_start(rule: SelectionPeriod, local: dt.datetime) -> dt.datetime | None:
    """The midnight with which the selection period of *local* began; None where choices last for ever.

    Args:
        rule: how often a member chooses.
        local: a clock reading of the years 1900 to 2999, in the member's zone or else the programme's.

    Raises:
        InvalidInput: *local* is no clock reading of these years.
    """
    days = _days(rule, _checked(local))
    return None if days is None else dt.datetime.fromordinal(days[0])


def period_end(rule: SelectionPeriod, local: dt.datetime) -> dt.datetime | None:
    """The midnight with which the selection period of *local* is over; None where choices last for ever.

    Arguments and errors are those of `period_start`.
    """
    days = _days(rule, _checked(local))
    return None if days is None else dt.datetime.fromordinal(days[1])


def _days(rule: SelectionPeriod, local: dt.datetime) -> tuple[int, int] | None:
    """The first day of the selection period and the first day after it, as proleptic ordinals."""
    today = local.toordinal()
    if isinstance(rule, OneTime):
        return None
    if isinstance(rule, Daily):
        return today, today + 1
    if isinstance(rule, Weekly):
        start = today - (local.weekday() - rule.day) % 7
        return start, start + 7
    if isinstance(rule, Monthly):
        month = 12 * local.year + local.month - 1
        if today < _turn(month, rule.day):
            month -= 1
        return _turn(month, rule.day), _turn(month + 1, rule.day)
    if isinstance(rule, EveryDays):
        start = today - (today - rule.anchor.toordinal()) % rule.n
        return start, start + rule.n
    assert_never(rule)


def _turn(month: int, day: int) -> int:
    """The ordinal of *day* in *month*, counted from year 0, or of its last day."""
    year, index = divmod(month, 12)
    return dt.date(year, index + 1, min(day, month_length(year, index + 1))).toordinal()


def _checked(local: dt.datetime) -> dt.datetime:
    problem = _local_problem("local", local)
    refuse("selection period", [problem] if problem else [])
    return local


def _local_problem(path: str, value: object) -> Problem | None:
    if not isinstance(value, dt.datetime) or value.tzinfo is not None:
        hint = "give a datetime without an offset, as in_zone does"
        return Problem(path, f"{shown(value)} is not a reading of the clock on a wall", hint)
    # another zone's clock may still show the last day of 1899, or already the first of 3000
    return None if FIRST_YEAR - 1 <= value.year <= LAST_YEAR + 1 else out_of_range(path, value)
