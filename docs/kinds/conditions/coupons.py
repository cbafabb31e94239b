"""[coupon_presented](receipt.md#coupon_presented) goes by the issue of a coupon."""

from __future__ import annotations

from attrs import evolve

from kinds.conditions.asking import reached
from kinds.shop import bought
from loyalty_engine import CouponMask, PresentedCoupon


def coupon_mask() -> None:
    spring = CouponMask("SPRING-????")
    reached(spring, receipt=evolve(bought, coupons=[PresentedCoupon(number="SPRING-0042")]))
    reached(spring, receipt=evolve(bought, coupons=[PresentedCoupon(number="SPRING-42")]))
