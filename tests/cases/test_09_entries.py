"""A member's own entries: one offer, and what it gives stands in the member's attribute."""

from __future__ import annotations

import datetime as dt

import pytest
from cases.till import CAKE, CUP, NOON, TEA, earned, eur, off, outcomes, receipt, sell

from loyalty_engine.engine.records import Outcome
from loyalty_engine.model.amounts import Amount, Fixed, PerSum, PerUnit, PerWeight, PricePerUnit, Share
from loyalty_engine.model.amounts import PerProduct as PerDistinct
from loyalty_engine.model.identifiers import ExternalCode
from loyalty_engine.model.intents import CouponIntent
from loyalty_engine.model.member import Member
from loyalty_engine.model.money import Percent, Quantity
from loyalty_engine.model.period import ALWAYS, Period
from loyalty_engine.model.personal import (
    BenefitKind,
    CategoryTarget,
    EntryBenefit,
    FavoriteCategories,
    FavoriteCategory,
    GroupTarget,
    PersonalAttribute,
    PersonalItem,
    PersonalizedOffer,
    ProductTarget,
    ReceiptThresholds,
    Target,
    Tier,
)
from loyalty_engine.model.receipt import Place
from loyalty_engine.rules.benefits.discounts import PercentOff
from loyalty_engine.rules.benefits.personal import PersonalBenefit
from loyalty_engine.rules.conditions.products import ChosenCategories, PersonalEntries, Products
from loyalty_engine.rules.offer import Offer, Rule

OFFER = Offer.of("a", [PersonalEntries("mine")], [PersonalBenefit("mine")])
TEA_TARGET = ProductTarget(ExternalCode(TEA))
TEA_TIME = GroupTarget("tea time")
FOOD = CategoryTarget(ExternalCode("food"))


def share(percent: str) -> Share:
    """A percentage."""
    return Share(Percent(percent))


def item(
    target: Target,
    amount: Amount,
    *,
    points: str | None = None,
    accepted: bool | None = None,
    brand: str | None = None,
    period: Period = ALWAYS,
) -> PersonalItem:
    """A discount on *target*, or *points* of some kind."""
    if points is None:
        benefit = EntryBenefit(kind=BenefitKind.DISCOUNT, amount=amount)
    else:
        benefit = EntryBenefit(kind=BenefitKind.POINTS, amount=amount, points=points)
    return PersonalItem(target=target, benefit=benefit, accepted=accepted, brand=brand, period=period)


def with_(attribute: PersonalAttribute) -> Member:
    """A member with this individual offer."""
    return Member("m-1", personal={"mine": attribute})


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        pytest.param(
            [item(TEA_TARGET, share("50")), item(TEA_TIME, share("30"))],
            ("50.00", "30.00", "0.00"),
            id="50 % on tea and 30 % on the group: each line gets its best",
        ),
        pytest.param(
            [item(TEA_TARGET, share("10")), item(TEA_TIME, share("30"))],
            ("30.00", "30.00", "0.00"),
            id="the product entry does not win because it is more specific",
        ),
        pytest.param(
            [item(TEA_TIME, Fixed(1000))],
            ("5.00", "5.00", "0.00"),
            id="a sum is one for the entry, not one for each line",
        ),
        pytest.param(
            [item(TEA_TIME, Fixed(1000)), item(TEA_TARGET, share("50"))],
            ("50.00", "10.00", "0.00"),
            id="a sum is worked out again over the lines that its entry kept",
        ),
        pytest.param(
            [item(TEA_TIME, Fixed(1000)), item(TEA_TARGET, share("5"))],
            ("5.00", "10.00", "0.00"),
            id="5 % of tea are as good as half the sum, and more specific",
        ),
        pytest.param(
            [item(TEA_TARGET, Fixed(300)), item(TEA_TARGET, Fixed(300))],
            ("3.00", "0.00", "0.00"),
            id="of two equal entries the first counts, once",
        ),
        pytest.param(
            [item(FOOD, PricePerUnit(4000))],
            ("60.00", "0.00", "60.00"),
            id="a price for everything below a category: tea is a drink, and drinks are food",
        ),
        pytest.param([item(TEA_TARGET, PerUnit(150))], ("1.50", "0.00", "0.00"), id="1.50 for each unit"),
        pytest.param(
            [item(FOOD, PerDistinct(200))], ("2.00", "0.00", "2.00"), id="2.00 for each distinct product"
        ),
        pytest.param(
            [item(FOOD, PerSum(every=5000, value=100))],
            ("2.00", "0.00", "2.00"),
            id="1.00 for every full 50.00",
        ),
        pytest.param(
            [item(FOOD, PerWeight(every=Quantity.of("1.5"), value=100))],
            ("0.50", "0.00", "0.50"),
            id="1.00 for every full 1.5 kg or pieces: two of them once",
        ),
        pytest.param(
            [item(GroupTarget("gone"), share("50"))], ("0.00", "0.00", "0.00"), id="nobody knows the group"
        ),
    ],
)
def test_tea_a_cup_and_a_cake_of_100_each(items: list[PersonalItem], expected: tuple[str, ...]) -> None:
    sale = receipt((TEA, "100.00"), (CUP, "100.00"), (CAKE, "100.00"))

    assert off(sell([OFFER], sale, with_(PersonalizedOffer(items=items)))) == expected


def test_the_benefit_reads_the_entry_whether_or_not_a_condition_asks_for_it() -> None:
    offer = Offer.of("a", benefits=[PersonalBenefit("mine")])
    member = with_(PersonalizedOffer(items=[item(TEA_TARGET, share("10"))]))

    assert off(sell([offer], receipt((TEA, "100.00"), (CUP, "100.00")), member)) == ("10.00", "0.00")


@pytest.mark.parametrize("order", [("mine", "other"), ("other", "mine")], ids=" and ".join)
def test_a_rule_may_read_two_individual_offers(order: tuple[str, str]) -> None:
    coupon = EntryBenefit(kind=BenefitKind.COUPON, issue="spring")
    member = with_(PersonalizedOffer(items=[PersonalItem(target=TEA_TARGET, benefit=coupon)]))
    offer = Offer.of("a", [PersonalEntries("mine")], map(PersonalBenefit, order))

    assert sell([offer], receipt((TEA, "1.00")), member).intents == (
        CouponIntent(offer="a", issue="spring", count=1),
    )


def test_an_entry_gives_a_rule_one_coupon_however_often_the_rule_reads_it() -> None:
    coupon = EntryBenefit(kind=BenefitKind.COUPON, issue="spring")
    member = with_(PersonalizedOffer(items=[PersonalItem(target=TEA_TARGET, benefit=coupon)]))
    offer = Offer.of("a", [PersonalEntries("mine")], [PersonalBenefit("mine"), PersonalBenefit("mine")])

    assert sell([offer], receipt((TEA, "1.00")), member).intents == (
        CouponIntent(offer="a", issue="spring", count=1),
    )


def test_of_equally_good_entries_the_more_specific_counts() -> None:
    items = [
        item(FOOD, share("10"), points="star"),
        item(GroupTarget("tea time"), share("10"), points="star"),
        item(TEA_TARGET, share("10"), points="bonus"),
    ]
    calculation = sell([OFFER], receipt((TEA, "100.00")), with_(PersonalizedOffer(items=items)))

    assert earned(calculation) == {"bonus": 10}


def test_an_entry_that_comes_to_less_than_a_cent_gives_way_to_any_that_gives_one() -> None:
    items = [item(TEA_TARGET, share("1")), item(TEA_TIME, Fixed(1))]

    assert off(sell([OFFER], receipt((TEA, "0.40")), with_(PersonalizedOffer(items=items)))) == ("0.01",)


@pytest.mark.parametrize(
    ("items", "capped"),
    [
        pytest.param([item(TEA_TARGET, share("10"))], False, id="10 %"),
        pytest.param([item(TEA_TARGET, Fixed(12_000))], True, id="120.00 off 100.00"),
        pytest.param(
            [item(TEA_TARGET, Fixed(12_000)), item(TEA_TIME, Fixed(100))], True, id="one of two is cut short"
        ),
        pytest.param(
            [item(TEA_TARGET, Fixed(100)), item(TEA_TIME, share("10"))],
            False,
            id="a sum that is not kept is not cut short",
        ),
    ],
)
def test_a_verdict_tells_whether_an_entry_was_cut_short(items: list[PersonalItem], capped: bool) -> None:
    sale = receipt((TEA, "100.00"), (CUP, "100.00"))
    calculation = sell([OFFER], sale, with_(PersonalizedOffer(items=items)))

    assert [verdict.capped for verdict in calculation.explain().verdicts] == [capped]


def test_discounts_and_points_are_not_compared() -> None:
    items = [item(TEA_TARGET, share("10"), points="bonus"), item(TEA_TIME, share("20"))]
    calculation = sell([OFFER], receipt((TEA, "100.00")), with_(PersonalizedOffer(items=items)))

    assert off(calculation) == ("20.00",)
    assert earned(calculation) == {"bonus": 8}


def test_a_price_excludes_what_was_taken_off_before() -> None:
    first = Offer.of("0", benefits=[PercentOff(20)], cumulative=True)
    second = Offer.of("a", [PersonalEntries("mine")], [PersonalBenefit("mine")], cumulative=True)
    member = with_(PersonalizedOffer(items=[item(TEA_TARGET, PricePerUnit(7000))]))

    assert off(sell([first, second], receipt((TEA, "100.00")), member)) == ("30.00",)


def test_a_coupon_entry_names_its_issue() -> None:
    benefit = EntryBenefit(kind=BenefitKind.COUPON, issue="spring")
    member = with_(PersonalizedOffer(items=[PersonalItem(target=TEA_TARGET, benefit=benefit)]))
    calculation = sell([OFFER], receipt((TEA, "1.00"), (TEA, "1.00")), member)

    assert calculation.intents == (CouponIntent(offer="a", issue="spring", count=1),)
    assert outcomes(calculation) == {"a": Outcome.GRANTED}


@pytest.mark.parametrize(
    ("required", "of_offer", "of_item", "outcome"),
    [
        pytest.param(False, None, None, Outcome.GRANTED, id="nothing is asked"),
        pytest.param(True, None, None, Outcome.NOT_ACCEPTED, id="required and not given"),
        pytest.param(True, True, None, Outcome.GRANTED, id="given for the whole offer"),
        pytest.param(True, None, True, Outcome.GRANTED, id="given for the item"),
        pytest.param(True, True, False, Outcome.NOT_ACCEPTED, id="the item's no overrides the offer's yes"),
        pytest.param(True, False, True, Outcome.GRANTED, id="the item's yes overrides the offer's no"),
        pytest.param(False, False, None, Outcome.NOT_ACCEPTED, id="a no counts although nothing was asked"),
        pytest.param(False, None, False, Outcome.NOT_ACCEPTED, id="the same for the item"),
        pytest.param(False, None, True, Outcome.GRANTED, id="a yes that nobody asked for"),
    ],
)
def test_acceptance(required: bool, of_offer: bool | None, of_item: bool | None, outcome: Outcome) -> None:
    offered = PersonalizedOffer(
        items=[item(TEA_TARGET, share("10"), accepted=of_item)],
        acceptance_required=required,
        accepted=of_offer,
    )

    assert outcomes(sell([OFFER], receipt((TEA, "10.00")), with_(offered))) == {"a": outcome}


@pytest.mark.parametrize(
    ("amount", "outcome"),
    [
        pytest.param("100.00", Outcome.NOT_ACCEPTED, id="a receipt that the thresholds are for"),
        pytest.param("99.99", Outcome.NOT_MET, id="a receipt below them, whatever the member says"),
    ],
)
def test_thresholds_that_the_member_has_declined(amount: str, outcome: Outcome) -> None:
    tiers = [Tier(threshold=eur("100"), benefit=EntryBenefit(kind=BenefitKind.DISCOUNT, amount=share("10")))]
    member = with_(ReceiptThresholds(tiers=tiers, accepted=False))

    assert outcomes(sell([OFFER], receipt((TEA, amount)), member)) == {"a": outcome}


def test_of_several_rules_the_one_that_awaits_acceptance_is_named() -> None:
    rules = (
        Rule(conditions=[Products({CAKE})], benefits=[PercentOff(10)]),
        Rule(conditions=[PersonalEntries("mine")], benefits=[PersonalBenefit("mine")]),
    )
    member = with_(PersonalizedOffer(items=[item(TEA_TARGET, share("10"), accepted=False)]))

    assert outcomes(sell([Offer(id="a", rules=rules)], receipt((TEA, "10.00")), member)) == {
        "a": Outcome.NOT_ACCEPTED
    }


@pytest.mark.parametrize(
    ("accepted", "max_count", "expected"),
    [
        pytest.param((None, None), None, ("10.00", "20.00"), id="no flag and no maximum: all of them"),
        pytest.param((None, None), 1, ("10.00", "0.00"), id="the first so many in their order"),
        pytest.param((False, True), 1, ("0.00", "20.00"), id="acceptance first, and then the maximum"),
        pytest.param((True, True), 0, ("0.00", "0.00"), id="a maximum of none"),
        pytest.param((True, False), None, ("10.00", "0.00"), id="only what was accepted"),
    ],
)
def test_favourite_categories(
    accepted: tuple[bool | None, bool | None], max_count: int | None, expected: tuple[str, ...]
) -> None:
    percentages = (("tea time", "10"), ("sweets", "20"))
    categories = [
        FavoriteCategory(
            id=group,
            group=group,
            benefit=EntryBenefit(kind=BenefitKind.DISCOUNT, amount=share(percent)),
            accepted=agreed,
        )
        for (group, percent), agreed in zip(percentages, accepted, strict=True)
    ]
    offer = Offer.of("a", [ChosenCategories("mine")], [PersonalBenefit("mine")])
    member = with_(FavoriteCategories(categories=categories, max_count=max_count))

    assert off(sell([offer], receipt((TEA, "100.00"), (CAKE, "100.00")), member)) == expected


def test_an_expired_category_does_not_use_up_the_maximum() -> None:
    benefit = EntryBenefit(kind=BenefitKind.DISCOUNT, amount=share("10"))
    categories = [
        FavoriteCategory(id="1", group="sweets", benefit=benefit, period=Period(None, "2026-09-14")),
        FavoriteCategory(id="2", group="tea time", benefit=benefit),
    ]
    offer = Offer.of("a", [ChosenCategories("mine")], [PersonalBenefit("mine")])
    member = with_(FavoriteCategories(categories=categories, max_count=1))

    assert off(sell([offer], receipt((TEA, "100.00"), (CAKE, "100.00")), member)) == ("10.00", "0.00")


@pytest.mark.parametrize(
    ("brand", "place", "expected"),
    [
        pytest.param(None, Place("s", brand="north"), "10.00", id="no brand: everywhere"),
        pytest.param("north", Place("s", brand="north"), "10.00", id="its own brand"),
        pytest.param("south", Place("s", brand="north"), "0.00", id="another brand"),
        pytest.param("south", Place("s"), "0.00", id="a place without a brand"),
    ],
)
def test_an_item_with_a_brand_works_only_there(brand: str | None, place: Place, expected: str) -> None:
    member = with_(PersonalizedOffer(items=[item(TEA_TARGET, share("10"), brand=brand)]))

    assert off(sell([OFFER], receipt((TEA, "100.00"), place=place), member)) == (expected,)


@pytest.mark.parametrize(
    ("offered", "of_item", "works"),
    [
        pytest.param(ALWAYS, ALWAYS, True, id="no dates"),
        pytest.param(Period("2026-09-16"), ALWAYS, False, id="the offer begins tomorrow"),
        pytest.param(Period("2026-09-16"), Period("2026-09-15"), True, id="but the item today"),
        pytest.param(ALWAYS, Period(None, "2026-09-15"), True, id="the last day belongs to it"),
        pytest.param(
            Period("2026-09-16"), Period(None, "2026-09-30"), False, id="a missing bound is the offer's"
        ),
        pytest.param(Period(None, NOON), ALWAYS, False, id="an end at this very instant"),
        pytest.param(Period(NOON), ALWAYS, True, id="a start at this very instant"),
        pytest.param(Period(NOON + dt.timedelta(seconds=1)), ALWAYS, False, id="a second before the start"),
    ],
)
def test_dates_of_the_offer_and_of_its_item(offered: Period, of_item: Period, *, works: bool) -> None:
    member = with_(PersonalizedOffer(items=[item(TEA_TARGET, share("10"), period=of_item)], period=offered))

    assert off(sell([OFFER], receipt((TEA, "100.00")), member)) == ("10.00" if works else "0.00",)


@pytest.mark.parametrize(
    ("amount", "strictly", "expected"),
    [
        pytest.param("999.99", False, {}, id="below the lowest threshold"),
        pytest.param("1000.00", False, {"bonus": 100}, id="at the threshold"),
        pytest.param("1000.00", True, {}, id="at a threshold to be exceeded"),
        pytest.param("2999.99", False, {"bonus": 299}, id="below the second"),
        pytest.param("3000.00", False, {"bonus": 600}, id="at the second: thresholds do not add up"),
    ],
)
def test_only_the_highest_threshold_met_applies(
    amount: str, *, strictly: bool, expected: dict[str, int]
) -> None:
    tiers = [
        Tier(threshold=eur(at), benefit=EntryBenefit(kind=BenefitKind.POINTS, amount=share(percent)))
        for at, percent in (("1000", "10"), ("3000", "20"))
    ]
    member = with_(ReceiptThresholds(tiers=tiers, strictly=strictly))

    assert earned(sell([OFFER], receipt((TEA, amount)), member)) == expected


@pytest.mark.parametrize(("amount", "points"), [("1100.00", {}), ("1250.00", {"bonus": 100})])
def test_points_ask_for_a_threshold_of_what_is_left_to_pay(amount: str, points: dict[str, int]) -> None:
    tier = Tier(threshold=eur("1000"), benefit=EntryBenefit(kind=BenefitKind.POINTS, amount=share("10")))
    offers = [Offer.of("a", benefits=[PersonalBenefit("mine")]), Offer.of("b", benefits=[PercentOff(20)])]

    assert earned(sell(offers, receipt((TEA, amount)), with_(ReceiptThresholds(tiers=[tier])))) == points
