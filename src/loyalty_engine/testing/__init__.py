"""The test kit: strategies that draw whole shops, the reference engine, and profiles for Hypothesis.

It needs the extra ``testing``.
"""

from __future__ import annotations

from loyalty_engine.testing.agreement import disagreements
from loyalty_engine.testing.profiles import register_profiles
from loyalty_engine.testing.reference import Book, ReferenceOutcome, ReferenceVerdict, reference_calculate
from loyalty_engine.testing.strategies import (
    World,
    benefits,
    catalogs,
    conditions,
    members,
    money,
    offers,
    policies,
    quantities,
    receipts,
    rules,
    worlds,
)

__all__ = [
    "Book",
    "ReferenceOutcome",
    "ReferenceVerdict",
    "World",
    "benefits",
    "catalogs",
    "conditions",
    "disagreements",
    "members",
    "money",
    "offers",
    "policies",
    "quantities",
    "receipts",
    "reference_calculate",
    "register_profiles",
    "rules",
    "worlds",
]
