"""The ways to say how much: each holds whole numbers of the smallest part, and nothing else."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any, get_args

import pytest

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.amounts import (
    LARGEST,
    PRICES,
    Amount,
    Band,
    Bearer,
    Fixed,
    Graduated,
    PerLine,
    PerProduct,
    PerSum,
    PerUnit,
    PerWeight,
    PriceForAll,
    PricePerUnit,
    Share,
    TagAmount,
    TagPrice,
)
from loyalty_engine.model.money import Money, Percent, Quantity

KILOGRAM = Quantity.of(1)
TEN = Percent(10)
EXAMPLES = (
    Share(TEN),
    Fixed(500),
    PerLine(500),
    PerUnit(500),
    PerProduct(500),
    PricePerUnit(500),
    PriceForAll(500),
    PerSum(10_000, 500),
    PerWeight(KILOGRAM, 500),
    TagPrice("yellow_price"),
    TagAmount("rebate"),
    Graduated([Band(0, TEN), Band(10_000, Percent(20))]),
)


def test_there_is_an_example_of_each() -> None:
    assert tuple(map(type, EXAMPLES)) == get_args(Amount)
    assert {type(amount) for amount in EXAMPLES if isinstance(amount, PRICES)} == set(PRICES)


@pytest.mark.parametrize("amount", EXAMPLES, ids=lambda amount: type(amount).__name__)
def test_amounts_are_values(amount: Amount) -> None:
    assert pickle.loads(pickle.dumps(amount)) == amount
    assert hash(pickle.loads(pickle.dumps(amount))) == hash(amount)


@pytest.mark.parametrize("kind", [Fixed, PerLine, PerUnit, PerProduct, PricePerUnit, PriceForAll])
@pytest.mark.parametrize(
    ("value", "sound"),
    [
        pytest.param(0, True, id="nothing"),
        pytest.param(LARGEST, True, id="the most"),
        pytest.param(-1, False, id="less than nothing"),
        pytest.param(LARGEST + 1, False, id="more than the most"),
        pytest.param(10**5000, False, id="a number too long to print"),
        pytest.param(True, False, id="true"),
        pytest.param(5.0, False, id="a float"),
        pytest.param("500", False, id="text"),
        pytest.param(Money(500, "EUR"), False, id="money, for its currency stands elsewhere"),
        pytest.param(None, False, id="None"),
    ],
)
def test_sums(kind: Any, value: Any, sound: bool) -> None:
    if sound:
        assert kind(value) == kind(value)
    else:
        with pytest.raises(InvalidInput) as caught:
            kind(value)
        assert caught.value.subject == kind.__name__
        assert [problem.path for problem in caught.value.problems] == ["value"]
        assert "is not an amount (write a whole number of the smallest part, from 0 to" in str(caught.value)


@pytest.mark.parametrize(
    ("make", "paths"),
    [
        pytest.param(lambda: Share(bad("10")), ["percent"], id="text for a share"),
        pytest.param(lambda: Share(bad(10)), ["percent"], id="a number for a share"),
        pytest.param(lambda: PerSum(0, 5), ["every"], id="every nothing would never end"),
        pytest.param(lambda: PerSum(bad(True), bad("5")), ["every", "value"], id="both parts of a sum"),
        pytest.param(lambda: PerWeight(bad(1), -1), ["every", "value"], id="both parts of a weight"),
        pytest.param(lambda: Band(-1, bad(5)), ["above", "percent"], id="both parts of a band"),
        pytest.param(lambda: Graduated(()), ["bands"], id="no band"),
        pytest.param(lambda: Graduated(bad([5])), ["bands[0]"], id="a number for a band"),
        pytest.param(
            lambda: Graduated([Band(5, TEN), Band(5, TEN), Band(9, TEN), Band(0, TEN)]),
            ["bands[1].above", "bands[3].above"],
            id="bands that do not rise",
        ),
        pytest.param(lambda: TagPrice(""), ["attribute"], id="an attribute without a name"),
        pytest.param(
            lambda: TagPrice(bad(None), bad("product")), ["attribute", "of"], id="both parts of a tag"
        ),
    ],
)
def test_no_amount(make: Callable[[], Amount], paths: list[str]) -> None:
    with pytest.raises(InvalidInput) as caught:
        make()
    assert [problem.path for problem in caught.value.problems] == paths
    assert all(problem.hint for problem in caught.value.problems)


def bad(value: object) -> Any:
    """A value that the annotations forbid."""
    return value


def test_a_tag_is_the_products_unless_it_is_said_to_be_the_lines() -> None:
    assert TagPrice("yellow_price") == TagPrice("yellow_price", Bearer.PRODUCT)
    assert TagPrice("yellow_price") != TagPrice("yellow_price", Bearer.LINE)
