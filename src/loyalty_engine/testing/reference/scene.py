"""What is known before any offer is looked at: the receipt's products, and the member's own facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Protocol, assert_never

from attrs import evolve, field, frozen

from loyalty_engine.model.attributes import AttributeValue
from loyalty_engine.model.catalog import Catalog, Product
from loyalty_engine.model.context import NOTHING, Context
from loyalty_engine.model.counter_keys import UNKEYED, AnyKey, counter_name
from loyalty_engine.model.event import Occasion
from loyalty_engine.model.identifiers import Barcode, Code, ExternalCode, InternalCode, id_order
from loyalty_engine.model.keys import Key, KeyKind, parse_key
from loyalty_engine.model.member import CARDS, STATE, Member, Need, NeedKind
from loyalty_engine.model.personal import Entry, FavoriteCategories, entries
from loyalty_engine.model.points import PointsCurrency
from loyalty_engine.model.profile import CardState, CardType, MemberState
from loyalty_engine.model.receipt import Line, Receipt
from loyalty_engine.model.slots import FavoriteProductsRule, PredefinedList, SlotSet, selection, standing
from loyalty_engine.rules.offer import Offer
from loyalty_engine.rules.stacking import Policies
from loyalty_engine.testing.reference.truth import Truth, all_hold


class Book(Protocol):
    """What the rule book is read from: an `OfferBook`, or anything that has the same parts."""

    @property
    def offers(self) -> tuple[Offer, ...]:
        """All offers, each id once."""
        ...

    @property
    def catalog(self) -> Catalog:
        """The catalogue, product groups included."""
        ...

    @property
    def favorites(self) -> tuple[FavoriteProductsRule, ...]:
        """The favourite-products rules."""
        ...

    @property
    def points(self) -> tuple[PointsCurrency, ...]:
        """The kinds of points."""
        ...

    @property
    def policies(self) -> Policies:
        """How figures are rounded."""
        ...

    @property
    def zone(self) -> str:
        """The programme's time zone."""
        ...


@frozen(kw_only=True)
class Scene:
    """A receipt, its buyer and the book, and the questions that need nothing else.

    *slots* holds the slot sets that auto-fill has changed, by favourite-products rule. With
    *all_accepted* the member is taken to have agreed to everything, to see what that would change.
    """

    receipt: Receipt | Occasion
    member: Member | None
    book: Book
    slots: Mapping[str, SlotSet] = field(factory=dict)
    all_accepted: bool = False
    context: Context = NOTHING

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines of the receipt."""
        return self.receipt.lines

    def product(self, line: Line) -> Product | None:
        """The catalogue's product on the line; None where the catalogue does not know it."""
        return self.book.catalog.find(line.product)

    def code(self, line: Line) -> str:
        """The product's code in the catalogue, or else the code that the till sent."""
        product = self.product(line)
        return line.product.value if product is None else product.code

    def identity(self, line: Line) -> str | Code:
        """What tells its goods from others: the product's code, or else the code with its kind."""
        product = self.product(line)
        return line.product if product is None else product.code

    def in_tie_order(self, lines: tuple[Line, ...], weights: Mapping[int, int]) -> tuple[Line, ...]:
        """*lines* by product, then the larger weight, then the larger amount, then the line's number."""
        amounts = {line.number: line.amount.minor for line in self.receipt.lines}

        def claim(line: Line) -> tuple[tuple[int, int, str], int, int, int]:
            n = line.number
            return id_order(self.code(line)), -weights[n], -amounts[n], n

        return tuple(sorted(lines, key=claim))

    def has_key(self, line: Line, key: Key) -> Truth:
        """Does *key* name the line's product, something that holds it, or a favourite of the member?"""
        kind, value = parse_key(key)
        product = self.product(line)
        if kind is KeyKind.FAVORITE:
            return self._is_favorite(line, product, value)
        if kind is KeyKind.PRODUCT:
            if product is None:
                return Truth.of(line.product == ExternalCode(value))
            return Truth.of(product.code == value)
        if kind is KeyKind.INTERNAL_PRODUCT:
            if product is None:
                return Truth.of(line.product == InternalCode(value))
            return Truth.of(product.internal_id == value)
        if kind is KeyKind.BARCODE:
            if product is None:
                return Truth.of(line.product == Barcode(value))
            return Truth.of(value in product.barcodes)
        if product is None:
            return Truth.FALSE  # a product that nobody knows is in no category and in no group
        if kind is KeyKind.CATEGORY:
            return Truth.of(value in self._categories(product))
        if kind is KeyKind.INTERNAL_CATEGORY:
            nodes = (self.book.catalog.category(code) for code in self._categories(product))
            return Truth.of(any(node is not None and node.internal_id == value for node in nodes))
        if kind is KeyKind.GROUP:
            return Truth.of(self.book.catalog.in_group(product, value))
        if kind is KeyKind.ENTRY:
            return Truth.FALSE  # entries are asked for by a line test of their own
        assert_never(kind)

    def _categories(self, product: Product) -> tuple[str, ...]:
        return () if product.category is None else self.book.catalog.ancestry(product.category)

    def loaded(self, kind: NeedKind, name: str, by: frozenset[AnyKey] = UNKEYED) -> Member | None:
        """The member, where this fact about him is known, be it that he lacks it; None otherwise."""
        if self.member is None or Need(kind, name, by) in self.member.not_loaded:
            return None
        return self.member

    def counter(self, family: str, keyed_by: frozenset[AnyKey], product: str | None = None) -> str | None:
        """The counter of a family that the receipt is about; None where it lacks what tells them apart."""
        return counter_name(family, keyed_by, self.receipt, product)

    def erp_code(self, line: Line) -> str | None:
        """The product's code in the catalogue, or the till's where that is of the same kind."""
        product = self.product(line)
        if product is None:
            return line.product.value if isinstance(line.product, ExternalCode) else None
        return product.code

    def _is_favorite(self, line: Line, product: Product | None, rule_id: str) -> Truth:
        member = self.loaded(NeedKind.FAVORITE, rule_id)
        if member is None:
            return Truth.UNKNOWN
        if product is None:
            return Truth.FALSE  # a slot keeps a product that has left the catalogue, but it matches nothing
        rule = next(rule for rule in self.book.favorites if rule.id == rule_id)
        chosen = selection(self.slots_of(member, rule_id), rule, self.receipt.at, self.zone_of(member))
        return Truth.of(any(slot.product == self.code(line) for slot in chosen))

    def slots_of(self, member: Member, rule_id: str) -> SlotSet:
        """The member's slots under a rule, with what auto-fill has put into them."""
        return self.slots.get(rule_id, member.slots(rule_id))

    @property
    def clocks(self) -> str:
        """The zone by whose clocks points live: that of the place, of the event, or of the programme."""
        if self.receipt.place.zone is not None:
            return self.receipt.place.zone
        return self.receipt.zone if isinstance(self.receipt, Occasion) else self.book.zone

    @property
    def offline(self) -> bool:
        """Was the till not connected when it sold this?"""
        return isinstance(self.receipt, Receipt) and self.receipt.offline

    @property
    def may_spend(self) -> Truth:
        """May the buyer spend points? Not with an additional or inactive card, nor after leaving."""
        if self.member is None or not isinstance(self.receipt, Receipt):
            return Truth.TRUE
        answers = []
        knows_state = self.loaded(STATE.kind, STATE.name)
        if knows_state is None:
            answers.append(Truth.UNKNOWN)
        else:
            answers.append(Truth.of(knows_state.state not in (MemberState.DELETED, MemberState.DEREGISTERED)))
        if self.receipt.card is not None:
            knows_cards = self.loaded(CARDS.kind, CARDS.name)
            cards = [] if knows_cards is None else knows_cards.cards
            shown = [card for card in cards if card.number == self.receipt.card]
            answers += [Truth.of(card.state is CardState.ACTIVATED) for card in shown]
            answers += [Truth.of(card.type is not CardType.ADDITIONAL) for card in shown]
            answers += [Truth.UNKNOWN] if knows_cards is None else []
        return all_hold(answers)

    @property
    def besides_lines(self) -> int:
        """The money that an event is about, which has no lines to carry it; 0 for a receipt."""
        return self.receipt.minor if isinstance(self.receipt, Occasion) else 0

    def zone_of(self, member: Member) -> str:
        """The zone by whose clock the member chooses: his own, or else the programme's."""
        return self.book.zone if member.zone is None else member.zone

    def attribute_of_line(self, line: Line, name: str, *, of_product: bool) -> AttributeValue | None:
        """An attribute of the line's product, or a parameter that the till sent with the line."""
        if not of_product:
            return line.parameters.get(name)
        product = self.product(line)
        return None if product is None else product.attributes.get(name)

    def entries(self, attribute: str) -> tuple[Entry, ...] | None:
        """The member's entries of *attribute* that are in force, in their order; None if not known.

        An entry is in force if it is accepted where it must be, the moment lies in its period, and the
        place is of its brand. Only then the first so many count, where the attribute has a maximum.
        """
        member = self.loaded(NeedKind.PERSONAL, attribute)
        if member is None:
            return None
        value = dict(member.personal).get(attribute)
        if value is None:
            return ()
        place, local, at = self.receipt.place, self.receipt.local, self.receipt.at
        timely = [
            entry
            for entry in entries(attribute, value)
            if entry.period.contains(local, at) and (entry.brand is None or entry.brand == place.brand)
        ]
        working = [entry for entry in timely if self.all_accepted or entry.acceptance.works]
        return tuple(working[: value.max_count] if isinstance(value, FavoriteCategories) else working)

    def covers(self, entry: Entry, line: Line, receipt_sum: int) -> bool:
        """Is the line of what the entry names, or the whole receipt dear enough for it?"""
        if entry.key is None:
            return entry.benefit_at(receipt_sum, self.receipt.currency) is not None
        return self.has_key(line, entry.key) is Truth.TRUE

    def points_currency(self, id: str) -> PointsCurrency | None:
        """The kind of points with this id; None where the book does not know it."""
        return next((kind for kind in self.book.points if kind.id == id), None)


def without_old_choices(slots: SlotSet, rule: FavoriteProductsRule, at: dt.datetime, zone: str) -> SlotSet:
    """The slots with those emptied whose choice no longer counts: a product of theirs may be chosen again."""
    emptied = [
        slot if standing(slot, rule, at, zone) else evolve(slot, product=None, changed_at=None)
        for slot in slots.slots
    ]
    return evolve(slots, slots=emptied)


def ranked(rule: FavoriteProductsRule, slots: SlotSet, scene: Scene) -> list[str]:
    """Products of the receipt that the list has, the dearest first, then the list, as the member prefers.

    Where the rule does not put the receipt first, the list alone.
    """
    listed = list(slots.candidates)
    if isinstance(rule.source, PredefinedList):
        group = scene.book.catalog.products_of_group(rule.source.group)
        listed = [product for product in listed if product in group]
        listed += [product for product in group if product not in listed]
    if not rule.receipt_first:
        return listed
    bought: dict[str, int] = {}
    for line in scene.lines:
        code = scene.code(line)
        named = scene.product(line) is not None or isinstance(line.product, ExternalCode)
        if named and code in listed:
            bought[code] = bought.get(code, 0) + line.amount.minor
    return sorted(bought, key=lambda code: (-bought[code], id_order(code))) + listed
