"""Confirming a purchase: its points are spent, and what its calculation asked for is carried out, once."""

from __future__ import annotations

from attrs import evolve

from loyalty_engine.program.carrying import Carrying
from loyalty_engine.program.points import redeem
from loyalty_engine.program.purchases import PurchaseState, StoredPurchase


def confirmed(purchase: StoredPurchase, carrying: Carrying) -> StoredPurchase:
    """The purchase as it is kept once all that its calculation asked for was moved, by *carrying*."""
    _spend(purchase, carrying)
    done = carrying.carry_out(purchase.calculation.intents)
    return evolve(
        purchase,
        state=PurchaseState.CONFIRMED,
        confirmed_at=carrying.now,
        held=(),
        reserved=(),
        spent=purchase.held,
        withdrawn=done.withdrawn,
        issued=done.issued,
    )


def _spend(purchase: StoredPurchase, carrying: Carrying) -> None:
    """Spend the points that were held."""
    owner, unit = purchase.owner, carrying.unit
    for currency in sorted({part.currency for part in purchase.held}):
        parts = {one.lot: one.amount for one in purchase.held if one.currency == currency}
        if owner is not None:
            wallet = unit.wallet(owner, currency, at=carrying.at, lots=parts)
            unit.post(redeem(wallet, parts, carrying.posting(f"spend-{currency}")).entries)
