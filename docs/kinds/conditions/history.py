"""A `Purchases` value in the field `of` says which purchases are meant; without it all of the past is.

A purchase is placed by the clock of its own shop. What came after the receipt does not count, and neither
does the receipt itself where the host has stored it already; with `current` it is counted once.
`OfferBook.since(need, receipt)` says how far back a host must load purchases, the need being
`Need(NeedKind.PROFILE, "purchases")`.
"""

from __future__ import annotations

import datetime as dt

from kinds.conditions.asking import reached
from loyalty_engine import (
    Categories,
    Earned,
    Member,
    Money,
    Opening,
    PastLine,
    PastPurchase,
    PurchaseCount,
    PurchasePoints,
    PurchaseQuantity,
    Purchases,
    PurchaseSum,
    Spent,
    Window,
    WindowUnit,
)

past = [
    PastPurchase(
        id=f"P-{day}",
        at=dt.datetime(2026, 8, day, 12, tzinfo=dt.UTC),
        place="shop-7",
        lines=[PastLine(product=product, amount=Money.of("30", "EUR"), quantity=2, points={"chip": 3})],
    )
    for day, product in ((1, "sencha"), (15, "mug"), (31, "sencha"))
]
anna = Member("anna", purchases=past)
tea = Purchases(products=[Categories({"tea"})], products_only=True, window=Window(90, WindowUnit.DAY))


def purchase_count() -> None:
    often = PurchaseCount(tea, at_least=2)
    reached(often, member=anna)
    # Every second purchase of a month:
    month = Window(1, WindowUnit.MONTH, opening=Opening.END)
    second = PurchaseCount(Purchases(window=month, current=True), every=2)
    second.describe()
    reached(second, member=anna)
    # The first purchase of all:
    reached(PurchaseCount(at_most=0), member=anna)


def purchase_sum() -> None:
    on_tea = PurchaseSum(tea, at_least=Money.of("60", "EUR"))
    reached(on_tea, member=anna)
    average = PurchaseSum(spent=Spent.AVERAGE, at_least=Money.of("40", "EUR"))
    average.describe()
    reached(average, member=anna)


def purchase_quantity() -> None:
    five = PurchaseQuantity(Purchases(places={"shop-7"}), at_least=5)
    reached(five, member=anna)


def purchase_points() -> None:
    chips = PurchasePoints(currency="chip", earned=Earned.FOR_LINES, at_most=5)
    reached(chips, member=anna)
    reached(PurchasePoints(currency="chip", at_least=9), member=anna)
