"""The course of a receipt through the engine, from top to bottom: gather, set up, decide, settle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from attrs import define

from loyalty_engine.engine.book import OfferBook
from loyalty_engine.engine.draft import Draft
from loyalty_engine.engine.facts import Facts, gather
from loyalty_engine.engine.plan import StageRule
from loyalty_engine.engine.scene import Miss, Scene
from loyalty_engine.engine.settle import Settled, settle
from loyalty_engine.engine.setup import Prepared, set_up
from loyalty_engine.engine.stages import Decided, decide, scene_of
from loyalty_engine.model.context import NOTHING, Context
from loyalty_engine.model.event import Occasion
from loyalty_engine.model.member import Member
from loyalty_engine.model.receipt import Receipt
from loyalty_engine.model.triggers import Trigger
from loyalty_engine.rules.instructions import Given, Stage

#: The first pass of a stage that sees what is paid in each way.
_PAID_BEFORE: Final = {
    Given.POINTS_PAYMENT: (Stage.PAYMENT_LIMIT, True),
    Given.CERTIFICATE_PAYMENT: (Stage.ACCRUAL, False),
    Given.EXTERNAL_PAYMENT: (Stage.ACCRUAL, False),
}


@define(eq=False)
class Course:
    """What happened to one receipt, or on one event, step by step."""

    facts: Facts
    draft: Draft
    prepared: Prepared
    decided: Sequence[Decided]
    settled: Settled
    trigger: Trigger = Trigger.PURCHASE

    @property
    def misses(self) -> dict[int, Miss]:
        """Why rules did not hold that the receipt had woken, by rank."""
        misses: dict[int, Miss] = {}
        for one in self.decided:
            misses |= one.misses
        return misses

    def scene(self, rule: StageRule) -> Scene:
        """The facts as *rule* found them, or would have, had its pass of the stage had anything to decide."""
        facts, stage, pending = self.facts, rule.stage, self._pending(rule)
        for one in self.decided:
            if one.stage is stage and one.last is rule.last:
                begin = one.begin
                worth, amount, paid = one.scene.worth, one.scene.amount, one.scene.paid
                return Scene(
                    facts, worth, amount, begin.given, givers=begin.givers, pending=pending, paid=paid
                )
        if stage in (Stage.SETUP, Stage.DISCOUNT):
            if rule.last:
                given = self.draft.given
            else:
                lowered = self.prepared.given if stage is Stage.DISCOUNT else None
                given = lowered or [0] * len(facts.amounts)
            return Scene(facts, facts.amounts, facts.amount, given, pending=pending)
        scene = scene_of(stage, facts, self.draft)
        scene.pending, scene.paid = pending, self._paid(rule)
        return scene

    def _paid(self, rule: StageRule) -> Mapping[Given, list[int]]:
        """What was paid before the pass of a stage that *rule* works in, where that had nothing to decide."""
        seen = {how for how, since in _PAID_BEFORE.items() if (rule.stage, rule.last) >= since}
        return {how: of_lines for how, of_lines in (self.draft.paid or {}).items() if how in seen}

    def _pending(self, rule: StageRule) -> Mapping[str, int] | None:
        """The points that the receipt had brought and cost when the pass began that *rule* works in."""
        turn = rule.stage, rule.last
        later = (one.begin.pending for one in self.decided if (one.stage, one.last) >= turn)
        return next(later, self.draft.pending)


def run(receipt: Receipt, member: Member | None, book: OfferBook, context: Context = NOTHING) -> Course:
    """Take *receipt* through all stages of a purchase."""
    facts = gather(receipt, member, book, context)
    draft = Draft.blank(facts)
    prepared = set_up(facts, draft)
    decided = list(decide(prepared, draft))
    return Course(facts, draft, prepared, decided, settle(facts, draft, prepared, decided))


def run_event(
    occasion: Occasion,
    trigger: Trigger,
    member: Member | None,
    book: OfferBook,
    context: Context = NOTHING,
) -> Course:
    """Take an event through what offers do without lines: points on top, and the rest of their effects."""
    facts = gather(occasion, member, book, context)
    draft = Draft.blank(facts)
    index = book.reactions.get(trigger)
    ranks = set[int]() if index is None else index.wake(facts.lines, facts.circumstances)
    woken = [book.rules[rank] for rank in sorted(ranks)]
    prepared = Prepared(woken, woken)
    decided = list(decide(prepared, draft))
    return Course(facts, draft, prepared, decided, settle(facts, draft, prepared, decided), trigger)
