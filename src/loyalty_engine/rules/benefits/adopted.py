"""Benefits of others: what a till or a partner has given, made an offer's own."""

from __future__ import annotations

from typing import ClassVar

from attrs import field, frozen

from loyalty_engine.errors import refuse
from loyalty_engine.model.lifetime import FOREVER, Lifetime
from loyalty_engine.model.points import BONUS
from loyalty_engine.rules.benefits.points import credit_problems, living
from loyalty_engine.rules.instructions import Adopt, Instruction


@frozen
class AdoptExternalDiscount:
    """What the till or a partner has taken off the lines counts as a discount of this offer.

    It is in the lines' amounts already: no price falls by it, and budgets do not pay for it. The offer
    competes with its sum, and the line is taken, so that no other discount but a cumulative one comes on top.
    """

    kind: ClassVar[str] = "adopt_external_discount"

    def lower(self) -> tuple[Instruction, ...]:
        return (Adopt(),)

    def describe(self) -> str:
        return "the till's own discount, as this offer's"


@frozen
class AdoptExternalPoints:
    """The points that the till or a partner sends with the lines are given, as points of *currency*.

    What a line sends is in the smallest parts of *currency*. The points live as *lifetime* says, for ever
    unless it is said.
    """

    kind: ClassVar[str] = "adopt_external_points"
    currency: str = field(default=BONUS)
    lifetime: Lifetime = field(default=FOREVER, kw_only=True)

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, credit_problems(self.currency, self.lifetime))

    def lower(self) -> tuple[Instruction, ...]:
        return (Adopt(points=self.currency, lifetime=self.lifetime),)

    def describe(self) -> str:
        return f"the {self.currency} points that the till sends{living(self.lifetime)}"
