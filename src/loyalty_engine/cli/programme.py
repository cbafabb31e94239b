"""A programme in a file of SQLite, as the commands use it: offers and members lie in the file, too."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from attrs import frozen

from loyalty_engine import OfferBook, PointsCurrency
from loyalty_engine.adapters.clocks import StandingClock, SystemClock
from loyalty_engine.adapters.sql_books import SqlBooks
from loyalty_engine.adapters.sql_members import SqlMembers
from loyalty_engine.adapters.sqlite import SqliteStore
from loyalty_engine.cli.failure import PROBLEMS, USAGE, Failure
from loyalty_engine.cli.output import PROGRAM
from loyalty_engine.program.ports import Clock, Conflict, StoreFailed
from loyalty_engine.program.program import LoyaltyProgram
from loyalty_engine.program.purchases import PurchaseRefused, StoredOperation

_LAST: Final = dt.datetime.max.replace(tzinfo=dt.UTC)


@frozen
class Programme:
    """The programme in one file, and the *clock* by which a command works."""

    path: str
    store: SqliteStore
    books: SqlBooks
    members: SqlMembers
    clock: Clock

    @property
    def till(self) -> LoyaltyProgram:
        """The calls of a till."""
        return LoyaltyProgram(store=self.store, members=self.members, books=self.books, clock=self.clock)

    @property
    def has_offers(self) -> bool:
        """Has any version of the offers been loaded?"""
        try:
            self.books.current(_LAST)
        except KeyError:
            return False
        return True

    def version_at(self, at: dt.datetime) -> str:
        """The version of the offers that is in force at *at*.

        Raises:
            Failure: none is.
        """
        try:
            return self.books.current(at)
        except KeyError:
            hint = f"{PROGRAM} load {self.path} --offers FILE"
            raise self.refusal(f"no offers are in force at {at.isoformat()} ({hint})") from None

    def operation(self, id: str) -> StoredOperation | None:
        """The step with this id, if it was carried out."""
        with self.store.begin() as unit:
            return unit.operation(id)

    def kind(self, currency: str) -> PointsCurrency:
        """A kind of points as the offers in force have it; in its smallest parts where they do not."""
        try:
            book: OfferBook | None = self.books.book(self.books.current(self.clock.now()))
        except KeyError:
            book = None
        known = () if book is None else book.points
        return next((kind for kind in known if kind.id == currency), PointsCurrency(currency))

    def known(self, member: str) -> bool:
        """Have documents told of the member?"""
        try:
            self.members.load(member, ())
        except KeyError:
            return False
        return True

    def stranger(self) -> Failure:
        """What is said of a member whom nobody has told of; without his id, which is nobody else's affair."""
        return self.refusal(f"there is no such member ({PROGRAM} load {self.path} --members FILE)")

    def refusal(self, why: str) -> Failure:
        """What is said of a step that cannot be meant as it stands."""
        return Failure((f"{self.path}: {why}",), PROBLEMS)


@contextlib.contextmanager
def programme_in(path: str, at: dt.datetime | None = None) -> Iterator[Programme]:
    """The programme in the file at *path*, at the time *at*, None for that of the machine's clock.

    Raises:
        Failure: there is no such file, it is something else, or cannot be read or written; or a step of a
            purchase is refused.
    """
    if not is_file(path):
        missing = f"there is no such file ({PROGRAM} init {path} makes it)"
        raise Failure((f"{path}: {'is no file' if _is_there(path) else missing}",), USAGE)
    clock = SystemClock() if at is None else StandingClock(at)
    with store_at(path) as store:
        yield Programme(path, store, SqlBooks(store), SqlMembers(store), clock)


@contextlib.contextmanager
def store_at(path: str) -> Iterator[SqliteStore]:
    """The store in the file at *path*, which is made where there is none.

    Raises:
        Failure: as of `programme_in`.
    """
    try:
        with SqliteStore(Path(path)) as store:
            yield store
    except PurchaseRefused as error:
        raise Failure((f"{path}: {error}",), PROBLEMS) from None
    except StoreFailed as error:
        raise Failure((f"{path}: {error.why}",), USAGE) from None
    except Conflict:
        raise Failure((f"{path}: others keep it busy; try again",), USAGE) from None


def is_file(path: str) -> bool:
    """Is there a file at *path*?"""
    try:
        return Path(path).is_file()
    except ValueError:  # a path that no file can have
        return False


def _is_there(path: str) -> bool:
    """Is there anything at *path*, such as a folder?"""
    try:
        return Path(path).exists()
    except ValueError:
        return False
