"""Kinds of points, and what a point is worth."""

from __future__ import annotations

from typing import Any

import pytest

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.points import BONUS_POINTS, PointsCurrency, Worth


@pytest.mark.parametrize(
    ("written", "thousandths"),
    [
        pytest.param(1, 1000, id="one"),
        pytest.param(0, 0, id="nothing: a collectible"),
        pytest.param("0", 0, id="nothing, in text"),
        pytest.param("0.5", 500, id="half"),
        pytest.param("0.001", 1, id="the least"),
        pytest.param("999999999999.999", 10**15 - 1, id="the most"),
        pytest.param(Worth(250), 250, id="a worth"),
    ],
)
def test_worth(written: Any, thousandths: int) -> None:
    assert Worth.of(written) == Worth(thousandths)
    assert PointsCurrency("star", worth=written).worth == Worth(thousandths)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        pytest.param(0.5, '0.5 is a float, and floats are not exact (write "0.5")', id="a float"),
        pytest.param(-1, "-1 is negative (give 0 or more)", id="less than nothing"),
        pytest.param("-0.001", "-0.001 is negative", id="a little less than nothing"),
        pytest.param("0.0001", "has 4 decimals, and what a point is worth has 3", id="too fine"),
        pytest.param("1000000000000", "has more than 12 digits", id="too much"),
        pytest.param(True, "bool is not a number", id="true"),
        pytest.param(False, "bool is not a number", id="false, which is no 0"),
        pytest.param(None, "NoneType is not a number", id="None"),
    ],
)
def test_no_worth(written: Any, text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        PointsCurrency("star", worth=written)
    assert str(caught.value).startswith("points currency 'star': worth: ")
    assert text in str(caught.value)


@pytest.mark.parametrize("thousandths", [-1, 10**15, True, "1", 0.5])
def test_no_thousandths(thousandths: Any) -> None:
    with pytest.raises(InvalidInput, match=r"thousandths: .* is not a whole number from 0"):
        Worth(thousandths)


def test_every_problem_of_a_kind_of_points_at_once() -> None:
    wrong: Any = {"id": None, "name": 5, "exponent": 7, "worth": "x"}
    with pytest.raises(InvalidInput) as caught:
        PointsCurrency(**wrong)
    assert [problem.path for problem in caught.value.problems] == [*wrong]


@pytest.mark.parametrize(
    ("exponent", "amount", "text"),
    [
        pytest.param(0, 19, "19", id="whole points"),
        pytest.param(0, -19, "-19", id="whole points taken back"),
        pytest.param(2, 150, "1.50", id="hundredths"),
        pytest.param(2, -5, "-0.05", id="hundredths taken back"),
        pytest.param(6, 1, "0.000001", id="millionths"),
    ],
)
def test_points_are_written_as_people_write_them(exponent: int, amount: int, text: str) -> None:
    assert PointsCurrency("star", exponent=exponent).write(amount) == text


def test_the_common_kind() -> None:
    assert PointsCurrency() == PointsCurrency(id="bonus", name="", exponent=0, worth=1)
    assert PointsCurrency("bonus", name="bonus points") == BONUS_POINTS
