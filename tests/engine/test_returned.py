"""Returns as events: sums, points and shares that offers can ask for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from cases.till import CUP, TEA, eur, receipt
from hypothesis import given
from hypothesis import strategies as st

from loyalty_engine.engine.calculate import calculate
from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.engine.react import react
from loyalty_engine.engine.refund import Refund, ReturnedLine, refund
from loyalty_engine.engine.returned import ReturnFigure, purchase_return
from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.event import Event
from loyalty_engine.model.intents import CounterIntent, WithdrawalIntent
from loyalty_engine.model.member import Member
from loyalty_engine.model.points import BONUS_POINTS, PointsCurrency
from loyalty_engine.model.receipt import PointsAsked
from loyalty_engine.model.triggers import Trigger
from loyalty_engine.rules.benefits import (
    CashierMessage,
    ChangeCounter,
    IssueCoupon,
    PayWithPoints,
    PercentOff,
    PointsPercent,
    Repeat,
    TierBy,
    WithdrawPoints,
)
from loyalty_engine.rules.conditions.attribute import HasAttribute
from loyalty_engine.rules.conditions.receipt import ReceiptAmount
from loyalty_engine.rules.emissions import ReceiptFigure
from loyalty_engine.rules.language import Condition
from loyalty_engine.rules.offer import Offer
from loyalty_engine.rules.predicates import Carrier, Range
from loyalty_engine.testing import reaction_disagreements, reference_react

AT = dt.datetime(2026, 9, 20, 10, tzinfo=dt.UTC)
ANNA = Member("anna", balances={"bonus": 500})
BOOK = [
    Offer.of("tenth", benefits=[PercentOff(10)], cumulative=True),
    Offer.of("pay", benefits=[PayWithPoints(percent=50)], cumulative=True),
    Offer.of("earn", benefits=[PointsPercent(10)], cumulative=True),
]
#: 100.00, of which 10.00 are off and 20.00 are paid with points; 7 points are earned on the rest.
BOUGHT = calculate(
    evolve(receipt((TEA, "60.00", 3), (CUP, "40.00")), points_asked=[PointsAsked(amount=20)], card="k-1"),
    ANNA,
    BOOK,
)
ONE_TEA, CUPS = [ReturnedLine(1, 1)], [ReturnedLine(2, 1)]
OTHER = evolve(refund(BOUGHT, CUPS), receipt="r-2")


def returned(
    bought: Calculation, *parts: list[ReturnedLine], amount: ReturnFigure = ReturnFigure.RETURNED_TOTAL
) -> Event:
    """The last of these returns, after the others."""
    refunds: list[Refund] = []
    for part in parts:
        refunds.append(refund(bought, part, earlier=refunds))
    return purchase_return(bought, refunds[-1], id="back", at=AT, earlier=refunds[:-1], amount=amount)


def facts(event: Event) -> Mapping[str, Any]:
    return dict(event.parameters.entries)


def test_a_part_of_a_purchase() -> None:
    event = returned(BOUGHT, ONE_TEA)
    assert (event.trigger, event.place, event.card, event.amount) == (
        Trigger.RETURN,
        BOUGHT.receipt.place,
        "k-1",
        eur("18.00"),
    )
    assert facts(event) == {
        "purchase": "r-1",
        "returned_sum": Decimal("20.00"),
        "returned_discount": Decimal("2.00"),
        "returned_total": Decimal("18.00"),
        "returned_in_money": Decimal("14.00"),
        "returned_in_points": Decimal("4.00"),
        "kept_sum": Decimal("80.00"),
        "kept_discount": Decimal("8.00"),
        "kept_total": Decimal("72.00"),
        "kept_in_money": Decimal("56.00"),
        "kept_in_points": Decimal("16.00"),
        "returned_percent": Decimal("20.00"),
        "all_returned": False,
        "points_back_bonus": 4,
        "points_taken_bonus": 1,
    }


def test_the_rest_of_it() -> None:
    event = returned(BOUGHT, ONE_TEA, [ReturnedLine(1, 2), *CUPS])
    assert {
        name: facts(event)[name] for name in ("returned_sum", "kept_sum", "kept_in_money", "kept_in_points")
    } == {
        "returned_sum": Decimal("80.00"),
        "kept_sum": Decimal("0.00"),
        "kept_in_money": Decimal("0.00"),
        "kept_in_points": Decimal("0.00"),
    }
    assert (facts(event)["returned_percent"], facts(event)["all_returned"]) == (Decimal("100.00"), True)


def test_shares_are_rounded_down() -> None:
    bought = calculate(receipt((TEA, "10.00"), (CUP, "20.00")), None, [])
    assert facts(returned(bought, [ReturnedLine(1, 1)]))["returned_percent"] == Decimal("33.33")
    given_away = calculate(receipt((TEA, "0.00", 2), (CUP, "0.00")), None, [])
    assert facts(returned(given_away, [ReturnedLine(1, 1)]))["returned_percent"] == Decimal("33.33")


@pytest.mark.parametrize(
    ("quantity", "parts", "expected"),
    [
        pytest.param(1, [ReturnedLine(2, 1)], False, id="all of one line"),
        pytest.param(1, [ReturnedLine(1, 2), ReturnedLine(2, 1)], False, id="a part of one, and all of one"),
        pytest.param("0.001", [ReturnedLine(1, 3)], False, id="all but a gram"),
        pytest.param("0.001", [ReturnedLine(1, 3), ReturnedLine(2, "0.001")], True, id="and the gram"),
    ],
)
def test_all_has_come_back_when_nothing_of_any_line_is_kept(
    quantity: int | str, parts: list[ReturnedLine], expected: bool
) -> None:
    bought = calculate(receipt((TEA, "60.00", 3), (CUP, "40.00", quantity)), None, [])
    assert facts(returned(bought, parts))["all_returned"] is expected


def test_points_of_one_kind_that_several_offers_gave_are_taken_back_together() -> None:
    """A coupon and a counter of the purchase are no points."""
    offers = [
        Offer.of("tenth", benefits=[PointsPercent(10), ChangeCounter("teas", 1)], cumulative=True),
        Offer.of("twentieth", benefits=[PointsPercent(5), IssueCoupon("spring")], cumulative=True),
        Offer.of("chips", benefits=[PointsPercent(1, currency="chip")], cumulative=True),
    ]
    book = compile_offers(offers, points=[BONUS_POINTS, PointsCurrency("chip")])
    bought = calculate(receipt((TEA, "60.00", 3), (CUP, "40.00")), ANNA, book)
    event = returned(bought, [ReturnedLine(1, 3), *CUPS])
    taken = {name: value for name, value in facts(event).items() if name.startswith("points_")}

    assert taken == {"points_taken_bonus": 10 + 5, "points_taken_chip": 1}


def at_least(name: str, low: int) -> Condition:
    return HasAttribute(of=Carrier.EVENT, name=name, between=Range(low=low))


@pytest.mark.parametrize(
    ("condition", "part", "said"),
    [
        pytest.param(ReceiptAmount(at_least=eur("18")), ONE_TEA, True, id="the amount of the event"),
        pytest.param(ReceiptAmount(at_least=eur("18.01")), ONE_TEA, False, id="of what they cost"),
        pytest.param(at_least("kept_total", 72), ONE_TEA, True, id="what is kept"),
        pytest.param(at_least("kept_total", 73), ONE_TEA, False, id="and no more"),
        pytest.param(at_least("returned_percent", 40), CUPS, True, id="a share"),
        pytest.param(at_least("points_taken_bonus", 3), CUPS, True, id="points of the goods"),
        pytest.param(at_least("points_taken_bonus", 4), CUPS, False, id="and of no others"),
        pytest.param(
            HasAttribute(of=Carrier.EVENT, name="all_returned", values={True}),
            [ReturnedLine(1, 3), *CUPS],
            True,
            id="nothing is kept",
        ),
    ],
)
def test_conditions(condition: Condition, part: list[ReturnedLine], said: bool) -> None:
    offer = Offer.of("a", [condition], [CashierMessage("Keep the leaflet.")], trigger=Trigger.RETURN)
    event, book = returned(BOUGHT, part), compile_offers([offer])
    reaction = react(event, ANNA, book)
    assert bool(reaction.messages) is said
    assert not reaction_disagreements(reaction, reference_react(event, ANNA, book))


@pytest.mark.parametrize(
    ("figure", "chips", "counted"),
    [
        (ReturnFigure.RETURNED_TOTAL, 1, 1800),
        (ReturnFigure.RETURNED_SUM, 2, 2000),
        (ReturnFigure.RETURNED_IN_POINTS, None, 400),
        (ReturnFigure.KEPT_TOTAL, 7, 7200),
    ],
)
def test_amounts(figure: ReturnFigure, chips: int | None, counted: int) -> None:
    """A chip is taken back for every full ten euros of whichever sum is the event's amount."""
    offers = [
        Offer.of(
            "chips",
            benefits=[Repeat([WithdrawPoints(1)], every=eur("10"), by=TierBy.RECEIPT)],
            trigger=Trigger.RETURN,
        ),
        Offer.of("count", benefits=[ChangeCounter("back", ReceiptFigure.TOTAL)], trigger=Trigger.RETURN),
    ]
    event, book = returned(BOUGHT, ONE_TEA, amount=figure), compile_offers(offers)
    reaction = react(event, ANNA, book)
    taken = [one.amount for one in reaction.intents if isinstance(one, WithdrawalIntent)]
    assert taken == ([] if chips is None else [chips])
    assert [one.value for one in reaction.intents if isinstance(one, CounterIntent)] == [counted]
    assert not reaction_disagreements(reaction, reference_react(event, ANNA, book))


WHOLE = {"sum": 100, "discount": 10, "total": 90, "in_money": 70, "in_points": 20}


@given(st.permutations([*[ONE_TEA] * 3, CUPS]), st.integers(1, 4))
def test_returned_and_kept_make_the_purchase(parts: list[list[ReturnedLine]], count: int) -> None:
    """In whatever order goods come back, what came back and what is kept add up, figure by figure."""
    events = [facts(returned(BOUGHT, *parts[: n + 1])) for n in range(count)]
    for name, whole in WHOLE.items():
        back = sum(event[f"returned_{name}"] for event in events)
        assert back + events[-1][f"kept_{name}"] == whole


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"refund": None}, "refund: None is not a refund"),
        ({"calculation": None}, "calculation: None is not a calculation"),
        ({"earlier": [3]}, "earlier[0]: 3 is not a refund"),
        ({"amount": "total"}, "amount: 'total' is not a ReturnFigure"),
        ({"trigger": Trigger.PURCHASE}, "is no return (use Trigger.RETURN or Trigger.RETURN_CALCULATION)"),
        ({"refund": OTHER}, "refund[0]: is a return of purchase 'r-2'"),
        ({"earlier": [OTHER]}, "earlier[0]: is a return of purchase 'r-2'"),
    ],
)
def test_what_is_no_return(change: dict[str, Any], message: str) -> None:
    arguments: dict[str, Any] = {
        "calculation": BOUGHT,
        "refund": refund(BOUGHT, ONE_TEA),
        "id": "back",
        "at": AT,
    }
    with pytest.raises(InvalidInput) as caught:
        purchase_return(**(arguments | change))
    assert message in str(caught.value)
    assert len(caught.value.problems) == 1
