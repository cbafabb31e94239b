from __future__ import annotations

import datetime as dt

import pytest

from loyalty_engine.errors import InvalidInput
from loyalty_engine.wire import moments

WALL = dt.datetime.fromisoformat


@pytest.mark.parametrize(
    ("text", "until"),
    [
        pytest.param("2026-09-15", "2026-09-16T00:00", id="the last day"),
        pytest.param("2026-09-15T23:59", "2026-09-16T00:00", id="the last minute"),
        pytest.param("2026-09-15T23:59:59", "2026-09-16T00:00", id="the last second"),
        pytest.param("2026-09-15T23:59:59.9", "2026-09-16T00:00", id="the last tenth of a second"),
        pytest.param("2026-09-15T23:59:59.999", "2026-09-16T00:00", id="the last thousandth"),
        pytest.param("2026-09-15T23:59:59.999999", "2026-09-16T00:00", id="the last millionth"),
        pytest.param("2026-09-15T23:59:59.9999999", "2026-09-16T00:00", id="the last ten-millionth"),
        pytest.param("2026-09-15T12:00:00.0000004", "2026-09-15T12:00:00.000001", id="finer than we keep"),
        pytest.param("2026-09-15T12:00", "2026-09-15T12:01", id="noon, a minute long"),
        pytest.param("2026-09-15T00:00:00", "2026-09-15T00:00:01", id="midnight, a second long"),
        pytest.param("2026-02-28", "2026-03-01T00:00", id="the end of a month"),
        pytest.param("2026-12-31", "2027-01-01T00:00", id="the end of a year"),
        pytest.param("2026-09-15T23:59:59+03:00", "2026-09-16T00:00+03:00", id="an instant"),
        pytest.param("2026-09-15T23:59:59Z", "2026-09-16T00:00+00:00", id="an instant in UTC"),
        pytest.param("9999-12-31T23:59:59.9999999", "9999-12-31T23:59:59", id="the end of time stays"),
        pytest.param("9999-12-31", "9999-12-31T00:00", id="as a date too"),
    ],
)  # fmt: skip
def test_an_end_that_is_included(text: str, until: str) -> None:
    assert moments.read_included_end(text) == WALL(until)


@pytest.mark.parametrize(
    ("until", "text"),
    [
        pytest.param("2026-09-16T00:00", "2026-09-15T23:59:59", id="a midnight"),
        pytest.param("2026-09-16T00:00+00:00", "2026-09-15T23:59:59+00:00", id="an instant"),
        pytest.param("2026-09-16T00:00:00.000001", "2026-09-16T00:00:00.000000", id="just after midnight"),
        pytest.param("2026-09-16T00:00:00.500000", "2026-09-16T00:00:00.499999", id="half a second"),
    ],
)  # fmt: skip
def test_an_end_is_written_so_that_it_is_read_again(until: str, text: str) -> None:
    assert moments.write_included_end(WALL(until)) == text
    assert moments.read_included_end(text) == WALL(until)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("2026-09-15T12", id="an hour alone"),
        pytest.param("2026-09-15 12:00", id="a space for the T"),
        pytest.param("2026-09-15T12:00.5", id="decimals of a minute"),
        pytest.param("2026-09-15T12:00:00.", id="a point without decimals"),
        pytest.param("2026-09-15T12:00:00.12345678", id="eight decimals"),
        pytest.param("2026-09-15T12:00:60", id="a leap second"),
        pytest.param("2026-09-15T24:00", id="24:00"),
        pytest.param("2026-02-29", id="a day that is not"),
        pytest.param("2026-02-29T12:00", id="a time on a day that is not"),
        pytest.param("2026-09-15T12:00+25:00", id="an offset of more than a day"),
        pytest.param("2026-09-15T12:00 +03:00", id="a space before the offset"),
        pytest.param("0000-01-01", id="the year 0"),
        pytest.param("20260915", id="without hyphens"),
        pytest.param("2026-9-15", id="a month of one digit"),
        pytest.param("15.09.2026", id="as people in shops write it"),
        pytest.param("2026-09-15\n", id="a line break after it"),
        pytest.param("", id="nothing"),
        pytest.param(None, id="null"),
        pytest.param(20260915, id="a number"),
    ],
)
def test_what_is_no_end(text: object) -> None:
    with pytest.raises(InvalidInput):
        moments.read_included_end(text)
    with pytest.raises(InvalidInput):
        moments.read_start(text)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        pytest.param("2026-09-01", "2026-09-01T00:00", id="a date begins with its midnight"),
        pytest.param("2026-09-01T12:00", "2026-09-01T12:00", id="a reading of the clock"),
        pytest.param("2026-09-01T12:00:00.5+03:00", "2026-09-01T12:00:00.500000+03:00", id="an instant"),
    ],
)
def test_a_start(text: str, start: str) -> None:
    read = moments.read_start(text)

    assert read == WALL(start)
    assert read.utcoffset() == WALL(start).utcoffset()


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param(WALL("2026-09-01T12:00"), id="a reading of the clock"),
        pytest.param(WALL("2026-09-01T12:00:00.000001"), id="with a millionth of a second"),
        pytest.param(dt.datetime(2026, 9, 1, 12, tzinfo=dt.UTC), id="in UTC"),
        pytest.param(
            dt.datetime(1930, 9, 1, 12, tzinfo=dt.timezone(dt.timedelta(minutes=19, seconds=32))),
            id="an offset of old times, with seconds",
        ),
    ],
)
def test_a_moment_is_written_exactly(moment: dt.datetime) -> None:
    read = moments.read_moment(moments.write_moment(moment))

    assert (read, read.utcoffset()) == (moment, moment.utcoffset())


def test_an_offset_finer_than_a_second_has_no_written_form() -> None:
    strange = dt.datetime(2026, 9, 1, tzinfo=dt.timezone(dt.timedelta(microseconds=1)))

    with pytest.raises(InvalidInput):
        moments.write_moment(strange)


@pytest.mark.parametrize(
    ("clock", "text", "closing"),
    [
        pytest.param(dt.time(9, 30), "09:30", "09:30", id="half past nine"),
        pytest.param(dt.time(9, 30, 5), "09:30:05", "09:30:05", id="with seconds"),
        pytest.param(dt.time(9, 30, 0, 5), "09:30:00.000005", "09:30:00.000005", id="with a part of one"),
        pytest.param(dt.time(), "00:00", "24:00", id="midnight begins or ends a day"),
    ],
)
def test_a_time_of_day(clock: dt.time, text: str, closing: str) -> None:
    assert moments.write_clock(clock) == text
    assert moments.write_closing(clock) == closing
    assert moments.read_clock(text) == moments.read_closing(closing) == moments.read_closing(text) == clock


@pytest.mark.parametrize("text", ["9:30", "24:00", "23:60", "09:30Z", "0930", "09:30 ", "", None, 930])
def test_what_is_no_time_of_day(text: object) -> None:
    with pytest.raises(InvalidInput):
        moments.read_clock(text)
