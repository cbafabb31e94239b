"""JSON text, read as if somebody wished us harm, and written the same way every time.

Nothing that another program could read differently is accepted: a name that stands twice, ``NaN``, a number
too long to be meant, half of a surrogate pair. A number with a point becomes an exact `Decimal`, never a
float. Size and depth are looked at before anything is built.

A byte order mark before the document is accepted and dropped, because some editors put one there; any
encoding but UTF-8 is refused.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate, islice
from typing import Final, NoReturn, TypeAlias

from attrs import define, field, fields, frozen

from loyalty_engine.errors import MOST_PROBLEMS, InvalidInput, Problem, refuse
from loyalty_engine.model.identifiers import shown, text_problem

Plain: TypeAlias = bool | int | Decimal | str | list["Plain"] | dict[str, "Plain"] | None
"""What JSON is made of; a number with a point is a `Decimal`."""

DEEPEST: Final = 200
"""The greatest depth that `Limits` may allow: what is read is walked by functions that call themselves."""


@frozen(kw_only=True)
class Limits:
    """How large a document may be.

    *bytes* of UTF-8 in all; *depth* of arrays and objects inside each other; *digits* of one number;
    *items* in one array or object; *values* in the whole document.

    Raises:
        InvalidInput: a limit is not a whole number of at least 1, or *depth* is more than `DEEPEST`.
    """

    bytes: int = 10 * 2**20
    depth: int = 64
    digits: int = 30
    items: int = 200_000
    values: int = 1_000_000

    def __attrs_post_init__(self) -> None:
        problems = []
        for limit in fields(Limits):
            value = getattr(self, limit.name)
            if type(value) is not int or value < 1:
                problems.append(Problem(limit.name, f"{shown(value)} is no limit", "give 1 or more"))
        if not problems and self.depth > DEEPEST:
            problems.append(Problem("depth", f"{self.depth} is too deep", f"give {DEEPEST} at most"))
        refuse("limits", problems)


LIMITS: Final = Limits()
"""The limits that are used where none are given."""


@define(slots=False)  # positional and dict-based, as the error that it refines
class DocumentError(InvalidInput):
    """A document cannot be read; nothing of it was used.

    Each problem's path begins with ``$``, the document: ``$.lines[0].quantity``. Where the text is not JSON
    at all, *line* and *column*, counted from 1, say where reading stopped.
    """

    line: int | None = None
    column: int | None = None


def step(name: str) -> str:
    """The part of a path that leads to the member *name* of an object."""
    return name if re.fullmatch("[A-Za-z_][A-Za-z0-9_-]*", name) and len(name) <= 80 else f"[{shown(name)}]"


def parse(document: str | bytes, *, subject: str = "document", limits: Limits = LIMITS) -> Plain:
    """The value that a JSON document holds.

    Raises:
        DocumentError: it is too large, not UTF-8, no JSON, or holds what no document should.
    """
    text = _decoded(document, subject, limits)
    _measure(text, subject, limits)
    reading = _Reading(limits=limits)
    try:
        value: Plain = reading.decoder().decode(text)
    except json.JSONDecodeError as error:
        what = f"{error.msg[:1].lower()}{error.msg[1:]}" if text.strip() else "there is nothing in it"
        _stop(subject, text, error.pos, what, "give one JSON value, and nothing after it")
    except RecursionError:
        problem = Problem(
            "$", "lies too deep for where it is read from", "read it with fewer calls around it"
        )
        raise DocumentError(subject, (problem,)) from None
    if reading.suspicious or _SUSPICIOUS.search(text) or text.count(",") >= limits.items:
        found = tuple(islice(reading.faults("", value), MOST_PROBLEMS))
        if found:
            raise DocumentError(subject, tuple(problem.inside("$") for problem in found))
    return value


def unpacked(text: str, *, subject: str) -> Plain:
    """The value of a text that `layout.packed` has written; it is not looked at as closely as others.

    Raises:
        DocumentError: it is no JSON.
    """
    try:
        value: Plain = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError):
        problem = Problem("$", "is no JSON", "find out who has changed it")
        raise DocumentError(subject, (problem,)) from None
    return value


def _decoded(document: str | bytes, subject: str, limits: Limits) -> str:
    """The text of *document* without a byte order mark."""
    if not isinstance(document, (str, bytes)):
        problem = Problem("$", f"{type(document).__name__} is no document", "give JSON as str or bytes")
        raise DocumentError(subject, (problem,))
    if len(document) > limits.bytes:
        _too_large(subject, limits)
    try:
        if isinstance(document, bytes):
            return document.decode("utf-8").removeprefix("\ufeff")
        if len(document.encode("utf-8")) > limits.bytes:
            _too_large(subject, limits)
    except UnicodeDecodeError as error:
        problem = Problem("$", f"byte {error.start} is not UTF-8", "save the document as UTF-8")
        raise DocumentError(subject, (problem,)) from None
    except UnicodeEncodeError as error:
        hint = "the text was damaged before it came here; read it again from its source"
        _stop(subject, str(document), error.start, "there is half of a surrogate pair", hint)
    return document.removeprefix("\ufeff")


def _too_large(subject: str, limits: Limits) -> NoReturn:
    hint = "split the document, or raise the limit"
    raise DocumentError(subject, (Problem("$", f"is larger than {limits.bytes:,} bytes", hint),))


def _stop(subject: str, text: str, position: int, message: str, hint: str) -> NoReturn:
    """The error for what is wrong at *position* of *text*."""
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    problem = Problem("$", f"line {line}, column {column}: {message}", hint)
    raise DocumentError(subject, (problem,), line, column)


# An open string at the end counts as a string, so that what stands in it is not taken for structure.
_STRING: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z)', re.DOTALL)
_NO_BRACKETS: Final = re.compile(r"[^\[\]{}]+")
_TOKEN: Final = re.compile(_STRING.pattern + r"|[\[\]{}]", re.DOTALL)
_STEPS: Final = {"[": 1, "{": 1, "]": -1, "}": -1}


def _measure(text: str, subject: str, limits: Limits) -> None:
    """Refuse what is too deep or holds too much, before any of it is built."""
    bare = _STRING.sub("", text)
    brackets = _NO_BRACKETS.sub("", bare)
    if max(accumulate(map(_STEPS.__getitem__, brackets)), default=0) > limits.depth:
        hint = f"arrays and objects may lie {limits.depth} deep"
        _stop(subject, text, _depth_passed(text, limits.depth), "the document is nested too deeply", hint)
    if len(brackets) // 2 + bare.count(",") > limits.values:
        problem = Problem(
            "$", f"holds more than {limits.values:,} values", "split the document, or raise the limit"
        )
        raise DocumentError(subject, (problem,))


def _depth_passed(text: str, depth: int) -> int:
    """Where *text* becomes deeper than *depth*, which it does somewhere."""
    tokens = [token for token in _TOKEN.finditer(text) if token.group() in _STEPS]
    levels = accumulate(_STEPS[token.group()] for token in tokens)
    return next(token.start() for token, level in zip(tokens, levels, strict=True) if level > depth)


#: Escapes that may stand for U+0000 or for half of a surrogate pair. Unescaped, neither comes this far.
_SUSPICIOUS: Final = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_FRACTION: Final = re.compile(r"-?([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]{1,3}))?", re.ASCII)


@frozen
class _Fault:
    """Stands in the value where something was refused, until its path is known."""

    message: str
    hint: str


@frozen
class _Repeated:
    """An object of which some *names* stand twice."""

    members: dict[str, object]
    names: tuple[str, ...]


@define
class _Reading:
    """One pass of the JSON reader, with what struck it on the way."""

    limits: Limits
    suspicious: bool = field(default=False, init=False)

    def decoder(self) -> json.JSONDecoder:
        return json.JSONDecoder(
            object_pairs_hook=self._object,
            parse_int=self._integer,
            parse_float=self._fraction,
            parse_constant=self._constant,
        )

    def _object(self, pairs: list[tuple[str, object]]) -> object:
        members = dict(pairs)
        if len(members) == len(pairs):
            return members
        self.suspicious = True
        times = Counter(name for name, _ in pairs)
        return _Repeated(members, tuple(name for name, n in times.items() if n > 1))

    def _integer(self, text: str) -> object:
        digits = len(text) - text.startswith("-")
        if digits <= self.limits.digits:
            return int(text)
        return self._fault(
            f"{text[:20]}… is a number of {digits} digits", f"give at most {self.limits.digits}"
        )

    def _fraction(self, text: str) -> object:
        parts = _FRACTION.fullmatch(text)
        most = self.limits.digits
        if parts and len(parts[1]) + len(parts[2] or "") <= most and abs(int(parts[3] or 0)) <= most:
            return Decimal(text)
        return self._fault(f"{text[:20]} is a number out of all bounds", f"give at most {most} digits")

    def _constant(self, text: str) -> object:
        return self._fault(f"{text} is no number", "leave the value out, or give a number")

    def _fault(self, message: str, hint: str) -> _Fault:
        self.suspicious = True
        return _Fault(message, hint)

    def faults(self, path: str, value: object) -> Iterator[Problem]:
        """What was refused in *value*, each with its path."""
        match value:
            case _Fault(message, hint):
                yield Problem(path, message, hint)
            case str():
                if damage := text_problem(path, value):
                    yield damage
            case list():
                yield from self._crowd(path, value)
                for n, item in enumerate(value):
                    yield from self.faults(f"{path}[{n}]", item)
            case dict():
                yield from self._crowd(path, value)
                for name, member in value.items():
                    if damage := text_problem(path, name):
                        yield damage
                    yield from self.faults(Problem(step(name), "").inside(path).path, member)
            case _Repeated(members, names):
                for name in names:
                    inside = Problem(step(name), f"the name {shown(name)} stands twice", "keep one of them")
                    yield inside.inside(path)
                yield from self.faults(path, members)
            case _:
                pass

    def _crowd(self, path: str, value: list[object] | dict[str, object]) -> Iterator[Problem]:
        if len(value) > self.limits.items:
            message = f"holds {len(value):,} items, and {self.limits.items:,} is the most"
            yield Problem(path, message, "split the document, or raise the limit")
