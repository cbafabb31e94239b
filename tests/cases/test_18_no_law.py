"""What is not a law: that one more offer never costs the buyer money."""

from __future__ import annotations

from cases.till import CUP, TEA, off_by, receipt, sell

from loyalty_engine.rules.benefits.discounts import PercentOff
from loyalty_engine.rules.conditions.products import Products
from loyalty_engine.rules.offer import Offer

TEA_27 = Offer.of("tea", [Products({TEA})], [PercentOff(27)])
CUP_26 = Offer.of("cup", [Products({CUP})], [PercentOff(26)])
ALL_24 = Offer.of("all", benefits=[PercentOff(24)])
SALE = receipt((TEA, "100.00"), (CUP, "100.00"))


def test_27_on_one_line_and_26_on_the_other_make_53() -> None:
    assert off_by(sell([TEA_27, CUP_26], SALE)) == {"tea": "27.00", "cup": "26.00"}


def test_with_24_on_everything_added_that_one_wins_with_48() -> None:
    assert off_by(sell([TEA_27, CUP_26, ALL_24], SALE)) == {"all": "48.00"}
