"""zen-engine: a compiled expression for each promotion, over the receipt's categories and amount.

The facts are prepared beforehand; the engine says which promotions are met, and the discount is worked out
for it.
"""

from __future__ import annotations

import zen
from ratio import Work

from loyalty_engine import Policies
from rivals.shop import Shop

POLICIES = Policies()


def build(shop: Shop) -> Work:
    """One compiled expression for each promotion."""
    facts = {"categories": sorted({p.category for p in shop.positions}), "amount": shop.cents}
    rules = [
        zen.compile_expression(f'"{promotion.category}" in categories and amount >= {promotion.least}')
        for promotion in shop.promotions
    ]

    def purchase() -> int:
        return shop.discount([n for n, rule in enumerate(rules) if rule.evaluate(facts)], POLICIES)

    return purchase
