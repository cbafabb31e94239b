"""What the contract of stores keeps of statuses: some that were given in all ways."""

from __future__ import annotations

import datetime as dt
from typing import Final

from loyalty_engine.model.actor import ByHand
from loyalty_engine.program.origin import Origin, OriginKind
from loyalty_engine.program.status_records import StatusRecord

_AT: Final = dt.datetime(2026, 9, 1, 0, 0, 0, 250_000, tzinfo=dt.timezone(dt.timedelta(hours=3)))
_DAY: Final = dt.timedelta(days=1)


def status_given(after: str | None, *, system: str = "levels") -> StatusRecord:
    """A status for which a period was the cause."""
    return StatusRecord(system=system, after=after, at=_AT, recorded_at=_AT + _DAY, operation=f"to {after}")


#: Statuses of one member and one system, one after the other.
GIVEN: Final = (
    status_given("silver"),
    StatusRecord(
        system="levels",
        before="silver",
        after="gold",
        at=_AT - _DAY,
        recorded_at=(_AT + _DAY).astimezone(dt.UTC),
        operation="op-1",
        offer="welcome",
        origin=Origin(OriginKind.PURCHASE, "P"),
    ),
    StatusRecord(
        system="levels",
        before="gold",
        after=None,
        at=_AT + 2 * _DAY,
        recorded_at=_AT + 2 * _DAY,
        operation="op-2",
        by_hand=ByHand(author="clerk", at=_AT + 2 * _DAY, reason="a mistake,\nwe are sorry"),
    ),
    StatusRecord(
        system="levels",
        after="gold",
        at=_AT,
        recorded_at=_AT + 3 * _DAY,
        operation="op-3",
        offer="birthday",
        origin=Origin(OriginKind.EVENT, "E"),
    ),
)
