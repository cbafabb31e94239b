"""Benefits for sets of units in our words: buy and get, a price for a set, something for units of it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from attrs import evolve

from loyalty_engine import (
    AmountOff,
    Benefit,
    BundlePrice,
    InSets,
    Per,
    PercentOff,
    Products,
    Range,
    SetOf,
    UnitOrder,
)
from peercases.document import Document
from peercases.features import (
    BUNDLE_PRICE,
    BUY_GET,
    UNITS_OF_CONDITIONS,
    UNKNOWN_KIND,
    Missing,
)
from peercases.gifts import LEFT, Gift, Lane, percent_of, target_of
from peercases.manners import Manner
from peercases.matching import matched
from peercases.positions import GOODS
from peercases.shop import Shop, total_quantity
from peercases.terms import Selection, quantity_between, selection

#: Conditions on goods, which use up units.
_ON_GOODS: Final = ("cart_amount", "cart_qty", "contains")
#: What a case calls the order in which units are bought and got, where it says so.
_DEAREST: Final = ("", "dearest_first", "dearest_line_first", "dearest_unit_price_first")


def buy_get(benefit: Document, promotion: Document, shop: Shop, manner: Manner) -> Iterator[Gift]:
    """So many units are bought, so many others are cheaper; of equal goods, the cheaper ones.

    Units are bought and got dearest first, as far as complete sets go.
    """
    buy, get = benefit.part("buy"), benefit.part("get")
    if benefit.text("pick") not in _DEAREST:
        raise Missing(BUY_GET.of(f"{benefit.path}: {benefit.text('pick')}"))
    bought, got = selection(buy.part("filter"), shop), selection(get.part("filter"), shop)
    count, more = buy.whole("qty") or 1, get.whole("qty") or 1
    made, value = _got(get, shop, benefit.path)
    most = promotion.part("limits").whole("per_order") if benefit.flag("repeat") else 1
    limit = get.whole("max_units")
    if limit is not None and most is None:
        most = limit // more
        if limit % more:
            raise Missing(BUY_GET.of(f"{benefit.path}: {more} at a time, {limit} at most"))
    if get.flag("same_line"):
        if most is not None and more > 1:
            raise Missing(BUY_GET.of(f"{benefit.path}: on one line, and not each time"))
        yield from _on_each_line(bought, made, (count, more, most), value, shop)
        return
    parts = [SetOf(bought, count), SetOf(got, more)]
    sets = InSets(parts=parts, benefits=[made], of=1, at_most=most)
    found = matched(buy.part("filter"), shop) + matched(get.part("filter"), shop)
    codes = frozenset(shop.codes[position.sku] for position in found)
    yield evolve(_gift((sets,), (), value, takes=manner.sets_take), codes=codes)


def _got(get: Document, shop: Shop, path: str) -> tuple[Benefit, Decimal]:
    """What is taken off the units that are got, and its number."""
    for key, per in (("percent_off", None), ("amount_off", Per.RECEIPT), ("amount_off_each", Per.UNIT)):
        value = get.number(key)
        if value is None:
            continue
        if per is None:
            return PercentOff(percent_of(value, path), excluding=LEFT), value
        return AmountOff(shop.scale.money(value, path), per=per, excluding=LEFT), value
    raise Missing(UNKNOWN_KIND.of(f"{path}.get"))


def _gift(benefits: tuple[Benefit, ...], lines: Selection, value: Decimal, *, takes: bool = False) -> Gift:
    return Gift(lane=Lane.LINES, selection=lines, benefits=benefits, value=value, splits=False, takes=takes)


def _on_each_line(
    lines: Selection, made: Benefit, sizes: tuple[int, int, int | None], value: Decimal, shop: Shop
) -> Iterator[Gift]:
    """Sets within each line; of the last, incomplete one, what goes beyond the bought units is got.

    *sizes* are the units that are bought and got in a set, and how many sets there are at most.
    """
    count, more, most = sizes
    for code in sorted(set(shop.codes.values()), key=int):
        for got in range(more, 0, -1):
            sets = InSets(
                parts=[SetOf(units=count), SetOf(units=got)],
                benefits=[made],
                of=1,
                at_most=most if got == more else 1,
            )
            yield _gift((sets,), (*lines, Products({code})), value, takes=True)


def bundle_price(benefit: Document, promotion: Document, shop: Shop, manner: Manner) -> Iterator[Gift]:
    """A price for the units that the promotion's one condition on goods counts."""
    if benefit.text("type") != "bundle_fixed_price":
        raise Missing(BUNDLE_PRICE.of(benefit.path))
    value, (parts, _) = benefit.needed("value"), _counted(promotion, benefit.path, shop)
    price, most = shop.scale.money(value, benefit.path), _times(promotion, manner)
    made = BundlePrice(parts, price, order=manner.bundles, at_most=most)
    yield evolve(
        _gift((made,), (), value, takes=manner.repeats), times=_fewest(_found(promotion, shop, parts), most)
    )


def _times(promotion: Document, manner: Manner) -> int | None:
    """How often a promotion is applied at most."""
    return promotion.part("limits").whole("per_order") if manner.repeats else 1


def _found(promotion: Document, shop: Shop, parts: list[SetOf]) -> int:
    """How many sets of *parts* the cart has; several parts are one product each."""
    asked = [c for c in promotion.parts("conditions") if c.values.get("type") in _ON_GOODS]
    found = matched(asked[0].part("filter"), shop)
    if len(parts) == 1:
        return int(total_quantity(found)) // parts[0].units
    codes = {code: [p for p in found if shop.codes[p.sku] == code] for code in shop.codes.values()}
    return min(int(total_quantity(each)) for each in codes.values() if each) if codes else 0


def _fewest(found: int, most: int | None) -> int:
    return found if most is None else min(found, most)


def _counted(promotion: Document, path: str, shop: Shop) -> tuple[list[SetOf], Selection]:
    """The units that the one condition of *promotion* on goods counts, and the lines they are of."""
    asked = [c for c in promotion.parts("conditions") if c.values.get("type") in _ON_GOODS]
    if len(asked) != 1 or asked[0].text("op", ">=") != ">=" or "unit" in asked[0]:
        raise Missing(UNITS_OF_CONDITIONS.of(path))
    condition, filter = asked[0], asked[0].part("filter")
    lines, distinct = selection(filter, shop), condition.whole("distinct_skus")
    if condition.text("type") == "cart_amount":
        return [SetOf(lines, _units_worth(condition, filter, shop))], lines
    if distinct is None or distinct == 1:
        return [SetOf(lines, condition.whole("value") or condition.whole("min_qty") or 1)], lines
    skus = filter.texts("skus") or []
    if len(set(skus)) != distinct:
        raise Missing(BUNDLE_PRICE.of(f"{path}: any {distinct} different products"))
    return [SetOf([Products([shop.code(sku)])]) for sku in skus], lines


def _units_worth(condition: Document, filter: Document, shop: Shop) -> int:
    """How many units come to so much, where all cost the same."""
    costs = {position.amount / position.quantity for position in matched(filter, shop)}
    if len(costs) != 1 or not min(costs):
        raise Missing(UNITS_OF_CONDITIONS.of(condition.path))
    return max(1, math.ceil(shop.scale.minor(condition.needed("value")) / min(costs)))


def units_of_sets(benefit: Document, promotion: Document, shop: Shop, manner: Manner) -> Iterator[Gift]:
    """Something for some of the units that a condition counts, as often as units last.

    The peer gives it for the cheapest of all, and lets the condition use up the dearest. So which units are
    left for other promotions can only be said where all units cost the same.
    """
    target, value = target_of(benefit, shop, manner), benefit.needed("value")
    (whole, *more), lines = _counted(promotion, benefit.path, shop)
    costs = {position.amount / position.quantity for position in shop.of(GOODS)}
    kind, fewer = benefit.text("type"), target.most or 0
    if more or lines != target.selection or kind != "percent_off" or fewer > whole.units:
        raise Missing(UNITS_OF_CONDITIONS.of(benefit.path))
    share, most = target.share(percent_of(value, benefit.path)), _times(promotion, manner)
    if len(costs) <= 1:
        sets = InSets(parts=[whole], benefits=[share], pick=fewer, at_most=most)
        yield evolve(
            _gift((sets,), (), value, takes=True), times=_fewest(_found(promotion, shop, [whole]), most)
        )
        return
    for times in range(1, _found(promotion, shop, [whole]) + 1):
        many = Range(
            low=Decimal(times * whole.units), high=Decimal((times + 1) * whole.units), high_open=True
        )
        terms = quantity_between(many, lines, benefit.path)
        units = fewer * (times if most is None else min(times, most))
        parts = [SetOf(lines, count) for count in (units, times * whole.units - units) if count]
        large = InSets(parts=parts, benefits=[share], of=0, order=UnitOrder.CHEAPEST, at_most=1)
        yield evolve(
            _gift((large,), (), value), terms=terms, times=_fewest(_found(promotion, shop, [whole]), most)
        )
