"""Which positions of a cart a filter means: for what a host works out from the cart before it calculates."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from peercases.document import Document
from peercases.positions import GOODS, GROUPED, Position
from peercases.shop import Shop

_PARAMETERS: Final = {"uom": "uom", "shipping_ids": "option"}


def matched(filter: Document, shop: Shop, part: str = GOODS) -> list[Position]:
    """The positions of a *part* of the cart that pass *filter*."""
    return [position for position in shop.of(part) if all(_passes(position, filter))]


def _passes(position: Position, filter: Document) -> Iterator[bool]:
    skus, spared = filter.texts("skus"), filter.texts("exclude_skus")
    yield skus is None or position.sku in skus
    yield spared is None or position.sku not in spared
    for key, name in GROUPED.items():
        values = filter.texts(key)
        yield values is None or any(f"{name}:{value}" in position.groups for value in values)
    excluded = filter.texts("exclude_categories") or []
    yield not any(f"category:{value}" in position.groups for value in excluded)
    for key, name in _PARAMETERS.items():
        values = filter.texts(key)
        yield values is None or position.parameters.get(name) in values
    price = position.parameters.get("unit_price")
    unit_price = price if isinstance(price, Decimal) else Decimal(0)
    low, above = filter.number("min_unit_price"), filter.number("min_unit_price_exclusive")
    high = filter.number("max_unit_price")
    yield low is None or unit_price >= low
    yield above is None or unit_price > above
    yield high is None or unit_price <= high
