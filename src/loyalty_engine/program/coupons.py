"""Coupons of a programme: how their numbers are made and kept, and what a purchase does to them."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from attrs import evolve, field, frozen

from loyalty_engine.errors import InvalidInput, Problem, refuse
from loyalty_engine.model.coupons import (
    CODE_LENGTH,
    CouponKind,
    CouponState,
    ShownCoupon,
    code_of,
    coupon_number,
)
from loyalty_engine.model.fields import flag_problems
from loyalty_engine.model.intents import CouponIntent, CouponUseIntent, Intent
from loyalty_engine.model.receipt import PresentedCoupon, Receipt
from loyalty_engine.program.given import call_problems, port_problems
from loyalty_engine.program.ports import Throttle, UnitOfWork
from loyalty_engine.program.purchases import Reservation, StoredPurchase

_SHORTEST_KEY: Final = 32
_ATTEMPTS: Final = 10  # to find a code that is free; of 60 random bits the first nearly always is


@frozen(kw_only=True)
class Coupons:
    """How a programme keeps the numbers of its coupons: not themselves, but their digests with *key*.

    *key* is a secret of the host, of at least 32 bytes; with another key no coupon is found any more.
    *entropy* gives so many bytes that nobody can foretell, as `secrets.token_bytes` does. *throttle* keeps
    buyers from guessing. With *annul_returned*, coupons that a purchase has issued and nobody has used are
    annulled once all of its goods have come back.

    Raises:
        InvalidInput: *key* is too short, or an argument is something else.
    """

    key: bytes = field(repr=False)
    entropy: Callable[[int], bytes] = field(repr=False)
    throttle: Throttle = field(repr=False)
    annul_returned: bool = False

    def __attrs_post_init__(self) -> None:
        problems = flag_problems(annul_returned=self.annul_returned)
        key: object = self.key
        if not isinstance(key, bytes) or len(key) < _SHORTEST_KEY:
            hint = f"make {_SHORTEST_KEY} random bytes once, and keep them where the host keeps its secrets"
            problems.append(Problem("key", f"is not of {_SHORTEST_KEY} bytes or more", hint))
        problems += call_problems("entropy", self.entropy, "give secrets.token_bytes")
        refuse("coupons", problems + port_problems(throttle=(self.throttle, Throttle)))

    def digest(self, written: str) -> str | None:
        """The digest of the number that is meant by *written*; None where it can be no number."""
        number = coupon_number(written)
        return (
            None if number is None else hmac.new(self.key, number.encode("ascii"), hashlib.sha256).hexdigest()
        )

    def new_code(self, unit: UnitOfWork) -> tuple[str, str]:
        """A code that no coupon has, and the digest of its number.

        Raises:
            InvalidInput: *entropy* always gives the same, or something else than so many bytes.
        """
        hint = "give secrets.token_bytes"
        for _ in range(_ATTEMPTS):
            given: object = self.entropy(CODE_LENGTH)
            if not isinstance(given, bytes) or len(given) != CODE_LENGTH:
                raise InvalidInput.at("coupons", "entropy", f"does not give {CODE_LENGTH} bytes", hint)
            code = code_of(given)
            digest = self.digest(code) or ""
            if unit.coupon(digest) is None:
                return code, digest
        raise InvalidInput.at("coupons", "entropy", "gives what it has given before", hint)


@frozen(kw_only=True)
class NewCoupons:
    """Coupons that were issued just now: the *codes* to tell, and the *digests* by which they are kept."""

    codes: tuple[str, ...] = field(default=(), repr=False)
    digests: tuple[str, ...] = ()


def sealed(coupons: Coupons | None, receipt: Receipt) -> Receipt:
    """*receipt* with digests in the place of numbers, where the programme keeps *coupons*.

    So of the request of a step no number is kept, not even within the digest of its receipt.
    """
    if coupons is None:
        return receipt
    shown = (evolve(one, number=coupons.digest(one.number) or one.number) for one in receipt.coupons)
    return evolve(receipt, coupons=tuple(shown))


def in_use(digest: str) -> str:
    """Under which name of the programme it is reserved that an open purchase has a coupon."""
    return f"coupon:{digest}"


def to_issue(issue: str) -> str:
    """Under which name it is reserved how many coupons of an issue open purchases would give a member."""
    return f"coupons:{issue}"


def issue_reservations(
    unit: UnitOfWork, intents: Iterable[Intent], member: str | None
) -> Iterator[Reservation]:
    """What *member* would get of the issues that the programme keeps."""
    counts: dict[str, int] = {}
    for intent in intents:
        if isinstance(intent, CouponIntent):
            counts[intent.issue] = counts.get(intent.issue, 0) + intent.count
    for issue, count in counts.items():
        kept = None if member is None else unit.coupon_issue(issue)
        if kept is not None and kept.kind is not CouponKind.PUBLIC:
            yield Reservation(owner=member, counter=to_issue(issue), by=count)


def issue_coupons(
    coupons: Coupons,
    unit: UnitOfWork,
    intent: CouponIntent,
    *,
    member: str | None,
    at: dt.datetime,
    issued_by: str,
) -> NewCoupons:
    """Issue what *intent* asks for; nothing where the host keeps the issue, or nobody is there to own it."""
    issue = unit.coupon_issue(intent.issue)
    if issue is None or (issue.kind is CouponKind.PERSONAL and member is None):
        return NewCoupons()
    if issue.code is not None:
        return NewCoupons(codes=(issue.code,))
    codes, digests = list[str](), list[str]()
    for _ in range(intent.count):
        code, digest = coupons.new_code(unit)
        unit.keep_coupon(issue.issued(digest, at, member=member, issued_by=issued_by))
        codes.append(code)
        digests.append(digest)
    return NewCoupons(codes=tuple(codes), digests=tuple(digests))


def use_coupon(
    unit: UnitOfWork, presented: Iterable[ShownCoupon], intent: CouponUseIntent, *, used_in: str
) -> bool:
    """Use a coupon up that was *presented*; False where it is one of the host's own.

    A public code stays as it is. What two offers use up is used once.
    """
    seen = PresentedCoupon(number=intent.number, issue=intent.issue)
    for shown in presented:
        if shown.digest is not None and shown.presented == seen:
            coupon = unit.coupon(shown.digest)
            if shown.unique and coupon is not None and coupon.state is CouponState.ISSUED:
                unit.keep_coupon(evolve(coupon.moved(CouponState.USED), used_in=used_in))
            return True
    return False


def annul_issued(unit: UnitOfWork, purchase: StoredPurchase) -> None:
    """Annul the coupons that *purchase* has issued, but for those that are used, or in an open purchase."""
    for digest in purchase.issued:
        coupon = unit.coupon(digest)
        free = coupon is not None and coupon.state is CouponState.ISSUED
        if coupon is not None and free and not unit.reserved(None, in_use(digest)):
            unit.keep_coupon(coupon.moved(CouponState.REJECTED))
