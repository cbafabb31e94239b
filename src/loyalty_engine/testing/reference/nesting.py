"""Rules inside of rules: each judged on the lines that the one around it works on."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from loyalty_engine.model.receipt import Line
from loyalty_engine.rules.predicates import Predicate
from loyalty_engine.testing.reference.conditions import judge
from loyalty_engine.testing.reference.truth import Truth, all_hold
from loyalty_engine.testing.reference.view import View


def judge_in_turn(turns: Iterable[Iterable[Predicate]], view: View) -> tuple[Truth, tuple[Line, ...]]:
    """Do the conditions of a rule, and of those around it, hold, each on the lines that these leave?"""
    truths = []
    for conditions in turns:
        truth, lines = judge(conditions, view)
        truths.append(truth)
        view = evolve(view, lines=lines)
    return all_hold(truths), view.lines
