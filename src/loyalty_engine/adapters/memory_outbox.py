"""The outbox of a store in memory, as a relay sees it."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Sequence
from enum import Enum
from typing import Final

from attrs import define, evolve, field, frozen

from loyalty_engine.adapters.memory_store import MemoryStore
from loyalty_engine.errors import refuse
from loyalty_engine.model.fields import kind_problems
from loyalty_engine.program.relay import DeadLetter, Letter

_ANY_TIME: Final = dt.datetime.min.replace(tzinfo=dt.UTC)


class _State(Enum):
    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given_up"


@frozen
class _Fate:
    """What became of a message so far; *due* counts while it waits."""

    state: _State = _State.WAITING
    due: dt.datetime = _ANY_TIME
    tries: int = 0
    why: str = ""


@define(eq=False)
class MemoryOutbox:
    """The messages of *store*; an `Outbox`. It remembers itself what became of them: take one for a store.

    Raises:
        InvalidInput: *store* is not in memory.
    """

    store: MemoryStore
    _fates: dict[str, _Fate] = field(init=False, factory=dict, repr=False)
    _turn: threading.Lock = field(init=False, factory=threading.Lock)

    def __attrs_post_init__(self) -> None:
        hint = "give a MemoryStore; a store in SQL has a SqlOutbox"
        refuse("outbox", kind_problems("store", self.store, MemoryStore, "a store in memory", hint))

    def lease(self, now: dt.datetime, until: dt.datetime, most: int) -> Sequence[Letter]:
        """Up to *most* messages that are due."""
        with self._turn:
            found: list[Letter] = []
            for message in self.store.outbox:
                fate = self._fates.get(message.id, _Fate())
                if len(found) < most and fate.state is _State.WAITING and fate.due <= now:
                    self._fates[message.id] = evolve(fate, due=until, tries=fate.tries + 1)
                    found.append(Letter(message=message, tries=fate.tries))
            return found

    def sent(self, id: str) -> None:
        """The message was delivered."""
        with self._turn:
            if self._is_there(id):
                self._fates[id] = _Fate(_State.SENT)

    def put_off(self, id: str, until: dt.datetime, why: str) -> None:
        """The message is due again at *until*."""
        self._tried(id, _Fate(due=until, why=why))

    def give_up(self, id: str, why: str) -> None:
        """Nobody could deliver the message."""
        self._tried(id, _Fate(_State.GIVEN_UP, why=why))

    def dead_letters(self) -> Sequence[DeadLetter]:
        """The messages that were given up."""
        with self._turn:
            fates = [(message, self._fates.get(message.id, _Fate())) for message in self.store.outbox]
        return [
            DeadLetter(message=message, tries=fate.tries, why=fate.why)
            for message, fate in fates
            if fate.state is _State.GIVEN_UP
        ]

    def take_up(self, id: str) -> None:
        """A message that was given up waits again."""
        with self._turn:
            if self._fates.get(id, _Fate()).state is _State.GIVEN_UP:
                self._fates[id] = _Fate()

    def _tried(self, id: str, now: _Fate) -> None:
        """Note what became of a try of a message that waits."""
        with self._turn:
            was = self._fates.get(id, _Fate())
            if was.state is _State.WAITING and self._is_there(id):
                self._fates[id] = evolve(now, tries=was.tries)

    def _is_there(self, id: str) -> bool:
        return any(message.id == id for message in self.store.outbox)
