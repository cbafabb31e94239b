"""Compilation: offers become an offer book, checked as a whole, indexed, and ready for any receipt."""

from __future__ import annotations

import datetime as dt
import difflib
import hashlib
from collections.abc import Iterable, Mapping, Sequence

from attrs import field, frozen

from loyalty_engine.engine.answers import reactions, runs
from loyalty_engine.engine.asks import Asks, asks_of, together
from loyalty_engine.engine.check import compiled
from loyalty_engine.engine.goods import Goods, goods_of
from loyalty_engine.engine.guard import Guard, guard, keys_of
from loyalty_engine.engine.index import ANYTHING, Circumstances, Index, shelve
from loyalty_engine.engine.needs import Past, opening
from loyalty_engine.engine.plan import Contender, Gate, StageRule
from loyalty_engine.engine.rank import rank
from loyalty_engine.engine.world import World
from loyalty_engine.errors import InvalidInput, refuse
from loyalty_engine.model.attributes import AttributeDefinition
from loyalty_engine.model.canonical import encode
from loyalty_engine.model.catalog import EMPTY_CATALOG, Catalog, ProductGroup
from loyalty_engine.model.event import Occasion
from loyalty_engine.model.fields import repeated, sequence_of
from loyalty_engine.model.identifiers import Code, ExternalCode, id_order
from loyalty_engine.model.keys import Key, KeyKind, parse_key
from loyalty_engine.model.member import Need, NeedKind
from loyalty_engine.model.moments import in_zone
from loyalty_engine.model.period import Period
from loyalty_engine.model.points import BONUS_POINTS, PointsCurrency
from loyalty_engine.model.receipt import Receipt
from loyalty_engine.model.slots import FavoriteProductsRule, PredefinedList, SlotSet
from loyalty_engine.model.window import Window
from loyalty_engine.rules.offer import Audiences, Offer, Trigger
from loyalty_engine.rules.predicates import All
from loyalty_engine.rules.stacking import DEFAULT_POLICIES, Policies

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
    asks_givers: bool = field(repr=False)
    asks_pending: bool = field(repr=False)
    _by_id: Mapping[str, Offer] = field(repr=False)
    _favorites_by_id: Mapping[str, FavoriteProductsRule] = field(repr=False)
    _points_by_id: Mapping[str, PointsCurrency] = field(repr=False)
    _personal: frozenset[str] = field(repr=False)
    _goods: dict[str, Goods] = field(init=False, repr=False, factory=dict)
    _lists: dict[str, tuple[str, ...]] = field(init=False, repr=False, factory=dict)
    _digest: list[str] = field(init=False, repr=False, factory=list)
    _readers: dict[Need, tuple[Offer, ...]] = field(init=False, repr=False, factory=dict)

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
        return _recompile, sources

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
        """The facts about a member that offers can read which *receipt* may wake, whoever the member is."""
        keys = {ANYTHING, *self._member_keys, *(key for one in self.goods_on(receipt) for key in one.keys)}
        seen = Circumstances.of(receipt, receipt.amount.minor, self._audiences)
        rules = [self.rules[rank] for rank in self.index.wake(keys, seen)]
        return _asked(rules).needs

    def since(self, need: Need, receipt: Receipt | Occasion) -> dt.datetime | None:
        """How far back offers look: the clock reading from which on dated facts matter for *receipt*.

        Older purchases, or changes of a counter, need not be loaded. The least `datetime` stands for all of
        the past; None says that no offer asks for *need*, or that it has no dates.
        """
        openings = [opening(during, receipt.local) for during in self._stretches.get(need, ())]
        return min(openings, default=None)

    def needs_on(self, trigger: Trigger) -> frozenset[Need]:
        """The facts about a member that offers can read which answer *trigger*."""
        if trigger is Trigger.PURCHASE:
            return self.needs
        answering = [rule for rule in self.rules if rule.contender.offer.trigger is trigger]
        running = [rule for rule in answering if runs(rule.contender.offer)]
        return _asked(running).needs

    def readers(self, need: Need) -> tuple[Offer, ...]:
        """The running offers that can read the fact *need*, in the order of their ids.

        All of them are gone through once, when this is first asked.
        """
        if not self._readers:
            found: dict[Need, dict[str, Offer]] = {}
            for contender in self.contenders:
                for rule in contender.pieces if runs(contender.offer) else ():
                    for read in _asked([rule]).needs:
                        found.setdefault(read, {})[contender.offer.id] = contender.offer
            self._readers.update((read, tuple(by_id.values())) for read, by_id in found.items())
        return self._readers.get(need, ())

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """The names of the offers that have one, by id."""
        return tuple((offer.id, offer.name) for offer in self.offers if offer.name)

    @property
    def _member_keys(self) -> frozenset[Key]:
        return frozenset(
            key for key in self.index.keys if key and parse_key(key)[0] in (KeyKind.FAVORITE, KeyKind.ENTRY)
        )

    @property
    def personal(self) -> frozenset[str]:
        """The personal attributes that offers read."""
        return self._personal

    @property
    def _audiences(self) -> frozenset[str]:
        return frozenset(need.name for need in self.needs if need.kind is NeedKind.AUDIENCE)


def _recompile(
    offers: tuple[Offer, ...],
    catalog: Catalog,
    favorites: tuple[FavoriteProductsRule, ...],
    points: tuple[PointsCurrency, ...],
    attributes: tuple[AttributeDefinition, ...] | None,
    policies: Policies,
    zone: str,
) -> OfferBook:
    return compile_offers(
        offers,
        catalog=catalog,
        favorites=favorites,
        points=points,
        attributes=attributes,
        policies=policies,
        zone=zone,
    )


def compile_offers(
    offers: Iterable[Offer],
    *,
    catalog: Catalog = EMPTY_CATALOG,
    groups: Iterable[ProductGroup] = (),
    favorites: Iterable[FavoriteProductsRule] = (),
    points: Iterable[PointsCurrency] = (BONUS_POINTS,),
    attributes: Iterable[AttributeDefinition] | None = None,
    policies: Policies = DEFAULT_POLICIES,
    zone: str = "UTC",
) -> OfferBook:
    """Check *offers* against everything that they name, and make them ready to be calculated with.

    Args:
        offers: in any order, which has no effect.
        catalog: the products and categories known.
        groups: product groups besides those of the catalogue.
        favorites: favourite-products rules that offers refer to.
        points: kinds of points that offers give.
        attributes: the attributes that members have; offers may then name no others. None to leave the
            names unchecked.
        policies: stacking and rounding for all offers of the book.
        zone: the programme's IANA time zone, for the slots of members who have none of their own.

    Raises:
        InvalidInput: every problem of every offer at once, with paths such as
            ``offers[3].rules[0].conditions[1]``.
    """
    in_zone(_ANY_INSTANT, zone)
    groups = tuple(groups)
    world = World(
        catalog=catalog.with_groups(groups) if groups else catalog,
        favorites={rule.id: rule for rule in favorites},
        points={currency.id: currency for currency in points},
        attributes=None if attributes is None else tuple(attributes),
    )
    listed = sequence_of(Offer, offers, "offer book", "offers")
    problems = repeated("offers", (offer.id for offer in listed), "offer")
    problems += world.problems()
    contenders: list[Contender] = []
    for n, offer in enumerate(listed):
        contender, found = compiled(offer, world)
        if found:
            problems += [problem.inside(f"offers[{n}]") for problem in found]
        contenders.append(contender)
    refuse("offer book", problems)
    by_id, rules = rank(contenders)
    alive = [rule for rule in rules if runs(rule.contender.offer)]
    running = [rule for rule in alive if rule.contender.offer.trigger is Trigger.PURCHASE]
    reacting = [rule for rule in alive if rule.contender.offer.trigger is not Trigger.PURCHASE]
    guards = [guard(rule.rank, rule.parts) for rule in running]
    index = shelve(guards)
    asked = _asked(running)
    return OfferBook(
        contenders=by_id,
        catalog=world.catalog,
        favorites=tuple(world.favorites[id] for id in sorted(world.favorites, key=id_order)),
        points=tuple(world.points[id] for id in sorted(world.points, key=id_order)),
        attributes=world.attributes,
        policies=policies,
        zone=zone,
        needs=asked.needs,
        personal=frozenset(need.name for need in asked.needs if need.kind is NeedKind.PERSONAL),
        rules=rules,
        index=index,
        reactions=reactions(reacting),
        read_only=_read_only(running, guards, index),
        stretches=_by_need((*asked.past, *_asked(reacting).past)),
        asks_givers=asked.givers,
        asks_pending=any(rule.plan.asks.pending for rule in rules),
        by_id={offer.id: offer for offer in listed},
        favorites_by_id=world.favorites,
        points_by_id=world.points,
    )


def _read_only(rules: Sequence[StageRule], guards: Sequence[Guard], index: Index) -> frozenset[Key]:
    """The keys that *rules* read besides those that they hang on, which their *guards* say."""
    read: set[Key] = set()
    for rule, made in zip(rules, guards, strict=True):
        for part in (*rule.plan.whole, *rule.task.inner):
            keys = keys_of(part)
            if keys and keys is not made.keys:
                read |= keys
    return frozenset(read - index.keys)


def _asked(rules: Iterable[StageRule]) -> Asks:
    """What *rules* ask for: in the demands of their offers, in their conditions, and for what they give."""
    found: list[Asks] = []
    audiences: set[str] = set()
    for rule in rules:
        found += (rule.plan.asks, rule.task.reads)
        offer = rule.contender.offer
        if isinstance(offer.reach, Audiences):
            audiences |= offer.reach.names
        if offer.limits:
            found += [asks_of(check) for check, gate in rule.contender.gate if gate is Gate.LIMIT]
    needs = frozenset([Need(NeedKind.AUDIENCE, name) for name in audiences])
    return together([*found, Asks(needs=needs)])


def _by_need(past: Iterable[Past]) -> dict[Need, tuple[Period | Window, ...]]:
    """The stretches of time in which facts that have dates are asked for, by fact."""
    found: dict[Need, dict[Period | Window, None]] = {}
    for need, during in past:
        found.setdefault(need, {})[during] = None
    return {need: tuple(during) for need, during in found.items()}


_ANY_INSTANT = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
