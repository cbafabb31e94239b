"""What a case gives besides discounts, in our words: points, statuses, goods that the till adds."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from loyalty_engine import (
    Benefit,
    Given,
    Money,
    Per,
    PointsAmount,
    PointsPercent,
    PointsPerSum,
    Purchases,
    PurchaseSum,
    Range,
    SetStatus,
)
from loyalty_engine.rules.instructions import PAID_IN_MONEY
from peercases.document import Document, as_number
from peercases.features import TIERED, UNKNOWN_KIND, Missing
from peercases.gifts import LEFT, Gift, Lane, percent_of
from peercases.goods import MOST_GIFTS, FreeGoods
from peercases.manners import Manner
from peercases.positions import GOODS, POINT_DECIMALS, Scale
from peercases.shop import Shop, total_quantity
from peercases.terms import Terms, quantity_between, selection

#: Our names for what a case calls points, and for credit in money.
POINTS: Final = "points"
CREDIT: Final = "credit"
#: What a case calls the amounts that points are earned on, after discounts and before them.
_AFTER: Final = frozenset({"paid", "discounted", "current", "remaining"})
_BEFORE: Final = frozenset({"gross", "original"})
#: Our name for the statuses of a case.
TIERS: Final = "tiers"


def points_earn(benefit: Document, shop: Shop, manner: Manner) -> Iterator[Gift]:
    """Points by amount, in proportion unless they are rounded down to full amounts, by unit, or once."""
    points, every, base = benefit.needed("points"), benefit.number("per_amount"), benefit.text("base", "paid")
    if base not in _AFTER | _BEFORE:
        raise Missing(UNKNOWN_KIND.of(f"points on {base}"))
    paid = LEFT if manner.payments_earn else PAID_IN_MONEY
    excluding = paid if base in _AFTER else frozenset[Given]()
    lines, rounding = selection(benefit.part("filter"), shop), benefit.text("round")
    down = rounding in ("down", "floor") or (not rounding and manner.whole_points)
    if rounding not in ("", "down", "floor", "none") or (down and every is not None and points != 1):
        raise Missing(UNKNOWN_KIND.of(f"{benefit.path}: points rounded {rounding}"))
    parts = Scale(POINT_DECIMALS).exactly(points, benefit.path)
    if every is None:
        units = benefit.number("per_unit")
        if units not in (None, 1):
            raise Missing(UNKNOWN_KIND.of("points for several units"))
        made: Benefit = PointsAmount(parts, per=Per.RECEIPT if units is None else Per.UNIT, currency=POINTS)
    elif down or points > every:
        money = shop.scale.money(every, benefit.path)
        made = PointsPerSum(parts, every=money, currency=POINTS, excluding=excluding)
    else:
        percent = percent_of(points / every * 100, benefit.path)
        made = PointsPercent(percent, currency=POINTS, excluding=excluding)
    yield Gift(lane=Lane.POINTS, selection=lines, benefits=(made,), value=points)


def statuses(benefit: Document, shop: Shop, manner: Manner) -> Iterator[Gift]:
    """A status for each stretch of what was spent, with this purchase or without it."""
    by, levels = benefit.text("by"), benefit.take("levels")
    if by not in ("spent", "spent_including_current") or not isinstance(levels, list):
        raise Missing(TIERED.of(f"{benefit.path} by {by}"))
    steps = sorted((as_number(start, benefit.path), str(name)) for start, name in levels)
    purchases = Purchases(current=by == "spent_including_current")
    for n, (start, name) in enumerate(steps):
        low = shop.scale.money(start, benefit.path)
        high = shop.scale.minor(steps[n + 1][0]) - 1 if n + 1 < len(steps) else None
        most = None if high is None else Money(high, low.currency)
        terms = Terms((PurchaseSum(purchases, at_least=low, at_most=most),))
        yield Gift(lane=Lane.GOODS, selection=(), benefits=(SetStatus(TIERS, name),), terms=terms)


def free_item(benefit: Document, shop: Shop, manner: Manner) -> Iterator[Gift]:
    """Goods that the till adds, once or for every so many units that are bought."""
    count, price = benefit.whole("qty") or 1, benefit.number("unit_price") or Decimal(0)
    percent = benefit.number("percent_off")
    if percent is None:
        percent = Decimal(100 if manner.gifts_are_free else 0)
    worth = shop.scale.money(price, benefit.path) if manner.gifts_are_free and price else None
    goods = FreeGoods(benefit.text("sku"), price, percent, worth)
    each = benefit.part("per") if "per" in benefit else benefit.part("qty_per")
    every = each.whole("qty")
    if every is None:
        if benefit.flag("repeat"):
            raise Missing(UNKNOWN_KIND.of(f"{benefit.path}: a gift again and again"))
        yield Gift(lane=Lane.GOODS, selection=(), benefits=(goods.units(count),), goods=goods)
        return
    whole = benefit.text("round") in ("down", "floor", "True")
    if not whole and total_quantity(shop.of(GOODS)) % every:
        raise Missing(UNKNOWN_KIND.of(f"{benefit.path}: parts of a gift"))
    once, lines = benefit.flag("repeat") is False, selection(each.part("filter"), shop)
    for times in range(1, 2 if once else MOST_GIFTS + 1):
        last = once or times == MOST_GIFTS
        bounds = Range(
            low=Decimal(every * times),
            high=None if last else Decimal(every * (times + 1)),
            high_open=not last,
        )
        terms = quantity_between(bounds, lines, benefit.path)
        coupons = (goods.units(count * times),)
        yield Gift(lane=Lane.GOODS, selection=(), benefits=coupons, terms=terms, goods=goods)
