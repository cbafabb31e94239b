"""Coupons that a buyer shows: which of them count on his purchase, and why the others do not.

Whatever is wrong with a coupon, the sale goes on without it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Final

from attrs import evolve, frozen

from loyalty_engine.model.coupons import (
    Coupon,
    CouponFault,
    CouponIssue,
    CouponKind,
    CouponState,
    ShownCoupon,
)
from loyalty_engine.model.intents import Intent
from loyalty_engine.model.receipt import PresentedCoupon, Receipt
from loyalty_engine.program.coupons import Coupons, in_use, issue_reservations
from loyalty_engine.program.ports import Guess, UnitOfWork
from loyalty_engine.program.purchases import Reservation, StoredPurchase

#: What whoever tries numbers at random gets to hear.
_WRONG: Final = frozenset({CouponFault.UNKNOWN, CouponFault.OTHER_MEMBER})

_FAULT_OF: Final = {
    CouponState.CREATED: CouponFault.NOT_ISSUED,
    CouponState.USED: CouponFault.USED,
    CouponState.REJECTED: CouponFault.REJECTED,
}


@frozen(kw_only=True)
class Presented:
    """The *receipt* as offers see it, and what was found of each coupon that was shown.

    *kept* says that the programme keeps coupons.
    """

    receipt: Receipt
    coupons: tuple[ShownCoupon, ...] = ()
    kept: bool = True

    def reserved(
        self, unit: UnitOfWork, intents: Iterable[Intent], member: str | None
    ) -> tuple[Reservation, ...]:
        """What keeps other purchases from the coupons that count here, and tells what would be issued."""
        if not self.kept:
            return ()
        names = (in_use(one.digest) for one in self.coupons if one.unique and one.digest is not None)
        queued = (Reservation(owner=None, counter=name, by=1) for name in names)
        return (*queued, *issue_reservations(unit, intents, member))


def present(
    coupons: Coupons | None,
    unit: UnitOfWork,
    receipt: Receipt,
    member: str | None,
    before: StoredPurchase | None,
    *,
    now: dt.datetime,
    again: bool,
) -> Presented:
    """*receipt* with those of its coupons that count.

    *before* is the purchase as it is kept, and *again* says that *receipt* comes from it, so that its coupons
    are those that were shown then.
    """
    if coupons is None:
        return Presented(receipt=receipt, kept=False)
    known = () if before is None else before.coupons
    guess = Guess(member=member, place=receipt.place.id, at=now)
    desk = _Check(coupons, unit, guess, receipt.at, frozenset(one.digest for one in known if one.digest))
    found = (
        [one if one.digest is None else desk.found(one.digest) for one in known]
        if again
        else [desk.shown(one) for one in receipt.coupons]
    )
    once = _each_once(found)
    counting = tuple(one.presented for one in once if one.fault is None)
    return Presented(receipt=evolve(receipt, coupons=counting), coupons=once)


def shown_later(coupons: Coupons | None, receipt: Receipt, kept: StoredPurchase) -> bool:
    """Does *receipt* show coupons that the purchase was not calculated with?

    Those that could not be looked up then, and of which no trace is kept, may be any.
    """
    if coupons is None:
        return not set(receipt.coupons) <= set(kept.calculation.receipt.coupons)
    digests = {one.digest for one in kept.coupons if one.digest is not None}
    own = {(one.number, one.issue) for one in kept.coupons if one.digest is None}
    unlike = [one for one in receipt.coupons if (one.number, one.issue) not in own]
    later = {digest for one in unlike if (digest := coupons.digest(one.number)) is not None} - digests
    return len(later) > sum(one.digest is None and one.number is None for one in kept.coupons)


@frozen
class _Check:
    """What is wrong with coupons at the moment *at* of one receipt; *known* digests were looked up before."""

    coupons: Coupons
    unit: UnitOfWork
    guess: Guess
    at: dt.datetime
    known: frozenset[str]

    def shown(self, coupon: PresentedCoupon) -> ShownCoupon:
        """A coupon that was not shown before on this purchase, or was."""
        if coupon.issue is not None and self.unit.coupon_issue(coupon.issue) is None:
            return ShownCoupon(number=coupon.number, issue=coupon.issue)
        digest = self.coupons.digest(coupon.number)
        if digest is None:
            return ShownCoupon(fault=CouponFault.UNKNOWN)
        if digest in self.known:
            return self.found(digest)
        if not self._throttle(self.coupons.throttle.allows):
            return ShownCoupon(fault=CouponFault.THROTTLED)
        found = self.found(digest)
        if found.fault in _WRONG:
            self._throttle(self.coupons.throttle.missed)
        return found

    def found(self, digest: str) -> ShownCoupon:
        """The coupon with this digest, and what is wrong with it."""
        coupon = self.unit.coupon(digest)
        issue = None if coupon is None else self.unit.coupon_issue(coupon.issue)
        if coupon is None or issue is None:
            return ShownCoupon(digest=digest, fault=CouponFault.UNKNOWN)
        return ShownCoupon(digest=digest, issue=issue.id, number=issue.code, fault=self._fault(coupon, issue))

    def _fault(self, coupon: Coupon, issue: CouponIssue) -> CouponFault | None:
        if issue.kind is CouponKind.PERSONAL and coupon.member not in (None, self.guess.member):
            return CouponFault.OTHER_MEMBER
        if coupon.state in _FAULT_OF:
            return _FAULT_OF[coupon.state]
        if coupon.active_from is not None and self.at < coupon.active_from:
            return CouponFault.NOT_ACTIVE
        if coupon.expires_at is not None and coupon.expires_at <= self.at:
            return CouponFault.EXPIRED
        if issue.kind is not CouponKind.PUBLIC and self.unit.reserved(None, in_use(coupon.digest)):
            return CouponFault.IN_USE
        return None

    def _throttle(self, ask: Callable[[Guess], bool | None]) -> bool:
        """What the throttle answers; where it fails, nothing may be looked up."""
        try:
            return bool(ask(self.guess))
        except Exception:  # noqa: BLE001 -- whatever keeps the throttle from its work must not stop a sale
            return False


def _each_once(found: Iterable[ShownCoupon]) -> tuple[ShownCoupon, ...]:
    """What was *found*, of which each coupon counts once."""
    seen: set[tuple[str | None, str | None, str | None]] = set()
    once = []
    for one in found:
        key = (one.digest, one.issue, one.number)
        if one.fault is None and key in seen:
            one = evolve(one, fault=CouponFault.REPEATED)
        seen.add(key)
        once.append(one)
    return tuple(once)
