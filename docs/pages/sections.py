"""What a page says about one class: its meaning, its fields, and an example that is run."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from enum import Enum

import attrs
from attrs import frozen

from loyalty_engine import Benefit, Condition
from loyalty_engine.wire.converter import to_plain
from loyalty_engine.wire.layout import dumps
from pages.fields import fields_of, named_types, table
from pages.markdown import fence, filled, meaning, prose
from pages.stories import Names, Said, shown


@frozen
class Example:
    """The value that a function of examples begins with, and what it says then."""

    name: str
    value: object
    first: Said
    others: tuple[Said, ...]


def example_of(kind: type, said: tuple[Said, ...], names: Names, where: str) -> Example:
    """What *said* begins with; in *names* from now on.

    Raises:
        SystemExit: nothing is said, or it begins with something else.
    """
    if not said:
        raise SystemExit(f"{where} is missing, with an example of {kind.__name__}")
    first, *others = said
    shown(first.statement, names)
    name = first.statement.partition(" = ")[0]
    if within(names.get(name), kind) is None:
        raise SystemExit(f"{where} must begin with a statement such as `name = {kind.__name__}(…)`")
    return Example(name=name, value=names[name], first=first, others=tuple(others))


def section(kind: type, title: str, example: Example, names: Names) -> str:
    """All that is said about *kind*."""
    block = [shown(example.first.statement, names)]
    if isinstance(example.value, Condition | Benefit):
        block.append(shown(f"{example.name}.describe()", names))
    pieces = [
        f"## {title}",
        f"`{_signature(kind)}`",
        meaning(kind),
        table(kind, within(example.value, kind)),
        fence(dumps(to_plain(example.value), indent=2), "json"),
        filled(example.first.prose),
        *told(block, example.others, names),
    ]
    return "\n\n".join(filter(None, pieces))


def parts(examples: Iterable[tuple[type, Example]]) -> Iterator[str]:
    """Sections on the classes and words that fields of these kinds hold, each once."""
    found: dict[type, object] = {}
    for kind, example in examples:
        for type_ in named_types(kind):
            found.setdefault(type_, within(example.value, type_))
    for type_, value in found.items():
        yield _words(type_) if issubclass(type_, Enum) else _record(type_, value)


def within(value: object, kind: type) -> object:
    """A value of *kind* inside of *value*, which may be one itself; None where there is none."""
    if isinstance(value, tuple):
        return next((found for item in value if (found := within(item, kind)) is not None), None)
    if type(value) is kind or not attrs.has(type(value)):
        return value if type(value) is kind else None
    return within(tuple(getattr(value, field.name) for field in fields_of(type(value))), kind)


def told(block: list[str], said: Iterable[Said], names: Names) -> Iterator[str]:
    """Fences of what is said, with the prose between them; *block* stands before it."""
    for one in said:
        if one.prose:
            yield fence("\n".join(block) + "\n")
            yield filled(one.prose)
            block = []
        block.append(shown(one.statement, names))
    yield fence("\n".join(block) + "\n")


def _signature(kind: type) -> str:
    """The class as it is called: what comes after the star is named."""
    found: list[str] = []
    for parameter in inspect.signature(kind).parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in found:
            found.append("*")
        found.append(parameter.name)
    return f"{kind.__name__}({', '.join(found)})"


def _record(kind: type, example: object) -> str:
    return f"## {kind.__name__}\n\n`{_signature(kind)}`\n\n{meaning(kind)}\n\n{table(kind, example)}"


def _words(kind: type[Enum]) -> str:
    words = ", ".join(f"`{one}` (`{dumps(one.value)}`)" for one in kind)
    return f"## {kind.__name__}\n\n{prose(inspect.getdoc(kind) or '')}\n\n{filled(words)}."
