"""Returns as events: what came back of a purchase, and what was kept of it, as offers can ask for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from enum import Enum

from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.refund import Refund, goods_back, refund_problems, returned_in
from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.event import Event
from loyalty_engine.model.fields import as_tuple, choice_problems, kind_problems
from loyalty_engine.model.identifiers import shown
from loyalty_engine.model.intents import PointsIntent
from loyalty_engine.model.money import Money
from loyalty_engine.model.triggers import Trigger


class ReturnFigure(Enum):
    """A sum of money about a return, which is also the parameter of this name on its event.

    The sum of goods is what they cost before discounts, and their total is after them. What is in money was
    paid in money, and what is in points was paid with them. What is kept is what the purchase comes to when
    all its returns so far, this one included, are taken off.
    """

    RETURNED_SUM = "returned_sum"
    RETURNED_DISCOUNT = "returned_discount"
    RETURNED_TOTAL = "returned_total"
    RETURNED_IN_MONEY = "returned_in_money"
    RETURNED_IN_POINTS = "returned_in_points"
    KEPT_SUM = "kept_sum"
    KEPT_DISCOUNT = "kept_discount"
    KEPT_TOTAL = "kept_total"
    KEPT_IN_MONEY = "kept_in_money"
    KEPT_IN_POINTS = "kept_in_points"


def purchase_return(
    calculation: Calculation,
    refund: Refund,
    *,
    id: str,
    at: dt.datetime,
    earlier: Iterable[Refund] = (),
    amount: ReturnFigure = ReturnFigure.RETURNED_TOTAL,
    trigger: Trigger = Trigger.RETURN,
) -> Event:
    """The return as an event at the place of the purchase, for offers that answer returns.

    Its parameters are all sums of `ReturnFigure` in whole units of the currency; ``purchase``, the id of the
    receipt; ``returned_percent``, how much of the goods has come back in all returns so far, by what they
    cost before discounts or, where they cost nothing, by their quantity, to the hundredth and rounded down;
    ``all_returned``, whether nothing is kept; and for each kind of points, in its smallest parts,
    ``points_back_bonus``, those that had paid and go back, and ``points_taken_bonus``, those that the goods
    had brought and that are taken back.

    Args:
        calculation: that of the purchase, as it was confirmed.
        refund: what this return comes to.
        id: that of the return.
        at: its moment, with its offset.
        earlier: the returns of the purchase before this one.
        amount: which sum is the amount of the event: what conditions on the receipt's amount compare, and
            what benefits for every so much of it measure.
        trigger: a return, or the calculation of one.

    Raises:
        InvalidInput: an argument is something else, or a return of another purchase.
    """
    before = as_tuple(earlier)
    problems = kind_problems("calculation", calculation, Calculation, "a calculation", "calculate a receipt")
    problems += kind_problems("refund", refund, Refund, "a refund", "give what refund returned")
    problems += [] if problems else refund_problems("refund", (refund,), calculation)
    problems += refund_problems("earlier", before, calculation)
    problems += choice_problems("amount", amount, ReturnFigure)
    if trigger not in (Trigger.RETURN, Trigger.RETURN_CALCULATION):
        hint = "use Trigger.RETURN or Trigger.RETURN_CALCULATION"
        problems.append(Problem("trigger", f"{shown(trigger)} is no return", hint))
    refuse("return", problems)
    sums = _sums(calculation, refund, before)
    facts: dict[str, object] = {figure.value: _whole(sums[figure], refund) for figure in ReturnFigure}
    facts |= {"purchase": refund.receipt, **_share(calculation, (*before, refund))}
    facts |= {f"points_back_{part.currency}": part.points for part in refund.paid}
    for reversal in refund.taken_back:
        intent = calculation.intents[reversal.intent]
        if isinstance(intent, PointsIntent):
            name = f"points_taken_{intent.currency}"
            taken = facts.get(name, 0)
            facts[name] = reversal.amount + (taken if isinstance(taken, int) else 0)
    return Event(
        id=id,
        trigger=trigger,
        at=at,
        place=calculation.receipt.place,
        card=calculation.receipt.card,
        amount=Money(sums[amount], refund.currency),
        parameters=facts,
    )


def _sums(calculation: Calculation, refund: Refund, before: tuple[Refund, ...]) -> dict[ReturnFigure, int]:
    """All sums, in minor units."""
    so_far = (*before, refund)
    back = goods_back(calculation, so_far)
    goods = back - goods_back(calculation, before)
    total, in_all = _total(refund), sum(map(_total, so_far))
    kept, kept_total = calculation.amount.minor - back, calculation.total.minor - in_all
    in_points = sum(part.amount for part in calculation.paid) - sum(map(_in_points, so_far))
    return {
        ReturnFigure.RETURNED_SUM: goods,
        ReturnFigure.RETURNED_DISCOUNT: goods - total,
        ReturnFigure.RETURNED_TOTAL: total,
        ReturnFigure.RETURNED_IN_MONEY: refund.money,
        ReturnFigure.RETURNED_IN_POINTS: _in_points(refund),
        ReturnFigure.KEPT_SUM: kept,
        ReturnFigure.KEPT_DISCOUNT: kept - kept_total,
        ReturnFigure.KEPT_TOTAL: kept_total,
        ReturnFigure.KEPT_IN_MONEY: calculation.to_pay.minor - sum(one.money for one in so_far),
        ReturnFigure.KEPT_IN_POINTS: in_points,
    }


def _total(refund: Refund) -> int:
    """What the goods of a return cost after discounts."""
    return sum(one.total for one in refund.goods)


def _in_points(refund: Refund) -> int:
    return sum(part.amount for part in refund.paid)


def _whole(minor: int, refund: Refund) -> Decimal:
    """A sum in whole units of the currency, as numbers of parameters are."""
    return Decimal(Money(minor, refund.currency).decimal)


def _share(calculation: Calculation, refunds: tuple[Refund, ...]) -> dict[str, object]:
    """How much of the goods has come back, and whether that is all."""
    returned = returned_in(refunds)
    quantities = {line.number: line.quantity.thousandths for line in calculation.receipt.lines}
    back, whole = goods_back(calculation, refunds), calculation.amount.minor
    if not whole:
        back, whole = sum(returned.values()), sum(quantities.values())
    return {
        "returned_percent": Decimal(10_000 * back // whole).scaleb(-2),
        "all_returned": all(returned.get(number, 0) == quantity for number, quantity in quantities.items()),
    }
