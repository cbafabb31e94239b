"""Whether an attribute is as it is wanted."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from loyalty_engine.model.attributes import AttributeValue
from loyalty_engine.rules.predicates import Range, Wanted


def fits(value: AttributeValue | None, wanted: Wanted) -> bool:
    """Is an attribute's *value* as *wanted*? A missing one never is, and true is not 1."""
    if value is None:
        return False
    if wanted is None:
        return True
    if isinstance(wanted, Range):
        return isinstance(value, (int, Decimal)) and not isinstance(value, bool) and value in wanted
    if isinstance(value, bool):
        return any(value is candidate for candidate in wanted)
    return isinstance(value, (str, int, Decimal, dt.date)) and any(
        value == candidate for candidate in wanted if not isinstance(candidate, bool)
    )
