"""What every store of the programme has to promise, as tests that a host runs on his own.

The contracts of outboxes and of sources of offers and of members are found here, too.

A host writes a class that says how a store is made; pytest finds the tests of `StoreContract` in it:

    class TestMyStore(StoreContract):
        def store(self):
            return MyStore(…)  # new, with nothing in it

        def sent(self, store):
            return store.messages()  # all of the outbox, in order
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from attrs import evolve

from loyalty_engine.errors import InvalidInput
from loyalty_engine.individual.attributes import AttributeHistory
from loyalty_engine.model.counters import NEVER_COUNTED, Counter, CounterChange
from loyalty_engine.model.ledger import Account, AccountKind, Wallet, wallet_of
from loyalty_engine.model.slots import SlotSet
from loyalty_engine.program.ports import Conflict, Outgoing, Store, UnitOfWork
from loyalty_engine.program.purchases import PurchaseState
from loyalty_engine.testing.audit_promises import AuditPromises
from loyalty_engine.testing.coupon_promises import CouponPromises
from loyalty_engine.testing.kept import (
    AT,
    BY_HAND,
    CLAIMED,
    HERS,
    HOUR,
    LOTS,
    MOVES,
    OURS,
    OWED,
    RESERVE,
    UNDONE,
    VISIT,
    WALLET,
    calculation,
    entry,
    granted,
    history,
    message,
    nothing,
    operation,
    purchase,
    returned,
    seen,
    whole,
    write,
)
from loyalty_engine.testing.outbox_contract import OutboxContract
from loyalty_engine.testing.promised import raised, same
from loyalty_engine.testing.purchase_promises import PurchasePromises
from loyalty_engine.testing.source_contracts import BooksContract, MembersContract
from loyalty_engine.testing.status_promises import StatusPromises

__all__ = ["BooksContract", "MembersContract", "OutboxContract", "StoreContract"]

T = TypeVar("T")
_THREADS: Final = 4
_ATTEMPTS: Final = 5  # of each thread
_TRIES: Final = 200  # where another transaction was quicker
_PAUSE: Final = 0.002  # seconds between reading and writing, for others to come in between


class StoreContract(CouponPromises, AuditPromises, PurchasePromises, StatusPromises):
    """The promises of `Store` and `UnitOfWork`; each test is one."""

    @abstractmethod
    def sent(self, store: Store) -> Sequence[Outgoing]:
        """All that lies in the outbox of *store*, in its order."""

    def another(self, store: Store) -> Store:
        """A second store on what *store* keeps, as another process would open it.

        Where an adapter has no such thing, it is *store* itself.
        """
        return store

    def test_a_new_store_is_empty(self) -> None:
        """Whatever is asked for, there is nothing, or a nothing of its kind."""
        store = self.store()
        with store.begin() as unit:
            same(seen(unit), nothing())
        same(list(self.sent(store)), [])

    def test_a_transaction_reads_what_it_has_written(self) -> None:
        """Before it has ended, too."""
        with self.store().begin() as unit:
            write(unit)
            same(seen(unit), whole())

    def test_what_was_written_is_kept(self) -> None:
        """For the next transaction, and for another store on the same data."""
        store = self.store()
        with store.begin() as unit:
            write(unit)
        for one in (store, self.another(store)):
            with one.begin() as unit:
                same(seen(unit), whole())
            same(list(self.sent(one)), [message("P/0"), message("P/1", None)])

    def test_nothing_is_kept_where_the_block_raises(self) -> None:
        """Not even where it is stopped from outside."""
        for error in (ValueError(), InvalidInput("purchase", ()), KeyboardInterrupt()):
            store = self.store()
            with raised(type(error)), store.begin() as unit:
                write(unit)
                raise error
            with store.begin() as unit:
                same(seen(unit), nothing())
            same(list(self.sent(store)), [])

    def test_what_is_written_after_the_end_has_no_effect(self) -> None:
        """It may be refused, or pass unnoticed."""
        store = self.store()
        with store.begin() as unit:
            pass
        try:
            write(unit)
        except Exception as error:  # noqa: BLE001 -- which one is the adapter's own affair
            same(isinstance(error, AssertionError), False)
        with store.begin() as unit:
            same(seen(unit), nothing())

    def test_wallets_are_what_the_entries_come_to(self) -> None:
        """Whether these are written one by one or at a time, each owner and each kind of points apart."""
        store = self.store()
        others = [granted("a", 7, owner="boris"), granted("b", 8, currency="chips")]
        for n, one in enumerate(MOVES, 1):
            with store.begin() as unit:
                unit.post([one])
                same(unit.wallet("home", "bonus"), wallet_of(MOVES[:n], "home"))
        with store.begin() as unit:
            unit.post(others)
            same(unit.wallet("home", "bonus"), wallet_of(MOVES, "home"))
            same(unit.wallet("boris", "bonus"), wallet_of(others, "boris"))
            same(unit.wallet("home", "chips"), wallet_of(others, "home", currency="chips"))
            same([list(unit.kinds(owner)) for owner in ("home", "boris")], [["bonus", "chips"], ["bonus"]])
        store = self.store()
        with store.begin() as unit:
            unit.post(iter((*MOVES, *others)))
            same(unit.wallet("home", "bonus"), wallet_of(MOVES, "home"))

    def test_points_go_from_one_wallet_to_another(self) -> None:
        """In a lot that is the same there; of several owners' entries, those of each count for him."""
        store = self.store()
        moved = evolve(granted("m-1", 7, owner="hut"), source=Account(WALLET, "home"))
        owed = entry("m-2", OWED, AccountKind.TAKEN_BACK, 1, lot=None, owner="hut")
        owed = evolve(owed, target=Account(OWED, "home"))
        entries = [*MOVES, moved, evolve(moved, id="m-3", amount=1), owed]
        with store.begin() as unit:
            unit.post(entries)
        with store.begin() as unit:
            for owner in ("home", "hut"):
                same(unit.wallet(owner, "bonus"), wallet_of(entries, owner))
            with raised(InvalidInput, "another lot of that name"):
                unit.post([evolve(moved, id="m-4", expires_at=None)])

    def test_a_step_needs_no_lots_that_are_spent_or_expired(self) -> None:
        """It reads those with points to spend at its instant, and those that it names, and what is owed."""
        store, whole_wallet = self.store(), wallet_of(LOTS, "home")
        with store.begin() as unit:
            unit.post([*LOTS, *(granted(f"b-{n}", n, lot=f"L-{n}", owner="boris") for n in range(1, 9))])
        hours = [AT + n * HOUR for n in range(-1, 4)]
        with store.begin() as unit:
            for at in (*hours, AT - dt.timedelta(microseconds=1), AT.astimezone(dt.UTC)):
                for lots in ((), ("L-7",), ("L-3", "L-8", "L-1", "L-6", "L-0")):
                    found = unit.wallet("home", "bonus", at=at, lots=lots)
                    same(found, whole_wallet.usable(at, lots))
            same(unit.wallet("home", "chips", at=AT, lots=("L-1",)), Wallet(owner="home", currency="chips"))
            claim = entry("c", CLAIMED, AccountKind.TAKEN_BACK, 1, lot=None)
            unit.post([claim])
            same(unit.wallet("home", "bonus", at=AT), wallet_of([*LOTS, claim], "home"))

    def test_the_ledger_refuses_what_is_not_there(self) -> None:
        """None of the entries is written then, and what was written before stays."""
        refused = {
            "more than is free": entry("x", WALLET, AccountKind.WRITTEN_OFF, 31),
            "more than is held": entry("x", RESERVE, WALLET, 1),
            "of a lot that nothing granted": entry("x", WALLET, RESERVE, 1, lot="L-2"),
            "a lot that is there": granted("x", 5),
            "more than is owed": entry("x", WALLET, OWED, 1),
            "more than is claimed": entry("x", WALLET, CLAIMED, 1),
            "an id that is there": granted("1", 5, lot="L-3"),
        }
        for wrong, one in refused.items():
            store = self.store()
            with store.begin() as unit:
                unit.post([granted("1", 30)])
            with store.begin() as unit:
                with raised(InvalidInput, wrong):
                    unit.post([granted("2", 4, lot="L-4", owner="boris"), granted("3", 4, lot="L-5"), one])
                same(unit.wallet("boris", "bonus"), Wallet(owner="boris"))
            with store.begin() as unit:
                same(unit.wallet("home", "bonus"), wallet_of([granted("1", 30)], "home"))
                unit.post([granted("3", 4, lot="L-5")])  # its id is free
        with self.store().begin() as unit, raised(InvalidInput, "one id twice"):
            unit.post([granted("1", 30), granted("1", 5, lot="L-2")])

    def test_a_purchase_is_kept_as_it_is(self) -> None:
        """In every state, with all that it has moved; what was kept of it before is gone."""
        store = self.store()
        kept, _ = returned()
        for one in (*(purchase(state=state) for state in PurchaseState), kept):
            with store.begin() as unit:
                unit.save(one)
            with store.begin() as unit:
                same(unit.purchase("P"), one)
                same(unit.purchase("p"), None)

    def test_reservations_of_open_purchases_count(self) -> None:
        """Those of a later calculation replace them, and at the end of the purchase they are gone."""
        store = self.store()
        for state, reserved, expected in (
            (PurchaseState.OPEN, [OURS, HERS, OURS], ([OURS, OURS, OURS], [HERS])),
            (PurchaseState.OPEN, [OURS], ([OURS, OURS], [])),
            (PurchaseState.OPEN, [], ([OURS], [])),
            (PurchaseState.OPEN, [HERS], ([OURS], [HERS])),
            (PurchaseState.CONFIRMED, [HERS], ([OURS], [])),
        ):
            with store.begin() as unit:
                unit.save(purchase("Q", reserved=[OURS]))
                unit.save(purchase("P", state, reserved=reserved))
            with store.begin() as unit:
                found = (list(unit.reserved(None, "money")), list(unit.reserved("anna", "money")))
                same(found, expected)
                same(list(unit.reserved("anna", "visits")), [])

    def test_open_purchases_are_overdue_from_their_time_on(self) -> None:
        """Whatever offset it is told with, in the order of ids."""
        store = self.store()
        with store.begin() as unit:
            for id in ("b", "10", "9", "B"):
                unit.save(purchase(id, expires_at=AT))
            unit.save(purchase("late", expires_at=AT + dt.timedelta(microseconds=1)))
            unit.save(purchase("done", PurchaseState.CANCELLED, expires_at=AT - HOUR))
        with store.begin() as unit:
            same(list(unit.overdue(AT.astimezone(dt.UTC))), ["9", "10", "B", "b"])
            same(list(unit.overdue(AT - dt.timedelta(microseconds=1))), [])
            unit.save(purchase("B", PurchaseState.CONFIRMED, expires_at=AT))
            same(list(unit.overdue(AT)), ["9", "10", "b"])

    def test_counters_tell_their_changes(self) -> None:
        """Each with the offset of its moment, where it is asked for; those of the programme are nobody's."""
        store = self.store()
        for change in (VISIT, UNDONE, VISIT):
            with store.begin() as unit:
                unit.count("anna", "visits", change)
        with store.begin() as unit:
            unit.count(None, "visits", UNDONE)
            same(unit.counter("anna", "visits"), Counter(5, changes=[VISIT, UNDONE, VISIT]))
            same(unit.counter(None, "visits"), Counter(-1, changes=[UNDONE]))
            same(unit.counter("anna", "Visits"), NEVER_COUNTED)
            same(unit.counter("anna", "visits", changes=False), Counter(5))
            unit.count("anna", "visits", evolve(VISIT, at=AT - HOUR))
            late = Counter(8, changes=[VISIT, UNDONE, VISIT])
            same(unit.counter("anna", "visits", since=AT.astimezone(dt.UTC)), late)

    def test_favourites_and_attributes_replace_what_was_kept(self) -> None:
        """Each of one member and one name."""
        store = self.store()
        empty = SlotSet(rule="favourites", no_slots=True)
        with store.begin() as unit:
            write(unit)
            unit.keep_slots("anna", empty)
            unit.keep_attribute("anna", AttributeHistory("taste", items=history().items[:1]))
        with store.begin() as unit:
            same(unit.slots("anna", "favourites"), empty)
            same(unit.attribute("anna", "taste").items, history().items[:1])
            same(unit.slots("boris", "favourites"), None)

    def test_the_outbox_keeps_its_order(self) -> None:
        """That of sending, over all transactions; no id is there twice."""
        store = self.store()
        ids = ["b", "a", "10", "9"]
        for id in ids:
            with store.begin() as unit:
                unit.send(message(id))
        with store.begin() as unit, raised(InvalidInput, "an id that is there"):
            unit.send(message("a"))
        same([one.id for one in self.sent(store)], ids)

    def test_an_answer_comes_back_as_it_was_given(self) -> None:
        """Of whichever kind, and of a purchase or of none; the id of a step is taken for ever."""
        store = self.store()
        answers = {"none": None, "calculation": calculation(), "returned": returned()[1], **BY_HAND}
        with store.begin() as unit:
            for id, answer in answers.items():
                unit.record(operation(id, answer))
        with store.begin() as unit:
            for id, answer in answers.items():
                same(unit.operation(id), operation(id, answer))
                with raised(InvalidInput, "an id that is there"):
                    unit.record(operation(id, None))
        found = calculation()
        with store.begin() as unit:
            kept = unit.operation("calculation")
        same(None if kept is None else getattr(kept.answer, "fingerprint", None), found.fingerprint)

    def test_stores_on_the_same_data_see_what_the_other_has_committed(self) -> None:
        """Whichever of them begins."""
        first = self.store()
        second = self.another(first)
        for n, (one, other) in enumerate([(first, second), (second, first), (first, first)], 1):
            with one.begin() as unit:
                unit.count(None, "visits", VISIT)
            with other.begin() as unit:
                same(unit.counter(None, "visits").value, 3 * n)

    def test_points_are_spent_once(self) -> None:
        """Threads that spend the same points at the same time never spend more than there are."""
        store = self.store()
        with store.begin() as unit:
            unit.post([granted("grant", 7)])

        def spend(unit: UnitOfWork, name: str) -> bool:
            (lot,) = unit.wallet("home", "bonus").lots
            time.sleep(_PAUSE)
            if lot.amount:
                unit.post([entry(name, WALLET, AccountKind.REDEEMED, 1)])
            return lot.amount > 0

        spent = self._at_the_same_time(store, spend)
        with store.begin() as unit:
            same((spent.count(True), sum(lot.amount for lot in unit.wallet("home", "bonus").lots)), (7, 0))

    def test_a_budget_is_given_once(self) -> None:
        """Threads that use the same counter at the same time never use more than it allows."""
        store = self.store()

        def use(unit: UnitOfWork, name: str) -> bool:
            reserved = sum(one.by for one in unit.reserved(None, "money"))
            free = unit.counter(None, "money").value + reserved + 500 <= 7 * 500
            time.sleep(_PAUSE)
            if free and name.endswith("0"):
                unit.count(None, "money", CounterChange(at=AT, by=500))
            elif free:
                unit.save(purchase(name, reserved=[OURS]))
            return free

        used = self._at_the_same_time(store, use)
        with store.begin() as unit:
            counted, reserved = unit.counter(None, "money").value, len(unit.reserved(None, "money"))
        same((used.count(True), counted + 500 * reserved), (7, 3500))

    def _at_the_same_time(self, store: Store, step: Callable[[UnitOfWork, str], T]) -> list[T]:
        """What *step* comes to in transactions of several threads, half of them on another store."""
        answers: list[T] = []
        faults: list[BaseException] = []
        start = threading.Barrier(_THREADS)

        def work(thread: int) -> None:
            try:
                mine = self.another(store) if thread % 2 else store
                start.wait()
                for n in range(_ATTEMPTS):
                    answers.append(_again(mine, step, f"{thread}-{n}"))
            except BaseException as error:  # noqa: BLE001 -- told below, by the thread that waits
                start.abort()
                faults.append(error)

        threads = [threading.Thread(target=work, args=(n,)) for n in range(_THREADS)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        if faults:
            raise AssertionError(f"a thread has failed: {faults[0]!r}") from faults[0]
        return answers


def _again(store: Store, step: Callable[[UnitOfWork, str], T], name: str) -> T:
    """*step* in a transaction, tried again as long as others are quicker."""
    for _ in range(_TRIES):
        try:
            with store.begin() as unit:
                return step(unit, name)
        except Conflict:
            time.sleep(_PAUSE)
    raise AssertionError(f"{_TRIES} transactions in a row have met others that were quicker")
