"""What a purchase comes to, as tables and lines for a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve

from loyalty_engine import (
    Calculation,
    Channel,
    Explanation,
    Line,
    LineResult,
    Money,
    OfferBook,
    Outcome,
    PointsPayment,
)
from loyalty_engine.cli.outcomes import outcomes
from loyalty_engine.cli.view import Block, Column, Style, Table, Text


def result_blocks(
    calculation: Calculation, member: str | None, book: OfferBook, *, explain: bool
) -> Iterator[Block]:
    """The receipt of *calculation* line by line, and what offers did; with *explain* why others did not."""
    receipt = calculation.receipt
    at = receipt.local.isoformat(" ", "minutes")
    buyer = "no member" if member is None else f"member {member}"
    yield Text(f"Receipt {receipt.id}, {receipt.place.id}, {at}, {buyer}", Style.TITLE)
    yield Text()
    yield _table(calculation, book)
    yield from _payments(calculation, book)
    yield from _earnings(calculation, book)
    for message in calculation.messages:
        reader = "Receipt" if message.channel is Channel.RECEIPT else "Cashier"
        yield Text(f"{reader}: {' '.join(message.text.split())}")
    yield Text()
    yield Text(f"What the offers did{', and why others did not' if explain else ''}", Style.STRONG)
    explanation = calculation.explain()
    shown = explanation if explain else _granted(explanation)
    yield from outcomes(calculation, shown, book)
    if not shown.verdicts:
        yield Text("  nothing; --explain says why")


def _granted(explanation: Explanation) -> Explanation:
    granted = (verdict for verdict in explanation.verdicts if verdict.outcome is Outcome.GRANTED)
    return evolve(explanation, verdicts=tuple(granted))


def _table(calculation: Calculation, book: OfferBook) -> Table:
    pairs = zip(calculation.receipt.lines, calculation.lines, strict=True)
    totals = (calculation.amount, calculation.discount, calculation.total)
    return Table(
        columns=(
            Column("#", right=True),
            Column("product"),
            Column("quantity", right=True),
            Column(f"amount, {calculation.currency}", right=True),
            Column("discount", right=True),
            Column("total", right=True),
            Column("points", right=True),
            Column("offers"),
        ),
        rows=(_row(line, result, book) for line, result in pairs),
        total=("", "together", "", *(money.decimal for money in totals), "", ""),
    )


def _row(line: Line, result: LineResult, book: OfferBook) -> tuple[str, ...]:
    product = book.catalog.find(line.product)
    name = line.name or (product.name if product else "") or line.product.value
    points: dict[str, int] = {}
    for part in result.points:
        points[part.currency] = points.get(part.currency, 0) + part.amount
    return (
        str(line.number),
        name,
        str(line.quantity),
        line.amount.decimal,
        result.discount.decimal,
        result.total.decimal,
        ", ".join(points_of(currency, amount, book) for currency, amount in sorted(points.items())),
        ", ".join(_offers(result)),
    )


def _offers(result: LineResult) -> dict[str, None]:
    """The offers that gave something on a line, once each."""
    reducing = [discount.offer for discount in result.discounts]
    paying = [payment.offer for payment in result.payments]
    paying += [part.offer for part in result.certificates]
    return dict.fromkeys(reducing + paying + [points.offer for points in result.points])


def points_of(currency: str, amount: int, book: OfferBook) -> str:
    """So many smallest parts of a kind of points, as a person writes them."""
    return f"{book.points_currency(currency).write(amount)} {currency}"


def _payments(calculation: Calculation, book: OfferBook) -> Iterator[Block]:
    """How much could be paid with points, how much is, with certificates too, and what is left to pay."""
    if calculation.payable:
        yield Text(f"Could be paid with points: {_paid(calculation.payable, calculation, book)}")
    if calculation.paid:
        paid = _paid(calculation.paid, calculation, book)
        yield Text(f"Paid with points: {paid}", Style.GOOD)
    if calculation.certificates:
        certified = ", ".join(
            f"{Money(one.amount, calculation.currency)} of {one.number}" for one in calculation.certificates
        )
        yield Text(f"Paid with certificates: {certified}", Style.GOOD)
    if calculation.to_pay != calculation.total:
        yield Text(f"To pay: {calculation.to_pay}", Style.GOOD)


def _paid(payments: Iterable[PointsPayment], calculation: Calculation, book: OfferBook) -> str:
    return ", ".join(
        f"{points_of(one.currency, one.points, book)} for {Money(one.amount, calculation.currency)}"
        for one in payments
    )


def _earnings(calculation: Calculation, book: OfferBook) -> Iterator[Block]:
    if calculation.points:
        earned = ", ".join(points_of(total.currency, total.amount, book) for total in calculation.points)
        yield Text(f"Points: {earned}", Style.GOOD)
    if calculation.would_earn != calculation.points:
        more = ", ".join(points_of(total.currency, total.amount, book) for total in calculation.would_earn)
        yield Text(f"A member would earn: {more or 'nothing'}", Style.FAINT)
