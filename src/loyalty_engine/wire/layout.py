"""JSON text, written: the same bytes for the same value, and easy to read where people are to read it."""

from __future__ import annotations

from decimal import Decimal
from json.encoder import encode_basestring as quoted

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.identifiers import shown, text_problem
from loyalty_engine.wire.text import Plain

_WIDTH = 100  # columns that an array or object may take on one line


def dumps(plain: Plain, *, indent: int | None = None) -> str:
    """*plain* as JSON text; a `Decimal` becomes a number with all its digits.

    Members keep their order.

    Args:
        plain: what `to_plain` gives.
        indent: spaces for each level; what fits on a line stays on it. None writes no white space at all.

    Raises:
        InvalidInput: something is not `Plain`, or holds U+0000 or half of a surrogate pair.
    """
    pieces: list[str] = []
    if indent is None:
        _compact(plain, pieces)
    else:
        _spacious(plain, pieces, 0, indent)
    return "".join(pieces)


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


def _compact(value: Plain, pieces: list[str]) -> None:
    mark = ""
    if isinstance(value, list):
        pieces.append("[")
        for item in value:
            pieces.append(mark)
            _compact(item, pieces)
            mark = ","
        pieces.append("]")
    elif isinstance(value, dict):
        pieces.append("{")
        for name, member in value.items():
            pieces += (mark, _text(name), ":")
            _compact(member, pieces)
            mark = ","
        pieces.append("}")
    else:
        pieces.append(_scalar(value))


def _spacious(value: Plain, pieces: list[str], column: int, indent: int, taken: int = 0) -> None:
    """Write *value* at *column*; *taken* characters stand before it on the line already."""
    line = _one_line(value, _WIDTH - column - taken)
    if line is not None or not isinstance(value, (list, dict)):
        pieces.append(_scalar(value) if line is None else line)
        return
    inner = "\n" + " " * (column + indent)
    opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
    mark = opening
    for part in value.items() if isinstance(value, dict) else ((None, item) for item in value):
        name, member = part
        head = "" if name is None else f"{_text(name)}: "
        pieces += (mark, inner, head)
        _spacious(member, pieces, column + indent, indent, len(head))
        mark = ","
    pieces += ("\n", " " * column, closing)


def _one_line(value: Plain, room: int) -> str | None:
    """*value* on one line; None where it takes more than *room* characters."""
    if not isinstance(value, (list, dict)):
        text = _scalar(value)
        return text if len(text) <= room else None
    parts = []
    room -= 2
    items = value.items() if isinstance(value, dict) else ((None, item) for item in value)
    for name, member in items:
        head = "" if name is None else f"{_text(name)}: "
        text = _one_line(member, room - len(head))
        if text is None:
            return None
        parts.append(head + text)
        room -= len(head) + len(text) + 2
    joined = ", ".join(parts)
    return f"{{{joined}}}" if isinstance(value, dict) else f"[{joined}]"
