"""Hindsight: verdicts on the offers that a receipt did not wake, worked out when somebody asks."""

from __future__ import annotations

from collections.abc import Sequence

from loyalty_engine.engine.compile import OfferBook, works
from loyalty_engine.engine.draft import Draft
from loyalty_engine.engine.facts import Facts, gather
from loyalty_engine.engine.match import reach
from loyalty_engine.engine.plan import StageRule
from loyalty_engine.engine.records import Outcome, Reason, Verdict
from loyalty_engine.engine.scene import Miss, Scene
from loyalty_engine.engine.setup import set_up
from loyalty_engine.engine.stages import decide, scene_of
from loyalty_engine.engine.verdicts import missed
from loyalty_engine.model.member import Member
from loyalty_engine.model.receipt import Receipt
from loyalty_engine.rules.instructions import Stage
from loyalty_engine.rules.offer import Offer, State


def all_verdicts(
    receipt: Receipt, member: Member | None, book: OfferBook, woken: Sequence[Verdict]
) -> tuple[Verdict, ...]:
    """A verdict for every offer of *book*, in the order of their ids; those *woken* are known already."""
    known = {verdict.offer: verdict for verdict in woken}
    facts = gather(receipt, member, book)
    draft = Draft.blank(facts)
    prepared = set_up(facts, draft)
    scenes: dict[Stage, Scene] = {
        Stage.SETUP: Scene(facts, facts.amounts, facts.amount, [0] * len(facts.amounts))
    }
    for stage in decide(prepared, draft):
        scenes[stage.stage] = stage.scene
    rules: dict[str, list[StageRule]] = {}
    for rule in book.rules:
        if rule.contender.offer.id not in known:
            rules.setdefault(rule.contender.offer.id, []).append(rule)
    return tuple(
        known.get(offer.id) or _judge(offer, rules.get(offer.id, []), scenes, facts, draft)
        for offer in book.offers
    )


def _judge(
    offer: Offer, rules: Sequence[StageRule], scenes: dict[Stage, Scene], facts: Facts, draft: Draft
) -> Verdict:
    if offer.trigger.value != "purchase":
        return Verdict(offer=offer.id, outcome=Outcome.OTHER_TRIGGER)
    if not works(offer):
        stopped = Reason(0, f"the offer is {State.STOPPED.value}")
        return Verdict(offer=offer.id, outcome=Outcome.NOT_IN_FORCE, reasons=(stopped,))
    misses = []
    for rule in rules:
        scene = scenes.get(rule.stage) or scene_of(rule.stage, facts, draft)
        found = reach(rule, scene)
        if isinstance(found, Miss):
            misses.append((rule, found))
    return missed(offer.id, misses)
