"""Benefits several times over."""

from __future__ import annotations

from collections.abc import Callable

from loyalty_engine.model.counter_keys import UNKEYED, CounterKey
from loyalty_engine.model.intents import CounterOperation
from loyalty_engine.model.money import Money, Quantity
from loyalty_engine.rules.benefits.effects import ChangeCounter, IssueCoupon
from loyalty_engine.rules.benefits.goods import AddGift
from loyalty_engine.rules.benefits.points import AdditionalPoints, WithdrawPoints
from loyalty_engine.rules.benefits.repeating import Repeat
from loyalty_engine.rules.benefits.tiers import TierBy
from loyalty_engine.rules.language import Benefit
from loyalty_engine.testing.strategies.shops import a_code, a_sum
from loyalty_engine.testing.strategies.tape import Tape
from loyalty_engine.testing.strategies.words import COUNTERS, ISSUES, POINTS_IDS

_STEPS = (CounterOperation.INCREASE, CounterOperation.REDUCE)


def repeated_effect(tape: Tape) -> Benefit:
    """Something besides the lines of which twice as much may be given."""
    kind = tape.below(4)
    if kind == 0:
        return IssueCoupon(tape.one_of(ISSUES), tape.between(1, 3))
    if kind == 1:
        keys = {CounterKey.PRODUCT} if tape.chance(20) else UNKEYED
        return ChangeCounter(
            tape.one_of(COUNTERS), tape.below(5), operation=tape.one_of(_STEPS), keyed_by=keys
        )
    if kind == 2:
        return AdditionalPoints(tape.between(1, 9), currency=tape.one_of(POINTS_IDS))
    return WithdrawPoints(tape.between(1, 9), currency=tape.one_of(POINTS_IDS))


def a_repetition(tape: Tape, currency: str, benefit: Callable[[Tape], Benefit]) -> Repeat:
    """One or two benefits so many times, or for every so much; *benefit* makes those on lines."""

    def one(at: Tape) -> Benefit:
        if at.chance(50):
            return repeated_effect(at)
        return AddGift(a_code(at), at.between(1, 2)) if at.chance(15) else benefit(at)

    return repetition_of(tape, currency, tape.several(one, most=2, least=1))


def repetition_of(tape: Tape, currency: str, benefits: tuple[Benefit, ...]) -> Repeat:
    """*benefits* so many times, or for every so much."""
    if tape.chance(30):
        return Repeat(benefits, tape.between(1, 4))
    by = tape.one_of(tuple(TierBy))
    every = Money(1 + a_sum(tape), currency) if by.of_money else Quantity.of(tape.between(1, 3))
    return Repeat(benefits, every=every, by=by, at_most=tape.between(1, 5) if tape.chance(50) else None)
