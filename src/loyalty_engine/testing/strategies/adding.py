"""Gifts, what others have given, and how long points live."""

from __future__ import annotations

from loyalty_engine.model.lifetime import FOREVER, Lifetime
from loyalty_engine.model.money import Money
from loyalty_engine.rules.benefits.adopted import AdoptExternalDiscount, AdoptExternalPoints
from loyalty_engine.rules.benefits.goods import AddGift
from loyalty_engine.rules.language import Benefit
from loyalty_engine.testing.strategies.shops import a_code, a_sum
from loyalty_engine.testing.strategies.tape import Tape
from loyalty_engine.testing.strategies.words import LIFETIMES, POINTS_IDS


def a_lifetime(tape: Tape) -> Lifetime:
    """Mostly for ever; otherwise with a delay or a date at either end."""
    if not tape.chance(25):
        return FOREVER
    return tape.one_of(LIFETIMES)


def something_besides(tape: Tape, currency: str) -> Benefit:
    """A gift, or what others have given adopted."""
    kind = tape.below(4)
    if kind < 2:
        worth = Money(a_sum(tape), currency) if tape.chance(50) else None
        return AddGift(a_code(tape), tape.between(1, 3), worth=worth)
    if kind == 2:
        return AdoptExternalDiscount()
    return AdoptExternalPoints(tape.one_of(POINTS_IDS), lifetime=a_lifetime(tape))
