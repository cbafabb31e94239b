"""Periods, and the distance between dates.

Offers live by the clock on the shop's wall. Clock readings are compared with clock readings and instants with
instants, never one with the other.

Where clocks are set forward, some readings never occur: a period that starts at 02:30 in such a night starts
with the first reading after the gap, 03:00, and a window 02:00-03:00 does not open that night. Where they are
set back, readings occur twice and count both times: a window 02:00-03:00 is open for two hours, and a period
that ends at 02:30 is in force again when 02:00 strikes for the second time. A bound that must not behave so
is given as an instant.

This is the only module that uses dateutil, and only to add months to a date.
"""

from __future__ import annotations

import calendar
import datetime as dt
import enum
import re
from collections.abc import Iterator
from typing import cast

from attrs import field, frozen
from dateutil.relativedelta import relativedelta

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.moments import FIRST_YEAR, LAST_YEAR, out_of_range, shown
from loyalty_engine.model.moments import check_moment as check_moment
from loyalty_engine.model.moments import in_zone as in_zone
from loyalty_engine.model.moments import local_time as local_time

Bound = dt.datetime | dt.date | str
"""What a host may write as a bound of a period; `Period` says how each is read."""

_ONE_DAY = dt.timedelta(days=1)
_FIRST_MIDNIGHT = dt.datetime(FIRST_YEAR, 1, 1)  # noqa: DTZ001 -- clock readings, as are the next three
_LAST_MIDNIGHT = dt.datetime(LAST_YEAR + 1, 1, 1)  # noqa: DTZ001
_BEFORE_ALL = dt.datetime.min  # noqa: DTZ901
_AFTER_ALL = dt.datetime.max  # noqa: DTZ901

# fromisoformat alone reads more with every version of Python, so the form is checked first
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_HOUR = r"([01]\d|2[0-3])"
_MOMENT = re.compile(
    rf"\d{{4}}-\d\d-\d\dT{_HOUR}:[0-5]\d(:[0-5]\d(\.\d{{1,6}})?)?(Z|[+-]{_HOUR}:[0-5]\d)?", re.ASCII
)


def _opening(value: Bound | None) -> dt.datetime | None:
    return _bound(value, closing=False)


def _closing(value: Bound | None) -> dt.datetime | None:
    return _bound(value, closing=True)


def _bound(value: Bound | None, *, closing: bool) -> dt.datetime | None:
    """The moment that *value* stands for; what stands for none stays as it is, to be refused later."""
    read: object = _from_text(value) if isinstance(value, str) else value
    if isinstance(read, dt.datetime):
        # a year more on either side: an instant may lie in it until it is seen from UTC
        if FIRST_YEAR - 1 <= read.year <= LAST_YEAR + 1:
            read = _plain(read)
    elif isinstance(read, dt.date) and FIRST_YEAR <= read.year <= LAST_YEAR:
        midnight = dt.datetime.combine(read, dt.time())
        read = midnight + _ONE_DAY if closing else midnight
    return cast("dt.datetime | None", read)


def _from_text(text: str) -> dt.date | str:
    try:
        if _DAY.fullmatch(text):
            return dt.date.fromisoformat(text)
        if _MOMENT.fullmatch(text):
            return dt.datetime.fromisoformat(text)
    except ValueError:  # the 30th of February
        pass
    return text


def _plain(moment: dt.datetime) -> dt.datetime:
    """A clock reading without fold, or an instant in UTC: equal bounds print, encode and pickle alike."""
    if moment.utcoffset() is None:
        return dt.datetime.combine(moment.date(), moment.time().replace(fold=0))
    moment = moment.astimezone(dt.UTC)
    return dt.datetime.combine(moment.date(), moment.time(), dt.UTC)


def _bound_problem(path: str, value: object) -> Problem | None:
    if value is None:
        return None
    if not isinstance(value, dt.date):
        hint = 'write "2026-09-01", "2026-09-01T12:00" or "2026-09-01T12:00+03:00"'
        return Problem(path, f"{shown(value)} is neither a date nor a moment", hint)
    if isinstance(value, dt.datetime):
        reading = value.replace(tzinfo=None)
        # the last day ends with a midnight that no period can start with
        if _FIRST_MIDNIGHT <= reading < _LAST_MIDNIGHT or (path == "end" and reading == _LAST_MIDNIGHT):
            return None
    return out_of_range(path, value)


def _is_instant(bound: dt.datetime | None) -> bool:
    return bound is not None and bound.tzinfo is not None


@frozen
class Period:
    """A stretch of time, from *start* to just before *end*; None where it has no such bound.

    A bound is either a clock reading, meant in every shop by its own clock, or an instant, the same all over
    the world, which is kept in UTC. It may be written in four ways:

    - a `datetime` without an offset: a clock reading;
    - a `datetime` with an offset: an instant;
    - a `date`: as *start* the midnight with which that day begins, as *end* the one with which it is over,
      so that the day itself belongs to the period;
    - ISO text for one of these: ``"2026-09-01"``, ``"2026-09-01T12:00"``, ``"2026-09-01T12:00+03:00"``.

    Raises:
        InvalidInput: a bound is none of these or lies outside the years 1900 to 2999, or the period ends
            before it has begun.

    >>> september = Period("2026-09-01", "2026-09-15")
    >>> september.end
    datetime.datetime(2026, 9, 16, 0, 0)
    >>> print(september)
    2026-09-01 – 2026-09-15
    """

    start: dt.datetime | None = field(default=None, converter=_opening)
    end: dt.datetime | None = field(default=None, converter=_closing)
    _opens: dt.datetime = field(init=False, eq=False, repr=False)
    _closes: dt.datetime = field(init=False, eq=False, repr=False)
    _by_instant: bool = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        bounds = (("start", self.start), ("end", self.end))
        problems = [problem for path, value in bounds if (problem := _bound_problem(path, value))]
        if not problems and self.is_empty:
            message = f"{shown(self.end)} does not come after the start, {shown(self.start)}"
            problems.append(Problem("end", message, "a date as an end means the end of that day"))
        refuse("period", problems)
        self._prepare()

    def _prepare(self) -> None:
        """Reduce the usual question, clock readings against a clock reading, to two comparisons."""
        opens, closes = _BEFORE_ALL, _AFTER_ALL
        if self.start is not None:
            # no clock is a whole day away from UTC
            opens = self.start.replace(tzinfo=None) - _ONE_DAY if _is_instant(self.start) else self.start
        if self.end is not None:
            closes = self.end.replace(tzinfo=None) + _ONE_DAY if _is_instant(self.end) else self.end
        object.__setattr__(self, "_opens", opens)
        object.__setattr__(self, "_closes", closes)
        object.__setattr__(self, "_by_instant", _is_instant(self.start) or _is_instant(self.end))

    def contains(self, local: dt.datetime, instant: dt.datetime) -> bool:
        """Does the period hold now?

        Args:
            local: what the clock on the wall shows, without an offset; trusted to be so.
            instant: the same moment with its offset; looked at only where a bound is an instant.
        """
        if not self._opens <= local < self._closes:
            return False
        return not self._by_instant or self._contains_instant(instant)

    def _contains_instant(self, instant: dt.datetime) -> bool:
        start, end = self.start, self.end
        if start is not None and start.tzinfo is not None and instant < start:
            return False
        return end is None or end.tzinfo is None or instant < end

    def has_ended(self, local: dt.datetime, instant: dt.datetime) -> bool:
        """Is the period over, never to hold again? The moment is given as for `contains`."""
        if self.end is None:
            return False
        return (instant if _is_instant(self.end) else local) >= self.end

    @property
    def span(self) -> tuple[dt.datetime, dt.datetime]:
        """The clock readings, from and up to, between which the period can hold in any shop.

        For clock readings as bounds these are the bounds. An instant widens it by a day, for no clock is that
        far from UTC. Where there is no bound, it is the least or the greatest `datetime`.
        """
        return self._opens, self._closes

    @property
    def is_empty(self) -> bool:
        """True where no moment lies in the period, which only `narrowed` can bring about.

        Of a clock reading and an instant nobody can say which comes first, so such a pair is never empty.
        """
        start, end = self.start, self.end
        if start is None or end is None or _is_instant(start) != _is_instant(end):
            return False
        return start >= end

    def narrowed(self, fallback: Period) -> Period:
        """This period, with each bound that it lacks taken from *fallback*.

        Bounds of its own it keeps, even beyond those of *fallback*. Where its start then lies after the end
        that it took over, or the other way round, the result is empty and holds at no moment.

        Source:
            The dates of an item within an offer: each missing bound falls back alone.
        """
        if self.start is not None and self.end is not None:
            return self
        period = object.__new__(Period)  # not by the constructor, which refuses what is empty
        object.__setattr__(period, "start", fallback.start if self.start is None else self.start)
        object.__setattr__(period, "end", fallback.end if self.end is None else self.end)
        period._prepare()
        return period

    def __str__(self) -> str:
        if self.is_empty:
            return "never"
        start, end = self.start, self.end
        if all(bound is None or _is_midnight(bound) for bound in (start, end)):
            first = None if start is None else start.date().isoformat()
            last = None if end is None else (end - _ONE_DAY).date().isoformat()  # people name the last day
        else:
            first, last = _reading(start), _reading(end)
        if first is None:
            return "always" if last is None else f"until {last}"
        if last is None:
            return f"from {first}"
        return first if first == last else f"{first} – {last}"


def _is_midnight(bound: dt.datetime) -> bool:
    return bound.time() == dt.time() and not _is_instant(bound)


def _reading(bound: dt.datetime | None) -> str | None:
    if bound is None:
        return None
    exact = "auto" if bound.second or bound.microsecond else "minutes"
    return bound.replace(tzinfo=None).isoformat(" ", exact) + (" UTC" if _is_instant(bound) else "")


ALWAYS = Period()
"""The period without bounds."""


class Unit(enum.Enum):
    """What the distance between two dates is counted in."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


def days_from_anniversary(born: dt.date, today: dt.date) -> int:
    """How many days *today* lies after the nearest anniversary of *born*; before it, the number is negative.

    The anniversaries of 29 February are the 28th in common years, and the date itself is one. Those of the
    neighbouring years count as well, so that the nearest may lie beyond New Year. Of two that are equally
    far, the past one counts.

    Raises:
        InvalidInput: an argument is not a date.
    """
    refuse("anniversary", _date_problems(born=born, today=today))
    return min(_days_from_anniversaries(born, today), key=_past_first)


def days_from_monthly_date(date: dt.date, today: dt.date) -> int:
    """How many days *today* lies after the nearest day of a month that is the day of *date*.

    In a month that is too short its last day counts. Of two that are equally far, the past one counts.

    Raises:
        InvalidInput: an argument is not a date.
    """
    refuse("monthly date", _date_problems(date=date, today=today))
    months = today.year * 12 + today.month - 1
    days = []
    for month in (months, months - 1, months + 1):
        year, rest = divmod(month, 12)
        if dt.MINYEAR <= year <= dt.MAXYEAR:
            day = min(date.day, calendar.monthrange(year, rest + 1)[1])
            days.append((today - dt.date(year, rest + 1, day)).days)
    return min(days, key=_past_first)


def full_units_since(since: dt.date, today: dt.date, unit: Unit) -> int:
    """How many whole units have passed: the greatest n for which the day n units after *since* has come.

    Months and years are counted from *since* itself, on its day of the month or on the last one where the
    month is too short: a month after 31 January is 28 February, two months after it 31 March. Before *since*
    the answer is negative; it is never rounded up to 0.

    Raises:
        InvalidInput: an argument is not a date, or *unit* is not a `Unit`.
    """
    problems = _date_problems(since=since, today=today)
    if not isinstance(unit, Unit):
        problems.append(Problem("unit", f"{shown(unit)} is not a unit", "use Unit.YEAR, MONTH or DAY"))
    refuse("distance", problems)
    if unit is Unit.DAY:
        return (today - since).days
    months = 12 * (today.year - since.year) + today.month - since.month
    if since + relativedelta(months=months) > today:
        months -= 1
    return months if unit is Unit.MONTH else months // 12


def shifted(local: dt.datetime, *, months: int, days: int) -> dt.datetime:
    """A clock reading so many calendar months later, and then so many days.

    Where the month is too short, its last day is meant: a month after 31 January is 28 February.
    """
    return local + relativedelta(months=months) + dt.timedelta(days=days)


def _days_from_anniversaries(born: dt.date, today: dt.date) -> Iterator[int]:
    """The days from the anniversaries of this year and of its neighbours to *today*."""
    for year in (today.year, today.year - 1, today.year + 1):
        if dt.MINYEAR <= year <= dt.MAXYEAR:
            yield (today - _anniversary(born, year)).days


def _past_first(days: int) -> tuple[int, bool]:
    return abs(days), days < 0


def _anniversary(born: dt.date, year: int) -> dt.date:
    if born.month == 2 and born.day == 29 and not calendar.isleap(year):
        return born.replace(year=year, day=28)
    return born.replace(year=year)


def _date_problems(**dates: object) -> list[Problem]:
    """What is wrong with *dates*. Any year will do: members' attributes hold what hosts have."""
    return [
        Problem(path, f"{shown(value)} is not a date", "give a datetime.date, without a time")
        for path, value in dates.items()
        if not isinstance(value, dt.date) or isinstance(value, dt.datetime)
    ]
