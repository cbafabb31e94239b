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
from loyalty_engine.model.identifiers import id_problem, shown
from loyalty_engine.model.moments import day_problem, number_problem
from loyalty_engine.model.period import Unit
from loyalty_engine.rules.conditions.bounds import bound_problems, in_words, plural
from loyalty_engine.rules.figures import DayInMonth, DayInYear, DaysFromMonthlyDate
from loyalty_engine.rules.language import listed
from loyalty_engine.rules.predicates import (
    Any,
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
#: Months before or after a month of the year, beyond which the next such month may be nearer.
NEAREST_MONTHS = 5
#: Years, months or days that may be asked for: more than there are in the years 1900 to 2999.
_MOST_UNITS = 10**6
#: Any year that has all days that a year may have.
_LEAP_YEAR = 2000


def _audiences(value: Iterable[str]) -> frozenset[str]:
    return as_set(value)


def _count_problems(path: str, value: object) -> list[Problem]:
    problem = number_problem(path, value, -_MOST_UNITS, _MOST_UNITS)
    return [problem] if problem else []


def _near(before: int, after: int, unit: str) -> str:
    """How near something must be, to stand before it: ``at most 3 days before or 1 day after ``."""
    sides = ((before, "before"), (after, "after"))
    near = " or ".join(f"{count} {plural(count, unit)} {side}" for count, side in sides if count)
    return f"at most {near} " if near else ""


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
        return f"it is {_near(self.before, self.after, 'day')}the member's {self.attribute}"


@frozen(kw_only=True)
class BirthdayMonth:
    """The purchase falls into the month of an anniversary of the date in the member's *attribute*.

    The anniversary in that month may be over already, or yet to come. *before* and *after* add whole months
    before that month and after it, over New Year as well.
    """

    kind: ClassVar[str] = "birthday_month"
    attribute: str = "birthday"
    before: int = 0
    after: int = 0

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(attribute=self.attribute)
        for path, months in (("before", self.before), ("after", self.after)):
            problem = number_problem(path, months, 0, NEAREST_MONTHS)
            problems += [problem] if problem else []
        refuse(self.kind, problems)

    def lower(self) -> Predicate:
        figure = MonthsFromAnniversary(attribute=self.attribute)
        since = Compare(figure=figure, range=Range(low=0, high=self.after))
        if not self.before:
            return since
        return Any((since, Compare(figure=figure, range=Range(low=12 - self.before, high=11))))

    def describe(self) -> str:
        near = _near(self.before, self.after, "month")
        return f"it is {near}the month of the member's {self.attribute}"


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
        near = _near(self.before, self.after, "day")
        return f"it is {near}the day of the month of the member's {self.attribute}"


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
        return _from_to(f"the member's {self.attribute} is", self.first, self.last)


@frozen(kw_only=True)
class MemberDayOfYear:
    """The date in the member's *attribute* lies, in its year, from *first* to *last*, both included.

    Days are months and days, as in ``"06-01"``. Where *first* comes after *last*, the days run over New Year:
    from ``"12-20"`` to ``"01-05"``. Dates are compared as they are, so 29 February is the day after the 28th,
    and all of February ends with ``"02-29"``.
    """

    kind: ClassVar[str] = "member_day_of_year"
    attribute: str
    first: str | None = None
    last: str | None = None

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(attribute=self.attribute)
        for path, text in (("first", self.first), ("last", self.last)):
            if text is not None and _in_year(text) is None:
                problems.append(Problem(path, f"{shown(text)} is not a day of a year", 'write "06-30"'))
        refuse(self.kind, problems + _missing(self.first, self.last))

    def lower(self) -> Predicate:
        first = None if self.first is None else _in_year(self.first)
        last = None if self.last is None else _in_year(self.last)
        return _round(DayInYear(attribute=self.attribute), first, last)

    def describe(self) -> str:
        return _from_to(f"the day of the member's {self.attribute} in the year is", self.first, self.last)


@frozen(kw_only=True)
class MemberDayOfMonth:
    """The date in the member's *attribute* lies, in its month, from the day *first* to *last*, both included.

    Days are 1 to 31. Where *first* is greater than *last*, the days run over the end of the month.
    """

    kind: ClassVar[str] = "member_day_of_month"
    attribute: str
    first: int | None = None
    last: int | None = None

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(attribute=self.attribute)
        for path, day in (("first", self.first), ("last", self.last)):
            problem = None if day is None else number_problem(path, day, 1, 31)
            problems += [problem] if problem else []
        refuse(self.kind, problems + _missing(self.first, self.last))

    def lower(self) -> Predicate:
        return _round(DayInMonth(attribute=self.attribute), self.first, self.last)

    def describe(self) -> str:
        return _from_to(f"the day of the member's {self.attribute} in the month is", self.first, self.last)


def _missing(first: object, last: object) -> list[Problem]:
    if first is None and last is None:
        return [Problem("first", "is missing, and so is last", "give one bound or both")]
    return []


def _in_year(text: object) -> int | None:
    """The day of a year that *text* names, as month and day in one number; None where it names none."""
    if not isinstance(text, str):
        return None
    try:
        day = dt.date.fromisoformat(f"{_LEAP_YEAR}-{text}")
    except ValueError:
        return None
    return day.month * 100 + day.day if text == f"{day:%m-%d}" else None


def _round(figure: DayInYear | DayInMonth, first: int | None, last: int | None) -> Predicate:
    """The check that *figure* lies from *first* to *last*, and over the end where these stand so."""
    if first is None or last is None or first <= last:
        return Compare(figure=figure, range=Range(low=first, high=last))
    ends = Range(low=first), Range(high=last)
    return Any(tuple(Compare(figure=figure, range=end) for end in ends))


def _from_to(what: str, first: object, last: object) -> str:
    if first is None:
        return f"{what} {last} or before"
    if last is None:
        return f"{what} {first} or after"
    return f"{what} {first}" if first == last else f"{what} from {first} to {last}"
