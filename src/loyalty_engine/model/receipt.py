"""A receipt as the point of sale presents it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import Enum
from functools import cached_property

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.attributes import EMPTY, Attributes, attributes
from loyalty_engine.model.canonical import encode
from loyalty_engine.model.fields import (
    as_tuple,
    choice_problems,
    faults,
    flag_problems,
    id_problems,
    kept,
    money_problems,
    name_problems,
    needed_id_problems,
    repeated,
    tuple_problems,
    zone_problems,
)
from loyalty_engine.model.identifiers import Code, product_code, shown
from loyalty_engine.model.moments import local_time, moment_problem, number_problem
from loyalty_engine.model.money import Money, Quantity
from loyalty_engine.model.points import BONUS

MOST_LINES = 10_000
HIGHEST_NUMBER = 10**9  # of a line
#: The most points of one kind that a receipt can speak of, in smallest parts.
MOST_POINTS = 10**12


class Measure(Enum):
    """How a line's goods are counted: in whole pieces, or as one weighed portion that cannot be split."""

    PIECE = "piece"
    WEIGHED = "weighed"


def _product(value: Code | str) -> Code:
    return kept(product_code, value)


def _quantity(value: Quantity | int | str | Decimal) -> Quantity:
    return kept(Quantity.of, value)


def _attributes(value: Attributes | Mapping[str, object]) -> Attributes:
    return kept(attributes, value)


@frozen(kw_only=True)
class Line:
    """One position of a receipt.

    *amount* is what the till charges for the whole line, after its own rounding and after external
    discounts; it is the truth for every sum. *quantity* is written ``2`` or ``"0.755"``. *product* is the
    code that the till knows: plain text means the ERP code. *measure* follows from the quantity where it
    is not said: whole quantities are pieces. *price* is the catalogue price of a unit, for display.
    *external_discount* says what the till or a partner has already taken off, and *external_points* how many
    points they give, in the smallest parts of the kind that an offer adopts them as.
    """

    number: int
    product: Code = field(converter=_product)
    quantity: Quantity = field(default=Quantity(1000), converter=_quantity)
    amount: Money
    measure: Measure = field()
    name: str = ""
    price: Money | None = None
    external_discount: Money | None = None
    external_points: int = 0
    parameters: Attributes = field(default=EMPTY, converter=_attributes)

    @measure.default
    def _follows_from_quantity(self) -> Measure:
        quantity: object = self.quantity
        return Measure.WEIGHED if isinstance(quantity, Quantity) and not quantity.whole else Measure.PIECE

    def __attrs_post_init__(self) -> None:
        numbered = number_problem("number", self.number, 1, HIGHEST_NUMBER)
        problems = [numbered] if numbered else []
        problems += faults("product", product_code, self.product)
        problems += faults("quantity", Quantity.of, self.quantity)
        problems += money_problems("amount", self.amount)
        problems += choice_problems("measure", self.measure, Measure)
        problems += name_problems(name=self.name)
        if self.price is not None:
            problems += _money_beside("price", self.price, self.amount)
        if self.external_discount is not None:
            problems += _money_beside("external_discount", self.external_discount, self.amount)
        pointed = number_problem("external_points", self.external_points, 0, MOST_POINTS)
        problems += [pointed] if pointed else []
        problems += faults("parameters", attributes, self.parameters)
        quantity: object = self.quantity
        if self.measure is Measure.PIECE and isinstance(quantity, Quantity) and not quantity.whole:
            message = f"{quantity} is not a whole number of pieces"
            problems.append(Problem("quantity", message, "say measure=Measure.WEIGHED"))
        refuse(f"line {shown(self.number)}", problems)

    @property
    def units(self) -> int:
        """How many units the line has: its pieces, or one where it is weighed."""
        return 1 if self.measure is Measure.WEIGHED else self.quantity.thousandths // 1000


def _money_beside(path: str, value: Money, amount: object) -> list[Problem]:
    """What is wrong with *value*, which stands on a line beside its *amount*."""
    problems = money_problems(path, value)
    if not problems and isinstance(amount, Money) and value.currency != amount.currency:
        problems.append(Problem(path, f"{value} is not in {amount.currency}", "use one currency"))
    return problems


@frozen(kw_only=True)
class Place:
    """A place of sale: a shop, a web shop, a filling station.

    *brand* is the chain that it belongs to; *zone* its IANA time zone, for things other than purchases.
    """

    id: str = field(kw_only=False)
    brand: str | None = None
    zone: str | None = None
    attributes: Attributes = field(default=EMPTY, converter=_attributes)

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(id=self.id) + id_problems(brand=self.brand)
        problems += zone_problems("zone", self.zone) + faults("attributes", attributes, self.attributes)
        refuse(f"place {shown(self.id)}", problems)


@frozen(kw_only=True)
class Payment:
    """A part of the receipt paid in one way: *method* is the host's name for it, such as ``card``.

    *in_points* says that it is no money, but points of another programme that are worth *amount*.
    """

    method: str
    amount: Money
    in_points: bool = False

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(method=self.method) + money_problems("amount", self.amount)
        refuse("payment", problems + flag_problems(in_points=self.in_points))


@frozen(kw_only=True)
class PresentedCoupon:
    """A coupon that the buyer shows; *issue* is known where the host has recognised the number."""

    number: str
    issue: str | None = None

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(number=self.number) + id_problems(issue=self.issue)
        refuse("coupon", problems)


@frozen
class PointsAsked:
    """Points that the buyer wants to pay with: smallest parts of *currency*, None for as many as may be."""

    currency: str = BONUS
    amount: int | None = None

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(currency=self.currency)
        if self.amount is not None:
            problem = number_problem("amount", self.amount, 1, MOST_POINTS)
            problems += [problem] if problem else []
        refuse("points asked for", problems)


#: More certificates than anybody hands over at once.
MOST_CERTIFICATES = 100


@frozen(kw_only=True)
class PresentedCertificate:
    """A gift certificate that the buyer hands over, with the money *left* on it.

    *amount* is what he wants to pay with it: None for as much as may be, 0 only to hear how much that is.
    *issue* is known where the host has recognised the number.
    """

    number: str
    left: Money
    issue: str | None = None
    amount: Money | None = None

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(number=self.number) + id_problems(issue=self.issue)
        problems += money_problems("left", self.left)
        if self.amount is not None:
            problems += _money_beside("amount", self.amount, self.left)
        refuse("certificate", problems)

    @property
    def wanted(self) -> Money:
        """The most that is to be paid with it."""
        return self.left if self.amount is None or self.left < self.amount else self.amount


def _place_of(value: Place | str) -> Place:
    return value if isinstance(value, Place) else Place(value)


def _place(value: Place | str) -> Place:
    return kept(_place_of, value)


def _lines(value: Iterable[Line]) -> tuple[Line, ...]:
    return as_tuple(value)


def _payments(value: Iterable[Payment]) -> tuple[Payment, ...]:
    return as_tuple(value)


def _coupons(value: Iterable[PresentedCoupon]) -> tuple[PresentedCoupon, ...]:
    return as_tuple(value)


def _asked(value: Iterable[PointsAsked]) -> tuple[PointsAsked, ...]:
    return as_tuple(value)


def _certificates(value: Iterable[PresentedCertificate]) -> tuple[PresentedCertificate, ...]:
    return as_tuple(value)


def _together(lines: tuple[Line, ...]) -> Money:
    """What *lines* add up to."""
    return Money(sum(line.amount.minor for line in lines), lines[0].amount.currency)


def _as_printed(at: dt.datetime) -> str:
    """What receipts compare by: the clock's reading and its offset, for 12:00+03:00 is no 09:00+00:00."""
    return at.isoformat()


@frozen(kw_only=True)
class Receipt:
    """A purchase at the till: at least one line, one currency, line numbers rising.

    *at* is the moment of the purchase by the shop's clock, with its offset from UTC: offers open and
    close by that local time. *payments* say how the receipt is paid, as far as the till knows already, and
    *points_asked* what the buyer wants to pay with points, each kind once, in the order of his choice;
    *certificates* are the gift certificates that he hands over, in the order in which they are to be spent.
    *identified_by* is the host's word for how the buyer was identified, such as ``card_barcode`` or
    ``phone``, and *card* the number of the card that was shown. *offline* says that the till was not
    connected at the time and sends the receipt later: what it gave the buyer itself is in
    `Line.external_discount`, and nothing more can be taken off or paid with points.

    Raises:
        InvalidInput: every problem of the receipt at once, each with its path.
    """

    id: str
    at: dt.datetime = field(eq=_as_printed)
    place: Place = field(converter=_place)
    lines: tuple[Line, ...] = field(converter=_lines)
    payments: tuple[Payment, ...] = field(default=(), converter=_payments)
    coupons: tuple[PresentedCoupon, ...] = field(default=(), converter=_coupons)
    parameters: Attributes = field(default=EMPTY, converter=_attributes)
    points_asked: tuple[PointsAsked, ...] = field(default=(), converter=_asked, kw_only=True)
    certificates: tuple[PresentedCertificate, ...] = field(default=(), converter=_certificates)
    identified_by: str | None = None
    card: str | None = None
    offline: bool = False

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(id=self.id)
        problems += id_problems(identified_by=self.identified_by, card=self.card)
        problems += flag_problems(offline=self.offline)
        dated = moment_problem("at", self.at, aware=True)
        problems += [dated] if dated else []
        place: object = self.place
        problems += [] if isinstance(place, Place) else faults("place", _place_of, self.place)
        unlike = tuple_problems("lines", self.lines, Line, "a line", "give a Line")
        problems += unlike or self._line_problems()
        unpaid = tuple_problems("payments", self.payments, Payment, "a payment", "give a Payment")
        problems += unpaid
        what = "a presented coupon"
        problems += tuple_problems("coupons", self.coupons, PresentedCoupon, what, "give a PresentedCoupon")
        asked = tuple_problems("points_asked", self.points_asked, PointsAsked, "points", "give PointsAsked()")
        problems += asked or repeated("points_asked", (one.currency for one in self.points_asked), "kind")
        what, hint = "a certificate", "give a PresentedCertificate"
        uncertified = tuple_problems("certificates", self.certificates, PresentedCertificate, what, hint)
        problems += uncertified or self._certificate_problems()
        problems += faults("parameters", attributes, self.parameters)
        if not unlike and not unpaid and not uncertified and self.lines:
            problems += self._currency_problems()
        refuse(f"receipt {shown(self.id)}", problems)

    def _line_problems(self) -> list[Problem]:
        if not 1 <= len(self.lines) <= MOST_LINES:
            return [Problem("lines", f"there are {len(self.lines)}", f"give 1 to {MOST_LINES:,} lines")]
        problems = []
        last = 0
        for n, line in enumerate(self.lines):
            if line.number <= last:
                hint = "give each line a number of its own, rising"
                problems.append(Problem(f"lines[{n}].number", f"{line.number} comes after {last}", hint))
            last = line.number
        if faults("lines", _together, self.lines):
            problems.append(
                Problem("lines", "they add up to more than 24 digits", "check the unit of the amounts")
            )
        return problems

    def _certificate_problems(self) -> list[Problem]:
        if len(self.certificates) > MOST_CERTIFICATES:
            message = f"there are {len(self.certificates)}"
            return [Problem("certificates", message, f"give {MOST_CERTIFICATES} at most")]
        return repeated("certificates", (one.number for one in self.certificates), "certificate")

    def _currency_problems(self) -> list[Problem]:
        amounts = [(f"lines[{n}].amount", line.amount) for n, line in enumerate(self.lines)]
        amounts += [(f"payments[{n}].amount", payment.amount) for n, payment in enumerate(self.payments)]
        amounts += [(f"certificates[{n}].left", one.left) for n, one in enumerate(self.certificates)]
        hint = "one receipt has one currency; convert before you calculate"
        return [
            Problem(path, f"{amount} is not in {self.currency}", hint)
            for path, amount in amounts
            if amount.currency != self.currency
        ]

    @property
    def currency(self) -> str:
        """The ISO 4217 code of every amount on the receipt."""
        return self.lines[0].amount.currency

    @property
    def amount(self) -> Money:
        """What the lines add up to, before any discount of ours."""
        return _together(self.lines)

    @cached_property
    def digest(self) -> str:
        """64 hexadecimal digits, the same for equal receipts, on every machine; worked out on first use."""
        return hashlib.sha256(encode(self)).hexdigest()

    @property
    def local(self) -> dt.datetime:
        """The moment of the purchase by the shop's clock, without its offset."""
        return local_time(self.at)
