"""Verdicts word by word: where, by which rules, how much, by whom, and why not."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from cases.till import CAKE, CUP, NOON, TEA, eur, receipt, sell

from loyalty_engine.engine.records import FigureUnit, Gain, Outcome, PointsTotal, Reason, Verdict
from loyalty_engine.model.amounts import Fixed
from loyalty_engine.model.identifiers import ExternalCode
from loyalty_engine.model.member import Member, Need, NeedKind
from loyalty_engine.model.money import Money
from loyalty_engine.model.period import Period, Unit
from loyalty_engine.model.personal import (
    BenefitKind,
    EntryBenefit,
    PersonalItem,
    PersonalizedOffer,
    ProductTarget,
)
from loyalty_engine.model.receipt import Receipt
from loyalty_engine.model.schedule import Schedule
from loyalty_engine.rules.benefits.discounts import AmountOff, FixedPrice, MinimumPrice, PercentOff
from loyalty_engine.rules.benefits.effects import ChangeCounter, IssueCoupon, ReceiptMessage
from loyalty_engine.rules.benefits.personal import PersonalBenefit
from loyalty_engine.rules.benefits.points import PointsAmount, PointsPercent
from loyalty_engine.rules.benefits.sets import InSets, SetOf
from loyalty_engine.rules.conditions.attribute import HasAttribute
from loyalty_engine.rules.conditions.logic import AllOf, AnyOf, Not
from loyalty_engine.rules.conditions.member import BirthdayMonth, InAudience, TimeSince
from loyalty_engine.rules.conditions.products import Categories, PersonalEntries, Products
from loyalty_engine.rules.conditions.receipt import (
    AtPlaces,
    DistinctProducts,
    LineAmount,
    LineQuantity,
    ReceiptAmount,
    ReceiptContains,
)
from loyalty_engine.rules.instructions import Stage
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.offer import Audiences, Members, Offer, Rule, State, Trigger
from loyalty_engine.rules.predicates import Carrier, Range

SALE = receipt((TEA, "100.00"), (CUP, "50.00"))
TEAS, CUPS, CAKES = Products({TEA}), Products({CUP}), Products({CAKE})
TEN = PercentOff(10)
GIFT = IssueCoupon("gift")
FLOOR = MinimumPrice(percent=10)
NO_TAG = MinimumPrice(attribute="tag")
MONEY, QUANTITY = FigureUnit.MONEY, FigureUnit.QUANTITY


def verdict(
    offers: Sequence[Offer], sale: Receipt = SALE, member: Member | None = Member("m-1"), offer: str = "a"
) -> Verdict:
    """What became of one offer, after the reference engine has agreed to all."""
    (found,) = [one for one in sell(offers, sale, member).explain().verdicts if one.offer == offer]
    return found


def a(*rules: Rule, **more: object) -> Offer:
    return Offer(id="a", rules=rules, **more)  # type: ignore[arg-type]


def gives(*benefits: Benefit, when: Sequence[Condition] = ()) -> Rule:
    return Rule(conditions=when, benefits=benefits)


def points(**totals: int) -> tuple[PointsTotal, ...]:
    return tuple(PointsTotal(currency, amount) for currency, amount in totals.items())


@pytest.mark.parametrize(
    ("offer", "stage", "rules", "gave"),
    [
        pytest.param(a(gives(TEN)), Stage.DISCOUNT, (0,), Gain(1500), id="a discount"),
        pytest.param(
            a(gives(TEN, when=[CAKES]), gives(TEN, when=[TEAS])),
            Stage.DISCOUNT,
            (1,),
            Gain(1000),
            id="the second of its rules",
        ),
        pytest.param(
            a(gives(TEN, when=[TEAS]), gives(TEN, when=[CUPS])),
            Stage.DISCOUNT,
            (0, 1),
            Gain(1500),
            id="both of its rules",
        ),
        pytest.param(
            a(*(gives(FLOOR, when=[TEAS if n in (1, 8) else CAKES]) for n in range(10))),
            Stage.SETUP,
            (1, 8),
            Gain(effects=2),
            id="two of ten rules",
        ),
        pytest.param(
            a(gives(PointsAmount(5)), gives(TEN)),
            Stage.DISCOUNT,
            (0, 1),
            Gain(1500, points(bonus=5)),
            id="rules that give something in different stages",
        ),
        pytest.param(
            a(
                gives(PointsAmount(5), PointsAmount(3, currency="star")),
                gives(PointsAmount(2)),
                cumulative=True,
            ),
            Stage.ACCRUAL,
            (0, 1),
            Gain(points=points(bonus=7, star=3)),
            id="points of two kinds",
        ),
        pytest.param(
            a(gives(PointsAmount(3, currency="star"), PointsAmount(5))),
            Stage.ACCRUAL,
            (0,),
            Gain(points=points(bonus=5, star=3)),
            id="points of two kinds, told in the order of their ids",
        ),
        pytest.param(
            a(gives(FLOOR), gives(TEN, when=[CAKES]), gives(FLOOR, when=[TEAS]), gives(FLOOR)),
            Stage.SETUP,
            (0, 2, 3),
            Gain(effects=3),
            id="three rules that set floors",
        ),
        pytest.param(
            a(gives(TEN), gives(FLOOR)),
            Stage.SETUP,
            (0, 1),
            Gain(1500, effects=1),
            id="a discount and a floor",
        ),
        pytest.param(
            a(gives(FLOOR, TEN, ReceiptMessage("hello"))),
            Stage.SETUP,
            (0,),
            Gain(1500, effects=2),
            id="one rule that does all",
        ),
        pytest.param(
            a(gives(ReceiptMessage("hello"), IssueCoupon("spring", 3))),
            Stage.COMPLETION,
            (0,),
            Gain(effects=2),
            id="a message and coupons",
        ),
        pytest.param(
            a(gives(ReceiptMessage("hello")), gives(PointsAmount(5))),
            Stage.ACCRUAL,
            (0, 1),
            Gain(points=points(bonus=5), effects=1),
            id="a message, and points before it",
        ),
    ],
)
def test_granted(offer: Offer, stage: Stage, rules: tuple[int, ...], gave: Gain) -> None:
    assert verdict([offer]) == Verdict(
        offer="a", outcome=Outcome.GRANTED, stage=stage, rules=rules, gave=gave
    )


@pytest.mark.parametrize(
    ("benefits", "discount", "capped"),
    [
        pytest.param([PercentOff(50)], 5000, False, id="half, and half was left"),
        pytest.param([PercentOff(60)], 5000, True, id="more than was left"),
        pytest.param([PercentOff(60), PointsPercent(0)], 5000, True, id="more than was left, and no points"),
        pytest.param([PercentOff(60), PointsAmount(5)], 5000, True, id="more than was left, and points"),
        pytest.param([PercentOff(10), PointsPercent(10)], 1000, False, id="little, and points"),
        pytest.param([AmountOff(eur("50.01"))], 5000, True, id="a cent more than was left"),
    ],
)
def test_cut_short(benefits: list[Benefit], discount: int, *, capped: bool) -> None:
    half = Offer.of("half", (), (PercentOff(50),))
    found = verdict([half, Offer.of("a", (), benefits, cumulative=True)], receipt((TEA, "100.00")))

    assert (found.gave.discount, found.capped) == (discount, capped)


FIRST = Offer.of("first", (TEAS,), (PercentOff(20), PointsPercent(20)), priority=5)
SECOND = Offer.of("second", (CUPS,), (PercentOff(20), PointsPercent(20)), priority=4)
ON_TOP = Offer.of("on-top", (), (PercentOff(80),), cumulative=True)


@pytest.mark.parametrize(
    ("offers", "stage", "by", "would"),
    [
        pytest.param(
            [FIRST, a(gives(TEN, when=[TEAS]))], Stage.DISCOUNT, ("first",), Gain(1000), id="by one"
        ),
        pytest.param(
            [SECOND, FIRST, a(gives(TEN))], Stage.DISCOUNT, ("first", "second"), Gain(1500), id="by two"
        ),
        pytest.param(
            [FIRST, SECOND, a(gives(TEN, when=[CUPS]))],
            Stage.DISCOUNT,
            ("second",),
            Gain(500),
            id="by the one of two who holds its line",
        ),
        pytest.param(
            [FIRST, ON_TOP, a(gives(TEN, when=[TEAS]))],
            Stage.DISCOUNT,
            ("first",),
            Gain(1000),
            id="not by those who add up",
        ),
        pytest.param(
            [FIRST, a(gives(PointsPercent(10), when=[TEAS]))],
            Stage.ACCRUAL,
            ("first",),
            Gain(points=points(bonus=8)),
            id="in points, as they are after discounts",
        ),
        pytest.param(
            [FIRST, a(gives(PointsPercent(10), TEN, when=[TEAS]))],
            Stage.DISCOUNT,
            ("first",),
            Gain(1000),
            id="in two stages, of which the first counts",
        ),
        pytest.param(
            [FIRST, a(gives(TEN, when=[CAKES]), gives(PointsAmount(5), when=[TEAS]))],
            Stage.ACCRUAL,
            ("first",),
            Gain(points=points(bonus=5)),
            id="in the stage that it came to",
        ),
        pytest.param(
            [
                Offer.of("all", (), (PercentOff(100),)),
                a(gives(TEN), cumulative=True),
                Offer.of("b", (), (TEN,), cumulative=True),
            ],
            Stage.DISCOUNT,
            ("all",),
            Gain(1500),
            id="by who left nothing to add to",
        ),
        pytest.param(
            [
                Offer.of("all", (), (PercentOff(100),), cumulative=True, priority=1),
                a(gives(TEN), cumulative=True),
            ],
            Stage.DISCOUNT,
            ("all",),
            Gain(1500),
            id="by who adds up as well, and left nothing",
        ),
        pytest.param(
            [
                Offer.of("better", (CUPS,), (PercentOff(50),), exclusion_group="g"),
                a(gives(TEN, when=[TEAS]), exclusion_group="g"),
            ],
            Stage.DISCOUNT,
            ("better",),
            Gain(1000),
            id="in a group, by an offer on another line",
        ),
        pytest.param(
            [
                FIRST,
                Offer.of("better", (CUPS,), (PercentOff(50),), exclusion_group="g"),
                a(gives(TEN, when=[TEAS]), exclusion_group="g"),
            ],
            Stage.DISCOUNT,
            ("better",),
            Gain(1000),
            id="in a group, whoever holds its line",
        ),
        pytest.param(
            [FIRST, a(gives(PercentOff(0), when=[TEAS]), gives(TEN, when=[TEAS]))],
            Stage.DISCOUNT,
            ("first",),
            Gain(1000),
            id="with a rule that gives nothing",
        ),
        pytest.param(
            [FIRST, a(gives(NO_TAG), gives(TEN, when=[TEAS]))],
            Stage.DISCOUNT,
            ("first",),
            Gain(1000),
            id="with a floor that nothing is said of",
        ),
    ],
)
def test_beaten(offers: Sequence[Offer], stage: Stage, by: tuple[str, ...], would: Gain) -> None:
    beaten = Verdict(offer="a", outcome=Outcome.BEATEN, stage=stage, by=by, would_have_given=would)

    assert verdict(offers) == beaten


@pytest.mark.parametrize(
    ("offer", "sale", "member", "stage"),
    [
        pytest.param(a(gives(PercentOff(0))), SALE, None, Stage.DISCOUNT, id="no percent"),
        pytest.param(a(gives(FixedPrice(eur("500")))), SALE, None, Stage.DISCOUNT, id="too high a price"),
        pytest.param(a(gives(PointsAmount(0))), SALE, None, Stage.ACCRUAL, id="no points"),
        pytest.param(
            a(gives(PercentOff(0), PointsAmount(0))),
            SALE,
            None,
            Stage.DISCOUNT,
            id="neither money nor points",
        ),
        pytest.param(
            a(gives(PointsAmount(0)), gives(PercentOff(0))),
            SALE,
            None,
            Stage.DISCOUNT,
            id="neither points nor money",
        ),
        pytest.param(a(gives(NO_TAG)), SALE, None, Stage.SETUP, id="no tag to set a floor by"),
        pytest.param(
            a(gives(PercentOff(0), NO_TAG)), SALE, None, Stage.SETUP, id="neither a discount nor a floor"
        ),
        pytest.param(
            a(gives(PercentOff(0)), gives(TEN, when=[CAKES])),
            SALE,
            None,
            Stage.DISCOUNT,
            id="one rule is not met",
        ),
        pytest.param(
            a(gives(PercentOff(0)), gives(TEN, when=[LineQuantity(at_most=1)])),
            SALE,
            None,
            Stage.DISCOUNT,
            id="one rule is for a single product",
        ),
        pytest.param(
            a(gives(ChangeCounter("visits"))), SALE, None, Stage.COMPLETION, id="a counter of nobody's"
        ),
        pytest.param(
            a(gives(PercentOff(0)), gives(ChangeCounter("visits"))),
            SALE,
            None,
            Stage.COMPLETION,
            id="no percent, and a counter of nobody's",
        ),
    ],
)
def test_nothing_left(offer: Offer, sale: Receipt, member: Member | None, stage: Stage | None) -> None:
    assert verdict([offer], sale, member) == Verdict(offer="a", outcome=Outcome.NOTHING_LEFT, stage=stage)


@pytest.mark.parametrize(
    "sale",
    [
        pytest.param(receipt((CAKE, "1.00")), id="one cake"),
        pytest.param(SALE, id="none, so the offer was not even looked at"),
    ],
)
@pytest.mark.parametrize(
    ("benefit", "stage"),
    [
        pytest.param(TEN, Stage.DISCOUNT, id="a discount"),
        pytest.param(PointsAmount(5), Stage.ACCRUAL, id="points"),
    ],
)
def test_nothing_is_left_where_two_cakes_make_a_set(benefit: Benefit, stage: Stage, sale: Receipt) -> None:
    in_sets = InSets(parts=[SetOf([CAKES], 2)], benefits=[benefit])

    assert verdict([a(gives(in_sets))], sale) == Verdict(offer="a", outcome=Outcome.NOTHING_LEFT, stage=stage)


UNREAD = Member(
    "m-1",
    attributes={"birthday": NOON.date().replace(year=1990, month=5)},
    not_loaded=[Need(NeedKind.ATTRIBUTE, "level"), Need(NeedKind.AUDIENCE, "staff")],
)
NO_TEA_DISCOUNT = PersonalItem(
    target=ProductTarget(ExternalCode(TEA)),
    benefit=EntryBenefit(kind=BenefitKind.DISCOUNT, amount=Fixed(10)),
)
DECLINED = Member(
    "m-1",
    personal={"mine": PersonalizedOffer(items=[NO_TEA_DISCOUNT], accepted=False)},
    not_loaded=[Need(NeedKind.ATTRIBUTE, "level")],
)
MINE = PersonalEntries("mine")
LEVEL = HasAttribute(of=Carrier.MEMBER, name="level", values={"gold"})
WHO_LEVEL = Reason(0, "the member's level is gold", unknown="attribute level")
COVERED = "the member's personalised offer mine covers the product"


@pytest.mark.parametrize(
    ("condition", "seen", "needed", "unit"),
    [
        pytest.param(CAKES, None, None, FigureUnit.PLAIN, id="a product"),
        pytest.param(Categories({"drinks"}), None, None, FigureUnit.PLAIN, id="a category, and a cup"),
        pytest.param(LineAmount(at_least=eur("151")), 5000, Range(low=15100), MONEY, id="an amount of lines"),
        pytest.param(
            ReceiptAmount(at_least=eur("151")), 5000, Range(low=15100), MONEY, id="an amount of the receipt"
        ),
        pytest.param(
            ReceiptAmount(at_most=eur("1"), so_far=True),
            5000,
            Range(high=100),
            MONEY,
            id="what is left to pay",
        ),
        pytest.param(LineQuantity(at_least=2), 1000, Range(low=2000), QUANTITY, id="a quantity of lines"),
        pytest.param(
            Not(LineQuantity(at_most=1)), 1000, Range(high=1000), QUANTITY, id="not so small a quantity"
        ),
        pytest.param(ReceiptContains([CAKES]), 0, Range(low=1), QUANTITY, id="contents of the receipt"),
        pytest.param(
            DistinctProducts(at_least=2), 1, Range(low=2), FigureUnit.PLAIN, id="a number of products"
        ),
        pytest.param(
            BirthdayMonth(), 4, Range(low=0, high=0), FigureUnit.PLAIN, id="months since a birthday"
        ),
        pytest.param(
            TimeSince(attribute="birthday", unit=Unit.YEAR, at_least=40),
            36,
            Range(low=40),
            FigureUnit.PLAIN,
            id="years since a birthday",
        ),
        pytest.param(AtPlaces({"s-9"}), "s-1", None, FigureUnit.PLAIN, id="a place"),
        pytest.param(InAudience({"students"}), "", None, FigureUnit.PLAIN, id="an audience"),
        pytest.param(
            AnyOf([LineAmount(at_least=eur("51")), CAKES]),
            5000,
            Range(low=5100),
            MONEY,
            id="of a choice the first",
        ),
        pytest.param(
            AllOf([CUPS, LineQuantity(at_least=3)]),
            1000,
            Range(low=3000),
            QUANTITY,
            id="of a nest what failed",
        ),
    ],
)
def test_what_was_seen_and_what_was_needed(
    condition: Condition, seen: int | Decimal | str | None, needed: Range | None, unit: FigureUnit
) -> None:
    found = verdict([a(gives(TEN, when=[condition]))], receipt((CUP, "50.00")), UNREAD)

    reason = Reason(0, condition.describe(), seen, needed, unit)
    assert found == Verdict(offer="a", outcome=Outcome.NOT_MET, reasons=(reason,))


@pytest.mark.parametrize(
    ("offer", "member", "outcome", "reasons"),
    [
        pytest.param(
            a(gives(TEN), state=State.STOPPED),
            None,
            Outcome.NOT_IN_FORCE,
            [Reason(0, "the offer is stopped")],
            id="stopped",
        ),
        pytest.param(
            a(gives(GIFT), state=State.STOPPED, places=["s-9"], trigger=Trigger.BIRTHDAY),
            None,
            Outcome.NOT_IN_FORCE,
            [Reason(0, "the offer is stopped")],
            id="stopped, whatever else there is",
        ),
        pytest.param(
            a(gives(TEN), period=Period(None, "2026-09-14")),
            None,
            Outcome.NOT_IN_FORCE,
            [Reason(0, "the offer works until 2026-09-14", "2026-09-15 12:00")],
            id="over",
        ),
        pytest.param(
            a(gives(TEN), schedule=Schedule.of(weekdays=["sun"])),
            None,
            Outcome.NOT_IN_FORCE,
            [Reason(0, "the offer works on Sundays", "2026-09-15 12:00")],
            id="another day",
        ),
        pytest.param(
            a(gives(TEN), period=Period("2026-09-14", None), schedule=Schedule.of(weekdays=["sun"])),
            None,
            Outcome.NOT_IN_FORCE,
            [Reason(0, "the offer works from 2026-09-14, on Sundays", "2026-09-15 12:00")],
            id="another day of its period",
        ),
        pytest.param(
            a(gives(TEN), places=["s-9", "s-8"]),
            None,
            Outcome.NOT_IN_FORCE,
            [Reason(0, "the offer works at s-8 or s-9", "s-1")],
            id="elsewhere",
        ),
        pytest.param(
            a(gives(AmountOff(Money.of(1, "USD")))),
            None,
            Outcome.NOT_IN_FORCE,
            [Reason(0, "the offer is in USD", "EUR")],
            id="other money",
        ),
        pytest.param(
            a(gives(GIFT), trigger=Trigger.BIRTHDAY), None, Outcome.OTHER_TRIGGER, [], id="another event"
        ),
        pytest.param(
            a(gives(GIFT, when=[CAKES]), trigger=Trigger.BIRTHDAY),
            None,
            Outcome.OTHER_TRIGGER,
            [],
            id="another event, and no cake",
        ),
        pytest.param(
            a(gives(GIFT), trigger=Trigger.BIRTHDAY, places=["s-9"]),
            None,
            Outcome.NOT_IN_FORCE,
            [Reason(0, "the offer works at s-9", "s-1")],
            id="another event, elsewhere",
        ),
        pytest.param(
            a(gives(TEN), reach=Members()),
            None,
            Outcome.UNKNOWN,
            [Reason(0, "the offer is for members", unknown="who buys")],
            id="for members, and nobody is known",
        ),
        pytest.param(
            a(gives(TEN), reach=Audiences({"students"})),
            UNREAD,
            Outcome.NOT_MET,
            [Reason(0, "the offer is for members among students", "")],
            id="for others",
        ),
        pytest.param(
            a(gives(TEN), reach=Audiences({"staff"})),
            UNREAD,
            Outcome.UNKNOWN,
            [Reason(0, "the offer is for members among staff", unknown="audience staff")],
            id="for an audience that was not loaded",
        ),
        pytest.param(
            a(gives(TEN, when=[LEVEL])), UNREAD, Outcome.UNKNOWN, [WHO_LEVEL], id="a fact not loaded"
        ),
        pytest.param(
            a(gives(TEN, when=[TEAS, LEVEL]), gives(TEN, when=[CUPS, CAKES])),
            UNREAD,
            Outcome.NOT_MET,
            [Reason(1, "the product is cake")],
            id="not met before unknown",
        ),
        pytest.param(
            a(gives(TEN, when=[CAKES]), gives(TEN, when=[LEVEL]), gives(TEN, when=[TEAS, CUPS])),
            UNREAD,
            Outcome.NOT_MET,
            [Reason(0, "the product is cake"), Reason(2, "the product is cup")],
            id="all rules that are not met",
        ),
        pytest.param(
            a(gives(TEN, PointsAmount(5), FLOOR, when=[CAKES])),
            None,
            Outcome.NOT_MET,
            [Reason(0, "the product is cake")],
            id="one reason for all stages of a rule",
        ),
        pytest.param(
            a(gives(TEN, when=[LEVEL]), gives(TEN, PointsAmount(5), when=[TEAS, LEVEL])),
            UNREAD,
            Outcome.UNKNOWN,
            [WHO_LEVEL, Reason(1, WHO_LEVEL.condition, unknown=WHO_LEVEL.unknown)],
            id="of each rule one reason",
        ),
        pytest.param(
            a(gives(TEN, when=[MINE])),
            DECLINED,
            Outcome.NOT_ACCEPTED,
            [Reason(0, COVERED)],
            id="declined",
        ),
        pytest.param(
            a(gives(TEN, when=[CAKES]), gives(TEN, when=[LEVEL]), gives(TEN, when=[MINE])),
            DECLINED,
            Outcome.NOT_ACCEPTED,
            [Reason(2, COVERED)],
            id="declined before all else",
        ),
        pytest.param(
            a(gives(PersonalBenefit("mine"), when=[MINE, LEVEL])),
            DECLINED,
            Outcome.NOT_MET,
            [Reason(0, COVERED)],
            id="declined, and it would not be known anyway",
        ),
        pytest.param(
            a(gives(TEN, when=[CAKES])),
            DECLINED,
            Outcome.NOT_MET,
            [Reason(0, "the product is cake")],
            id="no cake",
        ),
        pytest.param(
            a(gives(TEN, when=[MINE])),
            None,
            Outcome.UNKNOWN,
            [Reason(0, COVERED, unknown="personal mine")],
            id="individual offers of nobody known",
        ),
    ],
)
def test_why_not(offer: Offer, member: Member | None, outcome: Outcome, reasons: Sequence[Reason]) -> None:
    assert verdict([offer], SALE, member) == Verdict(offer="a", outcome=outcome, reasons=tuple(reasons))


@pytest.mark.parametrize(
    ("benefit", "so_far", "seen"),
    [
        pytest.param(TEN, False, 15000, id="a discount looks at the amount before discounts"),
        pytest.param(PointsAmount(5), False, 13000, id="points look at the amount after discounts"),
        pytest.param(ReceiptMessage("hello"), False, 13000, id="so does a message"),
        pytest.param(FLOOR, False, 15000, id="a floor comes before discounts"),
        pytest.param(TEN, True, 15000, id="what a discount finds left to pay when the stage begins"),
        pytest.param(PointsAmount(5), True, 13000, id="what points find left to pay"),
    ],
)
@pytest.mark.parametrize("others", [pytest.param([], id="alone"), pytest.param([TEAS], id="asking for tea")])
def test_an_offer_that_was_not_woken_is_judged_on_its_stage(
    benefit: Benefit, others: list[Condition], *, so_far: bool, seen: int
) -> None:
    large = ReceiptAmount(at_least=eur("200"), so_far=so_far)
    discount = Offer.of("first", (TEAS,), (PercentOff(20),))
    found = verdict([discount, a(gives(benefit, when=[*others, large]))])

    reason = Reason(0, large.describe(), seen, Range(low=20000), MONEY)
    assert found == Verdict(offer="a", outcome=Outcome.NOT_MET, reasons=(reason,))


@pytest.mark.parametrize(
    "benefit",
    [
        pytest.param(TEN, id="a discount"),
        pytest.param(FLOOR, id="a floor"),
        pytest.param(PointsAmount(5), id="points"),
    ],
)
def test_where_nothing_happens_all_is_left_to_pay(benefit: Benefit) -> None:
    large = ReceiptAmount(at_least=eur("200"), so_far=True)
    (reason,) = verdict([a(gives(benefit, when=[large]))]).reasons

    assert reason.seen == 15000


def test_offers_that_were_woken_are_told_in_the_order_of_their_ids() -> None:
    offers = [
        Offer.of("10", [TEAS], (TEN,), priority=1),
        Offer.of("b", [CUPS], (TEN,), priority=9),
        Offer.of("9", [TEAS], (TEN,), priority=2),
        Offer.of("a", [CAKES], (TEN,), priority=5),
        Offer.of("c", [TEAS, LineQuantity(at_least=9)], (TEN,), priority=3),
    ]
    calculation = sell(offers, SALE)

    assert [v.offer for v in calculation.verdicts] == ["9", "10", "b", "c"]
    assert [v.offer for v in calculation.explain().verdicts] == ["9", "10", "a", "b", "c"]
    assert [v for v in calculation.explain().verdicts if v.offer != "a"] == list(calculation.verdicts)


@pytest.mark.parametrize(
    ("benefit", "condition", "outcome"),
    [
        pytest.param(TEN, LineAmount(at_least=eur("100")), Outcome.NOT_ACCEPTED, id="tea of a hundred"),
        pytest.param(TEN, LineAmount(at_least=eur("101")), Outcome.NOT_MET, id="dearer tea"),
        pytest.param(PointsAmount(5), LineAmount(at_least=eur("80")), Outcome.NOT_ACCEPTED, id="80 for tea"),
        pytest.param(PointsAmount(5), LineAmount(at_least=eur("81")), Outcome.NOT_MET, id="81 for tea"),
        pytest.param(
            TEN, ReceiptAmount(at_least=eur("150"), so_far=True), Outcome.NOT_ACCEPTED, id="150 at first"
        ),
        pytest.param(
            TEN, ReceiptAmount(at_least=eur("151"), so_far=True), Outcome.NOT_MET, id="151 at first"
        ),
        pytest.param(
            PointsAmount(5),
            ReceiptAmount(at_least=eur("130"), so_far=True),
            Outcome.NOT_ACCEPTED,
            id="130 to pay",
        ),
        pytest.param(
            PointsAmount(5), ReceiptAmount(at_least=eur("131"), so_far=True), Outcome.NOT_MET, id="131 to pay"
        ),
    ],
)
def test_what_else_must_hold_for_an_offer_to_await_acceptance(
    benefit: Benefit, condition: Condition, outcome: Outcome
) -> None:
    found = verdict([FIRST, a(gives(benefit, when=[MINE, condition]))], member=DECLINED)

    assert found == Verdict(offer="a", outcome=outcome, reasons=(Reason(0, COVERED),))
