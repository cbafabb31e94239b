"""What is paid with which means is settled stage by stage: with points, then with gift certificates.

See [paying with points](../../semantics.md#paying-with-points) and
[certificates](../../semantics.md#gift-certificates).
"""

from __future__ import annotations

from attrs import evolve

from kinds.conditions.asking import reached
from kinds.shop import bought
from loyalty_engine import (
    Means,
    Member,
    Money,
    Offer,
    PaidBy,
    PaidWith,
    Payment,
    PayWithPoints,
    PointsAmount,
    PointsAsked,
    PointsPercent,
    Products,
    calculate,
)

by_card = evolve(bought, payments=[Payment(method="card", amount=Money.of("30.00", "EUR"))])


def paid_by() -> None:
    card = PaidBy({"card"})
    reached(card, receipt=by_card)
    # So much of the receipt, by all these methods together:
    forty = PaidBy({"card", "app"}, at_least=Money.of("40", "EUR"))
    forty.describe()
    reached(forty, receipt=by_card)


def paid_with() -> None:
    forty = PaidWith(Means.MONEY, at_least=Money.of("40", "EUR"))
    # Where discounts are decided, all 50.00 are left to pay in money.
    reached(forty)
    # Where points are earned, what is paid with points is not: here 15.00 of the 50.00.
    offers = [
        Offer.of("pay", benefits=[PayWithPoints()]),
        Offer.of("earn", [forty], [PointsPercent(10)]),
        Offer.of("thanks", [PaidWith(Means.POINTS)], [PointsPercent(2)], cumulative=True),
    ]
    asking = evolve(bought, points_asked=[PointsAsked()])
    calculate(asking, Member("anna", balances={"bonus": 15}), offers).points
    calculate(asking, Member("anna", balances={"bonus": 10}), offers).points
    # Of the products that the offer is for, as far as they are free: here 9.00 of 30.00 are paid with points.
    tea = PaidWith(Means.MONEY, at_least=Money.of("21", "EUR"), of_lines=True)
    tea.describe()
    offers = [offers[0], Offer.of("tea", [Products({"sencha"}), tea], [PointsAmount(3)])]
    calculate(asking, Member("anna", balances={"bonus": 15}), offers).points
    calculate(asking, Member("anna", balances={"bonus": 20}), offers).points
