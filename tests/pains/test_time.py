"""Pains 16 and 17 of users of other engines: dates, time zones, and points that expire.

The figures are our own where the issue named beside a case has none. That points are spent in the order in
which they expire, and expire, is a matter of the ledger, which comes later; what is shown here is that
points are born with the two moments that it needs.
"""

from __future__ import annotations

import datetime as dt

import pytest
from cases.till import eur, off, receipt, sell

from loyalty_engine import (
    AmountOff,
    Delay,
    Lifetime,
    Offer,
    Period,
    Place,
    PointsIntent,
    PointsPercent,
    Receipt,
)
from loyalty_engine.wire.documents import read_offers, write_offers


def at(moment: str) -> Receipt:
    """A purchase for 10.00 at this moment, by the clock of the shop."""
    shop = Place("s-1", zone="Europe/Moscow")
    return receipt(("a", "10.00"), at=dt.datetime.fromisoformat(moment), place=shop)


def moment(text: str | None) -> dt.datetime | None:
    """The moment, where there is one."""
    return None if text is None else dt.datetime.fromisoformat(text)


def one_off(period: Period) -> Offer:
    """1.00 off in a period."""
    return Offer.of("one", benefits=[AmountOff(eur("1"))], period=period)


class TestDates:
    """16. Dates and time zones."""

    @pytest.mark.parametrize(
        ("period", "moment", "expected"),
        [
            pytest.param(
                Period("2026-09-01", "2026-09-15"), "2026-09-15T00:00+03:00", "1.00", id="the last day begins"
            ),
            pytest.param(
                Period("2026-09-01", "2026-09-15"),
                "2026-09-15T23:59:59+03:00",
                "1.00",
                id="and ends at midnight",
            ),
            pytest.param(
                Period("2026-09-01", "2026-09-15"), "2026-09-16T00:00+03:00", "0.00", id="and not later"
            ),
            pytest.param(
                Period("2026-09-15", "2026-09-15"), "2026-09-15T12:00+03:00", "1.00", id="a single day"
            ),
        ],
    )
    def test_the_last_day_belongs_to_the_promotion(self, period: Period, moment: str, expected: str) -> None:
        """vc-platform 956."""
        assert off(sell([one_off(period)], at(moment))) == (expected,)

    @pytest.mark.parametrize("offset", ["-11:00", "+00:00", "+02:00", "+13:45"])
    def test_a_promotion_that_ended_half_an_hour_ago_has_ended(self, offset: str) -> None:
        """RailsEventStore 397: by the clock on the shop's wall, however far that is from Greenwich."""
        offer = one_off(Period(dt.datetime(2026, 9, 1), dt.datetime(2026, 9, 15, 11, 30)))

        assert off(sell([offer], at(f"2026-09-15T11:29{offset}"))) == ("1.00",)
        assert off(sell([offer], at(f"2026-09-15T12:00{offset}"))) == ("0.00",)

    @pytest.mark.parametrize(
        "period",
        [
            pytest.param(Period("2026-09-01", "2026-09-15"), id="days"),
            pytest.param(
                Period(dt.datetime(2026, 9, 1, 8), dt.datetime(2026, 9, 15, 20, 30)), id="times of the shop"
            ),
            pytest.param(
                Period(
                    dt.datetime.fromisoformat("2026-09-01T00:00+03:00"),
                    dt.datetime.fromisoformat("2026-09-15T23:59:59+03:00"),
                ),
                id="moments",
            ),
        ],
    )
    def test_dates_stay_what_they_are_however_often_they_are_saved(self, period: Period) -> None:
        """shopware 1407 (shown otherwise than entered) and ubersystem 3452 (later with each save)."""
        offer = one_off(period)
        document = write_offers([offer])
        saved = document
        for _ in range(5):
            saved = write_offers(read_offers(saved))

        assert saved == document
        assert read_offers(saved).offers == (offer,)


class TestExpiry:
    """17. Points that expire were an afterthought elsewhere; here each grant says when, of its own."""

    @pytest.mark.parametrize(
        ("lifetime", "active_from", "expires_at"),
        [
            pytest.param(Lifetime(), None, None, id="for ever, from now on"),
            pytest.param(
                Lifetime(expires_after=Delay(days=30)),
                None,
                "2026-10-15T12:00+03:00",
                id="odoo 206048: so many days after they were given",
            ),
            pytest.param(
                Lifetime(active_after=Delay(days=14), expires_after=Delay(months=12)),
                "2026-09-29T12:00+03:00",
                "2027-09-15T12:00+03:00",
                id="active when the goods cannot be returned any more",
            ),
            pytest.param(
                Lifetime(last_day=dt.date(2026, 12, 31)),
                None,
                "2027-01-01T00:00+03:00",
                id="odoo 171453: a date of expiry that means something, and includes its day",
            ),
        ],
    )
    def test_points_are_given_with_their_moments(
        self, lifetime: Lifetime, active_from: str | None, expires_at: str | None
    ) -> None:
        offer = Offer.of("points", benefits=[PointsPercent(10, lifetime=lifetime)])
        result = sell([offer], at("2026-09-15T12:00+03:00"))

        assert result.intents == (
            PointsIntent(
                offer="points",
                currency="bonus",
                amount=1,
                lines=((1, 1),),
                active_from=moment(active_from),
                expires_at=moment(expires_at),
            ),
        )

    def test_points_of_two_offers_expire_each_in_its_time(self) -> None:
        """FloCafe 62, our figures: a balance by itself could not tell them apart."""
        offers = [
            Offer.of(
                f"{days}",
                benefits=[PointsPercent(10, lifetime=Lifetime(expires_after=Delay(days=days)))],
                cumulative=True,
            )
            for days in (30, 90)
        ]
        intents = sell(offers, at("2026-09-15T12:00+03:00")).intents

        assert {
            intent.offer: intent.expires_at for intent in intents if isinstance(intent, PointsIntent)
        } == {
            "30": dt.datetime.fromisoformat("2026-10-15T12:00+03:00"),
            "90": dt.datetime.fromisoformat("2026-12-14T12:00+03:00"),
        }
