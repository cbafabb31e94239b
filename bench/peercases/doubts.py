"""Differences that may not be ours: who gets the last cents, how a host rounds taxes, what a word means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from loyalty_engine import Level
from peercases.compare import Difference
from peercases.document import Case
from peercases.features import LEFTOVER, TAX_ROUNDING, WORDS, Feature
from peercases.figures import Figures
from peercases.manners import Prices

#: Figures that the host works out with taxes.
_TAXED: Final = frozenset({"net_total", "subtotal", "tax_total", "total"})


def doubt_of(found: Sequence[Difference], case: Case, figures: Figures) -> Feature | None:
    """The reason why *found* says nothing of our calculation; None where there is no such reason."""
    if not found:
        return None
    text, gifts, count = "; ".join(map(str, found)), figures.book.gifts, len(figures.shop.positions)
    spread = any(not gift.splits or gift.level is Level.RECEIPT for gift in gifts)
    if spread and _only_leftovers(found, figures.unit, partial=_named(case) < count):
        return LEFTOVER.of(text)
    if _only_taxes(found, figures):
        return TAX_ROUNDING.of(text)
    if figures.shop.ambiguous or _only_readings(found, figures):
        return WORDS.of(text)
    return None


def is_other_reading(found: Sequence[Difference], case: Case, figures: Figures) -> bool:
    """Do words alone differ, where what the buyer pays in the end is as expected?"""
    keys = {difference.key for difference in found}
    return "total" in case.asserted and "total" not in keys and _only_readings(found, figures)


def _only_readings(found: Sequence[Difference], figures: Figures) -> bool:
    return all(difference.expected in figures.readings(difference.key) for difference in found)


def _gaps(found: Sequence[Difference]) -> Iterator[Decimal]:
    """By how much figures differ; something else than a figure differs by more than any unit of money."""
    for difference in found:
        if isinstance(difference.expected, Decimal) and isinstance(difference.found, Decimal):
            yield difference.expected - difference.found
        else:
            yield Decimal(10**9)


def _named(case: Case) -> int:
    """Of how many lines the case names figures."""
    found = [case.expected.get(key) for key in case.asserted]
    inner = [each for value in found if isinstance(value, dict) for each in value.values()]
    return max((len(value) for value in (*found, *inner) if isinstance(value, (dict, list))), default=0)


def _only_leftovers(found: Sequence[Difference], unit: Decimal, *, partial: bool) -> bool:
    """Do parts of sums alone differ, by the smallest unit of money, and the sums not?

    Where figures are *partial*, their sum is not known.
    """
    gaps = list(_gaps(found))
    if not all(difference.part for difference in found) or any(abs(gap) > unit for gap in gaps):
        return False
    return partial or not sum(gaps)


def _only_taxes(found: Sequence[Difference], figures: Figures) -> bool:
    """Do figures with taxes alone differ, by less than a unit of money for each unit that is taxed?

    A host may round the tax of a unit, of a line or of all lines of a rate; we know it of a line.
    """
    taxed = [p for p in figures.shop.positions if p.taxes.included or p.taxes.on_top]
    on_top = any(position.taxes.on_top for position in taxed)
    keys = _TAXED if on_top or figures.manner.prices is Prices.AS_WRITTEN else _TAXED - {"total"}
    most = figures.unit * sum((max(position.quantity, Decimal(1)) for position in taxed), Decimal(0))
    if len(taxed) == 1 and taxed[0].quantity == 1:
        return False
    return all(difference.key in keys for difference in found) and all(
        abs(gap) < most for gap in _gaps(found)
    )
