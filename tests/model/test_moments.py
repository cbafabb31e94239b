"""What passes for a moment, a day or a number, how a value is shown in a message, and the clocks of zones."""

from __future__ import annotations

import datetime as dt

import pytest

from loyalty_engine.errors import InvalidInput, Problem
from loyalty_engine.model.moments import (
    check_moment,
    day_problem,
    in_zone,
    moment_problem,
    number_problem,
    shown,
)

at = dt.datetime.fromisoformat
day = dt.date.fromisoformat

OUTSIDE = "lies outside the years 1900 to 2999"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        pytest.param("2026-09-01", "'2026-09-01' is not a date with a time", id="text"),
        pytest.param(day("2026-09-01"), "2026-09-01 is not a date with a time", id="a date"),
        pytest.param(None, "None is not a date with a time", id="nothing"),
        pytest.param([1], "something of type list is not a date with a time", id="a list"),
        pytest.param(at("2026-09-01T12:00"), "2026-09-01T12:00:00 has no offset from UTC", id="no offset"),
        pytest.param(at("1899-12-31T23:59Z"), f"1899-12-31T23:59:00+00:00 {OUTSIDE}", id="too early"),
        pytest.param(at("3000-01-01T00:00Z"), f"3000-01-01T00:00:00+00:00 {OUTSIDE}", id="too late"),
        pytest.param(at("0001-01-01T00:00+14:00"), f"0001-01-01T00:00:00+14:00 {OUTSIDE}", id="year 1"),
    ],
)
def test_a_moment_that_is_none(value: dt.datetime, message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_moment("receipt '17'", "at", value, aware=True)

    assert caught.value.subject == "receipt '17'"
    assert [(problem.path, problem.message) for problem in caught.value.problems] == [("at", message)]


@pytest.mark.parametrize(
    ("value", "aware"),
    [
        pytest.param(at("1900-01-01T00:00+14:00"), True, id="the first moment"),
        pytest.param(at("2999-12-31T23:59:59-11:00"), True, id="the last moment"),
        pytest.param(at("2026-09-01T12:00"), False, id="a clock reading, where one will do"),
        pytest.param(at("2026-09-01T12:00Z"), False, id="an instant, where a reading would do"),
    ],
)
def test_a_moment(value: dt.datetime, aware: bool) -> None:
    assert moment_problem("at", value, aware=aware) is None
    check_moment("receipt", "at", value, aware=aware)


@pytest.mark.parametrize(
    ("problem", "message"),
    [
        pytest.param(day_problem("on", day("1900-01-01")), None, id="the first day"),
        pytest.param(day_problem("on", day("2999-12-31")), None, id="the last day"),
        pytest.param(
            day_problem("on", at("2026-09-01T12:00")),
            "2026-09-01T12:00:00 is not a date",
            id="a moment is no day",
        ),
        pytest.param(day_problem("on", day("9999-12-31")), f"9999-12-31 {OUTSIDE}", id="a day too late"),
        pytest.param(number_problem("n", 3, 1, 3), None, id="a number in its range"),
        pytest.param(number_problem("n", 4, 1, 3), "4 is not a whole number from 1 to 3", id="one more"),
        pytest.param(number_problem("n", 0, 1, 3), "0 is not a whole number from 1 to 3", id="one less"),
        pytest.param(number_problem("n", True, 0, 3), "True is not a whole number from 0 to 3", id="a bool"),
        pytest.param(number_problem("n", 2.0, 0, 3), "2.0 is not a whole number from 0 to 3", id="a float"),
    ],
)
def test_days_and_numbers(problem: Problem | None, message: str | None) -> None:
    assert (problem.message if problem else None) == message


def test_what_is_shown_of_a_value_is_short() -> None:
    values = ("x" * 10**6, b"x" * 10**6, 10**10**4, -(10**18), ["x"] * 10**6, dt.time(12), None, object())

    assert max(len(shown(value)) for value in values) <= 50


@pytest.mark.parametrize(
    ("instant", "zone", "reading"),
    [
        pytest.param("2026-01-01T00:00Z", "Europe/Riga", "2026-01-01T02:00", id="winter"),
        pytest.param("2026-07-01T00:00Z", "Europe/Riga", "2026-07-01T03:00", id="summer"),
        pytest.param("2026-03-29T00:59:59Z", "Europe/Berlin", "2026-03-29T01:59:59", id="before the gap"),
        pytest.param("2026-03-29T01:00Z", "Europe/Berlin", "2026-03-29T03:00", id="after the gap"),
        pytest.param("2026-10-25T00:30Z", "Europe/Berlin", "2026-10-25T02:30", id="the first 02:30"),
        pytest.param("2026-10-25T01:30Z", "Europe/Berlin", "2026-10-25T02:30", id="the second 02:30"),
        pytest.param("2026-01-01T00:00+03:00", "UTC", "2025-12-31T21:00", id="the year before"),
        pytest.param("1900-01-01T00:00Z", "America/New_York", "1899-12-31T19:00", id="the edge of our years"),
    ],
)
def test_in_zone(instant: str, zone: str, reading: str) -> None:
    assert in_zone(at(instant), zone) == at(reading)


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        pytest.param("Europe/Berlim", "did you mean 'Europe/Berlin'?", id="a typing error"),
        pytest.param(
            "europe/berlin", "did you mean 'Europe/Berlin'?", id="small letters, as some disks would allow"
        ),
        pytest.param("localtime", "there is no time zone 'localtime'", id="whatever this machine is set to"),
        pytest.param("posix/Europe/Berlin", "there is no time zone", id="a copy that some systems have"),
        pytest.param("../../../etc/passwd", "there is no time zone", id="a way out of the folder"),
        pytest.param("/etc/localtime", "there is no time zone", id="a path"),
        pytest.param("", "use an IANA name", id="an empty name"),
        pytest.param("Europe/Berlin\0", "did you mean 'Europe/Berlin'?", id="a zero byte"),
        pytest.param("Я" * 10**5, "use an IANA name", id="a monstrous name"),
        pytest.param(None, "None is not a name", id="nothing"),
        pytest.param(["Europe/Berlin"], "something of type list is not a name", id="a list"),
    ],
)
def test_an_unknown_zone(zone: str, words: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        in_zone(at("2026-09-01T12:00Z"), zone)

    assert [problem.path for problem in caught.value.problems] == ["zone"]
    assert words in str(caught.value)
    assert len(str(caught.value)) < 200


def test_a_clock_reading_is_in_no_zone() -> None:
    with pytest.raises(InvalidInput, match="has no offset"):
        in_zone(at("2026-09-01T12:00"), "UTC")
