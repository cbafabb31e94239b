"""[Gifts](../../adr/0023-gifts-and-what-others-give.md) become intents that the till carries out."""

from __future__ import annotations

from kinds.benefits.giving import sell
from loyalty_engine import AddGift, Money


def add_gift() -> None:
    tins = AddGift("tin", 2, worth=Money.of("4.50", "EUR"))
    sell(tins).intents
