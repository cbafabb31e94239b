"""Blocks as HTML: the only place where text becomes markup, and so the only one that escapes.

There is no script and nothing is fetched. Colours are those of the page, whatever its theme is; rules and
faint text take theirs from it. Formulas are switched off, or prices such as ``$5`` would become some.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

from loyalty_engine.notebook.blocks import (
    Block,
    Cell,
    Column,
    Part,
    Sentence,
    Style,
    Table,
    bounded,
    readable,
)

# Two classes in each selector outdo those of JupyterLab, which would put every cell to the right.
_SHEET: Final = """\
.loyalty-engine { overflow-x: auto; line-height: 1.4; }
.loyalty-engine .le-table { border-collapse: collapse; border: none; margin: 0 0 0.8em 0; color: inherit;
  font-size: inherit; font-variant-numeric: tabular-nums; table-layout: auto; }
.loyalty-engine .le-table caption { caption-side: top; text-align: left; color: inherit; font-size: inherit;
  font-weight: 600; padding: 0.3em 0.4em; }
.loyalty-engine .le-table th, .loyalty-engine .le-table td { text-align: left; vertical-align: top;
  border: none; color: inherit; padding: 0.25em 0.8em 0.25em 0.4em; max-width: 36em; white-space: normal;
  overflow-wrap: break-word; }
.loyalty-engine .le-table th { font-weight: 600; }
.loyalty-engine .le-table tbody th { font-weight: inherit; }
.loyalty-engine .le-table .le-right { text-align: right; }
.loyalty-engine .le-table thead { border: none;
  border-bottom: 1px solid var(--jp-border-color1, currentColor); }
.loyalty-engine .le-table tfoot { border-top: 1px solid var(--jp-border-color1, currentColor); }
.loyalty-engine .le-table td div + div { margin-top: 0.15em; }
.loyalty-engine .le-pair { display: flex; justify-content: space-between; gap: 1em; text-align: left; }
.loyalty-engine .le-figure { white-space: nowrap; }
.loyalty-engine .le-strong { font-weight: 600; }
.loyalty-engine .le-faint { opacity: 0.7; }
.loyalty-engine p { margin: 0 0 0.8em 0.4em; }
"""


def html(blocks: Iterable[Block]) -> str:
    """The *blocks* one below the other, in an element of their own."""
    body = "\n".join(_table(block) if isinstance(block, Table) else _sentence(block) for block in blocks)
    head = '<div class="loyalty-engine tex2jax_ignore mathjax_ignore">'
    return f"{head}\n<style>\n{_SHEET}</style>\n{body}\n</div>\n"


def _text(text: str) -> str:
    return escape(readable(text), quote=True)


def _sentence(sentence: Sentence) -> str:
    return f"<p>{_text(sentence.text)}</p>"


def _table(table: Table) -> str:
    names = "".join(_cell("th", column, _text(column.name), "col") for column in table.columns)
    rows = "".join(f"{_row(table.columns, row)}\n" for row in table.rows)
    total = f"<tfoot>\n{_row(table.columns, table.total)}\n</tfoot>\n" if table.total else ""
    caption = f"<caption>{_text(table.caption)}</caption>"
    head = f"<thead>\n<tr>{names}</tr>\n</thead>"
    return f'<table class="le-table">\n{caption}\n{head}\n<tbody>\n{rows}</tbody>\n{total}</table>'


def _row(columns: Iterable[Column], cells: Iterable[Cell]) -> str:
    return f"<tr>{''.join(_cells(columns, cells))}</tr>"


def _cells(columns: Iterable[Column], cells: Iterable[Cell]) -> Iterator[str]:
    for n, (column, cell) in enumerate(zip(columns, cells, strict=True)):
        content = "".join(map(_part, bounded(cell)))
        yield _cell("td", column, content) if n else _cell("th", column, content, "row")


def _cell(element: str, column: Column, content: str, scope: str = "") -> str:
    scoped = f' scope="{scope}"' if scope else ""
    right = ' class="le-right"' if column.right else ""
    return f"<{element}{scoped}{right}>{content}</{element}>"


def _part(part: Part) -> str:
    # a reader of screens would spell the symbol out; bdi keeps a name that runs to the left from its figure
    symbol = f'<span aria-hidden="true">{_text(part.symbol)}</span> ' if part.symbol else ""
    text = f"<bdi>{_text(part.text)}</bdi>" if part.text else ""
    figure = f'<span class="le-figure">{_text(part.figure)}</span>' if part.figure else ""
    gap = " " if text and figure else ""
    names = ["le-pair"] if gap else []
    names += [] if part.style is Style.PLAIN else [f"le-{part.style.value}"]
    classes = f' class="{" ".join(names)}"' if names else ""
    return f"<div{classes}>{symbol}{text}{gap}{figure}</div>"
