"""Tapes: the numbers of one example, drawn a few at a time and read one by one.

Drawing a shop, its buyers and its offers choice by choice costs more than calculating with them. So choices
are read from a tape of bytes, of which Hypothesis draws a piece whenever the last one is used up. It shrinks
pieces towards zeros, and every builder takes 0 for its plainest choice, so that what remains of a failing
example is what matters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from attrs import define
from hypothesis import strategies as st

T = TypeVar("T")


#: How many numbers are drawn at a time: more are quicker to draw, fewer shrink better.
_PIECE = st.binary(min_size=12, max_size=12)

#: Hypothesis likes 255 as much as 0. Times an odd number, modulo 256, 0 stays and 255 becomes one of many.
_MIX = 77


@define
class Tape:
    """Numbers to be read once, in order; *more* gives the next of them, as bytes."""

    _more: Callable[[], bytes]
    _piece: bytes = b""
    _at: int = 0

    @classmethod
    def of(cls, draw: st.DrawFn) -> Tape:
        """A tape that Hypothesis fills."""
        return cls(lambda: draw(_PIECE))

    def byte(self) -> int:
        """The next number, 0 to 255."""
        if self._at >= len(self._piece):
            self._piece, self._at = self._more(), 0
        self._at += 1
        return self._piece[self._at - 1] * _MIX % 256

    def below(self, bound: int) -> int:
        """A number from 0 to just below *bound*, which is at most 2**32."""
        number, reach = self.byte(), 256
        while reach < bound:
            number, reach = number * 256 + self.byte(), reach * 256
        return number % bound

    def between(self, low: int, high: int) -> int:
        """A number from *low* to *high*, both included."""
        return low + self.below(high - low + 1)

    def chance(self, percent: int) -> bool:
        """True in about *percent* of all cases, and False for a zero."""
        return self.byte() * 100 >= 256 * (100 - percent)

    def one_of(self, options: Sequence[T]) -> T:
        """One of *options*; the first is the plainest."""
        return options[self.below(len(options))]

    def weighed(self, options: Sequence[tuple[int, T]]) -> T:
        """One of *options*, each as often as its weight says; the weights add up to at most 256."""
        place = self.below(sum(weight for weight, _ in options))
        for weight, option in options:
            place -= weight
            if place < 0:
                return option
        raise AssertionError("a place below the sum of the weights lies in one of them")

    def some(self, options: Sequence[T], most: int, least: int = 1) -> tuple[T, ...]:
        """From *least* to *most* different ones of *options*, in their order."""
        wanted = min(self.between(least, most), len(options))
        picked: set[int] = set()
        while len(picked) < wanted:
            start = self.below(len(options))
            picked.add(next(n for n in (*range(start, len(options)), *range(start)) if n not in picked))
        return tuple(options[n] for n in sorted(picked))

    def several(self, build: Callable[[Tape], T], most: int, least: int = 0) -> tuple[T, ...]:
        """From *least* to *most* values that *build* makes."""
        return tuple(build(self) for _ in range(self.between(least, most)))


@st.composite
def built(draw: st.DrawFn, build: Callable[[Tape], T]) -> T:
    """What *build* makes of a tape."""
    return build(Tape.of(draw))
