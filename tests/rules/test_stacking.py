"""The policies of a book."""

from __future__ import annotations

from typing import Any

import pytest

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.money import Rounding
from loyalty_engine.rules.stacking import DEFAULT_POLICIES, Level, LoymaxOrder, Policies


def test_discounts_round_half_up_line_by_line_and_points_down() -> None:
    assert (
        Policies(stacking=LoymaxOrder(), discounts=Rounding.HALF_UP, points=Rounding.DOWN, level=Level.LINE)
        == DEFAULT_POLICIES
    )


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        pytest.param({"stacking": "loymax"}, "stacking: 'loymax' is not a way to stack", id="a word"),
        pytest.param({"stacking": LoymaxOrder}, "stacking: <class", id="a class for its value"),
        pytest.param(
            {"discounts": "half_up"}, "discounts: 'half_up' is not a Rounding (use one of", id="text"
        ),
        pytest.param({"points": Level.LINE}, "points: <Level.LINE: 'line'> is not a Rounding", id="a level"),
        pytest.param(
            {"level": None}, "level: None is not a Level (use one of Level.UNIT, Level.LINE", id="None"
        ),
    ],
)
def test_no_policies(wrong: dict[str, Any], text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Policies(**wrong)
    assert text in str(caught.value)


def test_every_problem_at_once() -> None:
    wrong: Any = {"stacking": 1, "discounts": 2, "points": 3, "level": 4}
    with pytest.raises(InvalidInput) as caught:
        Policies(**wrong)
    assert [problem.path for problem in caught.value.problems] == [*wrong]
