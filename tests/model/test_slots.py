"""Favourite products: what is chosen now, and what auto-fill puts where."""

from __future__ import annotations

import datetime as dt
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.period import Period
from loyalty_engine.model.selection import Daily, EveryDays, Monthly, OneTime, SelectionPeriod, Weekly
from loyalty_engine.model.slots import (
    Chooser,
    FavoriteProductsRule,
    PredefinedList,
    PurchaseHistory,
    Slot,
    SlotKind,
    SlotSet,
    fill,
    filled,
    selection,
    selection_ends,
    standing,
)

RIGA = "Europe/Riga"
NOON = dt.datetime(2026, 9, 15, 12, tzinfo=dt.timezone(dt.timedelta(hours=3)))
LONG_AGO = NOON - dt.timedelta(days=300)
HISTORY = PurchaseHistory()


def rule(**more: Any) -> FavoriteProductsRule:
    return FavoriteProductsRule(**{"id": "r", "source": HISTORY, "default_slots": 0, "max_slots": 3, **more})


def slot(position: int, product: str | None = None, changed: dt.datetime = NOON, **more: Any) -> Slot:
    return Slot(position=position, product=product, changed_at=None if product is None else changed, **more)


def slots(*them: Slot) -> SlotSet:
    return SlotSet(rule="r", slots=them)


def paths(error: pytest.ExceptionInfo[InvalidInput]) -> list[str]:
    return [problem.path for problem in error.value.problems]


class TestRule:
    def test_an_id_and_a_source_are_enough(self) -> None:
        made = FavoriteProductsRule(id="r", source=PredefinedList("teas"))

        assert pickle.loads(pickle.dumps(made)) == made
        assert (made.default_slots, made.max_slots, made.selection) == (1, 1, OneTime())

    @pytest.mark.parametrize(
        ("wrong", "text"),
        [
            pytest.param(
                {"default_slots": 4}, "default_slots: 4 is more than max_slots (use up to 3)", id="few"
            ),
            pytest.param(
                {"max_slots": -1}, "max_slots: -1 is not a whole number from 0", id="fewer than none"
            ),
            pytest.param(
                {"max_slots": True}, "max_slots: True is not a whole number", id="true for a number"
            ),
            pytest.param(
                {"source": "teas"}, "source: 'teas' is not a list (give PredefinedList(", id="a group"
            ),
            pytest.param({"selection": "monthly"}, "selection: 'monthly' is not a selection", id="a word"),
        ],
    )
    def test_no_rule(self, wrong: dict[str, Any], text: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            rule(**wrong)
        assert text in str(caught.value)

    def test_every_problem_at_once(self) -> None:
        wrong: Any = {
            "id": None,
            "name": 5,
            "source": 5,
            "default_slots": "1",
            "max_slots": 1001,
            "selection": Daily,
            "fill": None,
            "allow_change": 1,
        }
        with pytest.raises(InvalidInput) as caught:
            FavoriteProductsRule(**wrong)
        assert paths(caught) == [*wrong]

    def test_sources(self) -> None:
        nothing: Any = None
        assert PurchaseHistory(brand="leaf") != HISTORY
        with pytest.raises(InvalidInput, match="predefined list: group: None is of type NoneType"):
            PredefinedList(nothing)
        with pytest.raises(InvalidInput, match="purchase history: brand: '' is blank"):
            PurchaseHistory(brand="")


class TestSlotSet:
    def test_slots_stand_by_position(self) -> None:
        assert slots(slot(2), slot(1)) == slots(slot(1), slot(2))
        assert [each.position for each in slots(slot(3), slot(1), slot(2)).slots] == [1, 2, 3]

    def test_an_old_choice_may_stand_beside_a_newer_one(self) -> None:
        """Nobody clears slots, so what a host has stored may show a product twice."""
        assert slots(slot(1, "tea"), slot(2, "tea", LONG_AGO)).slots[1].product == "tea"

    @pytest.mark.parametrize(
        ("wrong", "path", "text"),
        [
            pytest.param({"rule": None}, "rule", "None is of type NoneType", id="no rule"),
            pytest.param({"slots": 5}, "slots", "5 is not a sequence", id="a number for slots"),
            pytest.param({"slots": ["tea"]}, "slots[0]", "'tea' is not a slot", id="a product for a slot"),
            pytest.param(
                {"slots": [slot(2), slot(1), slot(2)]},
                "slots[2]",
                "position '2' is there already",
                id="two slots in one place, named where they were written",
            ),
            pytest.param(
                {"slots": [slot(2, "tea"), slot(1, "tea")]},
                "slots[1]",
                "product 'tea' was chosen twice at one instant",
                id="one choice in two slots",
            ),
            pytest.param({"no_slots": 1}, "no_slots", "1 is neither true nor false", id="a number for none"),
            pytest.param(
                {"slots": [slot(1)], "no_slots": True}, "no_slots", "is true beside slots", id="one and none"
            ),
            pytest.param({"candidates": "tea"}, "candidates", "'tea' is not a sequence", id="one text"),
            pytest.param({"candidates": {"tea"}}, "candidates", "a set or a dict has no order", id="a set"),
            pytest.param({"candidates": ["tea", 5]}, "candidates[1]", "5 is not a product's", id="a number"),
            pytest.param({"candidates": ["tea", ""]}, "candidates[1]", "'' is blank", id="a blank product"),
        ],
    )
    def test_no_slot_set(self, wrong: dict[str, Any], path: str, text: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            SlotSet(**{"rule": "r", **wrong})
        assert paths(caught) == [path]
        assert text in str(caught.value)

    @pytest.mark.parametrize(
        ("wrong", "path"),
        [
            pytest.param({"position": 0}, ["position"], id="a place before the first"),
            pytest.param({"position": "1"}, ["position"], id="text for a place"),
            pytest.param({"product": "tea"}, ["changed_at"], id="a choice made at no time"),
            pytest.param({"changed_at": NOON.replace(tzinfo=None)}, ["changed_at"], id="a naive time"),
            pytest.param({"changed_at": "2026-09-15"}, ["changed_at"], id="text for a time"),
            pytest.param(
                {"position": 1001, "product": 5, "kind": "normal", "chosen_by": None, "locked": 0},
                ["position", "product", "changed_at", "kind", "chosen_by", "locked"],
                id="everything at once",
            ),
        ],
    )
    def test_no_slot(self, wrong: dict[str, Any], path: list[str]) -> None:
        with pytest.raises(InvalidInput) as caught:
            Slot(**{"position": 1, **wrong})
        assert paths(caught) == path


@pytest.mark.parametrize(
    ("period", "changed", "stands"),
    [
        pytest.param(OneTime(), LONG_AGO, True, id="once and for ever"),
        pytest.param(Daily(), NOON.replace(hour=0), True, id="this very day"),
        pytest.param(Daily(), NOON - dt.timedelta(hours=12, seconds=1), False, id="a second before midnight"),
        pytest.param(Monthly(), NOON.replace(day=1, hour=0), True, id="with the month"),
        pytest.param(Monthly(), LONG_AGO, False, id="in another month"),
        pytest.param(Weekly("mon"), NOON.replace(day=14, hour=0), True, id="on Monday"),
        pytest.param(EveryDays(3, dt.date(2026, 9, 15)), NOON.replace(day=14), False, id="yesterday"),
        pytest.param(OneTime(), NOON + dt.timedelta(seconds=1), False, id="in a moment, not yet"),
    ],
)
def test_a_choice_stands_while_it_was_made_in_the_current_period(
    period: SelectionPeriod, changed: dt.datetime, stands: bool
) -> None:
    chosen = slot(1, "tea", changed)

    assert standing(chosen, rule(selection=period), NOON, RIGA) is stands
    assert selection(slots(chosen), rule(selection=period), NOON, RIGA) == ((chosen,) if stands else ())


def test_an_empty_slot_holds_nothing() -> None:
    assert not standing(slot(1), rule(), NOON, RIGA)
    assert not standing(Slot(position=1, changed_at=NOON), rule(), NOON, RIGA)


def test_the_clock_is_the_members() -> None:
    """At three in Riga a new day begins in Auckland, and the choices of the old one are over there."""
    chosen = slot(1, "tea", NOON)
    there = "Pacific/Auckland"
    late = NOON + dt.timedelta(hours=3)

    assert standing(chosen, rule(selection=Daily()), late, RIGA)
    assert not standing(chosen, rule(selection=Daily()), late, there)
    assert selection_ends(rule(selection=Daily()), late, RIGA) == dt.datetime(2026, 9, 16)
    assert selection_ends(rule(selection=Daily()), late, there) == dt.datetime(2026, 9, 17)
    assert selection_ends(rule(), late, RIGA) is None


def test_no_more_count_than_the_rule_allows() -> None:
    chosen = slots(slot(1, "a"), slot(2), slot(3, "c"), slot(4, "d"))

    assert [each.product for each in selection(chosen, rule(max_slots=2), NOON, RIGA)] == ["a", "c"]


@pytest.mark.parametrize(
    ("have", "more", "ranked", "filling"),
    [
        pytest.param(
            slots(), {"default_slots": 2}, "abc", [(1, "a"), (2, "b")], id="the slots one starts with"
        ),
        pytest.param(slots(), {}, "abc", [], id="no slots at all"),
        pytest.param(
            SlotSet(rule="r", no_slots=True), {"default_slots": 2}, "abc", [], id="all slots were taken away"
        ),
        pytest.param(slots(slot(1), slot(2)), {}, "a", [(1, "a")], id="fewer products than slots"),
        pytest.param(
            slots(slot(1, "b"), slot(2)), {}, "ba", [(2, "a")], id="what is chosen already is left out"
        ),
        pytest.param(
            slots(slot(1, locked=True), slot(2)), {}, "ab", [(2, "a")], id="a locked slot is skipped"
        ),
        pytest.param(slots(slot(1), slot(2)), {"max_slots": 1}, "ab", [(1, "a")], id="at most the maximum"),
        pytest.param(slots(slot(1), slot(2)), {}, "aab", [(1, "a"), (2, "b")], id="each product once"),
        pytest.param(
            slots(slot(1, "b", LONG_AGO)),
            {"selection": Monthly()},
            "b",
            [(1, "b")],
            id="an old choice is free",
        ),
        pytest.param(slots(slot(1)), {"fill": Period(None, "2026-09-14")}, "a", [], id="filling is over"),
        pytest.param(
            slots(slot(1)), {"fill": Period("2026-09-15")}, "a", [(1, "a")], id="filling begins today"
        ),
    ],
)
def test_fill(have: SlotSet, more: dict[str, Any], ranked: str, filling: list[tuple[int, str]]) -> None:
    assert fill(have, rule(**more), list(ranked), NOON, RIGA) == tuple(filling)


class TestFilled:
    def test_slots_after_auto_fill(self) -> None:
        have = SlotSet(
            rule="r", slots=[slot(1, "a"), Slot(position=2, kind=SlotKind.ACTION)], candidates=["b"]
        )

        assert filled(have, rule(), [(2, "b"), (3, "c")], NOON) == SlotSet(
            rule="r",
            slots=[
                slot(1, "a"),
                Slot(
                    position=2,
                    product="b",
                    changed_at=NOON,
                    kind=SlotKind.ACTION,
                    chosen_by=Chooser.SYSTEM,
                ),
                Slot(position=3, product="c", changed_at=NOON, chosen_by=Chooser.SYSTEM),
            ],
            candidates=["b"],
        )

    def test_a_member_who_starts_with_two_slots_keeps_the_second(self) -> None:
        two = rule(default_slots=2, max_slots=2)

        after = filled(SlotSet(rule="r"), two, [(1, "tea")], NOON)

        assert [each.product for each in after.slots] == ["tea", None]
        assert fill(after, two, ["cup"], NOON, RIGA) == ((2, "cup"),)

    def test_who_has_no_slots_any_more_has_none_afterwards(self) -> None:
        none = SlotSet(rule="r", candidates=["b"], no_slots=True)

        assert filled(none, rule(default_slots=2), [], NOON) == none

    def test_who_filled_a_slot(self) -> None:
        have = slots(slot(1, locked=True))

        assert filled(have, rule(), [(1, "tea")], NOON, Chooser.OPERATOR) == slots(
            slot(1, "tea", locked=True, chosen_by=Chooser.OPERATOR)
        )

    @pytest.mark.parametrize("locked", [False, True])
    def test_an_old_choice_of_the_same_product_gives_way(self, locked: bool) -> None:
        have = slots(slot(1), slot(2, "tea", LONG_AGO, locked=locked), slot(3, "cup", LONG_AGO))

        after = filled(have, rule(), [(1, "tea")], NOON)

        assert [each.product for each in after.slots] == ["tea", None, "cup"]
        assert after.slots[1].locked is locked

    @given(
        st.lists(st.tuples(st.sampled_from([None, *"abcd"]), st.booleans(), st.booleans()), max_size=4),
        st.lists(st.sampled_from("abcdef"), max_size=6),
    )
    def test_auto_fill_fits_every_set_of_slots(
        self, drawn: list[tuple[str | None, bool, bool]], ranked: list[str]
    ) -> None:
        """What a host has stored, old choices included, never makes a calculation fail."""
        have = slots(
            *(
                slot(n, product, (LONG_AGO if old else NOON) + dt.timedelta(seconds=-n), locked=locked)
                for n, (product, old, locked) in enumerate(drawn, 1)
            )
        )
        monthly = rule(selection=Monthly(), default_slots=2, max_slots=4)

        filling = fill(have, monthly, ranked, NOON, RIGA)
        after = filled(have, monthly, filling, NOON)

        chosen = [each.product for each in selection(after, monthly, NOON, RIGA)]
        before = [each.product for each in selection(have, monthly, NOON, RIGA)]
        assert set(chosen) == set(before) | {product for _, product in filling}
        assert fill(after, monthly, [product for _, product in filling], NOON, RIGA) == ()
