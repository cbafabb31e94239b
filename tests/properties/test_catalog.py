"""Promises about the catalogue; each class names one."""

from __future__ import annotations

import pickle
import random
from decimal import Decimal
from typing import TypeVar

from hypothesis import given
from hypothesis import strategies as st

from loyalty_engine.model.attributes import Attributes, AttributeValue
from loyalty_engine.model.catalog import AttributeFilter, Catalog, Category, Product, ProductGroup, ProductSet
from loyalty_engine.model.identifiers import Barcode, ExternalCode, InternalCode

T = TypeVar("T")

NODES = ("2", "10", "food", "tea", "чай", "02")
CODES = ("10", "2", "b", "02", "a")
TEXTS = {*CODES, *NODES, *(f"{start}{n}" for start in ("", "i", "46", "00") for n in range(6))}
NAMES = ("colour", "organic")

scalars = st.sampled_from((True, False, 1, 0, Decimal("1.0"), Decimal("0.5"), "1", "red"))
values = scalars | st.sampled_from((("red",), (True,), {"a": 1}))
some_codes = st.frozensets(st.sampled_from((*CODES, "new")), max_size=2)


@st.composite
def trees(draw: st.DrawFn) -> tuple[Category, ...]:
    """All nodes; the parent of each, if any, is one that was drawn before it."""
    codes = draw(st.permutations(NODES))
    parents = [draw(st.integers(-1, n - 1)) for n in range(len(codes))]
    return tuple(
        Category(
            code=code, parent=codes[parent] if parent >= 0 else None, internal_id=f"{n}" if n % 2 else None
        )
        for n, (code, parent) in enumerate(zip(codes, parents, strict=True))
    )


products = st.tuples(
    *(
        st.builds(
            Product,
            code=st.just(code),
            category=st.sampled_from((None, *NODES)),
            internal_id=st.sampled_from((None, f"{n}", f"i{n}")),
            barcodes=st.sampled_from(((), (f"{n}",), (f"46{n}", f"00{n}"))),
            attributes=st.dictionaries(st.sampled_from(NAMES), values),
        )
        for n, code in enumerate(CODES)
    )
)
some_nodes = st.frozensets(st.sampled_from(NODES), max_size=2)
filters = st.builds(
    AttributeFilter, attribute=st.sampled_from(NAMES), values=st.lists(scalars, min_size=1, max_size=2)
)
sets = st.one_of(
    st.builds(ProductSet, products=some_codes.filter(any), categories=some_nodes),
    st.builds(ProductSet, products=some_codes, categories=some_nodes, attributes=st.tuples(filters)),
    st.builds(ProductSet, attributes=st.tuples(filters, filters)),
)
groups = st.builds(
    ProductGroup,
    id=st.sampled_from(("1", "2", "10", "02", "a", "B")),
    including=st.lists(sets, min_size=1, max_size=2),
    excluding=st.lists(sets, max_size=1),
)
catalogs = st.builds(
    Catalog,
    products=products,
    categories=trees(),
    groups=st.lists(groups, max_size=3, unique_by=lambda group: group.id),
)


def newcomers(catalog: Catalog) -> tuple[Product, ...]:
    """Products that the catalogue does not hold, some in a category that it does not know."""
    known = tuple(category.code for category in catalog.categories)
    return tuple(Product(code="new", category=category) for category in (None, "garden", *known))


def chain(catalog: Catalog, category: str | None) -> list[str]:
    """A category and all above it, by looking through all categories at each step."""
    above = [node for node in catalog.categories if node.code == category]
    return [above[0].code, *chain(catalog, above[0].parent)] if above else []


def same(one: AttributeValue | None, other: AttributeValue) -> bool:
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def in_set(catalog: Catalog, part: ProductSet, product: Product) -> bool:
    """The definition: products and categories unite, or everything where there are none; filters narrow."""
    chosen = product.code in part.products or any(
        node in part.categories for node in chain(catalog, product.category)
    )
    if not part.products and not part.categories:
        chosen = True
    return chosen and all(
        any(same(product.attributes.get(narrowing.attribute), value) for value in narrowing.values)
        for narrowing in part.attributes
    )


def in_group(catalog: Catalog, group: ProductGroup, product: Product) -> bool:
    """The definition: all including sets less all excluding sets."""
    return any(in_set(catalog, part, product) for part in group.including) and not any(
        in_set(catalog, part, product) for part in group.excluding
    )


def found(thing: T | None) -> list[T]:
    return [] if thing is None else [thing]


class TestGroups:
    """The index of groups changes nothing: a product is in the groups that their definition puts it in."""

    @given(catalogs)
    def test_groups_of_a_product(self, catalog: Catalog) -> None:
        for product in (*catalog.products, *newcomers(catalog)):
            holding = tuple(group.id for group in catalog.groups if in_group(catalog, group, product))
            assert catalog.groups_of(product) == holding
            assert tuple(g.id for g in catalog.groups if catalog.in_group(product, g.id)) == holding

    @given(catalogs)
    def test_products_of_a_group(self, catalog: Catalog) -> None:
        everything = [*catalog.products, Product(code="new")]  # which sorts after the others
        for group in catalog.groups:
            held = tuple(product.code for product in everything if in_group(catalog, group, product))
            assert catalog.products_of_group(group.id) == held


class TestTree:
    """An ancestry is the category, its parent, and so on up to a root; nothing else."""

    @given(catalogs)
    def test_ancestry(self, catalog: Catalog) -> None:
        for code in (*NODES, "garden"):
            assert list(catalog.ancestry(code)) == chain(catalog, code)


class TestCodes:
    """A code finds the one product or category that carries it as a code of this kind."""

    @given(catalogs)
    def test_products(self, catalog: Catalog) -> None:
        for text in TEXTS:
            by_code = [p for p in catalog.products if p.code == text]
            by_id = [p for p in catalog.products if p.internal_id == text]
            by_barcode = [p for p in catalog.products if text in p.barcodes]
            assert found(catalog.find(ExternalCode(text))) == by_code == found(catalog.by_code(text))
            assert found(catalog.find(InternalCode(text))) == by_id
            assert found(catalog.find(Barcode(text))) == by_barcode

    @given(catalogs)
    def test_categories(self, catalog: Catalog) -> None:
        for text in TEXTS:
            by_code = [c for c in catalog.categories if c.code == text]
            by_id = [c for c in catalog.categories if c.internal_id == text]
            assert (
                found(catalog.find_category(ExternalCode(text))) == by_code == found(catalog.category(text))
            )
            assert found(catalog.find_category(InternalCode(text))) == by_id


class TestLoading:
    """The order in which things were loaded, and a journey to another process, leave no trace."""

    @given(catalogs, st.randoms(use_true_random=False))
    def test_order(self, catalog: Catalog, rng: random.Random) -> None:
        shuffled = Catalog(
            products=rng.sample(catalog.products, len(catalog.products)),
            categories=rng.sample(catalog.categories, len(catalog.categories)),
        ).with_groups(rng.sample(catalog.groups, len(catalog.groups)))

        assert shuffled == catalog
        assert hash(shuffled) == hash(catalog)
        assert shuffled.products == catalog.products

    @given(catalogs)
    def test_journey(self, catalog: Catalog) -> None:
        arrived = pickle.loads(pickle.dumps(catalog))

        assert arrived == catalog
        for product in catalog.products:
            assert arrived.groups_of(product) == catalog.groups_of(product)

    @given(st.dictionaries(st.sampled_from(NAMES), values), st.randoms(use_true_random=False))
    def test_order_of_attributes(self, given: dict[str, object], rng: random.Random) -> None:
        shuffled = dict(rng.sample([*given.items()], len(given)))

        assert Attributes.of(shuffled) == Attributes.of(given)
        assert repr(Attributes.of(shuffled)) == repr(Attributes.of(given))
