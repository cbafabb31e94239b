"""Ranges: numbers between two bounds, which may be open, or one bound alone."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.attributes import freeze_value, plain_number
from loyalty_engine.model.fields import flag_problems
from loyalty_engine.model.identifiers import shown

Number = int | Decimal

_MOST_DIGITS: Final = 100  # of a bound, before the point and after it
_FARTHEST: Final = 10**_MOST_DIGITS


def _bound(value: Number | None) -> Number | None:
    """A bound as it compares: decimals without an exponent and without zeros at their end."""
    number = plain_number(value) if type(value) is Decimal else None
    return value if number is None else number


@frozen(kw_only=True)
class Range:
    """Numbers from *low* to *high*, each bound included unless it is *open*; None for no bound.

    Raises:
        InvalidInput: a bound is no finite number of up to 100 digits, or nothing lies between them.
    """

    low: Number | None = field(default=None, converter=_bound)
    high: Number | None = field(default=None, converter=_bound)
    low_open: bool = False
    high_open: bool = False

    def __attrs_post_init__(self) -> None:
        problems = _bound_problems("low", self.low) + _bound_problems("high", self.high)
        if {type(self.low_open), type(self.high_open)} != {bool}:
            problems += flag_problems(low_open=self.low_open, high_open=self.high_open)
        if not problems and self.low is not None and self.high is not None:
            shut = self.low_open or self.high_open
            if self.low > self.high or (self.low == self.high and shut):
                hint = "swap the bounds, or include them"
                problems.append(Problem("high", f"no number is {self._bounds()}", hint))
        if problems:
            refuse("range", problems)

    def __contains__(self, value: Number) -> bool:
        low, high = self.low, self.high
        if low is not None and (value <= low if self.low_open else value < low):
            return False
        return high is None or not (value >= high if self.high_open else value > high)

    def __str__(self) -> str:
        return f"exactly {self.low}" if self.low is not None and self.low == self.high else self._bounds()

    def _bounds(self) -> str:
        low = "" if self.low is None else f"{'more than' if self.low_open else 'at least'} {self.low}"
        high = "" if self.high is None else f"{'less than' if self.high_open else 'at most'} {self.high}"
        return " and ".join(part for part in (low, high) if part) or "any number"


def _bound_problems(path: str, value: object) -> list[Problem]:
    """What keeps *value* from being a bound."""
    if value is None or (type(value) is int and abs(value) <= _FARTHEST):
        return []
    if type(value) is Decimal and value.is_finite():
        if abs(value.adjusted()) <= _MOST_DIGITS and len(value.as_tuple().digits) <= _MOST_DIGITS:
            return []
    elif type(value) is not int:
        hint = "floats are not exact; " if isinstance(value, float) else ""
        return [Problem(path, f"{shown(value)} is not a number", f"{hint}give an int or a Decimal")]
    return [Problem(path, f"{shown(value)} is out of all bounds", "leave it out, for no bound")]


def reach_problems(path: str, range: Range) -> list[Problem]:
    """Bounds of *range* that lie beyond everything that is ever compared, and are slips for sure."""
    return [
        problem
        for name, bound in (("low", range.low), ("high", range.high))
        if bound is not None
        for problem in freeze_value(f"{path}.{name}", bound)[1]
    ]
