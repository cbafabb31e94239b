"""Ids of digits alone compare as numbers and come first; the others follow by code point."""

from __future__ import annotations

import pytest
from cases.till import TEA, eur, off_by, receipt, sell

from loyalty_engine.rules.benefits.discounts import AmountOff, PercentOff
from loyalty_engine.rules.offer import Offer


@pytest.mark.parametrize(
    ("ids", "first"),
    [
        pytest.param(("10", "9"), "9", id="nine is less than ten"),
        pytest.param(("a", "10"), "10", id="numbers come first"),
        pytest.param(("a", "B"), "B", id="capitals come first"),
        pytest.param(("09", "9"), "9", id="of one number, the shorter"),
        pytest.param(("é", "z"), "z", id="by code point, in no language"),
        pytest.param(("1a", "9"), "9", id="digits and letters are no number"),
    ],
)
def test_equal_offers(ids: tuple[str, str], first: str) -> None:
    competing = [Offer.of(id, benefits=[PercentOff(10)]) for id in ids]
    adding_up = [Offer.of(id, benefits=[AmountOff(eur("6"))], cumulative=True) for id in ids]

    assert off_by(sell(competing, receipt((TEA, "10.00")))) == {first: "1.00"}
    assert off_by(sell(adding_up, receipt((TEA, "10.00"))))[first] == "6.00"
