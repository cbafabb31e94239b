"""The course of a receipt through the engine, from top to bottom: gather, set up, decide, settle."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import define

from loyalty_engine.engine.compile import OfferBook
from loyalty_engine.engine.draft import Draft
from loyalty_engine.engine.facts import Facts, gather
from loyalty_engine.engine.scene import Miss, Scene
from loyalty_engine.engine.settle import Settled, settle
from loyalty_engine.engine.setup import Prepared, set_up
from loyalty_engine.engine.stages import Decided, decide, scene_of
from loyalty_engine.model.context import NOTHING, Context
from loyalty_engine.model.event import Occasion
from loyalty_engine.model.member import Member
from loyalty_engine.model.receipt import Receipt
from loyalty_engine.model.triggers import Trigger
from loyalty_engine.rules.instructions import Stage


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
        return {rank: miss for one in self.decided for rank, miss in one.misses.items()}

    def scene(self, stage: Stage) -> Scene:
        """The facts as they stood when *stage* began, or would have, had it had anything to decide."""
        for one in self.decided:
            if one.stage is stage:
                return Scene(
                    self.facts, one.scene.worth, one.scene.amount, one.begin.given, givers=one.begin.givers
                )
        if stage in (Stage.SETUP, Stage.DISCOUNT):
            return Scene(self.facts, self.facts.amounts, self.facts.amount, [0] * len(self.facts.amounts))
        return scene_of(stage, self.facts, self.draft)


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
