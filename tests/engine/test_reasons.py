"""Why an offer gave nothing: which condition, what was seen, what was needed, and what is not known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import pytest
from cases.till import CUP, NOON, TEA, eur, receipt
from engine.judged import (
    CAKES,
    CUPS,
    FIRST,
    FLOOR,
    MONEY,
    QUANTITY,
    SALE,
    TEAS,
    TEN,
    a,
    gives,
    verdict,
)

from loyalty_engine.engine.records import FigureUnit, Outcome, Reason, Verdict
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
from loyalty_engine.model.schedule import Schedule
from loyalty_engine.rules.benefits.discounts import AmountOff, PercentOff
from loyalty_engine.rules.benefits.effects import IssueCoupon, ReceiptMessage
from loyalty_engine.rules.benefits.personal import PersonalBenefit
from loyalty_engine.rules.benefits.points import PointsAmount
from loyalty_engine.rules.benefits.tiers import Step, Tiered
from loyalty_engine.rules.conditions.attribute import HasAttribute
from loyalty_engine.rules.conditions.logic import AllOf, AnyOf, Not
from loyalty_engine.rules.conditions.member import (
    BirthdayMonth,
    InAudience,
    MemberDate,
    MemberDayOfYear,
    TimeSince,
)
from loyalty_engine.rules.conditions.products import Categories, PersonalEntries
from loyalty_engine.rules.conditions.receipt import (
    AtPlaces,
    DistinctProducts,
    LineAmount,
    LineQuantity,
    ReceiptAmount,
    ReceiptContains,
)
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.offer import Audiences, Members, Offer, State, Trigger
from loyalty_engine.rules.predicates import Carrier, Range

BORN = NOON.date().replace(year=1990, month=5)
DAY = dt.timedelta(days=1)
UNREAD = Member(
    "m-1",
    attributes={"birthday": BORN},
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
        pytest.param(
            ReceiptContains([CUPS], amount_at_least=eur("51")),
            5000,
            Range(low=5100),
            MONEY,
            id="their amount",
        ),
        pytest.param(
            ReceiptContains([CUPS], different_at_least=2), 1, Range(low=2), FigureUnit.PLAIN, id="their sorts"
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
        pytest.param(
            MemberDate(attribute="birthday", last=BORN - DAY),
            BORN.toordinal(),
            Range(high=BORN.toordinal() - 1),
            FigureUnit.DATE,
            id="a date",
        ),
        pytest.param(
            MemberDayOfYear(attribute="birthday", last="04-30"),
            BORN.month * 100 + BORN.day,
            Range(high=430),
            FigureUnit.DAY_OF_YEAR,
            id="a day of the year",
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
            a(gives(IssueCoupon("spring")), state=State.STOPPED, places=["s-9"], trigger=Trigger.BIRTHDAY),
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
            a(gives(TEN), gives(PointsAmount(5)), places=["s-9"]),
            None,
            Outcome.NOT_IN_FORCE,
            [Reason(0, "the offer works at s-9", "s-1")],
            id="elsewhere, which is said once for all of its rules",
        ),
        pytest.param(
            a(gives(AmountOff(Money.of(1, "USD")))),
            None,
            Outcome.NOT_IN_FORCE,
            [Reason(0, "the offer is in USD", "EUR")],
            id="other money",
        ),
        pytest.param(
            a(gives(IssueCoupon("spring")), trigger=Trigger.BIRTHDAY),
            None,
            Outcome.OTHER_TRIGGER,
            [],
            id="another event",
        ),
        pytest.param(
            a(gives(IssueCoupon("spring"), when=[CAKES]), trigger=Trigger.BIRTHDAY),
            None,
            Outcome.OTHER_TRIGGER,
            [],
            id="another event, and no cake",
        ),
        pytest.param(
            a(gives(IssueCoupon("spring")), trigger=Trigger.BIRTHDAY, places=["s-9"]),
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


def test_no_step_of_the_benefits_is_reached() -> None:
    tiers = Tiered([Step(eur("200"), [TEN]), Step(eur("300"), [PercentOff(20)])])
    reason = Reason(0, "a step of the benefits is reached", 10000, Range(low=20000), MONEY)

    assert verdict([a(gives(tiers, when=[TEAS]))]) == Verdict(
        offer="a", outcome=Outcome.NOT_MET, reasons=(reason,)
    )


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
