"""What a host's kinds lower to is checked through and through; the library's own are trusted."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar, get_args

import pytest
from attrs import frozen
from rules.samples import BENEFITS, CARD, CONDITIONS, LOWERED, PRICE, TEA, TEN

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.amounts import Band, Fixed, Graduated, PerSum, PricePerUnit, Share, TagPrice
from loyalty_engine.model.channels import MessageChannel
from loyalty_engine.model.identifiers import ExternalCode
from loyalty_engine.model.intents import CounterOperation
from loyalty_engine.model.keys import Key, product_key
from loyalty_engine.model.period import Unit
from loyalty_engine.model.text import Template
from loyalty_engine.rules.benefits import AmountOff, PercentOff
from loyalty_engine.rules.conditions import AllOf, AnyOf, Not
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
    RuleFigure,
    Say,
    Send,
)
from loyalty_engine.rules.figures import (
    BalanceNow,
    CounterMoves,
    CounterNow,
    CouponsShown,
    ExternalSum,
    HasCardLike,
    HasStatus,
    Means,
    Measured,
    OwnBounds,
    PaidByMethods,
    PaidSum,
)
from loyalty_engine.rules.instructions import (
    AcceptCertificate,
    Accrue,
    AllowPayment,
    CutPayment,
    FillSlots,
    FromEntry,
    Instruction,
    IssueFromEntry,
    Multiply,
    Reduce,
    RoundReceipt,
    SetFloor,
)
from loyalty_engine.rules.language import Benefit, Condition, instructions, meaning
from loyalty_engine.rules.predicates import (
    All,
    Always,
    Bought,
    Carrier,
    Compare,
    Contains,
    Discounted,
    EntryOf,
    External,
    FullUnitsSince,
    HasValue,
    Keyed,
    LineFigure,
    LineValue,
    MemberNumber,
    OfLines,
    OneOf,
    Range,
    ReceiptSum,
    Source,
)
from loyalty_engine.rules.predicates import Any as AnyPart
from loyalty_engine.rules.times import Times
from loyalty_engine.rules.units import (
    SetPart,
    Sets,
    UnitOrder,
)


@frozen
class Own:
    """A host's kind, which lowers to whatever it holds."""

    kind: ClassVar[str] = "acme:own"
    held: Any

    def lower(self) -> Any:
        return self.held

    def describe(self) -> str:
        return "it is our own"


SHARE = Share(TEN)
KEY = product_key(ExternalCode("tea"))
SUM = ReceiptSum()
ISSUE = Issue(issue="spring", count=1)


def counted(value: int | None) -> Count:
    return Count(counter="visits", operation=CounterOperation.INCREASE, value=value)


def in_sets(**fields: Any) -> tuple[Instruction, ...]:
    """A discount for sets of one unit, spoilt or not."""
    return (Reduce(amount=SHARE, units=Sets(**{"parts": (SetPart(),), **fields})),)


def bad(kind: Any, **fields: Any) -> Any:
    """A value of the closed language whose fields are not what their annotations say."""
    return kind(**fields)


@pytest.mark.parametrize("kind", [*CONDITIONS], ids=lambda kind: kind.kind)
def test_our_conditions_lower_to_what_their_types_say(kind: Any) -> None:
    lowered = kind(**CONDITIONS[kind]).lower()

    assert meaning(Own(lowered)) == meaning(kind(**CONDITIONS[kind])) == lowered


@pytest.mark.parametrize("kind", [*BENEFITS], ids=lambda kind: kind.kind)
def test_our_benefits_lower_to_what_their_types_say(kind: Any) -> None:
    lowered = kind(**BENEFITS[kind]).lower()

    assert instructions(Own(lowered)) == instructions(kind(**BENEFITS[kind])) == lowered


@pytest.mark.parametrize(
    "kind",
    [
        kind
        for kind in LOWERED
        if kind not in (Range, OwnBounds, *get_args(Instruction), SetPart, Sets, Times)
    ],
    ids=lambda k: k.__name__,
)
def test_every_predicate_may_be_a_hosts(kind: Any) -> None:
    assert meaning(Own(kind(**LOWERED[kind]))) == kind(**LOWERED[kind])


@pytest.mark.parametrize(
    "instruction",
    [
        Reduce(amount=SHARE),
        Reduce(amount=TagPrice("tag")),
        Reduce(amount=FromEntry("fans")),
        Reduce(amount=Fixed(5), currency="EUR"),
        Accrue(amount=Fixed(5), points="bonus"),
        Accrue(amount=PerSum(100, 5), points="bonus", currency="EUR"),
        Reduce(amount=SHARE, units=Sets(**LOWERED[Sets])),
        Accrue(amount=SHARE, points="bonus", units=Sets(parts=(SetPart(),)), most=0),
        Reduce(amount=SHARE, currency="EUR", most=5),
        AllowPayment(amount=SHARE, points="bonus"),
        CutPayment(points="bonus", step=2, currency="EUR"),
        AcceptCertificate(amount=SHARE),
        AcceptCertificate(amount=Fixed(5), issues=frozenset({"xmas"}), currency="EUR", most=0),
        AllowPayment(amount=SHARE, points="bonus", rate=1, currency="EUR", most=0),
        AllowPayment(amount=TagPrice("tag"), points="bonus"),
        AllowPayment(amount=Fixed(5), points="bonus", currency="EUR"),
        Reduce(amount=FromEntry("fans"), currency="EUR", most=5),
        SetFloor(floor=SHARE),
        SetFloor(floor=PricePerUnit(5), currency="EUR"),
        FillSlots("breakfast"),
        IssueFromEntry("fans"),
        Say(channel=Channel.RECEIPT, text=Template("Bye")),
        Issue(issue="spring", count=1000),
        counted(None),
        counted(0),
        Count(counter="spent", operation=CounterOperation.INCREASE, value=ReceiptFigure.TOTAL),
        Count(counter="n", operation=CounterOperation.INCREASE, value=RuleFigure.UNITS),
        Credit(points="bonus", amount=5),
        Debit(points="chip", amount=5),
        Redeem(),
        Assign(name="level", value="gold"),
        Rank(system="club"),
        Resize(rule="five", clear=True),
        Send(channel=MessageChannel.SMS, text=Template("Bye")),
        Mail(mailing="welcome", on=True),
    ],
    ids=lambda one: type(one).__name__,
)
def test_every_instruction_may_be_a_hosts(instruction: Instruction) -> None:
    assert instructions(Own((instruction,))) == (instruction,)


def test_a_benefit_may_do_nothing() -> None:
    assert instructions(Own(())) == ()


@pytest.mark.parametrize(
    ("lowered", "path", "text"),
    [
        pytest.param(None, "", "None has no place here (give one of Keyed, LineValue,", id="None"),
        pytest.param(TEA, "", "has no place here", id="a condition in place of its meaning"),
        pytest.param(True, "", "True has no place here", id="an answer"),
        pytest.param(bad(Keyed, keys={KEY}), ".keys", "is not a frozenset (give a frozenset)", id="a set"),
        pytest.param(bad(Keyed, keys=frozenset({5})), ".keys[0]", "5 is not of type str", id="a number"),
        pytest.param(
            Keyed(keys=frozenset({Key("\0shop:7"), KEY})),
            ".keys",
            "is not a key (make keys with",
            id="no key",
        ),
        pytest.param(Always(negated=bad(int)), ".negated", "0 is not of type bool", id="0 for false"),
        pytest.param(EntryOf(attribute=bad(int)), ".attribute", "0 is not of type str", id="no name"),
        pytest.param(
            bad(LineValue, carrier="line", name="x", wanted=None),
            ".carrier",
            "'line' is not of type Carrier (give a Carrier)",
            id="a word for a carrier",
        ),
        pytest.param(
            LineValue(carrier=Carrier.MEMBER, name="x", wanted=None),
            ".carrier",
            "does not differ by line (use HasValue)",
            id="the member's on each line",
        ),
        pytest.param(
            HasValue(carrier=Carrier.PRODUCT, name="x", wanted=None),
            ".carrier",
            "differs by line (use LineValue)",
            id="the product's of the receipt",
        ),
        pytest.param(
            bad(HasValue, carrier=Carrier.MEMBER, name="x", wanted=["gold"]),
            ".wanted",
            "['gold'] has no place here (give one of frozenset",
            id="a list of values",
        ),
        pytest.param(
            bad(HasValue, carrier=Carrier.MEMBER, name="x", wanted=frozenset({1.5})),
            ".wanted[0]",
            "1.5 has no place here",
            id="a float among values",
        ),
        pytest.param(
            bad(OneOf, source="place", values=frozenset()),
            ".source",
            "'place' is not of type",
            id="a word",
        ),
        pytest.param(
            bad(OneOf, source=Source.PLACE, values=("shop",)),
            ".values",
            "is not a frozenset",
            id="a tuple",
        ),
        pytest.param(
            bad(Compare, figure="sum", range=Range()),
            ".figure",
            "'sum' has no place here",
            id="no figure",
        ),
        pytest.param(
            bad(Compare, figure=SUM, range=(1, 2), currency="EUR"),
            ".range",
            "not of type Range",
            id="no range",
        ),
        pytest.param(
            Compare(figure=SUM, range=Range(low=5)),
            ".currency",
            "is missing beside a sum of money",
            id="money",
        ),
        pytest.param(
            Compare(figure=OfLines(figure=LineFigure.AMOUNT), range=Range(low=5)),
            ".currency",
            "is missing beside a sum of money",
            id="money of lines",
        ),
        pytest.param(
            Compare(figure=SUM, range=Range(low=5), currency="RUR"),
            ".currency",
            "unknown currency 'RUR' (did you mean 'RUB'",
            id="an old currency",
        ),
        pytest.param(
            Compare(figure=SUM, range=Range(low=10**30), currency="EUR"),
            ".range.low",
            "is beyond 64 bits",
            id="beyond all money",
        ),
        pytest.param(
            Compare(figure=OfLines(figure=LineFigure.LINES), range=Range(high=Decimal("1e40"))),
            ".range.high",
            "is no number within bounds",
            id="beyond all numbers",
        ),
        pytest.param(
            Compare(figure=CounterNow(counter="visits"), range=Range(), every=0),
            ".every",
            "0 is not a whole number from 1",
            id="every 0th",
        ),
        pytest.param(
            Compare(figure=SUM, range=Range(), own=OwnBounds(low="")),
            ".own.low",
            "'' is blank",
            id="an attribute without a name",
        ),
        pytest.param(
            Compare(figure=SUM, range=Range(), own=OwnBounds()),
            ".own.low",
            "is missing, and so is high",
            id="own bounds, and none of them",
        ),
        pytest.param(
            Compare(figure=SUM, range=Range(high=5), currency="EUR", own=OwnBounds(high="goal")),
            ".own.high",
            "stands beside 5 (give one of the two)",
            id="two upper bounds",
        ),
        pytest.param(
            Compare(figure=SUM, range=Range(high=5), own=OwnBounds(low="goal")),
            ".currency",
            "is missing beside a sum of money",
            id="money of the offer, in no currency",
        ),
        pytest.param(
            Compare(figure=MemberNumber(attribute="x"), range=Range(), own=OwnBounds(low="goal")),
            ".own",
            "MemberNumber(attribute='x') (measure the receipt, the lines",
            id="an attribute against another",
        ),
        pytest.param(
            Compare(figure=CounterMoves(counter=""), range=Range()),
            ".figure.counter",
            "'' is blank",
            id="a counter without a name",
        ),
        pytest.param(
            Compare(figure=bad(CounterMoves, counter="x", during=5), range=Range()),
            ".figure.during",
            "5 has no place here (give one of Period, Window)",
            id="a number for a window",
        ),
        pytest.param(
            Compare(figure=BalanceNow(currency=" "), range=Range()), ".figure.currency", "blank", id="blank"
        ),
        pytest.param(
            External(range=Range(low=5)), ".currency", "is missing beside a sum of money", id="money off"
        ),
        pytest.param(
            Compare(figure=ExternalSum(), range=Range(low=5)),
            ".currency",
            "is missing beside a sum of money",
            id="money off the receipt",
        ),
        pytest.param(
            Compare(figure=PaidSum(means=Means.MONEY), range=Range(low=5)),
            ".currency",
            "is missing beside a sum of money",
            id="money paid",
        ),
        pytest.param(
            Compare(figure=PaidByMethods(methods=frozenset({"card"})), range=Range(high=5)),
            ".currency",
            "is missing beside a sum of money",
            id="money paid by a method",
        ),
        pytest.param(Discounted(offer=" "), ".offer", "is blank", id="an offer without a name"),
        pytest.param(
            Compare(figure=Bought(measured=Measured.AMOUNT), range=Range(low=5)),
            ".currency",
            "is missing beside a sum of money",
            id="money of the past",
        ),
        pytest.param(
            Compare(
                figure=Bought(measured=Measured.COUNT, tests=(EntryOf(attribute="fans"),)), range=Range(low=5)
            ),
            ".figure.tests[0]",
            "asks more than what the product is",
            id="individual offers on lines of the past",
        ),
        pytest.param(
            Compare(figure=CouponsShown(mask=""), range=Range()), ".figure.mask", "is blank", id="no mask"
        ),
        pytest.param(
            bad(HasCardLike, types=frozenset({"virtual"})),
            ".types[0]",
            "'virtual' is not of type CardType",
            id="a word for a type",
        ),
        pytest.param(HasStatus(system=""), ".system", "'' is blank", id="no status system"),
        pytest.param(
            bad(HasStatus, system="x", statuses={"gold"}), ".statuses", "has no place here", id="a set again"
        ),
        pytest.param(
            Compare(figure=bad(FullUnitsSince, attribute="x", unit="day"), range=Range(low=1)),
            ".figure.unit",
            "'day' is not of type Unit",
            id="a word for a unit",
        ),
        pytest.param(
            Contains(tests=bad(lambda: (CARD.lower(),))),
            ".tests[0]",
            "has no place here",
            id="no line test",
        ),
        pytest.param(All(bad(lambda: [Always()])), ".parts", "is not a tuple", id="a list of parts"),
        pytest.param(
            AnyPart((Always(), All(bad(lambda: (Always(), TEA))))),
            ".parts[1].parts[1]",
            "has no place here",
            id="a condition deep inside",
        ),
    ],
)
def test_what_a_condition_cannot_lower_to(lowered: Any, path: str, text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        meaning(Own(lowered))
    assert [problem.path for problem in caught.value.problems] == [f"lower(){path}"]
    assert text in str(caught.value)


@pytest.mark.parametrize(
    ("lowered", "path", "text"),
    [
        pytest.param(None, "", "None is not a tuple (return a tuple of instructions)", id="None"),
        pytest.param([ISSUE], "", "is not a tuple", id="a list"),
        pytest.param(ISSUE, "", "is not a tuple", id="one instruction by itself"),
        pytest.param((ISSUE, PercentOff(5)), "[1]", "has no place here (give one of Reduce,", id="a benefit"),
        pytest.param((bad(Reduce, amount=5),), "[0].amount", "5 has no place here", id="a bare number"),
        pytest.param(
            (bad(Reduce, amount=SHARE, excludes={1}),),
            "[0].excludes",
            "is not a frozenset",
            id="a set",
        ),
        pytest.param(
            (Reduce(amount=Fixed(5)),),
            "[0].currency",
            "is missing beside a sum of money",
            id="5 of what?",
        ),
        pytest.param(
            (Reduce(amount=SHARE, currency="XXX"),),
            "[0].currency",
            "'XXX' has no minor unit",
            id="no money",
        ),
        pytest.param(
            (Accrue(amount=PerSum(5, 5), points="bonus"),),
            "[0].currency",
            "is missing",
            id="every 5 of what?",
        ),
        pytest.param((Reduce(amount=SHARE, most=5),), "[0].currency", "is missing", id="at most 5 of what?"),
        pytest.param(
            (AllowPayment(amount=Fixed(5), points="bonus"),),
            "[0].currency",
            "is missing",
            id="5 of what paid?",
        ),
        pytest.param(
            (AllowPayment(amount=SHARE, points="bonus", most=5),),
            "[0].currency",
            "is missing",
            id="5 in all?",
        ),
        pytest.param(
            (AllowPayment(amount=SHARE, points="bonus", rate=0),), "[0].rate", "0 is not a", id="a rate of 0"
        ),
        pytest.param(
            (AllowPayment(amount=SHARE, points="bonus", currency="EUR", most=-1),),
            "[0].most",
            "-1 is not a",
            id="less than nothing paid",
        ),
        pytest.param(
            (CutPayment(points="bonus", step=1, currency="EUR"),),
            "[0].step",
            "1 is not a",
            id="in cents",
        ),
        pytest.param(
            (CutPayment(points="", step=5, currency="EUR"),), "[0].points", "'' is blank", id="fewer of what?"
        ),
        pytest.param(
            (AcceptCertificate(amount=SHARE, issues=frozenset({" "})),),
            "[0].issues",
            "' ' is blank",
            id="certificates of what?",
        ),
        pytest.param(
            (AcceptCertificate(amount=Fixed(5)),),
            "[0].currency",
            "is missing",
            id="certificates for so much of what?",
        ),
        pytest.param(
            (AcceptCertificate(amount=SHARE, currency="EUR", most=-1),),
            "[0].most",
            "-1 is not a",
            id="certificates for less than nothing",
        ),
        pytest.param(
            (AllowPayment(amount=SHARE, points=""),), "[0].points", "'' is blank", id="paid in what?"
        ),
        pytest.param(
            (Accrue(amount=SHARE, points="bonus", most=-1),), "[0].most", "-1 is not a", id="-1 point"
        ),
        pytest.param(
            (Reduce(amount=SHARE, currency="EUR", most=10**16),),
            "[0].most",
            "is not a whole number from 0 to",
            id="beyond all amounts",
        ),
        pytest.param((bad(Reduce, amount=SHARE, units=3),), "[0].units", "3 has no place here", id="3 units"),
        pytest.param(
            (Reduce(amount=SHARE, times=Times(most=1001)),),
            "[0].times.most",
            "1001 is not a whole number from 1 to 1000",
            id="more than a thousand times",
        ),
        pytest.param(
            (Reduce(amount=SHARE, times=Times(every=0)),),
            "[0].times.every",
            "0 is not a",
            id="of every 0",
        ),
        pytest.param(
            (Issue(issue="spring", count=1, times=Times(figure=ReceiptSum(), every=5)),),
            "[0].times.currency",
            "is missing beside a sum of money",
            id="for every 5 of any money",
        ),
        pytest.param(
            (Reduce(amount=SHARE, times=Times(figure=ReceiptSum(so_far=True), every=5, currency="EUR")),),
            "[0].times.figure.so_far",
            "changes while it is repeated",
            id="for every so much that is left",
        ),
        pytest.param(
            (Count(counter="n", operation=CounterOperation.INCREASE, value=None, times=Times(most=2)),),
            "[0].times",
            "repeats what is not a number",
            id="twice what is given",
        ),
        pytest.param(
            (Reduce(amount=SHARE, units=Sets(parts=())),),
            "[0].units.parts",
            "is empty, so a set would hold nothing (name a part)",
            id="a set of nothing",
        ),
        pytest.param(in_sets(of=1), "[0].units.of", "1 is not a whole number from 0 to 0", id="no such part"),
        pytest.param(
            in_sets(pick=0), "[0].units.pick", "0 is not a whole number from 1", id="no unit picked"
        ),
        pytest.param(in_sets(most=0), "[0].units.most", "0 is not a whole number from 1", id="no set"),
        pytest.param(
            in_sets(order=bad(lambda: "dearest")),
            "[0].units.order",
            "'dearest' is not of type UnitOrder",
            id="a word for an order",
        ),
        pytest.param(
            in_sets(parts=(SetPart(amount=0, currency="EUR"),)),
            "[0].units.parts[0].amount",
            "0 is not a whole number from 1 to",
            id="a part for nothing",
        ),
        pytest.param(
            in_sets(parts=(SetPart(amount=5),)),
            "[0].units.parts[0].currency",
            "is missing beside a sum of money",
            id="a part for a sum of any currency",
        ),
        pytest.param(
            in_sets(parts=(SetPart(), SetPart(units=0))),
            "[0].units.parts[1].units",
            "0 is not a whole number from 1 to 1000000",
            id="a part of no unit",
        ),
        pytest.param(
            in_sets(parts=(bad(SetPart, tests=(CARD.lower(),)),)),
            "[0].units.parts[0].tests[0]",
            "has no place here (give one of Keyed",
            id="a part of receipts",
        ),
        pytest.param(
            (Reduce(amount=FromEntry("fans"), units=Sets(parts=(SetPart(),))),),
            "[0].units",
            "an entry gives for lines, not for sets of units (leave out units, or name the amount)",
            id="an entry for sets",
        ),
        pytest.param((Accrue(amount=SHARE, points=""),), "[0].points", "'' is blank", id="no kind of points"),
        pytest.param((bad(Accrue, amount=SHARE, points=5),), "[0].points", "5 is not of type str", id="5"),
        pytest.param(
            (
                Reduce(
                    amount=SHARE,
                    when=(Compare(figure=ReceiptSum(so_far=True), range=Range(low=1), currency="EUR"),),
                ),
            ),
            "[0].when[0].figure",
            "ReceiptSum(so_far=True) is not for a step",
            id="a step of what is left to pay",
        ),
        pytest.param(
            (Multiply(points="bonus", hundredths=100),), "[0].hundredths", "100 is not a whole", id="once"
        ),
        pytest.param((Multiply(points="", hundredths=200),), "[0].points", "'' is blank", id="twice what?"),
        pytest.param(
            (RoundReceipt(step=1, currency="EUR"),), "[0].step", "1 is not a whole number from 2", id="a cent"
        ),
        pytest.param(
            (RoundReceipt(step=5, currency="EURO"),), "[0].currency", "EURO", id="a step of what currency"
        ),
        pytest.param(
            (Reduce(amount=SHARE, further=(SHARE,)),), "[0].further", "there are none", id="no further sets"
        ),
        pytest.param(
            (Reduce(amount=SHARE, further=(Fixed(5),), units=Sets(parts=(SetPart(),))),),
            "[0].currency",
            "is missing",
            id="a further sum of what?",
        ),
        pytest.param(
            (Accrue(amount=Graduated([Band(5, TEN)]), points="bonus"),),
            "[0].currency",
            "is missing",
            id="a band of what?",
        ),
        pytest.param(
            (Reduce(amount=SHARE, when=(Compare(figure=ReceiptSum(), range=Range(low=1)),)),),
            "[0].when[0].currency",
            "is missing",
            id="a step of what currency?",
        ),
        pytest.param(
            (Reduce(amount=SHARE, when=(Compare(figure=SUM, range=Range(), own=OwnBounds(low="goal")),)),),
            "[0].when[0].own",
            "differs by member, which a step does not",
            id="a step of each member's own",
        ),
        pytest.param((SetFloor(floor=PricePerUnit(5)),), "[0].currency", "is missing", id="a floor of what?"),
        pytest.param(
            (bad(SetFloor, floor=Fixed(5)),),
            "[0].floor",
            "Fixed(value=5) has no place here",
            id="no floor",
        ),
        pytest.param((Issue(issue="x", count=0),), "[0].count", "0 is not a whole number from 1", id="0"),
        pytest.param((bad(Issue, issue="x", count=True),), "[0].count", "True is not of type int", id="true"),
        pytest.param((Issue(issue="", count=1),), "[0].issue", "'' is blank", id="no issue"),
        pytest.param((Credit(points="", amount=5),), "[0].points", "'' is blank", id="no points"),
        pytest.param(
            (Debit(points="x", amount=0),), "[0].amount", "0 is not a whole number from 1", id="none"
        ),
        pytest.param((bad(Assign, name="x", value=1.5),), "[0].value", "1.5 has no place here", id="a float"),
        pytest.param((Assign(name="", value=1),), "[0].name", "'' is blank", id="no attribute"),
        pytest.param((Rank(system=""),), "[0].system", "'' is blank", id="no system"),
        pytest.param((Resize(rule="x", count=-1),), "[0].count", "-1 is not a whole number", id="-1 slots"),
        pytest.param((Mail(mailing="", on=True),), "[0].mailing", "'' is blank", id="no mailing"),
        pytest.param(
            (Send(channel=MessageChannel.SMS),),
            "[0]",
            "has nothing, which sms does not show",
            id="an empty SMS",
        ),
        pytest.param((counted(-1),), "[0].value", "-1 is not a whole number from 0", id="-1"),
        pytest.param(
            (bad(Say, channel="receipt", text="Bye"),),
            "[0].channel",
            "'receipt' is not of type Channel",
            id="a word for a channel",
        ),
    ],
)
def test_what_a_benefit_cannot_lower_to(lowered: Any, path: str, text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        instructions(Own(lowered))
    assert f"lower(){path}" in [problem.path for problem in caught.value.problems]
    assert text in str(caught.value)


class TestMisplaced:
    @pytest.mark.parametrize(
        "wrap", [lambda part: part, lambda part: AllOf([TEA, part]), lambda part: AnyOf([part]), Not]
    )
    @pytest.mark.parametrize("benefit", [AmountOff(PRICE), Own(())])
    def test_a_benefit_is_no_condition(self, wrap: Any, benefit: Benefit) -> None:
        with pytest.raises(InvalidInput) as caught:
            meaning(wrap(benefit))
        assert f"{type(benefit).__name__} is a benefit (put it among the benefits)" in str(caught.value)

    @pytest.mark.parametrize("condition", [TEA, Own(Always())])
    def test_a_condition_is_no_benefit(self, condition: Condition) -> None:
        misplaced: Any = condition
        with pytest.raises(InvalidInput) as caught:
            instructions(misplaced)
        assert f"{type(condition).__name__} is a condition (put it among the conditions)" in str(caught.value)


def test_kinds_of_ours_are_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are made for every offer, and looking them through would double the time of compilation."""
    monkeypatch.setattr("loyalty_engine.rules.language.predicate_problems", None)

    assert meaning(AllOf([TEA, CARD])) == All((TEA.lower(), CARD.lower()))
    with pytest.raises(TypeError):
        meaning(AllOf([Own(Always())]))


def test_all_orders_of_units_are_words_of_the_language() -> None:
    for order in UnitOrder:
        lowered = in_sets(order=order, pick_order=order)
        assert instructions(Own(lowered)) == lowered


def test_all_units_of_time_are_words_of_the_language() -> None:
    for unit in Unit:
        figure = FullUnitsSince(attribute="joined", unit=unit)
        assert meaning(Own(Compare(figure=figure, range=Range(low=1)))) == Compare(
            figure=figure, range=Range(low=1)
        )
