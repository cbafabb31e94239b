"""Limits and budgets of offers."""

from __future__ import annotations

from collections.abc import Iterable

from loyalty_engine.model.counter_keys import CounterKey
from loyalty_engine.model.counters import CountedPer
from loyalty_engine.model.money import Money
from loyalty_engine.rules.limits import AnyLimit, Budget, Limit, UnitLimit, unit_problem
from loyalty_engine.rules.rule import Rule, inner_rules
from loyalty_engine.testing.strategies.buyers import some_keys
from loyalty_engine.testing.strategies.shops import a_sum
from loyalty_engine.testing.strategies.tape import Tape
from loyalty_engine.testing.strategies.words import POINTS_IDS, WINDOWS


def may_limit_units(rules: Iterable[Rule]) -> bool:
    """Is all that an offer with these rules gives given for units, or besides?"""
    every = [inner for rule in rules for inner in (rule, *inner_rules(rule))]
    return unit_problem(one for rule in every for benefit in rule.benefits for one in benefit.lower()) is None


def a_limit(tape: Tape, currency: str, *, of_units: bool) -> AnyLimit:
    """A limit of uses or, where that may be, *of_units*, or a budget that receipts come near to."""
    per = tape.one_of((CountedPer.MEMBER, CountedPer.PROGRAM))
    window = tape.one_of(WINDOWS) if tape.chance(30) else None
    keys = some_keys(tape)
    kind = tape.below(10 if of_units else 5)
    if kind >= 5:
        keys |= {CounterKey.PRODUCT} if tape.chance(40) else keys
        return UnitLimit(tape.between(1, 6), per=per, window=window, keyed_by=keys)
    if kind < 2:
        return Limit(tape.between(1, 6), per=per, window=window, keyed_by=keys)
    partial = not tape.chance(30)
    if kind < 4:
        return Budget(
            Money(1 + a_sum(tape), currency), per=per, window=window, keyed_by=keys, partial=partial
        )
    points = tape.one_of(POINTS_IDS)
    return Budget(
        points=tape.between(1, 60), currency=points, per=per, window=window, keyed_by=keys, partial=partial
    )
