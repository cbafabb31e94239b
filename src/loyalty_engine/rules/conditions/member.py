"""Conditions on the member: audiences, and questions about dates such as the birthday.

Questions about dates compare with the date of the receipt.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import ClassVar

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.fields import as_set, choice_problems, needed_id_problems, set_problems
from loyalty_engine.model.identifiers import id_problem
from loyalty_engine.model.moments import day_problem, number_problem
from loyalty_engine.model.period import Unit
from loyalty_engine.rules.conditions.bounds import bound_problems, in_words, plural
from loyalty_engine.rules.figures import DaysFromMonthlyDate
from loyalty_engine.rules.language import listed
from loyalty_engine.rules.predicates import (
    Compare,
    DaysFromAnniversary,
    FullUnitsSince,
    MemberNumber,
    MonthsFromAnniversary,
    OneOf,
    Predicate,
    Range,
    Source,
)

#: Days before or after an anniversary, beyond which the next one is nearer.
FURTHEST = 183
#: Days before or after a day of the month, beyond which the next one may be nearer.
HALF_A_MONTH = 13
#: Years, months or days that may be asked for: more than there are in the years 1900 to 2999.
_MOST_UNITS = 10**6


def _audiences(value: Iterable[str]) -> frozenset[str]:
    return as_set(value)


def _count_problems(path: str, value: object) -> list[Problem]:
    problem = number_problem(path, value, -_MOST_UNITS, _MOST_UNITS)
    return [problem] if problem else []


def _day_problems(path: str, value: object) -> list[Problem]:
    problem = day_problem(path, value)
    return [problem] if problem else []


@frozen
class InAudience:
    """The member is in one of the target *audiences*."""

    kind: ClassVar[str] = "in_audience"
    audiences: frozenset[str] = field(converter=_audiences)

    def __attrs_post_init__(self) -> None:
        nobody = "so nobody could be meant"
        refuse(self.kind, set_problems("audiences", self.audiences, id_problem, nobody))

    def lower(self) -> Predicate:
        return OneOf(source=Source.AUDIENCE, values=self.audiences)

    def describe(self) -> str:
        return f"the member is among {listed(self.audiences)}"


@frozen(kw_only=True)
class Birthday:
    """The purchase falls from *before* days before to *after* days after an anniversary of a date.

    *attribute* names the member's attribute that holds the date. Those born on 29 February celebrate on
    the 28th in common years.
    """

    kind: ClassVar[str] = "birthday"
    before: int = 0
    after: int = 0
    attribute: str = "birthday"

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(attribute=self.attribute)
        for path, days in (("before", self.before), ("after", self.after)):
            problem = number_problem(path, days, 0, FURTHEST - 1)
            problems += [problem] if problem else []
        refuse(self.kind, problems)

    def lower(self) -> Predicate:
        near = Range(low=-self.before, high=self.after)
        return Compare(figure=DaysFromAnniversary(attribute=self.attribute), range=near)

    def describe(self) -> str:
        before = f"{self.before} {plural(self.before, 'day')} before" if self.before else ""
        after = f"{self.after} {plural(self.after, 'day')} after" if self.after else ""
        near = " or ".join(part for part in (before, after) if part)
        return f"it is {f'at most {near} ' if near else ''}the member's {self.attribute}"


@frozen(kw_only=True)
class BirthdayMonth:
    """The purchase falls into the month of an anniversary of the date in the member's *attribute*.

    The anniversary in that month may be over already, or yet to come.
    """

    kind: ClassVar[str] = "birthday_month"
    attribute: str = "birthday"

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, needed_id_problems(attribute=self.attribute))

    def lower(self) -> Predicate:
        return Compare(figure=MonthsFromAnniversary(attribute=self.attribute), range=Range(low=0, high=0))

    def describe(self) -> str:
        return f"it is the month of the member's {self.attribute}"


@frozen(kw_only=True)
class MonthlyDate:
    """The purchase falls from *before* days before to *after* days after the day of the month of a date.

    *attribute* names the member's attribute that holds the date. Where a month is too short for its day,
    the last of the month counts. The days may run into the next month, and over New Year.
    """

    kind: ClassVar[str] = "monthly_date"
    attribute: str
    before: int = 0
    after: int = 0

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(attribute=self.attribute)
        for path, days in (("before", self.before), ("after", self.after)):
            problem = number_problem(path, days, 0, HALF_A_MONTH)
            problems += [problem] if problem else []
        refuse(self.kind, problems)

    def lower(self) -> Predicate:
        near = Range(low=-self.before, high=self.after)
        return Compare(figure=DaysFromMonthlyDate(attribute=self.attribute), range=near)

    def describe(self) -> str:
        before = f"{self.before} {plural(self.before, 'day')} before" if self.before else ""
        after = f"{self.after} {plural(self.after, 'day')} after" if self.after else ""
        near = " or ".join(part for part in (before, after) if part)
        return (
            f"it is {f'at most {near} ' if near else ''}the day of the month of the member's {self.attribute}"
        )


@frozen(kw_only=True)
class TimeSince:
    """So many full years, months or days have passed since the date in the member's *attribute*.

    There are *at_least* and *at_most* so many of *unit*; what has only begun does not count. Before the date
    the number is negative.
    """

    kind: ClassVar[str] = "time_since"
    attribute: str
    unit: Unit
    at_least: int | None = None
    at_most: int | None = None

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(attribute=self.attribute) + choice_problems("unit", self.unit, Unit)
        refuse(self.kind, problems + bound_problems(self.at_least, self.at_most, _count_problems))

    def lower(self) -> Predicate:
        bounds = Range(low=self.at_least, high=self.at_most)
        return Compare(figure=FullUnitsSince(attribute=self.attribute, unit=self.unit), range=bounds)

    def describe(self) -> str:
        last = self.at_most if self.at_most is not None else self.at_least
        units = plural(last or 0, self.unit.value)
        have = "have" if units.endswith("s") else "has"
        bounds = in_words(self.at_least, self.at_most)
        return f"{bounds} full {units} {have} passed since the member's {self.attribute}"


@frozen(kw_only=True)
class MemberDate:
    """The date in the member's *attribute* lies between *first* and *last*, both days included."""

    kind: ClassVar[str] = "member_date"
    attribute: str
    first: dt.date | None = None
    last: dt.date | None = None

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(attribute=self.attribute)
        refuse(
            self.kind,
            problems + bound_problems(self.first, self.last, _day_problems, names=("first", "last")),
        )

    def lower(self) -> Predicate:
        bounds = Range(
            low=None if self.first is None else self.first.toordinal(),
            high=None if self.last is None else self.last.toordinal(),
        )
        return Compare(figure=MemberNumber(attribute=self.attribute), range=bounds)

    def describe(self) -> str:
        date = f"the member's {self.attribute} is"
        if self.first is None:
            return f"{date} {self.last} or before"
        if self.last is None:
            return f"{date} {self.first} or after"
        return (
            f"{date} {self.first}" if self.first == self.last else f"{date} from {self.first} to {self.last}"
        )
