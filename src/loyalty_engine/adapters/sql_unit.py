"""One transaction of a store in SQL: what the programme asks of it, as statements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from attrs import define, evolve

from loyalty_engine.adapters.sql_audit import SqlAudit
from loyalty_engine.adapters.sql_coupons import SqlCoupons
from loyalty_engine.adapters.sql_family import counter_key, owner_key
from loyalty_engine.adapters.sql_messages import messages, put
from loyalty_engine.adapters.sql_purchases import SqlPurchases
from loyalty_engine.adapters.sql_rows import (
    EntryRow,
    LotRow,
    entry_of,
    entry_row,
    instant,
    kept,
    lot_row,
    lots_of,
    moment,
    text,
)
from loyalty_engine.individual.attributes import AttributeHistory
from loyalty_engine.model.counters import Counter, CounterChange
from loyalty_engine.model.identifiers import id_order
from loyalty_engine.model.ledger import LedgerEntry, Wallet, after, wallets_changed
from loyalty_engine.model.lots import Lot
from loyalty_engine.model.slots import SlotSet
from loyalty_engine.program.ports import Outgoing
from loyalty_engine.program.purchases import refuse_taken
from loyalty_engine.wire import stored

#: All lots of an owner and a kind of points.
_LOTS: Final = (
    "SELECT id, free, held, active_from, expires_at, expires FROM lot WHERE owner = ? AND currency = ?"
)


@define(eq=False)
class SqlUnit(SqlPurchases, SqlCoupons, SqlAudit):
    """One transaction of a store in SQL; a `UnitOfWork`."""

    def wallet(
        self, owner: str, currency: str, *, at: dt.datetime | None = None, lots: Collection[str] = ()
    ) -> Wallet:
        """What *owner* has of *currency*, or as much of it as a step at *at* needs."""
        self._sql.hold(owner_key(owner))
        bare = self._bare(owner, currency)
        if at is None or bare.claimed:
            return _filled(bare, self._lots(_LOTS, owner, currency))
        since = instant(bare.owing_since(at))
        known = self._lots(f"{_LOTS} AND free > 0 AND expires > ?", owner, currency, since)
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
        refuse_taken("ledger", posted, {entry.id for entry in posted if self._posted(entry.id)})
        self._sql.hold(*(owner_key(owner) for owner, _ in wallets_changed(posted)))
        wallets = [
            after(self._touched(owner, currency, posted), posted)
            for owner, currency in wallets_changed(posted)
        ]
        for entry in posted:
            self._sql.run(
                "INSERT INTO entry (id, operation, at, recorded_at, currency, amount, source, source_owner,"
                " target, target_owner, lot, active_from, expires_at, by_hand)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                *entry_row(entry),
            )
        for wallet in wallets:
            self._keep_wallet(wallet)

    def ledger(self) -> tuple[LedgerEntry, ...]:
        """All entries, in the order in which they were written."""
        rows = self._sql.run(
            "SELECT id, operation, at, recorded_at, currency, amount, source, source_owner, target,"
            " target_owner, lot, active_from, expires_at, by_hand FROM entry ORDER BY number",
        )
        return tuple(entry_of(EntryRow._make(row)) for row in rows)

    def counter(self, owner: str | None, name: str, *, changes: bool = True) -> Counter:
        """The counter *name* of *owner*."""
        self._sql.hold(counter_key(owner, name))
        value = self._counted(owner, name)
        if not changes:
            return Counter(value)
        rows = self._sql.rows(
            tuple[str, int],
            "SELECT at, by FROM counter_change WHERE owner = ? AND name = ?",
            owner or "",
            name,
        )
        made = (CounterChange(at=dt.datetime.fromisoformat(at), by=by) for at, by in rows)
        return Counter(value, changes=tuple(made))

    def count(self, owner: str | None, name: str, change: CounterChange) -> None:
        """Change a counter."""
        self._sql.hold(counter_key(owner, name))
        value = Counter(self._counted(owner, name) + change.by).value  # within its bounds
        self._sql.run(
            "INSERT INTO counter (owner, name, value) VALUES (?, ?, ?)"
            " ON CONFLICT (owner, name) DO UPDATE SET value = excluded.value",
            owner or "",
            name,
            value,
        )
        self._sql.run(
            "INSERT INTO counter_change (owner, name, at, by) VALUES (?, ?, ?, ?)",
            owner or "",
            name,
            change.at.isoformat(),
            change.by,
        )

    def slots(self, member: str, rule: str) -> SlotSet | None:
        """The favourite slots of *member* under *rule*."""
        self._sql.hold(owner_key(member))
        found = self._sql.rows(
            tuple[str], "SELECT value FROM slots WHERE member = ? AND rule = ?", member, rule
        )
        return kept(stored.SLOTS, found[0][0], self._kinds) if found else None

    def keep_slots(self, member: str, slots: SlotSet) -> None:
        """Keep favourite slots."""
        self._sql.hold(owner_key(member))
        self._sql.run(
            "INSERT INTO slots (member, rule, value) VALUES (?, ?, ?)"
            " ON CONFLICT (member, rule) DO UPDATE SET value = excluded.value",
            member,
            slots.rule,
            stored.SLOTS.write(slots),
        )

    def attribute(self, member: str, name: str) -> AttributeHistory:
        """The values that the programme has given an attribute."""
        self._sql.hold(owner_key(member))
        found = self._sql.rows(
            tuple[str], "SELECT value FROM attribute WHERE member = ? AND name = ?", member, name
        )
        return kept(stored.HISTORY, found[0][0], self._kinds) if found else AttributeHistory(name)

    def keep_attribute(self, member: str, history: AttributeHistory) -> None:
        """Keep the values of an attribute."""
        self._sql.hold(owner_key(member))
        self._sql.run(
            "INSERT INTO attribute (member, name, value) VALUES (?, ?, ?)"
            " ON CONFLICT (member, name) DO UPDATE SET value = excluded.value",
            member,
            history.name,
            stored.HISTORY.write(history),
        )

    def status(self, member: str, system: str) -> str | None:
        """The status that the programme has given the member."""
        self._sql.hold(owner_key(member))
        found = self._sql.rows(
            tuple[str | None], "SELECT status FROM status WHERE member = ? AND system = ?", member, system
        )
        return found[0][0] if found else None

    def keep_status(self, member: str, system: str, status: str | None) -> None:
        """Keep a status."""
        self._sql.hold(owner_key(member))
        self._sql.run(
            "INSERT INTO status (member, system, status) VALUES (?, ?, ?)"
            " ON CONFLICT (member, system) DO UPDATE SET status = excluded.status",
            member,
            system,
            status,
        )

    def send(self, message: Outgoing) -> None:
        """Put a message into the outbox."""
        put(self._sql, message)

    def outbox(self) -> tuple[Outgoing, ...]:
        """All messages, in the order in which they were put there."""
        return messages(self._sql)

    def _posted(self, entry: str) -> bool:
        return bool(self._sql.run("SELECT 1 FROM entry WHERE id = ?", entry))

    def _counted(self, owner: str | None, name: str) -> int:
        found = self._sql.rows(
            tuple[int], "SELECT value FROM counter WHERE owner = ? AND name = ?", owner or "", name
        )
        return found[0][0] if found else 0

    def _touched(self, owner: str, currency: str, entries: Iterable[LedgerEntry]) -> Wallet:
        """The wallet with those of its lots that *entries* name."""
        lots = {one.lot for one in entries if one.lot is not None and one.currency == currency}
        return _filled(self._bare(owner, currency), self._named(owner, currency, lots))

    def _named(self, owner: str, currency: str, lots: Iterable[str]) -> list[LotRow]:
        return [
            row for lot in sorted(lots) for row in self._lots(f"{_LOTS} AND id = ?", owner, currency, lot)
        ]

    def _lots(self, statement: str, *values: object) -> list[LotRow]:
        return [LotRow._make(row) for row in self._sql.run(statement, *values)]

    def _bare(self, owner: str, currency: str) -> Wallet:
        """A wallet without its lots."""
        for owed, since, claimed in self._sql.rows(
            tuple[int, str | None, int],
            "SELECT owed, owed_since, claimed FROM wallet WHERE owner = ? AND currency = ?",
            owner,
            currency,
        ):
            return Wallet(
                owner=owner, currency=currency, owed=owed, owed_since=moment(since), claimed=claimed
            )
        return Wallet(owner=owner, currency=currency)

    def _keep_wallet(self, wallet: Wallet) -> None:
        """Keep what a wallet owes, and the lots that are in it."""
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
        held: dict[str, Lot] = {lot.id: lot for lot in wallet.held}
        for lot in wallet.lots:
            self._sql.run(
                "INSERT INTO lot (owner, currency, id, free, held, active_from, expires_at, expires)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (owner, currency, id)"
                " DO UPDATE SET free = excluded.free, held = excluded.held",
                wallet.owner,
                wallet.currency,
                *lot_row(lot, held.get(lot.id)),
            )


def _filled(bare: Wallet, rows: Iterable[LotRow]) -> Wallet:
    """The wallet with its lots."""
    lots = sorted((lots_of(row, bare.currency) for row in rows), key=lambda pair: id_order(pair[0].id))
    return evolve(
        bare,
        lots=tuple(free for free, _ in lots),
        held=tuple(held for _, held in lots if held.amount),
    )
