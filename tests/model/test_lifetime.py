"""How long points live: delays by the calendar and by the minute, certain days, beginnings of days."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.lifetime import FOREVER, Beginning, Delay, Lifetime
from loyalty_engine.model.moments import in_zone
from loyalty_engine.testing.reference.lifetimes import lifetime_moments

RIGA, NEW_YORK, CAIRO, UTC = "Europe/Riga", "America/New_York", "Africa/Cairo", "UTC"
DAY, MONTH = Beginning.DAY, Beginning.MONTH


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("delay", "given_at", "zone", "expected"),
    [
        pytest.param(Delay(months=1), "2026-01-31T12:00Z", UTC, "2026-02-28T12:00Z", id="31 January + 1"),
        pytest.param(Delay(months=2), "2026-01-31T12:00Z", UTC, "2026-03-31T12:00Z", id="31 January + 2"),
        pytest.param(Delay(months=1), "2028-01-31T12:00Z", UTC, "2028-02-29T12:00Z", id="in a leap year"),
        pytest.param(Delay(months=12), "2028-02-29T12:00Z", UTC, "2029-02-28T12:00Z", id="29 February + 12"),
        pytest.param(Delay(months=1, days=1), "2026-01-31T12:00Z", UTC, "2026-03-01T12:00Z", id="months 1st"),
        pytest.param(Delay(minutes=90), "2026-01-31T23:00Z", UTC, "2026-02-01T00:30Z", id="minutes"),
        pytest.param(
            Delay(days=1), "2026-03-28T12:00+02:00", RIGA, "2026-03-29T12:00+03:00", id="a day of 23 hours"
        ),
        pytest.param(
            Delay(minutes=1440), "2026-03-28T12:00+02:00", RIGA, "2026-03-29T13:00+03:00", id="24 hours"
        ),
        pytest.param(
            Delay(days=1), "2026-03-28T03:30+02:00", RIGA, "2026-03-29T04:30+03:00", id="a time left out"
        ),
        pytest.param(
            Delay(days=1),
            "2026-10-24T03:30+03:00",
            RIGA,
            "2026-10-25T03:30+03:00",
            id="a time comes twice",
        ),
        pytest.param(
            Delay(days=1), "2026-10-24T22:00-04:00", RIGA, "2026-10-26T04:00+02:00", id="a foreign offset"
        ),
        pytest.param(
            Delay(minutes=30),
            "2026-10-25T03:45+02:00",
            RIGA,
            "2026-10-25T04:15+02:00",
            id="in the second",
        ),
    ],
)
def test_a_delay(delay: Delay, given_at: str, zone: str, expected: str) -> None:
    found = delay.after(at(given_at), zone)

    assert found == at(expected)
    assert found.tzinfo is dt.UTC


@pytest.mark.parametrize(
    ("lifetime", "active", "expires"),
    [
        pytest.param(FOREVER, None, None, id="at once and for ever"),
        pytest.param(
            Lifetime(active_after=Delay(days=14), expires_after=Delay(months=12)),
            "2026-09-29T12:00+03:00",
            "2027-09-15T12:00+03:00",
            id="two delays, both from the purchase",
        ),
        pytest.param(
            Lifetime(active_after=Delay(days=1), active_rounding=DAY),
            "2026-09-16T00:00+03:00",
            None,
            id="tomorrow",
        ),
        pytest.param(
            Lifetime(active_after=Delay(minutes=5), active_rounding=DAY),
            None,
            None,
            id="back to this morning",
        ),
        pytest.param(
            Lifetime(active_after=Delay(months=1), active_rounding=MONTH),
            "2026-10-01T00:00+03:00",
            None,
            id="the first of next month",
        ),
        pytest.param(
            Lifetime(expires_after=Delay(months=3), expiry_rounding=MONTH),
            None,
            "2026-12-01T00:00+02:00",
            id="three months, back to the first, in winter time",
        ),
        pytest.param(
            Lifetime(expires_after=Delay(days=3), expiry_rounding=MONTH),
            None,
            "2026-10-01T00:00+03:00",
            id="not before the purchase, but at the next beginning",
        ),
        pytest.param(
            Lifetime(active_after=Delay(days=5), expires_after=Delay(days=5, minutes=1), expiry_rounding=DAY),
            "2026-09-20T12:00+03:00",
            "2026-09-21T00:00+03:00",
            id="not before they are active",
        ),
        pytest.param(
            Lifetime(active_on=dt.date(2026, 9, 16), last_day=dt.date(2026, 9, 16)),
            "2026-09-16T00:00+03:00",
            "2026-09-17T00:00+03:00",
            id="one certain day",
        ),
        pytest.param(Lifetime(active_on=dt.date(2026, 9, 15)), None, None, id="a certain day that has begun"),
        pytest.param(
            Lifetime(last_day=dt.date(2026, 9, 14)), None, "2026-09-15T00:00+03:00", id="a day that is over"
        ),
    ],
)
def test_the_moments_of_points_given_on_a_tuesday_at_noon(
    lifetime: Lifetime, active: str | None, expires: str | None
) -> None:
    noon = at("2026-09-15T12:00+03:00")

    assert lifetime.moments(noon, RIGA) == (active and at(active), expires and at(expires))


def test_a_day_that_begins_without_a_midnight_begins_when_the_clocks_are_set() -> None:
    tomorrow = Lifetime(active_after=Delay(days=1), active_rounding=DAY)

    active, _ = tomorrow.moments(at("2026-04-23T12:00+02:00"), CAIRO)
    assert active == at("2026-04-24T01:00+03:00")


@pytest.mark.parametrize(
    ("make", "paths", "text"),
    [
        pytest.param(lambda: Delay(), [""], "is no time at all (give months, days or minutes", id="nothing"),
        pytest.param(lambda: Delay(days=-1), ["days"], "-1 is not a whole number from 0", id="backwards"),
        pytest.param(
            lambda: Lifetime(active_after=Delay(days=1), active_on=dt.date(2026, 9, 1)),
            ["active_on"],
            "stands beside active_after (give one of the two)",
            id="a delay and a day",
        ),
        pytest.param(
            lambda: Lifetime(expires_after=Delay(days=1), last_day=dt.date(2026, 9, 1)),
            ["last_day"],
            "stands beside expires_after",
            id="a delay and a last day",
        ),
        pytest.param(
            lambda: Lifetime(expiry_rounding=DAY, active_rounding=MONTH),
            ["active_rounding", "expiry_rounding"],
            "has nothing to round (give active_after)",
            id="nothing to round",
        ),
        pytest.param(
            lambda: Lifetime(active_on=dt.date(2026, 9, 2), last_day=dt.date(2026, 9, 1)),
            ["last_day"],
            "2026-09-01 lies before they are active",
            id="over before they begin",
        ),
        pytest.param(
            lambda: Lifetime(active_after=Delay(days=14), expires_after=Delay(days=14)),
            ["expires_after"],
            "14 days may be over before they are active (both count from the moment of giving; choose more",
            id="two equal delays",
        ),
        pytest.param(
            lambda: Lifetime(active_after=Delay(days=29), expires_after=Delay(months=1)),
            ["expires_after"],
            "1 month may be over before they are active",
            id="a month may be shorter than 29 days",
        ),
    ],
)
def test_what_cannot_be_meant(make: Any, paths: list[str], text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        make()
    assert [problem.path for problem in caught.value.problems] == paths
    assert text in str(caught.value)


ZONES = st.sampled_from([RIGA, NEW_YORK, CAIRO, UTC, "Pacific/Auckland", "Asia/Kolkata", "America/Santiago"])
MOMENTS = st.datetimes(*map(at, ("2020-01-01", "2035-01-01")), timezones=st.just(dt.UTC))
NEAR = st.datetimes(*map(at, ("2026-01-01", "2027-01-01")), timezones=st.just(dt.UTC))
DELAYS = st.builds(
    Delay,
    months=st.integers(0, 25),
    days=st.integers(0, 40),
    minutes=st.integers(1, 100_000),
)


@st.composite
def lifetimes(draw: st.DrawFn) -> Lifetime:
    first, second = draw(DELAYS), draw(DELAYS)
    later = Delay(
        months=first.months + second.months,
        days=first.days + second.days,
        minutes=first.minutes + second.minutes,
    )
    rounding = st.sampled_from(Beginning)
    if draw(st.booleans()):
        return Lifetime(expires_after=first, expiry_rounding=draw(rounding))
    return Lifetime(
        active_after=first,
        active_rounding=draw(rounding),
        expires_after=later,
        expiry_rounding=draw(rounding),
    )


class TestLaws:
    @given(lifetimes(), MOMENTS | NEAR, ZONES)
    def test_points_become_active_after_they_are_given_and_expire_after_that(
        self, lifetime: Lifetime, now: dt.datetime, zone: str
    ) -> None:
        active, expires = lifetime.moments(now, zone)

        assert active is None or active > now
        assert expires is not None
        assert expires > (active or now)

    @given(lifetimes(), MOMENTS | NEAR, ZONES)
    def test_a_second_reckoning_comes_to_the_same(
        self, lifetime: Lifetime, now: dt.datetime, zone: str
    ) -> None:
        assert lifetime.moments(now, zone) == lifetime_moments(lifetime, now, zone)

    @given(lifetimes(), MOMENTS, ZONES, st.integers(-23, 23))
    def test_the_offset_in_which_the_moment_is_written_changes_nothing(
        self, lifetime: Lifetime, now: dt.datetime, zone: str, hours: int
    ) -> None:
        elsewhere = now.astimezone(dt.timezone(dt.timedelta(hours=hours)))

        assert lifetime.moments(elsewhere, zone) == lifetime.moments(now, zone)

    @given(DELAYS, MOMENTS | NEAR, ZONES, st.sampled_from([DAY, MONTH]))
    def test_a_beginning_is_a_midnight_unless_clocks_are_set_then(
        self, delay: Delay, now: dt.datetime, zone: str, rounding: Beginning
    ) -> None:
        _, expires = Lifetime(expires_after=delay, expiry_rounding=rounding).moments(now, zone)

        assert expires is not None
        before = in_zone(expires - dt.timedelta(microseconds=1), zone)
        local = in_zone(expires, zone)
        assert local.time() == dt.time() or before.date() < local.date() or before.hour == 23
        assert rounding is DAY or local.day == 1

    @given(st.integers(1, 400), MOMENTS, ZONES)
    def test_days_keep_the_time_of_day_unless_it_is_left_out(
        self, days: int, now: dt.datetime, zone: str
    ) -> None:
        before, after = in_zone(now, zone), in_zone(Delay(days=days).after(now, zone), zone)

        assert (after.date() - before.date()).days == days
        assert after.time() == before.time() or after - before > dt.timedelta(days=days)
