"""Two offers, a member and a receipt: ``python examples/quickstart.py``.

The morning discount reaches one target audience; the points reach every member, from a receipt amount on.
The same receipt, member and offers give the same result on every machine; nothing is stored or sent.
"""

from __future__ import annotations

import datetime as dt

from loyalty_engine import (
    Audiences,
    Calculation,
    Line,
    Member,
    Members,
    Money,
    Offer,
    PercentOff,
    PointsPercent,
    Receipt,
    ReceiptAmount,
    ReceiptMessage,
    Schedule,
    calculate,
    compile_offers,
)

OFFERS = compile_offers(
    [
        Offer.of(
            "mornings",
            benefits=[PercentOff(10)],
            reach=Audiences(["pensioners"]),
            schedule=Schedule.of(between=("08:00", "12:00")),
        ),
        Offer.of(
            "points",
            conditions=[ReceiptAmount(at_least=Money.of("20.00", "EUR"))],
            benefits=[PointsPercent(5), ReceiptMessage("You earn {offer.points} points.")],
            reach=Members(),
            cumulative=True,
        ),
    ]
)

RECEIPT = Receipt(
    id="r-1",
    at=dt.datetime.fromisoformat("2026-09-08T09:30+02:00"),
    place="harbour-street",
    lines=[
        Line(number=1, product="tea", quantity=2, amount=Money.of("13.80", "EUR")),
        Line(number=2, product="teapot", amount=Money.of("34.50", "EUR")),
    ],
)

MEMBER = Member("m-17", audiences=["pensioners"])


def main() -> Calculation:
    result = calculate(RECEIPT, MEMBER, OFFERS)
    print(f"{result.amount} less {result.discount} makes {result.total}")
    for line in result.lines:
        print(line.number, line.total, *(f"({discount.offer})" for discount in line.discounts))
    for message in result.messages:
        print(message.text)
    print(result.explain())
    return result


if __name__ == "__main__":
    main()
