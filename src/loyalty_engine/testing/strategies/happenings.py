"""Events other than purchases."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st

from loyalty_engine.model.event import Event
from loyalty_engine.model.money import Money
from loyalty_engine.model.triggers import Trigger
from loyalty_engine.testing.strategies.shops import a_sum
from loyalty_engine.testing.strategies.tape import Tape, built
from loyalty_engine.testing.strategies.words import (
    MOMENTS,
    PLACES,
    POINTS_IDS,
    SCALARS,
    STATUSES,
    SYSTEMS,
    TRIGGERS,
    ZONES,
)


def an_event(tape: Tape, currency: str, trigger: Trigger) -> Event:
    """An event at one of a few moments, with an amount where it carries one, and other facts at times."""
    parameters = {"network": tape.one_of(SCALARS)} if tape.chance(50) else {}
    points = tape.below(100) if tape.chance(20) else None
    return Event(
        id="e-1",
        trigger=trigger,
        at=tape.one_of(MOMENTS),
        zone=tape.one_of(ZONES) if tape.chance(20) else None,
        place=tape.one_of(PLACES) if tape.chance(30) else None,
        amount=Money(a_sum(tape), currency) if trigger.has_amount and not tape.chance(10) else None,
        points=points,
        points_currency=None if points is None else tape.one_of(POINTS_IDS),
        parameters=parameters,
        statuses={system: tape.one_of(STATUSES) for system in tape.some(SYSTEMS, most=2, least=0)},
    )


@cache
def events(currency: str = "EUR") -> st.SearchStrategy[Event]:
    """Events of a few triggers, that is, those which the offers of this kit answer."""
    return built(lambda tape: an_event(tape, currency, tape.one_of(TRIGGERS)))
