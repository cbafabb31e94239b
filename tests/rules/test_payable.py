"""How much may be paid: what each way is carried out as, and what cannot be meant."""

from __future__ import annotations

from typing import Any

import pytest
from rules.samples import PRICE

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.amounts import (
    Amount,
    Bearer,
    Fixed,
    PerLine,
    PerProduct,
    PerSum,
    PerUnit,
    PerWeight,
    PriceForAll,
    PricePerUnit,
    TagAmount,
    TagPrice,
)
from loyalty_engine.model.money import Money, Quantity
from loyalty_engine.rules.benefits import Payable
from loyalty_engine.rules.benefits.discounts import Per

YEN = Money(100, "JPY")
LESS = Money(-1, "EUR")


@pytest.mark.parametrize(
    ("payable", "amount", "currency"),
    [
        pytest.param(Payable(PRICE), Fixed(990), "EUR", id="a sum for the receipt"),
        pytest.param(Payable(PRICE, per=Per.LINE), PerLine(990), "EUR", id="for each line"),
        pytest.param(Payable(PRICE, per=Per.UNIT), PerUnit(990), "EUR", id="for each unit"),
        pytest.param(Payable(PRICE, per=Per.PRODUCT), PerProduct(990), "EUR", id="for each product"),
        pytest.param(
            Payable(PRICE, every=Money(5000, "EUR")), PerSum(5000, 990), "EUR", id="for every so much money"
        ),
        pytest.param(
            Payable(PRICE, every_weight="0.5"),
            PerWeight(Quantity.of("0.5"), 990),
            "EUR",
            id="for every so much weight",
        ),
        pytest.param(Payable(above=YEN), PricePerUnit(100), "JPY", id="above a price"),
        pytest.param(Payable(above=YEN, together=True), PriceForAll(100), "JPY", id="above a price for all"),
        pytest.param(Payable(tagged_price="was"), TagPrice("was"), None, id="above the price on a label"),
        pytest.param(
            Payable(tagged_amount="stars", of=Bearer.LINE),
            TagAmount("stars", Bearer.LINE),
            None,
            id="the sum on a label",
        ),
    ],
)
def test_what_it_is_carried_out_as(payable: Payable, amount: Amount, currency: str | None) -> None:
    assert (payable.lower(), payable.currency) == (amount, currency)


@pytest.mark.parametrize(
    ("wrong", "paths", "text"),
    [
        pytest.param(
            {"amount": 5, "per": "unit", "every": Money(0, "EUR"), "every_weight": "a lot", "of": "tea"},
            ["per", "of", "amount", "every", "every_weight"],
            "every 0.00 EUR would never end",
            id="an amount of which nothing is in order",
        ),
        pytest.param(
            {"above": LESS, "together": 1, "tagged_price": "", "tagged_amount": 5},
            ["together", "tagged_price", "tagged_amount", "above"],
            "-0.01 EUR is negative",
            id="prices of which nothing is in order",
        ),
        pytest.param(
            {},
            [""],
            "0 of amount, above, tagged_price and tagged_amount are given (give exactly one of them)",
            id="nothing",
        ),
        pytest.param(
            {"amount": PRICE, "above": PRICE, "tagged_price": "was"},
            [""],
            "3 of amount, above, tagged_price and tagged_amount are given",
            id="three ways",
        ),
        pytest.param(
            {"tagged_price": "was", "together": True},
            ["together"],
            "goes with a price in above, and there is none (leave it out)",
            id="together, and no price",
        ),
        pytest.param(
            {"above": PRICE, "per": Per.UNIT, "every": PRICE, "every_weight": 1, "of": Bearer.LINE},
            ["per", "every", "every_weight", "of"],
            "goes with an attribute, and there is none (leave it out)",
            id="a price, and what goes with other ways",
        ),
        pytest.param(
            {"amount": PRICE, "per": Per.UNIT, "every": PRICE, "every_weight": 1},
            [""],
            "3 of per, every and every_weight are given (give one of them at most)",
            id="what the amount is for, three times",
        ),
        pytest.param(
            {"amount": PRICE, "every": YEN},
            ["every"],
            "100 JPY is not in EUR (use one currency)",
            id="two currencies",
        ),
    ],
)
def test_what_cannot_be_meant(wrong: dict[str, Any], paths: list[str], text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Payable(**wrong)
    assert [problem.path for problem in caught.value.problems] == paths
    assert text in str(caught.value)
    assert caught.value.subject == "payable"
