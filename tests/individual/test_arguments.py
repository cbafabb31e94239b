"""What is given in place of slots, a listing, an attribute or an operator is named, and nothing breaks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from individual.breakfast import BOUGHT, CATALOG, LIST, OTTO, RULE, SEPTEMBER

from loyalty_engine import compile_offers
from loyalty_engine.errors import InvalidInput
from loyalty_engine.individual import (
    AttributeHistory,
    accept_items,
    accept_offer,
    attributes_as_of,
    carry_out_attribute,
    carry_out_slots,
    choose_favorite,
    choose_favorites,
    clear_favorite,
    current_attributes,
    favorites_list,
    keep_choice,
    list_changes,
    lock_slot,
    merge_attributes,
    over_selection,
    search,
    select_categories,
    set_attribute,
    shown_categories,
    slot_kind,
    with_candidates,
)
from loyalty_engine.model.attributes import AttributeDefinition, AttributeType
from loyalty_engine.model.member import Member
from loyalty_engine.model.personal import FavoriteCategories
from loyalty_engine.model.slots import SlotSet

#: What a beginner, or a program without types, gives: it looks right, and is something else.
ANY: Any = "honey"
CODES: Any = ["honey", "oats"]
STORED: Any = {"maxCount": 2, "categories": []}
ACTOR: Any = OTTO.actor
EMPTY = SlotSet(rule=RULE.id)
COLOUR = AttributeDefinition(name="colour", type=AttributeType.STRING)
AT, ZONE = SEPTEMBER["at"], SEPTEMBER["zone"]
BOOK = compile_offers([], catalog=CATALOG)


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: choose_favorites(ANY, RULE, CODES, LIST, **SEPTEMBER), "slots: 'honey' is not a slot set"),
        (
            lambda: choose_favorites(EMPTY, ANY, CODES, LIST, **SEPTEMBER),
            "rule: 'honey' is not a favourite-products rule",
        ),
        (
            lambda: choose_favorites(EMPTY, RULE, CODES, CODES, **SEPTEMBER),
            "listing: ['honey', 'oats'] is not a listing",
        ),
        (
            lambda: choose_favorite(EMPTY, RULE, 1, "honey", ANY, **SEPTEMBER),
            "listing: 'honey' is not a listing",
        ),
        (lambda: clear_favorite(EMPTY, RULE, 1, by=ANY, **SEPTEMBER), "by: 'honey' is not an operator"),
        (
            lambda: lock_slot(EMPTY, RULE, 1, by=ACTOR, **SEPTEMBER),
            "by: Actor(id='otto', permissions=frozenset()) is not an operator",
        ),
        (lambda: carry_out_slots(ANY, RULE, (), **SEPTEMBER), "slots: 'honey' is not a slot set"),
        (lambda: favorites_list(ANY, CATALOG, **SEPTEMBER), "rule: 'honey' is not a favourite-products rule"),
        (lambda: favorites_list(RULE, ANY, **SEPTEMBER), "catalog: 'honey' is not a catalogue"),
        (lambda: favorites_list(BOUGHT, CATALOG, ANY, **SEPTEMBER), "purchases: 'honey' is not a sequence"),
        (
            lambda: favorites_list(BOUGHT, CATALOG, [ANY], **SEPTEMBER),
            "purchases[0]: 'honey' is not a past purchase",
        ),
        (lambda: search(CODES, CATALOG), "listing: ['honey', 'oats'] is not a listing"),
        (lambda: search(LIST, ANY), "catalog: 'honey' is not a catalogue"),
        (lambda: with_candidates(ANY, [LIST]), "member: something of type str is not a member"),
        (lambda: with_candidates(Member("anna"), [ANY]), "listings[0]: 'honey' is not a Listing"),
        (lambda: list_changes(BOOK, ANY, [], AT), "after: 'honey' is not an offer book"),
        (lambda: list_changes(BOOK, BOOK, [ANY], AT), "members[0]: 'honey' is not a Member"),
        (
            lambda: select_categories(STORED, ["1"], AT, ZONE),
            f"value: {STORED} is not of type FavoriteCategories",
        ),
        (lambda: shown_categories(ANY, AT, ZONE), "value: 'honey' is not of type FavoriteCategories"),
        (lambda: over_selection(ANY, ZONE), "value: 'honey' is not of type FavoriteCategories"),
        (
            lambda: keep_choice(FavoriteCategories(), ANY, AT, ZONE),
            "value: 'honey' is not of type FavoriteCategories",
        ),
        (
            lambda: accept_offer(ANY, AT, ZONE),
            "value: 'honey' is not of type PersonalizedOffer or ReceiptThresholds",
        ),
        (lambda: accept_items(ANY, [], AT, ZONE), "value: 'honey' is not of type PersonalizedOffer"),
        (lambda: set_attribute(ANY, COLOUR, "red", AT), "history: 'honey' is not a history"),
        (
            lambda: set_attribute(AttributeHistory("colour"), ANY, "red", AT),
            "definition: 'honey' is not a definition",
        ),
        (
            lambda: set_attribute(AttributeHistory("colour"), COLOUR, "red", AT, by=ANY),
            "by: 'honey' is not an operator",
        ),
        (lambda: slot_kind(ANY), "trigger: 'honey' is not a trigger"),
        (
            lambda: carry_out_attribute(AttributeHistory("colour"), COLOUR, ANY, AT),
            "intent: 'honey' is not an attribute intent",
        ),
        (lambda: current_attributes([ANY]), "histories[0]: 'honey' is not an AttributeHistory"),
        (lambda: attributes_as_of([ANY], AT), "histories[0]: 'honey' is not an AttributeHistory"),
        (lambda: merge_attributes([ANY], [], [], AT), "staying[0]: 'honey' is not an AttributeHistory"),
        (
            lambda: merge_attributes([], [], [ANY], AT),
            "definitions[0]: 'honey' is not an AttributeDefinition",
        ),
    ],
)
def test_what_is_something_else_is_named(call: Callable[[], object], named: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        call()
    (problem,) = refused.value.problems
    assert f"{problem.path}: {problem.message}" == named
