"""A word that the cases need and that our language lacks: a host's own kind."""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen

from loyalty_engine.rules.predicates import Always, Predicate


@frozen
class Never:
    """What never holds: for a promotion that another one excludes whatever is bought."""

    kind: ClassVar[str] = "peer:never"

    def lower(self) -> Predicate:
        return Always(negated=True)

    def describe(self) -> str:
        return "never"
