"""Whether the result of a calculation belongs to its receipt, as far as that shows."""

from __future__ import annotations

from collections.abc import Iterable

from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.records import LinePayment, PointsPayment
from loyalty_engine.errors import Problem
from loyalty_engine.model.intents import GiftIntent


def calculation_problems(calculation: Calculation) -> list[Problem]:
    """Where the result of a calculation does not belong to its receipt; who wrote it is not known."""
    hint = "calculate the receipt again"
    expected_lines = [(n.number, n.amount.currency, n.amount.minor) for n in calculation.receipt.lines]
    lines = [(line.number, line.currency, line.amount) for line in calculation.lines]
    if lines != expected_lines:
        return [Problem("lines", "are not those of the receipt", hint)]
    problems = []
    for n, line in enumerate(calculation.lines):
        discounts = [discount.amount for discount in line.discounts]
        if min(discounts, default=0) < 0 or sum(discounts) > line.amount:
            problems.append(
                Problem(f"lines[{n}].discounts", "take off more than the line costs, or less than 0", hint)
            )
            continue
        paid = [payment.amount for payment in line.payments]
        certified = [part.amount for part in line.certificates]
        if min(paid, default=0) < 0 or sum(paid) > line.total.minor:
            problems.append(
                Problem(f"lines[{n}].payments", "pay more than the line costs, or less than 0", hint)
            )
        elif min(certified, default=0) < 0 or sum(paid) + sum(certified) > line.total.minor:
            message = "pay more than is left of the line, or less than 0"
            problems.append(Problem(f"lines[{n}].certificates", message, hint))
        outside = calculation.receipt.lines[n].external_discount
        most = 0 if outside is None else outside.minor
        if any(not 0 <= part.amount <= most for part in line.adopted):
            message = "are more than the till has taken off the line, or less than 0"
            problems.append(Problem(f"lines[{n}].adopted", message, hint))
    parts = (payment for line in calculation.lines for payment in line.payments)
    if not problems and _by_kind(parts) != _by_kind(calculation.paid):
        problems.append(Problem("paid", "is not what is paid of the lines", hint))
    if not problems and not _certified(calculation):
        problems.append(Problem("certificates", "are not what those of the receipt pay of the lines", hint))
    for n, intent in enumerate(calculation.intents):
        if isinstance(intent, GiftIntent) and intent.units < 1:
            message = f"is {intent.units}, so nothing is handed out"
            problems.append(Problem(f"intents[{n}].units", message, hint))
    return problems


def _certified(calculation: Calculation) -> bool:
    """Do the certificates pay what they pay of the lines, and no more than there is on them?"""
    of_lines = dict.fromkeys((one.number for one in calculation.certificates), 0)
    for line in calculation.lines:
        for part in line.certificates:
            of_lines[part.number] = of_lines.get(part.number, 0) + part.amount
    wanted = {one.number: one.wanted.minor for one in calculation.receipt.certificates}
    return of_lines == {one.number: one.amount for one in calculation.certificates} and all(
        paid <= wanted.get(number, -1) for number, paid in of_lines.items()
    )


def _by_kind(payments: Iterable[LinePayment | PointsPayment]) -> dict[str, tuple[int, int]]:
    """Points and money of *payments*, by kind of points."""
    sums: dict[str, tuple[int, int]] = {}
    for payment in payments:
        points, amount = sums.get(payment.currency, (0, 0))
        sums[payment.currency] = points + payment.points, amount + payment.amount
    return sums
