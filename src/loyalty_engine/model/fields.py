"""Checks that the fields of several models share.

The converters here never refuse: what they cannot convert stays as it is, so that the object that holds the
field names it together with its other problems.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Set
from enum import Enum
from types import UnionType
from typing import Final, TypeVar, cast

from attrs import evolve

from loyalty_engine.errors import InvalidInput, Problem
from loyalty_engine.model.identifiers import LONGEST_ID, id_problem, shown, text_problem
from loyalty_engine.model.moments import in_zone
from loyalty_engine.model.money import Money

S = TypeVar("S")
T = TypeVar("T")

#: Characters of a name; longer ones are not names.
LONGEST_NAME: Final = 1000

#: Fields that name a person or lead to one. What is wrong with them is told without them: errors are logged.
_PERSONAL: Final = frozenset(
    """
    author card cards certificates coupon coupons event happenings into member number numbers owner personal
    reason receipt referrer rows
    """.split()
)
_ANY_INSTANT: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def an(name: str) -> str:
    """*name* with its article; a name in U- is mostly said as "unit" is."""
    return f"{'an' if name.startswith(('A', 'E', 'I', 'O')) else 'a'} {name}"


def sequence_of(kind: type[T], value: Iterable[T], subject: str, path: str) -> tuple[T, ...]:
    """*value* as a tuple that holds nothing but *kind*.

    Raises:
        InvalidInput: *value* is a text, a mapping or no collection, or an element is something else.
    """
    items = as_tuple(tuple(value) if isinstance(value, Set) else value)
    problems = tuple_problems(path, items, kind, an(kind.__name__), f"give {an(kind.__name__)}")
    if problems:
        raise InvalidInput(subject, tuple(problems))
    return items


def as_tuple(value: Iterable[T]) -> tuple[T, ...]:
    """Converter for fields that hold things in their order, which a set or a mapping does not have."""
    if type(value) is tuple:
        return value
    if isinstance(value, (str, bytes, Mapping, Set)):
        return cast("tuple[T, ...]", value)
    try:
        return tuple(value)
    except TypeError:
        return cast("tuple[T, ...]", value)


def tuple_problems(
    path: str, value: object, kind: type | UnionType, what: str, hint: str = ""
) -> list[Problem]:
    """What keeps a field filled by `as_tuple` from holding nothing but *kind*, which is *what*."""
    if type(value) is not tuple:
        order = "; a set or a dict has no order" if isinstance(value, (Set, Mapping)) else ""
        return [Problem(path, f"{_told(path, value)} is not a sequence", f"give a list or a tuple{order}")]
    return [
        Problem(f"{path}[{n}]", f"{_told(path, item)} is not {what}", hint)
        for n, item in enumerate(value)
        if not isinstance(item, kind)
    ]


def as_set(value: Iterable[T]) -> frozenset[T]:
    """Converter for fields that hold things in no order."""
    if type(value) is frozenset or isinstance(value, (str, bytes, Mapping)):
        return cast("frozenset[T]", value)
    try:
        return frozenset(value)
    except TypeError:  # no collection, or members that no set can hold
        return cast("frozenset[T]", value)


def set_problems(
    path: str, value: object, check: Callable[[str, object], Problem | None], empty: str = ""
) -> list[Problem]:
    """What keeps a field filled by `as_set` from being a set of sound members, in an order of its own.

    Args:
        path: where the field stands.
        value: what it holds.
        check: says what is wrong with a member, if anything.
        empty: what follows from an empty set, where that cannot be meant.
    """
    if type(value) is not frozenset:
        return [Problem(path, f"{shown(value)} is not a set", "give a set or a list, even of one")]
    if empty and not value:
        return [Problem(path, f"is empty, {empty}", "name at least one")]
    found = (check(path, member) for member in value)
    return sorted((problem for problem in found if problem is not None), key=str)


def kept(convert: Callable[[S], T], value: S) -> T:
    """What *convert* makes of *value*; the value itself where that is refused, for `faults` to tell why."""
    try:
        return convert(value)
    except InvalidInput:
        return cast("T", value)


def faults(path: str, convert: Callable[..., object], value: object) -> list[Problem]:
    """Why *convert* refuses *value*, with paths from *path* on; nothing where it does not."""
    try:
        convert(value)
    except InvalidInput as error:
        return [problem.inside(path) for problem in error.problems]
    return []


def id_problems(**ids: object) -> list[Problem]:
    """What is wrong with the *ids* of an object, by field; None stands for an id that may be left out."""
    return needed_id_problems(**{path: value for path, value in ids.items() if value is not None})


def needed_id_problems(**ids: object) -> list[Problem]:
    """What is wrong with the *ids* of an object, by field, none of which may be left out."""
    return [
        untold(problem) if path in _PERSONAL else problem
        for path, value in ids.items()
        if (problem := id_problem(path, value))
    ]


def untold(problem: Problem) -> Problem:
    """The *problem* of an id, which is told without the id: it names a person, or leads to one."""
    hint = f"an id is text of 1 to {LONGEST_ID} characters without white space around it"
    return evolve(problem, message="is no id", hint=hint)


def _told(path: str, value: object) -> str:
    """How a problem with the field *path* quotes *value*."""
    return f"something of type {type(value).__name__}" if path in _PERSONAL else shown(value)


def name_problems(**names: object) -> list[Problem]:
    """What is wrong with texts that people read, by field; they may be empty."""
    problems = []
    for path, value in names.items():
        if isinstance(value, str) and len(value) > LONGEST_NAME:
            said = "" if path in _PERSONAL else f"{shown(value)} "
            message = f"{said}has {len(value):,} characters"
            problems.append(Problem(path, message, f"use at most {LONGEST_NAME:,}"))
        elif problem := text_problem(path, value):
            hint = "write text without U+0000 and halves of surrogate pairs"
            problems.append(Problem(path, "is no text", hint) if path in _PERSONAL else problem)
    return problems


def flag_problems(**flags: object) -> list[Problem]:
    """What keeps fields from being true or false."""
    return [
        Problem(path, f"{shown(value)} is neither true nor false", "write True or False")
        for path, value in flags.items()
        if not isinstance(value, bool)
    ]


def kind_problems(
    path: str, value: object, kind: type | UnionType, what: str, hint: str = ""
) -> list[Problem]:
    """What keeps *value* from being of *kind*, which is *what*."""
    return [] if isinstance(value, kind) else [Problem(path, f"{_told(path, value)} is not {what}", hint)]


def choice_problems(path: str, value: object, choice: type[Enum]) -> list[Problem]:
    """What keeps *value* from being a member of *choice*."""
    if isinstance(value, choice):
        return []
    members = ", ".join(f"{choice.__name__}.{member.name}" for member in choice)
    return [Problem(path, f"{shown(value)} is not {an(choice.__name__)}", f"use one of {members}")]


def money_problems(path: str, value: object, most: int | None = None) -> list[Problem]:
    """What is wrong with *value* as an amount of money from nothing up to *most* minor units."""
    if not isinstance(value, Money):
        return [Problem(path, f"{shown(value)} is not money", 'write Money.of("9.90", "EUR")')]
    if value.minor < 0:
        return [Problem(path, f"{value} is negative", "give zero or more; a return is not a line")]
    if most is not None and value.minor > most:
        return [
            Problem(path, f"{value} is more than {Money(most, value.currency)}", "check the unit it is in")
        ]
    return []


def zone_problems(path: str, value: object) -> list[Problem]:
    """What keeps *value* from being an IANA time zone; None stands for one that may be left out."""
    if value is None:
        return []
    try:
        in_zone(_ANY_INSTANT, cast("str", value))
    except InvalidInput as error:
        return [evolve(problem, path=path) for problem in error.problems]
    return []


def repeated(path: str, names: Iterable[str], what: str) -> list[Problem]:
    """A problem for every name that stands twice in *names*."""
    seen: set[str] = set()
    problems = []
    for n, name in enumerate(names):
        if name in seen:
            named = "" if path in _PERSONAL else f" {name!r}"
            message = f"{what}{named} is there already"
            problems.append(Problem(f"{path}[{n}]", message, "give each its own id"))
        seen.add(name)
    return problems
