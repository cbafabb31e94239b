"""All reference pages."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from importlib import import_module
from types import ModuleType

import kinds.conditions.asking
import kinds.shop

from loyalty_engine import CONDITIONS
from pages.kinds import Kind, family_of, family_page, index_page
from pages.stories import story_of


def pages() -> dict[str, str]:
    """The text of every page, by its path below docs."""
    return {**_of_kinds("conditions", CONDITIONS, kinds.conditions.asking)}


def _of_kinds(folder: str, of_one_sort: Iterable[Kind], asking: ModuleType) -> Mapping[str, str]:
    """The index of kinds of one sort, and the pages of their families."""
    shop = "\n\n\n".join(story_of(module).setting for module in (kinds.shop, asking))
    families: dict[str, tuple[ModuleType, list[Kind]]] = {}
    for kind in of_one_sort:
        families.setdefault(family_of(kind), (sys.modules[kind.__module__], []))[1].append(kind)
    made = {f"reference/{folder}/index.md": index_page(import_module(f"kinds.{folder}"), families)}
    for family, (module, members) in families.items():
        page = family_page(module, members, _examples(folder, family), shop)
        made[f"reference/{folder}/{family}.md"] = page
    return made


def _examples(folder: str, family: str) -> ModuleType:
    try:
        return import_module(f"kinds.{folder}.{family}")
    except ModuleNotFoundError:
        missing = f"docs/kinds/{folder}/{family}.py is missing; give each kind of the family an example there"
        raise SystemExit(missing) from None
