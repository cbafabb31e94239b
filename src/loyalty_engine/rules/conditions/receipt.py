"""Conditions on the receipt: sums, quantities, what it contains, where it was made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.amounts import LARGEST
from loyalty_engine.model.fields import (
    as_set,
    faults,
    flag_problems,
    kept,
    money_problems,
    set_problems,
)
from loyalty_engine.model.identifiers import id_problem
from loyalty_engine.model.moments import number_problem
from loyalty_engine.model.money import Money, Quantity
from loyalty_engine.rules.conditions.bounds import (
    FromAttribute,
    bound_problems,
    in_words,
    or_own,
    own_bounds,
    plural,
    stated,
)
from loyalty_engine.rules.conditions.coupons import are, many, shown_problems
from loyalty_engine.rules.conditions.logic import joined, line_tests, part_problems
from loyalty_engine.rules.figures import CouponsShown
from loyalty_engine.rules.language import Condition, as_conditions, listed
from loyalty_engine.rules.predicates import (
    All,
    Compare,
    Contains,
    LineFigure,
    OfLines,
    OneOf,
    Predicate,
    Range,
    ReceiptSum,
    Source,
)

_ONE = Quantity.of(1)
_NEVER = "so nothing could ever match"
_WHOLE, _LEFT_TO_PAY = ReceiptSum(), ReceiptSum(so_far=True)
#: Different products that may be asked for: more than a receipt has lines.
_MOST_PRODUCTS = 10**6


def _sum_problems(path: str, value: object) -> list[Problem]:
    return money_problems(path, value, LARGEST)


#: A sum, or that of the member.
_Sum = Money | FromAttribute
#: A quantity, or that of the member.
_Many = Quantity | FromAttribute


def _sums(low: _Sum | None, high: _Sum | None, strictly: bool) -> Range:
    """The range between two sums of money, in minor units."""
    return Range(low=_minor(low), high=_minor(high), low_open=strictly, high_open=strictly)


def _minor(bound: _Sum | None) -> int | None:
    return bound.minor if isinstance(bound, Money) else None


def _currency(low: _Sum | None, high: _Sum | None) -> str | None:
    stated = low if isinstance(low, Money) else high
    return stated.currency if isinstance(stated, Money) else None


def _quantity(value: Quantity | int | str | None) -> Quantity | None:
    return None if value is None else kept(Quantity.of, value)


def _own_quantity(value: _Many | int | str | None) -> _Many | None:
    return value if isinstance(value, FromAttribute) else _quantity(value)


def _quantity_problems(path: str, value: object) -> list[Problem]:
    return faults(path, Quantity.of, value)


def _thousandths(value: Quantity | None) -> int | None:
    return None if value is None else value.thousandths


def _number_problems(path: str, value: object) -> list[Problem]:
    problem = number_problem(path, value, 0, _MOST_PRODUCTS)
    return [problem] if problem else []


@frozen(kw_only=True)
class ReceiptAmount:
    """The whole receipt comes to *at_least* and *at_most* so much; *strictly* leaves the bounds out.

    The amount is before discounts where discounts are decided, and after them where points are. With
    *so_far* it is what remains after the offers settled before this one.
    """

    kind: ClassVar[str] = "receipt_amount"
    at_least: Money | FromAttribute | None = None
    at_most: Money | FromAttribute | None = None
    strictly: bool = False
    so_far: bool = False

    def __attrs_post_init__(self) -> None:
        check = or_own(_sum_problems)
        problems = bound_problems(self.at_least, self.at_most, check, strictly=self.strictly)
        refuse(self.kind, problems + flag_problems(so_far=self.so_far))

    def lower(self) -> Predicate:
        bounds = _sums(self.at_least, self.at_most, self.strictly)
        currency = _currency(self.at_least, self.at_most)
        own = own_bounds(self.at_least, self.at_most)
        figure = _LEFT_TO_PAY if self.so_far else _WHOLE
        return Compare(figure=figure, range=bounds, currency=currency, own=own)

    def describe(self) -> str:
        what = "the receipt, less the discounts so far," if self.so_far else "the receipt"
        return f"{what} comes to {in_words(self.at_least, self.at_most, strictly=self.strictly)}"


@frozen(kw_only=True)
class LineAmount:
    """The lines that the rule works on come to *at_least* and *at_most* so much together.

    The amount is before discounts where discounts are decided, and after them where points are. *strictly*
    leaves the bounds themselves out.
    """

    kind: ClassVar[str] = "line_amount"
    at_least: Money | FromAttribute | None = None
    at_most: Money | FromAttribute | None = None
    strictly: bool = False

    def __attrs_post_init__(self) -> None:
        check = or_own(_sum_problems)
        refuse(self.kind, bound_problems(self.at_least, self.at_most, check, strictly=self.strictly))

    def lower(self) -> Predicate:
        bounds = _sums(self.at_least, self.at_most, self.strictly)
        currency = _currency(self.at_least, self.at_most)
        own = own_bounds(self.at_least, self.at_most)
        return Compare(figure=OfLines(figure=LineFigure.AMOUNT), range=bounds, currency=currency, own=own)

    def describe(self) -> str:
        return f"these products come to {in_words(self.at_least, self.at_most, strictly=self.strictly)}"


@frozen(kw_only=True)
class LineQuantity:
    """The lines that the rule works on hold *at_least* and *at_most* so many units, or so much weight.

    Pieces and kilograms are added up as they stand on the lines. *strictly* leaves the bounds themselves out.
    """

    kind: ClassVar[str] = "line_quantity"
    at_least: Quantity | FromAttribute | None = field(default=None, converter=_own_quantity)
    at_most: Quantity | FromAttribute | None = field(default=None, converter=_own_quantity)
    strictly: bool = False

    def __attrs_post_init__(self) -> None:
        check = or_own(_quantity_problems)
        refuse(self.kind, bound_problems(self.at_least, self.at_most, check, strictly=self.strictly))

    def lower(self) -> Predicate:
        bounds = Range(
            low=_thousandths(stated(self.at_least)),
            high=_thousandths(stated(self.at_most)),
            low_open=self.strictly,
            high_open=self.strictly,
        )
        own = own_bounds(self.at_least, self.at_most)
        return Compare(figure=OfLines(figure=LineFigure.QUANTITY), range=bounds, own=own)

    def describe(self) -> str:
        many = in_words(self.at_least, self.at_most, strictly=self.strictly)
        return f"there are {many} of these products"


@frozen(kw_only=True)
class DistinctProducts:
    """The lines that the rule works on hold *at_least* and *at_most* so many different products."""

    kind: ClassVar[str] = "distinct_products"
    at_least: int | None = None
    at_most: int | None = None

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, bound_problems(self.at_least, self.at_most, _number_problems))

    def lower(self) -> Predicate:
        bounds = Range(low=self.at_least, high=self.at_most)
        return Compare(figure=OfLines(figure=LineFigure.PRODUCTS), range=bounds)

    def describe(self) -> str:
        last = self.at_least if self.at_most is None else self.at_most
        products = plural(last or 0, "different product")
        return f"there are {in_words(self.at_least, self.at_most)} {products} among these"


@frozen(kw_only=True)
class LineCount:
    """The rule works on *at_least* and *at_most* so many lines, whatever is on them.

    A line of which other offers have taken some units is still one.
    """

    kind: ClassVar[str] = "line_count"
    at_least: int | None = None
    at_most: int | None = None

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, bound_problems(self.at_least, self.at_most, _number_problems))

    def lower(self) -> Predicate:
        bounds = Range(low=self.at_least, high=self.at_most)
        return Compare(figure=OfLines(figure=LineFigure.LINES), range=bounds)

    def describe(self) -> str:
        last = self.at_least if self.at_most is None else self.at_most
        return f"these products are on {in_words(self.at_least, self.at_most)} {plural(last or 0, 'line')}"


@frozen(kw_only=True)
class ReceiptContains:
    """The receipt has lines that pass all of *products*, *at_least* and *at_most* so many units of them.

    They may also have to come to *amount_at_least* and *amount_at_most* so much, before discounts in the
    discount stage and after them later (*strictly* leaves these bounds out; *so_far* counts what is left to
    pay at that moment), and to be *different_at_least* so many products. Without a bound any quantity will
    do. With upper bounds alone, none at all will do as well. Unlike a condition on products by itself, it
    does not narrow the lines that the rule works on.
    """

    kind: ClassVar[str] = "receipt_contains"
    products: tuple[Condition, ...] = field(kw_only=False, converter=as_conditions)
    at_least: Quantity | FromAttribute | None = field(default=None, converter=_own_quantity)
    at_most: Quantity | FromAttribute | None = field(default=None, converter=_own_quantity)
    amount_at_least: Money | FromAttribute | None = None
    amount_at_most: Money | FromAttribute | None = None
    strictly: bool = False
    so_far: bool = False
    different_at_least: int | None = None

    def __attrs_post_init__(self) -> None:
        problems = part_problems("products", self.products)
        for n, condition in enumerate(() if problems else self.products):
            problems += line_tests(f"products[{n}]", condition)[1]
        if self.at_least is not None or self.at_most is not None:
            problems += bound_problems(self.at_least, self.at_most, or_own(_quantity_problems))
        bounded = self.amount_at_least is not None or self.amount_at_most is not None
        if bounded:
            names = "amount_at_least", "amount_at_most"
            low, high = self.amount_at_least, self.amount_at_most
            check = or_own(_sum_problems)
            problems += bound_problems(low, high, check, strictly=self.strictly, names=names)
        problems += flag_problems(strictly=self.strictly, so_far=self.so_far)
        for name, flag in (("strictly", self.strictly), ("so_far", self.so_far)):
            if flag is True and not bounded:
                message = "is said where no amount is asked for"
                problems.append(Problem(name, message, "give amount_at_least or amount_at_most"))
        if self.different_at_least is not None:
            problems += _number_problems("different_at_least", self.different_at_least)
        refuse(self.kind, problems)

    def lower(self) -> Predicate:
        tests = tuple(test for condition in self.products for test in line_tests("", condition)[0])
        asked: list[Predicate] = []
        if self.at_least is not None or self.at_most is not None:
            least, most = _thousandths(stated(self.at_least)), _thousandths(stated(self.at_most))
            own = own_bounds(self.at_least, self.at_most)
            asked.append(Contains(tests=tests, range=Range(low=least, high=most), own=own))
        if self.amount_at_least is not None or self.amount_at_most is not None:
            asked.append(
                Contains(
                    tests=tests,
                    range=_sums(self.amount_at_least, self.amount_at_most, self.strictly),
                    figure=LineFigure.AMOUNT,
                    currency=_currency(self.amount_at_least, self.amount_at_most),
                    so_far=self.so_far,
                    own=own_bounds(self.amount_at_least, self.amount_at_most),
                )
            )
        if self.different_at_least is not None:
            products = Range(low=self.different_at_least)
            asked.append(Contains(tests=tests, range=products, figure=LineFigure.PRODUCTS))
        if not asked:
            return Contains(tests=tests)
        return asked[0] if len(asked) == 1 else All(tuple(asked))

    def describe(self) -> str:
        found = []
        many = in_words(self.at_least, self.at_most)
        if many:
            last = self.at_least if self.at_most is None else self.at_most
            of_member = isinstance(last, FromAttribute)
            found.append(f"{many} {'in units' if of_member else 'unit' if last == _ONE else 'units'}")
        much = in_words(self.amount_at_least, self.amount_at_most, strictly=self.strictly)
        if much:
            found.append(f"{much} {'left to pay' if self.so_far else 'in all'}")
        if self.different_at_least is not None:
            products = plural(self.different_at_least, "different product")
            found.append(f"at least {self.different_at_least} {products}")
        lines = f"{' and '.join(found)} on lines" if found else "a line"
        return f"the receipt has {lines} where {joined(self.products)}"


def _names(value: Iterable[str]) -> frozenset[str]:
    return as_set(value)


@frozen
class AtPlaces:
    """The purchase is made at one of the *places*."""

    kind: ClassVar[str] = "at_places"
    places: frozenset[str] = field(converter=_names)

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, set_problems("places", self.places, id_problem, _NEVER))

    def lower(self) -> Predicate:
        return OneOf(source=Source.PLACE, values=self.places)

    def describe(self) -> str:
        return f"the purchase is made at {listed(self.places)}"


@frozen
class AtBrands:
    """The purchase is made at a place of one of the *brands*."""

    kind: ClassVar[str] = "at_brands"
    brands: frozenset[str] = field(converter=_names)

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, set_problems("brands", self.brands, id_problem, _NEVER))

    def lower(self) -> Predicate:
        return OneOf(source=Source.BRAND, values=self.brands)

    def describe(self) -> str:
        return f"the purchase is made at a shop of {listed(self.brands)}"


@frozen
class CouponPresented:
    """*at_least* so many coupons of the *issues* are presented.

    They are counted together, whichever of the issues they are of.
    """

    kind: ClassVar[str] = "coupon_presented"
    issues: frozenset[str] = field(converter=_names)
    at_least: int = field(default=1, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = set_problems("issues", self.issues, id_problem, _NEVER)
        refuse(self.kind, problems + shown_problems("at_least", self.at_least))

    def lower(self) -> Predicate:
        if self.at_least > 1:
            return Compare(figure=CouponsShown(issues=self.issues), range=Range(low=self.at_least))
        return OneOf(source=Source.COUPON_ISSUE, values=self.issues)

    def describe(self) -> str:
        return f"{many(self.at_least)} of {listed(self.issues)} {are(self.at_least)} presented"
