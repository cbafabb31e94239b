"""Counters, balances, statuses and windows as a host builds them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.counters import Counter, CounterChange
from loyalty_engine.model.member import Member
from loyalty_engine.model.period import Unit
from loyalty_engine.model.statuses import PointsBalance
from loyalty_engine.model.window import Window, WindowUnit

NOON = dt.datetime(2026, 9, 15, 12, tzinfo=dt.timezone(dt.timedelta(hours=3)))
UP, DOWN = CounterChange(at=NOON, by=1), CounterChange(at=NOON - dt.timedelta(days=1), by=-1)


def test_a_number_is_a_counter_and_so_many_points() -> None:
    short = Member("m", counters={"visits": 3}, balances={"bonus": 5}, statuses={"tiers": "gold"})
    long = Member(
        "m",
        counters=(("visits", Counter(3)),),
        balances=(("bonus", PointsBalance(5)),),
        statuses=(("tiers", "gold"),),
    )

    assert short == long
    assert (short.counter("visits").value, short.balance("bonus"), short.status("tiers")) == (3, 5, "gold")
    assert (short.counter("x").value, short.balance("x"), short.status("x")) == (0, 0, None)


def test_the_order_of_loading_leaves_no_trace() -> None:
    one = Member("m", counters={"b": Counter(changes=[UP, DOWN]), "a": Counter(1)}, balances={"y": 1, "x": 2})
    other = Member(
        "m", counters={"a": Counter(1), "b": Counter(changes=[DOWN, UP])}, balances={"x": 2, "y": 1}
    )

    assert one == other
    assert hash(one) == hash(other)
    assert one.counter("b").changes == (DOWN, UP)


@pytest.mark.parametrize(
    ("kind", "arguments", "paths", "said"),
    [
        (Window, {"last": 0, "unit": WindowUnit.DAY}, ["last"], "0 is not a whole number from 1 to 1000000"),
        (
            Window,
            {"last": 1, "unit": Unit.DAY},
            ["unit"],
            "is not a WindowUnit (use one of WindowUnit.MINUTE",
        ),
        (Window, {"last": 1, "unit": WindowUnit.DAY, "opening": "end"}, ["opening"], "is not an Opening"),
        (Counter, {"value": "3"}, ["value"], "'3' is not a whole number"),
        (Counter, {"changes": [5]}, ["changes[0]"], "5 is not a change of a counter (give a CounterChange)"),
        (
            CounterChange,
            {"at": NOON.replace(tzinfo=None), "by": None},
            ["at", "by"],
            "has no offset from UTC",
        ),
        (PointsBalance, {"active": 1.5}, ["active"], "1.5 is not a whole number"),
        (Member, {"id": "m", "counters": "visits"}, ["counters"], "'visits' is not a sequence"),
        (Member, {"id": "m", "counters": {"visits": "3"}}, ["counters['visits']"], "'3' is no counter"),
        (Member, {"id": "m", "counters": {"visits": True}}, ["counters['visits']"], "True is no counter"),
        (Member, {"id": "m", "counters": [("a", 1), ("a", 1)]}, ["counters['a']"], "stands twice"),
        (
            Member,
            {"id": "m", "balances": {"": 1, "b": 1.5}},
            ["balances['']", "balances['b']"],
            "is no balance",
        ),
        (Member, {"id": "m", "statuses": {"tiers": None}}, ["statuses['tiers']"], "is of type NoneType"),
        (Member, {"id": "m", "statuses": [("a",)]}, ["statuses[('a',)]"], "not text"),
    ],
)
def test_bad_input(kind: Any, arguments: dict[str, Any], paths: list[str], said: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        kind(**arguments)

    assert [problem.path for problem in raised.value.problems] == paths
    assert said in str(raised.value)
