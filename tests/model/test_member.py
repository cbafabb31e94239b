"""A member: all facts about one participant, by value."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.amounts import Share
from loyalty_engine.model.attributes import EMPTY, Attributes
from loyalty_engine.model.identifiers import ExternalCode
from loyalty_engine.model.keys import group_key, product_key
from loyalty_engine.model.member import Member, Need, NeedKind
from loyalty_engine.model.money import Money, Percent
from loyalty_engine.model.personal import (
    BenefitKind,
    EntryBenefit,
    FavoriteCategories,
    FavoriteCategory,
    PersonalItem,
    PersonalizedOffer,
    ReceiptThresholds,
    Tier,
)
from loyalty_engine.model.slots import SlotSet
from loyalty_engine.model.targets import GroupTarget, ProductTarget

TENTH = EntryBenefit(kind=BenefitKind.DISCOUNT, amount=Share(Percent(10)))
TEA_FOR_FANS = PersonalizedOffer(
    items=[
        PersonalItem(target=ProductTarget("tea"), benefit=TENTH),
        PersonalItem(target=GroupTarget("teas"), benefit=TENTH),
    ]
)
MORE_TEA = PersonalizedOffer(items=[PersonalItem(target=ProductTarget("tea"), benefit=TENTH)])
CHOSEN = FavoriteCategories(categories=[FavoriteCategory(id="k", group="teas", benefit=TENTH)], max_count=1)
UNLIMITED = FavoriteCategories()
FROM_TEN = ReceiptThresholds(tiers=[Tier(threshold=Money(10_00, "EUR"), benefit=TENTH)])


def paths(error: pytest.ExceptionInfo[InvalidInput]) -> list[str]:
    return [problem.path for problem in error.value.problems]


def test_an_id_is_enough() -> None:
    assert Member("m") == Member(
        id="m",
        attributes=EMPTY,
        audiences=frozenset(),
        favorites=(),
        personal=(),
        zone=None,
        not_loaded=frozenset(),
    )


def test_the_order_in_which_facts_were_loaded_leaves_no_trace() -> None:
    one: Any = {
        "attributes": {"a": 1, "b": True},
        "audiences": ["x", "y", "x"],
        "favorites": [SlotSet(rule="b"), SlotSet(rule="a")],
        "personal": {"fans": TEA_FOR_FANS, "chosen": CHOSEN},
        "not_loaded": [Need(NeedKind.AUDIENCE, "z"), Need(NeedKind.ATTRIBUTE, "z")],
    }
    other: Any = {
        "attributes": Attributes.of(b=True, a=1),
        "audiences": {"y", "x"},
        "favorites": (SlotSet(rule="a"), SlotSet(rule="b")),
        "personal": (("chosen", CHOSEN), ("fans", TEA_FOR_FANS)),
        "not_loaded": {Need(NeedKind.ATTRIBUTE, "z"), Need(NeedKind.AUDIENCE, "z")},
    }

    assert Member("m", **one) == Member("m", **other)
    assert hash(Member("m", **one)) == hash(Member("m", **other))


def test_entries_are_found_by_the_key_of_their_target() -> None:
    member = Member(
        "m", personal={"fans": TEA_FOR_FANS, "more": MORE_TEA, "chosen": CHOSEN, "sums": FROM_TEN}
    )

    tea, teas = product_key(ExternalCode("tea")), group_key("teas")
    found = {
        key: [(entry.attribute, entry.order) for entry in entries]
        for key, entries in member.entries_by_key.items()
    }
    assert found == {tea: [("fans", 0), ("more", 0)], teas: [("chosen", 0), ("fans", 1)]}
    assert [entry.attribute for entry in member.entries_on_receipts] == ["sums"]


def test_favourite_categories_with_more_that_work_than_their_maximum() -> None:
    categories = [
        FavoriteCategory(id=id, group=id, benefit=TENTH, accepted=accepted)
        for id, accepted in (("a", True), ("b", False), ("c", None), ("d", True))
    ]
    member = Member(
        "m",
        personal={
            "two of three": FavoriteCategories(categories=categories, max_count=2),
            "all of three": FavoriteCategories(categories=categories, max_count=3),
            "no maximum": FavoriteCategories(categories=categories),
            "another sort": TEA_FOR_FANS,
        },
    )

    limited = member.limited("two of three")
    assert limited is not None
    assert (limited[0], [entry.label for entry in limited[1]]) == (2, ["a", "c", "d"])
    assert member.limited("all of three") is None
    assert member.limited("no maximum") is None
    assert member.limited("another sort") is None
    assert member.limited("nothing") is None


def test_slots_of_a_rule() -> None:
    slots = SlotSet(rule="breakfast", candidates=["tea"])
    member = Member("m", favorites=[SlotSet(rule="a"), slots])

    assert member.slots("breakfast") is slots
    assert member.slots("supper") == SlotSet(rule="supper")


def test_travels() -> None:
    member = Member("m", attributes={"vip": True}, personal={"fans": TEA_FOR_FANS}, zone="Europe/Riga")

    arrived = pickle.loads(pickle.dumps(member))

    assert (arrived, hash(arrived)) == (member, hash(member))
    assert arrived.entries_by_key == member.entries_by_key


@pytest.mark.parametrize(
    ("wrong", "path", "text"),
    [
        pytest.param({"id": None}, "id", "is no id", id="None for an id"),
        pytest.param({"attributes": {"w": 0.5}}, "attributes.w", "floats are not exact", id="a float"),
        pytest.param({"attributes": ["a"]}, "attributes", "is no mapping", id="a list of attributes"),
        pytest.param({"audiences": "pensioners"}, "audiences", "'pensioners' is not a set", id="one text"),
        pytest.param({"audiences": {"a": 1}}, "audiences", "is not a set", id="a dict of audiences"),
        pytest.param({"audiences": [5]}, "audiences", "5 is of type int, not text", id="a number"),
        pytest.param({"favorites": {"r": 1}}, "favorites", "is not a sequence", id="a dict of slots"),
        pytest.param(
            {"favorites": ["r"]}, "favorites[0]", "'r' is not a slot set", id="a rule for its slots"
        ),
        pytest.param(
            {"favorites": [SlotSet(rule="b"), SlotSet(rule="a"), SlotSet(rule="b")]},
            "favorites[2]",
            "rule 'b' is there already",
            id="a rule twice, where it was written",
        ),
        pytest.param(
            {"personal": 5},
            "personal",
            "something of type int is not a sequence",
            id="a number for personal offers",
        ),
        pytest.param(
            {"personal": ["ab"]},
            "personal[0]",
            "something of type str is not a pair",
            id="a text of two letters",
        ),
        pytest.param(
            {"personal": [("fans",)]}, "personal[('fans',)]", "is of type tuple, not text", id="half a pair"
        ),
        pytest.param({"personal": {5: CHOSEN}}, "personal[5]", "5 is of type int", id="a number for a name"),
        pytest.param({"personal": {"fans": TENTH}}, "personal['fans']", "is no personal attribute", id="odd"),
        pytest.param(
            {"personal": [("a", CHOSEN), ("a", UNLIMITED)]},
            "personal['a']",
            "stands twice",
            id="a name twice",
        ),
        pytest.param({"zone": "Mars"}, "zone", "there is no time zone 'Mars'", id="no time zone"),
        pytest.param({"zone": 3}, "zone", "3 is not a name", id="hours for a time zone"),
        pytest.param(
            {"not_loaded": ["level"]}, "not_loaded", "'level' is not a need", id="a name for a need"
        ),
        pytest.param({"not_loaded": "level"}, "not_loaded", "'level' is not a set", id="text for needs"),
    ],
)
def test_no_member(wrong: dict[str, Any], path: str, text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Member(**{"id": "m", **wrong})
    assert paths(caught) == [path]
    assert text in str(caught.value)


def test_every_problem_at_once() -> None:
    wrong: Any = {
        "id": "",
        "zone": "Mars",
        "attributes": 5,
        "audiences": [""],
        "favorites": 5,
        "personal": {"a": 5, "": CHOSEN},
        "not_loaded": 5,
    }
    with pytest.raises(InvalidInput) as caught:
        Member(**wrong)
    assert caught.value.subject == "member"
    assert paths(caught) == [
        *("id", "zone", "attributes", "audiences", "favorites", "personal['a']", "personal['']", "not_loaded")
    ]


class TestNeed:
    def test_needs_are_listed_by_kind_and_name(self) -> None:
        needs = [Need(kind, name) for name in "ba" for kind in reversed(NeedKind)]

        assert [(need.kind.value, need.name) for need in sorted(needs)] == [
            (kind, name) for kind in sorted(kind.value for kind in NeedKind) for name in "ab"
        ]

    def test_no_need(self) -> None:
        wrong: Any = "attribute"
        with pytest.raises(InvalidInput) as caught:
            Need(wrong, "")
        assert paths(caught) == ["kind", "name"]
        with pytest.raises(InvalidInput) as caught:
            Need(NeedKind.ATTRIBUTE, " level")
        assert paths(caught) == ["name"]
