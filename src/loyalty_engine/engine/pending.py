"""Pending points: what awards bring the member and cost him before anything is confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from loyalty_engine.engine.draft import Draft
from loyalty_engine.engine.effects import moments_of
from loyalty_engine.engine.facts import Facts
from loyalty_engine.engine.work import RuleAward
from loyalty_engine.model.lifetime import FOREVER, Lifetime
from loyalty_engine.rules.emissions import Credit, Debit
from loyalty_engine.rules.instructions import Stage


def moved_by(made: RuleAward, draft: Draft) -> dict[str, int]:
    """The points that *made* moves: points for lines, withdrawals, and points on top that are given at once.

    Points on top that go with benefits on lines are not among them; see `moved_on_top`.
    """
    facts, rule, moves = draft.facts, made.rule, dict[str, int]()
    for grant in made.grants:
        _add(moves, grant.currency, grant.amount, grant.lifetime, facts)
    if rule.once and (rule.contender.place, rule.number) in draft.fired:
        return moves
    for emission in made.emissions:
        if isinstance(emission, Debit):
            moves[emission.points] = moves.get(emission.points, 0) - emission.amount
    if tops_up_at_once(made):
        _credit(moves, made, facts)
    return moves


def moved_on_top(awards: Iterable[RuleAward], draft: Draft) -> dict[str, int]:
    """The points on top that go with benefits on lines, which are given when the whole offer is."""
    moves = dict[str, int]()
    for made in awards:
        rule = made.rule
        spoken = rule.once and (rule.contender.place, rule.number) in draft.fired
        if not tops_up_at_once(made) and not spoken:
            _credit(moves, made, draft.facts)
    return moves


def tops_up_at_once(made: RuleAward) -> bool:
    """Are points on top given with the rule, because no benefit on lines can draw on a budget later?"""
    return not made.rule.instructions or made.rule.stage is Stage.COMPLETION


def _credit(moves: dict[str, int], made: RuleAward, facts: Facts) -> None:
    credits = [emission for emission in made.emissions if isinstance(emission, Credit)]
    given = made.credits if made.credits is not None else [one.amount for one in credits]
    for one, amount in zip(credits, given, strict=True):
        _add(moves, one.points, amount, one.lifetime, facts)


def _add(moves: dict[str, int], points: str, amount: int, lifetime: Lifetime, facts: Facts) -> None:
    """Add points that the member has at once."""
    if lifetime is not FOREVER:
        active, expires = moments_of(lifetime, facts)
        if active is not None or (expires is not None and expires <= facts.receipt.at):
            return
    moves[points] = moves.get(points, 0) + amount


def added(moves: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    """Two sets of moves as one."""
    total = dict(moves)
    for points, amount in more.items():
        total[points] = total.get(points, 0) + amount
    return total
