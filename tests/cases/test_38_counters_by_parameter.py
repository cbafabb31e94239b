"""Counters kept by what the host sends: each till, each friend, each purchase that goods come back of."""

from __future__ import annotations

import datetime as dt

import pytest
from attrs import evolve
from cases.till import MEMBER, NOON, TEA, eur, off, outcomes, receipt, sell

from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.engine.react import react
from loyalty_engine.engine.records import Outcome
from loyalty_engine.engine.refund import ReturnedLine, refund
from loyalty_engine.engine.returned import purchase_return
from loyalty_engine.model.context import Context
from loyalty_engine.model.counter_keys import ByParameter, CounterKey
from loyalty_engine.model.counters import CountedPer
from loyalty_engine.model.event import Event
from loyalty_engine.model.intents import CounterIntent, CouponIntent, Intent
from loyalty_engine.model.member import Member, Need, NeedKind
from loyalty_engine.model.triggers import Trigger
from loyalty_engine.rules.benefits import ChangeCounter, IssueCoupon, PercentOff
from loyalty_engine.rules.benefits.points import AdditionalPoints
from loyalty_engine.rules.conditions import CounterValue
from loyalty_engine.rules.limits import Limit
from loyalty_engine.rules.offer import Offer
from loyalty_engine.testing import reaction_disagreements, reference_react

PROGRAM = CountedPer.PROGRAM
TILL = ByParameter("till")
SALE = receipt((TEA, "10.00"))
LUCKY = Offer.of(
    "lucky",
    [CounterValue("sold", every=100, per=PROGRAM, keyed_by={TILL})],
    [PercentOff(50), ChangeCounter("sold", per=PROGRAM, keyed_by={TILL})],
)


def at(till: object) -> dict[str, object]:
    return {"till": till}


@pytest.mark.parametrize(
    ("parameters", "outcome"),
    [
        pytest.param(at("3"), Outcome.GRANTED, id="the hundredth sale at this till"),
        pytest.param(at(3), Outcome.GRANTED, id="whose name may be a number"),
        pytest.param(at("4"), Outcome.NOT_MET, id="another till"),
        pytest.param(at("5"), Outcome.UNKNOWN, id="one of which nothing is known"),
        pytest.param({}, Outcome.NOT_MET, id="a till that does not say which it is"),
    ],
)
def test_each_till_counts_for_itself(parameters: dict[str, object], outcome: Outcome) -> None:
    context = Context(counters={"sold{@till=3}": 100, "sold{@till=4}": 7})
    result = sell([LUCKY], evolve(SALE, parameters=parameters), context=context)
    assert outcomes(result)["lucky"] is outcome
    counted = [intent.counter for intent in result.intents if isinstance(intent, CounterIntent)]
    assert counted == (["sold{@till=3}"] if outcome is Outcome.GRANTED else [])


def test_what_a_receipt_needs_of_them() -> None:
    book = compile_offers([LUCKY])
    assert book.needs == {Need(NeedKind.PROGRAM_COUNTER, "sold", frozenset({TILL}))}
    here = evolve(SALE, parameters=at("3"))
    assert book.needs_for(here) == {Need(NeedKind.PROGRAM_COUNTER, "sold{@till=3}")}
    assert book.needs_for(SALE) == frozenset()


def test_a_limit_of_each_till_and_day() -> None:
    limit = Limit(1, per=PROGRAM, keyed_by={CounterKey.DAY, TILL})
    first = Offer.of("first", [], [PercentOff(50)], limits=[limit])
    assert limit.describe() == "at most once per day and till"
    used = Context(
        counters={"uses:first{day=2026-09-15,@till=3}": 1, "uses:first{day=2026-09-15,@till=4}": 0}
    )
    for till, given in ("3", "0.00"), ("4", "5.00"):
        assert off(sell([first], evolve(SALE, parameters=at(till)), context=used)) == (given,)


def answered(offer: Offer, event: Event, member: Member) -> tuple[Intent, ...]:
    """What *offer* answers, after the reference engine has said the same."""
    book = compile_offers([offer])
    reaction = react(event, member, book)
    assert not reaction_disagreements(reaction, reference_react(event, member, book))
    return reaction.intents


def test_a_word_of_comfort_once_for_each_purchase_that_goods_come_back_of() -> None:
    comfort = Offer.of(
        "comfort",
        [],
        [IssueCoupon("sorry")],
        trigger=Trigger.RETURN,
        limits=[Limit(1, keyed_by={ByParameter("purchase")})],
    )
    bought = sell([], receipt((TEA, "20.00", 2)))
    half = refund(bought, [ReturnedLine(1, 1)])
    back = purchase_return(bought, half, id="b-1", at=NOON + dt.timedelta(days=1))
    coupon, use = answered(comfort, back, MEMBER)
    assert coupon == CouponIntent(offer="comfort", issue="sorry", count=1)
    assert isinstance(use, CounterIntent)
    assert (use.counter, use.value) == ("uses:comfort{@purchase=r-1}", 1)
    had = Member("m-1", counters={use.counter: use.value})
    rest = refund(bought, [ReturnedLine(1, 1)], earlier=[half])
    again = purchase_return(bought, rest, id="b-2", at=NOON + dt.timedelta(days=2), earlier=[half])
    assert answered(comfort, again, had) == ()
    assert len(answered(comfort, evolve(again, parameters={"purchase": "r-2"}), had)) == 2


def test_points_once_for_each_friend() -> None:
    offer = Offer.of(
        "friends",
        [],
        [AdditionalPoints(50)],
        trigger=Trigger.REFERRAL_PURCHASE,
        limits=[Limit(1, keyed_by={ByParameter("friend")})],
    )
    met = Member("m-1", counters={"uses:friends{@friend=boris}": 1})
    event = Event(id="e", trigger=Trigger.REFERRAL_PURCHASE, at=NOON, amount=eur("9.00"))
    given = {
        friend: len(answered(offer, evolve(event, parameters={"friend": friend}), met))
        for friend in ("boris", "vera")
    }
    assert given == {"boris": 0, "vera": 2}
    assert answered(offer, event, met) == (), "nobody knows which friend it was"
