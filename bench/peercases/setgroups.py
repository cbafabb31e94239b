"""Benefits for sets that a peer packs from groups of units: for whole sets, or for one unit of each.

Which one it is goes by an order of its own, in each set by itself (vertical) or, so many at a time as there
are sets, over all of them (horizontal).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from attrs import frozen

from loyalty_engine import (
    AmountOff,
    Benefit,
    BundlePrice,
    FixedPrice,
    Given,
    InSets,
    Per,
    PercentOff,
    Range,
    SetOf,
    UnitOrder,
)
from peercases.document import Document
from peercases.features import NTH_OF_SET, Missing
from peercases.gifts import LEFT, Gift, Lane, percent_of
from peercases.manners import Manner
from peercases.matching import matched
from peercases.shop import Shop, total_quantity
from peercases.terms import Selection, Terms, quantity_between, selection

_SORTS: Final = {"price_asc": UnitOrder.CHEAPEST, "price_desc": UnitOrder.DEAREST}
_ALL: Final = "all"


@frozen
class _Group:
    """So many units that every set has, first those first in *order*; the cart has *found* such units."""

    lines: Selection
    size: int
    order: UnitOrder
    found: int

    @property
    def part(self) -> SetOf:
        return SetOf(self.lines, self.size)

    @property
    def sets(self) -> int:
        """How many the cart has."""
        return self.found // self.size


def of_sets(benefit: Document, shop: Shop, manner: Manner) -> Iterator[Gift]:
    """Something off all units of each set, or off the one of a certain number in an order of its own."""
    target, kind = benefit.part("target"), benefit.text("type")
    groups = [_group(group, shop) for group in target.parts("groups")]
    number, uses = target.text("apply_to_nth", _ALL), target.text("max_usage", _ALL)
    sort, picker = target.text("sort"), target.text("picker")
    if not groups or (uses != _ALL and not (uses.isdigit() and int(uses))):
        raise Missing(NTH_OF_SET.of(target.path))
    if number == _ALL and uses == _ALL and len({group.order for group in groups}) == 1:
        yield _whole(groups, benefit, kind, shop, manner)
        return
    (group, *more) = groups
    if kind != "percent_off" or more or sort not in _SORTS or picker not in ("vertical", "horizontal"):
        raise Missing(NTH_OF_SET.of(f"{target.path}, {kind}"))
    if not number.isdigit() or not 1 <= int(number) <= group.size:
        raise Missing(NTH_OF_SET.of(f"{target.path}: unit no. {number}"))
    value = benefit.needed("value")
    pick = _Pick(group, int(number), None if uses == _ALL else int(uses), _SORTS[sort] is group.order)
    share = _share(value, benefit.path, manner)
    if picker == "vertical":
        yield _gift(pick.in_each_set(share), group.lines, value)
    else:
        yield from pick.over_all_sets(share, value, target.path)


def _group(document: Document, shop: Shop) -> _Group:
    order, size = _SORTS.get(document.text("sort")), document.whole("size") or 1
    if document.text("by") != "count" or order is None or size < 1:
        raise Missing(NTH_OF_SET.of(document.path))
    filter = document.part("filter")
    return _Group(selection(filter, shop), size, order, int(total_quantity(matched(filter, shop))))


def _share(value: Decimal, path: str, manner: Manner) -> Benefit:
    left = LEFT if manner.remaining else frozenset[Given]()
    return PercentOff(percent_of(value, path), excluding=left)


def _gift(benefit: Benefit, lines: Selection, value: Decimal, terms: Terms = Terms()) -> Gift:
    return Gift(lane=Lane.LINES, selection=lines, benefits=(benefit,), value=value, terms=terms, splits=False)


def _whole(groups: list[_Group], benefit: Document, kind: str, shop: Shop, manner: Manner) -> Gift:
    """Something off the whole of each set; a sum or a price for it only where there is one set, or none."""
    value, parts, order = benefit.needed("value"), [group.part for group in groups], groups[0].order
    spread = benefit.part("target").text("spread")
    if kind == "percent_off":
        share = _share(value, benefit.path, manner)
        return _gift(InSets(parts=parts, benefits=[share], order=order), (), value)
    single = spread in ("", "proportional") and min(group.sets for group in groups) <= 1
    if kind not in ("amount_off", "fixed_price") or not (single or spread in ("each", "each_unit")):
        raise Missing(NTH_OF_SET.of(f"{benefit.path}, {kind}"))
    money = shop.scale.money(value, benefit.path)
    if not single:
        each = FixedPrice(money) if kind == "fixed_price" else AmountOff(money, per=Per.UNIT)
        return _gift(InSets(parts=parts, benefits=[each], order=order), (), value)
    if kind == "fixed_price":
        return _gift(BundlePrice(parts, money, order=order, at_most=1), (), value)
    return _gift(InSets(parts=parts, benefits=[AmountOff(money)], order=order, at_most=1), (), value)


@frozen
class _Pick:
    """The unit of *number* in each set of *group*, *most* times; *same* says that both orders are one."""

    group: _Group
    number: int
    most: int | None
    same: bool

    def in_each_set(self, share: Benefit) -> Benefit:
        """*share* of one unit of each set."""
        size = self.group.size
        before = self.number - 1 if self.same else size - self.number
        return self._sets((before, 1, size - before - 1), share, self.most)

    def over_all_sets(self, share: Benefit, value: Decimal, path: str) -> Iterator[Gift]:
        """*share* of as many units as there are sets, the first so many, or the second, and so on.

        All sets together are one large one, for each number of sets that the cart may have.
        """
        size = self.group.size
        for sets in range(1, self.group.sets + 1):
            many = Range(low=Decimal(sets * size), high=Decimal((sets + 1) * size), high_open=True)
            terms = quantity_between(many, self.group.lines, path)
            picked = sets if self.most is None else min(sets, self.most)
            first, last = sets * (self.number - 1), sets * (size - self.number)
            around = (first, last + sets - picked) if self.same else (last + sets - picked, first)
            large = self._sets((around[0], picked, around[1]), share, 1)
            yield _gift(large, self.group.lines, value, terms)

    def _sets(self, units: tuple[int, int, int], share: Benefit, most: int | None) -> Benefit:
        """Sets of units before those that get *share*, these, and units after them."""
        parts = [SetOf(units=count) for count in units if count]
        of = 1 if units[0] else 0
        return InSets(parts=parts, benefits=[share], of=of, order=self.group.order, at_most=most)
