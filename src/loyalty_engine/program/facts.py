"""What a purchase, or an event, is judged with: the host's facts about the member, and what is kept."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from attrs import evolve, field, frozen

from loyalty_engine.engine.book import OfferBook
from loyalty_engine.errors import InvalidInput
from loyalty_engine.individual.attributes import AttributeItem
from loyalty_engine.model.attributes import AttributeValue
from loyalty_engine.model.context import Context, Draws
from loyalty_engine.model.counters import Counter, CounterChange
from loyalty_engine.model.event import Event, Occasion
from loyalty_engine.model.member import PURCHASES, Member, Need, NeedKind
from loyalty_engine.model.personal import PersonalAttribute
from loyalty_engine.model.purchases import PastPurchase
from loyalty_engine.model.receipt import Receipt
from loyalty_engine.model.slots import SlotSet
from loyalty_engine.model.statuses import PointsBalance
from loyalty_engine.program.history import earliest, past_purchases
from loyalty_engine.program.ports import Members, UnitOfWork
from loyalty_engine.program.purchases import StoredPurchase
from loyalty_engine.program.reserve import withdrawals_of

#: Makes individual offers of the value of an attribute; raises `InvalidInput` where there are none in it.
PersonalReader: TypeAlias = Callable[[AttributeValue], PersonalAttribute]
NO_READERS: Final[Mapping[str, PersonalReader]] = MappingProxyType({})

_COUNTERS = (NeedKind.COUNTER, NeedKind.COUNTER_CHANGES)
_KEPT_ALWAYS = (NeedKind.BALANCE, *_COUNTERS)
_PROGRAM_COUNTERS = (NeedKind.PROGRAM_COUNTER, NeedKind.PROGRAM_COUNTER_CHANGES)


@frozen
class _Kept:
    """What the programme keeps, as it stands within one transaction, for the moment of *seen*.

    What other open purchases have reserved counts as if they were confirmed; what the one *besides* has does
    not. *dated* are the attributes of which the values of the past are kept.
    """

    unit: UnitOfWork
    book: OfferBook
    seen: Receipt | Occasion
    needs: Collection[Need]
    dated: Collection[str]
    readers: Mapping[str, PersonalReader]
    besides: StoredPurchase | None = None
    _names: Mapping[NeedKind, set[str]] = field(init=False)

    @_names.default
    def _of_each_kind(self) -> Mapping[NeedKind, set[str]]:
        found = defaultdict[NeedKind, set[str]](set)
        for need in self.needs:
            found[need.kind].add(need.name)
        return found

    def names(self, *kinds: NeedKind) -> tuple[str, ...]:
        """The names of the facts of these kinds that are needed, each once."""
        return tuple(sorted(set[str]().union(*map(self._names.__getitem__, kinds))))

    def counter(self, owner: str | None, name: str, moved: Need | None) -> Counter:
        """A counter with what is reserved of it; with its changes where what *moved* it is needed."""
        changes = moved is not None
        counter = self.unit.counter(owner, name, changes=changes, since=self._since(moved))
        pending = self.reserved(owner, name)
        if not pending:
            return counter
        more = [CounterChange(at=self.seen.at, by=by) for by in pending] if changes else []
        return Counter(counter.value + sum(pending), changes=(*counter.changes, *more))

    def reserved(self, owner: str | None, name: str) -> list[int]:
        """What open purchases would change of a counter."""
        found = list(self.unit.reserved(owner, name))
        for own in () if self.besides is None else self.besides.reserved:
            if own in found:
                found.remove(own)
        return [one.by for one in found]

    def counters(self, owner: str | None, value: NeedKind, changes: NeedKind) -> dict[str, Counter]:
        """The counters of *owner* of which the *value* is needed, or the *changes* are as well."""
        moved = {one.name: one for one in self.needs if one.kind is changes}
        return {name: self.counter(owner, name, moved.get(name)) for name in self.names(value, changes)}

    def _since(self, need: Need | None) -> dt.datetime | None:
        """From which instant on changes matter; None for all of them."""
        opens = None if need is None else self.book.since(need, self.seen)
        return None if opens is None else earliest(opens)

    def balance(self, owner: str, currency: str) -> int:
        """What can be spent of a kind of points, less what other purchases are to take."""
        there = self.unit.wallet(owner, currency, at=self.seen.at).balance(self.seen.at)
        held = () if self.besides is None else self.besides.held
        own = sum(one.amount for one in held if one.currency == currency)
        return there + own - sum(self.reserved(owner, withdrawals_of(currency)))

    def personal(self, member: str) -> dict[str, PersonalAttribute | None]:
        """The individual offers that were imported, by attribute; None where they cannot be read any more."""
        found: dict[str, PersonalAttribute | None] = {}
        for name in self.names(NeedKind.PERSONAL):
            if name in self.readers and (item := self.attribute(member, name)):
                try:
                    found[name] = self.readers[name](item.value)
                except InvalidInput:  # the sale goes on, and the verdicts say what was not known
                    found[name] = None
        return found

    def purchases(
        self, member: str, account: str, told: tuple[PastPurchase, ...]
    ) -> tuple[PastPurchase, ...]:
        """What was bought before, where offers ask for it: what the programme keeps, and what is *told*."""
        if PURCHASES not in self.needs:
            return told
        return past_purchases(self.unit, self.book, self.seen, member, account, told)

    def attribute(self, member: str, name: str) -> AttributeItem | None:
        """The value at that moment; the one of now where those of the past are not kept."""
        history = self.unit.attribute(member, name)
        return history.as_of(self.seen.at) if name in self.dated else history.current


def facts_for(
    unit: UnitOfWork,
    members: Members,
    book: OfferBook,
    receipt: Receipt,
    member: str | None,
    draw: Callable[[Iterable[str]], Draws] = lambda _: (),
    *,
    besides: StoredPurchase | None = None,
    readers: Mapping[str, PersonalReader] = NO_READERS,
) -> tuple[Member | None, Context]:
    """The member, and the context, as *receipt* is calculated with them under *book*.

    *draw* gives the numbers of the draws with these names; without it, none is known. What the purchase
    *besides* has set aside counts as free. *readers* make individual offers of the imported attributes that
    hold them, by name.

    Raises:
        KeyError: the host knows no such member.
    """
    needs = book.needs_for(receipt)
    kept = _Kept(unit, book, receipt, needs, _dated(book), readers, besides)
    host = None if member is None else members.load(member, needs)
    return _with_what_is_kept(kept, members, member, host, draw)


def facts_on(
    unit: UnitOfWork,
    members: Members,
    book: OfferBook,
    event: Event,
    member: str | None,
    draw: Callable[[Iterable[str]], Draws],
    *,
    readers: Mapping[str, PersonalReader] = NO_READERS,
) -> tuple[Member | None, Context]:
    """The member, and the context, as *event* is reacted to with them under *book*; as `facts_for`.

    The host is asked for the member before it is known which counters the event is about: by whose clocks
    its day is told, his zone may say.
    """
    needs = book.needs_on(event.trigger)
    host = None if member is None else members.load(member, {one for one in needs if not one.keyed_by})
    occasion = event.occasion((None if host is None else host.zone) or book.zone)
    kept = _Kept(unit, book, occasion, book.needs_at(event.trigger, occasion), _dated(book), readers)
    return _with_what_is_kept(kept, members, member, host, draw)


def _dated(book: OfferBook) -> frozenset[str]:
    return frozenset(one.name for one in book.attributes or () if one.keeps_history)


def _with_what_is_kept(
    kept: _Kept,
    members: Members,
    id: str | None,
    host: Member | None,
    draw: Callable[[Iterable[str]], Draws],
) -> tuple[Member | None, Context]:
    """What the *host* knows of the member *id* with what is kept in its places, and the context."""
    draws = draw(kept.names(NeedKind.DRAW))
    # What all share comes last: a store that locks what is read has it for the shortest time, and always
    # after what is the member's own, so that no two purchases wait for each other.
    known = None if id is None or host is None else _member(kept, members, id, host)
    return known, Context(draws=draws, counters=kept.counters(None, *_PROGRAM_COUNTERS))


def _member(kept: _Kept, members: Members, id: str, member: Member) -> Member:
    unit, owner = kept.unit, members.account(id)
    kinds = {*kept.names(NeedKind.BALANCE), *(asked.currency for asked in kept.seen.points_asked)}
    slots = [kept_slots for rule in kept.names(NeedKind.FAVORITE) if (kept_slots := unit.slots(id, rule))]
    statuses = {name: status for name in kept.names(NeedKind.STATUS) if (status := unit.status(id, name))}
    values = {
        name: item.value for name in kept.names(NeedKind.ATTRIBUTE) if (item := kept.attribute(id, name))
    }
    offered = kept.personal(id)
    bought = kept.purchases(id, owner, member.purchases)
    personal = {name: value for name, value in offered.items() if value is not None}
    unread = {Need(NeedKind.PERSONAL, name) for name, value in offered.items() if value is None}
    told = {
        *(Need(NeedKind.FAVORITE, found.rule) for found in slots),
        *(Need(NeedKind.STATUS, name) for name in statuses),
        *(Need(NeedKind.ATTRIBUTE, name) for name in values),
        *(Need(NeedKind.PERSONAL, name) for name in personal),
        *({PURCHASES} if PURCHASES in kept.needs else ()),
    }
    return evolve(
        member,
        counters={**dict(member.counters), **kept.counters(id, *_COUNTERS)},
        balances={
            **dict(member.balances),
            **{kind: PointsBalance(kept.balance(owner, kind)) for kind in kinds},
        },
        favorites=_in_place(member.favorites, slots),
        statuses={**dict(member.statuses), **statuses},
        attributes={**dict(member.attributes.entries), **values},
        purchases=bought,
        personal={**{name: value for name, value in member.personal if name not in offered}, **personal},
        not_loaded=unread.union(one for one in member.not_loaded - told if one.kind not in _KEPT_ALWAYS),
    )


def _in_place(host: Iterable[SlotSet], kept: Iterable[SlotSet]) -> tuple[SlotSet, ...]:
    """The favourite slots of the host, with those in their places that the programme keeps."""
    by_rule = {slots.rule: slots for slots in host}
    by_rule |= {slots.rule: evolve(slots, candidates=_ranked(slots, by_rule)) for slots in kept}
    return tuple(by_rule.values())


def _ranked(slots: SlotSet, host: Mapping[str, SlotSet]) -> tuple[str, ...]:
    """What auto-fill is to take; the host ranks it anew for each purchase."""
    known = host.get(slots.rule)
    return slots.candidates if known is None or not known.candidates else known.candidates
