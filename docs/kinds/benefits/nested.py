"""A rule may hold rules: one condition is then said once for several, and narrows lines for all of them."""

from __future__ import annotations

from kinds.benefits.giving import off
from loyalty_engine import Categories, LineQuantity, PercentOff, Products, Rule, Then

sencha = Rule(conditions=[Products({"sencha"}), LineQuantity(at_least=3)], benefits=[PercentOff(5)])
drinks = Rule(conditions=[Categories({"drinks"})], benefits=[PercentOff(1)])


def then() -> None:
    more = Then([sencha, drinks])
    off(PercentOff(10), more)
