"""Steps of tiers: what cannot be meant by them."""

from __future__ import annotations

from typing import Any

import pytest
from rules.samples import PRICE, TEA

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.money import Money
from loyalty_engine.rules.benefits import (
    InSets,
    PercentBand,
    PercentOff,
    PersonalBenefit,
    ReceiptMessage,
    SetOf,
    Step,
    Then,
    TierBy,
    Tiered,
)
from loyalty_engine.rules.offer import Rule

TEN_OFF = PercentOff(10)
STEPS = Tiered([Step(2, [TEN_OFF])], by=TierBy.QUANTITY)


@pytest.mark.parametrize(
    ("at_least", "benefits", "paths", "text"),
    [
        pytest.param("much", [TEA], ["at_least", "benefits[0]"], "Products is a condition", id="no benefit"),
        pytest.param(Money(-1, "EUR"), (), ["at_least", "benefits"], "nothing would be given", id="nothing"),
        pytest.param(
            PRICE,
            [ReceiptMessage("Bye"), PersonalBenefit("fans"), STEPS, TEN_OFF],
            ["benefits[0]", "benefits[1]", "benefits[2]"],
            "ReceiptMessage is not given in steps (use a discount or points",
            id="what is not for lines",
        ),
        pytest.param(PRICE, "free", ["benefits"], "'free' is not a sequence", id="text"),
    ],
)
def test_what_cannot_be_a_step(at_least: Any, benefits: Any, paths: list[str], text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Step(at_least, benefits)

    assert [problem.path for problem in caught.value.problems] == paths
    assert text in str(caught.value)


@pytest.mark.parametrize(
    ("percent", "above", "paths"),
    [
        pytest.param("much", 5, ["percent", "above"], id="no percentage, no money"),
        pytest.param(101, Money(-1, "EUR"), ["percent", "above"], id="too much, and too little"),
    ],
)
def test_what_cannot_be_a_band(percent: Any, above: Any, paths: list[str]) -> None:
    with pytest.raises(InvalidInput) as caught:
        PercentBand(percent, above)

    assert [problem.path for problem in caught.value.problems] == paths


def test_there_are_no_steps_within_sets() -> None:
    """They would be counted on the lines and not in the set."""
    with pytest.raises(InvalidInput, match="Tiered is not for units of a line"):
        InSets(parts=[SetOf()], benefits=[STEPS])


def test_rules_stand_in_rules_alone() -> None:
    inner = Then([Rule(benefits=[TEN_OFF])])
    with pytest.raises(InvalidInput, match="Then is not for units of a line"):
        InSets(parts=[SetOf()], benefits=[inner])
    with pytest.raises(InvalidInput, match="Then is not given in steps"):
        Step(2, [inner])
