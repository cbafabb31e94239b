"""Offers live by the clock on the shop's wall, instants are instants, birthdays meet the receipt's date."""

from __future__ import annotations

import datetime as dt

import pytest
from cases.till import CATALOG, CUP, NOON, TEA, eur, off, outcomes, receipt, sell

from loyalty_engine.engine.records import Outcome
from loyalty_engine.model.attributes import Attributes
from loyalty_engine.model.member import Member
from loyalty_engine.model.period import ALWAYS, Period, Unit
from loyalty_engine.model.schedule import ANY_TIME, Daily, Schedule
from loyalty_engine.model.slots import FavoriteProductsRule, PredefinedList, Slot, SlotSet
from loyalty_engine.rules.benefits.discounts import AmountOff, PercentOff
from loyalty_engine.rules.conditions.member import Birthday, BirthdayMonth, MemberDate, TimeSince
from loyalty_engine.rules.conditions.products import FavoriteProducts
from loyalty_engine.rules.conditions.time import OnDates, Scheduled
from loyalty_engine.rules.language import Condition
from loyalty_engine.rules.offer import Offer


def at(text: str) -> dt.datetime:
    """A moment with its offset."""
    return dt.datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("period", "schedule", "moment", "works"),
    [
        pytest.param(
            Period("2026-09-01"), ANY_TIME, "2026-09-01T00:00:00+03:00", True, id="from the first second"
        ),
        pytest.param(
            Period("2026-09-01"), ANY_TIME, "2026-08-31T23:59:59+03:00", False, id="not a second before"
        ),
        pytest.param(
            Period(None, "2026-09-15"),
            ANY_TIME,
            "2026-09-15T23:59:59.999999+03:00",
            True,
            id="a date ends its day",
        ),
        pytest.param(
            Period(None, "2026-09-15"), ANY_TIME, "2026-09-16T00:00:00+03:00", False, id="and no more"
        ),
        pytest.param(
            Period(None, "2026-09-15T12:00"),
            ANY_TIME,
            "2026-09-15T12:00:00+03:00",
            False,
            id="an hour is excluded",
        ),
        pytest.param(
            Period("2026-09-15T12:00"),
            ANY_TIME,
            "2026-09-15T12:00:00-11:00",
            True,
            id="noon is noon by any clock",
        ),
        pytest.param(
            Period("2026-09-15T12:00+03:00"),
            ANY_TIME,
            "2026-09-15T09:00:00+00:00",
            True,
            id="an instant is the same everywhere",
        ),
        pytest.param(
            Period("2026-09-15T12:00+03:00"),
            ANY_TIME,
            "2026-09-15T12:00:00+04:00",
            False,
            id="noon further east is an hour before it",
        ),
        pytest.param(
            ALWAYS,
            Schedule.of(weekdays=("tue",)),
            "2026-09-15T12:00:00+03:00",
            True,
            id="on Tuesdays, a Tuesday",
        ),
        pytest.param(
            ALWAYS,
            Schedule.of(weekdays=("tue",), between=("22:00", "02:00")),
            "2026-09-16T01:59:00+03:00",
            True,
            id="a window that passes midnight belongs to the day on which it starts",
        ),
        pytest.param(
            ALWAYS,
            Schedule.of(weekdays=("tue",), between=("22:00", "02:00")),
            "2026-09-15T01:59:00+03:00",
            False,
            id="the night before belongs to Monday",
        ),
        pytest.param(
            Period(None, "2026-09-15"),
            Schedule.of(between=("22:00", "02:00")),
            "2026-09-16T01:00:00+03:00",
            False,
            id="the end of the offer cuts the window at midnight",
        ),
        pytest.param(
            ALWAYS,
            Schedule.of(between=("09:00", "12:00")),
            "2026-09-15T12:00:00+03:00",
            False,
            id="a window shuts",
        ),
        pytest.param(
            ALWAYS,
            Schedule.of(nth_weekday=("tue", 3)),
            "2026-09-15T12:00:00+03:00",
            True,
            id="the third Tuesday",
        ),
        pytest.param(
            ALWAYS,
            Schedule.of(days_of_month=(-1,)),
            "2026-09-30T12:00:00+03:00",
            True,
            id="the month's last day",
        ),
        pytest.param(
            ALWAYS,
            Schedule.of(every_n_days=(dt.date(2026, 9, 12), 3)),
            "2026-09-14T12:00:00+03:00",
            False,
            id="every third day, not this one",
        ),
    ],
)
def test_an_offer_is_in_force(period: Period, schedule: Schedule, moment: str, *, works: bool) -> None:
    """The limits of the offer and the conditions of the same name say the same."""
    offers = [
        Offer.of("offer", benefits=[AmountOff(eur("1"))], period=period, schedule=schedule, cumulative=True),
        Offer.of("rule", [OnDates(period), Scheduled(schedule)], [AmountOff(eur("1"))], cumulative=True),
    ]
    calculation = sell(offers, receipt((TEA, "10.00"), at=at(moment)))

    assert off(calculation) == ("2.00" if works else "0.00",)
    if not works:
        assert outcomes(calculation) == {"offer": Outcome.NOT_IN_FORCE, "rule": Outcome.NOT_MET}


@pytest.mark.parametrize(
    ("born", "condition", "today", "holds"),
    [
        pytest.param("1990-09-15", Birthday(), "2026-09-15", True, id="today"),
        pytest.param("1990-09-16", Birthday(), "2026-09-15", False, id="tomorrow"),
        pytest.param("1990-09-22", Birthday(before=7), "2026-09-15", True, id="a week before"),
        pytest.param("1990-09-23", Birthday(before=7), "2026-09-15", False, id="more than a week before"),
        pytest.param("1990-12-31", Birthday(after=3), "2027-01-03", True, id="over New Year"),
        pytest.param("2000-02-29", Birthday(), "2026-02-28", True, id="29 February in a common year"),
        pytest.param("2000-02-29", Birthday(), "2028-02-28", False, id="29 February in a leap year"),
        pytest.param("1990-09-01", BirthdayMonth(), "2026-09-30", True, id="the same month"),
        pytest.param(
            "2000-02-29", BirthdayMonth(), "2026-02-01", True, id="February for those born on the 29th"
        ),
        pytest.param(
            "2024-09-15",
            TimeSince(attribute="birthday", unit=Unit.YEAR, at_least=2),
            "2026-09-15",
            True,
            id="two years to the day",
        ),
        pytest.param(
            "2024-09-16",
            TimeSince(attribute="birthday", unit=Unit.YEAR, at_least=2),
            "2026-09-15",
            False,
            id="two years tomorrow",
        ),
        pytest.param(
            "1959-12-31",
            MemberDate(attribute="birthday", last=dt.date(1959, 12, 31)),
            "2026-09-15",
            True,
            id="the last date belongs to it",
        ),
    ],
)
def test_dates_of_members_meet_the_receipts_own_date(
    born: str, condition: Condition, today: str, *, holds: bool
) -> None:
    member = Member(
        "m-1", attributes=Attributes.of(birthday=dt.date.fromisoformat(born)), zone="America/New_York"
    )
    just_after_midnight = at(f"{today}T00:00:01+03:00")
    offer = Offer.of("a", [condition], [PercentOff(10)])

    sale = receipt((TEA, "10.00"), at=just_after_midnight)

    assert off(sell([offer], sale, member)) == ("1.00" if holds else "0.00",)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        pytest.param("UTC", "0.00", id="in UTC the choice was made yesterday"),
        pytest.param("America/New_York", "1.00", id="in New York it is still the same day"),
        pytest.param(None, "0.00", id="a member without a zone has the programme's"),
    ],
)
def test_slots_are_cleared_by_the_members_clock(zone: str | None, expected: str) -> None:
    rule = FavoriteProductsRule(id="day", source=PredefinedList("tea time"), selection=Daily())
    slots = SlotSet(
        rule="day", slots=[Slot(position=1, product=TEA, changed_at=at("2026-09-14T23:00:00+00:00"))]
    )
    offer = Offer.of("a", [FavoriteProducts("day")], [PercentOff(10)])
    sale = receipt((TEA, "10.00"), (CUP, "10.00"), at=at("2026-09-15T03:30:00+03:00"))

    calculation = sell(
        [offer], sale, Member("m-1", favorites=[slots], zone=zone), catalog=CATALOG, favorites=[rule]
    )

    assert off(calculation) == (expected, "0.00")


def test_an_offline_receipt_is_judged_at_its_own_time() -> None:
    yesterday = NOON - dt.timedelta(days=1)
    offer = Offer.of("a", benefits=[PercentOff(10)], period=Period("2026-09-14", "2026-09-14"))

    assert off(sell([offer], receipt((TEA, "10.00"), at=yesterday))) == ("1.00",)
    assert off(sell([offer], receipt((TEA, "10.00")))) == ("0.00",)
