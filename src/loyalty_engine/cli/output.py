"""Where commands write, and where they read documents from."""

from __future__ import annotations

import contextlib
import errno
import importlib
import io
import sys
from collections.abc import Callable, Iterable, Iterator
from types import ModuleType
from typing import BinaryIO, Final, TextIO, cast

from attrs import frozen

from loyalty_engine.cli.failure import USAGE, Failure
from loyalty_engine.cli.view import Block, PlainView, View, printable
from loyalty_engine.wire.text import LIMITS

PROGRAM: Final = "loyalty-engine"
STDIN: Final = "-"


@frozen
class Output:
    """Standard output: for blocks there is a *view*, and text for programs goes to the *stream* as it is."""

    stream: TextIO
    view: View

    @classmethod
    def to(cls, stream: TextIO | None) -> Output:
        """The output to *stream*: in colours on a terminal where rich is installed, and plain otherwise.

        Raises:
            Failure: the process was started without standard output.
        """
        if stream is None:
            raise Failure(("there is no standard output to write to",), USAGE)
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:  # the same bytes wherever they are written
                stream.reconfigure(encoding="utf-8", newline="\n")
        return cls(stream, (_coloured(stream) if stream.isatty() else None) or PlainView(stream))

    def show(self, blocks: Iterable[Block]) -> None:
        """Show *blocks* to a person."""
        self.view.show(blocks)

    def write(self, text: str) -> None:
        """Write *text* for a program."""
        self.stream.write(text)


def complain(lines: Iterable[str]) -> None:
    """Tell the user on standard error what went wrong, a line for each thing."""
    for line in lines:
        print(f"{PROGRAM}: {printable(line)}", file=sys.stderr)


def _coloured(stream: TextIO) -> View | None:
    """The view with colours; None without the extra ``cli``."""
    module = with_rich("rich_view")
    return module and cast("Callable[[TextIO], View]", module.RichView)(stream)


def with_rich(name: str) -> ModuleType | None:
    """A module that needs rich, loaded here alone as that takes its time; None without the extra ``cli``."""
    try:
        return importlib.import_module(f"loyalty_engine.cli.{name}")
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "rich":
            raise
        return None


def name_of(path: str) -> str:
    """What messages call the file at *path*."""
    return "<stdin>" if path == STDIN else path


def _stdin() -> BinaryIO:
    stream: TextIO | None = sys.stdin  # there is none where the process was started without it
    if stream is None:
        raise OSError(errno.EBADF, "there is no standard input")
    return stream.buffer


def content_of(path: str) -> bytes:
    """The bytes of the file at *path*, or of standard input for `STDIN`; of an endless one the first.

    Raises:
        Failure: the file cannot be read.
    """
    most = LIMITS.bytes + 1  # one too many is refused when the document is read, whatever else may follow
    with opened(path) as file:
        try:
            return file.read(most)
        except OSError as error:
            raise _unreadable(path, error) from None


def _binary(path: str) -> BinaryIO:
    return open(path, "rb")


@contextlib.contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """The file at *path*, or standard input for `STDIN`, to be read as bytes.

    Raises:
        Failure: the file cannot be opened.
    """
    try:
        file = _stdin() if path == STDIN else _binary(path)
    except (OSError, ValueError) as error:  # ValueError: a path that no file can have
        raise _unreadable(path, error) from None
    try:
        yield file
    finally:
        if path != STDIN:
            file.close()


def _unreadable(path: str, error: OSError | ValueError) -> Failure:
    reason = error.strerror or type(error).__name__ if isinstance(error, OSError) else str(error)
    return Failure((f"{name_of(path)}: cannot be read: {reason}",), USAGE)
