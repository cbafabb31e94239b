"""Favourite products, favourite categories and personalised offers, as members and operators change them.

Every change is a pure function: what stands and what is asked for go in, what stands afterwards and what
happened come out. What is not allowed raises `Refused` with all its reasons, and nothing has changed.
"""

from loyalty_engine.individual.acceptance import AcceptanceChange, Answered
from loyalty_engine.individual.attributes import (
    AttributeHistory,
    AttributeItem,
    AttributeRecord,
    AttributeTransition,
    Setter,
    attributes_as_of,
    carry_out_attribute,
    current_attributes,
    remove_attribute,
    set_attribute,
)
from loyalty_engine.individual.categories import (
    ChoiceKept,
    OverSelection,
    choice_room,
    has_choice,
    keep_choice,
    over_selection,
    select_categories,
    shown_categories,
    working_categories,
)
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
from loyalty_engine.individual.merging import (
    AttributeMerge,
    MergedAttribute,
    MergeOutcome,
    merge_attributes,
)
from loyalty_engine.individual.operators import Operator
from loyalty_engine.individual.personalized import (
    accept_items,
    accept_offer,
    decline_items,
    decline_offer,
)
from loyalty_engine.individual.ranking import Ranking, in_list_order, with_candidates
from loyalty_engine.individual.refusal import Reason, Refusal, Refused
from loyalty_engine.individual.showing import overview
from loyalty_engine.individual.shown import (
    Overview,
    ShownCategories,
    ShownCategory,
    ShownItem,
    ShownOffer,
    ShownSet,
    ShownSlot,
)
from loyalty_engine.individual.state import OfferState
from loyalty_engine.individual.transition import SlotRecord, SlotTransition

__all__ = [
    "AcceptanceChange",
    "Answered",
    "AttributeHistory",
    "AttributeItem",
    "AttributeMerge",
    "AttributeRecord",
    "AttributeTransition",
    "ChoiceKept",
    "ListWarning",
    "Listing",
    "MergeOutcome",
    "MergedAttribute",
    "OfferState",
    "Operator",
    "OverSelection",
    "Overview",
    "Page",
    "Ranking",
    "Reason",
    "Refusal",
    "Refused",
    "SearchBy",
    "Setter",
    "ShownCategories",
    "ShownCategory",
    "ShownItem",
    "ShownOffer",
    "ShownSet",
    "ShownSlot",
    "SlotRecord",
    "SlotTransition",
    "UnlistedChoice",
    "accept_items",
    "accept_offer",
    "attributes_as_of",
    "carry_out_attribute",
    "carry_out_slots",
    "choice_room",
    "choose_favorite",
    "choose_favorites",
    "clear_favorite",
    "current_attributes",
    "decline_items",
    "decline_offer",
    "favorites_list",
    "has_choice",
    "in_list_order",
    "keep_choice",
    "list_changes",
    "lock_slot",
    "merge_attributes",
    "open_slot",
    "over_selection",
    "overview",
    "remove_attribute",
    "search",
    "select_categories",
    "set_attribute",
    "shown_categories",
    "slot_kind",
    "with_candidates",
    "working_categories",
]
