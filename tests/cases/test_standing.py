"""Counters, points to spend and statuses: where a member stands before the receipt."""

from __future__ import annotations

import datetime as dt

import pytest
from cases.till import MEMBER, NOON, TEA, outcomes, receipt, sell

from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.engine.records import Outcome
from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.counters import Counter, CounterChange
from loyalty_engine.model.member import Member, Need, NeedKind
from loyalty_engine.model.period import Period
from loyalty_engine.model.window import Opening, Window, WindowUnit
from loyalty_engine.rules.benefits.discounts import PercentOff
from loyalty_engine.rules.conditions.logic import Not
from loyalty_engine.rules.conditions.standing import Balance, CounterChanges, CounterValue, InStatus
from loyalty_engine.rules.language import Condition
from loyalty_engine.rules.offer import Offer

YES, NO, WHO_KNOWS = Outcome.GRANTED, Outcome.NOT_MET, Outcome.UNKNOWN
HOUR = dt.timedelta(hours=1)
THIS_MONTH = Window(1, WindowUnit.MONTH, opening=Opening.END)


def outcome(condition: Condition, member: Member | None, at: dt.datetime = NOON) -> Outcome:
    sale = receipt((TEA, "10.00"), at=at)
    return outcomes(sell([Offer.of("a", [condition], [PercentOff(10)])], sale, member))["a"]


@pytest.mark.parametrize(
    ("condition", "value", "expected"),
    [
        pytest.param(CounterValue("visits", at_least=3), 3, YES, id="at least 3 of 3"),
        pytest.param(CounterValue("visits", at_least=3), 2, NO, id="at least 3 of 2"),
        pytest.param(CounterValue("visits", at_most=3), 4, NO, id="at most 3 of 4"),
        pytest.param(CounterValue("visits", at_least=3, at_most=3), 3, YES, id="exactly 3"),
        pytest.param(CounterValue("visits", every=5), 10, YES, id="every fifth at 10"),
        pytest.param(CounterValue("visits", every=5), 11, NO, id="every fifth at 11"),
        pytest.param(CounterValue("visits", every=5), 0, NO, id="every fifth at 0"),
        pytest.param(CounterValue("visits", every=5), -5, YES, id="every fifth below 0"),
        pytest.param(CounterValue("visits", every=5, at_least=6), 5, NO, id="every fifth, but from 6 on"),
        pytest.param(CounterValue("visits", every=5, at_least=6), 10, YES, id="every fifth from 6 on"),
        pytest.param(Not(CounterValue("visits", every=5)), 7, YES, id="all but every fifth"),
        pytest.param(Not(CounterValue("visits", every=5)), 5, NO, id="not on every fifth"),
    ],
)
def test_what_a_counter_stands_at(condition: Condition, value: int, expected: Outcome) -> None:
    assert outcome(condition, Member("m", counters={"visits": value, "gifts": 99})) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        pytest.param(CounterValue("visits", at_most=2), YES, id="a new member has made no visits"),
        pytest.param(CounterValue("visits", at_least=1), NO, id="and not one"),
        pytest.param(CounterChanges("visits", at_most=0), YES, id="whose counter never changed"),
        pytest.param(Balance(at_most=0), YES, id="who has no points"),
        pytest.param(Balance(at_least=1), NO, id="not one"),
        pytest.param(InStatus("tiers"), NO, id="and no status"),
        pytest.param(Not(InStatus("tiers", {"gold"})), YES, id="that is, not gold"),
    ],
)
def test_a_new_member(condition: Condition, expected: Outcome) -> None:
    assert outcome(condition, MEMBER) is expected


def moved(*moments: dt.datetime, by: int = 1) -> Member:
    return Member(
        "m", counters={"visits": Counter(9, changes=[CounterChange(at=at, by=by) for at in moments])}
    )


@pytest.mark.parametrize(
    ("condition", "moments", "expected"),
    [
        pytest.param(CounterChanges("visits", at_least=2), (NOON, NOON - HOUR), YES, id="twice in all"),
        pytest.param(CounterChanges("visits", at_least=1), (NOON + HOUR,), NO, id="after the receipt"),
        pytest.param(
            CounterChanges("visits", at_least=1, window=Window(1, WindowUnit.HOUR)),
            (NOON - HOUR,),
            YES,
            id="an hour ago, to the second",
        ),
        pytest.param(
            CounterChanges("visits", at_least=1, window=Window(1, WindowUnit.HOUR)),
            (NOON - HOUR - dt.timedelta(seconds=1),),
            NO,
            id="a second more than an hour ago",
        ),
        pytest.param(
            CounterChanges("visits", at_least=1, window=THIS_MONTH),
            (NOON.replace(day=1, hour=0),),
            YES,
            id="with the beginning of this month",
        ),
        pytest.param(
            CounterChanges("visits", at_least=1, window=THIS_MONTH),
            (NOON.replace(month=8, day=31, hour=23),),
            NO,
            id="in the last hour of the month before",
        ),
        pytest.param(
            CounterChanges("visits", at_least=1, window=THIS_MONTH),
            (dt.datetime(2026, 8, 31, 23, tzinfo=dt.timezone(dt.timedelta(hours=-8))),),
            NO,
            id="still in August by the clock of its place, although it was September here",
        ),
        pytest.param(
            CounterChanges("visits", at_least=1, period=Period("2026-09-01", "2026-09-14")),
            (NOON.replace(day=14, hour=23),),
            YES,
            id="on the last day of a period",
        ),
        pytest.param(
            CounterChanges("visits", at_least=1, period=Period("2026-09-01", "2026-09-14")),
            (NOON,),
            NO,
            id="after a period",
        ),
        pytest.param(CounterChanges("visits", every=2), (NOON, NOON - HOUR), YES, id="every second change"),
        pytest.param(CounterChanges("visits", every=2), (NOON,), NO, id="the first is not the second"),
    ],
)
def test_how_often_a_counter_changed(
    condition: Condition, moments: tuple[dt.datetime, ...], expected: Outcome
) -> None:
    assert outcome(condition, moved(*moments)) is expected


def test_what_changes_add_up_to() -> None:
    member = moved(NOON - HOUR, NOON - 30 * HOUR, by=300)
    lately = Window(1, WindowUnit.DAY)

    assert outcome(CounterChanges("visits", at_least=600, summed=True), member) is YES
    assert outcome(CounterChanges("visits", at_least=301, summed=True, window=lately), member) is NO
    assert outcome(CounterChanges("visits", at_least=300, summed=True, window=lately), member) is YES


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        pytest.param(Balance(at_least=500), YES, id="enough"),
        pytest.param(Balance(at_least=501), NO, id="one too few"),
        pytest.param(Balance("star", at_most=-1), YES, id="points that are owed"),
        pytest.param(InStatus("tiers", {"gold", "silver"}), YES, id="one of several statuses"),
        pytest.param(InStatus("tiers", {"bronze"}), NO, id="another status"),
        pytest.param(InStatus("tiers"), YES, id="any status"),
        pytest.param(InStatus("fans", {"gold"}), NO, id="the same word in another system"),
    ],
)
def test_points_and_statuses(condition: Condition, expected: Outcome) -> None:
    member = Member("m", balances={"bonus": 500, "star": -3}, statuses={"tiers": "gold", "fans": "silver"})

    assert outcome(condition, member) is expected


@pytest.mark.parametrize(
    ("condition", "need"),
    [
        pytest.param(CounterValue("visits", at_most=9), Need(NeedKind.COUNTER, "visits"), id="a counter"),
        pytest.param(
            CounterChanges("visits", at_most=9), Need(NeedKind.COUNTER_CHANGES, "visits"), id="its changes"
        ),
        pytest.param(Balance(at_most=9), Need(NeedKind.BALANCE, "bonus"), id="points"),
        pytest.param(InStatus("tiers"), Need(NeedKind.STATUS, "tiers"), id="a status"),
    ],
)
def test_what_is_not_loaded_is_not_known(condition: Condition, need: Need) -> None:
    unread = Member("m", not_loaded={need})
    book = compile_offers([Offer.of("a", [condition], [PercentOff(10)])])

    assert book.needs == {need} == book.needs_for(receipt((TEA, "10.00")))
    assert outcome(condition, unread) is outcome(Not(condition), unread) is WHO_KNOWS
    assert outcome(condition, None) is WHO_KNOWS


def test_points_that_nobody_knows_are_refused() -> None:
    with pytest.raises(InvalidInput, match=r"conditions\[0\]: unknown kind of points 'bonsu'.*'bonus'"):
        compile_offers([Offer.of("a", [Balance("bonsu", at_least=1)], [PercentOff(10)])])


def test_the_explanation_says_what_was_seen() -> None:
    offer = Offer.of("a", [CounterValue("visits", at_least=5)], [PercentOff(10)])
    calculation = sell([offer], receipt((TEA, "10.00")), Member("m", counters={"visits": 3}))

    said = "- a: not met; the member's counter visits stands at at least 5 (seen: 3)"
    assert said in str(calculation.explain())
