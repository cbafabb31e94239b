"""The order of offers, and what is kept of a stage in which they compete."""

from __future__ import annotations

from attrs import define, field

from loyalty_engine.model.identifiers import id_order
from loyalty_engine.model.receipt import Line
from loyalty_engine.rules.offer import Offer
from loyalty_engine.testing.reference.chains import weight_of
from loyalty_engine.testing.reference.draft import Draft


def rank(offer: Offer) -> tuple[int, int, tuple[int, int, str]]:
    """The order of offers everywhere: the higher priority, the greater weight, the smaller id."""
    return (-offer.priority, -weight_of(offer), id_order(offer.id))


@define
class StageRecord:
    """What a contested stage began with, who took units, and who was shut out by his exclusion group.

    *taken* says up to which unit each line is taken, and *taken_by* who took any of it.
    """

    draft: Draft
    worth: dict[int, int]
    winners: dict[str, str | None]
    taken: dict[int, int] = field(factory=dict)
    taken_by: dict[int, set[str]] = field(factory=dict)

    def begun(self, line: Line) -> int:
        """What the line cost when the contest began."""
        return self.draft.price(line)

    def shuts_out(self, offer: Offer) -> bool:
        """Has another offer of its exclusion group been preferred, or none?"""
        return offer.exclusion_group is not None and self.winners.get(offer.exclusion_group) != offer.id
