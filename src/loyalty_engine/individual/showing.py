"""Everything individual that one member has, as an app or a call centre shows it.

Three sections, one for each mechanic: favourite products with their slots, favourite categories, and
personalised offers. What works on a purchase is decided by the same facts; here they are told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from attrs import evolve

from loyalty_engine.engine.book import OfferBook
from loyalty_engine.errors import refuse
from loyalty_engine.individual.categories import choice_room, has_choice
from loyalty_engine.individual.shown import (
    Overview,
    ShownCategories,
    ShownCategory,
    ShownItem,
    ShownOffer,
    ShownSet,
    ShownSlot,
)
from loyalty_engine.individual.state import (
    Now,
    OfferState,
    Standing,
    standing_of_entry,
    standing_of_offers,
)
from loyalty_engine.model.context import NOTHING, Context
from loyalty_engine.model.fields import kind_problems
from loyalty_engine.model.member import Member, Need, NeedKind
from loyalty_engine.model.moments import at_clock, check_moment
from loyalty_engine.model.personal import (
    Acceptance,
    Entry,
    FavoriteCategories,
    FavoriteCategory,
    PersonalAttribute,
    PersonalizedOffer,
    entries,
)
from loyalty_engine.model.selection import period_end, period_start
from loyalty_engine.model.slots import FavoriteProductsRule, SlotSet, selection, slots_of


def overview(member: Member, book: OfferBook, at: dt.datetime, *, context: Context = NOTHING) -> Overview:
    """What *member* has of his own at the instant *at*, as the offers of *book* give it.

    Dates are judged by the member's zone, or else by the programme's, because no shop is visited yet. An
    offer that works at certain hours or places only is shown as active at all times and places.

    Args:
        member: with all facts loaded that are to be shown.
        book: whose favourite-products rules and offers count.
        at: with its offset from UTC.
        context: what belongs to the programme: its counters say whether limits for all buyers are used up.

    Raises:
        InvalidInput: an argument is something else, or *at* has no offset.
    """
    problems = kind_problems("member", member, Member, "a member", "build a Member")
    problems += kind_problems("book", book, OfferBook, "an offer book", "use compile_offers")
    problems += kind_problems("context", context, Context, "a context", "build a Context, or leave it out")
    refuse("overview", problems)
    check_moment("overview", "at", at, aware=True)
    now = Now(member=member, at=at, zone=member.zone or book.zone, context=context)
    sets = [(rule, Need(NeedKind.FAVORITE, rule.id)) for rule in book.favorites]
    unknown = {need for _, need in sets} | {Need(NeedKind.PERSONAL, name) for name in book.personal}
    return Overview(
        member=member.id,
        at=at,
        zone=now.zone,
        favorites=tuple(_set(rule, book, now) for rule, need in sets if need not in member.not_loaded),
        categories=tuple(
            _categories(name, value, book, now)
            for name, value in member.personal
            if isinstance(value, FavoriteCategories)
        ),
        personalized=tuple(
            _offer(name, value, book, now)
            for name, value in member.personal
            if not isinstance(value, FavoriteCategories)
        ),
        not_loaded=tuple(sorted(unknown & member.not_loaded)),
    )


def _set(rule: FavoriteProductsRule, book: OfferBook, now: Now) -> ShownSet:
    slots = now.member.slots(rule.id)
    opened = rule.fill.contains(now.local, now.at)
    shown = tuple(_slots(slots, rule, book, now, opened))
    offers = book.readers(Need(NeedKind.FAVORITE, rule.id))
    found = standing_of_offers(offers, now)
    may_choose = any(slot.may_change for slot in shown)
    return ShownSet(
        rule=rule.id,
        name=rule.name,
        slots=shown,
        begins=_instant(period_start(rule.selection, now.local), now.zone),
        ends=_instant(period_end(rule.selection, now.local), now.zone),
        may_choose=may_choose,
        choose_until=_instant(rule.fill.end, now.zone) if may_choose else None,
        choices=book.listed(rule, slots),
        offers=tuple(offer.id for offer in offers),
        state=found.state,
        reason=found.reason,
    )


def _slots(
    slots: SlotSet, rule: FavoriteProductsRule, book: OfferBook, now: Now, opened: bool
) -> Iterator[ShownSlot]:
    """The slots as they count now: those up to the rule's maximum, and any other whose choice counts."""
    counting = frozenset(slot.position for slot in selection(slots, rule, now.at, now.zone))
    for n, slot in enumerate(slots_of(slots, rule)):
        counts = slot.position in counting
        if n >= rule.max_slots and not counts:
            continue
        product = book.catalog.by_code(slot.product) if counts and slot.product is not None else None
        yield ShownSlot(
            position=slot.position,
            product=slot.product if counts else None,
            name="" if product is None else product.name,
            kind=slot.kind,
            chosen_by=slot.chosen_by if counts else None,
            changed_at=slot.changed_at if counts else None,
            locked=slot.locked,
            may_change=opened and not slot.locked and (not counts or rule.allow_change),
        )


def _instant(bound: dt.datetime | None, zone: str) -> dt.datetime | None:
    return bound if bound is None or bound.tzinfo is not None else at_clock(bound, zone)


def _categories(name: str, value: FavoriteCategories, book: OfferBook, now: Now) -> ShownCategories:
    offers = book.readers(Need(NeedKind.PERSONAL, name))
    found = [
        (category, entry, standing_of_entry(entry, offers, now))
        for category, entry in zip(value.categories, entries(name, value), strict=True)
    ]
    chosen = has_choice(value, now.at, now.zone)
    room = choice_room(value, now.at, now.zone)
    working = [entry.order for _, entry, judged in found if _works(entry, judged)]
    beyond = frozenset(working[value.max_count :] if value.max_count is not None else ())
    shown = tuple(
        _category(
            category,
            _of_category(
                judged,
                value,
                future=now.before(category.period),
                chosen=chosen,
                beyond=entry.order in beyond or (room == 0 and category.accepted is False),
            ),
        )
        for category, entry, judged in found
    )
    return ShownCategories(
        attribute=name,
        max_count=value.max_count,
        may_choose=any(one.state is OfferState.AWAITING for one in shown),
        categories=shown,
        offers=tuple(offer.id for offer in offers),
    )


def _works(entry: Entry, judged: Standing) -> bool:
    return entry.acceptance.works and judged.state is OfferState.ACTIVE


def _of_category(
    judged: Standing, value: FavoriteCategories, *, future: bool, chosen: bool, beyond: bool
) -> Standing:
    """The standing of a category: one that is not accepted is not declined, but still to be chosen."""
    if judged.state is OfferState.DECLINED and future:
        return Standing(OfferState.FUTURE, "its period begins later")
    if beyond and judged.state in (OfferState.ACTIVE, OfferState.DECLINED):
        return Standing(OfferState.INACTIVE, f"only the first {value.max_count} work")
    if judged.state is not OfferState.DECLINED:
        return judged
    if chosen:
        return Standing(OfferState.DECLINED, "another one is chosen")
    return Standing(OfferState.AWAITING, "the member may choose it")


def _category(category: FavoriteCategory, judged: Standing) -> ShownCategory:
    return ShownCategory(
        id=category.id,
        name=category.name,
        group=category.group,
        benefit=category.benefit,
        period=category.period,
        state=judged.state,
        reason=judged.reason,
    )


def _offer(name: str, value: PersonalAttribute, book: OfferBook, now: Now) -> ShownOffer:
    offers = book.readers(Need(NeedKind.PERSONAL, name))
    items = tuple(_item(entry, standing_of_entry(entry, offers, now)) for entry in entries(name, value))
    if isinstance(value, PersonalizedOffer):
        items = tuple(
            evolve(shown, target=item.target, price_before=item.price_before, price_after=item.price_after)
            for shown, item in zip(items, value.items, strict=True)
        )
    return ShownOffer(
        attribute=name,
        needs_acceptance=any(item.needs_acceptance for item in items),
        items=items,
        offers=tuple(offer.id for offer in offers),
    )


def _item(entry: Entry, judged: Standing) -> ShownItem:
    return ShownItem(
        target=None,
        benefit=entry.benefit,
        tiers=entry.tiers,
        strictly=entry.strictly,
        period=entry.period,
        brand=entry.brand,
        needs_acceptance=entry.acceptance is not Acceptance.NEEDLESS,
        state=judged.state,
        reason=judged.reason,
    )
