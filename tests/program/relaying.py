"""Relays of several processes on one file of SQLite, and some that are killed. Run as a program of its own.

`python -m program.relaying share FILE PROCESSES` lets relays empty one outbox at the same time; `naive` does
so through an outbox that looks, and leases in a later transaction. `… kill FILE ROUNDS SEED` kills relays,
every other one between sending a message and noting it; `hasty` notes first and sends then.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from attrs import define, field
from program.race import at_the_same_time, end_with
from shop import NOON

from loyalty_engine.adapters.sql_outbox import SqlOutbox
from loyalty_engine.adapters.sqlite import SqliteStore
from loyalty_engine.program.ports import Outgoing
from loyalty_engine.program.relay import Delivery, Letter, Relay
from loyalty_engine.testing.kept import message

SHARED = 60  # messages that relays share
EACH = 5  # messages of each round of killing
LEASE = dt.timedelta(minutes=5)


@define(eq=False)
class Sheet:
    """A notifier that writes the id of each message on a line of a file that processes share."""

    path: Path
    after: Callable[[str], None] = field(default=lambda id: None)

    def send(self, message: Outgoing) -> None:
        with self.path.open("ab", buffering=0) as file:
            file.write(f"{message.id}\n".encode())
        self.after(message.id)

    @property
    def lines(self) -> list[str]:
        return self.path.read_text().split() if self.path.exists() else []


class Naive(SqlOutbox):
    """The control: an outbox that looks for what is due, and leases it only later."""

    def lease(self, now: dt.datetime, until: dt.datetime, most: int) -> Sequence[Letter]:
        found = super().lease(now, now, most)
        time.sleep(0.01)
        for one in found:
            self._note("UPDATE outbox SET due = due + 1000000 WHERE id = ?", one.message.id)
        return found


class Hasty(SqlOutbox):
    """The control: an outbox that notes a message as sent before it is."""

    def lease(self, now: dt.datetime, until: dt.datetime, most: int) -> Sequence[Letter]:
        found = super().lease(now, until, most)
        for one in found:
            self.sent(one.message.id)
        return found


def put(store: SqliteStore, ids: Iterable[str]) -> None:
    with store.begin() as unit:
        for id in ids:
            unit.send(message(id))


def share(path: Path, processes: int, kind: type[SqlOutbox]) -> None:
    """Let relays take a few messages each until there are none; print what was sent, in order."""
    ids = [f"{n}" for n in range(SHARED)]
    with SqliteStore(path) as store:
        put(store, ids)

    def work(process: int) -> None:
        with SqliteStore(path) as store:
            relay = Relay(kind(store), sheet, batch=4)
            while relay.run_once(NOON) != Delivery():
                pass

    sheet = Sheet(path.with_suffix(".sent"))
    at_the_same_time(processes, work)
    print(*sheet.lines)


def kill(path: Path, rounds: int, seed: int, kind: type[SqlOutbox]) -> None:
    """Kill a relay in each round; its messages leave once its lease is over, and no other one twice."""
    drawn, sheet = random.Random(seed), Sheet(path.with_suffix(".sent"))
    cut = 0
    for round in range(rounds):
        now = NOON + round * dt.timedelta(hours=1)
        ids = [f"{round}-{n}" for n in range(EACH)]
        with SqliteStore(path) as store:
            put(store, ids)
        before = len(sheet.lines)
        last = drawn.choice(ids) if round % 2 else None
        ticks = None if last else drawn.randrange(1, 1_500)
        child = os.fork()
        if child == 0:
            end_with(partial(_send, path, sheet.path, now, last, ticks, kind))
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert code in (0, -signal.SIGKILL), code
        cut += code != 0
        begun = sheet.lines[before:]
        with SqliteStore(path) as store:
            relay = Relay(kind(store), sheet, lease=LEASE)
            early = relay.run_once(now + LEASE / 2).sent
            relay.run_once(now + LEASE)
            assert relay.run_once(now + LEASE) == Delivery()
        sent = sheet.lines[before:]
        assert early == () or (begun, early) == ([], tuple(ids))  # all, where it had not leased them yet
        assert begun == ids[: len(begun)]
        again = sent[len(begun) :]
        assert again in (ids[len(begun) :], ids[len(begun) - 1 :])
        assert last is None or again[:1] == begun[-1:] == [last]
    print(f"{cut} of {rounds} relays killed")


def _send(
    path: Path,
    sheet: Path,
    now: dt.datetime,
    last: str | None,
    ticks: int | None,
    kind: type[SqlOutbox],
) -> None:
    """Send what is due; end without a word once *last* is sent, or after some steps of SQLite's machine."""
    left = ticks or 0

    def sent(id: str) -> None:
        if id == last:
            os.kill(os.getpid(), signal.SIGKILL)

    def tick() -> int:
        nonlocal left
        left -= 1
        if left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

    with SqliteStore(path) as store:
        if ticks is not None:
            (connection,) = store._mine()
            connection.set_progress_handler(tick, 1)
        Relay(kind(store), Sheet(sheet, sent), lease=LEASE).run_once(now)


if __name__ == "__main__":
    _, what, file, *numbers = sys.argv
    if what in ("kill", "hasty"):
        kill(Path(file), int(numbers[0]), int(numbers[1]), Hasty if what == "hasty" else SqlOutbox)
    else:
        share(Path(file), int(numbers[0]), Naive if what == "naive" else SqlOutbox)
