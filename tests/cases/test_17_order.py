"""Where figures tie, the product decides, then the larger weight, the larger amount, the line's number."""

from __future__ import annotations

import datetime as dt

import pytest
from attrs import evolve
from cases.till import CAKE, CUP, NOON, TEA, Position, eur, off, receipt, sell

from loyalty_engine.model.intents import SlotIntent
from loyalty_engine.model.member import Member
from loyalty_engine.model.schedule import Daily
from loyalty_engine.model.slots import FavoriteProductsRule, PredefinedList, PurchaseHistory, Slot, SlotSet
from loyalty_engine.rules.benefits.discounts import AmountOff, FixedPrice, PercentOff
from loyalty_engine.rules.benefits.personal import FillFavoriteSlots
from loyalty_engine.rules.benefits.points import PointsAmount
from loyalty_engine.rules.conditions.products import FavoriteProducts
from loyalty_engine.rules.offer import Offer


@pytest.mark.parametrize(
    ("positions", "expected"),
    [
        pytest.param([(TEA, "1.00"), (CUP, "1.00")], ("0.00", "0.01"), id="cup comes before tea"),
        pytest.param([("10", "1.00"), ("9", "1.00")], ("0.00", "0.01"), id="9 comes before 10"),
        pytest.param([(TEA, "1.00"), (TEA, "1.00")], ("0.01", "0.00"), id="of one product, the earlier line"),
        pytest.param([(TEA, "1.00"), (TEA, "1.01")], ("0.00", "0.01"), id="the larger claim needs no tie"),
        pytest.param(
            [(CUP, "1.00"), (TEA, "3.00")], ("0.00", "0.01"), id="the larger claim comes first at all"
        ),
    ],
)
def test_one_cent_over_two_lines(positions: list[Position], expected: tuple[str, ...]) -> None:
    assert off(sell([Offer.of("a", benefits=[AmountOff(eur("0.01"))])], receipt(*positions))) == expected


FILL = FillFavoriteSlots("mine")
LISTED = FavoriteProductsRule(id="mine", source=PredefinedList("tea time"), default_slots=2, max_slots=3)
DAILY = evolve(LISTED, selection=Daily())
CHOSEN_YESTERDAY = Slot(position=2, product=TEA, changed_at=NOON - dt.timedelta(days=1), locked=True)
BOUGHT = FavoriteProductsRule(id="mine", source=PurchaseHistory(), default_slots=2, max_slots=3)


@pytest.mark.parametrize(
    ("rule", "slots", "positions", "expected"),
    [
        pytest.param(
            LISTED,
            SlotSet(rule="mine"),
            [(TEA, "1.00"), (CUP, "2.00"), (CAKE, "9.00")],
            ((1, CUP), (2, TEA)),
            id="the dearest first, and none that the list lacks",
        ),
        pytest.param(
            LISTED,
            SlotSet(rule="mine"),
            [(TEA, "1.00"), (CUP, "2.00"), (TEA, "1.01")],
            ((1, TEA), (2, CUP)),
            id="amounts are summed per product",
        ),
        pytest.param(LISTED, SlotSet(rule="mine"), [(TEA, "1.00")], ((1, TEA), (2, CUP)), id="then the list"),
        pytest.param(
            LISTED,
            SlotSet(rule="mine", slots=[Slot(position=1), Slot(position=2, locked=True), Slot(position=3)]),
            [(TEA, "1.00")],
            ((1, TEA), (3, CUP)),
            id="a locked slot is skipped",
        ),
        pytest.param(
            LISTED,
            SlotSet(rule="mine", slots=[Slot(position=1, product=TEA, changed_at=NOON), Slot(position=2)]),
            [(TEA, "1.00")],
            ((2, CUP),),
            id="a choice is never overwritten nor repeated",
        ),
        pytest.param(
            evolve(LISTED, default_slots=1, max_slots=1),
            SlotSet(rule="mine", slots=[Slot(position=1), Slot(position=2, product=TEA, changed_at=NOON)]),
            [(CUP, "1.00"), (TEA, "1.00")],
            (),
            id="a member who has as many choices as the rule allows keeps them",
        ),
        pytest.param(
            BOUGHT,
            SlotSet(rule="mine", candidates=(TEA, CAKE, CUP)),
            [(CAKE, "1.00")],
            ((1, CAKE), (2, TEA)),
            id="a list of purchases keeps its own order",
        ),
        pytest.param(
            LISTED,
            SlotSet(rule="mine", candidates=(CAKE, CUP)),
            [(CAKE, "1.00")],
            ((1, CUP), (2, TEA)),
            id="of a predefined list what the host ranks comes first, and nothing that is not listed",
        ),
        pytest.param(
            LISTED,
            SlotSet(rule="mine", candidates=(CUP,)),
            [(TEA, "1.00")],
            ((1, TEA), (2, CUP)),
            id="products of the receipt come before those that the host ranks",
        ),
        pytest.param(
            LISTED,
            SlotSet(rule="mine", no_slots=True),
            [(TEA, "1.00")],
            (),
            id="who has lost all slots starts with none",
        ),
        pytest.param(
            DAILY,
            SlotSet(rule="mine", slots=[Slot(position=1), CHOSEN_YESTERDAY]),
            [(TEA, "1.00")],
            ((1, TEA),),
            id="a choice of yesterday is no choice today, and may be made again in another slot",
        ),
        pytest.param(BOUGHT, SlotSet(rule="mine"), [(CAKE, "1.00")], (), id="an empty list fills nothing"),
    ],
)
def test_auto_fill(
    rule: FavoriteProductsRule,
    slots: SlotSet,
    positions: list[Position],
    expected: tuple[tuple[int, str], ...],
) -> None:
    offers = [
        Offer.of("fill", benefits=[FillFavoriteSlots("mine")]),
        Offer.of("sale", [FavoriteProducts("mine")], [PercentOff(10)]),
    ]
    member = Member("m-1", favorites=[evolve(slots, rule=rule.id)])
    calculation = sell(offers, receipt(*positions), member, favorites=[rule])
    chosen = {slot.product for slot in slots.slots if slot.changed_at == NOON} | {
        product for _, product in expected
    }

    assert calculation.intents == tuple(
        SlotIntent(offer="fill", rule="mine", position=position, product=product)
        for position, product in expected
    )
    assert [bool(line.discounts) for line in calculation.lines] == [
        product in chosen for product, *_ in positions
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(Offer.of("9", benefits=[FILL]), Offer.of("a", benefits=[FILL]), id="the smaller id"),
        pytest.param(
            Offer.of("9", benefits=[FILL], cumulative=True),
            Offer.of("a", benefits=[FILL]),
            id="set-up does not ask whether an offer is cumulative",
        ),
        pytest.param(
            Offer.of("a", benefits=[FILL], priority=1),
            Offer.of("9", benefits=[FILL]),
            id="the higher priority",
        ),
    ],
)
def test_of_two_offers_that_fill_the_last_slot_one_does(first: Offer, second: Offer) -> None:
    rule = evolve(LISTED, default_slots=1)
    calculation = sell([second, first], receipt((TEA, "1.00")), favorites=[rule])

    assert calculation.intents == (SlotIntent(offer=first.id, rule="mine", position=1, product=TEA),)


@pytest.mark.parametrize("amounts", [("8.00", "9.00"), ("9.00", "8.00")])
def test_of_equal_claims_of_a_product_that_of_the_dearer_line(amounts: tuple[str, str]) -> None:
    offers = [Offer.of("fix", benefits=[FixedPrice(eur("1"))]), Offer.of("p", benefits=[PointsAmount(5)])]
    calculation = sell(offers, receipt(*[(TEA, amount) for amount in amounts]))
    points = {line.amount: sum(part.amount for part in line.points) for line in calculation.lines}

    assert points == {900: 3, 800: 2}
