"""Offers of all kinds, drawn as those of the tests are, on products that the receipt has nothing to do with.

Whatever the conditions and benefits of an offer, what wakes it is its products; so a receipt must cost the
same in a book of very many of them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from attrs import evolve
from market import Market

from loyalty_engine import Catalog, Offer, OfferBook, Products, compile_offers
from loyalty_engine.testing.strategies.offering import an_offer
from loyalty_engine.testing.strategies.people import a_favorites_rule
from loyalty_engine.testing.strategies.shops import a_catalog
from loyalty_engine.testing.strategies.tape import Tape
from loyalty_engine.testing.strategies.words import FAVORITE_RULES, POINTS


def mixed(market: Market, count: int, seed: int = 5) -> Iterator[Offer]:
    """*count* offers of all kinds, each rule of which names a product that is not on the receipt."""
    rng = random.Random(seed)
    tape = _tape(rng)
    for n in range(count):
        offer = an_offer(tape, market.receipt.currency)
        rules = [
            evolve(rule, conditions=[Products({rng.choice(market.products)}), *rule.conditions])
            for rule in offer.rules
        ]
        yield evolve(offer, id=f"mixed-{n}", rules=rules)


def mixed_book(market: Market, count: int) -> OfferBook:
    """The offers that match, and *count* of all kinds, with all that they name."""
    tape = _tape(random.Random(6))
    theirs, ours = a_catalog(tape), market.catalog
    return compile_offers(
        [*market.matching, *mixed(market, count)],
        catalog=Catalog(
            products=[*ours.products, *theirs.products],
            categories=[*ours.categories, *theirs.categories],
            groups=[*ours.groups, *theirs.groups],
        ),
        favorites=[a_favorites_rule(tape, id) for id in FAVORITE_RULES],
        points=POINTS,
    )


def _tape(rng: random.Random) -> Tape:
    return Tape(lambda: rng.randbytes(64))
