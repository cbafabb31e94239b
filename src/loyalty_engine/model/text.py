"""Texts with placeholders: ``"You saved {receipt.discount}"``.

Placeholders are names from a closed list, looked up and put in as text; nothing is evaluated, no
attribute is followed and no format is obeyed. Double braces stand for a brace.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping

from attrs import field, frozen

from loyalty_engine.errors import InvalidInput, Problem, refuse
from loyalty_engine.model.identifiers import text_problem

#: What a text may name, and what it becomes.
PLACEHOLDERS: tuple[tuple[str, str], ...] = (
    ("member.id", "the member's id, empty for a buyer without a card"),
    ("offer.discount", "what this offer took off this receipt"),
    ("offer.name", "the offer's name"),
    ("offer.points", "the points that this offer gives for this receipt"),
    ("receipt.amount", "the receipt before discounts"),
    ("receipt.discount", "all discounts of the receipt"),
    ("receipt.id", "the receipt's number"),
    ("receipt.total", "the receipt after all discounts"),
)
_NAMES = tuple(name for name, _ in PLACEHOLDERS)
_LONGEST = 2000
_LONGEST_SHOWN = 40  # characters of an unknown placeholder
_PIECE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+")


def _pieces(text: str) -> tuple[tuple[str, ...], list[Problem]]:
    """Literal text and placeholders in turn, beginning with literal text."""
    pieces = [""]
    problems = []
    for match in _PIECE.finditer(text):
        piece, name = match.group(), match.group(1)
        if name is not None and name.strip() in _NAMES:
            pieces += [name.strip(), ""]
        elif name is not None:
            near = difflib.get_close_matches(name.strip()[:_LONGEST_SHOWN], _NAMES, n=1)
            hint = f"did you mean {{{near[0]}}}?" if near else f"known are {', '.join(_NAMES)}"
            problems.append(Problem("", f"unknown placeholder {{{name[:_LONGEST_SHOWN]}}}", hint))
        elif piece in "{}":
            problems.append(
                Problem("", f"a lone {piece!r} at {match.start()}", f"write {piece * 2!r} for a brace")
            )
        else:
            pieces[-1] += piece[0] if piece in ("{{", "}}") else piece
    return tuple(pieces), problems


@frozen
class Template:
    """A text of at most 2,000 characters whose placeholders are all known.

    Raises:
        InvalidInput: the text is empty, too long or no text; or unknown placeholders and lone braces, all
            at once.
    """

    text: str
    _pieces: tuple[str, ...] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        problem = text_problem("", self.text)
        if problem is None and not 0 < len(self.text) <= _LONGEST:
            message = f"there are {len(self.text):,} characters"
            problem = Problem("", message, f"use 1 to {_LONGEST:,}")
        if problem is not None:
            raise InvalidInput("text", (problem,))
        pieces, problems = _pieces(self.text)
        refuse(f"text {self.text[:_LONGEST_SHOWN]!r}", problems)
        object.__setattr__(self, "_pieces", pieces)

    @classmethod
    def of(cls, value: Template | str) -> Template:
        """The template that *value* is or spells."""
        return value if isinstance(value, Template) else cls(value)

    def render(self, values: Mapping[str, str]) -> str:
        """The text with *values* in place; a name without a value becomes nothing."""
        if len(self._pieces) == 1:
            return self._pieces[0]
        return "".join(p if i % 2 == 0 else values.get(p, "") for i, p in enumerate(self._pieces))
