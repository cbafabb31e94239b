"""What is on a label stands in an attribute of the product, or in a parameter of the line.

See also [how to say how much](../../how-to/how-much.md).
"""

from __future__ import annotations

from kinds.benefits.giving import off, sell
from loyalty_engine import Money, PointsToPrice, PointsToTaggedPrice, TaggedAmount, TaggedPoints


def tagged_amount() -> None:
    on_label = TaggedAmount("yellow_price")
    # Only the mug has that attribute: 2.99.
    off(on_label)


def tagged_points() -> None:
    on_label = TaggedPoints("colour")
    # No number stands there.
    sell(on_label).points


def points_to_price() -> None:
    eight = PointsToPrice(Money.of("8", "EUR"))
    # Three sencha for 30.00 are 6.00 above it; cocoa costs 8.00 apiece, and the mug less.
    sell(eight).points
    sell(PointsToPrice(Money.of("42.50", "EUR"), together=True)).points


def points_to_tagged_price() -> None:
    yellow = PointsToTaggedPrice("yellow_price")
    # The mug for 4.00 is 1.01 above 2.99, which is a whole point.
    sell(yellow).points
