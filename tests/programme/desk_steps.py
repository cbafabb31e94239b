"""What operators do at the desks of a programme, and what tills do with its coupons, as steps for tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from attrs import evolve, frozen
from programme.steps import TILL_STEPS, Step
from shop import receipt

from loyalty_engine import AttributeDefinition, AttributeType, PresentedCoupon
from loyalty_engine.adapters.memory_throttle import MemoryThrottle
from loyalty_engine.engine.refund import ReturnedLine
from loyalty_engine.individual.operators import Operator
from loyalty_engine.model.actor import Actor, Permission
from loyalty_engine.model.coupons import Coupon, CouponIssue, CouponKind
from loyalty_engine.program.adjust import Accrual, WriteOff
from loyalty_engine.program.batches import BatchRow
from loyalty_engine.program.coupon_desk import CouponDesk
from loyalty_engine.program.coupons import Coupons
from loyalty_engine.program.program import LoyaltyProgram
from loyalty_engine.program.service_desk import ServiceDesk

OLGA: Final = Operator(Actor("olga", permissions=Permission), reason="a late parcel")
TASTE: Final = AttributeDefinition(name="taste", type=AttributeType.STRING)
HERS: Final = CouponIssue(id="spring", kind=CouponKind.PERSONAL, price=5)
LEAFLET: Final = CouponIssue(id="leaflet", kind=CouponKind.DISTRIBUTED)
TEA: Final = receipt(("tea", "60.00"), coupons=[PresentedCoupon(number="PAPER-1")])
ROWS: Final = (
    BatchRow("boris", Accrual(50)),
    BatchRow("anna", WriteOff(5)),
    BatchRow("nobody", Accrual(5)),
    BatchRow("boris", WriteOff(99)),
)


@frozen
class _Desk:
    """The desks beside a till."""

    shop: LoyaltyProgram

    @property
    def service(self) -> ServiceDesk:
        return ServiceDesk(store=self.shop.store, members=self.shop.members, clock=self.shop.clock)

    @property
    def coupons(self) -> CouponDesk:
        shop = self.shop
        return CouponDesk(store=shop.store, members=shop.members, clock=shop.clock, coupons=_COUPONS)

    @property
    def till(self) -> LoyaltyProgram:
        return evolve(self.shop, coupons=_COUPONS)


_COUPONS: Final = Coupons(key=bytes(32), entropy=bytes, throttle=MemoryThrottle())


def _at(call: Callable[[_Desk], object]) -> Callable[[LoyaltyProgram], object]:
    return lambda shop: call(_Desk(shop))


_ISSUES: Final = tuple(
    _at(lambda desk, issue=issue: desk.coupons.open_issue(f"open-{issue.id}", OLGA, issue))  # type: ignore[misc]
    for issue in (HERS, LEAFLET)
)
_PAPER: Final = (*_ISSUES, _at(lambda desk: desk.coupons.import_numbers("i", OLGA, "leaflet", ["PAPER-1"])))
_CARDS: Final = (*_ISSUES, _at(lambda desk: desk.coupons.import_numbers("i", OLGA, "spring", ["CARD-1"])))
_SHOWN: Final = (*_PAPER, _at(lambda desk: desk.till.calculate("p", "p/c", TEA, "anna")))
_USED: Final = (*_SHOWN, _at(lambda desk: desk.till.confirm("p", "p/ok")))
_BOTH: Final = {"anna": "home", "boris": "home"}

DESK_STEPS: Final[Mapping[str, Step]] = MappingProxyType(
    {
        "points by hand": Step(_at(lambda desk: desk.service.change_points("x", OLGA, "anna", Accrual(50)))),
        "points written off": Step(
            _at(lambda desk: desk.service.change_points("x", OLGA, "anna", WriteOff(5)))
        ),
        "a counter set": Step(_at(lambda desk: desk.service.set_counter("x", OLGA, "anna", "visits", 7))),
        "a status given": Step(
            _at(lambda desk: desk.service.set_status("x", OLGA, "anna", "levels", "gold"))
        ),
        "an attribute given": Step(
            _at(lambda desk: desk.service.set_attribute("x", OLGA, "anna", TASTE, "tea"))
        ),
        "an account joined": Step(
            _at(lambda desk: desk.service.join_account("x", OLGA, "anna")), families=_BOTH
        ),
        "an account joined while a purchase is open": Step(
            _at(lambda desk: desk.service.join_account("x", OLGA, "anna")),
            (lambda shop: shop.calculate("p", "p/c", TEA, "anna"),),
            families=_BOTH,
        ),
        "members merged": Step(
            _at(lambda desk: desk.service.merge_members("x", OLGA, "anna", "boris", ["visits"])),
            (_at(lambda desk: desk.service.set_counter("v", OLGA, "anna", "visits", 7)),),
            families=_BOTH,
        ),
        "an issue opened": Step(_at(lambda desk: desk.coupons.open_issue("x", OLGA, HERS))),
        "coupons made": Step(_at(lambda desk: desk.coupons.generate("x", OLGA, "leaflet", 1)), _ISSUES),
        "numbers imported": Step(
            _at(lambda desk: desk.coupons.import_numbers("x", OLGA, "spring", ["A-1", "A-2"])), _ISSUES
        ),
        "a coupon issued": Step(_at(lambda desk: desk.coupons.issue("x", OLGA, "spring", "anna")), _ISSUES),
        "a coupon sold": Step(_at(lambda desk: desk.coupons.sell("x", "spring", "anna")), _ISSUES),
        "a coupon given back": Step(
            _at(lambda desk: desk.coupons.give_back("x", _found(desk, "2222-2222-2222"), "anna")),
            (*_ISSUES, _at(lambda desk: desk.coupons.sell("s", "spring", "anna"))),
        ),
        "a coupon assigned": Step(_at(lambda desk: desk.coupons.assign("x", OLGA, "CARD-1", "anna")), _CARDS),
        "a coupon annulled": Step(
            _at(lambda desk: desk.coupons.annul("x", OLGA, _found(desk, "PAPER-1"))), _PAPER
        ),
        "a coupon shown": Step(_at(lambda desk: desk.till.calculate("p", "p/c", TEA, "anna")), _PAPER),
        "a coupon used": Step(_at(lambda desk: desk.till.confirm("p", "p/ok")), _SHOWN),
        "goods that a coupon was used for come back": Step(
            _at(lambda desk: desk.till.refund("p", "p/back", [ReturnedLine(1, 1)])), _USED
        ),
    }
)

#: All steps that are one transaction each, at tills and at desks.
ENDS_ONCE: Final = {**TILL_STEPS, **DESK_STEPS}

#: Of several transactions, each of which is whole or nothing.
BATCH: Final = Step(_at(lambda desk: desk.service.change_points_of("b", OLGA, ROWS)))


def _found(desk: _Desk, number: str) -> Coupon:
    standing = desk.coupons.find(number)
    assert standing is not None
    assert standing.coupon is not None
    return standing.coupon
