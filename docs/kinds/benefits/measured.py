"""What is left over of a sum or a weight that is not full counts for nothing.

See also [how to say how much](../../how-to/how-much.md).
"""

from __future__ import annotations

from kinds.benefits.giving import off, sell
from loyalty_engine import AmountPerSum, AmountPerWeight, Money, PointsPerWeight


def amount_per_sum() -> None:
    every_20 = AmountPerSum(Money.of("1", "EUR"), every=Money.of("20", "EUR"))
    # 50.00 in all hold 20.00 twice.
    off(every_20)


def amount_per_weight() -> None:
    every_2 = AmountPerWeight(Money.of("1", "EUR"), every=2)
    # Six pieces in all make three times two.
    off(every_2)


def points_per_weight() -> None:
    every_2 = PointsPerWeight(5, every=2)
    sell(every_2).points
