"""Rules inside of rules, and rules for sets, as a book has compiled them."""

from __future__ import annotations

import json

import pytest
from cases.till import CATALOG, CUP, TEA, eur, receipt

from loyalty_engine.engine.book import OfferBook
from loyalty_engine.engine.calculate import calculate
from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.engine.nesting import places_of
from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.member import Need, NeedKind
from loyalty_engine.rules.benefits import InSets, IssueCoupon, PercentOff, Repeat, SetOf, Then, TierBy
from loyalty_engine.rules.conditions import Groups, InAudience, LineAmount, Products, PurchaseCount, Purchases
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.offer import Offer, Rule
from loyalty_engine.wire.documents import read_offers, write_offers

TEN, FIVE = PercentOff(10), PercentOff(5)
TEAS, STAFF = Products({TEA}), InAudience({"staff"})
BEFORE = PurchaseCount(Purchases(), at_least=1)
FOR_FIVE = LineAmount(at_least=eur("5"))


def rule(conditions: list[Condition], *benefits: Benefit) -> Rule:
    return Rule(conditions=conditions, benefits=benefits)


def book_of(*rules: Rule) -> OfferBook:
    return compile_offers([Offer(id="a", rules=rules, cumulative=True)], catalog=CATALOG)


def test_places_have_the_numbers_of_all_rules() -> None:
    offer = Offer(
        id="a",
        rules=[
            rule([], Then([rule([], Then([rule([], FIVE)])), rule([], TEN)])),
            rule([], TEN, Then([rule([], FIVE)])),
        ],
    )

    assert [(place.number, place.root, place.path) for place in places_of(offer)] == [
        (0, 0, "rules[0]"),
        (2, 0, "rules[0].benefits[0].rules[0]"),
        (3, 0, "rules[0].benefits[0].rules[0].benefits[0].rules[0]"),
        (4, 0, "rules[0].benefits[0].rules[1]"),
        (1, 1, "rules[1]"),
        (5, 1, "rules[1].benefits[1].rules[0]"),
    ]
    assert all(offer.all_rules[place.number] is place.rule for place in places_of(offer))


@pytest.mark.parametrize(
    "asking",
    [
        pytest.param(rule([TEAS], Then([rule([STAFF, BEFORE], FIVE)])), id="inside of a rule"),
        pytest.param(rule([STAFF, BEFORE], Then([rule([TEAS], FIVE)])), id="around a rule"),
        pytest.param(
            rule([STAFF], Then([rule([BEFORE], Then([rule([], FIVE)]))])), id="around a rule around a rule"
        ),
        pytest.param(
            rule([TEAS], InSets(parts=[SetOf()], rules=[rule([STAFF, BEFORE], FIVE)])),
            id="for sets",
        ),
        pytest.param(
            rule([TEAS], InSets(parts=[SetOf()], rules=[rule([STAFF, BEFORE], IssueCoupon("spring"))])),
            id="for each set",
        ),
    ],
)
def test_a_book_needs_what_is_asked_inside_and_around(asking: Rule) -> None:
    book = book_of(asking)
    purchases = Need(NeedKind.PROFILE, "purchases")

    assert book.needs == {Need(NeedKind.AUDIENCE, "staff"), purchases}
    assert book.needs_for(receipt((TEA, "1.00"))) == book.needs
    assert book.since(purchases, receipt((TEA, "1.00"))) is not None


def test_where_a_rule_stands_and_how_often_it_gives_is_part_of_what_is_meant() -> None:
    letter = IssueCoupon("letter")
    books = [
        book_of(rule([TEAS], TEN, Then([rule([STAFF], FIVE)]))),
        book_of(rule([TEAS], TEN), rule([TEAS, STAFF], FIVE)),
        book_of(rule([TEAS], TEN, Then([rule([], Then([rule([STAFF], FIVE)]))]))),
        book_of(rule([FOR_FIVE], Then([rule([TEAS], FIVE)]))),
        book_of(rule([], Then([rule([FOR_FIVE, TEAS], FIVE)]))),
        book_of(rule([], InSets(parts=[SetOf()], rules=[rule([TEAS], TEN)]))),
        book_of(rule([], InSets(parts=[SetOf()], rules=[rule([], TEN)]))),
        book_of(rule([], Repeat([letter], 2))),
        book_of(rule([], Repeat([letter], 3))),
        book_of(rule([], Repeat([letter], every=eur("1")))),
        book_of(rule([], Repeat([letter], every=eur("1"), by=TierBy.RECEIPT))),
    ]

    assert len({book.digest for book in books}) == len(books)


def test_groups_that_only_sets_are_asked_for_are_known() -> None:
    sweets = InSets(parts=[SetOf()], rules=[rule([Groups({"tea time"}), LineAmount(at_least=eur("5"))], TEN)])
    lines = calculate(receipt((CUP, "5.00"), (TEA, "4.00")), None, book_of(rule([], sweets))).lines

    assert [line.discount.decimal for line in lines] == ["0.50", "0.00"]


def test_documents_cannot_nest_deeper_than_rules_can() -> None:
    inner: dict[str, object] = {"benefits": [{"kind": "percent_off", "percent": "5"}]}
    for _ in range(6):
        inner = {"benefits": [{"kind": "then", "rules": [inner]}]}
    document = json.loads(write_offers([Offer.of("a", benefits=[TEN])]))
    document["offers"][0]["rules"] = [inner]
    with pytest.raises(InvalidInput) as caught:
        read_offers(json.dumps(document))

    assert [(problem.path, problem.message) for problem in caught.value.problems] == [
        ("$.offers[0].rules[0].benefits[0].rules[0].benefits[0].rules[0]", "holds too many levels of rules")
    ]
