"""One coupon, sticker or chip for every so much, and other benefits several times over."""

from __future__ import annotations

from kinds.benefits.giving import off, sell
from loyalty_engine import Given, IssueCoupon, Money, PercentOff, Repeat, TierBy


def repeat() -> None:
    letters = Repeat([IssueCoupon("letter")], every=Money.of("20", "EUR"), by=TierBy.RECEIPT, at_most=5)
    sell(letters).intents
    off(Repeat([PercentOff(10, excluding={Given.DISCOUNT})], 2))
