"""Where processes meet: in a file of SQLite, by its path, or in a database of PostgreSQL, by its URL."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from loyalty_engine.adapters.sqlalchemy import PostgresStore
from loyalty_engine.adapters.sqlalchemy_transaction import PostgresTransaction
from loyalty_engine.adapters.sqlite import SqliteStore
from loyalty_engine.adapters.sqlite_transaction import Transaction

Shared = SqliteStore | PostgresStore
LONGEST = {SqliteStore: 5_000, PostgresStore: 250}  # steps of a round of `programme.race`, or fewer
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    " AND application_name = current_setting('application_name')"
)


def kind(place: str) -> type[Shared]:
    """The store that keeps a programme there."""
    return PostgresStore if "://" in place else SqliteStore


@contextmanager
def opened(place: str) -> Iterator[Shared]:
    """The store there."""
    if kind(place) is SqliteStore:
        with SqliteStore(place) as file:
            yield file
    else:
        store = PostgresStore(create_engine(place))
        yield store
        close(store)


def close(store: Shared) -> None:
    """Close the connections of this process."""
    if isinstance(store, SqliteStore):
        store.close()
    else:
        store.engine.dispose()


def settled(place: str) -> None:
    """Wait until the server has noticed that the processes which were killed are gone."""
    if kind(place) is PostgresStore:
        with create_engine(place, poolclass=NullPool).connect() as connection:
            while connection.scalar(text(_OTHERS)):
                connection.rollback()
                time.sleep(0.002)


def end_within(store: Shared, steps: int) -> None:
    """Let this process end without a word after so many steps of SQLite's machine, or statements."""
    left = steps

    def one_less() -> None:
        nonlocal left
        left -= 1
        if left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    if isinstance(store, SqliteStore):
        (connection,) = store._mine()
        connection.set_progress_handler(one_less, 1)
        return
    carry_out = PostgresTransaction._carry_out

    def counted(
        self: PostgresTransaction, statement: str, values: tuple[object, ...]
    ) -> list[tuple[object, ...]]:
        if left == 1 and not values:  # the server may get as far as the end, and nobody hears of it
            if self._waiting:
                self._sent()  # what waits to be said goes before it
            self.pipeline._connection.pgconn.send_query(statement.encode())
        one_less()
        return carry_out(self, statement, values)

    mock.patch.object(PostgresTransaction, "_carry_out", counted).start()


@contextmanager
def torn() -> Iterator[None]:
    """The control: transactions that are none."""
    run, carry_out = Transaction.run, PostgresTransaction._carry_out

    def alone(self: Transaction, statement: str, *values: object) -> list[tuple[object, ...]]:
        return [] if statement in ("BEGIN IMMEDIATE", "COMMIT") else run(self, statement, *values)

    def at_once(
        self: PostgresTransaction, statement: str, values: tuple[object, ...]
    ) -> list[tuple[object, ...]]:
        found = carry_out(self, statement, values)
        self.pipeline._connection.commit()
        return found

    with (
        mock.patch.object(Transaction, "run", alone),
        mock.patch.object(PostgresTransaction, "_carry_out", at_once),
    ):
        yield
