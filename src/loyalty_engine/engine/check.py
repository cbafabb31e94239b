"""Checking offers against what they name, while they are lowered to the closed language."""

from __future__ import annotations

from loyalty_engine.engine.coupons import asks_for_coupons
from loyalty_engine.engine.live import asks_pending
from loyalty_engine.engine.loose import for_units
from loyalty_engine.engine.needs import needs_of, with_draws
from loyalty_engine.engine.nesting import Place, places_of
from loyalty_engine.engine.plan import (
    Clause,
    Contender,
    Plan,
    StageRule,
    gate,
    plan,
    sets_of,
    stage_rules,
)
from loyalty_engine.engine.world import World
from loyalty_engine.errors import InvalidInput, Problem
from loyalty_engine.model.member import NeedKind
from loyalty_engine.rules.benefits.sets import InSets
from loyalty_engine.rules.emissions import Redeem
from loyalty_engine.rules.instructions import (
    IN_MONEY,
    SETUP,
    Accrue,
    Instruction,
    Multiply,
    Reduce,
    times_of,
)
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.language import instructions as lowered_benefit
from loyalty_engine.rules.language import meaning as lowered_condition
from loyalty_engine.rules.legality import illegal, trigger_problems
from loyalty_engine.rules.limits import Budget, UnitLimit, unit_problem
from loyalty_engine.rules.offer import Offer, Trigger
from loyalty_engine.rules.predicates import All, Any, Compare, Contains, External, Predicate

#: A rule with its clauses and instructions.
Lowered = tuple[Place, list[Clause], list[Instruction]]
#: Conditions may nest this deep; people nest three or four.
DEEPEST = 32


def compiled(offer: Offer, world: World) -> tuple[Contender, list[Problem]]:
    """*offer* with its pieces, and everything that is wrong with it, with paths from the offer on."""
    problems = trigger_problems(offer.trigger)
    lowered: list[Lowered] = []
    asked: dict[int, list[Clause]] = {}
    for place in places_of(offer):
        around = [] if place.around is None else asked[place.around.number]
        clauses, instructions, found = _lowered(place, world, offer.trigger, around)
        clauses = [(with_draws(part, offer.id), at) for part, at in clauses]
        asked[place.number] = around + clauses
        lowered.append((place, clauses, instructions))
        problems += [problem.inside(place.path) for problem in found]
    lowered, found = _limited(offer, lowered)
    problems += found
    currencies = {c for _, clauses, instructions in lowered for c in _currencies(clauses, instructions)}
    for n, limit in enumerate(offer.limits):
        if isinstance(limit, Budget):
            currencies |= set() if limit.money is None else {limit.money.currency}
            problems += [problem.inside(f"limits[{n}]") for problem in world.unknown_points(limit)]
    if len(currencies) > 1:
        hint = "make an offer for each currency"
        problems.append(Problem("", f"speaks of money in {', '.join(sorted(currencies))}", hint))
    currency = min(currencies, default=None)
    heavy = any(isinstance(i, SETUP) for *_, instructions in lowered for i in instructions)
    demand = None if currency is None else world.in_currency(currency)
    contender = Contender(offer, int(heavy), currency, gate(offer, demand))
    contender.inner = tuple([place for place, *_ in lowered if place.around is not None])
    pieces: list[StageRule] = []
    plans: dict[int, Plan | None] = {}
    for place, clauses, instructions in lowered:
        outer = None if place.around is None else plans[place.around.number]
        pieces += stage_rules(contender, place, clauses, instructions, outer)
        plans[place.number] = plan(clauses, outer) if contender.inner else None
    contender.pieces = tuple(pieces)
    return contender, problems


def _limited(offer: Offer, lowered: list[Lowered]) -> tuple[list[Lowered], list[Problem]]:
    """The rules of *offer*, with benefits for single units where these are limited, and what is wrong."""
    limits = [n for n, limit in enumerate(offer.limits) if isinstance(limit, UnitLimit)]
    if not limits:
        return lowered, []
    problem = unit_problem(one for *_, instructions in lowered for one in instructions)
    singles = [
        (place, clauses, [for_units(one) for one in instructions]) for place, clauses, instructions in lowered
    ]
    return singles, [] if problem is None else [problem.inside(f"limits[{n}]") for n in limits]


def _lowered(
    place: Place, world: World, trigger: Trigger, around: list[Clause]
) -> tuple[list[Clause], list[Instruction], list[Problem]]:
    """The meaning of a rule in the closed language, and what is wrong with it on *trigger*.

    Its clauses are numbered after those of the rules *around* it.
    """
    rule, clauses = place.rule, list[Clause]()
    instructions: list[Instruction] = []
    problems: list[Problem] = []
    before = 0 if place.around is None else len(place.around.conditions)
    for n, condition in enumerate(rule.conditions):
        predicate, found = _meaning(condition, world)
        if predicate is not None:
            found += world.strange(predicate)
            clauses.append((predicate, before + n))
        problems += [problem.inside(f"conditions[{n}]") for problem in found]
    for n, benefit in enumerate(rule.benefits):
        found = world.unsound(benefit)
        try:
            carried_out = () if found else lowered_benefit(benefit)
        except InvalidInput as error:
            carried_out = ()
            found += error.problems
        found += _unfit_in_sets(benefit, world)
        for instruction in carried_out if not found else ():
            found += world.unfit(instruction)
            if isinstance(instruction, Redeem) and not any(
                asks_for_coupons(part) for part, _ in (*around, *clauses)
            ):
                hint = "add CouponPresented, or another condition on coupons"
                found.append(Problem("", "no condition of the rule asks for a coupon", hint))
            instructions.append(instruction)
        if trigger is not Trigger.PURCHASE and not trigger_problems(trigger):
            found += [problem for one in carried_out if (problem := illegal(one, trigger))][:1]
        problems += [problem.inside(f"benefits[{n}]") for problem in found]
    if any(isinstance(instruction, SETUP) for instruction in instructions):
        message, hint = "reads favourites, which set-up may change", "use another condition"
        problems += [
            Problem(f"conditions[{n - before}]" if n >= before else "", message, hint)
            for predicate, n in (*around, *clauses)
            if any(need.kind is NeedKind.FAVORITE for need in needs_of(predicate))
        ]
        message, hint = "asks for points of this receipt; set-up comes first", "leave out with_receipt"
        problems += [
            Problem(f"conditions[{n - before}]" if n >= before else "", message, hint)
            for predicate, n in (*around, *clauses)
            if asks_pending(predicate)
        ]
    return clauses, instructions, problems


def _unfit_in_sets(benefit: Benefit, world: World) -> list[Problem]:
    """What is wrong with rules that are decided for each set."""
    problems: list[Problem] = []
    for n, rule in enumerate(benefit.rules if isinstance(benefit, InSets) else ()):
        for m, condition in enumerate(rule.conditions):
            predicate, found = _meaning(condition, world)
            found += [] if predicate is None else world.unfit_for_sets(predicate)
            problems += [problem.inside(f"rules[{n}].conditions[{m}]") for problem in found]
        for m, inner in enumerate(rule.benefits):
            problems += [p.inside(f"rules[{n}].benefits[{m}]") for p in world.unsound(inner)]
    return problems


def _meaning(condition: Condition, world: World) -> tuple[Predicate | None, list[Problem]]:
    problems = world.unsound(condition)
    predicate = None
    too_deep = False
    try:
        predicate = lowered_condition(condition)
        too_deep = _depth(predicate) > DEEPEST
    except InvalidInput as error:
        problems += error.problems
    except RecursionError:
        too_deep = True
    if too_deep:
        problems.append(Problem("", "is nested too deeply", f"nest at most {DEEPEST} levels"))
    return None if problems else predicate, problems


def _depth(predicate: Predicate) -> int:
    if isinstance(predicate, (All, Any)):
        return 1 + max(map(_depth, predicate.parts), default=0)
    return 1


def _currencies(clauses: list[Clause], instructions: list[Instruction]) -> set[str]:
    """The currencies of the money that a rule speaks of."""
    found = {
        instruction.currency
        for instruction in instructions
        if isinstance(
            instruction,
            IN_MONEY,
        )
        and instruction.currency is not None
    }
    for instruction in instructions:
        times = times_of(instruction)
        if times is not None and times.currency is not None:
            found.add(times.currency)
        for sets in sets_of(instruction):
            found.update(*map(_compared, sets.where))
            for part in sets.parts:
                found.update(*map(_compared, part.tests), () if part.currency is None else (part.currency,))
        if isinstance(instruction, (Reduce, Accrue, Multiply)):
            found.update(check.currency for check in instruction.when if check.currency is not None)
    for predicate, _ in clauses:
        found |= _compared(predicate)
    return found


def _compared(predicate: Predicate) -> set[str]:
    if isinstance(predicate, (All, Any)):
        return set().union(*map(_compared, predicate.parts))
    if isinstance(predicate, Contains):
        own = set() if predicate.currency is None else {predicate.currency}
        return own.union(*map(_compared, predicate.tests))
    if isinstance(predicate, (Compare, External)) and predicate.currency is not None:
        return {predicate.currency}
    return set()
