"""Ranks: by stage, then competing offers before cumulative ones, then by priority, weight and id."""

from __future__ import annotations

import random

from cases.till import eur

from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.engine.plan import Contender
from loyalty_engine.rules.benefits import (
    AdditionalPoints,
    MinimumPrice,
    MultiplyPoints,
    PayWithPoints,
    PercentOff,
    PointsPercent,
    ReceiptMessage,
    RoundTotal,
)
from loyalty_engine.rules.instructions import Stage
from loyalty_engine.rules.language import Benefit
from loyalty_engine.rules.offer import Offer

_EVERYTHING: list[Benefit] = [
    MinimumPrice(percent=50),
    PercentOff(10),
    RoundTotal(eur("1")),
    PayWithPoints(percent=50),
    PointsPercent(10),
    MultiplyPoints(2),
]
#: The cumulative one is the stronger, and rules without benefits on lines are no contest.
OFFERS = [
    Offer.of("plain", benefits=_EVERYTHING),
    Offer.of("adds-up", benefits=_EVERYTHING, cumulative=True, priority=9),
    Offer.of("points", benefits=[AdditionalPoints(5)]),
    Offer.of("more-points", benefits=[AdditionalPoints(5)], cumulative=True, priority=9),
    Offer.of("says", benefits=[ReceiptMessage("Bye")]),
    Offer.of("shouts", benefits=[ReceiptMessage("Bye!")], cumulative=True, priority=9),
]


def test_the_order_in_which_rules_are_decided() -> None:
    """Set-up and what is done besides the lines know no passes: the stronger comes first there."""
    book = compile_offers(OFFERS)
    assert [(rule.rank, rule.stage, rule.last, rule.contender.offer.id) for rule in book.rules] == [
        (0, Stage.SETUP, False, "adds-up"),
        (1, Stage.SETUP, False, "plain"),
        (2, Stage.DISCOUNT, False, "plain"),
        (3, Stage.DISCOUNT, False, "adds-up"),
        (4, Stage.DISCOUNT, True, "plain"),
        (5, Stage.DISCOUNT, True, "adds-up"),
        (6, Stage.PAYMENT_LIMIT, False, "plain"),
        (7, Stage.PAYMENT_LIMIT, False, "adds-up"),
        (8, Stage.ACCRUAL, False, "more-points"),
        (9, Stage.ACCRUAL, False, "plain"),
        (10, Stage.ACCRUAL, False, "points"),
        (11, Stage.ACCRUAL, False, "adds-up"),
        (12, Stage.ACCRUAL, True, "plain"),
        (13, Stage.ACCRUAL, True, "adds-up"),
        (14, Stage.COMPLETION, False, "shouts"),
        (15, Stage.COMPLETION, False, "says"),
    ]


def places(contenders: tuple[Contender, ...]) -> list[tuple[str, int, int, int]]:
    return [(one.offer.id, one.order, one.place, one.seed) for one in contenders]


def test_the_places_of_offers() -> None:
    """By id; by priority, weight and id; and those of one priority and weight share a seed."""
    ten = [PercentOff(10)]
    offers = [
        Offer.of("10", benefits=ten),
        Offer.of("9", benefits=ten),
        Offer.of("b", benefits=ten, priority=5),
        Offer.of("a", benefits=[MinimumPrice(percent=50)]),
        Offer.of("c", benefits=ten, priority=5),
    ]
    expected = [("9", 0, 3, 3), ("10", 1, 4, 3), ("a", 2, 2, 2), ("b", 3, 0, 0), ("c", 4, 1, 0)]
    assert places(compile_offers(offers).contenders) == expected
    random.Random(7).shuffle(offers)
    assert places(compile_offers(offers).contenders) == expected
