"""The stores of the library keep the contract that is published, and the contract finds those that do not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import cast

import pytest
from attrs import evolve
from programme.stores import Files, Servers

from loyalty_engine.adapters.memory_store import MemoryStore, MemoryUnit
from loyalty_engine.adapters.sqlalchemy import PostgresStore
from loyalty_engine.adapters.sqlite import SqliteStore
from loyalty_engine.model.audit import AuditEntry
from loyalty_engine.model.counters import Counter
from loyalty_engine.model.coupons import Coupon, CouponIssue
from loyalty_engine.model.ledger import LedgerEntry, Wallet
from loyalty_engine.program.origin import OriginKind
from loyalty_engine.program.ports import Outgoing, Store
from loyalty_engine.program.purchases import Reservation, StoredOperation, StoredPurchase
from loyalty_engine.program.status_records import StatusRecord
from loyalty_engine.testing.contracts import StoreContract


class TestMemoryStore(StoreContract):
    def store(self) -> Store:
        return MemoryStore()

    def sent(self, store: Store) -> Sequence[Outgoing]:
        return cast(MemoryStore, store).outbox


class TestSqliteStore(Files, StoreContract):
    def store(self) -> Store:
        return self.open()

    def another(self, store: Store) -> Store:
        return self.open(cast(SqliteStore, store).path)

    def sent(self, store: Store) -> Sequence[Outgoing]:
        return cast(SqliteStore, store).outbox


class TestPostgresStore(Servers, StoreContract):
    def store(self) -> Store:
        return PostgresStore(self.new())

    def another(self, store: Store) -> Store:
        return self.other(store)

    def sent(self, store: Store) -> Sequence[Outgoing]:
        return cast(PostgresStore, store).outbox


class Racing(MemoryStore):
    """Reads first, and writes later what it has made of it."""

    @contextmanager
    def begin(self) -> Iterator[MemoryUnit]:
        before = dict(self._kept)
        written = dict(before)
        yield MemoryUnit(written)
        self._kept.update({key: value for key, value in written.items() if before.get(key) is not value})


class Hasty(MemoryStore):
    """Writes at once, whatever becomes of the block, and after it, too."""

    @contextmanager
    def begin(self) -> Iterator[MemoryUnit]:
        with self._turn:
            yield MemoryUnit(self._kept)


class Deaf(MemoryStore):
    """Does not read what it has written before it has ended."""

    @contextmanager
    def begin(self) -> Iterator[MemoryUnit]:
        with self._turn:
            unit = Late(dict(self._kept))
            yield unit
            self._kept.update(unit.written)


class Late(MemoryUnit):
    def __init__(self, kept: dict[tuple[str | None, ...], object]) -> None:
        super().__init__(kept)
        self.written: dict[tuple[str | None, ...], object] = {}

    def keep_status(self, member: str, record: StatusRecord) -> None:
        self.written["status", member, record.system] = (record,)


class Units(MemoryStore):
    """Its transactions are of another class."""

    unit: type[MemoryUnit]

    @contextmanager
    def begin(self) -> Iterator[MemoryUnit]:
        with super().begin() as unit:
            yield self.unit(unit._seen)


class HalfPosting(MemoryUnit):
    def post(self, entries: Iterable[LedgerEntry]) -> None:
        for entry in entries:
            super().post([entry])


class Forgetful(MemoryUnit):
    """Reads no lots besides those that can be spent from, though they are named."""

    def wallet(
        self, owner: str, currency: str, *, at: dt.datetime | None = None, lots: Collection[str] = ()
    ) -> Wallet:
        return super().wallet(owner, currency, at=at)


class Wistful(MemoryUnit):
    """Tells all changes of a counter, however long ago."""

    def counter(
        self, owner: str | None, name: str, *, changes: bool = True, since: dt.datetime | None = None
    ) -> Counter:
        return super().counter(owner, name, changes=changes)


class Thorough(MemoryUnit):
    """Reads all lots, whatever they are needed for."""

    def wallet(
        self, owner: str, currency: str, *, at: dt.datetime | None = None, lots: Collection[str] = ()
    ) -> Wallet:
        return super().wallet(owner, currency)


class Reserving(MemoryUnit):
    def reserved(self, owner: str | None, name: str) -> Sequence[Reservation]:
        kept = (value for value in self._seen.values() if isinstance(value, StoredPurchase))
        found = (one for purchase in kept for one in purchase.reserved)
        return [one for one in found if (one.owner, one.counter) == (owner, name)]


class Lonely(MemoryUnit):
    """Finds no purchases of others of the family."""

    def purchases_of(
        self, member: str, account: str, since: dt.datetime, until: dt.datetime
    ) -> Sequence[StoredPurchase]:
        found = super().purchases_of(member, account, since, until)
        return [one for one in found if one.member == member]


class Timeless(MemoryUnit):
    """Finds purchases of the future, too."""

    def purchases_of(
        self, member: str, account: str, since: dt.datetime, until: dt.datetime
    ) -> Sequence[StoredPurchase]:
        return super().purchases_of(member, account, since, dt.datetime.max.replace(tzinfo=dt.UTC))


class Nostalgic(MemoryUnit):
    """Finds purchases as they were when they were made."""

    def save(self, purchase: StoredPurchase) -> None:
        super().save(purchase)
        if purchase.was_made and ("made", purchase.id) not in self._seen:
            self._seen["made", purchase.id] = purchase

    def purchases_of(
        self, member: str, account: str, since: dt.datetime, until: dt.datetime
    ) -> Sequence[StoredPurchase]:
        found = super().purchases_of(member, account, since, until)
        return [cast(StoredPurchase, self._seen["made", one.id]) for one in found]


class Clinging(MemoryUnit):
    """Hands over nothing for long: what comes back is its first owner's again."""

    def save(self, purchase: StoredPurchase) -> None:
        super().save(purchase)
        if purchase.was_made and purchase.member is not None:
            moment = purchase.calculation.receipt.at, purchase.id
            self._seen["made by", purchase.member] = (*self._made("made by", purchase.member), moment)


class Scattering(MemoryUnit):
    def keep_coupon(self, coupon: Coupon) -> None:
        self._seen["coupon", coupon.digest] = coupon
        mine = cast("tuple[str, ...]", self._seen.get(("coupons", coupon.member), ()))
        self._seen["coupons", coupon.member] = (*mine, coupon.digest)


class Reissuing(MemoryUnit):
    def keep_coupon_issue(self, issue: CouponIssue) -> None:
        if self.coupon_issue(issue.id) is None:
            super().keep_coupon_issue(issue)


class Repeating(MemoryUnit):
    def send(self, message: Outgoing) -> None:
        self._seen["sent", message.id] = message


class Blurring(MemoryUnit):
    def send(self, message: Outgoing) -> None:
        super().send(evolve(message, origin=evolve(message.origin, kind=OriginKind.PURCHASE)))


class Overwriting(MemoryUnit):
    def keep_status(self, member: str, record: StatusRecord) -> None:
        self._seen["status", member, record.system] = (record,)


class Sorting(MemoryUnit):
    """Takes for the last status the one of the latest moment."""

    def status(self, member: str, system: str) -> str | None:
        given = sorted(self.status_records(member, system), key=lambda record: record.at)
        return given[-1].after if given else None


class Mixing(MemoryUnit):
    """Keeps one status of a member."""

    def keep_status(self, member: str, record: StatusRecord) -> None:
        super().keep_status(member, record)
        for system in ("levels", "colours"):
            self._seen["status", member, system] = (*self.status_records(member, record.system),)


class Forgiving(MemoryUnit):
    def note(self, entry: AuditEntry) -> None:
        if entry.allowed:
            super().note(entry)


class Silent(MemoryUnit):
    def record(self, operation: StoredOperation) -> None:
        super().record(evolve(operation, answer=operation.answer or ""))


@pytest.mark.parametrize(
    ("store", "promise"),
    [
        pytest.param(Racing, "points_are_spent_once", id="points raced for"),
        pytest.param(Racing, "a_budget_is_given_once", id="a budget raced for"),
        pytest.param(Hasty, "nothing_is_kept_where_the_block_raises", id="no way back"),
        pytest.param(Hasty, "what_is_written_after_the_end_has_no_effect", id="no end"),
        pytest.param(Deaf, "a_transaction_reads_what_it_has_written", id="blind to itself"),
        pytest.param(HalfPosting, "the_ledger_refuses_what_is_not_there", id="entries posted in part"),
        pytest.param(Forgetful, "a_step_needs_no_lots_that_are_spent_or_expired", id="lots that are named"),
        pytest.param(Thorough, "a_step_needs_no_lots_that_are_spent_or_expired", id="lots of long ago"),
        pytest.param(Wistful, "counters_tell_their_changes", id="changes of long ago"),
        pytest.param(Reserving, "reservations_of_open_purchases_count", id="reserved for ever"),
        pytest.param(Lonely, "purchases_are_found_by_member_and_by_account", id="no family"),
        pytest.param(Timeless, "purchases_are_found_by_their_time", id="purchases of the future"),
        pytest.param(Nostalgic, "a_purchase_is_found_as_it_was_kept_last", id="purchases as they were"),
        pytest.param(Clinging, "purchases_are_handed_over", id="purchases that go back"),
        pytest.param(Scattering, "coupons_are_found_by_digest_and_by_member", id="coupons in no order"),
        pytest.param(Reissuing, "coupon_issues_replace_what_was_kept", id="an issue that stays"),
        pytest.param(Repeating, "the_outbox_keeps_its_order", id="a message twice"),
        pytest.param(Blurring, "what_was_written_is_kept", id="an event taken for a purchase"),
        pytest.param(Overwriting, "statuses_are_kept_one_after_the_other", id="statuses forgotten"),
        pytest.param(Sorting, "statuses_are_kept_one_after_the_other", id="statuses in another order"),
        pytest.param(Mixing, "each_member_has_a_status_in_each_system", id="one system for all"),
        pytest.param(Forgiving, "the_audit_keeps_all_in_its_order", id="refusals forgotten"),
        pytest.param(Silent, "an_answer_comes_back_as_it_was_given", id="another answer"),
    ],
)
def test_the_contract_finds_what_breaks_it(store: type[MemoryStore] | type[MemoryUnit], promise: str) -> None:
    class Broken(TestMemoryStore):
        __test__ = False

        def store(self) -> Store:
            if issubclass(store, MemoryStore):
                return store()
            made = Units()
            made.unit = store
            return made

    with pytest.raises(AssertionError):
        getattr(Broken(), f"test_{promise}")()
