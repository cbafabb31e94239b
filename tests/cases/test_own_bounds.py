"""Bounds that each member carries in his attributes: amounts, quantities, counters and points."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from attrs import evolve
from cases.till import CAKE, CATALOG, CHIPS, CUP, NOON, TEA, eur, off_by, outcomes, receipt, sell

from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.engine.react import react
from loyalty_engine.engine.records import FigureUnit, Outcome, Reason
from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.attributes import AttributeDefinition, Attributes, AttributeType, AttributeValue
from loyalty_engine.model.event import Event
from loyalty_engine.model.member import Member, Need, NeedKind
from loyalty_engine.model.money import Money
from loyalty_engine.model.purchases import PastLine, PastPurchase
from loyalty_engine.model.receipt import Line, Receipt
from loyalty_engine.model.triggers import Trigger
from loyalty_engine.rules.benefits.discounts import AmountOff, PercentOff
from loyalty_engine.rules.benefits.effects import IssueCoupon
from loyalty_engine.rules.benefits.points import AdditionalPoints
from loyalty_engine.rules.conditions import (
    Balance,
    CounterValue,
    FromAttribute,
    LineAmount,
    LineQuantity,
    Not,
    Products,
    Purchases,
    PurchaseSum,
    ReceiptAmount,
    ReceiptContains,
)
from loyalty_engine.rules.conditions.history import Spent
from loyalty_engine.rules.language import Condition
from loyalty_engine.rules.offer import Offer
from loyalty_engine.rules.predicates import Range

YES, NO, UNKNOWN = Outcome.GRANTED, Outcome.NOT_MET, Outcome.UNKNOWN
GOAL = FromAttribute("goal")
MOST = FromAttribute("most")
BETWEEN = ReceiptAmount(at_least=GOAL, at_most=eur("150"), strictly=True)
AT_LEAST = "the receipt comes to at least the member's goal"
SALE = receipt((TEA, "60.00", 3), (CUP, "40.00"))


def member(**attributes: AttributeValue) -> Member:
    return Member("m", attributes=Attributes.of(attributes), counters={"visits": 4}, balances={"chip": 4})


PAST = tuple(
    PastPurchase(id=f"p-{n}", at=NOON - dt.timedelta(days=n), lines=[PastLine(product=TEA, amount=eur(sum))])
    for n, sum in enumerate(("10", "20"), 1)
)


def verdict(condition: Condition, buyer: Member | None, *narrow: Condition) -> Outcome:
    """What becomes of a discount under *condition*, on 60.00 for three teas and 40.00 for a cup."""
    offer = Offer.of("own", [condition, *narrow], [PercentOff(10)])
    return outcomes(sell([offer], SALE, buyer))["own"]


@pytest.mark.parametrize(
    ("condition", "goal", "expected"),
    [
        pytest.param(ReceiptAmount(at_least=GOAL), 100, YES, id="exactly the member's sum"),
        pytest.param(ReceiptAmount(at_least=GOAL), Decimal("100.01"), NO, id="a cent short of it"),
        pytest.param(ReceiptAmount(at_least=GOAL), Decimal("99.995"), YES, id="half a cent more than it"),
        pytest.param(ReceiptAmount(at_least=GOAL), Decimal("100.005"), NO, id="half a cent short of it"),
        pytest.param(ReceiptAmount(at_least=GOAL, strictly=True), 100, NO, id="not more than his sum"),
        pytest.param(ReceiptAmount(at_least=GOAL, strictly=True), Decimal("99.995"), YES, id="more than it"),
        pytest.param(ReceiptAmount(at_most=GOAL), 100, YES, id="not more than his sum, exactly it"),
        pytest.param(ReceiptAmount(at_most=GOAL), Decimal("99.995"), NO, id="half a cent too much"),
        pytest.param(ReceiptAmount(at_most=GOAL, strictly=True), Decimal("100.005"), YES, id="less"),
        pytest.param(ReceiptAmount(at_most=GOAL, strictly=True), 100, NO, id="not less"),
        pytest.param(ReceiptAmount(at_least=GOAL, so_far=True), 100, YES, id="so far"),
        pytest.param(ReceiptAmount(at_least=GOAL, at_most=eur("99")), 50, NO, id="his sum, and the offer's"),
        pytest.param(ReceiptAmount(at_least=GOAL, at_most=eur("100")), 50, YES, id="both are met"),
        pytest.param(ReceiptAmount(at_least=eur("100"), at_most=GOAL), 50, NO, id="nothing between the two"),
        pytest.param(BETWEEN, 99, YES, id="more than his sum, and less than the offer's"),
        pytest.param(BETWEEN, 100, NO, id="not more than his sum, though less than the offer's"),
        pytest.param(BETWEEN, 150, NO, id="no sum is more and less than 150"),
        pytest.param(Not(BETWEEN), 150, YES, id="so the opposite holds"),
        pytest.param(ReceiptAmount(at_least=GOAL), -5, YES, id="a negative number is reached"),
        pytest.param(LineAmount(at_least=GOAL), 100, YES, id="his sum for these lines"),
        pytest.param(LineQuantity(at_least=GOAL), 4, YES, id="his number of units"),
        pytest.param(LineQuantity(at_least=GOAL), Decimal("4.5"), NO, id="half a unit short"),
        pytest.param(LineQuantity(at_most=GOAL), 3, NO, id="a unit too many"),
        pytest.param(CounterValue("visits", at_least=GOAL), 4, YES, id="his number of visits"),
        pytest.param(CounterValue("visits", at_least=GOAL), Decimal("4.2"), NO, id="fewer visits"),
        pytest.param(CounterValue("visits", at_least=GOAL, every=2), 3, YES, id="every second, from his on"),
        pytest.param(CounterValue("visits", at_least=GOAL, every=3), 3, NO, id="not the third"),
        pytest.param(Balance("chip", at_least=GOAL), 4, YES, id="his number of chips"),
        pytest.param(Balance("chip", at_least=GOAL), 5, NO, id="a chip short"),
        pytest.param(ReceiptAmount(at_least=GOAL), "50", NO, id="text is no number"),
        pytest.param(ReceiptAmount(at_least=GOAL), True, NO, id="neither is true"),
        pytest.param(Not(ReceiptAmount(at_least=GOAL)), 100, NO, id="not at least his sum"),
        pytest.param(Not(ReceiptAmount(at_least=GOAL)), 101, YES, id="less than his sum"),
        pytest.param(Not(ReceiptAmount(at_least=GOAL)), "50", YES, id="not true of what is no number"),
    ],
)
def test_the_number_is_the_bound(condition: Condition, goal: AttributeValue, expected: Outcome) -> None:
    assert verdict(condition, member(goal=goal)) is expected


@pytest.mark.parametrize(
    ("least", "most", "expected"),
    [(90, 110, YES), (110, 90, NO), (100, 100, YES), (101, 110, NO), (Decimal("100.001"), 100, NO)],
)
def test_both_bounds_may_be_the_members(
    least: AttributeValue, most: AttributeValue, expected: Outcome
) -> None:
    assert verdict(ReceiptAmount(at_least=GOAL, at_most=MOST), member(goal=least, most=most)) is expected


TEAS = [Products({TEA})]


@pytest.mark.parametrize(
    ("condition", "goal", "expected"),
    [
        pytest.param(ReceiptContains(TEAS, at_least=GOAL), 3, YES, id="his number of teas"),
        pytest.param(ReceiptContains(TEAS, at_least=GOAL), Decimal("3.001"), NO, id="not so many teas"),
        pytest.param(ReceiptContains(TEAS, at_most=GOAL), Decimal("2.999"), NO, id="too many teas"),
        pytest.param(ReceiptContains(TEAS, amount_at_least=GOAL), 60, YES, id="his sum of teas"),
        pytest.param(ReceiptContains(TEAS, amount_at_least=GOAL), Decimal("60.001"), NO, id="a smaller sum"),
        pytest.param(
            ReceiptContains(TEAS, amount_at_least=GOAL, strictly=True), 60, NO, id="not more than his sum"
        ),
        pytest.param(
            ReceiptContains(TEAS, amount_at_least=GOAL, amount_at_most=eur("59")),
            50,
            NO,
            id="the offer's",
        ),
        pytest.param(ReceiptContains(TEAS, at_least=1, amount_at_least=GOAL), 60, YES, id="units and a sum"),
        pytest.param(ReceiptContains(TEAS, amount_at_most=GOAL, so_far=True), 60, YES, id="so far"),
        pytest.param(Not(ReceiptContains(TEAS, at_least=GOAL)), 4, YES, id="not his number"),
        pytest.param(Not(ReceiptContains(TEAS, at_least=GOAL)), "3", YES, id="not true of what is no number"),
        pytest.param(PurchaseSum(at_least=GOAL), 30, YES, id="his sum of the past"),
        pytest.param(PurchaseSum(at_least=GOAL), Decimal("30.01"), NO, id="a cent short of it"),
        pytest.param(PurchaseSum(at_least=GOAL, strictly=True), 30, NO, id="not more than that"),
        pytest.param(PurchaseSum(at_least=GOAL, at_most=eur("29")), 10, NO, id="too much for the offer"),
        pytest.param(PurchaseSum(Purchases(current=True), at_least=GOAL), 130, YES, id="with this receipt"),
        pytest.param(PurchaseSum(spent=Spent.AVERAGE, at_least=GOAL), 15, YES, id="his average"),
        pytest.param(PurchaseSum(spent=Spent.AVERAGE, at_most=GOAL), Decimal("14.999"), NO, id="exactly"),
        pytest.param(
            PurchaseSum(Purchases(current=True), spent=Spent.AVERAGE, at_least=GOAL),
            Decimal("43.333"),
            YES,
            id="an average of 130.00 for three",
        ),
        pytest.param(
            PurchaseSum(Purchases(current=True), spent=Spent.AVERAGE, at_least=GOAL),
            Decimal("43.3334"),
            NO,
            id="and not a hundredth of a cent more",
        ),
        pytest.param(Not(PurchaseSum(at_least=GOAL)), "30", YES, id="no sum is no number"),
        pytest.param(Not(PurchaseSum(at_least=GOAL)), 31, YES, id="less than his sum"),
    ],
)
def test_bounds_of_the_receipt_and_of_the_past(
    condition: Condition, goal: AttributeValue, expected: Outcome
) -> None:
    assert verdict(condition, evolve(member(goal=goal), purchases=PAST)) is expected


def test_an_average_of_nothing_reaches_no_bound() -> None:
    average = PurchaseSum(spent=Spent.AVERAGE, at_most=GOAL)
    assert verdict(average, member(goal=100)) is NO
    assert verdict(average, Member("m", not_loaded={Need(NeedKind.ATTRIBUTE, "goal")})) is NO


def test_bounds_of_the_past_are_unknown_where_the_attribute_is() -> None:
    somebody = Member("m", purchases=PAST, not_loaded={Need(NeedKind.ATTRIBUTE, "goal")})
    for condition in PurchaseSum(at_least=GOAL), ReceiptContains(TEAS, at_least=GOAL):
        assert verdict(condition, somebody) is verdict(Not(condition), somebody) is UNKNOWN
        goal = Need(NeedKind.ATTRIBUTE, "goal")
        assert goal in compile_offers([Offer.of("a", [condition], [PercentOff(1)])]).needs


def test_purchases_in_the_currency_of_the_receipt_count() -> None:
    abroad = evolve(PAST[0], id="p-9", lines=[PastLine(product=TEA, amount=Money.of("50", "USD"))])
    buyer = evolve(member(goal=31), purchases=(*PAST, abroad))
    assert verdict(PurchaseSum(at_least=GOAL), buyer) is NO


def test_a_verdict_says_the_members_sum() -> None:
    offer = Offer.of("own", [PurchaseSum(at_least=GOAL)], [PercentOff(10)])
    said = str(sell([offer], SALE, evolve(member(goal=31), purchases=PAST)).explain())
    assert "at least the member's goal (seen: 30.00 EUR; 1.00 EUR more would do)" in said


def test_conditions_on_products_narrow_what_is_compared() -> None:
    assert verdict(LineAmount(at_least=GOAL), member(goal=60), Products({TEA})) is YES
    assert verdict(LineAmount(at_least=GOAL), member(goal=61), Products({TEA})) is NO


@pytest.mark.parametrize(
    ("buyer", "condition", "expected"),
    [
        pytest.param(member(), ReceiptAmount(at_least=GOAL), NO, id="he has no such attribute"),
        pytest.param(member(), Not(ReceiptAmount(at_least=GOAL)), YES, id="so the opposite holds"),
        pytest.param(member(goal=1), ReceiptAmount(at_least=GOAL, at_most=MOST), NO, id="one of the two"),
        pytest.param(None, ReceiptAmount(at_least=GOAL), UNKNOWN, id="nobody knows who buys"),
        pytest.param(None, Not(ReceiptAmount(at_least=GOAL)), UNKNOWN, id="and the opposite is unknown too"),
        pytest.param(
            Member("m", not_loaded=[Need(NeedKind.ATTRIBUTE, "goal")]),
            ReceiptAmount(at_least=GOAL),
            UNKNOWN,
            id="it was not loaded",
        ),
    ],
)
def test_members_without_the_attribute(buyer: Member | None, condition: Condition, expected: Outcome) -> None:
    assert verdict(condition, buyer) is expected


@pytest.mark.parametrize(
    ("stands_at", "expected"),
    [
        pytest.param(0, NO, id="what is no multiple cannot reach any number"),
        pytest.param(4, NO, id="nor can another"),
        pytest.param(5, UNKNOWN, id="a multiple may"),
    ],
)
def test_a_step_that_is_not_met_needs_no_number(stands_at: int, expected: Outcome) -> None:
    buyer = Member("m", counters={"visits": stands_at}, not_loaded=[Need(NeedKind.ATTRIBUTE, "goal")])
    offer = Offer.of("a", [CounterValue("visits", at_least=GOAL, every=5)], [PercentOff(10)])

    assert outcomes(sell([offer], SALE, buyer)) == {"a": expected}


@pytest.mark.parametrize(
    ("buyer", "reason"),
    [
        (
            member(goal=Decimal("120.50")),
            Reason(0, AT_LEAST, 10000, Range(low=12050), FigureUnit.MONEY),
        ),
        (
            member(),
            Reason(0, AT_LEAST, 10000, None, FigureUnit.MONEY),
        ),
        (
            None,
            Reason(0, AT_LEAST, 10000, None, FigureUnit.MONEY, "attribute goal"),
        ),
    ],
)
def test_the_reason_names_the_number_of_this_member(buyer: Member | None, reason: Reason) -> None:
    offer = Offer.of("own", [ReceiptAmount(at_least=GOAL)], [PercentOff(10)])

    assert [one.reasons for one in sell([offer], SALE, buyer).explain().verdicts] == [(reason,)]


def test_the_number_is_in_the_currency_of_the_receipt() -> None:
    offer = Offer.of("own", [ReceiptAmount(at_least=GOAL)], [PercentOff(10)])
    for currency, amount in (("EUR", "100.00"), ("JPY", "100"), ("KWD", "100.000")):
        line = Line(number=1, product=TEA, amount=Money.of(amount, currency))
        sale = Receipt(id="r", at=SALE.at, place="s-1", lines=[line])
        assert outcomes(sell([offer], sale, member(goal=100))) == {"own": YES}
        assert outcomes(sell([offer], sale, member(goal=Decimal("100.5")))) == {"own": NO}


def test_what_is_given_meanwhile_can_end_what_held_and_bring_what_did_not() -> None:
    off = Offer.of("a", benefits=[AmountOff(eur("5"))], cumulative=True, priority=1)
    from_100 = Offer.of(
        "b", [ReceiptAmount(at_least=GOAL, so_far=True)], [AmountOff(eur("1"))], cumulative=True
    )
    to_95 = Offer.of("c", [ReceiptAmount(at_most=MOST, so_far=True)], [AmountOff(eur("2"))], cumulative=True)

    assert off_by(sell([off, from_100, to_95], SALE, member(goal=100, most=95))) == {"a": "5.00", "c": "2.00"}


def test_units_that_others_take_bring_the_rest_under_the_members_bound() -> None:
    taken = Offer.of("a", [Products({TEA})], [PercentOff(50)], priority=1)
    few = Offer.of("b", [LineQuantity(at_most=GOAL)], [PercentOff(10)])
    at_most = outcomes(sell([taken, few], receipt((TEA, "60.00", 3), (CAKE, "4.00")), member(goal=1)))

    assert at_most == {"a": YES, "b": YES}


def test_chips_of_this_receipt_count_towards_the_members_number() -> None:
    win = Offer.of("a", benefits=[AdditionalPoints(6, currency="chip")])
    condition = Balance("chip", at_least=GOAL, with_receipt=True)
    change = Offer.of("b", [condition], [IssueCoupon("mug")])

    assert outcomes(sell([win, change], SALE, member(goal=10))) == {"a": YES, "b": YES}
    assert outcomes(sell([win, change], SALE, member(goal=11))) == {"a": YES, "b": NO}


def test_on_events_the_members_number_is_asked_for_as_well() -> None:
    welcome = Offer.of(
        "own",
        [CounterValue("visits", at_least=GOAL)],
        [AdditionalPoints(5, currency="chip")],
        trigger=Trigger.REGISTRATION,
    )
    book = compile_offers([welcome], points=[CHIPS])
    event = Event(id="e", at=SALE.at, trigger=Trigger.REGISTRATION)

    assert [total.amount for total in react(event, member(goal=4), book).points] == [5]
    assert react(event, member(goal=5), book).points == ()


def test_the_attribute_is_among_the_needs_of_the_book() -> None:
    offer = Offer.of("own", [Balance("chip", at_least=GOAL, at_most=MOST)], [PercentOff(10)])
    book = compile_offers([offer], catalog=CATALOG, points=[CHIPS])

    assert book.needs == {
        Need(NeedKind.BALANCE, "chip"),
        Need(NeedKind.ATTRIBUTE, "goal"),
        Need(NeedKind.ATTRIBUTE, "most"),
    }


@pytest.mark.parametrize(
    "condition",
    [
        LineAmount(at_least=FromAttribute("gaol")),
        PurchaseSum(at_least=FromAttribute("gaol")),
        ReceiptContains(TEAS, at_least=FromAttribute("gaol")),
    ],
    ids=lambda condition: condition.kind,
)
def test_an_attribute_that_nobody_has_defined_is_refused_where_it_stands(condition: Condition) -> None:
    offer = Offer.of("own", [Products({TEA}), condition], [PercentOff(10)])
    goal = AttributeDefinition(name="goal", type=AttributeType.INT)

    with pytest.raises(InvalidInput, match="did you mean 'goal'") as caught:
        compile_offers([offer], catalog=CATALOG, attributes=[goal])

    assert [problem.path for problem in caught.value.problems] == ["offers[0].rules[0].conditions[1]"]


def test_the_index_takes_no_account_of_the_members_bounds() -> None:
    offer = Offer.of("own", [ReceiptAmount(at_least=GOAL, at_most=eur("100"))], [AmountOff(eur("0.01"))])

    assert off_by(sell([offer], receipt((TEA, "0.01"), (CUP, "0.04")), member(goal=Decimal("0.05")))) == {
        "own": "0.01"
    }
