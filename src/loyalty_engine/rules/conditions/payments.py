"""Conditions on how the receipt is paid: by which method, and how much of it with what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.amounts import LARGEST
from loyalty_engine.model.fields import as_set, choice_problems, flag_problems, money_problems, set_problems
from loyalty_engine.model.identifiers import id_problem
from loyalty_engine.model.money import Money
from loyalty_engine.rules.conditions.bounds import bound_problems, in_words
from loyalty_engine.rules.figures import Means, PaidByMethods, PaidSum
from loyalty_engine.rules.language import listed
from loyalty_engine.rules.predicates import Compare, OneOf, Predicate, Range, Source


def _names(value: Iterable[str]) -> frozenset[str]:
    return as_set(value)


def _sum_problems(path: str, value: object) -> list[Problem]:
    return money_problems(path, value, LARGEST)


def _some_bounds_problems(low: Money | None, high: Money | None, strictly: bool) -> list[Problem]:
    """What is wrong with two bounds both of which may be missing."""
    if low is None and high is None:
        return flag_problems(strictly=strictly)
    return bound_problems(low, high, _sum_problems, strictly=strictly)


def _compared(
    figure: PaidSum | PaidByMethods, low: Money | None, high: Money | None, strictly: bool
) -> Compare:
    """The comparison of *figure* with the bounds; without any, something must be paid."""
    stated = [bound for bound in (low, high) if bound is not None]
    if not stated:
        return Compare(figure=figure, range=Range(low=1))
    least, most = (None if bound is None else bound.minor for bound in (low, high))
    between = Range(low=least, high=most, low_open=strictly, high_open=strictly)
    return Compare(figure=figure, range=between, currency=stated[0].currency)


@frozen
class PaidBy:
    """A part of the receipt at least is paid by one of the *methods*, which are the till's words for them.

    With bounds, *at_least* and *at_most* so much of it is, by all of them together; *strictly* leaves the
    bounds themselves out. What counts in every stage are the payments that the till has sent: where it does
    not know them yet, nothing is paid.
    """

    kind: ClassVar[str] = "paid_by"
    methods: frozenset[str] = field(converter=_names)
    at_least: Money | None = field(default=None, kw_only=True)
    at_most: Money | None = field(default=None, kw_only=True)
    strictly: bool = field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = set_problems("methods", self.methods, id_problem, "so nothing could ever match")
        refuse(self.kind, problems + _some_bounds_problems(self.at_least, self.at_most, self.strictly))

    def lower(self) -> Predicate:
        if self.at_least is None and self.at_most is None:
            return OneOf(source=Source.PAYMENT, values=self.methods)
        paid = PaidByMethods(methods=self.methods)
        return _compared(paid, self.at_least, self.at_most, self.strictly)

    def describe(self) -> str:
        much = in_words(self.at_least, self.at_most, strictly=self.strictly)
        return f"{f'{much} of the receipt' if much else 'the receipt'} is paid by {listed(self.methods)}"


_PAID = {
    Means.MONEY: "left to pay in money",
    Means.POINTS: "paid with points",
    Means.CERTIFICATES: "paid with gift certificates",
    Means.OTHER_POINTS: "paid with points of other programmes",
}


@frozen
class PaidWith:
    """*at_least* and *at_most* so much of the receipt is paid with *means*; without bounds, anything at all.

    With *of_lines* it is so much of these products, as far as an offer that competes finds them free: those
    that the rule is for, without units that other offers have taken.

    It is what stands when the stage begins. Where discounts are decided, and what may be paid with points,
    nothing is paid: all of the receipt is left to pay in money. Gift certificates see what is paid with
    points. Where points are earned, and at the end, all of it counts: points and certificates that this
    calculation grants, points of other programmes that the till has sent, and in money what is left.
    *strictly* leaves the bounds themselves out.
    """

    kind: ClassVar[str] = "paid_with"
    means: Means
    at_least: Money | None = field(default=None, kw_only=True)
    at_most: Money | None = field(default=None, kw_only=True)
    strictly: bool = field(default=False, kw_only=True)
    of_lines: bool = field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = choice_problems("means", self.means, Means) + flag_problems(of_lines=self.of_lines)
        refuse(self.kind, problems + _some_bounds_problems(self.at_least, self.at_most, self.strictly))

    def lower(self) -> Predicate:
        paid = PaidSum(means=self.means, of_lines=self.of_lines)
        return _compared(paid, self.at_least, self.at_most, self.strictly)

    def describe(self) -> str:
        much = in_words(self.at_least, self.at_most, strictly=self.strictly) or "something"
        return f"{much} of {'these products' if self.of_lines else 'the receipt'} is {_PAID[self.means]}"
