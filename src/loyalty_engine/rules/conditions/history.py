"""Conditions on past purchases: how many, for how much, of how many goods, with how many points."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import ClassVar

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.amounts import LARGEST
from loyalty_engine.model.fields import (
    as_set,
    choice_problems,
    faults,
    flag_problems,
    kept,
    kind_problems,
    money_problems,
    needed_id_problems,
    set_problems,
)
from loyalty_engine.model.identifiers import id_problem
from loyalty_engine.model.keys import FAVORITE_PREFIX, marked
from loyalty_engine.model.money import Money, Quantity
from loyalty_engine.model.period import ALWAYS, Period
from loyalty_engine.model.points import BONUS
from loyalty_engine.model.schedule import ANY_TIME, Schedule
from loyalty_engine.model.window import Window
from loyalty_engine.rules.conditions.bounds import (
    FromAttribute,
    bound_problems,
    in_words,
    or_own,
    own_bounds,
    stated,
)
from loyalty_engine.rules.conditions.logic import joined, line_tests, part_problems
from loyalty_engine.rules.conditions.standing import (
    amount_in_words,
    count_problems,
    every_problems,
    stretch_in_words,
    stretch_problems,
)
from loyalty_engine.rules.figures import Measured
from loyalty_engine.rules.language import Condition, as_conditions, listed
from loyalty_engine.rules.predicates import (
    Bought,
    Carrier,
    Compare,
    Keyed,
    LineTest,
    LineValue,
    Predicate,
    Range,
)


class Spent(Enum):
    """Which money of past purchases is added up; amounts are those after discounts.

    `AVERAGE` is the amount divided by the number of purchases, exactly. `PAID` is what was paid in money,
    and `PAID_WITH_POINTS` what points paid for.
    """

    AMOUNT = "amount"
    AVERAGE = "average"
    DISCOUNT = "discount"
    PAID = "paid"
    PAID_WITH_POINTS = "paid_with_points"


class Earned(Enum):
    """Which points of past purchases are added up: those for lines, for purchases as a whole, or both."""

    FOR_LINES = "for_lines"
    EXTRA = "extra"
    ALL = "all"


_MONEY = {
    Spent.AMOUNT: Measured.AMOUNT,
    Spent.AVERAGE: Measured.AVERAGE,
    Spent.DISCOUNT: Measured.DISCOUNT,
    Spent.PAID: Measured.PAID,
    Spent.PAID_WITH_POINTS: Measured.PAID_WITH_POINTS,
}
_POINTS = {
    Earned.FOR_LINES: Measured.POINTS,
    Earned.EXTRA: Measured.EXTRA_POINTS,
    Earned.ALL: Measured.ALL_POINTS,
}
_SPENT_WORDS = {
    Spent.AMOUNT: "the sum of",
    Spent.AVERAGE: "the average of",
    Spent.DISCOUNT: "the discount on",
    Spent.PAID: "what was paid in money for",
    Spent.PAID_WITH_POINTS: "what points paid for on",
}
_EARNED_WORDS = {
    Earned.FOR_LINES: "points for the goods of",
    Earned.EXTRA: "extra points for",
    Earned.ALL: "points for",
}


def _places(value: Iterable[str] | None) -> frozenset[str] | None:
    return None if value is None else as_set(value)


def _sum_problems(path: str, value: object) -> list[Problem]:
    return money_problems(path, value, LARGEST)


def _product_problems(path: str, condition: Condition) -> list[Problem]:
    """What keeps *condition* from telling products of the past apart."""
    tests, problems = line_tests(path, condition)
    if not problems and not all(map(_tells_products, tests)):
        hint = "use Products, Categories, Groups, or attributes of products"
        return [Problem(path, "asks more than what the product is", hint)]
    return problems


def _tells_products(test: LineTest) -> bool:
    if isinstance(test, Keyed):
        return not any(key.startswith(FAVORITE_PREFIX) for key in marked(test.keys))
    return isinstance(test, LineValue) and test.carrier is Carrier.PRODUCT


@frozen(kw_only=True)
class Purchases:
    """Which purchases of the member are meant; without any field, all of the past.

    Those with a line that passes all of *products*; with *products_only*, of these purchases such lines
    alone are measured. Those made within *period* or *window*, and when *schedule* held; at one of
    *places*; and that came to *amount_at_least* and *amount_at_most* so much after discounts. With
    *current* the purchase on the receipt is one of them, if it is as described.
    """

    products: tuple[Condition, ...] = field(default=(), converter=as_conditions)
    products_only: bool = False
    period: Period | None = None
    window: Window | None = None
    schedule: Schedule = ANY_TIME
    places: frozenset[str] | None = field(default=None, converter=_places)
    amount_at_least: Money | None = None
    amount_at_most: Money | None = None
    current: bool = False

    def __attrs_post_init__(self) -> None:
        problems: list[Problem] = []
        if self.products != ():
            problems += part_problems("products", self.products)
            for n, condition in enumerate(() if problems else self.products):
                problems += _product_problems(f"products[{n}]", condition)
        problems += flag_problems(products_only=self.products_only, current=self.current)
        if self.products_only is True and self.products == ():
            problems.append(Problem("products_only", "stands without products", "say which products"))
        problems += stretch_problems(self.period, self.window)
        hint = 'write Schedule.of(weekdays=("mon", "fri"))'
        problems += kind_problems("schedule", self.schedule, Schedule, "a schedule", hint)
        if self.places is not None:
            problems += set_problems("places", self.places, id_problem, "so nothing could ever match")
        if self.amount_at_least is not None or self.amount_at_most is not None:
            names = ("amount_at_least", "amount_at_most")
            problems += bound_problems(self.amount_at_least, self.amount_at_most, _sum_problems, names=names)
        refuse("purchases", problems)

    @property
    def currency(self) -> str | None:
        """The currency of the bounds, if there are any."""
        bounds = (self.amount_at_least, self.amount_at_most)
        return next((bound.currency for bound in bounds if bound is not None), None)

    def measured(self, what: Measured, *, currency: str | None = None, points: str | None = None) -> Bought:
        """The figure of the closed language that measures these purchases."""
        low, high = (
            None if bound is None else bound.minor for bound in (self.amount_at_least, self.amount_at_most)
        )
        return Bought(
            measured=what,
            points=points,
            tests=tuple(test for condition in self.products for test in line_tests("", condition)[0]),
            products_only=self.products_only,
            during=self.window or self.period or ALWAYS,
            schedule=self.schedule,
            places=self.places,
            amount=Range(low=low, high=high),
            currency=currency or self.currency,
            current=self.current,
        )

    def __str__(self) -> str:
        """To stand after "the number of"."""
        parts = ["purchases"]
        if self.products:
            parts.append(f" with a line where {joined(self.products)}")
            parts.append(", such lines alone," if self.products_only else "")
        if self.places is not None:
            parts.append(f" at {listed(self.places)}")
        amount = in_words(self.amount_at_least, self.amount_at_most)
        parts.append(f" for {amount}" if amount else "")
        parts.append("" if self.schedule == ANY_TIME else f" {self.schedule}")
        parts.append(stretch_in_words(self.period, self.window))
        parts.append(", this one included," if self.current else "")
        return "".join(parts).replace(",,", ",")


ALL_PURCHASES = Purchases()


def _of_problems(value: object) -> list[Problem]:
    return kind_problems("of", value, Purchases, "a choice of purchases", "write Purchases(window=…)")


def _lines_only_problems(what: str, of: object) -> list[Problem]:
    """Why something that belongs to whole purchases cannot be measured on lines."""
    if isinstance(of, Purchases) and of.products_only is True:
        hint = "leave out products_only"
        return [Problem("of.products_only", f"cannot be said of {what}, which no line has", hint)]
    return []


@frozen(kw_only=True)
class PurchaseCount:
    """The member has made *at_least* and *at_most* so many purchases; *every* means a multiple of so many.

    Counted are the purchases *of* which it speaks; 0 is no multiple.
    """

    kind: ClassVar[str] = "purchase_count"
    of: Purchases = field(default=ALL_PURCHASES, kw_only=False)
    at_least: int | None = None
    at_most: int | None = None
    every: int | None = None

    def __attrs_post_init__(self) -> None:
        problems = _of_problems(self.of)
        refuse(self.kind, problems + every_problems(self.at_least, self.at_most, self.every))

    def lower(self) -> Predicate:
        count = self.of.measured(Measured.COUNT)
        bounds = Range(low=self.at_least, high=self.at_most)
        return Compare(figure=count, range=bounds, currency=count.currency, every=self.every)

    def describe(self) -> str:
        return f"the number of {self.of} is {amount_in_words(self.at_least, self.at_most, self.every)}"


@frozen(kw_only=True)
class PurchaseSum:
    """The member's purchases come to *at_least* and *at_most* so much; *spent* says which money is meant.

    It measures the purchases *of* which it speaks; *strictly* leaves the bounds themselves out. Purchases in
    another currency than that of the bounds do not count; where the member carries the bounds, it is that of
    the receipt. An average compares as a fraction, without rounding, and there is none of nothing.
    """

    kind: ClassVar[str] = "purchase_sum"
    of: Purchases = field(default=ALL_PURCHASES, kw_only=False)
    spent: Spent = Spent.AMOUNT
    at_least: Money | FromAttribute | None = None
    at_most: Money | FromAttribute | None = None
    strictly: bool = False

    def __attrs_post_init__(self) -> None:
        problems = _of_problems(self.of) + choice_problems("spent", self.spent, Spent)
        if self.spent is Spent.PAID:
            problems += _lines_only_problems("payments", self.of)
        check = or_own(_sum_problems)
        problems += bound_problems(self.at_least, self.at_most, check, strictly=self.strictly)
        if not problems and self._currency and self.of.currency not in (None, self._currency):
            message = f"{self.of.currency} is not {self._currency}"
            problems.append(Problem("of.amount_at_least", message, "use one currency"))
        refuse(self.kind, problems)

    @property
    def _currency(self) -> str | None:
        bounds = stated(self.at_least), stated(self.at_most)
        return next((bound.currency for bound in bounds if bound is not None), None)

    def lower(self) -> Predicate:
        least, most = stated(self.at_least), stated(self.at_most)
        low, high = (None if bound is None else bound.minor for bound in (least, most))
        bounds = Range(low=low, high=high, low_open=self.strictly, high_open=self.strictly)
        money = self.of.measured(_MONEY[self.spent], currency=self._currency)
        own = own_bounds(self.at_least, self.at_most)
        return Compare(figure=money, range=bounds, currency=money.currency, own=own)

    def describe(self) -> str:
        bounds = in_words(self.at_least, self.at_most, strictly=self.strictly)
        return f"{_SPENT_WORDS[self.spent]} {self.of} is {bounds}"


def _quantity(value: Quantity | int | str | None) -> Quantity | None:
    return None if value is None else kept(Quantity.of, value)


def _quantity_problems(path: str, value: object) -> list[Problem]:
    return faults(path, Quantity.of, value)


@frozen(kw_only=True)
class PurchaseQuantity:
    """The member's purchases hold *at_least* and *at_most* so many units, or so much weight.

    It measures the purchases *of* which it speaks.
    """

    kind: ClassVar[str] = "purchase_quantity"
    of: Purchases = field(default=ALL_PURCHASES, kw_only=False)
    at_least: Quantity | None = field(default=None, converter=_quantity)
    at_most: Quantity | None = field(default=None, converter=_quantity)

    def __attrs_post_init__(self) -> None:
        problems = _of_problems(self.of)
        refuse(self.kind, problems + bound_problems(self.at_least, self.at_most, _quantity_problems))

    def lower(self) -> Predicate:
        low, high = (None if bound is None else bound.thousandths for bound in (self.at_least, self.at_most))
        quantity = self.of.measured(Measured.QUANTITY)
        return Compare(figure=quantity, range=Range(low=low, high=high), currency=quantity.currency)

    def describe(self) -> str:
        return f"the quantity on {self.of} is {in_words(self.at_least, self.at_most)}"


@frozen(kw_only=True)
class PurchasePoints:
    """The member's purchases have brought *at_least* and *at_most* so many points of *currency*.

    It measures the purchases *of* which it speaks. *earned* says which points: those for lines, those for
    purchases as a whole, or both. They are in the smallest parts; what the purchase on the receipt brings is
    not known yet and does not count.
    """

    kind: ClassVar[str] = "purchase_points"
    of: Purchases = field(default=ALL_PURCHASES, kw_only=False)
    earned: Earned = Earned.ALL
    currency: str = BONUS
    at_least: int | None = None
    at_most: int | None = None

    def __attrs_post_init__(self) -> None:
        problems = _of_problems(self.of) + choice_problems("earned", self.earned, Earned)
        problems += needed_id_problems(currency=self.currency)
        if self.earned is not Earned.FOR_LINES:
            problems += _lines_only_problems("extra points", self.of)
        refuse(self.kind, problems + bound_problems(self.at_least, self.at_most, count_problems))

    def lower(self) -> Predicate:
        points = self.of.measured(_POINTS[self.earned], points=self.currency)
        bounds = Range(low=self.at_least, high=self.at_most)
        return Compare(figure=points, range=bounds, currency=points.currency)

    def describe(self) -> str:
        bounds = in_words(self.at_least, self.at_most)
        return f"the number of {self.currency} {_EARNED_WORDS[self.earned]} {self.of} is {bounds}"
