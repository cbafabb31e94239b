"""What every outbox of the programme has to promise, as tests that a host runs on his own.

A host writes a class that says how an outbox is made; pytest finds the tests of `OutboxContract` in it:

    class TestMyOutbox(OutboxContract):
        def outbox(self):
            return MyOutbox(…)  # new, with nothing in it

        def put(self, outbox, message):
            with outbox.store.begin() as unit:
                unit.send(message)
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Final

from loyalty_engine.program.ports import Conflict, Outgoing
from loyalty_engine.program.relay import DeadLetter, Letter, Outbox
from loyalty_engine.testing.kept import AT, HOUR, message
from loyalty_engine.testing.promised import same

_THREADS: Final = 4
_MESSAGES: Final = 40
_TRIES: Final = 200  # where another transaction was quicker
_PAUSE: Final = 0.002  # seconds
_SOON: Final = dt.timedelta(microseconds=1)


class OutboxContract(ABC):
    """The promises of `Outbox`; each test is one."""

    @abstractmethod
    def outbox(self) -> Outbox:
        """A new outbox with nothing in it."""

    @abstractmethod
    def put(self, outbox: Outbox, message: Outgoing) -> None:
        """Put *message* in, as a transaction of its store does."""

    def another(self, outbox: Outbox) -> Outbox:
        """The same outbox, as another process would open it.

        Where an adapter has no such thing, it is *outbox* itself.
        """
        return outbox

    def filled(self, ids: Iterable[str]) -> Outbox:
        """An outbox with messages that have these ids."""
        outbox = self.outbox()
        for id in ids:
            self.put(outbox, message(id))
        return outbox

    def test_a_new_outbox_is_empty(self) -> None:
        """Nothing waits in it, and nothing was given up."""
        outbox = self.outbox()
        same((list(outbox.lease(AT, AT + HOUR, 9)), list(outbox.dead_letters())), ([], []))

    def test_a_message_comes_out_as_it_was_put_in(self) -> None:
        """Whether its member is known or not."""
        outbox = self.outbox()
        given = [message("P/0"), message("P/1", None)]
        for one in given:
            self.put(outbox, one)
        found = self.another(outbox).lease(AT, AT + HOUR, 9)
        same(list(found), [Letter(message=one) for one in given])

    def test_messages_come_out_in_the_order_in_which_they_were_put_in(self) -> None:
        """And no more of them than are asked for."""
        outbox = self.filled(["b", "a", "10", "9"])
        found = [_ids(outbox.lease(AT, AT + HOUR, most)) for most in (1, 2, 9)]
        same(found, [["b"], ["a", "10"], ["9"]])

    def test_nobody_else_gets_what_is_leased_before_the_end_of_the_lease(self) -> None:
        """Whatever offset its end is told with; then the message waits as before."""
        outbox = self.filled("a")
        outbox.lease(AT, (AT + HOUR).astimezone(dt.UTC), 9)
        for one in (outbox, self.another(outbox)):
            same(list(one.lease(AT + HOUR - _SOON, AT + 9 * HOUR, 9)), [])
        same(list(outbox.lease(AT + HOUR, AT + 9 * HOUR, 9)), [Letter(message=message("a"), tries=1)])

    def test_what_is_leased_counts_as_tried(self) -> None:
        """Or else a message that ends whoever sends it would be tried for ever."""
        outbox = self.filled("ab")
        for tries in range(3):
            now = AT + tries * HOUR
            same(list(outbox.lease(now, now + HOUR, 1)), [Letter(message=message("a"), tries=tries)])
        same(list(self.another(outbox).lease(AT, AT + HOUR, 9)), [Letter(message=message("b"))])
        outbox.give_up("a", "nobody knows")
        dead = DeadLetter(message=message("a"), tries=3, why="nobody knows")
        same(list(self.another(outbox).dead_letters()), [dead])

    def test_what_was_sent_waits_no_more(self) -> None:
        """Whatever is noted of it later, or again."""
        outbox = self.filled("ab")
        outbox.lease(AT, AT + HOUR, 9)
        outbox.sent("a")
        outbox.sent("a")
        outbox.put_off("a", AT, "too late to say so")
        outbox.give_up("a", "too late to say so")
        outbox.take_up("a")
        same(_ids(self.another(outbox).lease(AT + HOUR, AT + 9 * HOUR, 9)), ["b"])
        same(list(outbox.dead_letters()), [])

    def test_what_is_put_off_is_due_again_at_its_time(self) -> None:
        """Even before its lease would have ended; each time it has been tried once more."""
        outbox = self.filled("ab")
        for tries in range(3):
            now = AT + tries * HOUR
            same(list(outbox.lease(now, now + 9 * HOUR, 1)), [Letter(message=message("a"), tries=tries)])
            outbox.put_off("a", now + HOUR, "nobody answers")
            same(_ids(outbox.lease(now + HOUR - _SOON, now + HOUR, 9)), ["b"])

    def test_what_is_given_up_is_kept_apart(self) -> None:
        """With the number of its tries and the last reason, in the order of the outbox."""
        outbox = self.filled("cab")
        outbox.lease(AT, AT + HOUR, 9)
        outbox.put_off("a", AT, "nobody answers")
        outbox.lease(AT, AT + HOUR, 9)
        outbox.give_up("a", "there is no such address")
        outbox.give_up("c", "")
        outbox.give_up("a", "too late to say so")
        outbox.put_off("a", AT, "too late to say so")
        same(_ids(outbox.lease(AT + HOUR, AT + 2 * HOUR, 9)), ["b"])
        dead = [
            DeadLetter(message=message("c"), tries=1, why=""),
            DeadLetter(message=message("a"), tries=2, why="there is no such address"),
        ]
        same(list(self.another(outbox).dead_letters()), dead)

    def test_what_was_delivered_after_all_is_not_given_up(self) -> None:
        """A relay may be slow to note it, and another has given the message up meanwhile."""
        outbox = self.filled("a")
        outbox.give_up("a", "nobody answers")
        outbox.sent("a")
        same(list(outbox.dead_letters()), [])
        outbox.take_up("a")
        same(list(outbox.lease(AT, AT + HOUR, 9)), [])

    def test_what_was_given_up_can_be_taken_up_again(self) -> None:
        """As if it had never been tried; nothing else changes by it."""
        outbox = self.filled("ab")
        outbox.lease(AT, AT + HOUR, 9)
        outbox.give_up("a", "nobody answers")
        for id in "ab":
            outbox.take_up(id)
        same(list(outbox.lease(AT, AT + HOUR, 9)), [Letter(message=message("a"))])
        same(list(outbox.dead_letters()), [])

    def test_what_is_not_there_cannot_be_noted(self) -> None:
        """It does not touch a message that comes later under the id."""
        outbox = self.outbox()
        outbox.sent("a")
        outbox.give_up("a", "nobody answers")
        outbox.put_off("a", AT + HOUR, "nobody answers")
        outbox.take_up("a")
        self.put(outbox, message("a"))
        same(list(outbox.lease(AT, AT + HOUR, 9)), [Letter(message=message("a"))])

    def test_no_two_relays_get_the_same_message(self) -> None:
        """Threads that ask at the same time share the messages."""
        outbox = self.filled(f"{n}" for n in range(_MESSAGES))
        got: list[str] = []
        start = threading.Barrier(_THREADS)

        def work(thread: int) -> None:
            mine = self.another(outbox) if thread % 2 else outbox
            start.wait()
            while letters := _leased(mine):
                got.extend(_ids(letters))

        threads = [threading.Thread(target=work, args=(n,)) for n in range(_THREADS)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        same(sorted(got, key=int), [f"{n}" for n in range(_MESSAGES)])


def _leased(outbox: Outbox) -> Sequence[Letter]:
    """Some messages, asked for again as long as others are quicker."""
    for _ in range(_TRIES):
        try:
            return outbox.lease(AT, AT + HOUR, 3)
        except Conflict:
            time.sleep(_PAUSE)
    raise AssertionError(f"{_TRIES} transactions in a row have met others that were quicker")


def _ids(letters: Sequence[Letter]) -> list[str]:
    return [one.message.id for one in letters]
