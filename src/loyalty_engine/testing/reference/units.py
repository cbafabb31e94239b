"""Units of lines: what so many of them cost, and the sets that are made of them, one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import assert_never

from attrs import evolve, frozen

from loyalty_engine.model.identifiers import id_order
from loyalty_engine.model.money import Money, Quantity
from loyalty_engine.model.receipt import Line
from loyalty_engine.rules.units import (
    SetPart,
    Sets,
    UnitOrder,
)
from loyalty_engine.testing.reference.conditions import judge, line_truth
from loyalty_engine.testing.reference.scene import Scene
from loyalty_engine.testing.reference.truth import Truth, all_hold, any_holds
from loyalty_engine.testing.reference.view import Paid, View


def between(figure: int, start: int, stop: int, units: int) -> int:
    """What of *figure*, which lies evenly on *units*, lies on those from *start* to just before *stop*."""
    return figure * stop // units - figure * start // units


@frozen(kw_only=True)
class Slice:
    """Units of a line that follow each other: from *start*, counted from 0, to just before *stop*.

    *first* is the first unit of the line that was free for whoever looks at it.
    """

    line: Line
    start: int
    stop: int
    first: int

    @property
    def number(self) -> int:
        """The number of the line."""
        return self.line.number

    @property
    def line_units(self) -> int:
        """How many units the whole line has."""
        return self.line.units

    @property
    def amount(self) -> int:
        """What the till asks for these units."""
        return between(self.line.amount.minor, self.start, self.stop, self.line_units)

    @property
    def units(self) -> int:
        """How many they are."""
        return self.stop - self.start

    @property
    def thousandths(self) -> int:
        """The quantity, in thousandths."""
        return self.line.quantity.thousandths * self.units // self.line_units

    def as_line(self) -> Line:
        """The smaller line that these units are."""
        amount = Money(self.amount, self.line.amount.currency)
        return evolve(self.line, amount=amount, quantity=Quantity(self.thousandths))


def free_parts(lines: Iterable[Line], taken: Mapping[int, int]) -> tuple[Slice, ...]:
    """The lines without the units *taken* from their beginnings; none of which no unit is left."""
    starts = {line: taken.get(line.number, 0) for line in lines}
    parts = [Slice(line=at, start=n, stop=at.units, first=n) for at, n in starts.items()]
    return tuple(part for part in parts if part.units)


def counts_for(part: Slice, worth: int) -> int:
    """What the units count for, of a line that came to *worth* when the stage began."""
    before = part.line.amount.minor - worth
    return part.amount - between(before, part.start, part.stop, part.line_units)


def parts_paid(paid: Paid, parts: Iterable[Slice]) -> Paid:
    """What of the units is paid with each means: their shares of what is *paid* of their lines."""
    parts = tuple(parts)
    return {
        means: {at.number: between(of_lines[at.number], at.start, at.stop, at.line_units) for at in parts}
        for means, of_lines in paid.items()
    }


@frozen
class Unit:
    """One unit of a line; which one is of no account, for they are alike."""

    line: Line


def ordered(units: Iterable[Unit], order: UnitOrder, scene: Scene) -> list[Unit]:
    """*units* in *order*: equal ones by product, then the larger amount, then the line's number."""

    def place(unit: Unit) -> tuple[Fraction, tuple[int, int, str], int, int]:
        line = unit.line
        cost = Fraction(line.amount.minor, line.units)
        if order is UnitOrder.DEAREST:
            by = -cost
        elif order is UnitOrder.CHEAPEST:
            by = cost
        elif order is UnitOrder.FIRST:
            by = Fraction(line.number)
        elif order is UnitOrder.LAST:
            by = Fraction(-line.number)
        else:
            assert_never(order)
        return by, id_order(scene.code(line)), -line.amount.minor, line.number

    return sorted(units, key=place)


@frozen
class MadeSet:
    """A complete set: all its units, and those that the benefit is for."""

    whole: tuple[Unit, ...]
    chosen: tuple[Unit, ...]

    @property
    def choice(self) -> Counter[int]:
        """How many units of which line the benefit is for."""
        return Counter(unit.line.number for unit in self.chosen)


def make_sets(sets: Sets, slices: Iterable[Slice], view: View, *, at_best: bool = False) -> list[MadeSet]:
    """As many complete sets as *slices* hold, and no more than *sets* allows.

    *at_best*, lines are taken to pass of which that is not known.
    """
    left = [Unit(piece.line) for piece in slices for _ in range(piece.units)]
    passed = [_passing(part, left, view, at_best=at_best) for part in sets.parts]
    queues = [_queue(n, passed, sets.order, left, view.scene) for n in range(len(sets.parts))]
    made: list[MadeSet] = []
    tried = 0
    free = Counter(unit.line.number for unit in left)
    while sets.most is None or tried < sets.most:
        parts: list[tuple[Unit, ...]] = [()] * len(sets.parts)
        for n in _turns(sets.parts):
            part, queue = sets.parts[n], queues[n]
            if part.amount is not None:
                queue = [line for line in queue if view.worth[line.number] > 0]
            if part.same_product:
                queue = _of_one_product(part, queue, free, view)
            parts[n] = tuple(_take(part, queue, free, view))
            if not _is_complete(part, Counter(unit.line.number for unit in parts[n]), queue, view):
                return made
        whole = tuple(unit for units in parts for unit in units)
        chosen = whole if sets.of is None else parts[sets.of]
        if sets.where:
            chosen = _meeting(sets, chosen, view)
        if sets.pick is not None:
            chosen = tuple(ordered(chosen, sets.pick_order, view.scene)[: sets.pick])
        tried += 1
        made += [MadeSet(whole, chosen)] if chosen else []
    return made


def _meeting(sets: Sets, units: tuple[Unit, ...], view: View) -> tuple[Unit, ...]:
    """The units of a set that are meant, if it meets the conditions."""
    truth, found = _judged(sets, units, view)
    numbers = {line.number for line in found} if truth is Truth.TRUE else set()
    return tuple(unit for unit in units if unit.line.number in numbers)


def truth_of_sets(sets: Sets, slices: Iterable[Slice], view: View) -> Truth:
    """Is there a set that meets the conditions? Where none can be made, it depends on what is not known."""
    slices, plain = tuple(slices), evolve(sets, where=(), pick=None)
    made = make_sets(plain, slices, view)
    if not made:
        return Truth.UNKNOWN if make_sets(plain, slices, view, at_best=True) else Truth.FALSE
    return any_holds(_judged(sets, one.chosen, view)[0] for one in made)


def _judged(sets: Sets, units: tuple[Unit, ...], view: View) -> tuple[Truth, tuple[Line, ...]]:
    """Does a set meet the conditions, and on which lines? So many units come to their share of the line."""
    lines, slices, counts = [], [], dict(view.counts)
    for number, count in Counter(unit.line.number for unit in units).items():
        line = next(unit.line for unit in units if unit.line.number == number)
        thousandths = line.quantity.thousandths * count // line.units
        lines.append(evolve(line, quantity=Quantity(thousandths)))
        slices.append(Slice(line=line, start=0, stop=count, first=0))
        counts[number] = view.worth[number] * count // line.units
    paid = parts_paid(view.paid, slices)
    return judge(sets.where, evolve(view, lines=tuple(lines), counts=counts, paid_parts=paid))


def _passing(part: SetPart, units: Iterable[Unit], view: View, *, at_best: bool) -> set[int]:
    """The lines that pass all tests of the part, or *at_best* may do so."""
    lines = {unit.line.number: unit.line for unit in units}
    enough = {Truth.TRUE, Truth.UNKNOWN} if at_best else {Truth.TRUE}
    return {
        number
        for number, line in lines.items()
        if all_hold(line_truth(test, line, view) for test in part.tests) in enough
    }


def _queue(
    n: int, passed: Sequence[set[int]], order: UnitOrder, units: Iterable[Unit], scene: Scene
) -> list[Line]:
    """The lines that part number *n* can use, those first that are of no use to the other parts."""
    others = set[int]().union(*passed[:n], *passed[n + 1 :])
    units = {unit.line.number: unit for unit in units if unit.line.number in passed[n]}.values()
    lines = [unit.line for unit in ordered(units, order, scene)]
    return sorted(lines, key=lambda line: line.number in others)


def _turns(parts: Sequence[SetPart]) -> list[int]:
    """The numbers of *parts* in turn: those of one product first, the largest of them first of all."""
    alike = [n for n, part in enumerate(parts) if part.same_product]
    others = [n for n, part in enumerate(parts) if not part.same_product]
    return sorted(alike, key=lambda n: parts[n].units, reverse=True) + others


def _of_one_product(part: SetPart, queue: list[Line], free: Counter[int], view: View) -> list[Line]:
    """The lines of the first product in *queue* of which enough units are free."""
    for first in queue:
        if free[first.number]:
            goods = view.scene.identity(first)
            lines = [line for line in queue if view.scene.identity(line) == goods]
            if _is_complete(part, free, lines, view):
                return lines
    return []


def _is_complete(part: SetPart, units: Counter[int], lines: Iterable[Line], view: View) -> bool:
    """Are so many *units* of *lines* enough, in number or by their share of what the lines count for?"""
    if part.amount is None:
        return sum(units[line.number] for line in lines) >= part.units
    return sum(view.worth[at.number] * units[at.number] // at.units for at in lines) >= part.amount


def _take(part: SetPart, queue: list[Line], free: Counter[int], view: View) -> Iterator[Unit]:
    """Units, one after the other, of the first lines that have any, until the part is complete."""
    taken = Counter[int]()
    for line in queue:
        while free[line.number] and not _is_complete(part, taken, queue, view):
            taken[line.number] += 1
            free[line.number] -= 1
            yield Unit(line)


def runs(made: Iterable[MadeSet]) -> list[list[MadeSet]]:
    """The sets, in their order, those together that follow each other and choose alike."""
    found: list[list[MadeSet]] = []
    for one in made:
        if found and found[-1][0].choice == one.choice:
            found[-1].append(one)
        else:
            found.append([one])
    return found


def slices_of(run: Iterable[MadeSet], slices: Iterable[Slice], used: Counter[int]) -> tuple[Slice, ...]:
    """The units that *run* chooses, after those *used* before; they are added to *used*."""
    chosen = sum((one.choice for one in run), start=Counter[int]())
    found = []
    for piece in slices:
        if count := chosen[piece.number]:
            start = piece.start + used[piece.number]
            found.append(evolve(piece, start=start, stop=start + count))
            used[piece.number] += count
    return tuple(found)


def taken_by_sets(made: Iterable[MadeSet]) -> Counter[int]:
    """How many units of each line the sets hold, paid and free."""
    return Counter(unit.line.number for one in made for unit in one.whole)
