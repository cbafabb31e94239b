"""Auto-fill takes products in an order that a host may replace."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from attrs import evolve
from individual.breakfast import BOUGHT, CATALOG, LIST, NOON, RULE, SEPTEMBER, ZONE, purchase, slot, slots

from loyalty_engine.engine.calculate import calculate
from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.individual import Listing, Ranking, favorites_list, in_list_order, with_candidates
from loyalty_engine.model.intents import SlotIntent
from loyalty_engine.model.member import Member
from loyalty_engine.model.money import Money
from loyalty_engine.model.receipt import Line, Place, Receipt
from loyalty_engine.model.slots import SlotSet
from loyalty_engine.rules.benefits.personal import FillFavoriteSlots
from loyalty_engine.rules.offer import Offer

AUGUST = [purchase("2026-08-02T12:00+03:00", ("tea", "3"), ("oats", "2"), ("milk", "1"))]
HISTORY = favorites_list(BOUGHT, CATALOG, AUGUST, **SEPTEMBER)


def healthy_first(listing: Listing, member: Member) -> Sequence[str]:
    """A host's ranking; it knows products that are not listed, too."""
    return ["spinach", "oats", "oats"]


_: Ranking = healthy_first  # mypy proves the fit


@pytest.mark.parametrize(
    ("listing", "ranking", "candidates"),
    [
        pytest.param(HISTORY, in_list_order, ("tea", "oats", "milk"), id="purchases in their order"),
        pytest.param(HISTORY, healthy_first, ("oats", "tea", "milk"), id="purchases in the host's order"),
        pytest.param(LIST, in_list_order, (), id="a predefined list needs no candidates"),
        pytest.param(LIST, healthy_first, ("oats", "honey", "milk", "tea"), id="unless the host ranks them"),
        pytest.param(evolve(HISTORY, products=()), healthy_first, (), id="an empty list has none"),
    ],
)
def test_candidates(listing: Listing, ranking: Ranking, candidates: tuple[str, ...]) -> None:
    have = [
        slots(slot(1, "honey"), rule=rule, candidates=["old"]) for rule in ("bought", "breakfast", "lunch")
    ]
    found = with_candidates(Member("m", favorites=have), [listing], ranking)

    assert [each.candidates == ("old",) for each in found.favorites if each.rule != listing.rule] == [
        True,
        True,
    ]
    assert found.slots(listing.rule) == evolve(found.slots(listing.rule), candidates=candidates)
    assert [each.slots for each in found.favorites] == [each.slots for each in have]


def test_a_set_is_added_for_who_has_none() -> None:
    assert with_candidates(Member("m"), [HISTORY]).favorites == (
        SlotSet(rule="bought", candidates=("tea", "oats", "milk")),
    )


@pytest.mark.parametrize(
    ("ranking", "receipt_first", "bought", "breakfast"),
    [
        pytest.param(in_list_order, True, ("milk", "tea"), ("milk", "honey"), id="the order of the list"),
        pytest.param(healthy_first, True, ("milk", "oats"), ("milk", "oats"), id="the host's order"),
        pytest.param(healthy_first, False, ("oats", "tea"), ("oats", "honey"), id="the host's order alone"),
    ],
)
def test_auto_fill_follows_the_ranking(
    ranking: Ranking, receipt_first: bool, bought: tuple[str, ...], breakfast: tuple[str, ...]
) -> None:
    member = with_candidates(Member("m"), [HISTORY, favorites_list(RULE, CATALOG, **SEPTEMBER)], ranking)
    book = compile_offers(
        [Offer.of("fill", benefits=[FillFavoriteSlots("bought"), FillFavoriteSlots("breakfast")])],
        catalog=CATALOG,
        favorites=[evolve(rule, receipt_first=receipt_first) for rule in (BOUGHT, RULE)],
        zone=ZONE,
    )
    line = Line(number=1, product="milk", amount=Money(100, "EUR"))
    receipt = Receipt(id="r", at=NOON, place=Place("shop"), lines=[line])

    assert calculate(receipt, member, book).intents == tuple(
        SlotIntent(offer="fill", rule=rule, position=n, product=product)
        for rule, products in (("bought", bought), ("breakfast", breakfast))
        for n, product in enumerate(products, 1)
    )
