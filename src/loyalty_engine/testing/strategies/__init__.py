"""Hypothesis strategies for everything that a calculation takes, all in the same few words.

Each draws whole, valid values; `worlds` draws offers, receipts and members that meet.
"""

from __future__ import annotations

from loyalty_engine.testing.strategies.asking import conditions
from loyalty_engine.testing.strategies.happenings import events
from loyalty_engine.testing.strategies.offering import benefits, offers, reactions, rules
from loyalty_engine.testing.strategies.people import members
from loyalty_engine.testing.strategies.shops import catalogs, money, quantities, receipts
from loyalty_engine.testing.strategies.worlds import World, policies, worlds

__all__ = [
    "World",
    "benefits",
    "catalogs",
    "conditions",
    "events",
    "members",
    "money",
    "offers",
    "policies",
    "quantities",
    "reactions",
    "receipts",
    "rules",
    "worlds",
]
