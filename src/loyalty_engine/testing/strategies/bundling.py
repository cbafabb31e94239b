"""Benefits for units: sets of few units, whose parts overlap now and then."""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve

from loyalty_engine.model.money import Money
from loyalty_engine.rules.benefits.sets import (
    BundlePrice,
    BuyGet,
    EveryNth,
    InSets,
    NForM,
    SetOf,
    SomeUnitsOff,
)
from loyalty_engine.rules.conditions.logic import AllOf, AnyOf, Not
from loyalty_engine.rules.conditions.products import PersonalEntries
from loyalty_engine.rules.conditions.receipt import ReceiptContains
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.rule import Rule
from loyalty_engine.rules.units import (
    UnitOrder,
)
from loyalty_engine.testing.strategies.asking import about_buyers, about_lines, about_sums, some_products
from loyalty_engine.testing.strategies.people import a_percentage
from loyalty_engine.testing.strategies.repeating import repeated_effect
from loyalty_engine.testing.strategies.shops import a_sum
from loyalty_engine.testing.strategies.tape import Tape

_ORDERS = (UnitOrder.DEAREST, UnitOrder.CHEAPEST, UnitOrder.FIRST, UnitOrder.LAST)
_FEW = (1, 2, 3, 1, 2, 4)


def _an_order(tape: Tape, usual: UnitOrder = UnitOrder.DEAREST) -> UnitOrder:
    return tape.one_of(_ORDERS) if tape.chance(40) else usual


def _a_limit(tape: Tape) -> int | None:
    return tape.between(1, 3) if tape.chance(25) else None


def _a_part(tape: Tape, currency: str) -> SetOf:
    """Units of any line, of some products, or of lines that any condition on lines selects."""
    kind = tape.below(4)
    same = tape.chance(30)
    if tape.chance(20):
        products = [] if kind == 0 else [about_lines(tape) if kind == 3 else some_products(tape)]
        return SetOf(products, same_product=same, amount=Money(1 + a_sum(tape), currency))
    if kind == 0:
        return SetOf(units=tape.one_of(_FEW), same_product=same)
    if kind == 3:
        return SetOf([about_lines(tape)], tape.one_of(_FEW), same_product=same)
    return SetOf([some_products(tape)], tape.one_of(_FEW), same_product=same)


def _a_rule_for_sets(tape: Tape, currency: str, benefit: Callable[[Tape], Benefit]) -> Rule:
    """A rule for each set: benefits for its units, or once, under conditions that are not live."""

    def condition(at: Tape) -> Condition:
        kind = at.below(9)
        if kind == 0:
            return some_products(at)
        if kind == 8:
            return PersonalEntries("personal")
        if kind == 7:
            return ReceiptContains([some_products(at)])
        if kind > 4:
            return about_buyers(at, settled=True)
        if kind == 4:
            return AnyOf([Not(some_products(at)), AllOf([about_sums(at, currency, settled=True)])])
        return about_sums(at, currency, settled=True)

    def one(at: Tape) -> Benefit:
        return repeated_effect(at) if at.chance(35) else benefit(at)

    return Rule(
        conditions=tape.several(condition, most=2),
        benefits=tape.several(one, most=1 + tape.chance(25), least=1),
    )


def _in_sets(tape: Tape, currency: str, benefit: Callable[[Tape], Benefit]) -> InSets:
    parts = tape.several(lambda at: _a_part(at, currency), most=3, least=1)
    return InSets(
        parts=parts,
        benefits=tape.several(benefit, most=1 + tape.chance(25), least=1),
        of=tape.below(len(parts)) if tape.chance(30) else None,
        pick=tape.one_of(_FEW) if tape.chance(40) else None,
        pick_order=_an_order(tape, UnitOrder.CHEAPEST),
        order=_an_order(tape),
        at_most=_a_limit(tape),
    )


def rules_in_sets(tape: Tape, currency: str, benefit: Callable[[Tape], Benefit]) -> InSets:
    """Sets with one or two rules that are decided for each, now and then with benefits beside them."""
    sets = _in_sets(tape, currency, benefit)
    rules = tape.several(lambda at: _a_rule_for_sets(at, currency, benefit), most=2, least=1)
    return evolve(sets, benefits=() if tape.chance(60) else sets.benefits, rules=rules)


def on_units(tape: Tape, currency: str, benefit: Callable[[Tape], Benefit]) -> Benefit:
    """A benefit for units; *benefit* makes those that are given for sets, money off or points."""
    kind = tape.below(12)
    if kind < 2:
        pay = tape.below(3)
        take = pay + 1 + tape.below(2)
        order, most = _an_order(tape), _a_limit(tape)
        return NForM(take, pay, order=order, at_most=most, same_product=tape.chance(30))
    if kind == 2:
        n, share, order, most = tape.one_of(_FEW), a_percentage(tape), _an_order(tape), _a_limit(tape)
        return EveryNth(n, share, order=order, at_most=most, same_product=tape.chance(30))
    if kind == 3:
        return SomeUnitsOff(tape.one_of(_FEW), a_percentage(tape), order=_an_order(tape, UnitOrder.CHEAPEST))
    if kind == 4:
        parts = tape.several(lambda at: _a_part(at, currency), most=2, least=1)
        price = Money(a_sum(tape), currency)
        return BundlePrice(parts, price, order=_an_order(tape), at_most=_a_limit(tape))
    if kind == 5:
        get = _a_part(tape, currency) if tape.chance(60) else None
        buy = _a_part(tape, currency)
        return BuyGet(
            buy=evolve(buy, amount=None) if get is None else buy,
            get=get,
            units=1 if get else tape.one_of(_FEW),
            percent=a_percentage(tape),
            order=_an_order(tape),
            at_most=_a_limit(tape),
        )
    return _in_sets(tape, currency, benefit)
