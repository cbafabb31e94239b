"""What one rule gives in one stage, and what one offer gives on a draft of the receipt."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction

from attrs import define, field, frozen

from loyalty_engine.model.amounts import Amount
from loyalty_engine.model.currencies import EXPONENTS
from loyalty_engine.model.personal import BenefitKind, Entry
from loyalty_engine.model.receipt import Line
from loyalty_engine.rules.instructions import (
    Accrue,
    Credit,
    Emission,
    FillSlots,
    FromEntry,
    Instruction,
    IssueFromEntry,
    Reduce,
    SetFloor,
    Stage,
)
from loyalty_engine.rules.offer import Audiences, Everyone, Members, Offer
from loyalty_engine.rules.predicates import IsMember, OneOf, Predicate, Source
from loyalty_engine.testing.reference.amounts import Draft, Job, money_off, points_for
from loyalty_engine.testing.reference.conditions import View, judge
from loyalty_engine.testing.reference.scene import Scene
from loyalty_engine.testing.reference.truth import Truth

#: The stages in which offers compete for lines.
CONTESTED = (Stage.DISCOUNT, Stage.ACCRUAL)


@frozen(kw_only=True)
class Chain:
    """One rule of an offer, lowered: what must hold, and what is done, in order."""

    offer: Offer
    number: int
    conditions: tuple[Predicate, ...]
    instructions: tuple[Instruction, ...]

    def of_stage(self, stage: Stage) -> tuple[Reduce | Accrue, ...]:
        """The benefits on lines that belong to one of the contested stages."""
        kind = Reduce if stage is Stage.DISCOUNT else Accrue
        return tuple(one for one in self.instructions if isinstance(one, kind))

    @property
    def of_setup(self) -> tuple[SetFloor | FillSlots, ...]:
        """Floors and slots."""
        return tuple(one for one in self.instructions if isinstance(one, (SetFloor, FillSlots)))

    @property
    def coupons_of_entries(self) -> tuple[IssueFromEntry, ...]:
        """Coupons that the member's entries name."""
        return tuple(one for one in self.instructions if isinstance(one, IssueFromEntry))

    @property
    def emissions(self) -> tuple[Emission, ...]:
        """Messages, coupons, counters and the like, which go with a benefit on lines, where there is one."""
        return tuple(one for one in self.instructions if isinstance(one, Emission))

    @property
    def credited(self) -> int:
        """The points that the rule gives besides those for lines."""
        return sum(one.amount for one in self.instructions if isinstance(one, Credit))

    @property
    def stands_alone(self) -> bool:
        """Has the rule no benefit on lines that the rest would go with?"""
        return not self.reads_entries and not any(
            isinstance(one, (Reduce, Accrue)) for one in self.instructions
        )

    @property
    def reads_entries(self) -> bool:
        """Does the member's own entry decide what is given?"""
        return bool(self.coupons_of_entries) or any(
            isinstance(one, (Reduce, Accrue)) and isinstance(one.amount, FromEntry)
            for one in self.instructions
        )

    @property
    def emission_stage(self) -> Stage:
        """The stage of the first benefit on lines; without one, accrual for points, else completion."""
        for one in self.instructions:
            if isinstance(one, Reduce):
                return Stage.DISCOUNT
            if isinstance(one, Accrue):
                return Stage.ACCRUAL
        return Stage.ACCRUAL if self.credited and self.stands_alone else Stage.COMPLETION


def chains_of(offer: Offer) -> tuple[Chain, ...]:
    """The offer's rules in order, whom the offer reaches being one more condition of each."""
    reach: tuple[Predicate, ...]
    if isinstance(offer.reach, Everyone):
        reach = ()
    elif isinstance(offer.reach, Members):
        reach = (IsMember(),)
    elif isinstance(offer.reach, Audiences):
        reach = (OneOf(source=Source.AUDIENCE, values=offer.reach.names),)
    return tuple(
        Chain(
            offer=offer,
            number=n,
            conditions=(*reach, *(condition.lower() for condition in rule.conditions)),
            instructions=tuple(one for benefit in rule.benefits for one in benefit.lower()),
        )
        for n, rule in enumerate(offer.rules)
    )


def weight_of(offer: Offer) -> int:
    """1 for an offer that fills slots or sets prices anywhere, otherwise 0."""
    return int(any(chain.of_setup for chain in chains_of(offer)))


@define
class Award:
    """What one rule gives in one stage: by line, and points by line and kind of points as well."""

    chain: Chain
    stage: Stage
    discounts: dict[int, int] = field(factory=dict)
    points: dict[tuple[int, str], int] = field(factory=dict)
    taken: set[int] = field(factory=set)

    def __bool__(self) -> bool:
        return any(self.discounts.values()) or any(self.points.values())

    @property
    def parts(self) -> int:
        """All that was given, in minor units and parts of points."""
        return sum(self.discounts.values()) + sum(self.points.values())

    def worth(self, scene: Scene) -> Fraction:
        """What it is worth to the buyer, in minor units of money."""
        worth = Fraction(sum(self.discounts.values()))
        for (_, currency), amount in self.points.items():
            worth += worth_of_points(amount, currency, scene)
        return worth


def worth_of_points(amount: int, currency: str, scene: Scene) -> Fraction:
    """Points in minor units of the receipt's money, where benefits are compared."""
    kind = scene.points_currency(currency)
    if kind is None:
        return Fraction(0)
    minor_units: int = 10 ** EXPONENTS[scene.receipt.currency]
    return Fraction(amount * kind.worth.thousandths * minor_units, 1000 * 10**kind.exponent)


def give(chain: Chain, stage: Stage, lines: tuple[Line, ...], draft: Draft, receipt_sum: int) -> Award:
    """Work out the rule's benefits of this stage on *lines*, in their order, and note them in *draft*."""
    award = Award(chain, stage)
    for benefit in chain.of_stage(stage):
        for amount, currency, lines_of_amount in _amounts(benefit, lines, draft, receipt_sum):
            job = Job(draft=draft, lines=lines_of_amount, excludes=benefit.excludes)
            if isinstance(benefit, Reduce):
                for number, off in money_off(amount, job).items():
                    award.discounts[number] = award.discounts.get(number, 0) + off
                    draft.taken_off[number] += off
                    award.taken |= {number} if off else set()
            else:
                points = points_for(amount, currency, job)
                for number, share in points.by_line.items():
                    award.points[number, currency] = award.points.get((number, currency), 0) + share
                award.taken |= points.claimants
    return award


def _amounts(
    benefit: Reduce | Accrue, lines: tuple[Line, ...], draft: Draft, receipt_sum: int
) -> list[tuple[Amount, str, tuple[Line, ...]]]:
    """How much, in which kind of points, and for which lines: once, or once for each entry that keeps lines.

    Each entry is worked out alone on its lines, each line keeps the best entry, and the entry will be worked
    out again over the lines that it kept. Of equally good ones the more specific is kept, then the first.
    """
    if not isinstance(benefit.amount, FromEntry):
        return [(benefit.amount, benefit.points if isinstance(benefit, Accrue) else "", lines)]
    wanted = BenefitKind.DISCOUNT if isinstance(benefit, Reduce) else BenefitKind.POINTS
    offered: list[tuple[Entry, Amount, str, Mapping[int, Fraction]]] = []
    for entry in draft.scene.entries(benefit.amount.attribute) or ():
        given = entry.benefit_at(receipt_sum, draft.scene.receipt.currency)
        if given is not None and given.kind is wanted and given.amount is not None:
            covered = tuple(line for line in lines if draft.scene.covers(entry, line, receipt_sum))
            job = Job(draft=draft, lines=covered, excludes=benefit.excludes)
            offered.append(
                (entry, given.amount, given.points, _worth_by_line(given.amount, given.points, wanted, job))
            )
    kept: dict[int, int] = {}
    for line in lines:
        rivals = [
            (-by_line[line.number], entry.kind, entry.order)
            for entry, _, _, by_line in offered
            if line.number in by_line
        ]
        if rivals:
            kept[line.number] = min(rivals)[-1]
    return [
        (amount, points, tuple(line for line in lines if kept.get(line.number) == entry.order))
        for entry, amount, points, _ in offered
    ]


def _worth_by_line(amount: Amount, points: str, kind: BenefitKind, job: Job) -> dict[int, Fraction]:
    """What an entry alone would be worth on each line that it covers."""
    if kind is BenefitKind.DISCOUNT:
        return {number: Fraction(off) for number, off in money_off(amount, job).items()}
    given = points_for(amount, points, job).by_line
    return {line.number: worth_of_points(given.get(line.number, 0), points, job.scene) for line in job.lines}


@define
class Trial:
    """What an offer would give on a draft: its awards, the draft after them, and how each rule was judged."""

    awards: list[Award]
    draft: Draft
    truths: list[Truth]

    def __bool__(self) -> bool:
        return any(self.awards)

    @property
    def taken(self) -> set[int]:
        """The lines that the awards take where the offer is not cumulative."""
        return {number for award in self.awards for number in award.taken}

    def worth(self, scene: Scene) -> Fraction:
        """What all of it is worth to the buyer."""
        return sum((award.worth(scene) for award in self.awards), start=Fraction(0))


def attempt(
    offer: Offer, stage: Stage, draft: Draft, worth: Mapping[int, int], taken: Collection[int] = ()
) -> Trial:
    """Try the offer's rules, in order, on a copy of *draft*.

    A cumulative offer sees every line. Another sees those not in *taken*, and each of its rules only the
    lines that no earlier one took.
    """
    trial = Trial([], draft.copy(), [])
    for chain in chains_of(offer):
        if not chain.of_stage(stage):
            continue
        shut = set() if offer.cumulative else set(taken) | trial.taken
        free = tuple(line for line in draft.scene.lines if line.number not in shut)
        view = View(scene=draft.scene, lines=free, worth=worth, left_to_pay=trial.draft.to_pay)
        truth, lines = judge(chain.conditions, view)
        trial.truths.append(truth)
        if truth is Truth.TRUE:
            trial.awards.append(give(chain, stage, lines, trial.draft, view.receipt_sum))
    return trial
