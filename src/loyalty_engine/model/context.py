"""The context of a calculation: what belongs to the programme and to no member."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.counters import Counter, as_counter, counter_problems
from loyalty_engine.model.moments import number_problem
from loyalty_engine.model.pairs import as_pairs, by_name, pair_problems

#: A draw is one of so many numbers, from 0 on; a ten-thousandth of a per cent is one of them.
DRAWS: Final = 1_000_000

Draws = tuple[tuple[str, int], ...]
ProgramCounters = tuple[tuple[str, Counter], ...]


def _same(value: int) -> int:
    return value


def _draws(value: Mapping[str, int] | Draws) -> Draws:
    return as_pairs(value, _same)


def _counters(value: Mapping[str, Counter | int] | ProgramCounters) -> ProgramCounters:
    return as_pairs(value, as_counter)


def _draw_problems(path: str, value: object) -> list[Problem]:
    problem = number_problem(path, value, 0, DRAWS - 1)
    return [problem] if problem else []


@frozen(kw_only=True)
class Context:
    """What a calculation depends on besides the receipt, the member and the offers.

    *draws* are the numbers that were drawn for offers that leave something to chance, 0 to 999,999, by the
    id of the offer or by the name that its condition gives the draw. The host draws them once for a
    purchase, keeps them with it, and gives the same ones whenever it calculates the purchase again.

    *counters* are those of the programme by name, such as what an offer has given to all buyers together. One
    that is missing is not known: a counter that was never changed is given as 0.
    """

    draws: Draws = field(default=(), converter=_draws)
    counters: ProgramCounters = field(default=(), converter=_counters)

    def __attrs_post_init__(self) -> None:
        problems = pair_problems("draws", self.draws, _draw_problems)
        refuse("context", problems + pair_problems("counters", self.counters, counter_problems))
        object.__setattr__(self, "draws", by_name(self.draws))
        object.__setattr__(self, "counters", by_name(self.counters))

    def draw(self, name: str) -> int | None:
        """The number drawn under *name*; None where none was recorded."""
        return next((number for known, number in self.draws if known == name), None)

    def counter(self, name: str) -> Counter | None:
        """The programme's counter *name*; None where it is not known."""
        return next((counter for known, counter in self.counters if known == name), None)


NOTHING: Final = Context()
"""The context of a calculation that depends on nothing else."""
