"""The views in a shell such as IPython's, which is not needed for them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

from loyalty_engine import Calculation, Explanation, OfferBook, Receipt
from loyalty_engine.notebook import (
    book_html,
    calculation_html,
    explanation_html,
    load_ipython_extension,
    receipt_html,
    unload_ipython_extension,
)

Printer = Callable[..., str]


class Formatter:
    """Keeps printers by class, as IPython's formatters do."""

    def __init__(self) -> None:
        self.printers: dict[type, Printer] = {}

    def for_type(self, typ: type, func: Printer | None = None) -> object:
        old = self.printers.get(typ)
        if func is not None:
            self.printers[typ] = func
        return old

    def pop(self, typ: type) -> object:
        return self.printers.pop(typ)


class Shell:
    """A shell that shows HTML and text; it is its own display formatter."""

    def __init__(self) -> None:
        self.formatters = {"text/html": Formatter(), "text/plain": Formatter()}
        self.display_formatter = self

    @property
    def printers(self) -> dict[type, Printer]:
        return self.formatters["text/html"].printers


def other_html(value: object) -> str:
    return "other"


OURS = {
    Receipt: receipt_html,
    Calculation: calculation_html,
    Explanation: explanation_html,
    OfferBook: book_html,
}


def test_loading_registers_the_views_for_html_alone() -> None:
    shell = Shell()

    load_ipython_extension(shell)

    assert shell.printers == OURS
    assert shell.formatters["text/plain"].printers == {}


def test_unloading_removes_them_and_nothing_else() -> None:
    shell = Shell()
    shell.printers[str] = other_html

    load_ipython_extension(shell)
    unload_ipython_extension(shell)

    assert shell.printers == {str: other_html}


def test_what_a_host_registers_later_stays() -> None:
    shell = Shell()

    load_ipython_extension(shell)
    shell.formatters["text/html"].for_type(Receipt, other_html)
    unload_ipython_extension(shell)

    assert shell.printers == {Receipt: other_html}


def test_loading_and_unloading_twice_is_as_good_as_once() -> None:
    shell = Shell()

    load_ipython_extension(shell)
    load_ipython_extension(shell)
    assert shell.printers == OURS
    unload_ipython_extension(shell)
    unload_ipython_extension(shell)
    assert shell.printers == {}


def test_the_views_load_no_shell() -> None:
    code = "import sys, loyalty_engine.notebook; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert {"IPython", "rich", "hypothesis", "loyalty_engine.cli"} & set(done.stdout.split()) == set()
