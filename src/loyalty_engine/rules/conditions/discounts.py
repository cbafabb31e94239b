"""Conditions on discounts that lines have already: given by offers, or taken off outside."""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.amounts import LARGEST
from loyalty_engine.model.fields import flag_problems, id_problems, money_problems
from loyalty_engine.model.moments import number_problem
from loyalty_engine.model.money import Money
from loyalty_engine.model.receipt import MOST_POINTS
from loyalty_engine.rules.conditions.bounds import bound_problems, in_words, plural
from loyalty_engine.rules.figures import ExternalSum
from loyalty_engine.rules.predicates import Compare, External, Predicate, Range
from loyalty_engine.rules.predicates import Discounted as DiscountedLine


@frozen
class Discounted:
    """A discount has been given on the line, by *offer* where one is named.

    Where discounts are decided it sees those given before this offer, which depends on the order in which
    offers are settled; where points are, all of them. An offer that is not in the book has given none. What
    the till has taken off itself is not meant: that is `ExternalDiscount`.
    """

    kind: ClassVar[str] = "discounted"
    offer: str | None = None

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, id_problems(offer=self.offer))

    def lower(self) -> Predicate:
        return DiscountedLine(offer=self.offer)

    def describe(self) -> str:
        by = "" if self.offer is None else f" by {self.offer}"
        return f"the product is discounted{by}"


def _sum_problems(path: str, value: object) -> list[Problem]:
    return money_problems(path, value, LARGEST)


@frozen(kw_only=True)
class ExternalDiscount:
    """The till or a partner has taken *at_least* and *at_most* so much off the line.

    Without bounds it means anything at all; *strictly* leaves the bounds themselves out. Where the till says
    nothing, nothing was taken off.
    """

    kind: ClassVar[str] = "external_discount"
    at_least: Money | None = None
    at_most: Money | None = None
    strictly: bool = False

    def __attrs_post_init__(self) -> None:
        if self.at_least is None and self.at_most is None:
            refuse(self.kind, flag_problems(strictly=self.strictly))
        else:
            bounds = bound_problems(self.at_least, self.at_most, _sum_problems, strictly=self.strictly)
            refuse(self.kind, bounds)

    def lower(self) -> Predicate:
        bounds = [bound for bound in (self.at_least, self.at_most) if bound is not None]
        if not bounds:
            return External(range=Range(low=1))
        low, high = (None if bound is None else bound.minor for bound in (self.at_least, self.at_most))
        between = Range(low=low, high=high, low_open=self.strictly, high_open=self.strictly)
        return External(range=between, currency=bounds[0].currency)

    def describe(self) -> str:
        much = in_words(self.at_least, self.at_most, strictly=self.strictly) or "something"
        return f"the till has already taken {much} off the product"


@frozen(kw_only=True)
class ExternalDiscountSum:
    """The till or a partner has taken *at_least* and *at_most* so much off the whole receipt.

    *strictly* leaves the bounds themselves out. Where the till says nothing, nothing was taken off.
    """

    kind: ClassVar[str] = "external_discount_sum"
    at_least: Money | None = None
    at_most: Money | None = None
    strictly: bool = False

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, bound_problems(self.at_least, self.at_most, _sum_problems, strictly=self.strictly))

    def lower(self) -> Predicate:
        low, high = (None if bound is None else bound.minor for bound in (self.at_least, self.at_most))
        between = Range(low=low, high=high, low_open=self.strictly, high_open=self.strictly)
        stated = [bound for bound in (self.at_least, self.at_most) if bound is not None]
        return Compare(figure=ExternalSum(), range=between, currency=stated[0].currency)

    def describe(self) -> str:
        much = in_words(self.at_least, self.at_most, strictly=self.strictly)
        return f"the till has already taken {much} off the receipt"


def _points_problems(path: str, value: object) -> list[Problem]:
    problem = number_problem(path, value, 0, MOST_POINTS)
    return [problem] if problem else []


@frozen(kw_only=True)
class ExternalPoints:
    """The till or a partner has sent *at_least* and *at_most* so many points with the line.

    Without bounds it means any at all. Of what kind they are nobody says but `AdoptExternalPoints`.
    """

    kind: ClassVar[str] = "external_points"
    at_least: int | None = None
    at_most: int | None = None

    def __attrs_post_init__(self) -> None:
        if self.at_least is not None or self.at_most is not None:
            refuse(self.kind, bound_problems(self.at_least, self.at_most, _points_problems))

    def lower(self) -> Predicate:
        if self.at_least is None and self.at_most is None:
            return External(range=Range(low=1), points=True)
        return External(range=Range(low=self.at_least, high=self.at_most), points=True)

    def describe(self) -> str:
        last = self.at_least if self.at_most is None else self.at_most
        many = "" if last is None else f"{in_words(self.at_least, self.at_most)} {plural(last, 'point')}"
        return f"a partner gives {many or 'points'} for the product"
