"""Receipts and calculations as blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Final, assert_never

from attrs import evolve

from loyalty_engine.engine.book import OfferBook
from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.explain import Explanation
from loyalty_engine.engine.records import Gain, LineResult, Outcome, PointsPayment, PointsTotal
from loyalty_engine.model.counters import CountedPer
from loyalty_engine.model.identifiers import Barcode, Code, InternalCode
from loyalty_engine.model.intents import (
    AttributeIntent,
    CounterIntent,
    CounterOperation,
    CouponIntent,
    CouponUseIntent,
    GiftIntent,
    MailingIntent,
    MessageIntent,
    PointsIntent,
    SlotChange,
    SlotCountIntent,
    SlotIntent,
    StatusIntent,
    WithdrawalIntent,
)
from loyalty_engine.model.money import Money
from loyalty_engine.model.receipt import Line, Receipt
from loyalty_engine.notebook.blocks import (
    MOST_PARTS,
    Block,
    Cell,
    Column,
    Part,
    Sentence,
    Style,
    Table,
    cell,
    counted,
    first,
    left_out,
    titled,
)
from loyalty_engine.notebook.offers import tally_of, verdict_blocks
from loyalty_engine.rules.emissions import Channel


def receipt_blocks(receipt: Receipt, book: OfferBook | None = None) -> Iterator[Block]:
    """The lines of *receipt*; the catalogue of *book* has names for products."""
    yield Table(
        caption=_caption(receipt),
        columns=(
            Column("Line", right=True),
            Column("Product"),
            Column("Quantity", right=True),
            Column(f"Amount, {receipt.currency}", right=True),
        ),
        rows=tuple(_line(line, book) for line in first(receipt.lines)),
        total=(cell("Total"), (), (), _strong(receipt.amount)),
    )
    yield from left_out(receipt.lines, "line")
    yield from _paid(receipt)


def _caption(receipt: Receipt) -> str:
    return f"Receipt {receipt.id}, {receipt.local.isoformat(' ', 'minutes')}, {receipt.place.id}"


def _line(line: Line, book: OfferBook | None) -> tuple[Cell, ...]:
    known = None if book is None else book.catalog.find(line.product)
    name = line.name or ("" if known is None else known.name)
    product = titled(_code(line.product), name)
    return cell(str(line.number)), product, cell(str(line.quantity)), cell(line.amount.decimal)


def _code(code: Code) -> str:
    if isinstance(code, Barcode):
        return f"bar code {code.value}"
    return f"internal code {code.value}" if isinstance(code, InternalCode) else code.value


def _paid(receipt: Receipt) -> Iterator[Sentence]:
    """How the receipt is paid, and the coupons shown."""
    if receipt.payments:
        paid = [f"{payment.method} {payment.amount}" for payment in receipt.payments]
        yield Sentence(f"Payments: {_named(paid)}")
    if receipt.coupons:
        yield Sentence(f"Coupons presented: {_named([c.issue or c.number for c in receipt.coupons])}")


def _named(texts: Sequence[str]) -> str:
    """The first of the *texts* in one, and how many there are besides."""
    more = len(texts) - MOST_PARTS
    return ", ".join(first(texts, MOST_PARTS)) + (f" and {more:,} more" if more > 0 else "")


def calculation_blocks(calculation: Calculation, book: OfferBook | None = None) -> Iterator[Block]:
    """What the lines of *calculation* cost and earn, what else it brings about, and the verdicts.

    The names of offers and of kinds of points come from *book*, or from the book that the calculation was
    made with, as long as it has not travelled.
    """
    explanation = _explanation(calculation, book)
    receipt = calculation.receipt
    yield Table(
        caption=_caption(receipt),
        columns=(
            Column("Line", right=True),
            Column("Product"),
            Column("Quantity", right=True),
            Column(f"Amount, {receipt.currency}", right=True),
            Column("Discounts", right=True),
            Column("Total", right=True),
            Column("Points", right=True),
        ),
        rows=tuple(
            (*_line(line, book), *_result(result, explanation))
            for line, result in zip(first(receipt.lines), first(calculation.lines), strict=True)
        ),
        total=(
            cell("Total"),
            (),
            (),
            cell(calculation.amount.decimal),
            _taken(calculation.discount),
            _strong(calculation.total),
            _points(calculation.points, explanation),
        ),
    )
    yield from left_out(receipt.lines, "line")
    yield from _paid(receipt)
    yield from _payments(calculation, explanation)
    yield from _would_earn(calculation, explanation)
    yield from _effects(calculation, explanation, book)
    yield from _verdicts(calculation, explanation)


def _explanation(calculation: Calculation, book: OfferBook | None) -> Explanation:
    if book is None:
        return calculation.explain()
    return Explanation(
        receipt=calculation.receipt.id,
        currency=calculation.currency,
        verdicts=calculation.verdicts,
        complete=False,
        points=book.points,
        names=tuple((offer.id, offer.name) for offer in book.offers if offer.name),
    )


def _result(result: LineResult, explanation: Explanation) -> tuple[Cell, Cell, Cell]:
    names = dict(explanation.names)
    discounts = tuple(
        Part(
            names.get(discount.offer, discount.offer), figure=_minus(Money(discount.amount, result.currency))
        )
        for discount in result.discounts
    )
    points = tuple(
        Part(names.get(part.offer, part.offer), figure=_written(part.currency, part.amount, explanation))
        for part in result.points
    )
    return discounts, (Part(figure=result.total.decimal),), points


def _minus(money: Money) -> str:
    return f"−{money.decimal}"


def _taken(money: Money) -> Cell:
    return (Part(figure=_minus(money)),) if money.minor else ()


def _strong(money: Money) -> Cell:
    return (Part(figure=money.decimal, style=Style.STRONG),)


def _written(currency: str, amount: int, explanation: Explanation) -> str:
    return explanation.gain(Gain(points=(PointsTotal(currency, amount),)))


def _points(totals: Sequence[PointsTotal], explanation: Explanation) -> Cell:
    return tuple(
        Part(figure=_written(total.currency, total.amount, explanation), style=Style.STRONG)
        for total in totals
    )


def _payments(calculation: Calculation, explanation: Explanation) -> Iterator[Sentence]:
    """How much could be paid with points, how much is, with certificates too, and what is left to pay."""
    if calculation.payable:
        yield Sentence(f"Could be paid with points: {_with(calculation.payable, calculation, explanation)}")
    if calculation.paid:
        paid = _with(calculation.paid, calculation, explanation)
        yield Sentence(f"Paid with points: {paid}")
    if calculation.certificates:
        parts = [
            f"{Money(one.amount, calculation.currency)} of {one.number}" for one in calculation.certificates
        ]
        yield Sentence(f"Paid with certificates: {_named(parts)}")
    if calculation.to_pay != calculation.total:
        yield Sentence(f"To pay: {calculation.to_pay}")


def _with(payments: Sequence[PointsPayment], calculation: Calculation, explanation: Explanation) -> str:
    return ", ".join(
        f"{_written(one.currency, one.points, explanation)} for {Money(one.amount, calculation.currency)}"
        for one in payments
    )


def _would_earn(calculation: Calculation, explanation: Explanation) -> Iterator[Sentence]:
    """What a member would earn besides."""
    earned = {total.currency: total.amount for total in calculation.points}
    more = tuple(
        PointsTotal(total.currency, total.amount - earned.get(total.currency, 0))
        for total in calculation.would_earn
        if total.amount > earned.get(total.currency, 0)
    )
    if more:
        yield Sentence(f"A member would earn {explanation.gain(Gain(points=more))} more.")


def _effects(calculation: Calculation, explanation: Explanation, book: OfferBook | None) -> Iterator[Block]:
    """Messages, coupons, counters and filled slots; points intents repeat what stands above."""
    names = dict(explanation.names)
    found = [(message.offer, *_said(message.channel, message.text)) for message in calculation.messages]
    for intent in calculation.intents:
        if isinstance(intent, CouponIntent):
            found.append((intent.offer, "Coupon", f"{intent.count:,} × {intent.issue}"))
        elif isinstance(intent, CounterIntent):
            change = f"{intent.counter} {_OPERATIONS[intent.operation]}{intent.value:,}"
            what = "Programme counter" if intent.per is CountedPer.PROGRAM else "Counter"
            found.append((intent.offer, what, change))
        elif isinstance(intent, SlotIntent):
            known = None if book is None else book.catalog.by_code(intent.product)
            product = (known.name if known else "") or intent.product
            found.append((intent.offer, "Favourite product", f"{product}, slot {intent.position}"))
        elif not isinstance(intent, PointsIntent):
            found.append((intent.offer, *_other(intent, explanation)))
    if found:
        yield Table(
            caption="Messages and other effects",
            columns=(Column("Kind"), Column("What"), Column("Offer")),
            rows=tuple(
                (cell(kind), cell(what), titled(offer, names.get(offer, "")))
                for offer, kind, what in first(found)
            ),
        )
        yield from left_out(found, "effect")


_OPERATIONS: Final = MappingProxyType(
    {CounterOperation.INCREASE: "+", CounterOperation.REDUCE: "−", CounterOperation.ESTABLISH: "= "}
)


def _other(
    intent: GiftIntent
    | WithdrawalIntent
    | CouponUseIntent
    | AttributeIntent
    | StatusIntent
    | SlotCountIntent
    | MessageIntent
    | MailingIntent,
    explanation: Explanation,
) -> tuple[str, str]:
    """What kind of effect it is, and what it does."""
    match intent:
        case GiftIntent():
            return "Gift", f"{intent.units} × {intent.product.value}"
        case WithdrawalIntent():
            return "Points withdrawn", _written(intent.currency, intent.amount, explanation)
        case CouponUseIntent():
            return "Coupon used", f"{intent.number} of {intent.issue}" if intent.issue else intent.number
        case AttributeIntent():
            return "Attribute", f"{intent.name} = {intent.value}"
        case StatusIntent():
            return "Status", f"{intent.system}: {intent.status or 'worked out anew'}"
        case SlotCountIntent():
            return "Favourite slots", f"{intent.rule}: {_resized(intent)}"
        case MessageIntent():
            said = intent.text or intent.subject or intent.image or ""
            return f"Message by {intent.channel.value}", said
        case MailingIntent():
            return "Mailing", f"{intent.mailing} {'on' if intent.on else 'off'}"
        case _:
            assert_never(intent)


def _resized(intent: SlotCountIntent) -> str:
    words = ["emptied"] if intent.clear else []
    if intent.change is SlotChange.SET:
        words.insert(0, f"exactly {intent.count}")
    elif intent.change is not None:
        words.insert(0, f"{intent.count} {intent.change.value}")
    return ", ".join(words)


def _said(channel: Channel, text: str) -> tuple[str, str]:
    return ("On the receipt" if channel is Channel.RECEIPT else "For the cashier"), text


def _verdicts(calculation: Calculation, explanation: Explanation) -> Iterator[Block]:
    """The verdicts of the offers that could match; of the others only how many there are."""
    woken = calculation.verdicts
    others = len(explanation.verdicts) - len(woken)
    if woken:
        yield from verdict_blocks(evolve(explanation, verdicts=woken), f"Offers: {tally_of(woken)}")
    if others > 0:
        yield Sentence(f"{counted(others, 'other offer')} could not match; explain() says why.")


def calculations_blocks(
    calculations: Sequence[Calculation], book: OfferBook | None = None
) -> Iterator[Block]:
    """One row for each of the *calculations*; without a *book*, points are in their smallest parts."""
    explanations = [_blank(calculation, book) for calculation in first(calculations)]
    yield Table(
        caption=counted(len(calculations), "receipt"),
        columns=(
            Column("Receipt"),
            Column("Time"),
            Column("Place"),
            Column("Lines", right=True),
            Column("Amount", right=True),
            Column("Discount", right=True),
            Column("Total", right=True),
            Column("Points", right=True),
            Column("Granted"),
        ),
        rows=tuple(
            _summary(calculation, explanation)
            for calculation, explanation in zip(first(calculations), explanations, strict=True)
        ),
        total=_together(calculations),
    )
    yield from left_out(calculations, "receipt")
    if book is None and any(calculation.points for calculation in first(calculations)):
        yield Sentence("Points are in the smallest parts of their kind; show(…, book=…) writes them in full.")


def _blank(calculation: Calculation, book: OfferBook | None) -> Explanation:
    """An explanation that has the words for *calculation* and no verdicts, for those take time."""
    return Explanation(
        receipt=calculation.receipt.id,
        currency=calculation.currency,
        verdicts=(),
        complete=False,
        points=() if book is None else book.points,
    )


def _summary(calculation: Calculation, explanation: Explanation) -> tuple[Cell, ...]:
    receipt = calculation.receipt
    granted = [verdict.offer for verdict in calculation.verdicts if verdict.outcome is Outcome.GRANTED]
    return (
        cell(receipt.id),
        (Part(figure=receipt.local.isoformat(" ", "minutes")),),
        cell(receipt.place.id),
        cell(f"{len(receipt.lines):,}"),
        *_figures(calculation.amount, calculation.discount, calculation.total),
        tuple(
            Part(figure=_written(total.currency, total.amount, explanation)) for total in calculation.points
        ),
        cell(_named(granted)),
    )


def _figures(amount: Money, discount: Money, total: Money) -> tuple[Cell, Cell, Cell]:
    taken = (Part(figure=f"−{discount}"),) if discount.minor else ()
    return (Part(figure=str(amount)),), taken, (Part(figure=str(total)),)


def _together(calculations: Sequence[Calculation]) -> tuple[Cell, ...]:
    """The sums of all *calculations*, where there are several in one currency."""
    currencies = {calculation.currency for calculation in calculations}
    if len(calculations) < 2 or len(currencies) > 1:
        return ()
    nothing = Money.zero(currencies.pop())
    amount = sum((calculation.amount for calculation in calculations), nothing)
    discount = sum((calculation.discount for calculation in calculations), nothing)
    lines = sum(len(calculation.lines) for calculation in calculations)
    figures = _figures(amount, discount, amount - discount)
    return (cell("Total"), (), (), cell(f"{lines:,}"), *figures, (), ())
