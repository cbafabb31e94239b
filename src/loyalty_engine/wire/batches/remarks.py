"""What may be meant in an individual offer and is worth a look all the same: it keeps nothing back."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from loyalty_engine.errors import Problem
from loyalty_engine.individual.categories import over_selection
from loyalty_engine.model.catalog import Catalog
from loyalty_engine.model.identifiers import ExternalCode, InternalCode, shown
from loyalty_engine.model.personal import FavoriteCategories, PersonalAttribute
from loyalty_engine.wire.batches.terms import PersonalKind

MOST_REMARKS: Final = 100
"""How many warnings about one value are given; the rest is left out."""


def unknown_targets(kind: PersonalKind, value: Any, catalog: Catalog | None) -> tuple[Problem, ...]:
    """The products, categories and groups that *value* names and *catalog* has not; paths begin with ``$``.

    The reader of its *kind* has accepted the value. Without a catalogue, nothing is unknown.
    """
    if catalog is None or kind is PersonalKind.RECEIPT_THRESHOLDS:
        return ()
    of_kind = _of_categories if kind is PersonalKind.FAVORITE_CATEGORIES else _of_items
    return tuple(islice(of_kind(value, catalog), MOST_REMARKS))


def crowded(kind: PersonalKind, value: Any) -> bool:
    """Might more categories work than may, going by their number alone?"""
    if kind is not PersonalKind.FAVORITE_CATEGORIES or value.get("maxCount") is None:
        return False
    working = sum(category.get("accepted") is not False for category in value["categories"])
    return bool(working > value["maxCount"])


def over_selections(value: PersonalAttribute, zone: str) -> tuple[Problem, ...]:
    """A warning where more categories work than may; the first of them count."""
    found = over_selection(value, zone) if isinstance(value, FavoriteCategories) else None
    return () if found is None else (Problem("$.categories", str(found), "the first of them count"),)


def _of_categories(value: Any, catalog: Catalog) -> Iterator[Problem]:
    for n, category in enumerate(value["categories"]):
        if catalog.group(category["goodsGroupUID"]) is None:
            yield _unknown(f"$.categories[{n}].goodsGroupUID", "group", category["goodsGroupUID"])


def _of_items(value: Any, catalog: Catalog) -> Iterator[Problem]:
    for b, block in enumerate(value["Preferences"]):
        for n, item in enumerate(block["Items"]):
            goods = item.get("GoodsId")
            if goods is not None and item.get("IdType") is None and catalog.by_code(goods) is not None:
                continue  # nearly every item
            for key, what, code in _targets(item):
                if not _has(catalog, what, code, internal=item.get("IdType") == "Internal"):
                    yield _unknown(f"$.Preferences[{b}].Items[{n}].{key}", what, code)


def _targets(item: Any) -> Iterator[tuple[str, str, str]]:
    for key, what in (("GoodsId", "product"), ("CategoryId", "category"), ("GoodsGroupUID", "group")):
        if item.get(key) is not None:
            yield key, what, item[key]


def _has(catalog: Catalog, what: str, code: str, *, internal: bool) -> bool:
    if what == "group":
        return catalog.group(code) is not None
    sought = InternalCode(code) if internal else ExternalCode(code)
    found = catalog.find(sought) if what == "product" else catalog.find_category(sought)
    return found is not None


def _unknown(path: str, what: str, code: str) -> Problem:
    hint = "it matches nothing until the catalogue has it"
    return Problem(path, f"the {what} {shown(code)} is not in the catalogue", hint)
