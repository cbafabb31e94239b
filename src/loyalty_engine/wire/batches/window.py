"""A stream of bytes, looked at line by line through a window that never grows beyond a bound."""

from __future__ import annotations

from typing import Final, Protocol

from attrs import define, field

from loyalty_engine.errors import InvalidInput
from loyalty_engine.program.imports.rows import Position

CHUNK: Final = 2**18
"""How many bytes are asked of the stream at a time."""


class ByteStream(Protocol):
    """What gives bytes: a file opened in binary mode, a pipe, a socket's file."""

    def read(self, size: int, /) -> bytes:
        """Up to *size* bytes; none at the end."""
        ...


@define
class Window:
    r"""The bytes from *offset* on, of which *most* and one chunk at most are held; *line* is their first.

    A line ends with ``\n``, which belongs to it, or with the stream.
    """

    _stream: ByteStream
    most: int
    offset: int = field(default=0, init=False)
    line: int = field(default=1, init=False)
    _held: bytes = field(default=b"", init=False)
    _at: int = field(default=0, init=False)
    _ended: bool = field(default=False, init=False)

    @property
    def position(self) -> Position:
        """Where the window begins."""
        return Position(self.offset, self.line)

    def ahead(self, begin: int = 0) -> int | None:
        """Where the line ends that begins *begin* bytes ahead; None where that is more than *most* bytes.

        At the end of the stream it is *begin* itself.
        """
        found = self._held.find(b"\n", self._at + begin)
        while found < 0 and not self._ended and len(self._held) - self._at <= self.most:
            searched = max(begin, len(self._held) - self._at)
            self._fill()
            found = self._held.find(b"\n", searched)
        end = found + 1 - self._at if found >= 0 else len(self._held) - self._at
        return end if end <= self.most else None

    def peek(self, end: int, begin: int = 0) -> bytes:
        """The bytes ahead, from *begin* to *end*, of which `ahead` has spoken."""
        return self._held[self._at + begin : self._at + end]

    def skip(self, size: int, lines: int = 1) -> None:
        """Move on by *size* bytes, which are so many *lines*."""
        self._at += size
        self.offset += size
        self.line += lines

    def skip_line(self) -> None:
        """Move on to the next line, however long this one is; nothing of it is kept."""
        while True:
            found = self._held.find(b"\n", self._at)
            if found >= 0:
                return self.skip(found + 1 - self._at)
            self.skip(len(self._held) - self._at, 0)
            if self._ended:
                return None
            self._fill()

    def skip_to(self, position: Position) -> bool:
        """Move on to *position*; False where no line begins there."""
        last = b"\n"
        while self.offset < position.offset:
            if self._at == len(self._held):
                if self._ended:
                    return False
                self._fill()
            step = min(position.offset - self.offset, len(self._held) - self._at)
            last = self.peek(step)[-1:] or last
            self.skip(step, 0)
        self.line = position.line
        return self.offset == position.offset and (last == b"\n" or self.ahead() == 0)

    def _fill(self) -> None:
        chunk = self._stream.read(CHUNK)
        if not isinstance(chunk, bytes):
            message = f"the stream gives {type(chunk).__name__}, not bytes"
            raise InvalidInput.at("attribute batch", "", message, "open the file in binary mode")
        self._ended = not chunk
        self._held = self._held[self._at :] + chunk
        self._at = 0
