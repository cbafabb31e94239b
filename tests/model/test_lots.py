"""Lots: what can be spent when, and which points are spent first."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.lots import Lot, balances_at, pending_at, spend_lots

NOON = dt.datetime(2026, 9, 15, 12, tzinfo=dt.timezone(dt.timedelta(hours=3)))
HOUR = dt.timedelta(hours=1)
FOR_EVER = Lot("for-ever", amount=100)
YEAR = Lot("year", amount=50, active_from=NOON - HOUR, expires_at=NOON + 365 * 24 * HOUR)
WEEK = Lot("week", amount=20, expires_at=NOON + 7 * 24 * HOUR)
GONE = Lot("gone", amount=7, expires_at=NOON)
LATER = Lot("later", amount=30, active_from=NOON + HOUR)
CHIPS = Lot("chips", currency="chip", amount=3)
ALL = (FOR_EVER, YEAR, WEEK, GONE, LATER, CHIPS)


def test_what_can_be_spent_and_what_is_still_to_come() -> None:
    assert balances_at(ALL, NOON) == {"bonus": 170, "chip": 3}
    assert pending_at(ALL, NOON) == {"bonus": 30}
    assert balances_at([GONE], NOON) == {"bonus": 0}
    assert balances_at([], NOON) == pending_at([], NOON) == {}


@pytest.mark.parametrize(
    ("lot", "at", "active", "pending"),
    [
        pytest.param(LATER, NOON + HOUR, True, False, id="at the moment of its activation"),
        pytest.param(LATER, NOON + HOUR - dt.timedelta(microseconds=1), False, True, id="just before"),
        pytest.param(GONE, NOON, False, False, id="at the moment of its expiry"),
        pytest.param(GONE, NOON - dt.timedelta(microseconds=1), True, False, id="just before its expiry"),
        pytest.param(GONE, NOON.astimezone(dt.UTC), False, False, id="an instant has many clocks"),
    ],
)
def test_moments_of_a_lot(lot: Lot, at: dt.datetime, *, active: bool, pending: bool) -> None:
    assert (lot.active_at(at), lot.pending_at(at)) == (active, pending)


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        pytest.param(0, {}, id="nothing"),
        pytest.param(20, {"week": 20}, id="those that expire first"),
        pytest.param(21, {"week": 20, "year": 1}, id="then the next"),
        pytest.param(170, {"week": 20, "year": 50, "for-ever": 100}, id="all, those without an end last"),
    ],
)
def test_what_is_spent_first(amount: int, expected: dict[str, int]) -> None:
    assert spend_lots(ALL, amount, NOON) == spend_lots(reversed(ALL), amount, NOON) == expected


def test_of_one_expiry_the_earlier_activation_and_then_the_smaller_id() -> None:
    end = NOON + HOUR
    old = Lot("b", amount=1, active_from=NOON - HOUR, expires_at=end)
    always, tenth, ninth = (Lot(id, amount=1, expires_at=end) for id in ("a", "10", "9"))

    assert list(spend_lots([old, always, tenth, ninth], 4, NOON)) == ["9", "10", "a", "b"]


def test_other_kinds_are_left_alone() -> None:
    assert spend_lots(ALL, 2, NOON, currency="chip") == {"chips": 2}


@pytest.mark.parametrize(
    ("lots", "amount", "at", "said"),
    [
        pytest.param(ALL, 171, NOON, "amount: of 171 points only 170 can be spent", id="more than there is"),
        pytest.param(ALL, -1, NOON, "amount: -1 is not a whole number from 0", id="less than nothing"),
        pytest.param([YEAR, YEAR], 1, NOON, "lots: there are two with the id 'year'", id="a lot twice"),
        pytest.param(ALL, 1, NOON.replace(tzinfo=None), "at: ", id="a moment without an offset"),
    ],
)
def test_what_cannot_be_spent(lots: Any, amount: int, at: dt.datetime, said: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        spend_lots(lots, amount, at)

    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("arguments", "paths"),
    [
        ({"id": "", "amount": -1, "currency": ""}, ["id", "currency", "amount"]),
        ({"amount": 1.5}, ["amount"]),
        ({"active_from": NOON.replace(tzinfo=None)}, ["active_from"]),
        ({"active_from": NOON, "expires_at": NOON}, ["expires_at"]),
    ],
)
def test_a_lot_that_cannot_be(arguments: dict[str, Any], paths: list[str]) -> None:
    with pytest.raises(InvalidInput) as raised:
        Lot(**{"id": "a", "amount": 1, **arguments})

    assert [problem.path for problem in raised.value.problems] == paths
