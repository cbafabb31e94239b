"""Messages leave the programme: from the outbox of confirmed purchases to whoever delivers them.

A message is delivered at least once: where a process ends between sending one and noting it, the message is
sent again, under the same id, by which its receiver can tell. No two relays send one message at a time: each
leases what it is about to send.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from attrs import define, field, frozen

from loyalty_engine.errors import LoyaltyError, Problem, refuse
from loyalty_engine.model.moments import check_moment, number_problem
from loyalty_engine.program.ports import Outgoing

_MINUTE = dt.timedelta(minutes=1)
_DAY = dt.timedelta(days=1)


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
    """A message in the outbox, and how many times it was tried before."""

    message: Outgoing
    tries: int = 0


class Outbox(Protocol):
    """The messages that wait, as a relay sees them. Each call is a transaction of its own."""

    def lease(self, now: dt.datetime, until: dt.datetime, most: int) -> Sequence[Letter]:
        """Up to *most* messages that are due at *now*, in the order in which they were put there.

        No other call gets them before *until*, unless they are noted as sent or put off before.
        """
        ...

    def sent(self, id: str) -> None:
        """The message was delivered, and waits no more. Noting it twice, or late, is as good as once."""
        ...

    def put_off(self, id: str, until: dt.datetime, why: str) -> None:
        """The message was tried once more, in vain, and is due again at *until*."""
        ...

    def give_up(self, id: str, why: str) -> None:
        """The message was tried for the last time; it is kept apart, for somebody to look at."""
        ...


@frozen(kw_only=True)
class Delivery:
    """What one run of a relay did, by the ids of messages."""

    sent: tuple[str, ...] = ()
    put_off: tuple[str, ...] = ()
    given_up: tuple[str, ...] = ()


@define(eq=False)
class Relay:
    """Takes messages from an outbox to a notifier, a few at a time.

    The host calls `run_once` every now and then, from as many processes as it likes. A message that is not
    delivered is tried again after *pause*, then after twice as long, and so on up to a day, *most_tries*
    times in all. *lease* is how long a run has for what it took; what it does not note by then is taken by
    another.

    Raises:
        InvalidInput: *most_tries* or *batch* is not at least 1, or a time is not above 0.
    """

    outbox: Outbox
    notifier: Notifier
    batch: int = field(default=100, kw_only=True)
    lease: dt.timedelta = field(default=5 * _MINUTE, kw_only=True)
    pause: dt.timedelta = field(default=_MINUTE, kw_only=True)
    most_tries: int = field(default=12, kw_only=True)

    def __attrs_post_init__(self) -> None:
        found = [
            number_problem("batch", self.batch, 1, 10_000),
            number_problem("most_tries", self.most_tries, 1, 1_000),
        ]
        spans: dict[str, object] = {"lease": self.lease, "pause": self.pause}
        for path, span in spans.items():
            if not isinstance(span, dt.timedelta) or not dt.timedelta(0) < span <= _DAY:
                found.append(
                    Problem(path, "is not a time above 0, of a day at most", "write timedelta(minutes=5)")
                )
        refuse("relay", [problem for problem in found if problem is not None])

    def run_once(self, now: dt.datetime) -> Delivery:
        """Send what is due at *now*, up to a batch.

        A notifier that raises something else than `NotSent` has not delivered the message either; of the
        error only its name is kept, because its text may tell of a person.

        Raises:
            InvalidInput: *now* has no offset.
        """
        check_moment("relay", "now", now, aware=True)
        sent, put_off, given_up = [], [], []
        for letter in self.outbox.lease(now, now + self.lease, self.batch):
            id = letter.message.id
            try:
                self.notifier.send(letter.message)
            except Exception as error:  # noqa: BLE001 -- one message must not keep the others waiting
                failed = error if isinstance(error, NotSent) else NotSent(type(error).__name__)
                if failed.for_good or letter.tries + 1 >= self.most_tries:
                    self.outbox.give_up(id, failed.why)
                    given_up.append(id)
                else:
                    self.outbox.put_off(id, now + self._pause_after(letter.tries), failed.why)
                    put_off.append(id)
            else:
                self.outbox.sent(id)
                sent.append(id)
        return Delivery(sent=tuple(sent), put_off=tuple(put_off), given_up=tuple(given_up))

    def _pause_after(self, tries: int) -> dt.timedelta:
        """How long to wait after the try that follows *tries* others."""
        return min(self.pause * (1 << min(tries, 20)), _DAY)
