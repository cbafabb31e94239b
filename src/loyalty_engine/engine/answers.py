"""Which offers answer which event, and an index of them for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from loyalty_engine.engine.index import Guards, Index, shelve
from loyalty_engine.engine.plan import StageRule
from loyalty_engine.rules.offer import Offer, State, Trigger


def runs(offer: Offer) -> bool:
    """May the offer give anything at all?"""
    return offer.state is State.RUNNING


def reactions(reacting: Iterable[StageRule], guards: Guards) -> Mapping[Trigger, Index]:
    """The indexes of the rules *reacting* to other events than purchases, by trigger."""
    answering: dict[Trigger, list[StageRule]] = {}
    for rule in reacting:
        answering.setdefault(rule.contender.offer.trigger, []).append(rule)
    return MappingProxyType({trigger: shelve(found, guards) for trigger, found in answering.items()})
