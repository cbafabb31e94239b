"""Notifiers without a system behind them: one that keeps what it gets, and one that writes it to a stream."""

from __future__ import annotations

from typing import TextIO

from attrs import define, field

from loyalty_engine.program.ports import Outgoing


@define(eq=False)
class MemoryNotifier:
    """Keeps what it gets, each id once; for tests."""

    messages: dict[str, Outgoing] = field(factory=dict, repr=False)

    def send(self, message: Outgoing) -> None:
        """Keep *message*."""
        self.messages.setdefault(message.id, message)


@define(eq=False)
class StreamNotifier:
    """Writes what it gets to *stream*, a line for each message; for demonstrations."""

    stream: TextIO

    def send(self, message: Outgoing) -> None:
        """Write *message*: to whom it goes, which kind it is, and which offer asked for it."""
        kind = type(message.intent).__name__.removesuffix("Intent").lower()
        whom = message.member or "the bearer"
        self.stream.write(f"{message.id}: {kind} for {whom}, by {message.intent.offer}\n")
