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
from peercases.positions import GOODS, Position
from peercases.shop import Shop, total_quantity
from peercases.terms import Selection, Terms, selection
from peercases.words import Never

#: So many units are looked at one by one.
_MOST_UNITS: Final = 10_000
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
    value, most = benefit.needed("value"), _times(promotion, manner)
    price = shop.scale.money(value, benefit.path)
    if manner.bundles_by_count and _asked(promotion).text("type") == "cart_amount":
        nothing = BundlePrice([SetOf()], price, at_most=1)
        yield evolve(_gift((nothing,), (), value), terms=Terms((Never(),)))
        return
    parts, _ = _counted(promotion, benefit.path, shop)
    if manner.repeats and len(parts) == 1:
        goods = matched(_asked(promotion).part("filter"), shop)
        _check_order(parts[0].units, price.minor, goods, benefit.path)
    made = BundlePrice(parts, price, order=manner.bundles, at_most=most)
    times = _fewest(_found(promotion, shop, parts), most)
    yield evolve(_gift((made,), (), value, takes=manner.repeats), times=times)


def _check_order(units: int, price: int, goods: list[Position], path: str) -> None:
    """Refuse sets of which some save something after one that does not, with which the peer stops."""
    if total_quantity(goods) > _MOST_UNITS:
        raise Missing(BUNDLE_PRICE.of(f"{path}: more than {_MOST_UNITS} units"))
    costs = sorted(one.amount / one.quantity for one in goods for _ in range(int(one.quantity)))
    saved = [sum(costs[n : n + units]) > price for n in range(0, len(costs) - units + 1, units)]
    if saved != sorted(saved, reverse=True):
        raise Missing(BUNDLE_PRICE.of(f"{path}: sets that save something after one that does not"))


def _asked(promotion: Document) -> Document:
    """The first condition of *promotion* on goods."""
    for condition in promotion.parts("conditions"):
        if condition.values.get("type") in _ON_GOODS:
            return condition
    raise Missing(UNITS_OF_CONDITIONS.of(promotion.path))


def _times(promotion: Document, manner: Manner) -> int | None:
    """How often a promotion is applied at most."""
    return promotion.part("limits").whole("per_order") if manner.repeats else 1


def is_applied_once(promotion: Document, path: str, shop: Shop, manner: Manner) -> bool:
    """Is a promotion that repeats applied once at most, whatever units it uses up?"""
    if _times(promotion, manner) == 1:
        return True
    (whole, *more), _ = _counted(promotion, path, shop)
    return not more and total_quantity(matched(_asked(promotion).part("filter"), shop)) <= whole.units


def _found(promotion: Document, shop: Shop, parts: list[SetOf]) -> int:
    """How many sets of *parts* the cart has; several parts are one product each."""
    found = matched(_asked(promotion).part("filter"), shop)
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


def is_multibuy(benefit: Document) -> bool:
    """Is one unit free?"""
    units = benefit.part("target").whole("max_units")
    return benefit.text("type") == "percent_off" and benefit.number("value") == 100 and units == 1


def multibuy(benefit: Document, promotion: Document, shop: Shop, manner: Manner) -> Iterator[Gift]:
    """The cheapest unit free, once, for so many units that a condition counts.

    The condition uses up the others, the dearest first. So which units are left for other promotions can
    only be said where all units cost the same.
    """
    target, free = target_of(benefit, shop, manner), percent_of(benefit.needed("value"), benefit.path)
    (whole, *more), lines = _counted(promotion, benefit.path, shop)
    if more or lines != target.selection:
        raise Missing(UNITS_OF_CONDITIONS.of(benefit.path))
    costs = {position.amount / position.quantity for position in shop.of(GOODS)}
    same, share = len(costs) <= 1, [target.share(free)]
    if same:
        made = InSets(parts=[whole], benefits=share, pick=1, at_most=1)
    else:
        parts = [SetOf(lines, count) for count in (1, whole.units - 1) if count]
        made = InSets(parts=parts, benefits=share, of=0, order=UnitOrder.CHEAPEST, at_most=1)
    yield evolve(_gift((made,), (), Decimal(100), takes=same), times=1)
