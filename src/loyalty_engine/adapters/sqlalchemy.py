"""A store of the programme in PostgreSQL, through SQLAlchemy and psycopg: the extra `sqlalchemy`."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from attrs import define, field
from sqlalchemy import Engine, column, select, table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolEmpty
from sqlalchemy.pool import PoolProxiedConnection

from loyalty_engine.adapters.sql_purchases import Recent
from loyalty_engine.adapters.sql_transaction import setting_problems
from loyalty_engine.adapters.sql_unit import SqlUnit
from loyalty_engine.adapters.sqlalchemy_schema import engine_problems
from loyalty_engine.adapters.sqlalchemy_tables import VERSION, VERSION_TABLE
from loyalty_engine.adapters.sqlalchemy_transaction import PostgresTransaction
from loyalty_engine.errors import InvalidInput, refuse
from loyalty_engine.model.ledger import LedgerEntry
from loyalty_engine.program.ports import Outgoing, StoreFailed
from loyalty_engine.wire.kinds import KINDS, Kinds

_PATIENCE: Final = dt.timedelta(seconds=30)
_CALL_UPGRADE: Final = "call loyalty_engine.adapters.sqlalchemy_schema.upgrade first"
#: Reads of which version the tables are, as Alembic has noted it.
_NOTED: Final = str(select(column("version_num")).select_from(table(VERSION_TABLE)))


@define(eq=False)
class PostgresStore:
    """A `Store` in the database of *engine*, whose tables `sqlalchemy_schema.upgrade` has made.

    Any number of threads, processes and machines may use one database. A transaction locks what it reads and
    writes, so those about different members and purchases run side by side; one that waits for longer than
    *patience* raises `Conflict`. *kinds* are the kinds of condition and benefit that the host has added.

    The engine stays the host's: its pool says how many transactions may run at a time, and the host disposes
    of it. The tables lie in the first schema of its `search_path`.

    Raises:
        InvalidInput: the engine is not of PostgreSQL through psycopg, another argument is something else, or
            *patience* is not a time of a day at most.
        StoreFailed: the database cannot be reached, or its tables are not those of this release.
    """

    engine: Engine
    patience: dt.timedelta = field(default=_PATIENCE, kw_only=True)
    kinds: Kinds = field(default=KINDS, kw_only=True)
    _recent: Recent = field(init=False, factory=Recent, repr=False)
    _room: str = field(init=False, default="")
    _process: int = field(init=False, factory=os.getpid)

    def __attrs_post_init__(self) -> None:
        problems = setting_problems(self.patience, self.kinds)
        refuse("PostgreSQL store", engine_problems(self.engine) + problems)
        dialect = self.engine.dialect
        if (dialect.name, dialect.driver, dialect.is_async) != ("postgresql", "psycopg", False):
            hint = "make it with create_engine('postgresql+psycopg://…')"
            raise InvalidInput.at("PostgreSQL store", "engine", "is not of PostgreSQL through psycopg", hint)
        self._room = self._opened()

    @contextmanager
    def begin(self) -> Iterator[SqlUnit]:
        """A transaction; those that read or write the same wait for its end.

        Raises:
            Conflict: another has kept this one waiting for too long, or they would wait for each other.
            StoreFailed: the database cannot be reached or written; nothing has happened.
        """
        with self.transaction() as sql:
            yield SqlUnit(sql, self.kinds, self._recent)

    @contextmanager
    def transaction(self, *, reading: bool = False) -> Iterator[PostgresTransaction]:
        """A transaction for other adapters with tables in this database; its errors are those of `begin`.

        One that is for *reading* writes nothing; each of its statements sees what was committed before it.
        """
        transaction = PostgresTransaction(
            self._connected(), self._reconnected, self._room, self.patience, reading
        )
        try:
            yield transaction
            transaction.commit()
        finally:
            transaction.end()

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

    def _connected(self) -> PoolProxiedConnection:
        """A connection of the pool."""
        if self._process != os.getpid():  # a process that was forked must not touch its parent's connections
            self.engine.dispose(close=False)
            self._process = os.getpid()
        try:
            return self.engine.raw_connection()
        except (DBAPIError, psycopg.Error):
            raise StoreFailed("the database cannot be reached") from None
        except PoolEmpty:
            raise StoreFailed("no connection of the engine's pool was free in time") from None

    def _reconnected(self) -> PoolProxiedConnection:
        """A new connection in place of one that was lost, and the others of the pool with it."""
        self.engine.dispose()
        return self._connected()

    def _opened(self) -> str:
        """Look whether the database can be used; what tells its locks from those of other stores."""
        with self.transaction() as sql:
            if not sql.run("SELECT 1 WHERE to_regclass(?) IS NOT NULL", VERSION_TABLE):
                raise StoreFailed(f"its database has no tables of this library; {_CALL_UPGRADE}")
            for (version,) in sql.rows(tuple[str], _NOTED):
                if version != VERSION:
                    mend = "use a newer release" if version > VERSION else _CALL_UPGRADE
                    known = f"its tables are of version {version}, and this release knows {VERSION}"
                    raise StoreFailed(f"{known}; {mend}")
            ((room,),) = sql.rows(tuple[str], "SELECT current_schema()")
        return room
