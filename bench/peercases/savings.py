"""What a promotion would save by itself: the order in which some peers apply promotions of one priority."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from peercases.document import Document
from peercases.matching import matched
from peercases.positions import GOODS, SHIPPING
from peercases.shop import Shop, total_quantity


def saved(benefits: Iterable[Document], shop: Shop) -> Decimal:
    """What percentages and sums would come to; nothing else is counted."""
    return sum((_saved(benefit, shop) for benefit in benefits), Decimal(0))


def _saved(benefit: Document, shop: Shop) -> Decimal:
    kind, target, part = benefit.text("type"), benefit.part("target"), GOODS
    if kind.startswith("shipping_"):
        kind, part = kind.removeprefix("shipping_"), SHIPPING
    found = matched(target.part("filter"), shop, part)
    if kind == "percent_off":
        total = shop.scale.value(sum(position.amount for position in found))
        return total * benefit.needed("value") / 100
    if kind == "amount_off":
        by_unit = target.values.get("scope") == "units"
        return benefit.needed("value") * (total_quantity(found) if by_unit else 1)
    return Decimal(0)
