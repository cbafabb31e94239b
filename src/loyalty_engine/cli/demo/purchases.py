"""What was bought: seven receipts of August and September 2026, by the shop's clock in Moscow."""

from __future__ import annotations

import datetime as dt

from attrs import frozen

from loyalty_engine import (
    Barcode,
    ExternalCode,
    Line,
    Measure,
    Member,
    Money,
    Place,
    PresentedCoupon,
    Quantity,
    Receipt,
    Rounding,
)
from loyalty_engine.cli.demo.goods import CATALOG, CURRENCY, PRICES, barcode
from loyalty_engine.cli.demo.people import ANNA, BORIS, CLARA, DAVID
from loyalty_engine.cli.demo.programme import ZONE
from loyalty_engine.model.money import ratio

SHOP = Place("linden-street", brand="amber", zone=ZONE, attributes={"title": "AMBER, 12 Linden Street"})


@frozen
class Purchase:
    """A receipt and who made it; *member* is None for a buyer without a card. *why* it is shown."""

    receipt: Receipt
    member: Member | None
    why: str


def _line(number: int, code: str, quantity: str) -> Line:
    """A line as the till makes it: pieces by their bar code, weighed goods by the ERP code on the scales."""
    product, price, count = CATALOG.by_code(code), PRICES[code], Quantity.of(quantity)
    amount = ratio(price.minor, count.thousandths, 1000, Rounding.HALF_UP)
    weighed = "." in quantity
    return Line(
        number=number,
        product=ExternalCode(code) if weighed else Barcode(barcode(code)),
        quantity=count,
        measure=Measure.WEIGHED if weighed else Measure.PIECE,
        amount=Money(amount, CURRENCY),
        name=product.name if product else code,
        price=price,
    )


def _purchase(
    number: str, at: str, member: Member | None, bought: str, why: str, *, coupon: str | None = None
) -> Purchase:
    """A purchase of the products in *bought*, each with its quantity: ``"10101 x2, 13101 x1.350"``."""
    pairs = [item.split(" x") for item in bought.split(", ")]
    lines = tuple(_line(n, code, quantity) for n, (code, quantity) in enumerate(pairs, 1))
    receipt = Receipt(
        id=number,
        at=dt.datetime.fromisoformat(f"{at}+03:00"),
        place=SHOP,
        lines=lines,
        coupons=() if coupon is None else (PresentedCoupon(number=coupon, issue="coffee-100"),),
    )
    return Purchase(receipt, member, why)


PURCHASES = (
    _purchase(
        "1",
        "2026-08-25T17:40",
        DAVID,
        "41201 x1, 41102 x1, 41101 x10, 41105 x1",
        "1,000 off from 3,600; 30 % in points on a product group that leaves out the calculator",
    ),
    _purchase(
        "2",
        "2026-08-26T10:15",
        BORIS,
        "10101 x2, 10201 x4, 12201 x1, 13101 x1.350, 41101 x5",
        "10 % for pensioners in the morning; a yellow price tag; points that wait for his consent",
    ),
    _purchase(
        "3",
        "2026-08-26T18:40",
        BORIS,
        "12201 x1, 11101 x1",
        "a presented coupon, of which coffee week is not to be had as well; too late for the 10 %",
        coupon="C-4417",
    ),
    _purchase(
        "4",
        "2026-09-08T18:05",
        ANNA,
        "31101 x1, 32101 x1, 11201 x2, 10301 x1, 22201 x1",
        "50 % on her handbag; favourite products, one of them chosen for her; 20 % in points from 3,000",
    ),
    _purchase(
        "5",
        "2026-09-12T11:20",
        None,
        "12301 x2, 12202 x1, 14101 x1, 14102 x2, 13202 x0.740",
        "a buyer without a card on City Day: 5 % off, the minimum price of wine, chips and a coupon",
    ),
    _purchase(
        "6",
        "2026-09-12T15:30",
        CLARA,
        "21101 x1, 21201 x1, 14104 x1, 10102 x2, 12202 x1, 41102 x1, 42201 x1",
        "birthday points; 20 % on a category for ten days; favourite categories; 1,000 off from 3,600",
    ),
    _purchase(
        "7",
        "2026-09-18T12:10",
        ANNA,
        "32101 x1, 11201 x3, 12101 x1",
        "30 % on her purse, now that its time has come; 10 % in points from 1,000",
    ),
)
