"""Conditions on the member: audiences, and questions about dates such as the birthday.

Questions about dates compare with the date of the receipt.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import ClassVar

from attrs import field, frozen

from loyalty_engine.errors import InvalidInput, Problem, refuse
from loyalty_engine.model.fields import id_problems, id_set
from loyalty_engine.model.period import Unit
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

FURTHEST = 183


def _audiences(value: Iterable[str]) -> frozenset[str]:
    names = id_set(value, "in_audience", "audiences")
    if not names:
        raise InvalidInput.at(
            "in_audience", "audiences", "is empty, so nobody could be meant", "name an audience"
        )
    return names


@frozen
class InAudience:
    """The member is in one of the target *audiences*."""

    kind: ClassVar[str] = "in_audience"
    audiences: frozenset[str] = field(converter=_audiences)

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
        problems = id_problems(attribute=self.attribute)
        for path, days in (("before", self.before), ("after", self.after)):
            if type(days) is not int or not 0 <= days < FURTHEST:
                problems.append(
                    Problem(path, f"{days!r} is not a number of days", f"use 0 to {FURTHEST - 1}")
                )
        refuse(self.kind, problems)

    def lower(self) -> Predicate:
        near = Range(low=-self.before, high=self.after)
        return Compare(figure=DaysFromAnniversary(attribute=self.attribute), range=near)

    def describe(self) -> str:
        if not self.before and not self.after:
            return f"it is the member's {self.attribute}"
        return f"it is {self.before} days before to {self.after} days after the member's {self.attribute}"


@frozen(kw_only=True)
class BirthdayMonth:
    """The purchase falls into the month of an anniversary of the date in the member's *attribute*."""

    kind: ClassVar[str] = "birthday_month"
    attribute: str = "birthday"

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, id_problems(attribute=self.attribute))

    def lower(self) -> Predicate:
        return Compare(figure=MonthsFromAnniversary(attribute=self.attribute), range=Range(low=0, high=0))

    def describe(self) -> str:
        return f"it is the month of the member's {self.attribute}"


@frozen(kw_only=True)
class TimeSince:
    """At least, and at most, so many full years, months or days have passed since the date in *attribute*."""

    kind: ClassVar[str] = "time_since"
    attribute: str
    unit: Unit
    at_least: int | None = None
    at_most: int | None = None

    def __attrs_post_init__(self) -> None:
        problems = id_problems(attribute=self.attribute)
        if self.at_least is None and self.at_most is None:
            problems.append(Problem("at_least", "is missing, and so is at_most", "give one bound or both"))
        refuse(self.kind, problems)
        self.lower()

    def lower(self) -> Predicate:
        bounds = Range(low=self.at_least, high=self.at_most)
        return Compare(figure=FullUnitsSince(attribute=self.attribute, unit=self.unit), range=bounds)

    def describe(self) -> str:
        bounds = Range(low=self.at_least, high=self.at_most)
        return f"{bounds} full {self.unit.value}s have passed since the member's {self.attribute}"


@frozen(kw_only=True)
class MemberDate:
    """The date in the member's *attribute* lies between *first* and *last*, both days included."""

    kind: ClassVar[str] = "member_date"
    attribute: str
    first: dt.date | None = None
    last: dt.date | None = None

    def __attrs_post_init__(self) -> None:
        problems = id_problems(attribute=self.attribute)
        if self.first is None and self.last is None:
            problems.append(Problem("first", "is missing, and so is last", "give one date or both"))
        refuse(self.kind, problems)
        self.lower()

    def lower(self) -> Predicate:
        bounds = Range(
            low=None if self.first is None else self.first.toordinal(),
            high=None if self.last is None else self.last.toordinal(),
        )
        return Compare(figure=MemberNumber(attribute=self.attribute), range=bounds)

    def describe(self) -> str:
        first = "" if self.first is None else f" from {self.first}"
        last = "" if self.last is None else f" to {self.last}"
        return f"the member's {self.attribute} lies{first}{last}"
