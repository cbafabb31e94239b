"""Steps: the highest that is reached counts alone, its bound included."""

from __future__ import annotations

import pytest
from cases.till import CAKE, CUP, TEA, earned, eur, off, off_by, outcomes, receipt, sell

from loyalty_engine.engine.records import Outcome
from loyalty_engine.model.receipt import Receipt
from loyalty_engine.rules.benefits import (
    AmountOff,
    PercentOff,
    PointsAmount,
    PointsPercent,
    ReceiptMessage,
    Step,
    TierBy,
    Tiered,
)
from loyalty_engine.rules.conditions.products import Products
from loyalty_engine.rules.offer import Offer, Rule

BY_AMOUNT = Tiered([Step(eur("50"), [PercentOff(5)]), Step(eur("100"), [PercentOff(10)])])
BY_RECEIPT = Tiered(BY_AMOUNT.steps, by=TierBy.RECEIPT)
BY_QUANTITY = Tiered([Step(2, [AmountOff(eur("1"))]), Step("2.5", [AmountOff(eur("3"))])], by=TierBy.QUANTITY)
BY_PRODUCTS = Tiered([Step(2, [PercentOff(10)]), Step(3, [PercentOff(20)])], by=TierBy.PRODUCTS)


@pytest.mark.parametrize(
    ("benefit", "sale", "expected"),
    [
        pytest.param(BY_AMOUNT, receipt((TEA, "49.99")), ("0.00",), id="49.99 reach no step"),
        pytest.param(BY_AMOUNT, receipt((TEA, "50.00")), ("2.50",), id="50.00 reach the first"),
        pytest.param(BY_AMOUNT, receipt((TEA, "99.99")), ("5.00",), id="99.99 do not reach the second"),
        pytest.param(
            BY_AMOUNT, receipt((TEA, "70.00"), (CUP, "30.00")), ("3.50", "0.00"), id="the cup does not count"
        ),
        pytest.param(
            BY_AMOUNT, receipt((TEA, "70.00"), (TEA, "30.00")), ("7.00", "3.00"), id="two lines make 100"
        ),
        pytest.param(
            BY_RECEIPT, receipt((TEA, "10.00"), (CUP, "90.00")), ("1.00", "0.00"), id="the receipt is 100"
        ),
        pytest.param(BY_QUANTITY, receipt((TEA, "9.00", 2)), ("1.00",), id="two units"),
        pytest.param(BY_QUANTITY, receipt((TEA, "9.00", "2.499")), ("1.00",), id="a gram short of the step"),
        pytest.param(BY_QUANTITY, receipt((TEA, "9.00", "2.5")), ("3.00",), id="two kilograms and a half"),
    ],
)
def test_tea_in_steps(benefit: Tiered, sale: Receipt, expected: tuple[str, ...]) -> None:
    assert off(sell([Offer.of("a", [Products({TEA})], [benefit])], sale)) == expected


@pytest.mark.parametrize(
    ("sale", "expected"),
    [
        pytest.param(receipt((TEA, "10.00", 5)), ("0.00",), id="five units of one product"),
        pytest.param(receipt((TEA, "10.00"), (TEA, "10.00"), (CUP, "10.00")), ("1.00",) * 3, id="two"),
        pytest.param(receipt((TEA, "10.00"), (CAKE, "10.00"), (CUP, "10.00")), ("2.00",) * 3, id="three"),
    ],
)
def test_different_products(sale: Receipt, expected: tuple[str, ...]) -> None:
    assert off(sell([Offer.of("a", benefits=[BY_PRODUCTS])], sale)) == expected


def test_what_another_offer_took_does_not_count() -> None:
    """The cup of 60 is gone; the tea of 50 reaches the first step only."""
    offers = [
        Offer.of("cup", [Products({CUP})], [PercentOff(1)], priority=1),
        Offer.of("steps", benefits=[BY_AMOUNT]),
    ]

    assert off_by(sell(offers, receipt((TEA, "50.00"), (CUP, "60.00")))) == {"steps": "2.50", "cup": "0.60"}


def test_the_receipt_counts_as_a_whole_whatever_was_taken() -> None:
    offers = [
        Offer.of("cup", [Products({CUP})], [PercentOff(1)], priority=1),
        Offer.of("steps", benefits=[BY_RECEIPT]),
    ]

    assert off_by(sell(offers, receipt((TEA, "50.00"), (CUP, "60.00")))) == {"steps": "5.00", "cup": "0.60"}


def test_what_was_taken_entirely_leaves_no_step() -> None:
    offers = [
        Offer.of("cup", [Products({CUP})], [PercentOff(1)], priority=1),
        Offer.of("steps", benefits=[BY_AMOUNT]),
    ]
    calculation = sell(offers, receipt((TEA, "49.00"), (CUP, "60.00")))

    assert off(calculation) == ("0.00", "0.60")
    assert outcomes(calculation) == {"cup": Outcome.GRANTED, "steps": Outcome.BEATEN}


def test_a_cumulative_offer_counts_everything() -> None:
    offers = [
        Offer.of("cup", [Products({CUP})], [PercentOff(50)], priority=1),
        Offer.of("steps", benefits=[BY_AMOUNT], cumulative=True),
    ]

    assert off_by(sell(offers, receipt((TEA, "50.00"), (CUP, "60.00")))) == {"steps": "11.00", "cup": "30.00"}


@pytest.mark.parametrize(
    ("amount", "points"),
    [
        pytest.param("111.10", 4, id="111.10 less 10 % are 99.99: 5 % of them"),
        pytest.param("111.12", 10, id="111.12 less 11.11 are 100.01: 10 % of them"),
    ],
)
def test_points_are_counted_in_steps_of_what_is_left_to_pay(amount: str, points: int) -> None:
    steps = Tiered([Step(eur("50"), [PointsPercent(5)]), Step(eur("100"), [PointsPercent(10)])])
    offers = [Offer.of("off", benefits=[PercentOff(10)]), Offer.of("steps", benefits=[steps])]

    assert earned(sell(offers, receipt((TEA, amount)))) == {"bonus": points}


def test_a_step_may_give_several_things_and_a_message_goes_with_any_step() -> None:
    steps = Tiered([Step(1, [PercentOff(5)]), Step(2, [PercentOff(10), PointsAmount(7)])], by=TierBy.QUANTITY)
    offers = [Offer.of("a", benefits=[steps, ReceiptMessage("{offer.discount}, {offer.points}")])]

    one, two = (sell(offers, receipt((TEA, "10.00", units))) for units in (1, 2))

    assert [message.text for message in one.messages] == ["0.50 EUR, 0"]
    assert [message.text for message in two.messages] == ["1.00 EUR, 7"]


def test_the_second_rule_counts_what_the_first_has_left() -> None:
    rules = [Rule(conditions=[Products({TEA})], benefits=[PercentOff(1)]), Rule(benefits=[BY_AMOUNT])]

    assert off(sell([Offer(id="a", rules=rules)], receipt((TEA, "50.00"), (CUP, "60.00")))) == (
        "0.50",
        "3.00",
    )


def test_below_the_lowest_step_the_offer_is_not_met_and_says_how_much_is_missing() -> None:
    calculation = sell([Offer.of("a", benefits=[BY_RECEIPT])], receipt((TEA, "20.00"), (CUP, "20.00")))

    assert outcomes(calculation) == {"a": Outcome.NOT_MET}
    assert "seen: 40.00 EUR; 10.00 EUR more would do" in str(calculation.explain())


def test_steps_and_a_benefit_without_steps_in_one_rule() -> None:
    offer = Offer.of("a", benefits=[BY_AMOUNT, PercentOff(1)])

    assert off(sell([offer], receipt((TEA, "10.00")))) == ("0.10",)
    assert off(sell([offer], receipt((TEA, "100.00")))) == ("11.00",)
