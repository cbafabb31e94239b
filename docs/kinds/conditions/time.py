"""See also [how time is told](../../semantics.md#time). Offers have a period and a schedule of their own."""

from __future__ import annotations

from kinds.conditions.asking import reached
from loyalty_engine import OnDates, Period, Schedule, Scheduled


def on_dates() -> None:
    early = OnDates(Period("2026-09-01", "2026-09-07"))
    reached(early)
    reached(OnDates(Period("2026-09-08")))


def scheduled() -> None:
    mornings = Scheduled(Schedule.of(weekdays=["mon", "tue"], between=("09:00", "12:00")))
    reached(mornings)
    reached(Scheduled(Schedule.of(weekdays=["sat"])))
