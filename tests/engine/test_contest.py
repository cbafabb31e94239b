"""Offers that compete: who comes first, who is tried again, and what is left for whom."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from cases.till import CAKE, CHIPS, CUP, TEA, earned, eur, off, off_by, receipt, sell, texts

from loyalty_engine.model.receipt import Line
from loyalty_engine.rules.benefits.discounts import AmountOff, MinimumPrice, PercentOff
from loyalty_engine.rules.benefits.effects import ReceiptMessage
from loyalty_engine.rules.benefits.points import PointsAmount
from loyalty_engine.rules.benefits.sets import SomeUnitsOff
from loyalty_engine.rules.conditions.products import Products
from loyalty_engine.rules.conditions.receipt import LineQuantity, ReceiptAmount
from loyalty_engine.rules.language import Condition
from loyalty_engine.rules.offer import Offer, Rule

THREE = receipt((TEA, "10.00"), (CUP, "10.00"), (CAKE, "10.00"))
TEAS, CUPS, CAKES = Products({TEA}), Products({CUP}), Products({CAKE})
TEA_OR_CUP = Products({TEA, CUP})
TWENTY_FIVE_LEFT = ReceiptAmount(at_least=eur("25"), so_far=True)


def rule(percent: int, *conditions: Condition) -> Rule:
    return Rule(conditions=conditions, benefits=[PercentOff(percent)])


def offer(id: str, *rules: Rule, **more: object) -> Offer:
    return Offer(id=id, rules=rules, **more)  # type: ignore[arg-type]


HALF_TEA = offer("half-tea", rule(60, TEAS))


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        pytest.param([rule(10, CUPS)], {"half-tea": "6.00", "a": "1.00"}, id="another line"),
        pytest.param([rule(10, TEAS)], {"half-tea": "6.00"}, id="the same line"),
        pytest.param(
            [rule(10, TEA_OR_CUP)], {"half-tea": "6.00", "a": "1.00"}, id="the same line and another"
        ),
        pytest.param(
            [rule(10, CUPS), rule(10, TEAS)], {"half-tea": "6.00", "a": "1.00"}, id="with its second rule"
        ),
        pytest.param(
            [rule(10, TEAS), rule(10, CUPS)], {"half-tea": "6.00", "a": "1.00"}, id="with its first rule"
        ),
        pytest.param(
            [rule(10, TEAS), rule(10, CUPS), rule(10, CAKES)],
            {"half-tea": "6.00", "a": "2.00"},
            id="with the first of three rules",
        ),
        pytest.param(
            [rule(10, CUPS, TWENTY_FIVE_LEFT), rule(10, CAKES)],
            {"half-tea": "6.00", "a": "1.00"},
            id="what is left to pay, with its first rule",
        ),
        pytest.param(
            [rule(10, CAKES), rule(10, CUPS, TWENTY_FIVE_LEFT)],
            {"half-tea": "6.00", "a": "1.00"},
            id="what is left to pay, with its second rule",
        ),
        pytest.param(
            [rule(10, LineQuantity(at_most=2)), rule(0, CAKES)],
            {"half-tea": "6.00", "a": "2.00"},
            id="what only now are few enough, with its first rule",
        ),
        pytest.param(
            [rule(0, CAKES), rule(10, LineQuantity(at_most=2))],
            {"half-tea": "6.00", "a": "2.00"},
            id="what only now are few enough, with its second rule",
        ),
    ],
)
def test_who_is_tried_again_once_the_better_offer_has_its_tea(
    rules: Sequence[Rule], expected: dict[str, str]
) -> None:
    assert off_by(sell([HALF_TEA, offer("a", *rules)], THREE)) == expected


@pytest.mark.parametrize(
    ("offers", "expected"),
    [
        pytest.param(
            [offer("a", rule(60, TEAS)), offer("b", rule(29, TEA_OR_CUP)), offer("c", rule(40, CUPS))],
            ("6.00", "4.00", "0.00"),
            id="the second best falls behind the third",
        ),
        pytest.param(
            [offer("a", rule(60, TEAS)), offer("b", rule(41, TEA_OR_CUP)), offer("c", rule(40, CUPS))],
            ("4.10", "4.10", "0.00"),
            id="the best over the whole receipt",
        ),
        pytest.param(
            [offer("a", rule(40, TEAS)), offer("b", rule(40, TEA_OR_CUP)), offer("c", rule(80, CUPS))],
            ("4.00", "4.00", "0.00"),
            id="of equals over the whole receipt the smaller id",
        ),
        pytest.param(
            [offer("b", rule(40, TEAS)), offer("a", rule(40, TEAS))],
            ("4.00", "0.00", "0.00"),
            id="of equals one",
        ),
    ],
)
def test_the_best_for_the_buyer_comes_first(offers: Sequence[Offer], expected: tuple[str, ...]) -> None:
    assert off(sell(offers, THREE)) == expected


def test_worth_nothing_is_not_nothing_what_was_nothing_is_tried_again_after_it() -> None:
    chip = PointsAmount(1, currency=CHIPS.id)
    few, tea = Offer.of("a", [LineQuantity(at_most=2)], [chip]), Offer.of("b", [TEAS], [chip])

    assert earned(sell([few, tea], THREE)) == {CHIPS.id: 2}


def test_every_priority_has_its_turn() -> None:
    offers = [
        offer(product, rule(percent, Products({product})), priority=priority)
        for product, percent, priority in ((TEA, 10, 3), (CUP, 20, 2), (CAKE, 30, 1))
    ]

    assert off(sell(offers, THREE)) == ("1.00", "2.00", "3.00")


@pytest.mark.parametrize(
    "priorities", [pytest.param((3, 2, 1), id="before others"), pytest.param((3, 1, 2), id="after others")]
)
def test_conditions_are_judged_when_their_turn_comes(priorities: tuple[int, int, int]) -> None:
    first, second, third = priorities
    offers = [
        offer("first", rule(60, TEAS), priority=first),
        offer("few", rule(10, LineQuantity(at_most=2), TEA_OR_CUP), priority=second),
        offer("third", rule(20, CAKES), priority=third),
    ]

    assert off_by(sell(offers, THREE)) == {"first": "6.00", "few": "1.00", "third": "2.00"}


def test_who_gives_what_is_worth_nothing_comes_after_who_gives_nothing() -> None:
    offers = [
        Offer.of("1", benefits=[PointsAmount(0)]),
        Offer.of("2", benefits=[PointsAmount(5, currency=CHIPS.id)]),
    ]

    assert earned(sell(offers, THREE)) == {CHIPS.id: 5}


def test_what_others_leave_of_a_line() -> None:
    three_teas = receipt(Line(number=1, product=TEA, quantity=3, amount=eur("30.00")))
    offers = [
        Offer.of("one-free", [TEAS], [SomeUnitsOff(1)], priority=1),
        Offer.of("tenth", [TEAS], [PercentOff(10)]),
    ]

    assert off_by(sell(offers, three_teas)) == {"one-free": "10.00", "tenth": "2.00"}


FLOOR = MinimumPrice(price=eur("0"))


def grouped(id: str, percent: int, *conditions: Condition, group: str = "g", **more: object) -> Offer:
    return Offer.of(id, conditions, [PercentOff(percent)], exclusion_group=group, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("offers", "expected"),
    [
        pytest.param(
            [grouped("a", 10, TEAS), grouped("b", 20, CUPS)], {"b": "2.00"}, id="the better for the buyer"
        ),
        pytest.param(
            [grouped("a", 10, TEAS, priority=1), grouped("b", 20, CUPS)],
            {"a": "1.00"},
            id="the higher priority",
        ),
        pytest.param([grouped("b", 10, TEAS), grouped("a", 10, CUPS)], {"a": "1.00"}, id="the smaller id"),
        pytest.param(
            [grouped("b", 10, TEAS), grouped("a", 10, CUPS, cumulative=True)],
            {"a": "1.00"},
            id="the smaller id, although it adds up",
        ),
        pytest.param(
            [grouped("a", 10, TEAS), grouped("b", 10, CUPS, cumulative=True)],
            {"a": "1.00"},
            id="the smaller id, and the other adds up",
        ),
        pytest.param(
            [
                grouped("a", 10, TEAS),
                Offer.of("b", [CUPS], [FLOOR, PercentOff(5)], exclusion_group="g"),
            ],
            {"b": "0.50"},
            id="the greater weight",
        ),
        pytest.param(
            [grouped("a", 10, TEAS), grouped("b", 20, CUPS, group="h"), grouped("c", 5, CAKES, group="h")],
            {"a": "1.00", "b": "2.00"},
            id="one of each group",
        ),
        pytest.param(
            [grouped("a", 10, TEAS), grouped("b", 20, CUPS), Offer.of("c", [CAKES], [PercentOff(5)])],
            {"b": "2.00", "c": "0.50"},
            id="one of the group, and those of none",
        ),
        pytest.param(
            [grouped("a", 10, TEAS), grouped("b", 0, CUPS, priority=9)],
            {"a": "1.00"},
            id="not who gives nothing",
        ),
        pytest.param(
            [grouped("a", 10, TEAS), grouped("b", 20, CUPS, ReceiptAmount(at_least=eur("30"), so_far=True))],
            {"b": "2.00"},
            id="by what is left to pay when the stage begins",
        ),
        pytest.param(
            [grouped("a", 0, TEAS), grouped("b", 0, CUPS)], {}, id="none, where none gives anything"
        ),
    ],
)
def test_one_of_a_group(offers: Sequence[Offer], expected: dict[str, str]) -> None:
    assert off_by(sell(offers, THREE)) == expected


def test_a_message_alone_does_not_exclude() -> None:
    offers = [
        Offer.of("a", benefits=[ReceiptMessage("hello")], exclusion_group="g"),
        Offer.of("b", benefits=[AmountOff(eur("1"))], exclusion_group="g"),
    ]
    calculation = sell(offers, THREE)

    assert (off_by(calculation), texts(calculation)) == ({"b": "1.00"}, ("hello",))
