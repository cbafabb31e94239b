"""What coupons pay: by their numbers, by the shop's doubling, and on which lines they were used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from attrs import frozen

from journey.data import Basket, Coupon, Journey, Sale
from loyalty_engine import Money

#: The shop doubles a manufacturer's coupon until it is worth a dollar.
DOUBLED_UP_TO = 100
#: Where a coupon that no campaign explains comes from: a newspaper, a package, a web page.
ELSEWHERE = "elsewhere"

#: Cents that a manufacturer's coupon pays, by the two digits before the check digit of its number: the value
#: codes of the Joint Industry Coupon Committee. Only the codes of this data that stand for a sum; 00 asks the
#: cashier, and 01, 14 and 16 give goods away. Some ask for two or more units, which we leave to the till.
VALUES: Mapping[str, int] = MappingProxyType(
    {
        "04": 135,
        "07": 150,
        "08": 300,
        "09": 200,
        "13": 100,
        "20": 20,
        "22": 40,
        "24": 50,
        "25": 25,
        "28": 55,
        "30": 30,
        "31": 60,
        "32": 75,
        "33": 100,
        "34": 125,
        "35": 35,
        "36": 150,
        "40": 40,
        "41": 50,
        "42": 100,
        "45": 45,
        "50": 50,
        "51": 200,
        "55": 55,
        "57": 25,
        "58": 30,
        "60": 60,
        "65": 65,
        "69": 69,
        "70": 70,
        "74": 500,
        "75": 75,
        "76": 100,
        "77": 125,
        "78": 150,
        "80": 80,
        "81": 175,
        "82": 200,
        "84": 250,
        "87": 300,
        "90": 90,
        "93": 400,
        "98": 65,
    }
)


def value_of(number: str) -> int | None:
    """Cents that the coupon *number* pays; None for the shop's own coupons, and where no sum is coded.

    >>> value_of("54200000076"), value_of("10000085361")
    (100, None)
    """
    return VALUES.get(number[-2:]) if number.startswith("5") and len(number) == 11 else None


def added(face: int) -> int:
    """What the shop adds to a coupon of *face* cents: as much again, up to a dollar together.

    >>> added(50), added(75), added(100)
    (50, 25, 0)
    """
    return max(0, min(face, DOUBLED_UP_TO - face))


@frozen(kw_only=True)
class Scan:
    """Coupons scanned with one line: *count* coupons of *face* cents each, from *source*.

    The source is `ELSEWHERE`, or the id of the campaign whose coupon *number* the household redeemed.
    """

    source: str
    face: int
    count: int = 1
    number: str = ""

    @property
    def pays(self) -> int:
        """What the coupons pay together, in cents."""
        return self.face * self.count

    @property
    def added(self) -> int:
        """What the shop adds to them, in cents."""
        return added(self.face) * self.count

    @property
    def label(self) -> str:
        """What the till notes on the line: ``"0.75"``, ``"2 × 0.35"``."""
        face = Money(self.face, "USD").decimal
        return face if self.count == 1 else f"{self.count} × {face}"


#: The scans of a set of baskets, by the basket's id and the position of the line in it, from 0.
Scans = Mapping[tuple[str, int], Scan]


def find_scans(journey: Journey) -> Scans:
    """For every line that a coupon was used on, which coupon that was, as far as the data tell.

    It is a campaign's coupon where the household redeemed one on that day that covers the product and
    whose number says what it pays. Of every other coupon only the sum is known, from the line itself.
    """
    coupons = {
        (coupon.number, coupon.campaign): coupon
        for campaign in journey.campaigns
        for coupon in campaign.coupons
    }
    redeemed: dict[tuple[str, dt.date], list[Coupon]] = {}
    for one in journey.redemptions:
        known = coupons.get((one.number, one.campaign))
        if known is not None:
            redeemed.setdefault((one.household, one.day), []).append(known)
    return {
        (basket.id, n): _scan(sale, redeemed.get((basket.household, basket.at.date()), ()))
        for basket in journey.baskets
        for n, sale in enumerate(basket.sales)
        if sale.coupon_disc and sale.quantity
    }


def _scan(sale: Sale, redeemed: Iterable[Coupon]) -> Scan:
    for coupon in redeemed:
        face = value_of(coupon.number)
        if face is not None and sale.product in coupon.products:
            return Scan(source=coupon.campaign, face=face, number=coupon.number)
    count = how_many(sale)
    return Scan(source=ELSEWHERE, face=sale.coupon_disc // count, count=count)


def how_many(sale: Sale) -> int:
    """How many coupons were used on a line, which the data do not say.

    The smallest number of equal coupons, at most one for each unit, with which doubling explains what
    the shop added; 1 where none does.
    """
    for count in range(1, min(sale.quantity, sale.coupon_disc) + 1):
        face, rest = divmod(sale.coupon_disc, count)
        if not rest and count * added(face) == sale.coupon_match_disc:
            return count
    return 1


def by_household(scans: Scans, baskets: Iterable[Basket]) -> dict[str, list[tuple[Basket, Sale, Scan]]]:
    """The coupons from elsewhere that each household used, in the order of *baskets*."""
    found: dict[str, list[tuple[Basket, Sale, Scan]]] = {}
    for basket in baskets:
        for n, sale in enumerate(basket.sales):
            scan = scans.get((basket.id, n))
            if scan is not None and scan.source == ELSEWHERE:
                found.setdefault(basket.household, []).append((basket, sale, scan))
    return found
