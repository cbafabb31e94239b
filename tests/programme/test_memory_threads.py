"""A store in memory can be looked at while other threads write."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator

import pytest

from loyalty_engine.adapters.memory_outbox import MemoryOutbox
from loyalty_engine.adapters.memory_store import MemoryStore
from loyalty_engine.testing.kept import AT, message

MESSAGES = 3_000


@pytest.fixture(autouse=True)
def often() -> Iterator[None]:
    """Threads take turns after each few steps."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_messages_and_entries_are_read_while_others_are_written() -> None:
    """Each look sees a moment between two transactions; so a relay may run beside the tills."""
    store = MemoryStore()

    def sell() -> None:
        for n in range(MESSAGES):
            with store.begin() as unit:
                unit.send(message(f"{n}"))

    till = threading.Thread(target=sell)
    till.start()
    seen, outbox = [0], MemoryOutbox(store)
    while till.is_alive():
        outbox.lease(AT, AT, 1)
        seen.append(len(store.outbox))
        assert store.ledger == ()
    till.join()
    assert seen == sorted(seen)
    assert len(store.outbox) == MESSAGES
