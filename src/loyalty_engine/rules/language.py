"""The two words that a host may add to: kinds of condition and kinds of benefit.

A kind is a frozen attrs class with a tag, annotated fields, a translation into the closed language of
predicates or instructions, and one sentence. It adds words, not semantics, so a host's kind is indexed,
explained, written and replayed like ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Protocol, runtime_checkable

from loyalty_engine.errors import InvalidInput, Problem
from loyalty_engine.model.identifiers import id_order, shown
from loyalty_engine.rules.instructions import Instruction
from loyalty_engine.rules.predicates import Predicate


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
    """The predicate that *condition* lowers to.

    Raises:
        InvalidInput: it lowers to anything else, as a benefit does.
    """
    lowered: object = condition.lower()
    if isinstance(lowered, Predicate):
        return lowered
    raise InvalidInput("condition", tuple(_unlike(condition, lowered, "condition")))


def instructions(benefit: Benefit) -> tuple[Instruction, ...]:
    """The instructions that *benefit* lowers to.

    Raises:
        InvalidInput: it lowers to anything else, as a condition does.
    """
    lowered: object = benefit.lower()
    if isinstance(lowered, tuple) and all(isinstance(one, Instruction) for one in lowered):
        return lowered
    raise InvalidInput("benefit", tuple(_unlike(benefit, lowered, "benefit")))


def _unlike(word: Condition | Benefit, lowered: object, what: str) -> list[Problem]:
    """Why *word* is not *what*, seeing that it lowers to *lowered*."""
    name = type(word).__name__
    if what == "condition" and isinstance(lowered, tuple):
        return [Problem("", f"{name} is a benefit", "put it among the benefits")]
    if what == "benefit" and isinstance(lowered, Predicate):
        return [Problem("", f"{name} is a condition", "put it among the conditions")]
    wanted = "a predicate" if what == "condition" else "a tuple of instructions"
    return [Problem("", f"{name} lowers to {shown(lowered)}", f"return {wanted} from lower()")]


def listed(names: Iterable[object], last: str = "or", most: int = 4) -> str:
    """*names* in order as a person lists them: ``coffee, tea or 3 others``."""
    words = sorted(map(str, names), key=id_order)
    if len(words) > most:
        words = [*words[: most - 1], f"{len(words) - most + 1} others"]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
