"""Favourite products, favourite categories and personalised offers, as members and operators change them.

Every change is a pure function: what stands and what is asked for go in, what stands afterwards and what
happened come out. What is not allowed raises `Refused` with all its reasons, and nothing has changed.
"""

from loyalty_engine.individual.favorites import (
    choose_favorite,
    choose_favorites,
    clear_favorite,
    lock_slot,
    open_slot,
)
from loyalty_engine.individual.grants import carry_out_slots, slot_kind
from loyalty_engine.individual.list_change import ListWarning, UnlistedChoice, list_changes
from loyalty_engine.individual.listing import Listing, Page, SearchBy, favorites_list, search
from loyalty_engine.individual.operators import Operator
from loyalty_engine.individual.ranking import Ranking, in_list_order, with_candidates
from loyalty_engine.individual.refusal import Reason, Refusal, Refused
from loyalty_engine.individual.transition import SlotRecord, SlotTransition

__all__ = [
    "ListWarning",
    "Listing",
    "Operator",
    "Page",
    "Ranking",
    "Reason",
    "Refusal",
    "Refused",
    "SearchBy",
    "SlotRecord",
    "SlotTransition",
    "UnlistedChoice",
    "carry_out_slots",
    "choose_favorite",
    "choose_favorites",
    "clear_favorite",
    "favorites_list",
    "in_list_order",
    "list_changes",
    "lock_slot",
    "open_slot",
    "search",
    "slot_kind",
    "with_candidates",
]
