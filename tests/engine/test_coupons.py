"""Which conditions want a coupon to be presented, and so say which ones a benefit uses up."""

from __future__ import annotations

import pytest
from attrs import evolve

from loyalty_engine.engine.coupons import asks_for_coupons, coupon_checks
from loyalty_engine.rules.figures import CouponsShown, ExternalSum
from loyalty_engine.rules.predicates import (
    All,
    Any,
    Compare,
    IsMember,
    OneOf,
    Predicate,
    Range,
    Source,
)

SHOWN = CouponsShown(mask="S*")
ISSUE = OneOf(source=Source.COUPON_ISSUE, values=frozenset({"spring"}))
NUMBER = OneOf(source=Source.COUPON_NUMBER, values=frozenset({"S-1"}))


def counted(range: Range, *, negated: bool = False) -> Compare:
    return Compare(figure=SHOWN, range=range, negated=negated)


@pytest.mark.parametrize(
    ("predicate", "found"),
    [
        pytest.param(ISSUE, [ISSUE], id="of an issue"),
        pytest.param(NUMBER, [NUMBER], id="with a number"),
        pytest.param(evolve(ISSUE, negated=True), [], id="not of it"),
        pytest.param(OneOf(source=Source.PLACE, values=ISSUE.values), [], id="a place"),
        pytest.param(counted(Range(low=1)), [SHOWN], id="one at least"),
        pytest.param(counted(Range(low=2, high=3)), [SHOWN], id="two or three"),
        pytest.param(counted(Range(low=0)), [], id="none at least, which wants none"),
        pytest.param(counted(Range(high=3)), [], id="three at most, which wants none"),
        pytest.param(counted(Range(low=1), negated=True), [], id="not one"),
        pytest.param(Compare(figure=ExternalSum(), range=Range(low=1)), [], id="another figure"),
        pytest.param(
            All((IsMember(), Any((ISSUE, counted(Range(low=1)))))), [ISSUE, SHOWN], id="in any part of it"
        ),
    ],
)
def test_what_is_wanted(predicate: Predicate, found: list[OneOf | CouponsShown]) -> None:
    assert coupon_checks(predicate) == found
    assert asks_for_coupons(predicate) is bool(found)
