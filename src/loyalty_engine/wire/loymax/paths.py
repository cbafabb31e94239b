"""Paths to one property of an attribute value, as services in the field write them.

    path   = ["$"] { "." name | name at the beginning | "[" choice "]" }
    choice = index | quoted | "?(" test { "&&" test } ")"
    test   = "@." name "==" value | "@[" quoted "]" "==" value
    value  = quoted | number | "true" | "false" | "null"

That is the part of JSONPath that names a place. Nothing else is taken and nothing is evaluated: no wildcards,
slices, descent, other comparisons or functions. A quoted text stands in ``'`` or ``"``; a backslash in it
precedes a quote or a backslash. Reading takes one pass from left to right.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, NoReturn, TypeAlias

from attrs import define, frozen

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.attributes import JsonObject, JsonValue, value_key
from loyalty_engine.model.identifiers import shown

LONGEST_PATH: Final = 1_000
"""The greatest number of characters in a path: several ids of the longest sort."""


@frozen
class Having:
    """Chooses the items of an array that have all these values."""

    values: tuple[tuple[str, JsonValue], ...]

    def __call__(self, item: JsonValue) -> bool:
        return isinstance(item, JsonObject) and all(
            any(known == name and value_key(held) == value_key(wanted) for known, held in item.members)
            for name, wanted in self.values
        )

    def __str__(self) -> str:
        return " and ".join(f"{name} {shown(value)}" for name, value in self.values)


Step: TypeAlias = str | int | Having
"""A member by its name, an item by its index from 0, or items by what they have."""

_BLANK: Final = re.compile(r"[ \t]*+")
_NAME: Final = re.compile(r"[^\W\d][\w-]*+")
_INDEX: Final = re.compile(r"(?:0|[1-9][0-9]{0,8})(?![0-9])", re.ASCII)
_QUOTED: Final = re.compile(r"""'((?:[^'\\]|\\['\\"])*+)'|"((?:[^"\\]|\\['\\"])*+)\"""")
_ESCAPED: Final = re.compile(r"\\(.)")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,9})?(?![\w.])", re.ASCII)
_WORDS: Final = {"true": True, "false": False, "null": None}


def parse_path(path: str) -> tuple[Step, ...]:
    """The steps of *path*; none for the empty path and for ``$``, which mean the whole value.

    Raises:
        InvalidInput: it is no such path; the message says at which character reading stopped.
    """
    if type(path) is not str or len(path) > LONGEST_PATH:
        message = f"{shown(path)} is no path"
        raise InvalidInput.at(
            "property path", "", message, f"give text of at most {LONGEST_PATH:,} characters"
        )
    reading = _Reading(path)
    steps: list[Step] = []
    rooted = reading.take("$")
    while reading.at < len(path):
        if reading.take("["):
            steps.append(_choice(reading))
            reading.need("]")
        else:
            if rooted or steps:
                reading.need(".")
            steps.append(reading.name())
    return tuple(steps)


def _choice(reading: _Reading) -> Step:
    reading.blank()
    if reading.take("?"):
        return _filter(reading)
    index = reading.match(_INDEX)
    step = int(index) if index is not None else reading.quoted()
    if step is None:
        reading.stop("an index, a name in quotes, or ?(…)")
    reading.blank()
    return step


def _filter(reading: _Reading) -> Having:
    reading.need("(")
    values = [_test(reading)]
    while reading.take("&&"):
        values.append(_test(reading))
    reading.need(")")
    reading.blank()
    return Having(tuple(values))


def _test(reading: _Reading) -> tuple[str, JsonValue]:
    reading.blank()
    reading.need("@")
    if reading.take("["):
        name = reading.quoted()
        if name is None:
            reading.stop("a name in quotes")
        reading.need("]")
    else:
        reading.need(".")
        name = reading.name()
    reading.blank()
    reading.need("==")
    reading.blank()
    value = _value(reading)
    reading.blank()
    return name, value


def _value(reading: _Reading) -> JsonValue:
    text = reading.quoted()
    if text is not None:
        return text
    number = reading.match(_NUMBER)
    if number is not None:
        return Decimal(number) if "." in number else int(number)
    begun = reading.at
    word = reading.match(_NAME)
    if word not in _WORDS:
        reading.at = begun
        reading.stop("text in quotes, a number, true, false or null")
    return _WORDS[word]


@define
class _Reading:
    """One pass over a path: how far it has come."""

    text: str
    at: int = 0

    def take(self, literal: str) -> bool:
        """Pass over *literal*, if that comes next."""
        if not self.text.startswith(literal, self.at):
            return False
        self.at += len(literal)
        return True

    def need(self, literal: str) -> None:
        """Pass over *literal*, which must come next."""
        if not self.take(literal):
            self.stop(repr(literal))

    def match(self, pattern: re.Pattern[str]) -> str | None:
        """Pass over what *pattern* matches, if it does."""
        found = pattern.match(self.text, self.at)
        if found is None:
            return None
        self.at = found.end()
        return found[0]

    def blank(self) -> None:
        self.match(_BLANK)

    def name(self) -> str:
        return self.match(_NAME) or self.stop("a name")

    def quoted(self) -> str | None:
        """The text of a quoted name or value, without its quotes."""
        found = self.match(_QUOTED)
        return None if found is None else _ESCAPED.sub(r"\1", found[1:-1])

    def stop(self, wanted: str) -> NoReturn:
        left = self.text[self.at :]
        message = f"character {self.at + 1}: expected {wanted}, got {shown(left) if left else 'the end'}"
        hint = "write Preferences[?(@.BrandId == 'B')].Items[0].Accepted, or the like"
        raise InvalidInput.at("property path", "", message, hint)
