"""What offers do to favourite slots: more, fewer, emptied, filled."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from individual.breakfast import CATALOG, LATER, LONG_AGO, NOON, RULE, SEPTEMBER, ZONE, chosen, slot, slots

from loyalty_engine.engine.calculate import calculate
from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.individual import SlotRecord, carry_out_slots, slot_kind
from loyalty_engine.model.intents import CouponIntent, Intent, SlotChange, SlotCountIntent, SlotIntent
from loyalty_engine.model.member import Member
from loyalty_engine.model.money import Money
from loyalty_engine.model.receipt import Line, Place, Receipt
from loyalty_engine.model.selection import Monthly
from loyalty_engine.model.slots import Chooser, FavoriteProductsRule, Slot, SlotKind, SlotSet, filled
from loyalty_engine.model.triggers import Trigger
from loyalty_engine.rules.benefits.personal import FillFavoriteSlots
from loyalty_engine.rules.benefits.profile import ChangeSlots
from loyalty_engine.rules.offer import Offer

NONE_YET = SlotSet(rule="breakfast")
NO_MORE = SlotSet(rule="breakfast", no_slots=True)
MORE, FEWER, SET = SlotChange.MORE, SlotChange.FEWER, SlotChange.SET
SOON = LATER["at"]
FIVE = slots(*(slot(n) for n in range(1, 6)))
FULL = slots(slot(1, "honey"), slot(2, "milk", locked=True))


def count(change: SlotChange | None = None, n: int = 0, **more: Any) -> SlotCountIntent:
    return SlotCountIntent(offer="o", **{"rule": "breakfast", "change": change, "count": n, **more})


def put(position: int, product: str, **more: Any) -> SlotIntent:
    return SlotIntent(offer="o", **{"rule": "breakfast", "position": position, "product": product, **more})


@pytest.mark.parametrize(
    ("have", "intent", "positions"),
    [
        pytest.param(NONE_YET, count(MORE, 1), [1, 2, 3], id="one more than the default number"),
        pytest.param(NONE_YET, count(MORE, 5), [1, 2, 3], id="never more than the maximum"),
        pytest.param(NONE_YET, count(FEWER, 1), [1], id="one fewer"),
        pytest.param(NONE_YET, count(FEWER, 9), [], id="never fewer than none"),
        pytest.param(NONE_YET, count(SET, 1), [1], id="exactly one"),
        pytest.param(NONE_YET, count(SET, 9), [1, 2, 3], id="exactly more than the maximum"),
        pytest.param(NONE_YET, count(SET, 0), [], id="none at all"),
        pytest.param(NO_MORE, count(MORE, 1), [1], id="who has none gets one more than none"),
        pytest.param(NO_MORE, count(FEWER, 1), [], id="who has none loses none"),
        pytest.param(slots(slot(2), slot(5)), count(MORE, 1), [1, 2, 5], id="the lowest free position first"),
        pytest.param(slots(slot(2), slot(5)), count(FEWER, 1), [2], id="the highest goes first"),
        pytest.param(FIVE, count(MORE, 1), [1, 2, 3, 4, 5], id="more takes nothing away"),
        pytest.param(FIVE, count(FEWER, 1), [1, 2], id="fewer counts from the maximum"),
        pytest.param(FIVE, count(SET, 3), [1, 2, 3], id="a number that is set is what one has"),
        pytest.param(FIVE, count(SET, 4), [1, 2, 3], id="and never beyond the maximum"),
        pytest.param(FIVE, count(clear=True), [1, 2, 3, 4, 5], id="emptying keeps the slots"),
    ],
)
def test_the_number_of_slots(have: SlotSet, intent: SlotCountIntent, positions: list[int]) -> None:
    after = carry_out_slots(have, RULE, [intent], **SEPTEMBER).slots

    assert [each.position for each in after.slots] == positions
    assert after.no_slots is (not positions)


def test_new_slots_say_why_they_are_there() -> None:
    assert slot_kind(Trigger.BIRTHDAY) is SlotKind.BIRTHDAY
    assert {slot_kind(trigger) for trigger in Trigger if trigger is not Trigger.BIRTHDAY} == {SlotKind.ACTION}

    for kind in SlotKind:
        after = carry_out_slots(NONE_YET, RULE, [count(MORE, 1)], kind=kind, **SEPTEMBER)
        new = Slot(position=3, kind=kind)
        assert after.slots == slots(slot(1), slot(2), new)
        assert after.records == (
            SlotRecord(position=3, before=None, after=new, at=NOON, chooser=Chooser.SYSTEM),
        )


@pytest.mark.parametrize(
    ("have", "intents", "expected"),
    [
        pytest.param(FULL, [count(clear=True)], {1: None, 2: None}, id="emptied, locked ones as well"),
        pytest.param(FULL, [count(SET, 1, clear=True)], {1: None}, id="emptied after the change"),
        pytest.param(FULL, [count(FEWER, 1)], {1: "honey"}, id="the last one and its choice are gone"),
        pytest.param(
            slots(slot(1, "honey", SOON), slot(2, "milk")),
            [count(clear=True)],
            {1: "honey", 2: None},
            id="what was chosen after the purchase stays",
        ),
        pytest.param(
            FULL,
            [count(MORE, 1), put(3, "oats")],
            {1: "honey", 2: "milk", 3: "oats"},
            id="one after the other",
        ),
        pytest.param(
            NONE_YET,
            [put(1, "oats"), put(2, "tea"), CouponIntent(offer="o", issue="spring", count=1)],
            {1: "oats", 2: "tea"},
            id="filled, and other intents passed over",
        ),
        pytest.param(
            FULL,
            [count(SET, 0, rule="lunch"), put(1, "tea", rule="lunch")],
            {1: "honey", 2: "milk"},
            id="other rules passed over",
        ),
        pytest.param(FULL, [put(1, "honey")], {1: "honey", 2: "milk"}, id="filled already"),
        pytest.param(NONE_YET, [], {}, id="nothing at all, so nothing is written down"),
    ],
)
def test_carried_out(have: SlotSet, intents: list[Intent], expected: dict[int, str | None]) -> None:
    after = carry_out_slots(have, RULE, intents, **SEPTEMBER)

    assert chosen(after.slots) == expected
    assert after.skipped == ()


@pytest.mark.parametrize(
    ("have", "intent"),
    [
        pytest.param(FULL, put(1, "oats"), id="the member chose something else"),
        pytest.param(slots(slot(1), slot(2, "oats")), put(1, "oats"), id="the member chose it elsewhere"),
        pytest.param(slots(slot(1), slot(2, "oats", SOON)), put(1, "oats"), id="after the purchase, too"),
        pytest.param(
            slots(slot(1, "milk", SOON)), put(1, "oats"), id="the slot was filled after the purchase"
        ),
        pytest.param(slots(slot(1, locked=True)), put(1, "oats"), id="the slot was locked"),
        pytest.param(slots(slot(1)), put(2, "oats"), id="the slot was taken away"),
        pytest.param(FIVE, put(4, "oats"), id="the slot does not count any more"),
        pytest.param(
            slots(slot(1), slot(2, "milk"), slot(3, "tea"), slot(4, "honey")),
            put(1, "oats"),
            id="as many are chosen as the rule allows",
        ),
    ],
)
def test_what_fits_no_more_is_skipped(have: SlotSet, intent: SlotIntent) -> None:
    after = carry_out_slots(have, RULE, [intent], **SEPTEMBER)

    assert (after.slots, after.records, after.skipped) == (have, (), (intent,))


def purchase(*products: str) -> Receipt:
    lines = [Line(number=n, product=p, amount=Money(100 * n, "EUR")) for n, p in enumerate(products, 1)]
    return Receipt(id="r", at=NOON, place=Place("shop"), lines=lines)


OFFERS = [
    Offer.of("fill", benefits=[FillFavoriteSlots("breakfast")]),
    Offer.of("third", benefits=[ChangeSlots("breakfast", SlotChange.MORE, 1)]),
]
CELLS = st.tuples(st.sampled_from([None, "honey", "milk", "oats", "tea"]), st.booleans(), st.booleans())


@given(
    st.lists(CELLS, max_size=4),
    st.lists(st.sampled_from(["honey", "milk", "oats", "tea"]), min_size=1, max_size=3),
    st.sampled_from([RULE, evolve(RULE, selection=Monthly()), evolve(RULE, default_slots=0)]),
)
def test_what_a_calculation_asks_for_is_what_is_carried_out(
    cells: list[tuple[str | None, bool, bool]], products: list[str], rule: FavoriteProductsRule
) -> None:
    """Nothing is skipped while nothing happens in between, and a second time fills nothing."""
    have = slots(
        *(
            slot(
                n,
                product,
                None if product is None else (LONG_AGO if old else NOON).replace(second=n, year=2025),
                locked=locked,
            )
            for n, (product, old, locked) in enumerate(cells, 1)
        )
    )
    book = compile_offers(OFFERS, catalog=CATALOG, favorites=[rule], zone=ZONE)
    asked = calculate(purchase(*products), Member("m", favorites=[have]), book).intents
    fills = [intent for intent in asked if isinstance(intent, SlotIntent)]

    done = carry_out_slots(have, rule, asked, **SEPTEMBER)
    only_filled = carry_out_slots(have, rule, fills, **SEPTEMBER)
    again = carry_out_slots(only_filled.slots, rule, fills, **SEPTEMBER)

    assert done.skipped == only_filled.skipped == ()
    assert only_filled.slots == (
        filled(have, rule, [(fill.position, fill.product) for fill in fills], NOON) if fills else have
    )
    assert (again.slots, again.records, again.skipped) == (only_filled.slots, (), ())
