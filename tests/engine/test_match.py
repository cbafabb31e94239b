"""Which answer stands for a rule: a plain no before what is not known, and of each the first."""

from __future__ import annotations

import pytest
from cases.till import CAKE, CUP, MEMBER, TEA, eur, off, outcomes, receipt, sell
from engine.own import Own

from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.records import Outcome
from loyalty_engine.model.member import Member, Need, NeedKind
from loyalty_engine.model.slots import FavoriteProductsRule, PredefinedList
from loyalty_engine.rules.benefits.discounts import PercentOff
from loyalty_engine.rules.conditions.attribute import HasAttribute
from loyalty_engine.rules.conditions.logic import AllOf, AnyOf, Not
from loyalty_engine.rules.conditions.member import InAudience
from loyalty_engine.rules.conditions.products import FavoriteProducts, PersonalEntries, Products
from loyalty_engine.rules.conditions.receipt import (
    AtPlaces,
    LineAmount,
    LineQuantity,
    ReceiptAmount,
    ReceiptContains,
)
from loyalty_engine.rules.language import Condition
from loyalty_engine.rules.offer import Audiences, Everyone, Members, Offer, Reach, Rule
from loyalty_engine.rules.predicates import Always, Carrier, Contains, Keyed, Range

RULES = [FavoriteProductsRule(id=id, source=PredefinedList("tea time")) for id in ("mine", "yours")]
UNREAD = Member(
    "m-1",
    audiences={"staff"},
    not_loaded=[
        Need(NeedKind.ATTRIBUTE, "level"),
        Need(NeedKind.ATTRIBUTE, "rank"),
        Need(NeedKind.FAVORITE, "mine"),
        Need(NeedKind.PERSONAL, "offers"),
        *(Need(NeedKind.AUDIENCE, name) for name in "abcde"),
    ],
)
YES, NO, WHO_KNOWS = Outcome.GRANTED, Outcome.NOT_MET, Outcome.UNKNOWN

RANK = HasAttribute(of=Carrier.MEMBER, name="rank")
LEVEL = HasAttribute(of=Carrier.MEMBER, name="level", values={"gold"})
MINE, OFFERS = FavoriteProducts("mine"), PersonalEntries("offers")
TEAS, CUPS, CAKES = Products({TEA}), Products({CUP}), Products({CAKE})
ELSEWHERE = AtPlaces({"s-9"})
WHO_MINE = "the product is one of the member's favourites (mine) (not known: favorite mine)"
WHO_LEVEL = "the member's level is gold (not known: attribute level)"
WHO_OFFERS = "the member's personalised offer offers covers the product (not known: personal offers)"
NO_CAKE = "the product is cake"


def said(calculation: Calculation) -> tuple[Outcome, list[str]]:
    """What became of the only offer, and why."""
    explanation = calculation.explain()
    (verdict,) = explanation.verdicts
    return verdict.outcome, [explanation.reason(reason) for reason in verdict.reasons]


@pytest.mark.parametrize(
    ("conditions", "outcome", "reason"),
    [
        pytest.param([MINE, CAKES], NO, NO_CAKE, id="favourites, and cake"),
        pytest.param([CAKES, MINE], NO, NO_CAKE, id="cake, and favourites"),
        pytest.param([MINE, OFFERS], WHO_KNOWS, WHO_MINE, id="favourites, and individual offers"),
        pytest.param([OFFERS, MINE], WHO_KNOWS, WHO_OFFERS, id="individual offers, and favourites"),
        pytest.param([TEAS, CUPS, MINE], NO, "the product is cup", id="tea that is a cup, of favourites"),
        pytest.param(
            [LEVEL, ELSEWHERE],
            NO,
            "the purchase is made at s-9 (seen: s-1)",
            id="a level, in another shop",
        ),
        pytest.param(
            [ELSEWHERE, LEVEL],
            NO,
            "the purchase is made at s-9 (seen: s-1)",
            id="in another shop, a level",
        ),
        pytest.param([LEVEL, MINE], WHO_KNOWS, WHO_MINE, id="lines are looked at before all else"),
        pytest.param([TEAS, LEVEL, Not(LEVEL)], WHO_KNOWS, WHO_LEVEL, id="a level on tea"),
        pytest.param(
            [MINE, ELSEWHERE],
            NO,
            "the purchase is made at s-9 (seen: s-1)",
            id="favourites, in another shop",
        ),
        pytest.param(
            [MINE, LineQuantity(at_least=4)],
            NO,
            "there are at least 4 of these products (seen: 3; 1 more would do)",
            id="more favourites than there are units",
        ),
        pytest.param(
            [TEAS, MINE, LineQuantity(at_least=3)],
            NO,
            "there are at least 3 of these products (seen: 2; 1 more would do)",
            id="more favourite tea than there is tea",
        ),
        pytest.param([MINE, LineQuantity(at_least=3)], WHO_KNOWS, WHO_MINE, id="as many favourites as units"),
        pytest.param(
            [LineQuantity(at_least=1), CAKES], NO, NO_CAKE, id="a check that holds, and then no cake"
        ),
        pytest.param(
            [TEAS, AnyOf([CUPS, CAKES])],
            NO,
            "either the product is cup or the product is cake",
            id="tea that is a cup or a cake",
        ),
        pytest.param(
            [AnyOf([TEAS, CAKES]), AnyOf([CUPS, CAKES])],
            NO,
            "either the product is cup or the product is cake",
            id="tea or cake that is a cup or a cake: the latter is told",
        ),
        pytest.param(
            [AnyOf([CUPS, CAKES]), AnyOf([TEAS, CAKES]), LineQuantity(at_least=1)],
            NO,
            "either the product is tea or the product is cake",
            id="a cup or cake that is tea or cake, and something of it",
        ),
        pytest.param(
            [AnyOf([TEAS, CAKES]), AnyOf([CUPS, CAKES]), AnyOf([TEAS, CUPS])],
            NO,
            "either the product is tea or the product is cup",
            id="of three alternatives that no line passes together the last is told",
        ),
        pytest.param(
            [ELSEWHERE, AnyOf([CAKES, MINE])],
            NO,
            "the purchase is made at s-9 (seen: s-1)",
            id="in another shop, cake or favourites",
        ),
        pytest.param(
            [AnyOf([CAKES, MINE])],
            WHO_KNOWS,
            "either the product is cake or the product is one of the member's favourites (mine)"
            " (not known: favorite mine)",
            id="cake or favourites",
        ),
        pytest.param(
            [AnyOf([CAKES, MINE]), AnyOf([CAKES, AllOf([TEAS, ELSEWHERE])])],
            NO,
            "either the product is cake or (the product is tea and the purchase is made at s-9)",
            id="cake or favourites, and cake or tea elsewhere",
        ),
        pytest.param(
            [AnyOf([MINE, CAKES]), AnyOf([OFFERS, CAKES])],
            WHO_KNOWS,
            "either the product is one of the member's favourites (mine) or the product is cake"
            " (not known: favorite mine)",
            id="of two questions about lines the first",
        ),
        pytest.param(
            [MINE, AnyOf([OFFERS, CAKES])], WHO_KNOWS, WHO_MINE, id="favourites before alternatives"
        ),
        pytest.param(
            [AnyOf([OFFERS, CAKES]), TEAS, LEVEL],
            WHO_KNOWS,
            "either the member's personalised offer offers covers the product or the product is cake"
            " (not known: personal offers)",
            id="alternatives before a level",
        ),
        pytest.param(
            [AnyOf([MINE, CAKES]), AnyOf([TEAS, CUPS]), LineQuantity(at_least=4)],
            NO,
            "there are at least 4 of these products (seen: 3; 1 more would do)",
            id="favourites or cake, more than there are units",
        ),
        pytest.param(
            [AnyOf([MINE, CAKES]), AnyOf([TEAS, CAKES]), LineQuantity(at_least=3)],
            NO,
            "there are at least 3 of these products (seen: 2; 1 more would do)",
            id="favourites or cake, more than there are units of tea",
        ),
        pytest.param(
            [AnyOf([LEVEL, ELSEWHERE])],
            WHO_KNOWS,
            "either the member's level is gold or the purchase is made at s-9 (not known: attribute level)",
            id="a level or another shop",
        ),
        pytest.param(
            [AnyOf([ELSEWHERE, AtPlaces({"s-8"})])],
            NO,
            "either the purchase is made at s-9 or the purchase is made at s-8 (seen: s-1)",
            id="one of two other shops",
        ),
        pytest.param(
            [AnyOf([AllOf([LEVEL, ELSEWHERE]), LineAmount(at_least=eur("99"))])],
            NO,
            "either (the member's level is gold and the purchase is made at s-9) or these products come to"
            " at least 99.00 EUR (seen: s-1)",
            id="a level in another shop, or so much money",
        ),
        pytest.param(
            [AnyOf([AllOf([ELSEWHERE, AtPlaces({"s-8"})]), AtPlaces({"s-7"})])],
            NO,
            "either (the purchase is made at s-9 and the purchase is made at s-8)"
            " or the purchase is made at s-7 (seen: s-1)",
            id="one shop and another, or a third",
        ),
        pytest.param(
            [InAudience({"c", "e", "a", "d", "b"})],
            WHO_KNOWS,
            "the member is among a, b, c or 2 others (not known: audience a)",
            id="of several audiences that were not loaded the first is named",
        ),
        pytest.param(
            [InAudience({"e", "x"})],
            WHO_KNOWS,
            "the member is among e or x (not known: audience e)",
            id="of two audiences one was not loaded",
        ),
        pytest.param(
            [InAudience({"x", "y"})], NO, "the member is among x or y (seen: staff)", id="known audiences"
        ),
        pytest.param(
            [InAudience({"a", "staff", "x"})], YES, None, id="the staff, or an audience that was not loaded"
        ),
        pytest.param(
            [AnyOf([AllOf([RANK, LEVEL]), ELSEWHERE])],
            WHO_KNOWS,
            "either (the member has a value for rank and the member's level is gold) or the purchase is made"
            " at s-9 (not known: attribute rank)",
            id="a rank and a level, or another shop: the first fact that is not known is named",
        ),
        pytest.param(
            [FavoriteProducts("yours")],
            NO,
            "the product is one of the member's favourites (yours)",
            id="known favourites, while others are not known",
        ),
        pytest.param(
            [ReceiptContains([MINE, CAKES])],
            NO,
            "the receipt has a line where the product is one of the member's favourites (mine)"
            " and the product is cake (seen: 0)",
            id="the receipt has favourite cake",
        ),
        pytest.param(
            [ReceiptContains([CAKES, MINE], at_most=1)],
            YES,
            None,
            id="one favourite cake at most",
        ),
        pytest.param([Not(ReceiptContains([MINE, CAKES]))], YES, None, id="no favourite cake"),
        pytest.param(
            [ReceiptContains([MINE, TEAS])],
            WHO_KNOWS,
            "the receipt has a line where the product is one of the member's favourites (mine)"
            " and the product is tea (not known: favorite mine)",
            id="the receipt has favourite tea",
        ),
        pytest.param(
            [ReceiptContains([OFFERS, MINE])],
            WHO_KNOWS,
            "the receipt has a line where the member's personalised offer offers covers the product"
            " and the product is one of the member's favourites (mine) (not known: personal offers)",
            id="the receipt has favourites with an individual offer",
        ),
        pytest.param(
            [ReceiptContains([TEAS], at_least=3)],
            NO,
            "the receipt has at least 3 units on lines where the product is tea (seen: 2; 1 more would do)",
            id="the receipt has more tea than there is",
        ),
        pytest.param(
            [Own(Contains(tests=(Keyed(keys=frozenset()),), range=Range(low=5000)))],
            NO,
            "our own (seen: 0; 5 more would do)",
            id="the receipt has of nothing",
        ),
        pytest.param([Own(Always(negated=True))], NO, "our own", id="never"),
        pytest.param([Own(Always())], YES, None, id="always"),
        pytest.param([AnyOf([Own(Always(negated=True)), TEAS])], YES, None, id="never, or tea"),
        pytest.param(
            [AnyOf([AllOf([Own(Always()), AtPlaces({"s-1"})]), ELSEWHERE])],
            YES,
            None,
            id="always in this shop, or elsewhere",
        ),
    ],
)
def test_two_of_tea_and_a_cup_for_a_member_of_whom_little_is_known(
    conditions: list[Condition], outcome: Outcome, reason: str | None
) -> None:
    offer = Offer.of("a", conditions, [PercentOff(10)])
    sale = receipt((TEA, "10.00", 2), (CUP, "5.00"))

    assert said(sell([offer], sale, UNREAD, favorites=RULES)) == (outcome, [reason] if reason else [])


@pytest.mark.parametrize(
    ("reach", "condition", "outcome", "reason"),
    [
        pytest.param(
            Members(), TEAS, WHO_KNOWS, "the offer is for members (not known: who buys)", id="tea for members"
        ),
        pytest.param(Members(), CAKES, NO, NO_CAKE, id="cake for members"),
        pytest.param(
            Members(),
            MINE,
            WHO_KNOWS,
            "the offer is for members (not known: who buys)",
            id="favourites for members: the offer is asked first",
        ),
        pytest.param(Everyone(), MINE, WHO_KNOWS, WHO_MINE, id="favourites for everyone"),
    ],
)
def test_tea_for_a_buyer_without_a_card(
    reach: Reach, condition: Condition, outcome: Outcome, reason: str
) -> None:
    offer = Offer.of("a", [condition], [PercentOff(10)], reach=reach)

    assert said(sell([offer], receipt((TEA, "10.00")), None, favorites=RULES)) == (outcome, [reason])


@pytest.mark.parametrize(
    "conditions",
    [
        pytest.param([], id="nothing else is asked"),
        pytest.param([CAKES], id="there is no cake either"),
        pytest.param([MINE], id="favourites are not known either"),
    ],
)
def test_an_offer_that_works_elsewhere_is_not_in_force_whatever_it_asks(conditions: list[Condition]) -> None:
    offer = Offer.of("a", conditions, [PercentOff(10)], places={"s-9"})

    assert said(sell([offer], receipt((TEA, "10.00")), UNREAD, favorites=RULES)) == (
        Outcome.NOT_IN_FORCE,
        ["the offer works at s-9 (seen: s-1)"],
    )


@pytest.mark.parametrize(
    ("member", "reach"),
    [
        pytest.param(None, Members(), id="for members, and nobody is known"),
        pytest.param(MEMBER, Audiences({"staff"}), id="for the staff, and a member buys"),
        pytest.param(UNREAD, Audiences({"a"}), id="for an audience that was not loaded"),
    ],
)
@pytest.mark.parametrize(
    "left",
    [
        pytest.param(ReceiptAmount(at_most=eur("50"), so_far=True), id="up to 50 left to pay"),
        pytest.param(ReceiptAmount(at_least=eur("1"), so_far=True), id="1 left to pay at least"),
        pytest.param(LineAmount(at_most=eur("50")), id="lines of up to 50"),
    ],
)
def test_an_offer_stays_closed_to_others_whatever_is_left_to_pay(
    left: Condition, member: Member | None, reach: Reach
) -> None:
    offers = [
        Offer.of("all", [CUPS], [PercentOff(10)], priority=1),
        Offer.of("closed", [left], [PercentOff(50)], reach=reach),
    ]

    assert off(sell(offers, receipt((TEA, "10.00"), (CUP, "10.00")), member)) == ("0.00", "1.00")


@pytest.mark.parametrize(
    "condition",
    [
        pytest.param(LineQuantity(at_most=2), id="few units"),
        pytest.param(AnyOf([LineQuantity(at_most=2), CAKES]), id="few units, or cake"),
        pytest.param(AnyOf([TEAS, LineQuantity(at_most=2)]), id="tea, or few units"),
    ],
)
def test_an_offer_is_beaten_where_every_line_is_taken(condition: Condition) -> None:
    offers = [
        Offer.of("all", benefits=[PercentOff(30)], priority=1),
        Offer.of("few", [condition], [PercentOff(10)]),
    ]
    calculation = sell(offers, receipt((TEA, "10.00"), (CUP, "10.00")))

    assert off(calculation) == ("3.00", "3.00")
    assert outcomes(calculation) == {"all": YES, "few": Outcome.BEATEN}


@pytest.mark.parametrize(
    ("order", "alone", "after_cups"),
    [
        pytest.param((0, 1), ("0.00", "0.00", "2.00"), ("1.00", "3.00", "1.00"), id="few lines, then cake"),
        pytest.param((1, 0), ("1.00", "1.00", "2.00"), ("1.00", "3.00", "2.00"), id="cake, then few lines"),
    ],
)
def test_a_rule_that_may_hold_later_stands_beside_one_that_holds(
    order: tuple[int, int], alone: tuple[str, ...], after_cups: tuple[str, ...]
) -> None:
    rules = [
        Rule(conditions=[LineQuantity(at_most=2)], benefits=[PercentOff(10)]),
        Rule(conditions=[CAKES], benefits=[PercentOff(20)]),
    ]
    both = Offer(id="both", rules=[rules[n] for n in order])
    cups = Offer.of("cups", [CUPS], [PercentOff(30)], priority=1)
    sale = receipt((TEA, "10.00"), (CUP, "10.00"), (CAKE, "10.00"))

    assert off(sell([both], sale)) == alone
    assert off(sell([both, cups], sale)) == after_cups
