"""Whoever sets a programme up and gives an adapter something else is told what, before anything is opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from programme.till import Guests, Versions, Watch
from sqlalchemy import create_engine

from loyalty_engine import InvalidInput
from loyalty_engine.adapters.memory import MemoryAttributes
from loyalty_engine.adapters.memory_outbox import MemoryOutbox
from loyalty_engine.adapters.memory_store import MemoryStore
from loyalty_engine.adapters.memory_throttle import MemoryThrottle
from loyalty_engine.adapters.notifiers import ConsoleNotifier, MemoryNotifier
from loyalty_engine.adapters.smtp import SmtpNotifier
from loyalty_engine.adapters.sql_books import SqlBooks
from loyalty_engine.adapters.sql_members import SqlMembers
from loyalty_engine.adapters.sql_outbox import SqlOutbox
from loyalty_engine.adapters.sqlalchemy import PostgresStore
from loyalty_engine.adapters.sqlalchemy_schema import upgrade
from loyalty_engine.adapters.sqlite import SqliteStore
from loyalty_engine.program.coupon_desk import CouponDesk
from loyalty_engine.program.coupons import Coupons
from loyalty_engine.program.lottery import FixedLottery
from loyalty_engine.program.program import LoyaltyProgram
from loyalty_engine.program.relay import Relay
from loyalty_engine.program.service_desk import ServiceDesk

DAYS = dt.timedelta(days=3)
PORTS: dict[str, Any] = {"store": MemoryStore(), "members": Guests(), "clock": Watch()}


def sqlite(path: object = "nowhere/shop.sqlite", **more: Any) -> object:
    return SqliteStore(path, **more)  # type: ignore[arg-type]


def postgres(engine: object = None, **more: Any) -> object:
    url = "postgresql+psycopg://nobody@127.0.0.1:1/nowhere"
    return PostgresStore(engine or create_engine(url), **more)  # type: ignore[arg-type]


def smtp(**more: Any) -> object:
    given: dict[str, Any] = {"host": "localhost", "sender": "a@example.org", "letter": print} | more
    return SmtpNotifier(**given)


def programme(**more: Any) -> object:
    return LoyaltyProgram(**PORTS | {"books": Versions({})} | more)


def desk(**more: Any) -> object:
    return ServiceDesk(**PORTS | more)


def coupon_desk(**more: Any) -> object:
    return CouponDesk(**PORTS | more)


def keeping(**more: Any) -> object:
    return Coupons(**more)


@pytest.mark.parametrize(
    ("make", "wrong", "paths"),
    [
        (sqlite, {"path": 3}, ["path"]),
        (sqlite, {"path": b"shop.sqlite"}, ["path"]),
        (sqlite, {"patience": 3}, ["patience"]),
        (sqlite, {"patience": -DAYS, "kinds": ()}, ["patience", "kinds"]),
        (sqlite, {"patience": 1000 * DAYS}, ["patience"]),
        (postgres, {"engine": "postgresql+psycopg://shop:xyzzy@localhost/shop"}, ["engine"]),
        (postgres, {"patience": 3, "kinds": None}, ["patience", "kinds"]),
        (upgrade, {"engine": "postgresql+psycopg://shop:xyzzy@localhost/shop"}, ["engine"]),
        (SqlOutbox, {"store": "shop.sqlite"}, ["store"]),
        (SqlBooks, {"store": MemoryStore()}, ["store"]),
        (SqlMembers, {"store": None}, ["store"]),
        (MemoryOutbox, {"store": "shop"}, ["store"]),
        (MemoryAttributes, {"identifiers": [("card", "1")]}, ["identifiers"]),
        (MemoryThrottle, {"window": 3600}, ["window"]),
        (ConsoleNotifier, {"stream": "mails.txt"}, ["stream"]),
        (smtp, {"host": 3}, ["host"]),
        (smtp, {"host": ""}, ["host"]),
        (smtp, {"letter": "Thank you!", "timeout": 10}, ["letter", "timeout"]),
        (smtp, {"user": 1, "password": None}, ["user", "password"]),
        (smtp, {"context": True}, ["context"]),
        (FixedLottery, {"numbers": {"one": "1"}, "others": 10**6}, ["numbers", "others"]),
        (FixedLottery, {"numbers": [1]}, ["numbers"]),
        (Relay, {"outbox": MemoryStore(), "notifier": print}, ["outbox", "notifier"]),
        (
            Relay,
            {"outbox": MemoryOutbox(MemoryStore()), "notifier": MemoryNotifier(), "lease": 5, "pause": DAYS},
            ["lease", "pause"],
        ),
        (programme, {"patience": 3600}, ["patience"]),
        (programme, {"patience": dt.timedelta(0), "shortage": "suppress"}, ["patience", "shortage"]),
        (programme, {"coupons": b"xyzzy" * 8, "readers": []}, ["coupons", "readers"]),
        (programme, {"store": "shop.sqlite", "clock": Watch}, ["store", "clock"]),
        (desk, {"store": None, "members": None, "clock": None}, ["store", "members", "clock"]),
        (coupon_desk, {"clock": "noon", "coupons": None}, ["clock", "coupons"]),
        (keeping, {"key": "xyzzy" * 8, "entropy": b"", "throttle": None}, ["key", "entropy", "throttle"]),
        (programme, {"members": {}, "books": None, "lottery": 7}, ["members", "books", "lottery"]),
    ],
)
def test_what_is_given_in_place_of_something_else(
    make: Callable[..., object], wrong: dict[str, Any], paths: list[str]
) -> None:
    with pytest.raises(InvalidInput) as caught:
        make(**wrong)
    assert [problem.path for problem in caught.value.problems] == paths
    assert "xyzzy" not in str(caught.value)
    assert all(problem.hint for problem in caught.value.problems)
