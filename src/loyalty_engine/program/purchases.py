"""A purchase as the programme keeps it: its state, what it was calculated as, and what it has moved.

    open ──confirm──► confirmed ──return──► partly returned ──return──► returned
      └────cancel, or time out──► cancelled

While it is open it may be calculated as often as the till likes, and each calculation replaces what the one
before had reserved. Nothing else moves before it is confirmed.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from enum import Enum
from typing import Protocol

from attrs import define, frozen

from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.refund import Refund
from loyalty_engine.errors import LoyaltyError, Problem, refuse
from loyalty_engine.model.context import Draws
from loyalty_engine.model.coupons import ShownCoupon
from loyalty_engine.program.origin import Origin, OriginKind


class PurchaseState(Enum):
    """How far a purchase has come."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    PARTLY_RETURNED = "partly_returned"
    RETURNED = "returned"


class Obstacle(Enum):
    """Why a step of a purchase is refused."""

    OTHER_REQUEST = "other_request"  # the operation id was used for something else
    NO_PURCHASE = "no_purchase"
    NOT_OPEN = "not_open"  # it is confirmed, cancelled or returned
    NOT_CONFIRMED = "not_confirmed"
    OTHER_MEMBER = "other_member"
    OTHER_PLACE = "other_place"  # the purchase was begun at another place of sale
    OTHER_RECEIPT = "other_receipt"  # the purchase was calculated with something else


@define(slots=False)
class PurchaseRefused(LoyaltyError):
    """A step of a purchase comes out of order, or under an id that is taken; nothing was done."""

    obstacle: Obstacle
    purchase: str
    message: str

    def __str__(self) -> str:
        return f"purchase {self.purchase!r}: {self.message}"


@frozen
class LotPart:
    """*amount* points of one kind in one lot."""

    currency: str
    lot: str
    amount: int


@frozen(kw_only=True)
class Reservation:
    """What an open purchase would change of a counter of *owner*, None for the programme's.

    What offers are to take of points is reserved of the account *owner* under a name of its own.
    """

    owner: str | None
    counter: str
    by: int


@frozen(kw_only=True)
class StoredPurchase:
    """A purchase with all that is needed to go on with it.

    *book* is the version of the offers that calculated it, and *expires_at* when it is cancelled if nobody
    confirms it. *held* are the points set aside to pay with; when it is confirmed they become *spent*, less
    what returns gave back. *withdrawn* are points that offers took for something, by the intent that did.
    *coupons* says what was found of each coupon that the buyer has shown, where the programme keeps coupons,
    and *issued* are the digests of those that it has issued. *draws* are the numbers that were drawn for it.
    """

    id: str
    state: PurchaseState
    calculation: Calculation
    member: str | None
    owner: str | None
    book: str
    expires_at: dt.datetime
    confirmed_at: dt.datetime | None = None
    held: tuple[LotPart, ...] = ()
    reserved: tuple[Reservation, ...] = ()
    spent: tuple[LotPart, ...] = ()
    withdrawn: tuple[tuple[int, tuple[LotPart, ...]], ...] = ()
    refunds: tuple[Refund, ...] = ()
    coupons: tuple[ShownCoupon, ...] = ()
    issued: tuple[str, ...] = ()
    draws: Draws = ()

    @property
    def origin(self) -> Origin:
        """Where what it sets going comes from."""
        return Origin(OriginKind.PURCHASE, self.id)

    @property
    def is_open(self) -> bool:
        """May it still be calculated, confirmed or cancelled?"""
        return self.state is PurchaseState.OPEN

    @property
    def was_made(self) -> bool:
        """Was it confirmed, whatever has come back of it since?"""
        return self.state not in (PurchaseState.OPEN, PurchaseState.CANCELLED)

    @property
    def returnable(self) -> bool:
        """May goods of it come back?"""
        return self.state in (PurchaseState.CONFIRMED, PurchaseState.PARTLY_RETURNED)


@frozen(kw_only=True)
class StoredOperation:
    """A step that was carried out, with the digest of each part of its request, and its *answer*.

    Whoever sends the same step again gets the same answer, and moves nothing. *purchase* is None where the
    step is of no purchase, but of an operator.
    """

    id: str
    purchase: str | None
    step: str
    request: tuple[tuple[str, str], ...]
    answer: object


class HasId(Protocol):
    """What is kept once, under an id of its own."""

    @property
    def id(self) -> str:
        """The id."""
        ...


def refuse_taken(where: str, new: Sequence[HasId], known: Collection[str]) -> None:
    """Refuse what has an id that is *known* there already, or that two of the *new* ones share.

    Raises:
        InvalidInput: there is such an id.
    """
    times = Counter(one.id for one in new)
    message, hint = "is there already, and nothing there is ever replaced", "give each an id of its own"
    refuse(where, [Problem(id, message, hint) for id, n in times.items() if n > 1 or id in known])
