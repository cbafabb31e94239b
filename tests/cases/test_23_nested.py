"""Rules inside of rules."""

from __future__ import annotations

import pytest
from attrs import evolve
from cases.till import CAKE, CUP, TEA, earned, eur, off, outcomes, receipt, sell, texts

from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.engine.records import LineDiscount, Outcome
from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.intents import CouponUseIntent
from loyalty_engine.model.receipt import PresentedCoupon, Receipt
from loyalty_engine.rules.benefits import (
    AdditionalPoints,
    AmountOff,
    FillFavoriteSlots,
    MinimumPrice,
    NForM,
    PercentOff,
    PointsAmount,
    PointsPercent,
    ReceiptMessage,
    RedeemCoupons,
    SomeUnitsOff,
    Step,
    Then,
    TierBy,
    Tiered,
)
from loyalty_engine.rules.conditions.logic import AnyOf
from loyalty_engine.rules.conditions.products import FavoriteProducts, Products
from loyalty_engine.rules.conditions.receipt import (
    CouponPresented,
    LineAmount,
    LineQuantity,
    ReceiptAmount,
)
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.offer import Offer, Rule

TEAS, CUPS, CAKES = Products({TEA}), Products({CUP}), Products({CAKE})
TEAS_AND_CUPS = Products({TEA, CUP})
PAIR = LineQuantity(at_least=2)


def rule(conditions: list[Condition], *benefits: Benefit) -> Rule:
    return Rule(conditions=conditions, benefits=benefits)


def also(conditions: list[Condition], *benefits: Benefit) -> Then:
    """One rule inside."""
    return Then([rule(conditions, *benefits)])


EACH_10 = receipt((TEA, "10.00"), (CUP, "10.00"), (CAKE, "10.00"))


@pytest.mark.parametrize(
    ("conditions", "benefits", "expected"),
    [
        pytest.param(
            [TEAS_AND_CUPS],
            [PercentOff(10), also([TEAS], PercentOff(5))],
            ("1.50", "1.00", "0.00"),
            id="what is inside adds up, on the lines that it narrows further",
        ),
        pytest.param(
            [TEAS_AND_CUPS],
            [PercentOff(10), also([], PercentOff(5))],
            ("1.50", "1.50", "0.00"),
            id="without conditions of its own it works on the same lines",
        ),
        pytest.param(
            [TEAS_AND_CUPS],
            [PercentOff(10), also([CAKES], PercentOff(5))],
            ("1.00", "1.00", "0.00"),
            id="the cake is none of the lines of the rule around it",
        ),
        pytest.param(
            [TEAS_AND_CUPS, PAIR],
            [also([TEAS], PercentOff(5))],
            ("0.50", "0.00", "0.00"),
            id="two are counted on the tea and the cup, and the discount is for the tea",
        ),
        pytest.param(
            [TEAS_AND_CUPS],
            [also([TEAS, PAIR], PercentOff(5))],
            ("0.00", "0.00", "0.00"),
            id="two teas there are not",
        ),
        pytest.param(
            [AnyOf([TEAS, CUPS]), PAIR],
            [also([AnyOf([CUPS, CAKES])], PercentOff(5))],
            ("0.00", "0.50", "0.00"),
            id="alternatives, and alternatives among them",
        ),
        pytest.param(
            [],
            [
                PercentOff(10),
                Then([rule([TEAS], PercentOff(5)), rule([TEAS_AND_CUPS], PercentOff(1))]),
                also([CAKES], AmountOff(eur("2.00"))),
            ],
            ("1.60", "1.10", "3.00"),
            id="all that lies inside of one rule adds up",
        ),
        pytest.param(
            [TEAS_AND_CUPS],
            [also([LineAmount(at_least=eur("20"))], PercentOff(5), also([CUPS], PercentOff(10)))],
            ("0.50", "1.50", "0.00"),
            id="two levels",
        ),
        pytest.param(
            [TEAS_AND_CUPS],
            [also([CUPS], Tiered([Step(eur("20"), [PercentOff(5)])], by=TierBy.AMOUNT))],
            ("0.00", "0.00", "0.00"),
            id="steps inside are counted on the lines inside",
        ),
        pytest.param(
            [],
            [AmountOff(eur("9.00")), also([TEAS], AmountOff(eur("9.00")))],
            ("10.00", "3.00", "3.00"),
            id="no more is given than what is left: 3.00 off each, and 7.00 off the tea",
        ),
        pytest.param(
            [],
            [also([TEAS], MinimumPrice(price=eur("9.50"))), PercentOff(10)],
            ("0.50", "1.00", "1.00"),
            id="a price inside stands as well",
        ),
    ],
)
@pytest.mark.parametrize("cumulative", [False, True], ids=["competing", "cumulative"])
def test_tea_cup_and_cake(
    conditions: list[Condition], benefits: list[Benefit], expected: tuple[str, ...], cumulative: bool
) -> None:
    offer = Offer.of("a", conditions, benefits, cumulative=cumulative)
    assert off(sell([offer], EACH_10)) == expected


def test_rules_of_an_offer_share_lines_and_rules_inside_do_not() -> None:
    """The first rule, with all inside of it, keeps what it has changed; the second gets the rest."""
    offer = Offer(
        id="a",
        rules=[
            rule([TEAS], PercentOff(10), also([], PercentOff(10))),
            rule([TEAS_AND_CUPS], PercentOff(50), also([], PercentOff(10))),
        ],
    )
    assert off(sell([offer], EACH_10)) == ("2.00", "6.00", "0.00")


def test_a_rule_of_which_nothing_is_given_leaves_its_lines_to_the_next() -> None:
    offer = Offer(
        id="a",
        rules=[rule([TEAS_AND_CUPS], also([TEAS], PercentOff(10))), rule([TEAS_AND_CUPS], PercentOff(50))],
    )
    assert off(sell([offer], EACH_10)) == ("1.00", "5.00", "0.00")


def test_what_others_take_counts_for_the_rule_around() -> None:
    """The cup is gone, so there is no pair, although the discount would be for the tea alone."""
    pair = Offer.of("pair", [TEAS_AND_CUPS, PAIR], [also([TEAS], PercentOff(10))])
    cup = Offer.of("cup", [CUPS], [PercentOff(50)], priority=1)

    assert off(sell([pair], EACH_10)) == ("1.00", "0.00", "0.00")
    assert off(sell([pair, cup], EACH_10)) == ("0.00", "5.00", "0.00")


def test_units_are_taken_by_the_rule_and_those_inside_together() -> None:
    """Three of five teas are taken; the same units, of which the cheaper rule inside takes two."""
    offer = Offer.of("a", [TEAS], [NForM(3, 2), also([], SomeUnitsOff(2, 10))], priority=1)
    rest = Offer.of("rest", benefits=[PercentOff(50)])
    sold = sell([offer, rest], receipt((TEA, "50.00", 5)))

    assert sold.lines[0].discounts == (
        LineDiscount("a", 0, 1000),
        LineDiscount("a", 1, 200),
        LineDiscount("rest", 0, 2000 // 2),
    )


def test_each_stage_judges_anew() -> None:
    """40.00 are left after 20 %, so that the points from 45.00 on are not given."""
    offer = Offer.of(
        "a",
        [ReceiptAmount(at_least=eur("30"))],
        [PercentOff(20), also([ReceiptAmount(at_least=eur("45"))], PercentOff(2), PointsAmount(7))],
    )
    sold = sell([offer], receipt((TEA, "50.00")))

    assert (off(sold), earned(sold)) == (("11.00",), {})


def test_effects_go_with_their_own_rule() -> None:
    """What is inside is decided where the conditions hold, whatever the rule around it has given."""
    offer = Offer.of(
        "a",
        [TEAS],
        [
            PercentOff(0),
            ReceiptMessage("nothing off"),
            also([], ReceiptMessage("tea")),
            also([CUPS], ReceiptMessage("cup")),
            also([], AdditionalPoints(5)),
            also([], PointsPercent(10), ReceiptMessage("points")),
        ],
    )
    sold = sell([offer], EACH_10)

    assert texts(sold) == ("points", "tea")
    assert earned(sold) == {"bonus": 6}


def test_a_coupon_of_the_rule_around_is_used_up_inside() -> None:
    offer = Offer.of("a", [CouponPresented({"spring"})], [also([TEAS], PercentOff(10), RedeemCoupons())])
    sale = evolve(receipt((TEA, "10.00")), coupons=[PresentedCoupon(number="1", issue="spring")])

    assert sell([offer], sale).intents == (CouponUseIntent(offer="a", number="1", issue="spring"),)


@pytest.mark.parametrize(
    ("sale", "reasons"),
    [
        pytest.param(
            receipt((CUP, "10.00")),
            [(0, "the product is tea")],
            id="the rule around does not hold, and is named once",
        ),
        pytest.param(
            receipt((TEA, "10.00")),
            [(1, "the receipt comes to at least 50.00 EUR"), (2, "there are at least 2 of these products")],
            id="both inside do not hold",
        ),
    ],
)
def test_a_verdict_names_the_condition_of_the_rule_that_has_it(
    sale: Receipt, reasons: list[tuple[int, str]]
) -> None:
    inner = rule([ReceiptAmount(at_least=eur("50"))], PercentOff(5))
    offer = Offer.of("a", [TEAS], [Then([inner, rule([PAIR], PercentOff(5))])])
    (verdict,) = sell([offer], sale).explain().verdicts

    assert [(reason.rule, reason.condition) for reason in verdict.reasons] == reasons


def test_rules_have_numbers_after_those_of_the_offer() -> None:
    offer = Offer(
        id="a",
        rules=[
            rule([], also([TEAS], PercentOff(1), also([], PercentOff(2))), also([], PercentOff(4))),
            rule([CUPS], PercentOff(8)),
        ],
        cumulative=True,
    )
    sold = sell([offer], EACH_10)

    assert [(d.rule, d.amount) for d in sold.lines[0].discounts] == [(2, 10), (3, 20), (4, 40)]
    assert [(d.rule, d.amount) for d in sold.lines[1].discounts] == [(4, 40), (1, 80)]
    assert [offer.all_rules[number].benefits[0] for number in range(1, 5)] == [
        PercentOff(8),
        PercentOff(1),
        PercentOff(2),
        PercentOff(4),
    ]
    assert sold.explain().verdicts[0].rules == (1, 2, 3, 4)


def test_an_offer_beaten_on_its_lines_is_beaten_inside() -> None:
    offers = [
        Offer.of("a", [TEAS], [also([], PercentOff(10))]),
        Offer.of("b", [TEAS], [PercentOff(20)]),
    ]
    assert outcomes(sell(offers, EACH_10)) == {"a": Outcome.BEATEN, "b": Outcome.GRANTED}


def test_what_is_wrong_inside_is_told_with_its_place() -> None:
    """All at once, as everything that is wrong with offers."""
    nested = [
        rule([FavoriteProducts("nobody's")], AdditionalPoints(1, currency="no such")),
        rule([], PercentOff(5), also([], RedeemCoupons())),
    ]
    filled = [also([FavoriteProducts("mine")], FillFavoriteSlots("mine"))]
    offers = [
        Offer.of("fine", benefits=[also([], PercentOff(5))]),
        Offer.of("a", benefits=[PercentOff(1), Then(nested)]),
        Offer.of("b", [FavoriteProducts("mine")], filled),
    ]
    with pytest.raises(InvalidInput) as caught:
        compile_offers(offers)

    assert [problem.path for problem in caught.value.problems] == [
        "offers[1].rules[0].benefits[1].rules[0].conditions[0]",
        "offers[1].rules[0].benefits[1].rules[0].benefits[0]",
        "offers[1].rules[0].benefits[1].rules[1].benefits[1].rules[0].benefits[0]",
        "offers[2].rules[0].conditions[0]",
        "offers[2].rules[0].benefits[0].rules[0].conditions[0]",
        "offers[2].rules[0].benefits[0].rules[0].benefits[0]",
        "offers[2].rules[0].benefits[0].rules[0]",
        "offers[2].rules[0].benefits[0].rules[0].conditions[0]",
    ]
