"""Conditions on time: all by the clock of the place of sale."""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen

from loyalty_engine.errors import refuse
from loyalty_engine.model.fields import kind_problems
from loyalty_engine.model.period import Period
from loyalty_engine.model.schedule import Schedule
from loyalty_engine.rules.predicates import During, Predicate


@frozen
class OnDates:
    """The purchase falls into *period*.

    ``OnDates(Period("2026-09-01", "2026-09-15"))`` means both days and all between.
    """

    kind: ClassVar[str] = "on_dates"
    period: Period

    def __attrs_post_init__(self) -> None:
        hint = 'write Period("2026-09-01", "2026-09-15")'
        refuse(self.kind, kind_problems("period", self.period, Period, "a period", hint))

    def lower(self) -> Predicate:
        return During(period=self.period)

    def describe(self) -> str:
        text = str(self.period)
        first, dash, last = text.partition(" – ")
        if dash:
            text = f"from {first} to {last}"
        elif text[:1].isdigit():  # one day
            text = f"on {text}"
        return f"the purchase is made {text}"


@frozen
class Scheduled:
    """The purchase falls on the days and into the hours of *schedule*.

    Hours that pass midnight belong to the day on which they begin.
    """

    kind: ClassVar[str] = "scheduled"
    schedule: Schedule

    def __attrs_post_init__(self) -> None:
        hint = 'write Schedule.of(weekdays=("mon", "fri"))'
        refuse(self.kind, kind_problems("schedule", self.schedule, Schedule, "a schedule", hint))

    def lower(self) -> Predicate:
        return During(schedule=self.schedule)

    def describe(self) -> str:
        return f"the purchase is made {self.schedule}"
