"""What the pages on benefits do: calculate the receipt under one offer."""

from __future__ import annotations

from kinds.shop import anna, bought, catalog, currencies
from loyalty_engine import (
    Benefit,
    Calculation,
    FavoriteProductsRule,
    Member,
    Offer,
    PredefinedList,
    Receipt,
    calculate,
    compile_offers,
)

slots = FavoriteProductsRule(id="breakfast", source=PredefinedList("breakfast"), max_slots=2)


def sell(*benefits: Benefit, receipt: Receipt = bought, member: Member | None = anna) -> Calculation:
    """The calculation of the receipt under one offer that gives these benefits."""
    offer = Offer.of("offer", benefits=benefits)
    book = compile_offers([offer], catalog=catalog, points=currencies, favorites=[slots])
    return calculate(receipt, member, book)


def off(*benefits: Benefit) -> dict[str, str]:
    """What comes off each product."""
    done = sell(*benefits)
    return {
        line.product.value: result.discount.decimal
        for line, result in zip(done.receipt.lines, done.lines, strict=True)
    }
