"""Units of lines: what a part of a line comes to, and how complete sets of units are made.

The first k of q units of a line hold ``figure × k / q`` of each of its figures, rounded down, so that parts
add up to the line. Sets that are alike are made by one division, not one by one.
"""

from __future__ import annotations

import copy
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TypeVar, assert_never

from attrs import define, field

from loyalty_engine.engine.decide import narrow
from loyalty_engine.engine.draft import Draft
from loyalty_engine.engine.facts import Facts, Lines
from loyalty_engine.engine.match import holds
from loyalty_engine.engine.plan import Plan, plan
from loyalty_engine.engine.scene import Miss, Scene, lines_of, numbers
from loyalty_engine.model.amounts import (
    Amount,
    Fixed,
    Graduated,
    PerLine,
    PerProduct,
    PerSum,
    PerUnit,
    PerWeight,
    PriceForAll,
    PricePerUnit,
    Share,
    TagAmount,
    TagPrice,
)
from loyalty_engine.model.receipt import Line, Measure
from loyalty_engine.rules.predicates import LineTest
from loyalty_engine.rules.units import (
    SetPart,
    Sets,
    UnitOrder,
)

T = TypeVar("T")

#: Units of some lines, by position.
Units = dict[int, int]
#: Stretches of units of some lines: from and up to.
Slices = Mapping[int, tuple[int, int]]


def units_of(n: int, facts: Facts) -> int:
    """How many units line *n* has."""
    return facts.receipt.lines[n].units


def part(figure: int, start: int, end: int, count: int) -> int:
    """What units *start* up to *end* of *count* hold of a *figure* of their line."""
    return figure * end // count - figure * start // count


def first_free(n: int, draft: Draft) -> int:
    """The first unit of line *n* that no award has taken."""
    return draft.taken[n][0] if n in draft.taken else 0


def remainder(lines: Lines, draft: Draft) -> Slices:
    """What is left of *lines*, as slices."""
    return {n: (first_free(n, draft), units_of(n, draft.facts)) for n in numbers(lines)}


def sent_with(lines: Lines, draft: Draft, figure: Callable[[Line], int]) -> list[tuple[int, int]]:
    """What a *figure* of each of *lines* comes to on what is left of the line, where that is anything."""
    found = []
    for n, (start, end) in remainder(lines, draft).items():
        line = draft.facts.receipt.lines[n]
        amount = part(figure(line), start, end, line.units)
        if amount:
            found.append((n, amount))
    return found


def portion(draft: Draft, slices: Slices, spent: Mapping[int, int] | None = None) -> Draft:
    """*draft* with some lines cut down to *slices* of them.

    *spent* is what the same benefit has given on these lines already, on other units of them.
    """
    facts = copy.copy(draft.facts)
    amounts, given, floors = facts.amounts.copy(), draft.given.copy(), draft.floors.copy()
    quantities = [draft.facts.quantity(n) for n in range(len(amounts))]
    for n, (start, end) in slices.items():
        count, first = units_of(n, facts), first_free(n, draft)
        before = draft.before[n]
        since = draft.given[n] - before - (draft.taken[n][1] if n in draft.taken else 0)
        line_left = draft.left(n) - (spent.get(n, 0) if spent else 0)
        amounts[n] = part(facts.amounts[n], start, end, count)
        given[n] = part(before, start, end, count) + part(since, start - first, end - first, count - first)
        left = amounts[n] - given[n] - part(draft.floors[n], start, end, count)
        floors[n] = amounts[n] - given[n] - max(0, min(left, line_left))
        if facts.receipt.lines[n].measure is Measure.PIECE:
            quantities[n] = (end - start) * 1000
    facts.amounts, facts.quantities = amounts, quantities
    paid = None if draft.paid is None else {how: of.copy() for how, of in draft.paid.items()}
    for of_lines in () if paid is None else paid.values():
        for n, (start, end) in slices.items():
            of_lines[n] = part(of_lines[n], start, end, units_of(n, draft.facts))
    starts = draft.starts
    if starts is not None:
        starts = starts.copy()
        for n, (start, end) in slices.items():
            starts[n] = part(starts[n], start, end, units_of(n, draft.facts))
    return Draft(facts, given, floors, draft.free, given, paid=paid, starts=starts)


def rest_of(scene: Scene, lines: Lines, draft: Draft) -> Scene:
    """*scene* with *lines* cut down to the units of them that are left on *draft*."""
    facts = scene.facts
    if not lines:
        return Scene(
            facts, scene.worth, scene.amount, draft.given, givers=draft.givers, pending=draft.pending
        )
    worth = scene.worth.copy()
    quantities = [facts.quantity(n) for n in range(len(worth))]
    for n, (start, end) in remainder(lines, draft).items():
        count, amount = units_of(n, facts), facts.amounts[n]
        worth[n] = part(amount, start, end, count) - part(amount - scene.worth[n], start, end, count)
        quantities[n] = quantities[n] * (end - start) // count
    given, pending = draft.given, draft.pending
    return Scene(facts, worth, scene.amount, given, quantities, scene.begin, draft.givers, pending)


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
    facts, now = draft.facts, rest_of(scene, 0, draft)
    usable = [_passing(one.tests, lines, now) for one in sets.parts]
    ordered = in_order(sets.order, numbers(lines), facts)
    queues: list[deque[int]] = []
    for p, mine in enumerate(usable):
        others = 0
        for other in usable[:p] + usable[p + 1 :]:
            others |= other
        worthy = sets.parts[p].amount is None
        own = [n for n in ordered if mine >> n & 1 and (worthy or scene.worth[n] > 0)]
        queues.append(deque([n for n in own if not others >> n & 1] + [n for n in own if others >> n & 1]))
    free = {n: units_of(n, facts) - first_free(n, draft) for n in ordered}
    asked = plan([(part, 0) for part in sets.where]) if sets.where else None
    runs: list[Run] = []
    to_make = sets.most
    while to_make is None or to_make > 0:
        parts = _one_set(sets.parts, queues, free, scene)
        if parts is None:
            break
        used = summed(parts)
        times = min(free[n] // units for n, units in used.items())
        if to_make is not None:
            times = min(times, to_make)
            to_make -= times
        for n, units in used.items():
            free[n] -= units * times
        for queue in queues:
            while queue and not free[queue[0]]:
                queue.popleft()
        chosen = _chosen(sets, parts, asked, scene)
        if chosen:
            runs.append(Run(times, parts, chosen))
    return runs


def _chosen(sets: Sets, parts: list[Units], asked: Plan | None, scene: Scene) -> Units:
    """The units of a set that the benefit is for; none where it does not count."""
    units = summed(parts) if sets.of is None else parts[sets.of]
    if asked is not None:
        found = holds(asked, _of_units(units, scene), lines_of(units))
        units = {} if isinstance(found, Miss) else {n: units[n] for n in units if found >> n & 1}
    return units if sets.pick is None else _picked(sets.pick, sets.pick_order, units, scene.facts)


def _of_units(units: Units, scene: Scene) -> Scene:
    """*scene* with lines cut down to so many units: they come to their share of the line, rounded down."""
    facts, worth = scene.facts, scene.worth.copy()
    quantities = [facts.quantity(n) for n in range(len(worth))]
    for n, count in units.items():
        worth[n] = worth[n] * count // units_of(n, facts)
        quantities[n] = quantities[n] * count // units_of(n, facts)
    return Scene(facts, worth, scene.amount, scene.given, quantities, scene.begin, scene.givers)


def _passing(tests: Iterable[LineTest], lines: Lines, scene: Scene) -> Lines:
    for test in tests:
        found = narrow(test, scene, lines)
        lines = 0 if isinstance(found, Miss) else found
    return lines


def in_order(order: UnitOrder, lines: Sequence[int], facts: Facts) -> list[int]:
    """*lines* by what a unit of them costs, or as scanned; ties by product, larger amount and line number."""
    if order is UnitOrder.FIRST:
        return sorted(lines)
    if order is UnitOrder.LAST:
        return sorted(lines, reverse=True)
    sign = -1 if order is UnitOrder.DEAREST else 1

    def key(n: int) -> tuple[Fraction, tuple[int, int, str], int, int]:
        cost = Fraction(facts.amounts[n], units_of(n, facts))
        return sign * cost, facts.goods[n].order, -facts.amounts[n], n

    return sorted(lines, key=key)


def _one_set(
    parts: Sequence[SetPart], queues: Sequence[Sequence[int]], free: Units, scene: Scene
) -> list[Units] | None:
    """The units that the next set takes; None where it cannot be completed."""
    used: Units = {}
    chosen: list[Units] = [{} for _ in parts]
    for p in sorted(range(len(parts)), key=lambda p: _turn(parts[p])):
        part, queue = parts[p], queues[p]
        if part.same_product:
            queue = _of_one_product(part, queue, free, used, scene)
        missing = part.wanted
        for n in queue:
            there = free[n] - used.get(n, 0)
            if there > 0:
                units = chosen[p][n] = min(there, _enough(part, missing, n, scene))
                used[n] = used.get(n, 0) + units
                missing -= _counting(part, units, n, scene)
                if missing <= 0:
                    break
        if missing > 0:
            return None
    return chosen


def _turn(part: SetPart) -> int:
    """Parts of one product choose before the others, the larger before the smaller."""
    return -part.units if part.same_product else 0


def _counting(part: SetPart, units: int, n: int, scene: Scene) -> int:
    """What *units* of line *n* are to a part: so many, or their share of what the line counts for."""
    return units if part.amount is None else scene.worth[n] * units // units_of(n, scene.facts)


def _enough(part: SetPart, missing: int, n: int, scene: Scene) -> int:
    """The fewest units of line *n* that are what is *missing*, were there enough of them."""
    return missing if part.amount is None else -(-missing * units_of(n, scene.facts) // scene.worth[n])


def _of_one_product(
    part: SetPart, queue: Sequence[int], free: Units, used: Units, scene: Scene
) -> Sequence[int]:
    """The lines of the first product in *queue* of which there are enough units; none where there is none."""
    products: dict[object, list[int]] = {}
    for n in queue:
        if free[n] > used.get(n, 0):
            products.setdefault(scene.facts.goods[n].identity, []).append(n)
    for lines in products.values():
        if sum(_counting(part, free[n] - used.get(n, 0), n, scene) for n in lines) >= part.wanted:
            return lines
    return ()


def summed(parts: Iterable[Units]) -> Units:
    """Units of lines, added up."""
    total: Units = {}
    for units in parts:
        for n, count in units.items():
            total[n] = total.get(n, 0) + count
    return total


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


def _picked(count: int, order: UnitOrder, units: Units, facts: Facts) -> Units:
    picked: Units = {}
    for n in in_order(order, list(units), facts):
        if not count:
            break
        picked[n] = min(count, units[n])
        count -= picked[n]
    return picked


def following(chosen: Iterable[tuple[int, Units]], draft: Draft) -> list[tuple[int, Slices]]:
    """The slices for each of *chosen*: units of a line follow each other from the first that is free."""
    position: Units = {}
    found: list[tuple[int, Slices]] = []
    for times, units in chosen:
        slices: dict[int, tuple[int, int]] = {}
        for n, count in units.items():
            start = position.get(n, first_free(n, draft))
            position[n] = start + times * count
            slices[n] = start, position[n]
        found.append((times, slices))
    return found


def by_number(
    amounts: Sequence[Amount], chosen: Sequence[tuple[int, Units]]
) -> list[tuple[Amount, list[tuple[int, Units]]]]:
    """Which of the sets that follow each other get which of *amounts*: one each, and the last all others."""
    found: list[tuple[Amount, list[tuple[int, Units]]]] = []
    rest = list(chosen)
    for amount in amounts[:-1]:
        if not rest:
            break
        times, units = rest.pop(0)
        found.append((amount, [(1, units)]))
        if times > 1:
            rest.insert(0, (times - 1, units))
    return [*found, (amounts[-1], rest)]


def line_by_line(amount: Amount) -> bool:
    """Is *amount* a matter of each line, so that it is worked out on all units at once?"""
    return isinstance(amount, (Share, PerUnit, PricePerUnit, TagPrice, TagAmount))


def at_once(amount: Amount, chosen: list[tuple[int, Units]]) -> list[tuple[int, Units]]:
    """*chosen* units of all sets together, where *amount* is worked out on all of them at once."""
    if not line_by_line(amount) or not chosen:
        return chosen
    return [(1, summed({n: count * times for n, count in units.items()} for times, units in chosen))]


def most_of(some: Units | None, others: Units) -> Units:
    """The units that one benefit or another of a rule takes; all begin at the first that is free."""
    if some is None:
        return others
    return {n: max(some.get(n, 0), others.get(n, 0)) for n in some.keys() | others.keys()}


def multiplied(amount: Amount, times: int) -> Amount:
    """*amount* for so many equal sets together."""
    if isinstance(amount, (Fixed, PriceForAll, PerLine, PerProduct)):
        return _grown(amount, value=amount.value * times)
    if isinstance(amount, PerSum):
        return _grown(amount, every=amount.every * times, value=amount.value * times)
    if isinstance(amount, PerWeight):
        every = _grown(amount.every, thousandths=amount.every.thousandths * times)
        return _grown(amount, every=every, value=amount.value * times)
    if isinstance(amount, Graduated):
        return _grown(amount, bands=tuple([_grown(b, above=b.above * times) for b in amount.bands]))
    if isinstance(amount, (Share, PerUnit, PricePerUnit, TagPrice, TagAmount)):
        return amount
    assert_never(amount)


def _grown(value: T, /, **figures: object) -> T:
    """A copy of a frozen *value* with other figures, which may be larger than a host may write."""
    grown = copy.copy(value)
    for name, figure in figures.items():
        object.__setattr__(grown, name, figure)
    return grown


def joined(
    before: Mapping[int, tuple[int, int]], takes: Lines, some: Mapping[int, tuple[int, int]]
) -> Mapping[int, tuple[int, int]]:
    """What two rules of an offer take of lines in part; the second *takes* others as a whole."""
    if not before:
        return some
    joined = {n: have for n, have in before.items() if not takes >> n & 1 or n in some}
    for n, (units, given) in some.items():
        earlier, held = joined.get(n, (0, 0))
        joined[n] = earlier + units, held + given
    return joined
