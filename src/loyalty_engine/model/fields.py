"""Checks that the fields of several models share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from loyalty_engine.errors import InvalidInput, Problem
from loyalty_engine.model.identifiers import id_problem
from loyalty_engine.model.money import Money

T = TypeVar("T")


def sequence_of(kind: type[T], value: Iterable[T], subject: str, path: str) -> tuple[T, ...]:
    """*value* as a tuple that holds nothing but *kind*.

    Raises:
        InvalidInput: *value* is a text or no sequence, or an element is something else.
    """
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
        raise InvalidInput.at(
            subject, path, f"{value!r} is not a sequence", f"give a list of {kind.__name__}"
        )
    items = tuple(value)
    problems = tuple(
        Problem(f"{path}[{n}]", f"{item!r} is not a {kind.__name__}", f"give a {kind.__name__}")
        for n, item in enumerate(items)
        if not isinstance(item, kind)
    )
    if problems:
        raise InvalidInput(subject, problems)
    return items


def id_set(value: Iterable[str], subject: str, path: str) -> frozenset[str]:
    """*value* as a set of ids.

    Raises:
        InvalidInput: *value* is a text or no collection, or an element is no id.
    """
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
        raise InvalidInput.at(subject, path, f"{value!r} is not a collection", "give a set of ids")
    items = tuple(value)
    problems = tuple(p for n, item in enumerate(items) if (p := id_problem(f"{path}[{n}]", item)))
    if problems:
        raise InvalidInput(subject, problems)
    return frozenset(items)


def money_problems(path: str, value: object) -> list[Problem]:
    """What is wrong with *value* as an amount of money that cannot be negative."""
    if not isinstance(value, Money):
        return [Problem(path, f"{value!r} is not money", 'write Money.of("9.90", "EUR")')]
    if value.minor < 0:
        return [Problem(path, f"{value} is negative", "give zero or more; a return is not a line")]
    return []


def id_problems(**ids: object) -> list[Problem]:
    """What is wrong with the *ids* of an object, by field; None stands for an id that may be left out."""
    return [p for path, value in ids.items() if value is not None and (p := id_problem(path, value))]


def repeated(path: str, names: Iterable[str], what: str) -> list[Problem]:
    """A problem for every name that stands twice in *names*."""
    seen: set[str] = set()
    problems = []
    for n, name in enumerate(names):
        if name in seen:
            problems.append(
                Problem(f"{path}[{n}]", f"{what} {name!r} is there already", "give each its own id")
            )
        seen.add(name)
    return problems
