"""Reading a case: a JSON object that notices what nobody has read.

Whatever a case says must be understood or reported: a key that the translation does not know could change
the figures. So every key is either taken, or named by `Document.unread` in the end.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final, cast

from attrs import define, field, frozen

from peercases.features import Feature, Missing

#: Digits of a number, before the point or after it, that no case needs.
_LONGEST: Final = 60


@define(eq=False)
class Document:
    """A JSON object at *path* of its case, whose keys are ticked off as they are taken."""

    path: str
    values: Mapping[str, object]
    _taken: set[str] = field(factory=set)
    _parts: dict[str, Document] = field(factory=dict)

    def __contains__(self, key: str) -> bool:
        return self.values.get(key) is not None

    def take(self, key: str) -> object:
        """The value of *key*, which is ticked off; None where there is none."""
        self._taken.add(key)
        return self.values.get(key)

    def text(self, key: str, default: str = "") -> str:
        """The text at *key*; a number is written out."""
        value = self.take(key)
        if isinstance(value, (dict, list)):
            raise Missing(_unknown(f"{self.path}.{key}", value))
        return default if value is None else str(value)

    def number(self, key: str) -> Decimal | None:
        """The exact number at *key*, written as text or as a JSON number; None where there is none."""
        value = self.take(key)
        return None if value is None else as_number(value, f"{self.path}.{key}")

    def needed(self, key: str) -> Decimal:
        """The number at *key*, without which nothing can be said."""
        value = self.number(key)
        if value is None:
            raise Missing(Feature("case lacks a value", f"{self.path}.{key} is not given"))
        return value

    def whole(self, key: str) -> int | None:
        """The whole number at *key*; None where there is none."""
        value = self.number(key)
        if value is not None and value != int(value):
            raise Missing(Feature("fractions of things", f"{self.path}.{key} is {value}"))
        return None if value is None else int(value)

    def flag(self, key: str) -> bool | None:
        """The truth value at *key*."""
        value = self.take(key)
        if value is None or isinstance(value, bool):
            return value
        raise Missing(_unknown(f"{self.path}.{key}", value))

    def texts(self, key: str) -> list[str] | None:
        """The texts at *key*; None where there are none."""
        value = self.take(key)
        if value is None:
            return None
        values = value if isinstance(value, list) else [value]
        if any(isinstance(each, (dict, list)) for each in values):
            raise Missing(_unknown(f"{self.path}.{key}", value))
        return [str(each) for each in values]

    def part(self, key: str) -> Document:
        """The object at *key*, empty where there is none."""
        return self._part(key, self.take(key))

    def parts(self, key: str) -> list[Document]:
        """The objects in the list at *key*."""
        value = self.take(key)
        values = value if isinstance(value, list) else [] if value is None else [value]
        return [self._part(f"{key}[{n}]", each) for n, each in enumerate(values)]

    def glance(self, key: str) -> list[Document]:
        """The objects in the list at *key*, of which nothing is ticked off, and nothing has to be."""
        value = self.values.get(key)
        return (
            [Document("", each) for each in value if isinstance(each, dict)]
            if isinstance(value, list)
            else []
        )

    def _part(self, key: str, value: object) -> Document:
        path = f"{self.path}.{key}" if self.path else key
        if value is not None and not isinstance(value, dict):
            raise Missing(_unknown(path, value))
        if key not in self._parts:
            self._parts[key] = Document(path, cast("dict[str, object]", value or {}))
        return self._parts[key]

    def skip(self, *keys: str) -> None:
        """Tick off *keys* that say nothing about the figures."""
        self._taken.update(keys)

    def unread(self) -> Iterator[str]:
        """The paths of all that was said and not taken, here and in the parts."""
        for key, value in self.values.items():
            if value is not None and key not in self._taken:
                yield f"{self.path}.{key}" if self.path else key
        for part in self._parts.values():
            yield from part.unread()


def as_number(value: object, path: str) -> Decimal:
    """*value* as an exact number."""
    if isinstance(value, (str, int, Decimal)) and not isinstance(value, bool):
        try:
            number = Decimal(value)
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_finite() and -_LONGEST < number.adjusted() < _LONGEST:
            return number
    raise Missing(_unknown(path, value))


def _unknown(path: str, value: object) -> Feature:
    return Feature("unknown value", f"{path} is {value!r}")


def is_day(value: str) -> bool:
    """Is *value* a date without a time?"""
    return len(value) == len("2026-11-22")


def as_moment(value: str, path: str) -> dt.datetime:
    """A date, or a date and time, as a moment; a date alone means noon, and UTC is meant throughout."""
    try:
        moment = dt.datetime.fromisoformat(f"{value}T12:00:00+00:00" if is_day(value) else value)
    except ValueError:
        raise Missing(_unknown(path, value)) from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=dt.UTC)


@frozen
class Case:
    """One case: what a peer's test set up, and what it found."""

    id: str
    peer: str
    document: Document
    expected: Mapping[str, object]
    asserted: tuple[str, ...]

    @property
    def words(self) -> str:
        """The conventions in the words of the case, in lower case."""
        conventions = self.document.values.get("conventions") or {}
        return json.dumps(conventions, ensure_ascii=False, default=str).lower()


def _object(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def read_cases(directory: Path) -> list[Case]:
    """All cases in the JSON files of *directory*, file by file: lists of them, or lists under ``cases``."""
    found = []
    for path in sorted(directory.glob("*.json")):
        listed = json.loads(path.read_text("utf-8"), parse_float=Decimal)
        listed = listed if isinstance(listed, list) else _object(listed).get("cases")
        for n, values in enumerate(filter(_object, listed if isinstance(listed, list) else ())):
            found.append(
                Case(
                    id=str(values.get("id", f"{path.stem}[{n}]")),
                    peer=str(values.get("peer") or path.stem),
                    document=Document("", values),
                    expected=_object(values.get("expected")),
                    asserted=tuple(values.get("asserted") or ()),
                )
            )
    return found
