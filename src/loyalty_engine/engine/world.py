"""What the offers of a book may name, and what is wrong with a word that names something else."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping

import attrs
from attrs import evolve, field, frozen

from loyalty_engine.engine.live import discounts_asked, is_live, leaves
from loyalty_engine.engine.needs import needs_of
from loyalty_engine.engine.tasks import Gives, sets_of
from loyalty_engine.errors import Problem
from loyalty_engine.model.attributes import AttributeDefinition
from loyalty_engine.model.catalog import Catalog
from loyalty_engine.model.identifiers import InternalCode
from loyalty_engine.model.intents import SlotChange
from loyalty_engine.model.keys import Key, KeyKind, marked, parse_key
from loyalty_engine.model.member import NeedKind
from loyalty_engine.model.points import PointsCurrency
from loyalty_engine.model.slots import FavoriteProductsRule, PredefinedList
from loyalty_engine.rules.emissions import Assign, Credit, Debit, Resize
from loyalty_engine.rules.figures import BalanceNow, Draw
from loyalty_engine.rules.instructions import (
    Accrue,
    Adopt,
    AllowPayment,
    CutPayment,
    FillSlots,
    FromEntry,
    Instruction,
    Multiply,
)
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.limits import Budget
from loyalty_engine.rules.predicates import All, Any, Bought, Compare, Contains, Keyed, Predicate


@frozen(kw_only=True)
class World:
    """What the offers of a book may name, and what compiling one offer leaves for the others.

    *shared* is what equal benefits of offers come to, and *read* the keys that rules read besides those that
    they hang on.
    """

    catalog: Catalog
    favorites: Mapping[str, FavoriteProductsRule]
    points: Mapping[str, PointsCurrency]
    attributes: tuple[AttributeDefinition, ...] | None
    shared: dict[Benefit, Gives] = field(init=False, factory=dict)
    read: set[Key] = field(init=False, factory=set)
    _sound: set[type] = field(init=False, factory=set)
    _known: set[Key] = field(init=False, factory=set)

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
        problems: list[Problem] = []
        if isinstance(predicate, Contains):
            problems += [p for part in predicate.tests for p in self.strange(part)]
        if isinstance(predicate, Keyed):
            for key in sorted([key for key in marked(predicate.keys) if key not in self._known]):
                found = self._strange_key(*parse_key(key))
                problems += found
                if not found:
                    self._known.add(key)
            return problems
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
