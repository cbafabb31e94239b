"""Benefits that prices and labels name: a sum on a label, points on a label, what is paid above a price."""

from __future__ import annotations

from typing import ClassVar

from attrs import field, frozen

from loyalty_engine.errors import refuse
from loyalty_engine.model.amounts import LARGEST, Bearer, PriceForAll, PricePerUnit, TagAmount, TagPrice
from loyalty_engine.model.fields import choice_problems, flag_problems, money_problems, needed_id_problems
from loyalty_engine.model.lifetime import FOREVER, Lifetime
from loyalty_engine.model.money import Money
from loyalty_engine.model.points import BONUS
from loyalty_engine.rules.benefits.points import credit_problems, living
from loyalty_engine.rules.instructions import Accrue, Instruction, Reduce


@frozen
class TaggedAmount:
    """The sum off each unit that stands in *attribute* of the product, or of the line: 0.50 off per kilogram.

    *of* says whose attribute it is. Lines where nothing stands, or no sum of money, get nothing.
    """

    kind: ClassVar[str] = "tagged_amount"
    attribute: str
    of: Bearer = field(default=Bearer.PRODUCT, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(attribute=self.attribute)
        refuse(self.kind, problems + choice_problems("of", self.of, Bearer))

    def lower(self) -> tuple[Instruction, ...]:
        return (Reduce(amount=TagAmount(self.attribute, self.of)),)

    def describe(self) -> str:
        return f"the sum in the {self.of.value}'s {self.attribute} off each unit"


@frozen
class TaggedPoints:
    """The points for each unit that stand in *attribute* of the product, or of the line.

    *of* says whose attribute it is. The points are written as whole ones of *currency* with its decimals,
    ``"2.50"``, are summed exactly over the lines and rounded once. They live for *lifetime*. Lines where
    nothing stands get nothing.
    """

    kind: ClassVar[str] = "tagged_points"
    attribute: str
    of: Bearer = field(default=Bearer.PRODUCT, kw_only=True)
    currency: str = field(default=BONUS, kw_only=True)
    lifetime: Lifetime = field(default=FOREVER, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(attribute=self.attribute) + choice_problems("of", self.of, Bearer)
        refuse(self.kind, problems + credit_problems(self.currency, self.lifetime))

    def lower(self) -> tuple[Instruction, ...]:
        amount = TagAmount(self.attribute, self.of)
        return (Accrue(amount=amount, points=self.currency, lifetime=self.lifetime),)

    def describe(self) -> str:
        said = f"the {self.currency} points in the {self.of.value}'s {self.attribute} for each unit"
        return said + living(self.lifetime)


@frozen
class PointsToPrice:
    """What is paid above *price* comes back in points: for each unit, or for all the lines *together*.

    A unit of money that is paid above the price gives a point of *currency*; the sum is rounded once. What is
    paid leaves out discounts and everything not paid in money. The points live for *lifetime*.
    """

    kind: ClassVar[str] = "points_to_price"
    price: Money
    together: bool = field(default=False, kw_only=True)
    currency: str = field(default=BONUS, kw_only=True)
    lifetime: Lifetime = field(default=FOREVER, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = money_problems("price", self.price, LARGEST) + flag_problems(together=self.together)
        refuse(self.kind, problems + credit_problems(self.currency, self.lifetime))

    def lower(self) -> tuple[Instruction, ...]:
        amount = PriceForAll(self.price.minor) if self.together else PricePerUnit(self.price.minor)
        money = self.price.currency
        return (Accrue(amount=amount, points=self.currency, currency=money, lifetime=self.lifetime),)

    def describe(self) -> str:
        for_ = "for all of them together" if self.together else "apiece"
        return f"what is paid above {self.price} {for_} in {self.currency} points{living(self.lifetime)}"


@frozen
class PointsToTaggedPrice:
    """What is paid above the price per unit in *attribute* comes back in points.

    *of* says whether the product has the attribute, or the line. A unit of money above the price gives a
    point of *currency*; the sum is rounded once. What is paid leaves out discounts and everything not paid in
    money. The points live for *lifetime*. Lines without a price there give nothing.
    """

    kind: ClassVar[str] = "points_to_tagged_price"
    attribute: str
    of: Bearer = field(default=Bearer.PRODUCT, kw_only=True)
    currency: str = field(default=BONUS, kw_only=True)
    lifetime: Lifetime = field(default=FOREVER, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(attribute=self.attribute) + choice_problems("of", self.of, Bearer)
        refuse(self.kind, problems + credit_problems(self.currency, self.lifetime))

    def lower(self) -> tuple[Instruction, ...]:
        amount = TagPrice(self.attribute, self.of)
        return (Accrue(amount=amount, points=self.currency, lifetime=self.lifetime),)

    def describe(self) -> str:
        said = f"what is paid above the price in the {self.of.value}'s {self.attribute}"
        return f"{said} in {self.currency} points{living(self.lifetime)}"
