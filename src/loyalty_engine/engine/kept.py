"""What a member kept of a purchase: the purchase as one of his past, after whatever came back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.records import LineResult
from loyalty_engine.engine.refund import Refund, refund_problems, returned_in
from loyalty_engine.errors import refuse
from loyalty_engine.model.fields import as_tuple, id_problems, kind_problems
from loyalty_engine.model.intents import PointsIntent
from loyalty_engine.model.money import Money, Quantity
from loyalty_engine.model.purchases import PastLine, PastPurchase
from loyalty_engine.model.receipt import Line


def past_purchase(
    calculation: Calculation, refunds: Iterable[Refund] = (), *, id: str | None = None
) -> PastPurchase | None:
    """The purchase as `Member.purchases` takes it, net of what came back; None where all of it did.

    Lines of which everything came back are left out. Of every figure of the others stays what the returned
    part, rounded down, did not take.

    Args:
        calculation: that of the purchase, as it was confirmed.
        refunds: its returns.
        id: that of the purchase, where several receipts may have one id; else that of the receipt.

    Raises:
        InvalidInput: an argument is something else, or a return of another purchase.
    """
    back = as_tuple(refunds)
    problems = kind_problems("calculation", calculation, Calculation, "a calculation", "calculate a receipt")
    problems += id_problems(id=id)
    refuse("past purchase", problems + refund_problems("refunds", back, calculation))
    returned = returned_in(back)
    receipt = calculation.receipt
    lines = [
        _kept(line, result, returned.get(line.number, 0), _points(calculation, line.number))
        for line, result in zip(receipt.lines, calculation.lines, strict=True)
        if line.quantity.thousandths > returned.get(line.number, 0)
    ]
    if not lines:
        return None
    return PastPurchase(
        id=receipt.id if id is None else id,
        at=receipt.at,
        place=receipt.place.id,
        lines=lines,
        payments=[payment for payment in receipt.payments if not payment.in_points],
    )


def _kept(line: Line, result: LineResult, returned: int, points: Mapping[str, int]) -> PastLine:
    """A line without the part that came back."""

    def left(figure: int) -> int:
        return figure - figure * returned // line.quantity.thousandths

    currency = line.amount.currency
    amount, total = left(line.amount.minor), left(result.total.minor)
    paid = left(sum(payment.amount for payment in result.payments))
    return PastLine(
        product=line.product,
        quantity=Quantity(line.quantity.thousandths - returned),
        amount=Money(amount, currency),
        discount=Money(amount - total, currency),
        paid_with_points=Money(paid, currency),
        points={kind: left(given) for kind, given in points.items()},
    )


def _points(calculation: Calculation, number: int) -> dict[str, int]:
    """The points that a line brought, by their kind."""
    found: dict[str, int] = {}
    for intent in calculation.intents:
        if isinstance(intent, PointsIntent):
            part = dict(intent.lines).get(number, 0)
            if part:
                found[intent.currency] = found.get(intent.currency, 0) + part
    return found
