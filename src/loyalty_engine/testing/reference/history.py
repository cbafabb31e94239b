"""Past purchases, and what is measured on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from fractions import Fraction

from attrs import frozen

from loyalty_engine.model.member import Member
from loyalty_engine.model.purchases import PastLine, PastPurchase
from loyalty_engine.model.receipt import Line, Receipt
from loyalty_engine.rules.figures import Measured
from loyalty_engine.rules.predicates import (
    Bought,
    LineTest,
)
from loyalty_engine.testing.reference.scene import Scene
from loyalty_engine.testing.reference.standing import falls_into

#: Says whether a line of a purchase passes all tests of a figure.
Passes = Callable[[Line, tuple[LineTest, ...]], bool]


@frozen(kw_only=True)
class Made:
    """One purchase to be measured, with its lines in the form in which the till would send them."""

    at: dt.datetime
    place: str | None
    currency: str
    lines: tuple[tuple[Line, PastLine], ...]
    paid: int
    extra_points: Mapping[str, int]


def purchased(
    figure: Bought, scene: Scene, member: Member, worth: Mapping[int, int], passes: Passes
) -> Fraction | None:
    """What the member's purchases come to; None where it is an average and there are none."""
    bought = isinstance(scene.receipt, Receipt)
    made = [_past(one) for one in member.purchases if not bought or one.id != scene.receipt.id]
    if figure.current and bought:
        made.append(_present(scene, worth))
    meant = [one for one in made if _is_meant(one, figure, scene, passes)]
    total = Fraction(sum(_measure(one, figure, passes) for one in meant))
    if figure.measured is not Measured.AVERAGE:
        return total
    return total / len(meant) if meant else None


def _past(purchase: PastPurchase) -> Made:
    return Made(
        at=purchase.at,
        place=purchase.place,
        currency=purchase.lines[0].amount.currency,
        lines=tuple((_as_line(line), line) for line in purchase.lines),
        paid=sum(payment.amount.minor for payment in purchase.payments if not payment.in_points),
        extra_points=dict(purchase.extra_points),
    )


def _as_line(line: PastLine) -> Line:
    return Line(number=1, product=line.product, quantity=line.quantity, amount=line.amount)


def _present(scene: Scene, worth: Mapping[int, int]) -> Made:
    """The receipt as if it were past: each line for what it is worth now, the rest being its discount."""
    receipt = scene.receipt
    lines = []
    for line in receipt.lines:
        discount = line.amount - type(line.amount)(worth[line.number], receipt.currency)
        lines.append(
            (
                line,
                PastLine(product=line.product, quantity=line.quantity, amount=line.amount, discount=discount),
            )
        )
    return Made(
        at=receipt.at,
        place=receipt.place.id,
        currency=receipt.currency,
        lines=tuple(lines),
        paid=sum(payment.amount.minor for payment in receipt.payments if not payment.in_points),
        extra_points={},
    )


def _cost(line: PastLine) -> int:
    return line.amount.minor - (line.discount.minor if line.discount is not None else 0)


def _is_meant(made: Made, figure: Bought, scene: Scene, passes: Passes) -> bool:
    return (
        falls_into(figure.during, made.at, scene)
        and figure.schedule.holds(made.at.replace(tzinfo=None))
        and (figure.places is None or made.place in figure.places)
        and _currency(figure, scene) in (None, made.currency)
        and sum(_cost(line) for _, line in made.lines) in figure.amount
        and any(passes(line, figure.tests) for line, _ in made.lines)
    )


def _currency(figure: Bought, scene: Scene) -> str | None:
    """The one currency in which purchases count; None for any."""
    if figure.currency is None and figure.measured.in_money:
        return scene.receipt.currency
    return figure.currency


def _measure(made: Made, figure: Bought, passes: Passes) -> int:
    lines = [past for line, past in made.lines if not figure.products_only or passes(line, figure.tests)]
    points = figure.points or ""
    for_lines = sum(dict(line.points).get(points, 0) for line in lines)
    extra = made.extra_points.get(points, 0)
    with_points = [line.paid_with_points.minor for line in lines if line.paid_with_points is not None]
    return {
        Measured.COUNT: 1,
        Measured.AMOUNT: sum(map(_cost, lines)),
        Measured.AVERAGE: sum(map(_cost, lines)),
        Measured.QUANTITY: sum(line.quantity.thousandths for line in lines),
        Measured.DISCOUNT: sum(line.amount.minor - _cost(line) for line in lines),
        Measured.PAID: made.paid,
        Measured.PAID_WITH_POINTS: sum(with_points),
        Measured.POINTS: for_lines,
        Measured.EXTRA_POINTS: extra,
        Measured.ALL_POINTS: for_lines + extra,
    }[figure.measured]
