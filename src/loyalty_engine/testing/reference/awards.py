"""What one offer gives on a draft of the receipt."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from attrs import define

from loyalty_engine.rules.offer import Offer
from loyalty_engine.testing.reference.awarded import Award
from loyalty_engine.testing.reference.chains import Round, chains_of
from loyalty_engine.testing.reference.draft import Draft
from loyalty_engine.testing.reference.giving import Ground, give
from loyalty_engine.testing.reference.nesting import judge_in_turn
from loyalty_engine.testing.reference.pending import charge, note_earned
from loyalty_engine.testing.reference.scene import Scene
from loyalty_engine.testing.reference.stages import StageRecord
from loyalty_engine.testing.reference.truth import Truth
from loyalty_engine.testing.reference.units import (
    counts_for,
    free_parts,
    parts_paid,
)
from loyalty_engine.testing.reference.view import View, paid_by_means
from loyalty_engine.testing.reference.withheld import withheld


@define
class Trial:
    """What an offer would give on a draft: its awards, the draft after them, and how each rule was judged."""

    awards: list[Award]
    draft: Draft
    truths: list[Truth]

    def __bool__(self) -> bool:
        return any(self.awards)

    @property
    def acts(self) -> bool:
        """Does it give anything, or use up at least what an initial price is higher by?"""
        return bool(self) or any(award.used_up for award in self.awards)

    def taken(self, besides: int | None = None) -> dict[int, int]:
        """Up to which unit lines are taken *besides* what one family of rules takes."""
        stops: dict[int, int] = {}
        for award in self.awards:
            if award.chain.family != besides:
                stops |= {n: max(stop, stops.get(n, 0)) for n, stop in award.taken.items()}
        return stops

    def worth(self, scene: Scene) -> Fraction:
        """What all of it is worth to the buyer."""
        return sum((award.worth(scene) for award in self.awards), start=Fraction(0))


NOTHING_TAKEN: Mapping[int, int] = {}


def attempt(
    offer: Offer,
    round: Round,
    draft: Draft,
    record: StageRecord,
    taken: Mapping[int, int] = NOTHING_TAKEN,
) -> Trial:
    """Try the offer's rules, in order, on a copy of *draft*.

    A cumulative offer sees every unit. Another sees those after the ones *taken* of each line, and each of
    its rules only the units that no earlier one took; a rule and those inside of it see the same.
    """
    trial = Trial([], draft.copy(), [])
    lines = draft.scene.lines
    given: dict[int, int] = {}
    family = None
    for chain in chains_of(offer):
        if not chain.of_round(round) or withheld(chain.given_in(round), draft.scene):
            continue
        if chain.family != family:
            family = chain.family
            given = {line.number: record.begun(line) - trial.draft.price(line) for line in lines}
        gone = {} if offer.cumulative else {**taken, **trial.taken(besides=family)}
        free = free_parts(lines, gone)
        paid = paid_by_means(record.worth, draft.paid)
        view = View(
            scene=draft.scene,
            lines=tuple(piece.as_line() for piece in free),
            counts={piece.number: counts_for(piece, record.worth[piece.number]) for piece in free},
            worth=record.worth,
            left=trial.draft.prices(),
            givers=dict(trial.draft.givers),
            pending=dict(trial.draft.pending),
            paid=paid,
            paid_parts=parts_paid(paid, free),
        )
        truth, seen = judge_in_turn(chain.turns_of(round), view)
        trial.truths.append(truth)
        if truth is Truth.TRUE:
            numbers = {line.number for line in seen}
            ground = Ground(
                draft=trial.draft,
                slices=tuple(piece for piece in free if piece.number in numbers),
                view=view,
                begun={line.number: record.begun(line) for line in lines},
                elsewhere=dict.fromkeys(given, 0) if offer.cumulative else given,
            )
            award = give(chain, round, ground)
            trial.awards.append(award)
            if award:
                lots = award.lots.items()
                note_earned(((kind, life, sum(lot.values())) for (kind, life), lot in lots), trial.draft)
                if chain.emission_round is round or chain.reads_entries:
                    charge(award, trial.draft)
    return trial
