"""Windows: stretches of time that end with the receipt, such as the last 30 days or this month."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable
from enum import Enum
from typing import Final, assert_never

from attrs import field, frozen

from loyalty_engine.errors import refuse
from loyalty_engine.model.fields import choice_problems
from loyalty_engine.model.moments import local_time, number_problem
from loyalty_engine.model.period import ALWAYS, Period

#: The longest window in any unit; as years it reaches beyond all history.
MOST_UNITS: Final = 10**6

#: The first moment of all: where a period without a beginning opens.
_BEFORE_ALL: Final = ALWAYS.span[0]
_ONE_DAY: Final = dt.timedelta(days=1)


class WindowUnit(Enum):
    """What the length of a window is counted in; weeks begin on Monday."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Opening(Enum):
    """Where in its first unit a window opens.

    Counted back from 15 September 12:00, a window of one month opens on 15 August at 12:00 (`EXACT`), with
    the month in which that falls, on 1 August (`BEGIN`), or with its end, on 1 September (`END`).
    """

    EXACT = "exact"
    BEGIN = "begin"
    END = "end"


_LENGTHS: Final = {
    WindowUnit.MINUTE: dt.timedelta(minutes=1),
    WindowUnit.HOUR: dt.timedelta(hours=1),
    WindowUnit.DAY: _ONE_DAY,
    WindowUnit.WEEK: dt.timedelta(days=7),
}


@frozen
class Window:
    """The *last* so many *units* before the receipt, up to its very moment.

    *opening* moves the start to the beginning or the end of the unit in which it falls, so that
    ``Window(1, WindowUnit.MONTH, opening=Opening.END)`` is the calendar month of the receipt and
    ``Window(1, WindowUnit.DAY, opening=Opening.END)`` its day. All is counted by the shop's clock.

    Raises:
        InvalidInput: *last* is not a number from 1 to a million, or another argument is something else.
    """

    last: int
    unit: WindowUnit
    opening: Opening = field(default=Opening.EXACT, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problem = number_problem("last", self.last, 1, MOST_UNITS)
        problems = [problem] if problem else []
        problems += choice_problems("unit", self.unit, WindowUnit)
        refuse("window", problems + choice_problems("opening", self.opening, Opening))

    def opens(self, local: dt.datetime) -> dt.datetime:
        """The clock reading with which the window opens, for a receipt made when the clock shows *local*.

        A window that reaches back beyond all dates opens with the first of them.
        """
        start = _back(local, self.last, self.unit)
        if self.opening is Opening.EXACT or start == _BEFORE_ALL:
            return start
        begin = beginning(start, self.unit)
        return begin if self.opening is Opening.BEGIN else next_beginning(begin, self.unit)

    def __str__(self) -> str:
        """As a marketer says it: ``in the last 30 days``, ``in the month of the receipt``."""
        unit = self.unit.value
        if self.opening is Opening.END and self.last == 1:
            return f"in the {unit} of the receipt"
        stretch = f"in the last {unit}" if self.last == 1 else f"in the last {self.last} {unit}s"
        if self.opening is Opening.EXACT:
            return stretch
        if self.opening is Opening.END:
            return f"{stretch}, that of the receipt included"
        return f"{stretch}, from the beginning of the first {unit} on"


def within(during: Period | Window, now: dt.datetime, local: dt.datetime) -> Callable[[dt.datetime], bool]:
    """The test whether something happened in *during*, seen from a receipt or an event.

    That happened at *now*, when the clock by which it is judged showed *local*.

    All moments carry their offsets. Whether something was before the receipt is a matter of instants;
    where the stretch begins, and where a period ends, one of the clock that showed each moment. What came
    after the receipt never counts.
    """
    if isinstance(during, Window):
        opens = during.opens(local)
        return lambda then: then <= now and local_time(then) >= opens
    return lambda then: then <= now and during.contains(local_time(then), then)


def _back(local: dt.datetime, count: int, unit: WindowUnit) -> dt.datetime:
    """The reading *count* units before *local*; where a month is too short, on its last day."""
    if unit is WindowUnit.MONTH or unit is WindowUnit.YEAR:
        months = local.year * 12 + local.month - 1 - count * (12 if unit is WindowUnit.YEAR else 1)
        year, month = divmod(months, 12)
        if year < dt.MINYEAR:
            return _BEFORE_ALL
        day = min(local.day, calendar.monthrange(year, month + 1)[1])
        return local.replace(year=year, month=month + 1, day=day)
    length = _LENGTHS[unit] * count
    return local - length if length <= local - _BEFORE_ALL else _BEFORE_ALL


def beginning(local: dt.datetime, unit: WindowUnit) -> dt.datetime:
    """The reading with which the unit begins that *local* falls into."""
    if unit is WindowUnit.MINUTE:
        return local.replace(second=0, microsecond=0)
    if unit is WindowUnit.HOUR:
        return local.replace(minute=0, second=0, microsecond=0)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit is WindowUnit.DAY:
        return midnight
    if unit is WindowUnit.WEEK:
        return midnight - midnight.weekday() * _ONE_DAY  # the first of all dates is a Monday
    if unit is WindowUnit.MONTH:
        return midnight.replace(day=1)
    if unit is WindowUnit.YEAR:
        return midnight.replace(month=1, day=1)
    assert_never(unit)


def next_beginning(begin: dt.datetime, unit: WindowUnit) -> dt.datetime:
    """The beginning of the unit after the one that begins with *begin*."""
    if unit is WindowUnit.MONTH:
        return (begin + 31 * _ONE_DAY).replace(day=1)
    if unit is WindowUnit.YEAR:
        return begin.replace(year=begin.year + 1)
    return begin + _LENGTHS[unit]
