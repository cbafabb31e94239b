"""What may be paid with is on the receipt: points asked for, certificates handed over.

Nothing is given: no price falls, and what these pay is taken off what is left to pay in money. See
[paying with points](../../semantics.md#paying-with-points) and
[certificates](../../semantics.md#gift-certificates).
"""

from __future__ import annotations

from attrs import evolve

from kinds.benefits.giving import sell
from kinds.shop import bought
from loyalty_engine import (
    Member,
    Money,
    Payable,
    PayWithCertificate,
    PayWithPoints,
    PointsAsked,
    PointsBalance,
    PresentedCertificate,
    RoundPayment,
)


def pay_with_points() -> None:
    half = PayWithPoints(percent=50, worth="0.5", at_most=Money.of("20", "EUR"))
    # The receipt asks for ten points, of 100 that Anna has.
    asking = evolve(bought, points_asked=[PointsAsked(amount=10)])
    saver = Member("anna", balances={"bonus": PointsBalance(100)})
    result = sell(half, receipt=asking, member=saver)
    result.payable
    result.paid
    str(result.to_pay)
    # A euro for every full twenty that the receipt comes to: of 50.00, two, in points that pay a cent.
    every_twenty = PayWithPoints(
        payable=Payable(Money.of("1", "EUR"), every=Money.of("20", "EUR")), worth="0.01"
    )
    every_twenty.describe()
    rich = Member("anna", balances={"bonus": PointsBalance(1000)})
    sell(every_twenty, member=rich).payable


def round_payment() -> None:
    whole = RoundPayment(Money.of("5", "EUR"))
    # Anna wants to pay 12 of 50.00 with points. 10 of them leave a multiple of 5.00.
    asking = evolve(bought, points_asked=[PointsAsked(amount=12)])
    saver = Member("anna", balances={"bonus": PointsBalance(100)})
    result = sell(PayWithPoints(), whole, receipt=asking, member=saver)
    result.paid
    str(result.to_pay)


def pay_with_certificate() -> None:
    half = PayWithCertificate(percent=50, issues={"xmas"}, at_most=Money.of("20", "EUR"))
    # Two certificates are handed over, and nobody knows by whom.
    gifts = [
        PresentedCertificate(number="G-1", issue="xmas", left=Money.of("12", "EUR")),
        PresentedCertificate(number="G-2", issue="xmas", left=Money.of("50", "EUR")),
    ]
    result = sell(half, receipt=evolve(bought, certificates=gifts), member=None)
    result.certificates
    str(result.to_pay)
    # Of three at 10.00, two at 8.00 and one at 4.00, what is above 5.00 apiece is 15.00 and 6.00.
    above_five = PayWithCertificate(payable=Payable(above=Money.of("5", "EUR")))
    above_five.describe()
    sell(above_five, receipt=evolve(bought, certificates=gifts), member=None).certificates
