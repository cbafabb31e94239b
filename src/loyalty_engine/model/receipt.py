"""A receipt as the point of sale presents it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from enum import Enum

from attrs import field, frozen

from loyalty_engine.errors import InvalidInput, Problem, refuse
from loyalty_engine.model.attributes import EMPTY, Attributes, attributes
from loyalty_engine.model.fields import id_problems, money_problems, sequence_of
from loyalty_engine.model.identifiers import Code, product_code
from loyalty_engine.model.moments import check_moment, local_time
from loyalty_engine.model.money import Money, Quantity

MOST_LINES = 10_000


class Measure(Enum):
    """How a line's goods are counted: in whole pieces, or as one weighed portion that cannot be split."""

    PIECE = "piece"
    WEIGHED = "weighed"


def _quantity(value: Quantity | int | str | Decimal) -> Quantity:
    return Quantity.of(value)


@frozen(kw_only=True)
class Line:
    """One position of a receipt.

    *amount* is what the till charges for the whole line, after its own rounding and after external
    discounts; it is the truth for every sum. *quantity* is written ``2`` or ``"0.755"``. *product* is the
    code that the till knows: plain text means the ERP code. *measure* follows from the quantity where it
    is not said: whole quantities are pieces. *price* is the catalogue price of a unit, for display.
    *external_discount* says what the till or a partner has already taken off.
    """

    number: int
    product: Code = field(converter=product_code)
    quantity: Quantity = field(default=Quantity(1000), converter=_quantity)
    amount: Money
    measure: Measure = field()
    name: str = ""
    price: Money | None = None
    external_discount: Money | None = None
    parameters: Attributes = field(default=EMPTY, converter=attributes)

    @measure.default
    def _follows_from_quantity(self) -> Measure:
        return Measure.PIECE if self.quantity.whole else Measure.WEIGHED

    def __attrs_post_init__(self) -> None:
        problems = money_problems("amount", self.amount)
        if type(self.number) is not int or not 1 <= self.number <= 10**9:
            problems.append(Problem("number", f"{self.number!r} is not a line number", "count lines from 1"))
        if not isinstance(self.measure, Measure):
            problems.append(
                Problem("measure", f"{self.measure!r} is not a measure", "use Measure.PIECE or WEIGHED")
            )
        elif self.measure is Measure.PIECE and not self.quantity.whole:
            problems.append(
                Problem(
                    "quantity",
                    f"{self.quantity} is not a whole number of pieces",
                    "say measure=Measure.WEIGHED",
                )
            )
        for name, value in (("price", self.price), ("external_discount", self.external_discount)):
            if value is not None:
                problems += money_problems(name, value)
                if not problems and value.currency != self.amount.currency:
                    problems.append(
                        Problem(name, f"{value} is not in {self.amount.currency}", "use one currency")
                    )
        refuse(f"line {self.number!r}", problems)


@frozen(kw_only=True)
class Place:
    """A place of sale: a shop, a web shop, a filling station.

    *brand* is the chain that it belongs to; *zone* its IANA time zone, for things other than purchases.
    """

    id: str = field(kw_only=False)
    brand: str | None = None
    zone: str | None = None
    attributes: Attributes = field(default=EMPTY, converter=attributes)

    def __attrs_post_init__(self) -> None:
        refuse(f"place {self.id!r}", id_problems(id=self.id, brand=self.brand, zone=self.zone))


@frozen(kw_only=True)
class Payment:
    """A part of the receipt paid in one way: *method* is the host's name for it, such as ``card``."""

    method: str
    amount: Money

    def __attrs_post_init__(self) -> None:
        refuse("payment", money_problems("amount", self.amount) + id_problems(method=self.method))


@frozen(kw_only=True)
class PresentedCoupon:
    """A coupon that the buyer shows; *issue* is known where the host has recognised the number."""

    number: str
    issue: str | None = None

    def __attrs_post_init__(self) -> None:
        refuse(f"coupon {self.number!r}", id_problems(number=self.number, issue=self.issue))


def _place(value: Place | str) -> Place:
    return value if isinstance(value, Place) else Place(value)


def _lines(value: Iterable[Line]) -> tuple[Line, ...]:
    return sequence_of(Line, value, "receipt", "lines")


def _payments(value: Iterable[Payment]) -> tuple[Payment, ...]:
    return sequence_of(Payment, value, "receipt", "payments")


def _coupons(value: Iterable[PresentedCoupon]) -> tuple[PresentedCoupon, ...]:
    return sequence_of(PresentedCoupon, value, "receipt", "coupons")


@frozen(kw_only=True)
class Receipt:
    """A purchase at the till: at least one line, one currency, line numbers rising.

    *at* is the moment of the purchase by the shop's clock, with its offset from UTC: offers open and
    close by that local time. *payments* say how the receipt is paid, as far as the till knows already.

    Raises:
        InvalidInput: every problem of the receipt at once, each with its path.
    """

    id: str
    at: dt.datetime
    place: Place = field(converter=_place)
    lines: tuple[Line, ...] = field(converter=_lines)
    payments: tuple[Payment, ...] = field(default=(), converter=_payments)
    coupons: tuple[PresentedCoupon, ...] = field(default=(), converter=_coupons)
    parameters: Attributes = field(default=EMPTY, converter=attributes)

    def __attrs_post_init__(self) -> None:
        subject = f"receipt {self.id!r}"
        problems = id_problems(id=self.id)
        try:
            check_moment(subject, "at", self.at, aware=True)
        except InvalidInput as error:
            problems += error.problems
        if not 1 <= len(self.lines) <= MOST_LINES:
            problems.append(
                Problem("lines", f"there are {len(self.lines)}", f"give 1 to {MOST_LINES:,} lines")
            )
            raise InvalidInput(subject, tuple(problems))
        last = 0
        for n, line in enumerate(self.lines):
            if line.number <= last:
                hint = "give each line a number of its own, rising"
                problems.append(Problem(f"lines[{n}].number", f"{line.number} comes after {last}", hint))
            last = line.number
        paid = [(f"payments[{n}].amount", p.amount) for n, p in enumerate(self.payments)]
        for path, amount in [(f"lines[{n}].amount", line.amount) for n, line in enumerate(self.lines)] + paid:
            if amount.currency != self.currency:
                hint = "one receipt has one currency; convert before you calculate"
                problems.append(Problem(path, f"{amount} is not in {self.currency}", hint))
        refuse(subject, problems)

    @property
    def currency(self) -> str:
        """The ISO 4217 code of every amount on the receipt."""
        return self.lines[0].amount.currency

    @property
    def amount(self) -> Money:
        """What the lines add up to, before any discount of ours."""
        return Money(sum(line.amount.minor for line in self.lines), self.currency)

    @property
    def local(self) -> dt.datetime:
        """The moment of the purchase by the shop's clock, without its offset."""
        return local_time(self.at)
