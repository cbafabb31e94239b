"""A fingerprint tells apart whatever may change a result, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from shop import CATALOG, NOON, receipt

import loyalty_engine.engine.fingerprint as module
from loyalty_engine import (
    BenefitKind,
    ChosenCategories,
    EntryBenefit,
    FavoriteCategories,
    FavoriteCategory,
    FavoriteProducts,
    FavoriteProductsRule,
    HasAttribute,
    InAudience,
    Member,
    Need,
    NeedKind,
    Offer,
    PercentOff,
    PersonalBenefit,
    PredefinedList,
    Range,
    Share,
    Slot,
    SlotSet,
    compile_offers,
)
from loyalty_engine.engine.fingerprint import fingerprint
from loyalty_engine.model.money import Percent
from loyalty_engine.rules.predicates import Carrier

MINE = FavoriteProductsRule(id="mine", source=PredefinedList("breakfast"))
OFFERS = [
    Offer.of("age", [HasAttribute(of=Carrier.MEMBER, name="age", between=Range(low=60))], [PercentOff(1)]),
    Offer.of("level", [HasAttribute(of=Carrier.MEMBER, name="level", values={60})], [PercentOff(1)]),
    Offer.of("audience", [InAudience({"students", "staff"})], [PercentOff(1)]),
    Offer.of("favourites", [FavoriteProducts("mine")], [PercentOff(1)]),
    Offer.of("chosen", [ChosenCategories("chosen")], [PersonalBenefit("chosen")]),
    Offer.of("other", [ChosenCategories("other")], [PersonalBenefit("other")]),
]
BOOK = compile_offers(OFFERS, catalog=CATALOG, favorites=[MINE])
TILL = receipt(("tea", "10.00"))


def chosen(group: str) -> FavoriteCategories:
    tenth = EntryBenefit(kind=BenefitKind.DISCOUNT, amount=Share(Percent(10)))
    return FavoriteCategories(categories=[FavoriteCategory(id="1", group=group, benefit=tenth)])


def slots(product: str, rule: str = "mine") -> SlotSet:
    return SlotSet(rule=rule, slots=[Slot(position=1, product=product, changed_at=NOON)])


def of(member: Member | None) -> str:
    return fingerprint(TILL, member, BOOK, 1)


FULL = Member(
    "m",
    attributes={"age": 60},
    audiences={"students"},
    favorites=[slots("tea")],
    personal={"chosen": chosen("breakfast")},
    zone="Europe/Riga",
)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"id": "n"}, id="who it is"),
        pytest.param({"zone": "Europe/Oslo"}, id="the member's clock"),
        pytest.param({"attributes": {"age": 61}}, id="an attribute"),
        pytest.param({"attributes": {"level": 60}}, id="the same value in another attribute"),
        pytest.param({"attributes": {}}, id="no attribute"),
        pytest.param({"audiences": {"staff"}}, id="the audience"),
        pytest.param({"favorites": [slots("juice")]}, id="the favourite product"),
        pytest.param({"favorites": []}, id="no favourite product"),
        pytest.param({"personal": {"chosen": chosen("clean")}}, id="the chosen category"),
        pytest.param({"personal": {"other": chosen("breakfast")}}, id="the same choice in another attribute"),
        pytest.param({"personal": {}}, id="no chosen category"),
        pytest.param({"not_loaded": {Need(NeedKind.ATTRIBUTE, "level")}}, id="a fact that was not loaded"),
    ],
)
def test_what_offers_read_of_a_member_counts(change: dict[str, Any]) -> None:
    assert of(evolve(FULL, **change)) != of(FULL)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"attributes": {"age": 60, "shoes": 43}}, id="an attribute"),
        pytest.param({"audiences": {"students", "sailors"}}, id="an audience"),
        pytest.param({"favorites": [slots("tea"), slots("soap", "theirs")]}, id="slots of another rule"),
        pytest.param(
            {"personal": {"chosen": chosen("breakfast"), "unread": chosen("clean")}},
            id="categories of another attribute",
        ),
        pytest.param({"not_loaded": {Need(NeedKind.ATTRIBUTE, "shoes")}}, id="a fact that was not loaded"),
    ],
)
def test_what_no_offer_reads_of_a_member_does_not_count(change: dict[str, Any]) -> None:
    assert of(evolve(FULL, **change)) == of(FULL)


def test_nobody_is_not_a_member_without_facts() -> None:
    assert len({of(None), of(Member("m")), of(FULL)}) == 3


def test_another_meaning_of_offers_makes_another_fingerprint() -> None:
    assert fingerprint(TILL, FULL, BOOK, 2) != of(FULL)


def test_another_form_of_writing_makes_another_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    before = of(FULL)
    monkeypatch.setattr(module, "ENCODING", module.ENCODING + 1)

    assert of(FULL) != before
