"""[Leave something to chance](../../how-to/chance.md) says how numbers are drawn, and kept."""

from __future__ import annotations

from kinds.shop import bought
from loyalty_engine import Chance, Context, Offer, PercentOff, calculate


def chance() -> None:
    wheel = Chance(10, draw="wheel")
    lucky = Offer.of("lucky", [wheel], [PercentOff(50)])
    str(calculate(bought, None, [lucky], context=Context(draws={"wheel": 99_999})).total)
    str(calculate(bought, None, [lucky], context=Context(draws={"wheel": 100_000})).total)
    # Without a draw nobody knows.
    print(calculate(bought, None, [lucky]).explain())
