"""What is wrong with offers, said in full: the path, the words and what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from attrs import define, frozen
from shop import CATALOG, eur, receipt

from loyalty_engine import (
    AllOf,
    AmountOff,
    AnyOf,
    AttributeDefinition,
    AttributeType,
    Catalog,
    Categories,
    Condition,
    FavoriteProducts,
    FavoriteProductsRule,
    FillFavoriteSlots,
    Groups,
    HasAttribute,
    InSets,
    InternalCode,
    InvalidInput,
    MinimumPrice,
    Money,
    Offer,
    PercentOff,
    PersonalBenefit,
    PersonalEntries,
    PointsAmount,
    PointsCurrency,
    PointsPerSum,
    PredefinedList,
    Products,
    ReceiptAmount,
    ReceiptContains,
    Rule,
    SetOf,
    Then,
    Trigger,
    calculate,
    compile_offers,
)
from loyalty_engine.engine.check import DEEPEST
from loyalty_engine.model.amounts import Fixed
from loyalty_engine.rules.instructions import Accrue, Reduce
from loyalty_engine.rules.predicates import All, Carrier, Predicate

STARS = PointsCurrency("stars")
LISTED = FavoriteProductsRule(id="listed", source=PredefinedList("breakfast"))
ATTRIBUTES = tuple(
    AttributeDefinition(name=name, type=AttributeType.INT) for name in ("age", "children", "visits")
)


@frozen
class Own:
    """A host's kind, whose meaning is whatever it holds."""

    kind: ClassVar[str] = "acme:own"
    held: Any

    def lower(self) -> Any:
        return self.held

    def describe(self) -> str:
        return "it is our own"


@define
class Melting:
    """A kind whose values can change under the engine's feet."""

    kind: ClassVar[str] = "acme:melting"
    held: Any

    def lower(self) -> Any:
        return self.held

    def describe(self) -> str:
        return "it melts"


@frozen
class Nameless:
    """A kind without a tag."""

    held: Any

    def lower(self) -> Any:
        return self.held

    def describe(self) -> str:
        return "it has no name"


class Plain:
    """A kind that is no attrs class, although it can be hashed."""

    kind: ClassVar[str] = "acme:plain"

    def lower(self) -> Predicate:
        return All(())

    def describe(self) -> str:
        return "it is plain"


def problems(*offers: Offer, **more: Any) -> list[str]:
    """What is wrong with these offers, in words."""
    given = {"catalog": CATALOG, "favorites": [LISTED], "points": [STARS], "attributes": ATTRIBUTES}
    try:
        compile_offers(offers, **{**given, **more})
    except InvalidInput as error:
        return [str(problem) for problem in error.problems]
    return []


def rule(*conditions: Any, gives: Any = PercentOff(5)) -> Rule:
    return Rule(conditions=conditions, benefits=(gives,))


def one(*conditions: Any, gives: Any = PercentOff(5)) -> Offer:
    return Offer(id="one", rules=(rule(*conditions, gives=gives),))


def age(name: str = "age") -> HasAttribute:
    return HasAttribute(of=Carrier.MEMBER, name=name)


HINT_FOR_KINDS = "(decorate it with attrs.frozen)"
TAG = '(say kind: ClassVar[str] = "acme:name")'
FIVE_STARS = Accrue(amount=Fixed(5), points="stars")
FIVE_CHIPS = Accrue(amount=Fixed(5), points="chips")


@pytest.mark.parametrize(
    ("offer", "expected"),
    [
        pytest.param(
            one(Groups({"nowhere"})),
            ["conditions[0]: unknown product group 'nowhere' (define it first; there are 2)"],
            id="a group like no other",
        ),
        pytest.param(
            one(Groups({"brekfast"})),
            ["conditions[0]: unknown product group 'brekfast' (did you mean 'breakfast'?)"],
            id="a group with a slip of the pen",
        ),
        pytest.param(
            one(Groups({"v", "z", "w", "y", "x"})),
            [
                f"conditions[0]: unknown product group '{group}' (define it first; there are 2)"
                for group in "vwxyz"
            ],
            id="several groups, in order",
        ),
        pytest.param(
            one(Categories({"fod"})),
            ["conditions[0]: unknown category 'fod' (did you mean 'food'?)"],
            id="a category",
        ),
        pytest.param(
            one(Categories({InternalCode("777")})),
            ["conditions[0]: unknown category by internal id '777' (did you mean '77'?)"],
            id="an internal id of a category",
        ),
        pytest.param(
            one(FavoriteProducts("list")),
            ["conditions[0]: unknown favourite-products rule 'list' (did you mean 'listed'?)"],
            id="a favourite-products rule",
        ),
        pytest.param(
            one(gives=FillFavoriteSlots("mine")),
            ["benefits[0]: unknown favourite-products rule 'mine' (define it first; there are 1)"],
            id="slots of a favourite-products rule",
        ),
        pytest.param(
            one(gives=PointsAmount(5, currency="star")),
            ["benefits[0]: unknown kind of points 'star' (did you mean 'stars'?)"],
            id="a kind of points",
        ),
        pytest.param(
            one(AllOf([age(name) for name in ("s", "q", "t", "p", "r")])),
            [f"conditions[0]: unknown attribute '{name}' (define it first; there are 3)" for name in "sqtpr"],
            id="several attributes, as they were asked for",
        ),
        pytest.param(
            one(age("visit"), PersonalEntries("mine")),
            [
                "conditions[0]: unknown attribute 'visit' (did you mean 'visits'?)",
                "conditions[1]: unknown attribute 'mine' (define it first; there are 3)",
            ],
            id="attributes of two conditions",
        ),
        pytest.param(one(age(), age("visits")), [], id="attributes that there are"),
        pytest.param(
            one(AllOf([Products({"tea"}), Groups({"nowhere"})])),
            ["conditions[0]: unknown product group 'nowhere' (define it first; there are 2)"],
            id="a group among all of several conditions",
        ),
        pytest.param(
            one(AnyOf([Groups({"nowhere"}), AllOf([age(), Categories({"fod"})])])),
            [
                "conditions[0]: unknown product group 'nowhere' (define it first; there are 2)",
                "conditions[0]: unknown category 'fod' (did you mean 'food'?)",
            ],
            id="a group and a category among any of several conditions",
        ),
        pytest.param(
            one(ReceiptContains([Products({"tea"}), Groups({"nowhere"})])),
            ["conditions[0]: unknown product group 'nowhere' (define it first; there are 2)"],
            id="a group that the receipt should have lines of",
        ),
        pytest.param(
            one(gives=Own((FIVE_CHIPS, FIVE_STARS))),
            ["benefits[0]: unknown kind of points 'chips' (define it first; there are 1)"],
            id="the first of two instructions",
        ),
        pytest.param(one(gives=PersonalBenefit("age")), [], id="points of an entry, whatever their kind"),
        pytest.param(
            one(gives=Own((Reduce(amount=5),))),  # type: ignore[arg-type]
            ["benefits[0].lower()[0].amount: 5 has no place here"],
            id="a benefit of a host without a meaning",
        ),
        pytest.param(
            one(FavoriteProducts("listed"), age(), gives=FillFavoriteSlots("listed")),
            ["conditions[0]: reads favourites, which set-up may change (use another condition)"],
            id="slots that are filled where they are filled",
        ),
        pytest.param(
            one(age(), FavoriteProducts("listed"), gives=MinimumPrice(percent=50)),
            ["conditions[1]: reads favourites, which set-up may change (use another condition)"],
            id="a floor for favourites",
        ),
        pytest.param(
            Offer.of("one", [FavoriteProducts("listed")], [PercentOff(5), FillFavoriteSlots("listed")]),
            ["conditions[0]: reads favourites, which set-up may change (use another condition)"],
            id="slots that are filled beside a discount",
        ),
        pytest.param(
            one(age(), gives=Then([rule(age(), FavoriteProducts("listed"), gives=MinimumPrice(percent=50))])),
            [
                (
                    "benefits[0].rules[0].conditions[1]: reads favourites, which set-up may change"
                    " (use another condition)"
                ),
            ],
            id="a floor for favourites inside of a rule",
        ),
        pytest.param(
            one(age(), FavoriteProducts("listed"), gives=Then([rule(age(), gives=MinimumPrice(percent=50))])),
            ["benefits[0].rules[0]: reads favourites, which set-up may change (use another condition)"],
            id="a floor inside of a rule for favourites",
        ),
        pytest.param(
            one(Melting(All(()))),
            [f"conditions[0]: Melting is not a frozen attrs class {HINT_FOR_KINDS}"],
            id="a kind that can change",
        ),
        pytest.param(
            one(Plain()),
            [f"conditions[0]: Plain is not a frozen attrs class {HINT_FOR_KINDS}"],
            id="a kind without attrs",
        ),
        pytest.param(
            one(Nameless(All(()))), [f"conditions[0]: Nameless has no tag {TAG}"], id="a kind without a tag"
        ),
        pytest.param(
            one(Nameless(All(())), Nameless(All(()))),
            [f"conditions[{n}]: Nameless has no tag {TAG}" for n in (0, 1)],
            id="the same kind again",
        ),
        pytest.param(
            one(Melting(())),
            [
                f"conditions[0]: Melting is not a frozen attrs class {HINT_FOR_KINDS}",
                "conditions[0]: Melting is a benefit (put it among the benefits)",
            ],
            id="a kind that can change, in the wrong place",
        ),
        pytest.param(
            one(Melting(Groups({"nowhere"}).lower())),
            [f"conditions[0]: Melting is not a frozen attrs class {HINT_FOR_KINDS}"],
            id="what such a kind names is not looked at",
        ),
        pytest.param(
            one(gives=Nameless((FIVE_CHIPS,))),
            [f"benefits[0]: Nameless has no tag {TAG}"],
            id="what such a benefit gives is not looked at",
        ),
        pytest.param(
            Offer(id="one", rules=(rule(Groups({"v"})), rule(), rule(Groups({"w"})))),
            [
                "rules[0].conditions[0]: unknown product group 'v' (define it first; there are 2)",
                "rules[2].conditions[0]: unknown product group 'w' (define it first; there are 2)",
            ],
            id="two rules",
        ),
        pytest.param(
            one(
                gives=InSets(parts=[SetOf([Groups({"v"})], 2)], benefits=[PointsAmount(5, currency="chips")])
            ),
            [
                "benefits[0]: unknown product group 'v' (define it first; there are 2)",
                "benefits[0]: unknown kind of points 'chips' (define it first; there are 1)",
            ],
            id="the products of a set and what it gives",
        ),
    ],
)
def test_a_problem_is_told_in_full(offer: Offer, expected: list[str]) -> None:
    found = problems(offer)
    rules = ["rules[0]." if not problem.startswith("rules") else "" for problem in expected]

    assert [problem.partition(" (give one of")[0] for problem in found] == [
        f"offers[0].{rule}{problem}" for rule, problem in zip(rules, expected, strict=True)
    ]


def test_equal_benefits_come_to_one_thing_and_are_refused_offer_by_offer() -> None:
    offers = [Offer.of(id, [Products({"tea"})], [PointsAmount(5, currency="stars")]) for id in "ab"]
    first, second = compile_offers(offers, catalog=CATALOG, points=[STARS]).rules
    hint = "(define it first; there are 0)"

    assert first.instructions is second.instructions
    assert problems(*offers, points=[]) == [
        f"offers[{n}].rules[0].benefits[0]: unknown kind of points 'stars' {hint}" for n in range(2)
    ]


def test_a_benefit_that_is_legal_on_purchases_is_refused_on_other_events() -> None:
    offers = [
        Offer.of("a", benefits=[PercentOff(5)]),
        Offer.of("b", benefits=[PercentOff(5)], trigger=Trigger.BIRTHDAY),
    ]

    assert [problem.split(", and")[0] for problem in problems(*offers)] == [
        "offers[1].rules[0].benefits[0]: works on lines of a receipt"
    ]


def test_names_are_left_unchecked_where_nobody_says_what_there_is() -> None:
    offers = [
        Offer.of("categories", [Categories({"any", InternalCode("5")})], [PercentOff(5)]),
        Offer.of("attributes", [age("any"), PersonalEntries("any")], [PercentOff(5)]),
    ]

    assert problems(*offers, catalog=Catalog(), favorites=[], attributes=None) == []


@pytest.mark.parametrize("wrap", [AnyOf, AllOf])
@pytest.mark.parametrize(
    "innermost", [pytest.param(Products({"tea"}), id="tea"), pytest.param(Own(All(())), id="nothing asked")]
)
def test_conditions_nest_so_deep_and_no_deeper(wrap: Callable[..., Condition], innermost: Condition) -> None:
    def nested(levels: int) -> Offer:
        condition = innermost
        for _ in range(levels - 1):
            condition = wrap([Products({"tea"}), condition, Products({"tea"})])
        return one(condition)

    assert problems(nested(DEEPEST)) == []
    assert problems(nested(DEEPEST + 1)) == [
        "offers[0].rules[0].conditions[0]: is nested too deeply (nest at most 32 levels)"
    ]


def money(currency: str) -> Money:
    return Money.of(5, currency)


@pytest.mark.parametrize(
    "offer",
    [
        pytest.param(
            one(ReceiptAmount(at_least=money("USD")), gives=AmountOff(eur("1"))), id="a sum and a discount"
        ),
        pytest.param(
            one(
                ReceiptAmount(at_least=money("USD")),
                gives=PointsPerSum(5, every=eur("1"), currency="stars"),
            ),
            id="a sum and points for sums",
        ),
        pytest.param(
            one(ReceiptAmount(at_least=money("USD")), gives=MinimumPrice(price=eur("1"))),
            id="a sum and a floor",
        ),
        pytest.param(
            one(AllOf([age(), ReceiptAmount(at_least=money("USD"))]), gives=AmountOff(eur("1"))),
            id="a sum among all of several conditions",
        ),
        pytest.param(
            one(AnyOf([ReceiptAmount(at_least=money("USD")), AllOf([age()])]), gives=AmountOff(eur("1"))),
            id="a sum among any of several conditions",
        ),
        pytest.param(
            Offer(
                id="one",
                rules=(rule(gives=AmountOff(money("USD"))), rule(gives=AmountOff(eur("1")))),
            ),
            id="two rules",
        ),
    ],
)
def test_an_offer_speaks_of_money_of_one_currency(offer: Offer) -> None:
    assert problems(offer) == ["offers[0]: speaks of money in EUR, USD (make an offer for each currency)"]


def test_currencies_are_told_in_order() -> None:
    rules = [rule(gives=AmountOff(money(currency))) for currency in ("USD", "CHF", "RUB", "EUR", "GBP")]

    assert problems(Offer(id="one", rules=rules)) == [
        "offers[0]: speaks of money in CHF, EUR, GBP, RUB, USD (make an offer for each currency)"
    ]


def test_money_of_another_currency_is_named() -> None:
    offer = one(gives=AmountOff(money("USD")))
    (told,) = str(calculate(receipt(("tea", "1.00")), None, [offer]).explain()).splitlines()[1:]

    assert told == "- one: not in force; the offer is in USD (seen: EUR)"


def test_a_kind_of_a_host_serves_like_any_other() -> None:
    ours = Own(Products({"tea"}).lower()), Own((Reduce(amount=Fixed(50), currency="EUR"),))
    till = receipt(("tea", "1.00"), ("soap", "1.00"))

    assert calculate(till, None, [one(ours[0], gives=ours[1])]).discount == eur("0.50")
