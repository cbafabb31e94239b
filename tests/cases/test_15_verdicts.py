"""Every offer of the book has one verdict, the first that fits its rules and stages."""

from __future__ import annotations

import pytest
from cases.till import CAKE, CUP, TEA, eur, outcomes, receipt, sell

from loyalty_engine.engine.records import Gain, Outcome, PointsTotal
from loyalty_engine.model.amounts import Fixed
from loyalty_engine.model.identifiers import ExternalCode
from loyalty_engine.model.member import Member
from loyalty_engine.model.money import Money
from loyalty_engine.model.period import Period
from loyalty_engine.model.personal import (
    BenefitKind,
    EntryBenefit,
    FavoriteCategories,
    FavoriteCategory,
    PersonalItem,
    PersonalizedOffer,
    ProductTarget,
)
from loyalty_engine.rules.benefits.closing import RoundTotal
from loyalty_engine.rules.benefits.discounts import (
    AmountOff,
    FixedPrice,
    InitialPrice,
    MinimumPrice,
    PercentOff,
)
from loyalty_engine.rules.benefits.effects import ChangeCounter, IssueCoupon, ReceiptMessage
from loyalty_engine.rules.benefits.points import PointsAmount, PointsPercent
from loyalty_engine.rules.conditions.attribute import HasAttribute
from loyalty_engine.rules.conditions.logic import Not
from loyalty_engine.rules.conditions.member import InAudience
from loyalty_engine.rules.conditions.products import ChosenCategories, PersonalEntries, Products
from loyalty_engine.rules.conditions.receipt import AtPlaces, ReceiptAmount, ReceiptContains
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.offer import Audiences, Members, Offer, Reach, Rule, State, Trigger
from loyalty_engine.rules.predicates import Carrier

TAKES_TEA = Offer.of("first", [Products({TEA})], [PercentOff(20)], priority=5)
ALWAYS_TEN = [PercentOff(10)]
TEN_OFF_TEA = PersonalItem(
    target=ProductTarget(ExternalCode(TEA)),
    benefit=EntryBenefit(kind=BenefitKind.DISCOUNT, amount=Fixed(10)),
)
DECLINED = Member("m-1", personal={"mine": PersonalizedOffer(items=[TEN_OFF_TEA], accepted=False)})


@pytest.mark.parametrize(
    ("offer", "outcome"),
    [
        pytest.param(Offer.of("a", benefits=ALWAYS_TEN), Outcome.GRANTED, id="it gave something on the cup"),
        pytest.param(Offer.of("a", [Products({TEA})], ALWAYS_TEN), Outcome.BEATEN, id="its line is taken"),
        pytest.param(Offer.of("a", [Products({CAKE})], ALWAYS_TEN), Outcome.NOT_MET, id="there is no cake"),
        pytest.param(
            Offer.of("a", [InAudience({"staff"})], ALWAYS_TEN),
            Outcome.NOT_MET,
            id="the member is not of the staff",
        ),
        pytest.param(
            Offer.of("a", benefits=[FixedPrice(eur("500"))]),
            Outcome.NOTHING_LEFT,
            id="its price is above all prices",
        ),
        pytest.param(
            Offer.of("a", benefits=[PercentOff(0)]), Outcome.NOTHING_LEFT, id="it holds, and gives nothing"
        ),
        pytest.param(
            Offer.of("a", benefits=ALWAYS_TEN, state=State.STOPPED), Outcome.NOT_IN_FORCE, id="it is stopped"
        ),
        pytest.param(
            Offer.of("a", benefits=ALWAYS_TEN, period=Period(None, "2026-09-14")),
            Outcome.NOT_IN_FORCE,
            id="it is over",
        ),
        pytest.param(
            Offer.of("a", benefits=ALWAYS_TEN, places=["elsewhere"]),
            Outcome.NOT_IN_FORCE,
            id="it works elsewhere",
        ),
        pytest.param(
            Offer.of("a", benefits=[AmountOff(Money.of(1, "USD"))]),
            Outcome.NOT_IN_FORCE,
            id="its money is of another currency",
        ),
        pytest.param(
            Offer.of("a", benefits=[IssueCoupon("spring")], trigger=Trigger.BIRTHDAY),
            Outcome.OTHER_TRIGGER,
            id="it answers another event",
        ),
        pytest.param(
            Offer.of("a", benefits=[IssueCoupon("s")], trigger=Trigger.BIRTHDAY, state=State.STOPPED),
            Outcome.NOT_IN_FORCE,
            id="it answers another event and is stopped: the first that fits",
        ),
        pytest.param(
            Offer.of("a", [Products({TEA})], [PercentOff(10), PointsPercent(10)]),
            Outcome.GRANTED,
            id="beaten in one stage, granted in another",
        ),
        pytest.param(
            Offer(
                id="a",
                rules=(
                    Rule(conditions=[Products({CAKE})], benefits=ALWAYS_TEN),
                    Rule(conditions=[Products({TEA})], benefits=ALWAYS_TEN),
                ),
            ),
            Outcome.BEATEN,
            id="one rule is not met and one beaten",
        ),
        pytest.param(
            Offer(
                id="a",
                rules=(
                    Rule(conditions=[Products({TEA})], benefits=ALWAYS_TEN),
                    Rule(conditions=[Products({CUP})], benefits=ALWAYS_TEN),
                ),
            ),
            Outcome.GRANTED,
            id="one rule is beaten and one granted",
        ),
        pytest.param(
            Offer.of("a", [Products({CUP})], [MinimumPrice(price=eur("1"))]),
            Outcome.GRANTED,
            id="it set a floor",
        ),
        pytest.param(
            Offer.of("a", benefits=[MinimumPrice(attribute="tag")]),
            Outcome.NOTHING_LEFT,
            id="its floors stand on tags, and there are none",
        ),
        pytest.param(
            Offer.of("a", benefits=[ReceiptMessage("hello")]), Outcome.GRANTED, id="it said something"
        ),
    ],
)
def test_tea_that_another_offer_takes_and_a_cup(offer: Offer, outcome: Outcome) -> None:
    sale = receipt((TEA, "100.00"), (CUP, "50.00"))

    assert outcomes(sell([TAKES_TEA, offer], sale))["a"] is outcome


@pytest.mark.parametrize(
    ("conditions", "member", "outcome"),
    [
        pytest.param(
            (Products({TEA}), Products({CAKE})),
            None,
            Outcome.NOT_MET,
            id="tea for members is undecided, but there is no cake for anybody",
        ),
        pytest.param(
            (HasAttribute(of=Carrier.LINE, name="label"), PersonalEntries("mine")),
            DECLINED,
            Outcome.NOT_ACCEPTED,
            id="no line has a label, and the member has declined",
        ),
    ],
)
def test_every_rule_counts(
    conditions: tuple[Condition, ...], member: Member | None, outcome: Outcome
) -> None:
    rules = [Rule(conditions=[condition], benefits=ALWAYS_TEN) for condition in conditions]
    offer = Offer(id="a", rules=rules, reach=Members())

    assert outcomes(sell([offer], receipt((TEA, "10.00")), member)) == {"a": outcome}


@pytest.mark.parametrize(
    ("reach", "conditions", "outcome"),
    [
        pytest.param(
            Members(), [PersonalEntries("mine")], Outcome.NOT_ACCEPTED, id="nothing else is missing"
        ),
        pytest.param(
            Audiences({"staff"}),
            [PersonalEntries("mine")],
            Outcome.NOT_MET,
            id="the offer is not for this member anyway",
        ),
        pytest.param(
            Members(),
            [PersonalEntries("mine"), ReceiptContains([Products({CAKE})])],
            Outcome.NOT_MET,
            id="there is no cake on the receipt either",
        ),
        pytest.param(
            Members(),
            [ReceiptContains([PersonalEntries("mine")])],
            Outcome.NOT_ACCEPTED,
            id="the receipt would contain what the member has declined",
        ),
    ],
)
def test_an_offer_is_not_accepted_where_that_alone_is_the_reason(
    reach: Reach, conditions: list[Condition], outcome: Outcome
) -> None:
    offer = Offer.of("a", conditions, ALWAYS_TEN, reach=reach)

    assert outcomes(sell([offer], receipt((TEA, "10.00")), DECLINED)) == {"a": outcome}


def test_one_category_more_may_keep_another_from_working() -> None:
    """Once the member accepts the first category, the second works no more, and the tea is in none."""
    benefit = EntryBenefit(kind=BenefitKind.DISCOUNT, amount=Fixed(10))
    categories = [
        FavoriteCategory(id="1", group="sweets", benefit=benefit, accepted=False),
        FavoriteCategory(id="2", group="tea time", benefit=benefit),
    ]
    member = Member("m-1", personal={"mine": FavoriteCategories(categories=categories, max_count=1)})
    offer = Offer.of("a", [Not(ChosenCategories("mine"))], ALWAYS_TEN)

    assert outcomes(sell([offer], receipt((TEA, "10.00")), member)) == {"a": Outcome.NOT_ACCEPTED}


def test_a_rule_that_only_sets_prices_is_judged_in_set_up_alone() -> None:
    offers = [
        Offer.of("a", [ReceiptAmount(at_most=eur("1"))], [MinimumPrice(price=eur("1"))]),
        Offer.of("b", benefits=[PercentOff(95)]),
    ]

    assert outcomes(sell(offers, receipt((TEA, "10.00")))) == {"a": Outcome.NOT_MET, "b": Outcome.GRANTED}


def test_of_offers_that_compete_for_one_line_all_but_one_are_beaten() -> None:
    offers = [
        Offer.of("10", benefits=[PercentOff(10)]),
        Offer.of("a", benefits=[PercentOff(10)]),
        Offer.of("B", benefits=[PercentOff(97)]),
        Offer.of("09", benefits=[FixedPrice(eur("1"))]),
    ]

    assert outcomes(sell(offers, receipt((TEA, "10.00")))) == {
        **dict.fromkeys(("09", "10", "a"), Outcome.BEATEN),
        "B": Outcome.GRANTED,
    }


def test_a_counter_is_nothing_to_a_buyer_without_a_card() -> None:
    calculation = sell([Offer.of("a", benefits=[ChangeCounter("visits")])], receipt((TEA, "1.00")), None)

    assert calculation.intents == ()
    assert outcomes(calculation) == {"a": Outcome.NOTHING_LEFT}


def test_beaten_comes_before_a_counter_that_nobody_has() -> None:
    rules = (Rule(benefits=[ChangeCounter("visits")]), Rule(benefits=ALWAYS_TEN))
    calculation = sell([TAKES_TEA, Offer(id="a", rules=rules)], receipt((TEA, "1.00")), None)

    assert outcomes(calculation)["a"] is Outcome.BEATEN


def test_those_who_add_up_hold_no_line() -> None:
    offers = [
        TAKES_TEA,
        Offer.of("a", [Products({TEA})], ALWAYS_TEN),
        Offer.of("on top", benefits=ALWAYS_TEN, cumulative=True),
    ]
    verdicts = sell(offers, receipt((TEA, "100.00"))).explain().verdicts

    assert [verdict.by for verdict in verdicts if verdict.offer == "a"] == [("first",)]


def test_what_was_given_and_what_would_have_been() -> None:
    offers = [
        TAKES_TEA,
        Offer.of("a", [Products({TEA})], [PercentOff(10)]),
        Offer.of("p", benefits=[PointsAmount(7), ReceiptMessage("hello")]),
    ]
    calculation = sell(offers, receipt((TEA, "100.00")))
    by_offer = {verdict.offer: verdict for verdict in calculation.explain().verdicts}

    assert by_offer["first"].gave == Gain(discount=2000)
    assert by_offer["p"].gave == Gain(points=(PointsTotal("bonus", 7),), effects=1)
    assert (by_offer["a"].by, by_offer["a"].would_have_given) == (("first",), Gain(discount=1000))


@pytest.mark.parametrize(
    ("first", "benefit"),
    [
        pytest.param(PercentOff(10), RoundTotal(eur("1")), id="rounding, after a discount"),
        pytest.param(InitialPrice(price=eur("90")), PercentOff(10), id="a discount, on an initial price"),
    ],
)
def test_a_rule_that_nothing_wakes_is_explained_as_it_would_have_found_the_receipt(
    first: Benefit, benefit: Benefit
) -> None:
    """No more than 95.00 of the 100.00 are left by then; it is the shop that is another."""
    there = AtPlaces({"elsewhere"})
    offers = [
        Offer.of("first", benefits=[first]),
        Offer.of("a", [ReceiptAmount(at_most=eur("95"), so_far=True), there], [benefit]),
    ]
    verdicts = {one.offer: one for one in sell(offers, receipt((TEA, "100.00"))).explain().verdicts}

    assert [reason.condition for reason in verdicts["a"].reasons] == [there.describe()]
