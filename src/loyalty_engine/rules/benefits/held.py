"""Benefits that other benefits hold: what they do, and why one of them cannot stand there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeGuard, TypeVar

from attrs import frozen

from loyalty_engine.errors import InvalidInput, Problem
from loyalty_engine.model.fields import tuple_problems
from loyalty_engine.rules.instructions import Instruction
from loyalty_engine.rules.language import Benefit, instructions, word_problems
from loyalty_engine.rules.rule import HoldsRules

Done = TypeVar("Done", bound=Instruction)


@frozen
class Refusal:
    """Why a benefit cannot stand where it does, to be said after the name of its kind, and what can."""

    message: str
    hint: str


def carried_out(
    path: str, benefit: Benefit, fits: Callable[[Instruction], TypeGuard[Done]], refusal: Refusal
) -> tuple[list[Done], list[Problem]]:
    """What *benefit* does, if all of it *fits*; or what is wrong with it, which is else the *refusal*."""
    try:
        lowered = instructions(benefit)
    except InvalidInput as error:
        return [], [problem.inside(path) for problem in error.problems]
    found = [one for one in lowered if fits(one)]
    if len(found) == len(lowered) and not isinstance(benefit, HoldsRules):
        return found, []
    return [], [Problem(path, f"{type(benefit).__name__} {refusal.message}", refusal.hint)]


def held_problems(
    benefits: tuple[Benefit, ...],
    does: Callable[[str, Benefit], tuple[object, list[Problem]]],
    *,
    needed: bool = True,
) -> list[Problem]:
    """What keeps the field ``benefits`` from holding benefits that do what is asked of them: *does* tells.

    They may be none at all unless some are *needed*.
    """
    problems = tuple_problems("benefits", benefits, object, "a benefit")
    if problems:
        return problems
    if needed and not benefits:
        return [Problem("benefits", "is empty, so nothing would be given", "give a benefit")]
    return [
        problem
        for n, benefit in enumerate(benefits)
        for problem in word_problems(f"benefits[{n}]", benefit, "benefit")
        or does(f"benefits[{n}]", benefit)[1]
    ]
