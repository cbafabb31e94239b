"""From when points are active and until when, reckoned a second time: day by day on the calendar."""

from __future__ import annotations

import calendar
import datetime as dt
from zoneinfo import ZoneInfo

from loyalty_engine.model.lifetime import Beginning, Delay, Lifetime

_DAY = dt.timedelta(days=1)


def lifetime_moments(
    lifetime: Lifetime, at: dt.datetime, zone: str
) -> tuple[dt.datetime | None, dt.datetime | None]:
    """What `Lifetime.moments` promises."""
    clocks = ZoneInfo(zone)
    active: dt.datetime | None = None
    if lifetime.active_on is not None:
        active = _starts(lifetime.active_on, clocks)
    if lifetime.active_after is not None:
        active = _begun(_later(lifetime.active_after, at, clocks), lifetime.active_rounding, clocks)
    if active is not None and active <= at:
        active = None
    expires: dt.datetime | None = None
    if lifetime.last_day is not None:
        expires = _starts(lifetime.last_day + _DAY, clocks)
    if lifetime.expires_after is not None:
        moment = _later(lifetime.expires_after, at, clocks)
        expires = _begun(moment, lifetime.expiry_rounding, clocks)
        day = moment.astimezone(clocks).date()
        while expires <= (active or at) and lifetime.expiry_rounding is not Beginning.MOMENT:
            day += _DAY  # the next day, or the days until the next month
            expires = _begun(_starts(day, clocks), lifetime.expiry_rounding, clocks)
    return active, expires


def _starts(day: dt.date, clocks: ZoneInfo) -> dt.datetime:
    """When the day begins."""
    return dt.datetime(day.year, day.month, day.day, tzinfo=clocks).astimezone(dt.UTC)


def _later(delay: Delay, at: dt.datetime, clocks: ZoneInfo) -> dt.datetime:
    moment = at.astimezone(dt.UTC)
    if delay.months or delay.days:
        here = at.astimezone(clocks)
        year, month = here.year, here.month
        for _ in range(delay.months):
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        last = calendar.monthrange(year, month)[1]
        reached = dt.date(year, month, min(here.day, last)) + delay.days * _DAY
        there = dt.datetime.combine(reached, here.time().replace(fold=0), clocks)
        moment = there.astimezone(dt.UTC)
    return moment + dt.timedelta(minutes=delay.minutes)


def _begun(moment: dt.datetime, rounding: Beginning, clocks: ZoneInfo) -> dt.datetime:
    if rounding is Beginning.MOMENT:
        return moment
    day = moment.astimezone(clocks).date()
    while rounding is Beginning.MONTH and day.day > 1:
        day -= _DAY
    return _starts(day, clocks)
