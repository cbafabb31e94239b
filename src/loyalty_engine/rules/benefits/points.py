"""Benefits in points: given for what is bought, on top of it, or taken away."""

from __future__ import annotations

from typing import ClassVar

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.amounts import PerSum, Share
from loyalty_engine.model.fields import (
    choice_problems,
    kind_problems,
    needed_id_problems,
)
from loyalty_engine.model.identifiers import shown
from loyalty_engine.model.lifetime import FOREVER, Lifetime
from loyalty_engine.model.money import Money, Percent
from loyalty_engine.model.points import BONUS
from loyalty_engine.rules.benefits.discounts import (
    Per,
    base,
    full_sum_problems,
    given,
    given_problems,
    percent,
    percent_problems,
    spread,
)
from loyalty_engine.rules.emissions import Credit, Debit
from loyalty_engine.rules.instructions import PAID_IN_MONEY, Accrue, Given, Instruction

#: The most points that one benefit can name.
_MOST = 10**12


def points_problems(path: str, value: object) -> list[Problem]:
    """What keeps *value* from being a number of points."""
    if type(value) is int and 0 <= value <= _MOST:
        return []
    hint = f"use a whole number of the smallest part, from 0 to {_MOST:,}"
    return [Problem(path, f"{shown(value)} is not a number of points", hint)]


def counted(points: int, currency: str) -> str:
    """So many points of a kind, in words."""
    return f"{points} {currency} point{'' if points == 1 else 's'}"


def _of(excluded: frozenset[Given]) -> str:
    """What points are given for, where it is not what everybody expects."""
    return "" if excluded == PAID_IN_MONEY else f" of {base(excluded)}"


def credit_problems(currency: object, lifetime: object) -> list[Problem]:
    """What keeps points of *currency* from being credited for *lifetime*."""
    hint = "write Lifetime(expires_after=Delay(months=12))"
    unlike = kind_problems("lifetime", lifetime, Lifetime, "a lifetime", hint)
    return needed_id_problems(currency=currency) + unlike


def living(lifetime: Lifetime) -> str:
    """How long points live, where it is not for ever."""
    return "" if lifetime == FOREVER else f", {lifetime}"


@frozen
class PointsPercent:
    """*percent* of what the lines cost, in points: of 198.00 ten per cent are 19 points.

    The base leaves out what is in *excluding*, by default discounts and everything not paid in money. All
    lines together get *at_most* so many points, in the smallest parts of *currency*. They live for
    *lifetime*.
    """

    kind: ClassVar[str] = "points_percent"
    percent: Percent = field(converter=percent)
    currency: str = field(default=BONUS, kw_only=True)
    excluding: frozenset[Given] = field(default=PAID_IN_MONEY, converter=given, kw_only=True)
    at_most: int | None = field(default=None, kw_only=True)
    lifetime: Lifetime = field(default=FOREVER, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = percent_problems("percent", self.percent) + credit_problems(self.currency, self.lifetime)
        problems += given_problems("excluding", self.excluding)
        if self.at_most is not None:
            problems += points_problems("at_most", self.at_most)
        refuse(self.kind, problems)

    def lower(self) -> tuple[Instruction, ...]:
        accrue = Accrue(
            amount=Share(self.percent),
            points=self.currency,
            excludes=self.excluding,
            most=self.at_most,
            lifetime=self.lifetime,
        )
        return (accrue,)

    def describe(self) -> str:
        most = "" if self.at_most is None else f", {counted(self.at_most, self.currency)} at most"
        return f"{self.percent}{_of(self.excluding)} in {self.currency} points{most}{living(self.lifetime)}"


@frozen
class PointsAmount:
    """*points*, in the smallest parts of *currency*: for all lines together, each line, unit or product.

    They are given once for each of what *per* names, and live for *lifetime*.
    """

    kind: ClassVar[str] = "points_amount"
    points: int
    per: Per = field(default=Per.RECEIPT, kw_only=True)
    currency: str = field(default=BONUS, kw_only=True)
    lifetime: Lifetime = field(default=FOREVER, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = points_problems("points", self.points) + choice_problems("per", self.per, Per)
        refuse(self.kind, problems + credit_problems(self.currency, self.lifetime))

    def lower(self) -> tuple[Instruction, ...]:
        amount = spread(self.points, self.per)
        return (Accrue(amount=amount, points=self.currency, lifetime=self.lifetime),)

    def describe(self) -> str:
        per = "" if self.per is Per.RECEIPT else f" per {self.per.value}"
        return counted(self.points, self.currency) + per + living(self.lifetime)


@frozen
class PointsPerSum:
    """*points* for every full *every* that the lines cost together.

    They are in the smallest parts of *currency*, and live for *lifetime*. What the lines cost leaves out what
    is in *excluding*, by default discounts and everything not paid in money.
    """

    kind: ClassVar[str] = "points_per_sum"
    points: int
    every: Money = field(kw_only=True)
    currency: str = field(default=BONUS, kw_only=True)
    excluding: frozenset[Given] = field(default=PAID_IN_MONEY, converter=given, kw_only=True)
    lifetime: Lifetime = field(default=FOREVER, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = points_problems("points", self.points) + full_sum_problems("every", self.every)
        problems += credit_problems(self.currency, self.lifetime)
        refuse(self.kind, problems + given_problems("excluding", self.excluding))

    def lower(self) -> tuple[Instruction, ...]:
        amount = PerSum(self.every.minor, self.points)
        accrue = Accrue(
            amount=amount,
            points=self.currency,
            currency=self.every.currency,
            excludes=self.excluding,
            lifetime=self.lifetime,
        )
        return (accrue,)

    def describe(self) -> str:
        said = f"{counted(self.points, self.currency)} for every {self.every}{_of(self.excluding)}"
        return said + living(self.lifetime)


def _some_problems(value: object) -> list[Problem]:
    """What keeps *value* from being a number of points that is worth a word."""
    if type(value) is int and 1 <= value <= _MOST:
        return []
    hint = f"use a whole number of the smallest part, from 1 to {_MOST:,}"
    return [Problem("points", f"{shown(value)} is not a number of points to move", hint)]


@frozen
class AdditionalPoints:
    """*points* on top, in the smallest parts of *currency*, tied to no line.

    They go with the rule's first benefit on lines and are withheld where that gave nothing. A rule without
    one gives them with the accrual, and does not compete for lines. On a receipt they are spread over all
    lines by what these cost in the end, so that a return takes back its part. They live for *lifetime*.
    """

    kind: ClassVar[str] = "additional_points"
    points: int
    currency: str = field(default=BONUS, kw_only=True)
    lifetime: Lifetime = field(default=FOREVER, kw_only=True)

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, _some_problems(self.points) + credit_problems(self.currency, self.lifetime))

    def lower(self) -> tuple[Instruction, ...]:
        return (Credit(points=self.currency, amount=self.points, lifetime=self.lifetime),)

    def describe(self) -> str:
        return f"{counted(self.points, self.currency)} on top{living(self.lifetime)}"


@frozen
class WithdrawPoints:
    """Take *points*, in the smallest parts of *currency*, off the member's balance: chips for a coupon.

    It takes what it says, whatever the balance is; a condition on the balance keeps it from taking too much.
    """

    kind: ClassVar[str] = "withdraw_points"
    points: int
    currency: str = field(default=BONUS, kw_only=True)

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, _some_problems(self.points) + needed_id_problems(currency=self.currency))

    def lower(self) -> tuple[Instruction, ...]:
        return (Debit(points=self.currency, amount=self.points),)

    def describe(self) -> str:
        return f"take {counted(self.points, self.currency)} off the balance"
