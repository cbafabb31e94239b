"""The statuses of members in a store in SQL: a row for each that was given, of which the last counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from attrs import define

from loyalty_engine.adapters.sql_family import SqlFamily, owner_key
from loyalty_engine.adapters.sql_rows import kept, readable
from loyalty_engine.program.origin import Origin, OriginKind
from loyalty_engine.program.status_records import StatusRecord
from loyalty_engine.wire import stored


class _Row(NamedTuple):
    """The columns of a status after its member and its system."""

    before: str | None
    after: str | None
    at: str
    recorded_at: str
    operation: str
    offer: str | None
    origin: str | None
    origin_id: str | None
    by_hand: str | None


@define(eq=False)
class SqlStatuses(SqlFamily):
    """What the programme asks about statuses."""

    def status(self, member: str, system: str) -> str | None:
        """The status that the programme has given the member."""
        self._sql.hold(owner_key(member))
        found = self._sql.rows(
            tuple[str | None],
            "SELECT after FROM status WHERE member = ? AND system = ? ORDER BY number DESC LIMIT 1",
            member,
            system,
        )
        return found[0][0] if found else None

    def keep_status(self, member: str, record: StatusRecord) -> None:
        """Keep a status, and what is known of it."""
        self._sql.hold(owner_key(member))
        self._sql.run(
            "INSERT INTO status (member, system, before, after, at, recorded_at, operation,"
            " offer, origin, origin_id, by_hand) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            member,
            record.system,
            record.before,
            record.after,
            record.at.isoformat(),
            record.recorded_at.isoformat(),
            record.operation,
            record.offer,
            None if record.origin is None else record.origin.kind.value,
            None if record.origin is None else record.origin.id,
            None if record.by_hand is None else stored.BY_HAND.write(record.by_hand),
        )

    def status_records(self, member: str, system: str) -> Sequence[StatusRecord]:
        """All statuses that the member was given."""
        self._sql.hold(owner_key(member))
        rows = self._sql.run(
            "SELECT before, after, at, recorded_at, operation, offer, origin, origin_id, by_hand"
            " FROM status WHERE member = ? AND system = ? ORDER BY number",
            member,
            system,
        )
        return [_record(system, _Row._make(row)) for row in rows]


@readable("a status")
def _record(system: str, row: _Row) -> StatusRecord:
    return StatusRecord(
        system=system,
        before=row.before,
        after=row.after,
        at=dt.datetime.fromisoformat(row.at),
        recorded_at=dt.datetime.fromisoformat(row.recorded_at),
        operation=row.operation,
        offer=row.offer,
        origin=None if row.origin is None else Origin(OriginKind(row.origin), row.origin_id or ""),
        by_hand=None if row.by_hand is None else kept(stored.BY_HAND, row.by_hand),
    )
