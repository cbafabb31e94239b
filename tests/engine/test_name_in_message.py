"""An offer without a name is called by its id in messages, by both engines."""

from __future__ import annotations

from cases.till import TEA, receipt, sell

from loyalty_engine.rules.benefits.effects import ReceiptMessage
from loyalty_engine.rules.offer import Offer


def test_the_name_of_an_offer_without_a_name() -> None:
    sell(
        [Offer.of("a", (), [ReceiptMessage("{offer.name}")])], receipt((TEA, "1.00"))
    )  # engine: a; reference: nothing
