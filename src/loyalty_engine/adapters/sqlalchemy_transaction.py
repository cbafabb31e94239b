"""A transaction of PostgreSQL, with its locks and the errors of the library."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from hashlib import blake2b
from typing import ClassVar, Final, cast

import psycopg
from attrs import define, field
from psycopg.pq.abc import PGresult
from sqlalchemy.pool import PoolProxiedConnection

from loyalty_engine.adapters.sql_transaction import Key, SqlTransaction
from loyalty_engine.adapters.sqlalchemy_pipeline import Pipeline, Statement
from loyalty_engine.errors import LoyaltyError
from loyalty_engine.program.ports import Conflict, StoreFailed

_WAITED: Final = "55P03"  # lock_not_available: it has been waited for too long

#: What another transaction may be the cause of, so that trying again helps, by their SQLSTATE.
_QUICKER: Final = frozenset(
    {
        "23505",  # unique_violation: it has written under the same id
        "40001",  # serialization_failure
        "40P01",  # deadlock_detected
        _WAITED,
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
        return Conflict("what it reads or writes", waited=state == _WAITED)
    if isinstance(error, psycopg.DataError):
        return StoreFailed("a value that PostgreSQL cannot hold")
    if state is None or state.startswith(_BROKEN_OFF):
        return StoreFailed(_LOST_AT_THE_END if ending else _LOST)
    return StoreFailed(f"PostgreSQL has refused it with {type(error).__name__} ({state})")


@define(eq=False)
class PostgresTransaction(SqlTransaction):
    """A transaction of PostgreSQL that locks what it reads and writes before it does.

    The locks are advisory ones, so that what is not there yet can be held, too. *room* tells the locks of
    one store from those of others in the same database. *patience* is how long a lock is waited for. One for
    *reading* has nothing to begin and to end.

    What gives no rows waits here until something does, or the end, and leaves together with it: so a step
    goes to the server and back as often as it reads, and not as often as it says something. Its beginning
    waits, too. Where the connection turns out to be lost then, *replace* gives a new one, and nothing is.
    """

    #: The last where no connection can be had.
    errors: ClassVar[tuple[type[Exception], ...]] = (psycopg.Error, UnicodeError, LoyaltyError)
    _pooled: PoolProxiedConnection
    _replace: Callable[[], PoolProxiedConnection]
    _room: str
    _patience: dt.timedelta
    _reading: bool
    _held: dict[Key, bool] = field(init=False, factory=dict)  # and whether it is shared
    _waiting: list[Statement] = field(init=False, factory=list)
    #: What was said to be read next, with its rows once they are there.
    _expected: dict[Statement, list[tuple[object, ...]] | None] = field(init=False, factory=dict)
    _begun: bool = field(init=False, default=False)
    _ending: bool = field(init=False, default=False)

    @property
    def pipeline(self) -> Pipeline:
        """The way to the server, which is the same for all transactions of a connection."""
        found = self._pooled.info.get(Pipeline)
        if not isinstance(found, Pipeline):
            # Not through SQLAlchemy's own connection, which takes several times as long over a statement.
            found = Pipeline(cast("psycopg.Connection[object]", self._pooled.driver_connection))
            self._pooled.info[Pipeline] = found
        return found

    def hold(self, *keys: Key, shared: bool = False) -> None:
        """Lock each of *keys* that is not held yet, in their order."""
        for key in sorted(set(keys)):
            if key not in self._held or (self._held[key] and not shared):
                self.run(_SHARED if shared else _ALONE, _lock(self._room, key))
                self._held[key] = shared

    def expect(self, statement: str, *values: object) -> None:
        """Let a statement leave together with the next one."""
        self._waiting.append((statement, values))
        self._expected[statement, values] = None

    def commit(self) -> None:
        """Keep what was written."""
        self._ending = True
        written = not self._reading and (self._begun or self._waiting)
        if written or self._failure is not None:
            self.run("COMMIT")

    def end(self) -> None:
        """Take back what was not committed, and give the connection back."""
        self._ended = True
        try:
            self.pipeline.roll_back()
        except psycopg.Error:
            self._pooled.invalidate()
        else:
            self._pooled.close()

    def _carry_out(self, statement: str, values: tuple[object, ...]) -> list[tuple[object, ...]]:
        if statement.startswith(_WRITING):
            self._expected.clear()  # it may not be so any more
        if (statement, values) in self._expected:
            known = self._expected.pop((statement, values))
            if known is not None:
                return known
            self._waiting.remove((statement, values))  # it goes last, so that its rows come back
        self._waiting.append((statement, values))
        return [] if statement.startswith(_WITHOUT_ROWS) else self._sent()

    def _sent(self) -> list[tuple[object, ...]]:
        """Send all that waits; the rows of the last of it."""
        waiting, self._waiting = self._waiting, []
        if self._begun:
            answers = self.pipeline.exchange(waiting)
        elif self._ending:
            self._first([])  # alone, for it may be sent twice
            answers = self.pipeline.exchange(waiting)
        else:
            answers = self._first(waiting)
        for statement, answer in zip(waiting, answers, strict=True):
            if statement in self._expected:
                self._expected[statement] = self.pipeline.rows(answer)
        return self.pipeline.rows(answers[-1])

    def _first(self, statements: list[Statement]) -> list[PGresult]:
        """Begin, and carry *statements* out.

        Each statement sees what was committed before it: what matters is locked by then. That is said because
        the engine of the host, or the server, may have another level for their default.
        """
        milliseconds = max(1, round(self._patience.total_seconds() * 1000))  # 0 would be for ever
        first: list[Statement] = [
            ("BEGIN ISOLATION LEVEL READ COMMITTED", ()),
            (f"SET LOCAL lock_timeout = {milliseconds}", ()),
        ]
        if self._reading:
            first.clear()  # each statement is a transaction of its own
        try:
            answers = self.pipeline.exchange([*first, *statements])
        except psycopg.Error as error:
            self._mend(error)
            answers = self.pipeline.exchange([*first, *statements])
        self._begun = True
        return answers[len(first) :]

    def _mend(self, error: psycopg.Error) -> None:
        """Get a connection that can be used after *error*, which is raised where it says nothing of this."""
        if self.pipeline.is_lost:
            lost, self._pooled = self._pooled, self._replace()
            lost.invalidate()
        elif isinstance(error, psycopg.errors.InvalidSqlStatementName):
            self.pipeline.forget()
        else:
            raise error

    def _fault(self, error: Exception) -> LoyaltyError:
        if isinstance(error, LoyaltyError):
            return error
        if isinstance(error, psycopg.Error):
            return fault(error, ending=self._ending)
        return StoreFailed("a value that PostgreSQL cannot hold")


_ALONE: Final = "SELECT pg_advisory_xact_lock(?)"
_SHARED: Final = "SELECT pg_advisory_xact_lock_shared(?)"
_WRITING: Final = ("INSERT ", "UPDATE ", "DELETE ")
_WITHOUT_ROWS: Final = (_ALONE, _SHARED, *_WRITING)


def _lock(room: str, key: Key) -> int:
    """The number of a lock; two keys that share one wait for each other without need, and no harm is done."""
    return int.from_bytes(blake2b(repr((room, key)).encode(), digest_size=8).digest(), signed=True)
