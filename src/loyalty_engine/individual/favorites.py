"""Choosing favourite products: the whole set at once or one slot, clearing, and locking slots.

Every function takes the slots as they are stored, the rule, what is asked, the instant and the zone of the
member (or else of the programme), and returns the slots to store with a record of each that changed. Where
*by* names an operator, it is he who asks: he needs the permission, and may change what stands and what is
locked. What is asked again, as it is already, changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from attrs import evolve

from loyalty_engine.errors import refuse
from loyalty_engine.individual.arguments import check_listing
from loyalty_engine.individual.listing import Listing
from loyalty_engine.individual.operators import Operator
from loyalty_engine.individual.refusal import Reason, Refusal, refusal, refuse_request
from loyalty_engine.individual.transition import Slate, SlotTransition, slate
from loyalty_engine.model.actor import Permission
from loyalty_engine.model.fields import as_tuple, kind_problems, tuple_problems
from loyalty_engine.model.identifiers import shown
from loyalty_engine.model.moments import number_problem
from loyalty_engine.model.slots import MOST_SLOTS, Chooser, FavoriteProductsRule, SlotSet

_CHOICE = "choice of favourite products"


def choose_favorites(
    slots: SlotSet,
    rule: FavoriteProductsRule,
    products: Sequence[str],
    listing: Listing,
    *,
    at: dt.datetime,
    zone: str,
    by: Operator | None = None,
) -> SlotTransition:
    """Choose the whole set at once: exactly *products*, all of them or, where anything is wrong, none.

    What is chosen already stays in its slot. What is chosen and not among *products* is given up, which the
    rule must allow. New products go into the free slots by position, in their order.

    Args:
        slots: as stored; an empty set for who has none yet.
        rule: the rule of these slots.
        products: the codes of all products that shall be chosen afterwards.
        listing: what may be chosen, as `favorites_list` says; what is chosen already need not be on it.
        at: the instant of the request.
        zone: the member's IANA zone, or else the programme's.
        by: the operator who asks, None for the member.

    Raises:
        Refused: ``TOO_MANY``, ``REPEATED``, ``NOT_LISTED``, ``LOCKED``, ``CHOSEN``, ``CLOSED`` or
            ``NO_PERMISSION``, with paths such as ``products[1]``.
        InvalidInput: an argument cannot be meant, or *listing* is of another rule or month.
    """
    wanted = _products(products)
    before = slate(slots, rule, at, zone, by)
    check_listing(_CHOICE, listing)
    listing.check(rule, at, zone)
    kept = {position for position, product in before.chosen.items() if product in wanted}
    dropped = [position for position in before.chosen if position not in kept]
    new = dict.fromkeys(product for product in wanted if product not in before.chosen.values())
    found = _not_permitted(by)
    found += _twice(wanted)
    if new or dropped:
        found += before.closed()
    for n, product in enumerate(wanted):
        if product in new:
            found += listing.lacks(product, f"products[{n}]") + before.repeated(product, f"products[{n}]")
    found += [reason for position in dropped for reason in before.held(before.slots[position], "products")]
    free = [p for p in sorted(before.usable - kept) if _takes(before, p, dropped)]
    room = min(len(free), rule.max_slots - len(kept))
    if len(new) > room:
        found += _no_room(before, len(wanted), len(new), kept, dropped)
    refuse_request(_CHOICE, found)
    return before.with_products(dict(zip(free, new, strict=False)), emptied=dropped)


def _not_permitted(by: Operator | None) -> list[Refusal]:
    """What keeps the operator *by* from editing favourite products; the member needs no permission."""
    return [] if by is None else by.refusals(Permission.EDIT_FAVORITES)


def _products(products: Sequence[str]) -> tuple[str, ...]:
    wanted = as_tuple(products)
    refuse(_CHOICE, tuple_problems("products", wanted, str, "a product's code", "give its ERP code"))
    return wanted


def _twice(wanted: Sequence[str]) -> list[Refusal]:
    first = dict(zip(reversed(wanted), range(len(wanted) - 1, -1, -1), strict=True))
    return [
        refusal(f"products[{n}]", Reason.REPEATED, f"{shown(product)} is there already", "name it once")
        for n, product in enumerate(wanted)
        if first[product] < n
    ]


def _takes(before: Slate, position: int, dropped: Sequence[int]) -> bool:
    slot = before.slots[position]
    return position in dropped or not (before.blocked(slot) or before.stands(slot))


def _no_room(before: Slate, wanted: int, new: int, kept: set[int], dropped: Sequence[int]) -> list[Refusal]:
    """Why there is no room for so many *new* products: too few slots, or slots that take nothing."""
    places = before.usable - kept
    if new > min(len(places), before.rule.max_slots - len(kept)):
        have = min(len(before.usable), before.rule.max_slots)
        return [refusal("products", Reason.TOO_MANY, f"{wanted} are more than the {have} slots there are")]
    return [
        reason
        for position in sorted(places.difference(dropped))
        if before.blocked(before.slots[position])
        for reason in before.held(before.slots[position], "products")
    ]


def choose_favorite(
    slots: SlotSet,
    rule: FavoriteProductsRule,
    position: int,
    product: str,
    listing: Listing,
    *,
    at: dt.datetime,
    zone: str,
    by: Operator | None = None,
) -> SlotTransition:
    """Choose *product* for the slot at *position*; what it holds is replaced where the rule allows it.

    Arguments and errors are those of `choose_favorites`; a slot that there is not is ``UNKNOWN``.
    """
    _check(position, product)
    before = slate(slots, rule, at, zone, by)
    check_listing(_CHOICE, listing)
    listing.check(rule, at, zone)
    found = _not_permitted(by)
    if before.chosen.get(position) != product:
        found += before.closed() + _unfit(before, position)
        found += listing.lacks(product) + before.repeated(product, "product", position)
    refuse_request(_CHOICE, found)
    return before.with_products({position: product} if before.chosen.get(position) != product else {})


def _check(position: object, product: object = "") -> None:
    """Refuse what is no position, or no text for a product."""
    numbered = number_problem("position", position, 0, MOST_SLOTS)
    problems = [numbered] if numbered else []
    refuse(
        _CHOICE, problems + kind_problems("product", product, str, "a product's code", "give its ERP code")
    )


def _unfit(before: Slate, position: int) -> list[Refusal]:
    """What keeps the slot at *position* from taking a product."""
    slot = before.slots.get(position)
    if slot is None:
        return [_unknown(before, position)]
    most = before.rule.max_slots
    if position not in before.usable or (len(before.chosen) >= most and position not in before.chosen):
        message = f"slot {position} would be one more than the {most} that count"
        return [refusal("position", Reason.TOO_MANY, message, "choose for another slot")]
    return before.held(slot, "position")


def _unknown(before: Slate, position: int) -> Refusal:
    positions = ", ".join(map(str, before.slots)) or "none"
    return refusal("position", Reason.UNKNOWN, f"there is no slot {position}", f"there are {positions}")


def clear_favorite(
    slots: SlotSet,
    rule: FavoriteProductsRule,
    position: int,
    *,
    at: dt.datetime,
    zone: str,
    by: Operator | None = None,
) -> SlotTransition:
    """Give up the choice in the slot at *position*; where none stands there, nothing changes.

    A member can do so while products are chosen at all, where the rule allows changes; an operator at any
    time. Arguments and errors are those of `choose_favorites`; a slot that there is not is ``UNKNOWN``.
    """
    _check(position)
    before = slate(slots, rule, at, zone, by)
    found = _not_permitted(by)
    slot = before.slots.get(position)
    if slot is None:
        found.append(_unknown(before, position))
    held = slot if slot is not None and slot.product is not None else None
    given_up = held is not None and (before.stands(held) or before.changed_later(held))
    if held is not None and given_up:
        found += (before.closed() if by is None else []) + before.held(held, "position")
    refuse_request("clearing of a favourite slot", found)
    return before.with_products({}, emptied=[position] if given_up else [])


def lock_slot(
    slots: SlotSet,
    rule: FavoriteProductsRule,
    position: int,
    *,
    at: dt.datetime,
    zone: str,
    by: Operator | None = None,
) -> SlotTransition:
    """Lock the slot at *position*, so that neither the member nor auto-fill changes it until it is opened.

    What it holds counts until its period ends. Without an operator it is the host's programme that locks.

    Raises:
        Refused: ``UNKNOWN`` or ``NO_PERMISSION``.
    """
    return _turn(slate(slots, rule, at, zone, by, Chooser.SYSTEM), position, by, locked=True)


def open_slot(
    slots: SlotSet,
    rule: FavoriteProductsRule,
    position: int,
    *,
    at: dt.datetime,
    zone: str,
    by: Operator | None = None,
) -> SlotTransition:
    """Open the slot at *position* after `lock_slot`, whose arguments and errors these are."""
    return _turn(slate(slots, rule, at, zone, by, Chooser.SYSTEM), position, by, locked=False)


def _turn(before: Slate, position: int, by: Operator | None, *, locked: bool) -> SlotTransition:
    _check(position)
    found = _not_permitted(by)
    slot = before.slots.get(position)
    if slot is None:
        found.append(_unknown(before, position))
    refuse_request("lock of a favourite slot", found)
    return before.with_slots({} if slot is None else {position: evolve(slot, locked=locked)})
