"""It makes no difference to what goods cost whether the till prints equal units on one line or on several.

Books are drawn from all kinds. What speaks of lines as lines is left out: so much for each line, and what
the till took off a line. Elsewhere a cent may decide: a threshold on what is left, or which of two offers is
the better one. So discounts are compared within their rounding, in books in which nothing but rounding can
differ; points are compared to the last one, in books in which offers compete as well. What others' points
paid lies on the lines to the cent, so for points such a payment counts as one in money.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

from attrs import evolve
from hypothesis import event, given
from hypothesis import strategies as st
from parts import parts_of

from loyalty_engine.engine.calculate import calculate
from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.model.amounts import PerLine
from loyalty_engine.model.money import Money, Quantity
from loyalty_engine.model.receipt import Line, Measure, Receipt
from loyalty_engine.rules.benefits.closing import RoundTotal
from loyalty_engine.rules.benefits.discounts import Per
from loyalty_engine.rules.benefits.graduated import UnitByUnit
from loyalty_engine.rules.benefits.personal import PersonalBenefit
from loyalty_engine.rules.benefits.points import PointsAmount, PointsPercent
from loyalty_engine.rules.benefits.sets import (
    BundlePrice,
    BuyGet,
    EveryNth,
    InSets,
    NForM,
    SetOf,
    SomeUnitsOff,
)
from loyalty_engine.rules.conditions.discounts import (
    Discounted,
    ExternalDiscount,
    ExternalDiscountSum,
    ExternalPoints,
)
from loyalty_engine.rules.conditions.receipt import LineCount, ReceiptAmount, ReceiptContains
from loyalty_engine.rules.instructions import Accrue
from loyalty_engine.rules.language import Benefit
from loyalty_engine.rules.offer import Offer, Trigger
from loyalty_engine.rules.rule import HoldsRules
from loyalty_engine.testing import World, worlds

SHUFFLES = st.randoms(use_true_random=False)
BY_UNITS = (BundlePrice, BuyGet, EveryNth, InSets, NForM, SomeUnitsOff, UnitByUnit)
POINTS: tuple[Benefit, ...] = (
    PointsPercent("7.5"),
    PointsAmount(5),
    PointsAmount(2, per=Per.UNIT),
    InSets(parts=[SetOf(units=2)], benefits=[PointsPercent(30, currency="star")], pick=1),
)


def of_lines(part: object) -> bool:
    """Does an offer with this *part* speak of lines as lines?"""
    outside = (ExternalDiscount, ExternalDiscountSum, ExternalPoints)
    return part is Per.LINE or isinstance(part, (PerLine, LineCount, *outside))


def overlapping(part: object) -> bool:
    """Is this *part* of sets of so many parts that which of them are made may turn on the lines?"""
    return isinstance(part, InSets) and len(part.parts) > 2


def turns_on_a_cent(part: object) -> bool:
    """May an offer with this *part* do something else altogether for a cent of difference?"""
    if isinstance(part, (ReceiptAmount, ReceiptContains)):
        return part.so_far
    return isinstance(part, (Discounted, PersonalBenefit, RoundTotal))


def for_units(part: object) -> bool:
    """Is this *part* a benefit for units? What came off some units lies on all units of their line."""
    return isinstance(part, BY_UNITS)


def without(offers: tuple[Offer, ...], unwanted: Callable[[object], bool]) -> tuple[Offer, ...]:
    """The offers that have no part that is *unwanted*."""
    return tuple(offer for offer in offers if not any(map(unwanted, parts_of(offer.rules))))


def in_even_units(receipt: Receipt) -> Receipt:
    """The receipt with amounts that the units of each line share evenly."""
    lines = [
        evolve(line, amount=Money(line.amount.minor // line.units * line.units, line.amount.currency))
        for line in receipt.lines
    ]
    return evolve(receipt, lines=lines)


def paid_in_money(receipt: Receipt) -> Receipt:
    """The receipt without points of other programmes among its payments."""
    return evolve(receipt, payments=[evolve(one, in_points=False) for one in receipt.payments])


def split(receipt: Receipt, rng: random.Random) -> Receipt:
    """The same goods, with some lines of several units printed as two lines."""
    lines: list[Line] = []
    for line in receipt.lines:
        counts = [line.units]
        if line.units > 1 and rng.random() < 0.8:
            first = rng.randint(1, line.units - 1)
            counts = [first, line.units - first]
        earned = line.external_points * counts[0] // line.units  # by the first part, at another programme
        for count, points in zip(counts, (earned, line.external_points - earned), strict=False):
            lines.append(
                evolve(
                    line,
                    number=len(lines) + 1,
                    quantity=line.quantity if line.measure is Measure.WEIGHED else Quantity.of(count),
                    amount=Money(line.amount.minor * count // line.units, line.amount.currency),
                    external_points=points,
                )
            )
    return evolve(receipt, lines=lines)


def sold(world: World, receipt: Receipt) -> Calculation:
    """The receipt, sold to the first buyer of the world."""
    return calculate(receipt, world.member, world.book(), context=world.context)


class TestMoney:
    """Discounts differ by no more than their rounding."""

    @given(worlds(), SHUFFLES)
    def test_splitting_lines(self, world: World, rng: random.Random) -> None:
        kept = without(world.offers, lambda part: of_lines(part) or turns_on_a_cent(part) or for_units(part))
        alone = tuple(evolve(one, cumulative=True, exclusion_group=None, limits=()) for one in kept)
        world = evolve(world, offers=alone)
        whole = in_even_units(world.receipt)
        apart = split(whole, rng)
        one, other = sold(world, whole), sold(world, apart)
        event(f"split: {len(apart.lines) > len(whole.lines)}, off: {bool(one.discount)}")

        benefits = sum(len(rule.benefits) for offer in alone for rule in offer.rules)
        cents = benefits * sum(line.units for line in whole.lines)
        assert abs(one.discount.minor - other.discount.minor) <= cents


class TestPoints:
    """Points are the same, to the last one."""

    @given(worlds(), SHUFFLES)
    def test_splitting_lines(self, world: World, rng: random.Random) -> None:
        alike = without(world.offers, lambda part: of_lines(part) or overlapping(part))
        kept = (offer for offer in alike if offer.trigger is Trigger.PURCHASE)
        pointing = tuple(giving_points(offer, rng) for offer in kept)
        world = evolve(world, offers=pointing)
        whole = paid_in_money(in_even_units(world.receipt))
        apart = split(whole, rng)
        one, other = sold(world, whole), sold(world, apart)
        event(f"split: {len(apart.lines) > len(whole.lines)}, points: {bool(one.points)}")

        assert one.points == other.points
        assert by_offer(one) == by_offer(other)


def giving_points(offer: Offer, rng: random.Random) -> Offer:
    """The offer with nothing but points for goods; a rule that gives none is given some."""
    rules = []
    for rule in offer.rules:
        points = [benefit for benefit in rule.benefits if gives_points(benefit)]
        rules.append(evolve(rule, benefits=points or [rng.choice(POINTS)]))
    return evolve(offer, rules=rules)


def gives_points(benefit: Benefit) -> bool:
    """Are points for goods all that it gives? What multiplies them turns on how they are spread."""
    if isinstance(benefit, PersonalBenefit):
        return False
    inner = (
        [one for rule in benefit.rules for one in rule.benefits] if isinstance(benefit, HoldsRules) else []
    )
    return all(isinstance(one, Accrue) for one in benefit.lower()) and all(map(gives_points, inner))


def by_offer(calculation: Calculation) -> Counter[tuple[str, int, str]]:
    """The points of each rule."""
    found: Counter[tuple[str, int, str]] = Counter()
    for line in calculation.lines:
        for part in line.points:
            found[part.offer, part.rule, part.currency] += part.amount
    return found
