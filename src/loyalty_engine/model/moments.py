"""One moment: a reading of the clock on a wall, or an instant, and the checks for both.

A *local* time is a `datetime` without an offset: the reading of a clock. An *instant* is a `datetime` with an
offset from UTC. Nothing here reads a clock itself.
"""

from __future__ import annotations

import datetime as dt
import difflib
import pkgutil
from functools import lru_cache
from zoneinfo import ZoneInfo

from loyalty_engine.errors import InvalidInput, Problem

#: Moments before and after are refused: far enough for any shop, and a step beyond never overflows. The
#: years 1 and 9999, which other systems write for "none", lie outside.
FIRST_YEAR, LAST_YEAR = 1900, 2999


def check_moment(subject: str, path: str, value: dt.datetime, *, aware: bool) -> None:
    """Refuse what cannot be a moment of a purchase, or of anything else that happens in a shop.

    Args:
        subject: what the moment belongs to, such as ``"receipt '17'"``.
        path: where it stands in the subject.
        value: a moment of the years 1900 to 2999.
        aware: the moment must carry its offset from UTC.

    Raises:
        InvalidInput: *value* is no `datetime`, has no offset where it must, or lies outside those years.
    """
    problem = moment_problem(path, value, aware=aware)
    if problem is not None:
        raise InvalidInput(subject, (problem,))


def moment_problem(path: str, value: object, *, aware: bool) -> Problem | None:
    """What is wrong with *value* as a moment, for those who collect problems; see `check_moment`."""
    if not isinstance(value, dt.datetime):
        return Problem(path, f"{shown(value)} is not a date with a time", "give a datetime.datetime")
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        return out_of_range(path, value)
    if aware and value.utcoffset() is None:
        hint = "give the shop's local time with its offset, such as 2026-09-01T12:00+03:00"
        return Problem(path, f"{shown(value)} has no offset from UTC", hint)
    return None


def day_problem(path: str, value: object) -> Problem | None:
    """What is wrong with *value* as a day of the years 1900 to 2999."""
    if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
        return Problem(path, f"{shown(value)} is not a date", "give a datetime.date, without a time")
    return None if FIRST_YEAR <= value.year <= LAST_YEAR else out_of_range(path, value)


def number_problem(path: str, value: object, low: int, high: int) -> Problem | None:
    """What is wrong with *value* as a whole number from *low* to *high*."""
    if type(value) is int and low <= value <= high:
        return None
    return Problem(
        path, f"{shown(value)} is not a whole number from {low} to {high}", "use one within these bounds"
    )


def span_problem(
    path: str, value: object, most: str, *, such_as: str, nothing: bool = False
) -> Problem | None:
    """What is wrong with *value* as a length of time above 0, of a minute, a day or a year at most.

    Args:
        path: where it stands.
        value: what was given.
        most: ``"minute"``, ``"day"`` or ``"year"``.
        such_as: what might be meant, as it is written in Python: ``"seconds=30"``.
        nothing: 0 will do, too.
    """
    if isinstance(value, dt.timedelta) and dt.timedelta(0) <= value <= _SPANS[most] and (nothing or value):
        return None
    low = "" if nothing else " above 0,"
    return Problem(path, f"is not a time{low} of a {most} at most", f"write timedelta({such_as})")


_SPANS = {"minute": dt.timedelta(minutes=1), "day": dt.timedelta(days=1), "year": dt.timedelta(days=366)}


def out_of_range(path: str, value: dt.date) -> Problem:
    """The problem of a moment or day in a year that no shop means."""
    hint = "check the year; where there is nothing to say, leave it out"
    return Problem(path, f"{shown(value)} lies outside the years {FIRST_YEAR} to {LAST_YEAR}", hint)


def shown(value: object) -> str:
    """*value* as it may stand in a message: short, whatever it is."""
    if isinstance(value, (str, bytes)):
        return repr(value) if len(value) <= 40 else f"{value[:40]!r}…"
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if value is None or isinstance(value, (bool, float)):
        return repr(value)
    if isinstance(value, int):
        return repr(value) if abs(value) < 10**18 else "a number of more than 18 digits"
    return f"something of type {type(value).__name__}"


def local_time(instant: dt.datetime) -> dt.datetime:
    """What the clock showed at *instant*, by the offset that it carries."""
    return dt.datetime.combine(instant, instant.time())  # takes half as long as to replace the zone


def in_zone(instant: dt.datetime, zone: str) -> dt.datetime:
    """What clocks in *zone* show at *instant*.

    Args:
        instant: a moment with its offset.
        zone: an IANA name, such as ``"Europe/Riga"``, spelt as the tzdata package spells it. Names that mean
            something else on every machine, such as ``localtime``, are not among them.

    Raises:
        InvalidInput: *instant* has no offset or lies outside the years 1900 to 2999, or *zone* is unknown.
    """
    check_moment("time zone", "instant", instant, aware=True)
    if not isinstance(zone, str):
        raise InvalidInput.at("time zone", "zone", f"{shown(zone)} is not a name", 'write "Europe/Riga"')
    return local_time(instant.astimezone(_zone(zone)))


def reading(instant: dt.datetime, zone: str) -> dt.datetime:
    """As `in_zone`, for an instant that is known to be one and may lie after the year 2999."""
    return local_time(instant.astimezone(_zone(zone)))


def at_clock(local: dt.datetime, zone: str) -> dt.datetime:
    """The instant, in UTC, at which clocks in *zone* show *local*.

    Where clocks are set back, a reading that occurs twice means the first time. Where they are set forward, a
    reading that is left out counts as if they had not been yet: 02:30 becomes 03:30, and a day that begins
    without a midnight begins when the clocks are set.
    """
    instant = local.replace(tzinfo=_zone(zone), fold=0).astimezone(dt.UTC)
    return dt.datetime.combine(instant.date(), instant.time(), dt.UTC)


@lru_cache(maxsize=1024)  # more than there are zones; zoneinfo itself keeps only eight at hand
def _zone(name: str) -> ZoneInfo:
    if name not in _zone_names():
        near = difflib.get_close_matches(name[:40], sorted(_zone_names()), n=1)
        hint = f"did you mean {near[0]!r}?" if near else 'use an IANA name, such as "Europe/Riga"'
        raise InvalidInput.at("time zone", "zone", f"there is no time zone {shown(name)}", hint)
    return ZoneInfo(name)


@lru_cache(maxsize=1)
def _zone_names() -> frozenset[str]:
    return frozenset((pkgutil.get_data("tzdata", "zones") or b"").decode("ascii").split())
