"""Offers that meet on the same lines: what is decided again when lines are taken, and who holds what."""

from __future__ import annotations

import pytest
from shop import CATALOG, eur, receipt

from loyalty_engine import (
    AllOf,
    AnyOf,
    LineQuantity,
    Not,
    Offer,
    Outcome,
    PercentOff,
    Products,
    ReceiptAmount,
    calculate,
    compile_offers,
)

THREE = receipt(("tea", "10.00"), ("coffee", "10.00"), ("juice", "10.00"))


def off(offer: Offer, *others: Offer) -> list[str]:
    """What the lines of three drinks get off, in order."""
    result = calculate(THREE, None, compile_offers([offer, *others], catalog=CATALOG))
    return [line.discount.decimal for line in result.lines]


@pytest.mark.parametrize(
    "priority", [pytest.param(1, id="earlier"), pytest.param(0, id="in the same contest")]
)
@pytest.mark.parametrize(
    "few",
    [
        pytest.param(LineQuantity(at_most=1), id="at most one"),
        pytest.param(Not(LineQuantity(at_least=2)), id="not two or more"),
    ],
)
def test_a_rule_that_holds_may_hold_on_more_lines_once_others_are_taken(
    few: LineQuantity, priority: int
) -> None:
    coffee = Offer.of("coffee", (Products({"coffee"}),), (PercentOff(30),), priority=priority)
    either = AnyOf([Products({"tea"}), AllOf([Products({"coffee", "juice"}), few])])

    assert off(Offer.of("either", (either,), (PercentOff(10),)), coffee) == ["1.00", "3.00", "1.00"]


def test_a_rule_that_does_not_hold_may_hold_once_others_have_taken_lines() -> None:
    coffee = Offer.of("coffee", (Products({"coffee"}),), (PercentOff(30),), priority=1)
    two_at_most = Offer.of("two", (LineQuantity(at_most=2),), (PercentOff(10),))

    assert off(two_at_most) == ["0.00", "0.00", "0.00"]
    assert off(two_at_most, coffee) == ["1.00", "3.00", "1.00"]


def test_a_rule_that_holds_may_cease_to_hold_once_others_have_taken_lines() -> None:
    coffee = Offer.of("coffee", (Products({"coffee"}),), (PercentOff(30),), priority=1)
    three = Offer.of("three", (LineQuantity(at_least=3),), (PercentOff(10),))

    assert off(three) == ["1.00", "1.00", "1.00"]
    assert off(three, coffee) == ["0.00", "3.00", "0.00"]


def test_what_is_left_to_pay_is_looked_at_in_the_moment() -> None:
    coffee = Offer.of("coffee", (Products({"coffee"}),), (PercentOff(30),), priority=1)
    small = Offer.of(
        "small", (ReceiptAmount(at_most=eur("27.00"), so_far=True),), (PercentOff(10),), cumulative=True
    )

    assert off(small) == ["0.00", "0.00", "0.00"]
    assert off(small, coffee) == ["1.00", "4.00", "1.00"]


def test_only_those_who_compete_for_a_line_hold_it() -> None:
    offers = [
        Offer.of("loser", (Products({"tea"}),), (PercentOff(5),)),
        Offer.of("winner", (Products({"tea"}),), (PercentOff(10),)),
        Offer.of("on-top", (Products({"tea"}),), (PercentOff(20),), cumulative=True),
    ]
    verdicts = calculate(THREE, None, compile_offers(offers, catalog=CATALOG)).verdicts

    assert [(v.offer, v.outcome, v.by) for v in verdicts] == [
        ("loser", Outcome.BEATEN, ("winner",)),
        ("on-top", Outcome.GRANTED, ()),
        ("winner", Outcome.GRANTED, ()),
    ]


def test_a_cumulative_offer_is_beaten_by_whoever_left_nothing() -> None:
    offers = [
        Offer.of("free", (Products({"tea"}),), (PercentOff(100),)),
        Offer.of("on-top", (Products({"tea"}),), (PercentOff(20),), cumulative=True),
    ]
    verdicts = calculate(THREE, None, compile_offers(offers, catalog=CATALOG)).verdicts

    assert [(v.offer, v.outcome, v.by) for v in verdicts] == [
        ("free", Outcome.GRANTED, ()),
        ("on-top", Outcome.BEATEN, ("free",)),
    ]
