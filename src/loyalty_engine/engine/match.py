"""Matching: which rules hold for a receipt in a stage, and on which lines; for the others, why not.

`holds` is the meaning of a conjunction of predicates.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from attrs import define

from loyalty_engine.engine.decide import decide
from loyalty_engine.engine.facts import Lines
from loyalty_engine.engine.narrow import narrow
from loyalty_engine.engine.plan import Gate, Plan, StageRule
from loyalty_engine.engine.scene import Miss, Scene, worst
from loyalty_engine.model.triggers import Trigger
from loyalty_engine.rules.predicates import Always


@define(eq=False)
class Match:
    """A rule that holds on *lines*; or, with its *miss* so far, one that may hold when fewer are free."""

    rule: StageRule
    lines: Lines
    miss: Miss | None = None


NOTHING = Always(negated=True)
# Bound once: reading a member off its class costs as much as a division.
_CURRENCY: Final = Gate.CURRENCY
_PURCHASE: Final = Trigger.PURCHASE


def match(rules: Iterable[StageRule], scene: Scene) -> tuple[list[Match], dict[int, Miss]]:
    """Those of *rules* that hold in *scene*, all lines being free; why others do not, by rank.

    A rule that asks for at most so much may come to hold when other offers have taken their lines; it is
    among the matches as well.
    """
    matches: list[Match] = []
    misses: dict[int, Miss] = {}
    for rule in rules:
        found = reach(rule, scene)
        if not isinstance(found, Miss):
            matches.append(Match(rule, found))
        elif rule.asks.revives and found.gate is None and _in_force(rule, scene):
            matches.append(Match(rule, 0, found))
        else:
            misses[rule.rank] = found
    return matches, misses


def _in_force(rule: StageRule, scene: Scene) -> bool:
    """Does everything hold that the offer itself demands, and is known to?"""
    return all(decide(check, scene, scene.facts.everything) is None for check, _ in rule.contender.gate)


def reach(rule: StageRule, scene: Scene) -> Lines | Miss:
    """The lines on which *rule* holds in *scene*, all being free, or why it does not.

    The demands of the offer itself come first; where one of them is undecided, another, or a condition of
    the rule, may still say no.
    """
    facts, contender = scene.facts, rule.contender
    if facts.withholds and rule.task.at_till and contender.offer.trigger is _PURCHASE:
        withheld = _withheld(rule, scene)
        if withheld is not None:
            return withheld
    everything = facts.everything
    undecided: Miss | None = None
    demands = contender.demands  # read straight from where they are kept, which costs less
    for check, gate in contender.gate if demands is None else demands:
        if gate is _CURRENCY and contender.currency == facts.currency:
            continue  # the one demand that almost every offer makes, and that almost always holds
        miss = decide(check, scene, everything)
        if miss is not None:
            miss.gate = gate
            if miss.unknown is None:
                return miss
            undecided = undecided or miss
    found = holds(rule.ready or rule.plan, scene, everything)
    if undecided is None or (isinstance(found, Miss) and not found.undecided):
        return found
    return undecided


def _withheld(rule: StageRule, scene: Scene) -> Miss | None:
    """Why *rule* gives nothing whatever its conditions, unless its offer is not in force anyway.

    The till was offline; or it is about spending points, and this buyer may not, or may for all we know.
    """
    facts = scene.facts
    if facts.offline:
        withheld = Miss(NOTHING, gate=Gate.TILL)
    elif facts.bar is not None and rule.task.spends:
        withheld = Miss(NOTHING, seen=facts.bar.seen, unknown=facts.bar.unknown, gate=Gate.SPENDING)
    else:
        return None
    for check, gate in rule.contender.gate:
        if gate in (Gate.TIME, Gate.PLACE, Gate.CURRENCY):
            miss = decide(check, scene, scene.facts.everything)
            if miss is not None:
                miss.gate = gate
                return miss
    return withheld


def holds(plan: Plan, scene: Scene, free: Lines) -> Lines | Miss:
    """The lines among *free* on which the conditions of *plan* hold, or why they do not.

    Without a line test all free lines are kept, even if there are none; a line test that no line passes is
    not met. The checks see the lines that the tests leave. A definite no comes before an unknown.
    """
    lines, undecided = free, None
    if plan.outer is not None:
        found = holds(plan.outer, scene, free)
        if not isinstance(found, Miss):
            lines = found
        elif found.unknown is None:
            return found
        else:
            lines, undecided = found.among, found
    for test, clause in plan.tests:
        found = narrow(test, scene, lines)
        if isinstance(found, Miss):
            found.clause = clause
            if found.unknown is None:
                return found
            undecided = undecided or found
        else:
            lines = found
    if plan.unions:
        tested = lines
        for branches, clause in plan.unions:
            found = unite(branches, scene, tested)
            if isinstance(found, Miss):
                found.clause = clause
                if not found.undecided:
                    return found
                undecided = undecided or found
                lines &= found.among
            else:
                lines &= found
        if not lines and undecided is None:
            return Miss(NOTHING, clause=plan.unions[-1][1])
    for check, clause in plan.checks:
        miss = decide(check, scene, lines)
        if miss is not None:
            miss.clause = clause
            if miss.unknown is None:
                return miss
            undecided = undecided or miss
    if undecided is not None:
        undecided.among = lines
        return undecided
    return lines


def unite(branches: Iterable[Plan], scene: Scene, lines: Lines) -> Lines | Miss:
    """The lines of all *branches* that hold on *lines*; a branch without a line test brings all.

    Where none holds and some are undecided, the answer leaves the lines in question that these might bring.
    """
    united: Lines | None = None
    misses = []
    for branch in branches:
        found = holds(branch, scene, lines)
        if isinstance(found, Miss):
            misses.append(found)
        else:
            united = found if united is None else united | found
    if united is not None:
        return united
    answer = worst(misses)
    for miss in misses:
        answer.among |= miss.among
    return answer
