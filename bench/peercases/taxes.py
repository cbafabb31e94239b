"""Taxes of a line, which the host works out before and after the calculation: offers know nothing of them."""

from __future__ import annotations

from decimal import Decimal

from attrs import frozen

from peercases.document import Document
from peercases.features import Feature, Missing


@frozen(kw_only=True)
class Taxes:
    """Taxes on one line: rates that the price includes, rates that come on top, and sums per unit on top."""

    included: Decimal = Decimal(0)
    on_top: Decimal = Decimal(0)
    fixed: Decimal = Decimal(0)
    known: bool = False

    def net(self, amount: Decimal) -> Decimal:
        """What *amount*, as written, is without any tax."""
        return amount / (1 + self.included)

    def net_of_gross(self, gross: Decimal) -> Decimal:
        """What is left of *gross*, with all taxes but fixed ones, without them."""
        return gross / self._factor / (1 + self.included)

    def gross(self, amount: Decimal) -> Decimal:
        """What *amount*, as written, is with tax."""
        return amount * self._factor

    @property
    def _factor(self) -> Decimal:
        return 1 + self.on_top / (1 + self.included)


def taxes_of(document: Document) -> Taxes:
    """The taxes of the line *document*."""
    included = on_top = fixed = Decimal(0)
    known = "tax_rate" in document or "taxes" in document
    rate = document.number("tax_rate") or Decimal(0)
    if document.flag("tax_included"):
        included += rate
    else:
        on_top += rate
    for tax in document.parts("taxes"):
        share = tax.number("rate") or Decimal(0)
        fixed += tax.number("fixed") or Decimal(0)
        if tax.flag("included"):
            included += share
        else:
            on_top += share
    if min(included, on_top, fixed) < 0:
        raise Missing(Feature("taxes that are less than nothing", document.path))
    return Taxes(included=included, on_top=on_top, fixed=fixed, known=known)
