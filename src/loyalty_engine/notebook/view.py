"""Views: how a value looks in a notebook, as HTML and as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from attrs import frozen

from loyalty_engine.engine.book import OfferBook
from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.explain import Explanation
from loyalty_engine.errors import InvalidInput, Problem, refuse
from loyalty_engine.model.identifiers import shown
from loyalty_engine.model.receipt import Receipt
from loyalty_engine.notebook.blocks import Block
from loyalty_engine.notebook.html import html
from loyalty_engine.notebook.offers import book_blocks, explanation_blocks
from loyalty_engine.notebook.plain import plain
from loyalty_engine.notebook.receipts import calculation_blocks, calculations_blocks, receipt_blocks

Viewed = Receipt | Calculation | Explanation | OfferBook | Sequence[Calculation]
"""What there are views of."""

_SUBJECT: Final = "view"


@frozen(repr=False)
class View:
    """A value as it looks: *html* for notebooks and pages, *text* for everywhere else."""

    html: str
    text: str

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html

    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
    ) -> dict[str, str]:
        """Both forms by their media types, as far as the notebook asks for them."""
        wanted, unwanted = None if include is None else set(include), set(exclude or ())
        forms = {"text/plain": self.text, "text/html": self.html}
        return {
            kind: form
            for kind, form in forms.items()
            if (wanted is None or kind in wanted) and kind not in unwanted
        }


def show(value: Viewed, *, book: OfferBook | None = None) -> View:
    """How *value* looks in a notebook; several calculations get one row each.

    Every text is escaped, and the size is bounded: of more than a hundred lines, offers or receipts the
    first are shown, and a sentence says how many are left out.

    Args:
        value: what is to be seen.
        book: has the names of products and offers and the decimals of points, where *value* is a receipt
            or was calculated elsewhere; several calculations take all their names from it.

    Raises:
        InvalidInput: there is no view of *value*.
    """
    blocks = tuple(_blocks(value, book))
    return View(html(blocks), plain(blocks))


def _blocks(value: Viewed, book: OfferBook | None) -> Iterable[Block]:
    if book is not None and not isinstance(book, OfferBook):
        raise InvalidInput.at(
            _SUBJECT, "book", f"{shown(book)} is not an offer book", "give one of compile_offers"
        )
    if isinstance(value, Receipt):
        return receipt_blocks(value, book)
    if isinstance(value, Calculation):
        return calculation_blocks(value, book)
    if isinstance(value, Explanation):
        return explanation_blocks(value)
    if isinstance(value, OfferBook):
        return book_blocks(value)
    return calculations_blocks(_calculations(value), book)


def _calculations(value: object) -> Sequence[Calculation]:
    hint = "show a receipt, a calculation or a list of them, an explanation or an offer book"
    if not isinstance(value, Sequence) or isinstance(value, (str, bytes)):
        raise InvalidInput.at(_SUBJECT, "", f"there is none of {shown(value)}", hint)
    refuse(
        _SUBJECT,
        [
            Problem(f"[{n}]", f"{shown(item)} is not a calculation", hint)
            for n, item in enumerate(value)
            if not isinstance(item, Calculation)
        ],
    )
    return tuple(value)


def receipt_html(receipt: Receipt) -> str:
    """*receipt* as HTML: its lines and what they add up to."""
    return html(receipt_blocks(receipt))


def calculation_html(calculation: Calculation) -> str:
    """*calculation* as HTML: its lines with discounts and points, other effects, and the verdicts."""
    return html(calculation_blocks(calculation))


def explanation_html(explanation: Explanation) -> str:
    """*explanation* as HTML: each offer with its outcome, what it gave, and the reasons."""
    return html(explanation_blocks(explanation))


def book_html(book: OfferBook) -> str:
    """*book* as HTML: each offer with its reach, its times and places, and its rules."""
    return html(book_blocks(book))
