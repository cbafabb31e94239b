"""What the till says about a receipt as a whole, and what the receipt, or some lines, are paid with."""

from __future__ import annotations

from typing import Final, assert_never

from loyalty_engine.engine.facts import Lines
from loyalty_engine.engine.fitting import is_shown
from loyalty_engine.engine.scene import Scene, numbers
from loyalty_engine.engine.units import part, units_of
from loyalty_engine.model.receipt import Line
from loyalty_engine.rules.figures import CouponsShown, ExternalSum, Means, PaidByMethods, PaidSum, TillFigure
from loyalty_engine.rules.instructions import Given

_HOW: Final = {
    Means.POINTS: Given.POINTS_PAYMENT,
    Means.CERTIFICATES: Given.CERTIFICATE_PAYMENT,
    Means.OTHER_POINTS: Given.EXTERNAL_PAYMENT,
}


def of_till(figure: TillFigure, scene: Scene, lines: Lines) -> int:
    """What *figure* comes to on the receipt, or on *lines* where it is of these."""
    receipt = scene.facts.receipt
    if isinstance(figure, CouponsShown):
        return sum(is_shown(figure, coupon) for coupon in receipt.coupons)
    if isinstance(figure, ExternalSum):
        return sum(map(taken_off, receipt.lines))
    if isinstance(figure, PaidByMethods):
        return sum(one.amount.minor for one in receipt.payments if one.method in figure.methods)
    if isinstance(figure, PaidSum):
        return _of_lines(figure.means, scene, lines) if figure.of_lines else _paid(figure.means, scene)
    assert_never(figure)


def taken_off(line: Line) -> int:
    """What the till or a partner has taken off the line, in minor units."""
    return 0 if line.external_discount is None else line.external_discount.minor


def _paid(means: Means, scene: Scene) -> int:
    paid = scene.paid or {}
    if means is Means.MONEY:
        return scene.amount - sum(map(sum, paid.values()))
    return sum(paid.get(_HOW[means], ()))


def _of_lines(means: Means, scene: Scene, lines: Lines) -> int:
    """What of *lines* is paid with *means*: of a line seen in part, the share of the units that are left."""
    paid, slices, total = scene.paid or {}, scene.slices or {}, 0
    for n in numbers(lines):
        if means is Means.MONEY:
            of_line = scene.begin[n] - sum([of_lines[n] for of_lines in paid.values()])
        else:
            of_line = paid[_HOW[means]][n] if _HOW[means] in paid else 0
        count = units_of(n, scene.facts)
        start, end = slices.get(n, (0, count))
        total += part(of_line, start, end, count)
    return total
