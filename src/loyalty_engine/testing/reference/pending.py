"""The points that a receipt brings the member at once, less those that it costs him."""

from __future__ import annotations

from collections.abc import Iterable

from loyalty_engine.model.lifetime import Lifetime
from loyalty_engine.rules.emissions import Debit
from loyalty_engine.testing.reference.awarded import Award
from loyalty_engine.testing.reference.draft import Draft
from loyalty_engine.testing.reference.lifetimes import lifetime_moments


def note_earned(lots: Iterable[tuple[str, Lifetime, int]], draft: Draft) -> None:
    """Note points that are given, so much of each kind and lifetime, if they can be spent at once."""
    at = draft.scene.receipt.at
    for currency, lifetime, amount in lots:
        active, expires = lifetime_moments(lifetime, at, draft.scene.clocks)
        if active is None and (expires is None or at < expires):
            draft.pending[currency] += amount


def charge(award: Award, draft: Draft) -> None:
    """Note what a rule withdraws, the first time that it does."""
    chain = award.chain
    if (chain.offer.id, chain.number) not in draft.charged:
        draft.charged.add((chain.offer.id, chain.number))
        for one in award.emissions:
            if isinstance(one, Debit):
                draft.pending[one.points] -= one.amount
