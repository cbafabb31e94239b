"""The offer book: offers compiled, and what there is to ask of them."""

from __future__ import annotations

import datetime as dt
import difflib
import hashlib
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from attrs import field, frozen

from loyalty_engine.engine.answers import runs
from loyalty_engine.engine.asks import NOTHING, Asks, asks_of, together
from loyalty_engine.engine.goods import Goods, goods_of
from loyalty_engine.engine.index import ANYTHING, Circumstances, Index
from loyalty_engine.engine.needs import NO_NEEDS, needs_on, opening
from loyalty_engine.engine.plan import Contender, Gate, StageRule
from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.attributes import AttributeDefinition
from loyalty_engine.model.canonical import encode
from loyalty_engine.model.catalog import Catalog
from loyalty_engine.model.event import Occasion
from loyalty_engine.model.identifiers import Code, ExternalCode
from loyalty_engine.model.keys import Key, KeyKind, marked, parse_key
from loyalty_engine.model.member import Need, NeedKind
from loyalty_engine.model.period import Period
from loyalty_engine.model.points import PointsCurrency
from loyalty_engine.model.receipt import Receipt
from loyalty_engine.model.slots import FavoriteProductsRule, PredefinedList, SlotSet
from loyalty_engine.model.window import Window
from loyalty_engine.rules.offer import Audiences, Offer, Trigger
from loyalty_engine.rules.predicates import All
from loyalty_engine.rules.stacking import Policies

#: Products kept with their keys at the same time; beyond that, all are dropped and looked up again.
MOST_GOODS = 65_536


@frozen(eq=False, kw_only=True)
class OfferBook:
    """Offers in force and what they refer to, compiled once and used for any number of receipts.

    Make one with `compile_offers`. A book never changes; what it keeps for speed is bounded and does not
    show. It pickles as its sources and is compiled anew where it arrives.
    """

    catalog: Catalog
    favorites: tuple[FavoriteProductsRule, ...]
    points: tuple[PointsCurrency, ...]
    attributes: tuple[AttributeDefinition, ...] | None
    policies: Policies
    zone: str
    needs: frozenset[Need]
    contenders: tuple[Contender, ...] = field(repr=False)
    rules: tuple[StageRule, ...] = field(repr=False)
    index: Index = field(repr=False)
    reactions: Mapping[Trigger, Index] = field(repr=False)
    read_only: frozenset[Key] = field(repr=False)
    _stretches: Mapping[Need, tuple[Period | Window, ...]] = field(repr=False)
    _families: frozenset[Need] = field(repr=False)
    asks_givers: bool = field(repr=False)
    asks_pending: bool = field(repr=False)
    _by_id: Mapping[str, Offer] = field(repr=False)
    _favorites_by_id: Mapping[str, FavoriteProductsRule] = field(repr=False)
    _points_by_id: Mapping[str, PointsCurrency] = field(repr=False)
    _personal: frozenset[str] = field(repr=False)
    _compiled_anew: Callable[..., OfferBook] = field(repr=False)
    _goods: dict[str, Goods] = field(init=False, repr=False, factory=dict)
    _lists: dict[str, tuple[str, ...]] = field(init=False, repr=False, factory=dict)
    _digest: list[str] = field(init=False, repr=False, factory=list)
    _readers: dict[Need, tuple[Offer, ...]] = field(init=False, repr=False, factory=dict)
    _needs_by_rank: dict[int, frozenset[Need]] = field(init=False, repr=False, factory=dict)

    def __len__(self) -> int:
        return len(self.contenders)

    @property
    def offers(self) -> tuple[Offer, ...]:
        """The offers in the order of their ids."""
        return tuple(contender.offer for contender in self.contenders)

    def __reduce__(self) -> tuple[object, ...]:
        sources = (
            self.offers,
            self.catalog,
            self.favorites,
            self.points,
            self.attributes,
            self.policies,
            self.zone,
        )
        return self._compiled_anew, sources

    @property
    def digest(self) -> str:
        """A digest of the offers by their meaning and of all that they refer to; worked out on first use.

        Names and descriptions do not count, the order of loading neither.
        """
        if not self._digest:
            self._digest.append(hashlib.sha256(encode(self._meaning())).hexdigest())
        return self._digest[0]

    def _meaning(self) -> tuple[object, ...]:
        meant = frozenset(
            (
                rule.contender.offer.id,
                rule.contender.offer.priority,
                rule.contender.offer.cumulative,
                rule.contender.offer.exclusion_group,
                rule.contender.offer.limits,
                rule.contender.weight,
                rule.contender.offer.trigger if runs(rule.contender.offer) else None,
                rule.number,
                rule.stage,
                All(tuple(rule.parts)),
                rule.surroundings,
                rule.instructions,
                rule.emissions,
            )
            for rule in self.rules
        )
        return meant, self.catalog, self.favorites, self.points, self.policies, self.zone

    def offer(self, id: str) -> Offer:
        """The offer with this *id*.

        Raises:
            InvalidInput: the book has no such offer.
        """
        found = self._by_id.get(id)
        if found is None:
            near = difflib.get_close_matches(id, self._by_id, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"the book has {len(self)} offers"
            raise InvalidInput.at("offer book", "", f"there is no offer {id!r}", hint)
        return found

    def favorite(self, rule: str) -> FavoriteProductsRule:
        """The favourite-products rule *rule*; every rule that an offer names is there."""
        return self._favorites_by_id[rule]

    def mentions(self, key: Key) -> bool:
        """Does any offer say anything of *key*?"""
        return key in self.index.keys or key in self.read_only

    def listed(self, rule: FavoriteProductsRule, slots: SlotSet) -> tuple[str, ...]:
        """The products that *rule* lets the owner of *slots* choose from, in the order of auto-fill."""
        if not isinstance(rule.source, PredefinedList):
            return slots.candidates
        found = self._lists.get(rule.id)
        if found is None:
            found = self._lists[rule.id] = self.catalog.products_of_group(rule.source.group)
        if not slots.candidates:
            return found
        held = frozenset(found)
        return tuple(dict.fromkeys([*(code for code in slots.candidates if code in held), *found]))

    def points_currency(self, id: str) -> PointsCurrency:
        """The kind of points *id*; one that the book does not know counts in whole points, worth nothing."""
        return self._points_by_id.get(id) or PointsCurrency(id, worth=0)

    def goods_on(self, receipt: Receipt | Occasion) -> list[Goods]:
        """What the code of each line stands for in this book's catalogue."""
        known, found = self._goods, []
        for line in receipt.lines:
            code = line.product
            goods = known.get(code.value) if type(code) is ExternalCode else None
            found.append(self._looked_up(code) if goods is None else goods)
        return found

    def goods(self, code: Code) -> Goods:
        """What *code* stands for in this book's catalogue."""
        known = self._goods.get(code.value) if type(code) is ExternalCode else None
        return self._looked_up(code) if known is None else known

    def _looked_up(self, code: Code) -> Goods:
        goods = goods_of(code, self.catalog, self.mentions)
        if type(code) is ExternalCode and goods.product is not None:
            if len(self._goods) >= MOST_GOODS:
                self._goods.clear()
            self._goods[code.value] = goods
        return goods

    def needs_for(self, receipt: Receipt) -> frozenset[Need]:
        """The facts about a member that offers can read which *receipt* may wake, whoever the member is.

        Of families of counters it has those that the receipt is about, under their own names.
        """
        keys = {ANYTHING, *self._member_keys, *(key for one in self.goods_on(receipt) for key in one.keys)}
        seen = Circumstances.of(receipt, receipt.amount.minor, self._audiences)
        needs = NO_NEEDS.union(*map(self._needs_of, self.index.wake(keys, seen)))
        return needs_on(needs, receipt, self.products_on(receipt)) if self._families else needs

    def _needs_of(self, rank: int) -> frozenset[Need]:
        """The facts that one rule can read."""
        found = self._needs_by_rank.get(rank)
        if found is None:
            found = self._needs_by_rank[rank] = asked([self.rules[rank]]).needs
        return found

    def since(self, need: Need, receipt: Receipt | Occasion) -> dt.datetime | None:
        """How far back offers look: the clock reading from which on dated facts matter for *receipt*.

        Older purchases, or changes of a counter, need not be loaded. The least `datetime` stands for all of
        the past; None says that no offer asks for *need*, or that it has no dates.
        """
        stretches = [*self._stretches.get(need, ())]
        for family in self._families:
            if need in needs_on([family], receipt, self.products_on(receipt)):
                stretches += self._stretches.get(family, ())
        return min([opening(during, receipt.local) for during in stretches], default=None)

    def of_families(self, seen: Receipt | Occasion) -> frozenset[Need]:
        """The counters that *seen* is about, of all families of counters that offers ask for."""
        return needs_on(self._families, seen, self.products_on(seen)) if self._families else NO_NEEDS

    def products_on(self, receipt: Receipt | Occasion) -> list[str | None]:
        """The ERP codes of the products on *receipt*, line by line; None for those that have none."""
        return [goods.code for goods in self.goods_on(receipt)]

    def needs_on(self, trigger: Trigger) -> frozenset[Need]:
        """The facts about a member that offers can read which answer *trigger*."""
        if trigger is Trigger.PURCHASE:
            return self.needs
        answering = [rule for rule in self.rules if rule.contender.offer.trigger is trigger]
        running = [rule for rule in answering if runs(rule.contender.offer)]
        return asked(running).needs

    def needs_at(self, trigger: Trigger, occasion: Occasion) -> frozenset[Need]:
        """As `needs_on`, and of families of counters those that *occasion* is about, under their names."""
        return needs_on(self.needs_on(trigger), occasion, self.products_on(occasion))

    def readers(self, need: Need) -> tuple[Offer, ...]:
        """The running offers that can read the fact *need*, in the order of their ids.

        All of them are gone through once, when this is first asked.
        """
        if not self._readers:
            found: dict[Need, dict[str, Offer]] = {}
            for contender in self.contenders:
                for rule in contender.pieces if runs(contender.offer) else ():
                    for read in asked([rule]).needs:
                        found.setdefault(read, {})[contender.offer.id] = contender.offer
            self._readers.update((read, tuple(by_id.values())) for read, by_id in found.items())
        return self._readers.get(need, ())

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """The names of the offers that have one, by id."""
        return tuple((offer.id, offer.name) for offer in self.offers if offer.name)

    @cached_property
    def _member_keys(self) -> frozenset[Key]:
        """The keys that stand for something of the member's own: one pass over all keys, when first asked."""
        return frozenset(
            key for key in marked(self.index.keys) if parse_key(key)[0] in (KeyKind.FAVORITE, KeyKind.ENTRY)
        )

    @property
    def personal(self) -> frozenset[str]:
        """The personal attributes that offers read."""
        return self._personal

    @cached_property
    def _audiences(self) -> frozenset[str]:
        return frozenset(need.name for need in self.needs if need.kind is NeedKind.AUDIENCE)


def asked(rules: Iterable[StageRule]) -> Asks:
    """What *rules* ask for: in the demands of their offers, in their conditions, and for what they give."""
    found: dict[int, Asks] = {}  # by identity, for most rules share what they ask for
    audiences: set[str] = set()
    for rule in rules:
        reads = rule.task.reads
        if rule.asks is not NOTHING:
            found[id(rule.asks)] = rule.asks
        if reads is not NOTHING:
            found[id(reads)] = reads
        offer = rule.contender.offer
        if isinstance(offer.reach, Audiences):
            audiences |= offer.reach.names
        if offer.limits:
            limits = [asks_of(check) for check, gate in rule.contender.gate if gate is Gate.LIMIT]
            found.update((id(one), one) for one in limits)
    needs = frozenset([Need(NeedKind.AUDIENCE, name) for name in audiences])
    return together([*found.values(), Asks(needs=needs)])
