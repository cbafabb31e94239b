"""What the programme costs around the calculation: ``python bench/program.py [--quick] [--json]``.

A purchase of 20 lines is calculated under 1,000 offers, five of which match, and confirmed; everything that
this moves is kept in a file of SQLite, on whatever disk the temporary directory lies. What is compared takes
turns (see `ratio`). The clock on the wall is used where the disk is waited for, and then a busy machine
shows. With ``--json`` the last line is one flat object:

- ``purchase_over_rows_by_hand``: a purchase, in its two transactions, against writing the rows that it leaves
  by hand, in one; by the wall.
- ``purchase_over_bare_inserts``: the same against as many rows of a few words, in a table without keys.
- ``purchase_over_calculate``: the same against a bare ``calculate``, by the processor.
- ``entries_10000_over_10``: a purchase paid with points by a member with so many entries in the ledger,
  against one with ten, by the processor.
- ``sqlite_4_processes_over_1``: purchases per second of four processes on one file, against one process.
- ``sqlite_purchases_per_second``: of these four.
- ``postgres_purchases_per_second``: of four processes on the PostgreSQL that ``--postgres`` or the variable
  LOYALTY_POSTGRES names, as a URL ``postgresql+psycopg://…``; left out where there is none.
- ``postgres_p99_ms``: a hundredth of these purchases took longer, in milliseconds.
- ``postgres_waiting_for_locks``: how many of the four waited for a lock, on average.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from attrs import frozen
from crowd import Crowd, on_postgres, on_sqlite
from market import Market
from ratio import Work, take_turns
from report import Goal, Report
from tills import REGULAR, Till, entries, small_market

from loyalty_engine import calculate
from loyalty_engine.adapters.sqlite import SqliteStore
from loyalty_engine.adapters.sqlite_schema import SETTINGS

GOALS: Mapping[str, Goal] = {
    "purchase_over_rows_by_hand": Goal(3),
    "purchase_over_bare_inserts": Goal(4),
    "purchase_over_calculate": Goal(20),
    "entries_10000_over_10": Goal(1.15),
    "sqlite_4_processes_over_1": Goal(0.8, at_least=True),
    "sqlite_purchases_per_second": Goal(1, at_least=True),
    "postgres_purchases_per_second": Goal(500, at_least=True),
    "postgres_p99_ms": Goal(100),
    "postgres_waiting_for_locks": Goal(1),
}


@frozen(kw_only=True)
class Scale:
    """How large everything is: *offers* in force, *rounds* of comparisons, *purchases* of each process."""

    offers: int = 1_000
    rounds: int = 60
    entries: tuple[int, int] = (10, 10_000)
    purchases: int = 250
    processes: int = 4


QUICK = Scale(offers=20, rounds=2, entries=(10, 40), purchases=3, processes=2)


@frozen
class Rows:
    """What a purchase leaves in the tables: statements, each with the rows that it inserts."""

    statements: tuple[tuple[str, list[tuple[object, ...]]], ...]

    @classmethod
    def of(cls, till: Till, path: Path) -> Rows:
        """Those of the next purchase of *till*, which keeps them in the file *path*."""
        with closing(sqlite3.connect(path)) as file:
            before = {table: _rows(file, table) for table in _tables(file)}
            till.buy()
            after = {table: _rows(file, table) for table in _tables(file)}
        found = []
        for table, (names, rows) in after.items():
            new = [row for row in rows if row not in before[table][1]]
            if new:
                marks = ", ".join("?" * len(names))
                found.append((f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", new))  # noqa: S608
        return cls(tuple(found))

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(len(rows) for _, rows in self.statements)

    def again(self, number: int) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
        """The same of another purchase, whose id ends with *number*."""
        for statement, rows in self.statements:
            yield statement, [tuple(_renamed(value, number) for value in row) for row in rows]


def _tables(file: sqlite3.Connection) -> list[str]:
    """The tables, those first that others refer to."""
    names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY rowid"
    return [name for (name,) in file.execute(names)]


def _rows(file: sqlite3.Connection, table: str) -> tuple[list[str], list[tuple[object, ...]]]:
    """The columns of a table but for the number of a row, which follows, and its rows."""
    columns = [str(name) for (name,) in file.execute("SELECT name FROM pragma_table_info(?)", [table])]
    names = [f'"{name}"' for name in columns if name != "number" or table == "reservation"]
    return names, file.execute(f"SELECT {', '.join(names)} FROM {table}").fetchall()  # noqa: S608


def _renamed(value: object, number: int) -> object:
    return value.replace("first-0", f"first-{number}") if isinstance(value, str) else value


@contextmanager
def _by_hand(folder: str, rows: Rows) -> Iterator[Work]:
    """Writes the rows of one purchase after the other into a file with the same tables and settings."""
    path = Path(folder) / "by-hand.sqlite"
    SqliteStore(path).close()
    numbers = itertools.count(1)
    with _file(path) as file:

        def write() -> None:
            file.execute("BEGIN IMMEDIATE")
            for statement, values in rows.again(next(numbers)):
                file.executemany(statement, values)
            file.execute("COMMIT")

        yield write


@contextmanager
def _bare_inserts(folder: str, count: int) -> Iterator[Work]:
    """Writes as many rows of a few words in each transaction."""
    with _file(Path(folder) / "bare.sqlite") as file:
        file.execute("PRAGMA journal_mode = WAL")
        file.execute("CREATE TABLE bare (id TEXT, amount INTEGER, at TEXT)")
        words = [(f"row {n}", n, "2026-11-18T10:30:00+00:00") for n in range(count)]

        def write() -> None:
            file.execute("BEGIN IMMEDIATE")
            file.executemany("INSERT INTO bare (id, amount, at) VALUES (?, ?, ?)", words)
            file.execute("COMMIT")

        yield write


@contextmanager
def _file(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that is set up as those of the store are."""
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        for setting in SETTINGS:
            file.execute(setting)
        yield file


def purchases(scale: Scale, market: Market, report: Report) -> None:
    """A purchase against its rows, as many bare ones, and its calculation."""
    with tempfile.TemporaryDirectory() as folder, SqliteStore(Path(folder) / "shop.sqlite") as store:
        till = Till.on(store, market, scale.offers, "first")
        rows = Rows.of(till, store.path)
        with _by_hand(folder, rows) as by_hand, _bare_inserts(folder, rows.count) as bare:
            works: dict[str, Work] = {
                "a purchase": till.buy,
                "its rows by hand": by_hand,
                "bare inserts": bare,
                "bare calculate": partial(_calculated, till),
            }
            waited = take_turns(works, scale.rounds, clock=time.perf_counter)
            worked = take_turns(works, scale.rounds)
    report.table(
        f"A purchase of 20 lines, calculated and confirmed in SQLite, and the {rows.count} rows of it",
        ("work", "us by the wall", "times the rows", "us of the processor", "times calculate"),
        [
            (
                name,
                waited.of(name) * 1e6,
                waited.ratio(name, "its rows by hand"),
                worked.of(name) * 1e6,
                worked.ratio(name, "bare calculate"),
            )
            for name in works
        ],
    )
    report.figures["purchase_over_rows_by_hand"] = waited.ratio("a purchase", "its rows by hand")
    report.figures["purchase_over_bare_inserts"] = waited.ratio("a purchase", "bare inserts")
    report.figures["purchase_over_calculate"] = worked.ratio("a purchase", "bare calculate")


def _calculated(till: Till) -> None:
    assert calculate(till.market.receipt, till.market.member, till.book).verdicts


def many_entries(scale: Scale, market: Market, report: Report) -> None:
    """A member of long standing against a new one; both pay with points."""
    with tempfile.TemporaryDirectory() as folder:
        works: dict[str, Work] = {}
        stores = []
        for count in scale.entries:
            store = SqliteStore(Path(folder) / f"{count}.sqlite")
            with store.begin() as unit:
                unit.post(entries(count))
            stores.append(store)
            till = Till.on(store, market, scale.offers)
            assert till.buy(REGULAR, points=9).paid
            works[f"{count:,}"] = partial(till.buy, REGULAR, points=9)
        rounds = take_turns(works, scale.rounds)
        for store in stores:
            store.close()
    few, many = works
    report.table(
        "A purchase paid with points by a member with entries in the ledger",
        ("entries", "us of the processor", "times the first"),
        [(name, rounds.of(name) * 1e6, rounds.ratio(name, few)) for name in works],
    )
    report.figures["entries_10000_over_10"] = rounds.ratio(many, few)


def on_a_file(scale: Scale, report: Report) -> dict[str, Crowd]:
    """One process, and four of them, on one file of SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shop.sqlite"
        SqliteStore(path).close()
        alone = on_sqlite(path, 1, scale.purchases, scale.offers)
        together = on_sqlite(path, scale.processes, scale.purchases, scale.offers)
    report.figures["sqlite_4_processes_over_1"] = together.per_second / alone.per_second
    report.figures["sqlite_purchases_per_second"] = together.per_second
    return {"SQLite, 1": alone, f"SQLite, {scale.processes}": together}


def on_a_server(scale: Scale, url: str, report: Report) -> dict[str, Crowd]:
    """Four processes on one PostgreSQL."""
    found = on_postgres(url, scale.processes, scale.purchases, scale.offers)
    report.figures["postgres_purchases_per_second"] = found.per_second
    report.figures["postgres_p99_ms"] = found.p99 * 1e3
    report.figures["postgres_waiting_for_locks"] = found.waiting or 0.0
    return {f"PostgreSQL, {scale.processes}": found}


def many_processes(scale: Scale, report: Report, postgres: str | None) -> None:
    """Several processes that sell at the same time."""
    crowds = on_a_file(scale, report)
    if postgres is None:
        print("\nNo PostgreSQL is named; see --postgres")
    else:
        crowds |= on_a_server(scale, postgres, report)
    report.table(
        "Purchases, calculated and confirmed by several processes at a time",
        ("store, processes", "per second", "median, ms", "99 %, ms", "waiting for locks"),
        [
            (
                name,
                crowd.per_second,
                crowd.median * 1e3,
                crowd.p99 * 1e3,
                "" if crowd.waiting is None else crowd.waiting,
            )
            for name, crowd in crowds.items()
        ],
    )


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="What the programme costs around the calculation.")
    parser.add_argument("--json", action="store_true", help="end with one flat JSON object")
    parser.add_argument("--quick", action="store_true", help="a small scale; its figures mean nothing")
    named = os.environ.get("LOYALTY_POSTGRES")
    parser.add_argument("--postgres", default=named, metavar="URL", help="a database to measure in, too")
    options = parser.parse_args(arguments)
    report, market = Report(GOALS), small_market()
    scale = QUICK if options.quick else Scale()
    purchases(scale, market, report)
    many_entries(scale, market, report)
    many_processes(scale, report, options.postgres)
    report.summary()
    if options.json:
        print(report.as_json())


if __name__ == "__main__":
    main()
