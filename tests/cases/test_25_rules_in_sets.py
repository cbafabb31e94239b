"""Rules that are decided for each set, on its units."""

from __future__ import annotations

import pytest
from cases.till import CAKE, CUP, TEA, earned, eur, off, off_by, outcomes, receipt, sell

from loyalty_engine.engine.calculate import calculate
from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.engine.records import Outcome
from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.identifiers import ExternalCode
from loyalty_engine.model.intents import CounterIntent, CounterOperation, CouponIntent, GiftIntent
from loyalty_engine.rules.benefits import (
    AddGift,
    AdditionalPoints,
    AmountOff,
    ChangeCounter,
    FixedPrice,
    InSets,
    IssueCoupon,
    PercentOff,
    PointsPercent,
    SetOf,
)
from loyalty_engine.rules.conditions.chance import Chance
from loyalty_engine.rules.conditions.discounts import Discounted
from loyalty_engine.rules.conditions.logic import AnyOf, Not
from loyalty_engine.rules.conditions.products import Groups, Products
from loyalty_engine.rules.conditions.receipt import (
    AtPlaces,
    LineAmount,
    LineQuantity,
    ReceiptAmount,
    ReceiptContains,
)
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.offer import Offer, Rule

TEAS, CUPS, CAKES = Products({TEA}), Products({CUP}), Products({CAKE})
PAIR = [SetOf(units=2)]


def rule(conditions: list[Condition], *benefits: Benefit) -> Rule:
    return Rule(conditions=conditions, benefits=benefits)


#: Of the dearest two and the next two, 40 and 30 make the first pair, and 20 and 10 the second.
FOUR = receipt((TEA, "10.00"), (CUP, "20.00"), (CAKE, "30.00"), (TEA, "40.00"))


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        pytest.param([rule([], PercentOff(10))], ("1.00", "2.00", "3.00", "4.00"), id="every pair"),
        pytest.param(
            [rule([LineAmount(at_least=eur("50"))], PercentOff(10))],
            ("0.00", "0.00", "3.00", "4.00"),
            id="a pair worth at least 50",
        ),
        pytest.param(
            [rule([LineAmount(at_most=eur("50"))], PercentOff(10))],
            ("1.00", "2.00", "0.00", "0.00"),
            id="a pair worth no more than 50",
        ),
        pytest.param(
            [rule([TEAS], PercentOff(10))], ("1.00", "0.00", "0.00", "4.00"), id="the tea of each pair"
        ),
        pytest.param(
            [rule([TEAS, LineAmount(at_least=eur("20"))], PercentOff(10))],
            ("0.00", "0.00", "0.00", "4.00"),
            id="tea worth at least 20 of a pair",
        ),
        pytest.param(
            [rule([CAKES], FixedPrice(eur("25"))), rule([TEAS], AmountOff(eur("1.00")))],
            ("1.00", "0.00", "5.00", "1.00"),
            id="rules for one set add up",
        ),
        pytest.param(
            [rule([AnyOf([CAKES, LineQuantity(at_least=3)])], PercentOff(10))],
            ("0.00", "0.00", "3.00", "0.00"),
            id="alternatives",
        ),
        pytest.param(
            [rule([Not(ReceiptContains([CAKES]))], PercentOff(10))],
            ("0.00", "0.00", "0.00", "0.00"),
            id="what is asked of the receipt is asked of all of it",
        ),
        pytest.param(
            [rule([ReceiptAmount(at_least=eur("100"))], PercentOff(10))],
            ("1.00", "2.00", "3.00", "4.00"),
            id="and its amount is that of all of it",
        ),
        pytest.param(
            [rule([AtPlaces({"s-1"}), LineAmount(at_least=eur("50"))], PercentOff(10))],
            ("0.00", "0.00", "3.00", "4.00"),
            id="where it is sold is the same for all pairs",
        ),
    ],
)
@pytest.mark.parametrize("cumulative", [False, True], ids=["competing", "cumulative"])
def test_pairs_of_four(rules: list[Rule], expected: tuple[str, ...], cumulative: bool) -> None:
    offer = Offer.of("a", benefits=[InSets(parts=PAIR, rules=rules)], cumulative=cumulative)
    assert off(sell([offer], FOUR)) == expected


def test_units_of_a_line_come_to_their_share_of_it() -> None:
    """Two of three units of 10.00 come to 6.66; so no pair of them is worth 6.67."""
    sale = receipt((TEA, "10.00", 3))
    for least, expected in ((eur("6.66"), "0.67"), (eur("6.67"), "0.00")):
        pairs = InSets(parts=PAIR, rules=[rule([LineAmount(at_least=least)], PercentOff(10))])
        assert off(sell([Offer.of("a", benefits=[pairs])], sale)) == (expected,)


def test_of_which_units_and_how_many_is_said_of_rules_too() -> None:
    """Of each pair that is worth at least 50, the cheaper unit, before the conditions of others."""
    cheaper = InSets(parts=PAIR, rules=[rule([LineAmount(at_least=eur("50"))], PercentOff(10))], pick=1)
    assert off(sell([Offer.of("a", benefits=[cheaper])], FOUR)) == ("0.00", "0.00", "3.00", "0.00")
    of = InSets(
        parts=[SetOf([TEAS]), SetOf()], rules=[rule([LineAmount(at_least=eur("30"))], PercentOff(10))], of=0
    )
    assert off(sell([Offer.of("a", benefits=[of])], FOUR)) == ("0.00", "0.00", "0.00", "4.00")


def test_a_set_on_which_no_rule_holds_is_not_taken() -> None:
    pairs = InSets(parts=PAIR, rules=[rule([LineAmount(at_least=eur("50"))], PercentOff(10))])
    offers = [
        Offer.of("a", benefits=[pairs], priority=1),
        Offer.of("rest", benefits=[PercentOff(50)]),
    ]
    assert off_by(sell(offers, FOUR)) == {"rest": "15.00", "a": "7.00"}


def test_effects_are_for_each_set_on_which_the_rule_holds() -> None:
    rules = [
        rule([LineAmount(at_least=eur("50"))], IssueCoupon("rich", 2)),
        rule([], ChangeCounter("pairs", 3), AddGift("mug"), AdditionalPoints(5)),
    ]
    sold = sell([Offer.of("a", benefits=[InSets(parts=PAIR, rules=rules)])], FOUR)

    assert sold.intents[:3] == (
        GiftIntent(offer="a", product=ExternalCode("mug"), units=2),
        CouponIntent(offer="a", issue="rich", count=2),
        CounterIntent(offer="a", counter="pairs", operation=CounterOperation.INCREASE, value=6),
    )
    assert earned(sold) == {"bonus": 10}


def test_benefits_and_rules_stand_beside_each_other() -> None:
    sets = InSets(parts=PAIR, benefits=[PercentOff(10)], rules=[rule([TEAS], PercentOff(5))])
    assert off(sell([Offer.of("a", benefits=[sets])], FOUR)) == ("1.50", "2.00", "3.00", "6.00")


def test_in_later_stages_sets_are_worth_what_is_left() -> None:
    """Half of 70.00 is left of the first pair, and so it brings no points."""
    half = Offer.of("half", benefits=[PercentOff(50)])
    pairs = InSets(parts=PAIR, rules=[rule([LineAmount(at_least=eur("35.01"))], PointsPercent(10))])
    offer = Offer.of("a", benefits=[pairs])

    assert earned(sell([offer], FOUR)) == {"bonus": 7}
    assert earned(sell([half, offer], FOUR)) == {}


def test_a_million_units_are_as_quick_as_six() -> None:
    """Sets that are alike are judged once, which the engine of tests does not do."""
    pairs = InSets(parts=PAIR, rules=[rule([LineAmount(at_least=eur("2"))], AmountOff(eur("0.50")))])
    book = compile_offers([Offer.of("a", benefits=[pairs])])
    (line,) = calculate(receipt((TEA, "1000000.00", 1_000_000)), None, book).lines
    assert line.discount == eur("250000")


def test_an_offer_is_not_met_where_no_set_meets_the_conditions() -> None:
    pairs = InSets(parts=PAIR, rules=[rule([LineAmount(at_least=eur("100"))], PercentOff(10))])
    assert outcomes(sell([Offer.of("a", benefits=[pairs])], FOUR)) == {"a": Outcome.NOT_MET}


def test_what_cannot_be_asked_of_sets_is_told_with_its_place() -> None:
    rules = [
        rule([TEAS, Discounted()], PercentOff(5)),
        rule([ReceiptAmount(at_least=eur("5"), so_far=True), Chance("10")], PercentOff(5)),
        rule([Groups({"no such"})], PercentOff(5)),
        rule([ReceiptContains([Discounted()])], PercentOff(5)),
    ]
    with pytest.raises(InvalidInput) as caught:
        compile_offers([Offer.of("a", benefits=[PercentOff(1), InSets(parts=PAIR, rules=rules)])])

    inside = "offers[0].rules[0].benefits[1].rules"
    assert [(problem.path, problem.message) for problem in caught.value.problems] == [
        (f"{inside}[0].conditions[1]", "asks of sets what others have given meanwhile"),
        (f"{inside}[1].conditions[0]", "asks of sets what others have given meanwhile"),
        (f"{inside}[1].conditions[1]", "draws for sets, and there is one draw for a receipt"),
        (f"{inside}[2].conditions[0]", "unknown product group 'no such'"),
        (f"{inside}[3].conditions[0]", "asks of sets what others have given meanwhile"),
    ]
