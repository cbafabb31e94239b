"""Members who share an account: what they bring along, and what becomes of what they bought before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from postgres import Databases
from programme.stores import InADatabase, OnAFile
from programme.test_machine import Tills
from programme.test_service_desk import NEGATIVE, OLGA, OTTO
from programme.till import Guests, Kept, program
from shop import NOON, receipt

from loyalty_engine import (
    Delay,
    InvalidInput,
    Lifetime,
    Members,
    Offer,
    PayWithPoints,
    PointsAsked,
    PointsPercent,
    WithdrawPoints,
)
from loyalty_engine.adapters.memory_store import MemoryStore
from loyalty_engine.adapters.sqlite import SqliteStore
from loyalty_engine.engine.refund import ReturnedLine
from loyalty_engine.individual.refusal import Reason, Refused
from loyalty_engine.model.counters import CounterChange
from loyalty_engine.model.ledger import (
    Account,
    AccountKind,
    LedgerEntry,
    Wallet,
    after,
    balance_sheet,
    wallet_of,
)
from loyalty_engine.program.adjust import Accrual, CounterSet, WriteOff
from loyalty_engine.program.families import AccountJoined, Poured
from loyalty_engine.program.merging import MembersMerged
from loyalty_engine.program.points import Shortage
from loyalty_engine.program.program import LoyaltyProgram
from loyalty_engine.program.purchases import PurchaseState
from loyalty_engine.program.service_desk import ServiceDesk

TENTH = Offer.of("tenth", [], [PointsPercent(10)], reach=Members(), cumulative=True)
PAY = Offer.of("pay", [], [PayWithPoints(percent=100)], reach=Members(), cumulative=True)
MUG = Offer.of("mug", [], [WithdrawPoints(4)], reach=Members(), cumulative=True)
TEA = receipt(("tea", "100.00"))
MONTH = Lifetime(expires_after=Delay(months=1))


class Home:
    """A till and a desk for Anna and Boris, who may share an account."""

    def __init__(self, store: Kept, *offers: Offer, shortage: Shortage = Shortage.SUPPRESS) -> None:
        self.store = store
        self.till, _, self.watch = program(*offers, store=store, shortage=shortage)
        self.desk = ServiceDesk(store=store, members=self.till.members, clock=self.watch)

    def join(self, operation: str = "join", member: str = "anna") -> AccountJoined:
        assert isinstance(self.till.members, Guests)
        self.till.members.families = {**self.till.members.families, member: "home"}
        return self.desk.join_account(operation, OLGA, member)

    def wallet(self, owner: str, currency: str = "bonus") -> Wallet:
        with self.store.begin() as unit:
            return unit.wallet(owner, currency)

    def balances(self) -> tuple[int, int]:
        return self.wallet("anna").balance(self.watch.time), self.wallet("home").balance(self.watch.time)


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    return MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "shop.sqlite")


class TestJoining:
    def test_lots_keep_their_dates(self, store: Kept) -> None:
        home = Home(store)
        home.desk.change_points("1", OLGA, "anna", Accrual(50, lifetime=MONTH))
        home.desk.change_points("2", OLGA, "anna", Accrual(7, currency="chips"))
        before = home.wallet("anna").lots
        assert home.join() == AccountJoined(
            account="home", poured=(Poured(currency="bonus", amount=50), Poured(currency="chips", amount=7))
        )
        assert home.wallet("home").lots == before
        assert [home.wallet("anna", kind).balance(NOON) for kind in ("bonus", "chips")] == [0, 0]
        sheet = balance_sheet(store.ledger)
        assert (sheet[AccountKind.WALLET], sum(sheet.values())) == (50, 0)

    @pytest.mark.parametrize(
        ("anna", "boris", "expected"),
        [
            pytest.param(-30, 50, (20, 0), id="her debt is paid off with his points"),
            pytest.param(50, -30, (20, 0), id="his with hers"),
            pytest.param(-30, -5, (-35, 35), id="both owe"),
        ],
    )
    def test_what_is_owed_comes_along(
        self, store: Kept, anna: int, boris: int, expected: tuple[int, int]
    ) -> None:
        home = Home(store)
        for member, amount in (("anna", anna), ("boris", boris)):
            order = Accrual(amount) if amount > 0 else WriteOff(-amount, too_few=NEGATIVE)
            home.desk.change_points(f"give {member}", OLGA, member, order)
            home.join(f"join {member}", member)
        wallet = home.wallet("home")
        assert (wallet.balance(NOON), wallet.owed) == expected
        assert (home.wallet("anna").owed, home.wallet("boris").owed) == (0, 0)
        assert sum(balance_sheet(store.ledger).values()) == 0

    def test_who_has_nothing_brings_nothing(self, store: Kept) -> None:
        home = Home(store)
        assert home.join() == AccountJoined(account="home")
        assert store.ledger == ()

    def test_it_is_done_once_and_noted(self, store: Kept) -> None:
        home = Home(store)
        home.desk.change_points("1", OLGA, "anna", Accrual(50))
        first = home.join()
        home.desk.change_points("2", OLGA, "anna", Accrual(5))
        before = store.ledger
        assert (home.join(), store.ledger) == (first, before)
        assert [(one.action, one.details) for one in home.desk.audit("anna")][1] == (
            "account",
            (("account", "home"), ("bonus", "50")),
        )

    def test_it_is_refused_to_who_may_not_and_where_there_is_nothing_to_join(self, store: Kept) -> None:
        home = Home(store)
        for operator, reason in ((OTTO, Reason.NO_PERMISSION), (OLGA, Reason.NOT_OFFERED)):
            with pytest.raises(Refused) as caught:
                home.desk.join_account("1", operator, "anna")
            assert caught.value.reasons == (reason,)
        assert [one.allowed for one in home.desk.audit("anna")] == [False]

    def test_who_leaves_takes_nothing_along(self, store: Kept) -> None:
        home = Home(store)
        home.desk.change_points("1", OLGA, "anna", Accrual(50))
        home.join()
        home.till.members.families = {}  # type: ignore[attr-defined]
        home.desk.change_points("2", OLGA, "anna", Accrual(5))
        assert home.balances() == (5, 50)


class TestMerging:
    """Anna has two cards, and the host knew her as two members."""

    def count(self, home: Home, member: str, *steps: tuple[int, int]) -> None:
        with home.store.begin() as unit:
            for days, by in steps:
                unit.count(member, "visits", CounterChange(at=NOON + dt.timedelta(days=days), by=by))

    def merge(self, home: Home, operation: str = "1", counters: Iterable[str] = ("visits",)) -> MembersMerged:
        return home.desk.merge_members(operation, OLGA, "ann", "anna", counters)

    def test_points_and_counters_are_summed(self, store: Kept) -> None:
        home = Home(store)
        home.desk.change_points("a", OLGA, "anna", Accrual(5))
        home.desk.change_points("b", OLGA, "ann", Accrual(30))
        self.count(home, "anna", (-3, 2))
        self.count(home, "ann", (-9, 4), (-1, -1))
        home.till.members.families = {"ann": "anna"}  # type: ignore[attr-defined]
        assert self.merge(home) == MembersMerged(
            into="anna",
            poured=(Poured(currency="bonus", amount=30),),
            counters=(CounterSet(counter="visits", before=2, after=5),),
        )
        assert (home.wallet("anna").balance(NOON), home.wallet("ann").balance(NOON)) == (35, 0)
        with store.begin() as unit:
            visits, gone = unit.counter("anna", "visits"), unit.counter("ann", "visits")
        moments = [(change.at - NOON, change.by) for change in visits.changes]
        assert moments == [
            (dt.timedelta(days=-9), 4),
            (dt.timedelta(days=-3), 2),
            (dt.timedelta(days=-1), -1),
        ]
        assert (gone.value, sum(change.by for change in gone.changes)) == (0, 0)

    def test_it_is_done_once_and_noted(self, store: Kept) -> None:
        home = Home(store)
        self.count(home, "ann", (0, 4))
        home.till.members.families = {"ann": "anna"}  # type: ignore[attr-defined]
        assert self.merge(home) == self.merge(home)
        details = (("into", "anna"), ("visits", "0 → 4"))
        assert [(one.action, one.details) for one in home.desk.audit("ann")] == [("merge", details)]

    def test_the_account_of_a_family_is_not_moved(self, store: Kept) -> None:
        """Both have been in it before."""
        home = Home(store)
        home.desk.change_points("a", OLGA, "home", Accrual(30))
        home.till.members.families = {"ann": "home", "anna": "home"}  # type: ignore[attr-defined]
        assert self.merge(home, counters=()) == MembersMerged(into="anna")
        assert home.wallet("home").balance(NOON) == 30

    def test_the_account_may_be_that_of_the_one_who_goes(self, store: Kept) -> None:
        home = Home(store)
        home.till.members.families = {"anna": "ann"}  # type: ignore[attr-defined]
        assert self.merge(home, counters=()) == MembersMerged(into="anna")

    @pytest.mark.parametrize("families", [{}, {"ann": "home"}])
    def test_the_host_has_to_say_that_they_share_an_account(
        self, store: Kept, families: dict[str, str]
    ) -> None:
        home = Home(store)
        home.till.members.families = families  # type: ignore[attr-defined]
        with pytest.raises(Refused) as caught:
            self.merge(home)
        assert caught.value.reasons == (Reason.NOT_OFFERED,)

    def test_both_have_to_be_known(self, store: Kept) -> None:
        home = Home(store)
        home.till.members.families = {"ann": "nobody"}  # type: ignore[attr-defined]
        with pytest.raises(KeyError):
            home.desk.merge_members("1", OLGA, "ann", "nobody")
        assert home.desk.audit("ann") == ()

    def test_nobody_is_merged_with_himself(self, store: Kept) -> None:
        home = Home(store)
        with pytest.raises(Refused) as caught:
            home.desk.merge_members("1", OLGA, "anna", "anna")
        assert caught.value.reasons == (Reason.NOT_OFFERED,)

    def test_what_is_no_merge(self, store: Kept) -> None:
        with pytest.raises(InvalidInput) as caught:
            Home(store).desk.merge_members("1", OLGA, "ann", "", ["visits", ""])
        assert [problem.path for problem in caught.value.problems] == ["into", "counters[1]"]


class TestPurchasesOfBefore:
    def bought(self, till: LoyaltyProgram) -> None:
        till.calculate("tea", "t1", TEA, "anna")
        till.confirm("tea", "t2")

    def hold(self, till: LoyaltyProgram) -> None:
        till.calculate("soap", "s1", receipt(("soap", "8.00")), "anna")
        till.pay("soap", "s2", [PointsAsked(currency="bonus", amount=8)])

    @pytest.mark.parametrize(
        ("end", "expected"),
        [
            pytest.param(lambda till: till.cancel("soap", "s3"), (0, 10), id="cancelled"),
            pytest.param(lambda till: till.confirm("soap", "s3"), (0, 2), id="confirmed"),
            pytest.param(
                lambda till: till.pay("soap", "s3", [PointsAsked(currency="bonus", amount=6)]),
                (0, 4),
                id="calculated again, with the points of all",
            ),
        ],
    )
    def test_what_is_held_follows_when_it_is_let_go(
        self, store: Kept, end: Callable[[LoyaltyProgram], object], expected: tuple[int, int]
    ) -> None:
        home = Home(store, TENTH, PAY)
        self.bought(home.till)
        self.hold(home.till)
        home.join()
        assert home.balances() == (0, 2)
        end(home.till)
        assert home.balances() == expected

    @pytest.mark.parametrize(
        ("end", "expected"),
        [
            pytest.param(lambda till: till.cancel("mug", "m2"), (0, 10), id="cancelled"),
            pytest.param(lambda till: till.confirm("mug", "m2"), (0, 6), id="confirmed"),
            pytest.param(
                lambda till: till.calculate("mug", "m2", TEA, "anna"), (0, 10), id="calculated again"
            ),
            pytest.param(lambda till: till.sweep(), (0, 10), id="over"),
        ],
    )
    def test_what_an_offer_is_to_take_follows_when_it_is_let_go(
        self, store: Kept, end: Callable[[LoyaltyProgram], object], expected: tuple[int, int]
    ) -> None:
        """Until then nobody else can spend it."""
        home = Home(store, MUG)
        home.desk.change_points("1", OLGA, "anna", Accrual(10))
        home.till.calculate("mug", "m1", TEA, "anna")
        assert home.join() == AccountJoined(account="home", poured=(Poured(currency="bonus", amount=6),))
        home.join("join boris", "boris")
        with pytest.raises(Refused):
            home.desk.change_points("2", OLGA, "boris", WriteOff(7))
        assert home.balances() == (4, 6)
        home.watch.turn(hours=2)
        end(home.till)
        assert home.balances() == expected
        assert sum(balance_sheet(store.ledger).values()) == 0

    def test_no_more_stays_than_there_is(self, store: Kept) -> None:
        home = Home(store, MUG)
        home.desk.change_points("1", OLGA, "anna", Accrual(5))
        home.till.calculate("mug", "m1", TEA, "anna")
        home.desk.change_points("2", OLGA, "anna", WriteOff(3, too_few=NEGATIVE))
        assert home.join() == AccountJoined(account="home")
        assert home.balances() == (2, 0)
        home.till.confirm("mug", "m2")
        assert home.balances() == (0, -2)

    def test_points_that_paid_come_back_to_all(self, store: Kept) -> None:
        home = Home(store, TENTH, PAY)
        self.bought(home.till)
        self.hold(home.till)
        home.till.confirm("soap", "s3")
        home.join()
        home.till.refund("soap", "s4", [ReturnedLine(1, 1)])
        assert home.balances() == (0, 10)

    @pytest.mark.parametrize(
        ("shortage", "spent", "expected"),
        [
            pytest.param(Shortage.SUPPRESS, 0, (0, 0), id="the points are there"),
            pytest.param(Shortage.SUPPRESS, 4, (0, 0), id="some are spent, and let go"),
            pytest.param(Shortage.ALLOW_NEGATIVE, 4, (0, -4), id="some are spent, and owed by all"),
        ],
    )
    def test_points_that_goods_had_brought_are_taken_from_all(
        self, store: Kept, shortage: Shortage, spent: int, expected: tuple[int, int]
    ) -> None:
        home = Home(store, TENTH, shortage=shortage)
        self.bought(home.till)
        home.join()
        if spent:
            home.desk.change_points("gone", OLGA, "anna", WriteOff(spent))
        home.till.refund("tea", "t3", [ReturnedLine(1, 1)])
        assert home.balances() == expected

    @pytest.mark.parametrize("first", [0, 3, 50])
    def test_what_an_offer_took_and_was_not_there_is_given_back_to_all(self, store: Kept, first: int) -> None:
        """Of four points so many were there; the rest was owed when she joined."""
        home = Home(store, MUG)
        if first:
            home.desk.change_points("1", OLGA, "anna", Accrual(first))
        self.bought(home.till)
        home.join()
        home.desk.change_points("2", OLGA, "boris", Accrual(20))
        home.join("join boris", "boris")
        home.till.refund("tea", "t3", [ReturnedLine(1, 1)])
        assert home.balances() == (0, first + 20)


class TestEntries:
    def entry(self, **change: object) -> LedgerEntry:
        fields: dict[str, object] = {
            "id": "1",
            "operation": "join",
            "at": NOON,
            "recorded_at": NOON,
            "amount": 5,
            "source": Account(AccountKind.WALLET, "anna"),
            "target": Account(AccountKind.WALLET, "home"),
            "lot": "L",
            "expires_at": NOON + dt.timedelta(days=1),
        }
        return LedgerEntry(**{**fields, **change})  # type: ignore[arg-type]

    def test_the_lot_is_the_same_in_both(self) -> None:
        found = wallet_of([self.entry(), self.entry(id="2", amount=3)], "home")
        assert [(one.id, one.amount, one.expires_at) for one in found.lots] == [
            ("L", 8, NOON + dt.timedelta(days=1))
        ]

    def test_another_lot_of_that_name_is_refused(self) -> None:
        found = wallet_of([self.entry()], "home")
        with pytest.raises(InvalidInput, match="which is there"):
            after(found, [self.entry(id="2", expires_at=None)])


class FamilyTills(Tills):
    """Tills as before, while members join an account."""

    @initialize(shortage=st.sampled_from(Shortage))
    def begin(self, shortage: Shortage) -> None:
        Tills.begin(self, shortage)
        self.guests = Guests()
        self.shop = evolve(self.shop, members=self.guests)
        self.desk = ServiceDesk(store=self.store, members=self.guests, clock=self.watch)

    def wallets(self) -> list[Wallet]:
        with self.store.begin() as unit:
            return [unit.wallet(owner, "bonus") for owner in ("anna", "boris", "home")]

    def total(self) -> int:
        return sum(wallet.balance(self.watch.time) for wallet in self.wallets())

    @precondition(lambda self: len(self.guests.families) < 2)
    @rule(member=st.sampled_from(["anna", "boris"]))
    def join(self, member: str) -> None:
        before = self.total()
        self.guests.families = {**self.guests.families, member: "home"}
        self.step(lambda operation: self.desk.join_account(operation, OLGA, member))
        assert self.total() == before

    @invariant()
    def the_ledger_comes_to_nothing(self) -> None:
        sheet = balance_sheet(self.store.ledger)
        assert sum(sheet.values()) == 0
        held = sum(part.amount for one in self.purchases(PurchaseState.OPEN) for part in one.held)
        assert sheet[AccountKind.RESERVE] == held
        assert sheet[AccountKind.WRITTEN_OFF] == self.withdrawn()
        for wallet in self.wallets():
            assert wallet_of(self.store.ledger, wallet.owner) == wallet

    @invariant()
    def who_has_joined_has_nothing_of_his_own_but_what_is_set_aside(self) -> None:
        for wallet in self.wallets():
            if wallet.owner in self.guests.families:
                assert sum(lot.amount for lot in wallet.lots) <= self.reserved_of(wallet.owner)
                assert wallet.owed == 0

    def reserved_of(self, owner: str) -> int:
        """How many of somebody's points the offers of open purchases are to take."""
        kept = (part for one in self.purchases(PurchaseState.OPEN) for part in one.reserved)
        return sum(part.by for part in kept if (part.owner, part.counter) == (owner, "withdrawn:bonus"))


class SqliteFamilyTills(OnAFile, FamilyTills):
    """The same on a file."""


class PostgresFamilyTills(InADatabase, FamilyTills):
    """The same in a database."""


def test_families_on_postgres(databases: Databases) -> None:
    PostgresFamilyTills.databases = databases
    run_state_machine_as_test(PostgresFamilyTills, settings=settings(max_examples=3, stateful_step_count=20))


TestFamilyTills = FamilyTills.TestCase
TestSqliteFamilyTills = SqliteFamilyTills.TestCase
TestSqliteFamilyTills.settings = settings(max_examples=8, stateful_step_count=25)
