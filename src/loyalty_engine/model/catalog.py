"""The catalogue: products, the tree of categories and product groups, as one snapshot that never changes.

External, internal and bar codes have a dictionary each, so a number never finds something of another kind,
and what a receipt looks up takes as long in a catalogue of ten products as in one of a million. Every
constructor here raises `InvalidInput` with all the problems that it sees.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeVar

from attrs import evolve, field, frozen

from loyalty_engine.errors import InvalidInput, Problem, refuse
from loyalty_engine.model.attributes import EMPTY, Attributes, Scalar, attributes, freeze_value, value_key
from loyalty_engine.model.fields import id_problems, sequence_of
from loyalty_engine.model.identifiers import (
    Barcode,
    Code,
    ExternalCode,
    InternalCode,
    code_problems,
    code_set,
    id_order,
    id_problem,
    shown,
    text_problem,
)

DEEPEST_TREE: Final = 64  # categories from a root down to a leaf; deeper ones come from faulty data


@frozen(kw_only=True)
class Category:
    """A node of the category tree; without a *parent* it is a root. Codes are external ones."""

    code: str
    name: str = ""
    parent: str | None = None
    internal_id: str | None = None

    def __attrs_post_init__(self) -> None:
        problems = (
            id_problem("code", self.code),
            text_problem("name", self.name),
            *id_problems(parent=self.parent, internal_id=self.internal_id),
        )
        refuse(f"category {shown(self.code)}", filter(None, problems))


@frozen(kw_only=True)
class Product:
    """A product under its external *code*; *category* is the external code of the node it lies in."""

    code: str
    name: str = ""
    category: str | None = None
    internal_id: str | None = None
    barcodes: frozenset[str] = field(default=frozenset(), converter=code_set)
    attributes: Attributes = field(default=EMPTY, converter=attributes)
    brand: str | None = None

    def __attrs_post_init__(self) -> None:
        problems = (
            id_problem("code", self.code),
            text_problem("name", self.name),
            *id_problems(category=self.category, internal_id=self.internal_id, brand=self.brand),
            *code_problems("barcodes", self.barcodes),
        )
        if any(problems):  # products come by the hundred thousand
            refuse(f"product {shown(self.code)}", filter(None, problems))


def _scalars(value: Iterable[Scalar]) -> frozenset[Scalar]:
    scalars: set[Scalar] = set()
    problems: list[Problem] = []
    for each in sequence_of(object, value, "attribute filter", "values"):
        kept, found = freeze_value("values", each)
        problems += found
        if isinstance(kept, Scalar):
            scalars.add(kept)
        elif not found:
            problems.append(Problem("values", f"{shown(each)} has parts", "compare single values"))
    refuse("attribute filter", sorted(problems, key=str))
    return frozenset(scalars)


def _scalar_keys(values: frozenset[Scalar]) -> frozenset[object]:
    return frozenset(map(value_key, values))


@frozen(kw_only=True)
class AttributeFilter:
    """Keeps the products whose *attribute* is one of the *values*; JSON arrays and objects never are."""

    attribute: str
    values: frozenset[Scalar] = field(converter=_scalars, eq=_scalar_keys)
    _keys: frozenset[object] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        empty = None if self.values else Problem("values", "there are none", "list at least one value")
        found = filter(None, (id_problem("attribute", self.attribute), empty))
        refuse(f"attribute filter {shown(self.attribute)}", found)
        object.__setattr__(self, "_keys", _scalar_keys(self.values))

    def accepts(self, found: Attributes) -> bool:
        """Whether these attributes of a product pass."""
        value = found.get(self.attribute)
        return value is not None and value_key(value) in self._keys


def _filters(value: Iterable[AttributeFilter]) -> tuple[AttributeFilter, ...]:
    return sequence_of(AttributeFilter, value, "product set", "attributes")


@frozen(kw_only=True)
class ProductSet:
    """Products and categories together, narrowed by each of the attribute filters.

    A category stands for everything below it. Where neither products nor categories are named, the
    filters choose among all products. Codes are external ones.
    """

    products: frozenset[str] = field(default=frozenset(), converter=code_set)
    categories: frozenset[str] = field(default=frozenset(), converter=code_set)
    attributes: tuple[AttributeFilter, ...] = field(default=(), converter=_filters)

    def __attrs_post_init__(self) -> None:
        problems = [*code_problems("products", self.products), *code_problems("categories", self.categories)]
        if not (self.products or self.categories or self.attributes):
            problems.append(Problem("", "the set is empty", "name products, categories or attributes"))
        refuse("product set", problems)

    def holds(self, product: Product, ancestry: tuple[str, ...]) -> bool:
        """Whether a product is in the set; *ancestry* is its category and all above it."""
        named = product.code in self.products or not self.categories.isdisjoint(ancestry)
        if not named and (self.products or self.categories):
            return False
        return all(narrowing.accepts(product.attributes) for narrowing in self.attributes)


def _including(value: Iterable[ProductSet]) -> tuple[ProductSet, ...]:
    return sequence_of(ProductSet, value, "product group", "including")


def _excluding(value: Iterable[ProductSet]) -> tuple[ProductSet, ...]:
    return sequence_of(ProductSet, value, "product group", "excluding")


@frozen(kw_only=True)
class ProductGroup:
    """The products of all the *including* sets, less those of the *excluding* sets."""

    id: str
    name: str = ""
    including: tuple[ProductSet, ...] = field(converter=_including)
    excluding: tuple[ProductSet, ...] = field(default=(), converter=_excluding)

    def __attrs_post_init__(self) -> None:
        empty = None if self.including else Problem("including", "there is none", "give at least one set")
        problems = (id_problem("id", self.id), text_problem("name", self.name), empty)
        refuse(f"product group {shown(self.id)}", filter(None, problems))

    @classmethod
    def of(
        cls, id: str, *, products: Iterable[str] = (), categories: Iterable[str] = (), name: str = ""
    ) -> ProductGroup:
        """The group of one set without attribute filters, and nothing excluded."""
        return cls(id=id, name=name, including=(ProductSet(products=products, categories=categories),))

    def holds(self, product: Product, ancestry: tuple[str, ...]) -> bool:
        """Whether a product is in the group; *ancestry* is its category and all above it."""
        return any(part.holds(product, ancestry) for part in self.including) and not any(
            part.holds(product, ancestry) for part in self.excluding
        )


_T = TypeVar("_T", bound=Product | Category | ProductGroup)


def _id(item: Product | Category | ProductGroup) -> str:
    return item.id if isinstance(item, ProductGroup) else item.code


def _order(item: Product | Category | ProductGroup) -> tuple[int, int, str]:
    return id_order(_id(item))


def _products(value: Iterable[Product]) -> tuple[Product, ...]:
    return tuple(sorted(sequence_of(Product, value, "catalog", "products"), key=_order))


def _categories(value: Iterable[Category]) -> tuple[Category, ...]:
    return tuple(sorted(sequence_of(Category, value, "catalog", "categories"), key=_order))


def _groups(value: Iterable[ProductGroup]) -> tuple[ProductGroup, ...]:
    return tuple(sorted(sequence_of(ProductGroup, value, "catalog", "groups"), key=_order))


def _keyed(path: str, pairs: Iterable[tuple[str | None, _T]], problems: list[Problem]) -> dict[str, _T]:
    """The owner of each key, None aside; a key with several owners is a problem."""
    found: dict[str, _T] = {}
    places: dict[str, list[str]] = {}
    for key, owner in pairs:
        if key is not None and key in found:
            places.setdefault(key, [_id(found[key])]).append(_id(owner))
        elif key is not None:
            found[key] = owner
    for key, ids in sorted(places.items()):
        message = f"{key!r} stands {len(ids)} times, first at {ids[0]!r} and {ids[1]!r}"
        problems.append(Problem(path, message, "keep it in one place"))
    return found


def _ancestries(nodes: Mapping[str, Category], problems: list[Problem]) -> dict[str, tuple[str, ...]]:
    """For every category its own code, its parent's, and so on up to the root."""
    known: dict[str, tuple[str, ...]] = {}
    for code in nodes:
        way: dict[str, None] = {}  # from this category to the first whose ancestry is known
        at: str | None = code
        while at is not None and at in nodes and at not in known and at not in way:
            way[at] = None
            at = nodes[at].parent
        if at is not None and at not in nodes:
            problems.append(_unknown(f"categories[{[*way][-1]!r}].parent", at))
        elif at in way:
            problems.append(_cycle([*way][[*way].index(at) :]))
        above = known.get(at or "", ())
        for node in reversed(way):
            if len(above) == DEEPEST_TREE:
                message = f"it lies below {DEEPEST_TREE} others"
                problems.append(Problem(f"categories[{node!r}]", message, "make the tree flatter"))
            above = known[node] = (node, *above)[:DEEPEST_TREE]
    return known


def _unknown(path: str, category: str) -> Problem:
    return Problem(path, f"there is no category {category!r}", "load that category too, or name another")


def _cycle(codes: list[str]) -> Problem:
    first = codes.index(min(codes, key=id_order))
    turned = [*codes[first:], *codes[:first], codes[first]]
    message = f"categories lie inside each other: {' → '.join(turned)}"
    return Problem(f"categories[{codes[first]!r}].parent", message, "make one of them a root")


@frozen
class _GroupIndex:
    """Positions of the groups that can hold a product, by what the product itself has."""

    on_product: dict[str, list[int]]
    on_category: dict[str, list[int]]
    on_value: dict[str, dict[object, list[int]]]

    @classmethod
    def of(cls, groups: tuple[ProductGroup, ...]) -> _GroupIndex:
        index = cls({}, {}, {})
        for position, part in ((n, part) for n, group in enumerate(groups) for part in group.including):
            for code in part.products:
                index.on_product.setdefault(code, []).append(position)
            for code in part.categories:
                index.on_category.setdefault(code, []).append(position)
            if not part.products and not part.categories:
                narrowest = min(part.attributes, key=lambda narrowing: len(narrowing.values))
                on_key = index.on_value.setdefault(narrowest.attribute, {})
                for value in narrowest.values:
                    on_key.setdefault(value_key(value), []).append(position)
        return index

    def candidates(self, product: Product, ancestry: tuple[str, ...]) -> set[int]:
        """The groups that name the product, a category of it, or one of its attribute values."""
        found = set(self.on_product.get(product.code, ()))
        for category in ancestry:
            found.update(self.on_category.get(category, ()))
        for name, value in product.attributes.entries:
            if name in self.on_value:
                found.update(self.on_value[name].get(value_key(value), ()))
        return found


def _count(items: tuple[object, ...]) -> str:
    return f"<{len(items)}>"


@frozen(kw_only=True)
class Catalog:
    """All products, categories and groups at one moment, each sorted by id whatever order they came in.

    Groups may name products that are not there, for catalogues grow; the categories named must be there.
    Paths of problems name things by their ids: ``products['tea'].category``.
    """

    products: tuple[Product, ...] = field(default=(), converter=_products, repr=_count)
    categories: tuple[Category, ...] = field(default=(), converter=_categories, repr=_count)
    groups: tuple[ProductGroup, ...] = field(default=(), converter=_groups, repr=_count)
    _by_kind: dict[type, dict[str, Product]] = field(init=False, eq=False, repr=False)
    _nodes_by_kind: dict[type, dict[str, Category]] = field(init=False, eq=False, repr=False)
    _ancestry: dict[str, tuple[str, ...]] = field(init=False, eq=False, repr=False)
    _group: dict[str, ProductGroup] = field(init=False, eq=False, repr=False)
    _index: _GroupIndex = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        found: list[Problem] = []
        by_kind = {
            ExternalCode: _keyed("products.code", ((p.code, p) for p in self.products), found),
            InternalCode: _keyed("products.internal_id", ((p.internal_id, p) for p in self.products), found),
            Barcode: _keyed("products.barcodes", ((b, p) for p in self.products for b in p.barcodes), found),
        }
        nodes = _keyed("categories.code", ((c.code, c) for c in self.categories), found)
        internal = _keyed("categories.internal_id", ((c.internal_id, c) for c in self.categories), found)
        object.__setattr__(self, "_by_kind", by_kind)
        object.__setattr__(self, "_nodes_by_kind", {ExternalCode: nodes, InternalCode: internal})
        object.__setattr__(self, "_ancestry", _ancestries(nodes, found))
        object.__setattr__(self, "_group", _keyed("groups.id", ((g.id, g) for g in self.groups), found))
        object.__setattr__(self, "_index", _GroupIndex.of(self.groups))
        refuse("catalog", [*found, *self._strange_categories()])

    def find(self, code: Code) -> Product | None:
        """The product with this code of whichever kind; None where there is none."""
        return _of_kind(self._by_kind, code).get(code.value)

    def by_code(self, code: str) -> Product | None:
        """The product with this external code; None where there is none."""
        return self._by_kind[ExternalCode].get(code)

    def find_category(self, code: ExternalCode | InternalCode) -> Category | None:
        """The category with this external or internal code; None where there is none."""
        return _of_kind(self._nodes_by_kind, code).get(code.value)

    def category(self, code: str) -> Category | None:
        """The category with this external code; None where there is none."""
        return self._nodes_by_kind[ExternalCode].get(code)

    def ancestry(self, category_code: str | None) -> tuple[str, ...]:
        """The category itself, its parent, and so on up to the root; nothing for an unknown one or None."""
        return self._ancestry.get(category_code or "", ())

    def group(self, id: str) -> ProductGroup | None:
        """The group with this id; None where there is none."""
        return self._group.get(id)

    def groups_of(self, product: Product) -> tuple[str, ...]:
        """Ids, in order, of the groups that hold a product, which need not be in the catalogue itself.

        The time grows with the groups that name the product, its categories or its values, not with all.
        """
        above = self.ancestry(product.category)
        candidates = (self.groups[position] for position in sorted(self._index.candidates(product, above)))
        return tuple(group.id for group in candidates if group.holds(product, above))

    def in_group(self, product: Product, group_id: str) -> bool:
        """Whether a group holds a product; an unknown group holds nothing."""
        group = self._group.get(group_id)
        return group is not None and group.holds(product, self.ancestry(product.category))

    def products_of_group(self, group_id: str) -> tuple[str, ...]:
        """External codes, in order, of the products in a group; none for an unknown group.

        A product that the group names and the catalogue lacks is judged by its code alone. The time may
        grow with the catalogue.
        """
        group = self._group.get(group_id)
        if group is None:
            return ()
        by_code = self._by_kind[ExternalCode]
        named = {code for part in group.including for code in part.products}
        open_ended = any(part.categories or not part.products for part in group.including)
        known = self.products if open_ended else [by_code[code] for code in named & by_code.keys()]
        missing = [Product(code=code) for code in named - by_code.keys()]
        held = (p.code for p in (*known, *missing) if group.holds(p, self.ancestry(p.category)))
        return tuple(sorted(held, key=id_order))

    def with_groups(self, groups: Iterable[ProductGroup]) -> Catalog:
        """A catalogue that has these groups too; an id that is there already is refused."""
        return evolve(self, groups=(*self.groups, *_groups(groups)))

    def _strange_categories(self) -> Iterator[Problem]:
        for product in self.products:
            if product.category is not None and product.category not in self._ancestry:
                yield _unknown(f"products[{product.code!r}].category", product.category)
        for group in self.groups:
            for side, parts in (("including", group.including), ("excluding", group.excluding)):
                for n, part in enumerate(parts):
                    for code in sorted(part.categories - self._ancestry.keys(), key=id_order):
                        yield _unknown(f"groups[{group.id!r}].{side}[{n}].categories", code)


def _of_kind(indexes: Mapping[type, dict[str, _T]], code: Code) -> dict[str, _T]:
    index = indexes.get(type(code))
    if index is None:
        kinds = " or ".join(kind.__name__ for kind in indexes)
        raise InvalidInput.at("catalog", "", f"{shown(code)} is no code to look for here", f"give {kinds}")
    return index


EMPTY_CATALOG: Final = Catalog()
