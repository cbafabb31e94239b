"""The bar of long commands; like `loyalty_engine.cli.rich_view` it needs the extra ``cli``."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn


@contextlib.contextmanager
def bar(stream: TextIO, what: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """A bar on *stream*, which vanishes at the end; without a *total* it only moves to and fro."""
    columns = (TextColumn("{task.description}"), BarColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=stream, markup=False), transient=True) as shown:
        task = shown.add_task(what, total=total)
        yield lambda done: shown.update(task, completed=done)
