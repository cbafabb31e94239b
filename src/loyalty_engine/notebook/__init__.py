"""How receipts, calculations, explanations and offer books look in a notebook.

``%load_ext loyalty_engine.notebook`` switches the views on for a whole notebook; `show` gives the view of one
value. Nothing else of the library loads this package.
"""

from __future__ import annotations

from loyalty_engine.notebook.extension import load_ipython_extension, unload_ipython_extension
from loyalty_engine.notebook.view import (
    View,
    book_html,
    calculation_html,
    explanation_html,
    receipt_html,
    show,
)

__all__ = [
    "View",
    "book_html",
    "calculation_html",
    "explanation_html",
    "load_ipython_extension",
    "receipt_html",
    "show",
    "unload_ipython_extension",
]
