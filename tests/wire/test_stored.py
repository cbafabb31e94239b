"""What stores keep as text comes back as it was."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from loyalty_engine import InvalidInput, calculate
from loyalty_engine.model.actor import ByHand
from loyalty_engine.model.coupons import Coupon
from loyalty_engine.program.coupon_changes import CouponsChanged
from loyalty_engine.program.purchases import LotPart, StoredPurchase
from loyalty_engine.testing import World, worlds
from loyalty_engine.testing.kept import (
    AT,
    CODE,
    ISSUE,
    annulled,
    calculation,
    coupon,
    history,
    purchase,
    returned,
    slots,
)
from loyalty_engine.testing.kept_events import REACTED
from loyalty_engine.wire.documents import write_calculation
from loyalty_engine.wire.stored import (
    BY_HAND,
    CALCULATION,
    CODES,
    COUPON,
    COUPON_ISSUE,
    HISTORY,
    INTENT,
    PURCHASE,
    REQUEST,
    SLOTS,
    Form,
    read_answer,
    write_answer,
)


@pytest.mark.parametrize(
    ("form", "value"),
    [
        pytest.param(CALCULATION, calculation(), id="calculation"),
        pytest.param(SLOTS, slots(), id="slots"),
        pytest.param(HISTORY, history(), id="attribute"),
        pytest.param(BY_HAND, ByHand(author="clerk", at=AT, reason="late"), id="by hand"),
        pytest.param(REQUEST, (("lines", "0f"), ("manner", "a1")), id="request"),
        pytest.param(COUPON, coupon("d"), id="coupon"),
        pytest.param(COUPON, annulled(coupon("d", None)), id="annulled coupon"),
        pytest.param(COUPON, Coupon(digest="d", issue="spring"), id="created coupon"),
        pytest.param(COUPON_ISSUE, ISSUE, id="coupon issue"),
        pytest.param(COUPON_ISSUE, CODE, id="public coupon issue"),
        pytest.param(CODES, ("2222-2222-2222",), id="codes"),
        pytest.param(REQUEST, (), id="empty request"),
    ],
)
def test_a_value_comes_back_as_it_was(form: Form[Any], value: object) -> None:
    assert form.read(form.write(value)) == value


@pytest.mark.parametrize("value", [purchase(), returned()[0]], ids=["open", "returned"])
def test_a_purchase_comes_back_with_its_calculation(value: StoredPurchase) -> None:
    written = PURCHASE.write(value)
    assert '"lines":[{"number":1,"product":' not in written
    assert PURCHASE.read((written, value.calculation)) == value


@given(world=worlds())
def test_every_calculation_comes_back_as_it_was(world: World) -> None:
    for receipt, member in zip(world.receipts, world.members, strict=True):
        found = calculate(receipt, member, world.book(), context=world.context)
        assert CALCULATION.read(CALCULATION.write(found)) == found
        assert [INTENT.read(INTENT.write(one)) for one in found.intents] == list(found.intents)


def test_figures_that_follow_from_others_are_not_kept() -> None:
    written = json.loads(CALCULATION.write(calculation()))
    assert {"amount", "discount", "total", "to_pay"}.isdisjoint(written)
    assert "total" in json.loads(write_calculation(calculation()))


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        pytest.param(None, None, id="none"),
        pytest.param(returned()[1], "returned", id="return"),
        pytest.param(REACTED, "reaction", id="event"),
        pytest.param(CouponsChanged(issue="spring", digests=("d1", "d2")), "coupons", id="coupons"),
        pytest.param(
            CouponsChanged(issue="mug", digests=("d1",), owner="home", paid=(LotPart("bonus", "L-1", 30),)),
            "coupons",
            id="coupon that was sold",
        ),
    ],
)
def test_an_answer_comes_back_as_it_was(answer: object, word: str | None) -> None:
    written = write_answer(answer)
    assert (written[0], read_answer(*written)) == (word, answer)


def test_what_no_step_answers_is_refused() -> None:
    with pytest.raises(InvalidInput, match="int is no answer of a step"):
        write_answer(7)
    with pytest.raises(InvalidInput, match="is of no kind that is known here"):
        read_answer("overture", "{}")
