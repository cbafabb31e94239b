"""A host's kind of condition, to say in the closed language what no kind of ours says."""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen

from loyalty_engine.rules.predicates import Predicate


@frozen
class Own:
    """A condition whose meaning is the predicate that it holds."""

    kind: ClassVar[str] = "acme:own"
    meaning: Predicate

    def lower(self) -> Predicate:
        return self.meaning

    def describe(self) -> str:
        return "our own"
