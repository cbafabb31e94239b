"""Limits in units: for how many more units an offer may give, while its rules are worked out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from types import MappingProxyType

from attrs import define, field

from loyalty_engine.engine.draft import Draft
from loyalty_engine.engine.facts import Lines
from loyalty_engine.engine.sets import Run
from loyalty_engine.engine.units import Units, first_free, in_order, units_of
from loyalty_engine.rules.units import UnitOrder

NO_UNITS: Mapping[int, int] = MappingProxyType({})


@define(eq=False)
class Pool:
    """On *lines* together, *left* more units may be counted: all lines, or those of one product."""

    lines: Lines
    left: int

    def of(self, units: Mapping[int, int]) -> Units:
        """Those of *units* that lie on its lines."""
        return {n: k for n, k in units.items() if self.lines >> n & 1}


@define(eq=False)
class UnitRoom:
    """For how many more units an offer may give.

    *limits* say, each by itself, which pool the units of a line count in, where any. *before* is how many
    units of each line count since earlier stages: as many of them, whichever they are, may get something
    again. *now* is how many count in this stage, by line and by the unit that they follow each other from.
    """

    limits: Sequence[Mapping[int, Pool]]
    before: Mapping[int, int] = NO_UNITS
    now: dict[int, dict[int, int]] = field(factory=dict)
    capped: bool = False

    @property
    def counted(self) -> dict[int, int]:
        """How many units of each line count in this stage."""
        return {n: sum(units.values()) for n, units in self.now.items()}

    def within(self, runs: Iterable[Run], draft: Draft) -> list[Run]:
        """As many of the sets in *runs* as may still be made."""
        left, held, found = dict[Pool, int](), Units(), list[Run]()
        for run in runs:
            units, times = run.chosen, run.times
            spare = {n: self._spare(n, draft) - held.get(n, 0) for n in units}
            pools = dict.fromkeys([pools[n] for pools in self.limits for n in units if n in pools])
            costs = [(pool, partial(_cost, pool.of(units), spare)) for pool in pools]
            for pool, cost in costs:
                times = bisect_right(range(times + 1), left.get(pool, pool.left), key=cost) - 1
            self.capped = self.capped or times < run.times
            if times:
                for pool, cost in costs:
                    left[pool] = left.get(pool, pool.left) - cost(times)
                found.append(Run(times, run.parts, units))
                for n, k in units.items():
                    held[n] = held.get(n, 0) + times * k
        return found

    def single(self, lines: Iterable[int], draft: Draft) -> list[Run]:
        """The units of *lines* for which something may be given, as sets of one unit, the dearest first."""
        ordered = in_order(UnitOrder.DEAREST, list(lines), draft.facts)
        free = [(n, units_of(n, draft.facts) - first_free(n, draft)) for n in ordered]
        return self.within([Run(count, [{n: 1}], {n: 1}) for n, count in free], draft)

    def count(self, units: Units, draft: Draft) -> None:
        """Note that something is given for so many units of each line, from the first that is free."""
        for n, k in units.items():
            first, more = first_free(n, draft), max(0, k - self._spare(n, draft))
            for pools in self.limits:
                if n in pools:
                    pools[n].left -= more
            begun = self.now.setdefault(n, {})
            begun[first] = max(k, begun.get(first, 0))

    def _spare(self, n: int, draft: Draft) -> int:
        """How many units of a line, from the first that is free, may get something and count no more."""
        begun = self.now.get(n, {})
        total = sum(begun.values())
        return max(self.before.get(n, 0), total) - total + begun.get(first_free(n, draft), 0)


def _cost(units: Units, spare: Units, times: int) -> int:
    """How many more units count where so many *times* the *units* get something."""
    return sum(max(0, times * k - max(0, spare[n])) for n, k in units.items())
