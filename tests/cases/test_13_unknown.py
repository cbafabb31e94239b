"""What is not known never grants anything, not even by `Not`; what is known to be missing is false."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from cases.till import CUP, MEMBER, NOON, TEA, earned, eur, off, outcomes, receipt, sell

from loyalty_engine.engine.records import Outcome, PointsTotal, Reason
from loyalty_engine.model.attributes import Attributes
from loyalty_engine.model.intents import CouponIntent
from loyalty_engine.model.member import Member, Need, NeedKind
from loyalty_engine.model.slots import FavoriteProductsRule, PredefinedList, Slot, SlotSet
from loyalty_engine.rules.benefits.discounts import MinimumPrice, PercentOff
from loyalty_engine.rules.benefits.effects import ChangeCounter, IssueCoupon, ReceiptMessage
from loyalty_engine.rules.benefits.personal import PersonalBenefit
from loyalty_engine.rules.benefits.points import PointsPercent
from loyalty_engine.rules.conditions.attribute import HasAttribute
from loyalty_engine.rules.conditions.logic import AllOf, AnyOf, Not
from loyalty_engine.rules.conditions.member import BirthdayMonth, InAudience
from loyalty_engine.rules.conditions.products import FavoriteProducts, PersonalEntries, Products
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.offer import Audiences, Members, Offer, Reach, Rule
from loyalty_engine.rules.predicates import Carrier, Range

RULE = FavoriteProductsRule(id="mine", source=PredefinedList("tea time"))
TEA_CHOSEN = SlotSet(rule="mine", slots=[Slot(position=1, product=TEA, changed_at=NOON)])
GOLD = HasAttribute(of=Carrier.MEMBER, name="level", values={"gold"})
MANY = HasAttribute(of=Carrier.MEMBER, name="visits", between=Range(low=10))
STUDENTS = InAudience({"students"})
FAVORITES = FavoriteProducts("mine")

FULL = Member(
    "m-1",
    attributes=Attributes.of(level="gold", visits=10),
    audiences={"students"},
    favorites=[TEA_CHOSEN],
)
EMPTY = MEMBER
UNREAD = Member(
    "m-1",
    not_loaded=[
        Need(NeedKind.ATTRIBUTE, "level"),
        Need(NeedKind.ATTRIBUTE, "visits"),
        Need(NeedKind.ATTRIBUTE, "birthday"),
        Need(NeedKind.AUDIENCE, "students"),
        Need(NeedKind.FAVORITE, "mine"),
        Need(NeedKind.PERSONAL, "offers"),
    ],
)
NEED_OF_LEVEL = Need(NeedKind.ATTRIBUTE, "level")
FREE = PercentOff(50)
YES, NO, WHO_KNOWS = Outcome.GRANTED, Outcome.NOT_MET, Outcome.UNKNOWN


@pytest.mark.parametrize(
    "member", [None, UNREAD], ids=["a buyer without a card", "facts that were not loaded"]
)
@pytest.mark.parametrize(
    ("condition", "outcome"),
    [
        pytest.param(GOLD, WHO_KNOWS, id="an attribute"),
        pytest.param(Not(GOLD), WHO_KNOWS, id="the opposite of an attribute"),
        pytest.param(MANY, WHO_KNOWS, id="a number"),
        pytest.param(BirthdayMonth(), WHO_KNOWS, id="a birthday"),
        pytest.param(Not(BirthdayMonth()), WHO_KNOWS, id="no birthday"),
        pytest.param(STUDENTS, WHO_KNOWS, id="an audience"),
        pytest.param(Not(STUDENTS), WHO_KNOWS, id="all but an audience"),
        pytest.param(FAVORITES, WHO_KNOWS, id="favourite products"),
        pytest.param(Not(FAVORITES), WHO_KNOWS, id="all but favourite products"),
        pytest.param(PersonalEntries("offers"), WHO_KNOWS, id="individual offers"),
        pytest.param(Not(PersonalEntries("offers")), WHO_KNOWS, id="all that no individual offer names"),
        pytest.param(AllOf([GOLD, Products({TEA})]), WHO_KNOWS, id="unknown and true"),
        pytest.param(AllOf([GOLD, Products({"bread"})]), NO, id="unknown and false is false"),
        pytest.param(AnyOf([GOLD, Products({TEA})]), YES, id="unknown or true is true"),
        pytest.param(AnyOf([GOLD, Products({"bread"})]), WHO_KNOWS, id="unknown or false"),
        pytest.param(AnyOf([GOLD, Not(GOLD)]), WHO_KNOWS, id="unknown or its opposite"),
    ],
)
def test_nobody_knows(member: Member | None, condition: Condition, outcome: Outcome) -> None:
    offer = Offer.of("a", [condition], [PercentOff(10)])

    assert outcomes(sell([offer], receipt((TEA, "10.00")), member, favorites=[RULE])) == {"a": outcome}


@pytest.mark.parametrize(
    ("condition", "of_full", "of_empty"),
    [
        pytest.param(GOLD, YES, NO, id="an attribute"),
        pytest.param(Not(GOLD), NO, YES, id="the opposite holds for one who lacks the attribute"),
        pytest.param(MANY, YES, NO, id="a number"),
        pytest.param(Not(MANY), NO, YES, id="no such number"),
        pytest.param(BirthdayMonth(), NO, NO, id="a birthday that neither has told"),
        pytest.param(STUDENTS, YES, NO, id="an audience"),
        pytest.param(Not(STUDENTS), NO, YES, id="all but an audience"),
        pytest.param(FAVORITES, YES, NO, id="favourite products"),
        pytest.param(Not(FAVORITES), NO, YES, id="other products than favourites"),
        pytest.param(PersonalEntries("offers"), NO, NO, id="individual offers that neither has"),
        pytest.param(Not(PersonalEntries("offers")), YES, YES, id="products without individual offers"),
    ],
)
def test_what_is_known(condition: Condition, of_full: Outcome, of_empty: Outcome) -> None:
    offer = Offer.of("a", [condition], [PercentOff(10)])
    seen = [
        outcomes(sell([offer], receipt((TEA, "10.00")), member, favorites=[RULE]))["a"]
        for member in (FULL, EMPTY)
    ]

    assert seen == [of_full, of_empty]


@pytest.mark.parametrize(
    ("reach", "of_full", "of_empty", "of_nobody"),
    [
        pytest.param(Members(), YES, YES, WHO_KNOWS, id="members"),
        pytest.param(Audiences({"students", "staff"}), YES, NO, WHO_KNOWS, id="members of an audience"),
        pytest.param(Audiences({"staff"}), NO, NO, WHO_KNOWS, id="members of another audience"),
    ],
)
def test_reach(reach: Reach, of_full: Outcome, of_empty: Outcome, of_nobody: Outcome) -> None:
    offer = Offer.of("a", benefits=[PercentOff(10)], reach=reach)
    seen = [outcomes(sell([offer], receipt((TEA, "10.00")), member))["a"] for member in (FULL, EMPTY, None)]

    assert seen == [of_full, of_empty, of_nobody]


@pytest.mark.parametrize(
    ("product", "outcome"),
    [
        pytest.param(TEA, WHO_KNOWS, id="tea: a member would have got it"),
        pytest.param(CUP, NO, id="a cup: nobody would have got it"),
    ],
)
def test_a_buyer_without_a_card_and_an_offer_for_members_on_tea(product: str, outcome: Outcome) -> None:
    offer = Offer.of("a", [Products({TEA})], [PercentOff(10)], reach=Members())

    assert outcomes(sell([offer], receipt((product, "10.00")), None)) == {"a": outcome}


def test_a_buyer_without_a_card_learns_what_a_member_would_earn() -> None:
    offers = [
        Offer.of("all", benefits=[PointsPercent(1)], cumulative=True),
        Offer.of("members", benefits=[PointsPercent(10)], cumulative=True, reach=Members()),
        Offer.of("gold", [GOLD], [PointsPercent(50)], cumulative=True),
    ]
    calculation = sell(offers, receipt((TEA, "100.00")), None)

    assert earned(calculation) == {"bonus": 1}
    assert calculation.would_earn == (PointsTotal("bonus", 11),)
    assert calculation.intents == ()


def test_a_member_would_earn_what_he_earns() -> None:
    calculation = sell([Offer.of("gold", [GOLD], [PointsPercent(50)])], receipt((TEA, "100.00")), FULL)

    assert calculation.would_earn == calculation.points == (PointsTotal("bonus", 50),)


def test_coupons_go_to_the_bearer_and_counters_to_members_alone() -> None:
    offer = Offer.of("a", benefits=[PercentOff(10), IssueCoupon("spring"), ChangeCounter("visits")])

    assert sell([offer], receipt((TEA, "10.00")), None).intents == (
        CouponIntent(offer="a", issue="spring", count=1),
    )


def test_an_unknown_product_is_only_its_own_code() -> None:
    offers = [
        Offer.of("its code", [Products({"mystery"})], [PercentOff(10)], cumulative=True),
        Offer.of("all", benefits=[PercentOff(1)], cumulative=True),
        Offer.of("cups", [Products({CUP})], [PercentOff(50)], cumulative=True),
    ]

    assert off(sell(offers, receipt(("mystery", "100.00")))) == ("11.00",)


@pytest.mark.parametrize(
    ("benefits", "of_unread", "of_empty"),
    [
        pytest.param([PersonalBenefit("offers")], WHO_KNOWS, Outcome.NOTHING_LEFT, id="entries alone"),
        pytest.param(
            [PersonalBenefit("offers"), ReceiptMessage("yours")],
            WHO_KNOWS,
            Outcome.NOTHING_LEFT,
            id="what goes with them",
        ),
        pytest.param(
            [PersonalBenefit("others"), PersonalBenefit("offers")],
            WHO_KNOWS,
            Outcome.NOTHING_LEFT,
            id="entries that are known to be none, and others",
        ),
        pytest.param([PersonalBenefit("offers"), PointsPercent(10)], YES, YES, id="entries, and something"),
        pytest.param(
            [PersonalBenefit("offers"), PercentOff(10, at_most=eur("0.01"))],
            YES,
            YES,
            id="entries, and a cent",
        ),
    ],
)
def test_a_benefit_by_entries(benefits: Sequence[Benefit], of_unread: Outcome, of_empty: Outcome) -> None:
    offer = Offer.of("o", [], benefits, cumulative=True)
    found = [outcomes(sell([offer], receipt((TEA, "10.00")), member)) for member in (UNREAD, None, EMPTY)]
    assert found == [{"o": of_unread}, {"o": of_unread}, {"o": of_empty}]


def test_the_entries_that_are_not_known_are_named() -> None:
    rules = [Rule(conditions=[GOLD], benefits=[PercentOff(10)]), Rule(benefits=[PersonalBenefit("offers")])]
    unread = Member("m-1", attributes={"level": "tin"}, not_loaded=UNREAD.not_loaded - {NEED_OF_LEVEL})
    found = sell([Offer(id="o", rules=rules)], receipt((TEA, "10.00")), unread)
    assert outcomes(found) == {"o": NO}  # a definite no of another rule is told first
    alone = sell([Offer(id="o", rules=rules[1:])], receipt((TEA, "10.00")), unread)
    assert alone.verdicts[0].reasons == (
        Reason(0, "what the member's personal offer offers says", unknown="personal offers"),
    )


def test_what_is_no_more_is_said_of_an_offer_before_what_is_not_known() -> None:
    rules = [Rule(conditions=[Products({CUP})], benefits=[PersonalBenefit("offers")]), Rule(benefits=[FREE])]
    nothing = [Offer.of("all", [], [PercentOff(100)], priority=1, cumulative=True)]
    sale = receipt((TEA, "10.00"), (CUP, "5.00"))
    found = sell([*nothing, Offer(id="o", rules=rules, cumulative=True)], sale, UNREAD)
    assert outcomes(found)["o"] is Outcome.BEATEN
    floor = Offer.of("floor", [], [MinimumPrice(percent=100)])
    floored = sell([floor, Offer(id="o", rules=rules, cumulative=True)], sale, UNREAD)
    assert outcomes(floored)["o"] is Outcome.NOTHING_LEFT
