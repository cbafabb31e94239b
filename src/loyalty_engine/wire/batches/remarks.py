"""What may be meant in an individual offer and is worth a look all the same: it keeps nothing back."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from loyalty_engine.errors import Problem
from loyalty_engine.model.catalog import Catalog
from loyalty_engine.model.identifiers import ExternalCode, InternalCode, shown
from loyalty_engine.wire.batches.terms import PersonalKind

MOST_REMARKS: Final = 100
"""How many warnings about one value are given; the rest is left out."""


def remarks(kind: PersonalKind, value: Any, catalog: Catalog | None) -> tuple[Problem, ...]:
    """The warnings about *value*, which the reader of its *kind* has accepted; paths begin with ``$``.

    Products, categories and groups that are not in *catalog* may yet come into it; until then, they match
    nothing. Of more accepted categories than may work, the first count.
    """
    if kind is PersonalKind.FAVORITE_CATEGORIES:
        return tuple(_of_categories(value, catalog))
    if kind is PersonalKind.PERSONALIZED_OFFER and catalog is not None:
        return tuple(islice(_of_items(value, catalog), MOST_REMARKS))
    return ()


def _of_categories(value: Any, catalog: Catalog | None) -> Iterator[Problem]:
    categories, most = value["categories"], value.get("maxCount")
    if catalog is not None:
        for n, category in enumerate(categories[:MOST_REMARKS]):
            if catalog.group(category["goodsGroupUID"]) is None:
                yield _unknown(f"$.categories[{n}].goodsGroupUID", "group", category["goodsGroupUID"])
    accepted = sum(category.get("accepted") is True for category in categories)
    if most is not None and accepted > most:
        message = f"{accepted} categories are accepted, and maxCount is {most}"
        yield Problem("$.categories", message, f"the first {most} of them in force count")


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
