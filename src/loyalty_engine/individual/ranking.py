"""In which order auto-fill takes products: an order that a host may replace by its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from attrs import evolve

from loyalty_engine.errors import refuse
from loyalty_engine.individual.listing import Listing
from loyalty_engine.model.fields import kind_problems, sequence_of
from loyalty_engine.model.member import Member
from loyalty_engine.model.slots import SlotSet


class Ranking(Protocol):
    """A host's way to rank products for a member, such as by a model of what he will like.

    It must give the same order for the same arguments, or a calculation cannot be repeated.
    """

    def __call__(self, listing: Listing, member: Member) -> Sequence[str]:
        """The codes of products, best first; what is not on *listing* is passed over."""
        ...


def in_list_order(listing: Listing, member: Member) -> Sequence[str]:
    """The order of the list itself: what was bought most comes first, and predefined lists go by code."""
    return listing.products


def with_candidates(member: Member, listings: Iterable[Listing], ranking: Ranking = in_list_order) -> Member:
    """*member* with the candidates of each listing in his slot sets, as calculations read them.

    Products that *ranking* leaves out come after the others, in the order of the list. Auto-fill takes what
    is on the receipt before any of them. A slot set that the member does not have yet is added.

    Raises:
        InvalidInput: *member* is no member, or one of *listings* is no listing.
    """
    refuse("candidates", kind_problems("member", member, Member, "a member", "build a Member"))
    sets = {slots.rule: slots for slots in member.favorites}
    for listing in sequence_of(Listing, listings, "candidates", "listings"):
        ranked = [product for product in ranking(listing, member) if product in listing]
        candidates = tuple(dict.fromkeys([*ranked, *listing.products]))
        if listing.since is None and candidates == listing.products:
            candidates = ()  # the book has the list itself
        slots = sets.get(listing.rule, SlotSet(rule=listing.rule))
        sets[listing.rule] = evolve(slots, candidates=candidates)
    return evolve(member, favorites=tuple(sets.values()))
