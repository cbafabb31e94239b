"""Complete sets of units: how they are made of lines, and which units of each a benefit is for.

Sets that are alike are made by one division, not one by one, and a line that is used up is passed over once:
the work grows with the lines that sets are made of, not with the sets times these lines.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from heapq import heappop, heapreplace

from attrs import define, field

from loyalty_engine.engine.draft import Draft
from loyalty_engine.engine.facts import Facts, Lines
from loyalty_engine.engine.narrow import narrow
from loyalty_engine.engine.scene import Miss, Scene, numbers
from loyalty_engine.engine.set_rules import Where
from loyalty_engine.engine.units import Units, first_free, in_order, rest_of, summed, units_of
from loyalty_engine.rules.predicates import LineTest
from loyalty_engine.rules.units import SetPart, Sets, UnitOrder


@define(eq=False)
class Run:
    """*times* sets that are alike; *parts* says for each part how many units it takes of which lines.

    *chosen* are those of one set that the benefit is for.
    """

    times: int
    parts: list[Units]
    chosen: Units = field(factory=dict)


def made(sets: Sets, lines: Lines, scene: Scene, draft: Draft) -> list[Run]:
    """The complete sets that *lines* hold and that count, as far as their units are free on *draft*."""
    return counting(sets, usable(sets, lines, scene, draft), scene, draft)


def counting(sets: Sets, lines: Sequence[Lines], scene: Scene, draft: Draft) -> list[Run]:
    """The complete sets that count, each part of them made of its own *lines*."""
    where = Where.of(sets.where, scene) if sets.where else None
    runs: list[Run] = []
    for run in complete(sets, lines, scene, draft):
        if where is not None:
            run.chosen = where.meant(run.chosen)
        if sets.pick is not None:
            run.chosen = _picked(sets.pick, sets.pick_order, run.chosen, scene.facts)
        if run.chosen:
            runs.append(run)
    return runs


def usable(sets: Sets, lines: Lines, scene: Scene, draft: Draft) -> list[Lines]:
    """The lines among *lines* that each part of the sets can use."""
    now = rest_of(scene, 0, draft)
    return [_passing(part.tests, lines, now) for part in sets.parts]


def possible(sets: Sets, lines: Lines, scene: Scene, draft: Draft) -> list[tuple[Lines, Miss | None]]:
    """The lines among *lines* that each part may be able to use, and what is not known about them."""
    now = rest_of(scene, 0, draft)
    return [_maybe_passing(part.tests, lines, now) for part in sets.parts]


def _passing(tests: Iterable[LineTest], lines: Lines, scene: Scene) -> Lines:
    for test in tests:
        found = narrow(test, scene, lines)
        lines = 0 if isinstance(found, Miss) else found
    return lines


def _maybe_passing(tests: Iterable[LineTest], lines: Lines, scene: Scene) -> tuple[Lines, Miss | None]:
    undecided = None
    for test in tests:
        found = narrow(test, scene, lines)
        if not isinstance(found, Miss):
            lines = found
        elif found.undecided:
            undecided = undecided or found
        else:
            lines = 0
    return lines, undecided


def complete(sets: Sets, lines: Sequence[Lines], scene: Scene, draft: Draft) -> Iterator[Run]:
    """The complete sets, each part of them made of its own *lines*, with the units that are asked about."""
    free, shelves, turns = _laid_out(sets, lines, scene, draft)
    to_make = sets.most
    while to_make is None or to_make > 0:
        parts: list[Units] = [{} for _ in shelves]
        for p in turns:
            units = shelves[p].take(free)
            if units is None:
                return
            parts[p] = units
        used = summed(parts)
        more = min(free[n] // each for n, each in used.items())
        if to_make is not None:
            more = min(more, to_make - 1)
            to_make -= 1 + more
        for n, each in used.items():
            free[n] -= each * more
        yield Run(1 + more, parts, used if sets.of is None else parts[sets.of])


def short(sets: Sets, lines: Sequence[Lines], scene: Scene, draft: Draft) -> dict[int, int]:
    """The parts that keep the first set from being complete, by number: how much there is for each of them.

    That is units, or minor units of money, of which parts whose turn comes before have taken theirs; where a
    part is to be of one product, of the one that has most.
    """
    free, shelves, turns = _laid_out(sets, lines, scene, draft)
    found = {}
    for p in turns:
        there = shelves[p].there(free)
        if shelves[p].take(free) is None:
            found[p] = there
    return dict(sorted(found.items()))


def _laid_out(
    sets: Sets, lines: Sequence[Lines], scene: Scene, draft: Draft
) -> tuple[Units, Sequence[_Shelf | _Products], Sequence[int]]:
    """The units that are free, where each part takes its own from, and in which turn."""
    facts, every = draft.facts, 0
    for mine in lines:
        every |= mine
    ordered = in_order(sets.order, numbers(every), facts)
    free = {n: units_of(n, facts) - first_free(n, draft) for n in ordered}
    shelves = [_shelf(part, _own(p, lines, part, ordered, scene), scene) for p, part in enumerate(sets.parts)]
    return free, shelves, sorted(range(len(shelves)), key=lambda p: _turn(sets.parts[p]))


def _own(p: int, lines: Sequence[Lines], part: SetPart, ordered: list[int], scene: Scene) -> list[int]:
    """The lines of part number *p*, those first that no other part can use."""
    mine, others = lines[p], 0
    for other in (*lines[:p], *lines[p + 1 :]):
        others |= other
    own = [n for n in ordered if mine >> n & 1 and (part.amount is None or scene.worth[n] > 0)]
    return [n for n in own if not others >> n & 1] + [n for n in own if others >> n & 1]


def _turn(part: SetPart) -> int:
    """Parts of one product choose before the others, the larger before the smaller."""
    return -part.units if part.same_product else 0


@define(eq=False)
class _Shelf:
    """The *lines* that a part takes its units from, in order; those that are used up are dropped for good.

    Units that a set takes are gone, also for the parts after this one: either the set is completed, or it
    was the last one to be tried.
    """

    part: SetPart
    lines: deque[int]
    scene: Scene

    def take(self, free: Units) -> Units | None:
        """The units that complete the part, taken of those that are *free*; None where they do not."""
        part, lines, missing = self.part, self.lines, self.part.wanted
        taken: Units = {}
        while lines and missing > 0:
            n = lines[0]
            if not free[n]:
                lines.popleft()
                continue
            units = taken[n] = min(free[n], self._enough(missing, n))
            free[n] -= units
            missing -= units if part.amount is None else self._worth(units, n)
        if missing <= 0:
            return taken
        for n, units in taken.items():
            free[n] += units
        return None

    def there(self, free: Units) -> int:
        """How much there is for the part: units, or what these count for."""
        if self.part.amount is None:
            return sum([free[n] for n in self.lines])
        return sum([self._worth(free[n], n) for n in self.lines])

    def _worth(self, units: int, n: int) -> int:
        """The share of so many units in what line *n* counts for."""
        return self.scene.worth[n] * units // units_of(n, self.scene.facts)

    def _enough(self, missing: int, n: int) -> int:
        """The fewest units of line *n* that are what is *missing*, were there enough of them."""
        if self.part.amount is None:
            return missing
        return -(-missing * units_of(n, self.scene.facts) // self.scene.worth[n])


@define(eq=False)
class _Products:
    """A shelf for each product that a part could be made of, by the *place* of its first line, as a heap.

    What there is too little of is dropped: there will never be more.
    """

    shelves: list[tuple[int, _Shelf]]
    places: dict[int, int]

    def there(self, free: Units) -> int:
        """How much there is of the product that there is most of."""
        return max([shelf.there(free) for _, shelf in self.shelves], default=0)

    def take(self, free: Units) -> Units | None:
        """The units that complete the part, of the first product of which enough are *free*."""
        while self.shelves:
            place, shelf = self.shelves[0]
            while shelf.lines and not free[shelf.lines[0]]:
                shelf.lines.popleft()
            if shelf.lines and self.places[shelf.lines[0]] > place:
                heapreplace(self.shelves, (self.places[shelf.lines[0]], shelf))
                continue
            units = shelf.take(free)
            if units is not None:
                return units
            heappop(self.shelves)
        return None


def _shelf(part: SetPart, lines: list[int], scene: Scene) -> _Shelf | _Products:
    if not part.same_product:
        return _Shelf(part, deque(lines), scene)
    of_product: dict[object, deque[int]] = {}
    for n in lines:
        of_product.setdefault(scene.facts.goods[n].identity, deque()).append(n)
    places = {n: place for place, n in enumerate(lines)}
    return _Products([(places[of[0]], _Shelf(part, of, scene)) for of in of_product.values()], places)


def _picked(count: int, order: UnitOrder, units: Units, facts: Facts) -> Units:
    picked: Units = {}
    for n in in_order(order, list(units), facts):
        if not count:
            break
        picked[n] = min(count, units[n])
        count -= picked[n]
    return picked


def all_of(runs: Iterable[Run]) -> Units:
    """All units that the sets take."""
    return summed({n: units * run.times for n, units in summed(run.parts).items()} for run in runs)


def meant(runs: Iterable[Run]) -> list[tuple[int, Units]]:
    """The units that the benefit is for, per set, with how many such sets follow each other."""
    found: list[tuple[int, Units]] = []
    for run in runs:
        if found and found[-1][1] == run.chosen:
            found[-1] = found[-1][0] + run.times, run.chosen
        else:
            found.append((run.times, run.chosen))
    return found
