"""Goods that a peer adds to the cart: to us, coupons with which the till adds them."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from attrs import frozen

from loyalty_engine import IssueCoupon

#: More gifts of one kind than any case gives: each number of them is a rule of its own.
MOST_GIFTS: Final = 100


@frozen
class FreeGoods:
    """Goods under *sku* that cost *price* a unit, less *percent* per cent."""

    sku: str
    price: Decimal
    percent: Decimal

    @property
    def issue(self) -> str:
        """The issue of the coupons."""
        return f"{self.sku} at {self.price} less {self.percent} %"

    def coupon(self, count: int) -> IssueCoupon:
        """Coupons that the till redeems at once, one for a unit."""
        return IssueCoupon(self.issue, count)

    def off(self, count: int) -> Decimal:
        """What is taken off *count* units."""
        return self.price * count * self.percent / 100
