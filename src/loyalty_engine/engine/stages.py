"""The stages of a purchase, decided one after the other on one draft."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import Final

from attrs import define

from loyalty_engine.engine.certificates import Certified, pay_with_certificates
from loyalty_engine.engine.draft import NOTHING_TAKEN, Draft
from loyalty_engine.engine.facts import Facts
from loyalty_engine.engine.match import match
from loyalty_engine.engine.paying import note_others
from loyalty_engine.engine.payment import Payment, pay, rounded
from loyalty_engine.engine.plan import Contender, StageRule
from loyalty_engine.engine.scene import Miss, Scene, lines_of
from loyalty_engine.engine.setup import Prepared
from loyalty_engine.engine.stack import Entrant, entrants, granted, resolve
from loyalty_engine.engine.work import Award
from loyalty_engine.rules.instructions import Given, Stage

# Bound once: reading a member off its class costs as much as a division.
_DISCOUNT: Final = Stage.DISCOUNT
_PAYMENT_LIMIT: Final = Stage.PAYMENT_LIMIT
_PAYMENT: Final = Stage.PAYMENT
_ACCRUAL: Final = Stage.ACCRUAL
_COMPLETION: Final = Stage.COMPLETION
_PASS: Final = attrgetter("stage", "last")


@define(eq=False)
class Decided:
    """What one stage came to, or the *last* pass of it.

    *begin* is the draft as the stage found it, *field* the offers that held, *awards* what was granted, in
    its order, and *misses* why other rules did not hold, by rank.
    """

    stage: Stage
    scene: Scene
    begin: Draft
    field: list[Entrant]
    awards: list[Award]
    misses: dict[int, Miss]
    last: bool = False
    payment: Payment | None = None
    certified: Certified | None = None


def decide(prepared: Prepared, draft: Draft) -> Iterator[Decided]:
    """Decide stage by stage, noting on *draft* what is given; those who build on the others come last."""
    before: Decided | None = None
    for (stage, last), turn in groupby(prepared.rules, key=_PASS):
        rules = list(turn)
        if last or stage is not _DISCOUNT:
            draft.to_amounts()
        if last:
            first = before if before is not None and before.stage is stage else None
            before = _decide_last(stage, rules, first, draft)
        else:
            before = _decide_stage(stage, rules, draft.facts, draft)
        yield before
    draft.to_amounts()
    note_others(draft)


def _decide_last(stage: Stage, rules: list[StageRule], first: Decided | None, draft: Draft) -> Decided:
    """Decide the last pass of a stage, of which *first* was decided before, if anything was."""
    chosen: dict[str, Contender] = {}
    if first is not None:
        draft.earned = _points_by_line(first.awards)
        for entrant in first.field:
            group = entrant.contender.offer.exclusion_group
            if group is not None and entrant.alone and not entrant.excluded:
                chosen[group] = entrant.contender
    begin = draft.begin()
    scene = scene_of(stage, draft.facts, draft)
    matches, misses = match(rules, scene)
    field = entrants(matches)
    awards = resolve(field, scene, draft, chosen)
    payment = None if first is None else first.payment
    if payment is not None:
        draft.move({one.currency: one.points for one in payment.paid})
        payment = rounded(payment, awards, draft)
        _note_payment(payment, draft)
    return Decided(stage, scene, begin, field, awards, misses, last=True, payment=payment)


def _note_payment(payment: Payment, draft: Draft) -> None:
    """Note what is paid with points, and on which lines it may be."""
    draft.payable_on = {kind: lines_of([one.n for one in of]) for kind, of in payment.allowances.items()}
    if payment.paid or draft.paid is not None:
        draft.pay(Given.POINTS_PAYMENT, payment.of_lines)
    draft.move({one.currency: -one.points for one in payment.paid})


def _points_by_line(awards: Iterable[Award]) -> dict[str, dict[int, int]]:
    """The points of each kind that lines have earned."""
    earned: dict[str, dict[int, int]] = {}
    for award in awards:
        for made in award.rules:
            for grant in made.grants:
                by_line = earned.setdefault(grant.currency, {})
                for n, part in grant.parts:
                    by_line[n] = by_line.get(n, 0) + part
    return earned


def _decide_stage(stage: Stage, rules: list[StageRule], facts: Facts, draft: Draft) -> Decided:
    if facts.receipt.payments and (stage is _ACCRUAL or stage is _COMPLETION):
        note_others(draft)
    begin = draft.begin()
    scene = scene_of(stage, facts, draft)
    matches, misses = match(rules, scene)
    field = entrants(matches)
    if stage is _COMPLETION:
        awards = [award for entrant in field if (award := _without_contest(entrant, scene, draft))]
    elif stage is _ACCRUAL and not all(rule.instructions for rule in rules):
        field = entrants([one for one in matches if one.rule.instructions])
        awards = resolve(field, scene, draft)
        draft.free, draft.partly, draft.taken = facts.everything, 0, NOTHING_TAKEN
        aside = entrants([one for one in matches if not one.rule.instructions])
        awards += [award for entrant in aside if (award := _without_contest(entrant, scene, draft))]
        field += aside
    elif stage is _PAYMENT_LIMIT:
        awards = resolve(field, scene, draft)
        draft.allowed = None  # what may be paid is not given
        payment = pay(awards, facts)
        _note_payment(payment, draft)
        return Decided(stage, scene, begin, field, awards, misses, payment=payment)
    elif stage is _PAYMENT:
        awards = resolve(field, scene, draft)
        certified = pay_with_certificates(awards, draft)
        draft.pay(Given.CERTIFICATE_PAYMENT, certified.of_lines)
        return Decided(stage, scene, begin, field, awards, misses, certified=certified)
    else:
        awards = resolve(field, scene, draft)
    return Decided(stage, scene, begin, field, awards, misses)


def scene_of(stage: Stage, facts: Facts, draft: Draft) -> Scene:
    """Facts as they stand when *stage* begins: before discounts in the discount stage, after them later."""
    if stage is _DISCOUNT:
        worth, amount = facts.amounts, facts.amount
    else:
        worth = [amount - given for amount, given in zip(facts.amounts, draft.given, strict=True)]
        amount = facts.amount - sum(draft.given)
    given, givers = draft.given, draft.givers
    return Scene(facts, worth, amount, given, givers=givers, pending=draft.pending, paid=draft.paid)


def _without_contest(entrant: Entrant, scene: Scene, draft: Draft) -> Award:
    return granted(entrant, entrant.work_out(scene, draft), draft)
