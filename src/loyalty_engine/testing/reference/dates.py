"""Numbers made of a member's attributes: the attribute itself, or how far a date in it is away."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import assert_never

from loyalty_engine.model.attributes import AttributeValue
from loyalty_engine.model.period import days_from_anniversary, full_units_since
from loyalty_engine.rules.figures import DayInMonth, DayInYear, DaysFromMonthlyDate
from loyalty_engine.rules.predicates import (
    AttributeFigure,
    DaysFromAnniversary,
    FullUnitsSince,
    MemberNumber,
    MonthsFromAnniversary,
    Number,
)


def number_of_attribute(
    figure: AttributeFigure,
    value: AttributeValue | None,
    today: dt.date,
) -> Number | None:
    """The number asked for; None where the attribute is missing, or is nothing that can be so measured."""
    if isinstance(figure, MemberNumber):
        if isinstance(value, dt.date):
            return value.toordinal()
        return value if is_number(value) and isinstance(value, (int, Decimal)) else None
    if not isinstance(value, dt.date):
        return None
    if isinstance(figure, DaysFromAnniversary):
        return days_from_anniversary(value, today)
    if isinstance(figure, DaysFromMonthlyDate):
        ends = {day for day in _days_around(today) if day.day == min(value.day, _last_day(day))}
        return min(((today - day).days for day in ends), key=lambda days: (abs(days), days < 0))
    if isinstance(figure, DayInYear):
        return int(f"{value:%m%d}")
    if isinstance(figure, DayInMonth):
        return int(f"{value:%d}")
    if isinstance(figure, MonthsFromAnniversary):
        return (today.month - value.month) % 12
    if isinstance(figure, FullUnitsSince):
        return full_units_since(value, today, figure.unit)
    assert_never(figure)


def _days_around(today: dt.date) -> list[dt.date]:
    return [today + dt.timedelta(days=n) for n in range(-32, 33)]


def _last_day(day: dt.date) -> int:
    return next(n for n in (31, 30, 29, 28) if _exists(day, n))


def _exists(day: dt.date, number: int) -> bool:
    try:
        day.replace(day=number)
    except ValueError:
        return False
    return True


def is_number(value: AttributeValue | None) -> bool:
    """Is the value a number? True and false are none."""
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)
