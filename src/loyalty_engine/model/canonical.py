"""A canonical form for values: equal values give equal bytes, on every machine and in every run.

The form is tagged, so that values of different types never read alike, and sets are sorted. Only numbers
are equal across types, as in Python: 1 and ``Decimal("1.0")``; true is no number. It serves digests only
and is never read back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from types import NoneType
from typing import Final, TypeAlias

import attrs

from loyalty_engine.errors import InvalidInput

#: Bits of the longest integer that has a form; beyond some 4,300 digits Python refuses to write any.
_MOST_BITS = 10_000

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_TICK = dt.timedelta(microseconds=1)


_Form: TypeAlias = Callable[..., bytes]


def encode(value: object) -> bytes:
    """The canonical bytes of a value made of models, tuples, sets, texts, numbers, dates and enums.

    A model is what it compares by: fields that do not count for equality are left out, and those that
    compare by a key stand as that key.

    Raises:
        InvalidInput: something else is inside; say, a function or a list, which could change.
    """
    return _FORMS[type(value)](value)


class _Forms(dict[type, _Form]):
    """How values of each class are encoded, found out when the first of them comes."""

    def __missing__(self, kind: type) -> _Form:
        fits = (form for basic, form in _BASIC if issubclass(kind, basic))
        form = next(fits, None) or (_model_form(kind) if attrs.has(kind) else _refuse)
        self[kind] = form
        return form


_FORMS: Final = _Forms()


def _model_form(kind: type[attrs.AttrsInstance]) -> _Form:
    head = b"O" + _frame(kind.__qualname__.encode())
    fields = [field for field in attrs.fields(kind) if field.eq and field.init]
    parts = [(field.name, _frame(field.name.encode()), field.default, field.eq_key) for field in fields]
    usual: dict[str, bytes] = {}  # how fields with their default, as most have, are encoded

    def model(value: object) -> bytes:
        encoded = [head]
        for name, frame, default, key in parts:
            held = getattr(value, name)
            if held is default and name in usual:
                encoded.append(usual[name])
                continue
            written = frame + _frame(encode(held if key is None else key(held)))
            if held is default:
                usual[name] = written
            encoded.append(written)
        encoded.append(b";")
        return b"".join(encoded)

    return model


def _word(value: bool | None) -> bytes:
    return f"{value}".encode()


def _enum(value: Enum) -> bytes:
    return _framed(b"E", type(value).__name__.encode(), str(value.value).encode())


def _text(value: str) -> bytes:
    return _framed(b"T", value.encode("utf-8", "surrogatepass"))


@lru_cache(maxsize=4096)  # prices and quantities come again and again
def _integer(value: int) -> bytes:
    if value.bit_length() > _MOST_BITS:
        return _refuse(value)
    return _framed(b"N", _number(value < 0, str(abs(value)), 0))


def _decimal(value: Decimal) -> bytes:
    if not value.is_finite():
        return _refuse(value)
    sign, digits, exponent = value.as_tuple()
    return _framed(b"N", _number(bool(sign), "".join(map(str, digits)), int(exponent)))


def _moment(value: dt.datetime) -> bytes:
    if value.utcoffset() is None:
        return _clock(value)
    return _framed(b"M", str((value - _EPOCH) // _TICK).encode())


def _clock(value: dt.date | dt.time) -> bytes:
    if isinstance(value, dt.datetime):
        name = "datetime"
    else:
        name = "time" if isinstance(value, dt.time) else "date"
    return _framed(b"M", name.encode(), value.isoformat().encode())


def _sequence(value: tuple[object, ...]) -> bytes:
    return _framed(b"S", *map(encode, value))


def _set(value: frozenset[object]) -> bytes:
    return _framed(b"U", *sorted(map(encode, value)))


def _class(value: type) -> bytes:
    return _framed(b"C", value.__qualname__.encode())


def _refuse(value: object) -> bytes:
    message, hint = f"this {type(value).__name__} has none", "use frozen attrs values and tuples"
    raise InvalidInput.at("canonical form", "", message, hint)


#: The forms of all classes but models; the first that fits counts.
_BASIC: Final[tuple[tuple[type, _Form], ...]] = (
    (NoneType, _word),
    (bool, _word),
    (Enum, _enum),
    (str, _text),
    (int, _integer),
    (Decimal, _decimal),
    (dt.datetime, _moment),
    (dt.date, _clock),
    (dt.time, _clock),
    (tuple, _sequence),
    (frozenset, _set),
    (type, _class),
)


def _framed(tag: bytes, *parts: bytes) -> bytes:
    """Parts with their lengths, so that no two sequences of parts read alike."""
    return tag + b"".join(map(_frame, parts)) + b";"


def _frame(part: bytes) -> bytes:
    return b"%d:%b" % (len(part), part)


def _number(negative: bool, digits: str, exponent: int) -> bytes:
    """Digits and exponent without zeros around them: 1.50 and 1.5 are equal, 10 and 1e1 too."""
    text = digits.lstrip("0")
    stripped = text.rstrip("0")
    if not stripped:
        return b"0"
    return f"{'-' if negative else ''}{stripped}e{exponent + len(text) - len(stripped)}".encode()
