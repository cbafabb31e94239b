"""A small shop for the tests of the engine: a few categories and products, short ways to say things."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from loyalty_engine import Catalog, Category, Line, Money, Place, Product, ProductGroup, Receipt

CATALOG = Catalog(
    categories=(
        Category(code="food"),
        Category(code="drinks", parent="food"),
        Category(code="tea-and-coffee", parent="drinks", internal_id="77"),
        Category(code="household"),
    ),
    products=(
        Product(code="tea", category="tea-and-coffee", internal_id="1", barcodes={"4600000000017"}),
        Product(code="coffee", category="tea-and-coffee", attributes={"card_price": "3.50"}),
        Product(code="juice", category="drinks"),
        Product(code="soap", category="household"),
        Product(code="loose"),
    ),
    groups=(
        ProductGroup.of("breakfast", products={"juice"}, categories={"tea-and-coffee"}),
        ProductGroup.of("clean", categories={"household"}),
    ),
)
NOON = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=3)))  # a Monday


def eur(amount: str) -> Money:
    """*amount* in euros."""
    return Money.of(amount, "EUR")


def receipt(
    *lines: tuple[str, str] | Line, at: dt.datetime = NOON, place: str | Place = "s1", **more: object
) -> Receipt:
    """A receipt of lines written as product and amount."""
    made: Iterable[Line] = (
        line if isinstance(line, Line) else Line(number=n, product=line[0], amount=eur(line[1]))
        for n, line in enumerate(lines, 1)
    )
    return Receipt(id="r", at=at, place=place, lines=tuple(made), **more)  # type: ignore[arg-type]
