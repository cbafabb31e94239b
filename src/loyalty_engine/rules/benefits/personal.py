"""Benefits that a member's own facts decide: imported entries and favourite slots."""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen

from loyalty_engine.errors import refuse
from loyalty_engine.model.fields import needed_id_problems
from loyalty_engine.model.points import BONUS
from loyalty_engine.rules.instructions import (
    Accrue,
    FillSlots,
    FromEntry,
    Instruction,
    IssueFromEntry,
    Reduce,
)


@frozen
class PersonalBenefit:
    """What the member's entries of the personal attribute *attribute* say: discount, points or coupon.

    Where several entries cover a line, the line gets the best for the buyer; between equals the more
    specific (product, group, category), then the first.
    """

    kind: ClassVar[str] = "personal_benefit"
    attribute: str

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, needed_id_problems(attribute=self.attribute))

    def lower(self) -> tuple[Instruction, ...]:
        entry = FromEntry(self.attribute)
        return (Reduce(amount=entry), Accrue(amount=entry, points=BONUS), IssueFromEntry(self.attribute))

    def describe(self) -> str:
        return f"what the member's personal offer {self.attribute} says"


@frozen
class FillFavoriteSlots:
    """Fill the member's free slots under the favourite-products rule *rule*.

    Products of this receipt come first, the dearest first, unless the rule says otherwise; then its list, in
    the order that the host ranks it for the member, or else in its own. It happens before everything else,
    so the products filled in count on the same receipt.
    """

    kind: ClassVar[str] = "fill_favorite_slots"
    rule: str

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, needed_id_problems(rule=self.rule))

    def lower(self) -> tuple[Instruction, ...]:
        return (FillSlots(self.rule),)

    def describe(self) -> str:
        return f"fill the member's free favourite slots ({self.rule})"
