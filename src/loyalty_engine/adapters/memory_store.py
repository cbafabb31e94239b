"""A store of the programme in memory: for tests, demonstrations, and whatever ends with its process."""

from __future__ import annotations

import datetime as dt
import threading
from collections import ChainMap
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from contextlib import contextmanager
from typing import cast

from attrs import define, field

from loyalty_engine.errors import InvalidInput
from loyalty_engine.individual.attributes import AttributeHistory
from loyalty_engine.model.counters import NEVER_COUNTED, Counter, CounterChange
from loyalty_engine.model.identifiers import id_order
from loyalty_engine.model.ledger import OWNED, LedgerEntry, Wallet, after
from loyalty_engine.model.slots import SlotSet
from loyalty_engine.program.ports import Outgoing
from loyalty_engine.program.purchases import Reservation, StoredOperation, StoredPurchase

#: What is kept: values that never change, by their kind and what names them.
_Kept = MutableMapping[tuple[str | None, ...], object]


@define(eq=False)
class MemoryStore:
    """A `Store` in memory. Its transactions run one at a time: threads wait for each other."""

    _kept: _Kept = field(init=False, factory=dict)
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
        return tuple(value for value in self._kept.values() if isinstance(value, LedgerEntry))

    @property
    def outbox(self) -> tuple[Outgoing, ...]:
        """All messages, in the order in which they were put there, whatever became of them."""
        return tuple(value for value in self._kept.values() if isinstance(value, Outgoing))


@define(eq=False)
class MemoryUnit:
    """One transaction of a `MemoryStore`; a `UnitOfWork`."""

    _seen: _Kept

    def operation(self, id: str) -> StoredOperation | None:
        """The step with this id."""
        return cast("StoredOperation | None", self._seen.get(("operation", id)))

    def record(self, operation: StoredOperation) -> None:
        """Keep a step."""
        self._seen["operation", operation.id] = operation

    def purchase(self, id: str) -> StoredPurchase | None:
        """The purchase with this id."""
        return cast("StoredPurchase | None", self._seen.get(("purchase", id)))

    def save(self, purchase: StoredPurchase) -> None:
        """Keep a purchase."""
        self._seen["purchase", purchase.id] = purchase
        ids = {*self._open, purchase.id} if purchase.is_open else {*self._open} - {purchase.id}
        self._seen["open",] = tuple(sorted(ids, key=id_order))

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

    def wallet(self, owner: str, currency: str) -> Wallet:
        """What *owner* has of *currency*."""
        found = self._seen.get(("wallet", owner, currency))
        return Wallet(owner=owner, currency=currency) if found is None else cast("Wallet", found)

    def kinds(self, owner: str) -> Sequence[str]:
        """The kinds of points that *owner* has ever had."""
        return cast("tuple[str, ...]", self._seen.get(("kinds", owner), ()))

    def post(self, entries: Iterable[LedgerEntry]) -> None:
        """Add entries to the ledger, and to the wallets that they change."""
        posted = tuple(entries)
        for entry in posted:
            if ("entry", entry.id) in self._seen:
                message = "is there already, and none is ever replaced"
                raise InvalidInput.at("ledger", entry.id, message, "give each entry an id of its own")
            self._seen["entry", entry.id] = entry
        touched = {
            (account.owner, entry.currency)
            for entry in posted
            for account in (entry.source, entry.target)
            if account.kind in OWNED and account.owner is not None
        }
        for owner, currency in sorted(touched):
            self._seen["wallet", owner, currency] = after(self.wallet(owner, currency), posted)
            self._seen["kinds", owner] = tuple(sorted({*self.kinds(owner), currency}))

    def counter(self, owner: str | None, name: str) -> Counter:
        """The counter *name* of *owner*."""
        return cast("Counter", self._seen.get(("counter", owner, name), NEVER_COUNTED))

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
        return cast("str | None", self._seen.get(("status", member, system)))

    def keep_status(self, member: str, system: str, status: str | None) -> None:
        """Keep a status."""
        self._seen["status", member, system] = status

    def send(self, message: Outgoing) -> None:
        """Put a message into the outbox."""
        self._seen["sent", message.id] = message
