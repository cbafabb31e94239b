"""A page per family of conditions or benefits, and an index of each."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from types import ModuleType

import attrs

from loyalty_engine import Benefit, Condition
from loyalty_engine.wire.converter import to_plain
from loyalty_engine.wire.layout import dumps
from pages.fields import fields_of, named_types, table
from pages.stories import Names, Said, Story, opened, shown, story_of

Kind = type[Condition] | type[Benefit]

WIDTH = 118
NOTE = "<!-- Made by `python3 run python docs/generate.py`. Change the docstrings or docs/kinds instead. -->"


def family_of(kind: Kind) -> str:
    """The module that a kind stands in: ``products``."""
    return kind.__module__.rpartition(".")[2]


def family_page(module: ModuleType, kinds: Iterable[Kind], examples: ModuleType, shop: str) -> str:
    """The page on *kinds*, which stand in *module*.

    Args:
        module: its docstring begins with the title and a colon, or is the title.
        kinds: in the order in which they are to stand.
        examples: a function for each kind.
        shop: what stands on every page before the examples.
    """
    story = story_of(examples)
    setting, names = opened(shop, story.setting)
    title, rest = titled(module)
    pieces = [f"# {title}", NOTE, rest, story.prose, fence(setting.rstrip("\n"))]
    found: dict[type, object] = {}
    for kind in kinds:
        example, text = _section(kind, story, names, f"docs/kinds: {examples.__name__}")
        pieces.append(text)
        for type_ in named_types(kind):
            found.setdefault(type_, _within(example, type_))
    for type_, value in found.items():
        pieces.append(_enumeration(type_) if issubclass(type_, Enum) else _record(type_, value))
    return "\n\n".join(piece for piece in pieces if piece) + "\n"


def index_page(introduction: ModuleType, families: Mapping[str, tuple[ModuleType, list[Kind]]]) -> str:
    """The page that leads to all kinds, family by family; what it says first is a module's docstring."""
    title, rest = titled(introduction)
    pieces = [f"# {title}", NOTE, rest]
    for family, (module, kinds) in families.items():
        rows = [
            f"| [`{kind.kind}`]({family}.md#{kind.kind}) | `{kind.__name__}` | {_first_sentence(kind)} |"
            for kind in kinds
        ]
        head = f"## [{titled(module)[0]}]({family}.md)"
        pieces.append("\n".join([head, "", "| tag | class | meaning |", "|---|---|---|", *rows]))
    return "\n\n".join(pieces) + "\n"


def titled(module: ModuleType) -> tuple[str, str]:
    """The title in a module's docstring, and the prose after it."""
    first, _, rest = (inspect.getdoc(module) or "").partition("\n\n")
    title, _, more = first.removesuffix(".").partition(": ")
    return title, "\n\n".join(
        filter(None, [prose(f"{more[:1].upper()}{more[1:]}." if more else ""), prose(rest)])
    )


def prose(docstring: str, names: Iterable[str] = ()) -> str:
    """A docstring as Markdown; what it says in italics is code where it is one of *names*."""
    known = set(names)
    text = docstring.replace("``", "`")
    text = re.sub(r"\*(\w+)\*", lambda found: f"`{found[1]}`" if found[1] in known else found[0], text)
    return "\n\n".join(map(_filled, text.split("\n\n")))


def _filled(paragraph: str) -> str:
    if paragraph[:2] in ("- ", "| "):
        return paragraph
    return textwrap.fill(" ".join(paragraph.split()), WIDTH, break_long_words=False, break_on_hyphens=False)


def fence(code: str, language: str = "python") -> str:
    """A block of code."""
    return f"```{language}\n{code}\n```"


def _section(kind: Kind, story: Story, names: Names, where: str) -> tuple[object, str]:
    """A value of *kind*, and all that is said about it."""
    told = story.told.get(kind.kind)
    if not told:
        raise SystemExit(f"{where} has no function {kind.kind}() with an example of {kind.__name__}")
    first, *others = told
    made = shown(first.statement, names)
    name = first.statement.partition(" = ")[0]
    example = names.get(name)
    if type(example) is not kind:
        raise SystemExit(f"{where}: {kind.kind}() must begin with `name = {kind.__name__}(…)`")
    pieces = [
        f"## {kind.kind}",
        f"`{_signature(kind)}`",
        prose(inspect.getdoc(kind) or "", (field.name for field in fields_of(kind))),
        table(kind, example),
        fence(dumps(to_plain(example), indent=2), "json"),
        first.prose,
        *_told([made, shown(f"{name}.describe()", names)], others, names),
    ]
    return example, "\n\n".join(piece for piece in pieces if piece)


def _told(block: list[str], said: Iterable[Said], names: Names) -> Iterator[str]:
    """Fences of what is said, with the prose between them."""
    for one in said:
        if one.prose:
            if block:
                yield fence("\n".join(block) + "\n")
            block = []
            yield _filled(one.prose)
        block.append(shown(one.statement, names))
    if block:
        yield fence("\n".join(block) + "\n")


def _signature(kind: type) -> str:
    """The class as it is called: what comes after the star is named."""
    shown_names: list[str] = []
    for parameter in inspect.signature(kind).parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in shown_names:
            shown_names.append("*")
        shown_names.append(parameter.name)
    return f"{kind.__name__}({', '.join(shown_names)})"


def _first_sentence(kind: Kind) -> str:
    first = (inspect.getdoc(kind) or "").partition("\n\n")[0]
    return " ".join(prose(first, (field.name for field in fields_of(kind))).split())


def _record(kind: type, example: object) -> str:
    described = prose(inspect.getdoc(kind) or "", (field.name for field in fields_of(kind)))
    return f"## {kind.__name__}\n\n`{_signature(kind)}`\n\n{described}\n\n{table(kind, example)}"


def _enumeration(kind: type[Enum]) -> str:
    words = ", ".join(f"`{one}` (`{dumps(one.value)}`)" for one in kind)
    return f"## {kind.__name__}\n\n{prose(inspect.getdoc(kind) or '')}\n\n{words}."


def _within(value: object, kind: type) -> object:
    """A value of *kind* inside of *value*, if there is one."""
    if isinstance(value, tuple):
        return next((found for item in value if (found := _within(item, kind))), None)
    if type(value) is kind or not attrs.has(type(value)):
        return value if type(value) is kind else None
    return _within(tuple(getattr(value, field.name) for field in fields_of(type(value))), kind)
