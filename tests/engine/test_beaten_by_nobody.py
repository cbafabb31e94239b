"""An offer that nobody has beaten is not beaten: there was nothing left to give."""

from __future__ import annotations

from cases.till import CUP, TEA, eur, receipt, sell

from loyalty_engine.rules.benefits.discounts import PercentOff
from loyalty_engine.rules.conditions.products import Products
from loyalty_engine.rules.conditions.receipt import ReceiptAmount
from loyalty_engine.rules.offer import Offer


def test_what_was_left_to_pay_is_no_longer_enough() -> None:
    offers = [
        Offer.of("first", [Products({TEA})], [PercentOff(60)]),
        Offer.of("a", [Products({CUP}), ReceiptAmount(at_least=eur("15"), so_far=True)], [PercentOff(10)]),
    ]

    sell(
        offers, receipt((TEA, "10.00"), (CUP, "10.00"))
    )  # engine: beaten, by nobody; reference: nothing left
