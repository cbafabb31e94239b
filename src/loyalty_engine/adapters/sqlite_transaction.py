"""A transaction of SQLite that is carried out as a whole or not at all, with the errors of the library."""

from __future__ import annotations

import sqlite3
from typing import Final, TypeVar, cast

from attrs import define, field

from loyalty_engine.errors import LoyaltyError
from loyalty_engine.program.ports import Conflict, StoreFailed

Row = TypeVar("Row")
_WAITING: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_PRIMARY: Final = 0xFF  # of a result code of SQLite; the rest says more about it


def fault(error: Exception) -> LoyaltyError:
    """The error of the library for one of SQLite, whose own texts hold no values."""
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
    if code in _WAITING:
        return Conflict("the file of the store")
    return StoreFailed(str(error) if isinstance(error, sqlite3.Error) else "a value that SQLite cannot hold")


@define(eq=False)
class Transaction:
    """Statements on one connection, all of them or none: after one that failed, none is carried out."""

    _connection: sqlite3.Connection
    _failure: LoyaltyError | None = field(init=False, default=None)
    _ended: bool = field(init=False, default=False)

    def run(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """Carry a statement out; the rows that it gives."""
        if self._ended:
            raise StoreFailed("the transaction has ended")
        if self._failure is not None:  # SQLite may have rolled back by itself
            raise self._failure
        try:
            return self._connection.execute(statement, values).fetchall()
        except (sqlite3.Error, OverflowError, UnicodeEncodeError) as error:
            self._failure = fault(error)
            raise self._failure from None

    def rows(self, kind: type[Row], statement: str, *values: object) -> list[Row]:
        """The rows of a statement, each of the tuple *kind*, as it was written; SQLite checks no types."""
        return cast("list[Row]", self.run(statement, *values))

    def commit(self) -> None:
        """Keep what was written."""
        self.run("COMMIT")

    def end(self) -> bool:
        """Take back what was not committed; may the connection be used again?"""
        self._ended = True
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except sqlite3.Error:
            return False
        return True
