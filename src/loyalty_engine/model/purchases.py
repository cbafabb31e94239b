"""Past purchases of a member."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.fields import (
    as_tuple,
    faults,
    id_problems,
    kept,
    money_problems,
    needed_id_problems,
    tuple_problems,
)
from loyalty_engine.model.identifiers import Code, product_code, shown
from loyalty_engine.model.moments import moment_problem, number_problem
from loyalty_engine.model.money import Money, Quantity
from loyalty_engine.model.pairs import as_pairs, by_name, pair_problems
from loyalty_engine.model.receipt import Payment

#: The most points of a kind that one purchase can bring.
_MOST_POINTS: Final = 10**18

PointsGiven = tuple[tuple[str, int], ...]


def _product(value: Code | str) -> Code:
    return kept(product_code, value)


def _quantity(value: Quantity | int | str) -> Quantity:
    return kept(Quantity.of, value)


def _same(value: int) -> int:
    return value


def _points(value: Mapping[str, int] | PointsGiven) -> PointsGiven:
    return as_pairs(value, _same)


def _points_problems(path: str, value: object) -> list[Problem]:
    problem = number_problem(path, value, 0, _MOST_POINTS)
    return [problem] if problem else []


@frozen(kw_only=True)
class PastLine:
    """A line of a past purchase, after whatever of it was returned.

    *amount* is what the till asked for before offers, *discount* what they took off, and *paid_with_points*
    the part of the rest that points paid for. *points* are those given for the line, by their kind, in
    their smallest parts.
    """

    product: Code = field(converter=_product)
    quantity: Quantity = field(default=Quantity(1000), converter=_quantity)
    amount: Money
    discount: Money | None = None
    paid_with_points: Money | None = None
    points: PointsGiven = field(default=(), converter=_points)

    def __attrs_post_init__(self) -> None:
        problems = faults("product", product_code, self.product)
        problems += faults("quantity", Quantity.of, self.quantity)
        problems += money_problems("amount", self.amount)
        problems += _parts_problems(
            self.amount, (("discount", self.discount), ("paid_with_points", self.paid_with_points))
        )
        refuse("past line", problems + pair_problems("points", self.points, _points_problems))
        object.__setattr__(self, "points", by_name(self.points))

    @property
    def cost(self) -> int:
        """What the line came to after discounts, in minor units."""
        return self.amount.minor - (0 if self.discount is None else self.discount.minor)


def _parts_problems(amount: object, parts: Iterable[tuple[str, object]]) -> list[Problem]:
    """What keeps sums of money from being parts of *amount* that have room in it together."""
    problems: list[Problem] = []
    left = amount.minor if isinstance(amount, Money) else 0
    for path, part in parts:
        if part is None:
            continue
        found = money_problems(path, part)
        if not found and isinstance(part, Money) and isinstance(amount, Money):
            left -= part.minor
            if part.currency != amount.currency:
                found = [Problem(path, f"{part} is not in {amount.currency}", "use one currency")]
            elif left < 0:
                found = [Problem(path, f"{part} is more than was left of {amount}", "check the amounts")]
        problems += found
    return problems


def _lines(value: Iterable[PastLine]) -> tuple[PastLine, ...]:
    return as_tuple(value)


def _payments(value: Iterable[Payment]) -> tuple[Payment, ...]:
    return as_tuple(value)


def _as_printed(at: dt.datetime) -> str:
    return at.isoformat()


@frozen(kw_only=True)
class PastPurchase:
    """A purchase that the member has made before, as far as the host has loaded it.

    *at* is its moment by the clock of the shop, with the offset from UTC; *place* the id of the shop.
    *payments* are those in money. *extra_points* were given for the purchase as a whole and for no line.
    """

    id: str
    at: dt.datetime = field(eq=_as_printed)
    place: str | None = None
    lines: tuple[PastLine, ...] = field(converter=_lines)
    payments: tuple[Payment, ...] = field(default=(), converter=_payments)
    extra_points: PointsGiven = field(default=(), converter=_points)

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(id=self.id)
        dated = moment_problem("at", self.at, aware=True)
        problems += ([dated] if dated else []) + id_problems(place=self.place)
        unlike = tuple_problems("lines", self.lines, PastLine, "a line", "give a PastLine")
        unpaid = tuple_problems("payments", self.payments, Payment, "a payment", "give a Payment")
        problems += unlike + unpaid + pair_problems("extra_points", self.extra_points, _points_problems)
        if not unlike and not self.lines:
            problems.append(Problem("lines", "is empty", "give at least one line"))
        elif not unlike and not unpaid:
            problems += self._currency_problems()
        refuse(f"past purchase {shown(self.id)}", problems)
        object.__setattr__(self, "extra_points", by_name(self.extra_points))

    def _currency_problems(self) -> list[Problem]:
        amounts = [(f"lines[{n}].amount", line.amount) for n, line in enumerate(self.lines)]
        amounts += [(f"payments[{n}].amount", payment.amount) for n, payment in enumerate(self.payments)]
        return [
            Problem(path, f"{amount} is not in {self.currency}", "one purchase has one currency")
            for path, amount in amounts
            if amount.currency != self.currency
        ]

    @property
    def currency(self) -> str:
        """The ISO 4217 code of every amount of the purchase."""
        return self.lines[0].amount.currency

    @property
    def cost(self) -> int:
        """What the purchase came to after discounts, in minor units."""
        return sum(line.cost for line in self.lines)


def as_purchases(value: Iterable[PastPurchase]) -> tuple[PastPurchase, ...]:
    """Converter for the past purchases of a member."""
    return as_tuple(value)


def id_of(purchase: PastPurchase) -> str:
    """By what past purchases are told apart."""
    return purchase.id


def in_time(purchase: PastPurchase) -> tuple[dt.datetime, str]:
    """The order of past purchases."""
    return purchase.at, purchase.id
