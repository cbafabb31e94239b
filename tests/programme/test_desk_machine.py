"""Operators who change members at random, permitted or not, beside what must always hold."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from postgres import Databases
from programme.stores import InADatabase, OnAFile
from programme.test_statuses import CLUB
from programme.till import Guests, Kept, Watch

from loyalty_engine import Delay, InvalidInput, Lifetime
from loyalty_engine.adapters.memory_store import MemoryStore
from loyalty_engine.individual.operators import Operator
from loyalty_engine.individual.refusal import Reason, Refused
from loyalty_engine.model.actor import Actor, Permission
from loyalty_engine.model.audit import AuditEntry
from loyalty_engine.model.ledger import AccountKind, balance_sheet, wallet_of
from loyalty_engine.program.adjust import Accrual, PointsOrder, TooFewPoints, WriteOff
from loyalty_engine.program.batches import BatchRow
from loyalty_engine.program.service_desk import ServiceDesk

MEMBERS = ("anna", "boris", "clara")
OWNERS = (*MEMBERS, "home")

#: Few ids, so that one is often used for something else.
OPERATIONS = st.sampled_from([f"op-{n}" for n in range(1, 30)])
OPERATORS = st.builds(
    lambda id, permissions: Operator(Actor(id, permissions=permissions), reason="they asked"),
    st.sampled_from(["olga", "otto"]),
    st.sampled_from([frozenset(Permission)] * 3 + [frozenset({one}) for one in Permission]),
)
ORDERS: st.SearchStrategy[PointsOrder] = st.builds(
    Accrual,
    st.integers(1, 50),
    lifetime=st.builds(
        Lifetime,
        active_after=st.none() | st.just(Delay(days=1)),
        expires_after=st.none() | st.just(Delay(days=3)),
    ),
) | st.builds(WriteOff, st.integers(1, 50), too_few=st.sampled_from(TooFewPoints))


class Desk(RuleBasedStateMachine):
    """Points, counters, statuses and accounts, changed one by one and in batches."""

    @initialize()
    def begin(self) -> None:
        self.store, self.watch, self.guests = self.made(), Watch(), Guests()
        self.desk = ServiceDesk(store=self.store, members=self.guests, clock=self.watch, systems=[CLUB])

    def made(self) -> Kept:
        return MemoryStore()

    def kept(self) -> object:
        """All that is kept but the audit."""
        with self.store.begin() as unit:
            counters = [unit.counter(member, "visits") for member in (*MEMBERS, None)]
            statuses = [unit.status(member, "club") for member in MEMBERS]
            wallets = [unit.wallet(owner, "bonus") for owner in OWNERS]
        return self.store.ledger, counters, statuses, wallets

    def audit(self) -> list[AuditEntry]:
        with self.store.begin() as unit:
            return [entry for member in (*MEMBERS, None) for entry in unit.audit(member)]

    def noted(self, audit: list[AuditEntry] | None = None) -> tuple[int, int]:
        """How many changes are in the audit, and how many refusals."""
        allowed = [entry.allowed for entry in (self.audit() if audit is None else audit)]
        return allowed.count(True), allowed.count(False)

    def ask(self, call: Callable[[], object]) -> None:
        """Ask for a change, twice where it is made; a refusal changes nothing but the audit."""
        kept, audit = self.kept(), self.audit()
        try:
            answer = call()
        except InvalidInput as error:
            assert self.kept() == kept
            unpermitted = isinstance(error, Refused) and Reason.NO_PERMISSION in error.reasons
            assert self.noted() == (self.noted(audit)[0], self.noted(audit)[1] + unpermitted)
            return
        kept, audit = self.kept(), self.audit()
        assert call() == answer
        assert (self.kept(), self.audit()) == (kept, audit)

    @rule(hours=st.integers(1, 40))
    def time_passes(self, hours: int) -> None:
        self.watch.turn(hours=hours)

    @rule(id=OPERATIONS, by=OPERATORS, member=st.sampled_from(MEMBERS), order=ORDERS)
    def change_points(self, id: str, by: Operator, member: str, order: PointsOrder) -> None:
        self.ask(lambda: self.desk.change_points(id, by, member, order))

    @rule(
        id=OPERATIONS,
        by=OPERATORS,
        rows=st.lists(st.builds(BatchRow, st.sampled_from([*MEMBERS, "nobody"]), ORDERS), max_size=5),
    )
    def change_points_of_many(self, id: str, by: Operator, rows: list[BatchRow]) -> None:
        self.ask(lambda: self.desk.change_points_of(id, by, rows))

    @rule(
        id=OPERATIONS,
        by=OPERATORS,
        member=st.none() | st.sampled_from(MEMBERS),
        value=st.integers(0, 3),
        expected=st.none() | st.integers(0, 3),
    )
    def set_counter(
        self, id: str, by: Operator, member: str | None, value: int, expected: int | None
    ) -> None:
        self.ask(lambda: self.desk.set_counter(id, by, member, "visits", value, expected=expected))

    @rule(
        id=OPERATIONS,
        by=OPERATORS,
        member=st.sampled_from(MEMBERS),
        status=st.sampled_from(["bronze", "gold", "no such status", None]),
    )
    def set_status(self, id: str, by: Operator, member: str, status: str | None) -> None:
        self.ask(lambda: self.desk.set_status(id, by, member, "club", status))

    @rule(id=OPERATIONS, by=OPERATORS, member=st.sampled_from(["anna", "boris"]), shared=st.booleans())
    def join_account(self, id: str, by: Operator, member: str, shared: bool) -> None:
        others = {one: home for one, home in self.guests.families.items() if one != member}
        self.guests.families = {**others, member: "home"} if shared else others
        self.ask(lambda: self.desk.join_account(id, by, member))

    @invariant()
    def the_ledger_comes_to_nothing(self) -> None:
        assert sum(balance_sheet(self.store.ledger).values()) == 0
        for owner in OWNERS:
            with self.store.begin() as unit:
                wallet = unit.wallet(owner, "bonus")
            assert wallet == wallet_of(self.store.ledger, owner)
            assert (wallet.held, wallet.claimed) == ((), 0)

    @invariant()
    def the_audit_accounts_for_every_point(self) -> None:
        amounts = [
            int(dict(entry.details)["amount"])
            for entry in self.audit()
            if entry.allowed and entry.action in ("accrual", "write-off")
        ]
        sheet = balance_sheet(self.store.ledger)
        assert -sheet[AccountKind.ISSUED] == sum(amount for amount in amounts if amount > 0)
        assert sheet[AccountKind.WRITTEN_OFF] == -sum(amount for amount in amounts if amount < 0)

    @invariant()
    def every_entry_has_an_author(self) -> None:
        authors = {entry.by_hand.author if entry.by_hand else None for entry in self.store.ledger}
        assert authors <= {"olga", "otto"}

    @invariant()
    def only_who_may_has_changed_anything(self) -> None:
        """Each operation is carried out once at most; rows of a batch are noted under ids of their own."""
        done = [entry.operation for entry in self.audit() if entry.allowed]
        assert len(done) == len(set(done))


class SqliteDesk(OnAFile, Desk):
    """The same on a file."""


class PostgresDesk(InADatabase, Desk):
    """The same in a database."""


def test_the_desk_on_postgres(databases: Databases) -> None:
    PostgresDesk.databases = databases
    run_state_machine_as_test(PostgresDesk, settings=settings(max_examples=3, stateful_step_count=20))


TestDesk = Desk.TestCase
TestSqliteDesk = SqliteDesk.TestCase
TestSqliteDesk.settings = settings(max_examples=8, stateful_step_count=25)
