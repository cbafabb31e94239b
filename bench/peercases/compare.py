"""Comparing our figures with those that a case asserts, and with no others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from attrs import frozen

from peercases.document import Case, as_number
from peercases.features import UNKNOWN_KEY, Missing
from peercases.figures import Figures
from peercases.outcomes import applications, eligible, refused, tier

Value = Decimal | Sequence[Decimal] | frozenset[str] | str | bool | None


@frozen
class Difference:
    """A figure that is not as expected; a *part* is one of several that make up a sum."""

    key: str
    expected: Value
    found: Value
    part: bool = False

    def __str__(self) -> str:
        return f"{self.key}: expected {_shown(self.expected)}, found {_shown(self.found)}"


def _shown(value: Value) -> str:
    if isinstance(value, frozenset):
        return ", ".join(sorted(value)) or "none"
    if isinstance(value, (str, bool)) or value is None:
        return str(value)
    return str(value) if isinstance(value, Decimal) else "/".join(map(str, value))


def differences(case: Case, figures: Figures) -> list[Difference]:
    """Where *figures* are not what *case* asserts."""
    tolerance = case.document.number("tolerance") or Decimal(0)
    return [
        Difference(name, wanted, found, part=name != key)
        for key in case.asserted
        for name, wanted, found in _pairs(key, case.expected.get(key), figures)
        if not _same(wanted, found, figures, tolerance, by_unit=key == "unit_prices")
    ]


def _same(wanted: Value, found: Value, figures: Figures, tolerance: Decimal, *, by_unit: bool) -> bool:
    """Is *found* as *wanted*?

    A price by unit is one that was rounded. Where a peer rounds nothing, we do, for each promotion.
    """
    if not isinstance(wanted, Decimal) or not isinstance(found, Decimal):
        return wanted == found
    if by_unit and figures.rounded(found) == wanted:
        return True
    gap = abs(wanted - found)
    unrounded = figures.unit * max(len(figures.book.promotions), 1)
    return gap <= tolerance or (figures.manner.exact and gap < unrounded)


_FIGURES: Final[Mapping[str, Callable[[Figures], Decimal]]] = {
    "lines_total": lambda figures: figures.lines_total,
    "net_total": lambda figures: figures.net_total,
    "order_discount": lambda figures: figures.order_discount,
    "shipping_total": lambda figures: figures.shipping_total,
    "subtotal": lambda figures: figures.subtotal,
    "tax_total": lambda figures: figures.tax_total,
    "total": lambda figures: figures.total,
    "total_discount": lambda figures: figures.total_discount,
    "value": lambda figures: figures.value,
}
_BY_NAME: Final[Mapping[str, Callable[[Figures, str], Decimal]]] = {
    "applications": applications,
    "line_discounts": Figures.line_discount,
    "line_totals": Figures.line_total,
    "points": Figures.points,
    "shipping_discounts": Figures.shipping_discount,
    "unit_prices": Figures.unit_price,
}


def _pairs(key: str, expected: object, figures: Figures) -> Iterator[tuple[str, Value, Value]]:
    """What is expected and what was found, figure by figure."""
    if key in _FIGURES:
        yield key, as_number(expected, key), _FIGURES[key](figures)
    elif key in _BY_NAME:
        for name, value in _mapping(key, expected).items():
            yield f"{key}.{name}", as_number(value, name), _BY_NAME[key](figures, name)
    elif key == "unit_discounts":
        for name, values in _mapping(key, expected).items():
            yield from _one_by_one(f"{key}.{name}", _numbers(name, values), figures.unit_discounts(name))
    elif key == "per_promotion":
        yield from _per_promotion(_mapping(key, expected), figures)
    elif key == "allocation":
        wanted, found = list(map(abs, _numbers(key, expected))), figures.allocation
        if figures.manner.any_order:
            wanted, found = sorted(wanted), sorted(found)
        yield from _one_by_one(key, wanted, found)
    elif key == "applied":
        yield key, _names(key, expected), figures.applied
    elif key == "not_applied":
        yield key, frozenset(), _names(key, expected) & figures.applied
    elif key == "free_items" and isinstance(expected, list):
        priced = any("value" in _mapping(key, item) for item in expected)
        yield key, frozenset(map(_item, expected)), frozenset(_added(figures, priced=priced))
    elif key == "eligible" and isinstance(expected, bool):
        yield key, expected, eligible(figures)
    elif key == "tier":
        yield key, str(expected), tier(figures)
    elif key == "error":
        error = str(expected)
        yield key, error, error if refused(figures, error) else "none"
    else:
        raise Missing(UNKNOWN_KEY.of(f"expected.{key}"))


def _one_by_one(
    key: str, expected: list[Decimal], found: list[Decimal]
) -> Iterator[tuple[str, Value, Value]]:
    """Figures of a list, one by one; of lists of different lengths, how long they are."""
    if len(expected) != len(found):
        yield key, f"{len(expected)} figures", f"{len(found)} figures"
    for n, (wanted, seen) in enumerate(zip(expected, found, strict=False)):
        yield f"{key}[{n}]", wanted, seen


def _mapping(key: str, expected: object) -> Mapping[str, object]:
    if isinstance(expected, dict):
        return expected
    raise Missing(UNKNOWN_KEY.of(f"expected.{key} is {expected!r}"))


def _numbers(key: str, expected: object) -> list[Decimal]:
    if isinstance(expected, list):
        return [as_number(value, key) for value in expected]
    raise Missing(UNKNOWN_KEY.of(f"expected.{key} is {expected!r}"))


def _names(key: str, expected: object) -> frozenset[str]:
    if isinstance(expected, list):
        return frozenset(map(str, expected))
    raise Missing(UNKNOWN_KEY.of(f"expected.{key} is {expected!r}"))


def _item(values: object) -> str:
    """Goods that are expected to be added, in a line: how many of what, at which price if that is said."""
    item = _mapping("free_items", values)
    unknown = sorted(item.keys() - {"sku", "qty", "value"})
    if unknown:
        raise Missing(UNKNOWN_KEY.of(f"expected.free_items.{unknown[0]}"))
    text = f"{as_number(item.get('qty'), 'qty')} {item.get('sku')}"
    return f"{text} at {as_number(item['value'], 'value'):.2f}" if "value" in item else text


def _added(figures: Figures, *, priced: bool) -> Iterator[str]:
    counts: dict[tuple[str, Decimal], int] = {}
    for goods, count in figures.added:
        key = goods.sku, goods.price - goods.off(1) if priced else Decimal(0)
        counts[key] = counts.get(key, 0) + count
    for (sku, price), count in counts.items():
        yield f"{count} {sku} at {price:.2f}" if priced else f"{count} {sku}"


def _per_promotion(
    expected: Mapping[str, object], figures: Figures
) -> Iterator[tuple[str, Decimal, Decimal]]:
    """What each promotion took off; one that is not named is expected to have taken nothing."""
    for promotion in dict.fromkeys(p.id for p in figures.book.promotions):
        lines = _mapping("per_promotion", expected.get(promotion) or {})
        for line, value in (lines or {"total": "0"}).items():
            path = f"per_promotion.{promotion}.{line}"
            found = figures.promotion_line(promotion, line, with_goods=bool(lines))
            yield path, as_number(value, path), found
