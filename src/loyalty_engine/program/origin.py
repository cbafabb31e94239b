"""What things that are carried out come from: a purchase, or an event."""

from __future__ import annotations

from enum import Enum

from attrs import frozen

from loyalty_engine.model.identifiers import joined_id


class OriginKind(Enum):
    """What sets something going outside."""

    PURCHASE = "purchase"
    EVENT = "event"


@frozen
class Origin:
    """Where something comes from: the purchase with this *id*, or the step with it that took an event in."""

    kind: OriginKind
    id: str

    def brings(self, number: int) -> str:
        """The id of what its intent with this number brings: a lot of points, or a message."""
        of = () if self.kind is OriginKind.PURCHASE else ("event",)
        return joined_id(*of, self.id, str(number))
