"""Two members, a buyer without a card and several open purchases at random, beside what must always hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from attrs import define, evolve
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from postgres import Databases
from programme.stores import InADatabase, OnAFile
from programme.till import Kept, program
from shop import eur, receipt

from loyalty_engine import (
    AdditionalPoints,
    AmountOff,
    Budget,
    Chance,
    ChangeCounter,
    Event,
    Limit,
    Line,
    Members,
    Offer,
    PayWithPoints,
    PointsAsked,
    PointsPercent,
    Receipt,
    Trigger,
    WithdrawalIntent,
    WithdrawPoints,
)
from loyalty_engine.adapters.memory_store import MemoryStore
from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.react import Reaction
from loyalty_engine.engine.refund import RefundManner, ReturnedLine
from loyalty_engine.model.context import DRAWS
from loyalty_engine.model.ledger import AccountKind, balance_sheet, wallet_of
from loyalty_engine.program.event_desk import EventDesk
from loyalty_engine.program.points import Shortage
from loyalty_engine.program.purchases import PurchaseRefused, PurchaseState, StoredPurchase
from loyalty_engine.program.reactions import Happening

BUDGET, USES, JOINING = 20_00, 3, 40
JOINED = Trigger.REGISTRATION
OFFERS = (
    Offer.of("tenth", [], [PointsPercent(10)], reach=Members(), cumulative=True),
    Offer.of("pay", [], [PayWithPoints(percent=50)], reach=Members(), cumulative=True),
    Offer.of("all", [], [AmountOff(eur("3.00"))], cumulative=True, limits=[Budget(money=eur("20.00"))]),
    Offer.of("few", [], [AmountOff(eur("1.00"))], reach=Members(), cumulative=True, limits=[Limit(USES)]),
    Offer.of("swap", [], [WithdrawPoints(2)], reach=Members(), cumulative=True, limits=[Limit(2)]),
    Offer.of("lucky", [Chance(50)], [AmountOff(eur("0.50"))], cumulative=True),
    Offer.of("visits", [], [ChangeCounter("visits", 1)], reach=Members(), cumulative=True),
    Offer.of(
        "joined",
        [],
        [AdditionalPoints(7), WithdrawPoints(3)],
        trigger=JOINED,
        limits=[Budget(points=JOINING)],
    ),
)
MEMBERS = (None, "anna", "boris")
PURCHASES = tuple("pqrst")
T = TypeVar("T")


def taken(found: Calculation | Reaction) -> int:
    """What offers have taken."""
    return sum(one.amount for one in found.intents if isinstance(one, WithdrawalIntent))


def withdrawn(purchase: StoredPurchase) -> int:
    """What offers have taken on the purchase, less what its returns gave back."""
    return taken(purchase.calculation) - sum(
        one.amount for back in purchase.refunds for one in back.given_back
    )


@define
class Turns:
    """A lottery of which every other draw wins."""

    asked: int = 0

    def draw(self, purchase: str, name: str) -> int:
        self.asked += 1
        return (0, DRAWS - 1)[self.asked % 2]


class Tills(RuleBasedStateMachine):
    """Tills that calculate, pay, confirm, cancel, forget and take goods back, and send steps twice."""

    @initialize(shortage=st.sampled_from(Shortage))
    def begin(self, shortage: Shortage) -> None:
        shop, self.store, self.watch = program(*OFFERS, store=self.made(), shortage=shortage)
        self.shop = evolve(shop, lottery=Turns())
        self.drawn: dict[str, object] = {}
        self.reactions: list[Reaction] = []
        self.steps = 0

    def made(self) -> Kept:
        return MemoryStore()

    def step(self, carry_out: Callable[[str], T]) -> T | None:
        """Carry out a step and send it again; None where it is refused, and then nothing has changed."""
        self.steps += 1
        before = self.kept()
        try:
            answer = carry_out(f"step-{self.steps}")
        except PurchaseRefused:
            assert self.kept() == before
            return None
        after = self.kept()
        assert carry_out(f"step-{self.steps}") == answer
        assert self.kept() == after
        return answer

    def kept(self) -> object:
        purchases = tuple(self.shop.purchase(id) for id in PURCHASES)
        return purchases, self.store.ledger, self.store.outbox

    def purchases(self, *states: PurchaseState) -> list[StoredPurchase]:
        found = (self.shop.purchase(id) for id in PURCHASES)
        return [one for one in found if one is not None and (not states or one.state in states)]

    def withdrawn(self) -> int:
        """What offers have taken on purchases and on events."""
        kept = self.purchases(*set(PurchaseState) - {PurchaseState.OPEN, PurchaseState.CANCELLED})
        return sum(map(withdrawn, kept)) + sum(map(taken, self.reactions))

    @rule(
        id=st.sampled_from(PURCHASES),
        member=st.sampled_from(MEMBERS),
        counts=st.lists(st.integers(1, 4), min_size=1, max_size=3),
        asked=st.none() | st.integers(1, 20),
    )
    def calculate(self, id: str, member: str | None, counts: list[int], asked: int | None) -> None:
        lines = [
            Line(number=n, product="tea", quantity=count, amount=eur(f"{count * 15}.35"))
            for n, count in enumerate(counts, 1)
        ]
        wanted = [] if asked is None else [PointsAsked(currency="bonus", amount=asked)]
        till: Receipt = receipt(*lines, points_asked=wanted)
        self.step(lambda operation: self.shop.calculate(id, operation, till, member))

    @rule(
        id=st.sampled_from(PURCHASES),
        member=st.sampled_from(MEMBERS),
        count=st.integers(1, 4),
        hours=st.integers(0, 50),
    )
    def come_late(self, id: str, member: str | None, count: int, hours: int) -> None:
        line = Line(number=1, product="tea", quantity=count, amount=eur(f"{count * 15}.35"))
        sold = receipt(line, at=self.watch.time - dt.timedelta(hours=hours))
        found = self.step(lambda operation: self.shop.accrue_offline(id, operation, sold, member))
        assert found is None or (found.to_pay, found.paid) == (sold.amount, ())

    @rule(members=st.lists(st.sampled_from(MEMBERS), min_size=1, max_size=3), hours=st.integers(0, 50))
    def happen(self, members: list[str | None], hours: int) -> None:
        """Some have registered, which is told late."""
        joined = Event(id="joined", trigger=JOINED, at=self.watch.time - dt.timedelta(hours=hours))

        def told(operation: str) -> tuple[Reaction, ...]:
            steps = [f"{operation}-{n}" for n in range(len(members))]
            return EventDesk(self.shop).react_all(
                Happening(operation=step, event=joined, member=member)
                for step, member in zip(steps, members, strict=True)
            )

        self.reactions += self.step(told) or ()

    @rule(id=st.sampled_from(PURCHASES), amount=st.none() | st.integers(1, 30))
    def pay(self, id: str, amount: int | None) -> None:
        asked = [PointsAsked(currency="bonus", amount=amount)]
        self.step(lambda operation: self.shop.pay(id, operation, asked))

    @rule(id=st.sampled_from(PURCHASES))
    def confirm(self, id: str) -> None:
        self.step(lambda operation: self.shop.confirm(id, operation))

    @rule(id=st.sampled_from(PURCHASES))
    def cancel(self, id: str) -> None:
        self.step(lambda operation: self.shop.cancel(id, operation))

    @rule(minutes=st.integers(1, 90) | st.integers(-90, -1))
    def time_passes(self, minutes: int) -> None:
        """Or goes back."""
        self.watch.turn(minutes=minutes)
        gone = self.shop.sweep()
        assert all(one.state is PurchaseState.CANCELLED for one in self.purchases() if one.id in gone)

    @precondition(lambda self: self.purchases(PurchaseState.CONFIRMED, PurchaseState.PARTLY_RETURNED))
    @rule(data=st.data(), manner=st.sampled_from(RefundManner))
    def bring_back(self, data: st.DataObject, manner: RefundManner) -> None:
        returnable = self.purchases(PurchaseState.CONFIRMED, PurchaseState.PARTLY_RETURNED)
        found = data.draw(st.sampled_from(returnable))
        left = {line.number: line.units for line in found.calculation.receipt.lines}
        for one in (one for back in found.refunds for one in back.lines):
            left[one.number] -= one.quantity.thousandths // 1000
        number = data.draw(st.sampled_from([number for number, units in left.items() if units]))
        units = data.draw(st.integers(1, left[number]))
        self.step(
            lambda operation: self.shop.refund(
                found.id, operation, [ReturnedLine(number, units)], manner=manner
            )
        )

    @invariant()
    def the_ledger_comes_to_nothing(self) -> None:
        sheet = balance_sheet(self.store.ledger)
        assert sum(sheet.values()) == 0
        held = sum(part.amount for one in self.purchases(PurchaseState.OPEN) for part in one.held)
        assert sheet[AccountKind.RESERVE] == held
        spent = sum(part.amount for one in self.purchases() for part in one.spent)
        assert sheet[AccountKind.REDEEMED] == spent
        assert sheet[AccountKind.WRITTEN_OFF] == self.withdrawn()
        for member in ("anna", "boris"):
            assert wallet_of(self.store.ledger, member) == self.shop.balance(member)

    @invariant()
    def limits_and_budgets_hold(self) -> None:
        with self.store.begin() as unit:
            given, set_aside = unit.counter(None, "money:all").value, unit.reserved(None, "money:all")
            joined = unit.counter(None, "points:bonus:joined").value
            uses = [
                unit.counter(member, "uses:few").value + len(unit.reserved(member, "uses:few"))
                for member in ("anna", "boris")
            ]
        assert 0 <= given + sum(one.by for one in set_aside) <= BUDGET
        assert all(0 <= used <= USES for used in uses)
        brought = [points.amount for one in self.reactions if one.member for points in one.points]
        assert joined == sum(brought) <= JOINING

    @invariant()
    def what_was_drawn_for_a_purchase_stays(self) -> None:
        for one in self.purchases():
            assert one.draws == self.drawn.setdefault(one.id, one.draws)
            won = dict(one.draws)["lucky"] == 0 and not one.calculation.receipt.offline
            given = {off.offer for line in one.calculation.lines for off in line.discounts}
            assert ("lucky" in given) is won

    @invariant()
    def what_is_returned_was_bought(self) -> None:
        for one in self.purchases(PurchaseState.RETURNED):
            assert sum(back.money for back in one.refunds) == one.calculation.to_pay.minor
            assert (one.spent, one.held, one.reserved) == ((), (), ())

    def teardown(self) -> None:
        """Whenever one looks back, there is an answer."""
        for member in ("anna", "boris"):
            for at in {one.at for one in self.store.ledger}:
                assert wallet_of(self.store.ledger, member, at=at).owed >= 0
            for at in {one.recorded_at for one in self.store.ledger}:
                assert wallet_of(self.store.ledger, member, known_at=at).owed >= 0


class SqliteTills(OnAFile, Tills):
    """The same on a file."""


class PostgresTills(InADatabase, Tills):
    """The same in a database."""


def test_tills_on_postgres(databases: Databases) -> None:
    PostgresTills.databases = databases
    run_state_machine_as_test(PostgresTills, settings=settings(max_examples=3, stateful_step_count=20))


TestTills = Tills.TestCase
TestSqliteTills = SqliteTills.TestCase
TestSqliteTills.settings = settings(max_examples=8, stateful_step_count=25)
