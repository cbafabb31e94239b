"""Goods: what stands behind the code of a receipt line, with the keys that lead to offers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from attrs import define

from loyalty_engine.model.catalog import Catalog, Product
from loyalty_engine.model.identifiers import Barcode, Code, ExternalCode, InternalCode, id_order
from loyalty_engine.model.keys import Key, category_key, group_key, product_key


@define(eq=False)
class Goods:
    """A product as a line names it, or an unknown code.

    *id* is the product's ERP code where the catalogue knows it, else the line's own code. *keys* are those
    of its keys that the offers of a book mention, *all_keys* all that it has. *order* puts products into
    the order that settles ties.
    """

    id: str
    product: Product | None
    keys: tuple[Key, ...]
    all_keys: tuple[Key, ...]
    order: tuple[int, int, str]

    @property
    def identity(self) -> object:
        """What tells one product from another: the catalogue's code, else the line's own key."""
        return self.id if self.product is not None else self.all_keys

    @property
    def code(self) -> str | None:
        """The ERP code, by which products are counted; None for an unknown one of another kind."""
        known = self.product is not None or self.all_keys == (product_key(ExternalCode(self.id)),)
        return self.id if known else None


def by_code(positions: Iterable[int], goods: Sequence[Goods]) -> dict[str, list[int]]:
    """The *positions* of those lines whose *goods* have an ERP code, by that, in the order of these codes."""
    found: dict[str, list[int]] = {}
    for n in sorted(positions, key=lambda n: (goods[n].order, n)):
        if (code := goods[n].code) is not None:
            found.setdefault(code, []).append(n)
    return found


def goods_of(code: Code, catalog: Catalog, mentioned: Callable[[Key], bool]) -> Goods:
    """What *code* stands for; a code that *catalog* does not know stands for itself alone."""
    product = catalog.find(code)
    if product is None:
        id, keys = code.value, [product_key(code)]
    else:
        id, keys = product.code, _keys(product, catalog)
    return Goods(id, product, tuple(key for key in keys if mentioned(key)), tuple(keys), id_order(id))


def _keys(product: Product, catalog: Catalog) -> list[Key]:
    keys = [product_key(ExternalCode(product.code))]
    if product.internal_id is not None:
        keys.append(product_key(InternalCode(product.internal_id)))
    keys += [product_key(Barcode(barcode)) for barcode in sorted(product.barcodes)]
    for code in catalog.ancestry(product.category):
        keys.append(category_key(ExternalCode(code)))
        category = catalog.category(code)
        if category is not None and category.internal_id is not None:
            keys.append(category_key(InternalCode(category.internal_id)))
    keys += [group_key(group) for group in catalog.groups_of(product)]
    return keys
