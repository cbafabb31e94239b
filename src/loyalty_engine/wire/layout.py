"""JSON text, written: the same for the same value, and easy to read where people are to read it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from json.encoder import JSONEncoder
from json.encoder import encode_basestring as quoted
from typing import Final

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.identifiers import shown, text_problem
from loyalty_engine.wire.text import Plain

_WIDTH = 100  # columns of a line that holds a whole array or object


def dumps(plain: Plain, *, indent: int | None = None) -> str:
    """*plain* as JSON text; a `Decimal` becomes a number with all its digits.

    Members keep their order.

    Args:
        plain: what `to_plain` gives.
        indent: spaces for each level; what fits on a line stays on it. None writes no white space at all.

    Raises:
        InvalidInput: something is not `Plain`, or holds U+0000 or half of a surrogate pair.

    >>> dumps({"price": Decimal("9.90"), "codes": [1, 2]})
    '{"price":9.90,"codes":[1,2]}'
    """
    if indent is None:
        return "".join(_compact(plain))
    return "".join(_spacious(plain, " " * indent, "", 0))


def packed(plain: Plain) -> str:
    """What `dumps` gives without an indent, at once: that *plain* is `Plain` is taken for granted.

    Raises:
        InvalidInput: some text in it holds U+0000 or half of a surrogate pair.
    """
    try:
        text = _PACKER.encode(plain)
        text.encode()
    except (_PointInNumber, UnicodeEncodeError):
        return dumps(plain)
    return dumps(plain) if "\\u0000" in text else text


class _PointInNumber(Exception):
    """There is a number that only we write with all its digits."""


def _with_point(value: object) -> object:
    raise _PointInNumber


_PACKER: Final = JSONEncoder(
    ensure_ascii=False, check_circular=False, separators=(",", ":"), default=_with_point
)


def _compact(value: Plain) -> Iterator[str]:
    if not isinstance(value, (list, dict)):
        yield _scalar(value)
        return
    opening, closing = _brackets(value)
    yield opening
    mark = ""
    for head, part in _parts(value, ":"):
        yield mark + head
        yield from _compact(part)
        mark = ","
    yield closing


def _spacious(value: Plain, step: str, margin: str, taken: int) -> Iterator[str]:
    """Lines that begin with *margin*; on the first, *taken* characters stand before *value*."""
    line = _on_one_line(value, _WIDTH - len(margin) - taken)
    if line is not None or not isinstance(value, (list, dict)):
        yield _scalar(value) if line is None else line
        return
    opening, closing = _brackets(value)
    mark = opening
    for head, part in _parts(value, ": "):
        yield f"{mark}\n{margin}{step}{head}"
        yield from _spacious(part, step, margin + step, len(head))
        mark = ","
    yield f"\n{margin}{closing}"


def _on_one_line(value: Plain, room: int) -> str | None:
    """*value* on one line; None where that takes more than *room* characters."""
    if not isinstance(value, (list, dict)):
        text = _scalar(value)
        return text if len(text) <= room else None
    written = []
    room -= 2
    for head, part in _parts(value, ": "):
        line = _on_one_line(part, room - len(head))
        if line is None:
            return None
        written.append(head + line)
        room -= len(head) + len(line) + 2
    opening, closing = _brackets(value)
    return f"{opening}{', '.join(written)}{closing}"


def _brackets(value: list[Plain] | dict[str, Plain]) -> tuple[str, str]:
    return ("{", "}") if isinstance(value, dict) else ("[", "]")


def _parts(value: list[Plain] | dict[str, Plain], colon: str) -> Iterator[tuple[str, Plain]]:
    """What stands in *value*, each with the name that stands before it."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield _text(name) + colon, member
    else:
        for item in value:
            yield "", item


def _scalar(value: object) -> str:
    if value is None:
        return "null"
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is int:
        return str(value)
    if type(value) is Decimal and value.is_finite():
        return format(value, "f")
    if type(value) is str:
        return _text(value)
    raise InvalidInput.at(
        "JSON", "", f"{shown(value)} cannot be written", "make it plain first, with to_plain"
    )


def _text(value: object) -> str:
    if damage := text_problem("", value):
        raise InvalidInput("JSON", (damage,))
    return quoted(str(value))
