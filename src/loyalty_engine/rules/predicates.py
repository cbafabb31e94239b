"""Predicates: the closed language that conditions are lowered to, and that the engine decides.

There are two sorts. A *line test* is true or false for each line, and narrows the lines that a rule sees.
A *check* is true or false for the receipt; a measuring check looks at the lines narrowed so far. `All` and
`Any` combine them. There is no negation node: every leaf carries `negated`, and `negate` pushes it down.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import Enum
from typing import assert_never

from attrs import evolve, field, frozen

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.attributes import value_key
from loyalty_engine.model.keys import Key
from loyalty_engine.model.period import ALWAYS, Period, Unit
from loyalty_engine.model.schedule import ANY_TIME, Schedule
from loyalty_engine.model.window import Window
from loyalty_engine.rules.figures import (
    CalendarFigure,
    GetsStatus,
    Measured,
    MemberCheck,
    MemberFigure,
    OwnBounds,
    PaidSum,
    ProgramFigure,
    TillFigure,
)
from loyalty_engine.rules.figures import Counted as Counted
from loyalty_engine.rules.figures import Discounted as Discounted
from loyalty_engine.rules.ranges import Number as Number
from loyalty_engine.rules.ranges import Range as Range
from loyalty_engine.rules.ranges import reach_problems as reach_problems


class Carrier(Enum):
    """Who carries an attribute."""

    PRODUCT = "product"
    LINE = "line"
    RECEIPT = "receipt"
    PLACE = "place"
    MEMBER = "member"
    EVENT = "event"


#: What an attribute must be: one of these values, a number in a range, or None for "there at all".
Wanted = frozenset[bool | str | int | Decimal | dt.date] | Range | None


def wanted_key(wanted: Wanted) -> object:
    """What wanted values compare by: true is not 1, which Python takes for one."""
    return frozenset(map(value_key, wanted)) if isinstance(wanted, frozenset) else wanted


@frozen(kw_only=True, weakref_slot=False)
class Keyed:
    """Line test: the line has one of *keys*, so its product, category, group or favourite is wanted."""

    keys: frozenset[Key]
    negated: bool = False


@frozen(kw_only=True)
class LineValue:
    """Line test: an attribute of the line, or of its product, is as *wanted*."""

    carrier: Carrier
    name: str
    wanted: Wanted = field(eq=wanted_key)
    negated: bool = False


@frozen(kw_only=True)
class EntryOf:
    """Line test: an entry in force of the member's personal attribute *attribute* covers the line."""

    attribute: str
    negated: bool = False


@frozen(kw_only=True)
class External:
    """Line test: the till or a partner has taken so many minor units off the line, 0 where nothing is said.

    *currency* is that of the bounds, where they are money. With *points* it has sent so many points with it.
    """

    range: Range
    currency: str | None = None
    negated: bool = False
    points: bool = False


LineTest = Keyed | LineValue | EntryOf | External | Discounted | Counted
#: The same for `isinstance`, which is several times as fast with a tuple.
LINE_TESTS = (Keyed, LineValue, EntryOf, External, Discounted, Counted)


class LineFigure(Enum):
    """A figure measured on the lines that a rule sees."""

    AMOUNT = "amount"
    QUANTITY = "quantity"
    PRODUCTS = "products"
    LINES = "lines"


@frozen(kw_only=True)
class OfLines:
    """*figure* of the lines seen; amounts in minor units, quantities in thousandths."""

    figure: LineFigure


@frozen(kw_only=True)
class ReceiptSum:
    """What the whole receipt comes to, in minor units, frozen when the stage begins.

    Before discounts in the discount stage and after them in later stages. With *so_far* it is what is
    left to pay at this very moment of the calculation, which depends on the offers settled before.
    """

    so_far: bool = False


@frozen(kw_only=True)
class MemberNumber:
    """A number, or a date as its day number, in a member's attribute."""

    attribute: str


@frozen(kw_only=True)
class DaysFromAnniversary:
    """Days from the nearest anniversary of the date in *attribute* to the day of the purchase.

    Negative before the anniversary, positive after it.
    """

    attribute: str


@frozen(kw_only=True)
class MonthsFromAnniversary:
    """0 in the month of the anniversary of the date in *attribute*, otherwise 1 to 11 months after it."""

    attribute: str


@frozen(kw_only=True)
class FullUnitsSince:
    """Full years, months or days from the date in *attribute* to the day of the purchase."""

    attribute: str
    unit: Unit


@frozen(kw_only=True)
class Bought:
    """What is *measured* on those purchases of the member that have a line passing all *tests*.

    With *products_only* such lines alone are measured. Purchases count that were made within *during* and
    while *schedule* held, at one of *places*, that came to an *amount* after discounts, and are in
    *currency*; None for any, or for the receipt's where money is measured. With *current* the receipt is one
    of them. *points* is the kind of points, where points are measured. An average of nothing is none.
    """

    measured: Measured
    tests: tuple[LineTest, ...] = ()
    products_only: bool = False
    during: Period | Window = ALWAYS
    schedule: Schedule = ANY_TIME
    places: frozenset[str] | None = None
    amount: Range = field(default=Range())
    currency: str | None = None
    points: str | None = None
    current: bool = False


AttributeFigure = MemberNumber | DaysFromAnniversary | MonthsFromAnniversary | FullUnitsSince | CalendarFigure
Figure = OfLines | ReceiptSum | AttributeFigure | MemberFigure | TillFigure | Bought | ProgramFigure


def is_of_lines(figure: Figure) -> bool:
    """Is *figure* measured on the lines seen, so that it is another where there are fewer of them?"""
    return isinstance(figure, OfLines) or (isinstance(figure, PaidSum) and figure.of_lines)


@frozen(kw_only=True, weakref_slot=False)
class Compare:
    """Check: *figure* lies in *range*; *currency* is that of the bounds where they are money.

    With *every* it is a multiple of so much besides, and not 0. Where the member has *own* bounds, they take
    the place of those that *range* leaves out, and are open where it says so; without them it does not hold.
    """

    figure: Figure
    range: Range
    currency: str | None = None
    negated: bool = False
    every: int | None = None
    own: OwnBounds | None = None


class Source(Enum):
    """Where the names come from that a `OneOf` looks at."""

    PLACE = "place"
    BRAND = "brand"
    AUDIENCE = "audience"
    PAYMENT = "payment"
    COUPON_ISSUE = "coupon_issue"
    COUPON_NUMBER = "coupon_number"
    CURRENCY = "currency"
    IDENTIFIED_BY = "identified_by"
    STATE = "state"
    CONTACT = "contact"


@frozen(kw_only=True, weakref_slot=False)
class OneOf:
    """Check: one of the names that the receipt or the member has at *source* is among *values*."""

    source: Source
    values: frozenset[str]
    negated: bool = False


@frozen(kw_only=True)
class IsMember:
    """Check: the buyer is known."""

    negated: bool = False


@frozen(kw_only=True)
class HasValue:
    """Check: an attribute of the receipt, the place or the member is as *wanted*."""

    carrier: Carrier
    name: str
    wanted: Wanted = field(eq=wanted_key)
    negated: bool = False


@frozen(kw_only=True, weakref_slot=False)
class During:
    """Check: the moment of the purchase lies in *period*, and *schedule* holds then."""

    period: Period = ALWAYS
    schedule: Schedule = ANY_TIME
    negated: bool = False


@frozen(kw_only=True)
class Contains:
    """Check: *figure* of the receipt's lines that pass all of *tests* lies within *range*.

    Quantities are in thousandths. Amounts are in minor units of *currency*, as the stage found them, or, with
    *so_far*, what is left to pay of them at this very moment. *own* bounds are as in `Compare`.
    """

    tests: tuple[LineTest, ...]
    range: Range = field(default=Range(low=1))
    figure: LineFigure = LineFigure.QUANTITY
    currency: str | None = None
    so_far: bool = False
    negated: bool = False
    own: OwnBounds | None = None


@frozen(kw_only=True)
class Always:
    """Check: true, or never true where negated."""

    negated: bool = False


Check = Compare | OneOf | IsMember | HasValue | During | Contains | Always | MemberCheck | GetsStatus


@frozen
class All:
    """Every part holds; line tests among them narrow one after the other."""

    parts: tuple[Predicate, ...]


@frozen
class Any:
    """At least one part holds; each that holds brings the lines that it narrows to."""

    parts: tuple[Predicate, ...]


Predicate = LineTest | Check | All | Any


def has_line_test(predicate: Predicate) -> bool:
    """Does *predicate* narrow lines anywhere?"""
    if isinstance(predicate, (All, Any)):
        return any(has_line_test(part) for part in predicate.parts)
    return isinstance(predicate, LineTest)


def has_check(predicate: Predicate) -> bool:
    """Does *predicate* ask anything of the receipt as a whole?"""
    if isinstance(predicate, (All, Any)):
        return any(has_check(part) for part in predicate.parts)
    return isinstance(predicate, Check)


def negate(predicate: Predicate) -> Predicate:
    """The opposite of *predicate*: over line tests the other lines, over checks the opposite answer.

    Raises:
        InvalidInput: *predicate* mixes line tests with checks; the opposite of "tea, on a Monday" could
            mean either "all but tea" or "not on a Monday".
    """
    if isinstance(predicate, (All, Any)):
        if has_line_test(predicate) and has_check(predicate):
            hint = "negate the parts one by one, or say Not(ReceiptContains(...))"
            raise InvalidInput.at("not", "", "cannot negate lines and checks together", hint)
        opposite = Any if isinstance(predicate, All) else All
        return opposite(tuple(negate(part) for part in predicate.parts))
    if isinstance(predicate, (LineTest, Check)):
        return evolve(predicate, negated=not predicate.negated)
    assert_never(predicate)
