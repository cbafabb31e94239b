"""Notifiers without a system behind them: one that keeps what it gets, and one that shows it."""

from __future__ import annotations

import sys
from enum import Enum
from typing import TextIO

from attrs import define, field, fields

from loyalty_engine.errors import refuse
from loyalty_engine.model.identifiers import Barcode, ExternalCode, InternalCode
from loyalty_engine.model.intents import Intent
from loyalty_engine.program.given import call_problems
from loyalty_engine.program.ports import Outgoing


@define(eq=False)
class MemoryNotifier:
    """Keeps what it gets, each id once; for tests."""

    messages: dict[str, Outgoing] = field(factory=dict, repr=False)

    def send(self, message: Outgoing) -> None:
        """Keep *message*."""
        self.messages.setdefault(message.id, message)


@define(eq=False)
class ConsoleNotifier:
    """Writes what it gets to *stream*, a line for each message; None stands for the standard output.

    For demonstrations, and for trying out: members and what they are told appear there, as they are meant
    to, and nowhere else.

    Raises:
        InvalidInput: *stream* is nothing that can be written to.
    """

    stream: TextIO | None = None

    def __attrs_post_init__(self) -> None:
        write = print if self.stream is None else getattr(self.stream, "write", None)
        refuse("console", call_problems("stream", write, "give an open file, not its name"))

    def send(self, message: Outgoing) -> None:
        """Write *message*: to whom it goes, which offer asked for it, and what it says."""
        stream = sys.stdout if self.stream is None else self.stream
        whom = "the bearer" if message.member is None else _visible(message.member)
        kind = type(message.intent).__name__.removesuffix("Intent").lower()
        said = f"{kind} for {whom}, by {_visible(message.intent.offer)}"
        codes = f", codes {' '.join(message.codes)}" if message.codes else ""
        stream.write(f"{_visible(message.id)}: {said}{_content(message.intent)}{codes}\n")
        stream.flush()


def _content(intent: Intent) -> str:
    """What an intent says besides its offer, as `: name value, name value`; what is not said is left out."""
    named = ((one.name, getattr(intent, one.name)) for one in fields(type(intent)))
    told = [f"{name} {_shown(value)}" for name, value in named if name != "offer" and value is not None]
    return f": {', '.join(told)}" if told else ""


def _shown(value: object) -> str:
    if isinstance(value, (ExternalCode, InternalCode, Barcode)):
        value = value.value
    if isinstance(value, Enum):
        value = value.value
    return _visible(value) if isinstance(value, str) and " " not in value else repr(value)


def _visible(text: str) -> str:
    """*text* as it is, or quoted where it holds what a terminal might take for a command."""
    return text if text.isprintable() else repr(text)
