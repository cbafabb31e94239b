"""Why a rule gave nothing on all that its stage began with."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from loyalty_engine.engine.records import Outcome
from loyalty_engine.rules.instructions import Accrue, FromEntry, Instruction, IssueFromEntry, Reduce
from loyalty_engine.rules.predicates import Predicate
from loyalty_engine.rules.units import Sets
from loyalty_engine.testing.reference.chains import sets_of
from loyalty_engine.testing.reference.nesting import judge_in_turn
from loyalty_engine.testing.reference.truth import Truth
from loyalty_engine.testing.reference.units import free_parts, truth_of_sets
from loyalty_engine.testing.reference.view import View

#: What must hold, rule by rule.
Turns = tuple[tuple[Predicate, ...], ...]


def outcomes_of(turns: Turns, given: Sequence[Instruction], view: View) -> set[Outcome]:
    """What became of a rule that asks for *turns* and gives *given*: of it, or of each kind of its sets.

    Where it holds, and has nothing to give but for sets, it depends on whether any can be made that meets the
    conditions, if there are any.
    """
    truth, _ = judge_in_turn(turns, view)
    if truth is not Truth.TRUE:
        return {_outcome(truth, awaited=judge_in_turn(turns, _agreed(view))[0] is Truth.TRUE)}
    asking = [sets_of(one) for one in given]
    answers = {sets: _truth(sets, turns, view) for of_one in asking for sets in of_one}
    if not all(asking) or not answers or Truth.TRUE in answers.values():
        return {Outcome.UNKNOWN if _unread(given, view) else Outcome.NOTHING_LEFT}
    agreed = _agreed(view)
    return {
        _outcome(answer, awaited=_truth(sets, turns, agreed) is Truth.TRUE)
        for sets, answer in answers.items()
    }


def _unread(given: Sequence[Instruction], view: View) -> bool:
    """Do entries of the member alone say what is given, some of which are not known?"""
    named = [_attribute(one) for one in given]
    return None not in named and any(view.scene.entries(one) is None for one in named if one is not None)


def _attribute(one: Instruction) -> str | None:
    """The attribute with the entries that say what *one* gives, if any do."""
    if isinstance(one, IssueFromEntry):
        return one.attribute
    if isinstance(one, (Reduce, Accrue)) and isinstance(one.amount, FromEntry):
        return one.amount.attribute
    return None


def _truth(sets: Sets, turns: Turns, view: View) -> Truth:
    """Is a set made of the lines that the rule works on that meets the conditions?"""
    truth, lines = judge_in_turn(turns, view)
    return truth_of_sets(sets, free_parts(lines, {}), view) if truth is Truth.TRUE else Truth.FALSE


def _agreed(view: View) -> View:
    """*view*, had the member agreed to all that he has been offered."""
    return evolve(view, scene=evolve(view.scene, all_accepted=True))


def _outcome(truth: Truth, *, awaited: bool) -> Outcome:
    if truth is Truth.UNKNOWN:
        return Outcome.UNKNOWN
    return Outcome.NOT_ACCEPTED if awaited else Outcome.NOT_MET
