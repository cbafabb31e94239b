"""How often something is done."""

from __future__ import annotations

from attrs import frozen

from loyalty_engine.rules.predicates import Compare, OfLines, Range, ReceiptSum
from loyalty_engine.rules.units import Sets

#: The most that anything is repeated.
MOST_TIMES = 1_000


@frozen(kw_only=True)
class Times:
    """How often something is done: *most* times; or once for each full *every* of *figure*, if that is less.

    Amounts are in minor units of *currency*, quantities in thousandths. Figures are as those of steps: on
    what is left of the lines, or of the receipt as it was when the stage began. With sets, it is done once
    for each that is made and has units for it.
    """

    most: int = MOST_TIMES
    figure: OfLines | ReceiptSum | Sets | None = None
    every: int = 1
    currency: str | None = None

    @property
    def reached(self) -> Compare | None:
        """What must be reached for it to be done at all."""
        if self.figure is None or isinstance(self.figure, Sets):
            return None
        return Compare(figure=self.figure, range=Range(low=self.every), currency=self.currency)
