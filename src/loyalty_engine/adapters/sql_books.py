"""The versions of the offers in the database of a store, so that a till needs nothing else."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Final

from attrs import define, field

from loyalty_engine.adapters.sql_rows import instant
from loyalty_engine.adapters.sql_transaction import Key, SqlStore, SqlTransaction, in_sql
from loyalty_engine.engine.book import OfferBook
from loyalty_engine.errors import InvalidInput, refuse
from loyalty_engine.model.fields import kind_problems
from loyalty_engine.model.moments import check_moment
from loyalty_engine.program.ports import StoreFailed
from loyalty_engine.wire import stored
from loyalty_engine.wire.documents import OfferSet

_MOST_COMPILED: Final = 8  # books that are kept compiled: the one in force, and those of open purchases

#: One version at a time is published, so that each sees what is in force.
_OFFERS: Final[Key] = ("offers",)

_IN_FORCE: Final = (
    "SELECT version FROM in_force WHERE since IS NULL OR since <= ? "
    " ORDER BY since IS NULL, since DESC, number DESC LIMIT 1"
)


@define(eq=False)
class SqlBooks:
    """`Books` in the database of *store*; a version is named by a digest of all that it consists of.

    Asking never waits for a transaction of the store, so a step of a purchase may ask while it runs.
    """

    store: SqlStore = field(validator=in_sql)
    _compiled: dict[str, OfferBook] = field(init=False, factory=dict)

    def publish(self, book: OfferBook, since: dt.datetime | None = None) -> str:
        """Let *book* be in force from the instant *since* on, until the next; its version.

        None stands for all the time before the next. Where *book* is in force then anyway, nothing changes.

        Raises:
            InvalidInput: *book* is something else, *since* has no offset, or something in *book* has no
                written form.
            Conflict: others have kept this one waiting for too long.
            StoreFailed: it cannot be written.
        """
        refuse("offers", kind_problems("book", book, OfferBook, "an offer book", "compile the offers"))
        if since is not None:
            check_moment("offers", "since", since, aware=True)
        catalog = stored.CATALOG.write(book.catalog)
        offers = stored.OFFERS.write(OfferSet.of(book), self.store.kinds)
        digest = _digest(catalog)
        version = _digest(digest, offers)
        with self.store.transaction() as sql:
            sql.hold(_OFFERS)
            sql.run(
                "INSERT INTO catalog (digest, value) VALUES (?, ?) ON CONFLICT DO NOTHING", digest, catalog
            )
            sql.run(
                "INSERT INTO book (version, catalog, offers) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                version,
                digest,
                offers,
            )
            moment = None if since is None else instant(since)
            if _in_force(sql, moment) != version:
                sql.run("INSERT INTO in_force (since, version) VALUES (?, ?)", moment, version)
        return version

    def current(self, at: dt.datetime) -> str:
        """The version that is in force at the instant *at*.

        Raises:
            KeyError: none is.
            StoreFailed: it cannot be read.
        """
        with self.store.transaction(reading=True) as sql:
            version = _in_force(sql, instant(at))
        if version is None:
            raise KeyError("no version of the offers is in force")
        return version

    def book(self, version: str) -> OfferBook:
        """The offers of *version*, compiled when they are first asked for.

        Raises:
            KeyError: there is no such version.
            StoreFailed: it cannot be read, or names a kind of condition that is not known here.
        """
        kept = self._compiled.get(version)
        if kept is not None:
            return kept
        made = self._read(version)
        while len(self._compiled) >= _MOST_COMPILED:
            self._compiled.pop(next(iter(self._compiled)), None)  # another thread may have been quicker
        self._compiled[version] = made
        return made

    def _read(self, version: str) -> OfferBook:
        with self.store.transaction(reading=True) as sql:
            rows = sql.rows(
                tuple[str, str],
                "SELECT offers, value FROM book JOIN catalog ON catalog = digest WHERE version = ?",
                version,
            )
        if not rows:
            raise KeyError("there is no such version of the offers")
        (offers, catalog) = rows[0]
        try:
            return stored.OFFERS.read(offers, self.store.kinds).compiled(stored.CATALOG.read(catalog))
        except InvalidInput as error:
            raise StoreFailed("this release cannot read a version of the offers in it") from error


def _in_force(sql: SqlTransaction, moment: int | None) -> str | None:
    """The version at *moment*, None standing for the time before all others."""
    found = sql.rows(tuple[str], _IN_FORCE, moment)
    return found[0][0] if found else None


def _digest(*texts: str) -> str:
    """A name for *texts*, which no others have."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
