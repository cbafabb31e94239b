"""A page per family of conditions or benefits, and an index of each sort."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from types import ModuleType

from attrs import frozen

from loyalty_engine import Benefit, Condition
from pages.markdown import fence, meaning, page, prose, rows, titled
from pages.sections import Example, example_of, parts, section
from pages.stories import Story, opened, story_of

Kind = type[Condition] | type[Benefit]


@frozen
class Family:
    """The kinds that stand in one module, with the module of their examples."""

    folder: str
    module: ModuleType
    kinds: tuple[Kind, ...]
    examples: ModuleType

    @property
    def name(self) -> str:
        """The name of the module, and of the page: ``products``."""
        return self.module.__name__.rpartition(".")[2]

    @property
    def path(self) -> str:
        """Where the page stands below docs."""
        return f"reference/{self.folder}/{self.name}.md"

    def where(self, kind: Kind) -> str:
        """The function that tells about *kind*."""
        return f"docs/kinds/{self.folder}/{self.name}.py: a function {kind.kind}()"


def families(folder: str, kinds: tuple[Kind, ...]) -> list[Family]:
    """The families of *kinds*, whose examples stand in this folder of docs/kinds.

    Raises:
        SystemExit: a family has no examples.
    """
    modules = list(dict.fromkeys(kind.__module__ for kind in kinds))
    found = []
    for name in modules:
        file = f"{folder}/{name.rpartition('.')[2]}"
        try:
            examples = import_module(f"kinds.{file.replace('/', '.')}")
        except ModuleNotFoundError:
            raise SystemExit(f"docs/kinds/{file}.py is missing, with an example of each kind") from None
        members = tuple(kind for kind in kinds if kind.__module__ == name)
        found.append(Family(folder, import_module(name), members, examples))
    return found


def family_page(family: Family, *shop: Story) -> tuple[str, Mapping[Kind, Example]]:
    """The page on a family, and its examples; before them the page shows the setting of *shop*."""
    story = story_of(family.examples)
    setting, names = opened(*shop, story)
    title, rest = titled(family.module)
    told: dict[Kind, Example] = {}
    sections = []
    for kind in family.kinds:
        told[kind] = example_of(kind, story.told.get(kind.kind, ()), names, family.where(kind))
        sections.append(section(kind, kind.kind, told[kind], names))
    pieces = [rest, prose(story.prose), fence(setting), *sections, *parts(told.items())]
    return page(title, pieces, root="../"), told


def index_page(introduction: ModuleType, found: list[Family]) -> str:
    """The page that leads to all kinds; what it says first is a module's docstring."""
    title, rest = titled(introduction)
    pieces = (piece for family in found for piece in _listed(family))
    return page(title, [rest, *pieces], root="../")


def _listed(family: Family) -> Iterator[str]:
    yield f"## [{titled(family.module)[0]}]({family.name}.md)"
    yield rows(
        ["tag", "class", "meaning"],
        (
            [f"[`{kind.kind}`]({family.name}.md#{kind.kind})", f"`{kind.__name__}`", _first_line(kind)]
            for kind in family.kinds
        ),
    )


def _first_line(kind: Kind) -> str:
    return " ".join(meaning(kind).partition("\n\n")[0].split())
