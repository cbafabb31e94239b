"""Offers that let pay with points or certificates, and conditions on what is paid with what."""

from __future__ import annotations

from attrs import evolve

from loyalty_engine.model.amounts import Bearer
from loyalty_engine.model.money import Money, Percent, Quantity
from loyalty_engine.rules.benefits.discounts import Per
from loyalty_engine.rules.benefits.payable import Payable
from loyalty_engine.rules.benefits.paying import PayWithCertificate, PayWithPoints, RoundPayment
from loyalty_engine.rules.conditions.payments import PaidBy, PaidWith
from loyalty_engine.rules.figures import Means
from loyalty_engine.rules.instructions import PaymentFigure
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.testing.strategies.people import a_percentage
from loyalty_engine.testing.strategies.shops import a_sum
from loyalty_engine.testing.strategies.tape import Tape
from loyalty_engine.testing.strategies.words import CHIPS, ISSUES, METHODS, POINTS_IDS

#: What a point pays: a unit of money, parts that divide evenly or do not, and more than most lines cost.
_RATES = ("1", "0.5", "0.01", "0.333", "0.001", "30")


_PER = (Per.RECEIPT, Per.LINE, Per.UNIT, Per.PRODUCT)


def so_much(tape: Tape, currency: str) -> Payable:
    """How much may be paid, in each way that is no percentage."""
    kind, of = tape.below(9), tape.one_of((Bearer.PRODUCT, Bearer.LINE))
    if kind == 8:
        return Payable(tagged_price="tag", of=of)
    if kind == 7:
        return Payable(tagged_amount="tag", of=of)
    amount = Money(a_sum(tape), currency)
    if kind > 4:
        return Payable(above=amount, together=kind == 6)
    if kind == 4:
        return Payable(amount, every_weight=Quantity(1 + tape.below(3_000)))
    if kind == 3:
        return Payable(amount, every=Money(1 + a_sum(tape), currency))
    return Payable(amount, per=tape.one_of(_PER))


def a_payment(tape: Tape, currency: str) -> Benefit:
    """Payment with certificates or points: chips only at a rate of its own, for they are worth nothing."""
    benefit = _a_payment(tape, currency)
    if isinstance(benefit, RoundPayment) or not tape.chance(40):
        return benefit
    return evolve(benefit, percent=None, payable=so_much(tape, currency))


def _a_payment(tape: Tape, currency: str) -> PayWithPoints | PayWithCertificate | RoundPayment:
    """Payment of a share, or a payment that is rounded."""
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


def about_payments(tape: Tape, currency: str) -> Condition:
    """A condition on how the receipt is paid: by whichever method, or how much of it with what."""
    if tape.chance(25):
        return PaidBy(tape.some(METHODS, most=1))
    if not tape.chance(30):
        return paid_with(tape, currency)
    low, high, strictly = _bounds(tape, currency)
    return PaidBy(tape.some(METHODS, most=2), at_least=low, at_most=high, strictly=strictly)


def paid_with(tape: Tape, currency: str) -> PaidWith:
    """A condition on how much of the receipt, or of some products, is paid with what."""
    means, of_lines = tape.one_of(tuple(Means)), tape.chance(60)
    if tape.chance(30):
        return PaidWith(means, of_lines=of_lines)
    low, high, strictly = _bounds(tape, currency)
    return PaidWith(means, at_least=low, at_most=high, strictly=strictly, of_lines=of_lines)


def _bounds(tape: Tape, currency: str) -> tuple[Money | None, Money | None, bool]:
    """One bound of a sum that is paid, and whether it counts itself."""
    low, high = Money(tape.one_of((0, 1, a_sum(tape))), currency), Money(a_sum(tape), currency)
    strictly = tape.chance(20)
    return (low, None, strictly) if tape.chance(50) else (None, high, strictly)
