"""What stands behind the code of a line: one product, by whatever code it is named."""

from __future__ import annotations

import pytest
from shop import CATALOG, eur, receipt

from loyalty_engine import (
    Barcode,
    Catalog,
    Categories,
    Category,
    Condition,
    DistinctProducts,
    ExternalCode,
    Groups,
    InternalCode,
    Line,
    Offer,
    PercentOff,
    Product,
    Products,
    calculate,
    compile_offers,
)
from loyalty_engine.engine.goods import goods_of
from loyalty_engine.model.identifiers import Code

ERP, INTERNAL, BARCODE = ExternalCode("tea"), InternalCode("1"), Barcode("4600000000017")


def off(condition: Condition, *codes: Code, catalog: Catalog = CATALOG) -> list[str]:
    """What a tenth off comes to on lines of 1.00 with these codes."""
    lines = [Line(number=n, product=code, amount=eur("1.00")) for n, code in enumerate(codes, 1)]
    book = compile_offers([Offer.of("a", [condition], [PercentOff(10)])], catalog=catalog)
    return [line.discount.decimal for line in calculate(receipt(*lines), None, book).lines]


@pytest.mark.parametrize("scanned", [ERP, INTERNAL, BARCODE], ids=lambda code: type(code).__name__)
@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        pytest.param(Products({ERP}), ["0.10", "0.00"], id="by its code"),
        pytest.param(Products({INTERNAL}), ["0.10", "0.00"], id="by its internal id"),
        pytest.param(Products({BARCODE}), ["0.10", "0.00"], id="by its barcode"),
        pytest.param(Categories({"tea-and-coffee"}), ["0.10", "0.00"], id="by its category"),
        pytest.param(Categories({InternalCode("77")}), ["0.10", "0.00"], id="by its category's internal id"),
        pytest.param(Categories({"food"}), ["0.10", "0.00"], id="by a category far above"),
        pytest.param(Groups({"breakfast"}), ["0.10", "0.00"], id="by its group"),
        pytest.param(Groups({"clean"}), ["0.00", "0.10"], id="by another group"),
        pytest.param(
            Products({"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "tea"}),
            ["0.10", "0.00"],
            id="by one of more codes than the receipt has keys",
        ),
    ],
)
def test_tea_is_tea_by_whatever_code_it_is_scanned(
    condition: Condition, expected: list[str], scanned: Code
) -> None:
    assert off(condition, scanned, ExternalCode("soap")) == expected


@pytest.mark.parametrize(
    ("codes", "several"),
    [
        pytest.param([ERP, INTERNAL, BARCODE], False, id="one product by three codes"),
        pytest.param([ERP, ExternalCode("soap")], True, id="two products"),
        pytest.param([ExternalCode("5"), ExternalCode("5")], False, id="one unknown code twice"),
        pytest.param([ExternalCode("5"), Barcode("5")], True, id="an unknown code and an unknown barcode"),
        pytest.param([ExternalCode("5"), ExternalCode("6")], True, id="two unknown codes"),
        pytest.param([ExternalCode("tea"), Barcode("tea")], True, id="a product and a barcode like its code"),
    ],
)
def test_different_products_are_told_apart(codes: list[Code], *, several: bool) -> None:
    each = "0.10" if several else "0.00"

    assert off(DistinctProducts(at_least=2), *codes) == [each] * len(codes)


def test_a_code_looked_up_before_is_not_taken_for_a_barcode_like_it() -> None:
    book = compile_offers([], catalog=CATALOG)
    found = [book.goods(code) for code in (ERP, Barcode("tea"), BARCODE, ERP)]

    assert [goods.product and goods.product.code for goods in found] == ["tea", None, "tea", "tea"]


def test_a_product_without_a_category_has_only_its_codes() -> None:
    catalog = Catalog(
        categories=(Category(code="root"),),
        products=(Product(code="loose", internal_id="2", barcodes={"47", "46"}),),
    )
    goods = goods_of(Barcode("46"), catalog, lambda key: "2" in key)

    assert [repr(key) for key in goods.all_keys] == [
        "'loose'",
        r"'\x00internal-product:2'",
        r"'\x00barcode:46'",
        r"'\x00barcode:47'",
    ]
    assert goods.keys == goods.all_keys[1:2]
    assert (goods.id, goods.product) == ("loose", catalog.products[0])
