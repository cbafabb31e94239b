"""Balances with this receipt: what is brought and cost on it, and who sees how much of that."""

from __future__ import annotations

import datetime as dt

import pytest
from attrs import evolve
from cases.till import CAKE, CATALOG, CHIPS, CUP, TEA, earned, eur, off_by, outcomes, receipt, sell

from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.engine.react import react
from loyalty_engine.engine.records import Outcome
from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.amounts import Fixed, Share
from loyalty_engine.model.counters import CountedPer
from loyalty_engine.model.event import Event
from loyalty_engine.model.identifiers import ExternalCode
from loyalty_engine.model.intents import CouponIntent, WithdrawalIntent
from loyalty_engine.model.lifetime import Delay, Lifetime
from loyalty_engine.model.member import Member, Need, NeedKind
from loyalty_engine.model.money import Money, Percent
from loyalty_engine.model.personal import (
    BenefitKind,
    EntryBenefit,
    PersonalItem,
    PersonalizedOffer,
    ProductTarget,
)
from loyalty_engine.model.receipt import PointsAsked
from loyalty_engine.model.slots import FavoriteProductsRule, PredefinedList
from loyalty_engine.model.triggers import Trigger
from loyalty_engine.rules.benefits.discounts import AmountOff, MinimumPrice, PercentOff
from loyalty_engine.rules.benefits.effects import IssueCoupon
from loyalty_engine.rules.benefits.paying import PayWithPoints
from loyalty_engine.rules.benefits.personal import FillFavoriteSlots, PersonalBenefit
from loyalty_engine.rules.benefits.points import AdditionalPoints, PointsAmount, WithdrawPoints
from loyalty_engine.rules.conditions.logic import AnyOf, Not
from loyalty_engine.rules.conditions.products import PersonalEntries, Products
from loyalty_engine.rules.conditions.receipt import ReceiptAmount
from loyalty_engine.rules.conditions.standing import Balance
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.limits import Budget
from loyalty_engine.rules.offer import Offer, Rule

YES, NO, NOTHING_LEFT = Outcome.GRANTED, Outcome.NOT_MET, Outcome.NOTHING_LEFT
SALE = receipt((TEA, "60.00"), (CUP, "40.00"))
TEN = Balance("chip", at_least=10, with_receipt=True)
SPEND_TEN = (WithdrawPoints(10, currency="chip"), IssueCoupon("mug"))


def chips(count: int, *, without: bool = False) -> Member:
    """A member with so many chips; where *without* they are not loaded."""
    not_loaded = [Need(NeedKind.BALANCE, "chip")] if without else []
    return Member("m", balances={"chip": count}, not_loaded=not_loaded)


def coupons(calculation: Calculation) -> dict[str, int]:
    """The coupons that each offer issues."""
    issued = [intent for intent in calculation.intents if isinstance(intent, CouponIntent)]
    return {one.offer: sum(other.count for other in issued if other.offer == one.offer) for one in issued}


def withdrawn(calculation: Calculation) -> int:
    taken = [intent for intent in calculation.intents if isinstance(intent, WithdrawalIntent)]
    return sum(one.amount for one in taken)


@pytest.mark.parametrize(
    ("condition", "before", "won", "expected"),
    [
        pytest.param(evolve(TEN, with_receipt=False), 0, 10, NO, id="10 won, 10 needed before"),
        pytest.param(TEN, 0, 10, YES, id="10 won, 10 needed"),
        pytest.param(TEN, 4, 6, YES, id="4 had and 6 won"),
        pytest.param(TEN, 4, 5, NO, id="one too few"),
        pytest.param(TEN, 10, 1, YES, id="10 had already"),
        pytest.param(Balance("chip", at_most=9, with_receipt=True), 0, 10, NO, id="too many"),
        pytest.param(Not(Balance("chip", at_most=9, with_receipt=True)), 0, 10, YES, id="not at most 9"),
        pytest.param(evolve(TEN, currency="star"), 10, 10, NO, id="of another kind"),
    ],
)
def test_chips_are_won_and_changed_on_one_receipt(
    condition: Balance, before: int, won: int, expected: Outcome
) -> None:
    chance = Offer.of("win", benefits=[AdditionalPoints(won, currency="chip")])
    change = Offer.of("change", [condition], SPEND_TEN)
    result = sell([chance, change], SALE, chips(before))

    assert outcomes(result)["change"] is expected
    assert (coupons(result), withdrawn(result)) == (({"change": 1}, 10) if expected is YES else ({}, 0))


def test_what_counts_may_be_one_of_two_ways() -> None:
    chance = Offer.of("win", benefits=[AdditionalPoints(10, currency="chip")])
    many = Balance("star", at_least=10)

    assert outcomes(sell([chance, Offer.of("change", [AnyOf([TEN, many])], SPEND_TEN)], SALE, chips(0))) == {
        "win": YES,
        "change": YES,
    }


def test_a_rule_fires_once_however_many_chips_there_are() -> None:
    result = sell([Offer.of("change", [TEN], SPEND_TEN)], SALE, chips(35))

    assert (coupons(result), withdrawn(result)) == ({"change": 1}, 10)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        pytest.param(9, {"a": NO, "b": NO}, id="for nobody"),
        pytest.param(10, {"a": NOTHING_LEFT, "b": YES}, id="for the first alone, by priority"),
        pytest.param(20, {"a": YES, "b": YES}, id="for both"),
    ],
)
@pytest.mark.parametrize(
    "benefits",
    [
        pytest.param(SPEND_TEN, id="at completion"),
        pytest.param((*SPEND_TEN, AdditionalPoints(1)), id="at accrual"),
        pytest.param((*SPEND_TEN, AmountOff(eur("5"))), id="with a discount"),
        pytest.param((*SPEND_TEN, PointsAmount(1)), id="with points for lines"),
    ],
)
@pytest.mark.parametrize("cumulative", [False, True])
def test_what_one_has_withdrawn_is_gone_for_the_next(
    before: int, expected: dict[str, Outcome], benefits: tuple[Benefit, ...], cumulative: bool
) -> None:
    offers = [
        Offer.of("a", [TEN, Products({TEA})], benefits, cumulative=cumulative),
        Offer.of("b", [TEN, Products({CUP})], benefits, cumulative=cumulative, priority=1),
    ]
    result = sell(offers, SALE, chips(before))

    assert outcomes(result) == expected
    assert withdrawn(result) == 10 * list(expected.values()).count(YES)


@pytest.mark.parametrize(
    ("needed", "benefit", "expected"),
    [
        pytest.param(5, PercentOff(1), YES, id="5 with the discount"),
        pytest.param(6, PercentOff(1), NO, id="no more than 5 then"),
        pytest.param(10, IssueCoupon("mug"), YES, id="10 at the end"),
        pytest.param(11, IssueCoupon("mug"), NO, id="no more than 10 at the end"),
    ],
)
def test_what_goes_with_entries_counts_once_although_they_work_in_two_stages(
    needed: int, benefit: Benefit, expected: Outcome
) -> None:
    """10 % off the tea, 5 points for the cup; and 7 on top, less 2, with the first of them alone."""
    items = [
        PersonalItem(target=ProductTarget(ExternalCode(product)), benefit=benefit)
        for product, benefit in (
            (TEA, EntryBenefit(kind=BenefitKind.DISCOUNT, amount=Share(Percent("10")))),
            (CUP, EntryBenefit(kind=BenefitKind.POINTS, amount=Fixed(5), points="chip")),
        )
    ]
    member = Member("m", balances={"chip": 0}, personal={"mine": PersonalizedOffer(items=items)})
    on_top = AdditionalPoints(7, currency="chip"), WithdrawPoints(2, currency="chip")
    enough = Balance("chip", at_least=needed, with_receipt=True)
    offers = [
        Offer.of("a", benefits=[PersonalBenefit("mine"), *on_top], priority=1),
        Offer.of("b", [enough], [benefit]),
    ]

    assert outcomes(sell(offers, SALE, member)) == {"a": YES, "b": expected}


def test_the_next_rule_of_the_stage_sees_points_on_top() -> None:
    top = Rule(benefits=[AdditionalPoints(10, currency="chip")])
    offer = Offer(id="a", rules=[top, Rule(conditions=[TEN], benefits=[AdditionalPoints(3)])])

    assert earned(sell([offer], SALE, chips(0))) == {"bonus": 3, "chip": 10}


@pytest.mark.parametrize(("budget", "expected"), [(9, NO), (10, YES)])
def test_points_on_top_count_as_far_as_a_budget_lets_them_be_given(budget: int, expected: Outcome) -> None:
    limit = Budget(points=budget, currency="chip", per=CountedPer.MEMBER)
    win = Offer.of("win", benefits=[AdditionalPoints(20, currency="chip")], limits=[limit])

    assert outcomes(sell([win, Offer.of("b", [TEN], SPEND_TEN)], SALE, chips(0)))["b"] is expected


@pytest.mark.parametrize(
    ("first", "before", "expected"),
    [
        pytest.param((WithdrawPoints(10, currency="chip"),), 10, 10, id="of two withdrawals one is left"),
        pytest.param((WithdrawPoints(10, currency="chip"),), 20, 20, id="both can be had"),
        pytest.param((AdditionalPoints(10, currency="chip"),), 0, 10, id="points on top count at once"),
        pytest.param((PointsAmount(10, currency="chip"),), 0, 10, id="points for lines do, too"),
    ],
)
def test_the_next_rule_of_the_offer_sees_them(first: tuple[Benefit, ...], before: int, expected: int) -> None:
    rules = [Rule(benefits=first), Rule(conditions=[TEN], benefits=SPEND_TEN)]
    result = sell([Offer(id="a", rules=rules, cumulative=True)], SALE, chips(before))

    assert withdrawn(result) == expected


def test_points_on_top_that_go_with_lines_are_given_with_the_whole_offer() -> None:
    gift = Rule(
        conditions=[Products({TEA})], benefits=[PointsAmount(1), AdditionalPoints(10, currency="chip")]
    )
    spend = Rule(conditions=[TEN, Products({CUP})], benefits=[PointsAmount(1), *SPEND_TEN])
    together = sell([Offer(id="a", rules=[gift, spend], cumulative=True)], SALE, chips(0))
    apart = [Offer(id="a", rules=[gift], cumulative=True), Offer(id="b", rules=[spend], cumulative=True)]

    assert coupons(together) == {}
    assert coupons(sell(apart, SALE, chips(0))) == {"b": 1}


@pytest.mark.parametrize(
    ("lifetime", "expected"),
    [
        pytest.param(Lifetime(), YES, id="at once"),
        pytest.param(Lifetime(expires_after=Delay(days=1)), YES, id="for a day"),
        pytest.param(Lifetime(active_after=Delay(minutes=1)), NO, id="in a minute"),
        pytest.param(Lifetime(active_on=dt.date(2026, 9, 15)), YES, id="from this morning"),
        pytest.param(Lifetime(active_on=dt.date(2026, 9, 16)), NO, id="from tomorrow"),
        pytest.param(Lifetime(last_day=dt.date(2026, 9, 14)), NO, id="until yesterday"),
    ],
)
def test_points_that_are_not_active_do_not_count(lifetime: Lifetime, expected: Outcome) -> None:
    chance = Offer.of("win", benefits=[AdditionalPoints(10, currency="chip", lifetime=lifetime)])

    assert outcomes(sell([chance, Offer.of("x", [TEN], SPEND_TEN)], SALE, chips(0)))["x"] is expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [pytest.param(5, YES, id="15 are left"), pytest.param(6, NO, id="14 are left")],
)
def test_points_that_are_paid_with_are_gone(asked: int, expected: Outcome) -> None:
    sale = evolve(SALE, points_asked=[PointsAsked("star", asked)])
    offers = [
        Offer.of("pay", benefits=[PayWithPoints(percent=50, currency="star", worth="1")]),
        Offer.of("x", [Balance("star", at_least=15, with_receipt=True)], [IssueCoupon("mug")]),
    ]

    assert outcomes(sell(offers, sale, Member("m", balances={"star": 20})))["x"] is expected


def test_a_discount_comes_before_points_are_earned() -> None:
    win = Offer.of("win", benefits=[PointsAmount(10, currency="chip")])
    discount = Offer.of("off", [TEN], [AmountOff(eur("5"))])

    assert outcomes(sell([win, discount], SALE, chips(0)))["off"] is NO


def test_an_offer_may_come_to_hold_when_another_withdraws() -> None:
    few = Offer.of("few", [Balance("chip", at_most=9, with_receipt=True)], [AmountOff(eur("5"))])
    spend = Offer.of("spend", [Products({CUP})], [AmountOff(eur("1")), WithdrawPoints(10, currency="chip")])

    assert off_by(sell([evolve(few, priority=1), spend], SALE, chips(10))) == {"spend": "1.00"}
    assert off_by(sell([few, spend], SALE, chips(10))) == {"spend": "1.00", "few": "5.00"}


def test_a_rule_of_entries_withdraws_once() -> None:
    """It gives a discount on the tea and points on the cake, and its withdrawal goes with the first."""

    def entry(product: str, kind: BenefitKind) -> PersonalItem:
        benefit = EntryBenefit(kind=kind, amount=Fixed(100))
        return PersonalItem(target=ProductTarget(ExternalCode(product)), benefit=benefit)

    entries = [entry(TEA, BenefitKind.DISCOUNT), entry(CAKE, BenefitKind.POINTS)]
    member = evolve(chips(20), personal={"own": PersonalizedOffer(items=entries)})
    personal = Offer.of(
        "own", [PersonalEntries("own")], [PersonalBenefit("own"), WithdrawPoints(10, currency="chip")]
    )
    result = sell([personal, Offer.of("x", [TEN], SPEND_TEN)], receipt((TEA, "9.00"), (CAKE, "9.00")), member)

    assert outcomes(result) == {"own": YES, "x": YES}
    assert withdrawn(result) == 20


def test_chips_that_go_with_coupons_of_entries_are_there_for_the_next_rule() -> None:
    """The entry gives a coupon for the tea, and ten chips with it; the next rule changes them into a mug."""
    coupon = EntryBenefit(kind=BenefitKind.COUPON, issue="tea")
    items = [PersonalItem(target=ProductTarget(ExternalCode(TEA)), benefit=coupon)]
    member = evolve(chips(0), personal={"own": PersonalizedOffer(items=items)})
    win = Rule(
        conditions=[PersonalEntries("own")],
        benefits=[PersonalBenefit("own"), AdditionalPoints(10, currency="chip")],
    )
    result = sell([Offer(id="own", rules=[win, Rule(conditions=[TEN], benefits=SPEND_TEN)])], SALE, member)

    assert (coupons(result), withdrawn(result)) == ({"own": 2}, 10)


@pytest.mark.parametrize(
    "member", [pytest.param(None, id="nobody"), pytest.param(chips(10, without=True), id="not loaded")]
)
def test_what_is_not_known_grants_nothing(member: Member | None) -> None:
    win = Offer.of("win", benefits=[AdditionalPoints(10, currency="chip")])

    assert outcomes(sell([win, Offer.of("x", [TEN], SPEND_TEN)], SALE, member))["x"] is Outcome.UNKNOWN


@pytest.mark.parametrize(
    "benefit",
    [
        pytest.param(MinimumPrice(price=Money.of("1", "EUR")), id="a floor"),
        pytest.param(FillFavoriteSlots("list"), id="slots"),
    ],
)
@pytest.mark.parametrize(
    "condition",
    [
        pytest.param(TEN, id="always"),
        pytest.param(AnyOf([TEN, ReceiptAmount(at_least=eur("10"))]), id="as one of two ways"),
    ],
)
def test_nothing_is_given_before_set_up(condition: Condition, benefit: Benefit) -> None:
    rule = FavoriteProductsRule(id="list", source=PredefinedList("tea time"))
    with pytest.raises(InvalidInput) as error:
        compile_offers(
            [Offer.of("a", [Products({TEA}), condition], [benefit])],
            catalog=CATALOG,
            favorites=[rule],
            points=[CHIPS],
        )

    assert [problem.path for problem in error.value.problems] == ["offers[0].rules[0].conditions[1]"]


def test_an_event_brings_and_costs_points_as_well() -> None:
    on = Trigger.REGISTRATION
    offers = [
        Offer.of("win", benefits=[AdditionalPoints(10, currency="bonus")], trigger=on),
        Offer.of(
            "x",
            [Balance(at_least=10, with_receipt=True)],
            [WithdrawPoints(10), IssueCoupon("mug")],
            trigger=on,
        ),
    ]
    reaction = react(Event(id="e", trigger=on, at=SALE.at), Member("m"), offers)

    assert [type(intent).__name__ for intent in reaction.intents] == [
        "PointsIntent",
        "WithdrawalIntent",
        "CouponIntent",
    ]


def test_the_verdict_says_what_there_was_when_the_stage_began() -> None:
    win = Offer.of("win", benefits=[AdditionalPoints(7, currency="chip")])
    result = sell([win, Offer.of("x", [TEN], SPEND_TEN)], SALE, chips(2))
    verdict = next(one for one in result.explain().verdicts if one.offer == "x")

    assert [(one.condition, one.seen) for one in verdict.reasons] == [
        ("the member has at least 10 chip points to spend, with this receipt", 9)
    ]
