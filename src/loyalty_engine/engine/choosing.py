"""The units that a benefit is for, as far as limits of the offer allow, and taking them."""

from __future__ import annotations

from collections.abc import Sequence

from loyalty_engine.engine.claims import Claim, claims_of
from loyalty_engine.engine.draft import Draft
from loyalty_engine.engine.facts import Lines
from loyalty_engine.engine.loose import LOOSE, LooseUnits
from loyalty_engine.engine.scene import numbers
from loyalty_engine.engine.sets import Run, all_of, meant
from loyalty_engine.engine.unit_room import UnitRoom
from loyalty_engine.engine.units import Units, following, most_of, portion, summed
from loyalty_engine.engine.work import Work
from loyalty_engine.model.personal import BenefitKind
from loyalty_engine.rules.units import Sets

#: So many sets that follow each other, and the units of each that the benefit is for.
Chosen = tuple[int, Units]


def _room(work: Work) -> UnitRoom | None:
    return None if work.room is None else work.room.units


def choose(sets: Sets, work: Work) -> tuple[list[Run], list[Chosen]]:
    """The sets that are made of the rule's lines, and the units of them that the benefit is for."""
    draft, room = work.draft, _room(work)
    if isinstance(sets, LooseUnits) and room is not None:
        runs = room.single(numbers(work.lines), draft)
        return runs, together(runs)
    runs = work.sets(sets)
    if room is not None:
        runs = room.within(runs, draft)
    return runs, meant(runs)


def together(runs: Sequence[Run]) -> list[Chosen]:
    """All units of *runs*, for which the benefit is worked out once."""
    return [(1, all_of(runs))] if runs else []


def entries(
    attribute: str, kind: BenefitKind, work: Work
) -> tuple[list[Claim], Draft, Sets | None, list[Run]]:
    """The claims of entries on what is left of the rule's lines, and the units where these are limited."""
    claims, room = claims_of(attribute, kind, work.lines, work.scene), _room(work)
    if room is None:
        return claims, work.left(), None, []
    runs = room.single({n for claim in claims for n in claim.on}, work.draft)
    units = all_of(runs)
    [(_, slices)] = following([(1, units)], work.draft)
    kept = [Claim(c.entry, c.amount, c.points, [n for n in c.on if n in units]) for c in claims]
    return [claim for claim in kept if claim.on], portion(work.draft, slices), LOOSE, runs


def take_units(sets: Sets, runs: Sequence[Run], work: Work, lines: Lines) -> None:
    """Take the units of all sets; loose ones only of the *lines* that the benefit has changed."""
    units = all_of(runs)
    work.units = most_of(work.units, _on(lines, units) if isinstance(sets, LooseUnits) else units)


def count_units(sets: Sets, chosen: Sequence[Chosen], work: Work, lines: Lines) -> None:
    """Count the *chosen* units where units are limited; loose ones only of the *lines* that got something."""
    room = _room(work)
    if room is not None:
        units = summed({n: k * times for n, k in each.items()} for times, each in chosen)
        room.count(_on(lines, units) if isinstance(sets, LooseUnits) else units, work.draft)


def _on(lines: Lines, units: Units) -> Units:
    return {n: k for n, k in units.items() if lines >> n & 1}
