"""The few names that everything drawn has in common, so that offers and receipts meet."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from loyalty_engine.model.attributes import Attributes
from loyalty_engine.model.counter_keys import AnyKey, ByParameter, CounterKey
from loyalty_engine.model.lifetime import Beginning, Delay, Lifetime
from loyalty_engine.model.period import Period
from loyalty_engine.model.points import BONUS, BONUS_POINTS, PointsCurrency
from loyalty_engine.model.receipt import Place
from loyalty_engine.model.schedule import (
    ANY_TIME,
    Daily,
    EveryDays,
    Monthly,
    OneTime,
    Schedule,
    SelectionPeriod,
    Weekly,
)
from loyalty_engine.model.triggers import Trigger
from loyalty_engine.model.window import Opening, Window, WindowUnit

#: Digits, text, capitals and leading zeros: the order of ids has something to decide.
PRODUCTS = ("tea", "9", "10", "lipstick", "Beer", "010", "bread")
CATEGORIES = ("food", "drinks", "hot", "cosmetics")
PARENTS = {"drinks": "food", "hot": "drinks"}
GROUPS = ("school", "fresh", "mixed")
PLACES = (
    Place("s1", brand="north", zone="Europe/Riga", attributes=Attributes.of(format="city", floors=2)),
    Place("s2", brand="south", zone="America/New_York"),
    Place("s3", attributes=Attributes.of(format="drive-in")),
)
BRANDS = ("north", "south")
AUDIENCES = ("pensioners", "students", "staff")
ISSUES = ("spring", "autumn")
METHODS = ("card", "cash")
OFFER_IDS = ("10", "9", "a", "B", "09", "b", "1")
PRIORITIES = (0, 0, 0, 5, -1)
EXCLUSION_GROUPS = ("tent", "banner")
FAVORITE_RULES = ("listed", "bought")
ENTRIES = ("personal", "chosen", "thresholds")
COUNTERS = ("visits", "gifts")
#: What counters are kept by, and the ends of their names that follow from that.
KEYS: tuple[frozenset[AnyKey], ...] = (
    frozenset({CounterKey.PLACE}),
    frozenset({CounterKey.CARD}),
    frozenset({CounterKey.MONTH, CounterKey.PLACE}),
    frozenset({CounterKey.BRAND, CounterKey.YEAR}),
    frozenset({ByParameter("channel")}),
    frozenset({ByParameter("network"), CounterKey.YEAR}),
)
ENDS = (
    *("{place=s1}", "{place=s2}", "{place=s3}", "{card=k1}", "{card=k2}"),
    *("{product=tea}", "{product=9}", "{product=10}", "{product=bread}", "{product=tea,year=2026}"),
    *("{place=s1,month=2026-09}", "{place=s2,month=2026-09}", "{brand=north,year=2026}"),
    *("{@channel=bio}", "{@channel=1}", "{year=2026,@network=bio}", "{year=2026,@network=1}"),
)
#: How offers are limited, as the names of their counters begin.
LIMITED = ("uses", "money", "units", "points:bonus", "points:star", "points:chip")
CHIPS = PointsCurrency("chip", worth=0)
STARS = PointsCurrency("star", exponent=2, worth="0.5")
POINTS = (BONUS_POINTS, CHIPS, STARS)
POINTS_IDS = (BONUS, "star", "chip")
SYSTEMS = ("tiers", "fans")
STATUSES = ("bronze", "silver")
CONTACTS = ("phone", "email")
MASKS = ("c?", "*", "c1", "*1*", "C*", "c??", "?*")
CARD_ISSUES = ("first", "gold")
WAYS = ("card", "phone")
SCALARS: tuple[bool | int | str | Decimal | dt.date, ...] = (
    "bio",
    1,
    True,
    Decimal("2.5"),
    "1",
    dt.date(2026, 9, 15),
    0,
    False,
)
TAGS: tuple[str | int | Decimal | bool, ...] = ("0.79", 1, Decimal("2.50"), "cheap", "-1", "0", "1.005", True)
CURRENCIES = ("EUR", "EUR", "EUR", "JPY", "KWD")
ZONES = ("UTC", "Europe/Riga", "America/New_York", "Pacific/Auckland")

#: A Tuesday in the middle of a month; its midnight, the last second of it, and days around it.
NOON = dt.datetime(2026, 9, 15, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=3)))
MOMENTS = (
    NOON,
    NOON.replace(hour=0),
    NOON.replace(hour=23, minute=59, second=59),
    NOON.replace(day=30, hour=9),
    NOON.replace(day=1, hour=0),
    NOON.replace(day=14, tzinfo=dt.UTC),
    NOON.replace(tzinfo=dt.timezone(dt.timedelta(hours=-5))),
    dt.datetime(2026, 3, 1, 2, 30, tzinfo=dt.UTC),
)
PERIODS = (
    Period("2026-09-01", "2026-09-15"),
    Period("2026-09-15"),
    Period(None, "2026-09-30"),
    Period("2026-09-15T12:00", "2026-09-15T23:59"),
    Period("2026-09-15T12:00+03:00", "2026-10-01T00:00+03:00"),
    Period("2026-09-16", "2026-09-30"),
)
SCHEDULES = (
    Schedule.of(weekdays=("tue", "wed")),
    ANY_TIME,
    Schedule.of(between=("12:00", "24:00")),
    Schedule.of(between=(("22:00", "01:00"), ("09:00", "12:01"))),
    Schedule.of(days_of_month=(1, 15, -1)),
    Schedule.of(nth_weekday=("tue", 3)),
    Schedule.of(every_n_days=(dt.date(2026, 9, 12), 3)),
    Schedule.of(weekdays=("mon",), between=("20:00", "02:00")),
)
SELECTIONS: tuple[SelectionPeriod, ...] = (
    OneTime(),
    Daily(),
    Weekly("mon"),
    Monthly(15),
    EveryDays(3, dt.date(2026, 9, 12)),
)
BIRTHDAYS = (
    dt.date(1990, 9, 15),
    dt.date(1960, 9, 20),
    dt.date(2000, 2, 29),
    dt.date(1985, 1, 31),
    dt.date(2026, 9, 14),
)
LEVELS = ("gold", "silver")
#: Numbers that members have of their own, and what is none.
GOALS: tuple[bool | int | str | Decimal, ...] = (
    *(3, Decimal("9.99"), 1, Decimal("2.5"), 50, Decimal("0.005"), 4, 10),
    *("5", True),
)
#: Attributes of members that may not be loaded.
OWN_FACTS = ("birthday", "level", "goal")
#: Moments around which past purchases and changes of counters lie, from long ago to after every receipt.
PAST = (
    NOON - dt.timedelta(hours=2),
    NOON.replace(day=1, hour=0),
    NOON.replace(month=8, day=31, hour=23),
    NOON,
    NOON - dt.timedelta(days=1),
    dt.datetime(2026, 9, 15, 8, 30, tzinfo=dt.UTC),
    dt.datetime(2026, 9, 15, 6, 30, tzinfo=dt.timezone(dt.timedelta(hours=-5))),
    NOON.replace(year=2025),
    NOON - dt.timedelta(days=7),
    NOON.replace(month=10),
)
REACTION_IDS = ("react", "7")
TRIGGERS = (
    Trigger.REGISTRATION,
    Trigger.STATUS_CHANGED,
    Trigger.BIRTHDAY,
    Trigger.REFERRAL_PURCHASE,
    Trigger.BALANCE_REQUEST,
)
LIFETIMES = (
    Lifetime(expires_after=Delay(months=12)),
    Lifetime(active_after=Delay(days=14), expires_after=Delay(months=12)),
    Lifetime(active_after=Delay(minutes=1440), active_rounding=Beginning.DAY),
    Lifetime(expires_after=Delay(days=1), expiry_rounding=Beginning.MONTH),
    Lifetime(active_after=Delay(months=1), active_rounding=Beginning.MONTH, expires_after=Delay(months=5)),
    Lifetime(active_on=dt.date(2026, 9, 16), last_day=dt.date(2026, 12, 31)),
    Lifetime(expires_after=Delay(months=6, days=1, minutes=30), expiry_rounding=Beginning.DAY),
)
#: The month and the day of the receipt, and a few days before it.
WINDOWS = (
    Window(1, WindowUnit.MONTH, opening=Opening.END),
    Window(1, WindowUnit.DAY, opening=Opening.END),
    Window(7, WindowUnit.DAY),
)
TEXTS = (
    "You saved {offer.discount}",
    "{member.id} saved {receipt.discount} of {receipt.amount} and pays {receipt.total} on {receipt.id}",
    "{offer.name}: {offer.points} points",
    "{{plain}}",
)
