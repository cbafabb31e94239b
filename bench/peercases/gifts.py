"""Benefits of a case in our words."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from enum import Enum
from typing import Final

from attrs import evolve, field, frozen

from loyalty_engine import (
    AmountOff,
    Benefit,
    FixedPrice,
    Given,
    InvalidInput,
    Level,
    Per,
    Percent,
    PercentOff,
    PointsAmount,
    PointsPercent,
    PointsPerSum,
    Range,
)
from loyalty_engine.rules.instructions import PAID_IN_MONEY
from peercases.document import Document, as_number
from peercases.features import (
    AT_MOST_UNITS,
    AT_MOST_UNITS_PER_LINE,
    BASE,
    BUNDLE_PRICE,
    BUY_GET,
    CAP,
    GIFT,
    GRADUATED,
    MARKUP,
    NTH_OF_SET,
    PAY_WITH_POINTS,
    PERCENT,
    SPREAD,
    STATUS,
    TIERED,
    UNIT_OF_MEASURE,
    UNKNOWN_KIND,
    Missing,
)
from peercases.manners import Manner
from peercases.positions import GOODS, SHIPPING, Scale
from peercases.shop import Shop
from peercases.terms import Selection, Terms, amount_between, quantity_between, selection
from peercases.words import AmountOffRest

#: Our names for what a case calls points, and for credit in money.
POINTS: Final = "points"
CREDIT: Final = "credit"
#: Points have this many decimals.
POINT_DECIMALS: Final = 2

_LEFT: Final = frozenset({Given.DISCOUNT})


class Lane(Enum):
    """What a benefit is about."""

    LINES = 1
    ORDER = 2
    SHIPPING = 3
    POINTS = 4


@frozen(kw_only=True)
class Gift:
    """A benefit on the lines of *selection*, given on more *terms* than its promotion's.

    *level* is where its percentage is to be rounded, None where it does not matter. *value* is what the
    case writes, to order by.
    """

    lane: Lane
    selection: Selection
    benefits: tuple[Benefit, ...]
    level: Level | None = None
    value: Decimal = Decimal(0)
    terms: Terms = Terms()
    splits: bool = field(default=True)


def gifts_of(benefit: Document, shop: Shop, manner: Manner, *, foreign: bool) -> list[Gift]:
    """What *benefit* gives; the sums of a *foreign* one are not in the money of the cart."""
    if foreign:
        shop = evolve(shop, scale=evolve(shop.scale, foreign=True))
    benefit.skip("note")
    kind = benefit.text("type")
    if "max_amount" in benefit:
        raise Missing(CAP.of(benefit.path))
    if "cost_points" in benefit:
        raise Missing(PAY_WITH_POINTS.of(f"{benefit.path}.cost_points"))
    maker = _MAKERS.get(kind)
    if maker is None:
        raise Missing(_WITHOUT_WORDS.get(kind, UNKNOWN_KIND).of(f"benefit {kind}"))
    return list(maker(benefit, shop, manner))


_WITHOUT_WORDS: Final = {
    "buy_get": BUY_GET,
    "bundle_fixed_price": BUNDLE_PRICE,
    "free_item": GIFT,
    "markup_percent": MARKUP,
    "points_redeem": PAY_WITH_POINTS,
    "tiers": STATUS,
}


@frozen(kw_only=True)
class _Target:
    scope: str
    lane: Lane
    selection: Selection
    spread: str
    base: str
    level: Level
    remaining: bool


def _target(benefit: Document, shop: Shop, manner: Manner, *, part_of: str = GOODS) -> _Target:
    target = benefit.part("target")
    scope = target.text("scope", "shipping" if part_of == SHIPPING else "order")
    if scope in ("set", "set_group"):
        raise Missing(NTH_OF_SET.of(f"{target.path} {scope}"))
    if scope == "condition_units":
        raise Missing(BUNDLE_PRICE.of(f"{target.path} {scope}"))
    if "unit" in target:
        raise Missing(UNIT_OF_MEASURE.of(target.path))
    _refuse_few_units(target, shop, part_of)
    base, spread = target.text("base"), target.text("spread")
    if base not in ("", "original", "unit_price", "remaining", "sale_or_retail"):
        raise Missing(BASE.of(f"{target.path}.base is {base}"))
    levels = {"units": manner.unit_level, "lines": manner.line_level, "line": manner.line_level}
    lanes = {"units": Lane.LINES, "lines": Lane.LINES, "line": Lane.LINES, "shipping": Lane.SHIPPING}
    if scope not in (*lanes, "order", "order_and_shipping"):
        raise Missing(UNKNOWN_KIND.of(f"scope {scope}"))
    filter = target.part("filter")
    lines = () if scope == "order_and_shipping" else selection(filter, shop, part_of)
    return _Target(
        scope=scope,
        lane=lanes.get(scope, Lane.ORDER),
        selection=lines,
        spread=spread,
        base=base,
        level=levels.get(scope, manner.line_level if scope == "shipping" else manner.order_level),
        remaining=base == "remaining" or (not base and manner.remaining),
    )


def _refuse_few_units(target: Document, shop: Shop, part_of: str) -> None:
    """A bound on units must be out of reach; which units would be picked is then all the same."""
    quantities = [position.quantity for position in shop.positions if position.part == part_of]
    target.skip("pick")
    most = target.number("max_units")
    if most is not None and most < sum(quantities):
        raise Missing(AT_MOST_UNITS.of(f"{target.path}.max_units is {most}"))
    most = target.number("max_units_per_line")
    if most is not None and most < max(quantities, default=Decimal(0)):
        raise Missing(AT_MOST_UNITS_PER_LINE.of(f"{target.path}.max_units_per_line is {most}"))


def _percent(value: Decimal, path: str) -> Percent:
    try:
        return Percent(min(value, Decimal(100)))
    except InvalidInput:
        raise Missing(PERCENT.of(f"{path} is {value}")) from None


def _share(percent: Percent, target: _Target) -> Benefit:
    return PercentOff(percent, excluding=_LEFT if target.remaining else frozenset())


def _percent_off(benefit: Document, shop: Shop, manner: Manner) -> Iterator[Gift]:
    value = benefit.needed("value")
    target, percent = _target(benefit, shop, manner), _percent(value, benefit.path)
    credit = benefit.text("as")
    if credit == "future_credit":
        made: Benefit = PointsPercent(percent, currency=CREDIT)
        yield Gift(lane=Lane.POINTS, selection=target.selection, benefits=(made,), value=value)
        return
    if credit:
        raise Missing(UNKNOWN_KIND.of(f"benefit as {credit}"))
    yield Gift(
        lane=target.lane,
        selection=target.selection,
        benefits=(_share(percent, target),),
        level=target.level,
        value=value,
        splits=target.lane is Lane.LINES,
    )


def _shipping_percent_off(benefit: Document, shop: Shop, manner: Manner) -> Iterator[Gift]:
    value = benefit.needed("value")
    target = _target(benefit, shop, manner, part_of=SHIPPING)
    made = _share(_percent(value, benefit.path), target)
    yield Gift(
        lane=Lane.SHIPPING, selection=target.selection, benefits=(made,), level=target.level, value=value
    )


def _amount_off(benefit: Document, shop: Shop, manner: Manner) -> Iterator[Gift]:
    return _sum_off(benefit, shop, _target(benefit, shop, manner), benefit.needed("value"))


def _shipping_amount_off(benefit: Document, shop: Shop, manner: Manner) -> Iterator[Gift]:
    target = _target(benefit, shop, manner, part_of=SHIPPING)
    return _sum_off(benefit, shop, target, benefit.needed("value"))


def _sum_off(benefit: Document, shop: Shop, target: _Target, value: Decimal) -> Iterator[Gift]:
    if "as" in benefit:
        raise Missing(UNKNOWN_KIND.of(f"benefit as {benefit.text('as')}"))
    per = _per(target, shop, benefit.path)
    money = shop.scale.money(value, benefit.path)
    if per is Per.RECEIPT and target.remaining:
        made: Benefit = AmountOffRest(money)
    else:
        made = AmountOff(money, per=per)
    together = per is Per.RECEIPT
    yield Gift(
        lane=target.lane, selection=target.selection, benefits=(made,), value=value, splits=not together
    )


def _per(target: _Target, shop: Shop, path: str) -> Per:
    match target.spread, target.scope:
        case ("proportional", _) | ("", "order" | "order_and_shipping" | "shipping"):
            return Per.RECEIPT
        case ("each" | "each_unit", _) | ("", "units"):
            return Per.UNIT
        case ("each_line", _) | ("", "line" | "lines"):
            return Per.LINE
        case "equal_units", _:
            goods = [position for position in shop.positions if position.part == GOODS]
            if len({position.amount / position.quantity for position in goods}) == 1:
                return Per.RECEIPT  # equal units have equal shares
        case _:
            pass
    raise Missing(SPREAD.of(f"{path}: {target.spread} over {target.scope}"))


def _fixed_price(benefit: Document, shop: Shop, manner: Manner) -> Iterator[Gift]:
    return _priced(benefit, shop, manner, _target(benefit, shop, manner))


def _shipping_fixed_price(benefit: Document, shop: Shop, manner: Manner) -> Iterator[Gift]:
    return _priced(benefit, shop, manner, _target(benefit, shop, manner, part_of=SHIPPING))


def _priced(benefit: Document, shop: Shop, manner: Manner, target: _Target) -> Iterator[Gift]:
    value = benefit.needed("value")
    if manner.raises and any(
        position.amount < shop.scale.minor(value * position.quantity) for position in shop.positions
    ):
        raise Missing(MARKUP.of(f"{benefit.path} sets a price of {value}"))
    if target.scope not in ("order", "units", "shipping"):
        raise Missing(UNKNOWN_KIND.of(f"price of {target.scope}"))
    together = target.scope == "order"
    made = FixedPrice(shop.scale.money(value, benefit.path), together=together)
    yield Gift(
        lane=target.lane, selection=target.selection, benefits=(made,), value=value, splits=not together
    )


def _tiered(benefit: Document, shop: Shop, manner: Manner) -> Iterator[Gift]:
    """A rule for each tier, which holds from there to the next."""
    target, by = _target(benefit, shop, manner), benefit.text("by", "cart_amount")
    if by not in ("cart_amount", "cart_qty"):
        raise Missing(TIERED.of(f"by {by}"))
    lines = selection(benefit.part("by_filter"), shop)
    for bounds, value in _tiers(benefit):
        if by == "cart_qty":
            terms = quantity_between(bounds, lines, benefit.path)
        else:
            terms = amount_between(bounds, lines, shop, benefit.path)
        if benefit.text("type") == "tiered_percent":
            made: Benefit = _share(_percent(value, benefit.path), target)
            tier = Gift(
                lane=target.lane,
                selection=target.selection,
                benefits=(made,),
                level=target.level,
                value=value,
                splits=target.lane is Lane.LINES,
            )
        else:
            (tier,) = _sum_off(benefit, shop, target, value)
        yield evolve(tier, terms=terms)


def _tiers(benefit: Document) -> Iterator[tuple[Range, Decimal]]:
    """From where to where each tier holds, and its value."""
    tiers = benefit.take("tiers")
    if not isinstance(tiers, list):
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
    """A part for the line and another for each of its units."""
    target = _target(benefit, shop, manner)
    first, further = benefit.needed("first_unit"), benefit.needed("additional_unit")
    _refuse_few_units(Document(benefit.path, {"max_units_per_line": benefit.take("max_units")}), shop, GOODS)
    if first < further:
        raise Missing(GRADUATED.of(f"{first}, then {further}"))
    for_line = AmountOff(shop.scale.money(first - further, benefit.path), per=Per.LINE)
    for_unit = AmountOff(shop.scale.money(further, benefit.path), per=Per.UNIT)
    yield Gift(lane=Lane.LINES, selection=target.selection, benefits=(for_line, for_unit), value=first)


def _points_earn(benefit: Document, shop: Shop, manner: Manner) -> Iterator[Gift]:
    """Points by amount, in proportion unless they are rounded down to full amounts, or by unit."""
    points, every, base = benefit.needed("points"), benefit.number("per_amount"), benefit.text("base", "paid")
    excluding = {"paid": PAID_IN_MONEY, "gross": frozenset[Given]()}.get(base)
    if excluding is None:
        raise Missing(UNKNOWN_KIND.of(f"points on {base}"))
    lines, down = selection(benefit.part("filter"), shop), benefit.text("round") in ("down", "floor")
    parts = Scale(POINT_DECIMALS).exactly(points, benefit.path)
    if every is None:
        if benefit.needed("per_unit") != 1:
            raise Missing(UNKNOWN_KIND.of("points for several units"))
        made: Benefit = PointsAmount(parts, per=Per.UNIT, currency=POINTS)
    elif down or points > every:
        money = shop.scale.money(every, benefit.path)
        made = PointsPerSum(parts, every=money, currency=POINTS, excluding=excluding)
    else:
        percent = _percent(points / every * 100, benefit.path)
        made = PointsPercent(percent, currency=POINTS, excluding=excluding)
    yield Gift(lane=Lane.POINTS, selection=lines, benefits=(made,), value=points)


def _allocate(benefit: Document, shop: Shop, manner: Manner) -> Iterator[Gift]:
    """A sum spread over weights; `Shop` has made them large enough to bear it."""
    value = abs(benefit.needed("value"))
    made = AmountOff(shop.scale.money(value, benefit.path))
    yield Gift(lane=Lane.ORDER, selection=(), benefits=(made,), value=value, splits=False)


_MAKERS: Final = {
    "percent_off": _percent_off,
    "amount_off": _amount_off,
    "fixed_price": _fixed_price,
    "shipping_percent_off": _shipping_percent_off,
    "shipping_amount_off": _shipping_amount_off,
    "shipping_fixed_price": _shipping_fixed_price,
    "tiered_percent": _tiered,
    "tiered_amount": _tiered,
    "graduated_amount": _graduated,
    "points_earn": _points_earn,
    "allocate": _allocate,
}
