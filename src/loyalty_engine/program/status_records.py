"""What is kept of the statuses of members: when each was given, in place of which, why and by whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import Enum

from attrs import frozen

from loyalty_engine.model.actor import ByHand
from loyalty_engine.model.moments import check_moment
from loyalty_engine.program.origin import Origin


class StatusCause(Enum):
    """Why a member got another status."""

    PERIOD = "period"  # a period has begun, and his counter says so
    OFFER = "offer"
    OPERATOR = "operator"


@frozen(kw_only=True)
class StatusRecord:
    """The programme gave a member the status *after* in *system*, in place of *before*; None stands for none.

    It counts from the instant *at* on: that of the receipt or the event, or of the beginning of the period.
    It was written at *recorded_at*, by the step *operation*. *offer* and *origin* say which offer gave it on
    which purchase or event, and *by_hand* which operator did, when and why; they are None for all others.
    """

    system: str
    before: str | None = None
    after: str | None
    at: dt.datetime
    recorded_at: dt.datetime
    operation: str
    offer: str | None = None
    origin: Origin | None = None
    by_hand: ByHand | None = None

    @property
    def cause(self) -> StatusCause:
        """Why it was given."""
        if self.by_hand is not None:
            return StatusCause.OPERATOR
        return StatusCause.PERIOD if self.offer is None else StatusCause.OFFER


def record_as_of(
    records: Sequence[StatusRecord], at: dt.datetime, known_at: dt.datetime | None = None
) -> StatusRecord | None:
    """Which of *records*, of one member and one system, counts at an instant; None where none does yet.

    What was written later replaces what was written before, from its own moment on: so a receipt that comes
    late changes what is told of the time since.

    Args:
        records: in the order in which they were written.
        at: the instant.
        known_at: count what was written up to this instant; None for all.

    Raises:
        InvalidInput: a moment has no offset.
    """
    check_moment("status", "at", at, aware=True)
    if known_at is not None:
        check_moment("status", "known_at", known_at, aware=True)
    for record in reversed(records):
        if record.at <= at and (known_at is None or record.recorded_at <= known_at):
            return record
    return None
