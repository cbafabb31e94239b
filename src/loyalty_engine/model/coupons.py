"""Coupons: their issues, what may be a number, and the states of one coupon.

    created ──► issued ──► used
       └──────────┴──────► rejected

A coupon that is issued is *expired* when its time is over, and *queued to use* while an open purchase has it;
one that an open purchase would issue is *queued to issue*. These three follow from dates and from open
purchases, so that no job needs to run for them to be true.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

from attrs import evolve, field, frozen

from loyalty_engine.errors import InvalidInput, Problem, refuse
from loyalty_engine.model.actor import ByHand
from loyalty_engine.model.fields import (
    choice_problems,
    kind_problems,
    name_problems,
    needed_id_problems,
    zone_problems,
)
from loyalty_engine.model.identifiers import shown
from loyalty_engine.model.lifetime import FOREVER, Lifetime
from loyalty_engine.model.moments import number_problem
from loyalty_engine.model.points import BONUS
from loyalty_engine.model.receipt import PresentedCoupon
from loyalty_engine.model.statuses import MOST_POINTS

#: The 32 letters and digits of codes: without 0, 1, I and O, which are taken for one another.
CODE_LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

#: Letters of a code, each of 5 bits: 60 bits, so that a million of them cannot be found by guessing.
CODE_LENGTH: Final = 12

_LONGEST: Final = 64
_GROUP: Final = 4
_WRITTEN: Final = re.compile(r"[0-9A-Za-z]+(?:[ -][0-9A-Za-z]+)*")


def coupon_number(written: str) -> str | None:
    """The number that is meant by *written*, of letters and digits; None where that can be none.

    Case does not count, nor do blanks and hyphens between. Only letters of ASCII are letters, and that is
    looked at first: other scripts have letters that become these when their case is changed.

    >>> coupon_number("7kq2-MX9P-trwb"), coupon_number("\u017fpring")
    ('7KQ2MX9PTRWB', None)
    """
    if len(written) > _LONGEST or not _WRITTEN.fullmatch(written):
        return None
    return written.upper().replace(" ", "").replace("-", "")


def code_of(random: bytes) -> str:
    """The code that *random* bytes make, one letter of each, in groups.

    Raises:
        ValueError: there are not as many bytes as a code has letters.
    """
    if len(random) != CODE_LENGTH:
        raise ValueError(f"a code is made of {CODE_LENGTH} random bytes, not of {len(random)}")
    letters = "".join(CODE_LETTERS[byte % len(CODE_LETTERS)] for byte in random)
    return "-".join(letters[n : n + _GROUP] for n in range(0, CODE_LENGTH, _GROUP))


class CouponKind(Enum):
    """Whose the coupons of an issue are."""

    PUBLIC = "public"  # a promo code that anybody may use, as often as the offers let him
    PERSONAL = "personal"  # a member's own
    DISTRIBUTED = "distributed"  # whoever has the number may use it, once


class CouponState(Enum):
    """How far a coupon has come."""

    CREATED = "created"  # it has a number, and nobody may use it yet
    ISSUED = "issued"
    USED = "used"
    REJECTED = "rejected"  # annulled
    QUEUED_TO_USE = "queued_to_use"  # shown on a purchase that is still open
    QUEUED_TO_ISSUE = "queued_to_issue"  # a purchase that is still open would issue it
    EXPIRED = "expired"


#: Where a coupon may go from the states in which it is kept.
EDGES: Final[Mapping[CouponState, frozenset[CouponState]]] = MappingProxyType(
    {
        CouponState.CREATED: frozenset({CouponState.ISSUED, CouponState.REJECTED}),
        CouponState.ISSUED: frozenset({CouponState.USED, CouponState.REJECTED}),
        CouponState.USED: frozenset(),
        CouponState.REJECTED: frozenset(),
    }
)


@frozen(kw_only=True)
class CouponIssue:
    """Coupons of one *kind* that offers ask for together by the *id* of their issue.

    Their *lifetime* counts from the moment at which each is issued, by the clocks of *zone*. A public issue
    has one *code*, which is kept as it is because everybody may know it. Members may buy coupons of other
    issues for *price* points, in the smallest parts of *currency*; None where they are not for sale.

    Raises:
        InvalidInput: a public issue with a price, or without a code that can be one, or another issue with a
            code.
    """

    id: str
    kind: CouponKind
    lifetime: Lifetime = FOREVER
    zone: str = "UTC"
    code: str | None = None
    title: str = ""
    price: int | None = None
    currency: str = BONUS

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(id=self.id) + choice_problems("kind", self.kind, CouponKind)
        problems += kind_problems("lifetime", self.lifetime, Lifetime, "a lifetime", "write Lifetime(…)")
        unnamed = kind_problems("zone", self.zone, str, "the name of a time zone", 'write "Europe/Riga"')
        problems += unnamed or zone_problems("zone", self.zone)
        problems += name_problems(title=self.title) + self._code_problems()
        problems += needed_id_problems(currency=self.currency) + self._price_problems()
        refuse(f"coupon issue {shown(self.id)}", problems)

    def _code_problems(self) -> list[Problem]:
        if self.kind is not CouponKind.PUBLIC:
            message, hint = "is for public issues", "leave it out; each coupon has a code of its own"
            return [] if self.code is None else [Problem("code", message, hint)]
        if isinstance(self.code, str) and coupon_number(self.code) is not None:
            return []
        hint = f"give up to {_LONGEST} letters and digits of ASCII, such as SPRING-10"
        return [Problem("code", "is no code", hint)]

    def _price_problems(self) -> list[Problem]:
        if self.price is not None and self.kind is CouponKind.PUBLIC:
            return [Problem("price", "is for coupons that are some member's", "leave it out")]
        problem = None if self.price is None else number_problem("price", self.price, 1, MOST_POINTS)
        return [] if problem is None else [problem]

    def issued(
        self,
        digest: str,
        at: dt.datetime,
        *,
        member: str | None = None,
        issued_by: str | None = None,
        by_hand: ByHand | None = None,
    ) -> Coupon:
        """A coupon of this issue that is issued at the instant *at*, to *member*, or to its bearer.

        *issued_by* is the purchase, or the step of an event, that does so.
        """
        made = Coupon(digest=digest, issue=self.id)
        return evolve(self.issue(made, at, member=member), issued_by=issued_by, by_hand=by_hand)

    def issue(self, coupon: Coupon, at: dt.datetime, *, member: str | None = None) -> Coupon:
        """*coupon*, which was created only, as it is issued at the instant *at*.

        Raises:
            InvalidInput: it was issued before.
        """
        active_from, expires_at = self.lifetime.moments(at, self.zone)
        return evolve(
            coupon.moved(CouponState.ISSUED),
            member=member,
            issued_at=at,
            active_from=active_from,
            expires_at=expires_at,
        )


@frozen(kw_only=True)
class Coupon:
    """One coupon of *issue*, known by the keyed *digest* of its number, which is not kept itself.

    *member* has got it, None for a bearer. It may be used from *active_from* on, None for at once, and before
    *expires_at*, None for ever. *issued_by* is the purchase that did so, or the step that took an event in,
    and *used_in* a purchase; *by_hand* says who changed it last, where that was nothing of this kind.
    """

    digest: str
    issue: str
    state: CouponState = CouponState.CREATED
    member: str | None = None
    issued_at: dt.datetime | None = None
    active_from: dt.datetime | None = None
    expires_at: dt.datetime | None = None
    issued_by: str | None = None
    used_in: str | None = None
    by_hand: ByHand | None = None

    def moved(self, state: CouponState) -> Coupon:
        """The coupon in another *state*.

        Raises:
            InvalidInput: from where it is, it cannot get there.
        """
        if state not in EDGES[self.state]:
            message = f"one that is {self.state.value} does not become {state.value.replace('_', ' ')}"
            raise InvalidInput.at("coupon", "state", message)
        return evolve(self, state=state)

    def state_at(self, at: dt.datetime, *, queued: bool = False) -> CouponState:
        """Its state at the instant *at*; *queued* says that an open purchase has it."""
        if self.state is not CouponState.ISSUED:
            return self.state
        if queued:
            return CouponState.QUEUED_TO_USE
        over = self.expires_at is not None and self.expires_at <= at
        return CouponState.EXPIRED if over else CouponState.ISSUED


class CouponFault(Enum):
    """Why a coupon that a buyer has shown does not count."""

    UNKNOWN = "unknown"  # no coupon has this number
    THROTTLED = "throttled"  # too many wrong numbers were tried, so this one was not looked up
    NOT_ISSUED = "not_issued"  # it was created only
    NOT_ACTIVE = "not_active"  # its time has not begun
    EXPIRED = "expired"
    USED = "used"
    REJECTED = "rejected"
    OTHER_MEMBER = "other_member"  # it is a member's own, and not this one's
    IN_USE = "in_use"  # another purchase that is still open has it
    REPEATED = "repeated"  # it stands on the receipt before


@frozen(kw_only=True)
class ShownCoupon:
    """A coupon on a receipt, in its place, and what was found of it: its *issue*, or a *fault*.

    *digest* is None where the number was not looked up. *number* is kept of what is no secret only: of public
    codes, and of coupons that the host keeps itself.
    """

    digest: str | None = None
    issue: str | None = None
    number: str | None = field(default=None, repr=False)
    fault: CouponFault | None = None

    @property
    def unique(self) -> bool:
        """Does it count, and is it one that may be used once only?"""
        return self.fault is None and self.digest is not None and self.number is None

    @property
    def presented(self) -> PresentedCoupon:
        """The coupon as conditions see it: where its number is a secret, by the digest in its place."""
        return PresentedCoupon(number=self.number or self.digest or "", issue=self.issue)
