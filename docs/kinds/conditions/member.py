"""The receipt of this page is of 7 September 2026."""

from __future__ import annotations

import datetime as dt

from kinds.conditions.asking import reached
from loyalty_engine import (
    Birthday,
    BirthdayMonth,
    InAudience,
    Member,
    MemberDate,
    MemberDayOfMonth,
    MemberDayOfYear,
    MonthlyDate,
    TimeSince,
    Unit,
)

dates = {"birthday": dt.date(1990, 9, 10), "joined": dt.date(2020, 2, 29), "payday": dt.date(2026, 1, 5)}
anna = Member("anna", audiences={"pensioners"}, attributes=dates)


def in_audience() -> None:
    pensioners = InAudience({"pensioners", "students"})
    reached(pensioners, member=anna)


def birthday() -> None:
    around = Birthday(before=3, after=7)
    reached(around, member=anna)
    reached(Birthday(), member=anna)


def birthday_month() -> None:
    month = BirthdayMonth()
    reached(month, member=anna)
    reached(BirthdayMonth(attribute="payday", before=4), member=anna)


def time_since() -> None:
    five_years = TimeSince(attribute="joined", unit=Unit.YEAR, at_least=5)
    reached(five_years, member=anna)
    reached(TimeSince(attribute="joined", unit=Unit.MONTH, at_most=12), member=anna)


def member_date() -> None:
    before_2021 = MemberDate(attribute="joined", last=dt.date(2020, 12, 31))
    reached(before_2021, member=anna)


def member_day_of_year() -> None:
    autumn = MemberDayOfYear(attribute="birthday", first="09-01", last="11-30")
    reached(autumn, member=anna)
    # Over New Year: from 1 December to the end of February.
    reached(MemberDayOfYear(attribute="birthday", first="12-01", last="02-29"), member=anna)


def member_day_of_month() -> None:
    first_ten = MemberDayOfMonth(attribute="payday", first=1, last=10)
    reached(first_ten, member=anna)
    reached(MemberDayOfMonth(attribute="payday", first=25, last=4), member=anna)


def monthly_date() -> None:
    payday = MonthlyDate(attribute="payday", after=3)
    reached(payday, member=anna)
    reached(MonthlyDate(attribute="payday", after=1), member=anna)
