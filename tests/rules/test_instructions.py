"""The closed language of benefits: in which stage each is carried out, and in what currency."""

from __future__ import annotations

import pytest

from loyalty_engine.model.amounts import Share
from loyalty_engine.model.money import Percent
from loyalty_engine.rules.instructions import (
    PAID_IN_MONEY,
    AcceptCertificate,
    Accrue,
    AllowPayment,
    CutPayment,
    FillSlots,
    Given,
    IssueFromEntry,
    Reduce,
    SetFloor,
    Stage,
    stage_of,
)

TEN = Share(Percent(10))


@pytest.mark.parametrize(
    ("instruction", "stage"),
    [
        pytest.param(FillSlots("breakfast"), Stage.SETUP, id="slots are filled before anything else"),
        pytest.param(SetFloor(floor=TEN), Stage.SETUP, id="so are floors set"),
        pytest.param(Reduce(amount=TEN), Stage.DISCOUNT, id="discounts"),
        pytest.param(AcceptCertificate(amount=TEN), Stage.PAYMENT, id="what may be paid with certificates"),
        pytest.param(
            CutPayment(points="bonus", step=5, currency="EUR"), Stage.PAYMENT_LIMIT, id="a payment rounded"
        ),
        pytest.param(
            AllowPayment(amount=TEN, points="bonus"), Stage.PAYMENT_LIMIT, id="what may be paid with points"
        ),
        pytest.param(Accrue(amount=TEN, points="bonus"), Stage.ACCRUAL, id="points come after them"),
        pytest.param(IssueFromEntry("fans"), Stage.COMPLETION, id="coupons of entries come last"),
    ],
)
def test_each_benefit_on_lines_has_its_stage(
    instruction: Reduce | AllowPayment | AcceptCertificate | Accrue | SetFloor | FillSlots | IssueFromEntry,
    stage: Stage,
) -> None:
    assert stage_of(instruction) is stage


def test_stages_stand_in_the_order_of_a_purchase() -> None:
    assert [stage.name for stage in sorted(Stage)] == [
        *("SETUP", "DISCOUNT", "PAYMENT_LIMIT", "PAYMENT", "ACCRUAL", "COMPLETION")
    ]


def test_points_are_earned_on_what_is_paid_in_money() -> None:
    assert frozenset(Given) == PAID_IN_MONEY
    assert Accrue(amount=TEN, points="bonus").excludes == PAID_IN_MONEY
    assert Reduce(amount=TEN).excludes == frozenset()
    assert AllowPayment(amount=TEN, points="bonus").excludes == {Given.DISCOUNT}
