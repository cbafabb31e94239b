"""Kinds of benefit: their contract, and what each does in the closed language."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from rules.contract import check_clause, check_kind
from rules.samples import BENEFITS as SAMPLES
from rules.samples import PRICE, TEA, TEN

from loyalty_engine.model.amounts import (
    Band,
    Bearer,
    Fixed,
    Graduated,
    PerLine,
    PerProduct,
    PerSum,
    PerUnit,
    PerWeight,
    PriceForAll,
    PricePerUnit,
    Share,
    TagAmount,
    TagPrice,
)
from loyalty_engine.model.channels import MessageChannel
from loyalty_engine.model.counters import CountedPer
from loyalty_engine.model.identifiers import Barcode, ExternalCode
from loyalty_engine.model.intents import CounterOperation, SlotChange
from loyalty_engine.model.money import (
    Money,
    Percent,
    Quantity,
)
from loyalty_engine.model.text import Template
from loyalty_engine.rules.benefits import (
    BENEFITS,
    AddGift,
    AdditionalPoints,
    AdoptExternalDiscount,
    AdoptExternalPoints,
    AmountOff,
    AmountPerSum,
    AmountPerWeight,
    BundlePrice,
    BuyGet,
    CalculateStatus,
    CashierMessage,
    ChangeCounter,
    ChangeSlots,
    EveryNth,
    FillFavoriteSlots,
    FixedPrice,
    GraduatedPercent,
    GraduatedPoints,
    InitialPrice,
    InSets,
    IssueCoupon,
    MinimumPrice,
    MultiplyPoints,
    NForM,
    Payable,
    PayWithCertificate,
    PayWithPoints,
    PercentBand,
    PercentOff,
    PersonalBenefit,
    PointsAmount,
    PointsPercent,
    PointsPerSum,
    PointsPerWeight,
    PointsToPrice,
    PointsToTaggedPrice,
    ReceiptMessage,
    RedeemCoupons,
    Repeat,
    RoundPayment,
    RoundTotal,
    SendMessage,
    SetAttribute,
    SetOf,
    SetStatus,
    SomeUnitsOff,
    Step,
    TaggedAmount,
    TaggedPoints,
    TaggedPrice,
    Then,
    TierBy,
    Tiered,
    TriggeredMailing,
    UnitByUnit,
    WithdrawPoints,
)
from loyalty_engine.rules.benefits.discounts import Per, spread
from loyalty_engine.rules.conditions import CONDITIONS
from loyalty_engine.rules.emissions import (
    Assign,
    Channel,
    Count,
    Credit,
    Debit,
    Issue,
    Mail,
    Rank,
    ReceiptFigure,
    Redeem,
    Resize,
    Say,
    Send,
)
from loyalty_engine.rules.instructions import (
    PAID_IN_MONEY,
    AcceptCertificate,
    Accrue,
    AddGoods,
    Adopt,
    AllowPayment,
    CutPayment,
    FillSlots,
    FromEntry,
    Given,
    Instruction,
    IssueFromEntry,
    Multiply,
    PaymentFigure,
    Reduce,
    RoundOn,
    RoundReceipt,
    SetFloor,
    SetInitialPrice,
)
from loyalty_engine.rules.language import Benefit
from loyalty_engine.rules.offer import Rule
from loyalty_engine.rules.predicates import Compare, LineFigure, OfLines, Range
from loyalty_engine.rules.times import Times
from loyalty_engine.rules.units import (
    SetPart,
    Sets,
    UnitOrder,
)

DISCOUNTS = frozenset({Given.DISCOUNT})
ALL = Share(Percent(100))
LINES, DIFFERENT = OfLines(figure=LineFigure.AMOUNT), OfLines(figure=LineFigure.PRODUCTS)


def step(figure: OfLines, low: int, high: int | None, currency: str | None = None) -> Compare:
    """The check that a step is reached, and not the next."""
    bounds = Range(low=low, high=high, high_open=high is not None)
    return Compare(figure=figure, range=bounds, currency=currency)


def test_every_kind_has_a_sample() -> None:
    assert set(SAMPLES) == set(BENEFITS)
    assert len({kind.kind for kind in BENEFITS}) == len(BENEFITS)
    assert not {kind.kind for kind in BENEFITS} & {kind.kind for kind in CONDITIONS}
    assert all(isinstance(kind(**SAMPLES[kind]), Benefit) for kind in SAMPLES)


@pytest.mark.parametrize("kind", BENEFITS, ids=lambda kind: kind.kind)
def test_the_contract_of_a_kind(kind: Any) -> None:
    check_kind(kind, SAMPLES[kind])
    lowered = kind(**SAMPLES[kind]).lower()
    assert isinstance(lowered, tuple)
    assert {type(instruction) for instruction in lowered} <= set(get_args(Instruction))


@pytest.mark.parametrize(
    ("benefit", "instructions"),
    [
        pytest.param(PercentOff("10"), [Reduce(amount=Share(TEN))], id="a percentage of the full amount"),
        pytest.param(
            PercentOff(10, excluding=[Given.DISCOUNT]),
            [Reduce(amount=Share(TEN), excludes=DISCOUNTS)],
            id="a percentage of what is left",
        ),
        pytest.param(AmountOff(PRICE), [Reduce(amount=Fixed(990), currency="EUR")], id="a sum off"),
        pytest.param(
            AmountOff(PRICE, per=Per.LINE), [Reduce(amount=PerLine(990), currency="EUR")], id="a sum per line"
        ),
        pytest.param(
            AmountOff(PRICE, per=Per.UNIT), [Reduce(amount=PerUnit(990), currency="EUR")], id="a sum per unit"
        ),
        pytest.param(
            FixedPrice(PRICE),
            [Reduce(amount=PricePerUnit(990), currency="EUR", excludes=DISCOUNTS)],
            id="a price per unit",
        ),
        pytest.param(
            FixedPrice(PRICE, together=True),
            [Reduce(amount=PriceForAll(990), currency="EUR", excludes=DISCOUNTS)],
            id="a price for all",
        ),
        pytest.param(
            TaggedPrice("tag"), [Reduce(amount=TagPrice("tag"), excludes=DISCOUNTS)], id="a product's tag"
        ),
        pytest.param(
            TaggedPrice("tag", of=Bearer.LINE),
            [Reduce(amount=TagPrice("tag", Bearer.LINE), excludes=DISCOUNTS)],
            id="a line's tag",
        ),
        pytest.param(
            MinimumPrice(price=PRICE), [SetFloor(floor=PricePerUnit(990), currency="EUR")], id="a least price"
        ),
        pytest.param(MinimumPrice(percent=10), [SetFloor(floor=Share(TEN))], id="a least share"),
        pytest.param(MinimumPrice(attribute="tag"), [SetFloor(floor=TagPrice("tag"))], id="a least tag"),
        pytest.param(
            PercentOff(10, at_most=PRICE),
            [Reduce(amount=Share(TEN), currency="EUR", most=990)],
            id="a percentage, up to a sum",
        ),
        pytest.param(
            NForM(3, 2),
            [Reduce(amount=ALL, units=Sets(parts=(SetPart(units=3),), pick=1))],
            id="three for the price of two",
        ),
        pytest.param(
            NForM(5, 3, order=UnitOrder.FIRST, at_most=4),
            [
                Reduce(
                    amount=ALL,
                    units=Sets(parts=(SetPart(units=5),), order=UnitOrder.FIRST, most=4, pick=2),
                )
            ],
            id="five for the price of three, as scanned, four times",
        ),
        pytest.param(
            NForM(3, 2, same_product=True),
            [Reduce(amount=ALL, units=Sets(parts=(SetPart(units=3, same_product=True),), pick=1))],
            id="three of the same for the price of two",
        ),
        pytest.param(
            EveryNth(2, 10, same_product=True),
            [Reduce(amount=Share(TEN), units=Sets(parts=(SetPart(units=2, same_product=True),), pick=1))],
            id="every second unit of the same product",
        ),
        pytest.param(
            EveryNth(2, 10),
            [Reduce(amount=Share(TEN), units=Sets(parts=(SetPart(units=2),), pick=1))],
            id="every second unit",
        ),
        pytest.param(
            SomeUnitsOff(2, 10),
            [Reduce(amount=Share(TEN), units=Sets(parts=(SetPart(),), order=UnitOrder.CHEAPEST, most=2))],
            id="the two cheapest units",
        ),
        pytest.param(
            BundlePrice([SetOf([TEA], 2), SetOf()], PRICE),
            [
                Reduce(
                    amount=PriceForAll(990),
                    currency="EUR",
                    excludes=DISCOUNTS,
                    units=Sets(parts=(SetPart(tests=(TEA.lower(),), units=2), SetPart())),
                )
            ],
            id="a bundle at a price",
        ),
        pytest.param(
            BuyGet(buy=SetOf([TEA], 2), get=SetOf([TEA, TEA])),
            [
                Reduce(
                    amount=ALL,
                    units=Sets(
                        parts=(
                            SetPart(tests=(TEA.lower(),), units=2),
                            SetPart(tests=(TEA.lower(), TEA.lower())),
                        ),
                        of=1,
                    ),
                )
            ],
            id="buy these and get that",
        ),
        pytest.param(
            BuyGet(buy=SetOf([TEA], 2), units=3, percent=10),
            [Reduce(amount=Share(TEN), units=Sets(parts=(SetPart(tests=(TEA.lower(),), units=5),), pick=3))],
            id="buy these and get more of them",
        ),
        pytest.param(
            BuyGet(buy=SetOf(units=2, same_product=True), percent=10),
            [Reduce(amount=Share(TEN), units=Sets(parts=(SetPart(units=3, same_product=True),), pick=1))],
            id="buy some of a product and get one more of it",
        ),
        pytest.param(
            BuyGet(buy=SetOf([TEA], amount=PRICE), get=SetOf(), percent=10),
            [
                Reduce(
                    amount=Share(TEN),
                    units=Sets(
                        parts=(SetPart(tests=(TEA.lower(),), amount=990, currency="EUR"), SetPart()), of=1
                    ),
                )
            ],
            id="buy for a sum and get that",
        ),
        pytest.param(
            InSets(parts=[SetOf()], benefits=[PercentOff(10), PointsAmount(5)], of=0),
            [
                Reduce(amount=Share(TEN), units=Sets(parts=(SetPart(),), of=0)),
                Accrue(amount=Fixed(5), points="bonus", units=Sets(parts=(SetPart(),), of=0)),
            ],
            id="any benefits for sets",
        ),
        pytest.param(
            PointsPercent(10, at_most=7),
            [Accrue(amount=Share(TEN), points="bonus", most=7)],
            id="points for what is paid, up to a number",
        ),
        pytest.param(
            PointsPercent(10),
            [Accrue(amount=Share(TEN), points="bonus", excludes=PAID_IN_MONEY)],
            id="points for what is paid",
        ),
        pytest.param(
            PointsPercent(10, currency="star", excluding=()),
            [Accrue(amount=Share(TEN), points="star", excludes=frozenset())],
            id="points for the full amount",
        ),
        pytest.param(PointsAmount(5), [Accrue(amount=Fixed(5), points="bonus")], id="a number of points"),
        pytest.param(
            PointsAmount(5, per=Per.UNIT, currency="star"),
            [Accrue(amount=PerUnit(5), points="star")],
            id="points per unit",
        ),
        pytest.param(
            PointsPerSum(5, every=PRICE),
            [Accrue(amount=PerSum(990, 5), points="bonus", currency="EUR")],
            id="points for every so much",
        ),
        pytest.param(
            GraduatedPercent([PercentBand(5), PercentBand(10, PRICE)], excluding=DISCOUNTS),
            [
                Reduce(
                    amount=Graduated([Band(0, Percent(5)), Band(990, TEN)]),
                    currency="EUR",
                    excludes=DISCOUNTS,
                )
            ],
            id="percentages by bands",
        ),
        pytest.param(
            GraduatedPoints([PercentBand(10, PRICE)]),
            [Accrue(amount=Graduated([Band(990, TEN)]), points="bonus", currency="EUR")],
            id="points by bands",
        ),
        pytest.param(
            UnitByUnit([PRICE, Money.of("2", "EUR")], at_most=5),
            [
                Reduce(
                    amount=Fixed(990),
                    further=(Fixed(200),),
                    currency="EUR",
                    units=Sets(parts=(SetPart(),), most=5),
                )
            ],
            id="sums by unit",
        ),
        pytest.param(
            UnitByUnit([TEN], order=UnitOrder.LAST),
            [Reduce(amount=Share(TEN), units=Sets(parts=(SetPart(),), order=UnitOrder.LAST))],
            id="a percentage of each unit",
        ),
        pytest.param(
            InitialPrice(price=PRICE),
            [SetInitialPrice(price=PricePerUnit(990), currency="EUR")],
            id="an initial price",
        ),
        pytest.param(
            InitialPrice(attribute="was", of=Bearer.LINE),
            [SetInitialPrice(price=TagPrice("was", Bearer.LINE))],
            id="an initial price on a tag",
        ),
        pytest.param(
            AddGift("mug", 2),
            [AddGoods(product=ExternalCode("mug"), units=2)],
            id="a gift",
        ),
        pytest.param(
            AddGift(Barcode("4600001"), worth=PRICE),
            [AddGoods(product=Barcode("4600001"), units=1, worth=990, currency="EUR")],
            id="a gift that counts",
        ),
        pytest.param(AdoptExternalDiscount(), [Adopt()], id="the till's discount"),
        pytest.param(AdoptExternalPoints("star"), [Adopt(points="star")], id="the till's points"),
        pytest.param(
            MultiplyPoints("1.5", at_most=5),
            [Multiply(points="bonus", hundredths=150, most=5)],
            id="points multiplied",
        ),
        pytest.param(
            RoundTotal(PRICE, on=RoundOn.DEAREST),
            [RoundReceipt(step=990, currency="EUR", on=RoundOn.DEAREST)],
            id="the total rounded",
        ),
        pytest.param(
            Repeat([PercentOff(5), IssueCoupon("spring")], 3),
            [
                Reduce(amount=Share(Percent(5)), times=Times(most=3)),
                Issue(issue="spring", count=1, times=Times(most=3)),
            ],
            id="so many times",
        ),
        pytest.param(
            Repeat([PointsAmount(7)], every=PRICE, at_most=2),
            [
                Accrue(
                    amount=Fixed(7),
                    points="bonus",
                    times=Times(most=2, figure=LINES, every=990, currency="EUR"),
                )
            ],
            id="for every so much money",
        ),
        pytest.param(
            Repeat([PointsAmount(7)], every=2, by=TierBy.PRODUCTS),
            [Accrue(amount=Fixed(7), points="bonus", times=Times(figure=DIFFERENT, every=2))],
            id="for every two products",
        ),
        pytest.param(Then([Rule(benefits=[PercentOff(5)])]), [], id="rules, which are rules of the offer"),
        pytest.param(
            Tiered([Step(PRICE, [PercentOff(5)]), Step(Money.of("20", "EUR"), [PercentOff(TEN)])]),
            [
                Reduce(amount=Share(Percent(5)), when=(step(LINES, 990, 2000, "EUR"),)),
                Reduce(amount=Share(TEN), when=(step(LINES, 2000, None, "EUR"),)),
            ],
            id="steps by amount",
        ),
        pytest.param(
            Tiered([Step(2, [PointsPercent(TEN), PercentOff(TEN)])], by=TierBy.PRODUCTS),
            [
                Accrue(amount=Share(TEN), points="bonus", when=(step(DIFFERENT, 2, None),)),
                Reduce(amount=Share(TEN), when=(step(DIFFERENT, 2, None),)),
            ],
            id="steps by products",
        ),
        pytest.param(
            PersonalBenefit("fans"),
            [
                Reduce(amount=FromEntry("fans")),
                Accrue(amount=FromEntry("fans"), points="bonus"),
                IssueFromEntry("fans"),
            ],
            id="whatever the entry says",
        ),
        pytest.param(FillFavoriteSlots("r"), [FillSlots("r")], id="slots"),
        pytest.param(
            ReceiptMessage("Bye"), [Say(channel=Channel.RECEIPT, text=Template("Bye"))], id="a message"
        ),
        pytest.param(
            CashierMessage(Template("Bye")),
            [Say(channel=Channel.CASHIER, text=Template("Bye"))],
            id="a word to the cashier",
        ),
        pytest.param(IssueCoupon("spring"), [Issue(issue="spring", count=1)], id="a coupon"),
        pytest.param(
            ChangeCounter("visits"),
            [Count(counter="visits", operation=CounterOperation.INCREASE, value=1)],
            id="a step of a counter",
        ),
        pytest.param(
            ChangeCounter("sold", per=CountedPer.PROGRAM),
            [Count(counter="sold", operation=CounterOperation.INCREASE, value=1, per=CountedPer.PROGRAM)],
            id="a step of a counter of the programme",
        ),
        pytest.param(
            ChangeCounter("spent", None, operation=CounterOperation.REDUCE),
            [Count(counter="spent", operation=CounterOperation.REDUCE, value=None)],
            id="what was given, off a counter",
        ),
        pytest.param(
            ChangeCounter("spent", ReceiptFigure.TOTAL),
            [Count(counter="spent", operation=CounterOperation.INCREASE, value=ReceiptFigure.TOTAL)],
            id="a figure of the receipt, onto a counter",
        ),
        pytest.param(AdditionalPoints(5), [Credit(points="bonus", amount=5)], id="points on top"),
        pytest.param(
            WithdrawPoints(5, currency="chip"), [Debit(points="chip", amount=5)], id="points off the balance"
        ),
        pytest.param(
            AmountPerSum(Money.of("5", "EUR"), every=Money.of("50", "EUR"), excluding=[Given.DISCOUNT]),
            [Reduce(amount=PerSum(5000, 500), currency="EUR", excludes=frozenset({Given.DISCOUNT}))],
            id="5 off for every 50",
        ),
        pytest.param(
            AmountPerWeight(Money.of("5", "EUR"), every="0.5"),
            [Reduce(amount=PerWeight(Quantity(500), 500), currency="EUR")],
            id="5 off for every half kilogram",
        ),
        pytest.param(
            PointsPerWeight(5, every=2),
            [Accrue(amount=PerWeight(Quantity(2000), 5), points="bonus")],
            id="5 points for every two kilograms",
        ),
        pytest.param(
            AmountOff(Money.of("5", "EUR"), per=Per.PRODUCT),
            [Reduce(amount=PerProduct(500), currency="EUR")],
            id="5 off for each product",
        ),
        pytest.param(TaggedAmount("rebate"), [Reduce(amount=TagAmount("rebate"))], id="what the label says"),
        pytest.param(
            TaggedPoints("stars", of=Bearer.LINE, currency="star"),
            [Accrue(amount=TagAmount("stars", Bearer.LINE), points="star")],
            id="points that the label says",
        ),
        pytest.param(
            PointsToPrice(Money.of("5", "EUR")),
            [Accrue(amount=PricePerUnit(500), points="bonus", currency="EUR")],
            id="what is above a price, in points",
        ),
        pytest.param(
            PointsToPrice(Money.of("5", "EUR"), together=True),
            [Accrue(amount=PriceForAll(500), points="bonus", currency="EUR")],
            id="what all are above a price, in points",
        ),
        pytest.param(
            PointsToTaggedPrice("tag"),
            [Accrue(amount=TagPrice("tag"), points="bonus")],
            id="what is above the price on the label, in points",
        ),
        pytest.param(
            PayWithPoints(),
            [AllowPayment(amount=Share(Percent(100)), points="bonus")],
            id="all of it may be paid with points",
        ),
        pytest.param(
            PayWithPoints(percent=10, currency="chip", worth="0.01", at_most=Money.of("9.90", "EUR")),
            [AllowPayment(amount=Share(TEN), points="chip", rate=10, currency="EUR", most=990)],
            id="10 % may be paid with chips for a cent each, up to a sum",
        ),
        pytest.param(
            PayWithPoints(payable=Payable(PRICE, per=Per.UNIT), at_most=Money.of("20", "EUR")),
            [AllowPayment(amount=PerUnit(990), points="bonus", currency="EUR", most=2000)],
            id="so much of each unit may be paid with points, up to a sum",
        ),
        pytest.param(
            PayWithPoints(payable=Payable(tagged_amount="tag"), at_most=PRICE),
            [AllowPayment(amount=TagAmount("tag"), points="bonus", currency="EUR", most=990)],
            id="what a label says may be paid with points, up to a sum",
        ),
        pytest.param(
            RoundPayment(Money.of("1", "EUR")),
            [CutPayment(points="bonus", step=100, currency="EUR")],
            id="fewer points, so that what is left to pay is round",
        ),
        pytest.param(
            RoundPayment(Money.of("1", "EUR"), on=PaymentFigure.PAYABLE, currency="star"),
            [CutPayment(points="star", step=100, currency="EUR", figure=PaymentFigure.PAYABLE)],
            id="fewer stars, so that what may be paid is round",
        ),
        pytest.param(
            PayWithCertificate(),
            [AcceptCertificate(amount=Share(Percent(100)))],
            id="all of it may be paid with any certificate",
        ),
        pytest.param(
            PayWithCertificate(percent=10, issues=["xmas"], at_most=Money.of("9.90", "EUR")),
            [AcceptCertificate(amount=Share(TEN), issues=frozenset({"xmas"}), currency="EUR", most=990)],
            id="10 % may be paid with certificates of one issue, up to a sum",
        ),
        pytest.param(
            PayWithCertificate(payable=Payable(above=PRICE, together=True)),
            [AcceptCertificate(amount=PriceForAll(990), currency="EUR")],
            id="what is above a price may be paid with certificates",
        ),
        pytest.param(RedeemCoupons(), [Redeem()], id="coupons used up"),
        pytest.param(SetAttribute("vip", True), [Assign(name="vip", value=True)], id="an attribute"),
        pytest.param(SetStatus("club", "gold"), [Rank(system="club", status="gold")], id="a status"),
        pytest.param(CalculateStatus("club"), [Rank(system="club", status=None)], id="a status anew"),
        pytest.param(
            ChangeSlots("five", SlotChange.SET, 2, clear=True),
            [Resize(rule="five", change=SlotChange.SET, count=2, clear=True)],
            id="so many slots, empty",
        ),
        pytest.param(
            SendMessage(MessageChannel.EMAIL, "Bye", subject="Hello"),
            [Send(channel=MessageChannel.EMAIL, text=Template("Bye"), subject=Template("Hello"))],
            id="an e-mail",
        ),
        pytest.param(
            TriggeredMailing("welcome", on=False), [Mail(mailing="welcome", on=False)], id="a mailing off"
        ),
    ],
)
def test_meaning(benefit: Benefit, instructions: list[Instruction]) -> None:
    assert benefit.lower() == tuple(instructions)
    check_clause(benefit.describe())


def test_a_sum_is_given_for_the_receipt_for_lines_units_or_products() -> None:
    assert [spread(5, per) for per in Per] == [Fixed(5), PerLine(5), PerUnit(5), PerProduct(5)]
