"""A member's favourite slots at one instant, who is about to change them, and what a change comes to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

from attrs import define, evolve, frozen

from loyalty_engine.errors import InvalidInput, refuse
from loyalty_engine.individual.arguments import slot_problems
from loyalty_engine.individual.operators import Operator
from loyalty_engine.individual.refusal import Reason, Refusal, refusal
from loyalty_engine.model.actor import ByHand
from loyalty_engine.model.identifiers import shown
from loyalty_engine.model.intents import SlotIntent
from loyalty_engine.model.moments import check_moment, in_zone
from loyalty_engine.model.slots import (
    Chooser,
    FavoriteProductsRule,
    Slot,
    SlotSet,
    filled,
    selection,
    selection_ends,
    slots_of,
    standing,
)


@frozen(kw_only=True)
class SlotRecord:
    """What became of the slot at *position*: how it was *before* and is *after*, None where it is not there.

    *at* is the instant of the request, *chooser* whose it was. *by_hand* says which operator changed the
    slot and why; it is None where no operator did.
    """

    position: int
    before: Slot | None
    after: Slot | None
    at: dt.datetime
    chooser: Chooser
    by_hand: ByHand | None = None


@frozen(kw_only=True)
class SlotTransition:
    """The *slots* to store, and a record for each that is no longer as it was, by position.

    *skipped* are products that auto-fill chose during a purchase, and that fit no more when it is confirmed.
    """

    slots: SlotSet
    records: tuple[SlotRecord, ...] = ()
    skipped: tuple[SlotIntent, ...] = ()


@define(eq=False)
class Slate:
    """The slots of one member under one rule at the instant *at*, and who is about to change them.

    It works with the slots as they count at that instant: a choice of a period that is over is no choice.
    """

    have: SlotSet
    rule: FavoriteProductsRule
    at: dt.datetime
    zone: str
    chooser: Chooser
    by_hand: ByHand | None = None

    def __attrs_post_init__(self) -> None:
        check_moment("favourite products", "at", self.at, aware=True)
        in_zone(self.at, self.zone)  # refuses what is no zone
        if self.have.rule != self.rule.id:
            message = f"the slots are those under {shown(self.have.rule)}, not {shown(self.rule.id)}"
            raise InvalidInput.at("favourite products", "slots", message, "give the slots of this rule")

    @cached_property
    def slots(self) -> dict[int, Slot]:
        """All slots by position, the default ones included where there are none yet."""
        return {slot.position: slot for slot in slots_of(self.have, self.rule)}

    @cached_property
    def chosen(self) -> dict[int, str]:
        """The products whose choice counts, by position."""
        counting = selection(self.have, self.rule, self.at, self.zone)
        return {slot.position: slot.product for slot in counting if slot.product is not None}

    @cached_property
    def usable(self) -> frozenset[int]:
        """The positions that count: as many as the rule allows, and any other whose choice counts."""
        return frozenset([*self.slots][: self.rule.max_slots]) | self.chosen.keys()

    def stands(self, slot: Slot) -> bool:
        """Does the choice in *slot* count now, unless the rule's maximum is against it?"""
        return standing(slot, self.rule, self.at, self.zone)

    def changed_later(self, slot: Slot) -> bool:
        """Was the slot changed after the instant of the request?"""
        return slot.changed_at is not None and slot.changed_at > self.at

    def repeated(self, product: str, path: str, position: int | None = None) -> list[Refusal]:
        """What keeps *product* from a slot, or that at *position*: another one has it, or will have it."""
        return [
            refusal(path, Reason.REPEATED, f"{shown(product)} is in slot {slot.position}")
            for slot in self.slots.values()
            if slot.product == product
            and slot.position != position
            and (slot.position in self.chosen or self.changed_later(slot))
        ]

    @property
    def opened(self) -> bool:
        """Are choices made at this time?"""
        return self.rule.fill.contains(in_zone(self.at, self.zone), self.at)

    def closed(self) -> list[Refusal]:
        """What keeps anybody from choosing at this time."""
        if self.opened:
            return []
        return [
            refusal("", Reason.CLOSED, "products are not chosen at this time", "wait for the fill window")
        ]

    def held(self, slot: Slot, path: str) -> list[Refusal]:
        """What keeps the slot from being changed; an operator may change what stands and what is locked."""
        if self.changed_later(slot):
            message = f"slot {slot.position} was changed after this request"
            return [refusal(path, Reason.CHOSEN, message, "look at the slots again")]
        if self.chooser is Chooser.OPERATOR:
            return []
        if slot.locked:
            return [
                refusal(path, Reason.LOCKED, f"slot {slot.position} is locked", "choose for another slot")
            ]
        if self.stands(slot) and not self.rule.allow_change:
            ends = selection_ends(self.rule, self.at, self.zone)
            until = "for good" if ends is None else f"until {ends.isoformat(sep=' ', timespec='minutes')}"
            message = f"slot {slot.position} holds {shown(slot.product)} {until}"
            return [refusal(path, Reason.CHOSEN, message)]
        return []

    def blocked(self, slot: Slot) -> bool:
        """Does the slot take nothing, even if it is empty?"""
        return self.changed_later(slot) or (slot.locked and self.chooser is not Chooser.OPERATOR)

    def emptied(self, positions: Iterable[int]) -> SlotSet:
        """The slots with those at *positions* emptied."""
        return self._with(
            {
                position: evolve(
                    self.slots[position], product=None, changed_at=self.at, chosen_by=self.chooser
                )
                for position in positions
            }
        )

    def with_products(self, products: Mapping[int, str], emptied: Collection[int] = ()) -> SlotTransition:
        """The transition that empties some slots and puts products into some, by position."""
        cleared = self.emptied(emptied) if emptied else self.have
        return self.to(filled(cleared, self.rule, products.items(), self.at, self.chooser))

    def with_slots(self, new: Mapping[int, Slot | None]) -> SlotTransition:
        """The transition that replaces slots by position; None takes one away."""
        return self.to(self._with(new))

    def _with(self, new: Mapping[int, Slot | None]) -> SlotSet:
        after = tuple(slot for slot in {**self.slots, **new}.values() if slot is not None)
        return evolve(self.have, slots=after, no_slots=not after)

    def to(self, after: SlotSet) -> SlotTransition:
        """The transition to *after*, or to what there was where no slot is another."""
        now = {slot.position: slot for slot in slots_of(after, self.rule)}
        records = tuple(
            SlotRecord(
                position=position,
                before=self.slots.get(position),
                after=now.get(position),
                at=self.at,
                chooser=self.chooser,
                by_hand=self.by_hand,
            )
            for position in sorted(self.slots.keys() | now.keys())
            if self.slots.get(position) != now.get(position)
        )
        return SlotTransition(slots=after if records else self.have, records=records)


def slate(
    slots: SlotSet,
    rule: FavoriteProductsRule,
    at: dt.datetime,
    zone: str,
    by: Operator | None = None,
    chooser: Chooser = Chooser.MEMBER,
) -> Slate:
    """The slots at *at* for the member, for whom else *chooser* says, or for the operator *by*."""
    refuse("favourite products", slot_problems(slots, rule, by))
    if by is None:
        return Slate(slots, rule, at, zone, chooser)
    hand = ByHand(author=by.actor.id, at=at, reason=by.reason)
    return Slate(slots, rule, at, zone, Chooser.OPERATOR, hand)
