"""Set-up, then the offers that compete, then those that add up."""

from __future__ import annotations

import pytest
from cases.till import CUP, TEA, eur, off, off_by, receipt, sell

from loyalty_engine.rules.benefits.discounts import AmountOff, FixedPrice, MinimumPrice, PercentOff
from loyalty_engine.rules.conditions.logic import AllOf, AnyOf
from loyalty_engine.rules.conditions.products import Products
from loyalty_engine.rules.conditions.receipt import LineQuantity
from loyalty_engine.rules.offer import Offer, Rule


@pytest.mark.parametrize(
    ("offers", "expected"),
    [
        pytest.param(
            [
                Offer.of("cum", benefits=[PercentOff(50)], cumulative=True, priority=100),
                Offer.of("price", benefits=[FixedPrice(eur("80"))]),
            ],
            {"price": "20.00", "cum": "50.00"},
            id="non-cumulative offers come first whatever the priorities: 100 to 80, then 50 % of 100",
        ),
        pytest.param(
            [
                Offer.of("a", benefits=[PercentOff(60)], cumulative=True),
                Offer.of("b", benefits=[PercentOff(60)], cumulative=True),
            ],
            {"a": "60.00", "b": "40.00"},
            id="cumulative offers all apply, each to what is left",
        ),
        pytest.param(
            [
                Offer.of("a", benefits=[PercentOff(60)], cumulative=True),
                Offer.of("b", benefits=[PercentOff(60)], cumulative=True, priority=1),
            ],
            {"b": "60.00", "a": "40.00"},
            id="cumulative offers apply by priority, then by id",
        ),
        pytest.param(
            [
                Offer.of("floor", benefits=[MinimumPrice(price=eur("95")), PercentOff(50)]),
                Offer.of("ten", benefits=[PercentOff(10)], priority=5),
            ],
            {"ten": "5.00"},
            id="a floor stands although the discount of its offer is beaten",
        ),
        pytest.param(
            [
                Offer.of("floor", benefits=[MinimumPrice(price=eur("1")), PercentOff(10)]),
                Offer.of("a", benefits=[PercentOff(20)]),
            ],
            {"floor": "10.00"},
            id="at one priority an offer that sets prices comes before a better one",
        ),
        pytest.param(
            [
                Offer.of("floor", benefits=[MinimumPrice(price=eur("1")), PercentOff(60)], cumulative=True),
                Offer.of("a", benefits=[PercentOff(60)], cumulative=True),
            ],
            {"floor": "60.00", "a": "39.00"},
            id="the same among cumulative offers, and the floor of 1.00 stays",
        ),
        pytest.param(
            [
                Offer.of("low", benefits=[PercentOff(90)]),
                Offer.of("high", benefits=[PercentOff(1)], priority=1),
            ],
            {"high": "1.00"},
            id="the higher priority takes the line, however little it gives",
        ),
        pytest.param(
            [
                Offer.of("nothing", benefits=[FixedPrice(eur("200"))], priority=1),
                Offer.of("ten", benefits=[PercentOff(10)]),
            ],
            {"ten": "10.00"},
            id="an offer that gives nothing takes nothing",
        ),
    ],
)
def test_one_line_of_100(offers: list[Offer], expected: dict[str, str]) -> None:
    assert off_by(sell(offers, receipt((TEA, "100.00")))) == expected


@pytest.mark.parametrize(
    ("offers", "expected"),
    [
        pytest.param(
            [
                Offer.of("tea", [Products({TEA})], [PercentOff(30)], priority=1),
                Offer.of("all", benefits=[PercentOff(10)]),
            ],
            ("30.00", "5.00"),
            id="the next offer gets the lines that the winner left",
        ),
        pytest.param(
            [
                Offer.of("tea", [Products({TEA})], [PercentOff(10)]),
                Offer.of("all", benefits=[AmountOff(eur("12"))]),
            ],
            ("8.00", "4.00"),
            id="12 over both lines beat 10 on one",
        ),
        pytest.param(
            [
                Offer.of("tea", [Products({TEA})], [PercentOff(13)]),
                Offer.of("all", benefits=[AmountOff(eur("12"))]),
            ],
            ("13.00", "12.00"),
            id="13 on one line beat 12 over both, which then all fall on the other line",
        ),
        pytest.param(
            [
                Offer(
                    id="two rules",
                    rules=(
                        Rule(conditions=[Products({TEA})], benefits=[PercentOff(10)]),
                        Rule(benefits=[PercentOff(20)]),
                    ),
                )
            ],
            ("10.00", "10.00"),
            id="a later rule of a non-cumulative offer leaves alone what an earlier one changed",
        ),
        pytest.param(
            [
                Offer(
                    id="two rules",
                    cumulative=True,
                    rules=(
                        Rule(conditions=[Products({TEA})], benefits=[PercentOff(10)]),
                        Rule(benefits=[PercentOff(20)]),
                    ),
                )
            ],
            ("30.00", "10.00"),
            id="rules of a cumulative offer add up",
        ),
        pytest.param(
            [Offer.of("one rule", benefits=[PercentOff(10), AmountOff(eur("3"))])],
            ("12.00", "6.00"),
            id="benefits of one rule add up: 3.00 over 100 and 50 are 2.00 and 1.00",
        ),
        pytest.param(
            [
                Offer.of("cup", [Products({CUP})], [PercentOff(50)], priority=1),
                Offer.of(
                    "tea of a pair",
                    [
                        AnyOf([AllOf([Products({TEA, CUP}), LineQuantity(at_least=2)])]),
                        AnyOf([Products({TEA})]),
                    ],
                    [PercentOff(10)],
                ),
            ],
            ("0.00", "25.00"),
            id="what makes the pair is taken, although the tea of it is not",
        ),
    ],
)
def test_tea_of_100_and_a_cup_of_50(offers: list[Offer], expected: tuple[str, ...]) -> None:
    assert off(sell(offers, receipt((TEA, "100.00"), (CUP, "50.00")))) == expected
