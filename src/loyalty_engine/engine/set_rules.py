"""Conditions that are decided for each set, on the units that the benefit is for."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import define

from loyalty_engine.engine.decide import decide
from loyalty_engine.engine.facts import Lines
from loyalty_engine.engine.live import leaves
from loyalty_engine.engine.match import holds
from loyalty_engine.engine.narrow import narrow
from loyalty_engine.engine.plan import Clause, Plan, plan
from loyalty_engine.engine.scene import Miss, Scene, lines_of
from loyalty_engine.engine.units import Units, units_of
from loyalty_engine.rules.predicates import Compare, LineTest, Predicate, is_of_lines


@define(eq=False)
class Where:
    """What is asked of sets of one receipt, as far as it is not the same for all of them decided already.

    *tests* come with the lines of the receipt that pass, or with why it is not known; *fixed* is why a check
    that looks at no units does not hold; *rest* is decided set by set, on the *scene* with *worth* and
    *quantities* cut down to the set's units. Lines of earlier sets stay cut down: nobody looks at them.
    """

    scene: Scene
    tests: list[tuple[Lines, Miss]]
    fixed: Miss | None
    rest: Plan
    worth: list[int]
    quantities: list[int]

    @classmethod
    def of(cls, conditions: Sequence[Predicate], scene: Scene) -> Where:
        """*conditions* that sets made in *scene* have to meet."""
        asked, everything = plan([(part, n) for n, part in enumerate(conditions)]), scene.facts.everything
        tests = [_tested(test, clause, scene) for test, clause in asked.tests]
        alike = [clause for clause in asked.checks if not is_of_units(clause[0])]
        asked.tests, asked.checks = (), tuple([one for one in asked.checks if one not in alike])
        fixed = _first([_decided(clause, scene, everything) for clause in alike])
        quantities = [scene.facts.quantity(n) for n in range(len(scene.worth))]
        return cls(scene, tests, fixed, asked, scene.worth.copy(), quantities)

    def meant(self, units: Units) -> Units:
        """Those *units* of a set that are meant; none where it does not meet the conditions."""
        found = self.judged(units)
        return {} if isinstance(found, Miss) else {n: units[n] for n in units if found >> n & 1}

    def judged(self, units: Units) -> Lines | Miss:
        """The lines of a set's *units* that are meant, or why it does not meet the conditions."""
        lines, undecided = lines_of(units), list[Miss]()
        for passing, miss in self.tests:
            if miss.undecided:
                undecided.append(miss)
            elif not lines & passing:
                return miss
            else:
                lines &= passing
        if self.fixed is not None:
            if not self.fixed.undecided:
                return self.fixed
            undecided.append(self.fixed)
        found = holds(self.rest, self._of(units), lines)
        if isinstance(found, Miss) and not found.undecided:
            return found
        return undecided[0] if undecided else found

    def _of(self, units: Units) -> Scene:
        """The scene with lines cut down to so many units: these come to their share, rounded down."""
        scene, facts = self.scene, self.scene.facts
        for n, count in units.items():
            self.worth[n] = scene.worth[n] * count // units_of(n, facts)
            self.quantities[n] = facts.quantity(n) * count // units_of(n, facts)
        worth, given, givers, paid = self.worth, scene.given, scene.givers, scene.paid
        whole, quantities = scene.begin, self.quantities
        slices = None if paid is None else {n: (0, count) for n, count in units.items()}
        return Scene(facts, worth, scene.amount, given, quantities, whole, givers, paid=paid, slices=slices)


def _tested(test: LineTest, clause: int, scene: Scene) -> tuple[Lines, Miss]:
    """The lines of the receipt that pass *test*, and why others do not."""
    found = narrow(test, scene, scene.facts.everything)
    if isinstance(found, Miss):
        found.clause = clause
        return 0, found
    return found, Miss(test, clause=clause)


def is_of_units(asked: Predicate) -> bool:
    """Is *asked* a matter of the units of a set, and so another question for each?"""
    return any(
        isinstance(leaf, LineTest) or (isinstance(leaf, Compare) and is_of_lines(leaf.figure))
        for leaf in leaves(asked)
    )


def _decided(clause: Clause, scene: Scene, lines: Lines) -> Miss | None:
    miss = decide(clause[0], scene, lines)
    if miss is not None:
        miss.clause = clause[1]
    return miss


def _first(misses: Sequence[Miss | None]) -> Miss | None:
    """The first definite no, else the first that is not known."""
    found = [miss for miss in misses if miss is not None]
    return next((miss for miss in found if not miss.undecided), found[0] if found else None)
