"""A throttle for numbers of coupons, in memory: for one process, and for tests."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Final

from attrs import define, field

from loyalty_engine.errors import refuse
from loyalty_engine.model.moments import number_problem, span_problem
from loyalty_engine.program.ports import Guess

_HOUR: Final = dt.timedelta(hours=1)
_MANY: Final = 1_000  # members and places of which misses are kept; then the old ones are forgotten


@define(eq=False)
class MemoryThrottle:
    """Lets each member be wrong *of_member* times within *window*, and strangers *at_place* times at a place.

    A `Throttle`. Several tills of a place may each have one, or share one.

    Raises:
        InvalidInput: a number is not at least 1, or *window* is not above 0, of a day at most.
    """

    of_member: int = field(default=10, kw_only=True)
    at_place: int = field(default=100, kw_only=True)
    window: dt.timedelta = field(default=_HOUR, kw_only=True)
    _missed: dict[tuple[str, str], list[dt.datetime]] = field(init=False, factory=dict, repr=False)
    _many: int = field(init=False, default=_MANY, repr=False)
    _turn: threading.Lock = field(init=False, factory=threading.Lock, repr=False)

    def __attrs_post_init__(self) -> None:
        found = [
            number_problem("of_member", self.of_member, 1, 1_000_000),
            number_problem("at_place", self.at_place, 1, 1_000_000),
            span_problem("window", self.window, "day", such_as="hours=1"),
        ]
        refuse("throttle", [problem for problem in found if problem is not None])

    def allows(self, guess: Guess) -> bool:
        """Were fewer numbers wrong of late than may be?"""
        most = self.at_place if guess.member is None else self.of_member
        with self._turn:
            return len(self._of_late(guess)) < most

    def missed(self, guess: Guess) -> None:
        """Note that a number was wrong."""
        with self._turn:
            self._missed[_whose(guess)] = [*self._of_late(guess), guess.at]
            if len(self._missed) > self._many:
                self._forget(guess.at)

    def _of_late(self, guess: Guess) -> list[dt.datetime]:
        """When numbers were wrong, within the window; what lies before is forgotten."""
        late = [at for at in self._missed.pop(_whose(guess), ()) if self._is_late(at, guess.at)]
        if late:
            self._missed[_whose(guess)] = late
        return late

    def _is_late(self, at: dt.datetime, now: dt.datetime) -> bool:
        """Does *at* lie within the window? Not where a clock has run ahead and was set back since."""
        return -self.window < now - at < self.window

    def _forget(self, now: dt.datetime) -> None:
        """Forget those who were wrong long ago, so that what is kept does not grow for ever."""
        self._missed = {
            whose: found for whose, found in self._missed.items() if self._is_late(found[-1], now)
        }
        self._many = max(_MANY, 2 * len(self._missed))  # so that each is looked at a few times only


def _whose(guess: Guess) -> tuple[str, str]:
    return ("place", guess.place) if guess.member is None else ("member", guess.member)
