"""Attributes of members: who set which value when, what was in force when, and what is refused."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from loyalty_engine.errors import InvalidInput
from loyalty_engine.individual.attributes import (
    AttributeHistory,
    AttributeItem,
    AttributeRecord,
    AttributeTransition,
    Setter,
    attributes_as_of,
    carry_out_attribute,
    current_attributes,
    remove_attribute,
    set_attribute,
)
from loyalty_engine.individual.operators import Operator
from loyalty_engine.individual.refusal import Reason, Refused
from loyalty_engine.model.actor import Actor, ByHand, Permission
from loyalty_engine.model.attributes import AttributeDefinition, Attributes, AttributeType, freeze_json
from loyalty_engine.model.intents import AttributeIntent
from loyalty_engine.model.member import Member

COLOUR = AttributeDefinition(
    name="colour", type=AttributeType.RADIO_STRING, allowed=["red", "blue", "green"], keeps_history=True
)
MONDAY, TUESDAY, FRIDAY = (dt.datetime(2026, 9, day, 12, tzinfo=dt.UTC) for day in (7, 8, 11))
NOTHING = AttributeHistory("colour")
OLGA = Operator(Actor("olga", permissions={Permission.EDIT_ATTRIBUTES}), reason="the member called")
IVAN = Operator(Actor("ivan", permissions={Permission.EDIT_FAVORITES}), reason="the member called")


def item(value: Any, created: dt.datetime, changed: dt.datetime | None = None, **more: Any) -> AttributeItem:
    return AttributeItem(value=value, created_at=created, changed_at=changed, **more)


def history(*items: AttributeItem) -> AttributeHistory:
    return AttributeHistory("colour", items=items)


RED = history(item("red", MONDAY))
RED_THEN_BLUE = history(item("red", MONDAY, TUESDAY), item("blue", TUESDAY))
BY_HAND = ByHand(author="olga", at=TUESDAY, reason="the member called")


class TestSetting:
    def test_the_first_value(self) -> None:
        assert set_attribute(NOTHING, COLOUR, "red", MONDAY) == AttributeTransition(
            history=RED,
            record=AttributeRecord(name="colour", before=None, after="red", at=MONDAY, setter=Setter.MEMBER),
        )

    def test_another_value_ends_the_one_before(self) -> None:
        assert set_attribute(RED, COLOUR, "blue", TUESDAY).history == RED_THEN_BLUE

    def test_without_history_only_the_current_value_is_kept(self) -> None:
        plain = evolve(COLOUR, keeps_history=False)

        assert set_attribute(RED_THEN_BLUE, plain, "green", FRIDAY).history == history(item("green", FRIDAY))

    def test_a_value_again_changes_nothing(self) -> None:
        assert set_attribute(RED, COLOUR, "red", FRIDAY) == AttributeTransition(history=RED)

    def test_true_is_not_one(self) -> None:
        known = AttributeHistory("n", items=[item(1, MONDAY)])
        flag = AttributeDefinition(name="n", type=AttributeType.BOOL)

        assert set_attribute(known, flag, True, TUESDAY).history.items == (item(True, TUESDAY),)

    def test_of_two_values_at_one_instant_the_second_counts(self) -> None:
        assert set_attribute(RED_THEN_BLUE, COLOUR, "green", TUESDAY).history == history(
            item("red", MONDAY, TUESDAY), item("green", TUESDAY)
        )

    def test_an_import(self) -> None:
        changed = set_attribute(RED, COLOUR, "blue", TUESDAY, setter=Setter.IMPORT)

        assert changed.history.current == item("blue", TUESDAY, setter=Setter.IMPORT)

    def test_an_operator_says_why(self) -> None:
        assert set_attribute(RED, COLOUR, "blue", TUESDAY, by=OLGA) == AttributeTransition(
            history=history(
                item("red", MONDAY, TUESDAY),
                item("blue", TUESDAY, setter=Setter.OPERATOR, by_hand=BY_HAND),
            ),
            record=AttributeRecord(
                name="colour",
                before="red",
                after="blue",
                at=TUESDAY,
                setter=Setter.OPERATOR,
                by_hand=BY_HAND,
            ),
        )

    def test_an_offer_by_its_intent(self) -> None:
        intent = AttributeIntent(offer="summer", name="colour", value="green")

        changed = carry_out_attribute(RED, COLOUR, intent, TUESDAY)

        assert changed.history.current == item("green", TUESDAY, setter=Setter.OFFER, offer="summer")
        assert carry_out_attribute(changed.history, COLOUR, intent, FRIDAY) == AttributeTransition(
            history=changed.history
        )

    def test_json_is_frozen(self) -> None:
        definition = AttributeDefinition(name="basket", type=AttributeType.JSON)

        changed = set_attribute(AttributeHistory("basket"), definition, {"a": [1]}, MONDAY)

        assert current_attributes([changed.history])["basket"] == freeze_json({"a": [1]})

    @pytest.mark.parametrize(
        ("value", "at", "by", "said"),
        [
            pytest.param("pink", TUESDAY, None, [("value", Reason.DOES_NOT_FIT)], id="not allowed"),
            pytest.param(5, TUESDAY, None, [("value", Reason.DOES_NOT_FIT)], id="of another type"),
            pytest.param(None, TUESDAY, None, [("value", Reason.DOES_NOT_FIT)], id="none"),
            pytest.param("blue", TUESDAY, IVAN, [("actor", Reason.NO_PERMISSION)], id="by another operator"),
            pytest.param(
                "blue", MONDAY - dt.timedelta(seconds=1), None, [("at", Reason.OUTDATED)], id="too late"
            ),
            pytest.param(
                "pink",
                MONDAY - dt.timedelta(days=1),
                IVAN,
                [
                    ("actor", Reason.NO_PERMISSION),
                    ("at", Reason.OUTDATED),
                    ("value", Reason.DOES_NOT_FIT),
                ],
                id="all reasons at once",
            ),
        ],
    )
    def test_what_is_not_allowed(
        self, value: object, at: dt.datetime, by: Operator | None, said: list[tuple[str, Reason]]
    ) -> None:
        with pytest.raises(Refused) as caught:
            set_attribute(RED, COLOUR, value, at, by=by)

        paths = [problem.path for problem in caught.value.problems]
        assert list(zip(paths, caught.value.reasons, strict=True)) == said

    def test_an_intent_that_does_not_fit(self) -> None:
        with pytest.raises(Refused) as caught:
            carry_out_attribute(RED, COLOUR, AttributeIntent(offer="o", name="colour", value=5), TUESDAY)
        assert [problem.path for problem in caught.value.problems] == ["intent.value"]

    def test_what_belongs_to_another_attribute(self) -> None:
        with pytest.raises(InvalidInput, match="the intent is for 'size'"):
            carry_out_attribute(RED, COLOUR, AttributeIntent(offer="o", name="size", value=5), TUESDAY)
        with pytest.raises(InvalidInput, match="the definition is that of 'colour'"):
            set_attribute(AttributeHistory("size"), COLOUR, "red", TUESDAY)

    def test_an_instant_has_an_offset(self) -> None:
        with pytest.raises(InvalidInput, match="has no offset"):
            set_attribute(RED, COLOUR, "blue", dt.datetime(2026, 9, 8))


class TestRemoving:
    def test_a_value_ends(self) -> None:
        removed = remove_attribute(RED, COLOUR, TUESDAY, by=OLGA)

        assert removed == AttributeTransition(
            history=history(item("red", MONDAY, TUESDAY)),
            record=AttributeRecord(
                name="colour", before="red", after=None, at=TUESDAY, setter=Setter.OPERATOR, by_hand=BY_HAND
            ),
        )
        assert removed.history.current is None
        assert set_attribute(removed.history, COLOUR, "red", FRIDAY).history == history(
            item("red", MONDAY, TUESDAY), item("red", FRIDAY)
        )

    def test_without_history_nothing_is_left(self) -> None:
        assert remove_attribute(RED, evolve(COLOUR, keeps_history=False), TUESDAY).history == NOTHING

    def test_what_is_not_there_is_not_removed(self) -> None:
        required = evolve(COLOUR, required=True)

        assert remove_attribute(NOTHING, required, TUESDAY) == AttributeTransition(history=NOTHING)

    def test_a_required_value_stays(self) -> None:
        with pytest.raises(Refused) as caught:
            remove_attribute(RED, evolve(COLOUR, required=True), TUESDAY, by=IVAN)
        assert caught.value.reasons == (Reason.NO_PERMISSION, Reason.REQUIRED)

    def test_a_later_change_is_not_undone(self) -> None:
        ended = history(item("red", MONDAY, FRIDAY))

        with pytest.raises(Refused) as caught:
            set_attribute(ended, COLOUR, "blue", TUESDAY)
        assert caught.value.reasons == (Reason.OUTDATED,)


class TestHistory:
    GAP = history(item("red", MONDAY, TUESDAY), item("blue", FRIDAY))

    @pytest.mark.parametrize(
        ("at", "value"),
        [
            (MONDAY - dt.timedelta(seconds=1), None),
            (MONDAY, "red"),
            (TUESDAY - dt.timedelta(seconds=1), "red"),
            (TUESDAY, None),
            (FRIDAY, "blue"),
            (FRIDAY + dt.timedelta(days=999), "blue"),
        ],
    )
    def test_what_was_in_force_when(self, at: dt.datetime, value: str | None) -> None:
        found = self.GAP.as_of(at)

        assert (None if found is None else found.value) == value
        assert attributes_as_of([self.GAP], at) == Attributes.of({} if value is None else {"colour": value})

    def test_a_member_has_what_is_in_force(self) -> None:
        size = AttributeHistory("size", items=[item(Decimal("1.50"), MONDAY)])
        gone = AttributeHistory("gone", items=[item(1, MONDAY, TUESDAY)])

        member = Member("m", attributes=current_attributes([self.GAP, size, gone, AttributeHistory("new")]))

        assert member.attributes == Attributes.of(colour="blue", size=Decimal("1.5"))

    @pytest.mark.parametrize(
        ("items", "paths"),
        [
            pytest.param([5], ["items[0]"], id="no item"),
            pytest.param([item("a", MONDAY), item("b", TUESDAY)], ["items[1].created_at"], id="two current"),
            pytest.param(
                [item("a", MONDAY, FRIDAY), item("b", TUESDAY)], ["items[1].created_at"], id="overlapping"
            ),
        ],
    )
    def test_no_history(self, items: Any, paths: list[str]) -> None:
        with pytest.raises(InvalidInput) as caught:
            AttributeHistory("colour", items=items)
        assert [problem.path for problem in caught.value.problems] == paths

    def test_no_item(self) -> None:
        wrong: dict[str, Any] = {
            "value": 1.5,
            "created_at": "now",
            "setter": "member",
            "offer": "",
            "by_hand": "olga",
        }
        with pytest.raises(InvalidInput) as caught:
            AttributeItem(**wrong)
        assert [problem.path for problem in caught.value.problems] == [*wrong]
        with pytest.raises(InvalidInput, match="does not come after"):
            item("red", MONDAY, MONDAY)


STEPS = st.lists(st.tuples(st.sampled_from(["red", "blue", "green", None]), st.integers(0, 3)), max_size=8)


@given(STEPS)
def test_at_each_instant_the_last_value_that_was_set_is_in_force(steps: list[tuple[str | None, int]]) -> None:
    """A change at every step, some at the same instant as the one before, against a list of them all."""
    kept, at, told = NOTHING, MONDAY, {}
    for value, days in steps:
        at += dt.timedelta(days=days)
        change = (
            remove_attribute(kept, COLOUR, at) if value is None else set_attribute(kept, COLOUR, value, at)
        )
        kept = change.history
        told[at] = value
    for moment, value in told.items():
        found = kept.as_of(moment)
        assert (None if found is None else found.value) == value
    assert current_attributes([kept]).get("colour") == (steps[-1][0] if steps else None)
