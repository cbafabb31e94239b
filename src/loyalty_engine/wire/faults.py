"""How the readers of documents say what is wrong: the same words, and a path, for the same fault."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from itertools import islice
from typing import Any, TypeVar

from attrs import evolve

from loyalty_engine.errors import MOST_PROBLEMS, InvalidInput, Problem, refuse
from loyalty_engine.model.identifiers import shown
from loyalty_engine.wire.text import step

S = TypeVar("S")
T = TypeVar("T")

_STEP = re.compile(r"(^|\.)(\w+)")
_MOST_GUESSED = 40  # characters of a wrong name that are still compared with the right ones


def called(value: object) -> str:
    """What a message calls a JSON value."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, (list, dict)):
        return "an object" if isinstance(value, dict) else "a list"
    if isinstance(value, str):
        return f"the text {shown(value)}"
    if isinstance(value, (int, Decimal)):
        return f"the number {shown(value) if isinstance(value, int) else format(value, 'f')[:40]}"
    return f"something of type {type(value).__name__}"


def sort_of(value: object) -> str:
    """What a message calls a JSON value that it must not quote: an id, a card's number, a coupon's code."""
    if isinstance(value, str):
        return "text"
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return "a number"
    return called(value)


def expected(what: str, value: object, hint: str = "", *, untold: bool = False) -> InvalidInput:
    """The error for a value of the wrong type; *untold* leaves out what it was: it may be somebody's."""
    got = sort_of(value) if untold else called(value)
    return InvalidInput.at("value", "", f"expected {what}, got {got}", hint)


def guess(name: str, known: Iterable[str]) -> str:
    """A hint on what *name* may have meant: the nearest of the *known* names, or all of them."""
    names = list(known)
    near = difflib.get_close_matches(name, names, n=1) if len(name) <= _MOST_GUESSED else []
    if near:
        return f"did you mean {near[0]!r}?"
    return f"known are {', '.join(names)}" if names else "leave it out; none is known here"


def unknown_key(name: str, known: Iterable[str]) -> Problem:
    """The problem of a member that an object cannot have."""
    return Problem(step(name), "is not known here", guess(name, known))


def missing_key(name: str) -> Problem:
    """The problem of a member that an object must have and has not."""
    return Problem(name, "is missing", "")


def members(value: object, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    """*value* as an object with these members.

    Raises:
        InvalidInput: it is no object, lacks a required member, or has one that is not named here.
    """
    if type(value) is not dict:
        raise expected("an object", value, untold=True)
    known = (*required, *optional)
    strange = (name for name in value if name not in known)
    problems = [unknown_key(name, known) for name in islice(strange, MOST_PROBLEMS)]
    problems += [missing_key(name) for name in required if name not in value]
    refuse("object", problems)
    return value


def attempt(problems: list[Problem], path: str, read: Callable[[Any], T], value: object) -> T | None:
    """What *read* makes of *value*; None where it cannot, and why is added to *problems*."""
    try:
        return read(value)
    except InvalidInput as error:
        problems += [problem.inside(path) for problem in error.problems]
        return None


def inside(path: str, make: Callable[[S], T], value: S) -> T:
    """What *make* makes of *value*; paths of problems begin with *path*."""
    try:
        return make(value)
    except InvalidInput as error:
        raise within(path, error) from None


def within(path: str, error: InvalidInput) -> InvalidInput:
    """*error* of something that stands at *path*."""
    return InvalidInput(error.subject, tuple(problem.inside(path) for problem in error.problems))


def renamed(problems: Iterable[Problem], names: Mapping[str, str]) -> tuple[Problem, ...]:
    """*problems* with the steps of their paths as documents call them."""

    def step_name(match: re.Match[str]) -> str:
        return match[1] + names.get(match[2], match[2])

    return tuple(evolve(problem, path=_STEP.sub(step_name, problem.path)) for problem in problems)
