"""The two words that a host may add to: kinds of condition and kinds of benefit.

A kind is a frozen attrs class with a tag, annotated fields, a translation into the closed language of
predicates or instructions, and one sentence. It adds words, not semantics, so a host's kind is indexed,
explained, written and replayed like ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import ClassVar, Protocol, cast, runtime_checkable

from loyalty_engine.errors import InvalidInput, Problem, refuse
from loyalty_engine.model.fields import as_tuple
from loyalty_engine.model.identifiers import id_order, shown
from loyalty_engine.rules.instructions import Instruction
from loyalty_engine.rules.predicates import Predicate
from loyalty_engine.rules.soundness import instruction_problems, predicate_problems


@runtime_checkable
class Condition(Protocol):
    """Something that must hold for a rule; conditions on products also narrow the lines it works on.

    *kind* is the tag in documents. A host's tag carries a namespace: ``acme:weather``.
    """

    kind: ClassVar[str]

    def lower(self) -> Predicate:
        """The meaning in the closed language. Must depend on the fields alone."""
        ...

    def describe(self) -> str:
        """One clause that a marketer understands, to stand after "if": ``the receipt has tea``."""
        ...


@runtime_checkable
class Benefit(Protocol):
    """Something that a rule gives or does; *kind* is the tag in documents."""

    kind: ClassVar[str]

    def lower(self) -> tuple[Instruction, ...]:
        """The meaning in the closed language. Must depend on the fields alone."""
        ...

    def describe(self) -> str:
        """One clause that a marketer understands: ``10 % off``."""
        ...


def as_conditions(value: Iterable[Condition]) -> tuple[Condition, ...]:
    """The converter of a field of conditions."""
    return as_tuple(value)


def as_benefits(value: Iterable[Benefit]) -> tuple[Benefit, ...]:
    """The converter of a field of benefits."""
    return as_tuple(value)


def word_problems(path: str, value: object, what: str) -> list[Problem]:
    """What keeps *value* from being a condition or a benefit, which is *what*, by its looks alone.

    A class in place of its value, or a bare name, is mostly a slip of the pen.
    """
    if isinstance(value, type):
        return [Problem(path, f"{value.__name__} is a class", f"give a value of it: {value.__name__}(…)")]
    if callable(getattr(value, "lower", None)) and callable(getattr(value, "describe", None)):
        return []
    message = f"{shown(value)} lacks lower() and describe(), or one of the two"
    return [Problem(path, message, f"give a {what}, which has both")]


def meaning(condition: Condition) -> Predicate:
    """The predicate that *condition* lowers to; that of a host's kind is checked through and through.

    Raises:
        InvalidInput: it lowers to anything else, as a benefit does, or to what the engine cannot decide.
    """
    lowered: object = condition.lower()
    if isinstance(lowered, tuple):
        name = type(condition).__name__
        raise InvalidInput.at("condition", "", f"{name} is a benefit", "put it among the benefits")
    if _is_foreign(type(condition)):
        refuse("condition", predicate_problems("lower()", lowered))
    return cast("Predicate", lowered)


def instructions(benefit: Benefit) -> tuple[Instruction, ...]:
    """The instructions that *benefit* lowers to; those of a host's kind are checked through and through.

    Raises:
        InvalidInput: it lowers to anything else, as a condition does, or to what the engine cannot carry
            out.
    """
    lowered: object = benefit.lower()
    if isinstance(lowered, Predicate):
        name = type(benefit).__name__
        raise InvalidInput.at("benefit", "", f"{name} is a condition", "put it among the conditions")
    if not isinstance(lowered, tuple):
        message = f"{shown(lowered)} is not a tuple"
        raise InvalidInput.at("benefit", "lower()", message, "return a tuple of instructions")
    if _is_foreign(type(benefit)):
        found = (p for n, one in enumerate(lowered) for p in instruction_problems(f"lower()[{n}]", one))
        refuse("benefit", found)
    return lowered


@lru_cache(maxsize=256)
def _is_foreign(kind: type) -> bool:
    """Does a kind come from outside of the library, whose own kinds lower to what their types say?"""
    return not kind.__module__.startswith("loyalty_engine.")


def listed(names: Iterable[object], last: str = "or", most: int = 4) -> str:
    """*names* in order as a person lists them: ``coffee, tea or 3 others``."""
    words = sorted(map(str, names), key=id_order)
    if len(words) > most:
        words = [*words[: most - 1], f"{len(words) - most + 1} others"]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
