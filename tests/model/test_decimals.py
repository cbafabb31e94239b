"""Reading and writing decimal numbers; what each sort of number keeps of them is in ``test_money.py``."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from loyalty_engine.errors import Problem
from loyalty_engine.model.decimals import scaled, shortest, written

UNIT_HINT = "check the unit it is given in"
PLAIN_HINT = 'write digits and at most one point, such as "9.90"'


@pytest.mark.parametrize(
    ("number", "places", "whole_text", "short_text"),
    [
        pytest.param(0, 2, "0.00", "0", id="nothing"),
        pytest.param(5, 2, "0.05", "0.05", id="a part"),
        pytest.param(-5, 2, "-0.05", "-0.05", id="a negative part"),
        pytest.param(1250, 2, "12.50", "12.5", id="a zero at the end"),
        pytest.param(1000, 2, "10.00", "10", id="a whole number keeps its zero"),
        pytest.param(-1000, 3, "-1.000", "-1", id="a negative whole number"),
        pytest.param(100, 0, "100", "100", id="no decimals at all"),
        pytest.param(-100, 0, "-100", "-100", id="a negative number without decimals"),
    ],
)
def test_text(number: int, places: int, whole_text: str, short_text: str) -> None:
    assert (written(number, places), shortest(number, places)) == (whole_text, short_text)


@pytest.mark.parametrize(
    ("value", "message", "hint"),
    [
        pytest.param(True, "bool is not a number", PLAIN_HINT, id="a boolean"),
        pytest.param(None, "NoneType is not a number", PLAIN_HINT, id="nothing at all"),
        pytest.param([1], "list is not a number", PLAIN_HINT, id="a list"),
        pytest.param(Fraction(1, 2), "Fraction is not a number", PLAIN_HINT, id="a fraction"),
        pytest.param(b"9.90", "bytes is not a number", PLAIN_HINT, id="bytes"),
        pytest.param(9.9, "9.9 is a float, and floats are not exact", 'write "9.9"', id="a float"),
        pytest.param(
            2.0, "2.0 is a float, and floats are not exact", 'write "2.0"', id="a float without decimals"
        ),
        pytest.param(
            1e300, "1e+300 is a float, and floats are not exact", 'write "9.90"', id="a large float"
        ),
        pytest.param(
            float("nan"), "nan is a float, and floats are not exact", 'write "9.90"', id="not a number"
        ),
        pytest.param(float("inf"), "inf is a float, and floats are not exact", 'write "9.90"', id="infinity"),
        pytest.param("", "'' is not a plain number", PLAIN_HINT, id="an empty text"),
        pytest.param("nan", "'nan' is not a plain number", PLAIN_HINT, id="the text nan"),
        pytest.param("1e2", "'1e2' is not a plain number", PLAIN_HINT, id="an exponent"),
        pytest.param("1_0", "'1_0' is not a plain number", PLAIN_HINT, id="an underscore"),
        pytest.param(" 9", "' 9' is not a plain number", PLAIN_HINT, id="a blank"),
        pytest.param("9\n", "'9\\n' is not a plain number", PLAIN_HINT, id="a line end"),
        pytest.param("+9", "'+9' is not a plain number", PLAIN_HINT, id="a plus"),
        pytest.param("9,90", "'9,90' is not a plain number", PLAIN_HINT, id="a comma"),
        pytest.param(".5", "'.5' is not a plain number", PLAIN_HINT, id="no digit before the point"),
        pytest.param("5.", "'5.' is not a plain number", PLAIN_HINT, id="no digit behind the point"),
        pytest.param("1.2.3", "'1.2.3' is not a plain number", PLAIN_HINT, id="two points"),
        pytest.param("--1", "'--1' is not a plain number", PLAIN_HINT, id="two signs"),
        pytest.param("१२", "'१२' is not a plain number", PLAIN_HINT, id="digits of another script"),
        pytest.param("１２", "'１２' is not a plain number", PLAIN_HINT, id="wide digits"),
        pytest.param("x" * 10**6, f"'{'x' * 40}' is not a plain number", PLAIN_HINT, id="a flood of text"),
        pytest.param(Decimal("NaN"), "'NaN' is not a plain number", PLAIN_HINT, id="a decimal that is none"),
        pytest.param(Decimal("sNaN"), "'sNaN' is not a plain number", PLAIN_HINT, id="a signalling one"),
        pytest.param(
            Decimal("-Infinity"), "'-Infinity' is not a plain number", PLAIN_HINT, id="an endless decimal"
        ),
        pytest.param(
            Decimal("1e3000000"),
            "the exponent 3000000 is out of reach",
            "write the number without one",
            id="a decimal bomb",
        ),
        pytest.param(
            Decimal("1e-3000000"),
            "the exponent -3000000 is out of reach",
            "write the number without one",
            id="a decimal bomb downwards",
        ),
        pytest.param(
            Decimal("1e31"),
            "the exponent 31 is out of reach",
            "write the number without one",
            id="a far exponent",
        ),
        pytest.param(
            Decimal("1e30"),
            f"'1{'0' * 30}' has more than 15 digits before the point",
            UNIT_HINT,
            id="an exponent within reach that makes a long number",
        ),
        pytest.param(
            10**5000, "the number has more than 15 digits", UNIT_HINT, id="a number of 5,001 digits"
        ),
        pytest.param(
            "9" * 10**6,
            f"'{'9' * 40}' has more than 15 digits before the point",
            UNIT_HINT,
            id="a flood of digits",
        ),
    ],
)
def test_what_is_no_number(value: object, message: str, hint: str) -> None:
    assert scaled(value, 2, "EUR", path="amount") == Problem("amount", message, hint)
