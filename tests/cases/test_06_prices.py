"""Floors and prices: no line costs less than its floor, and none more than its amount."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve
from cases.till import CATALOG, CUP, TEA, eur, off, outcomes, receipt, sell

from loyalty_engine.engine.records import Outcome
from loyalty_engine.model.amounts import Bearer
from loyalty_engine.model.attributes import Attributes, Scalar
from loyalty_engine.model.catalog import Catalog
from loyalty_engine.model.money import Percent
from loyalty_engine.model.receipt import Line
from loyalty_engine.rules.benefits.discounts import (
    AmountOff,
    FixedPrice,
    MinimumPrice,
    PercentOff,
    TaggedPrice,
)
from loyalty_engine.rules.conditions.products import Products
from loyalty_engine.rules.language import Benefit
from loyalty_engine.rules.offer import Offer


def tagged(value: Scalar) -> Catalog:
    """The catalogue with this on the tag of tea."""
    products = (
        evolve(product, attributes=Attributes.of(tag=value)) if product.code == TEA else product
        for product in CATALOG.products
    )
    return evolve(CATALOG, products=tuple(products))


@pytest.mark.parametrize(
    ("floors", "expected"),
    [
        pytest.param([MinimumPrice(price=eur("20"))], ("30.00", "0.00"), id="three at 20 leave 30 of 90"),
        pytest.param([MinimumPrice(price=eur("30"))], ("0.00", "0.00"), id="three at 30 leave nothing of 90"),
        pytest.param(
            [MinimumPrice(price=eur("99"))], ("0.00", "0.00"), id="a floor is never above the amount"
        ),
        pytest.param([MinimumPrice(percent=75)], ("22.50", "2.50"), id="75 % of each line at least"),
        pytest.param(
            [MinimumPrice(percent=Percent(75)), MinimumPrice(price=eur("9.60"))],
            ("22.50", "0.40"),
            id="the higher of two floors counts, line by line: 67.50 and 9.60",
        ),
        pytest.param([], ("81.00", "9.00"), id="without a floor"),
    ],
)
def test_90_per_cent_off_three_teas_of_90_and_a_cup_of_10(
    floors: list[Benefit], expected: tuple[str, ...]
) -> None:
    offers = [Offer.of(f"floor {n}", benefits=[floor]) for n, floor in enumerate(floors)]
    offers.append(Offer.of("sale", benefits=[PercentOff(90)], cumulative=True))

    assert off(sell(offers, receipt((TEA, "90.00", 3), (CUP, "10.00")))) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        pytest.param("7.90", "14.20", id="as text"),
        pytest.param(Decimal("7.9"), "14.20", id="as a number"),
        pytest.param(7, "16.00", id="as a whole number"),
        pytest.param("0", "30.00", id="for nothing"),
        pytest.param("15", "0.00", id="the price that is asked"),
        pytest.param("16", "0.00", id="more than is asked"),
        pytest.param("7,90", "0.00", id="with a comma it does not read as a price"),
        pytest.param("-1", "0.00", id="a negative number is no price"),
        pytest.param("7.905", "0.00", id="there are no tenths of a cent"),
        pytest.param(True, "0.00", id="true is not the price 1"),
    ],
)
def test_two_teas_of_30_at_the_price_on_the_tag(tag: Scalar, expected: str) -> None:
    calculation = sell(
        [Offer.of("a", benefits=[TaggedPrice("tag")])],
        receipt((TEA, "30.00", 2), (CUP, "30.00", 2)),
        catalog=tagged(tag),
    )

    assert off(calculation) == (expected, "0.00")


def test_a_price_may_stand_on_the_line() -> None:
    line = Line(number=1, product=TEA, amount=eur("30.00"), parameters=Attributes.of(tag="12.50"))
    offer = Offer.of("a", benefits=[TaggedPrice("tag", of=Bearer.LINE)])

    assert off(sell([offer], receipt(line), catalog=tagged("1"))) == ("17.50",)


def test_the_floor_on_the_tag() -> None:
    offers = [
        Offer.of("a", benefits=[MinimumPrice(attribute="tag")]),
        Offer.of("b", benefits=[PercentOff(50)]),
    ]
    calculation = sell(offers, receipt((TEA, "30.00", 2), (CUP, "30.00", 2)), catalog=tagged("12.50"))

    assert off(calculation) == ("5.00", "15.00")


@pytest.mark.parametrize(
    ("benefit", "expected"),
    [
        pytest.param(FixedPrice(eur("10.00")), "2.45", id="10.00 a kilogram: 0.755 kg cost 7.55 of 10.00"),
        pytest.param(FixedPrice(eur("13.25")), "0.00", id="13.25 a kilogram: 10.00, as the till asks"),
        pytest.param(FixedPrice(eur("13.24")), "0.00", id="13.24 a kilogram: 9.9962 is 10.00"),
        pytest.param(FixedPrice(eur("13.23")), "0.01", id="13.23 a kilogram: 9.98865 is 9.99"),
    ],
)
def test_a_price_of_weighed_goods_is_rounded_once(benefit: Benefit, expected: str) -> None:
    assert off(sell([Offer.of("a", benefits=[benefit])], receipt((TEA, "10.00", "0.755")))) == (expected,)


def test_a_line_for_nothing_is_legal_and_gets_nothing() -> None:
    calculation = sell(
        [Offer.of("a", [Products({CUP})], [AmountOff(eur("1"))])], receipt((TEA, "1.00"), (CUP, "0.00"))
    )

    assert off(calculation) == ("0.00", "0.00")
    assert outcomes(calculation) == {"a": Outcome.NOTHING_LEFT}


def test_a_sum_is_spread_over_what_the_floors_leave() -> None:
    offers = [
        Offer.of("floor", [Products({TEA})], [MinimumPrice(price=eur("95"))]),
        Offer.of("sum", benefits=[AmountOff(eur("30"))]),
    ]

    assert off(sell(offers, receipt((TEA, "100.00"), (CUP, "100.00")))) == ("5.00", "25.00")
