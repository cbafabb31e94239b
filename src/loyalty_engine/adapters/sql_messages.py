"""The rows of messages in the outbox of a store in SQL."""

from __future__ import annotations

import datetime as dt
from typing import Final, NamedTuple

from loyalty_engine.adapters.sql_rows import instant, kept, readable
from loyalty_engine.adapters.sql_transaction import SqlTransaction
from loyalty_engine.program.origin import Origin, OriginKind
from loyalty_engine.program.ports import Outgoing
from loyalty_engine.program.purchases import refuse_taken
from loyalty_engine.wire import stored

#: Before whatever a clock may say.
ANY_TIME: Final = instant(dt.datetime.min.replace(tzinfo=dt.UTC))


class MessageRow(NamedTuple):
    """A message as it was put into the outbox, and what was tried since."""

    id: str
    origin: str
    origin_id: str
    member: str | None
    at: str
    intent: str
    codes: str
    tries: int
    why: str | None


def put(sql: SqlTransaction, message: Outgoing) -> None:
    """Put a message into the outbox, to leave as soon as a relay comes by.

    Raises:
        InvalidInput: there is a message with this id.
    """
    known = sql.rows(tuple[str], "SELECT id FROM outbox WHERE id = ?", message.id)
    refuse_taken("outbox", [message], [id for (id,) in known])
    sql.run(
        "INSERT INTO outbox (id, origin, origin_id, member, at, intent, codes, state, due, tries)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting', ?, 0)",
        message.id,
        message.origin.kind.value,
        message.origin.id,
        message.member,
        message.at.isoformat(),
        stored.INTENT.write(message.intent),
        stored.CODES.write(message.codes),
        ANY_TIME,
    )


def messages(sql: SqlTransaction) -> tuple[Outgoing, ...]:
    """All messages, in the order in which they were put there."""
    rows = sql.run(
        "SELECT id, origin, origin_id, member, at, intent, codes, tries, why FROM outbox ORDER BY number"
    )
    return tuple(message_of(MessageRow._make(row)) for row in rows)


@readable("a message")
def message_of(row: MessageRow) -> Outgoing:
    """The message with these columns.

    Raises:
        StoreFailed: this release cannot read it.
    """
    return Outgoing(
        id=row.id,
        origin=Origin(OriginKind(row.origin), row.origin_id),
        member=row.member,
        intent=kept(stored.INTENT, row.intent),
        at=dt.datetime.fromisoformat(row.at),
        codes=kept(stored.CODES, row.codes),
    )
