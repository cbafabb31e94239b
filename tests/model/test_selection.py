"""When the selection periods of favourite products begin and end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.days import Weekday
from loyalty_engine.model.selection import (
    Daily,
    EveryDays,
    Monthly,
    OneTime,
    SelectionPeriod,
    Weekly,
    period_end,
    period_start,
)

at = dt.datetime.fromisoformat
day = dt.date.fromisoformat
ANCHOR = day("2026-03-27")  # two days before the clocks are set forward in Europe


@pytest.mark.parametrize(
    ("rule", "local", "start", "end"),
    [
        pytest.param(Daily(), "2026-09-09T00:00", "2026-09-09", "2026-09-10", id="a day from its midnight"),
        pytest.param(
            Daily(), "2026-09-09T23:59:59", "2026-09-09", "2026-09-10", id="a day until its last second"
        ),
        pytest.param(Weekly(), "2026-09-09T12:00", "2026-09-07", "2026-09-14", id="weeks from Monday"),
        pytest.param(Weekly(), "2026-09-07T00:00", "2026-09-07", "2026-09-14", id="on the Monday itself"),
        pytest.param(Weekly("sun"), "2026-09-12T12:00", "2026-09-06", "2026-09-13", id="weeks from Sunday"),
        pytest.param(
            Weekly(Weekday.THURSDAY), "2027-01-01T12:00", "2026-12-31", "2027-01-07", id="over New Year"
        ),
        pytest.param(Monthly(), "2026-09-09T12:00", "2026-09-01", "2026-10-01", id="calendar months"),
        pytest.param(Monthly(15), "2026-09-14T12:00", "2026-08-15", "2026-09-15", id="before the 15th"),
        pytest.param(Monthly(15), "2026-09-15T00:00", "2026-09-15", "2026-10-15", id="on the 15th"),
        pytest.param(Monthly(15), "2027-01-01T12:00", "2026-12-15", "2027-01-15", id="months over New Year"),
        pytest.param(
            Monthly(31),
            "2026-09-30T00:00",
            "2026-09-30",
            "2026-10-31",
            id="the 31st of September is the 30th",
        ),
        pytest.param(Monthly(31), "2026-02-15T12:00", "2026-01-31", "2026-02-28", id="the 31st of February"),
        pytest.param(
            Monthly(30), "2028-02-29T00:00", "2028-02-29", "2028-03-30", id="the 30th of a leap February"
        ),
        pytest.param(
            EveryDays(3, ANCHOR), "2026-03-27T00:00", "2026-03-27", "2026-03-30", id="from the anchor"
        ),
        pytest.param(
            EveryDays(3, ANCHOR), "2026-03-29T23:59", "2026-03-27", "2026-03-30", id="over a day of 23 hours"
        ),
        pytest.param(EveryDays(3, ANCHOR), "2026-10-26T00:00", "2026-10-26", "2026-10-29", id="213 days on"),
        pytest.param(
            EveryDays(3, ANCHOR), "2026-03-26T12:00", "2026-03-24", "2026-03-27", id="before the anchor"
        ),
        pytest.param(
            EveryDays(1000, ANCHOR), "2026-03-26T12:00", "2023-07-01", "2026-03-27", id="the longest step"
        ),
        pytest.param(
            Monthly(15), "1899-12-31T19:00", "1899-12-15", "1900-01-15", id="before our years, in the west"
        ),
        pytest.param(
            Weekly(), "3000-01-01T13:00", "2999-12-30", "3000-01-06", id="after our years, in the east"
        ),
    ],
)
def test_the_period_of_a_clock_reading(rule: SelectionPeriod, local: str, start: str, end: str) -> None:
    assert (period_start(rule, at(local)), period_end(rule, at(local))) == (at(start), at(end))


def test_a_choice_made_once_stays() -> None:
    local = at("2026-09-09T12:00")

    assert (period_start(OneTime(), local), period_end(OneTime(), local)) == (None, None)


@pytest.mark.parametrize(
    ("build", "arguments", "problems"),
    [
        pytest.param(Weekly, (0,), [("day", "0 is not a weekday")], id="a plain number is no weekday"),
        pytest.param(Weekly, ("mo",), [("day", "'mo' is not a weekday")], id="no name of ours"),
        pytest.param(Monthly, (0,), [("day", "0 is not a whole number from 1 to 31")], id="day nought"),
        pytest.param(Monthly, (-1,), [("day", "-1 is not")], id="the last day is the 31st here"),
        pytest.param(Monthly, (32,), [("day", "32 is not")], id="no month has 32 days"),
        pytest.param(
            EveryDays,
            (0, at("2026-09-09T12:00")),
            [
                ("n", "0 is not a whole number from 1 to 1000"),
                ("anchor", "2026-09-09T12:00:00 is not a date"),
            ],
            id="neither step nor anchor",
        ),
        pytest.param(
            period_start,
            (Daily(), at("2026-09-09T12:00Z")),
            [("local", "is not a reading of the clock")],
            id="instant",
        ),
        pytest.param(
            period_start, (Daily(), ANCHOR), [("local", "is not a reading")], id="a date has no time"
        ),
        pytest.param(period_end, (Daily(), None), [("local", "None is not a reading")], id="nothing"),
        pytest.param(period_end, (Weekly(), dt.datetime.min), [("local", "lies outside")], id="year 1"),
        pytest.param(period_end, (Weekly(), dt.datetime.max), [("local", "lies outside")], id="9999"),
    ],
)
def test_refused(
    build: Callable[..., object], arguments: tuple[object, ...], problems: list[tuple[str, str]]
) -> None:
    with pytest.raises(InvalidInput) as caught:
        build(*arguments)

    assert [problem.path for problem in caught.value.problems] == [path for path, _ in problems]
    for problem, (_, words) in zip(caught.value.problems, problems, strict=True):
        assert words in problem.message
        assert problem.hint
