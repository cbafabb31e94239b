"""A kind of benefit of our own: points for every full kilogram of loose goods."""

from __future__ import annotations

from typing import ClassVar

from attrs import field, frozen, validators

from loyalty_engine.model.amounts import PerWeight
from loyalty_engine.model.money import Quantity
from loyalty_engine.model.points import BONUS
from loyalty_engine.rules.instructions import Accrue, Instruction

KILOGRAM = Quantity.of(1)


@frozen
class PointsPerKilogram:
    """*points* for every full kilogram of the lines together."""

    kind: ClassVar[str] = "acme:points_per_kilogram"
    points: int = field(validator=validators.ge(1))

    def lower(self) -> tuple[Instruction, ...]:
        return (Accrue(amount=PerWeight(KILOGRAM, self.points), points=BONUS),)

    def describe(self) -> str:
        return f"{self.points} points for every full kilogram"
