"""The last pass of a stage: points are multiplied, and the total is rounded, once all the rest is given."""

from __future__ import annotations

from collections.abc import Sequence

from loyalty_engine.engine.draft import Draft
from loyalty_engine.engine.worth import WHAT_PRICES_EXCLUDE, Parts, bases_of, spread_off, spread_points
from loyalty_engine.model.money import ratio
from loyalty_engine.rules.instructions import Multiply, RoundOn, RoundReceipt


def multiplied_points(
    instruction: Multiply, lines: Sequence[int], draft: Draft
) -> tuple[int, Parts, list[int]]:
    """The points on top of those that *lines* have earned: the sum, its parts, and what each has earned."""
    facts = draft.facts
    earned = draft.earned.get(instruction.points, {})
    weights = [earned.get(n, 0) for n in lines]
    before = sum(weights)
    total = ratio(before, instruction.hundredths, 100, facts.book.policies.points) - before
    return total, spread_points(total, lines, weights, facts), weights


def rounded_off(instruction: RoundReceipt, lines: Sequence[int], draft: Draft) -> Parts:
    """What to take off *lines* so that the total is a multiple; nothing where they cannot bear it."""
    facts, given = draft.facts, draft.given
    wanted = (facts.amount - sum(given)) % instruction.step
    if not wanted:
        return []
    if instruction.on is RoundOn.DEAREST:
        able = [n for n in lines if draft.left(n) >= wanted]

        def claim(n: int) -> tuple[int, tuple[int, int, str], int, int]:
            amount = facts.amounts[n]
            return given[n] - amount, facts.goods[n].order, -amount, n

        return [(min(able, key=claim), wanted)] if able else []
    if instruction.on is RoundOn.UNDISCOUNTED:
        lines = [n for n in lines if not given[n]]
    parts, short = spread_off(wanted, lines, bases_of(lines, WHAT_PRICES_EXCLUDE, draft), draft)
    return [] if short else parts
