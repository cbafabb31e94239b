"""Examples as a module tells them: what stands before its functions, and the statements of each."""

from __future__ import annotations

import ast
import inspect
import io
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from types import ModuleType

from attrs import frozen

from loyalty_engine.errors import LoyaltyError

#: What stands on every page; examples import it, and pages do not repeat it.
_OWN, _OURS = "import datetime as dt", "from loyalty_engine import *"

_IMPORTS = (ast.Import, ast.ImportFrom)

Names = dict[str, object]


@frozen
class Said:
    """A statement of an example, and the prose that stands before it."""

    prose: str
    statement: str


@frozen
class Story:
    """A module of examples: its prose, its imports, its setting and, by tag, what its functions say."""

    prose: str
    imports: tuple[str, ...]
    setting: str
    told: Mapping[str, tuple[Said, ...]]


def story_of(module: ModuleType) -> Story:
    """The examples of *module*, from its source.

    Raises:
        SystemExit: a function gives a name of the setting another meaning, for the rest of the page too.
    """
    source = inspect.getsource(module)
    lines = source.splitlines()
    body = ast.parse(source).body
    told: dict[str, tuple[Said, ...]] = {}
    for node in body:
        if isinstance(node, ast.FunctionDef) and _tells(node):
            told[node.name.removesuffix("_")] = tuple(_said(lines, node))
            if taken := _assigned(node) & vars(module).keys():
                name = ", ".join(sorted(taken))
                raise SystemExit(f"{module.__name__}: {node.name}() assigns {name}; choose another name")
    imports = [ast.unparse(node) for node in body if isinstance(node, _IMPORTS) and not _at_hand(node)]
    return Story(
        prose=inspect.getdoc(module) or "",
        imports=tuple(imports),
        setting=_setting(lines, body),
        told=told,
    )


def opened(*stories: Story) -> tuple[str, Names]:
    """What a page shows before its examples, made of what these stories begin with, and the names in it."""
    imports = "\n".join(sorted({_OURS, *(one for story in stories for one in story.imports)}))
    setting = "\n\n\n".join(story.setting for story in stories if story.setting)
    source = f"{_OWN}\n\n{imports}\n\n{setting}".rstrip()
    names: Names = {"__name__": "page"}
    exec(compile(source, "page", "exec"), names)  # noqa: S102 -- our own examples
    return source, names


def shown(statement: str, names: Names) -> str:
    """*statement* after a prompt, and below it what it comes to; *names* has what it defines."""
    first, *others = statement.splitlines()
    prompted = [f">>> {first}", *(f"... {line}".rstrip() for line in others)]
    return "\n".join([*prompted, *_outcome(statement, names).splitlines()])


def _outcome(statement: str, names: Names) -> str:
    """What Python prints for *statement*."""
    (node,) = ast.parse(statement).body
    printed = io.StringIO()
    with redirect_stdout(printed):
        if not isinstance(node, ast.Expr):
            exec(statement, names)  # noqa: S102 -- our own examples
            return printed.getvalue()
        try:
            value = eval(statement, names)  # noqa: S307 -- as above
        except LoyaltyError as error:
            name = f"{type(error).__module__}.{type(error).__qualname__}"
            return f"Traceback (most recent call last):\n...\n{name}: {error}"
    return printed.getvalue() + ("" if value is None else repr(value))


def _tells(node: ast.stmt) -> bool:
    """Is it a function without arguments that returns nothing?"""
    return (
        isinstance(node, ast.FunctionDef)
        and not ast.unparse(node.args)
        and isinstance(node.returns, ast.Constant)
    )


def _assigned(function: ast.FunctionDef) -> set[str]:
    """The names that a function gives a meaning."""
    names = (node for node in ast.walk(function) if isinstance(node, ast.Name))
    return {name.id for name in names if isinstance(name.ctx, ast.Store)}


def _said(lines: list[str], function: ast.FunctionDef) -> Iterator[Said]:
    """The statements of a function, each with the comment above it."""
    end = function.lineno
    for node in function.body:
        comment = [line.strip().removeprefix("#").strip() for line in lines[end : node.lineno - 1]]
        end = node.end_lineno or node.lineno
        statement = [line[function.col_offset + 4 :] for line in lines[node.lineno - 1 : end]]
        yield Said(" ".join(line for line in comment if line), "\n".join(statement))


def _setting(lines: list[str], body: list[ast.stmt]) -> str:
    """What a module does before it tells anything, without what is at hand anyhow."""
    text: list[str] = []
    end = 0
    for node in body:
        if not _tells(node) and not isinstance(node, _IMPORTS) and not _is_docstring(node):
            first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))]) - 1
            text += [line for line in lines[end:first] if text] + lines[first : node.end_lineno]
        end = node.end_lineno or end
    return "\n".join(text)


def _at_hand(node: ast.stmt) -> bool:
    if isinstance(node, ast.ImportFrom):
        module = node.module or ""
        return module in ("__future__", "loyalty_engine") or module.split(".")[0] == "kinds"
    return isinstance(node, ast.Import) and [alias.name for alias in node.names] == ["datetime"]


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
