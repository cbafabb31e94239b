"""What a promotion gives: benefits on certain lines, or on so many units of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import Enum
from typing import Final

from attrs import frozen

from loyalty_engine import (
    Benefit,
    Given,
    InSets,
    InvalidInput,
    Level,
    Percent,
    PercentOff,
    Products,
    Quantity,
    Range,
    SetOf,
    UnitOrder,
)
from peercases.document import Document
from peercases.features import (
    AT_MOST_UNITS_PER_LINE,
    BASE,
    GROUPS,
    PERCENT,
    SPREAD,
    UNIT_OF_MEASURE,
    UNKNOWN_KIND,
    Missing,
)
from peercases.goods import FreeGoods
from peercases.manners import Manner
from peercases.matching import matched
from peercases.positions import GOODS, SHIPPING
from peercases.shop import Shop, total_quantity
from peercases.terms import Selection, Terms, quantity_between, selection

#: Kinds of benefit that base what they give on what others have left.
LEFT: Final = frozenset({Given.DISCOUNT})
_BASES: Final = ("", "original", "unit_price", "remaining", "sale_or_retail")
_SPREADS: Final = ("", "proportional", "each", "each_unit", "each_line", "equal_units")
#: Bases that do not say whether earlier discounts count.
_SILENT: Final = ("", "sale_or_retail")
#: Which units come first, by what a case calls it; without a word, those that cost the buyer least.
_PICKS: Final = {
    "": UnitOrder.CHEAPEST,
    "cheapest_first": UnitOrder.CHEAPEST,
    "cheapest_unit_price_first": UnitOrder.CHEAPEST,
    "dearest_first": UnitOrder.DEAREST,
    "dearest_line_first": UnitOrder.DEAREST,
    "dearest_unit_price_first": UnitOrder.DEAREST,
}


class Lane(Enum):
    """What a benefit is about."""

    LINES = 1
    ORDER = 2
    SHIPPING = 3
    POINTS = 4
    GOODS = 5


@frozen(kw_only=True)
class Gift:
    """Benefits on the lines of *selection*, given on more *terms* than its promotion's.

    *level* is where its percentage is to be rounded, None where it does not matter. *value* is what the
    case writes, to order by. It *splits* where each line gets its part whatever others get, and *takes* its
    units where no other gift of this sort may have them. *goods* are what the till adds for its coupons.
    *codes* are the products that sets can be made of, where that is known, and *times* is how
    often they are made where nothing else takes units. The buyer spends *cost* smallest parts of points.
    """

    lane: Lane
    selection: Selection
    benefits: tuple[Benefit, ...]
    level: Level | None = None
    value: Decimal = Decimal(0)
    terms: Terms = Terms()
    splits: bool = True
    takes: bool = False
    goods: FreeGoods | None = None
    codes: frozenset[str] = frozenset()
    times: int | None = None
    cost: int = 0


@frozen(kw_only=True)
class Target:
    """The lines that a benefit is for.

    *remaining* says that it is one of what is left on them. *most* and *most_per_line* are units at most,
    first those first in *order*. *groups_of* is for complete groups of so many units, *step* for complete
    groups of each line. What is said of a unit of stock counts *factor* times.
    """

    path: str
    scope: str
    lane: Lane
    selection: Selection
    spread: str
    level: Level
    remaining: bool
    order: UnitOrder
    most: int | None
    most_per_line: int | None
    codes: tuple[str, ...]
    factor: Decimal = Decimal(1)
    groups_of: int | None = None
    step: int | None = None

    @property
    def excluding(self) -> frozenset[Given]:
        """What the base of a percentage leaves out."""
        return LEFT if self.remaining else frozenset()

    def share(self, percent: Percent) -> Benefit:
        """A percentage off these lines."""
        return PercentOff(percent, excluding=self.excluding)

    def gifts(
        self, *benefits: Benefit, value: Decimal, level: Level | None = None, together: bool = False
    ) -> Iterator[Gift]:
        """*benefits* for these lines, or for so many units of them; *together* is one sum for all of them."""
        if self.groups_of is not None or self.step is not None:
            yield from self._in_groups(benefits, value=value, level=level, together=together)
        elif self.most is None and self.most_per_line is None:
            yield self._gift(benefits, value=value, level=level, together=together)
        elif self.most is None:
            for code in self.codes:
                some = _some(benefits, self.most_per_line or 0, self.order)
                yield self._gift(some, Products({code}), value=value, level=level, together=together)
        elif self.most_per_line is not None or self.most == 0:
            raise Missing(AT_MOST_UNITS_PER_LINE.of(self.path))
        elif not together:
            yield self._gift(_some(benefits, self.most, self.order), value=value, level=level, together=True)
        else:  # the sum is one for all of so many units, or for all units where there are fewer
            many = Decimal(self.most)
            whole = InSets(parts=[SetOf(units=self.most)], benefits=benefits, order=self.order, at_most=1)
            enough = quantity_between(Range(low=many), self.selection, self.path)
            fewer = quantity_between(Range(high=many, high_open=True), self.selection, self.path)
            yield self._gift((whole,), value=value, level=level, together=True, terms=enough)
            yield self._gift(benefits, value=value, level=level, together=True, terms=fewer)

    def _in_groups(
        self, benefits: Sequence[Benefit], *, value: Decimal, level: Level | None, together: bool
    ) -> Iterator[Gift]:
        """*benefits* for complete groups of units: of all lines as they stand, or of each line by itself."""
        limited = self.groups_of is not None and self.most_per_line is not None
        if together or self.most is not None or limited:
            raise Missing(GROUPS.of(self.path))
        if self.groups_of is not None:
            made = InSets(parts=[SetOf(units=self.groups_of)], benefits=benefits, order=UnitOrder.FIRST)
            yield self._gift((made,), value=value, level=level, together=True)
            return
        step = self.step or 1
        most = None if self.most_per_line is None else self.most_per_line // step
        if most == 0:
            return
        steps = InSets(parts=[SetOf(units=step)], benefits=benefits, at_most=most)
        for code in self.codes:
            yield self._gift((steps,), Products({code}), value=value, level=level, together=True)

    def _gift(
        self,
        benefits: Sequence[Benefit],
        *narrower: Products,
        value: Decimal,
        level: Level | None,
        together: bool,
        terms: Terms = Terms(),
    ) -> Gift:
        return Gift(
            lane=self.lane,
            selection=(*self.selection, *narrower),
            benefits=tuple(benefits),
            level=level,
            value=value,
            terms=terms,
            splits=not together,
        )


def _some(benefits: Sequence[Benefit], most: int, order: UnitOrder) -> tuple[Benefit, ...]:
    return (InSets(parts=[SetOf()], benefits=benefits, order=order, at_most=most),)


def target_of(benefit: Document, shop: Shop, manner: Manner, part: str = GOODS) -> Target:
    """The lines of a *part* of the cart that *benefit* is for."""
    target = benefit.part("target")
    scope = target.text("scope", "order" if part == GOODS else part)
    part = SHIPPING if scope == SHIPPING else part
    if target.text("unit") not in ("", "stock"):
        raise Missing(UNIT_OF_MEASURE.of(f"{target.path}.unit"))
    base = target.text("base")
    if base not in _BASES:
        raise Missing(BASE.of(f"{target.path}.base is {base}"))
    levels = {"units": manner.unit_level, "lines": manner.line_level, "line": manner.line_level}
    lanes = {"units": Lane.LINES, "lines": Lane.LINES, "line": Lane.LINES, "shipping": Lane.SHIPPING}
    if scope not in (*lanes, "order", "order_and_shipping"):
        raise Missing(UNKNOWN_KIND.of(f"{target.path} {scope}"))
    pick, spread = target.text("pick"), target.text("spread")
    if pick not in _PICKS:
        raise Missing(UNKNOWN_KIND.of(f"{target.path}.pick is {pick}"))
    if spread not in _SPREADS:
        raise Missing(SPREAD.of(f"{target.path}.spread is {spread}"))
    positions = shop.of(part)
    per_line = max((position.quantity for position in positions), default=Decimal(0))
    factors = {position.stock_factor for position in matched(target.part("filter"), shop, part)}
    if "unit" in target and len(factors) > 1:
        raise Missing(UNIT_OF_MEASURE.of(target.path))
    return Target(
        path=target.path,
        scope=scope,
        lane=lanes.get(scope, Lane.ORDER),
        selection=() if scope == "order_and_shipping" else selection(target.part("filter"), shop, part),
        spread=spread,
        level=levels.get(scope, manner.line_level if scope == "shipping" else manner.order_level),
        remaining=base == "remaining" or (base in _SILENT and manner.remaining),
        order=_PICKS[pick],
        most=_bound(target, "max_units", total_quantity(positions)),
        most_per_line=_bound(target, "max_units_per_line", per_line),
        codes=tuple(dict.fromkeys(shop.codes[position.sku] for position in positions)),
        factor=max(factors, default=Decimal(1)) if "unit" in target else Decimal(1),
        **_groups(target),
    )


def _groups(target: Document) -> dict[str, int | None]:
    """Complete groups of units, of all lines or of each one; a group of one or none is no group."""
    groups_of, step = target.whole("complete_groups_of"), target.whole("step")
    if groups_of is not None and step is not None:
        raise Missing(GROUPS.of(target.path))
    return {"groups_of": groups_of, "step": step if step is not None and step > 1 else None}


def _bound(target: Document, key: str, reach: Decimal) -> int | None:
    """At most so many units; None where that is out of reach."""
    most = target.whole(key)
    return None if most is None or most >= reach else most


def percent_of(value: Decimal, path: str) -> Percent:
    """*value* per cent; more than all is all."""
    try:
        return Percent(min(value, Decimal(100)))
    except InvalidInput:
        raise Missing(PERCENT.of(f"{path} is {value}")) from None


def units_of(document: Document, key: str) -> int:
    """The number of units at *key*, one where there is none."""
    units = document.whole(key)
    return 1 if units is None else Quantity.of(units).thousandths // 1000
