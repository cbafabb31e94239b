"""The draft of a calculation: what has been given so far, line by line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType

from attrs import define

from loyalty_engine.engine.facts import Facts, Lines
from loyalty_engine.rules.instructions import Given

#: No line has earned any points.
NOTHING_EARNED: Mapping[str, Mapping[int, int]] = MappingProxyType({})
#: No unit of any line is taken.
NOTHING_TAKEN: Mapping[int, tuple[int, int]] = MappingProxyType({})
#: No line may be paid with any kind of points.
NOTHING_PAYABLE: Mapping[str, Lines] = MappingProxyType({})
#: No unit counts for the limits of any offer.
NOTHING_COUNTED: Mapping[int, Mapping[int, int]] = MappingProxyType({})
#: No offer has given anything of its budget.
NOTHING_SPENT: Mapping[tuple[int, str], int] = MappingProxyType({})


@define(eq=False)
class Draft:
    """The state of the lines between two awards.

    *given* are the discounts of each line so far, *before* those given before the stage began, *floors* the
    least that each line may cost, all in minor units. *free* are the lines that no non-cumulative offer has
    taken in the current stage, or not all of; *partly* are those of which some units are taken, and *taken*
    says how many, and what was given on them. *givers* are the lines on which each offer has given
    discounts, kept only where the book asks for them. *earned* are the points of each kind by line, for those
    who build on them. *allowed* is how much of each line may be paid with points, while that is worked out,
    and *paid* what is, if anything: in points, with certificates, in points of others. Where an offer has
    set an initial price of any line, *starts* are what discounts start from, and given discounts count from
    there: a line with a higher initial price begins with less than 0 given, until `to_amounts`. *spent* is
    what offers with a budget have given, by their places and by kind, and *fired* are the rules that may emit
    in several stages and have done so. *pending* are the points of each kind that the receipt brings the
    member and that are active at once, less those that it costs him; kept only where the book asks for them.
    *payable_on* are the lines that may be paid with each kind of points. *counted* says how many units of
    which lines count for the limits of offers, by their places.
    """

    facts: Facts
    given: list[int]
    floors: list[int]
    free: Lines
    before: list[int]
    partly: Lines = 0
    taken: Mapping[int, tuple[int, int]] = NOTHING_TAKEN
    givers: dict[str, Lines] | None = None
    earned: Mapping[str, Mapping[int, int]] = NOTHING_EARNED
    paid: Mapping[Given, list[int]] | None = None
    allowed: list[int] | None = None
    spent: Mapping[tuple[int, str], int] = NOTHING_SPENT
    fired: frozenset[tuple[int, int]] = frozenset()
    pending: Mapping[str, int] | None = None
    starts: list[int] | None = None
    payable_on: Mapping[str, Lines] = NOTHING_PAYABLE
    counted: Mapping[int, Mapping[int, int]] = NOTHING_COUNTED

    @classmethod
    def blank(cls, facts: Facts) -> Draft:
        """The draft before anything is given."""
        count = len(facts.amounts)
        givers: dict[str, Lines] | None = {} if facts.book.asks_givers else None
        pending: Mapping[str, int] | None = {} if facts.book.asks_pending else None
        no_cuts, no_floors, before = [0] * count, [0] * count, [0] * count
        return cls(facts, no_cuts, no_floors, facts.everything, before, givers=givers, pending=pending)

    def give(self, offer: str, parts: Collection[tuple[int, int]]) -> None:
        """Note the *parts* of a discount of *offer*, line by line."""
        given = self.given
        for n, part in parts:
            given[n] += part
        if self.givers is not None:
            lines = self.givers.get(offer, 0)
            for n, part in parts:
                lines |= bool(part) << n
            if lines:
                self.givers[offer] = lines

    def effective(self, parts: Sequence[tuple[int, int]]) -> tuple[list[tuple[int, int]], dict[int, int]]:
        """What *parts* of a discount make cheaper, and what of them the initial prices of lines use up."""
        used = {n: min(part, -self.given[n]) for n, part in parts if self.given[n] < 0}
        left = [(n, part - used.get(n, 0)) for n, part in parts]
        return [(n, part) for n, part in left if part], used

    def use_up(self, used: Mapping[int, int]) -> None:
        """Note what initial prices have *used* up of discounts."""
        for n, part in used.items():
            self.given[n] += part

    def to_amounts(self) -> None:
        """Let no line cost more than its amount, whatever discounts have started from."""
        if self.starts is not None:
            self.given = [max(0, given) for given in self.given]
            self.starts = [min(at) for at in zip(self.starts, self.facts.amounts, strict=True)]

    def spend(self, place: int, spent: Mapping[str, int]) -> None:
        """Note what the offer at *place* has given of its budgets, by kind."""
        if spent:
            before = self.spent
            self.spent = {**before}
            for kind, amount in spent.items():
                self.spent[place, kind] = before.get((place, kind), 0) + amount

    def count_units(self, place: int, units: Mapping[int, int]) -> None:
        """Note that in this stage so many units of each line count for the limits of the offer at *place*."""
        before = self.counted.get(place, {})
        most = {n: max(before.get(n, 0), units.get(n, 0)) for n in before.keys() | units.keys()}
        self.counted = {**self.counted, place: most}

    def left(self, n: int) -> int:
        """What may still be taken off line *n*."""
        return self.facts.amounts[n] - self.given[n] - self.floors[n]

    def trial(self) -> Draft:
        """A copy to try things out on."""
        given, earned = self.given.copy(), self.earned
        givers = None if self.givers is None else self.givers.copy()
        return Draft(
            self.facts,
            given,
            self.floors,
            self.free,
            self.before,
            self.partly,
            self.taken,
            givers,
            earned,
            self.paid,
            None if self.allowed is None else self.allowed.copy(),
            self.spent,
            self.fired,
            self.pending,
            self.starts,
            self.payable_on,
            self.counted,
        )

    def move(self, points: Mapping[str, int]) -> None:
        """Note that the receipt brings the member *points*, or costs him where negative, if anybody asks."""
        if self.pending is not None and points:
            moved = dict(self.pending)
            for kind, amount in points.items():
                moved[kind] = moved.get(kind, 0) + amount
            self.pending = moved

    def allow(self, parts: Iterable[tuple[int, int]]) -> None:
        """Note that so much of each line may be paid with points."""
        allowed = self.allowed = self.allowed or [0] * len(self.given)
        for n, part in parts:
            allowed[n] += part

    def pay(self, how: Given, of_lines: list[int]) -> None:
        """Note that so much of each line is paid in one way."""
        self.paid = {**(self.paid or {}), how: of_lines}

    def rest(self) -> list[int]:
        """What is left to pay of each line, its floor included."""
        rest = [amount - given for amount, given in zip(self.facts.amounts, self.given, strict=True)]
        for of_lines in (self.paid or {}).values():
            rest = [left - paid for left, paid in zip(rest, of_lines, strict=True)]
        return rest

    def begin(self) -> Draft:
        """Begin a stage: everything is free. Returns a copy of how it begins."""
        self.free, self.partly, self.taken = self.facts.everything, 0, NOTHING_TAKEN
        begin = self.trial()
        self.before = begin.before = begin.given
        return begin

    def take(self, lines: Lines, some: Mapping[int, tuple[int, int]]) -> None:
        """Note that *lines* are taken; of those in *some*, so many units only, with so much given on them."""
        if some:
            taken = dict(self.taken)
            for n, (units, given) in some.items():
                before, held = taken.get(n, (0, 0))
                taken[n] = before + units, held + given
                self.partly |= 1 << n
                lines &= ~(1 << n)
            self.taken = taken
        self.free &= ~lines
        self.partly &= ~lines
