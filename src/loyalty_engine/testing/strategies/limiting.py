"""Limits and budgets of offers."""

from __future__ import annotations

from loyalty_engine.model.counters import CountedPer
from loyalty_engine.model.money import Money
from loyalty_engine.rules.limits import Budget, Limit
from loyalty_engine.testing.strategies.shops import a_sum
from loyalty_engine.testing.strategies.tape import Tape
from loyalty_engine.testing.strategies.words import POINTS_IDS, WINDOWS


def a_limit(tape: Tape, currency: str) -> Limit | Budget:
    """A limit of uses, or a budget that receipts come near to."""
    per = tape.one_of((CountedPer.MEMBER, CountedPer.PROGRAM))
    window = tape.one_of(WINDOWS) if tape.chance(30) else None
    kind = tape.below(5)
    if kind < 2:
        return Limit(tape.between(1, 6), per=per, window=window)
    partial = not tape.chance(30)
    if kind < 4:
        return Budget(Money(1 + a_sum(tape), currency), per=per, window=window, partial=partial)
    points = tape.one_of(POINTS_IDS)
    return Budget(points=tape.between(1, 60), currency=points, per=per, window=window, partial=partial)
