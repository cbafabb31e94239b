"""Favourite products: rules that create slots, slots that hold a chosen product, and what is chosen now.

A slot is cleared at the end of its selection period. No job does that: a choice counts while it was made
in the current period, and what is chosen at an instant is derived from the times of the last changes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from enum import Enum

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.fields import id_problems, repeated, sequence_of
from loyalty_engine.model.moments import check_moment, in_zone
from loyalty_engine.model.period import ALWAYS, Period
from loyalty_engine.model.selection import OneTime, SelectionPeriod, period_end, period_start

MOST_SLOTS = 1_000


@frozen
class PredefinedList:
    """Members choose from the products of a product group."""

    group: str

    def __attrs_post_init__(self) -> None:
        refuse("predefined list", id_problems(group=self.group))


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
    before its period ends.
    """

    id: str
    source: ListSource
    default_slots: int = 1
    max_slots: int = 1
    selection: SelectionPeriod = OneTime()
    fill: Period = ALWAYS
    allow_change: bool = False
    name: str = ""

    def __attrs_post_init__(self) -> None:
        problems = id_problems(id=self.id)
        for path, value in (("default_slots", self.default_slots), ("max_slots", self.max_slots)):
            if type(value) is not int or not 0 <= value <= MOST_SLOTS:
                problems.append(
                    Problem(path, f"{value!r} is not a number of slots", f"use 0 to {MOST_SLOTS}")
                )
        if not problems and self.default_slots > self.max_slots:
            problems.append(
                Problem(
                    "default_slots",
                    f"{self.default_slots} is more than max_slots",
                    f"use up to {self.max_slots}",
                )
            )
        refuse(f"favourite-products rule {self.id!r}", problems)


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
        problems = id_problems(product=self.product)
        if type(self.position) is not int or not 1 <= self.position <= MOST_SLOTS:
            problems.append(Problem("position", f"{self.position!r} is not a position", "count slots from 1"))
        if self.product is not None and self.changed_at is None:
            problems.append(
                Problem("changed_at", "is missing on a filled slot", "say when the product was chosen")
            )
        if self.changed_at is not None:
            check_moment(f"slot {self.position!r}", "changed_at", self.changed_at, aware=True)
        refuse(f"slot {self.position!r}", problems)


def _slots(value: Iterable[Slot]) -> tuple[Slot, ...]:
    return tuple(sorted(sequence_of(Slot, value, "slot set", "slots"), key=_position))


def _position(slot: Slot) -> int:
    return slot.position


def _candidates(value: Iterable[str]) -> tuple[str, ...]:
    return sequence_of(str, value, "slot set", "candidates")


@frozen(kw_only=True)
class SlotSet:
    """One member's slots under one favourite-products rule.

    *candidates* ranks the products that a history list offers this member, best first; the host works it
    out. It is not used for predefined lists, which are the same for everybody.
    """

    rule: str
    slots: tuple[Slot, ...] = field(default=(), converter=_slots)
    candidates: tuple[str, ...] = field(default=(), converter=_candidates)

    def __attrs_post_init__(self) -> None:
        problems = id_problems(rule=self.rule)
        problems += repeated("slots", (str(slot.position) for slot in self.slots), "position")
        problems += repeated("slots", (slot.product for slot in self.slots if slot.product), "product")
        refuse(f"slot set {self.rule!r}", problems)


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
    known = slots.slots or tuple(Slot(position=n) for n in range(1, rule.default_slots + 1))
    chosen = {slot.product for slot in known if standing(slot, rule, at, zone)}
    free = [
        slot.position
        for slot in known[: rule.max_slots]
        if not slot.locked and not standing(slot, rule, at, zone)
    ]
    wanted = dict.fromkeys(product for product in ranked if product not in chosen)
    return tuple(zip(free, wanted, strict=False))


def filled(slots: SlotSet, rule: str, fills: Iterable[tuple[int, str]], at: dt.datetime) -> SlotSet:
    """*slots* after auto-fill put products into them at the instant *at*."""
    by_position = {slot.position: slot for slot in slots.slots}
    for position, product in fills:
        kind = by_position[position].kind if position in by_position else SlotKind.NORMAL
        by_position[position] = Slot(
            position=position, product=product, changed_at=at, kind=kind, chosen_by=Chooser.SYSTEM
        )
    return SlotSet(rule=rule, slots=tuple(by_position.values()), candidates=slots.candidates)
