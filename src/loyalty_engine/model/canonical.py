"""A canonical form for values: equal values give equal bytes, on every machine and in every run.

The form is tagged, so that values of different types never read alike, and sets are sorted. It serves
digests only and is never read back.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import Enum

import attrs

from loyalty_engine.errors import InvalidInput


def encode(value: object) -> bytes:
    """The canonical bytes of a value made of models, tuples, sets, texts, numbers, dates and enums.

    Raises:
        InvalidInput: something else is inside; say, a function or a list, which could change.
    """
    if value is None or isinstance(value, bool):
        return f"{value}".encode()
    if isinstance(value, Enum):
        return _framed(b"E", type(value).__name__.encode(), str(value.value).encode())
    if isinstance(value, int):
        return _framed(b"I", str(value).encode())
    if isinstance(value, str):
        return _framed(b"T", value.encode("utf-8", "surrogatepass"))
    if isinstance(value, Decimal):
        return _framed(b"D", _plain(value))
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return _framed(b"M", type(value).__name__.encode(), value.isoformat().encode())
    if isinstance(value, tuple):
        return _framed(b"S", *map(encode, value))
    if isinstance(value, frozenset):
        return _framed(b"U", *sorted(map(encode, value)))
    kind = type(value)
    if attrs.has(kind):
        fields = [field for field in attrs.fields(kind) if field.eq and field.init]
        inside = (
            part for field in fields for part in (field.name.encode(), encode(getattr(value, field.name)))
        )
        return _framed(b"O", type(value).__qualname__.encode(), *inside)
    raise InvalidInput.at(
        "canonical form", "", f"{type(value).__name__} has none", "use frozen attrs values and tuples"
    )


def _framed(tag: bytes, *parts: bytes) -> bytes:
    """Parts with their lengths, so that no two sequences of parts read alike."""
    return tag + b"".join(b"%d:%b" % (len(part), part) for part in parts) + b";"


def _plain(value: Decimal) -> bytes:
    """Digits and exponent without trailing zeros: 1.50 and 1.5 are equal."""
    sign, digits, exponent = value.as_tuple()
    text = "".join(map(str, digits)).lstrip("0")
    stripped = text.rstrip("0")
    if not stripped:
        return b"0"
    places = int(exponent) + len(text) - len(stripped)
    return f"{'-' if sign else ''}{stripped}e{places}".encode()
