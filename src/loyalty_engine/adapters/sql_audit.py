"""The audit in a store in SQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from attrs import define

from loyalty_engine.adapters.sql_family import SqlFamily
from loyalty_engine.adapters.sql_transaction import Key
from loyalty_engine.model.actor import ByHand, Permission
from loyalty_engine.model.audit import AuditEntry
from loyalty_engine.wire import stored


@define(eq=False)
class SqlAudit(SqlFamily):
    """What the programme asks about the audit."""

    def note(self, entry: AuditEntry) -> None:
        """Add to the audit."""
        self._sql.hold(_key(entry.member))
        self._sql.run(
            "INSERT INTO audit (member, at, author, reason, permission, action, operation, allowed, details)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            entry.member or "",
            entry.by.at.isoformat(),
            entry.by.author,
            entry.by.reason,
            entry.permission.value,
            entry.action,
            entry.operation,
            int(entry.allowed),
            stored.DETAILS.write(entry.details),
        )

    def audit(self, member: str | None) -> Sequence[AuditEntry]:
        """What was noted about *member*."""
        self._sql.hold(_key(member))
        rows = self._sql.rows(
            tuple[str, str, str, str, str, str, int, str],
            "SELECT at, author, reason, permission, action, operation, allowed, details FROM audit"
            " WHERE member = ? ORDER BY number",
            member or "",
        )
        return [
            AuditEntry(
                by=ByHand(author=author, at=dt.datetime.fromisoformat(at), reason=reason),
                permission=Permission(permission),
                action=action,
                operation=operation,
                member=member,
                allowed=bool(allowed),
                details=stored.DETAILS.read(details),
            )
            for at, author, reason, permission, action, operation, allowed, details in rows
        ]


def _key(member: str | None) -> Key:
    return ("audit", member or "")
