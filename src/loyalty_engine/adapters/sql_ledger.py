"""The ledger and the wallets in a store in SQL.

A transaction remembers the wallets and the lots that it has read, so that a step which reads a wallet, and
then posts what it makes of it, asks the database once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Final, cast

from attrs import define, evolve, field

from loyalty_engine.adapters.sql_family import SqlFamily, owner_key
from loyalty_engine.adapters.sql_rows import (
    EntryRow,
    LotRow,
    entry_of,
    entry_row,
    instant,
    lot_row,
    lots_of,
    moment,
    text,
)
from loyalty_engine.model.identifiers import id_order
from loyalty_engine.model.ledger import LedgerEntry, Wallet, after, wallets_changed
from loyalty_engine.model.lots import Lot
from loyalty_engine.program.purchases import refuse_taken

#: All lots of an owner and a kind of points.
_LOTS: Final = (
    "SELECT id, free, held, active_from, expires_at, expires FROM lot WHERE owner = ? AND currency = ?"
)
_NAMED: Final = f"{_LOTS} AND id = ?"
#: A wallet, and its lots with points that expire after a certain instant.
_LASTING: Final = (
    "SELECT owed, owed_since, claimed, id, free, held, active_from, expires_at, expires"
    " FROM wallet LEFT JOIN lot ON lot.owner = wallet.owner AND lot.currency = wallet.currency"
    " AND free > 0 AND expires > ? WHERE wallet.owner = ? AND wallet.currency = ?"
)
_OF_A_WALLET: Final = 3  # columns of it, before those of a lot
_POSTED: Final = "SELECT id FROM entry WHERE id = ?"


@define(eq=False, slots=False)  # families with fields of their own make up one unit
class SqlLedger(SqlFamily):
    """What the programme asks about points, within one transaction."""

    #: Wallets without their lots, None where there is none; and lots, by owner, kind of points and id.
    _bare_wallets: dict[tuple[str, str], Wallet | None] = field(init=False, factory=dict)
    _lot_rows: dict[tuple[str, str, str], LotRow | None] = field(init=False, factory=dict)
    #: From which instant on all lots with points of an owner and a kind of points are among these.
    _read_since: dict[tuple[str, str], int] = field(init=False, factory=dict)
    #: The ids of entries that this transaction has written.
    _entries: set[str] = field(init=False, factory=set)

    def wallet(
        self, owner: str, currency: str, *, at: dt.datetime | None = None, lots: Collection[str] = ()
    ) -> Wallet:
        """What *owner* has of *currency*, or as much of it as a step at *at* needs."""
        self._sql.hold(owner_key(owner))
        for lot in sorted(lots):
            if at is not None and (owner, currency, lot) not in self._lot_rows:
                self._sql.expect(_NAMED, owner, currency, lot)
        known = [] if at is None else self._lasting(owner, currency, at)
        bare = self._bare(owner, currency)
        if bare is None:
            return Wallet(owner=owner, currency=currency)  # and no lot, either
        if at is None or bare.claimed:
            return _filled(bare, self._lots(_LOTS, owner, currency))
        if bare.owing_since(at) < at:
            known = self._lasting(owner, currency, bare.owing_since(at))
        known += self._named(owner, currency, {*lots} - {lot.id for lot in known})
        return _filled(bare, known).usable(at, lots)  # some are not active yet

    def kinds(self, owner: str) -> Sequence[str]:
        """The kinds of points that *owner* has ever had."""
        self._sql.hold(owner_key(owner))
        found = self._sql.rows(tuple[str], "SELECT currency FROM wallet WHERE owner = ?", owner)
        return sorted(currency for (currency,) in found)

    def post(self, entries: Iterable[LedgerEntry]) -> None:
        """Add entries to the ledger, and to the lots that they name."""
        posted = tuple(entries)
        refuse_taken("ledger", posted, self._posted(posted))
        changed = wallets_changed(posted)
        self._sql.hold(*(owner_key(owner) for owner, _ in changed))
        wallets = [after(self._touched(owner, currency, posted), posted) for owner, currency in changed]
        for entry in posted:
            self._sql.run(
                "INSERT INTO entry (id, operation, at, recorded_at, currency, amount, source, source_owner,"
                " target, target_owner, lot, active_from, expires_at, by_hand)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                *entry_row(entry),
            )
        self._entries.update(entry.id for entry in posted)
        for wallet in wallets:
            self._keep_wallet(wallet)

    def ledger(self) -> tuple[LedgerEntry, ...]:
        """All entries, in the order in which they were written."""
        rows = self._sql.run(
            "SELECT id, operation, at, recorded_at, currency, amount, source, source_owner, target,"
            " target_owner, lot, active_from, expires_at, by_hand FROM entry ORDER BY number",
        )
        return tuple(entry_of(EntryRow._make(row)) for row in rows)

    def _posted(self, entries: Sequence[LedgerEntry]) -> set[str]:
        """The ids of *entries* that others have."""
        found = {entry.id for entry in entries} & self._entries
        ids = sorted({entry.id for entry in entries} - found)
        for id in ids:
            self._sql.expect(_POSTED, id)
        return found.union(id for id in ids if self._sql.run(_POSTED, id))

    def _touched(self, owner: str, currency: str, entries: Iterable[LedgerEntry]) -> Wallet:
        """The wallet with those of its lots that *entries* name."""
        bare = self._bare(owner, currency)
        if bare is None:
            return Wallet(owner=owner, currency=currency)
        lots = {one.lot for one in entries if one.lot is not None and one.currency == currency}
        return _filled(bare, self._named(owner, currency, lots))

    def _named(self, owner: str, currency: str, lots: Iterable[str]) -> list[LotRow]:
        """Those of *lots* that there are."""
        named = sorted(lots)
        for lot in named:
            if (owner, currency, lot) not in self._lot_rows:
                self._lot_rows[owner, currency, lot] = None
                self._lots(_NAMED, owner, currency, lot)
        rows = (self._lot_rows[owner, currency, lot] for lot in named)
        return [row for row in rows if row is not None]

    def _lots(self, statement: str, owner: str, currency: str, *values: object) -> list[LotRow]:
        return self._remembered(owner, currency, self._sql.run(statement, owner, currency, *values))

    def _lasting(self, owner: str, currency: str, since: dt.datetime) -> list[LotRow]:
        """The lots with points that expire after *since*; the wallet is read with the same statement."""
        after_this, key = instant(since), (owner, currency)
        if self._read_since.get(key, after_this + 1) > after_this:
            rows = self._sql.run(_LASTING, after_this, owner, currency)
            self._remember(owner, currency, rows)
            self._remembered(owner, currency, [row[_OF_A_WALLET:] for row in rows if row[-1] is not None])
            self._read_since[key] = after_this
        known = [row for (*whose, _), row in self._lot_rows.items() if row and tuple(whose) == key]
        return [row for row in known if row.free and row.expires > after_this]

    def _remember(self, owner: str, currency: str, rows: Sequence[tuple[object, ...]]) -> None:
        """Remember the wallet of which these are the rows; all of them, if any, have its columns."""
        self._bare_wallets[owner, currency] = None
        for row in rows[:1]:
            owed, since, claimed = cast("tuple[int, str | None, int]", row[:_OF_A_WALLET])
            self._bare_wallets[owner, currency] = Wallet(
                owner=owner, currency=currency, owed=owed, owed_since=moment(since), claimed=claimed
            )

    def _remembered(self, owner: str, currency: str, rows: Iterable[tuple[object, ...]]) -> list[LotRow]:
        """The lots of these rows, which are remembered."""
        found = [LotRow._make(row) for row in rows]
        self._lot_rows.update(((owner, currency, row.id), row) for row in found)
        return found

    def _bare(self, owner: str, currency: str) -> Wallet | None:
        """The wallet without its lots; None where there is none."""
        if (owner, currency) not in self._bare_wallets:
            found = self._sql.run(
                "SELECT owed, owed_since, claimed FROM wallet WHERE owner = ? AND currency = ?",
                owner,
                currency,
            )
            self._remember(owner, currency, found)
        return self._bare_wallets[owner, currency]

    def _keep_wallet(self, wallet: Wallet) -> None:
        """Keep what a wallet owes, and the lots that are in it."""
        bare = evolve(wallet, lots=(), held=())
        if bare != self._bare(wallet.owner, wallet.currency):
            self._sql.run(
                "INSERT INTO wallet (owner, currency, owed, owed_since, claimed) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (owner, currency) DO UPDATE"
                " SET owed = excluded.owed, owed_since = excluded.owed_since, claimed = excluded.claimed",
                wallet.owner,
                wallet.currency,
                wallet.owed,
                text(wallet.owed_since),
                wallet.claimed,
            )
            self._bare_wallets[wallet.owner, wallet.currency] = bare
        held: dict[str, Lot] = {lot.id: lot for lot in wallet.held}
        for lot in wallet.lots:
            row = lot_row(lot, held.get(lot.id))
            self._sql.run(
                "INSERT INTO lot (owner, currency, id, free, held, active_from, expires_at, expires)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (owner, currency, id)"
                " DO UPDATE SET free = excluded.free, held = excluded.held",
                wallet.owner,
                wallet.currency,
                *row,
            )
            self._lot_rows[wallet.owner, wallet.currency, lot.id] = row


def _filled(bare: Wallet, rows: Iterable[LotRow]) -> Wallet:
    """The wallet with its lots."""
    lots = sorted((lots_of(row, bare.currency) for row in rows), key=lambda pair: id_order(pair[0].id))
    return evolve(
        bare,
        lots=tuple(free for free, _ in lots),
        held=tuple(held for _, held in lots if held.amount),
    )
