"""Blocks as plain text, for where no HTML can be shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from loyalty_engine.notebook.blocks import Block, Cell, Part, Table, bounded, readable


def plain(blocks: Iterable[Block]) -> str:
    """The *blocks* one below the other, with an empty line between them."""
    return "\n\n".join(
        "\n".join(_table(block)) if isinstance(block, Table) else readable(block.text) for block in blocks
    )


def _table(table: Table) -> Iterator[str]:
    rows = [[readable(column.name) for column in table.columns]]
    rows += [[_cell(cell) for cell in row] for row in (*table.rows, *([table.total] if table.total else []))]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    yield readable(table.caption)
    for row in rows:
        cells = (
            text.rjust(width) if column.right else text.ljust(width)
            for text, width, column in zip(row, widths, table.columns, strict=True)
        )
        yield "  ".join(cells).rstrip()


def _cell(cell: Cell) -> str:
    return "; ".join(map(_part, bounded(cell)))


def _part(part: Part) -> str:
    return " ".join(readable(text) for text in (part.symbol, part.text, part.figure) if text)
