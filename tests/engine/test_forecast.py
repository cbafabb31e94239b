"""Prices before there is a receipt: each product as if it were bought alone."""

from __future__ import annotations

from typing import Any

import pytest
from shop import CATALOG, NOON, eur

from loyalty_engine import (
    AmountOff,
    Categories,
    InvalidInput,
    Line,
    LineDiscount,
    LinePoints,
    Member,
    Members,
    Offer,
    PercentOff,
    PointsPercent,
    PointsTotal,
    ReceiptAmount,
    compile_offers,
)
from loyalty_engine.engine.forecast import Forecast, forecast
from loyalty_engine.model.identifiers import ExternalCode

BOOK = compile_offers(
    [
        Offer.of("drinks", [Categories({"drinks"})], [PercentOff(10)], reach=Members()),
        Offer.of("fifty", [ReceiptAmount(at_least=eur("50.00"))], [AmountOff(eur("5.00"))], cumulative=True),
        Offer.of("tenth", [], [PointsPercent(10)], reach=Members(), cumulative=True),
    ],
    catalog=CATALOG,
)
GOODS = (
    Line(number=7, product="tea", amount=eur("30.00")),
    Line(number=7, product="soap", amount=eur("40.00")),
)


def test_a_member_sees_the_prices_of_members() -> None:
    assert forecast(GOODS, Member("anna"), BOOK, at=NOON, place="s1") == (
        Forecast(
            product=ExternalCode("tea"),
            before=eur("30.00"),
            price=eur("27.00"),
            points=(PointsTotal("bonus", 2),),
            discounts=(LineDiscount("drinks", 0, 300),),
            line_points=(LinePoints("tenth", 0, "bonus", 2),),
        ),
        Forecast(
            product=ExternalCode("soap"),
            before=eur("40.00"),
            price=eur("40.00"),
            points=(PointsTotal("bonus", 4),),
            line_points=(LinePoints("tenth", 0, "bonus", 4),),
        ),
    )


def test_others_see_what_is_for_everybody() -> None:
    found = forecast(GOODS, None, BOOK, at=NOON, place="s1")
    assert [(one.price, one.points) for one in found] == [(eur("30.00"), ()), (eur("40.00"), ())]


def test_what_hangs_on_the_sum_of_a_receipt_hangs_on_this_product_alone() -> None:
    (two,) = forecast(
        [Line(number=1, product="soap", quantity=2, amount=eur("80.00"))], None, BOOK, at=NOON, place="s1"
    )
    assert two.price == eur("75.00")


def test_what_is_no_argument() -> None:
    nothing: Any = "nothing"
    with pytest.raises(InvalidInput) as caught:
        forecast(nothing, None, nothing, at=NOON, place="s1")
    assert [problem.path for problem in caught.value.problems] == ["goods", "book"]
