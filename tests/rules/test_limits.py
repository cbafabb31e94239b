"""Limits and budgets: what they refuse, and how a marketer says them."""

from __future__ import annotations

from typing import Any

import pytest
from rules.samples import EVERY, PRICE

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.counters import CountedPer
from loyalty_engine.model.money import Money
from loyalty_engine.model.window import Opening, Window, WindowUnit
from loyalty_engine.rules.limits import AnyLimit, Budget, Limit, UnitLimit

MONTH = Window(1, WindowUnit.MONTH, opening=Opening.END)
EUROS = Money.of("1234.00", "EUR")


@pytest.mark.parametrize(
    ("kind", "wrong", "paths", "text"),
    [
        (
            Limit,
            {"uses": 0, "per": "member", "window": 30},
            ["uses", "per", "window"],
            "0 is not a whole number",
        ),
        (
            UnitLimit,
            {"units": 10**6 + 1, "per": 1, "window": 30},
            ["units", "per", "window"],
            "1000001 is not a whole number",
        ),
        (Budget, {"money": None, "points": None}, ["", "currency"], "is not of money alone"),
        (
            Budget,
            {"money": Money(0, "EUR"), "points": None},
            ["money", "currency"],
            "0.00 EUR leaves nothing to give",
        ),
        (Budget, {"money": 5, "points": 5}, ["money", ""], "5 is not money"),
        (Budget, {"points": -1, "partial": 1}, ["points", "partial"], "-1 is not a whole number"),
        (Budget, {"points": 5, "currency": ""}, ["currency"], "'' is blank"),
        (Budget, {"money": PRICE, "points": None, "currency": "star"}, ["currency"], "and there are none"),
    ],
)
def test_what_cannot_be_meant(kind: Any, wrong: dict[str, Any], paths: list[str], text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        kind(**{**EVERY[kind], **wrong})

    assert [problem.path for problem in caught.value.problems] == paths
    assert text in str(caught.value)
    assert all(problem.hint for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        (Limit(1), "at most once per member"),
        (Limit(2, window=MONTH), "at most 2 times per member in the month of the receipt"),
        (Limit(5000, per=CountedPer.PROGRAM), "at most 5,000 times in all"),
        (UnitLimit(1, window=MONTH), "for at most 1 unit per member in the month of the receipt"),
        (UnitLimit(5000, per=CountedPer.PROGRAM), "for at most 5,000 units in all"),
        (Budget(EUROS), "at most 1234.00 EUR in all"),
        (Budget(EUROS, partial=False), "at most 1234.00 EUR in all, each time as a whole"),
        (Budget(points=5000, per=CountedPer.MEMBER), "at most 5,000 bonus points per member"),
    ],
    ids=str,
)
def test_in_words(limit: AnyLimit, said: str) -> None:
    assert limit.describe() == said
