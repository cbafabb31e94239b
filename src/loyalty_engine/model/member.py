"""A member: a snapshot of the facts about one participant of the programme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum

from attrs import field, frozen

from loyalty_engine.errors import InvalidInput, refuse
from loyalty_engine.model.attributes import EMPTY, Attributes, attributes
from loyalty_engine.model.fields import id_problems, id_set, repeated, sequence_of
from loyalty_engine.model.keys import Key
from loyalty_engine.model.personal import Entry, FavoriteCategories, PersonalAttribute, entries
from loyalty_engine.model.slots import SlotSet


class NeedKind(Enum):
    """A kind of fact about a member."""

    ATTRIBUTE = "attribute"
    AUDIENCE = "audience"
    FAVORITE = "favorite"
    PERSONAL = "personal"


@frozen(order=True)
class Need:
    """One fact about a member that an offer can read: an attribute, an audience, a slot set, ….

    `OfferBook.needs` lists those of a whole book, so that a host loads these and no others.
    """

    kind: NeedKind = field(order=lambda kind: kind.value)
    name: str


def _audiences(value: Iterable[str]) -> frozenset[str]:
    return id_set(value, "member", "audiences")


def _favorites(value: Iterable[SlotSet]) -> tuple[SlotSet, ...]:
    return tuple(sorted(sequence_of(SlotSet, value, "member", "favorites"), key=_rule_of))


def _rule_of(slots: SlotSet) -> str:
    return slots.rule


Personal = tuple[tuple[str, PersonalAttribute], ...]


def _personal(value: Mapping[str, PersonalAttribute] | Personal) -> Personal:
    pairs = tuple(value.items()) if isinstance(value, Mapping) else tuple(value)
    for name, attribute in pairs:
        if not isinstance(attribute, PersonalAttribute):
            hint = "give FavoriteCategories, PersonalizedOffer or ReceiptThresholds"
            raise InvalidInput.at(
                "member", f"personal[{name!r}]", f"{attribute!r} is no personal attribute", hint
            )
    return tuple(sorted(pairs, key=_name_of))


def _name_of(pair: tuple[str, PersonalAttribute]) -> str:
    return pair[0]


def _needs(value: Iterable[Need]) -> frozenset[Need]:
    return frozenset(sequence_of(Need, value, "member", "not_loaded"))


@frozen(kw_only=True)
class Member:
    """All facts about one member at the time of a calculation; a buyer without a card is None instead.

    *attributes* are plain values by logical name; *audiences* the target audiences that the member is in;
    *favorites* the slot sets; *personal* the imported individual offers by the name of their attribute.
    *zone* is the member's IANA time zone, for slots. A fact that is missing is absent, and an offer that
    asks for it is not met. Facts that the host has not loaded are listed in *not_loaded* instead, and an
    offer that asks for one is left undecided, and says so.
    """

    id: str = field(kw_only=False)
    attributes: Attributes = field(default=EMPTY, converter=attributes)
    audiences: frozenset[str] = field(default=frozenset(), converter=_audiences)
    favorites: tuple[SlotSet, ...] = field(default=(), converter=_favorites)
    personal: Personal = field(default=(), converter=_personal)
    zone: str | None = None
    not_loaded: frozenset[Need] = field(default=frozenset(), converter=_needs)
    _by_key: dict[Key, tuple[Entry, ...]] = field(init=False, eq=False, repr=False, factory=dict)
    _limited: dict[str, tuple[int, tuple[Entry, ...]]] = field(init=False, eq=False, repr=False, factory=dict)
    _of_receipt: tuple[Entry, ...] = field(init=False, eq=False, repr=False, default=())

    def __attrs_post_init__(self) -> None:
        problems = id_problems(id=self.id, zone=self.zone)
        problems += repeated("favorites", (slots.rule for slots in self.favorites), "rule")
        problems += repeated("personal", (name for name, _ in self.personal), "attribute")
        problems += [p for name, _ in self.personal for p in id_problems(personal=name)]
        refuse(f"member {self.id!r}", problems)
        gathered: dict[Key, list[Entry]] = {}
        of_receipt = []
        for name, value in self.personal:
            found = tuple(entries(name, value))
            if isinstance(value, FavoriteCategories) and value.max_count is not None:
                working = tuple(entry for entry in found if entry.acceptance.works)
                if len(working) > value.max_count:
                    self._limited[name] = value.max_count, working
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

    def limited(self, attribute: str) -> tuple[int, tuple[Entry, ...]] | None:
        """The maximum of the favourite categories in *attribute*, and its entries that may work, in order.

        None where there is no maximum, or where it is not exceeded whatever the day.
        """
        return self._limited.get(attribute)

    def slots(self, rule: str) -> SlotSet:
        """The member's slots under the favourite-products rule *rule*; an empty set where there are none."""
        for slots in self.favorites:
            if slots.rule == rule:
                return slots
        return SlotSet(rule=rule)
