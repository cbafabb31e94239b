"""How far a long command has come, on standard error, for as long as somebody watches."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Final, TextIO, TypeAlias, cast

from loyalty_engine.cli.output import PROGRAM, with_rich

Advance: TypeAlias = Callable[[int], None]
"""Is told how many bytes are done."""

_STEP: Final = 10  # per cent between two lines


def progress(what: str, total: int | None) -> AbstractContextManager[Advance]:
    """Show how far *what* has come, of *total* bytes where that is known.

    On a terminal it is a bar, or without the extra ``cli`` a line for every tenth. Elsewhere it is nothing.
    """
    stream: TextIO | None = sys.stderr  # there is none where the process was started without it
    if stream is None or not stream.isatty():
        return contextlib.nullcontext(_ignored)
    module = with_rich("rich_progress")
    if module is None:
        return contextlib.nullcontext(plain(stream, what, total))
    return cast("Callable[..., AbstractContextManager[Advance]]", module.bar)(stream, what, total)


def _ignored(done: int) -> None:
    pass


def plain(stream: TextIO, what: str, total: int | None) -> Advance:
    """Writes a line for every further tenth of *total*."""
    written = 0

    def advance(done: int) -> None:
        nonlocal written
        percent = done * 100 // total // _STEP * _STEP if total else 0
        if percent > written:
            written = percent
            print(f"{PROGRAM}: {what}: {percent} %", file=stream, flush=True)

    return advance
