"""Goods that a peer adds to the cart: gifts to us, or coupons with which the till adds them at a price."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from attrs import frozen

from loyalty_engine import AddGift, Benefit, IssueCoupon, Money

#: More gifts of one kind than any case gives: each number of them is a rule of its own.
MOST_GIFTS: Final = 100


@frozen
class FreeGoods:
    """Goods under *sku* that cost *price* a unit, less *percent* per cent; a gift counts for its *worth*."""

    sku: str
    price: Decimal
    percent: Decimal
    worth: Money | None = None

    @property
    def free(self) -> bool:
        """Do they cost nothing?"""
        return self.percent == 100 or not self.price

    @property
    def issue(self) -> str:
        """The issue of the coupons."""
        return f"{self.sku} at {self.price} less {self.percent} %"

    def units(self, count: int) -> Benefit:
        """*count* units as a gift, or coupons that the till redeems at once, one for a unit."""
        if self.free:
            return AddGift(self.sku, count, worth=self.worth)
        return IssueCoupon(self.issue, count)

    def off(self, count: int) -> Decimal:
        """What is taken off *count* units."""
        return self.price * count * self.percent / 100
