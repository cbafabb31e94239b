"""What a confirmed purchase, or another event, does to favourite slots: more or fewer, emptied, filled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import assert_never

from attrs import evolve

from loyalty_engine.errors import refuse
from loyalty_engine.individual.transition import Slate, SlotTransition, slate
from loyalty_engine.model.fields import kind_problems
from loyalty_engine.model.intents import Intent, SlotChange, SlotCountIntent, SlotIntent
from loyalty_engine.model.slots import Chooser, FavoriteProductsRule, Slot, SlotKind, SlotSet
from loyalty_engine.model.triggers import Trigger


def slot_kind(trigger: Trigger) -> SlotKind:
    """The kind of the slots that an offer grants which answers *trigger*.

    Raises:
        InvalidInput: *trigger* is no trigger, such as its name.
    """
    refuse(
        "favourite products", kind_problems("trigger", trigger, Trigger, "a trigger", "give Event.trigger")
    )
    return SlotKind.BIRTHDAY if trigger is Trigger.BIRTHDAY else SlotKind.ACTION


def carry_out_slots(
    slots: SlotSet,
    rule: FavoriteProductsRule,
    intents: Iterable[Intent],
    *,
    at: dt.datetime,
    zone: str,
    kind: SlotKind = SlotKind.ACTION,
) -> SlotTransition:
    """What the intents for *rule* make of *slots*, in their order; other intents are passed over.

    The number of slots stays between none and the rule's maximum: new ones get the lowest free positions,
    and the highest positions go first. A product that auto-fill chose goes into its slot, unless something
    happened to the slot meanwhile: then the intent is among those skipped, for a choice is never replaced.
    Filling twice changes nothing the second time; a number that is changed twice is changed twice, so carry
    out the intents of one purchase once.

    Args:
        slots: as stored.
        rule: the rule of these slots.
        intents: those of one calculation or reaction.
        at: the instant of the purchase or event.
        zone: the member's IANA zone, or else the programme's.
        kind: the kind of new slots, such as `slot_kind` of the event's trigger.
    """
    before = slate(slots, rule, at, zone, chooser=Chooser.SYSTEM)
    skipped = []
    now = before
    for intent in intents:
        if not isinstance(intent, (SlotIntent, SlotCountIntent)) or intent.rule != rule.id:
            continue
        if isinstance(intent, SlotCountIntent):
            now = _resized(now, intent, kind)
        elif now.chosen.get(intent.position) != intent.product:
            if _fits(now, intent):
                now = _at(now, now.with_products({intent.position: intent.product}))
            else:
                skipped.append(intent)
    return evolve(before.to(now.have), skipped=tuple(skipped))


def _at(now: Slate, done: SlotTransition) -> Slate:
    return slate(done.slots, now.rule, now.at, now.zone, chooser=now.chooser)


def _fits(now: Slate, intent: SlotIntent) -> bool:
    """Is the slot still free, and the product in no other?"""
    slot = now.slots.get(intent.position)
    if slot is None or intent.position not in now.usable or len(now.chosen) >= now.rule.max_slots:
        return False
    free = not now.blocked(slot) and not now.stands(slot)
    return free and not now.repeated(intent.product, "product")


def _resized(now: Slate, intent: SlotCountIntent, kind: SlotKind) -> Slate:
    """The slots after their number was changed, and then, where the intent says so, emptied."""
    positions = [*now.slots]
    count = _count(len(positions), intent, now.rule.max_slots)
    new: dict[int, Slot | None] = dict.fromkeys(positions[count:])
    free = (n for n in range(1, now.rule.max_slots + 1) if n not in now.slots)
    new |= {n: Slot(position=n, kind=kind) for n, _ in zip(free, range(count - len(positions)), strict=False)}
    if new:
        now = _at(now, now.with_slots(new))
    full = [p for p, slot in now.slots.items() if slot.product is not None and not now.changed_later(slot)]
    return _at(now, now.with_products({}, emptied=full)) if intent.clear and full else now


def _count(have: int, intent: SlotCountIntent, most: int) -> int:
    """How many slots there are afterwards."""
    counting = min(have, most)  # slots beyond the maximum count for nothing
    if intent.change is None:
        return have
    if intent.change is SlotChange.MORE:
        return max(have, min(counting + intent.count, most))
    if intent.change is SlotChange.FEWER:
        return max(counting - intent.count, 0)
    if intent.change is SlotChange.SET:
        return min(intent.count, most)
    assert_never(intent.change)
