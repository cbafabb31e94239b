"""The draft of a calculation: what has been given so far, line by line."""

from __future__ import annotations

from attrs import define

from loyalty_engine.engine.facts import Facts, Lines


@define(eq=False)
class Draft:
    """The state of the lines between two awards.

    *given* are the discounts of each line so far, *floors* the least that each line may cost, all in minor
    units. *free* are the lines that no non-cumulative offer has taken in the current stage.
    """

    facts: Facts
    given: list[int]
    floors: list[int]
    free: Lines

    @classmethod
    def blank(cls, facts: Facts) -> Draft:
        """The draft before anything is given."""
        count = len(facts.amounts)
        return cls(facts, [0] * count, [0] * count, facts.everything)

    def left(self, n: int) -> int:
        """What may still be taken off line *n*."""
        return self.facts.amounts[n] - self.given[n] - self.floors[n]

    def trial(self) -> Draft:
        """A copy to try things out on."""
        return Draft(self.facts, self.given.copy(), self.floors, self.free)
