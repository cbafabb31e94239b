"""Questions about a member's date: as it is or how far away, once, every year or every month.

The field's grid for a date in the application form: calendar or floating, once or returning, by days, months
or years.
"""

from __future__ import annotations

import datetime as dt

import pytest
from cases.till import NOON, TEA, outcomes, receipt, sell

from loyalty_engine.engine.records import Outcome
from loyalty_engine.model.member import Member
from loyalty_engine.model.period import Unit
from loyalty_engine.rules.benefits.discounts import PercentOff
from loyalty_engine.rules.conditions.logic import Not
from loyalty_engine.rules.conditions.member import (
    Birthday,
    BirthdayMonth,
    MemberDate,
    MemberDayOfMonth,
    MemberDayOfYear,
    MonthlyDate,
    TimeSince,
)
from loyalty_engine.rules.language import Condition
from loyalty_engine.rules.offer import Offer

TODAY = "2026-09-15"
SUMMER = MemberDayOfYear(attribute="date", first="06-01", last="08-31")
NEW_YEAR = MemberDayOfYear(attribute="date", first="12-20", last="01-05")
FEBRUARY = MemberDayOfYear(attribute="date", first="02-01", last="02-29")
YEARS = TimeSince(attribute="date", unit=Unit.YEAR, at_least=2, at_most=2)
MONTHS = TimeSince(attribute="date", unit=Unit.MONTH, at_least=1, at_most=1)
AHEAD = TimeSince(attribute="date", unit=Unit.DAY, at_least=-10, at_most=0)
WEEK = Birthday(attribute="date", before=3, after=3)
PAYDAY = MonthlyDate(attribute="date", before=1, after=2)
MONTH_END = MemberDayOfMonth(attribute="date", first=25, last=5)
MONTH = BirthdayMonth(attribute="date")
QUARTER = BirthdayMonth(attribute="date", before=1, after=1)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def outcome(condition: Condition, date: dt.date | str | None, today: str) -> Outcome:
    at = dt.datetime.combine(day(today), NOON.timetz())
    attributes = {} if date is None else {"date": date}
    offer = Offer.of("a", [condition], [PercentOff(10)])
    return outcomes(sell([offer], receipt((TEA, "10.00"), at=at), Member("m", attributes=attributes)))["a"]


@pytest.mark.parametrize(
    ("condition", "date", "today", "holds"),
    [
        # calendar, once: the date itself
        pytest.param(
            MemberDate(attribute="date", first=day("2022-01-01"), last=day("2022-01-31")),
            "2022-01-31",
            TODAY,
            True,
            id="bought in January 2022",
        ),
        pytest.param(
            MemberDate(attribute="date", first=day("2022-01-01"), last=day("2022-01-31")),
            "2022-02-01",
            TODAY,
            False,
            id="bought in February",
        ),
        # calendar, every year: the date's day, of whatever year
        pytest.param(SUMMER, "1990-06-01", TODAY, True, id="born in summer, on its first day"),
        pytest.param(SUMMER, "2005-08-31", TODAY, True, id="on its last"),
        pytest.param(SUMMER, "1990-09-01", TODAY, False, id="the day after"),
        pytest.param(SUMMER, "1990-05-31", TODAY, False, id="the day before"),
        pytest.param(NEW_YEAR, "1990-12-20", TODAY, True, id="over New Year, the first day"),
        pytest.param(NEW_YEAR, "1990-12-31", TODAY, True, id="over New Year, the last of the year"),
        pytest.param(NEW_YEAR, "1990-01-05", TODAY, True, id="over New Year, the last day"),
        pytest.param(NEW_YEAR, "1990-01-06", TODAY, False, id="over New Year, the day after"),
        pytest.param(NEW_YEAR, "1990-12-19", TODAY, False, id="over New Year, the day before"),
        pytest.param(Not(NEW_YEAR), "1990-06-15", TODAY, True, id="not around New Year"),
        pytest.param(Not(NEW_YEAR), "1990-12-31", TODAY, False, id="not on its eve"),
        pytest.param(FEBRUARY, "2000-02-29", TODAY, True, id="all of February"),
        pytest.param(
            MemberDayOfYear(attribute="date", first="02-01", last="02-28"),
            "2000-02-29",
            TODAY,
            False,
            id="29 February comes after the 28th",
        ),
        pytest.param(
            MemberDayOfYear(attribute="date", first="02-29", last="02-29"),
            "2000-02-29",
            TODAY,
            True,
            id="29 February itself",
        ),
        pytest.param(
            MemberDayOfYear(attribute="date", first="12-31"), "1990-12-31", TODAY, True, id="only from"
        ),
        pytest.param(
            MemberDayOfYear(attribute="date", last="01-01"), "1990-01-02", TODAY, False, id="only up to"
        ),
        # calendar, every month: the date's day, of whatever month
        pytest.param(
            MemberDayOfMonth(attribute="date", first=1, last=10), "2020-02-10", TODAY, True, id="the tenth"
        ),
        pytest.param(
            MemberDayOfMonth(attribute="date", first=1, last=10),
            "2020-02-11",
            TODAY,
            False,
            id="the eleventh",
        ),
        pytest.param(MONTH_END, "2020-02-25", TODAY, True, id="over the end of the month, the first"),
        pytest.param(MONTH_END, "2020-03-05", TODAY, True, id="over the end of the month, the last"),
        pytest.param(MONTH_END, "2020-03-06", TODAY, False, id="over the end of the month, after"),
        pytest.param(
            MemberDayOfMonth(attribute="date", first=31, last=31),
            "2020-02-29",
            TODAY,
            False,
            id="the last of February is not the 31st",
        ),
        # floating, once: how long ago
        pytest.param(YEARS, "2024-09-15", TODAY, True, id="two years, on the day"),
        pytest.param(YEARS, "2024-09-16", TODAY, False, id="two years, the day before"),
        pytest.param(YEARS, "2024-02-29", "2026-02-28", True, id="two years since 29 February"),
        pytest.param(YEARS, "2024-02-29", "2026-02-27", False, id="and not the day before"),
        pytest.param(MONTHS, "2026-01-31", "2026-02-28", True, id="a month since 31 January"),
        pytest.param(MONTHS, "2025-12-20", "2026-01-20", True, id="a month, over New Year"),
        pytest.param(AHEAD, "2026-09-25", TODAY, True, id="ten days ahead"),
        pytest.param(AHEAD, "2026-09-26", TODAY, False, id="eleven days ahead"),
        pytest.param(AHEAD, "2026-09-14", TODAY, False, id="over since yesterday"),
        # floating, every year, by days: around the anniversary
        pytest.param(WEEK, "1990-09-12", TODAY, True, id="three days after"),
        pytest.param(WEEK, "1990-09-18", TODAY, True, id="three days before"),
        pytest.param(WEEK, "1990-09-19", TODAY, False, id="four days before"),
        pytest.param(WEEK, "1990-12-31", "2027-01-03", True, id="after, over New Year"),
        pytest.param(WEEK, "1990-01-01", "2026-12-29", True, id="before, over New Year"),
        pytest.param(
            Birthday(attribute="date"), "2000-02-29", "2026-02-28", True, id="29 February in a common year"
        ),
        pytest.param(
            Birthday(attribute="date"), "2000-02-29", "2028-02-28", False, id="not so in a leap year"
        ),
        pytest.param(
            Birthday(attribute="date"), "2000-02-29", "2028-02-29", True, id="but on the day itself"
        ),
        # floating, every year, by months: around the month of the anniversary
        pytest.param(MONTH, "1990-09-30", TODAY, True, id="the birthday's month"),
        pytest.param(MONTH, "2000-02-29", "2026-02-01", True, id="of 29 February, in a common year"),
        pytest.param(MONTH, "1990-10-01", TODAY, False, id="the month before"),
        pytest.param(QUARTER, "1990-10-01", TODAY, True, id="the month before, which counts"),
        pytest.param(QUARTER, "1990-08-31", TODAY, True, id="the month after, which counts"),
        pytest.param(QUARTER, "1990-11-01", TODAY, False, id="two months before"),
        pytest.param(QUARTER, "1990-01-15", "2026-12-01", True, id="the month before, over New Year"),
        pytest.param(QUARTER, "1990-12-15", "2026-01-31", True, id="the month after, over New Year"),
        pytest.param(Not(QUARTER), "1990-01-15", "2026-12-01", False, id="not near, over New Year"),
        pytest.param(
            BirthdayMonth(attribute="date", before=5, after=5),
            "1990-03-15",
            TODAY,
            False,
            id="half a year away",
        ),
        # floating, every month: around the day of the month
        pytest.param(PAYDAY, "2020-01-16", TODAY, True, id="a day before the 16th"),
        pytest.param(PAYDAY, "2020-01-13", TODAY, True, id="two days after the 13th"),
        pytest.param(PAYDAY, "2020-01-12", TODAY, False, id="three days after the 12th"),
        pytest.param(PAYDAY, "2020-01-31", "2026-02-28", True, id="the 31st in February"),
        pytest.param(PAYDAY, "2020-01-31", "2027-01-02", True, id="the 31st, over New Year"),
        pytest.param(PAYDAY, "2020-02-29", "2026-02-27", True, id="the 29th in a common year"),
    ],
)
def test_the_grid(condition: Condition, date: str, today: str, holds: bool) -> None:
    assert outcome(condition, day(date), today) is (Outcome.GRANTED if holds else Outcome.NOT_MET)


ALL = (
    MemberDate(attribute="date", last=dt.date(2026, 12, 31)),
    SUMMER,
    NEW_YEAR,
    MONTH_END,
    YEARS,
    WEEK,
    MONTH,
    QUARTER,
    PAYDAY,
)


@pytest.mark.parametrize("condition", ALL, ids=lambda condition: condition.describe())
@pytest.mark.parametrize("date", [None, "15 June"], ids=["missing", "no date"])
def test_without_a_date_none_holds(condition: Condition, date: str | None) -> None:
    assert outcome(condition, date, TODAY) is Outcome.NOT_MET
    assert outcome(Not(condition), date, TODAY) is Outcome.GRANTED
