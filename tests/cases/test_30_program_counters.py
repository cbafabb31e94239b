"""Counters of the programme: one for all buyers, known or not; and figures of payments for counters."""

from __future__ import annotations

import datetime as dt

import pytest
from attrs import evolve
from cases.till import NOON, TEA, eur, off, outcomes, receipt, sell

from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.engine.records import Outcome
from loyalty_engine.model.context import Context
from loyalty_engine.model.counters import CountedPer, Counter, CounterChange
from loyalty_engine.model.intents import CounterIntent, CounterOperation
from loyalty_engine.model.member import Member, Need, NeedKind
from loyalty_engine.model.period import Period
from loyalty_engine.model.receipt import Payment, PointsAsked, PresentedCertificate
from loyalty_engine.model.window import Window, WindowUnit
from loyalty_engine.rules.benefits.discounts import PercentOff
from loyalty_engine.rules.benefits.effects import ChangeCounter
from loyalty_engine.rules.benefits.paying import PayWithCertificate, PayWithPoints
from loyalty_engine.rules.benefits.points import AdditionalPoints, PointsAmount
from loyalty_engine.rules.conditions.bounds import FromAttribute
from loyalty_engine.rules.conditions.logic import Not
from loyalty_engine.rules.conditions.standing import CounterChanges, CounterValue
from loyalty_engine.rules.emissions import ReceiptFigure
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.offer import Offer

PROGRAM = CountedPer.PROGRAM
YES, NO, UNKNOWN = Outcome.GRANTED, Outcome.NOT_MET, Outcome.UNKNOWN
SALE = receipt((TEA, "100.00"))
HOUR = dt.timedelta(hours=1)
SOLD = Counter(
    1000,
    changes=[
        CounterChange(at=NOON - 30 * 24 * HOUR, by=300),
        CounterChange(at=NOON - 2 * HOUR, by=5),
        CounterChange(at=NOON - HOUR, by=-2),
        CounterChange(at=NOON + HOUR, by=100),
    ],
)
DAY = Window(1, WindowUnit.DAY)


def value(
    *, at_least: int | None = None, at_most: int | None = None, every: int | None = None
) -> CounterValue:
    return CounterValue("sold", at_least=at_least, at_most=at_most, every=every, per=PROGRAM)


@pytest.mark.parametrize(
    ("condition", "outcome"),
    [
        pytest.param(value(every=500), YES, id="each five hundredth"),
        pytest.param(value(every=300), NO, id="each three hundredth"),
        pytest.param(value(at_most=999), NO, id="at most so many"),
        pytest.param(value(at_least=1000), YES, id="at least so many"),
        pytest.param(CounterValue("sold", at_most=0), YES, id="the member's own is another one"),
        pytest.param(CounterChanges("sold", at_least=3, at_most=3, per=PROGRAM), YES, id="changes up to now"),
        pytest.param(CounterChanges("sold", at_least=3, window=DAY, per=PROGRAM), NO, id="within a day"),
        pytest.param(
            CounterChanges("sold", at_least=3, at_most=3, summed=True, window=DAY, per=PROGRAM),
            YES,
            id="their sum within a day",
        ),
        pytest.param(
            CounterChanges("sold", at_least=300, summed=True, period=Period("2026-08-16"), per=PROGRAM),
            YES,
            id="their sum since a day",
        ),
        pytest.param(
            CounterChanges("sold", at_least=300, summed=True, period=Period("2026-08-17"), per=PROGRAM),
            NO,
            id="their sum since a later day",
        ),
    ],
)
def test_conditions(condition: Condition, outcome: Outcome) -> None:
    offer = Offer.of("a", [condition], [PercentOff(10)])
    assert outcomes(sell([offer], SALE, context=Context(counters={"sold": SOLD})))["a"] is outcome


@pytest.mark.parametrize("member", [None, Member("m-1")], ids=["nobody", "somebody"])
def test_whoever_buys(member: Member | None) -> None:
    offer = Offer.of("a", [value(every=500)], [PercentOff(10)])
    assert off(sell([offer], SALE, member, context=Context(counters={"sold": SOLD}))) == ("10.00",)


@pytest.mark.parametrize("condition", [value(at_most=9), CounterChanges("sold", at_most=9, per=PROGRAM)])
def test_what_the_host_does_not_give_is_not_known(condition: Condition) -> None:
    for asked in condition, Not(condition):
        assert outcomes(sell([Offer.of("a", [asked], [PercentOff(10)])], SALE))["a"] is UNKNOWN


def test_a_book_says_what_it_needs_and_since_when() -> None:
    book = compile_offers(
        [
            Offer.of("a", [value(at_most=9)], [PercentOff(10)]),
            Offer.of("b", [CounterChanges("new", at_most=9, window=DAY, per=PROGRAM)], [PercentOff(10)]),
        ]
    )
    moves = Need(NeedKind.PROGRAM_COUNTER_CHANGES, "new")
    assert book.needs == {Need(NeedKind.PROGRAM_COUNTER, "sold"), moves}
    assert book.since(moves, SALE) == (NOON - 24 * HOUR).replace(tzinfo=None)
    assert book.since(Need(NeedKind.PROGRAM_COUNTER, "sold"), SALE) is None


def test_a_bound_may_be_the_members() -> None:
    lucky = FromAttribute("lucky")
    offer = Offer.of(
        "a", [CounterValue("sold", at_least=lucky, at_most=lucky, per=PROGRAM)], [PercentOff(10)]
    )
    for number, outcome in (1000, YES), (999, NO):
        member = Member("m-1", attributes={"lucky": number})
        done = sell([offer], SALE, member, context=Context(counters={"sold": SOLD}))
        assert outcomes(done)["a"] is outcome


def counted(*benefits: Benefit, member: Member | None = None) -> list[tuple[str, int, CountedPer]]:
    done = sell([Offer.of("a", benefits=benefits)], SALE, member)
    return [(one.counter, one.value, one.per) for one in done.intents if isinstance(one, CounterIntent)]


def test_steps() -> None:
    both = ChangeCounter("n", 2, per=PROGRAM), ChangeCounter("n", 3)
    assert counted(*both, member=Member("m-1")) == [("n", 2, PROGRAM), ("n", 3, CountedPer.MEMBER)]
    assert counted(*both) == [("n", 2, PROGRAM)]
    assert counted(ChangeCounter("n", ReceiptFigure.TOTAL, per=PROGRAM)) == [("n", 10000, PROGRAM)]


def test_points_for_nobody_are_not_counted_as_given() -> None:
    given = PointsAmount(7), AdditionalPoints(5), ChangeCounter("n", None, per=PROGRAM)
    assert counted(*given) == [("n", 0, PROGRAM)]
    assert counted(*given, member=Member("m-1")) == [("n", 12, PROGRAM)]


@pytest.mark.parametrize(
    ("figure", "value"),
    [
        (ReceiptFigure.TOTAL, 9000),
        (ReceiptFigure.WITH_POINTS, 3000),
        (ReceiptFigure.WITH_CERTIFICATES, 2500),
        (ReceiptFigure.IN_MONEY, 2000),
    ],
)
def test_what_is_paid_steps_a_counter(figure: ReceiptFigure, value: int) -> None:
    sale = evolve(
        SALE,
        points_asked=[PointsAsked()],
        certificates=[PresentedCertificate(number="g-1", left=eur("25.00"))],
        payments=[Payment(method="miles", amount=eur("15.00"), in_points=True)],
    )
    offers = [
        Offer.of("pay", benefits=[PercentOff(10), PayWithPoints(), PayWithCertificate()]),
        Offer.of("count", benefits=[ChangeCounter("spent", figure)]),
    ]
    done = sell(offers, sale, Member("m-1", balances={"bonus": 30}))
    step = CounterIntent(offer="count", counter="spent", operation=CounterOperation.INCREASE, value=value)
    assert done.intents == (step,)


def test_without_points_all_of_it_is_paid_in_money() -> None:
    assert counted(ChangeCounter("n", ReceiptFigure.IN_MONEY, per=PROGRAM)) == [("n", 10000, PROGRAM)]
