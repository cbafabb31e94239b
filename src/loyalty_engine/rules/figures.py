"""Parts of the closed language that need no other: on what members are, have and have done, above all."""

from __future__ import annotations

from enum import Enum

from attrs import frozen

from loyalty_engine.model.counter_keys import UNKEYED, AnyKey
from loyalty_engine.model.period import ALWAYS, Period
from loyalty_engine.model.profile import CardState, CardType
from loyalty_engine.model.window import Window
from loyalty_engine.rules.ranges import Range


@frozen(kw_only=True)
class CounterNow:
    """What the counter *counter* stands at before this receipt; 0 where it was never changed.

    Where it is a family *keyed_by* something, the one that the receipt is about is meant; without one, there
    is no number.
    """

    counter: str
    keyed_by: frozenset[AnyKey] = UNKEYED


@frozen(kw_only=True)
class CounterMoves:
    """How often the counter *counter* changed in *during*, or, *summed*, what these changes add up to.

    Changes after the receipt do not count. *keyed_by* is as in `CounterNow`.
    """

    counter: str
    summed: bool = False
    during: Period | Window = ALWAYS
    keyed_by: frozenset[AnyKey] = UNKEYED


@frozen(kw_only=True)
class BalanceNow:
    """The points of *currency* that the member can spend, in their smallest parts.

    *with_receipt* takes in what this receipt has brought and cost him up to this very moment of the
    calculation: points that are active at once, withdrawals, and points paid with.
    """

    currency: str
    with_receipt: bool = False


@frozen(kw_only=True)
class Discounted:
    """Line test: a discount has been given on the line, by *offer* where one is named.

    It is live in the discount stage, where it sees what has been given up to that very moment.
    """

    offer: str | None = None
    negated: bool = False


@frozen(kw_only=True)
class Counted:
    """Line test: the counter of the line's product, of the family *figure*, lies in *range*.

    With *every* it is a multiple of so much besides, and not 0. Where the counter of any product on the
    receipt is not known, it is not known of any line.
    """

    figure: CounterNow | CounterMoves | ProgramCount
    range: Range
    every: int | None = None
    negated: bool = False


class Measured(Enum):
    """What is measured on past purchases; money after discounts in minor units, points in smallest parts."""

    COUNT = "count"
    AMOUNT = "amount"
    AVERAGE = "average"
    QUANTITY = "quantity"
    DISCOUNT = "discount"
    PAID = "paid"
    PAID_WITH_POINTS = "paid_with_points"
    POINTS = "points"
    EXTRA_POINTS = "extra_points"
    ALL_POINTS = "all_points"

    @property
    def in_money(self) -> bool:
        """Is it a sum of money, or an average of sums?"""
        points = Measured.POINTS, Measured.EXTRA_POINTS, Measured.ALL_POINTS
        return self not in (Measured.COUNT, Measured.QUANTITY, *points)


@frozen(kw_only=True)
class CouponsShown:
    """How many coupons are presented that are of one of *issues*, and whose number is like *mask*.

    None stands for any issue, or any number.
    """

    issues: frozenset[str] | None = None
    mask: str | None = None


@frozen(kw_only=True)
class ExternalSum:
    """What the till or a partner has taken off the whole receipt, in minor units, 0 where nothing is said."""


class Means(Enum):
    """What a receipt is paid with: money, our points, gift certificates, points of other programmes."""

    MONEY = "money"
    POINTS = "points"
    CERTIFICATES = "certificates"
    OTHER_POINTS = "other_points"


@frozen(kw_only=True)
class PaidSum:
    """What of the whole receipt is paid with *means*, in minor units, frozen when the stage begins.

    With *of_lines* it is what of the lines seen is. Nothing is paid before the payment stages, so all of it
    is still to be paid in money there.
    """

    means: Means
    of_lines: bool = False


@frozen(kw_only=True)
class PaidByMethods:
    """What is paid by one of *methods* together, as the receipt says, in minor units."""

    methods: frozenset[str]


@frozen(kw_only=True)
class ProgramCount:
    """What the counter *counter* of the programme stands at, or by how much it changed within *during*.

    Where it is not *summed*, how often it changed. Changes after the receipt do not count. *keyed_by* is as
    in `CounterNow`.
    """

    counter: str
    during: Period | Window | None = None
    summed: bool = True
    keyed_by: frozenset[AnyKey] = UNKEYED


@frozen(kw_only=True)
class Draw:
    """The number drawn under *name*, from 0 to 999,999; None for the draw of the offer that asks."""

    name: str | None = None


@frozen(kw_only=True)
class DaysFromMonthlyDate:
    """Days from the nearest day of a month that is that of the date in *attribute* to the purchase's.

    Where a month is too short, its last day stands for that day. Negative before it, positive after it.
    """

    attribute: str


@frozen(kw_only=True)
class DayInYear:
    """The month and the day of the date in *attribute*, as one number: 615 is 15 June, of whatever year."""

    attribute: str


@frozen(kw_only=True)
class DayInMonth:
    """The day of the month of the date in *attribute*, 1 to 31, of whatever month."""

    attribute: str


TillFigure = CouponsShown | ExternalSum | PaidSum | PaidByMethods
CalendarFigure = DaysFromMonthlyDate | DayInYear | DayInMonth
MemberFigure = CounterNow | CounterMoves | BalanceNow
ProgramFigure = Draw | ProgramCount


@frozen(kw_only=True)
class HasStatus:
    """Check: the member's status in *system* is one of *statuses*; None for any status at all."""

    system: str
    statuses: frozenset[str] | None = None
    negated: bool = False


@frozen(kw_only=True)
class HasCardLike:
    """Check: the member has a card that is as every field says; None for any.

    With *presented* it is the very card that was shown at the till.
    """

    numbers: frozenset[str] | None = None
    types: frozenset[CardType] | None = None
    categories: frozenset[str] | None = None
    issues: frozenset[str] | None = None
    states: frozenset[CardState] | None = None
    presented: bool = False
    negated: bool = False


@frozen(kw_only=True)
class IsReferred:
    """Check: somebody has brought the member to the programme, one of *by* where they are named."""

    by: frozenset[str] | None = None
    negated: bool = False


@frozen(kw_only=True)
class GetsStatus:
    """Check: the event gives the member a status in *system*, one of *statuses*; None for any status."""

    system: str
    statuses: frozenset[str] | None = None
    negated: bool = False


MemberCheck = HasStatus | HasCardLike | IsReferred


@frozen(kw_only=True)
class OwnBounds:
    """Bounds that the member carries: the numbers in his attributes *low* and *high*, None for no such bound.

    They are in whole units of what is compared: in money of the receipt's currency, in pieces or kilograms.
    """

    low: str | None = None
    high: str | None = None
