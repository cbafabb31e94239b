"""What builds on all else that was given: points multiplied, and the total rounded."""

from __future__ import annotations

from collections.abc import Mapping

from loyalty_engine.model.identifiers import id_order
from loyalty_engine.model.money import ratio
from loyalty_engine.model.receipt import Line
from loyalty_engine.rules.instructions import Multiply, RoundOn, RoundReceipt
from loyalty_engine.testing.reference.amounts import spread
from loyalty_engine.testing.reference.draft import Draft
from loyalty_engine.testing.reference.scene import Scene


def on_top(benefit: Multiply, earned: Mapping[int, int], scene: Scene) -> int:
    """How many more points make those *earned* so many times as many."""
    before = sum(earned.values())
    return ratio(before, benefit.hundredths, 100, scene.book.policies.points) - before


def rounding(benefit: RoundReceipt, lines: tuple[Line, ...], draft: Draft) -> dict[int, int]:
    """What comes off each line so that the total is a multiple of the step; nothing where it cannot be."""
    missing = draft.to_pay % benefit.step
    if not missing:
        return {}
    if benefit.on is RoundOn.DEAREST:
        strong = [line for line in lines if draft.left(line) >= missing]
        strong.sort(key=lambda at: _dearest_first(at, draft))
        return {line.number: missing for line in strong[:1]}
    if benefit.on is RoundOn.UNDISCOUNTED:
        lines = tuple(line for line in lines if not draft.taken_off[line.number])
    left = {line.number: draft.left(line) for line in lines}
    if sum(left.values()) < missing:
        return {}
    return spread(missing, lines, {line.number: draft.price(line) for line in lines}, left, draft.scene)


def _dearest_first(line: Line, draft: Draft) -> tuple[int, tuple[int, int, str], int, int]:
    return -draft.price(line), id_order(draft.scene.code(line)), -line.amount.minor, line.number
