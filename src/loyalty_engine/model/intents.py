"""Intents: what a calculation asks the host to carry out when the purchase is confirmed.

A calculation moves nothing. Each intent names the offer that asks for it, so that every change can be
traced, and is carried out once, on confirmation, in one transaction of the host's store.
"""

from __future__ import annotations

import datetime as dt
from enum import Enum

from attrs import field, frozen

from loyalty_engine.model.attributes import Scalar, value_key
from loyalty_engine.model.channels import MessageChannel
from loyalty_engine.model.counters import CountedPer
from loyalty_engine.model.identifiers import Code


class CounterOperation(Enum):
    """What becomes of a counter's value."""

    INCREASE = "increase"
    REDUCE = "reduce"
    ESTABLISH = "establish"


class SlotChange(Enum):
    """What becomes of the number of a member's favourite slots."""

    MORE = "more"
    FEWER = "fewer"
    SET = "set"


@frozen(kw_only=True, weakref_slot=False)
class PointsIntent:
    """Give the member points; *amount* is in the smallest parts of *currency*.

    *lines* spreads the amount over the receipt's lines as pairs of line number and part, so that a
    return takes back what belongs to the returned line; where there are no lines, it is empty. The points
    are active from *active_from* on, None for at once, and expire at *expires_at*, None for never.
    """

    offer: str
    currency: str
    amount: int
    lines: tuple[tuple[int, int], ...]
    active_from: dt.datetime | None = None
    expires_at: dt.datetime | None = None


@frozen(kw_only=True)
class CouponIntent:
    """Issue *count* coupons of *issue* to the member, or to the bearer where nobody is known."""

    offer: str
    issue: str
    count: int


@frozen(kw_only=True)
class CounterIntent:
    """Change the counter *counter* of the member, or of the programme, by, or to, *value*.

    *lines* are the numbers of the lines of the product that a counter is kept by; otherwise there are none.
    """

    offer: str
    counter: str
    operation: CounterOperation
    value: int
    per: CountedPer = CountedPer.MEMBER
    lines: tuple[int, ...] = ()


@frozen(kw_only=True)
class SlotIntent:
    """Put *product* into the slot at *position* under the favourite-products rule *rule*."""

    offer: str
    rule: str
    position: int
    product: str


@frozen(kw_only=True)
class GiftIntent:
    """Hand out *units* units of *product* for nothing, beside what is on the receipt, whoever buys."""

    offer: str
    product: Code
    units: int


@frozen(kw_only=True)
class WithdrawalIntent:
    """Take *amount* of the smallest parts of *currency* off the member's points."""

    offer: str
    currency: str
    amount: int


@frozen(kw_only=True)
class CouponUseIntent:
    """Mark the coupon with this *number* as used; *issue* is the one that it was presented as."""

    offer: str
    number: str
    issue: str | None = None


@frozen(kw_only=True)
class AttributeIntent:
    """Give the member's attribute *name* this *value*."""

    offer: str
    name: str
    value: Scalar = field(eq=value_key)


@frozen(kw_only=True)
class StatusIntent:
    """Give the member *status* in the status system *system*; None to work the status out anew."""

    offer: str
    system: str
    status: str | None = None


@frozen(kw_only=True)
class SlotCountIntent:
    """Change the number of the member's slots under the favourite-products rule *rule* by, or to, *count*.

    Where *change* is None the number stays. With *clear*, all slots are emptied, after the change.
    """

    offer: str
    rule: str
    change: SlotChange | None = None
    count: int = 0
    clear: bool = False


@frozen(kw_only=True)
class MessageIntent:
    """Send the member a message by *channel*; the texts are filled in."""

    offer: str
    channel: MessageChannel
    text: str | None = None
    short_text: str | None = None
    subject: str | None = None
    image: str | None = None
    button: str | None = None
    url: str | None = None


@frozen(kw_only=True)
class MailingIntent:
    """Switch the triggered mailing *mailing* on, or off, for the member."""

    offer: str
    mailing: str
    on: bool


Intent = (
    PointsIntent
    | CouponIntent
    | CounterIntent
    | SlotIntent
    | GiftIntent
    | WithdrawalIntent
    | CouponUseIntent
    | AttributeIntent
    | StatusIntent
    | SlotCountIntent
    | MessageIntent
    | MailingIntent
)
