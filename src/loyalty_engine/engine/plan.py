"""A rule of one offer in one stage, made ready to be decided and carried out."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from attrs import define, evolve

from loyalty_engine.engine.live import discounts_asked, is_live, leaves, revives
from loyalty_engine.engine.nesting import Place
from loyalty_engine.model.period import ALWAYS
from loyalty_engine.model.schedule import ANY_TIME
from loyalty_engine.rules.emissions import Count, Credit, Emission, RuleFigure
from loyalty_engine.rules.instructions import (
    Accrue,
    FromEntry,
    Instruction,
    IssueFromEntry,
    Multiply,
    Reduce,
    RoundReceipt,
    Stage,
    comes_last,
    stage_of,
    times_of,
)
from loyalty_engine.rules.limits import not_used_up
from loyalty_engine.rules.offer import Audiences, Members, Offer
from loyalty_engine.rules.predicates import (
    All,
    Any,
    Check,
    Compare,
    Contains,
    During,
    IsMember,
    LineTest,
    OfLines,
    OneOf,
    Predicate,
    Range,
    Source,
    has_line_test,
)
from loyalty_engine.rules.rule import Rule
from loyalty_engine.rules.units import (
    SetPart,
    Sets,
)


class Gate(Enum):
    """A demand of the offer itself, before the conditions of its rules."""

    TIME = "time"
    PLACE = "place"
    CURRENCY = "currency"
    REACH = "reach"
    LIMIT = "limit"


#: A check that the offer itself makes, and which demand it stands for.
Demand = tuple[Check, Gate]
#: A part of a rule's conditions, and the number of the condition that it comes from.
Clause = tuple[Predicate, int]


@define(eq=False, weakref_slot=False)
class Plan:
    """A conjunction, sorted by what is decided first.

    *tests* narrow the lines, then *unions* do, each the branches of an `Any` that has line tests, on what
    the tests have left; *checks* are decided on the result. *shrinks* is true where taking lines away can
    end what held, and *wide* where these lines may be others than those that the rule works on; *revives*
    where taking lines away, or what is given meanwhile, can make hold what did not; *live* where what is
    given matters at all. All of this is on the lines that *outer*, the plan of the rule around it, leaves.
    """

    tests: tuple[tuple[LineTest, int], ...]
    unions: tuple[tuple[tuple[Plan, ...], int], ...]
    checks: tuple[Clause, ...]
    whole: tuple[Predicate, ...]
    shrinks: bool
    wide: bool
    revives: bool
    live: bool
    outer: Plan | None = None


#: The number that stands for the steps of a rule's benefits in place of a condition.
STEPS = -1


def lowest_step(instructions: Sequence[Instruction]) -> Compare | None:
    """What must be reached for any of *instructions* to give; None where they do not all have such a step.

    They have one where all of them begin with a lower bound of one and the same figure.
    """
    lowest: Compare | None = None
    for one in instructions:
        first = _first_step(one)
        if (
            first is None
            or first.negated
            or first.range.low is None
            or (lowest and first.figure != lowest.figure)
        ):
            return None
        low = (first.range.low, first.range.low_open)
        if lowest is None or lowest.range.low is None or low < (lowest.range.low, lowest.range.low_open):
            lowest = evolve(first, range=Range(low=low[0], low_open=low[1]))
    return lowest


def _first_step(one: Instruction) -> Compare | None:
    """What must be reached for *one* to give anything, if that is said first."""
    if isinstance(one, (Reduce, Accrue, Multiply)) and one.when:
        return one.when[0]
    times = times_of(one)
    return None if times is None else times.reached


def plan(clauses: list[Clause], outer: Plan | None = None) -> Plan:
    """The plan for *clauses*, all of which must hold, on the lines that *outer* leaves."""
    tests: list[tuple[LineTest, int]] = []
    unions: list[tuple[tuple[Plan, ...], int]] = []
    checks: list[Clause] = []
    compared: list[Compare | Contains] = []
    flat = [leaf for clause in clauses for leaf in _flattened(clause)]
    for part, n in flat:
        if isinstance(part, LineTest):
            tests.append((part, n))
        else:
            compared += [leaf for leaf in leaves(part) if isinstance(leaf, (Compare, Contains))]
            if isinstance(part, Any) and has_line_test(part):
                unions.append((tuple(plan([(branch, n)]) for branch in part.parts), n))
            else:
                checks.append((part, n))
    discounted = any(discounts_asked(part) for part, _ in flat)
    made = Plan(
        tests=tuple(tests),
        unions=tuple(unions),
        checks=tuple(checks),
        whole=tuple([part for part, _ in flat]),
        shrinks=any(map(_of_lines, compared)),
        wide=_is_wide(unions),
        revives=any(map(revives, compared)) or discounted,
        live=any(map(is_live, compared)) or discounted,
    )
    return made if outer is None else _inside(outer, made)


def _inside(outer: Plan, plan: Plan) -> Plan:
    """*plan* on the lines that *outer* leaves; what *outer* measures may be more than these."""
    plan.outer, plan.whole = outer, outer.whole + plan.whole
    plan.wide = plan.wide or outer.wide or outer.shrinks
    plan.shrinks = plan.shrinks or outer.shrinks
    plan.revives = plan.revives or outer.revives
    plan.live = plan.live or outer.live
    return plan


def _is_wide(unions: Sequence[tuple[tuple[Plan, ...], int]]) -> bool:
    """Does one of several *unions* measure lines that another may leave out?"""
    branches = [branch for union, _ in unions for branch in union]
    if len(unions) > 1 and any(branch.shrinks for branch in branches):
        return True
    return any(branch.wide for branch in branches)


def _flattened(clause: Clause) -> list[Clause]:
    part, n = clause
    if isinstance(part, All):
        return [leaf for inner in part.parts for leaf in _flattened((inner, n))]
    return [clause]


def _of_lines(check: Compare | Contains) -> bool:
    return isinstance(check.figure, OfLines)


@define(eq=False, weakref_slot=False)
class Contender:
    """An offer as it competes.

    *order* is its position by id alone, *place* its position by priority, weight and id among all offers of
    the book, and *seed* the position that it shares with the offers of its priority and weight, so that
    they are tied. *gate* holds the demands of the offer itself, *pieces* are its rules by stage, and *inner*
    the rules inside of rules, by their numbers after those of the offer.
    """

    offer: Offer
    weight: int
    currency: str | None
    gate: tuple[Demand, ...]
    order: int = 0
    place: int = 0
    seed: int = 0
    pieces: Sequence[StageRule] = ()
    inner: Sequence[Place] = ()


@define(eq=False, weakref_slot=False)
class StageRule:
    """Rule number *number* of one offer in one stage of the purchase.

    *emissions* fire where the rule gives something in this stage; *once*, they fire in the first such
    stage only. *last* says that it works in the last pass of the stage, *several* that its discounts are of
    several turns, *repeats* that emissions are repeated, or measured on its lines. *rank* is the rule's place
    in the order in which rules are decided. *root* is the number of the outermost rule around it, or its own.
    """

    contender: Contender
    number: int
    root: int
    stage: Stage
    plan: Plan
    instructions: tuple[Instruction, ...]
    emissions: tuple[Emission, ...]
    once: bool = False
    last: bool = False
    several: bool = False
    repeats: bool = False
    rank: int = 0
    _sentences: dict[int, tuple[int, str]] | None = None

    @property
    def parts(self) -> list[Predicate]:
        """All that must hold for the rule to give anything, offer and rule together; for the index."""
        parts = [*[check for check, _ in self.contender.gate], *self.plan.whole]
        if len({units_in(instruction) for instruction in self.instructions}) == 1:
            parts += self.sets
        return parts

    @property
    def sets(self) -> list[Predicate]:
        """What the receipt must contain for the sets of the rule's benefits, as far as it is said."""
        made_of = [part for instruction in self.instructions for part in units_in(instruction)]
        return [Contains(tests=part.tests) for part in made_of if part.tests]

    @property
    def inner(self) -> list[Predicate]:
        """What the rule asks of sets besides: of their units, and of those of which it counts how many."""
        found: list[Predicate] = []
        for one in (*self.instructions, *self.emissions):
            for sets in sets_of(one):
                found += [*sets.where, *(test for part in sets.parts for test in part.tests)]
        return found

    @property
    def surroundings(self) -> tuple[int, ...]:
        """The outermost rule around it, and how many of its predicates belong to each rule around it."""
        counts, plan = [], self.plan.outer
        while plan is not None:
            counts.append(len(plan.whole))
            plan = plan.outer
        return self.root, *counts

    @property
    def written(self) -> Rule:
        """The rule as the offer has it."""
        rules = self.contender.offer.rules
        return rules[self.number] if self.number < len(rules) else self._place.rule

    @property
    def _place(self) -> Place:
        """Where the rule stands, if it lies inside of another."""
        return self.contender.inner[self.number - len(self.contender.offer.rules)]

    def asked(self, clause: int) -> tuple[int, str]:
        """Clause number *clause* of the conditions in words, and the number of its rule; worked out once."""
        if clause == STEPS:
            return self.number, "a step of the benefits is reached"
        if self._sentences is None:
            self._sentences = {}
        if clause not in self._sentences:
            if self.number < len(self.contender.offer.rules):
                number, condition = self.number, self.written.conditions[clause]
            else:
                number, condition = self._place.conditions[clause]
            self._sentences[clause] = number, condition.describe()
        return self._sentences[clause]


def in_currency(currency: str) -> Demand:
    """The demand of an offer that speaks of money in *currency*."""
    return OneOf(source=Source.CURRENCY, values=frozenset({currency})), Gate.CURRENCY


def units_in(instruction: Instruction) -> tuple[SetPart, ...]:
    """The parts of the sets that *instruction* gives for, if it does."""
    if isinstance(instruction, (Reduce, Accrue)) and instruction.units is not None:
        return instruction.units.parts
    return ()


def sets_of(instruction: Instruction) -> list[Sets]:
    """The sets that *instruction* gives for, or by which it is repeated."""
    found = []
    if isinstance(instruction, (Reduce, Accrue)) and instruction.units is not None:
        found.append(instruction.units)
    times = times_of(instruction)
    if times is not None and isinstance(times.figure, Sets):
        found.append(times.figure)
    return found


def gate(offer: Offer, currency: Demand | None) -> tuple[Demand, ...]:
    """What *offer* itself demands, its *currency* included, besides the conditions of its rules."""
    demands: list[Demand] = []
    if (offer.period, offer.schedule) != (ALWAYS, ANY_TIME):
        demands.append((During(period=offer.period, schedule=offer.schedule), Gate.TIME))
    if offer.places is not None:
        demands.append((OneOf(source=Source.PLACE, values=offer.places), Gate.PLACE))
    if currency is not None:
        demands.append(currency)
    if isinstance(offer.reach, Audiences):
        demands.append((OneOf(source=Source.AUDIENCE, values=offer.reach.names), Gate.REACH))
    elif isinstance(offer.reach, Members):
        demands.append((IsMember(), Gate.REACH))
    demands += [(not_used_up(limit, offer.id), Gate.LIMIT) for limit in offer.limits]
    return tuple(demands)


def stage_rules(
    contender: Contender,
    place: Place,
    clauses: list[Clause],
    lowered: list[Instruction],
    outer: Plan | None = None,
) -> list[StageRule]:
    """The pieces of one rule, one per stage that it has something to do in, and inside of *outer*, if that.

    Messages, coupons and counters go with the first benefit on lines. Where an imported entry decides
    whether that is a discount, points or a coupon, they wait in each of these stages. Without a benefit on
    lines they go together: with the accrual where points are among them, otherwise at completion.
    """
    by_stage: dict[tuple[Stage, bool], list[Instruction]] = {}
    emissions: list[Emission] = []
    personal = False
    first: tuple[Stage, bool] | None = None
    for instruction in lowered:
        if isinstance(instruction, Emission):
            emissions.append(instruction)
            continue
        key = stage_of(instruction), comes_last(instruction)
        mine = by_stage.setdefault(key, [])
        if isinstance(instruction, IssueFromEntry) and instruction in mine:
            continue  # an entry gives its coupon once, however often the rule reads the attribute
        mine.append(instruction)
        if first is None and key[0] is not Stage.SETUP:
            first = key
        if isinstance(instruction, IssueFromEntry):
            personal = True
        elif isinstance(instruction, (Reduce, Accrue)):
            personal = personal or isinstance(instruction.amount, FromEntry)
    if emissions and first is None:
        credited = any(isinstance(emission, Credit) for emission in emissions)
        first = (Stage.ACCRUAL if credited else Stage.COMPLETION), False
        by_stage[first] = []
    made = plan(clauses, outer)
    return [
        StageRule(
            contender,
            place.number,
            place.root,
            key[0],
            _plan_for(instructions or emissions, clauses, outer) or made,
            tuple(instructions),
            tuple(emissions) if key == first or (personal and key[0] is not Stage.SETUP) else (),
            personal,
            key[1],
            len(instructions) > 1 or any(times_of(one) is not None for one in instructions),
            any(times_of(one) is not None or _measured(one) for one in emissions),
        )
        for key, instructions in sorted(by_stage.items(), key=_key)
    ]


def _measured(emission: Emission) -> bool:
    """Is it a matter of the lines that the rule works on how much is counted?"""
    return isinstance(emission, Count) and isinstance(emission.value, RuleFigure)


def _key(item: tuple[tuple[Stage, bool], list[Instruction]]) -> tuple[Stage, bool]:
    return item[0]


def _plan_for(instructions: Sequence[Instruction], clauses: list[Clause], outer: Plan | None) -> Plan | None:
    """The plan of a piece of a rule, where it is not that of all its pieces."""
    step = lowest_step(instructions)
    if step is not None:
        return plan([*clauses, (step, STEPS)], outer)
    if any(isinstance(one, RoundReceipt) for one in instructions):
        made = plan(clauses, outer)
        made.live = True  # discounts given meanwhile change what there is to round
        return made
    return None
