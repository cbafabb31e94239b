"""Where another transaction was quicker, a step is tried again, and whoever asks for it hears nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from typing import Any, cast

import pytest
from attrs import define, evolve, field
from programme.coupon_shop import coupon_shop
from programme.desk_steps import BATCH, ENDS_ONCE, OLGA
from programme.steps import Step, kept, meant, prepared
from programme.till import Guests, Watch
from programme.tripping import Alarm, TrippingStore, Watched
from sqlalchemy import Engine

from loyalty_engine.adapters.memory_store import MemoryStore
from loyalty_engine.adapters.memory_throttle import MemoryThrottle
from loyalty_engine.adapters.sqlalchemy import PostgresStore
from loyalty_engine.program.adjust import Accrual
from loyalty_engine.program.batches import BatchRow, BatchState
from loyalty_engine.program.imports import AttributeChange, Checkpoint, Commit, KeptAttributes
from loyalty_engine.program.ports import Conflict, Guess, Store, UnitOfWork
from loyalty_engine.program.service_desk import ServiceDesk
from loyalty_engine.program.transactions import transact
from loyalty_engine.testing.kept import VISIT


@define
class Crowded:
    """A store in which others are quicker so many *times*; it counts how often it is tried."""

    times: int
    error: Conflict = field(factory=lambda: Conflict("the store"))
    tried: int = 0
    store: MemoryStore = field(factory=MemoryStore)

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        self.tried += 1
        with self.store.begin() as unit:
            yield unit
            if self.tried <= self.times:
                raise self.error


@define
class Meeting:
    """Where two threads wait for each other, once each, and not for ever."""

    _patience: float = 20
    _both: threading.Barrier = field(factory=lambda: threading.Barrier(2))
    _met: set[int] = field(factory=set)

    def meet(self) -> None:
        if threading.get_ident() not in self._met:
            self._met.add(threading.get_ident())
            with suppress(threading.BrokenBarrierError):
                self._both.wait(timeout=self._patience)


def at_once(*works: Callable[[], object]) -> list[object]:
    """What these come to, each in a thread of its own."""
    found: dict[int, object] = {}

    def carry_out(n: int) -> None:
        try:
            found[n] = works[n]()
        except Exception as error:  # noqa: BLE001 -- whatever it is, it is compared
            found[n] = error

    threads = [threading.Thread(target=carry_out, args=(n,)) for n in range(len(works))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return [found[n] for n in range(len(works))]


ALL = {**ENDS_ONCE, "a batch": BATCH}


@pytest.mark.parametrize("step", ALL.values(), ids=ALL)
def test_a_conflict_at_any_call_of_the_store_is_never_told(step: Step) -> None:
    answer, done = meant(step, MemoryStore())
    for at in count(1):
        shop = prepared(step, store := MemoryStore())
        alarm = Alarm(Conflict("the store"), at)
        assert step.call(evolve(shop, store=cast(Store, TrippingStore(store, alarm)))) == answer
        assert kept(store) == done
        if alarm.ticks < at:
            break


@pytest.mark.parametrize(
    ("times", "waited", "tried"),
    [
        pytest.param(0, False, 1, id="nobody else is there"),
        pytest.param(4, False, 5, id="the fifth time is the first without others"),
        pytest.param(5, False, 5, id="there are others each time"),
        pytest.param(1, True, 1, id="it has waited long enough"),
    ],
)
def test_how_often_it_is_tried(times: int, waited: bool, tried: int) -> None:
    store = Crowded(times, Conflict("the store", waited=waited))
    if times < tried:
        transact(store, lambda unit: unit.count("anna", "visits", VISIT))
    else:
        with pytest.raises(Conflict):
            transact(store, lambda unit: unit.count("anna", "visits", VISIT))
    assert store.tried == tried
    assert bool(store.store._kept) == (times < tried)


def test_imports_go_on_where_others_were_quicker() -> None:
    change = AttributeChange("anna", "city", "Bonn")
    reached = Checkpoint(completed=1)
    part = Commit(import_id="i", before=None, reached=reached, changes=(change,), refused=())
    store = Crowded(3)
    kept = KeptAttributes(store=store, find=lambda identifiers: [], clock=Watch())
    kept.commit(part)
    assert store.tried == 4
    store.times, store.tried = 2, 0
    assert kept.checkpoint("i") == reached
    with store.store.begin() as unit:
        assert [one.value for one in unit.attribute("anna", "city").items] == ["Bonn"]


def test_codes_of_an_attempt_that_came_to_nothing_are_not_told() -> None:
    """Another process has carried the step out meanwhile, and was told the codes."""
    shop = coupon_shop()

    @define
    class Overtaken:
        store: Any
        begun: int = 0

        @contextmanager
        def begin(self) -> Iterator[Any]:
            self.begun += 1
            if self.begun == 2:
                shop.desk.generate("x", OLGA, "leaflet", 1)
            with self.store.begin() as unit:
                yield unit
                if self.begun == 1:
                    raise Conflict("the store")

    desk = evolve(shop.desk, store=Overtaken(shop.store))
    found = desk.generate("x", OLGA, "leaflet", 1)
    assert (found.codes, len(found.digests)) == ((), 1)


class TestPostgres:
    @pytest.fixture
    def store(self, database: Callable[..., Engine]) -> PostgresStore:
        return PostgresStore(database())

    def test_two_that_wait_for_each_other_end_well_both(self, store: PostgresStore) -> None:
        meeting = Meeting()

        def work(mine: str, other: str) -> None:
            def both(unit: UnitOfWork) -> None:
                unit.count(mine, "visits", VISIT)
                unit.counter(mine, "visits")
                meeting.meet()
                unit.count(other, "visits", VISIT)

            transact(store, both)

        assert at_once(lambda: work("anna", "boris"), lambda: work("boris", "anna")) == [None, None]
        with store.begin() as unit:
            assert [unit.counter(one, "visits").value for one in ("anna", "boris")] == 2 * [2 * VISIT.by]

    def test_batches_in_opposite_orders_do_not_wait_for_each_other(self, store: PostgresStore) -> None:
        meeting, refused = Meeting(patience=1), list[Conflict]()

        class Slow(Guests):
            """Takes so long that the other batch comes by, which has to wait."""

            asked = 0

            def account(self, member: str) -> str:
                self.asked += 1
                if self.asked == len(rows) + 2:  # within the transaction, after the first row
                    meeting.meet()
                return member

        rows = [BatchRow("anna", Accrual(5)), BatchRow("boris", Accrual(5))]

        def batch(id: str, given: list[BatchRow]) -> BatchState:
            desk = ServiceDesk(store=Watched(store, refused), members=Slow(), clock=Watch())
            return desk.change_points_of(id, OLGA, given).state

        found = at_once(lambda: batch("a", rows), lambda: batch("b", rows[::-1]))
        assert found == [BatchState.PROCESSED, BatchState.PROCESSED]
        assert refused == []

    def test_tills_that_are_shown_two_coupons_in_opposite_orders(self, store: PostgresStore) -> None:
        """One of them takes both, and the other is told so."""
        meeting = Meeting()

        class Slow(MemoryThrottle):
            """Takes so long with the second coupon that the other till has looked at its first."""

            def allows(self, guess: Guess) -> bool:
                asked.append(guess.member)
                if asked.count(guess.member) == 2:
                    meeting.meet()
                return super().allows(guess)

        asked = list[str | None]()
        shop = coupon_shop(store=store, throttle=Slow())
        one, two = shop.codes(count=2)
        found = at_once(
            lambda: shop.show("p", one, two, member="anna").total,
            lambda: shop.show("q", two, one, member="boris").total,
        )
        assert sorted(map(str, found)) == ["100.00 EUR", "97.00 EUR"]
        faults = sorted(map(str, shop.faults("p") + shop.faults("q")))
        assert faults == ["CouponFault.IN_USE"] * 2 + ["None"] * 2
