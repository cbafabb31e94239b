"""Conditions on the receipt: sums, quantities, what it contains, how it is paid, where it was made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from attrs import field, frozen

from loyalty_engine.errors import InvalidInput, Problem, refuse
from loyalty_engine.model.fields import id_set, money_problems
from loyalty_engine.model.money import Money, Quantity
from loyalty_engine.rules.language import Condition, listed
from loyalty_engine.rules.predicates import (
    All,
    Compare,
    Contains,
    LineFigure,
    LineTest,
    OfLines,
    OneOf,
    Predicate,
    Range,
    ReceiptSum,
    Source,
)


def _sums(kind: str, low: Money | None, high: Money | None, strictly: bool) -> tuple[Range, str]:
    """The range between two sums of money, and their currency."""
    problems = []
    for path, bound in (("at_least", low), ("at_most", high)):
        problems += money_problems(path, bound) if bound is not None else []
    given = [bound for bound in (low, high) if bound is not None]
    if not given:
        problems.append(Problem("at_least", "is missing, and so is at_most", "give one bound or both"))
    elif not problems and given[0].currency != given[-1].currency:
        problems.append(Problem("at_most", f"{high} is not in {given[0].currency}", "use one currency"))
    refuse(kind, problems)
    bounds = [None if bound is None else bound.minor for bound in (low, high)]
    return _range(kind, bounds[0], bounds[1], strictly), given[0].currency


def _range(kind: str, low: int | None, high: int | None, strictly: bool) -> Range:
    if low is None and high is None:
        raise InvalidInput.at(kind, "at_least", "is missing, and so is at_most", "give one bound or both")
    return Range(low=low, high=high, low_open=strictly, high_open=strictly)


def _words(low: object, high: object, strictly: bool) -> str:
    least = "" if low is None else f"{'more than' if strictly else 'at least'} {low}"
    most = "" if high is None else f"{'less than' if strictly else 'at most'} {high}"
    return " and ".join(part for part in (least, most) if part)


def _quantity(value: Quantity | int | str | None) -> Quantity | None:
    return None if value is None else Quantity.of(value)


def _thousandths(value: Quantity | None) -> int | None:
    return None if value is None else value.thousandths


@frozen(kw_only=True)
class ReceiptAmount:
    """The whole receipt comes to *at_least* and *at_most* so much; *strictly* leaves the bounds out.

    The amount is before discounts where discounts are decided, and after them where points are. With
    *so_far* it is what remains after the offers settled before this one.
    """

    kind: ClassVar[str] = "receipt_amount"
    at_least: Money | None = None
    at_most: Money | None = None
    strictly: bool = False
    so_far: bool = False

    def __attrs_post_init__(self) -> None:
        self.lower()

    def lower(self) -> Predicate:
        bounds, currency = _sums(self.kind, self.at_least, self.at_most, self.strictly)
        return Compare(figure=ReceiptSum(so_far=self.so_far), range=bounds, currency=currency)

    def describe(self) -> str:
        so_far = " after the offers before" if self.so_far else ""
        return f"the receipt{so_far} comes to {_words(self.at_least, self.at_most, self.strictly)}"


@frozen(kw_only=True)
class LineAmount:
    """The lines that the rule works on come to *at_least* and *at_most* so much together."""

    kind: ClassVar[str] = "line_amount"
    at_least: Money | None = None
    at_most: Money | None = None
    strictly: bool = False

    def __attrs_post_init__(self) -> None:
        self.lower()

    def lower(self) -> Predicate:
        bounds, currency = _sums(self.kind, self.at_least, self.at_most, self.strictly)
        return Compare(figure=OfLines(figure=LineFigure.AMOUNT), range=bounds, currency=currency)

    def describe(self) -> str:
        return f"these products come to {_words(self.at_least, self.at_most, self.strictly)}"


@frozen(kw_only=True)
class LineQuantity:
    """The lines that the rule works on hold *at_least* and *at_most* so many units, or so much weight."""

    kind: ClassVar[str] = "line_quantity"
    at_least: Quantity | None = field(default=None, converter=_quantity)
    at_most: Quantity | None = field(default=None, converter=_quantity)
    strictly: bool = False

    def __attrs_post_init__(self) -> None:
        self.lower()

    def lower(self) -> Predicate:
        bounds = _range(self.kind, _thousandths(self.at_least), _thousandths(self.at_most), self.strictly)
        return Compare(figure=OfLines(figure=LineFigure.QUANTITY), range=bounds)

    def describe(self) -> str:
        return f"there are {_words(self.at_least, self.at_most, self.strictly)} of these products"


@frozen(kw_only=True)
class DistinctProducts:
    """The lines that the rule works on hold *at_least* and *at_most* so many different products."""

    kind: ClassVar[str] = "distinct_products"
    at_least: int | None = None
    at_most: int | None = None

    def __attrs_post_init__(self) -> None:
        self.lower()

    def lower(self) -> Predicate:
        bounds = _range(self.kind, self.at_least, self.at_most, False)
        return Compare(figure=OfLines(figure=LineFigure.PRODUCTS), range=bounds)

    def describe(self) -> str:
        return f"there are {_words(self.at_least, self.at_most, False)} different ones of these products"


def _conditions(value: Iterable[Condition]) -> tuple[Condition, ...]:
    return tuple(value)


@frozen(kw_only=True)
class ReceiptContains:
    """The receipt has lines that pass all of *products*, *at_least* and *at_most* so many units of them.

    Unlike a condition on products by itself, it does not narrow the lines that the rule works on.
    """

    kind: ClassVar[str] = "receipt_contains"
    products: tuple[Condition, ...] = field(kw_only=False, converter=_conditions)
    at_least: Quantity | None = field(default=None, converter=_quantity)
    at_most: Quantity | None = field(default=None, converter=_quantity)

    def __attrs_post_init__(self) -> None:
        self.lower()

    def lower(self) -> Predicate:
        tests: list[LineTest] = []
        for n, condition in enumerate(self.products):
            predicate = condition.lower()
            parts = predicate.parts if isinstance(predicate, All) else (predicate,)
            for part in parts:
                if not isinstance(part, LineTest):
                    hint = "use conditions on products or line attributes"
                    raise InvalidInput.at(self.kind, f"products[{n}]", "does not select products", hint)
                tests.append(part)
        if not tests:
            raise InvalidInput.at(self.kind, "products", "is empty", "name what the receipt must contain")
        low, high = _thousandths(self.at_least), _thousandths(self.at_most)
        bounds = Range(low=1) if low is None and high is None else Range(low=low, high=high)
        return Contains(tests=tuple(tests), range=bounds)

    def describe(self) -> str:
        clauses = " and ".join(condition.describe() for condition in self.products)
        many = _words(self.at_least, self.at_most, False)
        return f"the receipt has {many + ' of ' if many else ''}something where {clauses}"


def _names(value: Iterable[str]) -> frozenset[str]:
    names = id_set(value, "names", "names")
    if not names:
        raise InvalidInput.at("names", "names", "is empty, so nothing could ever match", "name at least one")
    return names


@frozen
class AtPlaces:
    """The purchase is made at one of the *places*."""

    kind: ClassVar[str] = "at_places"
    places: frozenset[str] = field(converter=_names)

    def lower(self) -> Predicate:
        return OneOf(source=Source.PLACE, values=self.places)

    def describe(self) -> str:
        return f"the purchase is made at {listed(self.places)}"


@frozen
class AtBrands:
    """The purchase is made at a place of one of the *brands*."""

    kind: ClassVar[str] = "at_brands"
    brands: frozenset[str] = field(converter=_names)

    def lower(self) -> Predicate:
        return OneOf(source=Source.BRAND, values=self.brands)

    def describe(self) -> str:
        return f"the purchase is made at a shop of {listed(self.brands)}"


@frozen
class PaidBy:
    """A part of the receipt at least is paid by one of the *methods*."""

    kind: ClassVar[str] = "paid_by"
    methods: frozenset[str] = field(converter=_names)

    def lower(self) -> Predicate:
        return OneOf(source=Source.PAYMENT, values=self.methods)

    def describe(self) -> str:
        return f"the receipt is paid by {listed(self.methods)}"


@frozen
class CouponPresented:
    """A coupon of one of the *issues* is presented."""

    kind: ClassVar[str] = "coupon_presented"
    issues: frozenset[str] = field(converter=_names)

    def lower(self) -> Predicate:
        return OneOf(source=Source.COUPON_ISSUE, values=self.issues)

    def describe(self) -> str:
        return f"a coupon of {listed(self.issues)} is presented"
