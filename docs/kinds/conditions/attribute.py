"""See also [where facts come from](../../how-to/own-condition.md#where-facts-come-from)."""

from __future__ import annotations

from kinds.conditions.asking import reached
from loyalty_engine import Carrier, HasAttribute, Member, Range


def attribute() -> None:
    colourful = HasAttribute(of=Carrier.PRODUCT, name="colour", values={"red", "blue"})
    reached(colourful)
    parents = HasAttribute(of=Carrier.MEMBER, name="children", between=Range(low=1))
    parents.describe()
    reached(parents, member=Member("boris", attributes={"children": 2}))
    HasAttribute(of=Carrier.EVENT, name="network").describe()
