"""What only a store in a file of SQLite has to show: its file, its limits, and what a step costs."""

from __future__ import annotations

import datetime as dt
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, cast

import pytest
from attrs import evolve
from programme.till import program
from shop import NOON, eur, receipt

from loyalty_engine import (
    AmountOff,
    Budget,
    InvalidInput,
    Limit,
    Members,
    Offer,
    PayWithPoints,
    PointsAsked,
    PointsPercent,
    Window,
    WindowUnit,
    WithdrawPoints,
)
from loyalty_engine.adapters import sql_purchases
from loyalty_engine.adapters.sql_outbox import SqlOutbox
from loyalty_engine.adapters.sql_purchases import Recent
from loyalty_engine.adapters.sql_unit import SqlUnit
from loyalty_engine.adapters.sqlite import SqliteStore
from loyalty_engine.adapters.sqlite_transaction import Transaction
from loyalty_engine.engine.refund import ReturnedLine
from loyalty_engine.errors import LoyaltyError
from loyalty_engine.model.counters import CounterChange
from loyalty_engine.model.ledger import AccountKind, LedgerEntry
from loyalty_engine.program.facts import facts_for
from loyalty_engine.program.ports import Conflict, StoreFailed
from loyalty_engine.program.program import LoyaltyProgram
from loyalty_engine.program.purchases import PurchaseState
from loyalty_engine.testing.kept import HOUR, RESERVE, WALLET, entry, granted, message, purchase, write
from loyalty_engine.testing.kept_statuses import status_given

TENTH = Offer.of("tenth", [], [PointsPercent(10)], reach=Members(), cumulative=True)
TILL = receipt(("tea", "60.00"), ("soap", "40.00"))


def _tight(
    connect: Callable[..., sqlite3.Connection], most: int, *given: Any, **more: Any
) -> sqlite3.Connection:
    """A connection to a file that may have only so many pages."""
    made = connect(*given, **more)
    made.execute(f"PRAGMA max_page_count = {most}")
    return made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "shop.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    with SqliteStore(path) as opened:
        yield opened


def by_hand(path: Path, *statements: str) -> None:
    """Carry statements out in the file, past the library."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


class TestFile:
    @pytest.mark.parametrize(
        ("statement", "message"),
        [
            pytest.param(
                "PRAGMA user_version = 2",
                "its tables are of version 2, and this release knows 1; use a newer release",
                id="of a newer release",
            ),
            pytest.param(
                "PRAGMA application_id = 7", "its file is the database of something else", id="of another"
            ),
        ],
    )
    def test_a_file_that_this_release_cannot_use_is_refused(
        self, path: Path, statement: str, message: str
    ) -> None:
        SqliteStore(path).close()
        by_hand(path, statement)
        with pytest.raises(StoreFailed) as caught:
            SqliteStore(path)
        assert str(caught.value) == f"the store of the programme: {message}"

    def test_a_database_of_something_else_stays_as_it_is(self, path: Path) -> None:
        by_hand(path, "CREATE TABLE books (title TEXT)")
        with pytest.raises(StoreFailed, match="the database of something else"):
            SqliteStore(path)

    @pytest.mark.parametrize("text", ["no database at all" * 100, "short"])
    def test_a_file_that_is_no_database(self, path: Path, text: str) -> None:
        path.write_text(text)
        with pytest.raises(StoreFailed, match="file is not a database"):
            SqliteStore(path)

    def test_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(StoreFailed, match="unable to open database file"):
            SqliteStore(tmp_path / "nowhere" / "shop.sqlite")

    def test_memory_is_no_file(self) -> None:
        with pytest.raises(InvalidInput, match="take a MemoryStore"):
            SqliteStore(Path(":memory:"))

    def test_what_is_committed_has_reached_the_disk(self, store: SqliteStore) -> None:
        settings = ("journal_mode", "synchronous", "foreign_keys")
        with closing(store._opened()) as connection:
            found = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in settings]
        assert found == ["wal", 2, 1]


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE entry SET amount = 1", id="changed"),
        pytest.param("DELETE FROM entry", id="deleted"),
        pytest.param("INSERT OR REPLACE INTO entry SELECT * FROM entry", id="replaced"),
    ],
)
def test_the_ledger_only_grows(store: SqliteStore, path: Path, statement: str) -> None:
    with store.begin() as unit:
        unit.post([granted("1", 30)])
    with pytest.raises(sqlite3.IntegrityError, match="an entry of the ledger is never"):
        by_hand(path, statement)
    assert [one.amount for one in store.ledger] == [30]


class TestTrouble:
    def test_who_waits_too_long_may_try_again(self, path: Path) -> None:
        with SqliteStore(path, patience=dt.timedelta(0)) as store, store.begin():
            waiting = store.begin()
            with pytest.raises(Conflict, match="try again"):
                waiting.__enter__()
        with SqliteStore(path) as store, store.begin() as unit:
            assert unit.purchase("P") is None

    def test_who_has_patience_waits_until_the_file_is_free(self, path: Path, store: SqliteStore) -> None:
        """Longer than SQLite waits at a time, and in another thread, as another process would."""
        done: list[str] = []

        def wait() -> None:
            with SqliteStore(path) as other, other.begin() as unit:
                done.append(unit.status("anna", "levels") or "")

        waiting = threading.Thread(target=wait)
        with store.begin() as unit:
            waiting.start()
            time.sleep(0.05)
            unit.keep_status("anna", status_given("gold"))
        waiting.join()
        assert done == ["gold"]

    def test_a_full_disk_takes_all_of_a_step_or_nothing(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The file is given a small page more each time, until all of the purchase finds room."""
        by_hand(path, "PRAGMA page_size = 512", "VACUUM")
        SqliteStore(path).close()
        offers = [evolve(TENTH, id=f"tenth-{n}") for n in range(9)]
        with closing(sqlite3.connect(path)) as connection:
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
        seen: list[tuple[PurchaseState | None, list[int]]] = []
        while not seen or seen[-1][0] is not PurchaseState.CONFIRMED:
            with monkeypatch.context() as patched:
                patched.setattr(sqlite3, "connect", partial(_tight, sqlite3.connect, pages + len(seen)))
                with SqliteStore(path) as store, suppress(StoreFailed):
                    shop, _, _ = program(*offers, store=store)
                    shop.calculate("p", "1", TILL, "anna")
                    shop.confirm("p", "2")
            with SqliteStore(path) as store:
                kept = program(*offers, store=store)[0].purchase("p")
                seen.append((None if kept is None else kept.state, [one.amount for one in store.ledger]))
        steps = [(None, []), (PurchaseState.OPEN, []), (PurchaseState.CONFIRMED, [10] * 9)]
        assert [step for step, _ in groupby(seen)] == steps

    def test_after_a_failure_nothing_is_carried_out(self, store: SqliteStore) -> None:
        """Not even where the host goes on as if there had been none."""
        with pytest.raises(StoreFailed) as first, store.begin() as unit:
            self.stumble(unit)
        assert str(first.value) == "the store of the programme: a value that SQLite cannot hold"
        with store.begin() as unit:
            assert (unit.ledger(), unit.status("anna", "levels")) == ((), None)

    @staticmethod
    def stumble(unit: SqlUnit) -> None:
        unit.post([granted("1", 30)])
        for status in ("half a pair: \ud800", "gold"):
            with pytest.raises(StoreFailed):
                unit.keep_status("anna", status_given(status))

    @pytest.mark.parametrize(
        ("statement", "read", "what"),
        [
            pytest.param(
                "UPDATE purchase SET value = replace(value, 'anna', 'anna\"')",
                lambda unit: unit.purchase("P"),
                "a purchase",
                id="no JSON",
            ),
            pytest.param(
                "UPDATE outbox SET origin = 'anna'", lambda unit: unit.outbox(), "a message", id="no origin"
            ),
            pytest.param(
                "UPDATE entry SET target = 'anna'",
                lambda unit: unit.ledger(),
                "an entry of the ledger",
                id="no account",
            ),
            pytest.param(
                "UPDATE status SET at = 'anna'",
                lambda unit: unit.status_records("anna", "levels"),
                "a status",
                id="no moment",
            ),
        ],
    )
    def test_what_cannot_be_read_is_not_told(
        self, store: SqliteStore, path: Path, statement: str, read: Callable[[SqlUnit], object], what: str
    ) -> None:
        with store.begin() as unit:
            write(unit)
            unit.keep_status("anna", status_given("gold"))
        by_hand(path, "DROP TRIGGER entry_stays_as_it_is", "DROP TRIGGER status_stays_as_it_is", statement)
        with pytest.raises(LoyaltyError) as caught, store.begin() as unit:
            read(unit)
        assert str(caught.value) == f"the store of the programme: this release cannot read {what} in it"


class TestByHeart:
    """Calculations that a process has written or read lately are not read again."""

    def test_they_are_what_another_process_reads(self, store: SqliteStore, path: Path) -> None:
        program(TENTH, store=store)[0].calculate("p", "1", TILL, "anna")
        with SqliteStore(path) as other:
            here, there = (program(TENTH, store=one)[0].purchase("p") for one in (store, other))
        assert here is not None
        assert there is not None
        assert here == there
        found = [(one.fingerprint, one.explain()) for one in (here.calculation, there.calculation)]
        assert found[0] == found[1]
        assert not found[0][1].complete

    def test_what_was_taken_back_is_not_there(self, store: SqliteStore) -> None:
        with suppress(ZeroDivisionError), store.begin() as unit:
            unit.save(purchase("P"))
            raise ZeroDivisionError
        with store.begin() as unit:
            assert unit.purchase("P") is None

    def test_they_are_not_too_many(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sql_purchases, "MOST_RECENT", 2)
        recent, calculation = Recent(), purchase().calculation
        for digest in "abc":
            recent.keep(digest, calculation)
        assert [recent.calculation(digest) for digest in "abc"] == [None, None, calculation]


class TestCost:
    """In steps of SQLite's own machine, which do not depend on how busy ours is."""

    @pytest.mark.parametrize(
        "step",
        [
            pytest.param(lambda unit, n: unit.wallet("home", "bonus"), id="balance"),
            pytest.param(
                lambda unit, n: unit.post([entry(f"new-{n}", WALLET, RESERVE, 1)]), id="points set aside"
            ),
            pytest.param(lambda unit, n: unit.save(purchase(f"new-{n}")), id="purchase"),
            pytest.param(lambda unit, n: unit.overdue(purchase().expires_at), id="overdue"),
        ],
    )
    def test_a_step_costs_the_same_after_ten_thousand_entries(
        self, store: SqliteStore, step: Callable[[SqlUnit, int], object]
    ) -> None:
        """Of the same lot: a wallet is as large as it has lots."""
        with store.begin() as unit:
            unit.post([granted("grant", 50_000)])
        counts = []
        for n in (10, 10_000):
            with store.begin() as unit:
                unit.post(entry(f"{n}-{one}", WALLET, AccountKind.REDEEMED, 1) for one in range(n))
                for one in range(n // 100):
                    unit.save(purchase(f"{n}-{one}", PurchaseState.CONFIRMED))
            counts.append(self.steps(store, step, n))
        few, many = counts
        assert few > 0
        assert many <= few * 1.1

    def test_a_message_leaves_at_the_same_cost_after_a_thousand_others(self, store: SqliteStore) -> None:
        outbox = SqlOutbox(store)
        counts = []
        for n in (10, 1_000):
            with store.begin() as unit:
                for one in range(n):
                    unit.send(message(f"{n}-{one}"))
            for letter in outbox.lease(NOON, NOON, n):
                outbox.sent(letter.message.id)
            with store.begin() as unit:
                unit.send(message(f"{n}-new"))
            (connection,) = store._mine()
            counts.append(self.ticks(connection, lambda: outbox.lease(NOON, NOON, 1)))
        few, many = counts
        assert few > 0
        assert many <= few * 1.1

    def test_the_facts_of_a_purchase_cost_the_same_after_a_thousand_others(self, store: SqliteStore) -> None:
        """Those of the same member, under the same budget and the same limit."""
        limits: list[Budget | Limit] = [Budget(money=eur("1000000.00")), Limit(10**6)]
        offer = Offer.of("off", [], [AmountOff(eur("1.00"))], reach=Members(), cumulative=True, limits=limits)
        shop, _, _ = program(offer, store=store)
        book = shop.books.book("v1")
        counts = []
        for n in (10, 1_000):
            with store.begin() as unit:
                for owner, name in ((None, "money:off"), ("anna", "uses:off")):
                    for _ in range(n):
                        unit.count(owner, name, CounterChange(at=NOON, by=1))
            counts.append(
                self.steps(store, lambda unit, n: facts_for(unit, shop.members, book, TILL, "anna"), n)
            )
        few, many = counts
        assert few > 0
        assert many <= few * 1.1

    def test_changes_of_a_counter_that_no_offer_looks_back_to_cost_nothing(self, store: SqliteStore) -> None:
        """What was used a year ago does not count where three a day are allowed."""
        limit = Limit(3, window=Window(1, WindowUnit.DAY))
        offer = Offer.of(
            "off", [], [AmountOff(eur("1.00"))], reach=Members(), cumulative=True, limits=[limit]
        )
        shop, _, _ = program(offer, store=store)
        book = shop.books.book("v1")
        counts = []
        late = CounterChange(at=NOON - HOUR, by=1)
        with store.begin() as unit:
            unit.count("anna", "uses:off", late)
        for n in (10, 1_000):
            with store.begin() as unit:
                for _ in range(n):
                    unit.count("anna", "uses:off", CounterChange(at=NOON - dt.timedelta(days=365), by=1))
            with store.begin() as unit:
                found, _ = facts_for(unit, shop.members, book, TILL, "anna")
            assert found is not None
            assert dict(found.counters)["uses:off"].changes == (late,)
            counts.append(
                self.steps(store, lambda unit, n: facts_for(unit, shop.members, book, TILL, "anna"), n)
            )
        few, many = counts
        assert few > 0
        assert many <= few * 1.1

    def test_a_purchase_costs_the_same_with_a_thousand_lots_that_are_spent_or_expired(
        self, store: SqliteStore
    ) -> None:
        offers = (
            Offer.of("pay", [], [PayWithPoints(percent=50)], reach=Members(), cumulative=True),
            Offer.of("take", [], [WithdrawPoints(1)], reach=Members(), cumulative=True),
        )
        shop, _, _ = program(TENTH, *offers, store=store)
        counts = []
        for n in (10, 1_000):
            with store.begin() as unit:
                unit.post([*self.old_lots(n), entry(f"new-{n}", AccountKind.ISSUED, WALLET, 50, lot=f"{n}")])
            (connection,) = store._mine()
            counts.append(self.ticks(connection, partial(self.buy, shop, f"p-{n}")))
        few, many = counts
        assert few > 0
        assert many <= few * 1.25  # the first purchase has left lots with points

    @staticmethod
    def old_lots(n: int) -> Iterator[LedgerEntry]:
        """Lots of which nothing is left, and as many that have expired."""
        for one in range(n):
            spent, late = f"spent-{n}-{one}", f"late-{n}-{one}"
            yield granted(f"{spent}/1", 5, lot=spent)
            yield entry(f"{spent}/2", WALLET, AccountKind.REDEEMED, 5, lot=spent)
            yield entry(late, AccountKind.ISSUED, WALLET, 5, lot=late, expires_at=NOON - HOUR)

    @staticmethod
    def buy(shop: LoyaltyProgram, name: str) -> None:
        """A purchase that moves points in all ways, and a return of a part of it."""
        asked = evolve(TILL, points_asked=[PointsAsked(currency="bonus", amount=9)])
        shop.calculate(name, f"{name}/1", asked, "home")
        shop.cancel_payment(name, f"{name}/2")
        assert shop.pay(name, f"{name}/3", asked.points_asked).paid
        assert shop.confirm(name, f"{name}/4").points
        assert shop.refund(name, f"{name}/5", [ReturnedLine(1, 1)]).refund.paid

    def steps(self, store: SqliteStore, step: Callable[[SqlUnit, int], object], n: int) -> int:
        with store.begin() as unit:
            return self.ticks(cast(Transaction, unit._sql)._connection, lambda: step(unit, n))

    @staticmethod
    def ticks(connection: sqlite3.Connection, work: Callable[[], object]) -> int:
        count = 0

        def tick() -> int:
            nonlocal count
            count += 1
            return 0

        connection.set_progress_handler(tick, 1)
        work()
        connection.set_progress_handler(None, 1)
        return count
