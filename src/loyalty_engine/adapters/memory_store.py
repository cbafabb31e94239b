"""A store of the programme in memory: for tests, demonstrations, and whatever ends with its process."""

from __future__ import annotations

import datetime as dt
import threading
from bisect import bisect_left, insort
from collections import ChainMap
from collections.abc import Collection, Iterable, Iterator, MutableMapping, Sequence
from contextlib import contextmanager
from itertools import takewhile
from typing import cast

from attrs import define, field

from loyalty_engine.individual.attributes import AttributeHistory
from loyalty_engine.model.audit import AuditEntry
from loyalty_engine.model.counters import NEVER_COUNTED, Counter, CounterChange
from loyalty_engine.model.coupons import Coupon, CouponIssue
from loyalty_engine.model.identifiers import id_order
from loyalty_engine.model.ledger import LedgerEntry, Wallet, after, wallets_changed
from loyalty_engine.model.slots import SlotSet
from loyalty_engine.program.ports import Outgoing
from loyalty_engine.program.purchases import (
    HasId,
    Reservation,
    StoredOperation,
    StoredPurchase,
    refuse_taken,
)
from loyalty_engine.program.status_records import StatusRecord

#: What is kept: values that never change, by their kind and what names them.
_Kept = MutableMapping[tuple[str | None, ...], object]
#: When a purchase was made, and its id.
_Moment = tuple[dt.datetime, str]


@define(eq=False)
class MemoryStore:
    """A `Store` in memory. Its transactions run one at a time: threads wait for each other."""

    _kept: _Kept = field(init=False, factory=dict, repr=False)
    _turn: threading.Lock = field(init=False, factory=threading.Lock)

    @contextmanager
    def begin(self) -> Iterator[MemoryUnit]:
        """A transaction; what it writes is kept if its block ends well."""
        with self._turn:
            written: _Kept = {}
            yield MemoryUnit(ChainMap(written, self._kept))
            self._kept.update(written)

    @property
    def ledger(self) -> tuple[LedgerEntry, ...]:
        """All entries, in the order in which they were written."""
        return tuple(value for value in self._now() if isinstance(value, LedgerEntry))

    @property
    def outbox(self) -> tuple[Outgoing, ...]:
        """All messages, in the order in which they were put there, whatever became of them."""
        return tuple(value for value in self._now() if isinstance(value, Outgoing))

    def _now(self) -> list[object]:
        """All that is kept, at one moment between two transactions of other threads."""
        return list(self._kept.values())


@define(eq=False)
class MemoryUnit:
    """One transaction of a `MemoryStore`; a `UnitOfWork`."""

    _seen: _Kept = field(repr=False)

    def operation(self, id: str, *, purchase: str | None = None) -> StoredOperation | None:
        """The step with this id."""
        return cast("StoredOperation | None", self._seen.get(("operation", id)))

    def record(self, operation: StoredOperation) -> None:
        """Keep a step."""
        self._refuse_taken("operation", "operations", [operation])
        self._seen["operation", operation.id] = operation

    def purchase(self, id: str) -> StoredPurchase | None:
        """The purchase with this id."""
        return cast("StoredPurchase | None", self._seen.get(("purchase", id)))

    def save(self, purchase: StoredPurchase) -> None:
        """Keep a purchase."""
        before = self.purchase(purchase.id)
        self._seen["purchase", purchase.id] = purchase
        ids = {*self._open, purchase.id} if purchase.is_open else {*self._open} - {purchase.id}
        self._seen["open",] = tuple(sorted(ids, key=id_order))
        if purchase.was_made and purchase.member is not None and not (before and before.was_made):
            moment = purchase.calculation.receipt.at, purchase.id
            self._add_made("made by", purchase.member, [moment])
            self._add_made("made on", purchase.owner, [moment])

    def _add_made(self, how: str, whose: str | None, made: Iterable[_Moment]) -> None:
        """Find purchases under *whose* from now on."""
        known = list(self._made(how, whose))
        for moment in made:
            insort(known, moment)
        self._seen[how, whose] = tuple(known)

    def purchases_of(
        self, member: str, account: str, since: dt.datetime, until: dt.datetime
    ) -> Sequence[StoredPurchase]:
        """The purchases that were made by *member*, and those made on *account*."""
        both = self._made("made by", member), self._made("made on", account)
        found = (made[bisect_left(made, (since, "")) :] for made in both)
        ids = {one for made in found for one in takewhile(lambda one: one[0] <= until, made)}
        return [cast("StoredPurchase", self._seen["purchase", id]) for _, id in sorted(ids)]

    def hand_over(self, member: str, into: str) -> None:
        """Find what *member* has bought so far as what *into* has bought."""
        made = self._made("made by", member)
        self._seen["made by", member] = ()
        self._add_made("made by", into, made)

    def _made(self, how: str, whose: str | None) -> tuple[_Moment, ...]:
        """The purchases that somebody has made, or that were made on an account, in their order."""
        return cast("tuple[_Moment, ...]", self._seen.get((how, whose), ()))

    @property
    def _open(self) -> tuple[str, ...]:
        return cast("tuple[str, ...]", self._seen.get(("open",), ()))

    def _open_purchases(self) -> Iterator[StoredPurchase]:
        return (cast("StoredPurchase", self._seen["purchase", id]) for id in self._open)

    def overdue(self, at: dt.datetime) -> Sequence[str]:
        """The open purchases whose time was over at the instant *at*."""
        return [purchase.id for purchase in self._open_purchases() if purchase.expires_at <= at]

    def reserved(self, owner: str | None, name: str) -> Sequence[Reservation]:
        """What open purchases would change of the counter."""
        reserved = (one for purchase in self._open_purchases() for one in purchase.reserved)
        return [one for one in reserved if (one.owner, one.counter) == (owner, name)]

    def wallet(
        self, owner: str, currency: str, *, at: dt.datetime | None = None, lots: Collection[str] = ()
    ) -> Wallet:
        """What *owner* has of *currency*, or as much of it as a step at *at* needs."""
        nothing = Wallet(owner=owner, currency=currency)
        found = cast("Wallet", self._seen.get(("wallet", owner, currency), nothing))
        return found if at is None else found.usable(at, lots)

    def kinds(self, owner: str) -> Sequence[str]:
        """The kinds of points that *owner* has ever had."""
        return cast("tuple[str, ...]", self._seen.get(("kinds", owner), ()))

    def post(self, entries: Iterable[LedgerEntry]) -> None:
        """Add entries to the ledger, and to the wallets that they change."""
        posted = tuple(entries)
        self._refuse_taken("entry", "ledger", posted)
        wallets = [after(self.wallet(owner, currency), posted) for owner, currency in wallets_changed(posted)]
        for entry in posted:
            self._seen["entry", entry.id] = entry
        for wallet in wallets:
            self._seen["wallet", wallet.owner, wallet.currency] = wallet
            self._seen["kinds", wallet.owner] = tuple(sorted({*self.kinds(wallet.owner), wallet.currency}))

    def counter(
        self, owner: str | None, name: str, *, changes: bool = True, since: dt.datetime | None = None
    ) -> Counter:
        """The counter *name* of *owner*."""
        found = cast("Counter", self._seen.get(("counter", owner, name), NEVER_COUNTED))
        if changes and since is None:
            return found
        late = (one for one in found.changes if changes and since is not None and one.at >= since)
        return Counter(found.value, changes=tuple(late))

    def count(self, owner: str | None, name: str, change: CounterChange) -> None:
        """Change a counter."""
        counter = self.counter(owner, name)
        self._seen["counter", owner, name] = Counter(
            counter.value + change.by, changes=(*counter.changes, change)
        )

    def slots(self, member: str, rule: str) -> SlotSet | None:
        """The favourite slots of *member* under *rule*."""
        return cast("SlotSet | None", self._seen.get(("slots", member, rule)))

    def keep_slots(self, member: str, slots: SlotSet) -> None:
        """Keep favourite slots."""
        self._seen["slots", member, slots.rule] = slots

    def attribute(self, member: str, name: str) -> AttributeHistory:
        """The values that the programme has given an attribute."""
        found = self._seen.get(("attribute", member, name))
        return AttributeHistory(name) if found is None else cast("AttributeHistory", found)

    def keep_attribute(self, member: str, history: AttributeHistory) -> None:
        """Keep the values of an attribute."""
        self._seen["attribute", member, history.name] = history

    def status(self, member: str, system: str) -> str | None:
        """The status that the programme has given the member."""
        given = self.status_records(member, system)
        return given[-1].after if given else None

    def keep_status(self, member: str, record: StatusRecord) -> None:
        """Keep a status, and what is known of it."""
        before = self.status_records(member, record.system)
        self._seen["status", member, record.system] = (*before, record)

    def status_records(self, member: str, system: str) -> Sequence[StatusRecord]:
        """All statuses that the member was given."""
        return cast("tuple[StatusRecord, ...]", self._seen.get(("status", member, system), ()))

    def coupon_issue(self, id: str) -> CouponIssue | None:
        """The coupon issue with this id."""
        return cast("CouponIssue | None", self._seen.get(("coupon issue", id)))

    def coupon_issues(self) -> Sequence[CouponIssue]:
        """All coupon issues."""
        ids = cast("tuple[str, ...]", self._seen.get(("coupon issues",), ()))
        return [cast("CouponIssue", self._seen["coupon issue", id]) for id in ids]

    def keep_coupon_issue(self, issue: CouponIssue) -> None:
        """Keep a coupon issue."""
        self._seen["coupon issue", issue.id] = issue
        ids = {issue.id, *(one.id for one in self.coupon_issues())}
        self._seen["coupon issues",] = tuple(sorted(ids, key=id_order))

    def coupon(self, digest: str) -> Coupon | None:
        """The coupon of whose number this is the digest."""
        return cast("Coupon | None", self._seen.get(("coupon", digest)))

    def coupons_of(self, member: str) -> Sequence[Coupon]:
        """The coupons that *member* has got."""
        digests = cast("tuple[str, ...]", self._seen.get(("coupons", member), ()))
        kept = (cast("Coupon", self._seen["coupon", digest]) for digest in digests)
        return [coupon for coupon in kept if coupon.member == member]

    def keep_coupon(self, coupon: Coupon) -> None:
        """Keep a coupon, among those of its member."""
        self._seen["coupon", coupon.digest] = coupon
        if coupon.member is not None:
            digests = {coupon.digest, *(one.digest for one in self.coupons_of(coupon.member))}
            self._seen["coupons", coupon.member] = tuple(sorted(digests))

    def note(self, entry: AuditEntry) -> None:
        """Add to the audit."""
        self._seen["audit", entry.member] = (*self.audit(entry.member), entry)

    def audit(self, member: str | None) -> Sequence[AuditEntry]:
        """What was noted about *member*."""
        return cast("tuple[AuditEntry, ...]", self._seen.get(("audit", member), ()))

    def send(self, message: Outgoing) -> None:
        """Put a message into the outbox."""
        self._refuse_taken("sent", "outbox", [message])
        self._seen["sent", message.id] = message

    def _refuse_taken(self, kind: str, where: str, new: Sequence[HasId]) -> None:
        refuse_taken(where, new, {one.id for one in new if (kind, one.id) in self._seen})
