"""What the fields of conditions and benefits hold, in Python and in documents.

Every number is exact. Floats are refused, and in documents a number that has a point, or may have one, stands
as text. Whole numbers, texts, and true and false are themselves.
"""

from __future__ import annotations

import datetime as dt

from loyalty_engine import (
    Barcode,
    Carrier,
    Delay,
    FromAttribute,
    HasAttribute,
    InternalCode,
    Lifetime,
    MemberDate,
    Money,
    MultiplyPoints,
    Opening,
    PayWithPoints,
    Percent,
    Period,
    Quantity,
    Range,
    ReceiptAmount,
    ReceiptMessage,
    Schedule,
    Window,
    WindowUnit,
)


def sum_of_money() -> None:
    price = Money.of("399.90", "EUR")
    str(price)
    price.minor


def percentage() -> None:
    # A field takes `10` or `"12.5"` as well.
    eighth = Percent("12.5")
    str(eighth)
    Percent("101")


def quantity() -> None:
    # A field takes `2` or `"0.755"` as well.
    weight = Quantity.of("0.755")
    str(weight)


def factor() -> None:
    # A field takes it as a whole number or as text.
    more = MultiplyPoints("1.5").factor
    str(more)


def worth_of_a_point() -> None:
    # A field takes it as a whole number or as text; in fields of documents it stands alone.
    half = PayWithPoints(worth="0.5")
    half.describe()


def date() -> None:
    # A field takes a date, without a time of day.
    joined = MemberDate(attribute="joined", first=dt.date(2026, 1, 1))
    joined.describe()


def period() -> None:
    fortnight = Period("2026-09-01", "2026-09-14")
    str(fortnight)
    str(Period("2026-09-01T09:00", "2026-09-01T12:00"))
    str(Period("2026-09-01"))


def schedule() -> None:
    mornings = Schedule.of(weekdays=("mon", "fri"), between=("09:00", "12:00"))
    str(mornings)


def window() -> None:
    this_month = Window(1, WindowUnit.MONTH, opening=Opening.END)
    str(this_month)
    str(Window(30, WindowUnit.DAY))


def lifetime() -> None:
    year = Lifetime(active_after=Delay(days=14), expires_after=Delay(months=12))
    str(year)


def range_of_numbers() -> None:
    teens = Range(low=10, high=20, high_open=True)
    str(teens)


def bound_of_the_member() -> None:
    goal = FromAttribute("goal")
    ReceiptAmount(at_least=goal).describe()


def value() -> None:
    # True is not 1. In documents, numbers with a point and dates say what they are.
    mixed = HasAttribute(of=Carrier.MEMBER, name="answer", values={"no", 5, dt.date(2026, 1, 1)})
    mixed.describe()


def product_code() -> None:
    # Plain text stands for an external code, that of the host's own system; `InternalCode` is the third kind.
    barcode = Barcode("4600000000017")
    barcode.value


def category_code() -> None:
    # Plain text stands for an external code.
    node = InternalCode("17")
    node.value


def text_with_placeholders() -> None:
    # A field takes plain text.
    saved = ReceiptMessage("You saved {offer.discount}.").text
    saved.text
    ReceiptMessage("You saved {offer.dicsount}.")
