"""What became of one offer on a receipt of tea and a cup, in short words."""

from __future__ import annotations

from collections.abc import Sequence

from cases.till import CAKE, CUP, TEA, receipt, sell

from loyalty_engine.engine.records import FigureUnit, Verdict
from loyalty_engine.model.member import Member
from loyalty_engine.model.receipt import Receipt
from loyalty_engine.rules.benefits.discounts import MinimumPrice, PercentOff
from loyalty_engine.rules.benefits.points import PointsPercent
from loyalty_engine.rules.conditions.products import Products
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.offer import Offer, Rule

SALE = receipt((TEA, "100.00"), (CUP, "50.00"))
TEAS, CUPS, CAKES = Products({TEA}), Products({CUP}), Products({CAKE})
TEN = PercentOff(10)
FLOOR = MinimumPrice(percent=10)
NO_TAG = MinimumPrice(attribute="tag")
FIRST = Offer.of("first", (TEAS,), (PercentOff(20), PointsPercent(20)), priority=5)
MONEY, QUANTITY = FigureUnit.MONEY, FigureUnit.QUANTITY


def verdict(
    offers: Sequence[Offer], sale: Receipt = SALE, member: Member | None = Member("m-1"), offer: str = "a"
) -> Verdict:
    """What became of one offer, after the reference engine has agreed to all."""
    (found,) = [one for one in sell(offers, sale, member).explain().verdicts if one.offer == offer]
    return found


def a(*rules: Rule, **more: object) -> Offer:
    """The offer that is judged."""
    return Offer(id="a", rules=rules, **more)  # type: ignore[arg-type]


def gives(*benefits: Benefit, when: Sequence[Condition] = ()) -> Rule:
    """A rule with these benefits."""
    return Rule(conditions=when, benefits=benefits)
