"""Three-valued logic: what holds, what does not, and what nobody can say."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Truth(Enum):
    """The answer to a question about a receipt or a line; unknown never grants anything."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, answer: bool) -> Truth:
        """The truth of what is known."""
        return cls.TRUE if answer else cls.FALSE

    def unless(self, negated: bool) -> Truth:
        """The same, or the opposite where *negated*; whatever is unknown stays unknown."""
        if not negated or self is Truth.UNKNOWN:
            return self
        return Truth.of(self is Truth.FALSE)


def all_hold(truths: Iterable[Truth]) -> Truth:
    """False if any is false, else unknown if any is unknown, else true."""
    found = set(truths)
    if Truth.FALSE in found:
        return Truth.FALSE
    return Truth.UNKNOWN if Truth.UNKNOWN in found else Truth.TRUE


def any_holds(truths: Iterable[Truth]) -> Truth:
    """True if any is true, else unknown if any is unknown, else false."""
    found = set(truths)
    if Truth.TRUE in found:
        return Truth.TRUE
    return Truth.UNKNOWN if Truth.UNKNOWN in found else Truth.FALSE
