"""Words for days: weekdays, days of the month, the second Tuesday, every third day.

Each is answered from the date alone by a little arithmetic; nothing is ever stepped through from a beginning.
"""

from __future__ import annotations

import calendar
import datetime as dt
import enum
from collections.abc import Callable, Iterable
from typing import cast

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.moments import day_problem, number_problem, shown

#: The widest stride of days that is still a plan and no mistake: not quite three years.
MOST_DAYS_APART = 1000


class Weekday(enum.IntEnum):
    """A day of the week, numbered as `datetime.date.weekday` numbers it."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6

    @property
    def title(self) -> str:
        """The day's name in a sentence."""
        return self.name.capitalize()


_WEEKDAYS = {name: day for day in Weekday for name in (day.name.lower(), day.name[:3].lower())}


def read_weekday(value: Weekday | str) -> Weekday:
    """The weekday that *value* names; what names none stays as it is, for `weekday_problem` to find."""
    found = _WEEKDAYS.get(value.lower()) if isinstance(value, str) else None
    return cast("Weekday", value) if found is None else found


def weekday_problem(path: str, value: object) -> Problem | None:
    """What is wrong with *value* as a weekday; numbers are refused, for not all weeks start on Monday."""
    if isinstance(value, Weekday):
        return None
    return Problem(path, f"{shown(value)} is not a weekday", 'write "mon", "monday" or Weekday.MONDAY')


def stride_problems(n: object, anchor: object) -> list[Problem]:
    """What is wrong with *n* days from *anchor* on."""
    found = (number_problem("n", n, 1, MOST_DAYS_APART), day_problem("anchor", anchor))
    return [problem for problem in found if problem is not None]


def month_length(year: int, month: int) -> int:
    """How many days the month has."""
    return calendar.monthrange(year, month)[1]


def listed(parts: Iterable[str]) -> str:
    """*parts* as a sentence enumerates them."""
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def _members(value: object) -> object:
    """The members of *value* as a tuple; what has none stays as it is, to be refused later."""
    return tuple(value) if isinstance(value, Iterable) and not isinstance(value, (str, bytes)) else value


def _as_set(value: object) -> object:
    try:
        return frozenset(value) if isinstance(value, tuple) else value
    except TypeError:  # a list among the members
        return value


def _set_problems(value: object, check: Callable[[str, object], Problem | None]) -> list[Problem]:
    if not isinstance(value, (frozenset, tuple)):
        hint = "give a set or a list, even of one day"
        return [Problem("days", f"{shown(value)} is not a set of days", hint)]
    if not value:
        return [Problem("days", "there is none", "name at least one")]
    found = (check("days", member) for member in sorted(value, key=shown))
    return [problem for problem in found if problem is not None]


def _read_weekdays(value: Iterable[Weekday | str]) -> frozenset[Weekday]:
    members = _members(value)
    if isinstance(members, tuple):
        members = tuple(map(read_weekday, members))
    return cast("frozenset[Weekday]", _as_set(members))


@frozen
class Weekdays:
    """Certain days of the week: ``Weekdays(("mon", "fri"))``.

    Raises:
        InvalidInput: a day is no weekday, or there is none.
    """

    days: frozenset[Weekday] = field(converter=_read_weekdays)

    def __attrs_post_init__(self) -> None:
        refuse("weekdays", _set_problems(self.days, weekday_problem))

    def holds_on(self, day: dt.date) -> bool:
        """Is *day* one of them?"""
        return day.weekday() in self.days

    def __str__(self) -> str:
        if len(self.days) == len(Weekday):
            return "every day"
        return f"on {listed(f'{day.title}s' for day in sorted(self.days))}"


def _read_days(value: Iterable[int]) -> frozenset[int]:
    return cast("frozenset[int]", _as_set(_members(value)))


@frozen
class DaysOfMonth:
    """Certain days of the month, 1 to 31; -1 is the last day, -2 the one before it, down to -31.

    A day that a month does not have does not occur in it: 31 holds seven times a year, -1 every month.

    Raises:
        InvalidInput: a day is none of these, or there is none.
    """

    days: frozenset[int] = field(converter=_read_days)

    def __attrs_post_init__(self) -> None:
        refuse("days of the month", _set_problems(self.days, _day_of_month_problem))

    def holds_on(self, day: dt.date) -> bool:
        """Is *day* one of them, from the month's beginning or from its end?"""
        return day.day in self.days or day.day - month_length(day.year, day.month) - 1 in self.days

    def __str__(self) -> str:
        counted = [f"the {_nth(n)}" for n in sorted(self.days) if n > 0]
        counted += [f"the {_nth(-n)} day from the end" for n in sorted(self.days) if n < -1]
        counted += ["the last day"] if -1 in self.days else []
        return f"on {listed(counted)} of the month"


def _day_of_month_problem(path: str, value: object) -> Problem | None:
    if type(value) is int and 1 <= abs(value) <= 31:
        return None
    hint = "count 1 to 31, or -1 to -31 from the end"
    return Problem(path, f"{shown(value)} is not a day of the month", hint)


def _nth(n: int) -> str:
    ending = "th" if n in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


@frozen
class NthWeekday:
    """One weekday of each month: ``NthWeekday("tue", 2)`` is the second Tuesday, with -1 it is the last one.

    A month that has no fifth one is left out where *nth* is 5.

    Raises:
        InvalidInput: *nth* is neither 1 to 5 nor -1, or *weekday* is none.
    """

    weekday: Weekday = field(converter=read_weekday)
    nth: int

    def __attrs_post_init__(self) -> None:
        problems = [problem] if (problem := weekday_problem("weekday", self.weekday)) else []
        if type(self.nth) is not int or self.nth not in {1, 2, 3, 4, 5, -1}:
            message = f"{shown(self.nth)} does not say which one of a month"
            problems.append(Problem("nth", message, "use 1 to 5, or -1 for the last"))
        refuse("nth weekday", problems)

    def holds_on(self, day: dt.date) -> bool:
        """Is *day* the one?"""
        if day.weekday() != self.weekday:
            return False
        if self.nth == -1:
            return day.day + 7 > month_length(day.year, day.month)
        return (day.day + 6) // 7 == self.nth

    def __str__(self) -> str:
        return f"on the {'last' if self.nth == -1 else _nth(self.nth)} {self.weekday.title} of the month"


@frozen
class EveryNDays:
    """Every *n*-th day, of which *anchor* is one; days before the anchor are counted back from it.

    *n* is 1 to 1000. Days are dates, so a change of the clocks never moves them.

    Raises:
        InvalidInput: *anchor* is not a date of the years 1900 to 2999, or *n* is out of range.
    """

    anchor: dt.date
    n: int

    def __attrs_post_init__(self) -> None:
        refuse("every n days", stride_problems(self.n, self.anchor))

    def holds_on(self, day: dt.date) -> bool:
        """Is *day* a whole number of strides away from the anchor?"""
        return (day.toordinal() - self.anchor.toordinal()) % self.n == 0

    def __str__(self) -> str:
        return "every day" if self.n == 1 else f"every {self.n} days from {self.anchor.isoformat()}"


DayRule = Weekdays | DaysOfMonth | NthWeekday | EveryNDays
"""What names days; each kind answers ``holds_on(date)``."""
