"""Discounts and points for every so much, and by what stands on labels."""

from __future__ import annotations

from loyalty_engine.model.amounts import Bearer
from loyalty_engine.model.money import Money, Quantity
from loyalty_engine.rules.benefits.discounts import AmountOff, Per
from loyalty_engine.rules.benefits.measured import AmountPerSum, AmountPerWeight, PointsPerWeight
from loyalty_engine.rules.benefits.points import PointsAmount
from loyalty_engine.rules.benefits.tagged import (
    PointsToPrice,
    PointsToTaggedPrice,
    TaggedAmount,
    TaggedPoints,
)
from loyalty_engine.rules.instructions import Given
from loyalty_engine.rules.language import Benefit
from loyalty_engine.testing.strategies.shops import a_sum
from loyalty_engine.testing.strategies.tape import Tape
from loyalty_engine.testing.strategies.words import POINTS_IDS

_BEARERS = (Bearer.PRODUCT, Bearer.LINE)


def measured_money(tape: Tape, currency: str) -> Benefit:
    """Money off for every so much or each product, or as a label says."""
    kind = tape.below(4)
    if kind == 3:
        return TaggedAmount("tag", of=tape.one_of(_BEARERS))
    amount = Money(a_sum(tape), currency)
    if kind == 2:
        return AmountOff(amount, per=Per.PRODUCT)
    excluding = frozenset({Given.DISCOUNT}) if tape.chance(30) else frozenset()
    if kind == 1:
        return AmountPerWeight(amount, every=Quantity(1 + tape.below(3_000)), excluding=excluding)
    return AmountPerSum(amount, every=Money(1 + a_sum(tape), currency), excluding=excluding)


def measured_points(tape: Tape, currency: str) -> Benefit:
    """Points for every so much or each product, above a price, or as a label says."""
    kind, points = tape.below(5), tape.one_of(POINTS_IDS)
    if kind == 4:
        return TaggedPoints("tag", of=tape.one_of(_BEARERS), currency=points)
    if kind == 3:
        return PointsToTaggedPrice("tag", of=tape.one_of(_BEARERS), currency=points)
    if kind == 2:
        return PointsAmount(tape.below(50), per=Per.PRODUCT, currency=points)
    if kind == 1:
        return PointsPerWeight(tape.below(50), every=Quantity(1 + tape.below(3_000)), currency=points)
    return PointsToPrice(Money(a_sum(tape), currency), together=tape.chance(50), currency=points)
