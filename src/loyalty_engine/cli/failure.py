"""How a command ends."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

DONE: Final = 0
PROBLEMS: Final = 1  # a document cannot be meant as it stands
USAGE: Final = 2  # the command was called wrongly, or a file cannot be read; argparse's own
GONE: Final = 141  # who read the output has gone; what a shell reports of a program that SIGPIPE ended
INTERRUPTED: Final = 130


class Failure(Exception):
    """A command cannot go on, for reasons that the user sees; *lines* say them, one each."""

    def __init__(self, lines: Iterable[str], status: int) -> None:
        self.lines = tuple(lines)
        self.status = status
        super().__init__("; ".join(self.lines))
