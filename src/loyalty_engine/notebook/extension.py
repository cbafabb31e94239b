"""``%load_ext loyalty_engine.notebook``: the views become the way in which IPython shows our values.

IPython is not imported; what it hands over is used as the protocols here say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Protocol

from loyalty_engine.engine.book import OfferBook
from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.explain import Explanation
from loyalty_engine.model.receipt import Receipt
from loyalty_engine.notebook.view import book_html, calculation_html, explanation_html, receipt_html

HTML: Final = "text/html"

Printer = Callable[..., str]


class HtmlFormatter(Protocol):
    """What IPython looks HTML up in, by the class of a value."""

    def for_type(self, typ: type, func: Printer | None = None) -> object:
        """Register *func* for *typ*, if one is given; return what was registered before."""
        ...

    def pop(self, typ: type) -> object:
        """Forget what is registered for *typ*."""
        ...


class DisplayFormatter(Protocol):
    """The formatters of a shell."""

    @property
    def formatters(self) -> Mapping[str, HtmlFormatter]:
        """A formatter for each media type."""
        ...


class Shell(Protocol):
    """An interactive shell such as IPython's."""

    @property
    def display_formatter(self) -> DisplayFormatter:
        """What turns values into what is shown."""
        ...


_PRINTERS: Final[tuple[tuple[type, Printer], ...]] = (
    (Receipt, receipt_html),
    (Calculation, calculation_html),
    (Explanation, explanation_html),
    (OfferBook, book_html),
)


def load_ipython_extension(ipython: Shell) -> None:
    """Show receipts, calculations, explanations and offer books as tables; IPython calls this."""
    formatter = ipython.display_formatter.formatters[HTML]
    for kind, printer in _PRINTERS:
        formatter.for_type(kind, printer)


def unload_ipython_extension(ipython: Shell) -> None:
    """Undo `load_ipython_extension`; what a host has registered since stays."""
    formatter = ipython.display_formatter.formatters[HTML]
    for kind, printer in _PRINTERS:
        if formatter.for_type(kind) is printer:
            formatter.pop(kind)
