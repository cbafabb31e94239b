"""Dates that return every month."""

from __future__ import annotations

import datetime as dt

import pytest
from cases.till import NOON, TEA, outcomes, receipt, sell

from loyalty_engine.engine.records import Outcome
from loyalty_engine.model.member import Member
from loyalty_engine.rules.benefits.discounts import PercentOff
from loyalty_engine.rules.conditions.member import MonthlyDate
from loyalty_engine.rules.offer import Offer


@pytest.mark.parametrize(
    ("payday", "today", "before", "after", "granted"),
    [
        pytest.param("2020-01-15", "2026-09-15", 0, 0, True, id="on the day"),
        pytest.param("2020-01-15", "2026-09-16", 0, 0, False, id="the day after"),
        pytest.param("2020-01-15", "2026-09-16", 0, 1, True, id="the day after, which counts"),
        pytest.param("2020-01-15", "2026-09-12", 3, 0, True, id="three days before"),
        pytest.param("2020-01-15", "2026-09-11", 3, 0, False, id="four days before"),
        pytest.param("2020-01-31", "2026-02-28", 0, 0, True, id="the 31st in February"),
        pytest.param("2020-01-31", "2024-02-29", 0, 0, True, id="the 31st in a leap year"),
        pytest.param("2020-01-31", "2024-02-28", 0, 0, False, id="not on the last day but one"),
        pytest.param("2020-01-31", "2026-09-30", 0, 0, True, id="the 31st in September"),
        pytest.param("2020-02-29", "2026-02-28", 0, 0, True, id="the 29th in a common year"),
        pytest.param("2020-01-30", "2027-01-02", 0, 3, True, id="over New Year, after"),
        pytest.param("2020-01-02", "2026-12-31", 2, 0, True, id="over New Year, before"),
    ],
)
def test_days_around_a_day_of_the_month(
    payday: str, today: str, before: int, after: int, granted: bool
) -> None:
    condition = MonthlyDate(attribute="payday", before=before, after=after)
    member = Member("m", attributes={"payday": dt.date.fromisoformat(payday)})
    day = dt.date.fromisoformat(today)
    sale = receipt((TEA, "10.00"), at=NOON.replace(year=day.year, month=day.month, day=day.day))

    seen = outcomes(sell([Offer.of("a", [condition], [PercentOff(10)])], sale, member))["a"]
    assert seen is (Outcome.GRANTED if granted else Outcome.NOT_MET)
