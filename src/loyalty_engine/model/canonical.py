"""A canonical form for values: equal values give equal bytes, on every machine and in every run.

The form is tagged, so that values of different types never read alike, and sets are sorted. Only numbers
are equal across types, as in Python: 1 and ``Decimal("1.0")``; true is no number. It serves digests only
and is never read back.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import Enum

import attrs

from loyalty_engine.errors import InvalidInput

#: Bits of the longest integer that has a form; beyond some 4,300 digits Python refuses to write any.
_MOST_BITS = 10_000

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_TICK = dt.timedelta(microseconds=1)


def encode(value: object) -> bytes:
    """The canonical bytes of a value made of models, tuples, sets, texts, numbers, dates and enums.

    A model is what it compares by: fields that do not count for equality are left out, and those that
    compare by a key stand as that key.

    Raises:
        InvalidInput: something else is inside; say, a function or a list, which could change.
    """
    if value is None or isinstance(value, bool):
        return f"{value}".encode()
    if isinstance(value, Enum):
        return _framed(b"E", type(value).__name__.encode(), str(value.value).encode())
    if isinstance(value, str):
        return _framed(b"T", value.encode("utf-8", "surrogatepass"))
    if isinstance(value, int) and value.bit_length() <= _MOST_BITS:
        return _framed(b"N", _number(value < 0, str(abs(value)), 0))
    if isinstance(value, Decimal) and value.is_finite():
        sign, digits, exponent = value.as_tuple()
        return _framed(b"N", _number(bool(sign), "".join(map(str, digits)), int(exponent)))
    if isinstance(value, dt.datetime) and value.utcoffset() is not None:
        return _framed(b"M", str((value - _EPOCH) // _TICK).encode())
    if isinstance(value, (dt.date, dt.time)):
        return _framed(b"M", _clock(value).encode(), value.isoformat().encode())
    if isinstance(value, tuple):
        return _framed(b"S", *map(encode, value))
    if isinstance(value, frozenset):
        return _framed(b"U", *sorted(map(encode, value)))
    if isinstance(value, type):
        return _framed(b"C", value.__qualname__.encode())
    kind = type(value)
    if attrs.has(kind):
        fields = [field for field in attrs.fields(kind) if field.eq and field.init]
        inside = (part for field in fields for part in (field.name.encode(), encode(_compared(value, field))))
        return _framed(b"O", kind.__qualname__.encode(), *inside)
    raise InvalidInput.at(
        "canonical form", "", f"this {kind.__name__} has none", "use frozen attrs values and tuples"
    )


def _compared(value: object, field: attrs.Attribute[object]) -> object:
    """What a field of *value* compares by."""
    held = getattr(value, field.name)
    key = field.eq_key  # type: ignore[attr-defined]  # public, but not in the stubs of attrs
    return held if key is None else key(held)


def _framed(tag: bytes, *parts: bytes) -> bytes:
    """Parts with their lengths, so that no two sequences of parts read alike."""
    return tag + b"".join(b"%d:%b" % (len(part), part) for part in parts) + b";"


def _clock(value: dt.date | dt.time) -> str:
    if isinstance(value, dt.datetime):
        return "datetime"
    return "time" if isinstance(value, dt.time) else "date"


def _number(negative: bool, digits: str, exponent: int) -> bytes:
    """Digits and exponent without zeros around them: 1.50 and 1.5 are equal, 10 and 1e1 too."""
    text = digits.lstrip("0")
    stripped = text.rstrip("0")
    if not stripped:
        return b"0"
    return f"{'-' if negative else ''}{stripped}e{exponent + len(text) - len(stripped)}".encode()
