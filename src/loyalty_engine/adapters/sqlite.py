"""A store of the programme in one file of SQLite, which several processes may use at a time."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, cast

from attrs import define, field

from loyalty_engine.adapters.sql_purchases import Recent
from loyalty_engine.adapters.sql_transaction import setting_problems
from loyalty_engine.adapters.sql_unit import SqlUnit
from loyalty_engine.adapters.sqlite_schema import APPLICATION, SETTINGS, TABLES, VERSION
from loyalty_engine.adapters.sqlite_transaction import Transaction, fault
from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.fields import kind_problems
from loyalty_engine.model.ledger import LedgerEntry
from loyalty_engine.program.ports import Conflict, Outgoing, StoreFailed
from loyalty_engine.wire.kinds import KINDS, Kinds

_PAUSE: Final = 0.01  # seconds between two attempts to switch the write-ahead log on
_NAP: Final = 10  # milliseconds after which SQLite, when it waits, begins with short sleeps anew
_PATIENCE: Final = dt.timedelta(seconds=30)


def _path(given: str | os.PathLike[str]) -> Path:
    """The path of a file; what can be none is left as it is, to be refused with all else that is wrong."""
    try:
        return Path(given)
    except TypeError:
        return cast("Path", given)


@define(eq=False)
class SqliteStore:
    """A `Store` in the file *path*, which is made where there is none.

    Threads and processes of one machine may use one file; their transactions run one at a time. One that
    waits for longer than *patience* raises `Conflict`. *kinds* are the kinds of condition and benefit that
    the host has added.

    What is committed has reached the disk. The file has a write-ahead log beside it, so it must not lie on a
    network drive. Where it is deleted, moved or replaced, an open store stops and writes nothing more.

    Raises:
        InvalidInput: an argument is something else, or *patience* is not a time of a day at most.
        StoreFailed: the file cannot be opened, is something else, or was written by a newer release.
    """

    path: Path = field(converter=_path)
    patience: dt.timedelta = field(default=_PATIENCE, kw_only=True)
    kinds: Kinds = field(default=KINDS, kw_only=True)
    _recent: Recent = field(init=False, factory=Recent, repr=False)
    _idle: dict[int, list[sqlite3.Connection]] = field(init=False, factory=dict, repr=False)
    _file: tuple[int, int] | None = field(init=False, default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        problems = kind_problems("path", self.path, Path, "the path of a file", 'write "shop.sqlite"')
        if str(self.path) == ":memory:":
            hint = "give the path of a file, or take a MemoryStore"
            problems.append(Problem("path", "each transaction would see its own", hint))
        refuse("SQLite store", problems + setting_problems(self.patience, self.kinds))
        self.path = self.path.absolute()  # wherever the process goes
        self._give(self._opened())
        self._file = self._on_disk()

    def __enter__(self) -> SqliteStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections of this process that no transaction uses; the next one opens another."""
        idle = self._mine()
        while idle:
            idle.pop().close()

    @contextmanager
    def begin(self) -> Iterator[SqlUnit]:
        """A transaction; other transactions wait for its end.

        Raises:
            Conflict: others have kept this one waiting for too long.
            StoreFailed: the file cannot be written, for want of room for instance; nothing has happened.
        """
        with self.transaction() as sql:
            yield SqlUnit(sql, self.kinds, self._recent)

    @contextmanager
    def transaction(self, *, reading: bool = False) -> Iterator[Transaction]:
        """A transaction for other adapters that keep their tables in this file; errors are those of `begin`.

        One that is for *reading* writes nothing; each of its statements sees what was committed before it. It
        waits for no other, and none waits for it.
        """
        connection = self._taken()
        transaction = Transaction(connection)
        try:
            if not reading:
                transaction = self._alone(connection)
            self._refuse_another()
            yield transaction
            if not reading:
                transaction.commit()
        finally:
            if transaction.end():
                self._give(connection)
            else:
                connection.close()

    @property
    def ledger(self) -> tuple[LedgerEntry, ...]:
        """All entries, in the order in which they were written."""
        with self.begin() as unit:
            return unit.ledger()

    @property
    def outbox(self) -> tuple[Outgoing, ...]:
        """All messages, in the order in which they were put there."""
        with self.begin() as unit:
            return unit.outbox()

    def _alone(self, connection: sqlite3.Connection) -> Transaction:
        """A transaction that has the file to itself, once others have ended.

        By itself SQLite sleeps the longer the longer it has waited, so that who comes later is served first.
        """
        patience = self.patience.total_seconds()
        until = time.monotonic() + patience
        connection.execute(f"PRAGMA busy_timeout = {min(_NAP, round(patience * 1000))}")
        try:
            while True:
                transaction = Transaction(connection)
                try:
                    transaction.run("BEGIN IMMEDIATE")
                except Conflict:
                    if time.monotonic() >= until:
                        raise
                else:
                    return transaction
        finally:
            connection.execute(f"PRAGMA busy_timeout = {round(patience * 1000)}")

    def _mine(self) -> list[sqlite3.Connection]:
        """The idle connections of this process: one that was forked must not touch those of its parent."""
        return self._idle.setdefault(os.getpid(), [])

    def _taken(self) -> sqlite3.Connection:
        try:
            return self._mine().pop()
        except IndexError:
            self._refuse_another()
            return self._opened()

    def _give(self, connection: sqlite3.Connection) -> None:
        self._mine().append(connection)

    def _on_disk(self) -> tuple[int, int] | None:
        """What tells the file from all others; None where there is none."""
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _refuse_another(self) -> None:
        """Stop where the file was deleted, moved or replaced: what is written to it is found by nobody."""
        if self._on_disk() != self._file:
            raise StoreFailed("its file is not the one that was opened; open the store anew")

    def _opened(self) -> sqlite3.Connection:
        """A new connection to a file of this library, which is made where there is none."""
        connection = None
        try:
            connection = sqlite3.connect(
                self.path,
                timeout=self.patience.total_seconds(),
                isolation_level=None,
                check_same_thread=False,  # one thread at a time has it
            )
            self._log_ahead(connection)
            for setting in SETTINGS:
                connection.execute(setting)
            _prepare(connection)
        except sqlite3.Error as error:
            if connection is not None:
                connection.close()
            raise fault(error) from error
        except BaseException:
            if connection is not None:
                connection.close()
            raise
        return connection

    def _log_ahead(self, connection: sqlite3.Connection) -> None:
        """Switch the write-ahead log on; where two do so at a time, SQLite does not wait by itself."""
        until = time.monotonic() + self.patience.total_seconds()
        mode = None
        while mode is None:
            try:
                (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
            except sqlite3.OperationalError as error:
                if not isinstance(fault(error), Conflict) or time.monotonic() > until:
                    raise
                time.sleep(_PAUSE)
        if mode != "wal":
            raise StoreFailed("its file lies where SQLite cannot keep a write-ahead log")


def _prepare(connection: sqlite3.Connection) -> None:
    """Make the tables in an empty file, and refuse a file that this release cannot use."""
    connection.execute("BEGIN")  # what is looked at below is of one moment
    ready = _usable(connection)
    connection.execute("COMMIT")
    if ready:
        return
    connection.execute("BEGIN IMMEDIATE")
    if not _usable(connection):  # nobody else was quicker
        for statement in TABLES:
            connection.execute(statement)
    connection.execute("COMMIT")


def _usable(connection: sqlite3.Connection) -> bool:
    """Has the file our tables? False where it is empty."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application == APPLICATION and version == VERSION:
        return True
    if application == APPLICATION and version > VERSION:
        raise StoreFailed(
            f"its tables are of version {version}, and this release knows {VERSION}; use a newer release"
        )
    if application or version or tables:
        raise StoreFailed("its file is the database of something else")
    return False
