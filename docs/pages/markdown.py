"""Docstrings and code as Markdown."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterable
from types import ModuleType

from pages.fields import ROOT, fields_of

_END = re.compile(r"\n\n(?=Args:|Raises:|Returns:|>>> )")
_WIDTH = 118
_NOTE = "<!-- Made by `python3 run python docs/generate.py`. Change the docstrings or docs/kinds instead. -->"


def page(title: str, pieces: Iterable[str], root: str = "") -> str:
    """A page of these pieces, empty ones left out; *root* leads from it to docs/reference."""
    return "\n\n".join([f"# {title}", _NOTE, *filter(None, pieces)]).replace(ROOT, root) + "\n"


def titled(module: ModuleType) -> tuple[str, str]:
    """The title in a module's docstring, which ends with the first colon, and the prose after it."""
    first, _, rest = (inspect.getdoc(module) or "").partition("\n\n")
    title, _, more = first.removesuffix(".").partition(": ")
    sentence = f"{more[:1].upper()}{more[1:]}." if more else ""
    return title, "\n\n".join(prose(part) for part in (sentence, rest) if part)


def meaning(kind: type) -> str:
    """What a class says about itself."""
    return prose(inspect.getdoc(kind) or "", (field.name for field in fields_of(kind)))


def prose(docstring: str, names: Iterable[str] = ()) -> str:
    """A docstring as Markdown; what it says in italics is code where it is one of *names*.

    It ends where the docstring begins to list arguments or errors, or to show examples.
    """
    known = set(names)
    text = _END.split(docstring)[0].replace("``", "`")
    text = re.sub(r"\*(\w+)\*", lambda found: f"`{found[1]}`" if found[1] in known else found[0], text)
    return "\n\n".join(map(filled, text.split("\n\n")))


def filled(paragraph: str) -> str:
    """A paragraph in lines of one width; lists and tables as they are."""
    if paragraph[:2] in ("- ", "| "):
        return paragraph
    return textwrap.fill(" ".join(paragraph.split()), _WIDTH, break_long_words=False, break_on_hyphens=False)


def fence(code: str, language: str = "python") -> str:
    """A block of code."""
    return f"```{language}\n{code}\n```"


def rows(head: list[str], cells: Iterable[Iterable[str]]) -> str:
    """A table."""
    first, *others = (f"| {' | '.join(line)} |" for line in [head, *cells])
    return "\n".join([first, f"|{'---|' * len(head)}", *others])
