"""A calculated receipt as a till would print it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from loyalty_engine import (
    Calculation,
    Catalog,
    Channel,
    CouponIntent,
    Line,
    LineResult,
    Member,
    Money,
    OfferBook,
    PointsPayment,
    PointsTotal,
    Receipt,
    SlotIntent,
)
from loyalty_engine.cli.outcomes import product_name
from loyalty_engine.cli.view import Style, Text, columns_of, padded, wrapped

WIDTH: Final = 46


def slip(calculation: Calculation, member: Member | None, book: OfferBook) -> Iterator[Text]:
    """The receipt of *calculation*, `WIDTH` columns wide; messages to the cashier follow below it."""
    names = {offer.id: offer.name or offer.id for offer in book.offers}
    receipt = calculation.receipt
    yield from _head(receipt, member)
    for line, result in zip(receipt.lines, calculation.lines, strict=True):
        yield from _line(line, result, names)
    yield _rule("-")
    if calculation.discount.minor:
        yield _pair("Before discounts", calculation.amount.decimal)
        yield _pair("Discounts", _minus(calculation.discount))
    yield _pair(f"TOTAL {calculation.currency}", calculation.total.decimal, Style.STRONG)
    yield from _payments(calculation, book)
    yield from _points(calculation, book, names)
    yield from _words(calculation, book.catalog)
    yield _rule("=")
    for message in calculation.messages:
        if message.channel is Channel.CASHIER:
            yield from (Text(line, Style.BAD) for line in wrapped(f"Till display: {message.text}", WIDTH))


def _head(receipt: Receipt, member: Member | None) -> Iterator[Text]:
    title = receipt.place.attributes.get("title")
    yield _rule("=")
    yield Text((title if isinstance(title, str) else receipt.place.id).center(WIDTH).rstrip(), Style.STRONG)
    yield _pair(f"Receipt {receipt.id}", receipt.local.isoformat(" ", "minutes"))
    yield Text("No card" if member is None else f"Member {_name(member)}")
    yield from (Text(f"Coupon presented: {coupon.issue or coupon.number}") for coupon in receipt.coupons)
    yield _rule("-")


def _name(member: Member) -> str:
    name = member.attributes.get("first_name")
    return name if isinstance(name, str) else member.id


def _line(line: Line, result: LineResult, names: dict[str, str]) -> Iterator[Text]:
    yield Text(f"{line.number} {line.name or line.product.value}")
    price = "" if line.price is None else f" × {line.price.decimal}"
    yield _pair(f"  {line.quantity}{price}", line.amount.decimal)
    for discount in result.discounts:
        taken = Money(discount.amount, result.currency)
        yield _pair(f"    {names.get(discount.offer, discount.offer)}", _minus(taken), Style.GOOD)
    if result.discounts:
        yield _pair("", f"= {result.total.decimal}")


def _payments(calculation: Calculation, book: OfferBook) -> Iterator[Text]:
    """What is paid with points and what is left to pay, or what could be paid with them."""
    currency = calculation.currency
    for paid in calculation.paid:
        yield _pair(f"Paid with {_with(paid, book)}", _minus(Money(paid.amount, currency)), Style.GOOD)
    for certificate in calculation.certificates:
        if certificate.amount:
            paid_so = _minus(Money(certificate.amount, currency))
            yield _pair(f"Paid with certificate {certificate.number}", paid_so, Style.GOOD)
    if calculation.to_pay != calculation.total:
        yield _pair(f"TO PAY {currency}", calculation.to_pay.decimal, Style.STRONG)
    kinds = {paid.currency for paid in calculation.paid}
    for payable in calculation.payable:
        if payable.currency not in kinds:
            text = f"You could pay with {_with(payable, book)}"
            yield _pair(text, Money(payable.amount, currency).decimal, Style.FAINT)


def _with(payment: PointsPayment, book: OfferBook) -> str:
    return f"{_written(PointsTotal(payment.currency, payment.points), book)} {_kind(payment.currency, book)}"


def _points(calculation: Calculation, book: OfferBook, names: dict[str, str]) -> Iterator[Text]:
    """What was earned, kind by kind and offer by offer, and what a member would earn besides."""
    earned = dict.fromkeys((total.currency for total in calculation.points), 0)
    by_offer: dict[tuple[str, str], int] = {}
    for line in calculation.lines:
        for part in line.points:
            key = part.currency, part.offer
            by_offer[key] = by_offer.get(key, 0) + part.amount
    if earned:
        yield _rule("-")
    for total in calculation.points:
        earned[total.currency] = total.amount
        yield _pair(f"You earn {_kind(total.currency, book)}", _written(total, book), Style.STRONG)
        for (currency, offer), amount in by_offer.items():
            if currency == total.currency:
                yield _pair(f"    {names.get(offer, offer)}", _written(PointsTotal(currency, amount), book))
    for total in calculation.would_earn:
        more = total.amount - earned.get(total.currency, 0)
        if more > 0:
            text = f"With a card you would earn {_kind(total.currency, book)}"
            yield _pair(text, f"+{_written(PointsTotal(total.currency, more), book)}", Style.FAINT)


def _kind(currency: str, book: OfferBook) -> str:
    return book.points_currency(currency).name or currency


def _written(total: PointsTotal, book: OfferBook) -> str:
    return book.points_currency(total.currency).write(total.amount)


def _words(calculation: Calculation, catalog: Catalog) -> Iterator[Text]:
    """Messages to the buyer, coupons and favourites."""
    said = [message.text for message in calculation.messages if message.channel is Channel.RECEIPT]
    for intent in calculation.intents:
        if isinstance(intent, CouponIntent):
            said.append(f"Coupon {intent.issue}" + (f" × {intent.count}" if intent.count > 1 else ""))
        elif isinstance(intent, SlotIntent):
            chosen = product_name(intent.product, catalog)
            said.append(f"New in your favourites, slot {intent.position}: {chosen}")
    if said:
        yield _rule("-")
    for text in said:
        for n, line in enumerate(wrapped(text, WIDTH - 2)):
            yield Text(f"  {line}" if n else f"* {line}")


def _minus(money: Money) -> str:
    return (-money).decimal


def _rule(sign: str) -> Text:
    return Text(sign * WIDTH, Style.FAINT)


def _pair(left: str, right: str, style: Style = Style.PLAIN) -> Text:
    """*left* and *right* at the two edges; *left* is cut where it leaves no room."""
    room = WIDTH - columns_of(right) - 1
    while columns_of(left) > room:
        left = left.rstrip("…")[:-1] + "…"
    return Text(padded(left, WIDTH - columns_of(right)) + right, style)
