"""The outbox of a store in SQL, as relays see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from attrs import define, field

from loyalty_engine.adapters.sql_messages import ANY_TIME, MessageRow, message_of
from loyalty_engine.adapters.sql_rows import instant
from loyalty_engine.adapters.sql_transaction import Key, SqlStore, in_sql
from loyalty_engine.program.relay import DeadLetter, Letter

#: One relay at a time looks for what it may have.
_LEASES: Final[Key] = ("leases",)


@define(eq=False)
class SqlOutbox:
    """The messages of *store*; an `Outbox`, of which each thread and process may have one of its own."""

    store: SqlStore = field(validator=in_sql)

    def lease(self, now: dt.datetime, until: dt.datetime, most: int) -> Sequence[Letter]:
        """Up to *most* messages that are due."""
        with self.store.transaction() as sql:
            sql.hold(_LEASES)
            rows = sql.run(
                "SELECT id, origin, origin_id, member, at, intent, codes, tries, why FROM outbox"
                " WHERE state = 'waiting' AND due <= ? ORDER BY number LIMIT ?",
                instant(now),
                most,
            )
            found = [MessageRow._make(row) for row in rows]
            letters = [Letter(message=message_of(row), tries=row.tries) for row in found]
            for row in found:
                sql.run("UPDATE outbox SET due = ?, tries = tries + 1 WHERE id = ?", instant(until), row.id)
        return letters

    def sent(self, id: str) -> None:
        """The message was delivered; codes that were in it are not kept any longer."""
        self._note("UPDATE outbox SET state = 'sent', why = NULL, codes = '[]' WHERE id = ?", id)

    def put_off(self, id: str, until: dt.datetime, why: str) -> None:
        """The message is due again at *until*."""
        self._note(
            "UPDATE outbox SET due = ?, why = ? WHERE id = ? AND state = 'waiting'",
            instant(until),
            why,
            id,
        )

    def give_up(self, id: str, why: str) -> None:
        """Nobody could deliver the message."""
        self._note(
            "UPDATE outbox SET state = 'given_up', why = ? WHERE id = ? AND state = 'waiting'",
            why,
            id,
        )

    def dead_letters(self) -> Sequence[DeadLetter]:
        """The messages that were given up."""
        with self.store.transaction() as sql:
            rows = sql.run(
                "SELECT id, origin, origin_id, member, at, intent, codes, tries, why FROM outbox"
                " WHERE state = 'given_up' ORDER BY number"
            )
        found = map(MessageRow._make, rows)
        return [DeadLetter(message=message_of(row), tries=row.tries, why=row.why or "") for row in found]

    def take_up(self, id: str) -> None:
        """A message that was given up waits again."""
        self._note(
            "UPDATE outbox SET state = 'waiting', due = ?, tries = 0, why = NULL"
            " WHERE id = ? AND state = 'given_up'",
            ANY_TIME,
            id,
        )

    def _note(self, statement: str, *values: object) -> None:
        with self.store.transaction() as sql:
            sql.run(statement, *values)
