"""Daily windows, and schedules of days and windows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.schedule import (
    ANY_TIME,
    DailyWindow,
    DaysOfMonth,
    EveryNDays,
    NthWeekday,
    Schedule,
    Weekday,
    Weekdays,
)

at = dt.datetime.fromisoformat
day = dt.date.fromisoformat

MORNING = DailyWindow("09:00", "12:00")
NIGHT = DailyWindow("22:00", "02:00")
ANCHOR = day("2026-09-01")

# 2026-09-11 is a Friday
FRIDAY_NIGHT = Schedule(days=(Weekdays(("fri",)),), windows=(NIGHT,))
LAST_NIGHT_OF_MONTH = Schedule(days=(DaysOfMonth((-1,)),), windows=(NIGHT,))


@pytest.mark.parametrize(
    ("schedule", "local", "expected"),
    [
        pytest.param(ANY_TIME, "2026-09-11T03:00", True, id="any time"),
        pytest.param(
            Schedule(windows=(MORNING,)), "2026-09-11T08:59:59.999999", False, id="just before nine"
        ),
        pytest.param(Schedule(windows=(MORNING,)), "2026-09-11T09:00", True, id="at nine"),
        pytest.param(Schedule(windows=(MORNING,)), "2026-09-11T11:59:59.999999", True, id="just before noon"),
        pytest.param(Schedule(windows=(MORNING,)), "2026-09-11T12:00", False, id="half-open at noon"),
        pytest.param(Schedule(windows=(NIGHT,)), "2026-09-11T21:59", False, id="before the night"),
        pytest.param(Schedule(windows=(NIGHT,)), "2026-09-11T22:00", True, id="the night begins"),
        pytest.param(Schedule(windows=(NIGHT,)), "2026-09-11T00:00", True, id="midnight"),
        pytest.param(Schedule(windows=(NIGHT,)), "2026-09-11T02:00", False, id="the night is over"),
        pytest.param(Schedule(windows=(MORNING, NIGHT)), "2026-09-11T23:00", True, id="any of two windows"),
        pytest.param(
            Schedule(windows=(MORNING, NIGHT)), "2026-09-11T13:00", False, id="neither of two windows"
        ),
        pytest.param(FRIDAY_NIGHT, "2026-09-11T23:00", True, id="Friday, an hour before midnight"),
        pytest.param(FRIDAY_NIGHT, "2026-09-12T01:00", True, id="Saturday at one belongs to Friday's window"),
        pytest.param(
            FRIDAY_NIGHT, "2026-09-11T01:00", False, id="Friday at one belongs to Thursday's window"
        ),
        pytest.param(FRIDAY_NIGHT, "2026-09-12T23:00", False, id="Saturday night"),
        pytest.param(FRIDAY_NIGHT, "2026-09-11T12:00", False, id="Friday at noon"),
        pytest.param(LAST_NIGHT_OF_MONTH, "2026-10-01T01:00", True, id="1 October belongs to 30 September"),
        pytest.param(LAST_NIGHT_OF_MONTH, "2027-01-01T01:00", True, id="New Year belongs to New Year's Eve"),
        pytest.param(LAST_NIGHT_OF_MONTH, "2026-09-30T01:00", False, id="30 September belongs to the 29th"),
        pytest.param(
            Schedule.of(weekdays=["fri"]), "2026-09-11T00:00", True, id="without windows from midnight"
        ),
        pytest.param(
            Schedule.of(weekdays=["fri"]), "2026-09-12T00:00", False, id="without windows to midnight"
        ),
        pytest.param(
            Schedule.of(weekdays=["mon"], days_of_month=[11]),
            "2026-09-11T12:00",
            True,
            id="the 11th, not a Monday",
        ),
        pytest.param(
            Schedule.of(weekdays=["mon"], days_of_month=[11]),
            "2026-09-14T12:00",
            True,
            id="a Monday, not the 11th",
        ),
        pytest.param(
            Schedule.of(weekdays=["mon"], days_of_month=[11]),
            "2026-09-15T12:00",
            False,
            id="neither of the two",
        ),
        pytest.param(
            Schedule.of(between=("22:00", "24:00")), "2026-09-11T23:59:59", True, id="until the day ends"
        ),
        pytest.param(Schedule.of(between=("22:00", "24:00")), "2026-09-12T00:00", False, id="and no further"),
        # Berlin: no clock shows 02:30 on 29 March; on 25 October every clock shows it twice, an hour apart
        pytest.param(Schedule.of(between=("02:00", "03:00")), "2026-03-29T03:00", False, id="after the gap"),
        pytest.param(
            Schedule.of(between=("02:00", "03:00")), "2026-10-25T02:30", True, id="either 02:30 of the fold"
        ),
    ],
)
def test_holds(schedule: Schedule, local: str, expected: bool) -> None:
    assert schedule.holds(at(local)) is expected


def test_the_second_reading_of_an_hour_counts_like_the_first() -> None:
    window = Schedule.of(between=("02:00", "03:00"))

    assert window.holds(at("2026-10-25T02:30").replace(fold=1))
    assert DailyWindow(dt.time(2, fold=1), dt.time(3)) == DailyWindow("02:00", "03:00")


FULL = Schedule(
    days=(Weekdays((Weekday.MONDAY,)), DaysOfMonth((-1,)), NthWeekday("tue", 2), EveryNDays(ANCHOR, 3)),
    windows=(MORNING, NIGHT),
)


def test_of_plain_values() -> None:
    schedule = Schedule.of(
        weekdays=["Monday"],
        days_of_month={-1},
        nth_weekday=(Weekday.TUESDAY, 2),
        every_n_days=(ANCHOR, 3),
        between=[("09:00", dt.time(12)), (dt.time(22), "02:00")],
    )

    assert schedule == FULL


def test_of_one_window() -> None:
    assert Schedule.of(between=("09:00", "12:00")) == Schedule(windows=[MORNING])
    assert Schedule.of(between=(dt.time(9), dt.time(12))) == Schedule(windows=(MORNING,))


def test_of_nothing_is_any_time() -> None:
    assert Schedule.of() == ANY_TIME


@pytest.mark.parametrize(
    ("schedule", "text"),
    [
        pytest.param(ANY_TIME, "at any time", id="no limits"),
        pytest.param(Schedule.of(weekdays=["fri", "mon"]), "on Mondays and Fridays", id="days"),
        pytest.param(Schedule.of(between=("09:00", "12:00")), "every day, 09:00–12:00", id="hours"),
        pytest.param(
            Schedule.of(weekdays=["mon", "fri"], between=("09:00", "12:00")),
            "on Mondays and Fridays, 09:00–12:00",
            id="days and hours",
        ),
        pytest.param(
            Schedule.of(between=("22:00", "24:00")), "every day, 22:00–24:00", id="the end of the day"
        ),
        pytest.param(Schedule.of(between=("09:00:30", "12:00")), "every day, 09:00:30–12:00", id="seconds"),
        pytest.param(
            FULL,
            "on Mondays or on the last day of the month or on the 2nd Tuesday of the month or every 3 days "
            "from 2026-09-01, 09:00–12:00 or 22:00–02:00",
            id="everything",
        ),
    ],
)
def test_in_words(schedule: Schedule, text: str) -> None:
    assert str(schedule) == text


HOUR, DAY = 60, 24 * 60


@pytest.mark.parametrize(
    ("schedule", "stretches"),
    [
        pytest.param(ANY_TIME, None, id="any minute"),
        pytest.param(Schedule.of(weekdays=Weekday), None, id="all weekdays"),
        pytest.param(Schedule.of(days_of_month=[1]), None, id="the 1st may be any weekday"),
        pytest.param(Schedule.of(every_n_days=(ANCHOR, 7)), None, id="so may every seventh day"),
        pytest.param(
            Schedule.of(weekdays=["mon"], days_of_month=[1]), None, id="a Monday, or the 1st on any"
        ),
        pytest.param(Schedule.of(weekdays=["mon"]), ((0, DAY),), id="Mondays"),
        pytest.param(
            Schedule.of(weekdays=["sat", "sun"]), ((5 * DAY, 7 * DAY),), id="week-ends are one stretch"
        ),
        pytest.param(
            Schedule.of(nth_weekday=("tue", 2)), ((DAY, 2 * DAY),), id="second Tuesdays are Tuesdays"
        ),
        pytest.param(
            Schedule.of(between=("09:00", "12:00")),
            tuple((d * DAY + 9 * HOUR, d * DAY + 12 * HOUR) for d in range(7)),
            id="every morning",
        ),
        pytest.param(
            Schedule.of(weekdays=["mon"], between=[("11:00", "13:00"), ("09:00", "11:00")]),
            ((9 * HOUR, 13 * HOUR),),
            id="windows that meet are one stretch",
        ),
        pytest.param(
            Schedule.of(weekdays=["mon"], between=[("09:00", "17:00"), ("10:00", "11:00")]),
            ((9 * HOUR, 17 * HOUR),),
            id="a window inside another",
        ),
        pytest.param(FRIDAY_NIGHT, ((5 * DAY - 2 * HOUR, 5 * DAY + 2 * HOUR),), id="over midnight"),
        pytest.param(
            Schedule.of(weekdays=["sun"], between=("22:00", "02:00")),
            ((0, 2 * HOUR), (7 * DAY - 2 * HOUR, 7 * DAY)),
            id="over the end of the week",
        ),
        pytest.param(
            Schedule.of(weekdays=["sun"], between=("22:00", "24:00")),
            ((7 * DAY - 2 * HOUR, 7 * DAY),),
            id="to the end of the week",
        ),
        pytest.param(
            Schedule.of(weekdays=["mon"], between=("09:00:59", "09:01:01")),
            ((9 * HOUR, 9 * HOUR + 2),),
            id="whole minutes",
        ),
        pytest.param(
            Schedule.of(weekdays=["sun"], between=("00:00:30", "00:00:20")),
            ((0, 1), (6 * DAY, 7 * DAY)),
            id="nearly a day, into the next",
        ),
        pytest.param(Schedule.of(between=[("00:00", "12:00"), ("12:00", "24:00")]), None, id="all hours"),
    ],
)
def test_week_minutes(schedule: Schedule, stretches: tuple[tuple[int, int], ...] | None) -> None:
    assert schedule.week_minutes == stretches


def schedule_of(**arguments: object) -> Callable[[], object]:
    return lambda: Schedule.of(**arguments)  # type: ignore[arg-type]


def schedule_with(**arguments: object) -> Callable[[], object]:
    return lambda: Schedule(**arguments)  # type: ignore[arg-type]


def window(start: object, end: object) -> Callable[[], object]:
    return lambda: DailyWindow(start, end)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("build", "problems"),
    [
        pytest.param(
            window("09:00", "09:00"), [("end", "ends when it starts, at 09:00:00")], id="an empty window"
        ),
        pytest.param(
            window("00:00", "24:00"), [("end", "ends when it starts")], id="a whole day is no window"
        ),
        pytest.param(
            window("9:00", "25:00"),
            [("start", "'9:00' is not a time on the clock"), ("end", "'25:00' is not a time")],
            id="no times",
        ),
        pytest.param(
            window("24:00", "02:00"), [("start", "'24:00' is not a time")], id="nothing starts at 24:00"
        ),
        pytest.param(window("09:60", "12:00"), [("start", "'09:60' is not a time")], id="sixty minutes"),
        pytest.param(
            window("09:00Z", "12:00"), [("start", "'09:00Z' is not a time")], id="text with an offset"
        ),
        pytest.param(window("0９:00", "12:00"), [("start", "is not a time")], id="wide digits"),
        pytest.param(window(9, None), [("start", "9 is not"), ("end", "None is not")], id="no times at all"),
        pytest.param(
            window(dt.time(9, tzinfo=dt.UTC), "12:00"), [("start", "09:00:00+00:00")], id="an offset"
        ),
        pytest.param(
            window(at("2026-09-11T09:00"), "12:00"), [("start", "2026-09-11T09:00:00 is not")], id="a moment"
        ),
        pytest.param(
            schedule_with(days="mon", windows=MORNING),
            [("days", "'mon' is not a list"), ("windows", "something of type DailyWindow is not a list")],
            id="parts that are no lists",
        ),
        pytest.param(
            schedule_with(days=[Weekdays(["mon"]), "fri"], windows=[MORNING, ("09:00", "12:00")]),
            [
                ("days[1]", "'fri' does not belong here"),
                ("windows[1]", "something of type tuple does not belong"),
            ],
            id="parts of another kind",
        ),
        pytest.param(
            schedule_of(
                weekdays=["mun"],
                days_of_month=[32],
                nth_weekday="tue",
                every_n_days=(3, ANCHOR),
                between=("9", "12:00"),
            ),
            [
                ("weekdays.days", "'mun' is not a weekday"),
                ("days_of_month.days", "32 is not a day of the month"),
                ("nth_weekday", "'tue' is not a pair"),
                ("every_n_days.n", "2026-09-01 is not a whole number"),
                ("every_n_days.anchor", "3 is not a date"),
                ("between.start", "'9' is not a time"),
            ],
            id="every plain value that is wrong",
        ),
        pytest.param(
            schedule_of(weekdays=[], days_of_month=[], between=[]),
            [
                ("weekdays.days", "there is none"),
                ("days_of_month.days", "there is none"),
                ("between", "there is none"),
            ],
            id="an empty list would widen the schedule",
        ),
        pytest.param(
            schedule_of(between=[("09:00", "12:00"), ("13:00",), ("14:00", "14:00")]),
            [("between[1]", "is not a pair"), ("between[2].end", "ends when it starts")],
            id="windows that are none",
        ),
        pytest.param(schedule_of(between="09:00"), [("between", "'09:00' is no window")], id="one time"),
        pytest.param(
            schedule_of(between=("09:00",)), [("between", "is not a pair")], id="a window without an end"
        ),
        pytest.param(
            schedule_of(nth_weekday=("tue",)), [("nth_weekday", "is not a pair")], id="which Tuesday"
        ),
        pytest.param(
            schedule_of(every_n_days=3), [("every_n_days", "3 is not a pair")], id="every three days of what"
        ),
    ],
)
def test_refused(build: Callable[[], object], problems: list[tuple[str, str]]) -> None:
    with pytest.raises(InvalidInput) as caught:
        build()

    assert [problem.path for problem in caught.value.problems] == [path for path, _ in problems]
    for problem, (_, words) in zip(caught.value.problems, problems, strict=True):
        assert words in problem.message
        assert problem.hint
