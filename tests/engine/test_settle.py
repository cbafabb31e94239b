"""How awards are written down: line by line, intent by intent, and in the words of messages."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from attrs import evolve
from cases.till import CAKE, CUP, TEA, earned, eur, receipt, sell, texts

from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.records import LineDiscount, LinePoints, PointsTotal
from loyalty_engine.model.amounts import Fixed
from loyalty_engine.model.channels import MessageChannel
from loyalty_engine.model.identifiers import ExternalCode
from loyalty_engine.model.intents import (
    CounterIntent,
    CounterOperation,
    CouponIntent,
    CouponUseIntent,
    Intent,
    PointsIntent,
    SlotIntent,
)
from loyalty_engine.model.member import Member
from loyalty_engine.model.personal import (
    BenefitKind,
    EntryBenefit,
    PersonalItem,
    PersonalizedOffer,
    ProductTarget,
)
from loyalty_engine.model.receipt import PresentedCoupon
from loyalty_engine.model.slots import FavoriteProductsRule, PredefinedList
from loyalty_engine.rules.benefits.discounts import AmountOff, PercentOff
from loyalty_engine.rules.benefits.effects import (
    CashierMessage,
    ChangeCounter,
    IssueCoupon,
    ReceiptMessage,
    RedeemCoupons,
)
from loyalty_engine.rules.benefits.messages import SendMessage
from loyalty_engine.rules.benefits.personal import FillFavoriteSlots, PersonalBenefit
from loyalty_engine.rules.benefits.points import AdditionalPoints, PointsAmount, PointsPercent
from loyalty_engine.rules.benefits.profile import SetAttribute
from loyalty_engine.rules.conditions.logic import AnyOf, Not
from loyalty_engine.rules.conditions.products import Products
from loyalty_engine.rules.conditions.receipt import CouponPresented
from loyalty_engine.rules.emissions import Channel
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.offer import Offer, Rule

TWO = receipt((TEA, "10.00"), (CUP, "20.00"))
TEAS, CUPS, CAKES = Products({TEA}), Products({CUP}), Products({CAKE})
MINE = FavoriteProductsRule(id="mine", source=PredefinedList("tea time"), default_slots=2, max_slots=2)
HELLO = ReceiptMessage("hello")


def discounts(calculation: Calculation) -> list[list[tuple[str, int, int]]]:
    """The discounts of each line, as they were given."""
    return [[(one.offer, one.rule, one.amount) for one in line.discounts] for line in calculation.lines]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        pytest.param([[PercentOff(10)]], [[("a", 0, 100)], [("a", 0, 200)]], id="one benefit"),
        pytest.param(
            [[PercentOff(10), PercentOff(20)]], [[("a", 0, 300)], [("a", 0, 600)]], id="two of a rule are one"
        ),
        pytest.param(
            [[PercentOff(10), AmountOff(eur("3")), PercentOff(20)]],
            [[("a", 0, 400)], [("a", 0, 800)]],
            id="three of a rule are one",
        ),
        pytest.param(
            [[PercentOff(10), PointsAmount(5)]], [[("a", 0, 100)], [("a", 0, 200)]], id="and points beside it"
        ),
        pytest.param(
            [[PercentOff(10)], [PercentOff(20)]],
            [[("a", 0, 100), ("a", 1, 200)], [("a", 0, 200), ("a", 1, 400)]],
            id="each rule has its own",
        ),
    ],
)
def test_discounts_on_a_line(rules: list[list[Benefit]], expected: list[list[tuple[str, int, int]]]) -> None:
    offer = Offer(id="a", rules=[Rule(benefits=benefits) for benefits in rules], cumulative=True)

    assert discounts(sell([offer], TWO)) == expected


def test_discounts_are_in_the_order_in_which_they_were_given() -> None:
    offers = [
        Offer.of("a", (), (PercentOff(10),), cumulative=True),
        Offer.of("b", (), (PercentOff(20),), cumulative=True, priority=1),
        Offer.of("c", (), (PercentOff(30),)),
    ]

    assert sell(offers, receipt((TEA, "10.00"))).lines[0].discounts == (
        LineDiscount("c", 0, 300),
        LineDiscount("b", 0, 200),
        LineDiscount("a", 0, 100),
    )


def test_points_of_several_kinds_on_a_line() -> None:
    benefits = [PointsAmount(3, currency="star"), PointsAmount(6), PointsAmount(30, currency="star")]
    calculation = sell([Offer.of("a", (), benefits)], TWO)

    assert [line.points for line in calculation.lines] == [
        (LinePoints("a", 0, "star", 1), LinePoints("a", 0, "bonus", 2), LinePoints("a", 0, "star", 10)),
        (LinePoints("a", 0, "star", 2), LinePoints("a", 0, "bonus", 4), LinePoints("a", 0, "star", 20)),
    ]
    assert calculation.points == (PointsTotal("bonus", 6), PointsTotal("star", 33))
    assert calculation.intents == (
        PointsIntent(offer="a", currency="star", amount=3, lines=((1, 1), (2, 2))),
        PointsIntent(offer="a", currency="bonus", amount=6, lines=((1, 2), (2, 4))),
        PointsIntent(offer="a", currency="star", amount=30, lines=((1, 10), (2, 20))),
    )


def counter(value: int, counter: str = "visits") -> CounterIntent:
    return CounterIntent(offer="a", counter=counter, operation=CounterOperation.INCREASE, value=value)


COUPON = CouponIntent(offer="a", issue="spring", count=2)


@pytest.mark.parametrize(
    ("benefits", "member", "expected"),
    [
        pytest.param([ChangeCounter("visits")], Member("m"), [counter(1)], id="a visit"),
        pytest.param([ChangeCounter("visits", 5)], Member("m"), [counter(5)], id="five at once"),
        pytest.param([ChangeCounter("visits", 0)], Member("m"), [counter(0)], id="none"),
        pytest.param(
            [ChangeCounter("visits", None)], Member("m"), [counter(0)], id="what was given: nothing"
        ),
        pytest.param(
            [PercentOff(10), ChangeCounter("visits", None)],
            Member("m"),
            [counter(300)],
            id="what was taken off",
        ),
        pytest.param(
            [PercentOff(10), ChangeCounter("visits", 7)],
            Member("m"),
            [counter(7)],
            id="seven, whatever was taken off",
        ),
        pytest.param(
            [PointsAmount(5), PointsAmount(6), ChangeCounter("visits", None)],
            Member("m"),
            [
                PointsIntent(offer="a", currency="bonus", amount=5, lines=((1, 2), (2, 3))),
                PointsIntent(offer="a", currency="bonus", amount=6, lines=((1, 2), (2, 4))),
                counter(11),
            ],
            id="the points that were given",
        ),
        pytest.param(
            [ChangeCounter("visits"), IssueCoupon("spring", 2), ChangeCounter("points")],
            Member("m"),
            [counter(1), COUPON, counter(1, "points")],
            id="counters and coupons as they are written",
        ),
        pytest.param(
            [ChangeCounter("visits"), IssueCoupon("spring", 2), ChangeCounter("points")],
            None,
            [COUPON],
            id="a coupon for the bearer, and no counters",
        ),
        pytest.param([PointsAmount(5)], None, [], id="no points for nobody"),
    ],
)
def test_intents(benefits: list[Benefit], member: Member | None, expected: list[Intent]) -> None:
    assert list(sell([Offer.of("a", (), benefits)], TWO, member).intents) == expected


def test_slots_come_before_all_else() -> None:
    offers = [Offer.of("a", (), [IssueCoupon("spring", 2)]), Offer.of("b", (), [FillFavoriteSlots("mine")])]

    assert sell(offers, TWO, favorites=[MINE]).intents == (
        SlotIntent(offer="b", rule="mine", position=1, product=CUP),
        SlotIntent(offer="b", rule="mine", position=2, product=TEA),
        COUPON,
    )


EVERYTHING = "|".join(
    f"{{{name}}}"
    for name in (
        "member.id",
        "offer.discount",
        "offer.name",
        "offer.points",
        "receipt.amount",
        "receipt.discount",
        "receipt.id",
        "receipt.total",
    )
)
OTHERS = [
    Offer.of("other", (), (AmountOff(eur("3")), PointsAmount(8)), cumulative=True),
    Offer.of("another", (), (PointsAmount(100, currency="star"),), cumulative=True),
]


@pytest.mark.parametrize(
    ("benefits", "member", "expected"),
    [
        pytest.param(
            [],
            None,
            "|0.00 EUR|Ours|0|30.00 EUR|3.00 EUR|r-1|27.00 EUR",
            id="a message alone, to nobody",
        ),
        pytest.param(
            [PercentOff(10)],
            Member("m"),
            "m|3.00 EUR|Ours|0|30.00 EUR|6.00 EUR|r-1|24.00 EUR",
            id="a discount",
        ),
        pytest.param(
            [PointsAmount(7)], Member("m"), "m|0.00 EUR|Ours|7|30.00 EUR|3.00 EUR|r-1|27.00 EUR", id="points"
        ),
        pytest.param(
            [PointsAmount(7), PointsAmount(5)],
            Member("m"),
            "m|0.00 EUR|Ours|12|30.00 EUR|3.00 EUR|r-1|27.00 EUR",
            id="points twice",
        ),
        pytest.param(
            [PointsAmount(150, currency="star"), PointsAmount(7)],
            None,
            "|0.00 EUR|Ours|7 + 1.50|30.00 EUR|3.00 EUR|r-1|27.00 EUR",
            id="points of two kinds, in the order of their ids",
        ),
        pytest.param(
            [PercentOff(10), PointsPercent(10)],
            Member("m"),
            "m|3.00 EUR|Ours|2|30.00 EUR|6.00 EUR|r-1|24.00 EUR",
            id="a discount, and points for what is left",
        ),
    ],
)
def test_the_words_of_a_message(benefits: Sequence[Benefit], member: Member | None, expected: str) -> None:
    offer = Offer.of("a", (), [*benefits, ReceiptMessage(EVERYTHING)], name="Ours", cumulative=True)

    assert texts(sell([offer, *OTHERS], TWO, member)) == (expected,)


def test_messages_say_whose_they_are_and_for_whom() -> None:
    offers = [
        Offer.of("a", (), [CashierMessage("ask"), ReceiptMessage("print")]),
        Offer.of("b", (CAKES,), [HELLO]),
    ]
    found = sell(offers, TWO).messages

    assert [(one.offer, one.channel, one.text) for one in found] == [
        ("a", Channel.CASHIER, "ask"),
        ("a", Channel.RECEIPT, "print"),
    ]


@pytest.mark.parametrize(
    "benefit",
    [
        pytest.param(ChangeCounter("visits"), id="a counter"),
        pytest.param(SendMessage(MessageChannel.SMS, "thanks"), id="a message to the member"),
        pytest.param(SetAttribute("level", "gold"), id="an attribute"),
        pytest.param(AdditionalPoints(5), id="points"),
        pytest.param(IssueCoupon("spring"), id="a coupon"),
    ],
)
@pytest.mark.parametrize(
    "member", [pytest.param(None, id="nobody"), pytest.param(Member("m"), id="a member")]
)
def test_one_effect_does_not_hide_the_next(benefit: Benefit, member: Member | None) -> None:
    assert texts(sell([Offer.of("a", (), [benefit, HELLO])], TWO, member)) == ("hello",)


def test_points_on_top_add_up() -> None:
    benefits = [AdditionalPoints(5), AdditionalPoints(1, currency="star"), AdditionalPoints(6)]
    calculation = sell([Offer.of("a", (), benefits)], TWO)

    assert earned(calculation) == {"bonus": 11, "star": 1}
    assert [verdict.gave.points for verdict in calculation.verdicts] == [calculation.points]


def entry(product: str, kind: BenefitKind, issue: str | None = None) -> PersonalItem:
    amount = None if issue else Fixed(5)
    return PersonalItem(
        target=ProductTarget(ExternalCode(product)),
        benefit=EntryBenefit(kind=kind, amount=amount, issue=issue),
    )


DISCOUNT, POINTS = entry(TEA, BenefitKind.DISCOUNT), entry(CUP, BenefitKind.POINTS)
SPRING, AUTUMN = entry(TEA, BenefitKind.COUPON, "spring"), entry(CUP, BenefitKind.COUPON, "autumn")


def owner(*items: PersonalItem) -> Member:
    return Member("m", personal={"mine": PersonalizedOffer(items=items)})


ENTRIES = PersonalBenefit("mine")


@pytest.mark.parametrize(
    ("items", "said"),
    [
        pytest.param([], 0, id="no entry"),
        pytest.param([DISCOUNT], 1, id="a discount"),
        pytest.param([POINTS], 1, id="points"),
        pytest.param([SPRING], 1, id="a coupon"),
        pytest.param([DISCOUNT, POINTS], 1, id="a discount, and points in a later stage"),
        pytest.param([DISCOUNT, POINTS, SPRING], 1, id="a discount, points and a coupon"),
    ],
)
@pytest.mark.parametrize(
    "offers",
    [
        pytest.param([Offer.of("a", (), [ENTRIES, HELLO])], id="one rule"),
        pytest.param(
            [Offer(id="a", rules=[Rule(benefits=[ENTRIES, HELLO])] * 2, cumulative=True)],
            id="two rules, each for itself",
        ),
        pytest.param(
            [Offer.of(id, (), [ENTRIES, HELLO], cumulative=True) for id in "ab"],
            id="two offers, each for itself",
        ),
        pytest.param(
            [
                Offer.of("a", (), [ENTRIES, HELLO], cumulative=True),
                Offer(
                    id="b",
                    rules=[Rule(benefits=[PercentOff(0)]), Rule(benefits=[ENTRIES, HELLO])],
                    cumulative=True,
                ),
            ],
            id="two offers, with rules of different numbers",
        ),
    ],
)
def test_a_message_goes_once_with_what_entries_give(
    offers: list[Offer], items: list[PersonalItem], said: int
) -> None:
    speakers = sum(HELLO in rule.benefits for offer in offers for rule in offer.rules)
    calculation = sell(offers, TWO, owner(*items))

    assert texts(calculation) == ("hello",) * (said * speakers)


def test_coupons_of_entries_are_counted() -> None:
    calculation = sell([Offer.of("a", (), [ENTRIES])], TWO, owner(SPRING, AUTUMN))

    assert [(one.issue, one.count) for one in calculation.intents if isinstance(one, CouponIntent)] == [
        ("spring", 1),
        ("autumn", 1),
    ]
    assert [verdict.gave.effects for verdict in calculation.verdicts] == [2]
    assert earned(calculation) == {}


@pytest.mark.parametrize(
    ("conditions", "used"),
    [
        pytest.param([CouponPresented({"spring"})], ["1"], id="the coupon that is asked for"),
        pytest.param([TEAS, CouponPresented({"spring", "autumn"})], ["1", "2"], id="either, and tea"),
        pytest.param(
            [CouponPresented({"spring"}), Not(CouponPresented({"winter"}))],
            ["1"],
            id="not what must be missing",
        ),
        pytest.param(
            [AnyOf([CouponPresented({"winter"}), CouponPresented({"autumn"})]), TEAS],
            ["2"],
            id="one of a choice",
        ),
    ],
)
def test_the_coupons_that_are_used(conditions: Sequence[Condition], used: list[str]) -> None:
    coupons = [PresentedCoupon(number="1", issue="spring"), PresentedCoupon(number="2", issue="autumn")]
    sale = evolve(TWO, coupons=coupons)
    calculation = sell([Offer.of("a", [*conditions, TEAS], [RedeemCoupons()])], sale)

    assert [one.number for one in calculation.intents if isinstance(one, CouponUseIntent)] == used


@pytest.mark.parametrize(
    "benefit",
    [
        pytest.param(HELLO, id="messages"),
        pytest.param(IssueCoupon("spring"), id="coupons"),
        pytest.param(AdditionalPoints(5), id="points on top"),
        pytest.param(ENTRIES, id="coupons of entries"),
    ],
)
def test_what_does_not_compete_is_in_the_order_of_ids_whether_it_adds_up_or_not(benefit: Benefit) -> None:
    offers = [Offer.of(id, (), [benefit], cumulative=id == "a") for id in "bac"]
    calculation = sell(offers, TWO, owner(SPRING))

    assert [one.offer for one in (*calculation.messages, *calculation.intents)] == ["a", "b", "c"]
