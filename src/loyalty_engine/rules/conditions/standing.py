"""Conditions on where the member stands: counters, points to spend, and statuses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.counter_keys import (
    UNKEYED,
    AnyKey,
    CounterKey,
    as_keys,
    key_problems,
    keys_in_words,
    name_problems,
)
from loyalty_engine.model.counters import MOST_COUNTED, CountedPer
from loyalty_engine.model.fields import (
    as_set,
    choice_problems,
    flag_problems,
    kind_problems,
    needed_id_problems,
    set_problems,
)
from loyalty_engine.model.identifiers import id_problem
from loyalty_engine.model.moments import number_problem
from loyalty_engine.model.period import ALWAYS, Period
from loyalty_engine.model.points import BONUS
from loyalty_engine.model.window import Window
from loyalty_engine.rules.conditions.bounds import (
    FromAttribute,
    bound_problems,
    in_words,
    or_own,
    own_bounds,
    stated,
)
from loyalty_engine.rules.figures import (
    BalanceNow,
    Counted,
    CounterMoves,
    CounterNow,
    GetsStatus,
    HasStatus,
    ProgramCount,
)
from loyalty_engine.rules.language import listed
from loyalty_engine.rules.predicates import Compare, Predicate, Range


def count_problems(path: str, value: object) -> list[Problem]:
    """What keeps *value* from being a whole number that a counter or a balance may be compared with."""
    problem = number_problem(path, value, -MOST_COUNTED, MOST_COUNTED)
    return [problem] if problem else []


_WHOSE = {CountedPer.MEMBER: "the member's", CountedPer.PROGRAM: "the programme's"}
#: A number, or that of the member.
_Number = int | FromAttribute


def every_problems(
    low: _Number | None,
    high: _Number | None,
    every: int | None,
    check: Callable[[str, object], list[Problem]] = count_problems,
) -> list[Problem]:
    """What is wrong with bounds beside a step; with a step, both bounds may be missing."""
    problems: list[Problem] = []
    if every is not None:
        problem = number_problem("every", every, 1, MOST_COUNTED)
        problems += [problem] if problem else []
        if low is None and high is None:
            return problems
    return problems + bound_problems(low, high, check)


def amount_in_words(low: _Number | None, high: _Number | None, every: int | None) -> str:
    """Bounds and a step as a marketer says them: ``at least 2 and a multiple of 5``."""
    bounds = in_words(low, high)
    step = "" if every is None else f"a multiple of {every}"
    return " and ".join(part for part in (bounds, step) if part)


def stretch_problems(period: object, window: object) -> list[Problem]:
    """What is wrong with the time in which something must have happened: one of two, or neither."""
    problems = []
    if period is not None:
        problems += kind_problems("period", period, Period, "a period", 'write Period("2026-09-01")')
    if window is not None:
        hint = "write Window(30, WindowUnit.DAY)"
        problems += kind_problems("window", window, Window, "a window", hint)
        if period is not None:
            problems.append(Problem("window", "stands beside period", "give one of the two"))
    return problems


def stretch_in_words(period: Period | None, window: Window | None) -> str:
    """The time in which something must have happened, to stand behind it; nothing for all of the past."""
    if window is not None:
        return f" {window}"
    if period is None or period == ALWAYS:
        return ""
    text = str(period)
    first, dash, last = text.partition(" – ")
    if dash:
        return f" from {first} to {last}"
    return f" on {text}" if text[:1].isdigit() else f" {text}"


@frozen(kw_only=True)
class CounterValue:
    """The member's counter *counter* stands at *at_least* and *at_most* so much before this receipt.

    With *every* it stands at a multiple of so much, and not at 0. A counter that was never changed stands
    at 0, so "at most 2 visits" holds for a new member. What this receipt changes counts from the next one on.

    *per* says whose counter it is. That of the programme is one for all buyers, known or not; the host gives
    its value in the `Context`, and where he does not, it is not known.

    *keyed_by* says what else the counter is kept by: each place, say, or each card and month has one of its
    own, and that of the receipt is meant. Without a card there is no counter of the card, so that the
    condition does not hold. By product, it is a condition on lines: it means those whose product's counter is
    as it says. Products are told apart by their ERP codes.
    """

    kind: ClassVar[str] = "counter_value"
    counter: str = field(kw_only=False)
    at_least: int | FromAttribute | None = None
    at_most: int | FromAttribute | None = None
    every: int | None = None
    per: CountedPer = CountedPer.MEMBER
    keyed_by: frozenset[AnyKey] = field(default=UNKEYED, converter=as_keys)

    def __attrs_post_init__(self) -> None:
        problems = name_problems(self.counter) + choice_problems("per", self.per, CountedPer)
        problems += key_problems(self.keyed_by)
        check = or_own(count_problems)
        carried = [name for name in ("at_least", "at_most") if isinstance(getattr(self, name), FromAttribute)]
        if carried and not problems and CounterKey.PRODUCT in self.keyed_by:
            problems.append(
                Problem(carried[0], "is the member's own, for each product alike", "give a number")
            )
        refuse(self.kind, problems + every_problems(self.at_least, self.at_most, self.every, check))

    def lower(self) -> Predicate:
        bounds = Range(low=stated(self.at_least), high=stated(self.at_most))
        own = own_bounds(self.at_least, self.at_most)
        of_member = self.per is CountedPer.MEMBER
        counter = (CounterNow if of_member else ProgramCount)(counter=self.counter, keyed_by=self.keyed_by)
        if CounterKey.PRODUCT in self.keyed_by:
            return Counted(figure=counter, range=bounds, every=self.every)
        return Compare(figure=counter, range=bounds, every=self.every, own=own)

    def describe(self) -> str:
        bounds = amount_in_words(self.at_least, self.at_most, self.every)
        return f"{_WHOSE[self.per]} counter {self.counter}{keys_in_words(self.keyed_by)} stands at {bounds}"


@frozen(kw_only=True)
class CounterChanges:
    """The member's counter *counter* changed *at_least* and *at_most* so often, within *period* or *window*.

    *summed* compares what these changes add up to instead of how many they are; with *every*, either is a
    multiple of so much, and not 0. A window ends with the receipt; without *period* and *window* all changes
    up to the receipt count, as far as they are loaded. A change is placed by the clock of its own place, as a
    receipt is. *per* says whose counter it is, and *keyed_by* what else it is kept by, as with
    `CounterValue`.
    """

    kind: ClassVar[str] = "counter_changes"
    counter: str = field(kw_only=False)
    at_least: int | None = None
    at_most: int | None = None
    every: int | None = None
    summed: bool = False
    period: Period | None = None
    window: Window | None = None
    per: CountedPer = CountedPer.MEMBER
    keyed_by: frozenset[AnyKey] = field(default=UNKEYED, converter=as_keys)

    def __attrs_post_init__(self) -> None:
        problems = name_problems(self.counter) + flag_problems(summed=self.summed)
        problems += choice_problems("per", self.per, CountedPer) + key_problems(self.keyed_by)
        problems += every_problems(self.at_least, self.at_most, self.every)
        refuse(self.kind, problems + stretch_problems(self.period, self.window))

    def lower(self) -> Predicate:
        during = self.window or self.period or ALWAYS
        of_whom = CounterMoves if self.per is CountedPer.MEMBER else ProgramCount
        moves = of_whom(counter=self.counter, summed=self.summed, during=during, keyed_by=self.keyed_by)
        bounds = Range(low=self.at_least, high=self.at_most)
        if CounterKey.PRODUCT in self.keyed_by:
            return Counted(figure=moves, range=bounds, every=self.every)
        return Compare(figure=moves, range=bounds, every=self.every)

    def describe(self) -> str:
        bounds = amount_in_words(self.at_least, self.at_most, self.every)
        when = stretch_in_words(self.period, self.window)
        what = "sum" if self.summed else "number"
        counter = f"{self.counter}{keys_in_words(self.keyed_by)}"
        return f"the {what} of changes of {_WHOSE[self.per]} counter {counter}{when} is {bounds}"


@frozen(kw_only=True)
class Balance:
    """The member can spend *at_least* and *at_most* so many points of *currency*, in its smallest parts.

    Points that are not active yet do not count, and points that were never given are 0.

    *with_receipt* takes this receipt in: the points that it brings and that are active at once, less those
    that it withdraws and those that are paid with, as far as the calculation has come. So chips can be won
    and changed for a coupon on one receipt. It is refused on rules that fill slots or set price floors, as
    these come before anything is given.
    """

    kind: ClassVar[str] = "balance"
    currency: str = field(default=BONUS, kw_only=False)
    at_least: int | FromAttribute | None = None
    at_most: int | FromAttribute | None = None
    with_receipt: bool = False

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(currency=self.currency) + flag_problems(with_receipt=self.with_receipt)
        refuse(self.kind, problems + bound_problems(self.at_least, self.at_most, or_own(count_problems)))

    def lower(self) -> Predicate:
        bounds = Range(low=stated(self.at_least), high=stated(self.at_most))
        balance = BalanceNow(currency=self.currency, with_receipt=self.with_receipt)
        return Compare(figure=balance, range=bounds, own=own_bounds(self.at_least, self.at_most))

    def describe(self) -> str:
        bounds = in_words(self.at_least, self.at_most)
        with_receipt = ", with this receipt" if self.with_receipt else ""
        return f"the member has {bounds} {self.currency} points to spend{with_receipt}"


def _statuses(value: Iterable[str] | None) -> frozenset[str] | None:
    return None if value is None else as_set(value)


@frozen(kw_only=True)
class InStatus:
    """The member's status in the status system *system* is one of *any_of*; None for any status at all.

    With *new* it is the status that the event gives him, such as a change of status; the facts about the
    member have the one of before. Where nothing gives him a status, as on a purchase, it does not hold.
    """

    kind: ClassVar[str] = "in_status"
    system: str = field(kw_only=False)
    any_of: frozenset[str] | None = field(default=None, converter=_statuses, kw_only=False)
    new: bool = False

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(system=self.system) + flag_problems(new=self.new)
        if self.any_of is not None:
            never = "so nothing could ever match"
            problems += set_problems("any_of", self.any_of, id_problem, never)
        refuse(self.kind, problems)

    def lower(self) -> Predicate:
        if self.new:
            return GetsStatus(system=self.system, statuses=self.any_of)
        return HasStatus(system=self.system, statuses=self.any_of)

    def describe(self) -> str:
        if self.any_of is None:
            return f"the member {'gets a new' if self.new else 'has a'} status in {self.system}"
        return f"the member's {'new ' if self.new else ''}status in {self.system} is {listed(self.any_of)}"
