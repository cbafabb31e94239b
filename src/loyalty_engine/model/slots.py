"""Favourite products: rules that create slots, slots that hold a chosen product, and what is chosen now.

A slot is cleared at the end of its selection period. No job does that: a choice counts while it was made
in the current period, and what is chosen at an instant is derived from the times of the last changes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from enum import Enum

from attrs import evolve, field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.fields import (
    as_tuple,
    choice_problems,
    flag_problems,
    id_problems,
    kind_problems,
    name_problems,
    needed_id_problems,
    repeated,
    tuple_problems,
)
from loyalty_engine.model.identifiers import id_problem, shown
from loyalty_engine.model.moments import in_zone, moment_problem, number_problem
from loyalty_engine.model.period import ALWAYS, Period
from loyalty_engine.model.selection import OneTime, SelectionPeriod, period_end, period_start

MOST_SLOTS = 1_000


@frozen
class PredefinedList:
    """Members choose from the products of a product group."""

    group: str

    def __attrs_post_init__(self) -> None:
        refuse("predefined list", needed_id_problems(group=self.group))


@frozen
class PurchaseHistory:
    """Members choose from what they bought in the previous calendar month, of one brand where it is named."""

    brand: str | None = None

    def __attrs_post_init__(self) -> None:
        refuse("purchase history", id_problems(brand=self.brand))


ListSource = PredefinedList | PurchaseHistory


@frozen(kw_only=True)
class FavoriteProductsRule:
    """What a marketer sets up once: where the list comes from, how many slots, how often one chooses.

    A member starts with *default_slots* and never has more than *max_slots*. *selection* is how long a
    choice lasts. *fill* is when choices may be made at all; *allow_change* lets a member replace a choice
    before its period ends. Auto-fill takes products of the receipt before the rest of the list, unless
    *receipt_first* is False: then the list alone says the order, and so does a host that ranks it.
    """

    id: str
    source: ListSource
    default_slots: int = 1
    max_slots: int = 1
    selection: SelectionPeriod = OneTime()
    fill: Period = ALWAYS
    allow_change: bool = False
    receipt_first: bool = True
    name: str = ""

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(id=self.id) + name_problems(name=self.name)
        problems += kind_problems(
            "source", self.source, ListSource, "a list", 'give PredefinedList("group") or PurchaseHistory()'
        )
        numbers = [
            number_problem("default_slots", self.default_slots, 0, MOST_SLOTS),
            number_problem("max_slots", self.max_slots, 0, MOST_SLOTS),
        ]
        if not any(numbers) and self.default_slots > self.max_slots:
            message = f"{self.default_slots} is more than max_slots"
            numbers.append(Problem("default_slots", message, f"use up to {self.max_slots}"))
        problems += filter(None, numbers)
        hint = "give OneTime(), Daily(), Weekly(), Monthly() or EveryDays()"
        problems += kind_problems("selection", self.selection, SelectionPeriod, "a selection period", hint)
        problems += kind_problems("fill", self.fill, Period, "a period", "give a Period")
        problems += flag_problems(allow_change=self.allow_change, receipt_first=self.receipt_first)
        refuse(f"favourite-products rule {shown(self.id)}", problems)


class SlotKind(Enum):
    """Why a member has a slot."""

    NORMAL = "normal"
    BIRTHDAY = "birthday"
    ACTION = "action"


class Chooser(Enum):
    """Who filled a slot."""

    MEMBER = "member"
    OPERATOR = "operator"
    SYSTEM = "system"


@frozen(kw_only=True)
class Slot:
    """A place for one favourite product; *position* counts from 1.

    *product* is the product's code, None while the slot is empty. *changed_at* is the instant of the last
    change. A *locked* slot takes nothing until it is opened.
    """

    position: int
    product: str | None = None
    changed_at: dt.datetime | None = None
    kind: SlotKind = SlotKind.NORMAL
    chosen_by: Chooser = Chooser.MEMBER
    locked: bool = False

    def __attrs_post_init__(self) -> None:
        numbered = number_problem("position", self.position, 1, MOST_SLOTS)
        problems = ([numbered] if numbered else []) + id_problems(product=self.product)
        if self.changed_at is not None:
            dated = moment_problem("changed_at", self.changed_at, aware=True)
            problems += [dated] if dated else []
        elif self.product is not None:
            problems.append(
                Problem("changed_at", "is missing on a filled slot", "say when the product was chosen")
            )
        problems += choice_problems("kind", self.kind, SlotKind)
        problems += choice_problems("chosen_by", self.chosen_by, Chooser)
        problems += flag_problems(locked=self.locked)
        refuse(f"slot {shown(self.position)}", problems)


def _slots(value: Iterable[Slot]) -> tuple[Slot, ...]:
    return as_tuple(value)


def _candidates(value: Iterable[str]) -> tuple[str, ...]:
    return as_tuple(value)


def _position(slot: Slot) -> int:
    return slot.position


@frozen(kw_only=True)
class SlotSet:
    """One member's slots under one favourite-products rule.

    *candidates* ranks the products for this member, best first; the host works it out. Of a history list
    they are all that it offers. Of a predefined list, auto-fill takes those of them that are listed before
    the rest, and never one that is not.

    A member who has no slots yet has the rule's default number of them; *no_slots* says that there were some
    and all were taken away.

    An old choice may stay in its slot beside a newer one of the same product, because nobody clears it; two
    slots that took one product at the same instant are refused.
    """

    rule: str
    slots: tuple[Slot, ...] = field(default=(), converter=_slots)
    candidates: tuple[str, ...] = field(default=(), converter=_candidates)
    no_slots: bool = False

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(rule=self.rule) + flag_problems(no_slots=self.no_slots)
        unlike = tuple_problems("slots", self.slots, Slot, "a slot", "give a Slot")
        unlike += tuple_problems("candidates", self.candidates, str, "a product's code", "give its ERP code")
        if unlike:
            refuse(f"slot set {shown(self.rule)}", problems + unlike)
        if self.slots and self.no_slots is True:
            problems.append(Problem("no_slots", "is true beside slots", "leave out one or the other"))
        problems += repeated("slots", (str(slot.position) for slot in self.slots), "position")
        seen: set[tuple[str, dt.datetime | None]] = set()
        for n, slot in enumerate(self.slots):
            if slot.product is not None and (slot.product, slot.changed_at) in seen:
                message = f"product {shown(slot.product)} was chosen twice at one instant"
                problems.append(Problem(f"slots[{n}]", message, "keep one of them"))
            elif slot.product is not None:
                seen.add((slot.product, slot.changed_at))
        for n, product in enumerate(self.candidates):
            named = id_problem(f"candidates[{n}]", product)
            problems += [named] if named else []
        refuse(f"slot set {shown(self.rule)}", problems)
        object.__setattr__(self, "slots", tuple(sorted(self.slots, key=_position)))


def standing(slot: Slot, rule: FavoriteProductsRule, at: dt.datetime, zone: str) -> bool:
    """Does the choice in *slot* still count at the instant *at*, by the clock of *zone*?"""
    if slot.product is None or slot.changed_at is None or slot.changed_at > at:
        return False
    began = period_start(rule.selection, in_zone(at, zone))
    return began is None or in_zone(slot.changed_at, zone) >= began


def selection(slots: SlotSet, rule: FavoriteProductsRule, at: dt.datetime, zone: str) -> tuple[Slot, ...]:
    """The slots whose choice counts at the instant *at*: at most the rule's maximum, by position."""
    return tuple(slot for slot in slots.slots if standing(slot, rule, at, zone))[: rule.max_slots]


def selection_ends(rule: FavoriteProductsRule, at: dt.datetime, zone: str) -> dt.datetime | None:
    """When choices made at *at* end, by the clock of *zone*; None where they last for ever."""
    return period_end(rule.selection, in_zone(at, zone))


def slots_of(slots: SlotSet, rule: FavoriteProductsRule) -> tuple[Slot, ...]:
    """All slots of a member: those of *slots*, or the default number of empty ones for who has none yet."""
    if slots.slots or slots.no_slots:
        return slots.slots
    return tuple(Slot(position=n) for n in range(1, rule.default_slots + 1))


def fill(
    slots: SlotSet, rule: FavoriteProductsRule, ranked: Sequence[str], at: dt.datetime, zone: str
) -> tuple[tuple[int, str], ...]:
    """Which products go into which free slots, as pairs of position and product.

    Free are the slots that are neither locked nor hold a standing choice; a member who has never had a
    slot starts with the rule's default number. *ranked* is taken from the top, each product once, and
    none that is chosen already.

    Source:
        Auto-fill never overwrites a choice, and counts on the same receipt.
    """
    if not rule.fill.contains(in_zone(at, zone), at):
        return ()
    known = slots_of(slots, rule)
    chosen = {slot.product for slot in known if standing(slot, rule, at, zone)}
    free = [
        slot.position
        for slot in known[: rule.max_slots]
        if not slot.locked and not standing(slot, rule, at, zone)
    ]
    wanted = dict.fromkeys(product for product in ranked if product not in chosen)
    room = max(0, rule.max_slots - len(selection(slots, rule, at, zone)))
    return tuple(zip(free, wanted, strict=False))[:room]


def filled(
    slots: SlotSet,
    rule: FavoriteProductsRule,
    fills: Iterable[tuple[int, str]],
    at: dt.datetime,
    by: Chooser = Chooser.SYSTEM,
) -> SlotSet:
    """*slots* after auto-fill, or whoever else it is *by*, put products into them at the instant *at*.

    It lists every slot, empty ones included, so that a member who starts with two keeps the second.

    Other slots that still show an old choice of one of these products are emptied, for it counts no more.
    """
    new = dict(fills)
    products = frozenset(new.values())
    by_position = {
        slot.position: evolve(slot, product=None) if slot.product in products else slot
        for slot in slots_of(slots, rule)
    }
    for position, product in new.items():
        slot = by_position.get(position) or Slot(position=position)
        by_position[position] = evolve(slot, product=product, changed_at=at, chosen_by=by)
    after = tuple(by_position.values())
    return evolve(slots, slots=after, no_slots=slots.no_slots and not after)
