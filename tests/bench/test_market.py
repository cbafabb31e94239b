"""What the benchmarks measure is what they say: five offers match, and nothing else does."""

from __future__ import annotations

import attrs
import pytest
from families import ATTRIBUTES, FAMILIES, NEAR_MISSES, matches, personal
from floor import by_heart
from growth import same_but_woken
from market import Market, crowded, open_market, receipts
from mixture import mixed, mixed_book
from scale import compiled, renewed, without_index

from loyalty_engine import BENEFITS, CONDITIONS, Outcome, calculate
from loyalty_engine.testing import reference_calculate


@pytest.fixture(scope="module")
def market() -> Market:
    return open_market(products=1_000, groups=20, width=3)


@pytest.mark.parametrize("size", [5, 10, 300])
def test_exactly_five_offers_match(market: Market, size: int) -> None:
    result = calculate(market.receipt, market.member, compiled(market, market.offers(size)))

    market.check(result)
    assert result.discount.minor > 0
    assert [total.amount > 0 for total in result.points] == [True]


def test_a_longer_receipt_has_as_many_times_the_matches() -> None:
    longer = open_market(products=6_000, groups=60, width=4, times=3)
    result = calculate(longer.receipt, longer.member, compiled(longer, longer.offers(100)))

    assert (len(result.lines), len(longer.matching)) == (60, 15)
    longer.check(result)
    assert sum(bool(line.discounts) for line in result.lines) == 36


def test_a_mixture_has_every_kind_and_wakes_none(market: Market) -> None:
    rules = [rule for offer in mixed(market, 1_500) for rule in offer.rules]
    result = calculate(market.receipt, market.member, mixed_book(market, 100))

    assert {type(one) for rule in rules for one in rule.conditions} == set(CONDITIONS)
    assert {type(one) for rule in rules for one in rule.benefits} == set(BENEFITS)
    assert [verdict.offer for verdict in result.verdicts] == [offer.id for offer in market.matching]


def test_a_sixth_match_is_noticed(market: Market) -> None:
    result = calculate(
        market.receipt, market.member, compiled(market, [*market.matching, *matches(market, 1)])
    )

    with pytest.raises(AssertionError):
        market.check(result)


def test_the_reference_engine_says_the_same(market: Market) -> None:
    book = compiled(market, market.offers(60))

    found = calculate(market.receipt, market.member, book)

    assert reference_calculate(market.receipt, market.member, book).lines == found.lines


def test_the_floor_is_equal_to_the_engine(market: Market) -> None:
    book = compiled(market, market.offers(60))

    assert by_heart(market)(market.receipt, market.member) == calculate(market.receipt, market.member, book)


@pytest.mark.parametrize("name", FAMILIES)
def test_offers_of_adversarial_families_are_never_woken(market: Market, name: str) -> None:
    offers = list(FAMILIES[name](market, 60))

    result = calculate(market.receipt, market.member, compiled(market, [*market.matching, *offers]))

    assert len({attrs.evolve(offer, id="same") for offer in offers}) == 60
    assert len(result.verdicts) == len(market.matching)


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_near_misses_are_woken_and_not_met(market: Market, name: str) -> None:
    book = compiled(market, [*market.matching, *NEAR_MISSES[name](market, 6)])

    result = calculate(market.receipt, market.member, book)

    market.check(result)
    near = [verdict.outcome for verdict in result.verdicts if verdict.offer.startswith("near")]
    assert near == [Outcome.NOT_MET] * 6


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_more_personal_entries_hit_no_more(market: Market, name: str) -> None:
    book = compiled(market, [*market.matching, personal()])

    few, many = (calculate(market.receipt, ATTRIBUTES[name](market, count), book) for count in (10, 100))

    assert few.lines == many.lines
    assert [v.outcome for v in few.verdicts if v.offer == "personal"] == [Outcome.GRANTED]


def test_without_index_all_offers_get_a_verdict_and_the_result_is_the_same(market: Market) -> None:
    book = compiled(market, market.offers(60))

    every = calculate(market.receipt, market.member, without_index(book))

    assert len(every.verdicts) == 60
    same_but_woken(calculate(market.receipt, market.member, book), every)


def test_a_renewed_book_has_kept_nothing_and_says_the_same(market: Market) -> None:
    book = compiled(market, [*market.matching, *crowded(market, 50)])
    before = calculate(market.receipt, market.member, book)

    fresh = renewed(book)()

    assert (fresh.index.kept, book.index.kept > 0) == (0, True)
    assert calculate(market.receipt, market.member, fresh) == before


def test_receipts_come_in_the_order_of_time(market: Market) -> None:
    stream = receipts(market, 20)

    assert [receipt.at for receipt in stream] == sorted(receipt.at for receipt in stream)
    assert {len(receipt.lines) for receipt in stream} == {20}
