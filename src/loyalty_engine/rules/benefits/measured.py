"""Benefits for every so much: for every full sum that is spent, for every so much weight."""

from __future__ import annotations

from typing import ClassVar

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.amounts import LARGEST, PerSum, PerWeight
from loyalty_engine.model.fields import faults, kept, money_problems
from loyalty_engine.model.lifetime import FOREVER, Lifetime
from loyalty_engine.model.money import Money, Quantity
from loyalty_engine.model.points import BONUS
from loyalty_engine.rules.benefits.discounts import base, full_sum_problems, given, given_problems
from loyalty_engine.rules.benefits.points import counted, credit_problems, living, points_problems
from loyalty_engine.rules.instructions import Accrue, Given, Instruction, Reduce


def _quantity(value: Quantity | int | str) -> Quantity:
    return kept(Quantity.of, value)


def _of(excluded: frozenset[Given]) -> str:
    return f" of {base(excluded)}" if excluded else ""


@frozen
class AmountPerSum:
    """*amount* off for every full *every* that the lines cost together: 5.00 off for every 50.00.

    It is spread over the lines in proportion to what they cost. That leaves out what is in *excluding*.
    """

    kind: ClassVar[str] = "amount_per_sum"
    amount: Money
    every: Money = field(kw_only=True)
    excluding: frozenset[Given] = field(default=frozenset(), converter=given, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = money_problems("amount", self.amount, LARGEST)
        unsound = full_sum_problems("every", self.every)
        if not problems and not unsound and self.every.currency != self.amount.currency:
            unsound.append(
                Problem("every", f"{self.every} is not in {self.amount.currency}", "use one currency")
            )
        refuse(self.kind, problems + unsound + given_problems("excluding", self.excluding))

    def lower(self) -> tuple[Instruction, ...]:
        amount = PerSum(self.every.minor, self.amount.minor)
        return (Reduce(amount=amount, currency=self.amount.currency, excludes=self.excluding),)

    def describe(self) -> str:
        return f"{self.amount} off for every {self.every}{_of(self.excluding)}"


@frozen
class AmountPerWeight:
    """*amount* off for every full *every* of the lines together: 1.00 off for every two kilograms.

    Pieces count as one each. It is spread over the lines in proportion to what they cost, which leaves out
    what is in *excluding*.
    """

    kind: ClassVar[str] = "amount_per_weight"
    amount: Money
    every: Quantity = field(converter=_quantity, kw_only=True)
    excluding: frozenset[Given] = field(default=frozenset(), converter=given, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = money_problems("amount", self.amount, LARGEST) + faults("every", Quantity.of, self.every)
        refuse(self.kind, problems + given_problems("excluding", self.excluding))

    def lower(self) -> tuple[Instruction, ...]:
        amount = PerWeight(self.every, self.amount.minor)
        return (Reduce(amount=amount, currency=self.amount.currency, excludes=self.excluding),)

    def describe(self) -> str:
        return f"{self.amount} off for every {self.every} bought{_spread(self.excluding)}"


def _spread(excluded: frozenset[Given]) -> str:
    return f", spread over {base(excluded)}" if excluded else ""


@frozen
class PointsPerWeight:
    """*points*, in the smallest parts of *currency*, for every full *every* of the lines together.

    Pieces count as one each. The points are spread over the lines by how much of each is bought, and live
    for *lifetime*.
    """

    kind: ClassVar[str] = "points_per_weight"
    points: int
    every: Quantity = field(converter=_quantity, kw_only=True)
    currency: str = field(default=BONUS, kw_only=True)
    lifetime: Lifetime = field(default=FOREVER, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = points_problems("points", self.points) + faults("every", Quantity.of, self.every)
        refuse(self.kind, problems + credit_problems(self.currency, self.lifetime))

    def lower(self) -> tuple[Instruction, ...]:
        amount = PerWeight(self.every, self.points)
        return (Accrue(amount=amount, points=self.currency, lifetime=self.lifetime),)

    def describe(self) -> str:
        said = f"{counted(self.points, self.currency)} for every {self.every} bought"
        return said + living(self.lifetime)
