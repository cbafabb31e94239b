"""A fingerprint tells apart whatever may change a result, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from shop import CATALOG, NOON, eur, receipt

import loyalty_engine.engine.fingerprint as module
from loyalty_engine import (
    Balance,
    BenefitKind,
    Card,
    Chance,
    ChosenCategories,
    Condition,
    Context,
    CountedPer,
    Counter,
    CounterChange,
    CounterChanges,
    CounterKey,
    CounterValue,
    EntryBenefit,
    FavoriteCategories,
    FavoriteCategory,
    FavoriteProducts,
    FavoriteProductsRule,
    HasAttribute,
    HasCard,
    HasContact,
    InAudience,
    InState,
    InStatus,
    Member,
    MemberState,
    Need,
    NeedKind,
    Offer,
    PastLine,
    PastPurchase,
    PercentOff,
    Period,
    PersonalBenefit,
    PredefinedList,
    PurchaseCount,
    Purchases,
    Range,
    Referred,
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


DELETED, SINCE = MemberState.DELETED, Period("2020-01-01", None)
VISITS = Counter(3, changes=[CounterChange(at=NOON, by=3)])
AT_HOME = frozenset({CounterKey.PLACE})


@pytest.mark.parametrize(
    ("condition", "facts", "context"),
    [
        pytest.param(InState({DELETED}), {"state": DELETED}, {}, id="the state"),
        pytest.param(HasContact({"e-mail"}), {"contacts": {"e-mail"}}, {}, id="the contacts"),
        pytest.param(HasCard(), {"cards": [Card("k-1")]}, {}, id="the cards"),
        pytest.param(Referred(), {"referrer": "n"}, {}, id="who referred the member"),
        pytest.param(
            PurchaseCount(Purchases(), at_least=1),
            {"purchases": [PastPurchase(id="p", at=NOON, lines=[PastLine(product="tea", amount=eur("1"))])]},
            {},
            id="the purchases",
        ),
        pytest.param(Balance(at_least=1), {"balances": {"bonus": 1}}, {}, id="a balance"),
        pytest.param(InStatus("tiers"), {"statuses": {"tiers": "gold"}}, {}, id="a status"),
        pytest.param(CounterValue("n", at_least=1), {"counters": {"n": Counter(1)}}, {}, id="a counter"),
        pytest.param(
            CounterChanges("n", at_least=1, period=SINCE),
            {"counters": {"n": VISITS}},
            {},
            id="its changes",
        ),
        pytest.param(
            CounterValue("n", at_least=1, keyed_by=AT_HOME),
            {"counters": {"n{place=s1}": Counter(1)}},
            {},
            id="a counter of this shop",
        ),
        pytest.param(
            CounterValue("n", at_least=1, keyed_by=AT_HOME),
            {"not_loaded": {Need(NeedKind.COUNTER, "n{place=s1}")}},
            {},
            id="a counter of this shop that was not loaded",
        ),
        pytest.param(
            CounterValue("n", at_least=1, per=CountedPer.PROGRAM),
            {},
            {"counters": {"n": Counter(1)}},
            id="a counter of the programme",
        ),
        pytest.param(
            CounterValue("n", at_least=1, per=CountedPer.PROGRAM, keyed_by=AT_HOME),
            {},
            {"counters": {"n{place=s1}": Counter(1)}},
            id="a counter of the programme for this shop",
        ),
        pytest.param(Chance(10, draw="wheel"), {}, {"draws": {"wheel": 7}}, id="a draw"),
    ],
)
def test_a_fact_counts_where_an_offer_reads_it_and_nowhere_else(
    condition: Condition, facts: dict[str, Any], context: dict[str, Any]
) -> None:
    reading, silent = (
        compile_offers([Offer.of("a", conditions, [PercentOff(1)])]) for conditions in ([condition], [])
    )
    without, given = (Member("m"), Context()), (Member("m", **facts), Context(**context))
    seen = [
        {fingerprint(TILL, member, book, 1, known) for member, known in (without, given)}
        for book in (reading, silent)
    ]

    assert [len(prints) for prints in seen] == [2, 1]


def test_nobody_is_not_a_member_without_facts() -> None:
    assert len({of(None), of(Member("m")), of(FULL)}) == 3


def test_another_meaning_of_offers_makes_another_fingerprint() -> None:
    assert fingerprint(TILL, FULL, BOOK, 2) != of(FULL)


def test_another_form_of_writing_makes_another_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    before = of(FULL)
    monkeypatch.setattr(module, "ENCODING", module.ENCODING + 1)

    assert of(FULL) != before
