"""Lines that have a discount already: which one is seen depends on the stage and on the order."""

from __future__ import annotations

import pytest
from attrs import evolve
from cases.till import CAKE, CUP, TEA, earned, eur, off, off_by, outcomes, receipt, sell

from loyalty_engine.engine.records import Outcome
from loyalty_engine.model.money import Money
from loyalty_engine.rules.benefits.discounts import AmountOff, PercentOff
from loyalty_engine.rules.benefits.effects import ReceiptMessage
from loyalty_engine.rules.benefits.points import PointsAmount, PointsPercent
from loyalty_engine.rules.conditions.discounts import (
    Discounted,
    ExternalDiscount,
    ExternalDiscountSum,
    ExternalPoints,
)
from loyalty_engine.rules.conditions.logic import AllOf, AnyOf, Not
from loyalty_engine.rules.conditions.products import Products
from loyalty_engine.rules.conditions.receipt import ReceiptContains
from loyalty_engine.rules.language import Condition
from loyalty_engine.rules.offer import Offer, Rule

SALE = receipt((TEA, "100.00"), (CUP, "10.00"))
ON_TEA = Offer.of("tea", [Products({TEA})], [PercentOff(20)], priority=9)


def points(condition: Condition) -> Offer:
    return Offer.of("points", [condition], [PointsPercent(10)])


def test_points_only_for_what_is_not_discounted() -> None:
    assert earned(sell([ON_TEA, points(Not(Discounted()))], SALE)) == {"bonus": 1}
    assert earned(sell([ON_TEA, points(Discounted())], SALE)) == {"bonus": 8}


def test_a_cent_is_a_discount() -> None:
    cent = Offer.of("cent", [Products({TEA})], [AmountOff(eur("0.01"))])
    five = Offer.of("five", [Discounted()], [PointsAmount(5)])
    assert earned(sell([cent, five], receipt((TEA, "1.00"), (CUP, "1.00")))) == {"bonus": 5}
    assert earned(sell([ON_TEA, points(Discounted("tea"))], SALE)) == {"bonus": 8}
    assert earned(sell([ON_TEA, points(Discounted("other"))], SALE)) == {}


def test_a_cumulative_offer_sees_those_before_it() -> None:
    on_top = Offer.of("top", [Discounted()], [PercentOff(10)], cumulative=True)

    assert off(sell([ON_TEA, on_top], SALE)) == ("30.00", "0.00")
    assert outcomes(sell([on_top], SALE)) == {"top": Outcome.NOT_MET}


def test_of_two_cumulative_offers_the_later_sees_the_earlier() -> None:
    first = Offer.of("1", [Products({CUP})], [PercentOff(10)], cumulative=True)
    on_first = Offer.of("2", [Discounted("1")], [PercentOff(10)], cumulative=True)

    assert off_by(sell([first, on_first], SALE)) == {"1": "1.00", "2": "1.00"}
    assert off_by(sell([evolve(first, priority=-1), on_first], SALE)) == {"1": "1.00"}


def test_only_where_nothing_was_given_yet() -> None:
    rest = Offer.of("rest", [Not(Discounted())], [PercentOff(5)], cumulative=True)

    assert off(sell([ON_TEA, rest], SALE)) == ("20.00", "0.50")


def test_who_competes_sees_the_winner_before_it() -> None:
    """Priority 9 is settled before 0, so the competitor finds the tea discounted, but taken."""
    after = Offer.of("after", [ReceiptContains([Discounted("tea")])], [PercentOff(50)])

    assert off(sell([ON_TEA, after], SALE)) == ("20.00", "5.00")
    assert off(sell([evolve(ON_TEA, priority=-1), after], SALE)) == ("20.00", "0.00")


def test_a_later_rule_of_one_offer_sees_the_earlier() -> None:
    offer = Offer(
        id="a",
        rules=[
            Rule(conditions=[Products({TEA})], benefits=[PercentOff(10)]),
            Rule(conditions=[Discounted("a")], benefits=[PercentOff(5)]),
        ],
        cumulative=True,
    )

    assert off(sell([offer], SALE)) == ("15.00", "0.00")


def test_a_message_about_what_was_discounted() -> None:
    told = Offer.of("told", [Discounted("tea")], [ReceiptMessage("Well chosen")])

    assert [one.text for one in sell([ON_TEA, told], SALE).messages] == ["Well chosen"]
    assert sell([told], SALE).messages == ()


def test_lines_of_several_sorts() -> None:
    sale = receipt((TEA, "100.00"), (CUP, "10.00"), (CAKE, "10.00"))
    some = Offer.of("some", [AnyOf([Discounted(), Products({CAKE})])], [PercentOff(10)], cumulative=True)

    assert off(sell([ON_TEA, some], sale)) == ("30.00", "0.00", "1.00")


@pytest.mark.parametrize(
    ("condition", "discounts"),
    [
        pytest.param(ExternalDiscount(), ("10.00", "0.00", "0.00"), id="anything at all"),
        pytest.param(Not(ExternalDiscount()), ("0.00", "1.00", "1.00"), id="nothing"),
        pytest.param(ExternalDiscount(at_least=eur("5.00")), ("10.00", "0.00", "0.00"), id="enough"),
        pytest.param(ExternalDiscount(at_least=eur("5.01")), ("0.00", "0.00", "0.00"), id="too little"),
        pytest.param(
            ExternalDiscount(at_least=eur("5.00"), strictly=True),
            ("0.00", "0.00", "0.00"),
            id="more than that",
        ),
        pytest.param(ExternalDiscount(at_most=eur("0.00")), ("0.00", "1.00", "1.00"), id="at most nothing"),
    ],
)
def test_what_the_till_has_taken_off(condition: Condition, discounts: tuple[str, ...]) -> None:
    sale = receipt((TEA, "100.00"), (CUP, "10.00"), (CAKE, "10.00"))
    tea, cup, cake = sale.lines
    sale = evolve(
        sale,
        lines=[
            evolve(tea, external_discount=eur("5.00")),
            evolve(cup, external_discount=eur("0.00")),
            cake,
        ],
    )

    assert off(sell([Offer.of("a", [condition], [PercentOff(10)])], sale)) == discounts


@pytest.mark.parametrize(
    ("condition", "discounts"),
    [
        pytest.param(ExternalPoints(), ("10.00", "1.00", "0.00"), id="any at all"),
        pytest.param(Not(ExternalPoints()), ("0.00", "0.00", "1.00"), id="none"),
        pytest.param(ExternalPoints(at_least=20), ("10.00", "0.00", "0.00"), id="enough"),
        pytest.param(ExternalPoints(at_least=21), ("0.00", "0.00", "0.00"), id="too few"),
        pytest.param(ExternalPoints(at_most=19), ("0.00", "1.00", "1.00"), id="few, or none"),
        pytest.param(ReceiptContains([ExternalPoints()]), ("10.00", "1.00", "1.00"), id="on the receipt"),
        pytest.param(ExternalDiscountSum(at_least=eur("7.00")), ("10.00", "1.00", "1.00"), id="in all"),
        pytest.param(ExternalDiscountSum(at_least=eur("7.01")), ("0.00", "0.00", "0.00"), id="less in all"),
        pytest.param(
            AllOf([Products({CAKE}), ExternalDiscountSum(at_least=eur("7.00"))]),
            ("0.00", "0.00", "1.00"),
            id="off the whole receipt, whatever lines are meant",
        ),
        pytest.param(Not(ExternalDiscountSum(at_most=eur("7.00"))), ("0.00", "0.00", "0.00"), id="not more"),
    ],
)
def test_what_partners_have_given(condition: Condition, discounts: tuple[str, ...]) -> None:
    tea, cup, cake = receipt((TEA, "100.00"), (CUP, "10.00"), (CAKE, "10.00")).lines
    tea = evolve(tea, external_discount=eur("5.00"), external_points=20)
    sale = receipt(tea, evolve(cup, external_discount=eur("2.00"), external_points=1), cake)

    assert off(sell([Offer.of("a", [condition], [PercentOff(10)])], sale)) == discounts


def test_how_much_more_must_come_off_outside() -> None:
    five = Offer.of("a", [ExternalDiscountSum(at_least=eur("5.00"))], [PercentOff(10)])

    assert "(seen: 0.00 EUR; 5.00 EUR more would do)" in str(sell([five], SALE).explain())


def test_an_offer_in_another_currency_is_not_in_force() -> None:
    condition = ReceiptContains([Not(ExternalDiscount(at_least=Money(1, "JPY")))])

    assert outcomes(sell([Offer.of("a", [condition], [PercentOff(10)])], SALE)) == {"a": Outcome.NOT_IN_FORCE}
