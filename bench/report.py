"""How a benchmark says what it found: tables for people, one flat JSON object for machines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from attrs import define, field, frozen
from ratio import Ratio

DIGITS: Final = 4


@frozen
class Goal:
    """A bound that a figure should keep: at most, or at least, *bound*."""

    bound: float
    at_least: bool = False

    def met_by(self, figure: Ratio | float) -> bool:
        """Does *figure* keep the bound, as far as noise allows to tell?"""
        if isinstance(figure, Ratio):
            return figure.reaches(self.bound) if self.at_least else figure.within(self.bound)
        return figure >= self.bound if self.at_least else figure <= self.bound

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.bound:g}"


@define(eq=False)
class Report:
    """The figures found so far, by their names, in the order of the *goals*."""

    goals: Mapping[str, Goal]
    figures: dict[str, Ratio | float] = field(factory=dict)

    def table(self, title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Print a table: the first column to the left, all others to the right."""
        cells = [list(header), *([_text(cell) for cell in row] for row in rows)]
        widths = [max(len(row[n]) for row in cells) for n in range(len(header))]
        print(f"\n{title}")
        for row in cells:
            padded = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
            print("  " + "  ".join([row[0].ljust(widths[0]), *padded]).rstrip(), flush=True)

    def summary(self) -> None:
        """Print each figure beside its goal."""
        rows = []
        for name, goal in self.goals.items():
            if name in self.figures:
                figure = self.figures[name]
                rows.append((name, figure, str(goal), "" if goal.met_by(figure) else "missed"))
        self.table("Goals (a bound is missed where a quarter of the rounds at most keeps it)", _SUMMARY, rows)

    def as_json(self) -> str:
        """All figures in one flat object."""
        plain = {name: _number(self.figures[name]) for name in self.goals if name in self.figures}
        return json.dumps(plain)


_SUMMARY = ("figure", "median", "goal", "")


def _number(figure: Ratio | float) -> float:
    return float(f"{figure.median if isinstance(figure, Ratio) else figure:.{DIGITS}g}")


def _text(cell: object) -> str:
    if isinstance(cell, Ratio):
        return f"{_shown(cell.median)} ({_shown(cell.low)}–{_shown(cell.high)})"
    return _shown(cell) if isinstance(cell, float) else str(cell)


def _shown(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 1000 else f"{figure:.3g}"
