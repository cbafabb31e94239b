"""Bounds of a comparison, with those that the member carries in his attributes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final

from loyalty_engine.model.attributes import AttributeValue
from loyalty_engine.model.currencies import EXPONENTS
from loyalty_engine.model.member import NeedKind
from loyalty_engine.rules.figures import Measured, OwnBounds
from loyalty_engine.rules.predicates import Bought, Compare, Contains, LineFigure, OfLines, ReceiptSum
from loyalty_engine.testing.reference.dates import is_number
from loyalty_engine.testing.reference.scene import Scene
from loyalty_engine.testing.reference.truth import Truth

NO_BOUNDS: Final = OwnBounds()


def lies_within(value: int | Fraction, check: Compare | Contains, scene: Scene) -> Truth:
    """Does *value* lie between the bounds of *check*, those of the member included?"""
    own = check.own or NO_BOUNDS
    names = [name for name in (own.low, own.high) if name is not None]
    if any(scene.loaded(NeedKind.ATTRIBUTE, name) is None for name in names):
        return Truth.UNKNOWN
    of_member = {} if scene.member is None else dict(scene.member.attributes.entries)
    if not all(is_number(of_member.get(name)) for name in names):
        return Truth.FALSE
    whole = Fraction(value) / _parts(check, scene)
    least, most = check.range.low, check.range.high
    holds = [
        least is None or _above(Fraction(value), least, check.range.low_open),
        most is None or _above(-Fraction(value), -most, check.range.high_open),
        own.low is None or _above(whole, of_member[own.low], check.range.low_open),
        own.high is None or _above(-whole, _opposite(of_member, own.high), check.range.high_open),
    ]
    return Truth.of(all(holds))


def _above(value: Fraction, bound: AttributeValue, open: bool) -> bool:
    least = Fraction(bound) if isinstance(bound, (int, Decimal)) else value
    return value > least if open else value >= least


def _opposite(attributes: Mapping[str, AttributeValue], name: str) -> AttributeValue:
    value = attributes[name]
    return -value if isinstance(value, (int, Decimal)) else value


def _parts(check: Compare | Contains, scene: Scene) -> int:
    """How many of what is counted make a whole: cents of a euro, thousandths of a piece."""
    figure = check.figure.figure if isinstance(check.figure, OfLines) else check.figure
    measured = figure.measured if isinstance(figure, Bought) else None
    if figure is LineFigure.QUANTITY or measured is Measured.QUANTITY:
        return 1_000
    money = figure is LineFigure.AMOUNT or isinstance(figure, ReceiptSum)
    in_money = scene.receipt.currency and (money or (measured is not None and measured.in_money))
    decimals: int = EXPONENTS[scene.receipt.currency] if in_money else 0
    parts: int = 10**decimals
    return parts
