"""Steps that take in events of several members wait for each other in PostgreSQL, and never in a circle."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
from attrs import define, evolve, field
from programme.till import Versions, program
from programme.tripping import Watched
from shop import CATALOG, NOON
from sqlalchemy import Engine, create_engine

from loyalty_engine import (
    AdditionalPoints,
    Benefit,
    ChangeCounter,
    CountedPer,
    Event,
    Offer,
    Trigger,
    compile_offers,
)
from loyalty_engine.adapters.sqlalchemy import PostgresStore
from loyalty_engine.program import event_desk
from loyalty_engine.program.event_desk import EventDesk
from loyalty_engine.program.ports import Conflict
from loyalty_engine.program.reactions import Happening

BENEFITS: tuple[Benefit, ...] = (AdditionalPoints(5), ChangeCounter("crowd", 1, per=CountedPer.PROGRAM))
BOOK = compile_offers([Offer.of("o", [], BENEFITS, trigger=Trigger.REGISTRATION)], catalog=CATALOG)
JOINED = Event(id="joined", trigger=Trigger.REGISTRATION, at=NOON)
PAIRS = (("anna", "boris"), ("boris", "anna"))


@define
class Meeting(Versions):
    """Versions, of which the second that each step asks for is there once both steps have come so far.

    Where one has to wait for the other, the other goes on after a while.
    """

    both: threading.Barrier = field(factory=lambda: threading.Barrier(2, timeout=0.5))
    asked: dict[int, int] = field(factory=dict)

    def current(self, at: dt.datetime) -> str:
        thread = threading.get_ident()
        self.asked[thread] = self.asked.get(thread, 0) + 1
        if self.asked[thread] == 2:
            with suppress(threading.BrokenBarrierError):
                self.both.wait()
        return super().current(at)


def conflicts(engine: Engine) -> int:
    """How many of two steps for the same two members, one the other way round, met a conflict."""
    shop, store, _ = program(store=PostgresStore(engine))
    other = create_engine(engine.url)
    books, found = Meeting({"v1": BOOK}), list[Conflict]()

    def tell(step: int) -> None:
        mine = store if step == 0 else PostgresStore(other)
        desk = EventDesk(evolve(shop, store=Watched(mine, found), books=books))
        desk.react_all(
            Happening(operation=f"{step}/{member}", event=JOINED, member=member) for member in PAIRS[step]
        )

    threads = [threading.Thread(target=tell, args=(step,)) for step in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    other.dispose()
    kept = [shop.balance(member).balance(NOON) for member in PAIRS[0]]
    assert kept == 2 * [10]
    return len(found)


def test_two_steps_for_the_same_members_never_wait_in_a_circle(database: Callable[..., Engine]) -> None:
    assert conflicts(database()) == 0


def test_steps_that_begin_as_they_are_told_do(
    database: Callable[..., Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or else the test above would show nothing."""
    monkeypatch.setattr(event_desk, "_begin_in_order", lambda *_: None)
    assert conflicts(database()) == 1
