"""How long points and coupons live: from when they can be spent, and until when.

Both moments are worked out once, from the moment at which the points are given.

Source:
    The lifetime definition of the field: a delay or a certain date for the activation and for the expiry, and
    the beginning of the day or month to which either is rounded.
"""

from __future__ import annotations

import datetime as dt
from enum import Enum

from attrs import frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.fields import choice_problems
from loyalty_engine.model.identifiers import shown
from loyalty_engine.model.moments import at_clock, day_problem, number_problem, reading
from loyalty_engine.model.period import shifted

#: A hundred years in each unit.
_MOST_MONTHS, _MOST_DAYS, _MOST_MINUTES = 1_200, 36_525, 52_596_000
_SHORTEST_MONTH, _LONGEST_MONTH = 28, 31
_MINUTES_OF_DAY = 1_440


@frozen(kw_only=True)
class Delay:
    """A stretch of time: calendar *months*, then *days*, both by the clock, then exact *minutes*.

    A month after 31 January is 28 February, and a day later is the same time of day, whether clocks are
    changed in between or not. ``Delay(minutes=1440)`` is 24 hours whatever the clocks do.
    """

    months: int = 0
    days: int = 0
    minutes: int = 0

    def __attrs_post_init__(self) -> None:
        bounds = (
            ("months", self.months, _MOST_MONTHS),
            ("days", self.days, _MOST_DAYS),
            ("minutes", self.minutes, _MOST_MINUTES),
        )
        problems = [problem for path, n, most in bounds if (problem := number_problem(path, n, 0, most))]
        if not problems and not (self.months or self.days or self.minutes):
            problems.append(Problem("", "is no time at all", "give months, days or minutes, or leave it out"))
        refuse("delay", problems)

    def after(self, at: dt.datetime, zone: str) -> dt.datetime:
        """The instant, in UTC, that lies so much later than *at*, by the clocks of *zone*."""
        if self.months or self.days:
            at = at_clock(shifted(reading(at, zone), months=self.months, days=self.days), zone)
        return _plain(at) + dt.timedelta(minutes=self.minutes)

    def __str__(self) -> str:
        years, months = divmod(self.months, 12)
        days, minutes = divmod(self.minutes, _MINUTES_OF_DAY) if not self.days else (0, self.minutes)
        hours, minutes = divmod(minutes, 60)
        counts = (
            (years, "year"),
            (months, "month"),
            (self.days, "day"),
            (days * 24 + hours, "hour"),
            (minutes, "minute"),
        )
        words = [f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in counts if n]
        return " and ".join(words)

    def _outlasts(self, other: Delay) -> bool:
        """Is this later than *other* whenever both begin?"""
        pairs = ((self.months, other.months), (self.days, other.days), (self.minutes, other.minutes))
        if all(mine >= its for mine, its in pairs):
            return self != other
        least = (self.months * _SHORTEST_MONTH + self.days) * _MINUTES_OF_DAY + self.minutes
        # two days more, for clocks that are changed in between
        most = (other.months * _LONGEST_MONTH + other.days + 2) * _MINUTES_OF_DAY + other.minutes
        return least > most


class Beginning(Enum):
    """What a moment is taken back to: nothing, or the beginning of the day or month that it lies in."""

    MOMENT = "moment"
    DAY = "day"
    MONTH = "month"


@frozen(kw_only=True)
class Lifetime:
    """From when points can be spent, and until when; as it stands, at once and for ever.

    They become active *active_after* the moment at which they are given, or with the day *active_on*, and
    expire *expires_after* that same moment, or when *last_day* is over. A delay may end at the beginning of
    the day or month in which it would, by *active_rounding* and *expiry_rounding*; an expiry that would then
    come before the points are active is put off to the next beginning.
    """

    active_after: Delay | None = None
    active_on: dt.date | None = None
    active_rounding: Beginning = Beginning.MOMENT
    expires_after: Delay | None = None
    last_day: dt.date | None = None
    expiry_rounding: Beginning = Beginning.MOMENT

    def __attrs_post_init__(self) -> None:
        problems = [
            *_moment_problems("active", self.active_after, self.active_on, self.active_rounding),
            *_moment_problems("expiry", self.expires_after, self.last_day, self.expiry_rounding),
        ]
        refuse("lifetime", problems or self._contradictions())

    def _contradictions(self) -> list[Problem]:
        """Where the points would be over before they are active."""
        active_on, last_day = self.active_on, self.last_day
        if active_on is not None and last_day is not None and last_day < active_on:
            return [Problem("last_day", f"{last_day} lies before they are active", "choose a later day")]
        active, expires = self.active_after, self.expires_after
        if active is not None and expires is not None and not expires._outlasts(active):
            hint = f"both count from the moment of giving; choose more than {active}"
            return [Problem("expires_after", f"{expires} may be over before they are active", hint)]
        return []

    def moments(self, at: dt.datetime, zone: str) -> tuple[dt.datetime | None, dt.datetime | None]:
        """From when points given at *at* are active, and when they expire, by the clocks of *zone*.

        Both are instants in UTC; the first is None where they are active at once, the second where they
        never expire.
        """
        active = None
        if self.active_after is not None:
            active = _begun(self.active_after.after(at, zone), self.active_rounding, zone)
        elif self.active_on is not None:
            active = at_clock(_midnight(self.active_on), zone)
        if active is not None and active <= at:
            active = None
        if self.expires_after is not None:
            expires = _begun(self.expires_after.after(at, zone), self.expiry_rounding, zone)
            if expires <= (active or at) and self.expiry_rounding is not Beginning.MOMENT:
                expires = _next(expires, self.expiry_rounding, zone)
            return active, expires
        if self.last_day is not None:
            return active, at_clock(_midnight(self.last_day) + dt.timedelta(days=1), zone)
        return active, None

    def __str__(self) -> str:
        words = []
        if self.active_after is not None:
            words.append(f"active after {self.active_after}{_ROUNDED[self.active_rounding]}")
        elif self.active_on is not None:
            words.append(f"active from {self.active_on}")
        if self.expires_after is not None:
            words.append(f"for {self.expires_after}{_ROUNDED[self.expiry_rounding]}")
        elif self.last_day is not None:
            words.append(f"until {self.last_day}")
        return ", ".join(words) or "for ever"


_ROUNDED = {
    Beginning.MOMENT: "",
    Beginning.DAY: " to the beginning of the day",
    Beginning.MONTH: " to the beginning of the month",
}


def _moment_problems(what: str, delay: object, day: object, rounding: object) -> list[Problem]:
    """What is wrong with one of the two moments, *what* being the first part of its rounding's name."""
    after, on = ("active_after", "active_on") if what == "active" else ("expires_after", "last_day")
    problems = []
    if delay is not None and not isinstance(delay, Delay):
        problems.append(Problem(after, f"{shown(delay)} is no delay", "write Delay(days=14)"))
    if day is not None and (problem := day_problem(on, day)):
        problems.append(problem)
    problems += choice_problems(f"{what}_rounding", rounding, Beginning)
    if delay is not None and day is not None:
        problems.append(Problem(on, f"stands beside {after}", "give one of the two"))
    if delay is None and rounding in (Beginning.DAY, Beginning.MONTH):
        problems.append(Problem(f"{what}_rounding", "has nothing to round", f"give {after}"))
    return problems


def _plain(instant: dt.datetime) -> dt.datetime:
    instant = instant.astimezone(dt.UTC)
    return dt.datetime.combine(instant.date(), instant.time(), dt.UTC)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time())


def _begun(instant: dt.datetime, rounding: Beginning, zone: str) -> dt.datetime:
    """The beginning of the day or month that *instant* lies in; *instant* where there is no *rounding*."""
    if rounding is Beginning.MOMENT:
        return instant
    return at_clock(_beginning(instant, rounding, zone), zone)


def _next(instant: dt.datetime, rounding: Beginning, zone: str) -> dt.datetime:
    """The beginning of the day or month after that in which *instant* lies."""
    months, days = (0, 1) if rounding is Beginning.DAY else (1, 0)
    return at_clock(shifted(_beginning(instant, rounding, zone), months=months, days=days), zone)


def _beginning(instant: dt.datetime, rounding: Beginning, zone: str) -> dt.datetime:
    day = reading(instant, zone).date()
    return _midnight(day.replace(day=1) if rounding is Beginning.MONTH else day)


FOREVER = Lifetime()
"""Active at once, and never over."""
