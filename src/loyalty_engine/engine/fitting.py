"""Whether an attribute, or a coupon, is as it is wanted."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from loyalty_engine.model.attributes import AttributeValue
from loyalty_engine.model.masks import fits_mask
from loyalty_engine.model.receipt import PresentedCoupon
from loyalty_engine.rules.figures import CouponsShown
from loyalty_engine.rules.predicates import Range, Wanted


def fits(value: AttributeValue | None, wanted: Wanted) -> bool:
    """Is an attribute's *value* as *wanted*? A missing one never is, and true is not 1."""
    if value is None:
        return False
    if wanted is None:
        return True
    if isinstance(wanted, Range):
        return isinstance(value, (int, Decimal)) and not isinstance(value, bool) and value in wanted
    if isinstance(value, bool):
        return any(value is candidate for candidate in wanted)
    return isinstance(value, (str, int, Decimal, dt.date)) and any(
        value == candidate for candidate in wanted if not isinstance(candidate, bool)
    )


def is_shown(wanted: CouponsShown, coupon: PresentedCoupon) -> bool:
    """Is *coupon* of the issues, and like the mask, that are *wanted*?"""
    if wanted.issues is not None and coupon.issue not in wanted.issues:
        return False
    return wanted.mask is None or fits_mask(coupon.number, wanted.mask)
