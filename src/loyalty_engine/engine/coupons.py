"""Which conditions want a coupon to be presented."""

from __future__ import annotations

from loyalty_engine.engine.live import leaves
from loyalty_engine.rules.figures import CouponsShown
from loyalty_engine.rules.predicates import Compare, OneOf, Predicate, Source


def coupon_checks(predicate: Predicate) -> list[OneOf | CouponsShown]:
    """The parts of *predicate* that want a coupon to be presented."""
    found: list[OneOf | CouponsShown] = []
    for leaf in leaves(predicate):
        if isinstance(leaf, OneOf) and leaf.source in _OF_COUPONS and not leaf.negated:
            found.append(leaf)
        elif isinstance(leaf, Compare) and isinstance(leaf.figure, CouponsShown) and not leaf.negated:
            found += [leaf.figure] if (leaf.range.low or 0) > 0 else []
    return found


def asks_for_coupons(predicate: Predicate) -> bool:
    """Does *predicate* want a coupon to be presented, in any of its parts?"""
    return bool(coupon_checks(predicate))


_OF_COUPONS = (Source.COUPON_ISSUE, Source.COUPON_NUMBER)
