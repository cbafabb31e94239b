"""Windows: from when on the past counts."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty_engine.model.period import Period
from loyalty_engine.model.window import MOST_UNITS, Opening, Window, WindowUnit, within

NOW = dt.datetime(2026, 9, 15, 12, 30, 20, 5)


@pytest.mark.parametrize(
    ("unit", "exact", "begin", "end"),
    [
        (WindowUnit.MINUTE, "2026-09-15 12:29:20.000005", "2026-09-15 12:29:00", "2026-09-15 12:30:00"),
        (WindowUnit.HOUR, "2026-09-15 11:30:20.000005", "2026-09-15 11:00:00", "2026-09-15 12:00:00"),
        (WindowUnit.DAY, "2026-09-14 12:30:20.000005", "2026-09-14 00:00:00", "2026-09-15 00:00:00"),
        (WindowUnit.WEEK, "2026-09-08 12:30:20.000005", "2026-09-07 00:00:00", "2026-09-14 00:00:00"),
        (WindowUnit.MONTH, "2026-08-15 12:30:20.000005", "2026-08-01 00:00:00", "2026-09-01 00:00:00"),
        (WindowUnit.YEAR, "2025-09-15 12:30:20.000005", "2025-01-01 00:00:00", "2026-01-01 00:00:00"),
    ],
)
def test_openings(unit: WindowUnit, exact: str, begin: str, end: str) -> None:
    opened = [str(Window(1, unit, opening=opening).opens(NOW)) for opening in Opening]

    assert opened == [exact, begin, end]


@pytest.mark.parametrize(
    ("window", "now", "start"),
    [
        pytest.param(
            Window(1, WindowUnit.MONTH), "2026-03-31T08:00", "2026-02-28 08:00:00", id="the 31st to the 28th"
        ),
        pytest.param(
            Window(12, WindowUnit.MONTH), "2024-02-29T08:00", "2023-02-28 08:00:00", id="a leap day by months"
        ),
        pytest.param(
            Window(4, WindowUnit.YEAR),
            "2024-02-29T08:00",
            "2020-02-29 08:00:00",
            id="four years to a leap day",
        ),
        pytest.param(
            Window(1, WindowUnit.MONTH, opening=Opening.END),
            "2026-09-01T00:00",
            "2026-09-01 00:00:00",
            id="this month at the very moment it begins",
        ),
        pytest.param(
            Window(1, WindowUnit.MONTH, opening=Opening.END),
            "2026-01-31T09:00",
            "2026-01-01 00:00:00",
            id="this month, in January",
        ),
        pytest.param(
            Window(MOST_UNITS, WindowUnit.YEAR),
            "2026-09-15T00:00",
            "0001-01-01 00:00:00",
            id="beyond all dates",
        ),
        pytest.param(
            Window(MOST_UNITS, WindowUnit.WEEK, opening=Opening.END),
            "2026-09-15T00:00",
            "0001-01-01 00:00:00",
            id="beyond all dates in weeks",
        ),
    ],
)
def test_edges(window: Window, now: str, start: str) -> None:
    assert str(window.opens(dt.datetime.fromisoformat(now))) == start


WINDOWS = st.builds(
    Window, st.integers(1, MOST_UNITS), st.sampled_from(WindowUnit), opening=st.sampled_from(Opening)
)


@given(WINDOWS, st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2999, 12, 31)))
def test_a_window_opens_before_now_and_every_opening_in_its_order(window: Window, now: dt.datetime) -> None:
    exact, begin, end = (Window(window.last, window.unit, opening=opening).opens(now) for opening in Opening)

    assert begin <= exact <= end <= now or exact == dt.datetime.min


@pytest.mark.parametrize("offset", [0, 3, -8, 14])
def test_what_came_after_never_counts(offset: int) -> None:
    now = dt.datetime(2026, 9, 15, 12, tzinfo=dt.UTC)
    then = (now + dt.timedelta(seconds=1)).astimezone(dt.timezone(dt.timedelta(hours=offset)))

    local, year = now.replace(tzinfo=None), Period("2026-01-01", "2026-12-31")

    assert not within(Window(1, WindowUnit.YEAR), now, local)(then)
    assert not within(year, now, local)(then)
    assert within(year, now, local)(now)


@pytest.mark.parametrize(
    ("window", "words"),
    [
        (Window(30, WindowUnit.DAY), "in the last 30 days"),
        (Window(1, WindowUnit.HOUR), "in the last hour"),
        (Window(1, WindowUnit.MONTH, opening=Opening.END), "in the month of the receipt"),
        (
            Window(3, WindowUnit.MONTH, opening=Opening.END),
            "in the last 3 months, that of the receipt included",
        ),
        (
            Window(2, WindowUnit.WEEK, opening=Opening.BEGIN),
            "in the last 2 weeks, from the beginning of the first week on",
        ),
    ],
)
def test_words(window: Window, words: str) -> None:
    assert str(window) == words
