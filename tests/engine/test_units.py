"""What sets that are alike come to together, and which units several benefits of a rule take."""

from __future__ import annotations

import pytest

from loyalty_engine.engine.sets import Run as Sets
from loyalty_engine.engine.sets import all_of
from loyalty_engine.engine.units import Units, by_number, most_of, multiplied
from loyalty_engine.model.amounts import (
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
    TagPrice,
)
from loyalty_engine.model.money import Percent, Quantity


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        pytest.param(Fixed(5), Fixed(15), id="a sum for each set"),
        pytest.param(PriceForAll(5), PriceForAll(15), id="a price for each set"),
        pytest.param(PerLine(5), PerLine(15), id="so much for each line of a set"),
        pytest.param(PerProduct(5), PerProduct(15), id="so much for each product of a set"),
        pytest.param(PerSum(100, 5), PerSum(300, 15), id="so much for every so much of a set"),
        pytest.param(
            PerWeight(Quantity(500), 5), PerWeight(Quantity(1500), 15), id="so much for every weight of a set"
        ),
        pytest.param(
            Graduated([Band(0, Percent(5)), Band(100, Percent(10))]),
            Graduated([Band(0, Percent(5)), Band(300, Percent(10))]),
            id="bands of a set",
        ),
        pytest.param(Share(Percent(5)), Share(Percent(5)), id="a share is one of all"),
        pytest.param(PerUnit(5), PerUnit(5), id="there are more units already"),
        pytest.param(PricePerUnit(5), PricePerUnit(5), id="a price of each unit"),
        pytest.param(TagPrice("tag", Bearer.LINE), TagPrice("tag", Bearer.LINE), id="a price tag"),
    ],
)
def test_three_sets_that_are_alike_come_to_three_times_as_much(amount: Amount, expected: Amount) -> None:
    assert multiplied(amount, 3) == expected


@pytest.mark.parametrize(
    ("some", "others", "expected"),
    [
        pytest.param(None, {0: 2}, {0: 2}, id="the first benefit"),
        pytest.param({0: 2}, {0: 1}, {0: 2}, id="the first takes more"),
        pytest.param({0: 1}, {0: 2}, {0: 2}, id="the second takes more"),
        pytest.param({0: 1}, {1: 1}, {0: 1, 1: 1}, id="of different lines"),
        pytest.param({0: 1}, {}, {0: 1}, id="the second takes nothing"),
    ],
)
def test_of_each_line_the_most_that_one_benefit_takes(
    some: Units | None, others: Units, expected: Units
) -> None:
    assert most_of(some, others) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param(1, [(1, [(3, {0: 1}), (1, {1: 1})])], id="one value for all"),
        pytest.param(2, [(1, [(1, {0: 1})]), (2, [(2, {0: 1}), (1, {1: 1})])], id="the first, and the rest"),
        pytest.param(
            4,
            [(1, [(1, {0: 1})]), (2, [(1, {0: 1})]), (3, [(1, {0: 1})]), (4, [(1, {1: 1})])],
            id="one each",
        ),
        pytest.param(
            6,
            [(1, [(1, {0: 1})]), (2, [(1, {0: 1})]), (3, [(1, {0: 1})]), (4, [(1, {1: 1})]), (6, [])],
            id="more values than units",
        ),
    ],
)
def test_each_unit_gets_the_value_of_its_number(
    values: int, expected: list[tuple[int, list[tuple[int, Units]]]]
) -> None:
    amounts = [Fixed(n) for n in range(1, values + 1)]

    found = by_number(amounts, [(3, {0: 1}), (1, {1: 1})])
    assert found == [(Fixed(value), chosen) for value, chosen in expected]


def test_all_units_of_all_sets() -> None:
    assert all_of([Sets(3, [{0: 2}, {0: 1, 1: 1}]), Sets(1, [{1: 4}])]) == {0: 9, 1: 7}
