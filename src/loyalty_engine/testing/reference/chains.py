"""The rules of offers as the reference engine reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from itertools import count

from attrs import evolve, frozen

from loyalty_engine.rules.emissions import Credit, Debit, Emission
from loyalty_engine.rules.figures import Draw
from loyalty_engine.rules.instructions import (
    AT_TILL,
    SETUP,
    AcceptCertificate,
    Accrue,
    AddGoods,
    Adopt,
    AllowPayment,
    CutPayment,
    FillSlots,
    FromEntry,
    Instruction,
    IssueFromEntry,
    Multiply,
    Reduce,
    RoundReceipt,
    SetFloor,
    SetInitialPrice,
    Stage,
    times_of,
)
from loyalty_engine.rules.limits import demanded
from loyalty_engine.rules.offer import Audiences, Everyone, Members, Offer
from loyalty_engine.rules.predicates import All, Any, Compare, IsMember, OneOf, Predicate, Range, Source
from loyalty_engine.rules.rule import HoldsRules, Rule
from loyalty_engine.rules.units import Sets

OnLines = (
    Reduce
    | AddGoods
    | Adopt
    | RoundReceipt
    | AllowPayment
    | CutPayment
    | AcceptCertificate
    | Accrue
    | Multiply
)


class Round(Enum):
    """The rounds in which offers compete for lines; the second of a stage builds on what the first gave."""

    DISCOUNTS = "discounts"
    ROUNDING = "rounding"
    PAYMENT = "payment"
    PAYMENT_ROUNDING = "payment rounding"
    CERTIFICATES = "certificates"
    POINTS = "points"
    MULTIPLICATION = "multiplication"

    @property
    def stage(self) -> Stage:
        """The stage that the round belongs to."""
        if self in (Round.PAYMENT, Round.PAYMENT_ROUNDING):
            return Stage.PAYMENT_LIMIT
        if self is Round.CERTIFICATES:
            return Stage.PAYMENT
        return Stage.DISCOUNT if self in (Round.DISCOUNTS, Round.ROUNDING) else Stage.ACCRUAL


#: What is given in each round; points that others have sent are given with the others.
GIVEN_IN: Mapping[type[OnLines], Round] = {
    Reduce: Round.DISCOUNTS,
    AddGoods: Round.DISCOUNTS,
    Adopt: Round.DISCOUNTS,
    RoundReceipt: Round.ROUNDING,
    AllowPayment: Round.PAYMENT,
    CutPayment: Round.PAYMENT_ROUNDING,
    AcceptCertificate: Round.CERTIFICATES,
    Accrue: Round.POINTS,
    Multiply: Round.MULTIPLICATION,
}


def round_of(benefit: OnLines) -> Round:
    """The round in which *benefit* is given."""
    if isinstance(benefit, Adopt) and benefit.points is not None:
        return Round.POINTS
    return GIVEN_IN[type(benefit)]


@frozen(kw_only=True)
class Chain:
    """One rule of an offer, lowered: what must hold, and what is done, in order.

    *around* is what the rules around it ask for, from the outermost on, and *family* is the number of that
    one, or its own.
    """

    offer: Offer
    number: int
    family: int
    around: tuple[tuple[Predicate, ...], ...]
    conditions: tuple[Predicate, ...]
    instructions: tuple[Instruction, ...]

    @property
    def turns(self) -> tuple[tuple[Predicate, ...], ...]:
        """What must hold, rule by rule, each on the lines that the one around it works on."""
        return (*self.around, self.conditions)

    @property
    def all_conditions(self) -> tuple[Predicate, ...]:
        """Everything that must hold."""
        return tuple(predicate for turn in self.turns for predicate in turn)

    @property
    def on_lines(self) -> tuple[OnLines, ...]:
        """The benefits on lines."""
        return tuple(one for one in self.instructions if isinstance(one, OnLines))

    def of_round(self, round: Round) -> tuple[OnLines, ...]:
        """The benefits on lines that are given in one of the rounds."""
        return tuple(one for one in self.on_lines if round_of(one) is round)

    def turns_of(self, round: Round) -> tuple[tuple[Predicate, ...], ...]:
        """What must hold in *round*, rule by rule."""
        return self._turns_for(self.of_round(round))

    @property
    def turns_alone(self) -> tuple[tuple[Predicate, ...], ...]:
        """What must hold, rule by rule, where the rule has nothing for lines."""
        return self._turns_for(self.emissions if self.stands_alone else ())

    def _turns_for(self, given: Sequence[Instruction]) -> tuple[tuple[Predicate, ...], ...]:
        """What the rules ask for; a step as well, where all that is *given* begins with one of one figure."""
        firsts = [first_step(one) for one in given]
        steps = [check for check in firsts if check is not None]
        if not steps or None in firsts or len({check.figure for check in steps}) > 1:
            return self.turns
        if any(check.negated or check.range.low is None for check in steps):
            return self.turns
        lows = (Range(low=check.range.low, low_open=check.range.low_open) for check in steps)
        reached = Any(tuple(evolve(check, range=low) for check, low in zip(steps, lows, strict=True)))
        return (*self.around, (*self.conditions, reached))

    def given_in(self, round: Round) -> tuple[Instruction, ...]:
        """All that is given in *round*, with whatever goes with it."""
        benefits = self.of_round(round)
        together = self.emission_round is round or self.reads_entries
        return (*benefits, *self.emissions) if benefits and together else benefits

    @property
    def given_alone(self) -> tuple[Instruction, ...]:
        """All that is given besides benefits on lines."""
        alone = self.stands_alone or self.reads_entries
        return (*self.coupons_of_entries, *self.emissions) if alone else ()

    @property
    def of_setup(self) -> tuple[SetFloor | SetInitialPrice | FillSlots, ...]:
        """Floors and slots."""
        return tuple(one for one in self.instructions if isinstance(one, SETUP))

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
        return not self.reads_entries and not self.on_lines

    @property
    def reads_entries(self) -> bool:
        """Does the member's own entry decide what is given?"""
        return bool(self.coupons_of_entries) or any(
            isinstance(one, (Reduce, Accrue)) and isinstance(one.amount, FromEntry)
            for one in self.instructions
        )

    @property
    def emission_round(self) -> Round | Stage:
        """The round of the first benefit on lines; without one, accrual for points, else completion."""
        for one in self.on_lines:
            return round_of(one)
        return Stage.ACCRUAL if self.credited and self.stands_alone else Stage.COMPLETION


def needs_till(given: Sequence[Instruction]) -> bool:
    """Does *given* take points, or is all of it for the lines, and such as a till must be connected for?"""
    if any(isinstance(one, Debit) for one in given):
        return True
    of_lines = [one for one in given if not isinstance(one, Emission)]
    return bool(of_lines) and all(isinstance(one, AT_TILL) for one in of_lines)


def spends(given: Sequence[Instruction]) -> bool:
    """Does *given* take points, or is all of it for the lines, and payment with points?"""
    if any(isinstance(one, Debit) for one in given):
        return True
    of_lines = [one for one in given if not isinstance(one, Emission)]
    return bool(of_lines) and all(isinstance(one, AllowPayment) for one in of_lines)


def steps_of(benefit: OnLines) -> tuple[Compare, ...]:
    """What must be reached for a benefit, besides the conditions of its rule."""
    return benefit.when if isinstance(benefit, (Reduce, Accrue, Multiply)) else ()


def first_step(one: Instruction) -> Compare | None:
    """What must be reached for *one* to give anything, if that is said first."""
    times = times_of(one)
    if isinstance(one, (Reduce, Accrue, Multiply)) and one.when:
        return one.when[0]
    if times is None or times.figure is None or isinstance(times.figure, Sets):
        return None
    return Compare(figure=times.figure, range=Range(low=times.every), currency=times.currency)


def asked_of_sets(chain: Chain) -> tuple[Predicate, ...]:
    """What benefits of the rule ask of the units of sets, and of the lines that these come from."""
    found: list[Predicate] = []
    for sets in sets_in(chain):
        found += [*sets.where, *(test for part in sets.parts for test in part.tests)]
    return tuple(found)


def sets_in(chain: Chain) -> tuple[Sets, ...]:
    """The sets that the rule gives for, or by which it repeats something."""
    return tuple(sets for one in chain.instructions for sets in sets_of(one))


def sets_of(one: Instruction) -> tuple[Sets, ...]:
    """The sets that *one* is given for, or by which it is repeated."""
    times = times_of(one)
    units = one.units if isinstance(one, (Reduce, Accrue)) else None
    figure = None if times is None else times.figure
    return tuple(sets for sets in (units, figure) if isinstance(sets, Sets))


def chains_of(offer: Offer) -> tuple[Chain, ...]:
    """The offer's rules in order; whom it reaches, and its limits, are more conditions of each."""
    reach: tuple[Predicate, ...]
    if isinstance(offer.reach, Everyone):
        reach = ()
    elif isinstance(offer.reach, Members):
        reach = (IsMember(),)
    elif isinstance(offer.reach, Audiences):
        reach = (OneOf(source=Source.AUDIENCE, values=offer.reach.names),)
    limits = tuple(demanded(limit, offer.id) for limit in offer.limits)
    chains: list[Chain] = []
    numbers, after = count(), count(len(offer.rules))
    family = 0
    for *around, rule in _written(offer.rules):
        number = next(after) if around else next(numbers)
        family = family if around else number
        *outer, conditions = [
            tuple(_with_draws(one.lower(), offer.id) for one in at.conditions) for at in (*around, rule)
        ]
        chains.append(
            Chain(
                offer=offer,
                number=number,
                family=family,
                around=((*reach, *limits), *outer),
                conditions=conditions,
                instructions=tuple(one for benefit in rule.benefits for one in benefit.lower()),
            )
        )
    return tuple(chains)


def _written(rules: Iterable[Rule], *around: Rule) -> Iterator[tuple[Rule, ...]]:
    """Each rule after those around it, and before those inside of it."""
    for rule in rules:
        yield *around, rule
        for benefit in rule.benefits:
            if isinstance(benefit, HoldsRules):
                yield from _written(benefit.rules, *around, rule)


def _with_draws(predicate: Predicate, offer: str) -> Predicate:
    """A draw without a name is that of the offer."""
    if isinstance(predicate, (All, Any)):
        return evolve(predicate, parts=tuple(_with_draws(part, offer) for part in predicate.parts))
    if isinstance(predicate, Compare) and isinstance(predicate.figure, Draw):
        return evolve(predicate, figure=Draw(name=predicate.figure.name or offer))
    return predicate


def weight_of(offer: Offer) -> int:
    """1 for an offer that fills slots or sets prices anywhere, otherwise 0."""
    return int(any(chain.of_setup for chain in chains_of(offer)))
