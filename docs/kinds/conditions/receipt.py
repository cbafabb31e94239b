"""[Receipt amounts](../../semantics.md#receipt-amounts) says which discounts are in which sum."""

from __future__ import annotations

from attrs import evolve

from kinds.conditions.asking import reached
from kinds.shop import bought
from loyalty_engine import (
    AtBrands,
    AtPlaces,
    Categories,
    CouponPresented,
    DistinctProducts,
    FromAttribute,
    LineAmount,
    LineCount,
    LineQuantity,
    Member,
    Money,
    PresentedCoupon,
    Products,
    ReceiptAmount,
    ReceiptContains,
)

tea, drinks = Categories({"tea"}), Categories({"drinks"})


def line_quantity() -> None:
    three = LineQuantity(at_least=3)
    reached(three)
    # Beside a condition on products, it counts these products.
    reached(three, Products({"cocoa"}))


def line_amount() -> None:
    from_20 = LineAmount(at_least=Money.of("20", "EUR"), at_most=Money.of("40", "EUR"))
    reached(from_20, tea)
    reached(from_20, drinks)


def distinct_products() -> None:
    two = DistinctProducts(at_least=2)
    reached(two, drinks)
    reached(two, tea)


def line_count() -> None:
    three = LineCount(at_least=3)
    reached(three)
    reached(Products({"mug"}), LineCount(at_least=2))


def receipt_amount() -> None:
    from_50 = ReceiptAmount(at_least=Money.of("50", "EUR"))
    reached(from_50, tea)
    # The bound belongs to what is allowed, unless it is meant strictly.
    more_than_50 = ReceiptAmount(at_least=Money.of("50", "EUR"), strictly=True)
    more_than_50.describe()
    reached(more_than_50)
    # Each member may have a sum of his own.
    own = ReceiptAmount(at_least=FromAttribute("goal"))
    reached(own, tea, member=Member("boris", attributes={"goal": 40}))
    reached(own, tea, member=Member("clara", attributes={"goal": 60}))


def receipt_contains() -> None:
    tea_for_20 = ReceiptContains([tea], amount_at_least=Money.of("20", "EUR"))
    reached(tea_for_20, Products({"mug"}))
    reached(ReceiptContains([drinks], different_at_least=3))


def at_places() -> None:
    here = AtPlaces({"shop-7", "shop-8"})
    reached(here)


def at_brands() -> None:
    corner = AtBrands({"Corner"})
    reached(corner)
    reached(AtBrands({"Square"}))


def coupon_presented() -> None:
    spring = CouponPresented({"spring"})
    shown = [PresentedCoupon(number="S-1", issue="spring"), PresentedCoupon(number="S-2", issue="spring")]
    reached(spring, receipt=evolve(bought, coupons=shown))
    reached(CouponPresented({"spring"}, at_least=3), receipt=evolve(bought, coupons=shown))
