"""How many times as long one thing takes as another, measured so that a busy machine does not decide.

What is timed is the processor's work for this process, so that waiting for a turn does not count. It drifts
all the same: the clock of the processor, its neighbours and its caches change by the second. So the things to
compare take turns, in alternating order, and each round is compared with itself. What counts is the median
of these ratios. No number of seconds is ever a verdict.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from attrs import frozen

Work = Callable[[], object]

#: Rounds that are enough for the median to repeat within 2 % on a machine with other work to do.
ROUNDS: Final = 60
#: Seconds that each turn lasts at least: long against the clock's grain, short against the machine's drift.
TURN: Final = 0.003
#: Seconds after which a first call needs no second one to tell that it is slow.
SLOW: Final = 1.0


@frozen(kw_only=True)
class Ratio:
    """How the ratios of many rounds lie: a quarter of them below *low*, a quarter above *high*."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, ratios: list[float]) -> Ratio:
        """The quartiles of *ratios*."""
        low, median, high = statistics.quantiles(ratios, n=4, method="inclusive")
        return cls(median=median, low=low, high=high)

    def within(self, most: float) -> bool:
        """Is the ratio at most *most*, as far as noise allows to tell?"""
        return self.low <= most

    def reaches(self, least: float) -> bool:
        """Is the ratio at least *least*, as far as noise allows to tell?"""
        return self.high >= least


@frozen
class Rounds:
    """Seconds per call of several things, round by round."""

    seconds: Mapping[str, list[float]]

    def of(self, name: str) -> float:
        """The median of the seconds per call; to look at, not to judge by."""
        return statistics.median(self.seconds[name])

    def ratio(self, name: str, to: str) -> Ratio:
        """How many times as long *name* takes as *to*."""
        return Ratio.of([a / b for a, b in zip(self.seconds[name], self.seconds[to], strict=True)])

    def beyond(self, base: str, name: str, to: str) -> Ratio:
        """How many times as long *name* takes as *to*, both less what *base* takes."""
        rows = zip(self.seconds[name], self.seconds[to], self.seconds[base], strict=True)
        return Ratio.of([(a - less) / (b - less) for a, b, less in rows])


def take_turns(
    works: Mapping[str, Work],
    rounds: int = ROUNDS,
    turn: float = TURN,
    clock: Callable[[], float] = time.process_time,
) -> Rounds:
    """Time all *works* in each of *rounds*, every other round backwards.

    Each work is repeated within its turn until the turn has lasted *turn* seconds; how often, is found out
    beforehand. *clock* may be that on the wall, for works that wait for a disk.
    """
    with still():
        repeats = {name: _repeats(work, turn, clock) for name, work in works.items()}
        seconds: dict[str, list[float]] = {name: [] for name in works}
        order = list(works)
        for _ in range(rounds):
            for name in order:
                seconds[name].append(_timed(works[name], repeats[name], clock))
            order.reverse()
    return Rounds(seconds)


def ratio(work: Work, to: Work, rounds: int = ROUNDS) -> Ratio:
    """How many times as long *work* takes as *to*."""
    return take_turns({"work": work, "to": to}, rounds).ratio("work", "to")


@contextmanager
def still() -> Iterator[None]:
    """Keep the garbage collector away from everything that exists already."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _repeats(work: Work, turn: float, clock: Callable[[], float]) -> int:
    """How often *work* has to run to last for *turn* seconds, once it is warm."""
    if _timed(work, 1, clock) >= SLOW:
        return 1
    repeats = 1
    while (lasted := _timed(work, repeats, clock) * repeats) < turn:
        repeats = max(2 * repeats, int(repeats * turn / lasted)) if lasted > turn / 100 else 10 * repeats
    return repeats


def _timed(work: Work, repeats: int, clock: Callable[[], float]) -> float:
    turns = range(repeats)
    began = clock()
    for _ in turns:
        work()
    return (clock() - began) / repeats
