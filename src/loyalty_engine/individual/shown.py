"""What an app or a call centre shows of one member's individual offers."""

from __future__ import annotations

import datetime as dt

from attrs import frozen

from loyalty_engine.individual.state import OfferState
from loyalty_engine.model.member import Need
from loyalty_engine.model.period import Period
from loyalty_engine.model.personal import EntryBenefit, Tier
from loyalty_engine.model.slots import Chooser, SlotKind
from loyalty_engine.model.targets import Target


@frozen(kw_only=True)
class ShownSlot:
    """One slot, as it counts at the moment: what is cleared by then is empty here.

    *may_change* says whether the member may put a product into it now, or another one.
    """

    position: int
    product: str | None
    name: str
    kind: SlotKind
    chosen_by: Chooser | None
    changed_at: dt.datetime | None
    locked: bool
    may_change: bool


@frozen(kw_only=True)
class ShownSet:
    """A set of favourite products: the member's slots under one rule.

    *begins* and *ends* are the instants between which choices of now count; None where they count for ever.
    *choices* are the products that may be chosen, by their codes, and *choose_until* the instant from which
    none is chosen any more; it is None where there is no such end, or where nothing can be chosen now.
    """

    rule: str
    name: str
    slots: tuple[ShownSlot, ...]
    begins: dt.datetime | None
    ends: dt.datetime | None
    may_choose: bool
    choose_until: dt.datetime | None
    choices: tuple[str, ...]
    offers: tuple[str, ...]
    state: OfferState
    reason: str


@frozen(kw_only=True)
class ShownCategory:
    """A favourite category, with what it gives and when."""

    id: str
    name: str
    group: str
    benefit: EntryBenefit
    period: Period
    state: OfferState
    reason: str


@frozen(kw_only=True)
class ShownCategories:
    """The favourite categories in one attribute.

    *max_count* is how many of them may be chosen, None for no limit. *may_choose* says whether the member
    may choose now: categories are offered, and none has been chosen yet.
    """

    attribute: str
    max_count: int | None
    may_choose: bool
    categories: tuple[ShownCategory, ...]
    offers: tuple[str, ...]


@frozen(kw_only=True)
class ShownItem:
    """One product, category or group of a personalised offer, or the amounts of the receipt.

    *benefit* is what it gives; an item on receipt amounts has *tiers* instead, and no *target*. Where
    *strictly*, a threshold must be exceeded. *needs_acceptance* says that it works only once the member has
    accepted it. *brand* is the chain in which it works, None for all.
    """

    target: Target | None
    benefit: EntryBenefit | None
    tiers: tuple[Tier, ...] = ()
    strictly: bool = False
    period: Period
    brand: str | None = None
    price_before: str | None = None
    price_after: str | None = None
    needs_acceptance: bool
    state: OfferState
    reason: str


@frozen(kw_only=True)
class ShownOffer:
    """The personalised offer in one attribute, with its items in their order."""

    attribute: str
    needs_acceptance: bool
    items: tuple[ShownItem, ...]
    offers: tuple[str, ...]


@frozen(kw_only=True)
class Overview:
    """All individual offers of one member at one instant, *zone* being the clock that dates were read by.

    *not_loaded* names the facts that would have been shown and were not loaded with the member.
    """

    member: str
    at: dt.datetime
    zone: str
    favorites: tuple[ShownSet, ...] = ()
    categories: tuple[ShownCategories, ...] = ()
    personalized: tuple[ShownOffer, ...] = ()
    not_loaded: tuple[Need, ...] = ()
