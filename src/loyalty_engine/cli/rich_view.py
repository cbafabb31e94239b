"""The view with colours: the only module that needs the extra ``cli``, and loaded only for a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final, TextIO

from rich import box
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text as RichText

from loyalty_engine.cli.view import Block, Style, Table, printable

_STYLES: Final = MappingProxyType(
    {
        Style.PLAIN: "",
        Style.TITLE: "bold cyan",
        Style.STRONG: "bold",
        Style.GOOD: "green",
        Style.BAD: "red",
        Style.FAINT: "dim",
    }
)


class RichView:
    """Writes blocks in colours; rich itself leaves them out where the terminal or NO_COLOR says so."""

    def __init__(self, stream: TextIO) -> None:
        self._console = Console(file=stream, highlight=False, markup=False, emoji=False)

    def show(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            if isinstance(block, Table):
                self._console.print(_table(block))
            else:
                self._console.print(RichText(printable(block.text), _STYLES[block.style]), soft_wrap=True)


def _table(table: Table) -> RichTable:
    drawn = RichTable(box=box.SIMPLE_HEAD, show_footer=bool(table.total), footer_style="bold")
    footer = table.total or ("",) * len(table.columns)
    for column, total in zip(table.columns, footer, strict=True):
        name, sum_ = RichText(column.name), RichText(printable(total))
        drawn.add_column(name, sum_, justify="right" if column.right else "left")
    for row in table.rows:
        drawn.add_row(*(RichText(printable(cell)) for cell in row))
    return drawn
