"""Words for days, each on the days that a calendar on the wall would show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.days import DayRule, DaysOfMonth, EveryNDays, NthWeekday, Weekday, Weekdays

day = dt.date.fromisoformat
MON, FRI = Weekday.MONDAY, Weekday.FRIDAY
ANCHOR = day("2026-03-27")  # two days before the clocks are set forward in Europe


@pytest.mark.parametrize(
    ("rule", "date", "expected"),
    [
        pytest.param(Weekdays((MON, FRI)), "2026-09-07", True, id="a Monday"),
        pytest.param(Weekdays((MON, FRI)), "2026-09-08", False, id="a Tuesday"),
        pytest.param(Weekdays((MON, FRI)), "2026-09-11", True, id="a Friday"),
        pytest.param(DaysOfMonth((1, 15)), "2026-09-15", True, id="the 15th"),
        pytest.param(DaysOfMonth((1, 15)), "2026-09-16", False, id="the 16th"),
        pytest.param(DaysOfMonth((31,)), "2026-09-30", False, id="September has no 31st"),
        pytest.param(DaysOfMonth((31,)), "2026-10-31", True, id="October has one"),
        pytest.param(DaysOfMonth((-1,)), "2026-09-30", True, id="the last day of September"),
        pytest.param(DaysOfMonth((-1,)), "2026-02-28", True, id="the last day of February"),
        pytest.param(DaysOfMonth((-1,)), "2028-02-28", False, id="not the last day of a leap February"),
        pytest.param(DaysOfMonth((-1,)), "2028-02-29", True, id="the last day of a leap February"),
        pytest.param(DaysOfMonth((-2,)), "2026-09-29", True, id="the last day but one"),
        pytest.param(
            DaysOfMonth((-31,)), "2026-10-01", True, id="31 days from the end of October is the 1st"
        ),
        pytest.param(DaysOfMonth((-31,)), "2026-09-01", False, id="September is shorter"),
        pytest.param(NthWeekday("tue", 1), "2026-09-01", True, id="the first Tuesday on the 1st"),
        pytest.param(NthWeekday("mon", 1), "2026-09-07", True, id="the first Monday on the 7th"),
        pytest.param(NthWeekday("tue", 2), "2026-09-08", True, id="the second Tuesday"),
        pytest.param(NthWeekday("tue", 2), "2026-09-09", False, id="the second Wednesday"),
        pytest.param(NthWeekday("tue", 2), "2026-09-15", False, id="the third Tuesday is not the second"),
        pytest.param(NthWeekday("tue", 5), "2026-09-29", True, id="a fifth Tuesday"),
        pytest.param(NthWeekday("tue", -1), "2026-09-29", True, id="the fifth Tuesday is the last"),
        pytest.param(NthWeekday("wed", -1), "2026-09-30", True, id="the last Wednesday on the last day"),
        pytest.param(NthWeekday("wed", -1), "2026-09-23", False, id="a week before the last Wednesday"),
        pytest.param(NthWeekday("thu", -1), "2026-09-24", True, id="the last Thursday is the fourth"),
        pytest.param(NthWeekday("thu", -1), "2026-09-17", False, id="the third Thursday is not the last"),
        pytest.param(EveryNDays(ANCHOR, 3), "2026-03-27", True, id="the anchor"),
        pytest.param(
            EveryNDays(ANCHOR, 3), "2026-03-29", False, id="two days on, when the clocks are changed"
        ),
        pytest.param(EveryNDays(ANCHOR, 3), "2026-03-30", True, id="three days on, one of them of 23 hours"),
        pytest.param(EveryNDays(ANCHOR, 3), "2026-10-26", True, id="213 days on, after the clocks went back"),
        pytest.param(EveryNDays(ANCHOR, 3), "2026-03-24", True, id="three days before the anchor"),
        pytest.param(EveryNDays(ANCHOR, 3), "2026-03-26", False, id="the day before the anchor"),
        pytest.param(EveryNDays(ANCHOR, 1), "2026-03-26", True, id="every day"),
    ],
)
def test_holds_on(rule: DayRule, date: str, expected: bool) -> None:
    assert rule.holds_on(day(date)) is expected


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        pytest.param(Weekdays(("mon",)), "on Mondays", id="one"),
        pytest.param(Weekdays(("fri", "mon")), "on Mondays and Fridays", id="two, in the order of the week"),
        pytest.param(Weekdays(("fri", "mon", "wed")), "on Mondays, Wednesdays and Fridays", id="three"),
        pytest.param(Weekdays(Weekday), "every day", id="all seven"),
        pytest.param(
            DaysOfMonth((2, 1, 3)), "on the 1st, the 2nd and the 3rd of the month", id="days of the month"
        ),
        pytest.param(
            DaysOfMonth((11, 12, 13, 21)),
            "on the 11th, the 12th, the 13th and the 21st of the month",
            id="endings",
        ),
        pytest.param(DaysOfMonth((-1, 15)), "on the 15th and the last day of the month", id="the last day"),
        pytest.param(
            DaysOfMonth((-1, -2, 4)),
            "on the 4th, the 2nd day from the end and the last day of the month",
            id="from the end",
        ),
        pytest.param(NthWeekday("tue", 2), "on the 2nd Tuesday of the month", id="second Tuesday"),
        pytest.param(NthWeekday("fri", -1), "on the last Friday of the month", id="last Friday"),
        pytest.param(EveryNDays(ANCHOR, 3), "every 3 days from 2026-03-27", id="every third day"),
        pytest.param(EveryNDays(ANCHOR, 1), "every day", id="every single day"),
    ],
)
def test_in_words(rule: DayRule, text: str) -> None:
    assert str(rule) == text


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(["monday", "FRI"], id="a list of names"),
        pytest.param((Weekday.FRIDAY, Weekday.MONDAY), id="members in another order"),
        pytest.param({"mon", "Friday", "fri"}, id="a set that says Friday twice"),
        pytest.param(iter(["mon", "fri"]), id="a generator"),
    ],
)
def test_how_weekdays_may_be_written(written: list[str]) -> None:
    assert Weekdays(written) == Weekdays(frozenset({MON, FRI}))


@pytest.mark.parametrize(
    ("build", "arguments", "problems"),
    [
        pytest.param(Weekdays, ("mon",), [("days", "'mon' is not a set of days")], id="one name is no set"),
        pytest.param(Weekdays, (5,), [("days", "5 is not a set of days")], id="a number is no set"),
        pytest.param(Weekdays, (None,), [("days", "None is not a set of days")], id="nothing is no set"),
        pytest.param(Weekdays, ((),), [("days", "there is none")], id="no weekday"),
        pytest.param(Weekdays, ((0,),), [("days", "0 is not a weekday")], id="a plain number is no weekday"),
        pytest.param(
            Weekdays,
            (["mun", "fry", "sat"],),
            [("days", "'fry' is not a weekday"), ("days", "'mun' is not a weekday")],
            id="every misspelt weekday",
        ),
        pytest.param(
            Weekdays,
            ((["mon"],),),
            [("days", "something of type list is not a weekday")],
            id="a list in a list",
        ),
        pytest.param(DaysOfMonth, (15,), [("days", "15 is not a set of days")], id="one day is no set"),
        pytest.param(DaysOfMonth, ([],), [("days", "there is none")], id="no day of the month"),
        pytest.param(
            DaysOfMonth,
            ((0, 32, -32, 31, -31),),
            [("days", f"{n} is not a day of the month") for n in (-32, 0, 32)],
            id="days that no month has",
        ),
        pytest.param(DaysOfMonth, ((True,),), [("days", "True is not a day of the month")], id="a bool"),
        pytest.param(DaysOfMonth, ((1.0,),), [("days", "1.0 is not a day of the month")], id="a float"),
        pytest.param(DaysOfMonth, ((MON,),), [("days", "Weekday.MONDAY: 0> is not a day")], id="a weekday"),
        pytest.param(
            NthWeekday,
            (1, 0),
            [("weekday", "1 is not a weekday"), ("nth", "0 does not say which one of a month")],
            id="neither a weekday nor its number",
        ),
        pytest.param(NthWeekday, ("mon", 6), [("nth", "6 does not say")], id="no month has six Mondays"),
        pytest.param(
            NthWeekday, ("mon", -2), [("nth", "-2 does not say")], id="only the last is counted back"
        ),
        pytest.param(NthWeekday, ("mon", True), [("nth", "True does not say")], id="a bool is no number"),
        pytest.param(
            EveryNDays,
            ("2026-09-01", 0),
            [("n", "0 is not a whole number from 1 to 1000"), ("anchor", "'2026-09-01' is not a date")],
            id="no anchor and no step",
        ),
        pytest.param(EveryNDays, (ANCHOR, 1001), [("n", "1001 is not a whole number")], id="too long a step"),
        pytest.param(
            EveryNDays,
            (day("0001-01-01"), 3),
            [("anchor", "lies outside the years")],
            id="an anchor in year 1",
        ),
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
