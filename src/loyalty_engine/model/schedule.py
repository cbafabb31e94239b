"""Schedules: the days and hours at which an offer works, by the clock on the shop's wall.

The vocabulary is closed: words for days, and windows of hours. What happens when the clocks are changed is
said in `loyalty_engine.model.period`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from typing import TypeVar, cast

from attrs import field, frozen

from loyalty_engine.errors import InvalidInput, Problem, refuse
from loyalty_engine.model.days import DayRule as DayRule
from loyalty_engine.model.days import DaysOfMonth as DaysOfMonth
from loyalty_engine.model.days import EveryNDays as EveryNDays
from loyalty_engine.model.days import NthWeekday as NthWeekday
from loyalty_engine.model.days import Weekday as Weekday
from loyalty_engine.model.days import Weekdays as Weekdays
from loyalty_engine.model.moments import shown
from loyalty_engine.model.period import Unit as Unit
from loyalty_engine.model.selection import Daily as Daily
from loyalty_engine.model.selection import EveryDays as EveryDays
from loyalty_engine.model.selection import Monthly as Monthly
from loyalty_engine.model.selection import OneTime as OneTime
from loyalty_engine.model.selection import SelectionPeriod as SelectionPeriod
from loyalty_engine.model.selection import Weekly as Weekly
from loyalty_engine.model.selection import period_end as period_end
from loyalty_engine.model.selection import period_start as period_start

ClockTime = dt.time | str
"""A time of day, or ``"09:30"`` for one."""

Pair = tuple[ClockTime, ClockTime]
"""When a window opens and when it closes."""

MINUTES_OF_DAY = 24 * 60
MINUTES_OF_WEEK = 7 * MINUTES_OF_DAY

T = TypeVar("T")

_ONE_DAY = dt.timedelta(days=1)
_MIDNIGHT = dt.time()
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?", re.ASCII)


def _opening(value: ClockTime) -> dt.time:
    """The time that *value* stands for; what stands for none stays as it is, to be refused later."""
    if isinstance(value, str) and _CLOCK.fullmatch(value):
        return dt.time.fromisoformat(value)
    if isinstance(value, dt.time):
        return value.replace(fold=0)
    return cast("dt.time", value)


def _closing(value: ClockTime) -> dt.time:
    return _MIDNIGHT if value == "24:00" else _opening(value)


def _clock_problem(path: str, value: object) -> Problem | None:
    if isinstance(value, dt.time) and value.tzinfo is None:
        return None
    hint = 'write "09:30", or a datetime.time without an offset'
    return Problem(path, f"{shown(value)} is not a time on the clock", hint)


@frozen
class DailyWindow:
    """The same hours every day, from *start* to just before *end*: ``DailyWindow("09:00", "12:00")``.

    A window that ends at an earlier hour than it starts passes midnight, and belongs to the day on which it
    starts: 22:00–02:00 on Fridays is open on Saturday at 01:00. An end of ``"24:00"`` is that of the day.

    Raises:
        InvalidInput: a time is none, or both are the same.
    """

    start: dt.time = field(converter=_opening)
    end: dt.time = field(converter=_closing)

    def __attrs_post_init__(self) -> None:
        bounds = (("start", self.start), ("end", self.end))
        problems = [problem for path, value in bounds if (problem := _clock_problem(path, value))]
        if not problems and self.start == self.end:
            message = f"the window ends when it starts, at {shown(self.start)}"
            problems.append(Problem("end", message, "for the whole day give no window"))
        refuse("daily window", problems)

    def day_of(self, local: dt.datetime) -> dt.date | None:
        """The day to which the window belongs that is open at *local*; None where it is shut."""
        clock = local.time()
        if self.start < self.end:
            return local if self.start <= clock < self.end else None
        if clock >= self.start:
            return local
        return local - _ONE_DAY if clock < self.end else None

    @property
    def minutes(self) -> tuple[int, int]:
        """The whole minutes that the window touches, from and up to, counted from midnight of its day.

        The second is more than 1440 where the window reaches into the next day.
        """
        first = 60 * self.start.hour + self.start.minute
        beyond = 60 * self.end.hour + self.end.minute + bool(self.end.second or self.end.microsecond)
        return first, beyond + (MINUTES_OF_DAY if self.end < self.start else 0)

    def __str__(self) -> str:
        return f"{_clock(self.start)}–{'24:00' if self.end == _MIDNIGHT else _clock(self.end)}"


def _clock(time: dt.time) -> str:
    return time.isoformat("auto" if time.second or time.microsecond else "minutes")


def _read_rules(value: Iterable[DayRule]) -> tuple[DayRule, ...]:
    return cast("tuple[DayRule, ...]", _parts(value))


def _read_windows(value: Iterable[DailyWindow]) -> tuple[DailyWindow, ...]:
    return cast("tuple[DailyWindow, ...]", _parts(value))


def _parts(value: object) -> object:
    return tuple(value) if isinstance(value, Iterable) and not isinstance(value, (str, bytes)) else value


def _part_problems(path: str, value: object, kinds: tuple[type, ...], hint: str) -> list[Problem]:
    if not isinstance(value, tuple):
        return [Problem(path, f"{shown(value)} is not a list", hint)]
    return [
        Problem(f"{path}[{n}]", f"{shown(part)} does not belong here", hint)
        for n, part in enumerate(value)
        if not isinstance(part, kinds)
    ]


@frozen(kw_only=True)
class Schedule:
    """The days and hours at which something holds; a part that is left out sets no limit.

    It holds where any of the *days* and any of the *windows* does. A window that passes midnight is judged by
    the day on which it starts.

    Raises:
        InvalidInput: a part is something else.

    >>> print(Schedule.of(weekdays=("mon", "fri"), between=("09:00", "12:00")))
    on Mondays and Fridays, 09:00–12:00
    """

    days: tuple[DayRule, ...] = field(default=(), converter=_read_rules)
    windows: tuple[DailyWindow, ...] = field(default=(), converter=_read_windows)

    def __attrs_post_init__(self) -> None:
        rules = (Weekdays, DaysOfMonth, NthWeekday, EveryNDays)
        problems = _part_problems("days", self.days, rules, 'give rules such as Weekdays(("mon", "fri"))')
        problems += _part_problems(
            "windows", self.windows, (DailyWindow,), 'give windows such as DailyWindow("09:00", "12:00")'
        )
        refuse("schedule", problems)

    @classmethod
    def of(
        cls,
        *,
        weekdays: Iterable[Weekday | str] | None = None,
        days_of_month: Iterable[int] | None = None,
        nth_weekday: tuple[Weekday | str, int] | None = None,
        every_n_days: tuple[dt.date, int] | None = None,
        between: Pair | Sequence[Pair] | None = None,
    ) -> Schedule:
        """A schedule from plain values.

        Where several ways to name days are given, a day need only fit one of them. A way that is given but
        names nothing is refused, for it would otherwise widen the schedule to every day.

        Args:
            weekdays: names such as ``"mon"`` or ``"monday"``, or `Weekday` members.
            days_of_month: 1 to 31, and -1 to -31 from the end.
            nth_weekday: ``("tue", 2)`` for the second Tuesday of the month, -1 for the last.
            every_n_days: an anchor and a number of days.
            between: ``("09:00", "12:00")``, or several such pairs.

        Raises:
            InvalidInput: a value is none of these; all of them are reported.
        """
        problems: list[Problem] = []
        days: tuple[DayRule, ...] = ()
        if weekdays is not None:
            days += _built("weekdays", partial(Weekdays, weekdays), problems)
        if days_of_month is not None:
            days += _built("days_of_month", partial(DaysOfMonth, days_of_month), problems)
        if nth_weekday is not None:
            days += _built("nth_weekday", partial(_nth_weekday, nth_weekday), problems)
        if every_n_days is not None:
            days += _built("every_n_days", partial(_every_n_days, every_n_days), problems)
        windows: tuple[DailyWindow, ...] = ()
        for path, pair in _pairs(between, problems):
            windows += _built(path, partial(_window, pair), problems)
        refuse("schedule", problems)
        return cls(days=days, windows=windows)

    def holds(self, local: dt.datetime) -> bool:
        """Does the schedule hold when the clock on the wall shows *local*? Trusted to be a moment of ours."""
        if not self.windows:
            return self._falls_on(local)
        for window in self.windows:
            day = window.day_of(local)
            if day is not None and self._falls_on(day):
                return True
        return False

    def _falls_on(self, day: dt.date) -> bool:
        for rule in self.days:
            if rule.holds_on(day):
                return True
        return not self.days

    @cached_property
    def week_minutes(self) -> tuple[tuple[int, int], ...] | None:
        """The minutes of the week in which the schedule can hold, for an index; None where it can in any.

        Each pair is a stretch, from and up to; 0 is Monday 00:00 by the clock on the wall, and 10080 the end
        of the week, at which stretches are cut. They rise and do not touch. They may be too wide, because
        only windows and weekdays narrow them, and never too narrow.
        """
        if not self.days and not self.windows:
            return None
        weekdays: set[int] = set()
        for rule in self.days:
            if isinstance(rule, Weekdays):
                weekdays |= rule.days
            elif isinstance(rule, NthWeekday):
                weekdays.add(rule.weekday)
            else:
                weekdays.update(Weekday)
        hours = [window.minutes for window in self.windows] or [(0, MINUTES_OF_DAY)]
        stretches = _joined(
            (MINUTES_OF_DAY * day + start, MINUTES_OF_DAY * day + end)
            for day in weekdays or set(Weekday)
            for start, end in hours
        )
        return None if stretches == ((0, MINUTES_OF_WEEK),) else stretches

    def __str__(self) -> str:
        if not self.days and not self.windows:
            return "at any time"
        days = " or ".join(map(str, self.days)) or "every day"
        hours = " or ".join(map(str, self.windows))
        return f"{days}, {hours}" if hours else days


ANY_TIME = Schedule()
"""The schedule without limits."""


def _joined(stretches: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """*stretches*, cut at the end of the week and joined where they meet."""
    cut = []
    for start, end in stretches:
        cut.append((start, min(end, MINUTES_OF_WEEK)))
        if end > MINUTES_OF_WEEK:
            cut.append((0, end - MINUTES_OF_WEEK))
    joined: list[tuple[int, int]] = []
    for start, end in sorted(cut):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return tuple(joined)


def _built(path: str, build: Callable[[], T], problems: list[Problem]) -> tuple[T, ...]:
    """What *build* builds; or nothing, and what was wrong is added to *problems*."""
    try:
        return (build(),)
    except InvalidInput as error:
        problems += [problem.inside(path) for problem in error.problems]
        return ()


def _pairs(between: object, problems: list[Problem]) -> list[tuple[str, Pair]]:
    """The pairs of times in *between*, each with its path: itself, or its members."""
    if between is None:
        return []
    if isinstance(between, (tuple, list)) and between:
        if all(isinstance(bound, (str, dt.time)) for bound in between):
            return [("between", cast("Pair", between))]
        return [(f"between[{n}]", pair) for n, pair in enumerate(between)]
    message = "there is none" if between in ([], ()) else f"{shown(between)} is no window"
    problems.append(
        Problem("between", message, 'write ("09:00", "12:00"), or leave it out for the whole day')
    )
    return []


def _nth_weekday(pair: tuple[Weekday | str, int]) -> NthWeekday:
    _check_pair(pair, '("tue", 2)')
    return NthWeekday(*pair)


def _every_n_days(pair: tuple[dt.date, int]) -> EveryNDays:
    _check_pair(pair, "(date(2026, 9, 1), 3)")
    return EveryNDays(*pair)


def _window(pair: Pair) -> DailyWindow:
    _check_pair(pair, '("09:00", "12:00")')
    return DailyWindow(*pair)


def _check_pair(value: object, example: str) -> None:
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        raise InvalidInput.at("pair", "", f"{shown(value)} is not a pair", f"write {example}")
