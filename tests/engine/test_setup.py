"""Set-up: floors and slots come before everything else, and are accounted for like everything else."""

from __future__ import annotations

import pytest
from cases.till import CAKE, CUP, NOON, TEA, eur, off, outcomes, receipt, sell

from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.records import Gain, Outcome, Verdict
from loyalty_engine.model.intents import SlotIntent
from loyalty_engine.model.member import Member, Need, NeedKind
from loyalty_engine.model.slots import FavoriteProductsRule, PredefinedList, PurchaseHistory, Slot, SlotSet
from loyalty_engine.rules.benefits.discounts import MinimumPrice, PercentOff
from loyalty_engine.rules.benefits.personal import FillFavoriteSlots
from loyalty_engine.rules.benefits.points import PointsAmount
from loyalty_engine.rules.conditions.products import FavoriteProducts, Products
from loyalty_engine.rules.conditions.receipt import (
    DistinctProducts,
    LineAmount,
    LineQuantity,
    ReceiptAmount,
)
from loyalty_engine.rules.instructions import Stage
from loyalty_engine.rules.language import Condition
from loyalty_engine.rules.offer import Offer, Rule

HALF = Offer.of("half", benefits=[PercentOff(50)])
FLOOR = MinimumPrice(percent=80)
MINE = FavoriteProductsRule(id="mine", source=PredefinedList("tea time"), default_slots=2, max_slots=2)
THEIRS = FavoriteProductsRule(id="theirs", source=PredefinedList("sweets"))
FILL = FillFavoriteSlots("mine")


def verdict(calculation: Calculation, offer: str) -> Verdict:
    """What became of one offer, among those that were woken."""
    (found,) = [verdict for verdict in calculation.verdicts if verdict.offer == offer]
    return found


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        pytest.param(LineAmount(at_least=eur("20")), "4.00", id="lines of 20"),
        pytest.param(LineAmount(at_least=eur("20"), strictly=True), "10.00", id="lines of more than 20"),
        pytest.param(ReceiptAmount(at_least=eur("20")), "4.00", id="a receipt of 20"),
        pytest.param(ReceiptAmount(at_least=eur("21")), "10.00", id="a receipt of 21"),
        pytest.param(ReceiptAmount(at_least=eur("20"), so_far=True), "4.00", id="20 left to pay"),
        pytest.param(ReceiptAmount(at_most=eur("19"), so_far=True), "10.00", id="at most 19 left to pay"),
        pytest.param(LineQuantity(at_most=2), "4.00", id="two units at most"),
        pytest.param(LineQuantity(at_most=1), "10.00", id="one unit at most"),
        pytest.param(DistinctProducts(at_least=2), "4.00", id="two products"),
    ],
)
def test_a_floor_stands_where_its_condition_holds_before_all_discounts(
    condition: Condition, expected: str
) -> None:
    offers = [HALF, Offer.of("floor", [condition], [FLOOR])]
    calculation = sell(offers, receipt((TEA, "10.00"), (CUP, "10.00")))

    assert calculation.discount == eur(expected)
    assert outcomes(calculation)["floor"] is (Outcome.GRANTED if expected == "4.00" else Outcome.NOT_MET)


@pytest.mark.parametrize(
    ("condition", "product"),
    [
        pytest.param(LineQuantity(at_most=1), CUP, id="one unit at most"),
        pytest.param(ReceiptAmount(at_most=eur("10"), so_far=True), CUP, id="10 left to pay at most"),
        pytest.param(Products({CAKE}), CAKE, id="cake"),
    ],
)
def test_no_slot_is_filled_where_the_condition_does_not_hold(condition: Condition, product: str) -> None:
    offer = Offer.of("fill", [condition], [FILL])
    short, long = receipt((product, "1.00")), receipt((TEA, "10.00"), (CUP, "10.00"))

    assert len(sell([offer], short, favorites=[MINE]).intents) == 2
    assert sell([offer], long, favorites=[MINE]).intents == ()
    assert outcomes(sell([offer], long, favorites=[MINE])) == {"fill": Outcome.NOT_MET}


@pytest.mark.parametrize(
    "member",
    [
        pytest.param(None, id="nobody is known"),
        pytest.param(
            Member("m-1", not_loaded={Need(NeedKind.FAVORITE, "mine")}), id="the slots were not loaded"
        ),
    ],
)
def test_no_slot_is_filled_of_a_member_whose_slots_are_not_known(member: Member | None) -> None:
    calculation = sell([Offer.of("fill", benefits=[FILL])], receipt((TEA, "1.00")), member, favorites=[MINE])

    assert calculation.intents == ()
    assert outcomes(calculation) == {"fill": Outcome.NOTHING_LEFT}


@pytest.mark.parametrize(
    ("benefits", "effects"),
    [
        pytest.param([FLOOR], 1, id="a floor on two lines"),
        pytest.param([FLOOR, MinimumPrice(price=eur("1"))], 2, id="two floors"),
        pytest.param([FILL], 2, id="two slots"),
        pytest.param([FILL, FillFavoriteSlots("theirs")], 3, id="two slots and one of another rule"),
        pytest.param([FILL, FILL], 2, id="two slots that are full the second time"),
        pytest.param([FLOOR, FILL], 3, id="a floor and two slots"),
    ],
)
def test_floors_and_slots_are_counted(benefits: list[MinimumPrice | FillFavoriteSlots], effects: int) -> None:
    calculation = sell(
        [Offer.of("a", benefits=benefits)], receipt((TEA, "1.00"), (CUP, "1.00")), favorites=[MINE, THEIRS]
    )

    assert verdict(calculation, "a").gave == Gain(effects=effects)


@pytest.mark.parametrize(
    ("benefits", "expected"),
    [
        pytest.param(
            [FLOOR],
            (Outcome.GRANTED, Stage.SETUP, (0,)),
            id="a floor",
        ),
        pytest.param(
            [MinimumPrice(attribute="tag")],
            (Outcome.NOTHING_LEFT, Stage.SETUP, ()),
            id="a floor without a tag",
        ),
        pytest.param([PercentOff(10)], (Outcome.GRANTED, Stage.DISCOUNT, (0,)), id="a discount"),
        pytest.param([PointsAmount(5)], (Outcome.GRANTED, Stage.ACCRUAL, (0,)), id="points"),
        pytest.param([PercentOff(0)], (Outcome.NOTHING_LEFT, Stage.DISCOUNT, ()), id="a discount of nothing"),
        pytest.param(
            [FLOOR, PercentOff(10)], (Outcome.GRANTED, Stage.SETUP, (0,)), id="a floor and a discount"
        ),
        pytest.param(
            [MinimumPrice(attribute="tag"), PercentOff(10)],
            (Outcome.GRANTED, Stage.DISCOUNT, (0,)),
            id="a floor without a tag, and a discount",
        ),
    ],
)
def test_a_verdict_names_the_first_stage_that_it_concerns(
    benefits: list[MinimumPrice | PercentOff | PointsAmount], expected: tuple[Outcome, Stage, tuple[int, ...]]
) -> None:
    found = verdict(sell([Offer.of("a", benefits=benefits)], receipt((TEA, "100.00"))), "a")

    assert (found.outcome, found.stage, found.rules) == expected


def test_an_offer_whose_conditions_do_not_hold_concerns_no_stage() -> None:
    (found,) = sell([Offer.of("a", [Products({CAKE})], [FLOOR])], receipt((TEA, "1.00"))).explain().verdicts

    assert (found.outcome, found.stage, found.rules, found.gave) == (Outcome.NOT_MET, None, (), Gain())


def test_a_rule_whose_floor_came_to_nothing_is_not_among_those_that_granted() -> None:
    rules = [
        Rule(benefits=[MinimumPrice(attribute="tag")]),
        Rule(conditions=[Products({TEA})], benefits=[PercentOff(10)]),
        Rule(conditions=[Products({CUP})], benefits=[FLOOR]),
    ]
    found = verdict(sell([Offer(id="a", rules=rules)], receipt((TEA, "10.00"), (CUP, "10.00"))), "a")

    assert (found.rules, found.gave) == ((1, 2), Gain(discount=100, effects=1))


def test_what_held_before_discounts_and_not_after_them_is_not_met() -> None:
    offers = [
        HALF,
        Offer.of("floor", [Products({CUP})], [MinimumPrice(price=eur("1"))]),
        Offer.of("points", [ReceiptAmount(at_least=eur("15"))], [PointsAmount(5)]),
    ]

    assert outcomes(sell(offers, receipt((TEA, "10.00"), (CUP, "10.00")))) == {
        "floor": Outcome.GRANTED,
        "half": Outcome.GRANTED,
        "points": Outcome.NOT_MET,
    }


BY_NUMBER = FavoriteProductsRule(id="mine", source=PurchaseHistory(), default_slots=3, max_slots=3)


@pytest.mark.parametrize(
    ("positions", "expected"),
    [
        pytest.param([(TEA, "5.00"), (CUP, "5.00")], (CUP, TEA, "9"), id="by code, where amounts are equal"),
        pytest.param([("10", "5.00"), ("9", "5.00")], ("9", "10", TEA), id="numbers by their value"),
        pytest.param([(CUP, "5.00"), (TEA, "5.01")], (TEA, CUP, "9"), id="the dearer first"),
        pytest.param(
            [(CUP, "5.00"), (TEA, "2.00"), (TEA, "3.00")], (CUP, TEA, "9"), id="sums that are equal"
        ),
        pytest.param([(CAKE, "9.00"), (CUP, "1.00")], (CUP, "9", TEA), id="only what the list has"),
        pytest.param([("10", "0.00")], ("10", "9", TEA), id="even for nothing"),
    ],
)
def test_products_of_the_receipt_fill_slots_first(
    positions: list[tuple[str, str]], expected: tuple[str, ...]
) -> None:
    slots = SlotSet(rule="mine", candidates=("9", TEA, CUP, "10"))
    member = Member("m-1", favorites=[slots])
    calculation = sell(
        [Offer.of("fill", benefits=[FILL])], receipt(*positions), member, favorites=[BY_NUMBER]
    )

    assert calculation.intents == tuple(
        SlotIntent(offer="fill", rule="mine", position=n, product=product)
        for n, product in enumerate(expected, 1)
    )


def test_of_many_offers_those_that_wake_are_decided_by_priority() -> None:
    offers = [
        Offer.of(f"{n}", [Products({TEA if n in (1, 8) else CAKE})], [PercentOff(10 * n)], priority=-n)
        for n in range(10)
    ]

    assert off(sell(offers, receipt((TEA, "10.00")))) == ("1.00",)


def test_slots_outweigh_a_better_discount() -> None:
    offers = [
        Offer.of("fill", benefits=[FILL, PercentOff(10)]),
        Offer.of("floor", benefits=[MinimumPrice(price=eur("1")), PercentOff(20)]),
        Offer.of("plain", benefits=[PercentOff(30)]),
    ]
    sale = receipt((TEA, "10.00"))

    assert off(sell(offers[::2], sale, favorites=[MINE])) == ("1.00",)
    assert off(sell(offers[1:], sale)) == ("2.00",)


def test_what_was_filled_now_counts_on_the_same_receipt_and_is_told_among_the_woken() -> None:
    slots = SlotSet(rule="mine", slots=[Slot(position=1, product=TEA, changed_at=NOON), Slot(position=2)])
    offers = [
        Offer.of("fill", benefits=[FILL]),
        Offer.of("sale", [FavoriteProducts("mine")], [PercentOff(10)]),
    ]
    calculation = sell(offers, receipt((CUP, "10.00")), Member("m-1", favorites=[slots]), favorites=[MINE])

    assert off(calculation) == ("1.00",)
    assert [verdict.offer for verdict in calculation.verdicts] == ["fill", "sale"]
