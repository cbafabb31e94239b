"""Gifts: what is handed out beside the receipt, and how it competes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from attrs import evolve
from cases.till import CAKE, CUP, TEA, eur, off_by, outcomes, receipt, sell

from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.records import Outcome
from loyalty_engine.model.counters import CountedPer
from loyalty_engine.model.identifiers import Barcode, ExternalCode
from loyalty_engine.model.intents import CounterIntent, GiftIntent
from loyalty_engine.rules.benefits.discounts import PercentOff
from loyalty_engine.rules.benefits.effects import ReceiptMessage
from loyalty_engine.rules.benefits.goods import AddGift
from loyalty_engine.rules.benefits.points import PointsAmount
from loyalty_engine.rules.conditions.products import Products
from loyalty_engine.rules.conditions.receipt import ReceiptAmount
from loyalty_engine.rules.limits import Limit
from loyalty_engine.rules.offer import Offer

TWO = receipt((TEA, "10.00"), (CUP, "20.00"))
MUG = AddGift("mug")


def gifts(calculation: Calculation) -> list[tuple[str, str, int]]:
    """Who gives what."""
    return [
        (intent.offer, intent.product.value, intent.units)
        for intent in calculation.intents
        if isinstance(intent, GiftIntent)
    ]


def group(offer: Offer) -> Offer:
    return evolve(offer, exclusion_group="one of them")


@pytest.mark.parametrize(
    ("offer", "expected"),
    [
        pytest.param(Offer.of("a", benefits=[MUG]), [("a", "mug", 1)], id="for anybody"),
        pytest.param(
            Offer.of("a", [ReceiptAmount(at_least=eur("30"))], [AddGift("mug", 2)]),
            [("a", "mug", 2)],
            id="from a sum",
        ),
        pytest.param(Offer.of("a", [ReceiptAmount(at_least=eur("31"))], [MUG]), [], id="not below the sum"),
        pytest.param(Offer.of("a", [Products({CAKE})], [MUG]), [], id="for goods that are not there"),
        pytest.param(
            Offer.of("a", [Products({TEA})], [AddGift(Barcode("46001"))]),
            [("a", "46001", 1)],
            id="by bar code",
        ),
        pytest.param(
            Offer.of("a", benefits=[MUG, AddGift("tea", 3), MUG]),
            [("a", "mug", 1), ("a", "tea", 3), ("a", "mug", 1)],
            id="several, in their order",
        ),
    ],
)
@pytest.mark.parametrize("known", [True, False], ids=["a member", "anybody"])
def test_what_is_handed_out(offer: Offer, expected: list[tuple[str, str, int]], known: bool) -> None:
    calculation = sell([offer], TWO) if known else sell([offer], TWO, None)

    assert gifts(calculation) == expected
    assert calculation.total == eur("30.00")
    assert outcomes(calculation) == {"a": Outcome.GRANTED if expected else Outcome.NOT_MET}


@pytest.mark.parametrize("so_far", [False, True], ids=["frozen", "live"])
def test_none_is_given_where_no_line_is_free(so_far: bool) -> None:
    """Nor to a rule that comes to hold only when others have taken everything."""
    half = Offer.of("half", benefits=[PercentOff(50)], priority=1)
    below = Offer.of("below", [ReceiptAmount(at_most=eur("30"), so_far=so_far)], [MUG])

    assert gifts(sell([half, below], TWO)) == []


@pytest.mark.parametrize(
    ("offers", "given", "taken_off"),
    [
        pytest.param(
            [
                group(Offer.of("gift", benefits=[AddGift("mug", worth=eur("4"))])),
                group(Offer.of("tenth", benefits=[PercentOff(10)])),
            ],
            [("gift", "mug", 1)],
            {},
            id="worth more than the discount",
        ),
        pytest.param(
            [
                group(Offer.of("gift", benefits=[AddGift("mug", worth=eur("2"))])),
                group(Offer.of("tenth", benefits=[PercentOff(10)])),
            ],
            [],
            {"tenth": "3.00"},
            id="worth less than the discount",
        ),
        pytest.param(
            [
                group(Offer.of("gift", benefits=[AddGift("mug", 2, worth=eur("2"))])),
                group(Offer.of("tenth", benefits=[PercentOff(10)])),
            ],
            [("gift", "mug", 2)],
            {},
            id="every unit counts",
        ),
        pytest.param(
            [group(Offer.of("gift", benefits=[MUG])), group(Offer.of("tenth", benefits=[PercentOff(10)]))],
            [],
            {"tenth": "3.00"},
            id="worth nothing unless it is said",
        ),
        pytest.param(
            [
                Offer.of("gift", [Products({TEA})], [MUG]),
                Offer.of("half", [Products({TEA})], [PercentOff(50)]),
            ],
            [],
            {"half": "5.00"},
            id="no line is left to the gift",
        ),
        pytest.param(
            [
                Offer.of("gift", [Products({TEA})], [MUG], cumulative=True),
                Offer.of("half", [Products({TEA})], [PercentOff(50)]),
            ],
            [("gift", "mug", 1)],
            {"half": "5.00"},
            id="on top",
        ),
        pytest.param(
            [
                Offer.of("gift", [Products({TEA})], [MUG], priority=9),
                Offer.of("half", [Products({TEA})], [PercentOff(50)]),
            ],
            [("gift", "mug", 1)],
            {"half": "5.00"},
            id="the gift takes no line",
        ),
    ],
)
def test_how_gifts_compete(
    offers: Sequence[Offer], given: list[tuple[str, str, int]], taken_off: dict[str, str]
) -> None:
    calculation = sell(offers, TWO)

    assert (gifts(calculation), off_by(calculation)) == (given, taken_off)


def test_what_comes_with_a_gift() -> None:
    offer = Offer.of("a", benefits=[MUG, ReceiptMessage("Take your mug"), PointsAmount(5)], limits=[Limit(1)])
    calculation = sell([offer], TWO)
    (verdict,) = calculation.verdicts

    assert [message.text for message in calculation.messages] == ["Take your mug"]
    assert GiftIntent(offer="a", product=ExternalCode("mug"), units=1) in calculation.intents
    assert verdict.gave.effects == 2
    assert [one.per for one in calculation.intents if isinstance(one, CounterIntent)] == [CountedPer.MEMBER]


def test_a_gift_alone_is_a_use_of_its_offer() -> None:
    used = list(sell([Offer.of("a", benefits=[MUG], limits=[Limit(1)])], TWO).intents)

    assert [type(one) for one in used] == [GiftIntent, CounterIntent]
