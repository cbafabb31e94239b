"""Kinds of benefit of a case in our words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final

from attrs import evolve

from loyalty_engine import (
    AmountOff,
    Benefit,
    FixedPrice,
    InSets,
    Money,
    Per,
    PercentOff,
    PointsAmount,
    PointsPercent,
    Products,
    Range,
    UnitByUnit,
)
from peercases.document import Document, as_number
from peercases.features import (
    APPLICATIONS,
    CAP,
    MARKUP,
    SPREAD,
    TIERED,
    UNIT_OF_MEASURE,
    UNKNOWN_KIND,
    Missing,
)
from peercases.gifts import Gift, Lane, Target, percent_of, target_of
from peercases.manners import Manner
from peercases.positions import GOODS, POINT_DECIMALS, SHIPPING, Scale
from peercases.rewards import CREDIT, free_item, points_earn, statuses
from peercases.setgroups import of_sets
from peercases.sets import bundle_price, buy_get, is_applied_once, is_multibuy, multibuy
from peercases.shop import Shop
from peercases.spending import at_a_price, points_redeem
from peercases.terms import amount_between, quantity_between, selection

Maker = Callable[[Document, Shop, Manner], Iterator[Gift]]


def gifts_of(benefit: Document, promotion: Document, shop: Shop, manner: Manner) -> list[Gift]:
    """What *benefit* of *promotion* gives."""
    found = _gifts_of(benefit, promotion, shop, manner)
    return at_a_price(found, benefit, promotion, shop) if "cost_points" in benefit else found


def _gifts_of(benefit: Document, promotion: Document, shop: Shop, manner: Manner) -> list[Gift]:
    benefit.skip("note")
    kind = benefit.text("type")
    if kind == "points_redeem":
        return list(points_redeem(benefit, promotion, shop, manner))
    if kind in _WITHOUT_WORDS:
        raise Missing(_WITHOUT_WORDS[kind].of(f"benefit {kind}"))
    scope = benefit.part("target").text("scope")
    if scope == "condition_units":
        return list(bundle_price(benefit, promotion, shop, manner))
    if scope in ("set", "set_group"):
        return list(of_sets(benefit, shop, manner))
    if kind == "buy_get":
        return list(buy_get(benefit, promotion, shop, manner))
    if manner.repeats and is_multibuy(benefit):
        return list(multibuy(benefit, promotion, shop, manner))
    if kind not in _MAKERS:
        raise Missing(UNKNOWN_KIND.of(f"benefit {kind}"))
    found = list(_MAKERS[kind](benefit, shop, manner))
    if manner.repeats and "max_units" in benefit.part("target"):
        if kind != "percent_off" and not is_applied_once(promotion, benefit.path, shop, manner):
            raise Missing(APPLICATIONS.of(benefit.path))
        found = [evolve(gift, times=1) for gift in found]  # of which there are no more, applied again
    return _capped(found, benefit, shop) if "max_amount" in benefit else found


_WITHOUT_WORDS: Final = {
    "markup_percent": MARKUP,
}


def _capped(gifts: list[Gift], benefit: Document, shop: Shop) -> list[Gift]:
    """A percentage of which no more than so much is given."""
    most = shop.scale.money(benefit.needed("max_amount"), benefit.path)
    if len(gifts) != 1:
        raise Missing(CAP.of(benefit.path))
    capped = tuple(_at_most(one, most, benefit.path) for one in gifts[0].benefits)
    return [evolve(gifts[0], benefits=capped, splits=False)]


def _at_most(benefit: Benefit, most: Money, path: str) -> Benefit:
    if isinstance(benefit, PercentOff):
        return evolve(benefit, at_most=most)
    if isinstance(benefit, InSets) and benefit.at_most == 1:
        return evolve(benefit, benefits=[_at_most(one, most, path) for one in benefit.benefits])
    raise Missing(CAP.of(path))


def _percent_off(benefit: Document, shop: Shop, manner: Manner) -> Iterator[Gift]:
    return _share_of(benefit, target_of(benefit, shop, manner))


def _shipping_percent_off(benefit: Document, shop: Shop, manner: Manner) -> Iterator[Gift]:
    return _share_of(benefit, target_of(benefit, shop, manner, SHIPPING))


def _share_of(benefit: Document, target: Target) -> Iterator[Gift]:
    value = benefit.needed("value")
    percent, credit = percent_of(value, benefit.path), benefit.text("as")
    if credit == "future_credit":
        made: Benefit = PointsPercent(percent, currency=CREDIT)
        yield from evolve(target, lane=Lane.POINTS).gifts(made, value=value)
    elif credit:
        raise Missing(UNKNOWN_KIND.of(f"benefit as {credit}"))
    else:
        together = target.lane not in (Lane.LINES, Lane.SHIPPING)
        yield from target.gifts(target.share(percent), value=value, level=target.level, together=together)


def _amount_off(benefit: Document, shop: Shop, manner: Manner) -> Iterator[Gift]:
    return _sum_off(benefit, shop, manner, target_of(benefit, shop, manner), benefit.needed("value"))


def _shipping_amount_off(benefit: Document, shop: Shop, manner: Manner) -> Iterator[Gift]:
    target = target_of(benefit, shop, manner, SHIPPING)
    return _sum_off(benefit, shop, manner, target, benefit.needed("value"))


def _sum_off(benefit: Document, shop: Shop, manner: Manner, target: Target, value: Decimal) -> Iterator[Gift]:
    if target.factor != 1:
        raise Missing(UNIT_OF_MEASURE.of(benefit.path))
    per, credit = _per(target, shop, manner, benefit.path), benefit.text("as")
    if credit == "future_credit":
        parts = Scale(POINT_DECIMALS).exactly(value, benefit.path)
        yield from evolve(target, lane=Lane.POINTS).gifts(
            PointsAmount(parts, per=per, currency=CREDIT), value=value, together=per is Per.RECEIPT
        )
        return
    if credit:
        raise Missing(UNKNOWN_KIND.of(f"benefit as {credit}"))
    made = AmountOff(shop.scale.money(value, benefit.path), per=per, excluding=target.excluding)
    yield from target.gifts(made, value=value, together=per is Per.RECEIPT)


def _per(target: Target, shop: Shop, manner: Manner, path: str) -> Per:
    if manner.lines_share and target.spread == "" and target.scope in ("line", "lines"):
        return Per.RECEIPT
    match target.spread, target.scope:
        case ("proportional", _) | ("", "order" | "order_and_shipping" | "shipping"):
            return Per.RECEIPT
        case ("each" | "each_unit", _) | ("", "units"):
            return Per.UNIT
        case ("each_line", _) | ("", "line" | "lines"):
            return Per.LINE
        case "equal_units", _:
            if len({position.amount / position.quantity for position in shop.of(GOODS)}) == 1:
                return Per.RECEIPT  # equal units have equal shares
        case _:
            pass
    raise Missing(SPREAD.of(f"{path}: {target.spread} over {target.scope}"))


def _fixed_price(benefit: Document, shop: Shop, manner: Manner) -> Iterator[Gift]:
    return _priced(benefit, shop, manner, target_of(benefit, shop, manner))


def _shipping_fixed_price(benefit: Document, shop: Shop, manner: Manner) -> Iterator[Gift]:
    return _priced(benefit, shop, manner, target_of(benefit, shop, manner, SHIPPING))


def _priced(benefit: Document, shop: Shop, manner: Manner, target: Target) -> Iterator[Gift]:
    value = benefit.needed("value") * target.factor
    costs = (position.amount < shop.scale.minor(value * position.quantity) for position in shop.positions)
    if manner.raises and any(costs):
        raise Missing(MARKUP.of(f"{benefit.path} sets a price of {value}"))
    if target.scope not in ("order", "units", "shipping"):
        raise Missing(UNKNOWN_KIND.of(f"price of {target.scope}"))
    together = target.scope == "order"
    made = FixedPrice(shop.scale.money(value, benefit.path), together=together)
    yield from target.gifts(made, value=value, together=together)


def _tiered(benefit: Document, shop: Shop, manner: Manner) -> Iterator[Gift]:
    """A rule for each tier, which holds from there to the next."""
    target, by = target_of(benefit, shop, manner), benefit.text("by", "cart_amount")
    if by not in ("cart_amount", "cart_qty", "shipping"):
        raise Missing(TIERED.of(f"by {by}"))
    lines = selection(benefit.part("by_filter"), shop, SHIPPING if by == "shipping" else GOODS)
    share = benefit.text("type") == "tiered_percent"
    for bounds, value in _tiers(benefit):
        if by == "cart_qty":
            terms = quantity_between(bounds, lines, benefit.path)
        else:
            terms = amount_between(bounds, lines, shop, benefit.path)
        if share:
            made, together = target.share(percent_of(value, benefit.path)), target.lane is not Lane.LINES
            gifts = target.gifts(made, value=value, level=target.level, together=together)
        else:
            gifts = _sum_off(benefit, shop, manner, target, value)
        for gift in gifts:
            yield evolve(gift, terms=gift.terms.and_(terms))


def _tiers(benefit: Document) -> Iterator[tuple[Range, Decimal]]:
    """From where to where each tier holds, and its value."""
    tiers = benefit.take("tiers")
    if not isinstance(tiers, list) or not all(isinstance(one, list) and len(one) == 2 for one in tiers):
        raise Missing(TIERED.of(benefit.path))
    steps = sorted((as_number(start, benefit.path), as_number(value, benefit.path)) for start, value in tiers)
    least = benefit.number("base")
    if least is not None:
        steps.insert(0, (Decimal(0), least))
    for n, (start, value) in enumerate(steps):
        end = steps[n + 1][0] if n + 1 < len(steps) else None
        if start != end:
            yield Range(low=start, high=end, high_open=end is not None), value


def _graduated(benefit: Document, shop: Shop, manner: Manner) -> Iterator[Gift]:
    """One sum off the first unit of each line, and another off each further one."""
    first, further = benefit.needed("first_unit"), benefit.needed("additional_unit")
    target, most = target_of(benefit, shop, manner), benefit.whole("max_units")
    values = [shop.scale.money(value, benefit.path) for value in (first, further)]
    if not further or most == 1:
        values, most = values[:1], 1
    if most is not None and most < 1:
        raise Missing(UNKNOWN_KIND.of(f"{benefit.path}: {most} units"))
    for code in target.codes:
        made = UnitByUnit(values, at_most=most)
        lines = (*target.selection, Products({code}))
        yield Gift(lane=Lane.LINES, selection=lines, benefits=(made,), value=first)


def _allocate(benefit: Document, shop: Shop, manner: Manner) -> Iterator[Gift]:
    """A sum spread over weights, for which the cart has lines that are dear enough to bear it."""
    value = abs(benefit.needed("value"))
    made = AmountOff(shop.scale.money(value, benefit.path))
    yield Gift(lane=Lane.ORDER, selection=(), benefits=(made,), value=value, splits=False)


_MAKERS: Final[dict[str, Maker]] = {
    "allocate": _allocate,
    "amount_off": _amount_off,
    "fixed_price": _fixed_price,
    "free_item": free_item,
    "graduated_amount": _graduated,
    "percent_off": _percent_off,
    "points_earn": points_earn,
    "shipping_amount_off": _shipping_amount_off,
    "shipping_fixed_price": _shipping_fixed_price,
    "shipping_percent_off": _shipping_percent_off,
    "tiered_amount": _tiered,
    "tiered_percent": _tiered,
    "tiers": statuses,
}
