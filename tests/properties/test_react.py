"""The laws of events, on drawn worlds: agreement, determinism, travelling, nothing for strangers."""

from __future__ import annotations

import pickle

from hypothesis import assume, event, given

from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.engine.react import react
from loyalty_engine.engine.records import Outcome
from loyalty_engine.model.counters import CountedPer
from loyalty_engine.model.intents import CounterIntent, CouponIntent, Intent, PointsIntent
from loyalty_engine.rules.offer import Offer
from loyalty_engine.testing import World, reaction_disagreements, reactions, reference_react, worlds
from loyalty_engine.wire.documents import read, write


@given(worlds(most_offers=3))
def test_the_engine_agrees_with_the_reference_engine(world: World) -> None:
    assume(world.events)
    for happening in world.events:
        expected = reference_react(happening, world.member, world, context=world.context)
        event(f"granted: {any(one.outcome is Outcome.GRANTED for one in expected.verdicts)}")

        seen = react(happening, world.member, world.book(), context=world.context)
        assert reaction_disagreements(seen, expected) == ()


@given(worlds(most_offers=3))
def test_a_reaction_is_a_function_of_its_arguments_and_travels(world: World) -> None:
    assume(world.events)
    for happening in world.events:
        first = react(happening, world.member, world.book())

        assert react(happening, world.member, world.book()) == first
        assert pickle.loads(pickle.dumps(first)) == first
        assert read(write(first)) == first
        assert read(write(happening)) == happening


@given(worlds(most_offers=3))
def test_points_add_up_and_strangers_get_coupons_alone_and_are_counted(world: World) -> None:
    assume(world.events)
    for happening in world.events:
        known = react(happening, world.member, world.book())
        for total in known.points:
            given_ = [one for one in known.intents if isinstance(one, PointsIntent)]
            mine = sum(one.amount for one in given_ if one.currency == total.currency)
            assert mine == (0 if world.member is None else total.amount)
        stranger = react(happening, None, world.book())
        assert all(isinstance(intent, CouponIntent) or for_all(intent) for intent in stranger.intents)


def for_all(intent: Intent) -> bool:
    """Does the intent change a counter of the programme, which counts whoever it was?"""
    return isinstance(intent, CounterIntent) and intent.per is CountedPer.PROGRAM


@given(reactions())
def test_every_offer_that_is_drawn_is_legal_for_its_trigger(offer: Offer) -> None:
    problems = []
    try:
        compile_offers([offer])
    except ValueError as error:
        problems = [str(error)]
    assert not any("there are none on" in text or "there is no till" in text for text in problems)
