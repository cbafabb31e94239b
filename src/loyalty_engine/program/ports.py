"""The ports of the programme: what a host provides, as small protocols with written contracts.

All calls are synchronous. What a method promises is said in its docstring.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from attrs import define, field, frozen

from loyalty_engine.engine.book import OfferBook
from loyalty_engine.errors import LoyaltyError
from loyalty_engine.individual.attributes import AttributeHistory
from loyalty_engine.model.audit import AuditEntry
from loyalty_engine.model.counters import Counter, CounterChange
from loyalty_engine.model.coupons import Coupon, CouponIssue
from loyalty_engine.model.intents import Intent
from loyalty_engine.model.ledger import LedgerEntry, Wallet
from loyalty_engine.model.member import Member, Need
from loyalty_engine.model.slots import SlotSet
from loyalty_engine.program.origin import Origin
from loyalty_engine.program.purchases import Reservation, StoredOperation, StoredPurchase
from loyalty_engine.program.status_records import StatusRecord


class Clock(Protocol):
    """The time."""

    def now(self) -> dt.datetime:
        """The instant, with its offset from UTC. It may go backwards; the programme does not rely on it."""
        ...


class Lottery(Protocol):
    """Where chance comes from, for offers that leave something to it."""

    def draw(self, purchase: str, name: str) -> int:
        """A whole number from 0 to 999,999, each as likely as the others, which nobody can foresee.

        The draw called *name* is asked for once for a purchase and kept with it; once more only where the
        transaction came to nothing. For an event, *purchase* is the id of the step that takes it in.
        """
        ...


class Books(Protocol):
    """The versions of the offers. A version, once it was given, stays available for confirms and returns."""

    def current(self, at: dt.datetime) -> str:
        """The version that is in force at the instant *at*.

        Raises:
            KeyError: none is.
        """
        ...

    def book(self, version: str) -> OfferBook:
        """The offers of *version*.

        Raises:
            KeyError: there is no such version.
        """
        ...


class Members(Protocol):
    """What the host knows of its members, besides what the programme keeps itself."""

    def load(self, member: str, needs: Collection[Need]) -> Member:
        """The member with the facts in *needs*; those that cannot be told are listed in `not_loaded`.

        Counters, balances, favourite slots, statuses and attributes that the programme keeps are put in their
        places afterwards. To the purchases of the past it adds those that it has confirmed; one that the host
        tells under the id of such a purchase, or of its receipt, counts once.

        Raises:
            KeyError: there is no such member.
        """
        ...

    def account(self, member: str) -> str:
        """Whose points the member's are: his own id, or that of his family.

        Where it changes to that of a family, `ServiceDesk.join_account` moves what he has there.
        """
        ...


@frozen(kw_only=True)
class Guess:
    """Somebody shows the number of a coupon: which *member*, None for a stranger, where, and when."""

    member: str | None
    place: str
    at: dt.datetime


class Throttle(Protocol):
    """Keeps buyers from guessing the numbers of coupons.

    It is asked within transactions of the store, so it must not begin one of its own, and what it has noted
    stays noted whatever becomes of them. Where it raises, the coupon does not count, and the sale goes on.
    """

    def allows(self, guess: Guess) -> bool:
        """May this number be looked up? Not after too many that were wrong."""
        ...

    def missed(self, guess: Guess) -> None:
        """The number was wrong, or that of another member's coupon."""
        ...


@frozen(kw_only=True)
class Outgoing:
    """Something that a confirmed purchase or an event sets going outside: a message, a coupon, a gift.

    *id* is the same whenever it is handed over, so that a receiver can tell a repetition. *codes* are those
    of the coupons that an intent has issued: nowhere else are they kept, and somebody has to tell the member.
    """

    id: str
    origin: Origin
    member: str | None
    intent: Intent
    at: dt.datetime
    codes: tuple[str, ...] = field(default=(), repr=False)


@define(slots=False)
class Conflict(LoyaltyError):
    """Another transaction was quicker; nothing of this one has happened, and it may be tried again.

    The programme does so itself, a few times, unless it has *waited* for as long as the store lets it.
    """

    what: str
    waited: bool = False

    def __str__(self) -> str:
        return f"{self.what} was changed by another transaction; try again"


@define(slots=False)
class StoreFailed(LoyaltyError):
    """The store cannot do its work, for want of room for instance; nothing of the transaction has happened.

    Only where the connection to a store is lost at the end, nobody knows whether all of it has; *why* says
    so, and a step that is sent again is carried out once. *why* names nobody, and nothing that is kept.
    """

    why: str

    def __str__(self) -> str:
        return f"the store of the programme: {self.why}"


class UnitOfWork(Protocol):
    """One transaction: all of it happens, or nothing. It reads what it has written itself.

    What it reads, nobody else changes before it has ended; or else its end raises `Conflict`. So two units
    that touch the same purchase, wallet or counter come to what one after the other would.
    """

    def operation(self, id: str, *, purchase: str | None = None) -> StoredOperation | None:
        """The step with this id, if it was carried out.

        *purchase* is the one that it would be a step of, which is asked for next where it was not: a store
        may read both at the same time.
        """
        ...

    def record(self, operation: StoredOperation) -> None:
        """Keep a step for whoever sends it again, with its answer: one of those that `wire.stored` lists.

        Raises:
            InvalidInput: there is a step with this id.
        """
        ...

    def purchase(self, id: str) -> StoredPurchase | None:
        """The purchase with this id."""
        ...

    def save(self, purchase: StoredPurchase) -> None:
        """Keep a purchase in place of what was kept of it.

        While it is open, its reservations count in place of its old ones; afterwards none does.
        """
        ...

    def purchases_of(
        self, member: str, account: str, since: dt.datetime, until: dt.datetime
    ) -> Sequence[StoredPurchase]:
        """The purchases that were made by *member*, or handed over to him, and those made on *account*.

        Made are those that were confirmed, whatever has come back of them, at the instants of their receipts:
        from *since* to *until*, both included, in the order of time, then by the code points of their ids.
        What others have bought, and what was bought at other times, costs nothing.
        """
        ...

    def hand_over(self, member: str, into: str) -> None:
        """Let what *member* has bought so far be found as what *into* has bought, who is the same person.

        The purchases themselves stay as they are, and so it stays when goods of them come back.
        """
        ...

    def overdue(self, at: dt.datetime) -> Sequence[str]:
        """The ids of open purchases whose time was over at the instant *at*, in the order of `id_order`."""
        ...

    def wallet(
        self, owner: str, currency: str, *, at: dt.datetime | None = None, lots: Collection[str] = ()
    ) -> Wallet:
        """What *owner* has of *currency*; with *at*, as much of it as `Wallet.usable` leaves.

        Steps of a purchase give *at*, and name the *lots* that they put points back into or take them out of,
        whatever is left there. So what a member has spent or let expire over the years costs them nothing.
        """
        ...

    def kinds(self, owner: str) -> Sequence[str]:
        """The kinds of points that *owner* has ever had, by code point."""
        ...

    def post(self, entries: Iterable[LedgerEntry]) -> None:
        """Add entries to the ledger: all of them, or none where they are refused.

        Raises:
            InvalidInput: they take more out of a lot than there is, or there is an entry with the id of one.
        """
        ...

    def counter(
        self, owner: str | None, name: str, *, changes: bool = True, since: dt.datetime | None = None
    ) -> Counter:
        """The counter *name* of *owner*, None for the programme's, with its changes.

        Where *since* is given, they are those from that instant on, so that what was long ago costs nothing.
        Without *changes* its value alone is asked for: a budget that many purchases have used is read as
        quickly as a new one.
        """
        ...

    def count(self, owner: str | None, name: str, change: CounterChange) -> None:
        """Change a counter."""
        ...

    def reserved(self, owner: str | None, name: str) -> Sequence[Reservation]:
        """What open purchases would change of the counter, in any order."""
        ...

    def slots(self, member: str, rule: str) -> SlotSet | None:
        """The favourite slots of *member* under *rule*; None where none were ever kept."""
        ...

    def keep_slots(self, member: str, slots: SlotSet) -> None:
        """Keep favourite slots in place of those of the same rule."""
        ...

    def attribute(self, member: str, name: str) -> AttributeHistory:
        """The values that the programme has given an attribute; empty where there were none."""
        ...

    def keep_attribute(self, member: str, history: AttributeHistory) -> None:
        """Keep the values of an attribute in place of what was kept."""
        ...

    def status(self, member: str, system: str) -> str | None:
        """The status that the programme has given the member in *system*."""
        ...

    def keep_status(self, member: str, record: StatusRecord) -> None:
        """Give *member* the status of the record; None takes it away, so that the host works it out anew.

        Records are added behind those that are there, and none is ever changed.
        """
        ...

    def status_records(self, member: str, system: str) -> Sequence[StatusRecord]:
        """All that was kept of the statuses of *member* in *system*, in the order of keeping."""
        ...

    def coupon_issue(self, id: str) -> CouponIssue | None:
        """The coupon issue with this id."""
        ...

    def coupon_issues(self) -> Sequence[CouponIssue]:
        """All coupon issues, in the order of `id_order`."""
        ...

    def keep_coupon_issue(self, issue: CouponIssue) -> None:
        """Keep a coupon issue in place of the one with its id."""
        ...

    def coupon(self, digest: str) -> Coupon | None:
        """The coupon of whose number this is the digest."""
        ...

    def coupons_of(self, member: str) -> Sequence[Coupon]:
        """The coupons that *member* has got, by the code points of their digests."""
        ...

    def keep_coupon(self, coupon: Coupon) -> None:
        """Keep a coupon, whose issue is kept, in place of the one with its digest."""
        ...

    def note(self, entry: AuditEntry) -> None:
        """Add to the audit; nothing there is ever changed or taken away."""
        ...

    def audit(self, member: str | None) -> Sequence[AuditEntry]:
        """What was noted about *member*, None for nobody in particular, in the order of noting."""
        ...

    def send(self, message: Outgoing) -> None:
        """Put a message into the outbox, behind those that are there, to leave after the transaction.

        Raises:
            InvalidInput: there is a message with this id.
        """
        ...


class Store(Protocol):
    """Where the programme keeps what it moves."""

    def begin(self) -> AbstractContextManager[UnitOfWork]:
        """A transaction, which ends well with its block, and without effect where the block raises.

        Threads may begin transactions of one store at the same time. What is asked of the transaction after
        its end has no effect.

        Raises:
            Conflict: at the start or the end of the block, where another transaction was quicker.
            StoreFailed: it cannot be carried out.
        """
        ...
