"""Claims of personal entries: where several entries of an attribute cover a line, the best for the buyer."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import define

from loyalty_engine.engine.draft import Draft
from loyalty_engine.engine.facts import Lines
from loyalty_engine.engine.scene import Scene, numbers
from loyalty_engine.engine.worth import Parts, discount, fine_worth, points
from loyalty_engine.model.amounts import Amount
from loyalty_engine.model.personal import BenefitKind, Entry, EntryBenefit
from loyalty_engine.model.points import PointsCurrency
from loyalty_engine.rules.instructions import Given

#: Points of an entry: their kind, the sum, its parts, the weight of each line in it, and these lines.
PointsOfEntries = tuple[PointsCurrency, int, Parts, list[int], list[int]]


@define(eq=False)
class Claim:
    """An entry in force with what it gives here, and the lines that it covers here."""

    entry: Entry
    amount: Amount
    points: str
    on: list[int]


def _benefits(attribute: str, lines: Lines, scene: Scene) -> Iterator[tuple[Entry, EntryBenefit, Lines]]:
    """The entries of *attribute* in force on *lines*, with what they give at this receipt amount."""
    for hit in scene.facts.entries.get(attribute, ()):
        on = hit.lines & lines
        benefit = hit.entry.benefit_at(scene.amount, scene.facts.currency)
        if on and benefit is not None:
            yield hit.entry, benefit, on


def claims_of(attribute: str, kind: BenefitKind, lines: Lines, scene: Scene) -> list[Claim]:
    """The entries of *attribute* that give discounts, or points, on *lines*."""
    return [
        Claim(entry, benefit.amount, benefit.points, numbers(on))
        for entry, benefit, on in _benefits(attribute, lines, scene)
        if benefit.kind is kind and benefit.amount is not None
    ]


def coupons_of(attribute: str, lines: Lines, scene: Scene) -> list[str]:
    """The issues of the coupons that entries name, once for each entry that covers a line."""
    benefits = [benefit for _, benefit, _ in _benefits(attribute, lines, scene)]
    return [b.issue for b in benefits if b.kind is BenefitKind.COUPON and b.issue is not None]


def best_cuts(claims: list[Claim], excludes: frozenset[Given], draft: Draft) -> tuple[Parts, bool]:
    """Discounts by entries: each line keeps the entry that gives it most, and each entry its lines."""
    worked = [discount(claim.amount, claim.on, excludes, draft)[0] for claim in claims]
    cuts: Parts = []
    any_capped = False
    for claim in _kept(claims, worked):
        parts, capped = discount(claim.amount, claim.on, excludes, draft)
        cuts += parts
        any_capped = any_capped or capped
    return sorted(cuts), any_capped


def best_points(claims: list[Claim], excludes: frozenset[Given], draft: Draft) -> list[Claim]:
    """Points by entries: each line keeps the entry whose points are worth most to it."""
    worked = []
    for claim in claims:
        kind = draft.facts.book.points_currency(claim.points)
        parts = points(claim.amount, claim.on, excludes, draft, kind)[1]
        each = fine_worth(kind, draft.facts)
        worked.append([(n, part * each) for n, part in parts])
    return _kept(claims, worked)


def _kept(claims: list[Claim], worked: list[Parts]) -> list[Claim]:
    """The claims with the lines that each keeps: to the most, then the more specific, then the first."""
    if len(claims) < 2:
        return claims
    best: dict[int, tuple[int, int, int, int]] = {}
    for i, (claim, parts) in enumerate(zip(claims, worked, strict=True)):
        gains = dict(parts)
        for n in claim.on:
            bid = (-gains.get(n, 0), claim.entry.kind.value, claim.entry.order, i)
            if n not in best or bid < best[n]:
                best[n] = bid
    kept: list[list[int]] = [[] for _ in claims]
    for n in sorted(best):
        kept[best[n][3]].append(n)
    return [Claim(c.entry, c.amount, c.points, on) for c, on in zip(claims, kept, strict=True) if on]


def by_kind(worked: list[PointsOfEntries]) -> list[PointsOfEntries]:
    """Points of entries added up by their kind, so that a budget cuts each kind as a whole."""
    kinds = {kind.id: kind for kind, *_ in worked}
    added = []
    for id, kind in kinds.items():
        mine = [one for one in worked if one[0].id == id and one[2]]
        parts: dict[int, int] = {}
        for n, part in (each for one in mine for each in one[2]):
            parts[n] = parts.get(n, 0) + part
        weights = [weight for one in mine for weight in one[3]]
        on = [n for one in mine for n in one[4]]
        added.append((kind, sum(one[1] for one in mine), sorted(parts.items()), weights, on))
    return added
