"""Points for lines, worked out on a draft: a benefit's own, multiplied ones, and those that others send."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

from loyalty_engine.engine.choosing import choose, count_units, entries, take_units, together
from loyalty_engine.engine.claims import PointsOfEntries, best_points, by_kind
from loyalty_engine.engine.closing import multiplied_points
from loyalty_engine.engine.loose import LOOSE, LooseUnits
from loyalty_engine.engine.scene import lines_of, numbers
from loyalty_engine.engine.sets import Run
from loyalty_engine.engine.units import Portions, Units, at_once, following, multiplied, portion, sent_with
from loyalty_engine.engine.work import Grant, Work
from loyalty_engine.engine.worth import Parts, at_most, fine_worth, points
from loyalty_engine.model.personal import BenefitKind
from loyalty_engine.model.points import PointsCurrency
from loyalty_engine.rules.instructions import Accrue, Adopt, FromEntry, Multiply


def add_points(instruction: Accrue, work: Work) -> None:
    """Work out points."""
    if instruction.when and not work.reached(instruction.when):
        return
    amount, excludes, draft = instruction.amount, instruction.excludes, work.draft
    lines = work.lines
    if isinstance(amount, FromEntry):
        claims, view, _, runs = entries(amount.attribute, BenefitKind.POINTS, work)
        worked: list[PointsOfEntries] = []
        for claim in best_points(claims, excludes, view):
            kind = draft.facts.book.points_currency(claim.points)
            worked.append((kind, *points(claim.amount, claim.on, excludes, view, kind), claim.on))
        for one in worked if work.room is None else by_kind(worked):
            _credit_lines(*one, instruction, work, runs)
        return
    kind = draft.facts.book.points_currency(instruction.points)
    if instruction.units is None:
        on = numbers(lines)
        _credit_lines(kind, *points(amount, on, excludes, work.left(), kind), on, instruction, work)
        return
    runs, chosen = choose(instruction.units, work)
    if isinstance(instruction.units, LooseUnits):
        for _, slices in following(chosen, draft):
            on, view = sorted(slices), portion(draft, slices)
            _credit_lines(kind, *points(amount, on, excludes, view, kind), on, instruction, work, runs)
        return
    total, spread, portions = 0, Units(), Portions.of(draft)
    for times, slices in following(at_once(amount, chosen), draft):
        view = portions.cut(slices)
        sum_of, parts, _ = points(multiplied(amount, times), sorted(slices), excludes, view, kind)
        total += sum_of
        for n, part in parts:
            spread[n] = spread.get(n, 0) + part
    if _credit_lines(kind, total, sorted(spread.items()), [], [], instruction, work):
        take_units(instruction.units, runs, work, lines)
        count_units(instruction.units, chosen, work, lines)


def multiply_points(instruction: Multiply, work: Work) -> None:
    """Give points that the lines have earned once more."""
    if instruction.when and not work.reached(instruction.when):
        return
    kind, on = work.draft.facts.book.points_currency(instruction.points), numbers(work.lines)
    _credit_lines(kind, *multiplied_points(instruction, on, work.draft), on, instruction, work)


def adopt_points(instruction: Adopt, points_of: str, work: Work) -> None:
    """Give the points that others send with the lines, or with what is left of them."""
    sent = sent_with(work.lines, work.draft, attrgetter("external_points"))
    on, parts = [n for n, _ in sent], [part for _, part in sent]
    kind = work.draft.facts.book.points_currency(points_of)
    _credit_lines(kind, sum(parts), sent, parts, on, instruction, work)


def _many(count: int, most: int | None, total: int, parts: Parts, work: Work) -> tuple[int, Parts]:
    """*count* times the points, of which *most* are given each time."""
    if most is not None and most < total:
        work.award.capped = True
        total, parts = most, at_most(most, parts, work.draft.facts)
    return total * count, [(n, part * count) for n, part in parts] if count else []


def _credit_lines(
    kind: PointsCurrency,
    total: int,
    parts: Parts,
    weights: Sequence[int],
    on: Sequence[int],
    instruction: Accrue | Multiply | Adopt,
    work: Work,
    runs: Sequence[Run] = (),
) -> bool:
    """Give points, if there are any, and take those of the lines *on* which they were worked out.

    These are the lines that had a weight in it; of *runs* of units, those on such lines are taken and count.
    """
    most = None if isinstance(instruction, Adopt) else instruction.most
    if isinstance(instruction, Accrue) and instruction.times is not None:
        total, parts = _many(work.count(instruction.times), most, total, parts, work)
        most = None
    given = work.granted(kind.id, total, most) if parts else 0
    if given < total:
        parts = at_most(given, parts, work.draft.facts)
    if parts:
        work.made.grants = [*work.made.grants, Grant(kind.id, given, parts, instruction.lifetime)]
        work.award.benefit += given * fine_worth(kind, work.draft.facts)
        changed = lines_of([n for n, weight in zip(on, weights, strict=True) if weight])
        if runs:
            take_units(LOOSE, runs, work, changed)
            count_units(LOOSE, together(runs), work, changed)
        else:
            work.takes |= changed
    return bool(parts)
