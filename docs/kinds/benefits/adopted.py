"""The [adopted](../../adr/0023-gifts-and-what-others-give.md) sums come with the lines of the receipt."""

from __future__ import annotations

from attrs import evolve

from kinds.benefits.giving import sell
from kinds.shop import bought
from loyalty_engine import AdoptExternalDiscount, AdoptExternalPoints, Line, Money

of_till = Line(
    number=1,
    product="sencha",
    amount=Money.of("27.00", "EUR"),
    external_discount=Money.of("3.00", "EUR"),
    external_points=15,
)
reduced = evolve(bought, lines=[of_till])


def adopt_external_discount() -> None:
    tills = AdoptExternalDiscount()
    sell(tills, receipt=reduced).lines[0].adopted
    sell(tills, receipt=reduced).total


def adopt_external_points() -> None:
    partners = AdoptExternalPoints()
    sell(partners, receipt=reduced).points
