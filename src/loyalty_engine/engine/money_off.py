"""Money off lines, worked out on a draft: discounts, the total rounded, and what others have taken off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from loyalty_engine.engine.budget import MONEY
from loyalty_engine.engine.choosing import Chosen, choose, count_units, entries, take_units, together
from loyalty_engine.engine.claims import best_cuts
from loyalty_engine.engine.closing import rounded_off
from loyalty_engine.engine.scene import lines_of, numbers
from loyalty_engine.engine.sets import Run
from loyalty_engine.engine.units import (
    Portions,
    Units,
    at_once,
    by_number,
    following,
    multiplied,
    sent_with,
)
from loyalty_engine.engine.work import NOTHING_USED, Work
from loyalty_engine.engine.worth import FINE, Part, Parts, at_most, discount, sum_of
from loyalty_engine.model.amounts import Amount
from loyalty_engine.model.personal import BenefitKind
from loyalty_engine.model.receipt import Line
from loyalty_engine.rules.instructions import FromEntry, Given, Reduce, RoundReceipt


def take_off(instruction: Reduce, work: Work) -> None:
    """Work out a discount."""
    if instruction.when and not work.reached(instruction.when):
        return
    amount, excludes, lines, draft = instruction.amount, instruction.excludes, work.lines, work.draft
    sets = instruction.units
    runs: list[Run] = []
    chosen: list[Chosen] = []
    if isinstance(amount, FromEntry):
        claims, view, sets, runs = entries(amount.attribute, BenefitKind.DISCOUNT, work)
        parts, capped = best_cuts(claims, excludes, view)
        chosen = together(runs)
    elif sets is None:
        view = work.left() if draft.partly else draft
        parts, capped = discount(amount, numbers(lines), excludes, view)
    else:
        runs, chosen = choose(sets, work)
        parts, capped = _cut_units((amount, *instruction.further), chosen, excludes, work)
    used: Mapping[int, int] = NOTHING_USED
    if draft.starts is not None:
        parts, used = draft.effective(parts)
    claim = total = sum_of(parts)
    if work.room is not None or instruction.most is not None:
        total = work.granted(MONEY, claim, instruction.most)
        if total < claim:
            parts = at_most(total, parts, draft.facts)
    award, made = work.award, work.made
    if capped:
        award.capped = True
    if used:
        work.use_up(used)
    elif not parts:
        return
    if work.note:
        draft.give(award.contender.offer.id, parts)
    award.benefit += total * FINE
    made.discount += total
    made.cuts = [*made.cuts, *parts] if made.cuts else parts
    if sets is None:
        work.takes |= lines if len(parts) == lines.bit_count() else lines_of([n for n, _ in parts])
        if used:
            work.takes |= lines_of(used)
    else:
        changed = lines_of([n for n, _ in parts])
        take_units(sets, runs, work, changed | lines_of(used))
        if changed:
            count_units(sets, chosen, work, changed)


def _cut_units(
    amounts: Sequence[Amount], chosen: list[tuple[int, Units]], excludes: frozenset[Given], work: Work
) -> tuple[Parts, bool]:
    """A discount on chosen units: line by line on all of them at once, or set by set."""
    groups = [(amounts[0], chosen)] if len(amounts) == 1 else by_number(amounts, chosen)
    runs = [(amount, run) for amount, sets in groups for run in at_once(amount, sets)]
    if not chosen:
        return [], False
    spent, capped, portions = Units(), False, Portions.of(work.draft)
    for (amount, _), (times, slices) in zip(runs, following([r for _, r in runs], work.draft), strict=True):
        view = portions.cut(slices, spent)
        parts, short = discount(multiplied(amount, times), sorted(slices), excludes, view)
        capped = capped or short
        for n, part in parts:
            spent[n] = spent.get(n, 0) + part
    return sorted(spent.items()), capped


def round_off(instruction: RoundReceipt, work: Work) -> None:
    """Take off what makes the total round."""
    parts = rounded_off(instruction, numbers(work.lines), work.draft)
    claim = sum_of(parts)
    total = work.granted(MONEY, claim, None)
    if total < claim:
        parts = at_most(total, parts, work.draft.facts)
    if work.note:
        work.draft.give(work.award.contender.offer.id, parts)
    work.award.benefit += total * FINE
    work.made.discount += total
    work.made.cuts = [*work.made.cuts, *parts]
    work.takes |= lines_of([n for n, _ in parts])


def _external_discount(line: Line) -> int:
    return 0 if line.external_discount is None else line.external_discount.minor


def adopt_discounts(work: Work) -> None:
    """Make what others have taken off the lines, or off what is left of them, the rule's own."""
    sent = sent_with(work.lines, work.draft, _external_discount)
    if sent:
        work.made.adopted = [*work.made.adopted, *sent]
        work.award.benefit += sum_of(sent) * FINE
        work.takes |= lines_of([n for n, _ in sent])


def summed_cuts(cuts: Sequence[Part]) -> list[Part]:
    """Several benefits of one rule on a line are one discount."""
    total: dict[int, int] = {}
    for n, part in cuts:
        total[n] = total.get(n, 0) + part
    return sorted(total.items())
