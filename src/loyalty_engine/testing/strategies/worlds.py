"""Worlds: what an offer book is compiled from, with receipts and buyers that fit it."""

from __future__ import annotations

from functools import cache

from attrs import evolve, frozen
from hypothesis import strategies as st

from loyalty_engine.engine.book import OfferBook
from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.model.catalog import Catalog
from loyalty_engine.model.context import NOTHING, Context
from loyalty_engine.model.event import Event
from loyalty_engine.model.member import Member
from loyalty_engine.model.money import Rounding
from loyalty_engine.model.points import PointsCurrency
from loyalty_engine.model.receipt import Receipt
from loyalty_engine.model.slots import FavoriteProductsRule
from loyalty_engine.rules.offer import Offer
from loyalty_engine.rules.stacking import DEFAULT_POLICIES, Level, Policies
from loyalty_engine.testing.strategies.happenings import an_event
from loyalty_engine.testing.strategies.offering import offers, reactions
from loyalty_engine.testing.strategies.people import a_counter, a_favorites_rule, some_uses
from loyalty_engine.testing.strategies.people import members as members_with
from loyalty_engine.testing.strategies.shops import a_catalog
from loyalty_engine.testing.strategies.shops import receipts as receipts_in
from loyalty_engine.testing.strategies.tape import Tape, built
from loyalty_engine.testing.strategies.words import (
    COUNTERS,
    CURRENCIES,
    FAVORITE_RULES,
    OFFER_IDS,
    POINTS,
    REACTION_IDS,
    ZONES,
)


@frozen(kw_only=True)
class World:
    """Offers with all that they name, and receipts, buyers and events that they can match.

    The catalogue holds the product groups too. A world has everything that the reference engine reads, so
    it can stand in for the offer book that `book` compiles.
    """

    offers: tuple[Offer, ...]
    catalog: Catalog
    favorites: tuple[FavoriteProductsRule, ...]
    points: tuple[PointsCurrency, ...]
    policies: Policies
    zone: str
    receipts: tuple[Receipt, ...]
    members: tuple[Member | None, ...]
    events: tuple[Event, ...] = ()
    context: Context = NOTHING

    def book(self) -> OfferBook:
        """The offers, compiled."""
        return compile_offers(
            self.offers,
            catalog=self.catalog,
            favorites=self.favorites,
            points=self.points,
            policies=self.policies,
            zone=self.zone,
        )

    @property
    def receipt(self) -> Receipt:
        """The first receipt, for laws that need only one."""
        return self.receipts[0]

    @property
    def member(self) -> Member | None:
        """The first buyer."""
        return self.members[0]


def some_policies(tape: Tape) -> Policies:
    """Mostly the default; otherwise any way to round, at any level."""
    if not tape.chance(40):
        return DEFAULT_POLICIES
    return Policies(
        discounts=tape.one_of(tuple(Rounding)),
        points=tape.one_of(tuple(reversed(Rounding))),
        level=tape.one_of(tuple(Level)),
    )


def a_context(tape: Tape) -> Context:
    """Draws at the edges of what is granted by them, and what offers have given so far."""
    names = tape.some((*OFFER_IDS, "wheel"), most=8, least=0)
    draws = {name: tape.one_of((0, 99_999, 100_000, 500_000, 999_999)) for name in names}
    of_program = {name: a_counter(tape) for name in COUNTERS if tape.chance(60)}
    return Context(draws=draws, counters=of_program | ({} if tape.chance(20) else some_uses(tape)))


def policies() -> st.SearchStrategy[Policies]:
    """Policies of an offer book."""
    return built(some_policies)


@st.composite
def worlds(draw: st.DrawFn, *, receipts: int = 1, members: int = 1, most_offers: int = 6) -> World:
    """Worlds of one currency with up to *most_offers* offers, *receipts* receipts and *members* buyers.

    In about three of four something is granted. The first offers, receipts and buyers are the ones that stay
    when a failing example is made smaller.
    """
    setting = Tape.of(draw)
    currency = setting.one_of(CURRENCIES)
    foreign = "USD" if setting.chance(3) else currency
    drawn = draw(_several_offers(currency, min(most_offers, len(OFFER_IDS))))
    if foreign != currency:
        drawn.append(draw(offers(foreign)))
    answering = draw(_some_reactions(currency)) if setting.chance(40) else []
    return World(
        offers=(
            *(evolve(offer, id=id) for offer, id in zip(drawn, OFFER_IDS, strict=False)),
            *(evolve(offer, id=id) for offer, id in zip(answering, REACTION_IDS, strict=False)),
        ),
        events=tuple(an_event(setting, currency, offer.trigger) for offer in answering[:1]),
        receipts=tuple(draw(receipts_in(currency)) for _ in range(receipts)),
        members=tuple(draw(members_with(currency)) for _ in range(members)),
        policies=some_policies(setting),
        zone=setting.one_of(ZONES) if setting.chance(20) else ZONES[0],
        context=a_context(setting),
        points=POINTS,
        catalog=a_catalog(setting),
        favorites=tuple(a_favorites_rule(setting, id) for id in FAVORITE_RULES),
    )


@cache
def _some_reactions(currency: str) -> st.SearchStrategy[list[Offer]]:
    return st.lists(reactions(currency), min_size=1, max_size=len(REACTION_IDS))


@cache
def _several_offers(currency: str, most: int) -> st.SearchStrategy[list[Offer]]:
    few = st.lists(offers(currency), min_size=1, max_size=most)
    # left alone, Hypothesis draws short lists, in which hardly anything competes
    return few if most < 4 else st.one_of(few, st.lists(offers(currency), min_size=4, max_size=most))
