"""Operators edit favourite products, where the host lets them; who did it and why is kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from attrs import evolve
from individual.breakfast import LIST, NOON, OLGA, OTTO, RULE, SEPTEMBER, chosen, slot, slots

from loyalty_engine.errors import InvalidInput
from loyalty_engine.individual import (
    Operator,
    Reason,
    Refused,
    SlotRecord,
    SlotTransition,
    choose_favorite,
    choose_favorites,
    clear_favorite,
    lock_slot,
    open_slot,
)
from loyalty_engine.model.actor import Actor, ByHand
from loyalty_engine.model.period import Period
from loyalty_engine.model.slots import Chooser, FavoriteProductsRule, SlotSet

OVER = evolve(RULE, fill=Period(None, "2026-09-14"))
FULL = slots(slot(1, "honey"), slot(2, "milk", locked=True))

Edit = Callable[[SlotSet, FavoriteProductsRule, Operator], SlotTransition]


def whole(*products: str) -> Edit:
    return lambda have, rule, by: choose_favorites(have, rule, products, LIST, by=by, **SEPTEMBER)


def one(position: int, product: str) -> Edit:
    return lambda have, rule, by: choose_favorite(have, rule, position, product, LIST, by=by, **SEPTEMBER)


def clear(position: int) -> Edit:
    return lambda have, rule, by: clear_favorite(have, rule, position, by=by, **SEPTEMBER)


def turn(act: Callable[..., SlotTransition], position: int) -> Edit:
    return lambda have, rule, by: act(have, rule, position, by=by, **SEPTEMBER)


@pytest.mark.parametrize(
    ("edit", "rule", "expected"),
    [
        pytest.param(one(1, "oats"), RULE, {1: "oats", 2: "milk"}, id="may change what stands"),
        pytest.param(one(2, "oats"), RULE, {1: "honey", 2: "oats"}, id="may change a locked slot"),
        pytest.param(whole("oats"), RULE, {1: "oats", 2: None}, id="may change the whole set"),
        pytest.param(clear(2), RULE, {1: "honey", 2: None}, id="may clear a locked slot"),
        pytest.param(clear(1), OVER, {1: None, 2: "milk"}, id="may clear after the fill window"),
    ],
)
def test_an_operator(edit: Edit, rule: FavoriteProductsRule, expected: dict[int, str | None]) -> None:
    after = edit(FULL, rule, OLGA)

    assert chosen(after.slots) == expected
    assert [each.locked for each in after.slots.slots] == [False, True]
    assert {record.by_hand for record in after.records} == {
        ByHand(author="olga", at=NOON, reason="the member called")
    }
    assert edit(after.slots, rule, OLGA) == SlotTransition(slots=after.slots)


def test_what_is_kept_of_it() -> None:
    after = one(1, "oats")(FULL, RULE, OLGA)
    oats = slot(1, "oats", NOON, chosen_by=Chooser.OPERATOR)

    assert after.slots == slots(oats, FULL.slots[1])
    assert after.records == (
        SlotRecord(
            position=1,
            before=FULL.slots[0],
            after=oats,
            at=NOON,
            chooser=Chooser.OPERATOR,
            by_hand=ByHand(author="olga", at=NOON, reason="the member called"),
        ),
    )


@pytest.mark.parametrize(
    ("edit", "rule", "reasons"),
    [
        pytest.param(one(1, "soap"), RULE, (Reason.NOT_LISTED,), id="chooses only what is listed"),
        pytest.param(one(1, "milk"), RULE, (Reason.REPEATED,), id="nor one product twice"),
        pytest.param(one(3, "oats"), RULE, (Reason.UNKNOWN,), id="nor without a slot"),
        pytest.param(
            whole("honey", "milk", "tea"), RULE, (Reason.TOO_MANY,), id="nor more than there are slots"
        ),
        pytest.param(one(1, "oats"), OVER, (Reason.CLOSED,), id="nor after the fill window"),
    ],
)
def test_what_even_an_operator_may_not(
    edit: Edit, rule: FavoriteProductsRule, reasons: tuple[Reason, ...]
) -> None:
    with pytest.raises(Refused) as caught:
        edit(FULL, rule, OLGA)
    assert caught.value.reasons == reasons


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(one(1, "oats"), id="one slot"),
        pytest.param(one(1, "honey"), id="one slot as it is"),
        pytest.param(whole("oats", "tea"), id="the whole set"),
        pytest.param(whole("honey", "milk"), id="the whole set as it is"),
        pytest.param(clear(1), id="clearing"),
        pytest.param(turn(lock_slot, 1), id="locking"),
        pytest.param(turn(open_slot, 2), id="opening"),
    ],
)
def test_without_the_permission_nothing_is_done(edit: Edit) -> None:
    with pytest.raises(Refused) as caught:
        edit(FULL, RULE, OTTO)
    assert caught.value.reasons == (Reason.NO_PERMISSION,)


@pytest.mark.parametrize(
    ("edit", "reasons"),
    [
        pytest.param(
            one(3, "soap"), (Reason.NO_PERMISSION, Reason.UNKNOWN, Reason.NOT_LISTED), id="one slot"
        ),
        pytest.param(clear(3), (Reason.NO_PERMISSION, Reason.UNKNOWN), id="clearing"),
        pytest.param(turn(lock_slot, 3), (Reason.NO_PERMISSION, Reason.UNKNOWN), id="locking"),
    ],
)
def test_all_reasons_at_once(edit: Edit, reasons: tuple[Reason, ...]) -> None:
    with pytest.raises(Refused) as caught:
        edit(FULL, RULE, OTTO)
    assert caught.value.reasons == reasons


def test_operators_lock_and_open() -> None:
    by = partial(turn(lock_slot, 1), FULL, RULE)
    locked = by(OLGA)
    opened = turn(open_slot, 2)(locked.slots, RULE, OLGA)

    assert [each.locked for each in opened.slots.slots] == [True, False]
    assert [record.by_hand and record.by_hand.author for record in (*locked.records, *opened.records)] == [
        "olga",
        "olga",
    ]


def test_a_reason_is_needed() -> None:
    with pytest.raises(InvalidInput) as caught:
        Operator("olga", reason=" ")  # type: ignore[arg-type]
    assert [problem.path for problem in caught.value.problems] == ["actor", "reason"]
    with pytest.raises(InvalidInput, match="operator: reason: is no text"):
        Operator(Actor("olga"), reason=5)  # type: ignore[arg-type]
