"""The reference engine: the rules of a purchase, slow and obvious, as a second opinion on the fast one."""

from __future__ import annotations

from loyalty_engine.testing.reference.amounts import hand_out
from loyalty_engine.testing.reference.outcome import (
    ReferenceOutcome,
    ReferenceReaction,
    ReferenceVerdict,
    reference_calculate,
    reference_react,
)
from loyalty_engine.testing.reference.scene import Book

__all__ = [
    "Book",
    "ReferenceOutcome",
    "ReferenceReaction",
    "ReferenceVerdict",
    "hand_out",
    "reference_calculate",
    "reference_react",
]
