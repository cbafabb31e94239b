"""Offers that let pay with points or certificates."""

from __future__ import annotations

from loyalty_engine.model.money import Money, Percent
from loyalty_engine.rules.benefits.paying import PayWithCertificate, PayWithPoints, RoundPayment
from loyalty_engine.rules.instructions import PaymentFigure
from loyalty_engine.rules.language import Benefit
from loyalty_engine.testing.strategies.people import a_percentage
from loyalty_engine.testing.strategies.shops import a_sum
from loyalty_engine.testing.strategies.tape import Tape
from loyalty_engine.testing.strategies.words import CHIPS, ISSUES, POINTS_IDS

#: What a point pays: a unit of money, parts that divide evenly or do not, and more than most lines cost.
_RATES = ("1", "0.5", "0.01", "0.333", "0.001", "30")


def a_payment(tape: Tape, currency: str) -> Benefit:
    """Payment with certificates or points: chips only at a rate of its own, for they are worth nothing."""
    if tape.chance(25):
        figure = tape.one_of((PaymentFigure.TO_PAY, PaymentFigure.PAYABLE))
        return RoundPayment(Money(2 + a_sum(tape), currency), on=figure, currency=tape.one_of(POINTS_IDS))
    if tape.chance(40):
        most = Money(a_sum(tape), currency) if tape.chance(20) else None
        share = a_percentage(tape) if tape.chance(40) else Percent(100)
        issues = tape.some(ISSUES, most=2) if tape.chance(40) else ()
        return PayWithCertificate(percent=share, issues=issues, at_most=most)
    points = tape.one_of(POINTS_IDS)
    worth = tape.one_of(_RATES) if points == CHIPS.id or tape.chance(30) else None
    most = Money(a_sum(tape), currency) if tape.chance(20) else None
    share = a_percentage(tape) if tape.chance(60) else Percent(100)
    return PayWithPoints(percent=share, currency=points, worth=worth, at_most=most)
