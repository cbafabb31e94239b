"""Bounds that members carry: what a comparison asks for on this receipt, of this buyer."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

from attrs import evolve

from loyalty_engine.engine.facts import Facts
from loyalty_engine.engine.needs import own_needs
from loyalty_engine.model.attributes import AttributeValue
from loyalty_engine.model.currencies import exponent
from loyalty_engine.model.member import Need
from loyalty_engine.rules.figures import Measured, OwnBounds
from loyalty_engine.rules.predicates import (
    Bought,
    Compare,
    Contains,
    Figure,
    LineFigure,
    OfLines,
    Range,
    ReceiptSum,
)


def bounds_of(check: Compare | Contains, own: OwnBounds, facts: Facts) -> Range | Need | None:
    """The range that *check* asks for, with the *own* bounds of the member.

    A need where it is not known, and None where the member lacks a bound, or no number lies between his two.
    Figures are whole numbers, so the bounds are those whole numbers that leave the same figures within.
    """
    found = exact_bounds(check, own, facts)
    if not isinstance(found, tuple):
        return found
    range, (least, most) = check.range, found
    low, high = range.low, range.high
    if own.low is not None and least is not None:
        low = math.floor(least) if range.low_open else math.ceil(least)
    if own.high is not None and most is not None:
        high = math.ceil(most) if range.high_open else math.floor(most)
    shut = range.low_open or range.high_open
    if low is not None and high is not None and (low > high or (low == high and shut)):
        return None
    return evolve(range, low=low, high=high)


def exact_bounds(
    check: Compare | Contains, own: OwnBounds, facts: Facts
) -> tuple[Fraction | None, Fraction | None] | Need | None:
    """The bounds of *check*, those of the member in the place of those that it leaves out.

    A need where they are not known, and None where the member lacks one.
    """
    for need in sorted(own_needs(own)):
        if not facts.known(need):
            return need
    places = _places(check.figure, facts.currency)
    found = []
    for name, bound in ((own.low, check.range.low), (own.high, check.range.high)):
        if name is None:
            found.append(None if bound is None else Fraction(bound))
            continue
        scaled = _scaled(name, places, facts)
        if scaled is None:
            return None
        found.append(scaled)
    low, high = found
    return low, high


def _places(figure: Figure | LineFigure, currency: str) -> int:
    """How many decimals of a whole unit *figure* counts: cents, thousandths of a quantity, or things.

    An event that is not about money has no currency, and all amounts of it are 0.
    """
    if isinstance(figure, OfLines):
        figure = figure.figure
    in_money = figure is LineFigure.AMOUNT or isinstance(figure, ReceiptSum)
    if in_money or (isinstance(figure, Bought) and figure.measured.in_money):
        return exponent(currency) if currency else 0
    in_units = figure is LineFigure.QUANTITY
    return 3 if in_units or (isinstance(figure, Bought) and figure.measured is Measured.QUANTITY) else 0


def _scaled(name: str, places: int, facts: Facts) -> Fraction | None:
    """The number in the member's attribute *name*, as figures count; None where it is no number."""
    value: AttributeValue | None = None if facts.member is None else facts.member.attributes.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return None
    scale: int = 10**places
    return Fraction(value) * scale
