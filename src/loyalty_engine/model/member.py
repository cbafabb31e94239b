"""A member: a snapshot of the facts about one participant of the programme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Final

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.attributes import EMPTY, Attributes, attributes
from loyalty_engine.model.counter_keys import (
    UNKEYED,
    AnyKey,
    Keying,
    as_keys,
    counter_name,
    in_order,
    key_problems,
    word_of,
)
from loyalty_engine.model.counters import NEVER_COUNTED, Counter, as_counter, counter_problems
from loyalty_engine.model.fields import (
    as_set,
    as_tuple,
    choice_problems,
    faults,
    id_problems,
    kept,
    needed_id_problems,
    repeated,
    set_problems,
    tuple_problems,
    untold,
    zone_problems,
)
from loyalty_engine.model.identifiers import id_problem, shown
from loyalty_engine.model.keys import Key
from loyalty_engine.model.pairs import as_pairs, by_name, pair_problems
from loyalty_engine.model.personal import Entry, FavoriteCategories, PersonalAttribute, entries
from loyalty_engine.model.profile import Card, MemberState, as_cards, number_of
from loyalty_engine.model.purchases import PastPurchase, as_purchases, id_of, in_time
from loyalty_engine.model.slots import SlotSet
from loyalty_engine.model.statuses import (
    PointsBalance,
    Statuses,
    as_balance,
    as_statuses,
    balance_problems,
    status_problems,
)


class NeedKind(Enum):
    """A kind of fact about a member, or, for draws and the counters of the programme, of the context."""

    ATTRIBUTE = "attribute"
    AUDIENCE = "audience"
    FAVORITE = "favorite"
    PERSONAL = "personal"
    COUNTER = "counter"
    COUNTER_CHANGES = "counter_changes"
    BALANCE = "balance"
    STATUS = "status"
    PROFILE = "profile"
    DRAW = "draw"
    PROGRAM_COUNTER = "program_counter"
    PROGRAM_COUNTER_CHANGES = "program_counter_changes"


def _word(kind: NeedKind) -> str:
    return kind.value


def _words(keyed_by: frozenset[AnyKey]) -> tuple[str, ...]:
    return tuple(word_of(key) for key in in_order(keyed_by))


_COUNTERS: Final = frozenset(
    {
        NeedKind.COUNTER,
        NeedKind.COUNTER_CHANGES,
        NeedKind.PROGRAM_COUNTER,
        NeedKind.PROGRAM_COUNTER_CHANGES,
    }
)


@frozen(order=True)
class Need:
    """One fact about a member that an offer can read: an attribute, an audience, a slot set, ….

    `OfferBook.needs` lists those of a whole book, so that a host loads these and no others. Where *keyed_by*
    says something, all counters of a family are meant, of which each receipt needs the one that it is about;
    `OfferBook.needs_for` gives the names of these.
    """

    kind: NeedKind = field(order=_word)
    name: str
    keyed_by: frozenset[AnyKey] = field(default=UNKEYED, converter=as_keys, order=_words)

    def __attrs_post_init__(self) -> None:
        kind: object = self.kind
        if self.keyed_by is UNKEYED and isinstance(kind, NeedKind) and not id_problem("name", self.name):
            return  # nearly every need
        problems = choice_problems("kind", kind, NeedKind) + needed_id_problems(name=self.name)
        problems += key_problems(self.keyed_by)
        if not problems and self.keyed_by and kind not in _COUNTERS:
            problems.append(Problem("keyed_by", "is said of what is no counter", "leave it out"))
        refuse("need", problems)

    def on(self, seen: Keying, product: str | None = None) -> Need | None:
        """What *seen*, such as a receipt, needs of it for a *product*; None where there is no counter."""
        if not self.keyed_by:
            return self
        name = counter_name(self.name, self.keyed_by, seen, product)
        return None if name is None else Need(self.kind, name)


def _attributes(value: Attributes | Mapping[str, object]) -> Attributes:
    return kept(attributes, value)


def _audiences(value: Iterable[str]) -> frozenset[str]:
    return as_set(value)


def _favorites(value: Iterable[SlotSet]) -> tuple[SlotSet, ...]:
    return as_tuple(value)


def _rule_of(slots: SlotSet) -> str:
    return slots.rule


Personal = tuple[tuple[str, PersonalAttribute], ...]
Limits = dict[str, tuple[int, tuple[Entry, ...]]]


def _personal(value: Mapping[str, PersonalAttribute] | Personal) -> Personal:
    return tuple(value.items()) if isinstance(value, Mapping) else as_tuple(value)


Counters = tuple[tuple[str, Counter], ...]
Balances = tuple[tuple[str, PointsBalance], ...]


def _counters(value: Mapping[str, Counter | int] | Counters) -> Counters:
    return as_pairs(value, as_counter)


def _balances(value: Mapping[str, PointsBalance | int] | Balances) -> Balances:
    return as_pairs(value, as_balance)


def _name_of(pair: tuple[str, PersonalAttribute]) -> str:
    return pair[0]


def _personal_problems(value: object) -> list[Problem]:
    """What keeps *value* from being pairs of a name and a personal attribute, each name once."""
    problems = tuple_problems("personal", value, tuple, "a pair", "give a dict, or (name, value) pairs")
    names = set()
    for pair in value if isinstance(value, tuple) and not problems else ():
        name, held = pair if len(pair) == 2 else (pair, None)
        path = f"personal[{shown(name)}]"
        problem = id_problem(path, name)
        if problem is None:
            if name in names:
                problem = Problem(path, "stands twice", "keep one of them")
            elif not isinstance(held, PersonalAttribute):
                hint = "give FavoriteCategories, PersonalizedOffer or ReceiptThresholds"
                problem = Problem(path, f"{shown(held)} is no personal attribute", hint)
            names.add(name)
        problems += [problem] if problem else []
    return problems


#: The facts that a member has once: `Need(NeedKind.PROFILE, "state")` and so on.
STATE, CONTACTS, CARDS, REFERRER, PURCHASES = (
    Need(NeedKind.PROFILE, name) for name in ("state", "contacts", "cards", "referrer", "purchases")
)


def _needs(value: Iterable[Need]) -> frozenset[Need]:
    return as_set(value)


def _need_problem(path: str, value: object) -> Problem | None:
    if isinstance(value, Need):
        return None
    return Problem(path, f"{shown(value)} is not a need", 'write Need(NeedKind.ATTRIBUTE, "birthday")')


@frozen(kw_only=True)
class Member:
    """All facts about one member at the time of a calculation; a buyer without a card is None instead.

    *attributes* are plain values by logical name; *audiences* the target audiences that the member is in;
    *favorites* the slot sets; *personal* the imported individual offers by the name of their attribute.
    *zone* is the member's IANA time zone, for slots. A fact that is missing is absent, and an offer that
    asks for it is not met. Facts that the host has not loaded are listed in *not_loaded* instead, and an
    offer that asks for one is left undecided, and says so.

    *state* says how far the member has come, *contacts* which ways to reach him are linked (``phone``,
    ``email`` and whatever else the host has), *referrer* who brought him, and *cards* what he shows.

    *counters* are counters by name, *balances* the points that can be spent by their kind, and *statuses*
    one status for each status system. A counter that was never changed, and points that were never given,
    stand at 0 whether they are named or not. *purchases* are those of the past, as far back as offers look:
    `OfferBook.since` says how far.
    """

    id: str = field(kw_only=False)
    attributes: Attributes = field(default=EMPTY, converter=_attributes)
    audiences: frozenset[str] = field(default=frozenset(), converter=_audiences)
    favorites: tuple[SlotSet, ...] = field(default=(), converter=_favorites)
    personal: Personal = field(default=(), converter=_personal)
    zone: str | None = None
    not_loaded: frozenset[Need] = field(default=frozenset(), converter=_needs)
    counters: Counters = field(default=(), converter=_counters)
    balances: Balances = field(default=(), converter=_balances)
    statuses: Statuses = field(default=(), converter=as_statuses)
    state: MemberState | None = None
    contacts: frozenset[str] = field(default=frozenset(), converter=_audiences)
    cards: tuple[Card, ...] = field(default=(), converter=as_cards)
    referrer: str | None = None
    purchases: tuple[PastPurchase, ...] = field(default=(), converter=as_purchases)
    _by_key: dict[Key, tuple[Entry, ...]] = field(init=False, eq=False, repr=False, factory=dict)
    _limited: dict[str, tuple[int, tuple[Entry, ...]]] = field(init=False, eq=False, repr=False, factory=dict)
    _limited_if_agreed: Limits = field(init=False, eq=False, repr=False, factory=dict)
    _crowding: set[str] = field(init=False, eq=False, repr=False, factory=set)
    _of_receipt: tuple[Entry, ...] = field(init=False, eq=False, repr=False, default=())

    def __attrs_post_init__(self) -> None:
        problems = [untold(one) for one in needed_id_problems(id=self.id)] + zone_problems("zone", self.zone)
        problems += faults("attributes", attributes, self.attributes)
        problems += set_problems("audiences", self.audiences, id_problem)
        unlike = tuple_problems("favorites", self.favorites, SlotSet, "a slot set", "give a SlotSet")
        problems += unlike or repeated("favorites", map(_rule_of, self.favorites), "rule")
        problems += _personal_problems(self.personal)
        problems += set_problems("not_loaded", self.not_loaded, _need_problem)
        problems += pair_problems("counters", self.counters, counter_problems)
        problems += pair_problems("balances", self.balances, balance_problems)
        problems += pair_problems("statuses", self.statuses, status_problems)
        problems += [] if self.state is None else choice_problems("state", self.state, MemberState)
        problems += set_problems("contacts", self.contacts, id_problem) + id_problems(referrer=self.referrer)
        odd = tuple_problems("cards", self.cards, Card, "a card", "give a Card")
        problems += odd or repeated("cards", map(number_of, self.cards), "card")
        strange = tuple_problems(
            "purchases", self.purchases, PastPurchase, "a purchase", "give a PastPurchase"
        )
        problems += strange or repeated("purchases", map(id_of, self.purchases), "purchase")
        refuse("member", problems)
        object.__setattr__(self, "favorites", tuple(sorted(self.favorites, key=_rule_of)))
        object.__setattr__(self, "personal", tuple(sorted(self.personal, key=_name_of)))
        object.__setattr__(self, "counters", by_name(self.counters))
        object.__setattr__(self, "balances", by_name(self.balances))
        object.__setattr__(self, "statuses", by_name(self.statuses))
        object.__setattr__(self, "purchases", tuple(sorted(self.purchases, key=in_time)))
        object.__setattr__(self, "cards", tuple(sorted(self.cards, key=number_of)))
        gathered: dict[Key, list[Entry]] = {}
        of_receipt = []
        for name, value in self.personal:
            found = tuple(entries(name, value))
            if isinstance(value, FavoriteCategories) and value.max_count is not None:
                working = tuple(entry for entry in found if entry.acceptance.works)
                for limited, able in ((self._limited, working), (self._limited_if_agreed, found)):
                    if len(able) > value.max_count:
                        limited[name] = value.max_count, able
                if len(working) < len(found) > value.max_count:
                    self._crowding.add(name)
            for entry in found:
                if entry.key is None:
                    of_receipt.append(entry)
                else:
                    gathered.setdefault(entry.key, []).append(entry)
        self._by_key.update((key, tuple(together)) for key, together in gathered.items())
        object.__setattr__(self, "_of_receipt", tuple(of_receipt))

    @property
    def entries_by_key(self) -> Mapping[Key, tuple[Entry, ...]]:
        """The personal entries on products, categories and groups, by the key of their target."""
        return self._by_key

    @property
    def entries_on_receipts(self) -> tuple[Entry, ...]:
        """The personal entries on receipt amounts."""
        return self._of_receipt

    def limited(self, attribute: str, *, agreed: bool = False) -> tuple[int, tuple[Entry, ...]] | None:
        """The maximum of the favourite categories in *attribute*, and its entries that may work, in order.

        With *agreed* they are those that may work once the member accepts them. None where there is no
        maximum, or where it is not exceeded whatever the day.
        """
        return (self._limited_if_agreed if agreed else self._limited).get(attribute)

    def may_crowd(self, attribute: str) -> bool:
        """May a category in *attribute* that is not accepted keep others from working, once it is?"""
        return attribute in self._crowding

    def slots(self, rule: str) -> SlotSet:
        """The member's slots under the favourite-products rule *rule*; an empty set where there are none."""
        for slots in self.favorites:
            if slots.rule == rule:
                return slots
        return SlotSet(rule=rule)

    def counter(self, name: str) -> Counter:
        """The counter *name*; one that was never changed stands at 0."""
        return next((counter for known, counter in self.counters if known == name), NEVER_COUNTED)

    def balance(self, currency: str) -> int:
        """The active points of *currency*, in their smallest parts; 0 where there were never any."""
        return next((balance.active for known, balance in self.balances if known == currency), 0)

    def status(self, system: str) -> str | None:
        """The member's status in the status system *system*, if there is one."""
        return next((status for known, status in self.statuses if known == system), None)
