"""Readers: from plain JSON values to the library's own, strictly, with every problem and its path."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any, Final, TypeAlias, assert_never

from attrs import frozen

from loyalty_engine.errors import MOST_PROBLEMS, InvalidInput, Problem, refuse
from loyalty_engine.model.identifiers import shown
from loyalty_engine.model.money import Money
from loyalty_engine.wire.faults import attempt, expected, guess, missing_key, renamed, unknown_key, within
from loyalty_engine.wire.leaf import Leaf
from loyalty_engine.wire.shapes import (
    KIND,
    Collection,
    Directory,
    Listing,
    Maybe,
    Record,
    Row,
    Shape,
    Tagged,
    Words,
)
from loyalty_engine.wire.text import step

Read: TypeAlias = Callable[[Any], Any]
"""From a plain value to ours; raises `InvalidInput` with paths inside the value."""

ReaderOf: TypeAlias = Callable[[Any], Read]
"""The reader of a type."""

#: What constructors of a host's kinds raise for a bad field, besides `InvalidInput`.
_REFUSALS: Final = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def reader(shape: Shape, reader_of: ReaderOf, *, ignore_unknown: bool = False) -> Read:
    """The reader for values of one shape.

    Args:
        shape: what the values look like.
        reader_of: gives the readers of the types inside.
        ignore_unknown: leave out members of objects that are not known, instead of refusing them.
    """
    match shape:
        case Leaf():
            return shape.read
        case Record():
            # Worked out at the first value, because a class may hold values of its own type.
            return partial(
                _read_record, shape, cache(partial(_member_readers, shape, reader_of)), ignore_unknown
            )
        case Tagged():
            return partial(_read_tagged, shape, reader_of)
        case Words():
            return partial(_read_word, shape.by_word)
        case Listing():
            return partial(_read_listing, reader_of(shape.item))
        case Collection():
            return partial(_read_collection, reader_of(shape.item))
        case Directory():
            return partial(_read_directory, reader_of(shape.item))
        case Row():
            return partial(_read_row, tuple(map(reader_of, shape.items)))
        case Maybe():
            return partial(_read_maybe, reader_of(shape.item))
        case _:
            assert_never(shape)


@frozen
class _Plan:
    """How the members of an object become the arguments of a class."""

    arguments: Mapping[str, tuple[str, Read]]  # by key: the argument and its reader
    required: tuple[str, ...]
    keys: Mapping[str, str]  # by argument, where documents call it differently
    figures: Mapping[str, Read]


def _member_readers(record: Record, reader_of: ReaderOf) -> _Plan:
    members = record.members
    return _Plan(
        {m.key: (m.argument, m.form.read if m.form else reader_of(m.type)) for m in members},
        tuple(m.key for m in members if m.required),
        {m.argument: m.key for m in members if m.argument != m.key},
        dict.fromkeys(record.figures, reader_of(Money)),
    )


def _read_record(record: Record, plan_of: Callable[[], _Plan], ignore_unknown: bool, value: object) -> Any:
    if record.short is not None and type(value) is str:
        value = {record.short: value}
    if type(value) is not dict:
        raise expected("an object", value, untold=True)
    plan = plan_of()
    problems: list[Problem] = []
    arguments: dict[str, object] = {}
    figures: dict[str, object] = {}
    if record.tag is not None and value.get(KIND) != record.tag:
        problems.append(_tag_problem("value", value, [record.tag]))
    for key, part in value.items():
        if len(problems) >= MOST_PROBLEMS:
            break
        known = plan.arguments.get(key)
        if known is not None:
            try:
                arguments[known[0]] = known[1](part)
            except InvalidInput as error:
                problems += within(key, error).problems
        elif key in plan.figures:
            figures[key] = attempt(problems, key, plan.figures[key], part)
        elif not ignore_unknown and not (key == KIND and record.tag is not None):
            problems.append(unknown_key(key, plan.arguments))
    problems += [missing_key(key) for key in plan.required if key not in value]
    if problems:
        raise InvalidInput(record.type.__name__, tuple(problems))
    built = _built(record, plan, arguments)
    for key, figure in figures.items():
        try:
            rest = getattr(built, key)
        except InvalidInput:  # amounts in minor units have no bounds of their own
            rest = "no sum of money"
        if figure != rest:
            message = f"says {figure}, and the rest comes to {rest}"
            problems.append(Problem(key, message, "leave it out, or find out who changed the document"))
    refuse(record.type.__name__, problems)
    return built


def _built(record: Record, plan: _Plan, arguments: dict[str, object]) -> Any:
    try:
        return record.type(**arguments)
    except InvalidInput as error:
        raise InvalidInput(error.subject, renamed(error.problems, plan.keys)) from None
    except _REFUSALS as error:
        message = str(error.args[0]) if error.args else type(error).__name__
        raise InvalidInput.at(record.type.__name__, "", message) from error


def _tag_problem(what: str, value: Mapping[str, object], known: list[str]) -> Problem:
    hint = f"known are {', '.join(known)}"
    if KIND not in value:
        return Problem(KIND, "is missing", hint)
    tag = value[KIND]
    if type(tag) is not str:
        return expected("text", tag, hint).problems[0].inside(KIND)
    near = guess(tag, known)
    return Problem(KIND, f"{shown(tag)} is no kind of {what}", near if near == hint else f"{near} {hint}")


def _read_tagged(tagged: Tagged, reader_of: ReaderOf, value: object) -> Any:
    if type(value) is not dict:
        raise expected(f"an object with its {KIND}", value, untold=True)
    tag = value.get(KIND)
    found = tagged.family.get(tag) if type(tag) is str else None
    if found is None:
        raise InvalidInput(tagged.what, (_tag_problem(tagged.what, value, list(tagged.family)),))
    return reader_of(found)(value)


def _read_word(by_word: Mapping[str, Any], value: object) -> Any:
    found = by_word.get(value) if type(value) is str else None
    if found is None:
        hint = guess(value, by_word) if type(value) is str else ""
        raise expected(f"one of {', '.join(by_word)}", value, "" if hint.startswith("known") else hint)
    return found


def _items(read: Read, value: object) -> list[Any]:
    if type(value) is not list:
        raise expected("a list", value, untold=True)
    problems: list[Problem] = []
    items = []
    for n, item in enumerate(value):
        if len(problems) >= MOST_PROBLEMS:
            break
        try:
            items.append(read(item))
        except InvalidInput as error:
            problems += within(f"[{n}]", error).problems
    refuse("list", problems)
    return items


def _read_listing(read: Read, value: object) -> tuple[Any, ...]:
    return tuple(_items(read, value))


def _read_collection(read: Read, value: object) -> frozenset[Any]:
    items = _items(read, value)
    found = frozenset(items)
    if len(found) < len(items):
        seen: set[object] = set()
        problems: list[Problem] = []
        for n, item in enumerate(items):
            if item in seen and len(problems) < MOST_PROBLEMS:
                problems.append(Problem(f"[{n}]", "stands twice", "keep one of them"))
            seen.add(item)
        raise InvalidInput("set", tuple(problems))
    return found


def _read_directory(read: Read, value: object) -> tuple[tuple[str, Any], ...]:
    if type(value) is not dict:
        raise expected("an object", value, untold=True)
    problems: list[Problem] = []
    pairs = []
    for name, part in value.items():
        if len(problems) >= MOST_PROBLEMS:
            break
        pairs.append((name, attempt(problems, step(name), read, part)))
    refuse("object", problems)
    return tuple(pairs)


def _read_row(reads: tuple[Read, ...], value: object) -> tuple[Any, ...]:
    if type(value) is not list or len(value) != len(reads):
        raise expected(f"a list of {len(reads)}", value)
    problems: list[Problem] = []
    pairs = enumerate(zip(reads, value, strict=True))
    items = [attempt(problems, f"[{n}]", read, item) for n, (read, item) in pairs]
    refuse("list", problems)
    return tuple(items)


def _read_maybe(read: Read, value: object) -> Any:
    return None if value is None else read(value)
