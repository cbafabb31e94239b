"""Tills in several processes that are shown the same coupons. Run as a program of its own.

`python -m programme.coupon_race show PLACE PROCESSES` prints how often each coupon was taken; `naive` does so
through a store that reads, and writes in a later transaction.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, cast

from attrs import evolve
from programme.coupon_shop import CouponShop, coupon_shop
from programme.places import opened
from programme.race import Naive, at_the_same_time
from programme.till import Kept

from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.program.ports import Conflict

COUPONS = 3
WORTH = 3_00  # of each


def again(step: Callable[[], Calculation]) -> Calculation:
    """Carry a step out, as often as others are quicker."""
    while True:
        try:
            return step()
        except Conflict:
            continue


def show(shop: CouponShop, process: int, codes: tuple[str, ...]) -> None:
    """Sell to one member, with one coupon at a time, of which processes have different ones first."""
    for n in range(COUPONS):
        code = codes[(n + process) % COUPONS]
        again(lambda: shop.show(f"{process}/{code}", code))  # noqa: B023 -- it is called at once
        again(lambda: shop.confirm(f"{process}/{code}"))  # noqa: B023


def race(place: str, processes: int, *, naive: bool) -> list[int]:
    """How often each coupon was taken."""
    with opened(place) as store:
        codes = coupon_shop(store=cast(Kept, store)).codes(count=COUPONS)

    def work(process: int) -> None:
        with opened(place) as store:
            shop = coupon_shop(store=cast(Kept, store), new=False)
            if naive:
                shop = evolve(shop, till=evolve(shop.till, store=cast(Any, Naive(store))))
            show(shop, process, codes)

    at_the_same_time(processes, work)
    with opened(place) as store:
        till = coupon_shop(store=cast(Kept, store), new=False).till
        sold = {code: [till.purchase(f"{process}/{code}") for process in range(processes)] for code in codes}
    return [
        sum(one.calculation.discount.minor for one in sales if one is not None) // WORTH
        for sales in sold.values()
    ]


if __name__ == "__main__":
    _, what, place, processes = sys.argv
    print(*race(place, int(processes), naive=what == "naive"))
