"""Chance: what was drawn decides, whoever calculates and however often."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from cases.till import MEMBER, NOON, TEA, off, receipt

from loyalty_engine.engine.book import OfferBook
from loyalty_engine.engine.calculate import calculate
from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.engine.react import react
from loyalty_engine.engine.records import Outcome
from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.context import NOTHING, Context
from loyalty_engine.model.event import Event
from loyalty_engine.model.member import Need, NeedKind
from loyalty_engine.model.triggers import Trigger
from loyalty_engine.rules.benefits.discounts import PercentOff
from loyalty_engine.rules.benefits.points import AdditionalPoints, PointsAmount
from loyalty_engine.rules.conditions.chance import Chance
from loyalty_engine.rules.conditions.logic import AllOf, AnyOf, Not
from loyalty_engine.rules.language import Condition
from loyalty_engine.rules.offer import Offer
from loyalty_engine.testing import disagreements, reference_calculate
from loyalty_engine.wire.documents import read, write

SALE = receipt((TEA, "10.00"))


def book_of(*conditions: Condition) -> OfferBook:
    offers = [Offer.of(f"o{n}", [one], [PercentOff(10)], cumulative=True) for n, one in enumerate(conditions)]
    return compile_offers(offers)


def calculated(book: OfferBook, **draws: int) -> Calculation:
    context = Context(draws=draws)
    calculation = calculate(SALE, None, book, context=context)
    assert not disagreements(calculation, reference_calculate(SALE, None, book, context=context))
    return calculation


@pytest.mark.parametrize(
    ("percent", "draw", "granted"),
    [
        pytest.param("10", 99_999, True, id="the last that 10 % grant"),
        pytest.param("10", 100_000, False, id="the first that they do not"),
        pytest.param("0.01", 99, True, id="a chance in ten thousand"),
        pytest.param("0.01", 100, False, id="and no more"),
        pytest.param("100", 999_999, True, id="always"),
        pytest.param("0", 0, False, id="never"),
    ],
)
def test_a_draw_decides(percent: str, draw: int, granted: bool) -> None:
    assert off(calculated(book_of(Chance(percent)), o0=draw)) == ("1.00" if granted else "0.00",)


def test_offers_have_draws_of_their_own_unless_they_share_one() -> None:
    own = book_of(Chance(10), AllOf([Chance(10)]))
    shared = book_of(Chance(10, draw="wheel"), Not(Chance(10, draw="wheel")))

    assert {need.name for need in own.needs} == {"o0", "o1"}
    assert off(calculated(own, o0=0, o1=999_999)) == ("1.00",)
    assert shared.needs == {Need(NeedKind.DRAW, "wheel")} == shared.needs_for(SALE)
    assert off(calculated(shared, wheel=0)) == off(calculated(shared, wheel=999_999)) == ("1.00",)


def test_what_was_not_drawn_is_not_known() -> None:
    calculation = calculated(
        book_of(Chance(100), Not(Chance(0)), AnyOf([Chance(10), Chance(10, draw="x")])), x=0
    )

    assert [one.outcome for one in calculation.explain().verdicts] == [
        Outcome.UNKNOWN,
        Outcome.UNKNOWN,
        Outcome.GRANTED,
    ]
    assert "(not known: draw o0)" in str(calculation.explain())


def test_what_a_member_would_earn_hangs_on_the_same_draw() -> None:
    book = compile_offers([Offer.of("a", [Chance(10)], [PointsAmount(5)])])

    assert [total.amount for total in calculated(book, a=0).would_earn] == [5]
    assert calculated(book, a=999_999).would_earn == ()


def test_the_draws_that_are_read_are_in_the_fingerprint() -> None:
    book = book_of(Chance(10))
    marks = [calculated(book, **draws).fingerprint for draws in ({"o0": 0}, {"o0": 1}, {}, {"other": 0})]

    assert len(set(marks)) == 3
    assert marks[2] == marks[3]


def test_a_calculation_that_travelled_is_explained_with_its_own_context() -> None:
    book = book_of(Chance(10))
    travelled = pickle.loads(pickle.dumps(calculated(book, o0=0)))

    assert travelled.explain(book, None, Context(draws={"o0": 0})).complete
    with pytest.raises(InvalidInput, match="context"):
        travelled.explain(book, None)


def test_a_context_is_a_document() -> None:
    context = Context(draws={"wheel": 5, "a": 0})

    assert read(write(context)) == context == Context(draws=(("a", 0), ("wheel", 5)))
    assert context.draw("wheel") == 5
    assert Context() == NOTHING
    assert NOTHING.draw("wheel") is None


@pytest.mark.parametrize(
    ("draws", "path"),
    [
        ({"wheel": 1_000_000}, "draws['wheel']"),
        ({"wheel": -1}, "draws['wheel']"),
        ({"wheel": 0.5}, "draws['wheel']"),
        ({"": 1}, "draws['']"),
        (5, "draws"),
    ],
)
def test_draws_that_cannot_be(draws: Any, path: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        Context(draws=draws)

    assert [problem.path for problem in raised.value.problems] == [path]


def test_events_have_their_draws_as_well() -> None:
    offer = Offer.of("a", [Chance(10)], [AdditionalPoints(5)], trigger=Trigger.BIRTHDAY)
    book = compile_offers([offer])
    event = Event(id="b-1", trigger=Trigger.BIRTHDAY, at=NOON)
    lucky, unlucky = (react(event, MEMBER, book, context=Context(draws={"a": n})) for n in (0, 999_999))

    assert (len(lucky.intents), len(unlucky.intents)) == (1, 0)
    assert lucky.fingerprint != unlucky.fingerprint
