"""Who may not spend points: whoever shows an additional card, or one that is not activated, or has left."""

from __future__ import annotations

from typing import Final

from attrs import define

from loyalty_engine.model.member import CARDS, STATE, Member, Need
from loyalty_engine.model.profile import CardState, CardType, MemberState
from loyalty_engine.model.receipt import Receipt

# Bound once: reading a member off its class costs as much as a division.
_ACTIVATED: Final = CardState.ACTIVATED
_ADDITIONAL: Final = CardType.ADDITIONAL
_DELETED: Final = MemberState.DELETED
_DEREGISTERED: Final = MemberState.DEREGISTERED


@define(eq=False)
class Bar:
    """Why a buyer may not spend points: a state that was *seen*, or one that is *unknown*."""

    seen: str | None = None
    unknown: Need | None = None


def bar_of(receipt: Receipt, member: Member) -> Bar | None:
    """What keeps *member* from spending points; None where nothing does.

    A card that is not among his says nothing: not every host tells of cards.
    """
    state, unloaded = member.state, member.not_loaded
    left = state is _DELETED or state is _DEREGISTERED
    if left and state is not None and STATE not in unloaded:
        return Bar(seen=state.value)
    if receipt.card is not None and CARDS not in unloaded:
        for card in member.cards:
            if card.number == receipt.card:
                if card.state is not _ACTIVATED:
                    return Bar(seen=card.state.value)
                if card.type is _ADDITIONAL:
                    return Bar(seen=card.type.value)
    if unloaded:
        if STATE in unloaded:
            return Bar(unknown=STATE)
        if receipt.card is not None and CARDS in unloaded:
            return Bar(unknown=CARDS)
    return None
