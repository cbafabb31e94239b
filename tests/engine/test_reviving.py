"""A rule that may come to hold when others have given still obeys what its offer demands."""

from __future__ import annotations

import pytest
from cases.till import TEA, eur, off_by, outcomes, receipt, sell

from loyalty_engine.engine.records import Outcome
from loyalty_engine.model.member import Member
from loyalty_engine.rules.benefits.discounts import PercentOff
from loyalty_engine.rules.conditions.discounts import Discounted
from loyalty_engine.rules.conditions.receipt import ReceiptAmount
from loyalty_engine.rules.language import Condition
from loyalty_engine.rules.offer import Members, Offer

TENTH = Offer.of("tenth", benefits=[PercentOff(10)], priority=9)


@pytest.mark.parametrize(
    "condition",
    [
        pytest.param(Discounted(), id="on lines with a discount"),
        pytest.param(
            ReceiptAmount(at_most=eur("90"), so_far=True), id="where no more than 90 are left to pay"
        ),
    ],
)
def test_an_offer_for_members_gives_nobody_else_what_others_have_opened(condition: Condition) -> None:
    offer = Offer.of("members", [condition], [PercentOff(50)], reach=Members(), cumulative=True)
    sale = receipt((TEA, "100.00"))

    assert off_by(sell([TENTH, offer], sale, Member("m-1"))) == {"tenth": "10.00", "members": "50.00"}
    nobody = sell([TENTH, offer], sale, None)
    assert off_by(nobody) == {"tenth": "10.00"}
    assert outcomes(nobody)["members"] in (Outcome.UNKNOWN, Outcome.NOT_MET)
