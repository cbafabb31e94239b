"""The outboxes of the library keep the published contract, which finds those that do not."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from typing import cast

import pytest
from attrs import evolve
from programme.stores import Files, Servers

from loyalty_engine.adapters.memory_outbox import MemoryOutbox
from loyalty_engine.adapters.memory_store import MemoryStore
from loyalty_engine.adapters.sql_outbox import SqlOutbox
from loyalty_engine.adapters.sqlalchemy import PostgresStore
from loyalty_engine.adapters.sqlite import SqliteStore
from loyalty_engine.program.ports import Outgoing
from loyalty_engine.program.relay import DeadLetter, Letter, Outbox
from loyalty_engine.testing.outbox_contract import OutboxContract


class TestMemoryOutbox(OutboxContract):
    def outbox(self) -> Outbox:
        return MemoryOutbox(MemoryStore())

    def put(self, outbox: Outbox, message: Outgoing) -> None:
        with cast(MemoryOutbox, outbox).store.begin() as unit:
            unit.send(message)


class TestSqliteOutbox(Files, OutboxContract):
    def outbox(self) -> Outbox:
        return SqlOutbox(self.open())

    def another(self, outbox: Outbox) -> Outbox:
        return SqlOutbox(self.open(cast(SqliteStore, cast(SqlOutbox, outbox).store).path))

    def put(self, outbox: Outbox, message: Outgoing) -> None:
        with cast(SqliteStore, cast(SqlOutbox, outbox).store).begin() as unit:
            unit.send(message)


class TestPostgresOutbox(Servers, OutboxContract):
    def outbox(self) -> Outbox:
        return SqlOutbox(PostgresStore(self.new()))

    def another(self, outbox: Outbox) -> Outbox:
        return SqlOutbox(self.other(cast(SqlOutbox, outbox).store))

    def put(self, outbox: Outbox, message: Outgoing) -> None:
        with cast(PostgresStore, cast(SqlOutbox, outbox).store).begin() as unit:
            unit.send(message)


class Sorting(MemoryOutbox):
    """In the order of ids."""

    def lease(self, now: dt.datetime, until: dt.datetime, most: int) -> Sequence[Letter]:
        found = sorted(super().lease(now, until, 99), key=lambda letter: letter.message.id)
        return found[:most]


class Open(MemoryOutbox):
    """Leases nothing: whoever asks gets it."""

    def lease(self, now: dt.datetime, until: dt.datetime, most: int) -> Sequence[Letter]:
        return super().lease(now, now, most)


class Late(MemoryOutbox):
    """Lets go of a message only after the end of its lease."""

    def lease(self, now: dt.datetime, until: dt.datetime, most: int) -> Sequence[Letter]:
        return super().lease(now - dt.timedelta(microseconds=1), until, most)


class Forgetful(MemoryOutbox):
    """Counts no tries."""

    def lease(self, now: dt.datetime, until: dt.datetime, most: int) -> Sequence[Letter]:
        return [evolve(letter, tries=0) for letter in super().lease(now, until, most)]


class Hopeful(MemoryOutbox):
    """Counts the tries of which it has heard how they ended."""

    def lease(self, now: dt.datetime, until: dt.datetime, most: int) -> Sequence[Letter]:
        found = super().lease(now, until, most)
        for one in found:
            self._fates[one.message.id] = evolve(self._fates[one.message.id], tries=one.tries)
        return found

    def put_off(self, id: str, until: dt.datetime, why: str) -> None:
        super().put_off(id, until, why)
        self._fates[id] = evolve(self._fates[id], tries=self._fates[id].tries + 1)


class Reviving(MemoryOutbox):
    """Lets a message that was delivered wait again."""

    def put_off(self, id: str, until: dt.datetime, why: str) -> None:
        self._fates.pop(id, None)
        super().put_off(id, until, why)


class Stubborn(MemoryOutbox):
    """Stays with what it has given up."""

    def sent(self, id: str) -> None:
        if all(one.message.id != id for one in self.dead_letters()):
            super().sent(id)

    def take_up(self, id: str) -> None:
        pass


class Silent(MemoryOutbox):
    """Does not say why."""

    def dead_letters(self) -> Sequence[DeadLetter]:
        return [evolve(one, why="") for one in super().dead_letters()]


class Eager(MemoryOutbox):
    """Keeps what is noted of messages that are not there."""

    def _is_there(self, id: str) -> bool:
        return True


class Racing(MemoryOutbox):
    """Looks first, and leases later what it has seen."""

    def lease(self, now: dt.datetime, until: dt.datetime, most: int) -> Sequence[Letter]:
        before = dict(self._fates)
        seen = super().lease(now, now, most)
        after, self._fates = dict(self._fates), before
        time.sleep(0.002)
        self._fates |= {one.message.id: evolve(after[one.message.id], due=until) for one in seen}
        return seen


@pytest.mark.parametrize(
    ("outbox", "promise"),
    [
        pytest.param(Sorting, "messages_come_out_in_the_order_in_which_they_were_put_in", id="sorted"),
        pytest.param(
            Open, "nobody_else_gets_what_is_leased_before_the_end_of_the_lease", id="nothing is leased"
        ),
        pytest.param(
            Late, "nobody_else_gets_what_is_leased_before_the_end_of_the_lease", id="leased for too long"
        ),
        pytest.param(Forgetful, "what_is_put_off_is_due_again_at_its_time", id="tries that do not count"),
        pytest.param(Hopeful, "what_is_leased_counts_as_tried", id="tries without an end that do not count"),
        pytest.param(Reviving, "what_was_sent_waits_no_more", id="sent again"),
        pytest.param(Stubborn, "what_was_delivered_after_all_is_not_given_up", id="given up for ever"),
        pytest.param(Stubborn, "what_was_given_up_can_be_taken_up_again", id="never taken up"),
        pytest.param(Silent, "what_is_given_up_is_kept_apart", id="no reason"),
        pytest.param(Eager, "what_is_not_there_cannot_be_noted", id="noted before it came"),
        pytest.param(Racing, "no_two_relays_get_the_same_message", id="messages raced for"),
    ],
)
def test_the_contract_finds_what_breaks_it(outbox: type[MemoryOutbox], promise: str) -> None:
    class Broken(TestMemoryOutbox):
        __test__ = False

        def outbox(self) -> Outbox:
            return outbox(MemoryStore())

    with pytest.raises(AssertionError):
        getattr(Broken(), f"test_{promise}")()
