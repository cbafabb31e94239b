"""Tills and a desk at random, beside what must always hold of coupons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

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
from programme.coupon_shop import OFFERS, OLGA, SLIP, coupon_shop
from programme.stores import InADatabase, OnAFile
from programme.till import Kept
from shop import receipt

from loyalty_engine import PresentedCoupon
from loyalty_engine.adapters.memory_store import MemoryStore
from loyalty_engine.engine.refund import ReturnedLine
from loyalty_engine.individual.refusal import Refused
from loyalty_engine.model.coupons import CouponFault, CouponIssue, CouponKind, CouponState, ShownCoupon
from loyalty_engine.model.ledger import AccountKind, balance_sheet
from loyalty_engine.program.adjust import Accrual
from loyalty_engine.program.purchases import PurchaseRefused, PurchaseState, StoredPurchase
from loyalty_engine.program.service_desk import ServiceDesk

S = CouponState
MEMBERS = (None, "anna", "boris")
PURCHASES = tuple("pqrstuvw")
ISSUES = ("hers", "leaflet", "next")
MUG = CouponIssue(id="mug", kind=CouponKind.PERSONAL, price=6)
ENDED = (S.USED, S.REJECTED)
#: Which state may follow which from one step to the next, besides the same.
NEXT = {
    S.CREATED: {S.ISSUED, S.REJECTED},
    S.ISSUED: {S.QUEUED_TO_USE, S.REJECTED, S.EXPIRED},
    S.QUEUED_TO_USE: {S.ISSUED, S.USED, S.EXPIRED},
    S.EXPIRED: {S.QUEUED_TO_USE, S.REJECTED},  # on a receipt of an earlier moment
    S.USED: set[CouponState](),
    S.REJECTED: set[CouponState](),
}


class Counters(RuleBasedStateMachine):
    """Buyers show codes, right and wrong; operators make, assign and annul coupons; time goes by."""

    @initialize(annul=st.booleans())
    def begin(self, annul: bool) -> None:
        self.shop = coupon_shop(*OFFERS, SLIP, store=self.made(), annul=annul)
        self.till, self.desk = self.shop.till, self.shop.desk
        self.codes = list(self.desk.generate("first", OLGA, "leaflet", 2).codes)
        self.desk.open_issue("mug", OLGA, MUG)
        self.bought, self.given_back = 0, 0
        points = ServiceDesk(store=self.shop.store, members=self.till.members, clock=self.shop.watch)
        for member in ("anna", "boris"):
            points.change_points(f"points-{member}", OLGA, member, Accrual(20))
        self.states: dict[str, CouponState] = {}
        self.steps = 0

    def made(self) -> Kept:
        return MemoryStore()

    def step(self, carry_out: Callable[[str], object]) -> bool:
        """Carry out a step and send it again; False where it is refused, and then nothing has changed."""
        self.steps += 1
        before = self.seen()
        try:
            carry_out(f"step-{self.steps}")
        except (PurchaseRefused, Refused):
            assert self.seen() == before
            return False
        after = self.seen()
        carry_out(f"step-{self.steps}")
        assert self.seen() == after
        return True

    def seen(self) -> object:
        return (
            [self.desk.find(code) for code in self.codes],
            [self.desk.coupons_of(member) for member in ("anna", "boris")],
            [self.till.purchase(id) for id in PURCHASES],
            self.shop.store.outbox,
            self.shop.store.ledger,
        )

    def purchases(self) -> list[StoredPurchase]:
        return [one for one in map(self.till.purchase, PURCHASES) if one is not None]

    def learn(self) -> None:
        """Write down the codes that left in messages."""
        told = (code for message in self.shop.store.outbox for code in message.codes)
        self.codes += [code for code in told if code not in self.codes]

    @rule(
        id=st.sampled_from(PURCHASES),
        member=st.sampled_from(MEMBERS),
        data=st.data(),
        ago=st.integers(0, 3),
    )
    def show(self, id: str, member: str | None, data: st.DataObject, ago: int) -> None:
        known = st.sampled_from([*self.codes, "SPRING-10", "WRONG"])
        numbers = data.draw(st.lists(known, max_size=4))
        made = receipt(
            ("tea", "60.00"),
            coupons=[PresentedCoupon(number=number) for number in numbers],
            at=self.shop.watch.time - dt.timedelta(days=ago),
        )
        self.step(lambda operation: self.till.calculate(id, operation, made, member))

    @rule(id=st.sampled_from(PURCHASES))
    def calculate_again(self, id: str) -> None:
        self.step(lambda operation: self.till.cancel_payment(id, operation))

    @rule(id=st.sampled_from(PURCHASES))
    def confirm(self, id: str) -> None:
        self.step(lambda operation: self.till.confirm(id, operation))
        self.learn()

    @rule(id=st.sampled_from(PURCHASES))
    def cancel(self, id: str) -> None:
        self.step(lambda operation: self.till.cancel(id, operation))

    @rule(id=st.sampled_from(PURCHASES))
    def bring_back(self, id: str) -> None:
        self.step(lambda operation: self.till.refund(id, operation, [ReturnedLine(1, 1)]))

    @rule(hours=st.sampled_from([0.5, 2, 30, 100]))
    def time_passes(self, hours: float) -> None:
        self.shop.watch.time += dt.timedelta(hours=hours)
        self.till.sweep()

    @rule(issue=st.sampled_from(ISSUES))
    def generate(self, issue: str) -> None:
        self.steps += 1
        self.codes += self.desk.generate(f"step-{self.steps}", OLGA, issue, 1).codes

    @rule(issue=st.sampled_from(ISSUES), member=st.sampled_from(["anna", "boris"]))
    def issue(self, issue: str, member: str) -> None:
        self.steps += 1
        self.codes += self.desk.issue(f"step-{self.steps}", OLGA, issue, member).codes

    @rule(data=st.data(), member=st.sampled_from(["anna", "boris"]))
    def assign(self, data: st.DataObject, member: str) -> None:
        code = data.draw(st.sampled_from(self.codes))
        self.step(lambda operation: self.desk.assign(operation, OLGA, code, member))

    @precondition(lambda self: self.codes)
    @rule(data=st.data())
    def annul(self, data: st.DataObject) -> None:
        found = self.desk.find(data.draw(st.sampled_from(self.codes)))
        coupon = None if found is None else found.coupon
        if coupon is not None:
            self.step(lambda operation: self.desk.annul(operation, OLGA, coupon))

    @rule(member=st.sampled_from(["anna", "boris"]))
    def buy(self, member: str) -> None:
        def bought(operation: str) -> None:
            self.codes += self.desk.sell(operation, "mug", member).codes

        self.bought += self.step(bought)

    @rule(data=st.data(), member=st.sampled_from(["anna", "boris"]))
    def give_back(self, data: st.DataObject, member: str) -> None:
        found = self.desk.find(data.draw(st.sampled_from(self.codes)))
        coupon = None if found is None else found.coupon
        if coupon is not None and self.step(lambda operation: self.desk.give_back(operation, coupon, member)):
            assert (coupon.issue, coupon.member) == ("mug", member)
            self.given_back += 1

    @invariant()
    def what_is_bought_and_not_given_back_is_paid(self) -> None:
        sheet = balance_sheet(self.shop.store.ledger)
        assert (sum(sheet.values()), sheet[AccountKind.RESERVE]) == (0, 0)
        assert sheet[AccountKind.REDEEMED] == 6 * (self.bought - self.given_back)

    @invariant()
    def states_follow_their_edges(self) -> None:
        for code in self.codes:
            state, before = self.shop.state(code), self.states.get(code)
            assert before in (None, state) or state in NEXT[before]
            self.states[code] = state

    @invariant()
    def a_coupon_counts_on_one_open_purchase_and_is_used_on_one_other(self) -> None:
        for code in self.codes:
            digest, state = self.desk.coupons.digest(code), self.shop.state(code)
            on = [one for one in self.purchases() if digest in map(counted, one.coupons)]
            still_open = [one.id for one in on if one.is_open]
            assert still_open == [] or (len(still_open) == 1 and state is S.QUEUED_TO_USE)
            assert state is not S.QUEUED_TO_USE or len(still_open) == 1
            found = self.desk.find(code)
            assert found is not None
            assert found.coupon is not None
            sold = [one.id for one in on if not one.is_open and one.state is not PurchaseState.CANCELLED]
            if found.issue not in ("next", "mug"):  # which no offer uses up
                assert sold == ([] if found.coupon.used_in is None else [found.coupon.used_in])
            assert (state is S.USED) == (found.coupon.used_in is not None)

    @invariant()
    def each_discount_has_its_coupon(self) -> None:
        worth = {"hers": 5_00, "leaflet": 3_00, "next": 1_00, "all": 6_00, "mug": 0}
        for one in self.purchases():
            issues = {shown.issue for shown in one.coupons if shown.fault is None}
            assert one.calculation.discount.minor == sum(worth[issue or ""] for issue in issues)

    @invariant()
    def each_message_tells_coupons_that_are_there(self) -> None:
        for message in self.shop.store.outbox:
            assert all(self.desk.find(code) is not None for code in message.codes)


def counted(shown: ShownCoupon) -> str | None:
    """The digest of a coupon that counts, and may be used once."""
    assert shown.fault is not CouponFault.THROTTLED or shown.digest is None
    return shown.digest if shown.unique else None


class SqliteCounters(OnAFile, Counters):
    """The same on a file."""


class PostgresCounters(InADatabase, Counters):
    """The same in a database."""


def test_counters_on_postgres(databases: Databases) -> None:
    PostgresCounters.databases = databases
    run_state_machine_as_test(PostgresCounters, settings=settings(max_examples=3, stateful_step_count=20))


TestCounters = Counters.TestCase
TestSqliteCounters = SqliteCounters.TestCase
TestSqliteCounters.settings = settings(max_examples=5, stateful_step_count=25)
