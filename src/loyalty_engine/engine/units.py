"""Units of lines: what a part of a line comes to, and which units of a line are meant.

The first k of q units of a line hold ``figure × k / q`` of each of its figures, rounded down, so that parts
add up to the line.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TypeVar, assert_never

from attrs import define

from loyalty_engine.engine.draft import Draft
from loyalty_engine.engine.facts import Facts, Lines
from loyalty_engine.engine.scene import Scene, numbers
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
from loyalty_engine.rules.units import UnitOrder

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


@define(eq=False)
class Portions:
    """Portions of lines, cut one after the other: *view* is *draft* with lines cut down to slices of them.

    All are written on one copy, so that a portion costs what its own lines do, however many there are
    besides. A portion holds until the next one is cut, and for the lines that it was cut from.
    """

    draft: Draft
    view: Draft

    @classmethod
    def of(cls, draft: Draft) -> Portions:
        """Whole lines, to be cut."""
        facts = copy.copy(draft.facts)
        facts.amounts = facts.amounts.copy()
        facts.quantities = [draft.facts.quantity(n) for n in range(len(facts.amounts))]
        given, floors = draft.given.copy(), draft.floors.copy()
        paid = None if draft.paid is None else {how: of.copy() for how, of in draft.paid.items()}
        starts = None if draft.starts is None else draft.starts.copy()
        return cls(draft, Draft(facts, given, floors, draft.free, given, paid=paid, starts=starts))

    def cut(self, slices: Slices, spent: Mapping[int, int] | None = None) -> Draft:
        """Cut the lines of *slices* down to them.

        *spent* is what the same benefit has given on these lines already, on other units of them.
        """
        for n, (start, end) in slices.items():
            self._cut(n, start, end, spent.get(n, 0) if spent else 0)
        return self.view

    def _cut(self, n: int, start: int, end: int, spent: int) -> None:
        draft, view, facts = self.draft, self.view, self.view.facts
        count, first = units_of(n, facts), first_free(n, draft)
        amount, before = draft.facts.amounts[n], draft.before[n]
        since = draft.given[n] - before - (draft.taken[n][1] if n in draft.taken else 0)
        facts.amounts[n] = part(amount, start, end, count)
        given = part(before, start, end, count) + part(since, start - first, end - first, count - first)
        given = min(given, facts.amounts[n])  # each is rounded by itself
        left = facts.amounts[n] - given - part(draft.floors[n], start, end, count)
        view.given[n] = given
        view.floors[n] = facts.amounts[n] - given - max(0, min(left, draft.left(n) - spent))
        if facts.quantities is not None and facts.receipt.lines[n].measure is Measure.PIECE:
            facts.quantities[n] = (end - start) * 1000
        if draft.paid is not None and view.paid is not None:
            for how, of_lines in draft.paid.items():
                view.paid[how][n] = part(of_lines[n], start, end, count)
        if draft.starts is not None and view.starts is not None:
            view.starts[n] = part(draft.starts[n], start, end, count)


def portion(draft: Draft, slices: Slices) -> Draft:
    """*draft* with some lines cut down to *slices* of them."""
    return Portions.of(draft).cut(slices)


def rest_of(scene: Scene, lines: Lines, draft: Draft) -> Scene:
    """*scene* with *lines* cut down to the units of them that are left on *draft*."""
    facts = scene.facts
    given, givers, pending, paid = draft.given, draft.givers, draft.pending, scene.paid
    if not lines:
        return Scene(facts, scene.worth, scene.amount, given, None, None, givers, pending, paid)
    worth = scene.worth.copy()
    quantities = [facts.quantity(n) for n in range(len(worth))]
    slices = remainder(lines, draft)
    for n, (start, end) in slices.items():
        count, amount = units_of(n, facts), facts.amounts[n]
        worth[n] = part(amount, start, end, count) - part(amount - scene.worth[n], start, end, count)
        quantities[n] = quantities[n] * (end - start) // count
    whole = scene.begin
    return Scene(facts, worth, scene.amount, given, quantities, whole, givers, pending, paid, slices)


def in_order(order: UnitOrder, lines: Sequence[int], facts: Facts) -> list[int]:
    """*lines* by what a unit of them costs, or as scanned; ties by product, larger amount and line number."""
    if order is UnitOrder.FIRST:
        return sorted(lines)
    if order is UnitOrder.LAST:
        return sorted(lines, reverse=True)
    sign = -1 if order is UnitOrder.DEAREST else 1

    def key(n: int) -> tuple[Fraction | int, tuple[int, int, str], int, int]:
        amount, units = facts.amounts[n], units_of(n, facts)
        cost = amount if units == 1 else Fraction(amount, units)  # whole numbers compare quickly
        return sign * cost, facts.goods[n].order, -facts.amounts[n], n

    return sorted(lines, key=key)


def summed(parts: Iterable[Units]) -> Units:
    """Units of lines, added up."""
    total: Units = {}
    for units in parts:
        for n, count in units.items():
            total[n] = total.get(n, 0) + count
    return total


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
    if times == 1:
        return amount
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
