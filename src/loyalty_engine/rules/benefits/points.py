"""Benefits in points."""

from __future__ import annotations

from typing import ClassVar

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.amounts import PerSum, Share
from loyalty_engine.model.fields import id_problems, money_problems
from loyalty_engine.model.money import Money, Percent
from loyalty_engine.model.points import BONUS
from loyalty_engine.rules.benefits.discounts import Per, excluding, given, percent, spread
from loyalty_engine.rules.instructions import Accrue, Given, Instruction

#: Points are earned on what the buyer pays in money, unless the benefit says otherwise.
PAID_IN_MONEY = frozenset({Given.DISCOUNT, Given.POINTS_PAYMENT, Given.EXTERNAL_PAYMENT})


def _points(value: int) -> list[Problem]:
    if type(value) is int and 0 <= value <= 10**12:
        return []
    return [
        Problem("points", f"{value!r} is not a number of points", "use a whole number of the smallest part")
    ]


@frozen
class PointsPercent:
    """*percent* of what the lines cost, in points: of 198.00 ten per cent are 19 points.

    The base leaves out what is in *excluding*, by default discounts and everything not paid in money.
    """

    kind: ClassVar[str] = "points_percent"
    percent: Percent = field(converter=percent)
    currency: str = field(default=BONUS, kw_only=True)
    excluding: frozenset[Given] = field(default=PAID_IN_MONEY, converter=given, kw_only=True)

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, id_problems(currency=self.currency))

    def lower(self) -> tuple[Instruction, ...]:
        return (Accrue(amount=Share(self.percent), points=self.currency, excludes=self.excluding),)

    def describe(self) -> str:
        return f"{self.percent}{excluding(self.excluding - PAID_IN_MONEY)} in {self.currency} points"


@frozen
class PointsAmount:
    """*points*, in the smallest parts of *currency*: for all lines together, for each line or each unit."""

    kind: ClassVar[str] = "points_amount"
    points: int
    per: Per = field(default=Per.RECEIPT, kw_only=True)
    currency: str = field(default=BONUS, kw_only=True)

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, _points(self.points) + id_problems(currency=self.currency))

    def lower(self) -> tuple[Instruction, ...]:
        return (Accrue(amount=spread(self.points, self.per), points=self.currency),)

    def describe(self) -> str:
        return f"{self.points} {self.currency} points" + (
            "" if self.per is Per.RECEIPT else f" per {self.per.value}"
        )


@frozen
class PointsPerSum:
    """*points* for every full *every* that the lines cost together."""

    kind: ClassVar[str] = "points_per_sum"
    points: int
    every: Money = field(kw_only=True)
    currency: str = field(default=BONUS, kw_only=True)
    excluding: frozenset[Given] = field(default=PAID_IN_MONEY, converter=given, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = (
            _points(self.points) + id_problems(currency=self.currency) + money_problems("every", self.every)
        )
        if not problems and not self.every.minor:
            problems.append(
                Problem("every", "is 0, which would never end", "use a sum of at least one minor unit")
            )
        refuse(self.kind, problems)

    def lower(self) -> tuple[Instruction, ...]:
        amount = PerSum(self.every.minor, self.points)
        money = self.every.currency
        return (Accrue(amount=amount, points=self.currency, currency=money, excludes=self.excluding),)

    def describe(self) -> str:
        return f"{self.points} {self.currency} points for every {self.every}"
