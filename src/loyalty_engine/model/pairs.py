"""Fields that hold pairs of a name and a value, each name once, in the order of the names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar, cast

from loyalty_engine.errors import Problem
from loyalty_engine.model.fields import as_tuple, tuple_problems
from loyalty_engine.model.identifiers import id_problem, shown

S = TypeVar("S")
T = TypeVar("T")


def as_pairs(
    value: Mapping[str, S] | Iterable[tuple[str, S]], convert: Callable[[S], T]
) -> tuple[tuple[str, T], ...]:
    """Converter: the items of a mapping, or pairs as they are, each value as *convert* makes it.

    Neither refuses anything: what is no pair stays as it is, for `pair_problems` to name.
    """
    given = tuple(value.items()) if isinstance(value, Mapping) else as_tuple(value)
    if type(given) is not tuple:
        return cast("tuple[tuple[str, T], ...]", given)
    return tuple(
        (pair[0], convert(pair[1])) if type(pair) is tuple and len(pair) == 2 else cast("tuple[str, T]", pair)
        for pair in given
    )


def pair_problems(path: str, value: object, check: Callable[[str, object], list[Problem]]) -> list[Problem]:
    """What keeps a field filled by `as_pairs` from holding sound names, each once, and sound values."""
    problems = tuple_problems(path, value, tuple, "a pair", "give a dict, or (name, value) pairs")
    names = set()
    for pair in value if isinstance(value, tuple) and not problems else ():
        name, held = pair if len(pair) == 2 else (pair, None)
        at = f"{path}[{shown(name)}]"
        problem = id_problem(at, name)
        if problem is None and name in names:
            problem = Problem(at, "stands twice", "keep one of them")
        problems += [problem] if problem else check(at, held)
        if problem is None:
            names.add(name)
    return problems


def by_name(pairs: Iterable[tuple[str, T]]) -> tuple[tuple[str, T], ...]:
    """Sound pairs in the order of their names."""
    return tuple(sorted(pairs, key=_name))


def _name(pair: tuple[str, object]) -> str:
    return pair[0]
