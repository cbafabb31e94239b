"""Whoever changes a predefined list is warned where members have chosen from it."""

from __future__ import annotations

import datetime as dt

import pytest
from attrs import evolve
from individual.breakfast import BOUGHT, CATALOG, LONG_AGO, NOON, RULE, ZONE, slot, slots

from loyalty_engine.engine.book import OfferBook
from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.errors import InvalidInput
from loyalty_engine.individual import ListWarning, UnlistedChoice, list_changes
from loyalty_engine.model.catalog import Catalog, ProductGroup
from loyalty_engine.model.member import Member
from loyalty_engine.model.selection import Daily, Monthly
from loyalty_engine.model.slots import FavoriteProductsRule, PredefinedList

MONTHLY = evolve(RULE, selection=Monthly())


def book(*breakfast: str, rules: tuple[FavoriteProductsRule, ...] = (MONTHLY, BOUGHT)) -> OfferBook:
    group = ProductGroup.of("breakfast", products=breakfast)
    catalog = Catalog(products=CATALOG.products, groups=[group, ProductGroup.of("drinks", products={"tea"})])
    return compile_offers([], catalog=catalog, favorites=rules, zone=ZONE)


BEFORE = book("honey", "milk", "oats")
ANNA = Member("anna", favorites=[slots(slot(1, "honey"), slot(2, "milk"))])
BORIS = Member(
    "boris", favorites=[slots(slot(1), slot(2, "milk", LONG_AGO)), slots(slot(1, "tea"), rule="bought")]
)
CLARA = Member("clara", favorites=[slots(slot(1, "oats"))])


@pytest.mark.parametrize(
    ("after", "members", "expected"),
    [
        pytest.param(book("honey", "milk", "oats"), [ANNA, BORIS], [], id="nothing changes"),
        pytest.param(book("honey"), [], [], id="no members"),
        pytest.param(book("honey"), [BORIS], [], id="choices of another month, and of purchases, are none"),
        pytest.param(
            book("honey", "oats", "tea", "9", "10"),
            [ANNA, BORIS, CLARA],
            [
                ListWarning(
                    rule="breakfast",
                    added=("9", "10", "tea"),
                    removed=("milk",),
                    choosing=2,
                    unlisted=(UnlistedChoice(member="anna", position=2, product="milk"),),
                )
            ],
            id="products come and go",
        ),
        pytest.param(
            book("honey", "milk", "oats", "tea"),
            [ANNA],
            [ListWarning(rule="breakfast", added=("tea",), removed=(), choosing=1, unlisted=())],
            id="a product comes",
        ),
        pytest.param(
            book("honey", rules=(evolve(RULE, source=PredefinedList("drinks")),)),
            [CLARA],
            [
                ListWarning(
                    rule="breakfast",
                    added=("tea",),
                    removed=("honey", "milk", "oats"),
                    choosing=1,
                    unlisted=(UnlistedChoice(member="clara", position=1, product="oats"),),
                )
            ],
            id="the rule names another group",
        ),
        pytest.param(
            book("honey", rules=(BOUGHT,)),
            [CLARA],
            [
                ListWarning(
                    rule="breakfast",
                    added=(),
                    removed=("honey", "milk", "oats"),
                    choosing=1,
                    unlisted=(UnlistedChoice(member="clara", position=1, product="oats"),),
                )
            ],
            id="the rule is gone",
        ),
    ],
)
def test_warnings(after: OfferBook, members: list[Member], expected: list[ListWarning]) -> None:
    assert list_changes(BEFORE, after, members, NOON) == tuple(expected)


def test_rules_by_their_ids_and_words() -> None:
    rules = (evolve(RULE, id="10"), evolve(RULE, id="9"))
    members = [Member("m", favorites=[slots(slot(1, "milk"), rule=rule.id) for rule in rules])]
    warnings = list_changes(book("milk", rules=rules), book("tea", rules=rules), members, NOON)

    assert [str(warning) for warning in warnings] == [
        f"the list of '{id}' changes (+1, -1) and 1 member has chosen from it; "
        "1 of their choices will not be listed"
        for id in ("9", "10")
    ]
    two = evolve(warnings[0], choosing=2)
    assert "2 members have chosen" in str(two)


def test_the_clock_is_the_members() -> None:
    rules = (evolve(RULE, selection=Daily()),)
    here = Member("here", favorites=[slots(slot(1, "milk"))])
    there = evolve(here, zone="Asia/Tokyo")
    late = dt.datetime.fromisoformat("2026-09-15T23:00+03:00")

    for member, warned in ((here, 1), (there, 0)):
        assert (
            len(list_changes(book("milk", rules=rules), book("tea", rules=rules), [member], late)) == warned
        )


def test_an_instant_is_needed() -> None:
    with pytest.raises(InvalidInput, match="list changes: at: 2026-09-15T00:00:00 has no offset"):
        list_changes(BEFORE, BEFORE, [], dt.datetime(2026, 9, 15))
