"""They come in [the last pass of a stage](../../adr/0019-the-last-pass-of-a-stage.md)."""

from __future__ import annotations

from kinds.benefits.giving import off, sell
from loyalty_engine import Money, MultiplyPoints, PercentOff, PointsPercent, RoundOn, RoundTotal


def round_total() -> None:
    to_ten = RoundTotal(Money.of("10", "EUR"))
    off(PercentOff("12.5"), to_ten)
    off(PercentOff("12.5"), RoundTotal(Money.of("10", "EUR"), on=RoundOn.DEAREST))


def multiply_points() -> None:
    double = MultiplyPoints(2)
    sell(PointsPercent(10), double).points
    sell(PointsPercent(10), MultiplyPoints("1.5", at_most=2)).points
