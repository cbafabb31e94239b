"""Decimal numbers as people write them, and the integers that are kept inside.

A number of *places* decimals is kept as an integer of 10 ** -*places*: ``"399.90"`` with two places is 39990.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from loyalty_engine.errors import Problem

#: The longest number that people may write, in digits before the point.
MOST_DIGITS: Final = 15

#: Characters of a wrong input that a message repeats.
_SHOWN: Final = 40

_PLAIN: Final = re.compile(r"-?([0-9]+)(?:\.([0-9]+))?", re.ASCII)
_PLAIN_HINT: Final = 'write digits and at most one point, such as "9.90"'
_DIGITS_HINT: Final = "check the unit it is given in"


def scaled(
    value: object, places: int, what: str, *, path: str = "", digits: int = MOST_DIGITS
) -> int | Problem:
    """*value* as an integer of 10 ** -*places*, or what is wrong with it.

    The form is settled before anything is converted: ``int(Decimal("1e3000000"))`` alone takes minutes, and
    `int` and `Decimal` read ``1_000``, ``" 5"`` and the digits of every script.

    Args:
        value: text of digits with at most one point, or an integer or `Decimal`; a minus may precede it.
        places: decimals that are kept, and the most that *value* may have.
        what: what has so many decimals, for the message: ``"RUB"``, ``"a quantity"``.
        path: where *value* stands in the input.
        digits: the most that may stand before the point.
    """
    if type(value) is int:
        if abs(value) < 10**digits:
            return int(value * 10**places)
        return Problem(path, f"the number has more than {digits} digits", _DIGITS_HINT)
    if isinstance(value, float):
        example = repr(value) if _PLAIN.fullmatch(repr(value)) else "9.90"
        return Problem(path, f"{value!r} is a float, and floats are not exact", f'write "{example}"')
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        # Zeros to fill up a far exponent would fill the memory as well.
        if isinstance(exponent, int) and abs(exponent) > 2 * MOST_DIGITS:
            return Problem(path, f"the exponent {exponent} is out of reach", "write the number without one")
        value = format(value, "f")
    if not isinstance(value, str):
        return Problem(path, f"{type(value).__name__} is not a number", _PLAIN_HINT)
    shown = repr(value[:_SHOWN])
    plain = _PLAIN.fullmatch(value)
    if not plain:
        return Problem(path, f"{shown} is not a plain number", _PLAIN_HINT)
    whole, decimals = plain[1], plain[2] or ""
    if len(whole) > digits:
        return Problem(path, f"{shown} has more than {digits} digits before the point", _DIGITS_HINT)
    if len(decimals) > places:
        message = f"{shown} has {len(decimals)} decimals, and {what} has {places}"
        return Problem(path, message, "round it first")
    number = int(whole + decimals.ljust(places, "0"))
    return -number if value.startswith("-") else number


def written(number: int, places: int) -> str:
    """*number* units of 10 ** -*places* as people write it, with all the decimals."""
    if not places:
        return str(number)
    whole, decimals = divmod(abs(number), 10**places)
    return f"{'-' if number < 0 else ''}{whole}.{decimals:0{places}d}"


def shortest(number: int, places: int) -> str:
    """*number* units of 10 ** -*places*, with no more decimals than it needs: ``"0.5"``, ``"2"``."""
    return written(number, places).rstrip("0").rstrip(".") if places else str(number)
