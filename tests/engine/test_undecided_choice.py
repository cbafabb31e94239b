"""Alternatives on lines of which it is not known whether they hold still say which lines they could bring."""

from __future__ import annotations

import pytest
from cases.till import CAKE, CUP, TEA, outcomes, receipt, sell

from loyalty_engine.engine.records import Outcome
from loyalty_engine.model.member import Member, Need, NeedKind
from loyalty_engine.rules.benefits.discounts import PercentOff
from loyalty_engine.rules.conditions.attribute import HasAttribute
from loyalty_engine.rules.conditions.logic import AllOf, AnyOf
from loyalty_engine.rules.conditions.products import Products
from loyalty_engine.rules.conditions.receipt import LineQuantity
from loyalty_engine.rules.language import Condition
from loyalty_engine.rules.offer import Offer
from loyalty_engine.rules.predicates import Carrier

UNREAD = Member("m-1", not_loaded=[Need(NeedKind.ATTRIBUTE, "level")])
LEVEL = HasAttribute(of=Carrier.MEMBER, name="level", values={"gold"})
GOLDEN_TEA = AnyOf([AllOf([Products({TEA}), LEVEL]), Products({CAKE})])


@pytest.mark.parametrize(
    ("condition", "outcome"),
    [
        pytest.param(LineQuantity(at_least=2), Outcome.UNKNOWN, id="two units: there are two of tea"),
        pytest.param(LineQuantity(at_least=3), Outcome.NOT_MET, id="three units: the cup is no tea"),
        pytest.param(LineQuantity(at_most=2), Outcome.UNKNOWN, id="two units at most: the cup is no tea"),
    ],
)
def test_two_of_tea_for_gold_or_cake_and_a_cup(condition: Condition, outcome: Outcome) -> None:
    offer = Offer.of("a", [GOLDEN_TEA, condition], [PercentOff(10)])

    assert outcomes(sell([offer], receipt((TEA, "10.00", 2), (CUP, "5.00")), UNREAD)) == {"a": outcome}
