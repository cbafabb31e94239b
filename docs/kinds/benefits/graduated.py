"""Where only the highest step that is reached is to count, see [tiered](tiers.md#tiered)."""

from __future__ import annotations

from kinds.benefits.giving import off, sell
from loyalty_engine import GraduatedPercent, GraduatedPoints, Money, Percent, PercentBand, UnitByUnit


def graduated_percent() -> None:
    more = GraduatedPercent([PercentBand(5), PercentBand(10, Money.of("20", "EUR"))])
    off(more)


def unit_by_unit() -> None:
    growing = UnitByUnit([Money.of("1", "EUR"), Money.of("2", "EUR")], at_most=4)
    off(growing)
    off(UnitByUnit([Percent(10), Percent(20), Percent(30)]))


def graduated_points() -> None:
    more = GraduatedPoints([PercentBand(5), PercentBand(10, Money.of("20", "EUR"))])
    sell(more).points
