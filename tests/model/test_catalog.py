"""The catalogue snapshot: finding products, the category tree, product groups."""

from __future__ import annotations

import copy
import datetime as dt
import pickle
from decimal import Decimal
from typing import Any

import pytest

from loyalty_engine.errors import InvalidInput, Problem
from loyalty_engine.model.attributes import EMPTY, Attributes
from loyalty_engine.model.catalog import (
    DEEPEST_TREE,
    EMPTY_CATALOG,
    AttributeFilter,
    Catalog,
    Category,
    Product,
    ProductGroup,
    ProductSet,
)
from loyalty_engine.model.identifiers import Barcode, Code, ExternalCode, InternalCode

FOOD = Category(code="food", name="Food", internal_id="1")
DRINKS = Category(code="drinks", name="Drinks", parent="food", internal_id="2")
TEAS = Category(code="teas", name="Teas", parent="drinks", internal_id="3")
HOME = Category(code="home", name="Home")

GREEN = Product(
    code="7",
    name="Green tea",
    category="teas",
    internal_id="70",
    barcodes=frozenset({"4600007", "4600070"}),
    attributes=Attributes.of(organic=True, origin="CN"),
    brand="Leaf",
)
BLACK = Product(code="10", name="Black tea", category="teas", internal_id="7", barcodes=frozenset({"10"}))
JUICE = Product(code="juice", category="drinks", attributes=Attributes.of(origin="ES", litres=Decimal(1)))
SOAP = Product(code="soap", category="home", attributes=Attributes.of(organic=True))
GIFT = Product(code="gift")  # in no category

SHOP = Catalog(
    products=(GREEN, BLACK, JUICE, SOAP, GIFT),
    categories=(FOOD, DRINKS, TEAS, HOME),
)

ORGANIC = AttributeFilter(attribute="organic", values=frozenset({True}))
FROM_CHINA = AttributeFilter(attribute="origin", values=frozenset({"CN", "TW"}))


class TestProductsAndCategories:
    def test_collections_are_frozen(self) -> None:
        barcodes: Any = ["2", "1", "2"]
        values: Any = {"size": "XL"}

        product = Product(code="7", barcodes=barcodes, attributes=values)

        assert product == Product(
            code="7", barcodes=frozenset({"1", "2"}), attributes=Attributes.of(size="XL")
        )
        assert hash(product) == hash(copy.deepcopy(product))

    def test_a_code_is_enough(self) -> None:
        assert Product(code="7") == Product(
            code="7",
            name="",
            category=None,
            internal_id=None,
            barcodes=frozenset(),
            attributes=EMPTY,
            brand=None,
        )
        assert Category(code="7") == Category(code="7", name="", parent=None, internal_id=None)

    @pytest.mark.parametrize(
        ("fields", "paths"),
        [
            pytest.param({"code": 7}, ["code"], id="a number for a code"),
            pytest.param({"name": None}, ["name"], id="None for a name"),
            pytest.param({"category": ""}, ["category"], id="a blank category: leave it out"),
            pytest.param({"category": TEAS}, ["category"], id="a category itself for its code"),
            pytest.param({"internal_id": 7}, ["internal_id"], id="a number for an internal id"),
            pytest.param({"brand": " Leaf"}, ["brand"], id="white space before a brand"),
            pytest.param({"barcodes": "46"}, ["barcodes"], id="one text for a set of bar codes"),
            pytest.param({"barcodes": {46}}, ["barcodes"], id="a number for a bar code"),
            pytest.param(
                {"code": "", "name": 1, "category": 2, "internal_id": 3, "brand": 4, "barcodes": ["", 5]},
                ["code", "name", "category", "internal_id", "brand", "barcodes", "barcodes"],
                id="every problem at once",
            ),
        ],
    )
    def test_no_product(self, fields: dict[str, Any], paths: list[str]) -> None:
        with pytest.raises(InvalidInput) as refused:
            Product(**{"code": "7", **fields})

        assert refused.value.subject == f"product {fields.get('code', '7')!r}"
        assert [problem.path for problem in refused.value.problems] == paths

    def test_attributes_of_a_product_are_exact(self) -> None:
        weight: Any = {"weight": 0.5}
        with pytest.raises(InvalidInput, match=r"weight: is of type float"):
            Product(code="7", attributes=weight)

    def test_no_category(self) -> None:
        fields: Any = {"code": "", "name": 5, "parent": " ", "internal_id": 1}
        with pytest.raises(InvalidInput) as refused:
            Category(**fields)

        assert [problem.path for problem in refused.value.problems] == [*fields]


class TestFinding:
    @pytest.mark.parametrize(
        ("code", "product"),
        [
            pytest.param(ExternalCode("7"), GREEN, id="external 7"),
            pytest.param(InternalCode("7"), BLACK, id="internal 7 is another product"),
            pytest.param(Barcode("7"), None, id="no bar code is 7"),
            pytest.param(ExternalCode("10"), BLACK, id="external 10"),
            pytest.param(InternalCode("10"), None, id="no internal id is 10"),
            pytest.param(Barcode("10"), BLACK, id="bar code 10"),
            pytest.param(Barcode("4600070"), GREEN, id="any bar code of several"),
            pytest.param(ExternalCode("07"), None, id="codes are text: 07 is not 7"),
        ],
    )
    def test_products(self, code: Code, product: Product | None) -> None:
        assert SHOP.find(code) == product

    def test_by_external_code(self) -> None:
        assert SHOP.by_code("7") == GREEN
        assert SHOP.by_code("70") is None

    @pytest.mark.parametrize(
        ("code", "category"),
        [
            pytest.param(ExternalCode("teas"), TEAS, id="external"),
            pytest.param(InternalCode("3"), TEAS, id="internal"),
            pytest.param(ExternalCode("3"), None, id="an internal id is no external code"),
            pytest.param(InternalCode("teas"), None, id="an external code is no internal id"),
            pytest.param(ExternalCode("7"), None, id="a product is no category"),
        ],
    )
    def test_categories(self, code: ExternalCode | InternalCode, category: Category | None) -> None:
        assert SHOP.find_category(code) == category

    def test_category_by_external_code(self) -> None:
        assert SHOP.category("home") == HOME
        assert SHOP.category("garden") is None

    def test_what_no_code_is(self) -> None:
        text: Any = "7"
        barcode: Any = Barcode("10")
        with pytest.raises(InvalidInput, match="give ExternalCode or InternalCode or Barcode"):
            SHOP.find(text)
        with pytest.raises(InvalidInput, match=r"give ExternalCode or InternalCode\)"):
            SHOP.find_category(barcode)

    @pytest.mark.parametrize(
        ("category", "ancestry"),
        [
            pytest.param("teas", ("teas", "drinks", "food"), id="up to the root"),
            pytest.param("food", ("food",), id="a root"),
            pytest.param("garden", (), id="an unknown category"),
            pytest.param(None, (), id="no category"),
        ],
    )
    def test_ancestry(self, category: str | None, ancestry: tuple[str, ...]) -> None:
        assert SHOP.ancestry(category) == ancestry


class TestSnapshot:
    def test_is_sorted_by_id(self) -> None:
        groups = [ProductGroup.of(id, products={"7"}) for id in ("b", "10", "9")]

        catalog = Catalog(products=(SOAP, BLACK, GREEN), categories=(TEAS, FOOD, DRINKS, HOME)).with_groups(
            groups
        )

        assert [product.code for product in catalog.products] == ["7", "10", "soap"]
        assert [category.code for category in catalog.categories] == ["drinks", "food", "home", "teas"]
        assert [group.id for group in catalog.groups] == ["9", "10", "b"]

    def test_lists_will_do(self) -> None:
        products: Any = [GIFT]

        assert Catalog(products=products) == Catalog(products=(GIFT,))
        assert Catalog(products=iter(products)) == Catalog(products=(GIFT,))

    def test_travels(self) -> None:
        catalog = SHOP.with_groups([ProductGroup.of("g", categories={"food"})])

        arrived = pickle.loads(pickle.dumps(catalog))

        assert arrived == catalog
        assert hash(arrived) == hash(catalog)
        assert arrived.find(Barcode("10")) == BLACK
        assert arrived.groups_of(JUICE) == ("g",)

    def test_shows_its_size_only(self) -> None:
        assert repr(SHOP) == "Catalog(products=<5>, categories=<4>, groups=<0>)"

    def test_nothing(self) -> None:
        assert Catalog(products=(), categories=(), groups=()) == EMPTY_CATALOG
        assert EMPTY_CATALOG.groups_of(GREEN) == ()

    @pytest.mark.parametrize("field", ["products", "categories", "groups"])
    @pytest.mark.parametrize("value", ["7", 7, [7], ["7"]])
    def test_holds_nothing_else(self, field: str, value: Any) -> None:
        with pytest.raises(InvalidInput, match=f"^catalog: {field}"):
            Catalog(**{field: value})

    @pytest.mark.parametrize(
        ("products", "categories", "problems"),
        [
            pytest.param(
                (GIFT, GREEN, GIFT),
                (TEAS, DRINKS, FOOD),
                (
                    Problem(
                        "products.code",
                        "'gift' stands 2 times, first at 'gift' and 'gift'",
                        "keep it in one place",
                    ),
                ),
                id="a product twice",
            ),
            pytest.param(
                (Product(code="a", internal_id="1"), Product(code="b", internal_id="1"), Product(code="1")),
                (),
                (
                    Problem(
                        "products.internal_id",
                        "'1' stands 2 times, first at 'a' and 'b'",
                        "keep it in one place",
                    ),
                ),
                id="an internal id twice",
            ),
            pytest.param(
                tuple(Product(code=code, barcodes=frozenset({"46", code})) for code in "cab"),
                (),
                (
                    Problem(
                        "products.barcodes",
                        "'46' stands 3 times, first at 'a' and 'b'",
                        "keep it in one place",
                    ),
                ),
                id="a bar code three times",
            ),
            pytest.param(
                (),
                (HOME, HOME),
                (
                    Problem(
                        "categories.code",
                        "'home' stands 2 times, first at 'home' and 'home'",
                        "keep it in one place",
                    ),
                ),
                id="a category twice",
            ),
            pytest.param(
                (),
                (FOOD, Category(code="a", internal_id="1")),
                (
                    Problem(
                        "categories.internal_id",
                        "'1' stands 2 times, first at 'a' and 'food'",
                        "keep it in one place",
                    ),
                ),
                id="an internal id of two categories",
            ),
            pytest.param(
                (GREEN,),
                (),
                (
                    Problem(
                        "products['7'].category",
                        "there is no category 'teas'",
                        "load that category too, or name another",
                    ),
                ),
                id="a product in an unknown category",
            ),
            pytest.param(
                (GREEN,),
                (TEAS,),
                (
                    Problem(
                        "categories['teas'].parent",
                        "there is no category 'drinks'",
                        "load that category too, or name another",
                    ),
                ),
                id="a category in an unknown category",
            ),
            pytest.param(
                (),
                (Category(code="a", parent="a"),),
                (
                    Problem(
                        "categories['a'].parent",
                        "categories lie inside each other: a → a",
                        "make one of them a root",
                    ),
                ),
                id="a category in itself",
            ),
            pytest.param(
                (),
                (
                    Category(code="0", parent="c"),  # leads into the cycle, and comes first
                    Category(code="b", parent="a"),
                    Category(code="c", parent="b"),
                    Category(code="a", parent="c"),
                    Category(code="y", parent="x"),
                    Category(code="x", parent="y"),
                ),
                (
                    Problem(
                        "categories['a'].parent",
                        "categories lie inside each other: a → c → b → a",
                        "make one of them a root",
                    ),
                    Problem(
                        "categories['x'].parent",
                        "categories lie inside each other: x → y → x",
                        "make one of them a root",
                    ),
                ),
                id="two cycles, each once, from its first id",
            ),
        ],
    )
    def test_contradictions(
        self,
        products: tuple[Product, ...],
        categories: tuple[Category, ...],
        problems: tuple[Problem, ...],
    ) -> None:
        for turn in (slice(None), slice(None, None, -1)):  # the order of loading is irrelevant
            with pytest.raises(InvalidInput) as refused:
                Catalog(products=products[turn], categories=categories[turn])

            assert refused.value.subject == "catalog"
            assert refused.value.problems == problems

    def test_contradictions_are_told_in_one_order(self) -> None:
        barcodes = frozenset("hgfedcba")
        with pytest.raises(InvalidInput) as refused:
            Catalog(products=(Product(code="1", barcodes=barcodes), Product(code="2", barcodes=barcodes)))

        assert [problem.message[:3] for problem in refused.value.problems] == [f"'{b}'" for b in "abcdefgh"]

    def test_codes_of_different_kinds_may_agree(self) -> None:
        category = Category(code="7", internal_id="7")
        one = Product(code="7", category="7", internal_id="8", barcodes=frozenset({"7"}))
        other = Product(code="8", internal_id="7", barcodes=frozenset({"8"}))

        catalog = Catalog(products=(one, other), categories=(category,))

        assert catalog.find(InternalCode("7")) == other

    def test_depth(self) -> None:
        def chain(length: int) -> tuple[Category, ...]:
            return tuple(Category(code=str(n), parent=str(n - 1) if n else None) for n in range(length))

        deepest = Catalog(categories=chain(DEEPEST_TREE))
        assert deepest.ancestry("63") == tuple(str(n) for n in range(63, -1, -1))
        for length in (DEEPEST_TREE + 1, 5_000):
            with pytest.raises(InvalidInput) as refused:
                Catalog(categories=chain(length)[::-1])
            assert len(refused.value.problems) == length - DEEPEST_TREE
            assert refused.value.problems[0] == Problem(
                "categories['64']", "it lies below 64 others", "make the tree flatter"
            )

    def test_every_problem_at_once(self) -> None:
        with pytest.raises(InvalidInput) as refused:
            Catalog(
                products=(GIFT, GIFT, GREEN),
                categories=(Category(code="a", parent="b"),),
                groups=(ProductGroup.of("g", categories={"c"}), ProductGroup.of("g", products={"7"})),
            )

        assert [problem.path for problem in refused.value.problems] == [
            "products.code",
            "categories['a'].parent",
            "groups.id",
            "products['7'].category",
            "groups['g'].including[0].categories",
        ]


class TestFilters:
    @pytest.mark.parametrize(
        ("values", "found", "accepted"),
        [
            pytest.param({"CN", "TW"}, Attributes.of(it="CN"), True, id="one of the values"),
            pytest.param({"CN", "TW"}, Attributes.of(it="ES"), False, id="another value"),
            pytest.param({"CN"}, EMPTY, False, id="no value"),
            pytest.param({1}, Attributes.of(it=True), False, id="true is not 1"),
            pytest.param({True}, Attributes.of(it=1), False, id="1 is not true"),
            pytest.param({Decimal("1.0")}, Attributes.of(it=1), True, id="1 is 1.0"),
            pytest.param({"1"}, Attributes.of(it=1), False, id="1 is not its digit"),
            pytest.param({dt.date(2026, 1, 1)}, Attributes.of(it=dt.date(2026, 1, 1)), True, id="a date"),
            pytest.param({"CN"}, Attributes.of(it=("CN",)), False, id="an array is none of its items"),
            pytest.param({"CN"}, Attributes.of(it={"a": "CN"}), False, id="nor is an object"),
        ],
    )
    def test_accepts(self, values: Any, found: Attributes, accepted: bool) -> None:
        assert AttributeFilter(attribute="it", values=values).accepts(found) is accepted

    def test_equality_knows_true_from_one(self) -> None:
        ones: Any = [{True}, {1}, {Decimal("1.0")}]
        true, one, exact = (AttributeFilter(attribute="it", values=values) for values in ones)

        assert true != one
        assert one == exact
        assert pickle.loads(pickle.dumps(true)) == true

    @pytest.mark.parametrize(
        ("fields", "messages"),
        [
            pytest.param({"attribute": ""}, ["attribute: '' is blank"], id="a blank name"),
            pytest.param({"values": []}, ["values: there are none"], id="no values"),
            pytest.param(
                {"attribute": 5, "values": []}, ["attribute: 5", "values: there are"], id="both at once"
            ),
            pytest.param({"values": "CN"}, ["values: 'CN' is not a sequence"], id="text for a set"),
            pytest.param({"values": 5}, ["values: 5 is not a sequence"], id="a number for a set"),
            pytest.param(
                {"values": [{"a": 1}, ["a"], None, 1.5]},
                [
                    "values: None is",
                    "values: ['a'] has parts",
                    "values: is of type float",
                    "values: {'a': 1} has parts",
                ],
                id="what is no single exact value",
            ),
        ],
    )
    def test_refuses(self, fields: dict[str, Any], messages: list[str]) -> None:
        with pytest.raises(InvalidInput) as refused:
            AttributeFilter(**{"attribute": "it", "values": ["CN"], **fields})

        assert len(refused.value.problems) == len(messages)
        for problem, message in zip(refused.value.problems, messages, strict=True):
            assert str(problem).startswith(message)


class TestSetsAndGroups:
    def test_an_empty_set_is_refused(self) -> None:
        with pytest.raises(InvalidInput) as refused:
            ProductSet()

        assert refused.value.problems == (
            Problem("", "the set is empty", "name products, categories or attributes"),
        )

    @pytest.mark.parametrize(
        ("fields", "paths"),
        [
            pytest.param({"products": "7"}, ["products"], id="text for a set of products"),
            pytest.param({"products": {7}, "categories": {""}}, ["products", "categories"], id="no codes"),
            pytest.param({"attributes": "x"}, ["attributes"], id="text for filters"),
            pytest.param({"attributes": [5]}, ["attributes[0]"], id="a number for a filter"),
        ],
    )
    def test_no_set(self, fields: dict[str, Any], paths: list[str]) -> None:
        with pytest.raises(InvalidInput) as refused:
            ProductSet(**fields)

        assert [problem.path for problem in refused.value.problems] == paths

    @pytest.mark.parametrize(
        ("fields", "paths"),
        [
            pytest.param(
                {"id": "", "name": 5, "including": ()}, ["id", "name", "including"], id="all at once"
            ),
            pytest.param({"including": ["7"]}, ["including[0]"], id="text for an including set"),
            pytest.param({"excluding": 7}, ["excluding"], id="a number for the excluding sets"),
        ],
    )
    def test_no_group(self, fields: dict[str, Any], paths: list[str]) -> None:
        with pytest.raises(InvalidInput) as refused:
            ProductGroup(**{"id": "g", "including": (ProductSet(products={"7"}),), **fields})

        assert [problem.path for problem in refused.value.problems] == paths

    def test_the_group_of_one_set(self) -> None:
        assert ProductGroup.of("g", products=["7", "8"], categories={"teas"}, name="G") == ProductGroup(
            id="g",
            name="G",
            including=(ProductSet(products=frozenset({"7", "8"}), categories=frozenset({"teas"})),),
        )

    @pytest.mark.parametrize(
        ("including", "excluding", "codes"),
        [
            pytest.param([{"products": {"7"}}], [], "7", id="a product"),
            pytest.param([{"categories": {"teas"}}], [], "7 10", id="a category"),
            pytest.param([{"categories": {"food"}}], [], "7 10 juice", id="a category and all below it"),
            pytest.param([{"products": {"soap"}, "categories": {"teas"}}], [], "7 10 soap", id="both unite"),
            pytest.param([{"attributes": [ORGANIC]}], [], "7 soap", id="a filter alone chooses among all"),
            pytest.param(
                [{"categories": {"food"}, "attributes": [ORGANIC]}], [], "7", id="a filter narrows a category"
            ),
            pytest.param(
                [{"products": {"10", "soap"}, "attributes": [ORGANIC]}], [], "soap", id="and products"
            ),
            pytest.param([{"attributes": [ORGANIC, FROM_CHINA]}], [], "7", id="filters narrow each other"),
            pytest.param([{"products": {"7"}}, {"products": {"gift"}}], [], "7 gift", id="sets unite"),
            pytest.param(
                [{"categories": {"food"}}], [{"categories": {"teas"}}], "juice", id="less the excluding sets"
            ),
            pytest.param(
                [{"categories": {"food"}}],
                [{"products": {"10"}}, {"attributes": [FROM_CHINA]}],
                "juice",
                id="each of them",
            ),
            pytest.param(
                [{"categories": {"food"}}],
                [{"categories": {"food"}, "attributes": [ORGANIC]}],
                "10 juice",
                id="an excluding set is narrowed by its filters too",
            ),
            pytest.param([{"products": {"7"}}], [{"products": {"7"}}], "", id="nothing may be left"),
            pytest.param(
                [{"products": {"7", "new"}}], [], "7 new", id="a product that is not in the catalogue yet"
            ),
            pytest.param(
                [{"products": {"new"}, "attributes": [ORGANIC]}], [], "", id="about which nothing is known"
            ),
        ],
    )
    def test_what_a_group_holds(
        self, including: list[dict[str, Any]], excluding: list[dict[str, Any]], codes: str
    ) -> None:
        group = ProductGroup(
            id="g",
            including=tuple(ProductSet(**part) for part in including),
            excluding=tuple(ProductSet(**part) for part in excluding),
        )
        shop = SHOP.with_groups([group])
        everything = (*SHOP.products, Product(code="new"))

        assert shop.products_of_group("g") == tuple(codes.split())
        assert [product.code for product in everything if shop.groups_of(product)] == codes.split()
        assert [product.code for product in everything if shop.in_group(product, "g")] == codes.split()

    def test_groups_of_a_product_are_in_order(self) -> None:
        shop = SHOP.with_groups(ProductGroup.of(id, products={"7"}) for id in ("b", "10", "9", "a"))

        assert shop.groups_of(GREEN) == ("9", "10", "a", "b")

    def test_a_product_is_judged_as_it_is_given(self) -> None:
        shop = SHOP.with_groups([ProductGroup.of("hot", categories={"teas"})])

        assert shop.groups_of(Product(code="new", category="teas")) == ("hot",)
        assert shop.groups_of(Product(code="7", category="garden")) == ()

    def test_an_unknown_group_holds_nothing(self) -> None:
        assert SHOP.group("g") is None
        assert not SHOP.in_group(GREEN, "g")
        assert SHOP.products_of_group("g") == ()

    def test_a_group_by_its_id(self) -> None:
        group = ProductGroup.of("g", products={"7"})

        assert SHOP.with_groups([group]).group("g") == group

    def test_more_groups(self) -> None:
        one, other = ProductGroup.of("1", products={"7"}), ProductGroup.of("2", products={"7"})

        assert SHOP.with_groups([other]).with_groups([one]) == SHOP.with_groups([one, other])
        assert SHOP.with_groups([]) == SHOP
        assert SHOP.groups == ()
        with pytest.raises(InvalidInput, match=r"groups\.id: '1' stands 2 times"):
            SHOP.with_groups([one]).with_groups([one])

    def test_the_categories_of_a_group_are_known(self) -> None:
        garden = frozenset({"garden", "teas", "9", "10"})
        group = ProductGroup(
            id="g",
            including=(ProductSet(products={"7"}),),
            excluding=(ProductSet(products=frozenset({"8"})), ProductSet(categories=garden)),
        )

        with pytest.raises(InvalidInput) as refused:
            SHOP.with_groups([group])

        assert [(problem.path, problem.message) for problem in refused.value.problems] == [
            ("groups['g'].excluding[1].categories", f"there is no category {code!r}")
            for code in ("9", "10", "garden")
        ]


def test_only_groups_that_could_hold_a_product_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []
    holds = ProductGroup.holds

    def counting(group: ProductGroup, product: Product, ancestry: tuple[str, ...]) -> bool:
        looked_at.append(group.id)
        return holds(group, product, ancestry)

    two_values = AttributeFilter(attribute="origin", values=frozenset({"CN", "X"}))

    def others(n: int) -> tuple[ProductGroup, ...]:
        strange = AttributeFilter(attribute="origin", values=frozenset({f"X{n}"}))
        return (
            ProductGroup.of(f"product {n}", products={f"x{n}"}),
            ProductGroup.of(f"category {n}", categories={"home"}),
            ProductGroup(id=f"filters {n}", including=(ProductSet(attributes=(two_values, strange)),)),
            ProductGroup(
                id=f"excluding {n}",
                including=(ProductSet(products=frozenset({f"x{n}"})),),
                excluding=(ProductSet(products=frozenset({"7"})),),
            ),
        )

    shop = SHOP.with_groups(
        [
            *(group for n in range(250) for group in others(n)),
            ProductGroup.of("1", products={"7"}),
            ProductGroup.of("2", categories={"food"}),
            ProductGroup(id="3", including=(ProductSet(attributes=(two_values,)),)),
            ProductGroup(
                id="4", including=(ProductSet(categories=frozenset({"drinks"}), attributes=(two_values,)),)
            ),
            ProductGroup(
                id="5",
                including=(ProductSet(products=frozenset({"7"})),),
                excluding=(ProductSet(categories=frozenset({"teas"})),),
            ),
        ]
    )
    monkeypatch.setattr(ProductGroup, "holds", counting)

    assert shop.groups_of(GREEN) == ("1", "2", "3", "4")
    assert looked_at == ["1", "2", "3", "4", "5"]
