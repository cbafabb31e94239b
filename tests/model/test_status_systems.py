"""Status systems: what a counter makes of a member, and when."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.counters import Counter, CounterChange
from loyalty_engine.model.status_systems import Standing, StatusSystem, StatusTier
from loyalty_engine.model.window import WindowUnit

RIGA = "Europe/Riga"
#: What is spent in a month, in minor units: Bronze up to 10,000, Silver up to 20,000.
CLUB = StatusSystem(
    "club",
    counter="spent",
    tiers=[StatusTier("bronze", up_to=10_000_00), StatusTier("silver", up_to=20_000_00), StatusTier("gold")],
)


def spent(*changes: tuple[str, int]) -> Counter:
    return Counter(changes=[CounterChange(at=dt.datetime.fromisoformat(at), by=by) for at, by in changes])


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("value", "status"),
    [
        pytest.param(-5, "bronze", id="below nothing, after returns"),
        pytest.param(0, "bronze", id="nothing"),
        pytest.param(10_000_00, "bronze", id="the threshold itself"),
        pytest.param(10_000_01, "silver", id="a cent more"),
        pytest.param(20_000_00, "silver", id="the next threshold"),
        pytest.param(20_000_01, "gold", id="a cent more than that"),
        pytest.param(10**17, "gold", id="very much"),
    ],
)
def test_a_threshold_must_be_exceeded(value: int, status: str) -> None:
    assert CLUB.status_of(value) == status


@pytest.mark.parametrize(
    ("changes", "at", "expected"),
    [
        pytest.param(
            [("2026-09-10T12:00+03:00", 10_000_01)],
            "2026-09-30T23:59+03:00",
            ("bronze", "2026-09-30T21:00+00:00", 10_000_01, "silver", 10_000_00),
            id="what is spent this month counts from the next on",
        ),
        pytest.param(
            [("2026-09-10T12:00+03:00", 10_000_01)],
            "2026-10-01T00:00+03:00",
            ("silver", "2026-10-31T22:00+00:00", 0, "bronze", 10_000_01),
            id="from its very beginning",
        ),
        pytest.param(
            [("2026-09-10T12:00+03:00", 10_000_01)],
            "2026-11-01T00:00+02:00",
            ("bronze", "2026-11-30T22:00+00:00", 0, "bronze", 10_000_01),
            id="and falls a month later",
        ),
        pytest.param(
            [("2026-09-30T23:30+03:00", 6_000_00), ("2026-09-30T22:00+00:00", 6_000_00)],
            "2026-10-15T12:00+03:00",
            ("bronze", "2026-10-31T22:00+00:00", 6_000_00, "bronze", 4_000_01),
            id="months are those of the zone's clocks",
        ),
        pytest.param(
            [("2026-09-10T12:00+03:00", 30_000_00), ("2026-09-12T12:00+03:00", -25_000_00)],
            "2026-10-15T12:00+03:00",
            ("bronze", "2026-10-31T22:00+00:00", 0, "bronze", 10_000_01),
            id="what was returned is gone",
        ),
        pytest.param(
            [("2026-10-20T12:00+03:00", 30_000_00), ("2026-10-10T12:00+03:00", 20_000_01)],
            "2026-10-15T12:00+03:00",
            ("bronze", "2026-10-31T22:00+00:00", 20_000_01, "gold", None),
            id="what comes later does not count",
        ),
    ],
)
def test_a_status_takes_effect_with_the_next_period(
    changes: list[tuple[str, int]], at: str, expected: tuple[str, str, int, str, int | None]
) -> None:
    status, until, value, next_status, missing = expected

    assert CLUB.standing(spent(*changes), moment(at), RIGA) == Standing(
        status=status, until=moment(until), value=value, next_status=next_status, missing=missing
    )


@pytest.mark.parametrize(
    ("period", "status", "until"),
    [
        (WindowUnit.DAY, "gold", "2026-09-15T21:00+00:00"),
        (WindowUnit.WEEK, "bronze", "2026-09-20T21:00+00:00"),
        (WindowUnit.YEAR, "bronze", "2026-12-31T22:00+00:00"),
    ],
)
def test_periods_of_other_lengths(period: WindowUnit, status: str, until: str) -> None:
    system = StatusSystem("club", counter="spent", tiers=CLUB.tiers, period=period)
    counter = spent(("2026-09-14T12:00+03:00", 20_000_01))  # a Monday

    found = system.standing(counter, moment("2026-09-15T12:00+03:00"), RIGA)

    assert (found.status, found.until) == (status, moment(until))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"tiers": []}, "tiers: is empty"),
        ({"tiers": ["gold"]}, "tiers[0]: 'gold' is not a tier"),
        ({"tiers": [StatusTier("a", up_to=5)]}, "tiers[0].up_to: ends, so that nobody could be above it"),
        ({"tiers": [StatusTier("a"), StatusTier("b")]}, "tiers[0].up_to: is missing"),
        (
            {"tiers": [StatusTier("a", up_to=5), StatusTier("b", up_to=5), StatusTier("c")]},
            "tiers[1].up_to: is not above 5",
        ),
        ({"tiers": [StatusTier("a", up_to=5), StatusTier("a")]}, "tiers[1].status: is there already"),
        ({"counter": "", "period": "month"}, "period: 'month' is not a WindowUnit"),
    ],
)
def test_a_system_that_cannot_be(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        StatusSystem(**{"id": "club", "counter": "spent", "tiers": CLUB.tiers, **arguments})

    assert said in str(raised.value)


def test_a_tier_that_cannot_be() -> None:
    with pytest.raises(InvalidInput) as raised:
        StatusTier("", up_to=-1)

    assert [problem.path for problem in raised.value.problems] == ["status", "up_to"]


def test_a_moment_without_an_offset() -> None:
    with pytest.raises(InvalidInput):
        CLUB.standing(Counter(), dt.datetime(2026, 9, 15), RIGA)
