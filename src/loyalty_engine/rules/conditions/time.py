"""Conditions on time: all by the clock of the place of sale."""

from __future__ import annotations

from typing import ClassVar

from attrs import field, frozen, validators

from loyalty_engine.model.period import Period
from loyalty_engine.model.schedule import Schedule
from loyalty_engine.rules.predicates import During, Predicate


@frozen
class OnDates:
    """The purchase falls into *period*.

    ``OnDates(Period("2026-09-01", "2026-09-15"))`` means both days and all between.
    """

    kind: ClassVar[str] = "on_dates"
    period: Period = field(validator=validators.instance_of(Period))

    def lower(self) -> Predicate:
        return During(period=self.period)

    def describe(self) -> str:
        return f"the purchase is made in {self.period}"


@frozen
class Scheduled:
    """The purchase falls on the days and into the hours of *schedule*.

    ``Scheduled(Schedule.of(weekdays=["mon"], between=("09:00", "12:00")))``
    """

    kind: ClassVar[str] = "scheduled"
    schedule: Schedule = field(validator=validators.instance_of(Schedule))

    def lower(self) -> Predicate:
        return During(schedule=self.schedule)

    def describe(self) -> str:
        return f"the purchase is made {self.schedule}"
