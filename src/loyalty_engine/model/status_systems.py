"""Status systems: which status a member has by what a counter came to in the period before.

Source:
    The field's status system: ordered statuses, each with a threshold up to which it holds; to rise, the
    threshold of the current status must be exceeded, and the new status begins with the next period.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.counters import MOST_COUNTED, Counter
from loyalty_engine.model.fields import as_tuple, choice_problems, needed_id_problems, tuple_problems
from loyalty_engine.model.identifiers import shown
from loyalty_engine.model.moments import at_clock, check_moment, in_zone, number_problem
from loyalty_engine.model.window import WindowUnit, beginning, next_beginning


@frozen(kw_only=True)
class StatusTier:
    """A status of a system: it holds while the counter comes to *up_to* at most; None for the highest."""

    status: str = field(kw_only=False)
    up_to: int | None = None

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(status=self.status)
        if self.up_to is not None:
            problem = number_problem("up_to", self.up_to, 0, MOST_COUNTED)
            problems += [problem] if problem else []
        refuse(f"tier {shown(self.status)}", problems)


@frozen(kw_only=True)
class Standing:
    """Where a member stands in a status system at a moment.

    *status* is the one in force, until *until*, an instant in UTC. *value* is what the counter has come to in
    the current period so far, and *next_status* what that will make of the member when the period is over. To
    rise above that, *missing* more are needed; None where nothing is above.
    """

    status: str
    until: dt.datetime
    value: int
    next_status: str
    missing: int | None


def _tiers(value: Iterable[StatusTier]) -> tuple[StatusTier, ...]:
    return as_tuple(value)


@frozen(kw_only=True)
class StatusSystem:
    """Statuses in rising order, *tiers*, by what *counter* comes to in each *period*.

    The status of a period is that of what the counter came to in the period before, so it rises and falls
    when a period begins. Periods are those of the calendar, by the clocks of a zone; weeks begin on Monday.

    Raises:
        InvalidInput: there is no tier, their thresholds do not rise, one but the last has none or the last
            has one, or two have one status.
    """

    id: str = field(kw_only=False)
    counter: str
    tiers: tuple[StatusTier, ...] = field(converter=_tiers)
    period: WindowUnit = WindowUnit.MONTH

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(id=self.id, counter=self.counter)
        unlike = tuple_problems(
            "tiers", self.tiers, StatusTier, "a tier", 'give StatusTier("silver", up_to=20_000)'
        )
        problems += unlike or self._tier_problems()
        refuse(
            f"status system {shown(self.id)}", problems + choice_problems("period", self.period, WindowUnit)
        )

    def _tier_problems(self) -> list[Problem]:
        if not self.tiers:
            return [Problem("tiers", "is empty, so nobody would have a status", "name a tier")]
        problems: list[Problem] = []
        seen: set[str] = set()
        below = -1
        for n, tier in enumerate(self.tiers):
            last = n == len(self.tiers) - 1
            if last is not (tier.up_to is None):
                message = "ends, so that nobody could be above it" if last else "is missing"
                hint = "leave it out for the highest tier, and say it for all others"
                problems.append(Problem(f"tiers[{n}].up_to", message, hint))
            elif tier.up_to is not None and tier.up_to <= below:
                problems.append(Problem(f"tiers[{n}].up_to", f"is not above {below}", "let thresholds rise"))
            below = max(below, tier.up_to or below)
            if tier.status in seen:
                problems.append(Problem(f"tiers[{n}].status", "is there already", "name each status once"))
            seen.add(tier.status)
        return problems

    def status_of(self, value: int) -> str:
        """The status that *value* of the counter makes: a threshold must be exceeded to rise above it."""
        return self._tier_of(value).status

    def _tier_of(self, value: int) -> StatusTier:
        return next(tier for tier in self.tiers if tier.up_to is None or value <= tier.up_to)

    def begins(self, at: dt.datetime, zone: str) -> dt.datetime:
        """When the period begins that *at* falls into, by the clocks of *zone*, as an instant in UTC.

        Raises:
            InvalidInput: *at* has no offset, or there is no such zone.
        """
        return at_clock(beginning(in_zone(at, zone), self.period), zone)

    def standing(self, counter: Counter, at: dt.datetime, zone: str) -> Standing:
        """Where a member stands at *at*, by the clocks of *zone*.

        Args:
            counter: the member's counter, with its changes from the beginning of the period before on.
            at: a moment with its offset; later changes do not count.
            zone: an IANA name.

        Raises:
            InvalidInput: *at* has no offset, or there is no such zone.
        """
        check_moment("standing", "at", at, aware=True)
        begin = beginning(in_zone(at, zone), self.period)
        before = beginning(begin - dt.timedelta(minutes=1), self.period)
        until = at_clock(next_beginning(begin, self.period), zone)
        last, value = 0, 0
        for change in counter.changes:
            clock = in_zone(change.at, zone)
            if before <= clock < begin:
                last += change.by
            elif clock >= begin and change.at <= at:
                value += change.by
        coming = self._tier_of(value)
        missing = None if coming.up_to is None else coming.up_to + 1 - value
        return Standing(
            status=self.status_of(last), until=until, value=value, next_status=coming.status, missing=missing
        )
