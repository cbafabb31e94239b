"""The test kit: strategies that draw whole shops, the reference engine, what every calculation promises.

It needs the extra ``testing``.
"""

from __future__ import annotations

from loyalty_engine.testing.agreement import disagreements, reaction_disagreements
from loyalty_engine.testing.breaches import breaches
from loyalty_engine.testing.profiles import register_profiles
from loyalty_engine.testing.reference import (
    Book,
    ReferenceOutcome,
    ReferenceReaction,
    ReferenceVerdict,
    reference_calculate,
    reference_react,
)
from loyalty_engine.testing.strategies import (
    World,
    benefits,
    catalogs,
    conditions,
    events,
    members,
    money,
    offers,
    policies,
    quantities,
    reactions,
    receipts,
    rules,
    worlds,
)

__all__ = [
    "Book",
    "ReferenceOutcome",
    "ReferenceReaction",
    "ReferenceVerdict",
    "World",
    "benefits",
    "breaches",
    "catalogs",
    "conditions",
    "disagreements",
    "events",
    "members",
    "money",
    "offers",
    "policies",
    "quantities",
    "reaction_disagreements",
    "reactions",
    "receipts",
    "reference_calculate",
    "reference_react",
    "register_profiles",
    "rules",
    "worlds",
]
