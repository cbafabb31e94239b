"""What a book holds, what it answers for, and what its digest tells apart."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from typing import ClassVar

import pytest
from attrs import frozen
from shop import CATALOG, eur, receipt

from loyalty_engine import (
    AmountOff,
    AnyOf,
    AtPlaces,
    AttributeDefinition,
    AttributeType,
    Catalog,
    Categories,
    ChosenCategories,
    FavoriteProducts,
    FavoriteProductsRule,
    Groups,
    HasAttribute,
    InAudience,
    InternalCode,
    InvalidInput,
    IssueCoupon,
    Line,
    Need,
    NeedKind,
    Offer,
    OfferBook,
    PercentOff,
    Period,
    PersonalEntries,
    PointsAmount,
    PointsCurrency,
    Policies,
    PredefinedList,
    ProductGroup,
    Products,
    PurchaseHistory,
    ReceiptMessage,
    Rule,
    calculate,
    compile_offers,
)
from loyalty_engine.engine.goods import Goods
from loyalty_engine.model.identifiers import ExternalCode
from loyalty_engine.model.keys import Key, category_key, entry_key, favorite_key, group_key
from loyalty_engine.model.slots import SlotSet
from loyalty_engine.rules.benefits.sets import InSets, SetOf
from loyalty_engine.rules.instructions import (
    Accrue,
    FromEntry,
    Instruction,
    IssueFromEntry,
    Reduce,
)
from loyalty_engine.rules.offer import State, Trigger
from loyalty_engine.rules.predicates import Carrier
from loyalty_engine.rules.stacking import Level

TEA, SOAP = Products({"tea"}), Products({"soap"})
TENTH = PercentOff(10)
MINE = FavoriteProductsRule(id="mine", source=PredefinedList("breakfast"))
AGE = AttributeDefinition(name="age", type=AttributeType.INT)
OTHER_CATALOG = Catalog(groups=[ProductGroup.of("breakfast", products={"tea"})])
BY_UNIT = Policies(level=Level.UNIT)


@frozen
class Does:
    """A host's benefit, which lowers to what it holds."""

    kind: ClassVar[str] = "acme:does"
    instructions: tuple[Instruction, ...]

    def lower(self) -> tuple[Instruction, ...]:
        return self.instructions

    def describe(self) -> str:
        return "something of our own"


def book_of(*offers: Offer, **more: object) -> OfferBook:
    return compile_offers(offers, **{"catalog": CATALOG, "favorites": [MINE]} | more)  # type: ignore[arg-type]


def one(*conditions: object, gives: Sequence[object] = (TENTH,), **more: object) -> Offer:
    return Offer.of("one", conditions, gives, **more)  # type: ignore[arg-type]


def rules(*benefits: object) -> Offer:
    return Offer(id="one", rules=[Rule(benefits=[benefit]) for benefit in benefits])  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("other", "more"),
    [
        pytest.param(Offer.of("two", (TEA,), (TENTH,)), {}, id="another id"),
        pytest.param(one(TEA, priority=1), {}, id="another priority"),
        pytest.param(one(TEA, cumulative=True), {}, id="it adds up"),
        pytest.param(one(TEA, exclusion_group="g"), {}, id="a group"),
        pytest.param(one(TEA, state=State.STOPPED), {}, id="it is stopped"),
        pytest.param(one(TEA, period=Period("2026-09-01", None)), {}, id="a period"),
        pytest.param(one(TEA, places=["s1"]), {}, id="a place"),
        pytest.param(one(SOAP), {}, id="other conditions"),
        pytest.param(one(TEA, gives=[PercentOff(11)]), {}, id="another benefit"),
        pytest.param(one(TEA, gives=[TENTH, TENTH]), {}, id="a benefit twice"),
        pytest.param(one(TEA, gives=[TENTH, ReceiptMessage("hello")]), {}, id="a message besides"),
        pytest.param(one(TEA), {"catalog": OTHER_CATALOG}, id="another catalogue"),
        pytest.param(one(TEA), {"favorites": []}, id="other favourite-products rules"),
        pytest.param(one(TEA), {"points": [PointsCurrency("star")]}, id="other points"),
        pytest.param(one(TEA), {"policies": BY_UNIT}, id="other policies"),
        pytest.param(one(TEA), {"zone": "Europe/Riga"}, id="another time zone"),
        pytest.param(
            one(TEA), {"groups": [ProductGroup.of("more", products={"tea"})]}, id="another product group"
        ),
    ],
)
def test_a_digest_tells_apart(other: Offer, more: dict[str, object]) -> None:
    assert book_of(one(TEA)).digest != book_of(other, **more).digest


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(
            one(TEA, gives=[IssueCoupon("spring")]),
            one(TEA, gives=[IssueCoupon("spring")], trigger=Trigger.BIRTHDAY),
            id="another event",
        ),
        pytest.param(
            rules(TENTH, AmountOff(eur("5.00"))), rules(AmountOff(eur("5.00")), TENTH), id="rules in turn"
        ),
        pytest.param(
            one(gives=[TENTH, AmountOff(eur("5.00"))]),
            one(gives=[AmountOff(eur("5.00")), TENTH]),
            id="benefits in turn",
        ),
        pytest.param(
            one(gives=[ReceiptMessage("hello")]), one(gives=[ReceiptMessage("bye")]), id="another message"
        ),
    ],
)
def test_a_digest_tells_orders_and_words_apart(first: Offer, second: Offer) -> None:
    assert book_of(first).digest != book_of(second).digest


STARS, CHIPS = PointsCurrency("10"), PointsCurrency("9")
HISTORY = FavoriteProductsRule(id="10", source=PurchaseHistory())


def test_names_and_the_order_of_loading_are_nothing_to_a_digest() -> None:
    offers = [one(TEA), Offer.of("two", (SOAP,), (TENTH,))]
    named = [Offer.of("two", (SOAP,), (TENTH,), name="Soap"), one(TEA, name="Tea")]
    once = book_of(*offers, points=[STARS, CHIPS], favorites=[MINE, HISTORY])
    again = book_of(*named, points=[CHIPS, STARS], favorites=[HISTORY, MINE], attributes=[AGE])

    assert once.digest == again.digest == once.digest


def test_a_book_tells_its_sources_in_the_order_of_their_ids() -> None:
    nine = FavoriteProductsRule(id="9", source=PurchaseHistory())
    book = book_of(
        points=[PointsCurrency("a"), STARS, CHIPS], favorites=[MINE, HISTORY, nine], attributes=[AGE]
    )

    assert [kind.id for kind in book.points] == ["9", "10", "a"]
    assert [rule.id for rule in book.favorites] == ["9", "10", "mine"]
    assert book.attributes == (AGE,)
    assert book_of().attributes is None


def test_a_book_that_has_travelled_has_the_same_sources() -> None:
    book = book_of(one(TEA), attributes=[AGE], policies=BY_UNIT, zone="Europe/Riga", points=[STARS])
    copy: OfferBook = pickle.loads(pickle.dumps(book))

    assert (copy.offers, copy.attributes, copy.policies, copy.zone, copy.points, copy.favorites) == (
        book.offers,
        (AGE,),
        BY_UNIT,
        "Europe/Riga",
        (STARS,),
        (MINE,),
    )


def test_groups_may_be_given_beside_the_catalogue() -> None:
    group = ProductGroup.of("loose goods", products={"loose"})
    book = book_of(one(Groups({"loose goods"})), groups=iter([group]))

    assert calculate(receipt(("loose", "10.00")), None, book).discount == eur("1.00")
    assert book_of(one(TEA)).catalog == CATALOG


@pytest.mark.parametrize(
    ("offers", "begins"),
    [
        pytest.param(
            [one(), Offer.of("two", (), (TENTH,)), one()],
            "offer book: offers[2]: offer 'one' is there already",
            id="an offer twice",
        ),
        pytest.param(
            [one(), "two"], "offer book: offers[1]: 'two' is not a", id="something else among offers"
        ),
        pytest.param("one", "offer book: offers: 'one' is not a sequence", id="text instead of offers"),
        pytest.param(5, "offer book: offers: 5 is not a sequence", id="a number instead of offers"),
    ],
)
def test_what_is_no_set_of_offers_is_refused(offers: object, begins: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        compile_offers(offers)  # type: ignore[arg-type]

    (line,) = str(caught.value).splitlines()
    assert line.startswith(begins)


@pytest.mark.parametrize(
    ("ids", "problem"),
    [
        pytest.param(
            ["tea-time", "tea-room", "soap"],
            "offer book: there is no offer 'tea-tine' (did you mean 'tea-time'?)",
            id="a slip",
        ),
        pytest.param(
            ["soap", "coffee"],
            "offer book: there is no offer 'tea-tine' (the book has 2 offers)",
            id="nothing like it",
        ),
    ],
)
def test_an_offer_that_is_not_there(ids: list[str], problem: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        book_of(*(Offer.of(id, (), (TENTH,)) for id in ids)).offer("tea-tine")

    assert str(caught.value) == problem


def test_unknown_points_are_whole_and_worth_nothing() -> None:
    assert book_of(points=[STARS]).points_currency("10") == STARS
    assert book_of().points_currency("gem") == PointsCurrency("gem", exponent=0, worth=0)


BREAKFAST, FOOD = group_key("breakfast"), category_key(ExternalCode("food"))
MENTIONABLE = {
    "tea": Key("tea"),
    "soap": Key("soap"),
    "breakfast": BREAKFAST,
    "food": FOOD,
    "mine": favorite_key("mine"),
    "offers": entry_key("offers"),
}


@pytest.mark.parametrize(
    ("conditions", "benefits", "expected"),
    [
        pytest.param([], [TENTH], "", id="nothing"),
        pytest.param([TEA], [TENTH], "tea", id="what an offer hangs on"),
        pytest.param([TEA, Groups({"breakfast"})], [TENTH], "tea breakfast", id="what is read besides"),
        pytest.param(
            [Categories({"food"}), TEA, FavoriteProducts("mine"), Groups({"breakfast"})],
            [TENTH],
            "tea breakfast food mine",
            id="all that is read besides",
        ),
        pytest.param([AnyOf([TEA, InAudience({"a"})])], [TENTH], "tea", id="what no offer hangs on"),
        pytest.param([PersonalEntries("offers")], [TENTH], "offers", id="individual offers"),
        pytest.param([TEA, PersonalEntries("offers")], [TENTH], "tea offers", id="individual offers besides"),
        pytest.param(
            [], [InSets(parts=[SetOf([Groups({"breakfast"})])], benefits=[TENTH])], "breakfast", id="sets"
        ),
        pytest.param(
            [SOAP],
            [InSets(parts=[SetOf([Groups({"breakfast"})]), SetOf([TEA])], benefits=[TENTH]), TENTH],
            "tea soap breakfast",
            id="sets besides",
        ),
    ],
)
def test_what_a_book_mentions(conditions: list[object], benefits: list[object], expected: str) -> None:
    book = book_of(one(*conditions, gives=benefits))

    assert " ".join(name for name, key in MENTIONABLE.items() if book.mentions(key)) == expected


OFFERS = FromEntry("offers")
PERSONAL = Need(NeedKind.PERSONAL, "offers")


@pytest.mark.parametrize(
    ("benefit", "needs"),
    [
        pytest.param(TENTH, set(), id="a discount"),
        pytest.param(Does((Reduce(amount=OFFERS),)), {PERSONAL}, id="discounts of entries"),
        pytest.param(Does((Accrue(amount=OFFERS, points="bonus"),)), {PERSONAL}, id="points of entries"),
        pytest.param(Does((IssueFromEntry("offers"),)), {PERSONAL}, id="coupons of entries"),
        pytest.param(
            InSets(parts=[SetOf([FavoriteProducts("mine")])], benefits=[TENTH]),
            {Need(NeedKind.FAVORITE, "mine")},
            id="sets of favourites",
        ),
    ],
)
def test_the_facts_that_a_benefit_reads(benefit: object, needs: set[Need]) -> None:
    book = book_of(one(gives=[benefit, PointsAmount(5), TENTH]))

    assert book.needs == needs
    assert book.personal == {need.name for need in needs if need.kind is NeedKind.PERSONAL}


@pytest.mark.parametrize(
    ("offer", "needed"),
    [
        pytest.param(one(InAudience({"a"})), True, id="of any product"),
        pytest.param(one(TEA, InAudience({"a"})), True, id="of its product"),
        pytest.param(one(SOAP, InAudience({"a"})), False, id="of another product"),
        pytest.param(one(FavoriteProducts("mine"), InAudience({"a"})), True, id="of favourites, whichever"),
        pytest.param(
            one(ChosenCategories("offers"), InAudience({"a"})), True, id="of chosen ones, whichever"
        ),
        pytest.param(one(InAudience({"a"}), AtPlaces({"s2"})), False, id="of another place"),
        pytest.param(
            one(HasAttribute(of=Carrier.MEMBER, name="age"), InAudience({"a"})),
            True,
            id="beside an attribute",
        ),
    ],
)
def test_an_audience_is_needed_for_a_receipt_where_it_may_matter(offer: Offer, *, needed: bool) -> None:
    needs = book_of(offer).needs_for(receipt(("tea", "1.00")))

    assert (Need(NeedKind.AUDIENCE, "a") in needs) is needed


def test_a_personal_attribute_is_no_audience() -> None:
    book = book_of(one(PersonalEntries("offers"), InAudience({"staff"}), FavoriteProducts("mine")))

    assert book.personal == {"offers"}


def test_codes_of_different_kinds_are_different_goods() -> None:
    book = book_of(one(TEA))
    by_number = receipt(Line(number=1, product=InternalCode("1"), amount=eur("10.00")))
    by_code = receipt(("1", "10.00"))

    for _ in range(2):
        assert calculate(by_number, None, book).discount == eur("1.00")
        assert calculate(by_code, None, book).discount == eur("0.00")
    for _ in range(2):
        assert calculate(receipt(("tea", "10.00")), None, book).discount == eur("1.00")


def test_goods_kept_by_a_book_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loyalty_engine.engine.book.MOST_GOODS", 3)
    book = book_of(one(TEA))
    most = 0
    for product in ("tea", "coffee", "juice", "soap", "loose", "nothing of ours", "tea", "coffee"):
        for one_more in book.goods_on(receipt((product, "1.00"))):
            assert isinstance(one_more, Goods)
        most = max(most, len(book._goods))

    assert most == 3


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        pytest.param(MINE, ("coffee", "juice", "tea"), id="the products of the list"),
        pytest.param(HISTORY, ("soap", "loose"), id="what the member has bought"),
    ],
)
def test_what_may_be_chosen(rule: FavoriteProductsRule, expected: tuple[str, ...]) -> None:
    book = book_of(one(TEA), favorites=[MINE, HISTORY])
    slots = SlotSet(rule=rule.id, candidates=["soap", "loose"])

    assert book.listed(rule, slots) == book.listed(rule, slots) == expected
    assert book.favorite(rule.id) is rule


def test_a_book_is_shown_by_its_sources_alone() -> None:
    shown = repr(book_of(one(TEA)))

    assert shown.startswith("OfferBook(catalog=")
    assert not any(
        word in shown for word in ("contenders=", "rules=(", "index=", "by_id=", "_goods=", "_digest=")
    )


def test_the_offers_that_read_a_fact() -> None:
    entry = Need(NeedKind.PERSONAL, "fans")
    fans = Offer.of("fans", [PersonalEntries("fans")], [PercentOff(10)])
    early = Offer.of("early", [PersonalEntries("fans"), InAudience({"a"})], [PercentOff(5)])
    stopped = Offer.of("stopped", [PersonalEntries("fans")], [PercentOff(1)], state=State.STOPPED)
    book = compile_offers([fans, stopped, early, one(TEA)])

    assert book.readers(entry) == (early, fans)
    assert book.readers(Need(NeedKind.AUDIENCE, "a")) == (early,)
    assert book.readers(Need(NeedKind.PERSONAL, "nobody's")) == ()
