"""A book is refused as a whole, with every problem of every offer and where it stands."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import ClassVar

import pytest
from attrs import define, frozen
from shop import CATALOG, eur, receipt

from loyalty_engine import (
    AdditionalPoints,
    AllOf,
    AmountOff,
    AnyOf,
    AtPlaces,
    AttributeDefinition,
    AttributeType,
    Audiences,
    Categories,
    ChangeSlots,
    ChosenCategories,
    Condition,
    FavoriteProducts,
    FavoriteProductsRule,
    FillFavoriteSlots,
    Groups,
    HasAttribute,
    InAudience,
    InternalCode,
    InvalidInput,
    Member,
    MinimumPrice,
    Money,
    Need,
    NeedKind,
    Not,
    Offer,
    PayWithPoints,
    PercentOff,
    PersonalBenefit,
    PersonalEntries,
    PointsAmount,
    PointsCurrency,
    PredefinedList,
    Products,
    Range,
    ReceiptAmount,
    RedeemCoupons,
    SetAttribute,
    SlotChange,
    WithdrawPoints,
    calculate,
    compile_offers,
)
from loyalty_engine.rules.instructions import Instruction, Reduce
from loyalty_engine.rules.predicates import Carrier, Predicate


@define
class Melting:
    """A condition that could change under the engine's feet."""

    kind: ClassVar[str] = "acme:melting"
    degrees: int = 0

    def lower(self) -> Predicate:
        return Products({"tea"}).lower()

    def describe(self) -> str:
        return "it melts"


@frozen
class Nameless:
    """A condition without a tag."""

    def lower(self) -> Predicate:
        return Products({"tea"}).lower()

    def describe(self) -> str:
        return "it has no name"


@frozen
class Crooked:
    """A benefit whose meaning is no instruction."""

    kind: ClassVar[str] = "acme:crooked"

    def lower(self) -> tuple[Instruction, ...]:
        return (Reduce(amount=5),)  # type: ignore[arg-type]

    def describe(self) -> str:
        return "five of something"


def nested(levels: int, wrap: Callable[[Condition], Condition]) -> Condition:
    condition: Condition = Products({"tea"})
    for _ in range(levels):
        condition = wrap(condition)
    return condition


def one(*conditions: object, gives: object = PercentOff(5), **more: object) -> Offer:
    return Offer.of("one", conditions, (gives,), **more)  # type: ignore[arg-type]


LISTED = FavoriteProductsRule(id="listed", source=PredefinedList("breakfast"))


@pytest.mark.parametrize(
    ("offer", "path", "words"),
    [
        pytest.param(
            one(Groups({"brekfast"})), "conditions[0]", "did you mean 'breakfast'?", id="unknown group"
        ),
        pytest.param(
            one(Categories({"fod"})), "conditions[0]", "did you mean 'food'?", id="unknown category"
        ),
        pytest.param(
            one(Categories({InternalCode("78")})),
            "conditions[0]",
            "by internal id '78'",
            id="unknown internal id",
        ),
        pytest.param(
            one(FavoriteProducts("mine")),
            "conditions[0]",
            "unknown favourite-products rule 'mine'",
            id="unknown rule",
        ),
        pytest.param(
            one(gives=FillFavoriteSlots("mine")),
            "benefits[0]",
            "unknown favourite-products rule",
            id="unknown slots",
        ),
        pytest.param(
            one(HasAttribute(of=Carrier.MEMBER, name="agee", between=Range(low=60))),
            "conditions[0]",
            "did you mean 'age'?",
            id="unknown attribute",
        ),
        pytest.param(
            one(PersonalEntries("mine")),
            "conditions[0]",
            "unknown attribute 'mine'",
            id="unknown personal attribute",
        ),
        pytest.param(
            one(gives=PointsAmount(5, currency="stars")),
            "benefits[0]",
            "unknown kind of points 'stars'",
            id="points",
        ),
        pytest.param(
            one(Melting()), "conditions[0]", "not a frozen attrs class", id="a kind that can change"
        ),
        pytest.param(one(Nameless()), "conditions[0]", "has no tag", id="a kind without a tag"),
        pytest.param(
            one(Not(AllOf([Products({"tea"}), InAudience({"a"})]))),
            "conditions[0]",
            "cannot negate lines and checks together",
            id="the opposite of a mixture",
        ),
        pytest.param(
            one(nested(40, lambda part: AnyOf([part]))),
            "conditions[0]",
            "nested too deeply",
            id="too deep a nest",
        ),
        pytest.param(
            one(nested(4000, lambda part: AllOf([part]))),
            "conditions[0]",
            "nested too deeply",
            id="a nest without end",
        ),
        pytest.param(
            one(FavoriteProducts("listed"), gives=FillFavoriteSlots("listed")),
            "conditions[0]",
            "reads favourites, which set-up may change",
            id="set-up that reads what it changes",
        ),
        pytest.param(
            one(gives=AdditionalPoints(5, currency="bonos")),
            "benefits[0]",
            "unknown kind of points 'bonos' (did you mean 'bonus'?)",
            id="points on top of a kind that is not there",
        ),
        pytest.param(
            one(gives=WithdrawPoints(5, currency="chip")),
            "benefits[0]",
            "unknown kind of points 'chip'",
            id="points withdrawn of a kind that is not there",
        ),
        pytest.param(
            one(gives=PayWithPoints(currency="bonos")),
            "benefits[0]",
            "unknown kind of points 'bonos' (did you mean 'bonus'?)",
            id="payment with points of a kind that is not there",
        ),
        pytest.param(
            one(gives=ChangeSlots("listen", clear=True)),
            "benefits[0]",
            "unknown favourite-products rule 'listen' (did you mean 'listed'?)",
            id="slots of a rule that is not there",
        ),
        pytest.param(
            one(gives=ChangeSlots("listed", SlotChange.SET, 5)),
            "benefits[0].count",
            "5 slots are more than 'listed' allows",
            id="more slots than there may be",
        ),
        pytest.param(
            one(gives=SetAttribute("agee", 5)),
            "benefits[0]",
            "unknown attribute 'agee' (did you mean 'age'?)",
            id="an attribute that is not there",
        ),
        pytest.param(
            one(gives=SetAttribute("age", "old")),
            "benefits[0].value",
            "does not fit an attribute of type int",
            id="a value of another type",
        ),
        pytest.param(
            one(AtPlaces({"s-1"}), gives=RedeemCoupons()),
            "benefits[0]",
            "no condition of the rule asks for a coupon (add CouponPresented,",
            id="coupons that nobody asks for",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(offer: Offer, path: str, words: str) -> None:
    age = AttributeDefinition(name="age", type=AttributeType.INT)
    with pytest.raises(InvalidInput, match="offer book") as caught:
        compile_offers([offer], catalog=CATALOG, favorites=[LISTED], attributes=[age])

    (problem,) = caught.value.problems
    assert problem.path == f"offers[0].rules[0].{path}"
    assert words in str(problem)


def test_how_many_slots_come_of_more_depends_on_the_member_and_is_not_refused() -> None:
    offer = one(gives=ChangeSlots("listed", SlotChange.MORE, 5))

    assert list(compile_offers([offer], catalog=CATALOG, favorites=[LISTED]).offers) == [offer]


def test_two_currencies_in_one_offer_are_refused() -> None:
    offer = one(ReceiptAmount(at_least=eur("10.00")), gives=AmountOff(Money.of("1.00", "USD")))
    with pytest.raises(InvalidInput) as caught:
        compile_offers([offer])

    assert [str(problem) for problem in caught.value.problems] == [
        "offers[0]: speaks of money in EUR, USD (make an offer for each currency)"
    ]


def test_all_problems_are_reported_at_once() -> None:
    offers = [one(Groups({"x"}), Groups({"y"})), Offer.of("two", (), (PercentOff(1),)), one(Groups({"z"}))]
    with pytest.raises(InvalidInput) as caught:
        compile_offers(offers, catalog=CATALOG)

    assert [problem.path for problem in caught.value.problems] == [
        "offers[2]",
        "offers[0].rules[0].conditions[0]",
        "offers[0].rules[0].conditions[1]",
        "offers[2].rules[0].conditions[0]",
    ]


def test_a_favourites_rule_needs_its_group() -> None:
    rule = FavoriteProductsRule(id="mine", source=PredefinedList("nowhere"))
    with pytest.raises(
        InvalidInput, match=r"favorites\['mine'\]\.source\.group: unknown product group 'nowhere'"
    ):
        compile_offers([], catalog=CATALOG, favorites=[rule])


def test_an_unknown_time_zone_is_refused() -> None:
    with pytest.raises(InvalidInput, match="did you mean 'Europe/Riga'"):
        compile_offers([], zone="Europe/Rigga")


def test_needs_name_every_fact_that_offers_can_read() -> None:
    book = compile_offers(
        [
            Offer.of("audience", (InAudience({"a"}),), (PercentOff(1),)),
            Offer.of("reach", (), (PercentOff(1),), reach=Audiences({"b"})),
            Offer.of("attribute", (HasAttribute(of=Carrier.MEMBER, name="age"),), (PercentOff(1),)),
            Offer.of("personal", (ChosenCategories("c"),), (PersonalBenefit("p"),)),
            Offer.of("slots", (), (FillFavoriteSlots("listed"),)),
            Offer.of("floor", (), (MinimumPrice(percent="10"),)),
        ],
        catalog=CATALOG,
        favorites=[LISTED],
    )

    assert book.needs == {
        Need(NeedKind.AUDIENCE, "a"),
        Need(NeedKind.AUDIENCE, "b"),
        Need(NeedKind.ATTRIBUTE, "age"),
        Need(NeedKind.PERSONAL, "c"),
        Need(NeedKind.PERSONAL, "p"),
        Need(NeedKind.FAVORITE, "listed"),
    }
    assert book.personal == {"c", "p"}


def test_needs_for_a_receipt_leave_out_what_it_cannot_wake() -> None:
    book = compile_offers(
        [
            Offer.of("tea", (Products({"tea"}), InAudience({"tea-lovers"})), (PercentOff(1),)),
            Offer.of("soap", (Products({"soap"}), InAudience({"washers"})), (PercentOff(1),)),
            Offer.of("drinks", (Categories({"drinks"}), InAudience({"drinkers"})), (PercentOff(1),)),
            Offer.of("household", (Categories({"household"}), InAudience({"movers"})), (PercentOff(1),)),
            Offer.of("clean", (Groups({"clean"}), InAudience({"cleaners"})), (PercentOff(1),)),
            Offer.of("mine", (ChosenCategories("c"),), (PersonalBenefit("c"),)),
        ],
        catalog=CATALOG,
    )

    assert book.needs_for(receipt(("tea", "1.00"))) == {
        Need(NeedKind.AUDIENCE, "tea-lovers"),
        Need(NeedKind.AUDIENCE, "drinkers"),
        Need(NeedKind.PERSONAL, "c"),
    }


def test_a_book_travels_as_its_sources() -> None:
    stars = PointsCurrency("stars", exponent=2, worth="0.5")
    offers = [Offer.of("tea", (Categories({"drinks"}),), (PercentOff(10), PointsAmount(7, currency="stars")))]
    book = compile_offers(offers, catalog=CATALOG, points=[stars], favorites=[LISTED], zone="Europe/Riga")
    copy = pickle.loads(pickle.dumps(book))
    till = receipt(("tea", "4.00"))

    assert calculate(till, Member("m"), copy) == calculate(till, Member("m"), book)
    assert (copy.digest, copy.needs, copy.offers, len(copy)) == (book.digest, book.needs, book.offers, 1)


def test_an_unknown_offer_is_named_with_its_neighbour() -> None:
    book = compile_offers([one()])

    assert book.offer("one").id == "one"
    with pytest.raises(InvalidInput, match="there is no offer 'won'"):
        book.offer("won")
