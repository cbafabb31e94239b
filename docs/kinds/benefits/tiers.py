"""Where every step is to have its own share, see [graduated benefits](graduated.md)."""

from __future__ import annotations

from kinds.benefits.giving import off, sell
from loyalty_engine import Money, PercentOff, PointsAmount, Step, TierBy, Tiered

from_20 = Step(Money.of("20", "EUR"), [PercentOff(5)])
from_50 = Step(Money.of("50", "EUR"), [PercentOff(10)])


def tiered() -> None:
    more = Tiered([from_20, from_50])
    off(more)
    colourful = Tiered([Step(3, [PointsAmount(30)]), Step(5, [PointsAmount(60)])], by=TierBy.PRODUCTS)
    colourful.describe()
    sell(colourful).points
