"""Why a rule gave nothing on all that its stage began with."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from loyalty_engine.engine.records import Outcome
from loyalty_engine.rules.instructions import Instruction
from loyalty_engine.rules.predicates import Predicate
from loyalty_engine.rules.units import Sets
from loyalty_engine.testing.reference.chains import sets_of
from loyalty_engine.testing.reference.conditions import View
from loyalty_engine.testing.reference.nesting import judge_in_turn
from loyalty_engine.testing.reference.truth import Truth, any_holds
from loyalty_engine.testing.reference.units import free_parts, truths_of_sets

#: What must hold, rule by rule.
Turns = tuple[tuple[Predicate, ...], ...]


def outcomes_of(turns: Turns, given: Sequence[Instruction], view: View) -> set[Outcome]:
    """What became of a rule that asks for *turns* and gives *given*: of it, or of each kind of its sets.

    Where it holds, and has nothing to give but for sets that meet conditions, it depends on whether any set
    does. Where none can be made there is nothing left, as there is where no conditions are asked of sets.
    """
    truth, _ = judge_in_turn(turns, view)
    if truth is not Truth.TRUE:
        return {_outcome(truth, awaited=judge_in_turn(turns, _agreed(view))[0] is Truth.TRUE)}
    asking = [[sets for sets in sets_of(one) if sets.where] for one in given]
    answers = {
        sets: of_sets for of_one in asking for sets in of_one if (of_sets := _truth(sets, turns, view))
    }
    if not all(asking) or not answers or Truth.TRUE in answers.values():
        return {Outcome.NOTHING_LEFT}
    agreed = _agreed(view)
    return {
        _outcome(answer, awaited=_truth(sets, turns, agreed) is Truth.TRUE)
        for sets, answer in answers.items()
    }


def _truth(sets: Sets, turns: Turns, view: View) -> Truth | None:
    """Does any set meet the conditions that the rule's lines hold? None where they hold no set."""
    truth, lines = judge_in_turn(turns, view)
    if truth is not Truth.TRUE:
        return None
    truths = truths_of_sets(sets, free_parts(lines, {}), view)
    return any_holds(truths) if truths else None


def _agreed(view: View) -> View:
    """*view*, had the member agreed to all that he has been offered."""
    return evolve(view, scene=evolve(view.scene, all_accepted=True))


def _outcome(truth: Truth, *, awaited: bool) -> Outcome:
    if truth is Truth.UNKNOWN:
        return Outcome.UNKNOWN
    return Outcome.NOT_ACCEPTED if awaited else Outcome.NOT_MET
