"""A transaction of SQLite, with the errors of the library."""

from __future__ import annotations

import sqlite3
from typing import ClassVar, Final

from attrs import define

from loyalty_engine.adapters.sql_transaction import Key, SqlTransaction
from loyalty_engine.errors import LoyaltyError
from loyalty_engine.program.ports import Conflict, StoreFailed

_WAITING: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_PRIMARY: Final = 0xFF  # of a result code of SQLite; the rest says more about it


def fault(error: Exception) -> LoyaltyError:
    """The error of the library for one of SQLite, whose own texts hold no values."""
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
    if code in _WAITING:
        return Conflict("the file of the store", waited=True)
    return StoreFailed(str(error) if isinstance(error, sqlite3.Error) else "a value that SQLite cannot hold")


@define(eq=False)
class Transaction(SqlTransaction):
    """A transaction of SQLite that has the file to itself from its beginning."""

    errors: ClassVar[tuple[type[Exception], ...]] = (sqlite3.Error, OverflowError, UnicodeEncodeError)
    _connection: sqlite3.Connection

    def expect(self, statement: str, *values: object) -> None:
        """The file is near."""

    def hold(self, *keys: Key, shared: bool = False) -> None:
        """Nothing else is under way."""

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

    def _carry_out(self, statement: str, values: tuple[object, ...]) -> list[tuple[object, ...]]:
        return self._connection.execute(statement, values).fetchall()

    def _fault(self, error: Exception) -> LoyaltyError:
        return fault(error)
