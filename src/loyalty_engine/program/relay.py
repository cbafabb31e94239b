"""Messages leave the programme: from the outbox of purchases and events to whoever delivers them.

A message is delivered at least once: where a process ends between sending one and noting it, the message is
sent again, under the same id, by which its receiver can tell. No two relays send one message at a time: each
leases what it is about to send. Being leased counts as a try, because a message may be what ends the process
that sends it.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, ParamSpec, Protocol, TypeVar

from attrs import define, field, frozen

from loyalty_engine.errors import LoyaltyError, refuse
from loyalty_engine.model.moments import check_moment, number_problem, span_problem
from loyalty_engine.program.given import port_problems
from loyalty_engine.program.ports import Outgoing
from loyalty_engine.program.transactions import insist

P = ParamSpec("P")
T = TypeVar("T")
_MINUTE = dt.timedelta(minutes=1)
_DAY = dt.timedelta(days=1)
_ATTEMPTS: Final = 10  # at a call of an outbox, where another transaction is quicker each time
_NO_WORD: Final = "nobody has noted what became of the last try: its process may have ended in it"


@define(slots=False)
class NotSent(LoyaltyError):
    """A message was not delivered. *for_good* says that trying again is no use; *why* names no person."""

    why: str
    for_good: bool = False

    def __str__(self) -> str:
        return self.why


class Notifier(Protocol):
    """Delivers messages: a gateway for SMS or e-mail, a queue, or a system that issues coupons."""

    def send(self, message: Outgoing) -> None:
        """Deliver *message*; the same id may come again, and then nothing needs to be done.

        Raises:
            NotSent: it was not delivered.
        """
        ...


@frozen(kw_only=True)
class Letter:
    """A message in the outbox, and how many times it was leased before, to be tried."""

    message: Outgoing
    tries: int = 0


@frozen(kw_only=True)
class DeadLetter:
    """A message that nobody could deliver, leased *tries* times for it, and *why* the last try failed."""

    message: Outgoing
    tries: int
    why: str


class Outbox(Protocol):
    """The messages that wait, as a relay sees them. Each call is a transaction of its own.

    What is noted of an id that is not there has no effect.

    Raises:
        Conflict: another transaction was quicker; nothing has happened.
        StoreFailed: the store cannot do its work; nothing has happened.
    """

    def lease(self, now: dt.datetime, until: dt.datetime, most: int) -> Sequence[Letter]:
        """Up to *most* messages that are due at *now*, in the order in which they were put there.

        No other call gets them before *until*, unless they are noted as sent or put off before. Each of them
        has been tried once more from now on, whatever becomes of whoever asks.
        """
        ...

    def sent(self, id: str) -> None:
        """The message was delivered, and waits no more. Noting it twice, or late, is as good as once.

        It holds even where the message was given up meanwhile; nothing that is noted later changes it.
        """
        ...

    def put_off(self, id: str, until: dt.datetime, why: str) -> None:
        """The message was tried in vain, and is due again at *until*."""
        ...

    def give_up(self, id: str, why: str) -> None:
        """The message was tried for the last time; it is kept apart, for somebody to look at."""
        ...

    def dead_letters(self) -> Sequence[DeadLetter]:
        """The messages that were given up, in the order in which they were put into the outbox."""
        ...

    def take_up(self, id: str) -> None:
        """A message that was given up waits again, as if it had never been tried; it is due at once."""
        ...


@frozen(kw_only=True)
class Delivery:
    """What one run of a relay did, by the ids of messages."""

    sent: tuple[str, ...] = ()
    put_off: tuple[str, ...] = ()
    given_up: tuple[str, ...] = ()


@define(eq=False)
class Relay:
    """Takes messages from an outbox to a notifier, up to *batch* in a run, one after the other.

    The host calls `run_once` every now and then, from as many processes as it likes. A message that is not
    delivered is tried again after *pause*, then after twice as long, and so on up to a day, *most_tries*
    times in all, those included that have ended their process. *lease* is how long a run has for what it
    took; what it does not note by then is taken by another. So a run begins no message once half of its lease
    is over, and a notifier that answers within the other half is never overtaken. *stopwatch* tells the
    seconds, by a clock that nobody turns.

    Raises:
        InvalidInput: *most_tries* or *batch* is not at least 1, a time is not above 0, of a day at most, or
            *outbox* or *notifier* is something else.
    """

    outbox: Outbox
    notifier: Notifier
    batch: int = field(default=100, kw_only=True)
    lease: dt.timedelta = field(default=5 * _MINUTE, kw_only=True)
    pause: dt.timedelta = field(default=_MINUTE, kw_only=True)
    most_tries: int = field(default=12, kw_only=True)
    stopwatch: Callable[[], float] = field(default=time.monotonic, kw_only=True)

    def __attrs_post_init__(self) -> None:
        found = [
            number_problem("batch", self.batch, 1, 10_000),
            number_problem("most_tries", self.most_tries, 1, 1_000),
            span_problem("lease", self.lease, "day", such_as="minutes=5"),
            span_problem("pause", self.pause, "day", such_as="minutes=1"),
        ]
        ports = port_problems(outbox=(self.outbox, Outbox), notifier=(self.notifier, Notifier))
        refuse("relay", ports + [problem for problem in found if problem is not None])

    def run_once(self, now: dt.datetime) -> Delivery:
        """Send what is due at *now*, up to a batch.

        A notifier that raises something else than `NotSent` has not delivered the message either; of the
        error only its name is kept, because its text may tell of a person.

        Raises:
            InvalidInput: *now* has no offset.
            Conflict: other transactions were quicker, again and again.
            StoreFailed: the outbox cannot do its work. The run ends at once: what it sends and cannot note is
                sent again.
        """
        check_moment("relay", "now", now, aware=True)
        began = self.stopwatch()
        sent, put_off, given_up = [], [], []
        for _ in range(self.batch):
            if self.stopwatch() - began > self.lease.total_seconds() / 2:
                break
            # One at a time: where a message ends the process, no other waits for it, or counts as tried.
            letters = _insist(self.outbox.lease, now, now + self.lease, 1)
            if not letters:
                break
            (letter,) = letters
            id = letter.message.id
            failed = self._send(letter)
            if failed is None:
                _insist(self.outbox.sent, id)
                sent.append(id)
            elif failed.for_good or letter.tries + 1 >= self.most_tries:
                _insist(self.outbox.give_up, id, failed.why)
                given_up.append(id)
            else:
                _insist(self.outbox.put_off, id, now + self._pause_after(letter.tries), failed.why)
                put_off.append(id)
        return Delivery(sent=tuple(sent), put_off=tuple(put_off), given_up=tuple(given_up))

    def _send(self, letter: Letter) -> NotSent | None:
        """Deliver a message; what kept the notifier from it, if anything did."""
        if letter.tries >= self.most_tries:
            return NotSent(_NO_WORD)
        try:
            self.notifier.send(letter.message)
        except NotSent as error:
            return error
        except Exception as error:  # noqa: BLE001 -- one message must not keep the others waiting
            return NotSent(type(error).__name__)
        return None

    def _pause_after(self, tries: int) -> dt.timedelta:
        """How long to wait after the try that follows *tries* others."""
        return min(self.pause * (1 << min(tries, 20)), _DAY)


def _insist(call: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    """What *call* of an outbox answers, whoever else uses it: messages were sent already."""
    return insist(partial(call, *given, **named), _ATTEMPTS, though_waited=True)
