"""Limits in units: for how many pieces an offer gives discounts and points."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from attrs import evolve
from cases.till import CAKE, CUP, MEMBER, NOON, TEA, earned, eur, off, receipt, sell

from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.engine.records import Outcome, Verdict
from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.amounts import Fixed
from loyalty_engine.model.context import NOTHING, Context
from loyalty_engine.model.counter_keys import CounterKey
from loyalty_engine.model.counters import CountedPer, Counter, CounterChange
from loyalty_engine.model.identifiers import ExternalCode
from loyalty_engine.model.intents import CounterIntent
from loyalty_engine.model.member import Member, Need, NeedKind
from loyalty_engine.model.personal import (
    BenefitKind,
    EntryBenefit,
    PersonalItem,
    PersonalizedOffer,
    ProductTarget,
)
from loyalty_engine.model.receipt import Receipt
from loyalty_engine.model.window import Opening, Window, WindowUnit
from loyalty_engine.rules.benefits import (
    AddGift,
    AdditionalPoints,
    AdoptExternalDiscount,
    AmountOff,
    BundlePrice,
    FixedPrice,
    InitialPrice,
    InSets,
    MinimumPrice,
    MultiplyPoints,
    NForM,
    PayWithPoints,
    PercentOff,
    PersonalBenefit,
    PointsAmount,
    PointsPercent,
    ReceiptMessage,
    Repeat,
    RoundTotal,
    SetOf,
    Then,
)
from loyalty_engine.rules.benefits.discounts import Per
from loyalty_engine.rules.conditions import LineQuantity, Products
from loyalty_engine.rules.language import Benefit
from loyalty_engine.rules.limits import AnyLimit, Budget, Limit, UnitLimit
from loyalty_engine.rules.offer import Offer, Rule

PROGRAM, EACH = CountedPer.PROGRAM, CountedPer.MEMBER
TODAY = Window(1, WindowUnit.DAY, opening=Opening.END)
TENTH, HALF = PercentOff(10), PercentOff(50)
THREE_TEAS = receipt((TEA, "30.00", 3))
#: A tea costs 10.00, a cup 8.00, a cake 5.00.
TABLE = receipt((CAKE, "10.00", 2), (TEA, "20.00", 2), (CUP, "8.00"))


def limited(*limits: AnyLimit, benefits: tuple[Benefit, ...] = (TENTH,)) -> Offer:
    return Offer.of("a", benefits=benefits, limits=limits)


def used(value: int, *ago: int) -> Member:
    """A member who has had so many units, one each so many hours ago."""
    moves = [CounterChange(at=NOON - dt.timedelta(hours=hours), by=1) for hours in ago]
    return Member("m-1", counters={"units:a": Counter(value, changes=moves)})


def of_all(value: int) -> Context:
    """So many units have been given to all."""
    return Context(counters={"units:a": value})


def counted(calculation: Calculation) -> list[tuple[str, CountedPer, int]]:
    intents = [intent for intent in calculation.intents if isinstance(intent, CounterIntent)]
    return [(intent.counter, intent.per, intent.value) for intent in intents]


def verdict(calculation: Calculation, offer: str = "a") -> Verdict:
    return next(one for one in calculation.explain().verdicts if one.offer == offer)


@pytest.mark.parametrize(
    ("limit", "member", "cut", "units"),
    [
        pytest.param(UnitLimit(3), MEMBER, "3.00", 3, id="none used"),
        pytest.param(UnitLimit(9), MEMBER, "3.00", 3, id="more than there are"),
        pytest.param(UnitLimit(3), used(1), "2.00", 2, id="one used"),
        pytest.param(UnitLimit(3), used(3), "0.00", 0, id="all used"),
        pytest.param(UnitLimit(2), used(-1), "3.00", 3, id="more returned than bought"),
        pytest.param(UnitLimit(2, window=TODAY), used(9, 11, 13), "1.00", 1, id="one today, one yesterday"),
        pytest.param(UnitLimit(2), None, "0.00", 0, id="nobody knows who buys"),
    ],
)
def test_of_each_member(limit: UnitLimit, member: Member | None, cut: str, units: int) -> None:
    calculation = sell([limited(limit)], THREE_TEAS, member)

    assert off(calculation) == (cut,)
    assert counted(calculation) == ([("units:a", EACH, units)] if units else [])


@pytest.mark.parametrize(
    ("context", "outcome", "cut"),
    [
        pytest.param(of_all(998), Outcome.GRANTED, "2.00", id="the last two"),
        pytest.param(of_all(1000), Outcome.NOT_MET, "0.00", id="gone"),
        pytest.param(NOTHING, Outcome.UNKNOWN, "0.00", id="nobody has counted"),
    ],
)
@pytest.mark.parametrize("member", [MEMBER, None], ids=["a member", "a stranger"])
def test_of_all_buyers(context: Context, outcome: Outcome, cut: str, member: Member | None) -> None:
    calculation = sell([limited(UnitLimit(1000, per=PROGRAM))], THREE_TEAS, member, context=context)

    assert (verdict(calculation).outcome, off(calculation)) == (outcome, (cut,))
    assert counted(calculation) == ([("units:a", PROGRAM, 2)] if outcome is Outcome.GRANTED else [])


def test_all_limits_hold_together_and_each_counter_counts_once() -> None:
    units = UnitLimit(3), UnitLimit(1, window=TODAY), UnitLimit(5, per=PROGRAM)
    context = Context(counters={"units:a": 0, "money:a": 0})
    calculation = sell([limited(*units, Limit(2), Budget(eur("0.60")))], THREE_TEAS, context=context)

    assert off(calculation) == ("0.60",)
    assert counted(calculation) == [
        ("units:a", EACH, 1),
        ("units:a", PROGRAM, 1),
        ("uses:a", EACH, 1),
        ("money:a", PROGRAM, 60),
    ]


def test_the_book_says_what_it_needs() -> None:
    book = compile_offers([limited(UnitLimit(2, window=TODAY), UnitLimit(9, per=PROGRAM))])

    assert {(need.kind, need.name) for need in book.needs} == {
        (NeedKind.COUNTER_CHANGES, "units:a"),
        (NeedKind.PROGRAM_COUNTER, "units:a"),
    }
    changes = Need(NeedKind.COUNTER_CHANGES, "units:a")
    assert book.since(changes, THREE_TEAS) == dt.datetime(2026, 9, 15)


def test_verdicts_say_when_it_is_used_up_and_when_it_cut_short() -> None:
    said = "not met; the offer gives for at most 2 units per member in the day of the receipt (seen: 2)"

    assert said in str(sell([limited(UnitLimit(2, window=TODAY))], THREE_TEAS, used(9, 1, 2)).explain())
    assert verdict(sell([limited(UnitLimit(2))], THREE_TEAS)).capped
    assert not verdict(sell([limited(UnitLimit(3))], THREE_TEAS)).capped


@pytest.mark.parametrize(
    ("units", "benefit", "cuts"),
    [
        pytest.param(1, HALF, ("0.00", "5.00", "0.00"), id="one tea"),
        pytest.param(2, HALF, ("0.00", "10.00", "0.00"), id="both teas"),
        pytest.param(4, HALF, ("2.50", "10.00", "4.00"), id="the teas, the cup, one cake"),
        pytest.param(5, HALF, ("5.00", "10.00", "4.00"), id="all"),
        pytest.param(3, AmountOff(eur("7.00")), ("0.00", "5.00", "2.00"), id="a sum is spread over them"),
        pytest.param(1, AmountOff(eur("70.00")), ("0.00", "10.00", "0.00"), id="a sum, and no more left"),
        pytest.param(4, AmountOff(eur("1.00"), per=Per.UNIT), ("1.00", "2.00", "1.00"), id="a sum per unit"),
        pytest.param(4, AmountOff(eur("1.00"), per=Per.LINE), ("1.00", "1.00", "1.00"), id="a sum per line"),
        pytest.param(3, FixedPrice(eur("6.00")), ("0.00", "8.00", "2.00"), id="a price for each unit"),
        pytest.param(3, FixedPrice(eur("10.00"), together=True), ("0.00", "12.86", "5.14"), id="one price"),
        pytest.param(3, PercentOff(50, at_most=eur("7.00")), ("0.00", "5.00", "2.00"), id="a cap"),
    ],
)
def test_the_dearest_units_get_it(units: int, benefit: Benefit, cuts: tuple[str, ...]) -> None:
    assert off(sell([limited(UnitLimit(units), benefits=(benefit,))], TABLE)) == cuts


def test_a_weighed_line_is_one_unit() -> None:
    ham = receipt((CAKE, "12.00", "1.234"), (TEA, "10.00", 2))

    calculation = sell([limited(UnitLimit(2))], ham)
    assert off(calculation) == ("1.20", "0.50")
    assert counted(calculation) == [("units:a", EACH, 2)]


@pytest.mark.parametrize("cumulative", [False, True], ids=["taking", "cumulative"])
def test_the_rest_of_the_line_is_free_for_others(cumulative: bool) -> None:
    first = Offer.of("a", benefits=[HALF], limits=[UnitLimit(2)], priority=5, cumulative=cumulative)
    calculation = sell([first, Offer.of("b", benefits=[TENTH])], THREE_TEAS)

    discounts = {one.offer: one.amount for one in calculation.lines[0].discounts}
    assert discounts == ({"a": 1000, "b": 300} if cumulative else {"a": 1000, "b": 100})


def test_points_leave_the_rest_of_the_line_to_others() -> None:
    first = Offer.of("a", benefits=[PointsAmount(5, per=Per.UNIT)], limits=[UnitLimit(2)], priority=5)
    calculation = sell([first, Offer.of("b", benefits=[PointsAmount(1, per=Per.UNIT)])], THREE_TEAS)

    assert {one.offer: one.amount for one in calculation.lines[0].points} == {"a": 10, "b": 1}


def test_units_that_others_have_taken_do_not_count() -> None:
    first = Offer.of("b", benefits=[NForM(3, 2)], priority=5)
    calculation = sell([first, limited(UnitLimit(2))], receipt((TEA, "40.00", 4)))

    assert {one.offer: one.amount for one in calculation.lines[0].discounts} == {"b": 1000, "a": 100}
    assert counted(calculation) == [("units:a", EACH, 1)]


@pytest.mark.parametrize(
    ("units", "benefit", "sale", "cuts", "count"),
    [
        pytest.param(1, NForM(3, 2), receipt((TEA, "60.00", 6)), ("10.00",), 1, id="one free one of two"),
        pytest.param(2, NForM(3, 2), receipt((TEA, "60.00", 6)), ("20.00",), 2, id="two free ones"),
        pytest.param(
            3,
            BundlePrice([SetOf([Products([TEA])]), SetOf([Products([CUP])])], eur("10.00")),
            receipt((TEA, "20.00", 2), (CUP, "16.00", 2)),
            ("4.44", "3.56"),
            2,
            id="one kit of two units, for the second there is one too few",
        ),
        pytest.param(
            1,
            BundlePrice([SetOf([Products([TEA])], 2)], eur("10.00")),
            receipt((TEA, "20.00", 2)),
            ("0.00",),
            0,
            id="no set of two",
        ),
    ],
)
def test_sets_beyond_the_limit_are_not_made(
    units: int, benefit: Benefit, sale: Receipt, cuts: tuple[str, ...], count: int
) -> None:
    calculation = sell([limited(UnitLimit(units), benefits=(benefit,))], sale)

    assert off(calculation) == cuts
    assert counted(calculation) == ([("units:a", EACH, count)] if count else [])


def test_a_set_that_is_not_made_leaves_its_units_to_others() -> None:
    three = Offer.of("a", benefits=[NForM(3, 2)], limits=[UnitLimit(1)], priority=5)
    calculation = sell([three, Offer.of("b", benefits=[TENTH])], receipt((TEA, "60.00", 6)))

    assert {one.offer: one.amount for one in calculation.lines[0].discounts} == {"a": 1000, "b": 300}


class TestOneReceipt:
    """A unit counts once, however many benefits, rules and stages of the offer give something for it."""

    def test_benefits_of_a_rule(self) -> None:
        benefits = TENTH, AmountOff(eur("1.00"), per=Per.UNIT), Repeat([AmountOff(eur("0.10"))], times=3)
        calculation = sell([limited(UnitLimit(2), benefits=benefits)], THREE_TEAS)

        assert off(calculation) == ("4.30",)
        assert counted(calculation) == [("units:a", EACH, 2)]

    def test_a_discount_and_points(self) -> None:
        calculation = sell([limited(UnitLimit(2), benefits=(HALF, PointsPercent(100)))], THREE_TEAS)

        assert (off(calculation), earned(calculation)) == (("10.00",), {"bonus": 13})
        assert counted(calculation) == [("units:a", EACH, 2)]

    def test_points_for_units_that_are_more_count_what_is_more(self) -> None:
        rules = [
            Rule(conditions=[Products([CUP])], benefits=[HALF]),
            Rule(benefits=[PointsAmount(1, per=Per.UNIT)]),
        ]
        calculation = sell([Offer(id="a", rules=rules, limits=[UnitLimit(3)])], TABLE)

        assert off(calculation) == ("0.00", "0.00", "4.00")
        assert [sum(part.amount for part in line.points) for line in calculation.lines] == [0, 2, 1]
        assert counted(calculation) == [("units:a", EACH, 3)]

    @pytest.mark.parametrize(
        ("units", "points"),
        [
            pytest.param(4, 1, id="two of the three teas that have counted are left for the second set"),
            pytest.param(5, 1, id="one too few"),
            pytest.param(6, 2, id="enough for the second set"),
        ],
    )
    def test_points_for_sets_of_the_units_that_got_a_discount(self, units: int, points: int) -> None:
        """The first three, a cup and two teas, are a set; then three teas are one."""
        three = InSets(parts=[SetOf(units=3)], benefits=[PointsAmount(1)])
        sale = receipt((CUP, "12.00"), (TEA, "70.00", 7))
        calculation = sell([limited(UnitLimit(units), benefits=(TENTH, three))], sale)

        assert earned(calculation) == {"bonus": points}
        assert counted(calculation) == [("units:a", EACH, units)]

    def test_units_to_spare_in_one_line_are_none_in_another(self) -> None:
        """Two teas have counted, of which the set takes one; its cup would be a third unit."""
        pair = InSets(parts=[SetOf([Products([TEA])]), SetOf([Products([CUP])])], benefits=[PointsAmount(1)])
        rules = [Rule(conditions=[Products([TEA])], benefits=[TENTH]), Rule(benefits=[pair])]
        for units, points in ((2, {}), (3, {"bonus": 1})):
            calculation = sell([Offer(id="a", rules=rules, limits=[UnitLimit(units)])], TABLE)

            assert earned(calculation) == points
            assert counted(calculation) == [("units:a", EACH, units)]

    @pytest.mark.parametrize(("units", "points"), [(3, 1), (4, 2)])
    def test_points_for_sets_count_their_units(self, units: int, points: int) -> None:
        """A cup and a tea, then two teas: four units."""
        pairs = InSets(parts=[SetOf(units=2)], benefits=[PointsAmount(1)])
        sale = receipt((CUP, "12.00"), (TEA, "30.00", 3))
        calculation = sell([limited(UnitLimit(units), benefits=(pairs,))], sale)

        assert earned(calculation) == {"bonus": points}
        assert counted(calculation) == [("units:a", EACH, 2 * points)]

    def test_rules_that_share_lines_draw_on_it_in_their_order(self) -> None:
        rules = [
            Rule(conditions=[Products([TEA])], benefits=[HALF]),
            Rule(benefits=[TENTH]),
        ]
        for units, cuts in ((2, ("0.00", "10.00", "0.00")), (4, ("0.50", "10.00", "0.80"))):
            calculation = sell([Offer(id="a", rules=rules, limits=[UnitLimit(units)])], TABLE)

            assert off(calculation) == cuts
            assert counted(calculation) == [("units:a", EACH, units)]

    @pytest.mark.parametrize("cumulative", [False, True])
    def test_rules_inside_of_a_rule_see_the_same_units(self, cumulative: bool) -> None:
        more = Then([Rule(conditions=[Products([CUP, CAKE])], benefits=[AmountOff(eur("1.00"))])])
        rule = Rule(benefits=[TENTH, more])
        offer = Offer(id="a", rules=[rule], limits=[UnitLimit(3)], cumulative=cumulative)
        calculation = sell([offer], TABLE)

        assert off(calculation) == ("0.00", "2.00", "1.80")
        assert counted(calculation) == [("units:a", EACH, 3)]

    def test_conditions_count_all_units(self) -> None:
        offer = Offer.of("a", [LineQuantity(at_least=3)], [TENTH], limits=[UnitLimit(1)])

        assert off(sell([offer], THREE_TEAS)) == ("1.00",)

    def test_units_that_get_nothing_do_not_count(self) -> None:
        offer = limited(UnitLimit(5), benefits=(MinimumPrice(price=eur("9.00")), PercentOff(20)))
        calculation = sell([offer], receipt((TEA, "10.00", 1), (CUP, "8.00", 1)))

        assert off(calculation) == ("1.00", "0.00")
        assert counted(calculation) == [("units:a", EACH, 1)]

    def test_units_that_get_nothing_are_left_to_others(self) -> None:
        """A tenth of four cents is nothing, so that the tea is chosen, and neither counts nor is taken."""
        half_tea = Offer.of("tea", [Products({TEA})], [HALF])
        calculation = sell(
            [evolve(limited(UnitLimit(2)), priority=1), half_tea], receipt((TEA, "0.04"), (CUP, "5.00"))
        )

        assert off(calculation) == ("0.02", "0.50")
        assert counted(calculation) == [("units:a", EACH, 1)]

    def test_a_verdict_says_that_the_first_of_several_products_was_cut_short(self) -> None:
        offer = limited(UnitLimit(1, keyed_by={CounterKey.PRODUCT}))
        calculation = sell([offer], receipt((TEA, "30.00", 3), (CUP, "5.00")))

        assert off(calculation) == ("1.00", "0.50")
        assert verdict(calculation).capped

    def test_units_of_sets_count_whether_they_can_bear_it_or_not(self) -> None:
        """The cup makes the tea free, which may cost no less; the cake makes the bag free."""
        floor = Offer.of("floor", [Products({TEA})], [MinimumPrice(percent=100)])
        pairs = limited(UnitLimit(9), benefits=(NForM(2, 1),))
        sale = receipt((CUP, "20.00"), (TEA, "10.00"), (CAKE, "8.00"), ("bag", "4.00"))
        calculation = sell([floor, pairs], sale)

        assert off(calculation) == ("0.00", "0.00", "0.00", "4.00")
        assert counted(calculation) == [("units:a", EACH, 2)]

    def test_points_that_nobody_gets_count_no_units(self) -> None:
        offer = limited(UnitLimit(3, per=PROGRAM), benefits=(PointsAmount(1, per=Per.UNIT),))
        both = limited(
            UnitLimit(3, per=PROGRAM), benefits=(AmountOff(eur("1.00"), per=Per.LINE), PointsAmount(5))
        )
        calculation = sell([offer], THREE_TEAS, None, context=of_all(1))

        assert (earned(calculation), counted(calculation)) == ({"bonus": 2}, [])
        assert counted(sell([both], THREE_TEAS, None, context=of_all(1))) == [("units:a", PROGRAM, 2)]

    def test_an_offer_that_is_beaten_counts_nothing(self) -> None:
        assert counted(sell([limited(UnitLimit(5)), Offer.of("b", benefits=[HALF])], THREE_TEAS)) == []

    def test_a_limit_makes_an_offer_weaker(self) -> None:
        offers = [limited(UnitLimit(1), benefits=(HALF,)), Offer.of("b", benefits=[PercentOff(20)])]

        assert {one.offer: one.amount for one in sell(offers, THREE_TEAS).lines[0].discounts} == {"b": 600}

    def test_what_is_given_for_no_units_ends_with_the_limit(self) -> None:
        offer = limited(UnitLimit(2), benefits=(TENTH, AdditionalPoints(5), ReceiptMessage("Two only")))

        assert earned(sell([offer], THREE_TEAS, used(1))) == {"bonus": 5}
        calculation = sell([offer], THREE_TEAS, used(2))
        assert (earned(calculation), calculation.messages) == ({}, ())


def test_entries_give_for_the_dearest_units_that_they_cover() -> None:
    cups = PersonalItem(
        target=ProductTarget(ExternalCode(CUP)),
        benefit=EntryBenefit(kind=BenefitKind.DISCOUNT, amount=Fixed(100)),
    )
    cakes = PersonalItem(
        target=ProductTarget(ExternalCode(CAKE)),
        benefit=EntryBenefit(kind=BenefitKind.DISCOUNT, amount=Fixed(600)),
    )
    member = Member("m-1", personal={"mine": PersonalizedOffer(items=[cups, cakes])})
    calculation = sell([limited(UnitLimit(2), benefits=(PersonalBenefit("mine"),))], TABLE, member)

    assert off(calculation) == ("5.00", "0.00", "1.00")
    assert counted(calculation) == [("units:a", EACH, 2)]


@pytest.mark.parametrize(
    ("benefits", "said"),
    [
        pytest.param([TENTH, MultiplyPoints(2)], "not given for units", id="multiplied points"),
        pytest.param([TENTH, RoundTotal(eur("1.00"))], "not given for units", id="a round total"),
        pytest.param([TENTH, PayWithPoints(percent=50)], "not given for units", id="leave to pay"),
        pytest.param([TENTH, AdoptExternalDiscount()], "not given for units", id="adopted"),
        pytest.param([TENTH, AddGift(CUP)], "not given for units", id="a gift"),
        pytest.param([TENTH, InitialPrice(price=eur("9.00"))], "not given for units", id="initial price"),
        pytest.param([Then([Rule(benefits=[TENTH, AddGift(CUP)])])], "not given for units", id="inside"),
        pytest.param([ReceiptMessage("Hello")], "gives nothing for units", id="a message"),
    ],
)
def test_only_what_is_given_for_units_can_be_limited_in_units(benefits: list[Benefit], said: str) -> None:
    with pytest.raises(InvalidInput, match=re.escape(said)) as caught:
        compile_offers([Offer.of("a", benefits=benefits, limits=[Limit(1), UnitLimit(1)])])

    assert [problem.path for problem in caught.value.problems] == ["offers[0].limits[1]"]
