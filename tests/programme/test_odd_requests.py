"""Enquiries about what is no id or no moment are refused as such, whichever store is asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from programme.coupon_shop import CouponShop, coupon_shop
from shop import NOON

from loyalty_engine import InvalidInput
from loyalty_engine.program.service_desk import ServiceDesk

LOCAL = dt.datetime(2026, 11, 23, 12)


def service(shop: CouponShop) -> ServiceDesk:
    return ServiceDesk(store=shop.store, members=shop.till.members, clock=shop.watch)


ENQUIRIES: dict[str, Callable[[CouponShop, Any], object]] = {
    "purchase": lambda shop, id: shop.till.purchase(id),
    "available": lambda shop, id: shop.till.available(id),
    "balance": lambda shop, id: shop.till.balance(id),
    "balance of a kind": lambda shop, id: shop.till.balance("anna", id),
    "coupons": lambda shop, id: shop.desk.coupons_of(id),
    "statuses of": lambda shop, id: service(shop).status_records(id, "levels"),
    "statuses in": lambda shop, id: service(shop).status_records("anna", id),
}


@pytest.mark.parametrize("ask", ENQUIRIES.values(), ids=ENQUIRIES)
@pytest.mark.parametrize("id", [None, 3, "", " anna", "x" * 201, "\0", ["anna"]])
def test_what_is_no_id(ask: Callable[[CouponShop, Any], object], id: object) -> None:
    with pytest.raises(InvalidInput):
        ask(coupon_shop(), id)


@pytest.mark.parametrize("id", [3, "", "\ud800", ["anna"]])
def test_the_audit_of_what_is_no_id(id: Any) -> None:
    """None stands for nobody in particular."""
    desk = service(coupon_shop())
    with pytest.raises(InvalidInput):
        desk.audit(id)
    assert len(desk.audit(None)) == 4


@pytest.mark.parametrize("at", [LOCAL, "2026-11-23", 0])
def test_what_is_no_moment(at: Any) -> None:
    shop = coupon_shop()
    code = shop.hers()
    for ask in (shop.desk.coupons_of, shop.desk.find):
        with pytest.raises(InvalidInput, match="at: "):
            ask("anna" if ask == shop.desk.coupons_of else code, at)
    assert len(shop.desk.coupons_of("anna", NOON)) == 1
