"""A transaction of PostgreSQL, with its locks and the errors of the library."""

from __future__ import annotations

import datetime as dt
from contextlib import nullcontext
from functools import cache
from hashlib import blake2b
from typing import Final, cast

import psycopg
from attrs import define, field
from psycopg.rows import tuple_row
from sqlalchemy.pool import PoolProxiedConnection

from loyalty_engine.adapters.sql_transaction import Key, SqlTransaction
from loyalty_engine.errors import LoyaltyError
from loyalty_engine.program.ports import Conflict, StoreFailed

#: What another transaction may be the cause of, so that trying again helps, by their SQLSTATE.
_QUICKER: Final = frozenset(
    {
        "23505",  # unique_violation: it has written under the same id
        "40001",  # serialization_failure
        "40P01",  # deadlock_detected
        "55P03",  # lock_not_available: it has been waited for too long
    }
)
_BROKEN_OFF: Final = ("08", "57P01", "57P02", "57P03")  # how the SQLSTATE of a lost connection begins
_LOST: Final = "the connection to the database was lost"
_LOST_AT_THE_END: Final = f"{_LOST} at the end, and all of it may have happened; send the step again"


def fault(error: psycopg.Error, *, ending: bool = False) -> LoyaltyError:
    """The error of the library for one of PostgreSQL, whose own texts may hold values.

    *ending* says that the transaction was about to be committed.
    """
    state = error.sqlstate
    if state in _QUICKER:
        return Conflict("what it reads or writes")
    if isinstance(error, psycopg.DataError):
        return StoreFailed("a value that PostgreSQL cannot hold")
    if state is None or state.startswith(_BROKEN_OFF):
        return StoreFailed(_LOST_AT_THE_END if ending else _LOST)
    return StoreFailed(f"PostgreSQL has refused it with {type(error).__name__} ({state})")


@define(eq=False)
class PostgresTransaction(SqlTransaction):
    """A transaction of PostgreSQL that locks what it reads and writes before it does.

    The locks are advisory ones, so that what is not there yet can be held, too. *room* tells the locks of
    one store from those of others in the same database.

    What gives no rows waits here until something does, or the end, and leaves together with it: so a step
    goes to the server and back as often as it reads, and not as often as it says something.
    """

    _pooled: PoolProxiedConnection
    _room: str
    _connection: psycopg.Connection[tuple[object, ...]] = field(init=False)
    _cursor: psycopg.Cursor[tuple[object, ...]] = field(init=False)
    _held: dict[Key, bool] = field(init=False, factory=dict)  # and whether it is shared
    _waiting: list[tuple[str, tuple[object, ...]]] = field(init=False, factory=list)
    _ending: bool = field(init=False, default=False)

    def __attrs_post_init__(self) -> None:
        # Not through SQLAlchemy's own connection, which takes three times as long over a statement.
        self._connection = cast("psycopg.Connection[tuple[object, ...]]", self._pooled.driver_connection)
        self._cursor = self._connection.cursor(row_factory=tuple_row)

    @property
    def each_alone(self) -> bool:
        """Does the host's engine commit each statement by itself?"""
        return self._connection.autocommit

    def begin(self, patience: dt.timedelta, *, reading: bool) -> None:
        """Begin; a lock is waited for as long as *patience*.

        Each statement sees what was committed before it: what matters is locked by then. One that is for
        *reading* locks nothing, and sees one moment. Both are said because the engine of the host, or the
        server, may have another level for their default.

        Raises:
            psycopg.Error: the connection cannot be used.
        """
        level = "REPEATABLE READ" if reading else "READ COMMITTED"
        milliseconds = max(1, round(patience.total_seconds() * 1000))  # 0 would be for ever
        with self._connection.pipeline():
            self._cursor.execute(f"SET TRANSACTION ISOLATION LEVEL {level}".encode())
            self._cursor.execute(f"SET LOCAL lock_timeout = {milliseconds}".encode())

    def hold(self, *keys: Key, shared: bool = False) -> None:
        """Lock each of *keys* that is not held yet, in their order."""
        for key in sorted(set(keys)):
            if key not in self._held or (self._held[key] and not shared):
                self.run(_SHARED if shared else _ALONE, _lock(self._room, key))
                self._held[key] = shared

    def commit(self) -> None:
        """Keep what was written."""
        self._ending = True
        self.run("COMMIT")

    def end(self) -> None:
        """Take back what was not committed, and give the connection back."""
        self._ended = True
        try:
            self._connection.rollback()
        except psycopg.Error:
            self._pooled.invalidate()
        else:
            self._pooled.close()

    def _carry_out(self, statement: str, values: tuple[object, ...]) -> list[tuple[object, ...]]:
        self._waiting.append((statement, values))
        return [] if statement.startswith(_WITHOUT_ROWS) else self._sent()

    def _sent(self) -> list[tuple[object, ...]]:
        """Send all that waits; the rows of the last of it."""
        waiting, self._waiting = self._waiting, []
        with self._connection.pipeline() if len(waiting) > 1 else nullcontext():
            for statement, values in waiting:
                self._cursor.execute(_of_psycopg(statement), values)
        return self._cursor.fetchall() if self._cursor.description else []

    def _fault(self, error: Exception) -> LoyaltyError | None:
        if isinstance(error, psycopg.Error):
            return fault(error, ending=self._ending)
        return StoreFailed("a value that PostgreSQL cannot hold") if isinstance(error, UnicodeError) else None


_ALONE: Final = "SELECT pg_advisory_xact_lock(?)"
_SHARED: Final = "SELECT pg_advisory_xact_lock_shared(?)"
_WITHOUT_ROWS: Final = (_ALONE, _SHARED, "INSERT ", "UPDATE ", "DELETE ")


@cache
def _of_psycopg(statement: str) -> bytes:
    """The statement with the marks for values that psycopg knows."""
    return statement.replace("?", "%s").encode()


def _lock(room: str, key: Key) -> int:
    """The number of a lock; two keys that share one wait for each other without need, and no harm is done."""
    return int.from_bytes(blake2b(repr((room, key)).encode(), digest_size=8).digest(), signed=True)
