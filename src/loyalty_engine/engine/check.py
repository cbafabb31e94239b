"""Checking offers against what they name, while they are lowered to the closed language."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping

import attrs
from attrs import frozen

from loyalty_engine.engine.plan import Clause, Contender, StageRule, gate, needs_of, stage_rules
from loyalty_engine.errors import InvalidInput, Problem
from loyalty_engine.model.amounts import PRICES
from loyalty_engine.model.attributes import AttributeDefinition
from loyalty_engine.model.catalog import Catalog
from loyalty_engine.model.identifiers import InternalCode
from loyalty_engine.model.keys import KeyKind, parse_key
from loyalty_engine.model.member import NeedKind
from loyalty_engine.model.points import PointsCurrency
from loyalty_engine.model.slots import FavoriteProductsRule, PredefinedList
from loyalty_engine.rules.instructions import Accrue, FillSlots, FromEntry, Instruction, Reduce, SetFloor
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.offer import Offer, Rule
from loyalty_engine.rules.predicates import All, Any, Compare, Contains, Keyed, Predicate

#: Conditions may nest this deep; people nest three or four.
DEEPEST = 32


@frozen(kw_only=True)
class World:
    """What the offers of a book may name."""

    catalog: Catalog
    favorites: Mapping[str, FavoriteProductsRule]
    points: Mapping[str, PointsCurrency]
    attributes: tuple[AttributeDefinition, ...] | None

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

    def strange(self, path: str, predicate: Predicate) -> list[Problem]:
        """What *predicate* names that does not exist."""
        if isinstance(predicate, (All, Any)):
            return [p for part in predicate.parts for p in self.strange(path, part)]
        if isinstance(predicate, Contains):
            return [p for part in predicate.tests for p in self.strange(path, part)]
        problems = []
        if isinstance(predicate, Keyed):
            for key in sorted(predicate.keys) if len(predicate.keys) > 1 else predicate.keys:
                problems += self._strange_key(path, *parse_key(key))
        if self.attributes is not None:
            names = [definition.name for definition in self.attributes]
            for need in sorted(needs_of(predicate)):
                if need.kind in (NeedKind.ATTRIBUTE, NeedKind.PERSONAL) and need.name not in names:
                    problems.append(self._unknown(path, "attribute", need.name, names))
        return problems

    def _strange_key(self, path: str, kind: KeyKind, value: str) -> list[Problem]:
        if kind is KeyKind.GROUP and self.catalog.group(value) is None:
            return [self._unknown(path, "product group", value, self._groups)]
        if kind is KeyKind.FAVORITE and value not in self.favorites:
            return [self._unknown(path, "favourite-products rule", value, list(self.favorites))]
        nodes = self.catalog.categories
        if kind is KeyKind.CATEGORY and nodes and self.catalog.category(value) is None:
            return [self._unknown(path, "category", value, [node.code for node in nodes])]
        if (
            kind is KeyKind.INTERNAL_CATEGORY
            and nodes
            and self.catalog.find_category(InternalCode(value)) is None
        ):
            return [
                self._unknown(path, "category by internal id", value, [n.internal_id or "" for n in nodes])
            ]
        return []

    def unfit(self, path: str, instruction: Instruction) -> list[Problem]:
        """What is wrong with *instruction* in this world."""
        if isinstance(instruction, Accrue):
            if isinstance(instruction.amount, PRICES):
                return [Problem(path, "a price cannot be given in points", "use a share or a sum")]
            if instruction.points not in self.points and not isinstance(instruction.amount, FromEntry):
                return [self._unknown(path, "kind of points", instruction.points, list(self.points))]
        if isinstance(instruction, FillSlots) and instruction.rule not in self.favorites:
            return [self._unknown(path, "favourite-products rule", instruction.rule, list(self.favorites))]
        return []


def compiled(offer: Offer, world: World, problems: list[Problem], path: str) -> list[StageRule]:
    """The pieces of *offer*; what is wrong with it is added to *problems*."""
    before = len(problems)
    lowered = [_lowered(rule, world, problems, f"{path}.rules[{n}]") for n, rule in enumerate(offer.rules)]
    currencies = {c for clauses, instructions in lowered for c in _currencies(clauses, instructions)}
    if len(currencies) > 1:
        hint = "make an offer for each currency"
        problems.append(Problem(path, f"speaks of money in {', '.join(sorted(currencies))}", hint))
    if len(problems) > before:
        return []
    currency = min(currencies, default=None)
    heavy = any(isinstance(i, (SetFloor, FillSlots)) for _, instructions in lowered for i in instructions)
    contender = Contender(offer=offer, weight=int(heavy), currency=currency, gate=gate(offer, currency))
    return [
        piece
        for n, (clauses, instructions) in enumerate(lowered)
        for piece in stage_rules(contender, n, clauses, instructions)
    ]


def _lowered(
    rule: Rule, world: World, problems: list[Problem], path: str
) -> tuple[list[Clause], list[Instruction]]:
    clauses: list[Clause] = []
    instructions: list[Instruction] = []
    for n, condition in enumerate(rule.conditions):
        where = f"{path}.conditions[{n}]"
        predicate = _meaning(condition, problems, where)
        if predicate is not None:
            problems += world.strange(where, predicate)
            clauses.append((predicate, n))
    for n, benefit in enumerate(rule.benefits):
        where = f"{path}.benefits[{n}]"
        problems += kind_problems(where, benefit)
        for instruction in benefit.lower():
            problems += world.unfit(where, instruction)
            instructions.append(instruction)
    if any(isinstance(instruction, (SetFloor, FillSlots)) for instruction in instructions):
        problems += [
            Problem(
                f"{path}.conditions[{n}]",
                "reads favourites, which set-up may change",
                "use another condition",
            )
            for predicate, n in clauses
            if any(need.kind is NeedKind.FAVORITE for need in needs_of(predicate))
        ]
    return clauses, instructions


def _meaning(condition: Condition, problems: list[Problem], path: str) -> Predicate | None:
    found = kind_problems(path, condition)
    predicate = None
    try:
        predicate = condition.lower()
        too_deep = _depth(predicate) > DEEPEST
    except InvalidInput as error:
        found += [problem.inside(path) for problem in error.problems]
        too_deep = False
    except RecursionError:
        too_deep = True
    if too_deep:
        found.append(Problem(path, "is nested too deeply", f"nest at most {DEEPEST} levels"))
    problems += found
    return None if found else predicate


def _depth(predicate: Predicate) -> int:
    if isinstance(predicate, (All, Any)):
        return 1 + max(map(_depth, predicate.parts), default=0)
    return 1


def kind_problems(path: str, word: Condition | Benefit) -> list[Problem]:
    """What is wrong with *word* as a value of a kind: it must be frozen, hashable data with a tag."""
    kind = type(word)
    problems = []
    if not attrs.has(kind) or kind.__hash__ is None:
        problems.append(
            Problem(path, f"{kind.__name__} is not a frozen attrs class", "decorate it with attrs.frozen")
        )
    if not isinstance(getattr(kind, "kind", None), str):
        problems.append(Problem(path, f"{kind.__name__} has no tag", 'say kind: ClassVar[str] = "acme:name"'))
    return problems


def _currencies(clauses: list[Clause], instructions: list[Instruction]) -> set[str]:
    """The currencies of the money that a rule speaks of."""
    found = {
        instruction.currency
        for instruction in instructions
        if isinstance(instruction, (Reduce, Accrue, SetFloor)) and instruction.currency is not None
    }
    for predicate, _ in clauses:
        found |= _compared(predicate)
    return found


def _compared(predicate: Predicate) -> set[str]:
    if isinstance(predicate, (All, Any)):
        return set().union(*map(_compared, predicate.parts))
    if isinstance(predicate, Compare) and predicate.currency is not None:
        return {predicate.currency}
    return set()
