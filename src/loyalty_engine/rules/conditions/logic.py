"""Conditions made of conditions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from attrs import field, frozen

from loyalty_engine.errors import InvalidInput, Problem, refuse
from loyalty_engine.model.identifiers import shown
from loyalty_engine.rules.language import Condition, as_conditions, meaning, word_problems
from loyalty_engine.rules.predicates import All, Any, LineTest, Predicate, has_line_test, negate


def part_problems(path: str, value: object) -> list[Problem]:
    """What keeps a field filled by `as_tuple` from holding conditions, at least one."""
    if type(value) is not tuple:
        return [Problem(path, f"{shown(value)} is not a sequence", "give a list of conditions")]
    if not value:
        return [Problem(path, "is empty", "name at least one condition")]
    return [p for n, part in enumerate(value) for p in word_problems(f"{path}[{n}]", part, "condition")]


@frozen
class AllOf:
    """Every one of the *parts* holds."""

    kind: ClassVar[str] = "all_of"
    parts: tuple[Condition, ...] = field(converter=as_conditions)

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, part_problems("parts", self.parts))

    def lower(self) -> Predicate:
        return All(tuple(map(meaning, self.parts)))

    def describe(self) -> str:
        return joined(self.parts)


@frozen
class AnyOf:
    """At least one of the *parts* holds.

    Lines are united: each part that holds brings the lines that it narrows to. A part that says nothing
    about lines, such as a weekday, keeps all of them where it holds.
    """

    kind: ClassVar[str] = "any_of"
    parts: tuple[Condition, ...] = field(converter=as_conditions)

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, part_problems("parts", self.parts))

    def lower(self) -> Predicate:
        return Any(tuple(map(meaning, self.parts)))

    def describe(self) -> str:
        if len(self.parts) == 1:
            return self.parts[0].describe()
        narrowing = list(map(_narrows, self.parts))
        every = " (then for every line)" if any(narrowing) else ""
        clauses = (
            _enclosed(part) + ("" if narrows else every)
            for part, narrows in zip(self.parts, narrowing, strict=True)
        )
        return "either " + " or ".join(clauses)


@frozen
class Not:
    """The opposite of *part*: the other lines, where it is about lines, and otherwise the other answer.

    "No tobacco on the receipt" is ``Not(ReceiptContains([Categories({"tobacco"})]))``; ``Not(Categories(…))``
    is "every line but tobacco". Whatever is unknown stays unknown.
    """

    kind: ClassVar[str] = "not"
    part: Condition

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, word_problems("part", self.part, "condition"))

    def lower(self) -> Predicate:
        return negate(meaning(self.part))

    def describe(self) -> str:
        return f"it is not true that {_enclosed(self.part)}"


def line_tests(path: str, condition: Condition) -> tuple[list[LineTest], list[Problem]]:
    """What *condition* asks of each line; or why it does not select lines."""
    try:
        parts = _flattened(meaning(condition))
    except InvalidInput as error:
        return [], [problem.inside(path) for problem in error.problems]
    except RecursionError:
        return [], [Problem(path, "is nested too deeply", "say it with fewer levels")]
    tests = [part for part in parts if isinstance(part, LineTest)]
    if len(tests) == len(parts):
        return tests, []
    hint = "use conditions on products or line attributes; for alternatives, say it once for each"
    return [], [Problem(path, "does not select products", hint)]


def _flattened(predicate: Predicate) -> list[Predicate]:
    if isinstance(predicate, All):
        return [leaf for part in predicate.parts for leaf in _flattened(part)]
    return [predicate]


def joined(conditions: Iterable[Condition]) -> str:
    """All *conditions* in one clause, alternatives in brackets where they do not stand alone."""
    parts = tuple(conditions)
    if len(parts) == 1:
        return parts[0].describe()
    return " and ".join(
        f"({part.describe()})" if isinstance(part, AnyOf) and len(part.parts) > 1 else part.describe()
        for part in parts
    )


def _enclosed(part: Condition) -> str:
    """The clause of *part*, in brackets where it is made of several."""
    if isinstance(part, (AllOf, AnyOf)) and len(part.parts) > 1:
        return f"({part.describe()})"
    return part.describe()


def _narrows(part: Condition) -> bool:
    try:
        return has_line_test(meaning(part))
    except InvalidInput:  # lines and checks negated together; who compiles the offer is told so
        return True
