"""Which offers answer which event, and an index of them for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from loyalty_engine.engine.guard import Guard, guard
from loyalty_engine.engine.index import Index, shelve
from loyalty_engine.engine.plan import StageRule
from loyalty_engine.rules.offer import Offer, State, Trigger


def runs(offer: Offer) -> bool:
    """May the offer give anything at all?"""
    return offer.state is State.RUNNING


def reactions(rules: Iterable[StageRule]) -> Mapping[Trigger, Index]:
    """The indexes of *rules*, which answer other events than purchases, by trigger."""
    guards: dict[Trigger, list[Guard]] = {}
    for rule in rules:
        guards.setdefault(rule.contender.offer.trigger, []).append(guard(rule.rank, rule.parts))
    return MappingProxyType({trigger: shelve(found) for trigger, found in guards.items()})
