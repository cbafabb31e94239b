"""Compilation: offers become an offer book, checked as a whole, indexed, and ready for any receipt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from loyalty_engine.engine.answers import reactions, runs
from loyalty_engine.engine.book import OfferBook, asked
from loyalty_engine.engine.check import compiled
from loyalty_engine.engine.index import Guards, shelve
from loyalty_engine.engine.needs import Past
from loyalty_engine.engine.plan import Contender, StageRule
from loyalty_engine.engine.rank import rank
from loyalty_engine.engine.world import World
from loyalty_engine.errors import refuse
from loyalty_engine.model.attributes import AttributeDefinition
from loyalty_engine.model.catalog import EMPTY_CATALOG, Catalog, ProductGroup
from loyalty_engine.model.fields import repeated, sequence_of
from loyalty_engine.model.identifiers import id_order
from loyalty_engine.model.member import Need, NeedKind
from loyalty_engine.model.moments import in_zone
from loyalty_engine.model.period import Period
from loyalty_engine.model.points import BONUS_POINTS, PointsCurrency
from loyalty_engine.model.slots import FavoriteProductsRule
from loyalty_engine.model.window import Window
from loyalty_engine.rules.offer import Offer, Trigger
from loyalty_engine.rules.stacking import DEFAULT_POLICIES, Policies


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
    running: list[StageRule] = []
    reacting: list[StageRule] = []
    for rule in rules:
        offer = rule.contender.offer
        if runs(offer):
            (running if offer.trigger is Trigger.PURCHASE else reacting).append(rule)
    guards = Guards(rules)
    index = shelve(running, guards)
    wanted, answered = asked(running), asked(reacting)
    return OfferBook(
        contenders=by_id,
        catalog=world.catalog,
        favorites=tuple(world.favorites[id] for id in sorted(world.favorites, key=id_order)),
        points=tuple(world.points[id] for id in sorted(world.points, key=id_order)),
        attributes=world.attributes,
        policies=policies,
        zone=zone,
        needs=wanted.needs,
        personal=frozenset(need.name for need in wanted.needs if need.kind is NeedKind.PERSONAL),
        rules=rules,
        index=index,
        reactions=reactions(reacting, guards),
        read_only=frozenset(world.read - index.keys),
        stretches=_by_need((*wanted.past, *answered.past)),
        families=frozenset(need for need in (*wanted.needs, *answered.needs) if need.keyed_by),
        asks_givers=wanted.givers,
        asks_pending=any(rule.asks.pending for rule in rules),
        by_id={offer.id: offer for offer in listed},
        favorites_by_id=world.favorites,
        points_by_id=world.points,
        compiled_anew=_recompile,
    )


def _by_need(past: Iterable[Past]) -> dict[Need, tuple[Period | Window, ...]]:
    """The stretches of time in which facts that have dates are asked for, by fact."""
    found: dict[Need, dict[Period | Window, None]] = {}
    for need, during in past:
        found.setdefault(need, {})[during] = None
    return {need: tuple(during) for need, during in found.items()}


_ANY_INSTANT = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
