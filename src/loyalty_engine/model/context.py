"""The context of a calculation: what belongs to the programme and to no member."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.moments import number_problem
from loyalty_engine.model.pairs import as_pairs, by_name, pair_problems

#: A draw is one of so many numbers, from 0 on; a ten-thousandth of a per cent is one of them.
DRAWS: Final = 1_000_000

Draws = tuple[tuple[str, int], ...]


def _same(value: int) -> int:
    return value


def _draws(value: Mapping[str, int] | Draws) -> Draws:
    return as_pairs(value, _same)


def _draw_problems(path: str, value: object) -> list[Problem]:
    problem = number_problem(path, value, 0, DRAWS - 1)
    return [problem] if problem else []


@frozen(kw_only=True)
class Context:
    """What a calculation depends on besides the receipt, the member and the offers.

    *draws* are the numbers that were drawn for offers that leave something to chance, 0 to 999,999, by the
    id of the offer or by the name that its condition gives the draw. The host draws them once for a
    purchase, keeps them with it, and gives the same ones whenever it calculates the purchase again.
    """

    draws: Draws = field(default=(), converter=_draws)

    def __attrs_post_init__(self) -> None:
        refuse("context", pair_problems("draws", self.draws, _draw_problems))
        object.__setattr__(self, "draws", by_name(self.draws))

    def draw(self, name: str) -> int | None:
        """The number drawn under *name*; None where none was recorded."""
        return next((number for known, number in self.draws if known == name), None)


NOTHING: Final = Context()
"""The context of a calculation that depends on nothing else."""
