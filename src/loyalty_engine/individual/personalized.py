"""Personalised offers: a member accepts or declines one as a whole, or single items of it.

His last word counts: an answer to the offer is one to all its items as well. It may be given before the offer
starts, changed as often as he likes, and no more once it is over. Dates without an offset are read by the
clock of the member's zone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TypeVar

from attrs import evolve

from loyalty_engine.errors import refuse
from loyalty_engine.individual.acceptance import Answered, answered
from loyalty_engine.individual.arguments import check_value
from loyalty_engine.individual.refusal import Reason, Refusal, refusal, refuse_request
from loyalty_engine.model.fields import as_tuple, tuple_problems
from loyalty_engine.model.identifiers import shown
from loyalty_engine.model.moments import in_zone
from loyalty_engine.model.period import Period
from loyalty_engine.model.personal import (
    Acceptance,
    Entry,
    PersonalItem,
    PersonalizedOffer,
    ReceiptThresholds,
    entries,
)
from loyalty_engine.model.targets import Target, target_label

Offered = TypeVar("Offered", PersonalizedOffer, ReceiptThresholds)


def accept_offer(value: Offered, at: dt.datetime, zone: str) -> Answered[Offered]:
    """The offer as the member's yes at the instant *at* leaves it; an equal answer again changes nothing.

    Items that carry an acceptance of their own are accepted with it, but for those that are over.

    Args:
        value: what the member holds.
        at: when he answers.
        zone: the IANA zone by whose clock he lives.

    Raises:
        Refused: neither the offer nor an item of it needs an acceptance, or all that does is over.
    """
    return _answer_offer(value, True, at, zone)


def decline_offer(value: Offered, at: dt.datetime, zone: str) -> Answered[Offered]:
    """As `accept_offer`, for the member's no: nothing that needs an acceptance works any more."""
    return _answer_offer(value, False, at, zone)


def accept_items(
    value: PersonalizedOffer,
    targets: Iterable[Target],
    at: dt.datetime,
    zone: str,
    *,
    brand: str | None = None,
) -> Answered[PersonalizedOffer]:
    """The offer as the member's yes to some of its items leaves it; an equal answer again changes nothing.

    Args:
        value: what the member holds.
        targets: the products, categories and groups that are meant. Several items may have one target, for
            other brands or times: all those that need an acceptance and are not over are accepted.
        at: when he answers.
        zone: the IANA zone by whose clock he lives.
        brand: only the items of this brand are meant; None for those of all.

    Raises:
        Refused: no item has one of the targets, or none of those that have it needs an acceptance, or all
            of them are over. Nothing is accepted then.
    """
    return _answer_items(value, targets, brand, True, at, zone)


def decline_items(
    value: PersonalizedOffer,
    targets: Iterable[Target],
    at: dt.datetime,
    zone: str,
    *,
    brand: str | None = None,
) -> Answered[PersonalizedOffer]:
    """As `accept_items`, for the member's no."""
    return _answer_items(value, targets, brand, False, at, zone)


def _answer_offer(value: Offered, accepted: bool, at: dt.datetime, zone: str) -> Answered[Offered]:
    check_value("answer", value, PersonalizedOffer, ReceiptThresholds)
    periods = _asking_periods(value)
    if not periods:
        hint = "it works by itself"
        refuse_request("answer", [refusal("", Reason.NOT_OFFERED, "the offer needs no acceptance", hint)])
    local = in_zone(at, zone)
    if all(period.has_ended(local, at) for period in periods):
        refuse_request("answer", [refusal("", Reason.ENDED, f"the offer was for {periods[-1]}")])
    if isinstance(value, ReceiptThresholds):
        return answered(value, evolve(value, accepted=accepted))
    items = tuple(
        item
        if item.accepted is None or item.period.narrowed(value.period).has_ended(local, at)
        else evolve(item, accepted=accepted)
        for item in value.items
    )
    return answered(value, evolve(value, items=items, accepted=accepted if _asks(value) else None))


def _asks(value: PersonalizedOffer | ReceiptThresholds) -> bool:
    """Does the offer as a whole need an acceptance?"""
    return value.acceptance_required or value.accepted is not None


def _asking_periods(value: PersonalizedOffer | ReceiptThresholds) -> list[Period]:
    """The periods of all that needs an acceptance; that of the offer where it does and has no items."""
    found = [entry.period for entry in entries("", value) if entry.acceptance is not Acceptance.NEEDLESS]
    return found or ([value.period] if _asks(value) else [])


def _answer_items(
    value: PersonalizedOffer,
    targets: Iterable[Target],
    brand: str | None,
    accepted: bool,
    at: dt.datetime,
    zone: str,
) -> Answered[PersonalizedOffer]:
    check_value("answer", value, PersonalizedOffer)
    asked = as_tuple(targets)
    hint = "give a ProductTarget, a CategoryTarget or a GroupTarget"
    refuse("answer", tuple_problems("targets", asked, Target, "a target", hint))
    local = in_zone(at, zone)
    places: dict[Target, list[Entry]] = {}
    for item, entry in zip(value.items, entries("", value), strict=True):
        if brand is None or item.brand == brand:
            places.setdefault(item.target, []).append(entry)
    refused: list[Refusal] = []
    meant: set[int] = set()
    for n, target in enumerate(asked):
        asking = [one for one in places.get(target, ()) if one.acceptance is not Acceptance.NEEDLESS]
        current = [one for one in asking if not one.period.has_ended(local, at)]
        meant.update(one.order for one in current)
        if not current:
            refused.append(_item_refusal(f"targets[{n}]", target, brand, places.get(target), asking))
    refuse_request("answer", refused)
    return answered(value, evolve(value, items=tuple(_items_answered(value, meant, accepted))))


def _items_answered(value: PersonalizedOffer, meant: set[int], accepted: bool) -> Iterator[PersonalItem]:
    """The items, those in *meant* with this answer, unless they have it already, from the offer maybe."""
    wished = Acceptance.ACCEPTED if accepted else Acceptance.DECLINED
    for item, entry in zip(value.items, entries("", value), strict=True):
        same = entry.order not in meant or entry.acceptance is wished
        yield item if same else evolve(item, accepted=accepted)


def _item_refusal(
    path: str, target: Target, brand: str | None, places: list[Entry] | None, asking: list[Entry]
) -> Refusal:
    """Why no item of *target* can be answered."""
    name = shown(target_label(target))
    if places is None:
        where = f" of brand {shown(brand)}" if brand else ""
        return refusal(path, Reason.UNKNOWN, f"there is no item {name}{where}")
    if not asking:
        return refusal(path, Reason.NOT_OFFERED, f"{name} needs no acceptance", "it works by itself")
    return refusal(path, Reason.ENDED, f"{name} was for {asking[-1].period}")
