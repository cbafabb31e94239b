"""The shop of the reference pages."""

from __future__ import annotations

import datetime as dt

from loyalty_engine import (
    Catalog,
    Category,
    Line,
    Member,
    Money,
    Place,
    PointsCurrency,
    Product,
    ProductGroup,
    Receipt,
)

catalog = Catalog(
    categories=[Category(code="drinks"), Category(code="tea", parent="drinks")],
    products=[
        Product(code="sencha", category="tea"),
        Product(code="cocoa", category="drinks"),
        Product(code="mug", attributes={"colour": "red", "yellow_price": "2.99"}),
    ],
    groups=[ProductGroup.of("breakfast", products={"cocoa", "mug"})],
)
currencies = [PointsCurrency(id="bonus"), PointsCurrency(id="chip", worth=0)]
bought = Receipt(
    id="R-1",
    at=dt.datetime.fromisoformat("2026-09-07T10:30+02:00"),  # a Monday
    place=Place("shop-7", brand="Corner"),
    lines=[
        Line(number=1, product="sencha", quantity=3, amount=Money.of("30.00", "EUR")),
        Line(number=2, product="cocoa", quantity=2, amount=Money.of("16.00", "EUR")),
        Line(number=3, product="mug", amount=Money.of("4.00", "EUR")),
    ],
)
anna = Member("anna")
