"""Cases that are no targets: those of a list, and those that cannot be right."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from attrs import frozen

from peercases.document import Case, as_number


@frozen(kw_only=True)
class Fault:
    """Why a case is no target: the one of this *id*, or those of a *peer* with *test* in its test's name."""

    reason: str
    id: str = ""
    peer: str = ""
    test: str = ""

    def concerns(self, case: Case) -> bool:
        """Is *case* meant?"""
        if self.id:
            return case.id == self.id
        return case.peer == self.peer and self.test in str(case.document.values.get("source_test"))


def read_faults(path: Path) -> list[Fault]:
    """The list of faults in a JSON file."""
    return [Fault(**values) for values in json.loads(path.read_text("utf-8"))]


def fault_of(case: Case, faults: Sequence[Fault]) -> str:
    """The reason why *case* is no target; nothing for one that is."""
    for fault in faults:
        if fault.concerns(case):
            return fault.reason
    taken = case.expected.get("total_discount")
    if "total_discount" in case.asserted and taken is not None:
        worth = sum((_worth(part) for key in ("lines", "shipping") for part in _parts(case, key)), Decimal(0))
        if as_number(taken, "total_discount") > worth:
            return f"it takes {taken} off what costs {worth}"
    return ""


def _parts(case: Case, key: str) -> list[dict[str, object]]:
    cart = case.document.values.get("cart")
    parts = cart.get(key) if isinstance(cart, dict) else None
    return [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []


def _worth(part: dict[str, object]) -> Decimal:
    """The most that a line can cost, whatever its tax."""
    price = as_number(part.get("unit_price", part.get("amount", 0)), "a price")
    for key in ("unit_price_incl_tax", "original_unit_price"):
        price = max(price, as_number(part.get(key, 0), key))
    if part.get("taxes"):
        return Decimal("Infinity")
    return (
        price
        * as_number(part.get("qty", 1), "a quantity")
        * (1 + as_number(part.get("tax_rate", 0), "a rate"))
    )
