"""What the till says about a receipt as a whole, and what the receipt is paid with."""

from __future__ import annotations

from typing import Final, assert_never

from loyalty_engine.engine.fitting import is_shown
from loyalty_engine.engine.scene import Scene
from loyalty_engine.model.receipt import Line
from loyalty_engine.rules.figures import CouponsShown, ExternalSum, Means, PaidByMethods, PaidSum, TillFigure
from loyalty_engine.rules.instructions import Given

_HOW: Final = {
    Means.POINTS: Given.POINTS_PAYMENT,
    Means.CERTIFICATES: Given.CERTIFICATE_PAYMENT,
    Means.OTHER_POINTS: Given.EXTERNAL_PAYMENT,
}


def of_till(figure: TillFigure, scene: Scene) -> int:
    """What *figure* comes to on the receipt."""
    receipt = scene.facts.receipt
    if isinstance(figure, CouponsShown):
        return sum(is_shown(figure, coupon) for coupon in receipt.coupons)
    if isinstance(figure, ExternalSum):
        return sum(map(taken_off, receipt.lines))
    if isinstance(figure, PaidByMethods):
        return sum(one.amount.minor for one in receipt.payments if one.method in figure.methods)
    if isinstance(figure, PaidSum):
        return _paid(figure.means, scene)
    assert_never(figure)


def taken_off(line: Line) -> int:
    """What the till or a partner has taken off the line, in minor units."""
    return 0 if line.external_discount is None else line.external_discount.minor


def _paid(means: Means, scene: Scene) -> int:
    paid = scene.paid or {}
    if means is Means.MONEY:
        return scene.amount - sum(map(sum, paid.values()))
    return sum(paid.get(_HOW[means], ()))
