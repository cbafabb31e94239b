"""A rule of one offer in one stage, made ready to be decided and carried out."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from functools import lru_cache
from typing import cast

from attrs import define, evolve

from loyalty_engine.engine.asks import Asks, asks_of, together
from loyalty_engine.engine.guard import Guard, demands
from loyalty_engine.engine.nesting import Place
from loyalty_engine.engine.tasks import Task
from loyalty_engine.model.period import ALWAYS
from loyalty_engine.model.schedule import ANY_TIME
from loyalty_engine.rules.emissions import Emission
from loyalty_engine.rules.instructions import Instruction, Stage
from loyalty_engine.rules.language import meaning
from loyalty_engine.rules.limits import by_product, not_used_up
from loyalty_engine.rules.offer import Audiences, Members, Offer
from loyalty_engine.rules.predicates import (
    LINE_TESTS,
    All,
    Any,
    Check,
    During,
    IsMember,
    LineTest,
    OneOf,
    Predicate,
    Source,
    has_line_test,
)
from loyalty_engine.rules.rule import Rule


class Gate(Enum):
    """A demand of the offer itself, or of what it gives, before the conditions of its rules."""

    TIME = "time"
    PLACE = "place"
    CURRENCY = "currency"
    REACH = "reach"
    LIMIT = "limit"
    TILL = "till"
    SPENDING = "spending"


#: A check that the offer itself makes, and which demand it stands for.
Demand = tuple[Check, Gate]
#: A part of a rule's conditions, and the number of the condition that it comes from.
Clause = tuple[Predicate, int]


@define(eq=False, weakref_slot=False)
class Plan:
    """A conjunction, sorted by what is decided first.

    *tests* narrow the lines, then *unions* do, each the branches of an `Any` that has line tests, on what
    the tests have left; *checks* are decided on the result. *clauses* are the conjunction itself, and *asks*
    is what it asks for; *wide* is true where lines whose loss can end what held may be others than those that
    the rule works on. All of this is on the lines that *outer*, the plan of the rule around it, leaves.
    """

    tests: tuple[tuple[LineTest, int], ...]
    unions: tuple[tuple[tuple[Plan, ...], int], ...]
    checks: tuple[Clause, ...]
    clauses: tuple[Clause, ...]
    asks: Asks
    wide: bool
    outer: Plan | None = None

    @property
    def whole(self) -> list[Predicate]:
        """All that must hold."""
        return [part for part, _ in self.clauses]


#: The number that stands for the steps of a rule's benefits in place of a condition.
STEPS = -1
#: The number that stands for limits of each product, which narrow the lines before the conditions do.
LIMITS = -2


def plan(clauses: Sequence[Clause], outer: Plan | None = None, asks: Asks | None = None) -> Plan:
    """The plan for *clauses*, all of which must hold, on the lines that *outer* leaves.

    What they ask for is looked up unless *asks* says so already.
    """
    tests: list[tuple[LineTest, int]] = []
    unions: list[tuple[tuple[Plan, ...], int]] = []
    checks: list[Clause] = []
    flat = tuple(_flattened(clauses))
    for part, n in flat:
        if isinstance(part, LINE_TESTS):
            tests.append((part, n))
        elif isinstance(part, Any) and has_line_test(part):
            unions.append((tuple([plan([(branch, n)]) for branch in part.parts]), n))
        else:
            checks.append((part, n))
    if asks is None:
        asks = together([asks_of(part) for part, _ in flat])
    made = Plan(
        # nearly all plans are of one sort, and one tuple serves twice
        cast("tuple[tuple[LineTest, int], ...]", flat) if len(tests) == len(flat) else tuple(tests),
        tuple(unions),
        flat if len(checks) == len(flat) else tuple(checks),
        flat,
        asks,
        _is_wide(unions) if unions else False,
    )
    return made if outer is None else _inside(outer, made)


def _inside(outer: Plan, plan: Plan) -> Plan:
    """*plan* on the lines that *outer* leaves; what *outer* measures may be more than these."""
    plan.outer, plan.clauses = outer, outer.clauses + plan.clauses
    plan.asks = together([outer.asks, plan.asks])
    plan.wide = plan.wide or outer.asks.shrinks  # which it does where it is wide itself
    return plan


def _is_wide(unions: Sequence[tuple[tuple[Plan, ...], int]]) -> bool:
    """Does one of several *unions* measure lines that another may leave out?"""
    branches = [branch for union, _ in unions for branch in union]
    if len(unions) > 1 and any(branch.asks.shrinks for branch in branches):
        return True
    return any(branch.wide for branch in branches)


def _flattened(clauses: Sequence[Clause]) -> Sequence[Clause]:
    """The same clauses with the parts of each conjunction in its place."""
    if not any(isinstance(part, All) for part, _ in clauses):
        return clauses
    flat: list[Clause] = []
    for part, n in clauses:
        flat += _flattened([(inner, n) for inner in part.parts]) if isinstance(part, All) else [(part, n)]
    return flat


@define(eq=False, weakref_slot=False)
class Contender:
    """An offer as it competes.

    *order* is its position by id alone, *place* its position by priority, weight and id among all offers of
    the book, and *seed* the position that it shares with the offers of its priority and weight, so that
    they are tied. *pieces* are its rules by stage, and *inner* the rules inside of rules, by their numbers
    after those of the offer. *demands* is its gate, once that is made.
    """

    offer: Offer
    weight: int
    currency: str | None
    order: int = 0
    place: int = 0
    seed: int = 0
    pieces: Sequence[StageRule] = ()
    inner: Sequence[Place] = ()
    demands: tuple[Demand, ...] | None = None

    @property
    def gate(self) -> tuple[Demand, ...]:
        """The demands of the offer itself; made when a rule of it is first woken, which few ever are."""
        found = self.demands
        if found is None:
            currency = None if self.currency is None else in_currency(self.currency)
            found = self.demands = gate(self.offer, currency)
        return found


@define(eq=False, weakref_slot=False)
class StageRule(Guard):
    """Rule number *number* of one offer in one stage of the purchase, where it has a *task*.

    What is asked for all the time stands here as it does there. Its rank is its place in the order in which
    rules are decided. *ready* is its plan, once that is made, and *asks* what the plan asks for.
    """

    contender: Contender
    number: int
    asks: Asks
    task: Task
    stage: Stage
    last: bool
    instructions: tuple[Instruction, ...]
    emissions: tuple[Emission, ...]
    once: bool
    several: bool
    repeats: bool
    ready: Plan | None = None
    _sentences: dict[int, tuple[int, str]] | None = None

    @property
    def plan(self) -> Plan:
        """What must hold.

        Where that is said by the conditions of the rule alone, it is made when the rule is first woken: of
        the rules of a large book, few ever are.
        """
        made = self.ready
        if made is None:
            clauses = [(meaning(condition), n) for n, condition in enumerate(self.written.conditions)]
            made = self.ready = plan(clauses, None, self.asks)
        return made

    @property
    def root(self) -> int:
        """The number of the outermost rule around it, or its own."""
        return self.number if self.number < len(self.contender.offer.rules) else self._place.root

    @property
    def parts(self) -> list[Predicate]:
        """All that must hold for the rule to give anything, offer and rule together."""
        parts: list[Predicate] = [check for check, _ in self.contender.gate]
        parts += [part for part, _ in self.plan.clauses]
        parts += self.task.required
        return parts

    @property
    def surroundings(self) -> tuple[int, ...]:
        """The outermost rule around it, and how many of its predicates belong to each rule around it."""
        counts, plan = [], self.plan.outer
        while plan is not None:
            counts.append(len(plan.clauses))
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


@lru_cache(maxsize=256)
def in_currency(currency: str) -> Demand:
    """The demand of an offer that speaks of money in *currency*; one for all such offers."""
    return OneOf(source=Source.CURRENCY, values=frozenset({currency})), Gate.CURRENCY


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
    if offer.limits:
        whole = [limit for limit in offer.limits if not by_product(limit)]
        demands += [(not_used_up(limit, offer.id), Gate.LIMIT) for limit in whole]
    return tuple(demands)


def stage_rule(
    contender: Contender, number: int, task: Task, parts: list[Predicate], asks: Asks
) -> StageRule:
    """The piece of rule *number* with this *task*, all *parts* of whose conditions must hold."""
    return StageRule(
        0,
        *demands([*parts, *task.required] if task.required else parts, contender.offer),
        contender,
        number,
        asks,
        task,
        task.stage,
        task.last,
        task.instructions,
        task.emissions,
        task.once,
        task.several,
        task.repeats,
    )


def plan_for(task: Task, made: Plan) -> Plan:
    """The plan of a piece of a rule with *task*, *made* being that of all its pieces."""
    if task.step is None:  # discounts given meanwhile change what there is to round
        return evolve(made, asks=evolve(made.asks, live=True)) if task.rounds else made
    return evolve(
        made,
        checks=(*made.checks, (task.step, STEPS)),
        clauses=(*made.clauses, (task.step, STEPS)),
        asks=together([made.asks, asks_of(task.step)]),
    )
