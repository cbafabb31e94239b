"""Conditions made of conditions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from attrs import field, frozen

from loyalty_engine.errors import InvalidInput
from loyalty_engine.rules.language import Condition
from loyalty_engine.rules.predicates import All, Any, Predicate, has_check, has_line_test, negate


def _parts(value: Iterable[Condition]) -> tuple[Condition, ...]:
    parts = tuple(value)
    if not parts:
        raise InvalidInput.at("conditions", "parts", "is empty", "name at least one condition")
    return parts


@frozen
class AllOf:
    """Every one of the *parts* holds."""

    kind: ClassVar[str] = "all_of"
    parts: tuple[Condition, ...] = field(converter=_parts)

    def lower(self) -> Predicate:
        return All(tuple(part.lower() for part in self.parts))

    def describe(self) -> str:
        return " and ".join(part.describe() for part in self.parts)


@frozen
class AnyOf:
    """At least one of the *parts* holds.

    Lines are united: each part that holds brings the lines that it narrows to. A part that says nothing
    about lines, such as a weekday, keeps all of them where it holds.
    """

    kind: ClassVar[str] = "any_of"
    parts: tuple[Condition, ...] = field(converter=_parts)

    def lower(self) -> Predicate:
        return Any(tuple(part.lower() for part in self.parts))

    def describe(self) -> str:
        lowered = [part.lower() for part in self.parts]
        mixed = any(map(has_line_test, lowered)) and not all(map(has_line_test, lowered))
        every = " (then for every line)" if mixed else ""
        clauses = (
            part.describe() + (every if has_check(predicate) and not has_line_test(predicate) else "")
            for part, predicate in zip(self.parts, lowered, strict=True)
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

    def lower(self) -> Predicate:
        return negate(self.part.lower())

    def describe(self) -> str:
        return f"it is not so that {self.part.describe()}"
