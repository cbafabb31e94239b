"""What operators do with coupons, within one transaction; each change says what it came to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import evolve, field, frozen

from loyalty_engine.individual.refusal import Reason, Refusal, Refused, refusal, refuse_request
from loyalty_engine.model.actor import ByHand
from loyalty_engine.model.audit import Details
from loyalty_engine.model.coupons import EDGES, Coupon, CouponIssue, CouponKind, CouponState
from loyalty_engine.model.ledger import AccountKind
from loyalty_engine.program.carrying import lot_parts
from loyalty_engine.program.coupons import Coupons, in_use
from loyalty_engine.program.families import follow
from loyalty_engine.program.points import Posting, give_back, hold, redeem
from loyalty_engine.program.ports import Members, UnitOfWork
from loyalty_engine.program.purchases import LotPart
from loyalty_engine.program.reserve import reserved_points

#: Coupons that are made, or imported, in one transaction: a server keeps a lock for each until it ends.
MOST_AT_A_TIME: Final = 1_000


@frozen(kw_only=True)
class CouponsChanged:
    """What was done: to coupons of *issue*, with these *digests*.

    *codes* are those of new coupons. They are told once, and are no part of what is kept of the answer. For a
    coupon that was sold, *paid* says which points of the account *owner* have paid for it, by lot.
    """

    issue: str
    digests: tuple[str, ...] = ()
    owner: str | None = field(default=None, repr=False)
    paid: tuple[LotPart, ...] = ()
    codes: tuple[str, ...] = field(default=(), repr=False, eq=False)

    def details(self) -> Details:
        """What the audit says of it: which issue, and which coupon, or how many."""
        several = len(self.digests) != 1
        coupons = ("coupons", str(len(self.digests))) if several else ("coupon", self.digests[0])
        return (("issue", self.issue), coupons)


def open_issue(unit: UnitOfWork, issue: CouponIssue, digest: str | None, by: ByHand) -> CouponsChanged:
    """Keep a new issue, and the coupon of its public code, whose *digest* is given.

    Raises:
        Refused: there is such an issue, or a coupon with this number.
    """
    refused = []
    if unit.coupon_issue(issue.id) is not None:
        refused.append(refusal("issue.id", Reason.REPEATED, "is that of an issue already", "take another"))
    if digest is not None and unit.coupon(digest) is not None:
        refused.append(refusal("issue.code", Reason.REPEATED, "is that of a coupon already", "take another"))
    refuse_request("coupon issue", refused)
    unit.keep_coupon_issue(issue)
    if digest is None:
        return CouponsChanged(issue=issue.id)
    unit.keep_coupon(issue.issued(digest, by.at, by_hand=by))
    return CouponsChanged(issue=issue.id, digests=(digest,))


def generate(coupons: Coupons, unit: UnitOfWork, issue: str, count: int, by: ByHand) -> CouponsChanged:
    """Make *count* coupons with codes of their own.

    Raises:
        Refused: there is no such issue, or all of it has one code.
    """
    kept = _of_single_coupons(unit, issue)
    pairs = [_kept_new(coupons, unit, kept, by) for _ in range(count)]
    return _told(issue, pairs)


def import_digests(unit: UnitOfWork, issue: str, digests: Sequence[str | None], by: ByHand) -> CouponsChanged:
    """Make coupons with numbers from elsewhere, by their *digests*; None stands for what is no number.

    Raises:
        Refused: there is no such issue, or all of it has one code; or numbers are none, or not new.
    """
    kept = _of_single_coupons(unit, issue)
    refused: list[Refusal] = []
    new: dict[str, None] = {}
    for n, digest in enumerate(digests):
        path = f"numbers[{n}]"
        if digest is None:
            hint = "give up to 64 letters and digits of ASCII"
            refused.append(refusal(path, Reason.DOES_NOT_FIT, "is no number of a coupon", hint))
        elif digest in new or unit.coupon(digest) is not None:
            hint = "give each coupon its own; case, blanks and hyphens do not count"
            refused.append(refusal(path, Reason.REPEATED, "is there already", hint))
        else:
            new[digest] = None
    refuse_request("coupon numbers", refused)
    for digest in new:
        unit.keep_coupon(_made(kept, digest, by))
    return CouponsChanged(issue=issue, digests=tuple(new))


def issue_to(coupons: Coupons, unit: UnitOfWork, issue: str, member: str, by: ByHand) -> CouponsChanged:
    """Issue a new coupon to *member*.

    Raises:
        Refused: there is no such issue, or all of it has one code.
    """
    kept = _of_single_coupons(unit, issue)
    code, digest = coupons.new_code(unit)
    unit.keep_coupon(kept.issued(digest, by.at, member=member, by_hand=by))
    return _told(issue, [(code, digest)])


def sell_to(
    coupons: Coupons, unit: UnitOfWork, issue: str, member: str, owner: str, posting: Posting
) -> CouponsChanged:
    """Issue a new coupon to *member* for its price, which the account *owner* pays.

    Raises:
        Refused: there is no such issue, it is not for sale, or fewer points can be spent.
    """
    kept = _of_single_coupons(unit, issue)
    if kept.price is None:
        raise _refused("issue", Reason.NOT_OFFERED, "is not for sale", "give the issue a price")
    wallet = unit.wallet(owner, kept.currency, at=posting.at)
    free = max(0, wallet.balance(posting.at) - reserved_points(unit, owner, kept.currency))
    if free < kept.price:
        message = f"of {kept.price} points only {free} can be spent"
        raise _refused("issue", Reason.NOT_ENOUGH, message)
    held = hold(wallet, kept.price, evolve(posting, part="hold"))
    paid = lot_parts(held.entries, AccountKind.RESERVE)
    spent = redeem(held.wallet, {one.lot: one.amount for one in paid}, evolve(posting, part="spend"))
    unit.post((*held.entries, *spent.entries))
    code, digest = coupons.new_code(unit)
    unit.keep_coupon(kept.issued(digest, posting.at, member=member, issued_by=posting.operation))
    return evolve(_told(issue, [(code, digest)]), owner=owner, paid=paid)


def take_sold_back(
    unit: UnitOfWork, members: Members, digest: str, member: str, posting: Posting
) -> CouponsChanged:
    """Annul the coupon with this digest, which *member* has bought, and give him back the points it cost.

    They come into the lots that they were taken from, with their dates, and follow him to the account that he
    has joined since.

    Raises:
        Refused: there is no such coupon, it is not one that he has bought, it is used, annulled or expired,
            or an open purchase has it.
    """
    coupon, issue = _known(unit, digest)
    sale = None if coupon.issued_by is None else unit.operation(coupon.issued_by)
    sold = None if sale is None else sale.answer
    if not isinstance(sold, CouponsChanged) or coupon.digest not in sold.digests or sold.owner is None:
        raise _refused("coupon", Reason.NOT_OFFERED, "is none that was sold")
    if coupon.member != member:
        raise _refused("coupon", Reason.NOT_OFFERED, "is none that this member has bought")
    state = coupon.state_at(posting.at, queued=bool(unit.reserved(None, in_use(coupon.digest))))
    if state is CouponState.QUEUED_TO_USE:
        raise _in_use()
    if state is not CouponState.ISSUED:
        raise _ended(state)
    paid = {one.lot: one.amount for one in sold.paid}
    wallet = unit.wallet(sold.owner, sold.paid[0].currency, at=posting.at, lots=paid)
    unit.post(give_back(wallet, sum(paid.values()), paid, evolve(posting, part="back")).entries)
    unit.keep_coupon(coupon.moved(CouponState.REJECTED))
    follow(unit, members, sold.owner, member, evolve(posting, part="follow"))
    return CouponsChanged(issue=issue.id, digests=(coupon.digest,))


def assign(unit: UnitOfWork, digest: str | None, member: str, by: ByHand) -> CouponsChanged:
    """Issue the coupon with this digest, which was created only, to *member*.

    Raises:
        Refused: there is no such coupon, or it was issued or annulled before.
    """
    coupon, issue = _known(unit, digest)
    if coupon.state is not CouponState.CREATED:
        raise _ended(coupon.state)
    unit.keep_coupon(evolve(issue.issue(coupon, by.at, member=member), by_hand=by))
    return CouponsChanged(issue=issue.id, digests=(coupon.digest,))


def annul(unit: UnitOfWork, digest: str | None, by: ByHand) -> CouponsChanged:
    """Annul the coupon with this digest, so that nobody can use it.

    Raises:
        Refused: there is no such coupon, it is used or annulled, or an open purchase has it.
    """
    coupon, issue = _known(unit, digest)
    if not EDGES[coupon.state]:
        raise _ended(coupon.state)
    if unit.reserved(None, in_use(coupon.digest)):
        raise _in_use()
    unit.keep_coupon(evolve(coupon.moved(CouponState.REJECTED), by_hand=by))
    return CouponsChanged(issue=issue.id, digests=(coupon.digest,))


def other_request(message: str) -> Refused:
    """The error for an id that was used for something else."""
    return _refused("operation", Reason.OTHER_REQUEST, message, "give each step an id of its own")


def _told(issue: str, pairs: Sequence[tuple[str, str]]) -> CouponsChanged:
    """New coupons by their codes and digests."""
    return CouponsChanged(
        issue=issue,
        digests=tuple(digest for _, digest in pairs),
        codes=tuple(code for code, _ in pairs),
    )


def _kept_new(coupons: Coupons, unit: UnitOfWork, issue: CouponIssue, by: ByHand) -> tuple[str, str]:
    code, digest = coupons.new_code(unit)
    unit.keep_coupon(_made(issue, digest, by))
    return code, digest


def _made(issue: CouponIssue, digest: str, by: ByHand) -> Coupon:
    """A coupon without an owner: its bearer's from now on, or waiting for the member whose own it will be."""
    if issue.kind is CouponKind.PERSONAL:
        return Coupon(digest=digest, issue=issue.id, by_hand=by)
    return issue.issued(digest, by.at, by_hand=by)


def _of_single_coupons(unit: UnitOfWork, id: str) -> CouponIssue:
    """The issue, each of whose coupons has a number of its own."""
    issue = unit.coupon_issue(id)
    if issue is None:
        raise _refused("issue", Reason.UNKNOWN, "is no issue that is kept", "open the issue first")
    if issue.kind is CouponKind.PUBLIC:
        message = "is public, so all of it has one code"
        raise _refused("issue", Reason.DOES_NOT_FIT, message, "tell that code")
    return issue


def _known(unit: UnitOfWork, digest: str | None) -> tuple[Coupon, CouponIssue]:
    coupon = None if digest is None else unit.coupon(digest)
    issue = None if coupon is None else unit.coupon_issue(coupon.issue)
    if coupon is None or issue is None:
        raise _refused("coupon", Reason.UNKNOWN, "is none that is kept", "look at its number once more")
    return coupon, issue


def _ended(state: CouponState) -> Refused:
    return _refused("coupon", Reason.ENDED, f"is {state.value} already")


def _in_use() -> Refused:
    message, hint = "is in a purchase that is still open", "try again when that has ended"
    return _refused("coupon", Reason.IN_USE, message, hint)


def _refused(path: str, reason: Reason, message: str, hint: str = "") -> Refused:
    return Refused("coupons", (refusal(path, reason, message, hint),))
