"""What a calculation says: records of minor units and ids, made once and never changed.

Amounts of money are integers in minor units of the receipt's one currency, amounts of points integers in
the smallest parts of their kind; `Money` comes from properties.
"""

from __future__ import annotations

from decimal import Decimal
from enum import Enum

from attrs import frozen

from loyalty_engine.model.money import Money
from loyalty_engine.rules.emissions import Channel
from loyalty_engine.rules.instructions import Stage
from loyalty_engine.rules.predicates import Range


@frozen(weakref_slot=False)
class LineDiscount:
    """What rule *rule* (counted from 0) of *offer* took off a line, in minor units."""

    offer: str
    rule: int
    amount: int


@frozen(weakref_slot=False)
class LinePoints:
    """The part of the points of rule *rule* of *offer* that falls to a line."""

    offer: str
    rule: int
    currency: str
    amount: int


@frozen(weakref_slot=False)
class LinePayment:
    """What is paid for a line with points that rule *rule* of *offer* lets pay.

    *points* are smallest parts of the kind of points *currency*, *amount* is what they pay in minor units.
    """

    offer: str
    rule: int
    currency: str
    points: int
    amount: int


@frozen(weakref_slot=False)
class PointsPayment:
    """Points of one kind, in smallest parts, and the money that they pay, in minor units."""

    currency: str
    points: int
    amount: int


@frozen(weakref_slot=False)
class LineCertificate:
    """What the certificate *number* pays for a line, as rule *rule* of *offer* lets it, in minor units."""

    offer: str
    rule: int
    number: str
    amount: int


@frozen(weakref_slot=False)
class CertificatePayment:
    """What a certificate could pay at its turn, and what it pays of what is wanted, in minor units."""

    number: str
    payable: int
    amount: int


@frozen(weakref_slot=False)
class LineResult:
    """One line of the receipt after the calculation.

    *amount* is what the till asked for and *floor* the least that the line may cost. The discounts are in the
    order in which they were given. *payments* are what is paid of the line with points, and *certificates*
    what is with gift certificates. *adopted* are discounts of the till or a partner that offers have made
    their own: they are in the amount already, and not among the discounts.
    """

    number: int
    currency: str
    amount: int
    floor: int
    discounts: tuple[LineDiscount, ...]
    points: tuple[LinePoints, ...]
    payments: tuple[LinePayment, ...] = ()
    adopted: tuple[LineDiscount, ...] = ()
    certificates: tuple[LineCertificate, ...] = ()

    @property
    def discount(self) -> Money:
        """All that was taken off."""
        return Money(sum(discount.amount for discount in self.discounts), self.currency)

    @property
    def total(self) -> Money:
        """What the line costs now."""
        return Money(self.amount - sum(discount.amount for discount in self.discounts), self.currency)


@frozen(weakref_slot=False)
class PointsTotal:
    """All points of one kind that the receipt earns."""

    currency: str
    amount: int


@frozen(weakref_slot=False)
class Message:
    """A text for the buyer's receipt or for the cashier."""

    offer: str
    channel: Channel
    text: str


class Outcome(Enum):
    """What became of an offer; of several that fit its rules and stages, the first in this order."""

    GRANTED = "granted"
    BEATEN = "beaten"
    NOTHING_LEFT = "nothing_left"
    NOT_ACCEPTED = "not_accepted"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    NOT_IN_FORCE = "not_in_force"
    OTHER_TRIGGER = "other_trigger"


@frozen(weakref_slot=False)
class Gain:
    """A worked-out benefit: money in minor units, points by kind, and how many other things were done.

    *effects* counts messages, coupons, counters, gifts, rounded payments, filled slots, initial prices and
    price floors; *payable* is how much money may be paid with points, and *certified* how much with gift
    certificates; *adopted* is what others had taken off, and the offer has made its own.
    """

    discount: int = 0
    points: tuple[PointsTotal, ...] = ()
    effects: int = 0
    payable: int = 0
    certified: int = 0
    adopted: int = 0

    def __bool__(self) -> bool:
        in_money = self.discount or self.payable or self.certified or self.adopted
        return bool(in_money or self.points or self.effects)


NO_GAIN = Gain()


class FigureUnit(Enum):
    """What the numbers of a reason count: minor units, thousandths of a quantity, days, or plain things.

    A date is the number of the day, 1 being 1 January of the year 1; a day of the year is its month and day
    as one number, 615 for 15 June.
    """

    MONEY = "money"
    QUANTITY = "quantity"
    DATE = "date"
    DAY_OF_YEAR = "day_of_year"
    PLAIN = "plain"


@frozen(weakref_slot=False)
class Reason:
    """Why a rule gave nothing: the condition in words, what was seen, and what was needed.

    *rule* is the number of the rule that asks, 0 where it is the offer itself. *unknown* names the fact that
    was not known, where that is the reason.
    """

    rule: int
    condition: str
    seen: int | Decimal | str | None = None
    needed: Range | None = None
    unit: FigureUnit = FigureUnit.PLAIN
    unknown: str = ""


@frozen(kw_only=True, weakref_slot=False)
class Verdict:
    """What became of one offer on one receipt.

    *stage* is the first stage that the outcome concerns, None where no rule came that far. *rules* are the
    numbers of the rules that granted. *by* names the offers that beat it, and *would_have_given* what it
    would have given on everything that the stage began with; the difference to what they gave may be
    negative for the buyer. *capped* says that a floor, or what was left on a line, cut a benefit short.
    """

    offer: str
    outcome: Outcome
    stage: Stage | None = None
    rules: tuple[int, ...] = ()
    gave: Gain = NO_GAIN
    by: tuple[str, ...] = ()
    would_have_given: Gain = NO_GAIN
    capped: bool = False
    reasons: tuple[Reason, ...] = ()
