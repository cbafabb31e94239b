"""Whatever fails within a step: all of it has happened or nothing, and sent again it is completed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import count, groupby
from pathlib import Path

import pytest
from attrs import evolve
from programme.desk_steps import BATCH, ENDS_ONCE
from programme.steps import STEPS, TILL_STEPS, Step, kept, meant, prepared, still_open
from programme.till import Kept, Watch
from programme.tripping import Alarm, Fault, Stop, tripping
from shop import NOON

from loyalty_engine.adapters.memory_store import MemoryStore
from loyalty_engine.adapters.sqlalchemy import PostgresStore
from loyalty_engine.adapters.sqlite import SqliteStore


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Kept]]:
    """Makes stores of one kind."""
    opened: list[SqliteStore] = []

    def new() -> Kept:
        if request.param == "memory":
            return MemoryStore()
        if request.param == "postgres":
            return PostgresStore(request.getfixturevalue("database")())
        opened.append(SqliteStore(tmp_path / f"{len(opened)}.sqlite"))
        return opened[-1]

    yield new
    for store in opened:
        store.close()


#: Those that move most, for the store that takes longest.
MOST = frozenset(
    {
        "confirm",
        "refund",
        "cancel",
        "an account joined while a purchase is open",
        "members merged",
        "a coupon sold",
        "a coupon used",
    }
)
CASES = [
    *(
        pytest.param(store, step, Fault, id=f"{store}-{name}")
        for store in ("memory", "sqlite", "postgres")
        for name, step in ENDS_ONCE.items()
        if store != "postgres" or name in MOST
    ),
    *(
        pytest.param(store, STEPS["confirm"], Stop, id=f"{store}-confirm, stopped from outside")
        for store in ("memory", "sqlite", "postgres")
    ),
]


@pytest.mark.parametrize(("stores", "step", "error"), CASES, indirect=["stores"])
def test_a_port_that_fails_at_any_call(
    stores: Callable[[], Kept], step: Step, error: type[BaseException]
) -> None:
    """Before it was carried out, and after; at the end of the transaction as well."""
    answer, done = meant(step, stores())
    store = stores()
    shop = prepared(step, store)
    before = kept(store)
    found, seen = None, list[object]()
    for at in count(1):
        try:
            found = step.call(tripping(shop, Alarm(error, at)))
        except error:
            seen.append(kept(store))
        else:
            break
    assert found == answer
    assert kept(store) == done
    assert [state for state, _ in groupby(seen)] == [before, done]
    assert len(seen) > 10


def test_a_port_that_fails_within_a_batch(stores: Callable[[], Kept]) -> None:
    """The batch has not begun, or no row is carried out, or all are that one transaction holds."""
    answer, done = meant(BATCH, stores())
    shop = prepared(BATCH, store := stores())
    before = kept(store)
    found, seen = None, list[object]()
    for at in count(1):
        try:
            found = BATCH.call(tripping(shop, Alarm(Fault, at)))
        except Fault:
            seen.append(kept(store))
        else:
            break
    assert (found, kept(store)) == (answer, done)
    states = [state for state, _ in groupby(seen)]
    assert (len(states), states[0], states[-1]) == (3, before, done)


@pytest.mark.parametrize(
    ("stores", "every"), [("memory", 1), ("sqlite", 1), ("postgres", 9)], indirect=["stores"]
)
def test_a_port_that_fails_while_purchases_time_out(stores: Callable[[], Kept], every: int) -> None:
    """Each purchase is cancelled as a whole or not at all; one that fails does not keep the other open."""
    _, done = meant(STEPS["sweep"], stores())
    states = set[frozenset[str]]()
    for at in count(1, every):
        shop = prepared(STEPS["sweep"], store := stores())
        try:
            tripping(shop, Alarm(Fault, at)).sweep()
        except Fault:
            states.add(frozenset(id for id in "pq" if not still_open(shop, id)))
            shop.sweep()
            assert kept(store) == done
        else:
            break
    assert states >= {frozenset(), frozenset("p"), frozenset("q")}
    assert every > 1 or frozenset("pq") in states


@pytest.mark.parametrize("step", TILL_STEPS.values(), ids=TILL_STEPS)
def test_a_clock_that_is_set_back_before_a_step(step: Step) -> None:
    """What the step answers and moves depends on the moment of the receipt, not on the clock."""
    answer, _ = meant(step, twin := MemoryStore())
    shop = prepared(evolve(step, minutes=-3_000), store := MemoryStore())
    assert step.call(shop) == answer
    moved = [
        [(one.id, one.source, one.target, one.amount, one.lot) for one in kept.ledger]
        for kept in (store, twin)
    ]
    assert moved[0] == moved[1]
    assert store.outbox == twin.outbox


def test_a_clock_that_is_set_back_lets_no_purchase_time_out() -> None:
    step = STEPS["sweep"]
    early = prepared(evolve(step, minutes=-3_000), store := MemoryStore())
    late = evolve(early, clock=Watch(NOON + dt.timedelta(minutes=step.minutes)))
    before = kept(store)
    assert (early.sweep(), kept(store) == before) == ((), True)
    assert (late.sweep(), early.sweep()) == (("p", "q"), ())
