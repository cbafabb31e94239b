"""A till that prints what it sells: the worked offers of docs/catalogue are shown at it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from enum import Enum

from attrs import fields

from loyalty_engine import (
    NOTHING,
    Calculation,
    Channel,
    Context,
    Event,
    Line,
    LineResult,
    Member,
    Message,
    Money,
    Offer,
    OfferBook,
    Payment,
    Place,
    PointsAsked,
    PointsTotal,
    PresentedCertificate,
    PresentedCoupon,
    Receipt,
    calculate,
    compile_offers,
    react,
)
from loyalty_engine.model.identifiers import Code
from loyalty_engine.model.intents import Intent

Offers = OfferBook | Iterable[Offer] | Offer
Sold = tuple[str, str] | tuple[str, str, int | str] | Line

ANNA = Member("anna")
MONDAY_MORNING = "2026-09-07T10:30+02:00"


def eur(amount: str | int) -> Money:
    return Money.of(amount, "EUR")


def sell(
    offers: Offers,
    *goods: Sold,
    member: Member | None = ANNA,
    context: Context = NOTHING,
    at: str = MONDAY_MORNING,
    place: Place | str = "shop",
    currency: str = "EUR",
    payments: Iterable[Payment] = (),
    coupons: Iterable[PresentedCoupon] = (),
    points_asked: Iterable[PointsAsked] = (),
    certificates: Iterable[PresentedCertificate] = (),
    identified_by: str | None = None,
    card: str | None = None,
    explain: bool = False,
) -> None:
    """Print what a receipt comes to, and what is to be done when it is confirmed.

    *goods* are such as ``("tea", "12.50")``, or ``("tea", "25.00", 2)`` for two of them, or a `Line`. With
    *explain*, the verdicts on all offers follow.
    """
    receipt = Receipt(
        id="R",
        at=dt.datetime.fromisoformat(at),
        place=place,
        lines=[line(n, sold, currency) for n, sold in enumerate(goods, 1)],
        payments=payments,
        coupons=coupons,
        points_asked=points_asked,
        certificates=certificates,
        identified_by=identified_by,
        card=card,
    )
    result = calculate(receipt, member, book(offers), context=context)
    print_each(printed(scanned, done) for scanned, done in zip(receipt.lines, result.lines, strict=True))
    print("total:", result.total)
    print_each(payments_of(result))
    print_each(said(result.points, result.messages, result.intents))
    if explain:
        print(result.explain())


def happen(offers: Offers, event: Event, member: Member | None = ANNA, *, explain: bool = False) -> None:
    """Print what an event brings a member."""
    result = react(event, member, book(offers))
    print_each(said(result.points, result.messages, result.intents))
    if explain:
        print(result.explain())


def book(offers: Offers) -> OfferBook:
    if isinstance(offers, OfferBook):
        return offers
    return compile_offers([offers] if isinstance(offers, Offer) else offers)


def line(number: int, sold: Sold, currency: str) -> Line:
    if isinstance(sold, Line):
        return sold
    product, amount, *quantity = sold
    return Line(
        number=number, product=product, amount=Money.of(amount, currency), quantity=(quantity or [1])[0]
    )


def printed(scanned: Line, done: LineResult) -> str:
    """A line with what comes off it; what has come off before and counts as an offer's is in its amount."""
    times = "" if scanned.quantity.thousandths == 1000 else f"{scanned.quantity} × "
    before = Money(sum(adopted.amount for adopted in done.adopted), done.currency)
    already = f" ({before.decimal} off already)" if before.minor else ""
    off = f" - {done.discount.decimal} = {done.total.decimal}" if done.discount.minor else ""
    return f"{times}{scanned.product.value}: {scanned.amount.decimal}{already}{off}"


def payments_of(result: Calculation) -> Iterator[str]:
    """What may be paid with points and certificates, what is, and then what is left to pay."""
    for may in result.payable:
        yield f"may be paid with {may.points} {may.currency} points: {Money(may.amount, result.currency)}"
    for handed in result.certificates:
        yield f"may be paid with certificate {handed.number}: {Money(handed.payable, result.currency)}"
    for paid in result.paid:
        yield f"paid with {paid.points} {paid.currency} points: {Money(paid.amount, result.currency)}"
    for handed in result.certificates:
        if handed.amount:
            yield f"paid with certificate {handed.number}: {Money(handed.amount, result.currency)}"
    if result.to_pay != result.total:
        yield f"left to pay: {result.to_pay}"


def said(
    points: Iterable[PointsTotal], messages: Iterable[Message], intents: Iterable[Intent]
) -> Iterator[str]:
    for total in points:
        yield f"earns: {total.amount} {total.currency} points"
    for message in messages:
        yield f"{'prints' if message.channel is Channel.RECEIPT else 'tells the cashier'}: {message.text}"
    for intent in intents:
        yield f"then: {written(intent)}"


def written(intent: Intent) -> str:
    """The kind of an intent, and those of its fields that say more than their default does."""
    told = [type(intent).__name__]
    for field in fields(type(intent)):
        value: object = getattr(intent, field.name)
        if field.name not in ("offer", "lines") and value != field.default:
            told.append(f"{field.name}={plain(value)}")
    return " ".join(told)


def plain(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.isoformat(" ")
    if isinstance(value, Code):
        return repr(value.value)
    return repr(value.value if isinstance(value, Enum) else value)


def print_each(lines: Iterable[str]) -> None:
    for text in lines:
        print(text)
