"""A kind of condition of our own: what the weather is like, as the till reports it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from attrs import field, frozen

from loyalty_engine.rules.predicates import Carrier, HasValue


def _skies(value: Iterable[str]) -> frozenset[str]:
    return frozenset([value] if isinstance(value, str) else value)


@frozen
class Weather:
    """The receipt's parameter "weather" is one of *skies*."""

    kind: ClassVar[str] = "acme:weather"
    skies: frozenset[str] = field(converter=_skies)

    def lower(self) -> HasValue:
        return HasValue(carrier=Carrier.RECEIPT, name="weather", wanted=self.skies)

    def describe(self) -> str:
        return f"the weather is {' or '.join(sorted(self.skies))}"
