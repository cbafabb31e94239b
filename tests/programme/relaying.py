"""Relays of several processes on one store, and some that are killed. Run as a program of its own.

`python -m programme.relaying share PLACE SHEET PROCESSES` lets relays empty one outbox at the same time;
`naive` does so through an outbox that looks, and leases in a later transaction. `… kill PLACE SHEET ROUNDS
SEED` kills relays, every other one between sending a message and noting it; `hasty` notes first, sends later.
`… deadly PLACE SHEET TRIES` lets one message kill each relay that sends it.
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
from programme.places import Shared, end_within, opened, settled
from programme.places import kind as kind_of
from programme.race import at_the_same_time, end_with
from shop import NOON

from loyalty_engine.adapters.sql_outbox import SqlOutbox
from loyalty_engine.adapters.sqlalchemy import PostgresStore
from loyalty_engine.adapters.sqlite import SqliteStore
from loyalty_engine.program.ports import Outgoing
from loyalty_engine.program.relay import Delivery, Letter, Relay
from loyalty_engine.testing.kept import message

SHARED = 60  # messages that relays share
EACH = 5  # messages of each round of killing
STEPS = {SqliteStore: 1_500, PostgresStore: 30}  # of a round, or fewer
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


def put(store: Shared, ids: Iterable[str]) -> None:
    with store.begin() as unit:
        for id in ids:
            unit.send(message(id))


def share(place: str, sheet: Sheet, processes: int, kind: type[SqlOutbox]) -> None:
    """Let relays take a few messages each until there are none; print what was sent, in order."""
    ids = [f"{n}" for n in range(SHARED)]
    with opened(place) as store:
        put(store, ids)

    def work(process: int) -> None:
        with opened(place) as store:
            relay = Relay(kind(store), sheet, batch=4)
            while relay.run_once(NOON) != Delivery():
                pass

    at_the_same_time(processes, work)
    print(*sheet.lines)


def kill(place: str, sheet: Sheet, rounds: int, seed: int, kind: type[SqlOutbox]) -> None:
    """Kill a relay in each round; its messages leave once its lease is over, and no other one twice."""
    drawn, cut = random.Random(seed), 0
    for round in range(rounds):
        now = NOON + round * dt.timedelta(hours=1)
        ids = [f"{round}-{n}" for n in range(EACH)]
        with opened(place) as store:
            put(store, ids)
        before = len(sheet.lines)
        last = drawn.choice(ids) if round % 2 else None
        ticks = None if last else drawn.randrange(1, STEPS[kind_of(place)])
        child = os.fork()
        if child == 0:
            end_with(partial(_send, place, sheet.path, now, last, ticks, kind))
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert code in (0, -signal.SIGKILL), code
        cut += code != 0
        settled(place)
        begun = sheet.lines[before:]
        with opened(place) as store:
            relay = Relay(kind(store), sheet, lease=LEASE)
            early = relay.run_once(now + LEASE / 2).sent
            relay.run_once(now + LEASE)
            assert relay.run_once(now + LEASE) == Delivery()
        sent = sheet.lines[before:]
        assert early in (tuple(ids[len(begun) :]), tuple(ids[len(begun) + 1 :]))  # all but what it had leased
        assert begun == ids[: len(begun)]
        again = sorted(sent[len(begun) :])
        assert again in (ids[len(begun) :], ids[len(begun) - 1 :])
        assert last is None or again[:1] == begun[-1:] == [last]
    print(f"{cut} of {rounds} relays killed")


def deadly(place: str, sheet: Sheet, tries: int) -> None:
    """Let relays send three messages, the second of which kills them; print what was sent and given up."""
    with opened(place) as store:
        put(store, "abc")
    for n in range(tries + 1):
        child = os.fork()
        if child == 0:
            end_with(partial(_send_deadly, place, sheet.path, NOON + n * LEASE, tries))
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert code == (-signal.SIGKILL if n < tries else 0), code
        settled(place)
    with opened(place) as store:
        dead = [f"{one.message.id}:{one.tries}" for one in SqlOutbox(store).dead_letters()]
    print(*sheet.lines, *dead)


def _send_deadly(place: str, sheet: Path, now: dt.datetime, tries: int) -> None:
    def sent(id: str) -> None:
        if id == "b":
            os.kill(os.getpid(), signal.SIGKILL)

    with opened(place) as store:
        Relay(SqlOutbox(store), Sheet(sheet, sent), lease=LEASE, most_tries=tries).run_once(now)


def _send(
    place: str,
    sheet: Path,
    now: dt.datetime,
    last: str | None,
    ticks: int | None,
    kind: type[SqlOutbox],
) -> None:
    """Send what is due; end without a word once *last* is sent, or after some steps of the store's own."""

    def sent(id: str) -> None:
        if id == last:
            os.kill(os.getpid(), signal.SIGKILL)

    with opened(place) as store:
        if ticks is not None:
            end_within(store, ticks)
        Relay(kind(store), Sheet(sheet, sent), lease=LEASE).run_once(now)


if __name__ == "__main__":
    _, what, place, path, *numbers = sys.argv
    sheet = Sheet(Path(path))
    if what in ("kill", "hasty"):
        kill(place, sheet, int(numbers[0]), int(numbers[1]), Hasty if what == "hasty" else SqlOutbox)
    elif what == "deadly":
        deadly(place, sheet, int(numbers[0]))
    else:
        share(place, sheet, int(numbers[0]), Naive if what == "naive" else SqlOutbox)
