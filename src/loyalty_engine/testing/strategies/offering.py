"""Benefits, rules and offers."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from hypothesis import strategies as st

from loyalty_engine.model.amounts import Bearer
from loyalty_engine.model.money import Money, Quantity
from loyalty_engine.model.period import ALWAYS
from loyalty_engine.model.points import Factor
from loyalty_engine.model.schedule import ANY_TIME
from loyalty_engine.rules.benefits.closing import MultiplyPoints, RoundTotal
from loyalty_engine.rules.benefits.discounts import (
    AmountOff,
    FixedPrice,
    InitialPrice,
    MinimumPrice,
    Per,
    PercentOff,
    TaggedPrice,
)
from loyalty_engine.rules.benefits.effects import (
    RedeemCoupons,
)
from loyalty_engine.rules.benefits.graduated import (
    GraduatedPercent,
    GraduatedPoints,
    PercentBand,
    UnitByUnit,
)
from loyalty_engine.rules.benefits.nested import Then
from loyalty_engine.rules.benefits.personal import FillFavoriteSlots, PersonalBenefit
from loyalty_engine.rules.benefits.points import (
    AdditionalPoints,
    PointsAmount,
    PointsPercent,
    PointsPerSum,
)
from loyalty_engine.rules.benefits.tiers import Step, TierBy, Tiered
from loyalty_engine.rules.conditions.attribute import HasAttribute
from loyalty_engine.rules.conditions.products import ChosenCategories, PersonalEntries
from loyalty_engine.rules.conditions.receipt import CouponPresented
from loyalty_engine.rules.instructions import (
    PAID_IN_MONEY,
    Given,
    RoundOn,
)
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.legality import illegal
from loyalty_engine.rules.offer import Audiences, Everyone, Members, Offer, Reach, Rule, State, Trigger
from loyalty_engine.rules.predicates import Carrier
from loyalty_engine.rules.units import (
    UnitOrder,
)
from loyalty_engine.testing.strategies.adding import a_lifetime, something_besides
from loyalty_engine.testing.strategies.asking import a_condition, about_buyers
from loyalty_engine.testing.strategies.bundling import on_units, rules_in_sets
from loyalty_engine.testing.strategies.changing import an_effect
from loyalty_engine.testing.strategies.limiting import a_limit, may_limit_units
from loyalty_engine.testing.strategies.measuring import measured_money, measured_points
from loyalty_engine.testing.strategies.paying import a_payment
from loyalty_engine.testing.strategies.people import a_percentage, a_period
from loyalty_engine.testing.strategies.repeating import a_repetition, repeated_effect, repetition_of
from loyalty_engine.testing.strategies.shops import a_sum
from loyalty_engine.testing.strategies.tape import Tape, built
from loyalty_engine.testing.strategies.words import (
    AUDIENCES,
    ENTRIES,
    EXCLUSION_GROUPS,
    FAVORITE_RULES,
    ISSUES,
    OFFER_IDS,
    PLACES,
    POINTS_IDS,
    PRIORITIES,
    SCHEDULES,
    TRIGGERS,
)

_PER = (Per.RECEIPT, Per.UNIT, Per.LINE)
_EXCLUDING = frozenset({Given.DISCOUNT})


def a_discount(tape: Tape, currency: str) -> Benefit:
    """Money off."""
    kind = tape.below(12)
    if kind > 9:
        return measured_money(tape, currency)
    if kind < 4:
        most = Money(a_sum(tape), currency) if tape.chance(20) else None
        excluding = _EXCLUDING if tape.chance(30) else frozenset()
        return PercentOff(a_percentage(tape), excluding=excluding, at_most=most)
    if kind == 9:
        return TaggedPrice("tag", of=tape.one_of((Bearer.PRODUCT, Bearer.LINE)))
    sum_of_money = Money(a_sum(tape), currency)
    if kind < 7:
        return AmountOff(sum_of_money, per=tape.one_of(_PER))
    return FixedPrice(sum_of_money, together=kind == 8)


def some_points(tape: Tape, currency: str) -> Benefit:
    """Points."""
    kind = tape.below(8)
    if kind > 5:
        return measured_points(tape, currency)
    points = tape.one_of(POINTS_IDS)
    if kind < 3:
        most = tape.below(50) if tape.chance(20) else None
        if tape.chance(20):
            return PointsPercent(a_percentage(tape), currency=points, excluding=frozenset(), at_most=most)
        lifetime = a_lifetime(tape)
        return PointsPercent(a_percentage(tape), currency=points, at_most=most, lifetime=lifetime)
    if kind < 5:
        per = tape.one_of(_PER)
        return PointsAmount(tape.below(50), currency=points, per=per, lifetime=a_lifetime(tape))
    return PointsPerSum(tape.below(9), every=Money(1 + a_sum(tape), currency), currency=points)


def some_bands(tape: Tape, currency: str) -> list[PercentBand]:
    """Two or three bands, or one that does not begin with the first cent."""
    first = PercentBand(a_percentage(tape), None if tape.chance(70) else Money(1 + a_sum(tape), currency))
    bands = [first]
    for _ in range(tape.between(1 if first.above is None else 0, 2)):
        above = Money(bands[-1].least + 1 + a_sum(tape), currency)
        bands.append(PercentBand(a_percentage(tape), above))
    return bands


def unit_by_unit(tape: Tape, currency: str) -> Benefit:
    """One to three discounts for one unit each, in money or as percentages."""
    of_money = tape.chance(50)
    values = [
        Money(a_sum(tape), currency) if of_money else a_percentage(tape) for _ in range(tape.between(1, 3))
    ]
    most = len(values) + tape.below(3) if tape.chance(50) else None
    orders = (UnitOrder.DEAREST, UnitOrder.CHEAPEST, UnitOrder.FIRST, UnitOrder.LAST)
    return UnitByUnit(values, at_most=most, order=tape.one_of(orders))


def something_graduated(tape: Tape, currency: str) -> Benefit:
    """Bands of money or of points, or a discount that differs by unit."""
    kind = tape.below(3)
    if kind == 2:
        return unit_by_unit(tape, currency)
    bands, excluding = some_bands(tape, currency), tape.chance(30)
    if kind == 0:
        return GraduatedPercent(bands, excluding=_EXCLUDING if excluding else ())
    points = tape.one_of(POINTS_IDS)
    lifetime = a_lifetime(tape)
    excluded = () if excluding else PAID_IN_MONEY
    return GraduatedPoints(bands, currency=points, excluding=excluded, lifetime=lifetime)


def something_last(tape: Tape, currency: str) -> Benefit:
    """Points multiplied, or the total rounded."""
    if tape.chance(50):
        on = tape.one_of((RoundOn.LINES, RoundOn.UNDISCOUNTED, RoundOn.DEAREST))
        return RoundTotal(Money(2 + a_sum(tape), currency), on=on)
    most = tape.below(60) if tape.chance(20) else None
    factor, points = Factor(101 + tape.below(400)), tape.one_of(POINTS_IDS)
    return MultiplyPoints(factor, currency=points, at_most=most, lifetime=a_lifetime(tape))


def some_tiers(tape: Tape, currency: str) -> Benefit:
    """One to three steps by any figure, of discounts, of points or of both."""
    by = tape.one_of(tuple(TierBy))
    steps, bound = [], 0
    for _ in range(tape.between(1, 3)):
        bound += 1 + (a_sum(tape) if by.of_money else tape.below(3))
        benefits = [_on_lines(tape, currency)]
        if tape.chance(30):
            units = tape.chance(50)
            more = on_units(tape, currency, lambda at: _on_lines(at, currency)) if units else None
            benefits.append(more or some_points(tape, currency))
        if tape.chance(15):
            benefits.append(MultiplyPoints(tape.between(2, 4), currency=tape.one_of(POINTS_IDS)))
        steps.append(Step(Money(bound, currency) if by.of_money else Quantity.of(bound), benefits))
    return Tiered(steps, by=by)


def a_setup(tape: Tape, currency: str) -> Benefit:
    """A floor, an initial price, or slots to fill."""
    kind = tape.below(7)
    if kind == 5:
        return InitialPrice(price=Money(a_sum(tape), currency))
    if kind == 6:
        return InitialPrice(attribute="tag", of=tape.one_of((Bearer.PRODUCT, Bearer.LINE)))
    if kind == 1:
        return MinimumPrice(percent=a_percentage(tape))
    if kind == 2:
        return MinimumPrice(attribute="tag")
    if kind > 2:
        return FillFavoriteSlots(tape.one_of(FAVORITE_RULES))
    return MinimumPrice(price=Money(a_sum(tape), currency))


def a_benefit(tape: Tape, currency: str) -> Benefit:
    """Any benefit."""
    kind = tape.below(33)
    if kind > 30:
        return something_besides(tape, currency)
    if kind > 26:
        return a_payment(tape, currency)
    if kind > 24:
        growing = (some_tiers, something_graduated, something_last, something_repeated)
        return tape.one_of(growing)(tape, currency)
    if kind > 19:
        make = rules_in_sets if tape.chance(12) else on_units
        return make(tape, currency, lambda at: _on_lines(at, currency))
    if kind < 7:
        return a_discount(tape, currency)
    if kind < 11:
        return some_points(tape, currency)
    if kind < 15:
        return PersonalBenefit(tape.one_of(ENTRIES))
    if kind < 17:
        return (
            an_effect(tape)
            if not tape.chance(15)
            else repetition_of(tape, currency, (repeated_effect(tape),))
        )
    return a_setup(tape, currency)


def something_repeated(tape: Tape, currency: str) -> Benefit:
    """Benefits on lines, or for units of them, several times over."""
    if tape.chance(20):
        benefit = on_units(tape, currency, lambda at: _on_lines(at, currency))
        return repetition_of(tape, currency, (benefit,))
    return a_repetition(tape, currency, lambda at: _on_lines(at, currency))


def _on_lines(tape: Tape, currency: str) -> Benefit:
    if tape.chance(10):
        return GraduatedPercent(some_bands(tape, currency))
    return some_points(tape, currency) if tape.chance(30) else a_discount(tape, currency)


def _entry_condition(benefit: PersonalBenefit) -> Condition:
    kind = ChosenCategories if benefit.attribute == "chosen" else PersonalEntries
    return kind(benefit.attribute)


def a_rule(tape: Tape, currency: str, levels: int = 2) -> Rule:
    """One to three benefits under up to three conditions; what set-up does asks only what it may.

    Now and then a benefit holds rules, up to so many *levels* inside each other.
    """
    benefits = [a_benefit(tape, currency)]
    for _ in range(tape.one_of((0, 0, 0, 1, 1, 2))):
        benefits.append(an_effect(tape) if tape.chance(50) else a_benefit(tape, currency))
    if levels and tape.chance(8):
        inner = Then(tape.several(lambda at: a_rule(at, currency, levels - 1), most=2, least=1))
        benefits = [inner] if tape.chance(20) else [*benefits, inner]
    settled = _sets_up(benefits)
    conditions: list[Condition] = [
        _entry_condition(benefit)
        for benefit in benefits
        if isinstance(benefit, PersonalBenefit) and not tape.chance(20)
    ][:1]
    for _ in range(tape.one_of((0, 0, 1, 1, 1, 2))):
        conditions.append(a_condition(tape, currency, depth=tape.one_of((1, 2, 3)), settled=settled))
    if tape.chance(8):
        conditions.append(CouponPresented(tape.some(ISSUES, most=2)))
        benefits.append(RedeemCoupons())
    return Rule(conditions=conditions, benefits=benefits)


def _sets_up(benefits: Iterable[Benefit]) -> bool:
    """Is anything to be done before the conditions on favourites can be judged?"""
    return any(
        isinstance(benefit, (MinimumPrice, InitialPrice, FillFavoriteSlots))
        or (isinstance(benefit, Then) and any(_sets_up(rule.benefits) for rule in benefit.rules))
        for benefit in benefits
    )


def _a_reach(tape: Tape) -> Reach:
    kind = tape.below(8)
    if kind < 6:
        return Everyone()
    return Members() if kind == 6 else Audiences(tape.some(AUDIENCES, most=2))


def an_offer(tape: Tape, currency: str) -> Offer:
    """An offer that works more often than not, at one of few priorities."""
    rules = tape.several(lambda at: a_rule(at, currency), most=2 + tape.chance(10), least=1)
    of_units = may_limit_units(rules)
    return Offer(
        id=tape.one_of(OFFER_IDS),
        rules=rules,
        name="An offer",
        reach=_a_reach(tape),
        state=State.STOPPED if tape.chance(3) else State.RUNNING,
        period=a_period(tape) if tape.chance(40) else ALWAYS,
        schedule=tape.one_of(SCHEDULES) if tape.chance(15) else ANY_TIME,
        places=tape.some([place.id for place in PLACES], most=2) if tape.chance(12) else None,
        priority=tape.one_of(PRIORITIES),
        cumulative=tape.chance(35),
        exclusion_group=tape.one_of(EXCLUSION_GROUPS) if tape.chance(20) else None,
        limits=tape.several(lambda at: a_limit(at, currency, of_units=of_units), most=2, least=1)
        if tape.chance(16)
        else (),
    )


def a_reaction(tape: Tape, currency: str) -> Offer:
    """An offer that answers an event other than a purchase, mostly under conditions that it can meet."""
    trigger = tape.one_of(TRIGGERS)
    rules = tape.several(lambda at: _a_rule_without_lines(at, currency, trigger), most=2, least=1)
    return Offer(
        id="react",
        rules=rules,
        name="A reaction",
        reach=_a_reach(tape),
        trigger=trigger,
        state=State.STOPPED if tape.chance(3) else State.RUNNING,
        period=a_period(tape) if tape.chance(30) else ALWAYS,
        schedule=tape.one_of(SCHEDULES) if tape.chance(15) else ANY_TIME,
        places=tape.some([place.id for place in PLACES], most=2) if tape.chance(12) else None,
        priority=tape.one_of(PRIORITIES),
        cumulative=tape.chance(35),
        exclusion_group=tape.one_of(EXCLUSION_GROUPS) if tape.chance(20) else None,
    )


def _a_rule_without_lines(tape: Tape, currency: str, trigger: Trigger) -> Rule:
    conditions: list[Condition] = []
    for _ in range(tape.one_of((0, 0, 0, 1, 1, 2))):
        kind = tape.below(6)
        if kind < 3:
            conditions.append(about_buyers(tape))
        elif kind == 3:
            conditions.append(HasAttribute(of=Carrier.EVENT, name="network"))
        else:
            conditions.append(a_condition(tape, currency, depth=2))
    benefits = tape.several(lambda at: _a_legal_effect(at, trigger), most=3, least=1)
    return Rule(conditions=conditions, benefits=benefits)


def _a_legal_effect(tape: Tape, trigger: Trigger) -> Benefit:
    effect = an_effect(tape)
    if any(illegal(instruction, trigger) for instruction in effect.lower()):
        return AdditionalPoints(5, currency=tape.one_of(POINTS_IDS))
    return effect


@cache
def reactions(currency: str = "EUR") -> st.SearchStrategy[Offer]:
    """Offers that answer other events than purchases."""
    return built(lambda tape: a_reaction(tape, currency))


@cache
def benefits(currency: str = "EUR") -> st.SearchStrategy[Benefit]:
    """Benefits of all kinds."""
    return built(lambda tape: a_benefit(tape, currency))


@cache
def rules(currency: str = "EUR") -> st.SearchStrategy[Rule]:
    """Rules that can be compiled: set-up under conditions that it cannot change."""
    return built(lambda tape: a_rule(tape, currency))


@cache
def offers(currency: str = "EUR") -> st.SearchStrategy[Offer]:
    """Offers with one to three rules, for any buyer, at any of a few priorities, alone or in a group."""
    return built(lambda tape: an_offer(tape, currency))
