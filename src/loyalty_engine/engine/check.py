"""Checking offers against what they name, while they are lowered to the closed language."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping

import attrs
from attrs import evolve, field, frozen

from loyalty_engine.engine.coupons import asks_for_coupons
from loyalty_engine.engine.live import asks_pending, discounts_asked, is_live, leaves
from loyalty_engine.engine.loose import for_units
from loyalty_engine.engine.needs import needs_of, with_draws
from loyalty_engine.engine.nesting import Place, places_of
from loyalty_engine.engine.plan import (
    Clause,
    Contender,
    Demand,
    Plan,
    StageRule,
    gate,
    in_currency,
    plan,
    sets_of,
    stage_rules,
)
from loyalty_engine.errors import InvalidInput, Problem
from loyalty_engine.model.attributes import AttributeDefinition
from loyalty_engine.model.catalog import Catalog
from loyalty_engine.model.identifiers import InternalCode
from loyalty_engine.model.intents import SlotChange
from loyalty_engine.model.keys import KeyKind, marked, parse_key
from loyalty_engine.model.member import NeedKind
from loyalty_engine.model.points import PointsCurrency
from loyalty_engine.model.slots import FavoriteProductsRule, PredefinedList
from loyalty_engine.rules.benefits.sets import InSets
from loyalty_engine.rules.emissions import Assign, Credit, Debit, Redeem, Resize
from loyalty_engine.rules.figures import BalanceNow, Draw
from loyalty_engine.rules.instructions import (
    IN_MONEY,
    SETUP,
    Accrue,
    Adopt,
    AllowPayment,
    CutPayment,
    FillSlots,
    FromEntry,
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
from loyalty_engine.rules.predicates import All, Any, Bought, Compare, Contains, External, Keyed, Predicate

#: A rule with its clauses and instructions.
Lowered = tuple[Place, list[Clause], list[Instruction]]
#: Conditions may nest this deep; people nest three or four.
DEEPEST = 32


@frozen(kw_only=True)
class World:
    """What the offers of a book may name."""

    catalog: Catalog
    favorites: Mapping[str, FavoriteProductsRule]
    points: Mapping[str, PointsCurrency]
    attributes: tuple[AttributeDefinition, ...] | None
    _sound: set[type] = field(init=False, factory=set)
    _currencies: dict[str, Demand] = field(init=False, factory=dict)

    def problems(self) -> list[Problem]:
        """What is wrong with these things among themselves."""
        return [
            self._unknown(f"favorites[{id!r}].source.group", "product group", rule.source.group, self._groups)
            for id, rule in self.favorites.items()
            if isinstance(rule.source, PredefinedList) and self.catalog.group(rule.source.group) is None
        ]

    @property
    def _groups(self) -> tuple[str, ...]:
        return tuple(group.id for group in self.catalog.groups)

    @staticmethod
    def _unknown(path: str, what: str, name: str, known: Collection[str]) -> Problem:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"define it first; there are {len(known)}"
        return Problem(path, f"unknown {what} {name!r}", hint)

    def in_currency(self, currency: str) -> Demand:
        """The demand for *currency*; all offers share one."""
        if currency not in self._currencies:
            self._currencies[currency] = in_currency(currency)
        return self._currencies[currency]

    def unsound(self, word: Condition | Benefit) -> list[Problem]:
        """What is wrong with *word* as a value of a kind: it must be frozen, hashable data with a tag."""
        kind = type(word)
        if kind in self._sound:
            return []
        problems = []
        if not attrs.has(kind) or kind.__hash__ is None:
            hint = "decorate it with attrs.frozen"
            problems.append(Problem("", f"{kind.__name__} is not a frozen attrs class", hint))
        if not isinstance(getattr(kind, "kind", None), str):
            hint = 'say kind: ClassVar[str] = "acme:name"'
            problems.append(Problem("", f"{kind.__name__} has no tag", hint))
        if not problems:
            self._sound.add(kind)
        return problems

    def strange(self, predicate: Predicate) -> list[Problem]:
        """What *predicate* names that does not exist."""
        if isinstance(predicate, (All, Any)):
            return [p for part in predicate.parts for p in self.strange(part)]
        if isinstance(predicate, Contains):
            return [p for part in predicate.tests for p in self.strange(part)]
        problems: list[Problem] = []
        if isinstance(predicate, Keyed):
            for key in sorted(marked(predicate.keys)):
                problems += self._strange_key(*parse_key(key))
        if isinstance(predicate, Compare) and isinstance(predicate.figure, (BalanceNow, Bought)):
            asked = predicate.figure
            currency = asked.currency if isinstance(asked, BalanceNow) else asked.points
            if isinstance(asked, Bought):
                problems += [p for test in asked.tests for p in self.strange(test)]
            if currency is not None and currency not in self.points:
                problems.append(self._unknown("", "kind of points", currency, list(self.points)))
        if self.attributes is not None:
            names = [definition.name for definition in self.attributes]
            for need in sorted(needs_of(predicate)):
                if need.kind in (NeedKind.ATTRIBUTE, NeedKind.PERSONAL) and need.name not in names:
                    problems.append(self._unknown("", "attribute", need.name, names))
        return problems

    def _strange_key(self, kind: KeyKind, value: str) -> list[Problem]:
        if kind is KeyKind.GROUP and self.catalog.group(value) is None:
            return [self._unknown("", "product group", value, self._groups)]
        if kind is KeyKind.FAVORITE and value not in self.favorites:
            return [self._unknown("", "favourite-products rule", value, list(self.favorites))]
        nodes = self.catalog.categories
        if kind is KeyKind.CATEGORY and nodes and self.catalog.category(value) is None:
            return [self._unknown("", "category", value, [node.code for node in nodes])]
        if (
            kind is KeyKind.INTERNAL_CATEGORY
            and nodes
            and self.catalog.find_category(InternalCode(value)) is None
        ):
            known = [node.internal_id for node in nodes if node.internal_id is not None]
            return [self._unknown("", "category by internal id", value, known)]
        return []

    @staticmethod
    def _unpayable(instruction: AllowPayment, kind: PointsCurrency) -> list[Problem]:
        """What keeps points of *kind* from paying."""
        if not (kind.worth.thousandths if instruction.rate is None else instruction.rate):
            message = f"{instruction.points} points are worth nothing, so nothing can be paid with them"
            return [Problem("", message, "say what a point pays")]
        return []

    def unfit_for_sets(self, predicate: Predicate) -> list[Problem]:
        """What keeps *predicate* from being asked of sets: they are made once, and on what is there."""
        hint = "make it a condition of the rule around the sets"
        for leaf in leaves(predicate):
            if discounts_asked(leaf) or (isinstance(leaf, (Compare, Contains)) and is_live(leaf)):
                return [Problem("", "asks of sets what others have given meanwhile", hint)]
            if isinstance(leaf, Compare) and isinstance(leaf.figure, Draw):
                return [Problem("", "draws for sets, and there is one draw for a receipt", hint)]
        return self.strange(predicate)

    def unfit(self, instruction: Instruction) -> list[Problem]:
        """What is wrong with *instruction* in this world."""
        problems = [
            problem
            for one in sets_of(instruction)
            for problem in (
                *(p for part in one.parts for test in part.tests for p in self.strange(test)),
                *(p for part in one.where for p in self.unfit_for_sets(part)),
            )
        ]
        points = _points_named(instruction)
        if points is not None and points not in self.points:
            problems.append(self._unknown("", "kind of points", points, list(self.points)))
        elif isinstance(instruction, AllowPayment):
            problems += self._unpayable(instruction, self.points[instruction.points])
        if isinstance(instruction, (FillSlots, Resize)):
            problems += self._unfit_for_slots(instruction)
        if isinstance(instruction, Assign) and self.attributes is not None:
            problems += self._misfit(instruction)
        return problems

    def _unfit_for_slots(self, instruction: FillSlots | Resize) -> list[Problem]:
        """What keeps the favourite-products rule that *instruction* names from doing as it says."""
        if instruction.rule not in self.favorites:
            return [self._unknown("", "favourite-products rule", instruction.rule, list(self.favorites))]
        most = self.favorites[instruction.rule].max_slots
        if (
            isinstance(instruction, Resize)
            and instruction.change is SlotChange.SET
            and instruction.count > most
        ):
            message = f"{instruction.count} slots are more than {instruction.rule!r} allows"
            return [Problem("count", message, f"use up to {most}")]
        return []

    def unknown_points(self, budget: Budget) -> list[Problem]:
        """What is wrong with the kind of points of *budget*, where it is in points."""
        if budget.points is None or budget.currency in self.points:
            return []
        return [self._unknown("currency", "kind of points", budget.currency, list(self.points))]

    def _misfit(self, instruction: Assign) -> list[Problem]:
        """What keeps the attribute that *instruction* names from holding its value."""
        known = {definition.name: definition for definition in self.attributes or ()}
        if instruction.name not in known:
            return [self._unknown("", "attribute", instruction.name, list(known))]
        problem = known[instruction.name].check(instruction.value)
        return [] if problem is None else [evolve(problem, path="value")]


def _points_named(instruction: Instruction) -> str | None:
    """The kind of points that *instruction* is about, if it names one."""
    if isinstance(instruction, Accrue) and isinstance(instruction.amount, FromEntry):
        return None  # the entry says which points
    if isinstance(instruction, (Accrue, Multiply, AllowPayment, CutPayment, Adopt, Credit, Debit)):
        return instruction.points
    return None


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
