"""The closed language of benefits: in which stage each is carried out, and in what currency."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.amounts import Fixed, PerSum, PerUnit, PriceForAll, PricePerUnit, Share, TagPrice
from loyalty_engine.model.money import Percent
from loyalty_engine.rules.instructions import (
    PAID_IN_MONEY,
    Accrue,
    FillSlots,
    FromEntry,
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
        pytest.param(Accrue(amount=TEN, points="bonus"), Stage.ACCRUAL, id="points come after them"),
        pytest.param(IssueFromEntry("fans"), Stage.COMPLETION, id="coupons of entries come last"),
    ],
)
def test_each_benefit_on_lines_has_its_stage(
    instruction: Reduce | Accrue | SetFloor | FillSlots | IssueFromEntry, stage: Stage
) -> None:
    assert stage_of(instruction) is stage


def test_stages_stand_in_the_order_of_a_purchase() -> None:
    assert [stage.name for stage in sorted(Stage)] == [
        *("SETUP", "DISCOUNT", "PAYMENT_LIMIT", "PAYMENT", "ACCRUAL", "COMPLETION")
    ]


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: Reduce(amount=Fixed(500)), id="a sum off"),
        pytest.param(lambda: Reduce(amount=PerUnit(500)), id="a sum off each unit"),
        pytest.param(lambda: Reduce(amount=PerSum(1000, 500)), id="a sum off every so much"),
        pytest.param(lambda: Reduce(amount=PricePerUnit(500)), id="a price"),
        pytest.param(lambda: Reduce(amount=PriceForAll(500)), id="a price for all"),
        pytest.param(lambda: Accrue(amount=PerSum(1000, 5), points="bonus"), id="points for every so much"),
        pytest.param(lambda: SetFloor(floor=PricePerUnit(500)), id="a floor"),
    ],
)
def test_a_sum_of_money_has_a_currency(make: Callable[[], object]) -> None:
    with pytest.raises(InvalidInput, match=r"currency: .* is a sum of money without one"):
        make()


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: Reduce(amount=TEN), id="a share off"),
        pytest.param(lambda: Reduce(amount=TagPrice("tag")), id="a price from a tag"),
        pytest.param(lambda: Reduce(amount=FromEntry("fans")), id="whatever an entry says"),
        pytest.param(lambda: Accrue(amount=Fixed(5), points="bonus"), id="a number of points"),
        pytest.param(lambda: SetFloor(floor=TEN), id="a share as a floor"),
        pytest.param(lambda: Reduce(amount=Fixed(500), currency="EUR"), id="euros"),
        pytest.param(
            lambda: Accrue(amount=PerSum(1, 5), points="bonus", currency="EUR"), id="points for euros"
        ),
    ],
)
def test_what_needs_no_currency_or_has_one(make: Callable[[], object]) -> None:
    assert make() == make()


def test_points_are_earned_on_what_is_paid_in_money() -> None:
    assert frozenset(Given) == PAID_IN_MONEY
    assert Accrue(amount=TEN, points="bonus").excludes == PAID_IN_MONEY
    assert Reduce(amount=TEN).excludes == frozenset()
