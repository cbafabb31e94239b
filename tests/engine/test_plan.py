"""What the rules of an offer become: one piece for each stage, with what it reads and what may end it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from attrs import evolve
from cases.till import CAKE, CATALOG, CUP, TEA, eur, outcomes, receipt, sell
from engine.own import Own

from loyalty_engine.engine.book import OfferBook
from loyalty_engine.engine.calculate import calculate
from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.engine.facts import gather
from loyalty_engine.engine.records import Outcome
from loyalty_engine.engine.setup import wake
from loyalty_engine.engine.tasks import lowest_step, tasks
from loyalty_engine.model.amounts import Fixed
from loyalty_engine.model.intents import CounterOperation
from loyalty_engine.model.member import Need, NeedKind
from loyalty_engine.model.period import Unit
from loyalty_engine.model.receipt import Receipt
from loyalty_engine.model.slots import FavoriteProductsRule, PredefinedList
from loyalty_engine.model.text import Template
from loyalty_engine.rules.benefits.discounts import PercentOff
from loyalty_engine.rules.benefits.effects import ReceiptMessage
from loyalty_engine.rules.benefits.nested import Then
from loyalty_engine.rules.benefits.personal import FillFavoriteSlots, PersonalBenefit
from loyalty_engine.rules.benefits.points import PointsAmount
from loyalty_engine.rules.benefits.sets import BuyGet, InSets, NForM, SetOf
from loyalty_engine.rules.conditions.attribute import HasAttribute
from loyalty_engine.rules.conditions.logic import AllOf, AnyOf, Not
from loyalty_engine.rules.conditions.member import Birthday, BirthdayMonth, InAudience, MemberDate, TimeSince
from loyalty_engine.rules.conditions.payments import PaidWith
from loyalty_engine.rules.conditions.products import (
    ChosenCategories,
    FavoriteProducts,
    PersonalEntries,
    Products,
)
from loyalty_engine.rules.conditions.receipt import (
    AtPlaces,
    LineAmount,
    LineQuantity,
    ReceiptAmount,
    ReceiptContains,
)
from loyalty_engine.rules.emissions import Channel, Count, Issue, Say
from loyalty_engine.rules.figures import Means
from loyalty_engine.rules.instructions import (
    Accrue,
    FillSlots,
    FromEntry,
    Instruction,
    IssueFromEntry,
    Reduce,
    Stage,
)
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.offer import Members, Offer
from loyalty_engine.rules.predicates import Carrier, Compare, LineFigure, MemberNumber, OfLines, Range
from loyalty_engine.rules.rule import Rule

MINE = FavoriteProductsRule(id="mine", source=PredefinedList("tea time"))
TEAS, CUPS, CAKES = Products({TEA}), Products({CUP}), Products({CAKE})
TEN = PercentOff(10)


def book_of(*conditions: Condition, benefits: Sequence[Benefit] = (TEN,)) -> OfferBook:
    return compile_offers([Offer.of("a", conditions, benefits)], catalog=CATALOG, favorites=[MINE])


TWO, TWO_AT_MOST = LineQuantity(at_least=2), LineQuantity(at_most=2)
NEW = HasAttribute(of=Carrier.LINE, name="new")
RICH, POOR = ReceiptAmount(at_least=eur("9")), ReceiptAmount(at_most=eur("9"))
RICH_STILL = ReceiptAmount(at_least=eur("9"), so_far=True)
POOR_BY_NOW = ReceiptAmount(at_most=eur("9"), so_far=True)
OLD = HasAttribute(of=Carrier.MEMBER, name="age", between=Range(low=60))
YOUNG = Own(Compare(figure=MemberNumber(attribute="age"), range=Range(high=20)))


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        pytest.param([], "", id="no condition"),
        pytest.param([TEAS, AtPlaces({"s-1"})], "", id="nothing measured"),
        pytest.param([TWO], "shrinks", id="two of these products"),
        pytest.param([LineAmount(at_least=eur("9"))], "shrinks", id="nine for these products"),
        pytest.param(
            [PaidWith(Means.POINTS, of_lines=True)], "shrinks", id="these products paid with points"
        ),
        pytest.param([PaidWith(Means.POINTS)], "", id="the receipt paid with points"),
        pytest.param(
            [PaidWith(Means.MONEY, at_most=eur("9"), of_lines=True)],
            "shrinks revives",
            id="nine at most left to pay of these products",
        ),
        pytest.param([TWO_AT_MOST], "shrinks revives", id="two of these products at most"),
        pytest.param([LineQuantity(at_least=2, at_most=3)], "shrinks revives", id="two or three of them"),
        pytest.param([Not(TWO)], "shrinks revives", id="not two of these products"),
        pytest.param([Not(TWO_AT_MOST)], "shrinks revives", id="not as few as two"),
        pytest.param([RICH], "", id="nine for the receipt"),
        pytest.param([POOR], "", id="nine for the receipt at most"),
        pytest.param([Not(RICH)], "", id="not as much as nine for the receipt"),
        pytest.param([RICH_STILL], "live", id="nine left to pay"),
        pytest.param([POOR_BY_NOW], "revives live", id="nine left to pay at most"),
        pytest.param([Not(RICH_STILL)], "revives live", id="not as much as nine left to pay"),
        pytest.param([OLD], "", id="a member of sixty"),
        pytest.param([YOUNG], "", id="a member of twenty at most"),
        pytest.param([Not(YOUNG)], "", id="a member of more than twenty"),
        pytest.param([ReceiptContains([TEAS], at_most=2)], "", id="two teas on the receipt at most"),
        pytest.param([ReceiptContains([TEAS], amount_at_most=eur("9"))], "", id="tea of nine at most"),
        pytest.param(
            [ReceiptContains([TEAS], amount_at_least=eur("9"), so_far=True)],
            "live",
            id="nine left to pay for tea",
        ),
        pytest.param(
            [ReceiptContains([TEAS], amount_at_most=eur("9"), so_far=True)],
            "revives live",
            id="nine left to pay for tea at most",
        ),
        pytest.param(
            [Not(ReceiptContains([TEAS], amount_at_least=eur("9"), so_far=True))],
            "revives live",
            id="not as much as nine left to pay for tea",
        ),
        pytest.param([TWO, RICH], "shrinks", id="products and receipt"),
        pytest.param([RICH, TWO], "shrinks", id="receipt and products"),
        pytest.param([TWO_AT_MOST, TWO, RICH], "shrinks revives", id="few and many, on a receipt of nine"),
        pytest.param([RICH, TWO, TWO_AT_MOST], "shrinks revives", id="on a receipt of nine, many and few"),
        pytest.param([RICH_STILL, TWO], "shrinks live", id="left to pay, and products"),
        pytest.param([RICH, RICH_STILL], "live", id="on the receipt, and left to pay"),
        pytest.param([RICH_STILL, RICH], "live", id="left to pay, and on the receipt"),
        pytest.param([AllOf([TEAS, AllOf([TWO_AT_MOST])])], "shrinks revives", id="in a nest"),
        pytest.param([AnyOf([TEAS, TWO_AT_MOST])], "shrinks revives", id="in a choice of products"),
        pytest.param([AnyOf([OLD, AllOf([RICH, POOR_BY_NOW])])], "revives live", id="in a choice of checks"),
        pytest.param([AnyOf([AllOf([TEAS, TWO])]), TEAS], "shrinks", id="in a choice, with a test beside it"),
        pytest.param([AnyOf([TEAS, CUPS]), AnyOf([CUPS, CAKES])], "", id="two choices, nothing measured"),
        pytest.param(
            [AnyOf([AllOf([TEAS, TWO])]), AnyOf([TEAS, CUPS])], "shrinks wide", id="in one choice of two"
        ),
        pytest.param(
            [AnyOf([AllOf([AnyOf([AllOf([TEAS, TWO])]), AnyOf([TEAS, CUPS])]), CAKES])],
            "shrinks wide",
            id="in one choice of two, in a choice",
        ),
    ],
)
def test_what_taking_lines_and_money_away_may_change(conditions: Sequence[Condition], expected: str) -> None:
    plan = book_of(*conditions).rules[0].plan
    asks = plan.asks
    flags = {"shrinks": asks.shrinks, "wide": plan.wide, "revives": asks.revives, "live": asks.live}

    assert " ".join(name for name, flag in flags.items() if flag) == expected


IN_TWO_CHOICES = [AnyOf([AllOf([TEAS, TWO])]), AnyOf([TEAS, CUPS])]


@pytest.mark.parametrize(
    ("outer", "middle", "inner", "expected"),
    [
        pytest.param([TEAS], [], [CUPS], "", id="nothing measured"),
        pytest.param([TEAS], [], [TWO], "shrinks", id="two of what the rules around it leave"),
        pytest.param([TWO], [], [TEAS], "shrinks wide", id="two for the outermost rule, with or without tea"),
        pytest.param([], [TWO], [TEAS], "shrinks wide", id="two for the rule around it"),
        pytest.param([TWO_AT_MOST], [], [], "shrinks wide revives", id="two at most for the outermost rule"),
        pytest.param([RICH_STILL], [], [TEAS], "live", id="nine left to pay, outermost"),
        pytest.param([TEAS], [], IN_TWO_CHOICES, "shrinks wide", id="in one choice of two"),
        pytest.param(IN_TWO_CHOICES, [], [TEAS], "shrinks wide", id="in one choice of two, outermost"),
    ],
)
def test_what_may_end_a_rule_inside_of_others(
    outer: list[Condition], middle: list[Condition], inner: list[Condition], expected: str
) -> None:
    """All that the rules around it measure may be more than the lines that it works on."""
    inside = Rule(conditions=inner, benefits=[TEN])
    around = Rule(conditions=middle, benefits=[Then([inside])])
    plan = book_of(*outer, benefits=[Then([around])]).rules[0].plan
    flags = {
        "shrinks": plan.asks.shrinks,
        "wide": plan.wide,
        "revives": plan.asks.revives,
        "live": plan.asks.live,
    }

    assert " ".join(name for name, flag in flags.items() if flag) == expected


def test_a_plan_of_usual_conditions_is_made_when_the_rule_is_first_woken() -> None:
    book = compile_offers(
        [Offer.of(name, [kind], [PercentOff(5)]) for name, kind in (("cups", CUPS), ("teas", TEAS))],
        catalog=CATALOG,
    )
    calculate(receipt((TEA, "5.00")), None, book)
    woken = {rule.contender.offer.id: rule.ready is not None for rule in book.rules}

    assert woken == {"cups": False, "teas": True}
    assert [rule.plan.whole for rule in book.rules] == [[kind.lower()] for kind in (CUPS, TEAS)]


@pytest.mark.parametrize(
    ("conditions", "outcome"),
    [
        pytest.param([AnyOf([TWO, OLD]), AnyOf([TEAS, CAKES])], Outcome.NOT_MET, id="two teas or cakes"),
        pytest.param([AnyOf([TEAS, CAKES]), AnyOf([OLD, TWO])], Outcome.NOT_MET, id="of teas or cakes two"),
        pytest.param([AnyOf([TWO, OLD]), AnyOf([TEAS, CUPS])], Outcome.GRANTED, id="two teas or cups"),
        pytest.param([TWO, AnyOf([TEAS, CUPS]), NEW], Outcome.NOT_MET, id="two that are new"),
        pytest.param([AnyOf([TWO, TEAS]), AnyOf([TEAS, CAKES])], Outcome.GRANTED, id="two, or tea"),
    ],
)
def test_a_choice_of_checks_counts_the_lines_that_are_left(
    conditions: Sequence[Condition], outcome: Outcome
) -> None:
    sale = receipt((TEA, "10.00"), (CUP, "10.00"))

    assert outcomes(sell([Offer.of("a", conditions, [TEN])], sale)) == {"a": outcome}


AGE = Need(NeedKind.ATTRIBUTE, "age")
BORN = Need(NeedKind.ATTRIBUTE, "birthday")
FAVORITES, ENTRIES = Need(NeedKind.FAVORITE, "mine"), Need(NeedKind.PERSONAL, "offers")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        pytest.param(TEAS, set(), id="products"),
        pytest.param(FavoriteProducts("mine"), {FAVORITES}, id="favourites"),
        pytest.param(Not(FavoriteProducts("mine")), {FAVORITES}, id="but favourites"),
        pytest.param(PersonalEntries("offers"), {ENTRIES}, id="individual offers"),
        pytest.param(ChosenCategories("offers"), {ENTRIES}, id="chosen categories"),
        pytest.param(
            InAudience({"a", "b"}),
            {Need(NeedKind.AUDIENCE, "a"), Need(NeedKind.AUDIENCE, "b")},
            id="audiences",
        ),
        pytest.param(AtPlaces({"a"}), set(), id="places"),
        pytest.param(OLD, {AGE}, id="a member's number"),
        pytest.param(YOUNG, {AGE}, id="a member's number in a host's words"),
        pytest.param(HasAttribute(of=Carrier.MEMBER, name="age"), {AGE}, id="a member's attribute"),
        pytest.param(HasAttribute(of=Carrier.RECEIPT, name="age"), set(), id="a receipt's attribute"),
        pytest.param(HasAttribute(of=Carrier.PLACE, name="age"), set(), id="a place's attribute"),
        pytest.param(HasAttribute(of=Carrier.PRODUCT, name="age"), set(), id="a product's attribute"),
        pytest.param(Birthday(), {BORN}, id="a birthday"),
        pytest.param(BirthdayMonth(), {BORN}, id="the month of a birthday"),
        pytest.param(TimeSince(attribute="birthday", unit=Unit.YEAR, at_least=18), {BORN}, id="years of age"),
        pytest.param(MemberDate(attribute="birthday", first=dt.date(1990, 1, 1)), {BORN}, id="a date"),
        pytest.param(RICH, set(), id="the receipt's amount"),
        pytest.param(TWO, set(), id="a quantity"),
        pytest.param(
            ReceiptContains([TEAS, FavoriteProducts("mine")]), {FAVORITES}, id="favourites on the receipt"
        ),
        pytest.param(AllOf([TEAS, OLD, FavoriteProducts("mine")]), {AGE, FAVORITES}, id="all of some"),
        pytest.param(AnyOf([OLD, AllOf([TEAS, Birthday()])]), {AGE, BORN}, id="any of some"),
    ],
)
def test_the_facts_that_a_condition_reads(condition: Condition, expected: set[Need]) -> None:
    assert book_of(condition).needs == expected


CAKES_AND_CUPS = InSets(parts=[SetOf([CAKES], 2), SetOf([CUPS])], benefits=[TEN])
CAKES_IN_PAIRS = InSets(parts=[SetOf([CAKES], 2)], benefits=[TEN])
CUPS_IN_PAIRS = InSets(parts=[SetOf([CUPS], 2)], benefits=[TEN])
ONE_CUP = receipt((CUP, "1.00"))
ONE_TEA, TEA_AND_CAKE = receipt((TEA, "1.00")), receipt((TEA, "1.00"), (CAKE, "1.00"))


@pytest.mark.parametrize(
    ("conditions", "benefits", "sale", "expected"),
    [
        pytest.param([], [CAKES_AND_CUPS], ONE_TEA, False, id="sets of cakes and cups, without any"),
        pytest.param([TEAS], [CAKES_AND_CUPS], ONE_TEA, True, id="of the same rank the condition's product"),
        pytest.param([], [CAKES_AND_CUPS], TEA_AND_CAKE, True, id="sets of cakes and cups, with a cake"),
        pytest.param([], [CAKES_AND_CUPS, TEN], ONE_TEA, True, id="sets, and a discount besides"),
        pytest.param([], [TEN, CAKES_AND_CUPS], ONE_TEA, True, id="a discount, and sets besides"),
        pytest.param([], [BuyGet(buy=SetOf([CAKES]))], ONE_TEA, False, id="buy cake, get cake, without any"),
        pytest.param(
            [], [CAKES_IN_PAIRS, CUPS_IN_PAIRS], ONE_CUP, True, id="sets of cakes, and others of cups"
        ),
        pytest.param(
            [], [CAKES_IN_PAIRS, CUPS_IN_PAIRS], receipt((CAKE, "1.00")), True, id="the same, with a cake"
        ),
        pytest.param([], [CAKES_IN_PAIRS, CAKES_IN_PAIRS], ONE_CUP, False, id="sets of cakes twice"),
        pytest.param([], [NForM(3, 2)], ONE_TEA, True, id="sets of anything"),
        pytest.param(
            [], [InSets(parts=[SetOf([CAKES])], benefits=[PointsAmount(5)])], ONE_TEA, False, id="points"
        ),
        pytest.param([], [ReceiptMessage("hello")], ONE_TEA, True, id="a message"),
    ],
)
def test_sets_wake_an_offer_where_it_gives_nothing_else(
    conditions: Sequence[Condition], benefits: Sequence[Benefit], sale: Receipt, *, expected: bool
) -> None:
    book = book_of(*conditions, benefits=benefits)

    assert bool(wake(gather(sale, None, book))) is expected


ENTRY = FromEntry("offers")
MONEY, MONEY_OF_ENTRY = Reduce(amount=Fixed(5), currency="EUR"), Reduce(amount=ENTRY)
MORE_MONEY = Reduce(amount=Fixed(7), currency="EUR")
POINTS, POINTS_OF_ENTRY = Accrue(amount=Fixed(5), points="bonus"), Accrue(amount=ENTRY, points="bonus")
COUPON_OF_ENTRY, FILL = IssueFromEntry("offers"), FillSlots("mine")
HELLO = Say(channel=Channel.RECEIPT, text=Template("hello"))
COUPON = Issue(issue="spring", count=1)
VISIT = Count(counter="visits", operation=CounterOperation.INCREASE, value=1)


@pytest.mark.parametrize(
    ("instructions", "expected"),
    [
        pytest.param([MONEY], [(Stage.DISCOUNT, [MONEY], [])], id="a discount"),
        pytest.param([FILL], [(Stage.SETUP, [FILL], [])], id="slots"),
        pytest.param([HELLO], [(Stage.COMPLETION, [], [HELLO])], id="a message"),
        pytest.param(
            [HELLO, COUPON, VISIT],
            [(Stage.COMPLETION, [], [HELLO, COUPON, VISIT])],
            id="a message, a coupon and a counter",
        ),
        pytest.param(
            [POINTS, HELLO, MONEY],
            [(Stage.DISCOUNT, [MONEY], []), (Stage.ACCRUAL, [POINTS], [HELLO])],
            id="points, a message and a discount: the message goes with what is written first",
        ),
        pytest.param(
            [HELLO, MONEY, POINTS],
            [(Stage.DISCOUNT, [MONEY], [HELLO]), (Stage.ACCRUAL, [POINTS], [])],
            id="a discount and points",
        ),
        pytest.param(
            [MONEY, MORE_MONEY, MONEY],
            [(Stage.DISCOUNT, [MONEY, MORE_MONEY, MONEY], [])],
            id="discounts in their order",
        ),
        pytest.param(
            [FILL, HELLO],
            [(Stage.SETUP, [FILL], []), (Stage.COMPLETION, [], [HELLO])],
            id="slots and a message",
        ),
        pytest.param(
            [FILL, MONEY, HELLO],
            [(Stage.SETUP, [FILL], []), (Stage.DISCOUNT, [MONEY], [HELLO])],
            id="slots, a discount and a message",
        ),
        pytest.param(
            [FILL, MONEY], [(Stage.SETUP, [FILL], []), (Stage.DISCOUNT, [MONEY], [])], id="no message"
        ),
    ],
)
def test_a_rule_has_a_piece_in_each_of_its_stages(
    instructions: list[Instruction], expected: list[tuple[Stage, list[Instruction], list[Instruction]]]
) -> None:
    pieces = tasks(instructions)

    assert [(one.stage, list(one.instructions), list(one.emissions)) for one in pieces] == expected
    assert not any(one.once for one in pieces)


@pytest.mark.parametrize(
    ("instructions", "stages"),
    [
        pytest.param([MONEY_OF_ENTRY, POINTS], [Stage.DISCOUNT, Stage.ACCRUAL], id="a discount of entries"),
        pytest.param([MONEY, POINTS_OF_ENTRY], [Stage.DISCOUNT, Stage.ACCRUAL], id="points of entries"),
        pytest.param([MONEY, COUPON_OF_ENTRY], [Stage.DISCOUNT, Stage.COMPLETION], id="coupons of entries"),
        pytest.param(
            [COUPON_OF_ENTRY, MONEY], [Stage.DISCOUNT, Stage.COMPLETION], id="coupons of entries first"
        ),
        pytest.param([POINTS_OF_ENTRY, MONEY], [Stage.DISCOUNT, Stage.ACCRUAL], id="points of entries first"),
        pytest.param(
            [FILL, MONEY_OF_ENTRY, POINTS], [Stage.DISCOUNT, Stage.ACCRUAL], id="never where slots are filled"
        ),
    ],
)
def test_messages_wait_in_every_stage_where_an_entry_decides(
    instructions: list[Instruction], stages: list[Stage]
) -> None:
    pieces = tasks([*instructions, HELLO])

    assert [one.stage for one in pieces if one.emissions == (HELLO,)] == stages
    assert all(one.once for one in pieces)


def test_pieces_are_in_the_order_of_their_stages() -> None:
    (contender,) = book_of(
        TEAS, benefits=[PersonalBenefit("offers"), FillFavoriteSlots("mine"), ReceiptMessage("hello")]
    ).contenders

    assert [(one.contender, one.number, one.stage) for one in contender.pieces] == [
        (contender, 0, stage) for stage in (Stage.SETUP, Stage.DISCOUNT, Stage.ACCRUAL, Stage.COMPLETION)
    ]


def test_an_offer_for_members_demands_a_member() -> None:
    offers = [Offer.of("a", [TEAS], [TEN], reach=Members())]

    assert outcomes(sell(offers, ONE_TEA, None)) == {"a": Outcome.UNKNOWN}


LINES, SORTS = OfLines(figure=LineFigure.AMOUNT), OfLines(figure=LineFigure.PRODUCTS)


def when(
    low: int | None = None,
    high: int | None = None,
    *,
    figure: OfLines = LINES,
    above: bool = False,
    negated: bool = False,
    gives: Reduce | Accrue = MONEY,
) -> Reduce | Accrue:
    """A benefit from *low*, or *above* it, up to *high*."""
    reached = Range(low=low, high=high, low_open=above, high_open=high is not None)
    return evolve(gives, when=(Compare(figure=figure, range=reached, currency="EUR", negated=negated),))


@pytest.mark.parametrize(
    ("instructions", "expected"),
    [
        pytest.param([], None, id="nothing"),
        pytest.param([MONEY], None, id="no step"),
        pytest.param([FILL], None, id="something else than money and points"),
        pytest.param([when(10)], Range(low=10), id="from ten"),
        pytest.param([when(10, above=True)], Range(low=10, low_open=True), id="above ten"),
        pytest.param([when(10, gives=POINTS)], Range(low=10), id="points from ten"),
        pytest.param([when(0)], Range(low=0), id="from nothing on"),
        pytest.param([when(10, 20), when(20)], Range(low=10), id="from ten, and from twenty"),
        pytest.param([when(20), when(10, 20)], Range(low=10), id="from twenty, and from ten"),
        pytest.param([when(10), when(10, above=True)], Range(low=10), id="from ten, and above ten"),
        pytest.param([when(10, above=True), when(10)], Range(low=10), id="above ten, and from ten"),
        pytest.param(
            [when(10), when(5, gives=POINTS), when(7)], Range(low=5), id="points from five between them"
        ),
        pytest.param([when(10), MONEY], None, id="from ten, and always"),
        pytest.param([MONEY, when(10)], None, id="always, and from ten"),
        pytest.param([when(10), when(2, figure=SORTS)], None, id="from ten, and from two products"),
        pytest.param([when(10), when(high=20)], None, id="from ten, and up to twenty"),
        pytest.param([when(10), when(20, negated=True)], None, id="from ten, and not from twenty"),
    ],
)
def test_the_lowest_step_of_a_rule(instructions: list[Instruction], expected: Range | None) -> None:
    lowest = lowest_step(instructions)

    assert lowest == (None if expected is None else Compare(figure=LINES, range=expected, currency="EUR"))
