"""Coupons that are first shown when the buyer pays: the till hears of it, and calculates anew."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest
from programme.coupon_shop import OLGA, CouponShop, coupon_shop
from programme.till import program
from shop import eur, receipt

from loyalty_engine import (
    CouponPresented,
    Offer,
    Payment,
    PercentOff,
    PointsAsked,
    PresentedCoupon,
    Receipt,
)
from loyalty_engine.adapters.memory_throttle import MemoryThrottle
from loyalty_engine.program.program import LoyaltyProgram
from loyalty_engine.program.purchases import Obstacle, PurchaseRefused

LATE = "purchase 'p': it shows coupons that it was not calculated with; calculate it anew first"
PAID = [Payment(method="cash", amount=eur("1.00"))]
STEPS: list[Callable[[LoyaltyProgram, str, Receipt], object]] = [
    lambda till, id, seen: till.pay("p", f"{id}/pay", [PointsAsked()], receipt=seen),
    lambda till, id, seen: till.accrue("p", f"{id}/cash", PAID, receipt=seen),
]
_ids = count()


def showing(*numbers: str, issue: str | None = None) -> Receipt:
    coupons = [PresentedCoupon(number=number, issue=issue) for number in numbers]
    return receipt(("tea", "60.00"), ("soap", "40.00"), coupons=coupons)


def refused(till: LoyaltyProgram, seen: Receipt) -> bool:
    """Is the receipt refused at each step that follows, as it should be where it is?"""
    found, id = set[tuple[Obstacle, str] | None](), f"{next(_ids)}"
    for step in STEPS:
        try:
            step(till, id, seen)
        except PurchaseRefused as error:
            found.add((error.obstacle, str(error)))
        else:
            found.add(None)
    assert found in ({None}, {(Obstacle.OTHER_RECEIPT, LATE)})
    return None not in found


def calculated(*numbers: str, throttle: MemoryThrottle | None = None) -> CouponShop:
    shop = coupon_shop(throttle=throttle)
    shop.desk.import_numbers("import", OLGA, "leaflet", ["PAPER-1", "PAPER-2"])
    shop.till.calculate("p", "p/c", showing(*numbers), "anna")
    return shop


@pytest.mark.parametrize(
    ("before", "now", "later"),
    [
        pytest.param((), ("PAPER-1",), True, id="the first"),
        pytest.param(("PAPER-1",), ("PAPER-1", "PAPER-2"), True, id="another one"),
        pytest.param((), ("SPRING-10",), True, id="a public code"),
        pytest.param((), ("GUESS-1",), True, id="one that nobody has made"),
        pytest.param(("PAPER-1",), ("PAPER-1",), False, id="the same"),
        pytest.param(("PAPER-1",), ("paper 1",), False, id="the same, written otherwise"),
        pytest.param(("PAPER-1", "PAPER-2"), ("PAPER-2",), False, id="fewer"),
        pytest.param(("PAPER-1",), (), False, id="none"),
        pytest.param(("GUESS-1",), ("GUESS-1",), False, id="one that nobody has made, again"),
        pytest.param((), ("!",), False, id="what can be no number, and never counts"),
        pytest.param(("!",), ("!",), False, id="what can be no number, again"),
    ],
)
def test_coupons_that_were_not_calculated_with(
    before: tuple[str, ...], now: tuple[str, ...], later: bool
) -> None:
    assert refused(calculated(*before).till, showing(*now)) == later


def test_once_it_is_calculated_anew_they_count() -> None:
    shop = calculated()
    assert refused(shop.till, showing("PAPER-1"))
    assert shop.till.calculate("p", "p/anew", showing("PAPER-1"), "anna").total == eur("97.00")
    assert not refused(shop.till, showing("PAPER-1"))
    assert shop.till.accrue("p", "later", PAID).total == eur("97.00")


def test_those_that_were_not_looked_up_may_be_shown_again() -> None:
    """Too many numbers were wrong; which this one was, nobody has kept."""
    shop = calculated("GUESS-1", "PAPER-1", throttle=MemoryThrottle(of_member=1))
    assert not refused(shop.till, showing("GUESS-1", "PAPER-1"))
    assert refused(shop.till, showing("GUESS-1", "PAPER-1", "PAPER-2"))


@pytest.mark.parametrize("kept", [True, False], ids=["kept by the programme", "kept by the host"])
def test_coupons_of_the_host(kept: bool) -> None:
    offer = Offer.of("partner", [CouponPresented({"partner"})], [PercentOff(10)])
    till = coupon_shop(offer).till if kept else program(offer)[0]
    till.calculate("p", "c", showing("7", issue="partner"), "anna")
    assert not refused(till, showing("7", issue="partner"))
    assert refused(till, showing("7", "8", issue="partner"))
