"""What goes wrong with the file of a `SqliteStore` ends in a clear error, and leaves no half of a step."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from programme.desk_steps import BATCH, DESK_STEPS, ENDS_ONCE
from programme.steps import STEPS, Step, kept, meant, prepared, still_open

from loyalty_engine.adapters.sqlite import SqliteStore
from loyalty_engine.adapters.sqlite_transaction import Transaction
from loyalty_engine.program.ports import Conflict, StoreFailed

resource = pytest.importorskip("resource", reason="only POSIX has limits for files")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "shop.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    with SqliteStore(path) as opened:
        yield opened


@pytest.fixture
def twin(tmp_path: Path) -> Iterator[SqliteStore]:
    """Another store, for what is meant to be in the first."""
    with SqliteStore(tmp_path / "twin.sqlite") as opened:
        yield opened


ALL = {**STEPS, **DESK_STEPS, "a batch": BATCH}


def until_purchases_time_out(
    store: SqliteStore, twin: SqliteStore, trouble: Callable[[int], Any], kind: str
) -> int:
    """Sweep in one *trouble* after the other; how often it has failed. Each purchase goes as a whole."""
    _, done = meant(STEPS["sweep"], twin)
    shop = prepared(STEPS["sweep"], store)
    why = ""
    for n in count():
        with trouble(n):
            try:
                shop.sweep()
            except StoreFailed as error:
                why = error.why
            else:
                break
        assert why == kind
        for id in "pq":
            still_open(shop, id)
    assert kept(store) == done
    return n


def until_it_succeeds(
    step: Step, store: SqliteStore, twin: SqliteStore, trouble: Callable[[int], Any], kind: str
) -> int:
    """Carry *step* out in one *trouble* after the other; how often it has failed, with errors of this *kind*.

    Each time nothing has happened, until all of it has.
    """
    answer, done = meant(step, twin)
    shop = prepared(step, store)
    before = kept(store)
    found: object = None
    why = ""
    for n in count():
        with trouble(n):
            try:
                found = step.call(shop)
            except StoreFailed as error:
                why = error.why
            else:
                break
        assert (why, kept(store)) == (kind, before)
    assert (found, kept(store)) == (answer, done)
    return n


class TestStatements:
    @pytest.mark.parametrize("step", ENDS_ONCE.values(), ids=ENDS_ONCE)
    def test_any_statement_may_fail(
        self, step: Step, store: SqliteStore, twin: SqliteStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The first and the last included."""

        @contextmanager
        def failing(at: int) -> Iterator[None]:
            with monkeypatch.context() as patched:
                patched.setattr(Transaction, "_carry_out", failing_at(at))
                yield

        assert until_it_succeeds(step, store, twin, failing, "disk I/O error") > 5

    def test_any_statement_may_fail_while_purchases_time_out(
        self, store: SqliteStore, twin: SqliteStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        @contextmanager
        def failing(at: int) -> Iterator[None]:
            with monkeypatch.context() as patched:
                patched.setattr(Transaction, "_carry_out", failing_at(at))
                yield

        assert until_purchases_time_out(store, twin, failing, "disk I/O error") > 5


def failing_at(at: int) -> Callable[..., object]:
    """How statements are carried out, of which this one fails."""
    carry_out, left = Transaction._carry_out, iter(range(at))

    def carried_out(self: Transaction, statement: str, values: tuple[object, ...]) -> object:
        if next(left, None) is None:
            raise sqlite3.OperationalError("disk I/O error")
        return carry_out(self, statement, values)

    return carried_out


class TestFullDisk:
    @pytest.mark.parametrize("step", ENDS_ONCE.values(), ids=ENDS_ONCE)
    def test_each_step_finds_room_for_all_of_it_or_for_nothing(
        self, step: Step, store: SqliteStore, twin: SqliteStore
    ) -> None:
        """The log beside the file may grow by a few bytes more each time."""
        log = store.path.with_name("shop.sqlite-wal")

        @contextmanager
        def full(n: int) -> Iterator[None]:
            with no_larger(log.stat().st_size + 1_500 * n):
                yield

        assert until_it_succeeds(step, store, twin, full, "disk I/O error") > 3

    def test_purchases_that_time_out_find_room_for_each_of_them_or_none(
        self, store: SqliteStore, twin: SqliteStore
    ) -> None:
        log = store.path.with_name("shop.sqlite-wal")

        @contextmanager
        def full(n: int) -> Iterator[None]:
            with no_larger(log.stat().st_size + 1_500 * n):
                yield

        assert until_purchases_time_out(store, twin, full, "disk I/O error") > 3


def _for_reading(connect: Callable[..., sqlite3.Connection], path: Path, **more: Any) -> sqlite3.Connection:
    return connect(f"file:{path}?mode=ro", uri=True, **more)


def _restore(path: Path) -> None:
    """Put a copy in the place of the file."""
    Path(shutil.copy(path, path.with_name("copy"))).replace(path)


class TestOthers:
    @pytest.mark.parametrize("step", ALL.values(), ids=ALL)
    def test_who_keeps_the_file_for_too_long(self, path: Path, step: Step, twin: SqliteStore) -> None:
        answer, done = meant(step, twin)
        with SqliteStore(path, patience=dt.timedelta(0)) as store:
            shop = prepared(step, store)
            before = kept(store)
            with closing(sqlite3.connect(path, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                with pytest.raises(Conflict, match="try again"):
                    step.call(shop)
            assert kept(store) == before
            assert (step.call(shop), kept(store)) == (answer, done)

    @pytest.mark.parametrize("step", ALL.values(), ids=ALL)
    def test_a_file_that_may_only_be_read(
        self, path: Path, step: Step, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shop = prepared(step, store)
        before = kept(store)
        monkeypatch.setattr(sqlite3, "connect", partial(_for_reading, sqlite3.connect))
        with SqliteStore(path) as reading:
            with pytest.raises(StoreFailed, match="attempt to write a readonly database"):
                step.call(evolve(shop, store=reading))
            assert kept(reading) == before

    @pytest.mark.parametrize(
        "trouble",
        [
            pytest.param(Path.unlink, id="deleted"),
            pytest.param(lambda path: path.rename(path.with_name("moved.sqlite")), id="moved"),
            pytest.param(_restore, id="restored"),
        ],
    )
    @pytest.mark.parametrize("idle", [True, False], ids=["open", "between connections"])
    def test_a_file_that_is_not_there_any_more(
        self, path: Path, store: SqliteStore, trouble: Callable[[Path], object], idle: bool
    ) -> None:
        """Nothing is written where nobody will look for it, and no new programme begins unnoticed."""
        step = STEPS["confirm"]
        shop = prepared(step, store)
        if not idle:
            store.close()
        trouble(path)
        was_there = path.exists()
        for call in (step.call, lambda shop: shop.purchase("p")):
            with pytest.raises(StoreFailed, match="not the one that was opened; open the store anew"):
                call(shop)
        assert path.exists() == was_there


@contextmanager
def no_larger(size: int) -> Iterator[None]:
    """No file can grow beyond *size* bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
