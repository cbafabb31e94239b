"""Units of lines, and the sets that are made of them."""

from __future__ import annotations

from enum import Enum

from attrs import frozen

from loyalty_engine.rules.predicates import LineTest, Predicate

#: The most units that a part of a set, or a limit, can speak of.
MOST_UNITS = 10**6


class UnitOrder(Enum):
    """Which units come first: by what one of them costs, or as they were scanned."""

    DEAREST = "dearest"
    CHEAPEST = "cheapest"
    FIRST = "first"
    LAST = "last"


@frozen(kw_only=True)
class SetPart:
    """A part of a set: *units* units of lines that pass all *tests*; no test stands for any line.

    With *same_product*, all of them are units of one product, on one line or several. With *amount*, in minor
    units of *currency*, the part has as many units as it takes until they count for so much.
    """

    tests: tuple[LineTest, ...] = ()
    units: int = 1
    same_product: bool = False
    amount: int | None = None
    currency: str | None = None

    @property
    def wanted(self) -> int:
        """How much makes the part complete: units, or minor units of money."""
        return self.units if self.amount is None else self.amount


@frozen(kw_only=True)
class Sets:
    """As many complete sets of units as the lines hold, at most *most*; what is left over gets nothing.

    A set takes its *parts* in turn, those of one product before the others and the largest of these first,
    units in *order*. The benefit is for the units of part number *of* (None: of the whole set), and of these
    for the first *pick* in *pick_order* (None: for all).

    With *where*, a set counts whose units, of that part or of all, meet these conditions, and the benefit is
    for the units that they narrow it to. So many units of a line come to their share of it, rounded down.
    """

    parts: tuple[SetPart, ...]
    order: UnitOrder = UnitOrder.DEAREST
    most: int | None = None
    of: int | None = None
    pick: int | None = None
    pick_order: UnitOrder = UnitOrder.CHEAPEST
    where: tuple[Predicate, ...] = ()
