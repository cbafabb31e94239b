"""Every exception that the library raises on purpose; catch `LoyaltyError` for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from attrs import define, evolve, frozen

MOST_PROBLEMS: Final = 100
"""More are read by nobody: a message says how many more there are, and reading a document ends there."""


@frozen
class Problem:
    """One thing that is wrong with an input: where, what, and what to do about it.

    *path* leads into the input: ``lines[2].amount``, or ``offers[0].rules[1].benefits[0]``; it is
    empty where the whole input is meant.
    """

    path: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        where = f"{self.path}: " if self.path else ""
        return f"{where}{self.message}" + (f" ({self.hint})" if self.hint else "")

    def inside(self, prefix: str) -> Problem:
        """The same problem, seen from the object that holds this one under *prefix*."""
        joint = "." if prefix and self.path and not self.path.startswith("[") else ""
        return evolve(self, path=f"{prefix}{joint}{self.path}")


class LoyaltyError(Exception):
    """The base of every error raised on purpose."""


@define(slots=False)  # positional and dict-based, so that it pickles and keeps its notes
class InvalidInput(LoyaltyError, ValueError):
    """An input cannot be meant as it stands; nothing of it was applied.

    All problems that could be seen are reported at once, each with its path; the message names the first
    hundred.
    """

    subject: str
    problems: tuple[Problem, ...]

    def __str__(self) -> str:
        if len(self.problems) == 1:
            return f"{self.subject}: {self.problems[0]}"
        listed = [str(problem) for problem in self.problems[:MOST_PROBLEMS]]
        if len(self.problems) > MOST_PROBLEMS:
            listed.append(f"and {len(self.problems) - MOST_PROBLEMS:,} more")
        return "\n  ".join([f"{self.subject}: {len(self.problems):,} problems", *listed])

    @classmethod
    def at(cls, subject: str, path: str, message: str, hint: str = "") -> InvalidInput:
        """The error for a single problem of *subject*."""
        return cls(subject, (Problem(path, message, hint),))


def refuse(subject: str, problems: Iterable[Problem]) -> None:
    """Raise `InvalidInput` where there is any problem; otherwise do nothing."""
    found = tuple(problems)
    if found:
        raise InvalidInput(subject, found)
