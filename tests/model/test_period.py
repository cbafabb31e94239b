"""Periods by the clock on the wall and by the instant, and the distance between dates."""

from __future__ import annotations

import datetime as dt
import pickle
from collections.abc import Callable

import pytest

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.period import (
    ALWAYS,
    Bound,
    Period,
    Unit,
    days_from_anniversary,
    full_units_since,
    local_time,
)

at = dt.datetime.fromisoformat
day = dt.date.fromisoformat


def holds(period: Period, moment: str) -> bool:
    """Does *period* hold in a shop whose clock shows *moment*, written with its offset?"""
    return period.contains(local_time(at(moment)), at(moment))


@pytest.mark.parametrize(
    ("start", "end", "moment", "expected"),
    [
        pytest.param("2026-09-01", "2026-09-15", "2026-08-31T23:59:59.999999+03:00", False, id="the eve"),
        pytest.param("2026-09-01", "2026-09-15", "2026-09-01T00:00+03:00", True, id="the first midnight"),
        pytest.param("2026-09-01", "2026-09-15", "2026-09-15T23:59:59+03:00", True, id="the last day, late"),
        pytest.param("2026-09-01", "2026-09-15", "2026-09-16T00:00+03:00", False, id="the midnight after it"),
        pytest.param("2026-09-01", "2026-09-01", "2026-09-01T12:00+03:00", True, id="a single day"),
        pytest.param("2026-09-01", "2026-09-01T12:00", "2026-09-01T11:59+00:00", True, id="before noon"),
        pytest.param(
            "2026-09-01", "2026-09-01T12:00", "2026-09-01T12:00+00:00", False, id="half-open at noon"
        ),
        pytest.param(None, "2026-09-15", "1950-01-01T00:00+00:00", True, id="without a start, long ago"),
        pytest.param("2026-09-01", None, "2999-12-31T23:59+00:00", True, id="without an end, far ahead"),
        pytest.param(None, None, "2026-09-15T12:00-11:00", True, id="without bounds"),
    ],
)
def test_a_period_of_clock_readings(
    start: Bound | None, end: Bound | None, moment: str, expected: bool
) -> None:
    assert holds(Period(start, end), moment) is expected


NOON_IN_MOSCOW = "2026-09-01T12:00+03:00"


@pytest.mark.parametrize(
    ("start", "end", "moment", "expected"),
    [
        pytest.param(
            "2026-09-01T12:00", None, "2026-09-01T12:00+12:00", True, id="a reading starts by each clock"
        ),
        pytest.param(
            NOON_IN_MOSCOW, None, "2026-09-01T12:00+12:00", False, id="an instant starts later in the east"
        ),
        pytest.param(
            NOON_IN_MOSCOW, None, "2026-09-01T21:00+12:00", True, id="an instant starts all over the world"
        ),
        pytest.param(
            NOON_IN_MOSCOW, None, "2026-09-01T11:00+02:00", True, id="an instant starts earlier in the west"
        ),
        pytest.param(NOON_IN_MOSCOW, None, "2026-09-01T10:59+02:00", False, id="a minute before the instant"),
        pytest.param(None, NOON_IN_MOSCOW, "2026-09-01T10:59+02:00", True, id="up to the instant"),
        pytest.param(None, NOON_IN_MOSCOW, "2026-09-01T11:00+02:00", False, id="half-open at the instant"),
        pytest.param("2026-09-01", "2026-09-02T00:00Z", "2026-09-01T00:30+05:00", True, id="mixed: by both"),
        pytest.param(
            "2026-09-01", "2026-09-02T00:00Z", "2026-08-31T23:30-05:00", False, id="mixed: not by the clock"
        ),
        pytest.param(
            "2026-09-01", "2026-09-02T00:00Z", "2026-09-01T20:00-05:00", False, id="mixed: not by instant"
        ),
        pytest.param(
            "2026-09-01T00:00Z", "2026-09-01", "2026-08-31T20:00-05:00", True, id="mixed the other way"
        ),
        pytest.param(
            "2026-09-01T00:00Z", "2026-09-01", "2026-09-02T00:00+05:00", False, id="mixed, over by the clock"
        ),
        pytest.param(
            "2026-09-02T00:00Z", "2026-09-01", "2026-09-01T22:00-05:00", True, id="crossed, and yet in force"
        ),
    ],
)
def test_a_bound_with_an_offset_is_an_instant(
    start: str | None, end: str | None, moment: str, expected: bool
) -> None:
    assert holds(Period(start, end), moment) is expected


@pytest.mark.parametrize(
    ("end", "moment", "expected"),
    [
        pytest.param("2026-09-15", "2026-09-15T23:59:59+03:00", False, id="the last second"),
        pytest.param("2026-09-15", "2026-09-16T00:00+03:00", True, id="the midnight after it"),
        pytest.param("2026-09-15T21:00Z", "2026-09-15T23:59:59+03:00", False, id="before the instant"),
        pytest.param("2026-09-15T21:00Z", "2026-09-16T00:00+03:00", True, id="at the instant"),
        pytest.param("2026-09-15T21:00Z", "2026-09-16T00:00+05:00", False, id="elsewhere it is later"),
        pytest.param(None, "2999-12-31T23:59+00:00", False, id="without an end"),
    ],
)
def test_whether_a_period_has_ended(end: str | None, moment: str, expected: bool) -> None:
    assert Period(None, end).has_ended(local_time(at(moment)), at(moment)) is expected


# in Berlin the clocks skip 2026-03-29 from 02:00 to 03:00, and repeat 2026-10-25 from 02:00 to 03:00
@pytest.mark.parametrize(
    ("start", "end", "moment", "expected"),
    [
        pytest.param("2026-03-29T02:30", None, "2026-03-29T01:59:59+01:00", False, id="before the gap"),
        pytest.param(
            "2026-03-29T02:30", None, "2026-03-29T03:00+02:00", True, id="after the gap, a second later"
        ),
        pytest.param(None, "2026-10-25T02:30", "2026-10-25T02:29+02:00", True, id="before the end"),
        pytest.param(None, "2026-10-25T02:30", "2026-10-25T02:30+02:00", False, id="at the end"),
        pytest.param(None, "2026-10-25T02:30", "2026-10-25T02:15+01:00", True, id="again before the end"),
        pytest.param(
            None, "2026-10-25T02:30+02:00", "2026-10-25T02:15+01:00", False, id="an instant comes once"
        ),
    ],
)
def test_when_the_clocks_change(start: str | None, end: str | None, moment: str, expected: bool) -> None:
    assert holds(Period(start, end), moment) is expected


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        pytest.param("2026-09-01", "2026-09-01T00:00", "2026-09-02T00:00", id="ISO date"),
        pytest.param(day("2026-09-01"), "2026-09-01T00:00", "2026-09-02T00:00", id="date"),
        pytest.param("2026-09-01T12:00", "2026-09-01T12:00", "2026-09-01T12:00", id="ISO reading"),
        pytest.param(
            "2026-09-01T12:00:01.5", "2026-09-01T12:00:01.5", "2026-09-01T12:00:01.5", id="fractions"
        ),
        pytest.param(at("2026-09-01T12:00"), "2026-09-01T12:00", "2026-09-01T12:00", id="datetime"),
        pytest.param("2026-09-01T12:00+03:00", "2026-09-01T09:00Z", "2026-09-01T09:00Z", id="ISO instant"),
        pytest.param(
            "1899-12-31T23:00-01:00", "1900-01-01T00:00Z", "1900-01-01T00:00Z", id="west of the first year"
        ),
        pytest.param(
            "3000-01-01T00:59+01:00", "2999-12-31T23:59Z", "2999-12-31T23:59Z", id="east of the last year"
        ),
        pytest.param(at(NOON_IN_MOSCOW), "2026-09-01T09:00Z", "2026-09-01T09:00Z", id="aware datetime"),
    ],
)
def test_how_a_bound_may_be_written(written: Bound, start: str, end: str) -> None:
    assert (Period(written, None).start, Period(None, written).end) == (at(start), at(end))


def test_equal_periods_look_alike() -> None:
    """An instant is kept in UTC and a reading without fold, so equal periods print and encode alike."""
    one = Period(NOON_IN_MOSCOW, at("2026-10-25T02:30"))
    other = Period("2026-09-01T09:00Z", at("2026-10-25T02:30").replace(fold=1))

    assert one == other
    assert (hash(one), repr(one), str(one)) == (hash(other), repr(other), str(other))
    assert "fold" not in repr(one)


def test_a_period_survives_pickling_with_what_it_prepared() -> None:
    period: Period = pickle.loads(pickle.dumps(Period("2026-09-01T12:00", NOON_IN_MOSCOW)))

    assert period == Period("2026-09-01T12:00", NOON_IN_MOSCOW)
    assert not holds(period, "2026-09-01T12:00+03:00")


OUTSIDE = "lies outside the years 1900 to 2999"
NEITHER = "is neither a date nor a moment"


@pytest.mark.parametrize(
    ("start", "end", "problems"),
    [
        pytest.param(
            "2026-09-02", "2026-09-01T12:00", [("end", "does not come after the start")], id="reversed"
        ),
        pytest.param(
            "2026-09-01T12:00", "2026-09-01T12:00", [("end", "does not come after the start")], id="empty"
        ),
        pytest.param(
            NOON_IN_MOSCOW, "2026-09-01T09:00Z", [("end", "does not come after")], id="empty instants"
        ),
        pytest.param("2026-09-02", "2026-09-01", [("end", "does not come after")], id="the day before"),
        pytest.param(
            "soon", 5, [("start", f"'soon' {NEITHER}"), ("end", f"5 {NEITHER}")], id="both, at once"
        ),
        pytest.param("2026-02-30", None, [("start", f"'2026-02-30' {NEITHER}")], id="no such day"),
        pytest.param("2026-9-1", None, [("start", NEITHER)], id="digits missing"),
        pytest.param("20260901", None, [("start", NEITHER)], id="ISO basic form"),
        pytest.param("2026-W36-2", None, [("start", NEITHER)], id="ISO week"),
        pytest.param("2026-09-01 12:00", None, [("start", NEITHER)], id="a blank for the T"),
        pytest.param("2026-09-01T24:00", None, [("start", NEITHER)], id="24:00, which some Pythons read"),
        pytest.param("2026-09-01T12:00+24:00", None, [("start", NEITHER)], id="no such offset"),
        pytest.param("2026-09-01T12:00\n", None, [("start", NEITHER)], id="a line end"),
        pytest.param("２０２６-09-01", None, [("start", NEITHER)], id="wide digits"),
        pytest.param(True, None, [("start", f"True {NEITHER}")], id="a bool"),
        pytest.param(1.5, None, [("start", f"1.5 {NEITHER}")], id="a float"),
        pytest.param(10**5000, None, [("start", "a number of more than 18 digits")], id="a monstrous number"),
        pytest.param("x" * 10**6, None, [("start", f"'{'x' * 40}'… {NEITHER}")], id="a monstrous text"),
        pytest.param("0001-01-01", None, [("start", OUTSIDE)], id="year 1, written for no start"),
        pytest.param(None, "9999-12-31", [("end", OUTSIDE)], id="year 9999, written for no end"),
        pytest.param(None, "9999-12-31T23:59:59", [("end", OUTSIDE)], id="the last second of year 9999"),
        pytest.param("0001-01-01T00:00+14:00", None, [("start", OUTSIDE)], id="before the first instant"),
        pytest.param("1900-01-01T00:00+00:01", None, [("start", OUTSIDE)], id="outside once seen from UTC"),
        pytest.param(None, day("3000-01-01"), [("end", OUTSIDE)], id="a day too late"),
        pytest.param(day("1899-12-31"), None, [("start", OUTSIDE)], id="a day too early"),
        pytest.param("3000-01-01T00:00", None, [("start", OUTSIDE)], id="a start with the last end"),
        pytest.param(None, "3000-01-01T00:01", [("end", OUTSIDE)], id="a minute after the last end"),
    ],
)
def test_refused(start: Bound | None, end: Bound | None, problems: list[tuple[str, str]]) -> None:
    with pytest.raises(InvalidInput) as caught:
        Period(start, end)

    assert [problem.path for problem in caught.value.problems] == [path for path, _ in problems]
    for problem, (_, words) in zip(caught.value.problems, problems, strict=True):
        assert words in problem.message
        assert problem.hint


def test_the_last_day_that_there_is_can_be_written_again() -> None:
    whole = Period("1900-01-01", "2999-12-31")

    assert Period(whole.start, whole.end) == whole


@pytest.mark.parametrize(
    ("period", "text"),
    [
        pytest.param(
            Period("2026-09-01", "2026-09-15"), "2026-09-01 – 2026-09-15", id="days, the last included"
        ),
        pytest.param(Period("2026-09-01", "2026-09-01"), "2026-09-01", id="one day"),
        pytest.param(Period("2026-09-01"), "from 2026-09-01", id="no end"),
        pytest.param(Period(end="2026-09-15"), "until 2026-09-15", id="no start"),
        pytest.param(
            Period("2026-09-01", "2026-09-15T12:00"), "2026-09-01 00:00 – 2026-09-15 12:00", id="with hours"
        ),
        pytest.param(Period("2026-09-01T12:00:30"), "from 2026-09-01 12:00:30", id="with seconds"),
        pytest.param(Period(end=NOON_IN_MOSCOW), "until 2026-09-01 09:00 UTC", id="an instant"),
        pytest.param(
            Period(end="2026-09-01T00:00Z"), "until 2026-09-01 00:00 UTC", id="a midnight of UTC is no day"
        ),
        pytest.param(ALWAYS, "always", id="no bounds"),
        pytest.param(Period("2026-09-20").narrowed(Period(end="2026-09-15")), "never", id="nothing left"),
    ],
)
def test_a_period_in_words(period: Period, text: str) -> None:
    assert str(period) == text


ITEM_FROM, ITEM_UNTIL = Period("2026-09-10"), Period(end="2026-09-12")
OFFER = Period("2026-09-01", "2026-09-15")


@pytest.mark.parametrize(
    ("item", "offer", "expected"),
    [
        pytest.param(ALWAYS, OFFER, OFFER, id="an item without dates takes the offer's"),
        pytest.param(
            ITEM_FROM, OFFER, Period("2026-09-10", "2026-09-15"), id="a missing end falls back alone"
        ),
        pytest.param(
            ITEM_UNTIL, OFFER, Period("2026-09-01", "2026-09-12"), id="a missing start falls back alone"
        ),
        pytest.param(
            Period("2026-08-01", "2026-12-31"), OFFER, Period("2026-08-01", "2026-12-31"), id="own dates"
        ),
        pytest.param(ITEM_FROM, ALWAYS, ITEM_FROM, id="nothing to fall back on"),
    ],
)
def test_narrowed(item: Period, offer: Period, expected: Period) -> None:
    assert item.narrowed(offer) == expected


def test_an_item_that_starts_after_the_offer_ends_never_holds() -> None:
    period = Period("2026-09-20").narrowed(OFFER)

    assert period.is_empty
    assert not any(holds(period, f"2026-09-{date:02}T12:00+00:00") for date in range(1, 31))


def test_a_fallback_of_the_other_sort_is_not_compared() -> None:
    period = Period("2026-09-20").narrowed(Period(end="2026-09-15T00:00Z"))

    assert period.is_empty is False
    assert not holds(period, "2026-09-20T00:00+14:00")


@pytest.mark.parametrize(
    ("period", "opens", "closes"),
    [
        pytest.param(OFFER, "2026-09-01T00:00", "2026-09-16T00:00", id="readings are themselves"),
        pytest.param(Period("2026-09-01T12:00Z"), "2026-08-31T12:00", None, id="a day before an instant"),
        pytest.param(Period(end="2026-09-01T12:00Z"), None, "2026-09-02T12:00", id="a day after an instant"),
    ],
)
def test_span(period: Period, opens: str | None, closes: str | None) -> None:
    first = dt.datetime.min if opens is None else at(opens)
    last = dt.datetime.max if closes is None else at(closes)

    assert period.span == (first, last)


LEAPLING = "2004-02-29"


@pytest.mark.parametrize(
    ("born", "today", "before", "after", "expected"),
    [
        pytest.param("1990-09-07", "2026-09-07", 0, 0, True, id="the birthday itself"),
        pytest.param("1990-09-07", "2026-09-06", 0, 0, False, id="the eve"),
        pytest.param("1990-09-07", "2026-09-04", 3, 0, True, id="three days before"),
        pytest.param("1990-09-07", "2026-09-03", 3, 7, False, id="four days before"),
        pytest.param("1990-09-07", "2026-09-14", 3, 7, True, id="a week after"),
        pytest.param("1990-09-07", "2026-09-15", 3, 7, False, id="a week and a day after"),
        pytest.param(LEAPLING, "2028-02-29", 0, 0, True, id="born on 29 February, in a leap year"),
        pytest.param(LEAPLING, "2028-02-28", 0, 0, False, id="born on 29 February, the eve in a leap year"),
        pytest.param(LEAPLING, "2026-02-28", 0, 0, True, id="born on 29 February, in a common year"),
        pytest.param(LEAPLING, "2026-03-01", 0, 0, False, id="born on 29 February, 1 March of a common year"),
        pytest.param(
            LEAPLING, "2026-03-01", 0, 1, True, id="born on 29 February, the day after in a common year"
        ),
        pytest.param(LEAPLING, "2100-02-28", 0, 0, True, id="2100 is a common year"),
        pytest.param("1990-12-31", "2027-01-02", 0, 2, True, id="New Year's Eve, two days into the new year"),
        pytest.param(
            "1990-12-31", "2027-01-03", 0, 2, False, id="New Year's Eve, three days into the new year"
        ),
        pytest.param("1990-01-01", "2026-12-30", 2, 0, True, id="New Year's Day, two days before"),
        pytest.param("1990-01-01", "2026-12-29", 2, 0, False, id="New Year's Day, three days before"),
        pytest.param("1990-09-07", "2026-03-08", 183, 183, True, id="half a year on either side is always"),
        pytest.param("2026-09-07", "2026-09-07", 0, 0, True, id="the day of birth"),
        pytest.param("0001-01-01", "2026-01-01", 0, 0, True, id="a date that another system writes for none"),
        pytest.param("9999-12-31", "2026-12-31", 0, 0, True, id="the last date that there is"),
        pytest.param("2000-01-01", "9999-12-31", 1, 0, False, id="no year after the last one"),
        pytest.param("2000-12-31", "0001-01-01", 0, 1, False, id="no year before the first one"),
    ],
)
def test_near_anniversary(born: str, today: str, before: int, after: int, expected: bool) -> None:
    assert (-before <= days_from_anniversary(day(born), day(today)) <= after) is expected


@pytest.mark.parametrize(
    ("born", "today", "days"),
    [
        pytest.param("1990-09-07", "2026-09-07", 0, id="the birthday"),
        pytest.param("1990-09-07", "2026-09-05", -2, id="two days before"),
        pytest.param("1990-09-07", "2026-09-10", 3, id="three days after"),
        pytest.param("1990-12-30", "2027-01-02", 3, id="last year's is nearer"),
        pytest.param("1990-01-02", "2026-12-30", -3, id="next year's is nearer"),
        pytest.param(LEAPLING, "2027-03-01", 1, id="born on 29 February, a common year"),
        pytest.param("1990-07-01", "2027-12-31", 183, id="of two equally far the past one counts"),
    ],
)
def test_days_from_anniversary(born: str, today: str, days: int) -> None:
    assert days_from_anniversary(day(born), day(today)) == days


@pytest.mark.parametrize(
    ("since", "today", "unit", "units"),
    [
        pytest.param("2024-09-07", "2026-09-07", Unit.YEAR, 2, id="two years, on the day"),
        pytest.param("2024-09-07", "2026-09-06", Unit.YEAR, 1, id="a day short of two years"),
        pytest.param(
            LEAPLING, "2026-02-28", Unit.YEAR, 22, id="29 February comes on the 28th in common years"
        ),
        pytest.param(LEAPLING, "2028-02-28", Unit.YEAR, 23, id="29 February has not come yet in leap years"),
        pytest.param("2026-01-31", "2026-02-27", Unit.MONTH, 0, id="a day short of a short month"),
        pytest.param("2026-01-31", "2026-02-28", Unit.MONTH, 1, id="31 January and a month is 28 February"),
        pytest.param(
            "2026-01-31", "2026-03-30", Unit.MONTH, 1, id="not two: counted from the 31st, not the 28th"
        ),
        pytest.param("2026-01-31", "2026-03-31", Unit.MONTH, 2, id="two months of 31 January is 31 March"),
        pytest.param("2025-12-31", "2026-12-31", Unit.MONTH, 12, id="a year in months"),
        pytest.param("2026-09-01", "2026-09-30", Unit.DAY, 29, id="days"),
        pytest.param("2026-09-07", "2026-09-07", Unit.YEAR, 0, id="today"),
        pytest.param("2026-09-08", "2026-09-07", Unit.YEAR, -1, id="tomorrow is not nought years ago"),
        pytest.param("2026-09-08", "2026-09-07", Unit.MONTH, -1, id="nor nought months"),
        pytest.param("2026-09-08", "2026-09-07", Unit.DAY, -1, id="nor nought days"),
        pytest.param("0001-01-01", "2026-01-01", Unit.YEAR, 2025, id="since the first date that there is"),
        pytest.param("9999-12-31", "1900-01-01", Unit.YEAR, -8100, id="until the last date that there is"),
    ],
)
def test_full_units_since(since: str, today: str, unit: Unit, units: int) -> None:
    assert full_units_since(day(since), day(today), unit) == units


TODAY = day("2026-09-07")
NOW = at("2026-09-07T12:00")


@pytest.mark.parametrize(
    ("function", "arguments", "paths"),
    [
        pytest.param(days_from_anniversary, (NOW, TODAY), ["born"], id="a moment is not a date"),
        pytest.param(days_from_anniversary, (TODAY, "2026-09-07"), ["today"], id="text is not a date"),
        pytest.param(days_from_anniversary, (None, NOW), ["born", "today"], id="days from no date"),
        pytest.param(full_units_since, (NOW, None, "year"), ["since", "today", "unit"], id="no unit"),
    ],
)
def test_distances_of_what_is_no_date(
    function: Callable[..., object], arguments: tuple[object, ...], paths: list[str]
) -> None:
    with pytest.raises(InvalidInput) as caught:
        function(*arguments)

    assert [problem.path for problem in caught.value.problems] == paths
