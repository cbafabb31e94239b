"""The two words that a host may add to: kinds of condition and kinds of benefit.

A kind is a frozen attrs class with a tag, annotated fields, a translation into the closed language of
predicates or instructions, and one sentence. It adds words, not semantics, so a host's kind is indexed,
explained, written and replayed like ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Protocol, runtime_checkable

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


def listed(names: Iterable[object], last: str = "or", most: int = 4) -> str:
    """*names* in order as a person lists them: ``coffee, tea or 3 others``."""
    words = sorted(str(name) for name in names)
    if len(words) > most:
        words = [*words[: most - 1], f"{len(words) - most + 1} others"]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
