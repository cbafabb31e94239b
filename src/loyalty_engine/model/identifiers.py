"""Identifiers: what may be one, the three kinds of product code, and the order in which ids break ties."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from numbers import Number
from typing import Final, TypeAlias, cast

from attrs import frozen

from loyalty_engine.errors import InvalidInput, Problem

LONGEST_ID: Final = 200
"""The greatest number of characters in an id or code."""

_LITERAL: Final = (str, bytes, Number)
_SHOWN: Final = 80
_DIGITS: Final = 32  # of a digest: no two texts ever have the same
_UNSPEAKABLE: Final = re.compile("[\x00\ud800-\udfff]")  # no database or UTF-8 document can hold these


def shown(value: object) -> str:
    """How an error message quotes a value that came from outside: never long, never failing."""
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001 - a foreign repr() may raise anything; long integers raise ValueError
        return f"<{type(value).__name__}>"
    if len(text) <= _SHOWN:
        return text
    if isinstance(value, _LITERAL):
        return f"{text[:_SHOWN]}…"
    return f"<{type(value).__name__}>"  # the beginning of a record says little, and may tell of a person


def id_problem(path: str, value: object) -> Problem | None:
    """What keeps a value from being an id, if anything does.

    An id is text of 1 to `LONGEST_ID` characters without white space around it, without U+0000 and
    without halves of surrogate pairs.
    """
    if type(value) is str and 0 < len(value) <= LONGEST_ID and value.isprintable() and value.strip() == value:
        return None  # nearly every id; printable text holds neither U+0000 nor surrogates
    if type(value) is not str:
        return _not_text(path, value)
    if not value.strip():
        return Problem(path, f"{shown(value)} is blank", "an id needs at least one visible character")
    if len(value) > LONGEST_ID:
        return Problem(path, f"{shown(value)} has {len(value)} characters", f"an id has at most {LONGEST_ID}")
    if value.strip() != value:
        return Problem(path, f"{shown(value)} has white space around it", f"write {value.strip()!r}")
    return text_problem(path, value)


def joined_id(*parts: str) -> str:
    """The id of something that is named by *parts*: them all, with strokes between.

    Where that would be too long for an id, a digest stands for its end.
    """
    text = "/".join(parts)
    if len(text) <= LONGEST_ID:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
    return f"{text[: LONGEST_ID - _DIGITS - 1]}~{digest}"


def text_problem(path: str, value: object) -> Problem | None:
    """What keeps a value from being a text that people read, if anything does; it may be empty."""
    if type(value) is not str:
        return _not_text(path, value)
    if value.isprintable() or not _UNSPEAKABLE.search(value):
        return None
    return Problem(
        path,
        f"{shown(value)} holds U+0000 or half of a surrogate pair",
        "the text was damaged before it came here; read it again from its source",
    )


def _not_text(path: str, value: object) -> Problem:
    number = isinstance(value, int) and not isinstance(value, bool)
    return Problem(
        path,
        f"{shown(value)} is of type {type(value).__name__}, not text",
        f'write "{shown(value)}"' if number else "give a str",
    )


def checked_id(subject: str, path: str, value: object) -> str:
    """The value itself, where it is an id.

    Raises:
        InvalidInput: it is not; see `id_problem`.
    """
    problem = id_problem(path, value)
    if problem is not None:
        raise InvalidInput(subject, (problem,))
    return cast("str", value)


def code_set(value: Iterable[str]) -> frozenset[str]:
    """Converter for fields that hold a set of codes; takes any collection but text and mappings.

    What cannot become a set comes back unchanged, so that `code_problems` can name it together with the
    other problems of the object that holds it.
    """
    if type(value) is frozenset or isinstance(value, (str, bytes, Mapping)):
        return cast("frozenset[str]", value)
    try:
        return frozenset(value)
    except TypeError:  # no collection, or members that no set can hold
        return cast("frozenset[str]", value)


def code_problems(path: str, codes: object) -> tuple[Problem, ...]:
    """What keeps a field filled by `code_set` from being a set of codes, in an order of its own."""
    if type(codes) is not frozenset:
        return (Problem(path, f"{shown(codes)} is not a set of codes", "give a set or a list of text"),)
    found = [problem for code in codes if (problem := id_problem(path, code)) is not None]
    return tuple(sorted(found, key=str)) if found else ()


@frozen
class ExternalCode:
    """The code by which the retailer's own (ERP) system knows a product or a category."""

    value: str

    def __attrs_post_init__(self) -> None:
        checked_id("external code", "value", self.value)


@frozen
class InternalCode:
    """The code that the loyalty platform gave a product or a category when the catalogue was loaded."""

    value: str

    def __attrs_post_init__(self) -> None:
        checked_id("internal code", "value", self.value)


@frozen
class Barcode:
    """A bar code as the till scans it; it names a product, and a product may have several."""

    value: str

    def __attrs_post_init__(self) -> None:
        checked_id("barcode", "value", self.value)


Code: TypeAlias = ExternalCode | InternalCode | Barcode
"""Everything by which a product can be found."""


def product_code(value: Code | str) -> Code:
    """Converter for fields that name a product: plain text means its external code.

    Raises:
        InvalidInput: neither a code nor text that can be one.
    """
    if isinstance(value, (ExternalCode, InternalCode, Barcode)):
        return value
    return ExternalCode(checked_id("product code", "", value))


def node_code(value: ExternalCode | InternalCode | str) -> ExternalCode | InternalCode:
    """Converter for fields that name a category: plain text means its external code.

    Raises:
        InvalidInput: a bar code, or neither a code nor text that can be one.
    """
    if isinstance(value, (ExternalCode, InternalCode)):
        return value
    if isinstance(value, Barcode):
        hint = "give the category's external or internal code"
        raise InvalidInput.at("category code", "", f"{value!r} names a product, not a category", hint)
    return ExternalCode(checked_id("category code", "", value))


def id_order(value: str) -> tuple[int, int, str]:
    """Sort key of ids wherever a tie is broken or a listing is made.

    Ids of ASCII digits alone come first and compare as integers; the others follow by code point. The
    order is total: of ids with one integer value, the one with fewer leading zeros comes first.

    >>> sorted(["b", "10", "9", "09", "B"], key=id_order)
    ['9', '09', '10', 'B', 'b']
    """
    if not (value.isascii() and value.isdigit()):
        return (1, 0, value)
    # Without leading zeros, more digits mean a larger integer and equal lengths compare as text, so
    # nothing is ever converted: int() refuses long texts and is quadratic on them.
    digits = value.lstrip("0")
    return (0, len(digits), digits + "0" * (len(value) - len(digits)))
