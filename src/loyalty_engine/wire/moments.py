"""Dates, moments and times of day as ISO text.

A moment is ``2026-09-01T12:00``, with seconds and up to six decimals of one where they matter. With an offset
from UTC, ``+03:00`` or ``Z``, it is an instant; without one it is a reading of the clock in the shop.

There are two ways to say when something ends. An end that is *excluded* is exact, and half-open like
everything inside the library: ``2026-09-16T00:00`` is the first moment that is out. An end that is *included*
is what people write: the last day, minute or second that still belongs. It is turned into the first moment
after it, one day, minute, second, or unit of its last decimal later. So ``2026-09-15``, ``2026-09-15T23:59``
and ``2026-09-15T23:59:59`` all end with that day.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.identifiers import shown
from loyalty_engine.model.moments import LAST_YEAR

DATE: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
CLOCK: Final = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?"
OFFSET: Final = r"(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?)"
MOMENT: Final = f"{DATE}T{CLOCK}{OFFSET}?"

_DATE: Final = re.compile(DATE, re.ASCII)
_CLOCK: Final = re.compile(CLOCK, re.ASCII)
_MOMENT: Final = re.compile(MOMENT, re.ASCII)
# Some systems write ten-millionths of a second.
_END: Final = re.compile(
    rf"(?P<minute>{DATE}T[0-9]{{2}}:[0-9]{{2}})(?:(?P<second>:[0-9]{{2}})(?:\.(?P<decimals>[0-9]{{1,7}}))?)?"
    rf"(?P<offset>{OFFSET})?",
    re.ASCII,
)

_DATE_HINT: Final = 'write "2026-09-01"'
_MOMENT_HINT: Final = 'write "2026-09-01T12:00", with an offset such as +03:00 where an instant is meant'


def read_date(value: object) -> dt.date:
    """The day that ISO text names.

    Raises:
        InvalidInput: *value* is no such text, or there is no such day.
    """
    if type(value) is str and _DATE.fullmatch(value):
        try:
            return dt.date.fromisoformat(value)
        except ValueError as error:
            raise InvalidInput.at("date", "", f"{value!r}: {error}", _DATE_HINT) from None
    raise InvalidInput.at("date", "", f"expected a date, got {shown(value)}", _DATE_HINT)


def read_moment(value: object) -> dt.datetime:
    """The moment that ISO text names, with or without an offset.

    Raises:
        InvalidInput: *value* is no such text, a date alone above all, or there is no such moment.
    """
    if type(value) is str and _MOMENT.fullmatch(value):
        return _moment(value)
    raise InvalidInput.at("moment", "", f"expected a date with a time, got {shown(value)}", _MOMENT_HINT)


def read_start(value: object) -> dt.datetime:
    """The moment that ISO text names; a date alone begins with its midnight."""
    if type(value) is str and _DATE.fullmatch(value):
        return dt.datetime.combine(read_date(value), dt.time())
    return read_moment(value)


def read_included_end(value: object) -> dt.datetime:
    """The first moment after the day, minute, second or part of one that ISO text names.

    Raises:
        InvalidInput: *value* is no such text, or there is no such moment.
    """
    if type(value) is str and _DATE.fullmatch(value):
        return _later(dt.datetime.combine(read_date(value), dt.time()), dt.timedelta(days=1))
    parts = _END.fullmatch(value) if type(value) is str else None
    if parts is None:
        hint = 'write the last day, "2026-09-15", or the last minute or second'
        message = f"expected a date, with a time or without, got {shown(value)}"
        raise InvalidInput.at("moment", "", message, hint)
    second, decimals, offset = parts["second"], parts["decimals"] or "", parts["offset"] or ""
    begun = _moment(f"{parts['minute']}{second or ''}{offset}")
    if second is None:
        return _later(begun, dt.timedelta(minutes=1))
    ticks = (int(decimals or 0) + 1) * 10 ** (
        7 - len(decimals)
    )  # ten-millionths of a second, the last one included
    return _later(begun, dt.timedelta(microseconds=-(-ticks // 10)))


def _moment(text: str) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError as error:  # the 30th of February
        raise InvalidInput.at("moment", "", f"{text!r}: {error}", _MOMENT_HINT) from None


def _later(moment: dt.datetime, step: dt.timedelta) -> dt.datetime:
    """The moment *step* later; past all years that a shop means it stays, for its model to refuse."""
    return moment + step if moment.year <= LAST_YEAR else moment


def read_clock(value: object) -> dt.time:
    """The time of day that ``09:30`` names, with seconds where they matter.

    Raises:
        InvalidInput: *value* is no such text.
    """
    if type(value) is str and _CLOCK.fullmatch(value):
        return dt.time.fromisoformat(value)
    raise InvalidInput.at("time of day", "", f"expected a time of day, got {shown(value)}", 'write "09:30"')


def read_closing(value: object) -> dt.time:
    """As `read_clock`; ``24:00`` is the end of the day."""
    return dt.time() if value == "24:00" else read_clock(value)


def write_moment(value: dt.datetime) -> str:
    """The exact moment, seconds always included.

    Raises:
        InvalidInput: the offset is finer than a second, which no clock is.
    """
    text = value.isoformat()
    if _MOMENT.fullmatch(text):
        return text
    raise InvalidInput.at("moment", "", f"{text} has an offset finer than a second", "round the offset")


def write_included_end(value: dt.datetime) -> str:
    """The last second, or millionth of one, before *value*, so that `read_included_end` gives *value*."""
    if value.microsecond:
        return (value - dt.timedelta(microseconds=1)).isoformat(timespec="microseconds")
    return (value - dt.timedelta(seconds=1)).isoformat(timespec="seconds")


def write_clock(value: dt.time) -> str:
    """Hours and minutes, and seconds where there are any."""
    return value.isoformat("auto" if value.second or value.microsecond else "minutes")


def write_closing(value: dt.time) -> str:
    """As `write_clock`; midnight closes as ``24:00``."""
    return "24:00" if value == dt.time() else write_clock(value)
