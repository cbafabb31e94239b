"""One transaction of a store in SQL: what the programme asks of it, as statements."""

from __future__ import annotations

import datetime as dt

from attrs import define

from loyalty_engine.adapters.sql_audit import SqlAudit
from loyalty_engine.adapters.sql_coupons import SqlCoupons
from loyalty_engine.adapters.sql_family import counter_key, owner_key
from loyalty_engine.adapters.sql_ledger import SqlLedger
from loyalty_engine.adapters.sql_messages import messages, put
from loyalty_engine.adapters.sql_purchases import SqlPurchases
from loyalty_engine.adapters.sql_rows import (
    kept,
)
from loyalty_engine.adapters.sql_statuses import SqlStatuses
from loyalty_engine.individual.attributes import AttributeHistory
from loyalty_engine.model.counters import Counter, CounterChange
from loyalty_engine.model.slots import SlotSet
from loyalty_engine.program.ports import Outgoing
from loyalty_engine.wire import stored


@define(eq=False, slots=False)
class SqlUnit(SqlPurchases, SqlLedger, SqlCoupons, SqlStatuses, SqlAudit):
    """One transaction of a store in SQL; a `UnitOfWork`."""

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

    def send(self, message: Outgoing) -> None:
        """Put a message into the outbox."""
        put(self._sql, message)

    def outbox(self) -> tuple[Outgoing, ...]:
        """All messages, in the order in which they were put there."""
        return messages(self._sql)

    def _counted(self, owner: str | None, name: str) -> int:
        found = self._sql.rows(
            tuple[int], "SELECT value FROM counter WHERE owner = ? AND name = ?", owner or "", name
        )
        return found[0][0] if found else 0
