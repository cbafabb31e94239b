"""Emissions: what instructions do besides the lines, in the closed language.

They go with the first benefit on lines of their rule: messages, coupons, counters, points on top, and changes
of what is known about the member.
"""

from __future__ import annotations

from enum import Enum

from attrs import field, frozen

from loyalty_engine.model.attributes import Scalar, value_key
from loyalty_engine.model.channels import MessageChannel
from loyalty_engine.model.counter_keys import UNKEYED, AnyKey
from loyalty_engine.model.counters import CountedPer
from loyalty_engine.model.intents import CounterOperation, SlotChange
from loyalty_engine.model.lifetime import FOREVER, Lifetime
from loyalty_engine.model.text import Template
from loyalty_engine.rules.times import Times


class Channel(Enum):
    """Who reads a message."""

    RECEIPT = "receipt"
    CASHIER = "cashier"


@frozen(kw_only=True)
class Say:
    """Print a text on the receipt, or show it to the cashier."""

    channel: Channel
    text: Template


@frozen(kw_only=True)
class Issue:
    """Issue *count* coupons of *issue*."""

    issue: str
    count: int
    times: Times | None = None


class ReceiptFigure(Enum):
    """A figure of the receipt as it stands at the end.

    Money is in minor units; what is paid in money is what neither points nor gift certificates pay, nor the
    points of other programmes. Units are pieces, and one for each weighed line.
    """

    AMOUNT = "amount"
    DISCOUNT = "discount"
    TOTAL = "total"
    LINES = "lines"
    UNITS = "units"
    IN_MONEY = "in_money"
    WITH_POINTS = "with_points"
    WITH_CERTIFICATES = "with_certificates"


class RuleFigure(Enum):
    """A figure of the lines that a rule works on, measured in the stage in which it changes the counter.

    It is one of what is left of these lines, whatever limits leave of them. Money is in minor units, before
    discounts where the rule takes money off, and after them later. Units are pieces, and one for each
    weighed line.
    """

    AMOUNT = "rule_amount"
    LINES = "rule_lines"
    UNITS = "rule_units"


@frozen(kw_only=True)
class Count:
    """Change a counter by, or to, *value*; None stands for what the rule has given on this receipt.

    *per* says whether the counter is the member's, or the programme's, which unknown buyers change as well.
    Of a family *keyed_by* something, the one that the receipt is about changes; without one, none does. Of
    one kept by the product, that of *product* changes for its lines with the numbers *lines*, or that of each
    product that the rule works on.
    """

    counter: str
    operation: CounterOperation
    value: int | ReceiptFigure | RuleFigure | None
    times: Times | None = None
    per: CountedPer = CountedPer.MEMBER
    keyed_by: frozenset[AnyKey] = UNKEYED
    product: str | None = None
    lines: tuple[int, ...] = ()


@frozen(kw_only=True)
class Credit:
    """Give *amount* of the smallest parts of *points*, tied to no line."""

    points: str
    amount: int
    lifetime: Lifetime = FOREVER
    times: Times | None = None


@frozen(kw_only=True)
class Debit:
    """Take *amount* of the smallest parts of *points* off the member's balance."""

    points: str
    amount: int
    times: Times | None = None


@frozen
class Redeem:
    """Mark the presented coupons that conditions of the rule ask for as used."""


@frozen(kw_only=True)
class Assign:
    """Give the member's attribute *name* a *value*."""

    name: str
    value: Scalar = field(eq=value_key)


@frozen(kw_only=True)
class Rank:
    """Give the member *status* in the status system *system*; None has it worked out anew."""

    system: str
    status: str | None = None


@frozen(kw_only=True)
class Resize:
    """Change the number of the member's slots under the favourite-products rule *rule*, or *clear* them."""

    rule: str
    change: SlotChange | None = None
    count: int = 0
    clear: bool = False


@frozen(kw_only=True)
class Send:
    """Send the member a message by *channel*, of the parts that it takes; None for those that are missing."""

    channel: MessageChannel
    text: Template | None = None
    short_text: Template | None = None
    subject: Template | None = None
    image: str | None = None
    button: str | None = None
    url: str | None = None


@frozen(kw_only=True)
class Mail:
    """Switch the triggered mailing *mailing* on or off for the member."""

    mailing: str
    on: bool


#: Something to do besides the lines: it goes with the rule's first line benefit.
Emission = Say | Issue | Count | Credit | Debit | Redeem | Assign | Rank | Resize | Send | Mail
