"""stateset-embedded: promotions on categories with a minimum subtotal, in its own database in memory.

It rounds each promotion once, half to even, and so do we here.
"""

from __future__ import annotations

import uuid
from decimal import Decimal

import stateset_embedded as stateset
from ratio import Work

from loyalty_engine import Level, Policies, Rounding
from rivals.shop import Promotion, Shop

POLICIES = Policies(discounts=Rounding.HALF_EVEN, level=Level.RECEIPT)


def build(shop: Shop) -> Work:
    """One active promotion for each of ours; a purchase prices the lines as they are."""
    promotions = stateset.Commerce(":memory:").promotions
    ids = {
        promotion.category: str(uuid.uuid5(uuid.NAMESPACE_OID, promotion.category))
        for promotion in shop.promotions
    }
    for promotion in shop.promotions:
        _create(promotions, promotion, ids[promotion.category])
    lines = [
        stateset.PromotionLineItemInput(
            p.product, 1, p.cents / 100, p.cents / 100, category_ids=[ids[p.category]]
        )
        for p in shop.positions
    ]

    def purchase() -> int:
        result = promotions.apply(shop.cents / 100, currency="EUR", line_items=lines)
        return int(Decimal(result.total_discount_exact) * 100)

    return purchase


def _create(promotions: stateset.PromotionsApi, promotion: Promotion, category: str) -> None:
    condition = stateset.PromotionConditionInput(
        "minimum_subtotal", "greater_than_or_equal", str(Decimal(promotion.least) / 100)
    )
    for attempt in range(20):
        try:
            created = promotions.create(
                name=promotion.category,
                promotion_type="percentage_off",
                trigger="automatic",
                target="category",
                stacking="stackable",
                percentage_off=promotion.percent / 100,
                applicable_category_ids=[category],
                currency="EUR",
                conditions=[condition],
            )
        except RuntimeError:  # it draws four digits for a code of its own, and sometimes draws them twice
            if attempt == 19:
                raise
        else:
            promotions.activate(created.id)
            return
