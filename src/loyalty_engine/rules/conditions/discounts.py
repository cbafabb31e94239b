"""Conditions on discounts that lines have already: given by offers, or taken off outside."""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.amounts import LARGEST
from loyalty_engine.model.fields import flag_problems, id_problems, money_problems
from loyalty_engine.model.money import Money
from loyalty_engine.rules.conditions.bounds import bound_problems, in_words
from loyalty_engine.rules.predicates import Discounted as DiscountedLine
from loyalty_engine.rules.predicates import External, Predicate, Range


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
