"""One transaction of a store in SQL: what the programme asks of it, as statements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Final

from attrs import define

from loyalty_engine.adapters.sql_audit import SqlAudit
from loyalty_engine.adapters.sql_coupons import SqlCoupons
from loyalty_engine.adapters.sql_family import counter_key, owner_key
from loyalty_engine.adapters.sql_ledger import SqlLedger
from loyalty_engine.adapters.sql_messages import ANY_TIME, messages, put
from loyalty_engine.adapters.sql_purchases import RESERVED, SqlPurchases
from loyalty_engine.adapters.sql_rows import instant, kept
from loyalty_engine.adapters.sql_statuses import SqlStatuses
from loyalty_engine.individual.attributes import AttributeHistory
from loyalty_engine.model.counters import Counter, CounterChange
from loyalty_engine.model.ledger import LedgerEntry, Wallet
from loyalty_engine.model.slots import SlotSet
from loyalty_engine.program.ports import Outgoing
from loyalty_engine.program.reserve import withdrawals_of
from loyalty_engine.wire import stored

_CHANGES: Final = "SELECT at, by FROM counter_change WHERE owner = ? AND name = ? AND moment >= ?"


@define(eq=False, slots=False)
class SqlUnit(SqlPurchases, SqlLedger, SqlCoupons, SqlStatuses, SqlAudit):
    """One transaction of a store in SQL; a `UnitOfWork`."""

    def counter(
        self, owner: str | None, name: str, *, changes: bool = True, since: dt.datetime | None = None
    ) -> Counter:
        """The counter *name* of *owner*."""
        self._sql.hold(counter_key(owner, name))
        self._sql.expect(RESERVED, owner or "", name)  # what a purchase may use is asked for both
        if not changes:
            return Counter(self._counted(owner, name))
        first = ANY_TIME if since is None else instant(since)
        self._sql.expect(_CHANGES, owner or "", name, first)
        value = self._counted(owner, name)
        rows = self._sql.rows(tuple[str, int], _CHANGES, owner or "", name, first)
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
            "INSERT INTO counter_change (owner, name, at, moment, by) VALUES (?, ?, ?, ?, ?)",
            owner or "",
            name,
            change.at.isoformat(),
            instant(change.at),
            change.by,
        )

    def wallet(
        self, owner: str, currency: str, *, at: dt.datetime | None = None, lots: Collection[str] = ()
    ) -> Wallet:
        """What *owner* has of *currency*, or as much of it as a step at *at* needs."""
        if at is not None and (owner, currency) not in self._bare_wallets and not lots:
            # What can be spent is less what is reserved of it.
            self._sql.hold(owner_key(owner))
            self._sql.expect(RESERVED, owner, withdrawals_of(currency))
        return super().wallet(owner, currency, at=at, lots=lots)

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

    def send(self, message: Outgoing) -> None:
        """Put a message into the outbox."""
        put(self._sql, message)

    def _posted(self, entries: Sequence[LedgerEntry]) -> set[str]:
        """The ids of *entries* that others have; a step that was not there before has none there."""
        known = [one for one in entries if one.operation not in self._new or one.id in self._entries]
        return super()._posted(known)

    def outbox(self) -> tuple[Outgoing, ...]:
        """All messages, in the order in which they were put there."""
        return messages(self._sql)

    def _counted(self, owner: str | None, name: str) -> int:
        found = self._sql.rows(
            tuple[int], "SELECT value FROM counter WHERE owner = ? AND name = ?", owner or "", name
        )
        return found[0][0] if found else 0
