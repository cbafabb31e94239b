"""Conditions on coupons: those that are known by their numbers."""

from __future__ import annotations

from typing import ClassVar

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.fields import needed_id_problems
from loyalty_engine.model.moments import number_problem
from loyalty_engine.rules.conditions.bounds import plural
from loyalty_engine.rules.figures import CouponsShown
from loyalty_engine.rules.predicates import Compare, Predicate, Range

#: Coupons that may be asked for on one receipt.
MOST_SHOWN = 1000


def shown_problems(path: str, value: object) -> list[Problem]:
    """What keeps *value* from being a number of coupons that may be asked for."""
    problem = number_problem(path, value, 1, MOST_SHOWN)
    return [problem] if problem else []


def many(count: int) -> str:
    """So many coupons, in words."""
    return "a coupon" if count == 1 else f"at least {count} {plural(count, 'coupon')}"


def are(count: int) -> str:
    """The verb that goes with so many."""
    return "is" if count == 1 else "are"


@frozen
class CouponMask:
    """*at_least* so many coupons are presented whose number is like *mask*.

    In a mask ``*`` stands for any number of characters, also none, and ``?`` for exactly one; everything
    else for itself, and case counts.
    """

    kind: ClassVar[str] = "coupon_mask"
    mask: str
    at_least: int = field(default=1, kw_only=True)

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, needed_id_problems(mask=self.mask) + shown_problems("at_least", self.at_least))

    def lower(self) -> Predicate:
        return Compare(figure=CouponsShown(mask=self.mask), range=Range(low=self.at_least))

    def describe(self) -> str:
        return f"{many(self.at_least)} like {self.mask} {are(self.at_least)} presented"
