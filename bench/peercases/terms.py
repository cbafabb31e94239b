"""Conditions and filters of a case in our words."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from attrs import field, frozen

from loyalty_engine import (
    Carrier,
    Condition,
    CouponPresented,
    Groups,
    HasAttribute,
    InAudience,
    LineAmount,
    LineQuantity,
    Money,
    Not,
    Products,
    PurchaseCount,
    Quantity,
    Range,
    ReceiptAmount,
    ReceiptContains,
)
from peercases.buyers import AS_NUMBER, written
from peercases.document import Document
from peercases.features import (
    CUSTOM,
    FREE_ELSEWHERE,
    UNIT_OF_MEASURE,
    UNKNOWN_KIND,
    Feature,
    Missing,
)
from peercases.matching import matched
from peercases.positions import GOODS, GROUPED, NO_PART, SHIPPING, Scale
from peercases.shop import Shop
from peercases.words import Never

Selection = tuple[Condition, ...]

#: What a cart comes to before any promotion, and after those that have been applied.
BEFORE: Final = {"gross", "undiscounted_available_units", "original", "subtotal"}
#: What a customer's attribute cannot be about.
_ELSEWHERE: Final = ("cart", "group", "groups", "history", "orders", "points", "shipping")
_FREE: Final = {"undiscounted_available_units"}
_SO_FAR: Final = {
    "current",
    "discounted",
    "after_code_discounts",
    "items_total_after_previous",
    "remaining",
}


@frozen
class Measured:
    """A condition on what certain lines come to: *measure*, on the lines of *selection*."""

    selection: Selection
    measure: Condition
    feature: Feature = field(eq=False)


@frozen
class Terms:
    """What a promotion asks for: *checks* on the receipt, and figures of certain lines."""

    checks: tuple[Condition, ...] = ()
    measured: tuple[Measured, ...] = ()

    def and_(self, more: Terms) -> Terms:
        """These terms and *more*."""
        return Terms((*self.checks, *more.checks), (*self.measured, *more.measured))

    def on(self, selection: Selection) -> list[Condition]:
        """The conditions of a rule that works on the lines of *selection*."""
        found = [*self.checks, *selection]
        for each in self.measured:
            if set(map(repr, each.selection)) != set(map(repr, selection)):
                raise Missing(each.feature)
            found.append(each.measure)
        return found


def goods(shop: Shop) -> Selection:
    """All lines but shipping."""
    return () if shop.only_goods else (part(GOODS),)


def part(name: str) -> Condition:
    """The lines of one part of the cart."""
    return HasAttribute(of=Carrier.LINE, name="part", values={name})


def selection(filter: Document, shop: Shop, of: str = GOODS) -> Selection:
    """The lines that pass *filter*; without a word, all goods."""
    found: list[Condition] = [] if of == GOODS else [part(of)]
    found += goods(shop) if of == GOODS else ()
    skus = filter.texts("skus")
    if skus:
        found.append(Products([shop.code(sku) for sku in skus]))
    if any(filter.texts(key) == [] for key in ("skus", *GROUPED)):
        found.append(part(NO_PART))
    for key, name in GROUPED.items():
        values = filter.texts(key)
        if values:
            found.append(Groups([shop.group(f"{name}:{value}") for value in values]))
    excluded = filter.texts("exclude_skus")
    if excluded:
        found.append(Not(Products([shop.code(sku) for sku in excluded])))
    excluded = filter.texts("exclude_categories")
    if excluded:
        found.append(Not(Groups([shop.group(f"category:{value}") for value in excluded])))
    for key, name in (("uom", "uom"), ("shipping_ids", "option")):
        values = filter.texts(key)
        if values is not None:
            found.append(HasAttribute(of=Carrier.LINE, name=name, values=set(values)))
    low, above = filter.number("min_unit_price"), filter.number("min_unit_price_exclusive")
    high = filter.number("max_unit_price")
    if low is not None or above is not None or high is not None:
        open_below = low is None and above is not None
        bounds = Range(low=above if low is None else low, high=high, low_open=open_below)
        found.append(HasAttribute(of=Carrier.LINE, name="unit_price", between=bounds))
    return tuple(found)


def terms_of(condition: Document, shop: Shop, *, free_units: bool, alone: bool) -> Terms:
    """What *condition* asks for.

    *free_units* counts those alone that no offer has used. *alone* says that no other promotion could have
    taken anything off before.
    """
    kind, filter = condition.text("type"), condition.part("filter")
    match kind:
        case "cart_amount":
            bounds, base = _bounds(condition), condition.text("base", "gross")
            if base == "net":
                return _net(condition, filter, bounds, shop)
            if base == "with_shipping" and "filter" not in condition:
                return amount_between(bounds, (), shop, condition.path, so_far=not alone)
            if base not in BEFORE | _SO_FAR:
                raise Missing(UNKNOWN_KIND.of(f"base {base}"))
            so_far, free_units = base in _SO_FAR and not alone, free_units and base in _FREE
            _doubt_taxes(bounds, filter, shop)
            lines = selection(filter, shop)
            return amount_between(bounds, lines, shop, condition.path, so_far=so_far, free_units=free_units)
        case "cart_qty":
            if "unit" in condition:
                return _stock(condition, filter, shop)
            return quantity_between(
                _bounds(condition), selection(filter, shop), condition.path, free_units=free_units
            )
        case "contains":
            return _contains(condition, filter, shop)
        case "line_qty":
            least = Range(low=condition.needed("min"))
            many = HasAttribute(of=Carrier.LINE, name="quantity", between=least)
            return Terms((ReceiptContains([*selection(filter, shop), many]),))
        case "customer_group":
            return Terms((InAudience(frozenset(condition.texts("in") or ())),))
        case "customer_attribute":
            return _attribute(condition)
        case "nth_order":
            before = (condition.whole("n") or 1) - 1
            return Terms((PurchaseCount(at_least=before, at_most=before),))
        case "shipping":
            return _shipping(condition, shop)
        case "custom":
            raise Missing(CUSTOM.of(condition.text("expr")))
        case _:
            raise Missing(UNKNOWN_KIND.of(f"condition {kind}"))


def _doubt_taxes(bounds: Range, filter: Document, shop: Shop) -> None:
    """Note where taxes decide whether goods come to so much: the case may mean them with tax, or without."""
    found = matched(filter, shop)
    written = sum((shop.scale.value(position.amount) for position in found), Decimal(0))
    taxed = sum((position.taxes.gross(shop.scale.value(position.amount)) for position in found), Decimal(0))
    without = sum((shop.net(position) for position in found), Decimal(0))
    if any(position.taxes.on_top for position in found):
        seen = {_reached(bounds, amount) for amount in (written, taxed, without)}
        shop.ambiguous = shop.ambiguous or len(seen) > 1


def _reached(bounds: Range, amount: Decimal) -> bool:
    low, high = bounds.low, bounds.high
    above = low is None or amount > low or (amount == low and not bounds.low_open)
    return above and (high is None or amount < high or (amount == high and not bounds.high_open))


def _net(condition: Document, filter: Document, bounds: Range, shop: Shop) -> Terms:
    """What goods come to without tax, before discounts, which the host has written on the receipt."""
    name = f"net:{condition.path}"
    shop.write(name, sum((shop.net(position) for position in matched(filter, shop)), Decimal(0)))
    return Terms((HasAttribute(of=Carrier.RECEIPT, name=name, between=bounds),))


def _stock(condition: Document, filter: Document, shop: Shop) -> Terms:
    """How many units of stock there are, which the host has written on the receipt."""
    if condition.text("unit") != "stock":
        raise Missing(UNIT_OF_MEASURE.of(condition.path))
    name = f"stock:{condition.path}"
    units = [position.quantity * position.stock_factor for position in matched(filter, shop)]
    shop.write(name, sum(units, Decimal(0)))
    return Terms((HasAttribute(of=Carrier.RECEIPT, name=name, between=_bounds(condition)),))


def _bounds(condition: Document) -> Range:
    op, value = condition.text("op", ">="), condition.needed("value")
    match op:
        case ">=":
            return Range(low=value)
        case ">":
            return Range(low=value, low_open=True)
        case "<=":
            return Range(high=value)
        case "<":
            return Range(high=value, high_open=True)
        case "==" | "=":
            return Range(low=value, high=value)
        case _:
            raise Missing(UNKNOWN_KIND.of(f"operator {op}"))


def _steps(bounds: Range, decimals: int, path: str) -> tuple[int | None, int | None]:
    """Bounds in whole steps of so many decimals, both of them included; None for no bound."""
    scale, found = Scale(decimals), list[int | None]()
    for bound, step in ((bounds.low, int(bounds.low_open)), (bounds.high, -int(bounds.high_open))):
        found.append(None if bound is None else scale.exactly(Decimal(bound), path) + step)
    low, high = found
    return None if low is not None and low <= 0 else low, high


def amount_between(
    bounds: Range, lines: Selection, shop: Shop, path: str, *, so_far: bool = False, free_units: bool = False
) -> Terms:
    """What *lines* come to lies within *bounds*; without lines it is the whole receipt."""
    least, most = _steps(bounds, shop.scale.decimals, path)
    if least is None and most is None:
        return Terms()
    if most is not None and most < 0:
        return Terms((Never(),))
    low, high = (None if bound is None else Money(bound, shop.scale.currency) for bound in (least, most))
    if free_units:
        feature = FREE_ELSEWHERE.of(path)
        return Terms((), (Measured(lines, LineAmount(at_least=low, at_most=high), feature),))
    if not lines:
        return Terms((ReceiptAmount(at_least=low, at_most=high, so_far=so_far),))
    return Terms((ReceiptContains(lines, amount_at_least=low, amount_at_most=high, so_far=so_far),))


def quantity_between(bounds: Range, lines: Selection, path: str, *, free_units: bool = False) -> Terms:
    """The quantity on *lines* lies within *bounds*; without lines it is that of all goods."""
    least, most = _steps(bounds, 3, path)
    if least is None and most is None:
        return Terms()
    if most is not None and most <= 0:
        if free_units:
            raise Missing(FREE_ELSEWHERE.of(path))
        none = Not(ReceiptContains(lines or (part(GOODS),))) if most == 0 and least is None else Never()
        return Terms((none,))
    low, high = (None if bound is None else Quantity(bound) for bound in (least, most))
    if free_units:
        measure = LineQuantity(at_least=low, at_most=high)
        return Terms((), (Measured(lines, measure, FREE_ELSEWHERE.of(path)),))
    return Terms((ReceiptContains(lines or (part(GOODS),), at_least=low, at_most=high),))


def _contains(condition: Document, filter: Document, shop: Shop) -> Terms:
    lines = selection(filter, shop)
    distinct, least = condition.whole("distinct_skus"), condition.number("min_qty")
    least_quantity = None if least is None else Quantity.of(least)
    found = ReceiptContains(lines or (part(GOODS),), at_least=least_quantity, different_at_least=distinct)
    return Terms((found,))


def _member(name: str, bounds: Range) -> Condition:
    return HasAttribute(of=Carrier.MEMBER, name=name, between=bounds)


def _attribute(condition: Document) -> Terms:
    name, op, values = condition.text("path"), condition.text("op", "in"), condition.texts("values")
    if name.split(".")[0] in _ELSEWHERE:
        raise Missing(UNKNOWN_KIND.of(f"attribute {name}"))
    wanted = values or ([condition.text("value")] if "value" in condition else [])
    if op in ("in", "not_in", "!=") or (op in ("==", "=") and not (wanted and _is_number(wanted[0]))):
        found = HasAttribute(of=Carrier.MEMBER, name=name, values={written(each) for each in wanted})
        return Terms((found if op not in ("not_in", "!=") else Not(found),))
    return Terms((_member(f"{name}{AS_NUMBER}", _bounds(condition)),))


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdigit()


def _shipping(condition: Document, shop: Shop) -> Terms:
    names = condition.texts("method_in")
    if names is None:
        return amount_between(_bounds(condition), (part(SHIPPING),), shop, condition.path)
    if "value" in condition:
        raise Missing(UNKNOWN_KIND.of(condition.path))
    chosen = HasAttribute(of=Carrier.LINE, name="option", values=set(names))
    return Terms((ReceiptContains([part(SHIPPING), chosen]),))


def presented(code: str) -> Condition:
    """The promotion's code is presented."""
    return CouponPresented({code})
