"""Stacking: which of the offers that hold are granted in a stage, and in which order.

The one place where offers compete; it sees all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from attrs import define

from loyalty_engine.engine.award import work_out
from loyalty_engine.engine.draft import Draft
from loyalty_engine.engine.facts import Lines
from loyalty_engine.engine.match import Match
from loyalty_engine.engine.plan import Contender
from loyalty_engine.engine.scene import Scene
from loyalty_engine.engine.work import Award
from loyalty_engine.rules.instructions import AllowPayment

#: No exclusion group has been left to anybody.
NOBODY_CHOSEN: Mapping[str, Contender] = MappingProxyType({})


@define(eq=False)
class Entrant:
    """An offer with its rules that hold in the stage, and what came of it.

    *lines* are those that its rules hold on; *unsteady* says that it may come to something else whatever
    lines are taken. *alone* is what it comes to on everything that the stage began with, where that was
    worked out. *excluded* offers are out of the stage; *excluded_by* is the one of the group that stays.
    """

    contender: Contender
    matches: list[Match]
    lines: Lines
    unsteady: bool
    alone: Award | None = None
    award: Award | None = None
    excluded: bool = False
    excluded_by: Contender | None = None

    def work_out(self, scene: Scene, draft: Draft) -> Award:
        """What the offer comes to on *draft* as it stands."""
        return work_out(self.contender, self.matches, scene, draft)


def entrants(matches: Iterable[Match]) -> list[Entrant]:
    """The matches, in the order of their ranks, by offer; the order of offers is kept."""
    found: dict[int, Entrant] = {}
    for match in matches:
        contender = match.rule.contender
        plan = match.rule.plan
        unsteady = plan.wide or plan.asks.revives or plan.asks.live
        if contender.place not in found:
            found[contender.place] = Entrant(contender, [match], match.lines, unsteady)
        else:
            entrant = found[contender.place]
            entrant.matches.append(match)
            entrant.lines |= match.lines
            entrant.unsteady = entrant.unsteady or unsteady
    return list(found.values())


def resolve(
    field: Sequence[Entrant], scene: Scene, draft: Draft, chosen: Mapping[str, Contender] = NOBODY_CHOSEN
) -> list[Award]:
    """Grant what `LoymaxOrder` grants, award by award, and note each on *draft* before the next.

    *chosen* are the offers that exclusion groups have been left to already.
    """
    _exclude(field, scene, draft, chosen)
    awards: list[Award] = []
    tied: list[Entrant] = []
    on_top: list[Entrant] = []
    for entrant in field:
        if entrant.excluded:
            continue
        if entrant.contender.offer.cumulative:
            on_top.append(entrant)
            continue
        if tied and tied[0].contender.seed != entrant.contender.seed:
            awards += _contest(tied, scene, draft)
            tied = []
        tied.append(entrant)
    if tied:
        awards += _contest(tied, scene, draft)
    for entrant in on_top:
        award = granted(entrant, entrant.work_out(scene, draft), draft)
        if award.rules:
            awards.append(award)
    return awards


def _exclude(field: Sequence[Entrant], scene: Scene, draft: Draft, chosen: Mapping[str, Contender]) -> None:
    """Of each exclusion group, keep the best by priority, weight, benefit alone and id, if it gives."""
    groups: dict[str, list[Entrant]] = {}
    for entrant in field:
        group = entrant.contender.offer.exclusion_group
        if group is not None:
            groups.setdefault(group, []).append(entrant)
    for group, rivals in groups.items():
        if group in chosen:
            for entrant in rivals:
                entrant.excluded = entrant.contender is not chosen[group]
                entrant.excluded_by = chosen[group] if entrant.excluded else None
            continue
        for entrant in rivals:
            entrant.alone = entrant.work_out(scene, draft)
        best = min((entrant for entrant in rivals if entrant.alone), key=_bid_alone, default=None)
        for entrant in rivals:
            entrant.excluded = entrant is not best
            entrant.excluded_by = best.contender if best is not None and entrant.excluded else None


def _bid_alone(entrant: Entrant) -> tuple[int, int, int]:
    return entrant.contender.seed, -(entrant.alone.benefit if entrant.alone else 0), entrant.contender.place


def _contest(tied: list[Entrant], scene: Scene, draft: Draft) -> list[Award]:
    """Grant non-cumulative offers of one priority and weight: the best on the free lines, then the next.

    Taking lines changes what other offers come to only where they wanted the same lines, so only those are
    tried again.
    """
    awards: list[Award] = []
    bids: list[tuple[Entrant, Award]] = []
    for entrant in tied:
        bids.append((entrant, entrant.work_out(scene, draft)))
    if len(bids) > 1:
        bids.sort(key=_worst_first)
    while bids:
        entrant, award = bids.pop()
        if not _acts(award):
            break
        awards.append(granted(entrant, award, draft))
        takes, again = award.takes, False
        for n, (other, _) in enumerate(bids):
            if other.lines & takes or other.unsteady:
                bids[n] = other, other.work_out(scene, draft)
                again = True
        if again:
            bids.sort(key=_worst_first)
    return awards


def _worst_first(bid: tuple[Entrant, Award]) -> tuple[bool, int, int]:
    entrant, award = bid
    return _acts(award), award.benefit, -entrant.contender.place


def _acts(award: Award) -> bool:
    """Does *award* give anything, or use up at least what an initial price is higher by?"""
    return bool(award.rules or award.used_up)


def granted(entrant: Entrant, award: Award, draft: Draft) -> Award:
    """Grant *award*, and note on *draft* what it gives and takes, for those who follow."""
    entrant.award = award
    offer, place = entrant.contender.offer, entrant.contender.place
    for made in award.rules:
        if made.cuts:
            draft.give(offer.id, made.cuts)
        for instruction, parts in made.allowed:
            if isinstance(instruction, AllowPayment):
                draft.allow(parts)
        if made.rule.once and made.rule.emissions:
            draft.fired |= {(place, made.rule.number)}
    if award.used_up:
        draft.use_up(award.used_up)
    if not offer.cumulative:
        draft.take(award.takes, award.some)
    if award.spent:
        draft.spend(place, award.spent)
    if award.units:
        draft.count_units(place, award.units)
    if award.moves:
        draft.move(award.moves)
    return award
