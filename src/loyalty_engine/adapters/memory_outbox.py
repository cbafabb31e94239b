"""The outbox of a store in memory, as a relay sees it, and notifiers that show or keep what they get."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Sequence
from typing import Final, TextIO

from attrs import define, evolve, field, frozen

from loyalty_engine.adapters.memory_store import MemoryStore
from loyalty_engine.program.ports import Outgoing
from loyalty_engine.program.relay import Letter

_ANY_TIME: Final = dt.datetime.min.replace(tzinfo=dt.UTC)


@frozen
class Fate:
    """What became of a message so far: *due* None where it waits no more."""

    due: dt.datetime | None = _ANY_TIME
    tries: int = 0
    why: str = ""


@define(eq=False)
class MemoryOutbox:
    """The messages of *store*; an `Outbox`. *given_up* are those that nobody could deliver, and why."""

    store: MemoryStore
    given_up: dict[str, str] = field(init=False, factory=dict)
    _fates: dict[str, Fate] = field(init=False, factory=dict)
    _turn: threading.Lock = field(init=False, factory=threading.Lock)

    def lease(self, now: dt.datetime, until: dt.datetime, most: int) -> Sequence[Letter]:
        """Up to *most* messages that are due."""
        with self._turn:
            found: list[Letter] = []
            for message in self.store.outbox:
                fate = self._fates.get(message.id, Fate())
                if len(found) < most and fate.due is not None and fate.due <= now:
                    self._fates[message.id] = evolve(fate, due=until)
                    found.append(Letter(message=message, tries=fate.tries))
            return found

    def sent(self, id: str) -> None:
        """The message was delivered."""
        self._tried(id, None, "")

    def put_off(self, id: str, until: dt.datetime, why: str) -> None:
        """The message is due again at *until*."""
        self._tried(id, until, why)

    def give_up(self, id: str, why: str) -> None:
        """Nobody could deliver the message."""
        if self._tried(id, None, why):
            self.given_up[id] = why

    def _tried(self, id: str, due: dt.datetime | None, why: str) -> bool:
        """Note a try; False where the message waits no more."""
        with self._turn:
            fate = self._fates.get(id, Fate())
            if fate.due is None:
                return False
            self._fates[id] = Fate(due=due, tries=fate.tries + 1, why=why)
            return True


@define(eq=False)
class MemoryNotifier:
    """Keeps what it gets, each id once; for tests."""

    messages: dict[str, Outgoing] = field(factory=dict)

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
