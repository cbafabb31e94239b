"""What a recommender proposes: eleven types of offer, read into what the engine gives."""

from __future__ import annotations

import json
from typing import Any

import pytest

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.amounts import Amount, Fixed, PricePerUnit, Share
from loyalty_engine.model.identifiers import ExternalCode, InternalCode
from loyalty_engine.model.money import Money, Percent
from loyalty_engine.model.period import ALWAYS, Period
from loyalty_engine.model.personal import (
    BenefitKind,
    CategoryTarget,
    EntryBenefit,
    PersonalItem,
    PersonalizedOffer,
    ProductTarget,
    ReceiptThresholds,
    Target,
    Tier,
)
from loyalty_engine.model.points import PointsCurrency
from loyalty_engine.wire.loymax.communications import OfferType, Recommendations, read_communications
from loyalty_engine.wire.text import DocumentError, Limits

STARS = PointsCurrency("stars", exponent=1)
DAIRY = CategoryTarget("dairy")
SUMMER = Period("2024-07-05T00:00Z", "2024-09-06T00:00Z")


def off(amount: Amount) -> EntryBenefit:
    return EntryBenefit(kind=BenefitKind.DISCOUNT, amount=amount)


def points(amount: Amount) -> EntryBenefit:
    return EntryBenefit(kind=BenefitKind.POINTS, amount=amount, points="stars")


def answer(*messages: dict[str, Any], **more: Any) -> str:
    return json.dumps({"data": {"proposalName": "ml", "state": "Delivered", "items": messages, **more}})


def goods(*offers: dict[str, Any], **more: Any) -> dict[str, Any]:
    shown = {"goodsId": "5", "name": "Milk", "link": "https://…", "images": [], "categoryName": "Dairy"}
    return {**shown, "offers": offers, **more}


def message(*value: dict[str, Any], channel: str = "Mobb_App") -> dict[str, Any]:
    return {"id": 7, "communicationType": channel, "value": value}


def offer(type_: str, value: float = 15.0, **more: Any) -> dict[str, Any]:
    return {"offerType": type_, "value": value, "valueDescription": "so much", **more}


def read(document: str) -> Recommendations:
    return read_communications(document, currency="RUB", points=STARS, categories={"Dairy": DAIRY})


def item(target: Target, benefit: EntryBenefit, period: Period = ALWAYS) -> PersonalItem:
    return PersonalItem(target=target, benefit=benefit, period=period)


def on_goods(*items: PersonalItem) -> Recommendations:
    return Recommendations(offer=PersonalizedOffer(items=items, channels=["Mobb_App"]))


def from_amount(rubles: int, benefit: EntryBenefit) -> Recommendations:
    tier = Tier(threshold=Money.of(rubles, "RUB"), benefit=benefit)
    return Recommendations(thresholds=(ReceiptThresholds(tiers=[tier], channels=["Mobb_App"]),))


MILK = ProductTarget("5")
ELEVEN = {
    "CheckAmountDiscountNoLimit": (
        offer("CheckAmountDiscountNoLimit"),
        from_amount(0, off(Share(Percent(15)))),
    ),
    "CheckAmountCashbackNoLimit": (
        offer("CheckAmountCashbackNoLimit", border=None),
        from_amount(0, points(Share(Percent(15)))),
    ),
    "CheckAmountDiscount": (
        offer("CheckAmountDiscount", border=1000.0),
        from_amount(1000, off(Share(Percent(15)))),
    ),
    "CheckAmountCashback": (
        offer("CheckAmountCashback", border=1000.0),
        from_amount(1000, points(Share(Percent(15)))),
    ),
    "CheckAmountFixDiscountNoLimit": (
        offer("CheckAmountFixDiscountNoLimit", 500.0, border=1800.0),
        from_amount(1800, off(Fixed(500_00))),
    ),
    "CheckAmountFixCashbackNoLimit": (
        offer("CheckAmountFixCashbackNoLimit", 500.5, border=1800.0),
        from_amount(1800, points(Fixed(500_5))),
    ),
    "DiscountPercentCategory": (
        offer("DiscountPercentCategory"),
        on_goods(item(DAIRY, off(Share(Percent(15))))),
    ),
    "CashbackPercentCategory": (
        offer("CashbackPercentCategory"),
        on_goods(item(DAIRY, points(Share(Percent(15))))),
    ),
    "DiscountPercentGoods": (offer("DiscountPercentGoods"), on_goods(item(MILK, off(Share(Percent(15)))))),
    "CashbackPercentGoods": (offer("CashbackPercentGoods"), on_goods(item(MILK, points(Share(Percent(15)))))),
    "PricePerUnit": (offer("PricePerUnit", 79.9, border=0), on_goods(item(MILK, off(PricePerUnit(79_90))))),
}


def test_all_types_are_here() -> None:
    assert {type_.value for type_ in OfferType} == ELEVEN.keys()


@pytest.mark.parametrize(("proposed", "expected"), ELEVEN.values(), ids=ELEVEN)
def test_the_eleven_types(proposed: dict[str, Any], expected: Recommendations) -> None:
    assert read(answer(message(goods(proposed)))) == expected


def test_several_offers_by_several_channels() -> None:
    dates = {"dateFrom": "2024-07-05T00:00:00Z", "dateTo": "2024-09-05T23:59:59Z"}
    tiers = [
        offer("CheckAmountFixDiscountNoLimit", 1000, border=3600, displayOrder=2),
        offer("CheckAmountFixDiscountNoLimit", 500, border=1800, displayOrder=1),
        offer("CheckAmountCashback", 10, border=1000),
    ]
    value = [
        goods(*tiers, **dates),
        goods(offer("PricePerUnit", 70), offer("DiscountPercentGoods", displayOrder=-1), **dates),
    ]

    proposed = answer(
        message(*value),
        message(value[0], channel="Sms"),
        message(value[1], channel="Mobb_App"),
        validDate="9999-12-31T23:59:59.9999999",
    )

    channels = ["Mobb_App", "Sms"]
    assert read(proposed) == Recommendations(
        offer=PersonalizedOffer(
            items=[
                item(MILK, off(Share(Percent(15))), SUMMER),
                item(MILK, off(PricePerUnit(70_00)), SUMMER),
            ],
            channels=channels,
        ),
        thresholds=(
            ReceiptThresholds(
                tiers=[Tier(threshold=Money.of(1000, "RUB"), benefit=points(Share(Percent(10))))],
                period=SUMMER,
                channels=channels,
            ),
            ReceiptThresholds(
                tiers=[
                    Tier(threshold=Money.of(1800, "RUB"), benefit=off(Fixed(500_00))),
                    Tier(threshold=Money.of(3600, "RUB"), benefit=off(Fixed(1000_00))),
                ],
                period=SUMMER,
                channels=channels,
            ),
        ),
    )


def test_the_proposal_ends_what_has_no_end() -> None:
    start = {"dateFrom": "2024-07-05T00:00:00Z"}
    offers = offer("CheckAmountDiscountNoLimit"), offer("DiscountPercentGoods")

    found = read(answer(message(goods(*offers, **start)), validDate="2024-09-05T23:59:59Z"))

    assert [one.period for one in found.thresholds] == [SUMMER]
    assert found.offer is not None
    assert [one.period.narrowed(found.offer.period) for one in found.offer.items] == [SUMMER]


def test_internal_codes() -> None:
    found = read_communications(
        answer(message(goods(offer("DiscountPercentGoods")))), currency="RUB", internal_codes=True
    )

    assert found.offer is not None
    assert [one.target for one in found.offer.items] == [ProductTarget(InternalCode("5"))]
    assert ProductTarget(ExternalCode("5")) == MILK


def test_nothing_is_proposed() -> None:
    assert read(answer()) == Recommendations()


PLACE = "$.data.items[0].value[0]"


@pytest.mark.parametrize(
    ("value", "path", "message_"),
    [
        (goods(offer("CheckAmountDiscount")), "offers[0].border", "is missing"),
        (goods(offer("PricePerUnit", border=5)), "offers[0].border", "does not go with PricePerUnit"),
        (
            goods(offer("CheckAmountDiscountNoLimit", border=5)),
            "offers[0].border",
            "does not go with CheckAmountDiscountNoLimit",
        ),
        (goods(offer("CheckAmountDiscount", border=-5)), "offers[0].border", "-5 is negative"),
        (goods(offer("CheckAmountDiscount", border=0.001)), "offers[0].border", "has 3 decimals"),
        (goods(offer("DiscountPercentGoods", 150)), "offers[0].value", "not between 0 and 100"),
        (goods(offer("PricePerUnit", -1)), "offers[0].value", "-1 is negative"),
        (goods(offer("Gift")), "offers[0].offerType", "expected one of CheckAmountDiscountNoLimit"),
        (goods(offer("PricePerUnit"), goodsId=None), "offers[0].offerType", "needs a goodsId"),
        (goods(offer("PricePerUnit"), goodsId=" "), "offers[0]", "is blank"),
        (
            goods(offer("CashbackPercentCategory"), categoryName="Diary"),
            "offers[0].offerType",
            "needs a categoryName that is known, and not 'Diary'",
        ),
        (
            goods(offer("CashbackPercentCategory"), categoryName=None),
            "offers[0].offerType",
            "needs a categoryName that is known, and not None",
        ),
        (goods(dateFrom="2024-07-05", dateTo="2024-07-04"), "dateTo", "does not come after"),
        (
            goods(
                offer("CheckAmountDiscount", 5, border=10),
                offer("CheckAmountFixDiscountNoLimit", 5, border=10),
            ),
            "offers[1].border",
            "another offer begins with this amount",
        ),
    ],
)
def test_what_is_wrong_is_located(value: dict[str, Any], path: str, message_: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read(answer(message(value)))
    (problem,) = caught.value.problems
    assert problem.path == f"{PLACE}.{path}"
    assert message_ in problem.message


def test_all_problems_at_once_and_not_without_end() -> None:
    with pytest.raises(DocumentError) as caught:
        read(answer(message(*[goods(offer("PricePerUnit", -1, border=1))] * 200), validDate="soon"))
    assert [problem.path for problem in caught.value.problems] == ["$.data.validDate"]
    with pytest.raises(DocumentError) as caught:
        read(answer(message(*[goods(offer("PricePerUnit", -1, border=1))] * 200)))
    assert len(caught.value.problems) == 100


def test_limits_and_currency() -> None:
    with pytest.raises(DocumentError, match="is larger than 10 bytes"):
        read_communications(answer(), currency="RUB", limits=Limits(bytes=10))
    with pytest.raises(InvalidInput, match="unknown currency 'RUR'") as caught:
        read_communications(answer(), currency="RUR")
    assert not isinstance(caught.value, DocumentError)
