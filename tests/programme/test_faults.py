"""Whatever fails within a step: all of it has happened or nothing, and sent again it is completed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count, groupby
from pathlib import Path
from typing import Any, cast

import pytest
from attrs import define, evolve
from programme.steps import ENDS_ONCE, STEPS, Step, kept, meant, prepared
from programme.till import Kept, Watch
from shop import NOON

from loyalty_engine.adapters.memory_store import MemoryStore
from loyalty_engine.adapters.sqlite import SqliteStore
from loyalty_engine.program.ports import Store
from loyalty_engine.program.program import LoyaltyProgram


class Fault(Exception):
    """What a port fails with."""


class Stop(BaseException):
    """What ends a process from outside."""


@define
class Alarm:
    """Goes off at the *at*-th tick."""

    error: type[BaseException]
    at: int
    ticks: int = 0

    def tick(self) -> None:
        self.ticks += 1
        if self.ticks == self.at:
            raise self.error


@define
class Tripping:
    """A port, or a unit of work, of which a call may raise; *after* it was carried out, or before."""

    port: Any
    alarm: Alarm

    def __getattr__(self, name: str) -> Callable[..., object]:
        called = getattr(self.port, name)

        def call(*given: object, **named: object) -> object:
            self.alarm.tick()
            answer = called(*given, **named)
            self.alarm.tick()
            return answer

        return call


@define
class TrippingStore:
    """A store that may fail before, within and after a transaction."""

    store: Store
    alarm: Alarm

    @contextmanager
    def begin(self) -> Iterator[Any]:
        self.alarm.tick()
        with self.store.begin() as unit:
            yield Tripping(unit, self.alarm)
            self.alarm.tick()
        self.alarm.tick()


def tripping(shop: LoyaltyProgram, alarm: Alarm) -> LoyaltyProgram:
    return evolve(
        shop,
        store=cast(Store, TrippingStore(shop.store, alarm)),
        members=cast(Any, Tripping(shop.members, alarm)),
        books=cast(Any, Tripping(shop.books, alarm)),
        clock=cast(Any, Tripping(shop.clock, alarm)),
    )


@pytest.fixture(params=["memory", "sqlite"])
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Kept]]:
    """Makes stores of one kind."""
    opened: list[SqliteStore] = []

    def new() -> Kept:
        if request.param == "memory":
            return MemoryStore()
        opened.append(SqliteStore(tmp_path / f"{len(opened)}.sqlite"))
        return opened[-1]

    yield new
    for store in opened:
        store.close()


@pytest.mark.parametrize(
    ("step", "error"),
    [
        *(pytest.param(*one.values, Fault, id=one.id) for one in ENDS_ONCE),
        pytest.param(STEPS["confirm"], Stop, id="confirm, stopped from outside"),
    ],
)
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


def test_a_port_that_fails_while_purchases_time_out(stores: Callable[[], Kept]) -> None:
    """Each purchase is cancelled as a whole or not at all; one that fails does not keep the other open."""
    _, done = meant(STEPS["sweep"], stores())
    states = set[frozenset[str]]()
    for at in count(1):
        shop = prepared(STEPS["sweep"], store := stores())
        try:
            tripping(shop, Alarm(Fault, at)).sweep()
        except Fault:
            states.add(frozenset(id for id in "pq" if not still_open(shop, id)))
            shop.sweep()
            assert kept(store) == done
        else:
            break
    assert states == {frozenset(), frozenset("p"), frozenset("q"), frozenset("pq")}


def still_open(shop: LoyaltyProgram, purchase: str) -> bool:
    """Is the purchase open? Whether it is or not, what the open ones have set aside is what is held."""
    found = {id: one for id in "pq" if (one := shop.purchase(id)) is not None and one.is_open}
    held = sum(part.amount for one in found.values() for part in one.held)
    assert (held, shop.balance("anna").reserved) == (6 * len(found), 6 * len(found))
    return purchase in found


@pytest.mark.parametrize("step", ENDS_ONCE)
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
