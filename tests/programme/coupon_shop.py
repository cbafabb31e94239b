"""A shop that keeps its coupons: some issues, offers that ask for them, and random bytes in a row."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator

from attrs import define, evolve, field, frozen
from programme.till import Kept, Watch, program
from shop import eur, receipt

from loyalty_engine import (
    AmountOff,
    CouponPresented,
    Delay,
    IssueCoupon,
    Lifetime,
    Offer,
    PercentOff,
    PresentedCoupon,
    RedeemCoupons,
)
from loyalty_engine.adapters.memory_store import MemoryStore
from loyalty_engine.adapters.memory_throttle import MemoryThrottle
from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.individual.operators import Operator
from loyalty_engine.model.actor import Actor, Permission
from loyalty_engine.model.coupons import CouponFault, CouponIssue, CouponKind, CouponState
from loyalty_engine.program.coupon_desk import CouponDesk
from loyalty_engine.program.coupons import Coupons
from loyalty_engine.program.program import LoyaltyProgram

OLGA = Operator(Actor("olga", permissions=Permission), reason="spring")
ALL = CouponIssue(id="all", kind=CouponKind.PUBLIC, code="SPRING-10")
HERS = CouponIssue(id="hers", kind=CouponKind.PERSONAL, lifetime=Lifetime(expires_after=Delay(days=7)))
LEAFLET = CouponIssue(id="leaflet", kind=CouponKind.DISTRIBUTED)
NEXT = CouponIssue(id="next", kind=CouponKind.DISTRIBUTED, lifetime=Lifetime(active_after=Delay(days=1)))
OFFERS = (
    Offer.of("all", [CouponPresented({"all"})], [PercentOff(10), RedeemCoupons()], cumulative=True),
    Offer.of("hers", [CouponPresented({"hers"})], [AmountOff(eur("5.00")), RedeemCoupons()], cumulative=True),
    Offer.of(
        "leaflet", [CouponPresented({"leaflet"})], [AmountOff(eur("3.00")), RedeemCoupons()], cumulative=True
    ),
    Offer.of("look", [CouponPresented({"next"})], [AmountOff(eur("1.00"))], cumulative=True),
)
SLIP = Offer.of("slip", [], [IssueCoupon("next", count=2), IssueCoupon("hers")], cumulative=True)


@define
class InARow:
    """Bytes of which no two are the same, as if they were random."""

    _numbers: Iterator[int] = field(factory=itertools.count)

    def __call__(self, count: int) -> bytes:
        digits = next(self._numbers)
        return bytes(digits // 32**place % 32 for place in reversed(range(count)))


@frozen(kw_only=True)
class CouponShop:
    """The till and the desk of one programme, with its store and its clock."""

    till: LoyaltyProgram
    desk: CouponDesk
    store: Kept
    watch: Watch

    def show(
        self,
        purchase: str,
        *numbers: str,
        member: str | None = "anna",
        step: str = "c",
        at: dt.datetime | None = None,
    ) -> Calculation:
        """Calculate a purchase of 100.00 on which these numbers are shown."""
        coupons = [PresentedCoupon(number=number) for number in numbers]
        made = receipt(("tea", "60.00"), ("soap", "40.00"), coupons=coupons, at=at or self.watch.time)
        return self.till.calculate(purchase, f"{purchase}/{step}", made, member)

    def confirm(self, purchase: str) -> Calculation:
        return self.till.confirm(purchase, f"{purchase}/ok")

    def faults(self, purchase: str) -> list[CouponFault | None]:
        """What was found of the coupons that were shown last."""
        kept = self.till.purchase(purchase)
        assert kept is not None
        return [one.fault for one in kept.coupons]

    def state(self, number: str) -> CouponState:
        found = self.desk.find(number)
        assert found is not None
        return found.state

    def codes(self, issue: str = "leaflet", count: int = 1) -> tuple[str, ...]:
        """New codes of an issue, made one after another."""
        return self.desk.generate(f"make-{self.made()}", OLGA, issue, count).codes

    def hers(self, member: str = "anna") -> str:
        """A new code of a member."""
        (code,) = self.desk.issue(f"issue-{self.made()}", OLGA, "hers", member).codes
        return code

    def made(self) -> int:
        """How many changes were made at the desk."""
        with self.store.begin() as unit:
            return sum(len(unit.audit(who)) for who in (None, "anna", "boris"))


def coupon_shop(
    *offers: Offer,
    store: Kept | None = None,
    throttle: MemoryThrottle | None = None,
    annul: bool = False,
    new: bool = True,
) -> CouponShop:
    """A shop with all issues open; one that is *new* opens them."""
    kept = MemoryStore() if store is None else store
    coupons = Coupons(
        key=bytes(32), entropy=InARow(), throttle=throttle or MemoryThrottle(), annul_returned=annul
    )
    till, _, watch = program(*(offers or OFFERS), store=kept)
    desk = CouponDesk(store=kept, members=till.members, clock=watch, coupons=coupons)
    for issue in (ALL, HERS, LEAFLET, NEXT) if new else ():
        desk.open_issue(f"open-{issue.id}", OLGA, issue)
    return CouponShop(till=evolve(till, coupons=coupons), desk=desk, store=kept, watch=watch)
