"""A scene: facts as they stand in one stage; and a miss: why something does not hold there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import define, field

from loyalty_engine.engine.facts import Facts, Lines
from loyalty_engine.engine.plan import Gate
from loyalty_engine.model.member import Need
from loyalty_engine.rules.instructions import Given
from loyalty_engine.rules.predicates import Number, Predicate, Range


@define(eq=False)
class Scene:
    """Facts as they stand in one stage.

    *worth* is what each line counts for in the stage and *amount* what the receipt does, both frozen when
    the stage begins; *given* are the discounts on each line up to this very moment, for live predicates,
    and *givers* says on which lines each offer has given them, where the book asks; *pending* are the points
    of each kind that the receipt has brought and cost by then, likewise; *paid* is what of each line is
    paid in other ways than money, frozen like the amounts. Where only a part of some lines is left to be
    seen, *quantities* are in thousandths, *whole* is what the lines count for as a whole, and *slices* are
    the units of these lines that are left, from and up to.
    """

    facts: Facts
    worth: list[int]
    amount: int
    given: list[int]
    quantities: list[int] | None = None
    whole: list[int] | None = None
    givers: dict[str, Lines] | None = None
    pending: Mapping[str, int] | None = None
    paid: Mapping[Given, list[int]] | None = None
    slices: Mapping[int, tuple[int, int]] | None = None
    _amounts: dict[Lines, int] = field(init=False, factory=dict)
    _quantities: dict[Lines, int] = field(init=False, factory=dict)

    @property
    def begin(self) -> list[int]:
        """What each line counts for as a whole."""
        return self.worth if self.whole is None else self.whole

    def amount_of(self, lines: Lines) -> int:
        """What *lines* count for together, in minor units; added up once."""
        amount = self._amounts.get(lines)
        if amount is None:
            amount = self._amounts[lines] = sum(map(self.worth.__getitem__, numbers(lines)))
        return amount

    def discounted(self, offer: str | None) -> Lines:
        """The lines on which discounts have been given, by *offer* alone where one is named."""
        if offer is not None:
            return (self.givers or {}).get(offer, 0)
        return lines_of(n for n, given in enumerate(self.given) if given > 0)

    def moved(self, points: str) -> int:
        """How many points of a kind the receipt has brought the member up to now, less what it cost him."""
        return 0 if self.pending is None else self.pending.get(points, 0)

    def quantity_of(self, lines: Lines) -> int:
        """How much is on *lines* together, in thousandths; added up once."""
        quantity = self._quantities.get(lines)
        if quantity is None:
            on, positions = self.quantities, numbers(lines)
            each = [self.facts.quantity(n) for n in positions] if on is None else [on[n] for n in positions]
            quantity = self._quantities[lines] = sum(each)
        return quantity


@define(eq=False)
class Miss:
    """Why a predicate does not hold: what was *seen* and what was *needed*, or which fact is *unknown*.

    *among* are the lines that an undecided conjunction leaves in question. *clause* is the number of the
    rule's condition, *gate* the demand of the offer itself, once somebody has filled them in.
    """

    predicate: Predicate
    seen: Number | str | None = None
    needed: Range | None = None
    unknown: Need | None = None
    among: Lines = 0
    clause: int = 0
    gate: Gate | None = None

    @property
    def undecided(self) -> bool:
        """Is the answer unknown, and not no?"""
        return self.unknown is not None


@define(eq=False)
class PartMiss(Miss):
    """Why no set can be made: part number *part* of it has too little."""

    part: int = 0


def worst(misses: list[Miss]) -> Miss:
    """Of several answers none of which is yes: unknown before no, and the first of its sort."""
    return next((miss for miss in misses if miss.undecided), misses[0])


def lines_of(positions: Iterable[int]) -> Lines:
    """The set of the lines at *positions*, counted from 0."""
    lines = 0
    for n in positions:
        lines |= 1 << n
    return lines


def numbers(lines: Lines) -> list[int]:
    """The lines of a set, as positions counted from 0, rising."""
    found = []
    while lines:
        lowest = lines & -lines
        found.append(lowest.bit_length() - 1)
        lines ^= lowest
    return found
