"""Stacking: which of the offers that hold are granted in a stage, and in which order.

The one place where offers compete; it sees all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from attrs import define

from loyalty_engine.engine.award import Award, work_out
from loyalty_engine.engine.draft import Draft
from loyalty_engine.engine.facts import Lines
from loyalty_engine.engine.match import Match
from loyalty_engine.engine.plan import Contender
from loyalty_engine.engine.scene import Scene


@define(eq=False)
class Entrant:
    """An offer with its rules that hold in the stage, and what came of it.

    *alone* is what it comes to on everything that the stage began with, where that was worked out.
    *excluded_by* is the offer of its exclusion group that stays instead.
    """

    contender: Contender
    matches: list[Match]
    alone: Award | None = None
    award: Award | None = None
    excluded_by: Contender | None = None


def entrants(matches: Iterable[Match]) -> list[Entrant]:
    """The matches, in the order of their ranks, by offer; the order of offers is kept."""
    found: dict[int, Entrant] = {}
    for match in matches:
        contender = match.rule.contender
        entrant = found.get(contender.place)
        if entrant is None:
            found[contender.place] = Entrant(contender, [match])
        else:
            entrant.matches.append(match)
    return list(found.values())


def resolve(field: Sequence[Entrant], scene: Scene, draft: Draft) -> Iterator[Award]:
    """Grant what `LoymaxOrder` grants, award by award, and note each on *draft* before the next."""
    _exclude(field, scene, draft)
    staying = [entrant for entrant in field if entrant.excluded_by is None]
    competing = [entrant for entrant in staying if not entrant.contender.offer.cumulative]
    for _, tied in groupby(competing, key=_seed):
        yield from _contest(list(tied), scene, draft)
    for entrant in staying:
        if entrant.contender.offer.cumulative:
            award = work_out(entrant.contender, entrant.matches, scene, draft)
            if award:
                yield _granted(entrant, award, draft)


def _seed(entrant: Entrant) -> int:
    return entrant.contender.seed


def _exclude(field: Sequence[Entrant], scene: Scene, draft: Draft) -> None:
    """Of each exclusion group, keep the best by priority, weight, benefit alone and id."""
    groups: dict[str, list[Entrant]] = {}
    for entrant in field:
        group = entrant.contender.offer.exclusion_group
        if group is not None:
            groups.setdefault(group, []).append(entrant)
    for rivals in groups.values():
        if len(rivals) > 1:
            for entrant in rivals:
                entrant.alone = work_out(entrant.contender, entrant.matches, scene, draft)
            giving = [entrant for entrant in rivals if entrant.alone]
            best = min(giving, key=_bid_alone, default=None)
            for entrant in rivals:
                if best is not None and entrant is not best:
                    entrant.excluded_by = best.contender


def _bid_alone(entrant: Entrant) -> tuple[int, int, int]:
    return entrant.contender.seed, -(entrant.alone.benefit if entrant.alone else 0), entrant.contender.place


def _contest(tied: list[Entrant], scene: Scene, draft: Draft) -> Iterator[Award]:
    """Grant non-cumulative offers of one priority and weight: the best on the free lines, then the next."""
    if len(tied) == 1:
        award = work_out(tied[0].contender, tied[0].matches, scene, draft)
        if award:
            yield _granted(tied[0], award, draft)
        return
    bids = {
        entrant.contender.place: work_out(entrant.contender, entrant.matches, scene, draft)
        for entrant in tied
    }
    waiting = {entrant.contender.place: entrant for entrant in tied}
    while waiting:
        place = min(waiting, key=lambda place: (-bids[place].benefit, place))
        entrant, award = waiting.pop(place), bids[place]
        if award:
            yield _granted(entrant, award, draft)
            for other in waiting.values():
                if touched(other, award.takes):
                    bids[other.contender.place] = work_out(other.contender, other.matches, scene, draft)


def touched(entrant: Entrant, taken: Lines) -> bool:
    """Could *entrant* come to something else now that the lines *taken* are not free any more?"""
    return any(
        match.lines & taken or match.miss is not None or match.rule.plan.live for match in entrant.matches
    )


def _granted(entrant: Entrant, award: Award, draft: Draft) -> Award:
    entrant.award = award
    for rule in award.rules:
        for n, part in rule.cuts:
            draft.given[n] += part
    if not entrant.contender.offer.cumulative:
        draft.free &= ~award.takes
    return award
