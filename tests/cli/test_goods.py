"""The shop of the demonstration is what a real one could be."""

from __future__ import annotations

from loyalty_engine import Barcode
from loyalty_engine.cli.demo.goods import CATALOG, PRICES
from loyalty_engine.cli.demo.people import MEMBERS
from loyalty_engine.cli.demo.purchases import PURCHASES


def test_products_stand_on_the_third_level_of_the_tree() -> None:
    assert len(CATALOG.products) >= 60
    assert {len(CATALOG.ancestry(product.category)) for product in CATALOG.products} == {3}
    assert {len(CATALOG.ancestry(node.code)) for node in CATALOG.categories} == {1, 2, 3}


def test_every_product_has_a_price_and_a_barcode_that_scanners_accept() -> None:
    assert PRICES.keys() == {product.code for product in CATALOG.products}
    for product in CATALOG.products:
        (code,) = product.barcodes
        assert len(code) == 13
        assert sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(code)) % 10 == 0
        assert CATALOG.find(Barcode(code)) is product


def test_yellow_prices_are_below_the_shelf_prices() -> None:
    tagged = {
        p.code: p.attributes["yellow_price"] for p in CATALOG.products if "yellow_price" in p.attributes
    }

    assert len(tagged) == 6
    for code, price in tagged.items():
        assert float(str(price)) < float(PRICES[code].decimal)


def test_the_school_group_is_the_school_and_a_backpack_without_the_calculator() -> None:
    assert CATALOG.products_of_group("all-for-school") == (
        *("31202", "41101", "41102", "41103", "41104"),
        *("41201", "41202"),
    )


def test_every_member_buys_and_one_buyer_has_no_card() -> None:
    buyers = [purchase.member for purchase in PURCHASES]

    assert {member.id for member in buyers if member} == {member.id for member in MEMBERS}
    assert buyers.count(None) == 1
