"""What one rule gives in one stage, and what that is worth."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from attrs import define, field

from loyalty_engine.model.currencies import EXPONENTS
from loyalty_engine.model.lifetime import Lifetime
from loyalty_engine.rules.emissions import Emission
from loyalty_engine.rules.instructions import AddGoods, CutPayment
from loyalty_engine.testing.reference.chains import Chain, Round
from loyalty_engine.testing.reference.scene import Scene


@define
class Award:
    """What one rule gives in one stage: by line, and points by line and kind of points as well.

    *payable* is how much money of a line may be paid with a kind of points, at so many thousandths a point;
    *certified* how much with certificates of some issues, or of any, benefit by benefit;
    *cutbacks* round what is paid with points.
    *taken* says up to which unit it takes each line, where it takes any.
    *lots* has the same points once more, apart by kind and lifetime. *gifts* are goods to hand out, and
    *adopted* is what others have taken off each line and the rule makes its own, and *used_up* says that
    some of its discount only used up what an initial price is higher by. *emissions* are what else it
    does, as often as it does it.
    """

    chain: Chain
    round: Round
    discounts: dict[int, int] = field(factory=dict)
    points: dict[tuple[int, str], int] = field(factory=dict)
    payable: dict[tuple[int, str, int], int] = field(factory=dict)
    certified: list[tuple[int, frozenset[str], int]] = field(factory=list)
    cutbacks: list[CutPayment] = field(factory=list)
    taken: dict[int, int] = field(factory=dict)
    lots: dict[tuple[str, Lifetime], dict[int, int]] = field(factory=dict)
    gifts: list[AddGoods] = field(factory=list)
    adopted: dict[int, int] = field(factory=dict)
    used_up: bool = False
    emissions: tuple[Emission, ...] = ()

    def __bool__(self) -> bool:
        paying = (*self.payable.values(), *(part for _, _, part in self.certified))
        given = (*self.discounts.values(), *self.points.values(), *paying)
        return any(given) or bool(self.gifts or self.adopted or self.cutbacks)

    @property
    def parts(self) -> int:
        """All that was given, in minor units and parts of points."""
        return sum(self.discounts.values()) + sum(self.points.values())

    def worth(self, scene: Scene) -> Fraction:
        """What it is worth to the buyer, in minor units of money."""
        worth = Fraction(sum(self.discounts.values()) + sum(self.payable.values()))
        worth += sum(part for _, _, part in self.certified)
        worth += sum(self.adopted.values()) + sum(gift.worth * gift.units for gift in self.gifts)
        for (_, currency), amount in self.points.items():
            worth += worth_of_points(amount, currency, scene)
        return worth


def worth_of_points(amount: int, currency: str, scene: Scene) -> Fraction:
    """Points in minor units of the receipt's money, where benefits are compared."""
    kind = scene.points_currency(currency)
    if kind is None:
        return Fraction(0)
    minor_units: int = 10 ** EXPONENTS[scene.receipt.currency]
    return Fraction(amount * kind.worth.thousandths * minor_units, 1000 * 10**kind.exponent)


def earned_by(awards: Iterable[Award]) -> dict[tuple[int, str], int]:
    """The points of each kind that each line has earned."""
    earned: dict[tuple[int, str], int] = {}
    for award in awards:
        for key, part in award.points.items():
            earned[key] = earned.get(key, 0) + part
    return earned
