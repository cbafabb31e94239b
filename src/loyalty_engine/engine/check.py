"""Checking offers against what they name, while they are lowered to the closed language."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import define

from loyalty_engine.engine.answers import runs
from loyalty_engine.engine.asks import NOTHING, Asks, asks_of, together
from loyalty_engine.engine.coupons import asks_for_coupons
from loyalty_engine.engine.guard import keys_of
from loyalty_engine.engine.loose import for_units
from loyalty_engine.engine.needs import with_draws
from loyalty_engine.engine.nesting import Place, places_of
from loyalty_engine.engine.plan import LIMITS, Clause, Contender, Plan, StageRule, plan, plan_for, stage_rule
from loyalty_engine.engine.tasks import Gives, gives
from loyalty_engine.engine.world import World
from loyalty_engine.errors import InvalidInput, Problem
from loyalty_engine.model.member import NeedKind
from loyalty_engine.rules.benefits import (
    AdditionalPoints,
    AmountOff,
    FixedPrice,
    PercentOff,
    PointsAmount,
    PointsPercent,
    PointsPerSum,
)
from loyalty_engine.rules.benefits.sets import InSets
from loyalty_engine.rules.conditions import Categories, Groups, Products, ReceiptAmount
from loyalty_engine.rules.emissions import Redeem
from loyalty_engine.rules.instructions import Instruction
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.language import instructions as lowered_benefit
from loyalty_engine.rules.language import meaning as lowered_condition
from loyalty_engine.rules.legality import illegal, trigger_problems
from loyalty_engine.rules.limits import Budget, UnitLimit, by_product, products_left, unit_problem
from loyalty_engine.rules.offer import Offer, Trigger
from loyalty_engine.rules.predicates import All, Any, Predicate

#: Conditions may nest this deep; people nest three or four.
DEEPEST = 32
#: Benefits that hold no words of a host, and that many offers have in common.
_COMMON = frozenset(
    {AdditionalPoints, AmountOff, FixedPrice, PercentOff, PointsAmount, PointsPerSum, PointsPercent}
)
#: Conditions that come to one predicate, which is sound and cheap to make again.
_SIMPLE = frozenset({Products, Categories, Groups, ReceiptAmount})


@define(eq=False)
class Lowered:
    """The rule of a *place* in the closed language: its clauses, what they ask for, and what it gives.

    It is *simple* where no rule stands around it or inside of it, and its conditions come to the same again
    at any time.
    """

    place: Place
    clauses: list[Clause]
    asks: Asks
    gives: Gives
    simple: bool


def compiled(offer: Offer, world: World) -> tuple[Contender, list[Problem]]:
    """*offer* with its pieces, and everything that is wrong with it, with paths from the offer on."""
    problems = trigger_problems(offer.trigger)
    rules: list[Lowered] = []
    asked: dict[int, list[Clause]] = {}
    for place in places_of(offer):
        around = [] if place.around is None else asked[place.around.number]
        rule, found = _lowered(place, world, offer, around)
        asked[place.number] = [*around, *rule.clauses] if around else rule.clauses
        rules.append(rule)
        if found:
            problems += [problem.inside(place.path) for problem in found]
    currencies: set[str] = set()
    for rule in rules:
        currencies.update(rule.asks.currencies, rule.gives.currencies)
    if offer.limits:
        problems += _limited(offer, rules)
        for n, limit in enumerate(offer.limits):
            if isinstance(limit, Budget):
                currencies |= set() if limit.money is None else {limit.money.currency}
                problems += [problem.inside(f"limits[{n}]") for problem in world.unknown_points(limit)]
    if len(currencies) > 1:
        hint = "make an offer for each currency"
        problems.append(Problem("", f"speaks of money in {', '.join(sorted(currencies))}", hint))
    return _contender(offer, rules, min(currencies, default=None), world), problems


def _contender(offer: Offer, rules: Sequence[Lowered], currency: str | None, world: World) -> Contender:
    """*offer* with the pieces of its *rules*."""
    contender = Contender(offer, 0, currency)
    if len(rules) > len(offer.rules):
        contender.inner = tuple([rule.place for rule in rules if rule.place.around is not None])
    pieces: list[StageRule] = []
    plans: dict[int, Plan] = {}
    for rule in rules:
        if rule.simple and rule.gives.plain:
            parts = [part for part, _ in rule.clauses]
            for task in rule.gives.tasks:
                pieces.append(stage_rule(contender, rule.place.number, task, parts, rule.asks))
                _note_read(pieces[-1], parts, world)
        else:
            _add_planned(rule, plans, contender, pieces, world)
        if rule.gives.setup:
            contender.weight = 1
    contender.pieces = tuple(pieces)
    return contender


def _add_planned(
    rule: Lowered, plans: dict[int, Plan], contender: Contender, pieces: list[StageRule], world: World
) -> None:
    """Add the pieces of a *rule* with their plans, *plans* being those of the rules around it."""
    place = rule.place
    outer = None if place.around is None else plans[place.around.number]
    made = plans[place.number] = plan(rule.clauses, outer, rule.asks)
    for task in rule.gives.tasks:
        mine = plan_for(task, made)
        piece = stage_rule(contender, place.number, task, mine.whole, mine.asks)
        piece.ready = mine
        pieces.append(piece)
        _note_read(piece, mine.whole, world)


def _note_read(piece: StageRule, parts: Sequence[Predicate], world: World) -> None:
    """Note the keys that *parts* of a rule, and what it asks of sets, read besides those it hangs on."""
    offer = piece.contender.offer
    if offer.trigger is Trigger.PURCHASE and runs(offer):
        inner = piece.task.inner
        for part in (*parts, *inner) if inner else parts:
            keys = keys_of(part)
            if keys and tuple(keys) != piece.keys:
                world.read.update(keys)


def _limited(offer: Offer, rules: Sequence[Lowered]) -> list[Problem]:
    """Make benefits ones for single units where *offer* limits these, and say what is wrong with that."""
    limits = [n for n, limit in enumerate(offer.limits) if isinstance(limit, UnitLimit)]
    if not limits:
        return []
    problem = unit_problem(one for rule in rules for one in rule.gives.instructions)
    left = [(products_left(limit, offer.id), LIMITS) for limit in offer.limits if by_product(limit)]
    for rule in rules:
        rule.gives = gives([for_units(one) for one in rule.gives.instructions])
        if left and rule.place.around is None:  # those inside of it see no more lines than it does
            rule.clauses, rule.simple = [*left, *rule.clauses], False
            rule.asks = together([rule.asks, *(asks_of(test) for test, _ in left)])
    return [] if problem is None else [problem.inside(f"limits[{n}]") for n in limits]


def _lowered(
    place: Place, world: World, offer: Offer, around: Sequence[Clause]
) -> tuple[Lowered, list[Problem]]:
    """A rule of *offer* in the closed language, and what is wrong with it.

    Its clauses are numbered after those of the rules *around* it.
    """
    clauses: list[Clause] = []
    asked: list[Asks] = []
    problems: list[Problem] = []
    simple = place.around is None
    before = 0 if place.around is None else len(place.around.conditions)
    found: Sequence[Problem]
    for n, condition in enumerate(place.rule.conditions):
        predicate: Predicate | None
        if type(condition) in _SIMPLE:
            predicate, found = condition.lower(), ()
        else:
            simple = False
            predicate, found = _meaning(condition, world)
        if predicate is not None:
            asks = asks_of(predicate)
            if asks is not NOTHING:
                if asks.names:
                    found = world.strange(predicate)
                if asks.draws:
                    predicate = with_draws(predicate, offer.id)
                    asks = asks_of(predicate)
                asked.append(asks)
            clauses.append((predicate, before + n))
        if found:
            problems += [problem.inside(f"conditions[{n}]") for problem in found]
    (benefit, *others) = place.rule.benefits
    common = not others and type(benefit) in _COMMON and offer.trigger is Trigger.PURCHASE
    given = world.shared.get(benefit) if common else None
    if given is None:
        carried_out, found = _given(place, world, offer.trigger, [*around, *clauses])
        problems += found
        given = gives(carried_out)
        if common and not found:
            world.shared[benefit] = given
        if given.setup:
            problems += _changed_by_setup([*around, *clauses], before)
    asks = together(asked) if asked else NOTHING
    return Lowered(place, clauses, asks, given, simple and common), problems


def _given(
    place: Place, world: World, trigger: Trigger, clauses: Sequence[Clause]
) -> tuple[list[Instruction], list[Problem]]:
    """What the benefits of a rule with these *clauses* come to, and what is wrong with them on *trigger*."""
    instructions: list[Instruction] = []
    problems: list[Problem] = []
    for n, benefit in enumerate(place.rule.benefits):
        found = world.unsound(benefit)
        try:
            carried_out = () if found else lowered_benefit(benefit)
        except InvalidInput as error:
            carried_out = ()
            found += error.problems
        found += _unfit_in_sets(benefit, world)
        for instruction in carried_out if not found else ():
            found += world.unfit(instruction)
            if isinstance(instruction, Redeem) and not any(asks_for_coupons(part) for part, _ in clauses):
                hint = "add CouponPresented, or another condition on coupons"
                found.append(Problem("", "no condition of the rule asks for a coupon", hint))
            instructions.append(instruction)
        if trigger is not Trigger.PURCHASE and not trigger_problems(trigger):
            found += [problem for one in carried_out if (problem := illegal(one, trigger))][:1]
        problems += [problem.inside(f"benefits[{n}]") for problem in found]
    return instructions, problems


def _changed_by_setup(clauses: Sequence[Clause], before: int) -> list[Problem]:
    """What *clauses*, of which so many stand *before* the rule, ask for though set-up may change it."""
    problems: list[Problem] = []
    asked = [(asks_of(part), f"conditions[{n - before}]" if n >= before else "") for part, n in clauses]
    message, hint = "reads favourites, which set-up may change", "use another condition"
    for asks, path in asked:
        if any(need.kind is NeedKind.FAVORITE for need in asks.needs):
            problems.append(Problem(path, message, hint))
    message, hint = "asks for points of this receipt; set-up comes first", "leave out with_receipt"
    return problems + [Problem(path, message, hint) for asks, path in asked if asks.pending]


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
        too_deep = isinstance(predicate, (All, Any)) and _depth(predicate) > DEEPEST
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
