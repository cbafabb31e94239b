"""What the pages on conditions ask: which lines does a condition reach?"""

from __future__ import annotations

from kinds.shop import anna, bought, catalog, currencies
from loyalty_engine import Condition, Member, Offer, PercentOff, Receipt, calculate, compile_offers


def reached(*conditions: Condition, receipt: Receipt = bought, member: Member | None = anna) -> list[str]:
    """The products on the receipt that a discount under these conditions reaches."""
    offer = Offer.of("offer", conditions, [PercentOff(10)])
    book = compile_offers([offer], catalog=catalog, points=currencies)
    result = calculate(receipt, member, book)
    return [
        line.product.value for line, done in zip(receipt.lines, result.lines, strict=True) if done.discounts
    ]
