"""Rows of the SQL stores as values of the library, and the other way round."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple, Protocol, TypeVar

from loyalty_engine.model.ledger import Account, AccountKind, LedgerEntry
from loyalty_engine.model.lots import Lot
from loyalty_engine.program.ports import StoreFailed
from loyalty_engine.wire import stored
from loyalty_engine.wire.kinds import KINDS, Kinds

T = TypeVar("T", covariant=True)
W = TypeVar("W", contravariant=True)
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_NEVER: Final = dt.datetime.max.replace(tzinfo=dt.UTC)


class Readable(Protocol[W, T]):
    """One of the forms in which stores keep values."""

    @property
    def what(self) -> str:
        """What values of it are, for messages."""
        ...

    def read(self, written: W, kinds: Kinds, /) -> T:
        """The value that was written like this.

        Raises:
            InvalidInput: it was written by something else.
        """
        ...


class EntryRow(NamedTuple):
    """The columns of an entry after its number."""

    id: str
    operation: str
    at: str
    recorded_at: str
    currency: str
    amount: int
    source: str
    source_owner: str | None
    target: str
    target_owner: str | None
    lot: str | None
    active_from: str | None
    expires_at: str | None
    by_hand: str | None


class LotRow(NamedTuple):
    """A lot: what is free and what is held of it, and when it is active; *expires* is an `instant`."""

    id: str
    free: int
    held: int
    active_from: str | None
    expires_at: str | None
    expires: int


def instant(at: dt.datetime) -> int:
    """Microseconds since 1970, by which instants of all offsets can be compared."""
    return (at - _EPOCH) // dt.timedelta(microseconds=1)


def text(at: dt.datetime | None) -> str | None:
    """The moment with its offset, or nothing."""
    return None if at is None else at.isoformat()


def moment(written: str | None) -> dt.datetime | None:
    """The moment that `text` wrote."""
    return None if written is None else dt.datetime.fromisoformat(written)


@contextmanager
def readable(what: str) -> Iterator[None]:
    """Where *what* is read that is in the store; what is wrong with it is not told, for it is about people.

    Raises:
        StoreFailed: this release cannot read it.
    """
    try:
        yield
    except ValueError:  # an InvalidInput, or a word or a moment that is none
        raise StoreFailed(f"this release cannot read {what} in it") from None


def kept(form: Readable[W, T], written: W, kinds: Kinds = KINDS) -> T:
    """The value of what is in the store.

    Raises:
        StoreFailed: this release cannot read it.
    """
    with readable(f"a {form.what}"):
        return form.read(written, kinds)


def entry_row(entry: LedgerEntry) -> EntryRow:
    """The columns of an entry."""
    return EntryRow(
        id=entry.id,
        operation=entry.operation,
        at=entry.at.isoformat(),
        recorded_at=entry.recorded_at.isoformat(),
        currency=entry.currency,
        amount=entry.amount,
        source=entry.source.kind.value,
        source_owner=entry.source.owner,
        target=entry.target.kind.value,
        target_owner=entry.target.owner,
        lot=entry.lot,
        active_from=text(entry.active_from),
        expires_at=text(entry.expires_at),
        by_hand=None if entry.by_hand is None else stored.BY_HAND.write(entry.by_hand),
    )


@readable("an entry of the ledger")
def entry_of(row: EntryRow) -> LedgerEntry:
    """The entry with these columns.

    Raises:
        StoreFailed: this release cannot read it.
    """
    return LedgerEntry(
        id=row.id,
        operation=row.operation,
        at=dt.datetime.fromisoformat(row.at),
        recorded_at=dt.datetime.fromisoformat(row.recorded_at),
        currency=row.currency,
        amount=row.amount,
        source=Account(AccountKind(row.source), row.source_owner),
        target=Account(AccountKind(row.target), row.target_owner),
        lot=row.lot,
        active_from=moment(row.active_from),
        expires_at=moment(row.expires_at),
        by_hand=None if row.by_hand is None else stored.BY_HAND.read(row.by_hand),
    )


def lot_row(free: Lot, held: Lot | None) -> LotRow:
    """A lot of a wallet, and what is held of it."""
    reserved = 0 if held is None else held.amount
    return LotRow(
        id=free.id,
        free=free.amount,
        held=reserved,
        active_from=text(free.active_from),
        expires_at=text(free.expires_at),
        expires=instant(free.expires_at or _NEVER),
    )


def lots_of(row: LotRow, currency: str) -> tuple[Lot, Lot]:
    """What is free of a lot, and what is held."""
    active_from, expires_at = moment(row.active_from), moment(row.expires_at)
    return (
        Lot(row.id, amount=row.free, currency=currency, active_from=active_from, expires_at=expires_at),
        Lot(row.id, amount=row.held, currency=currency, active_from=active_from, expires_at=expires_at),
    )
