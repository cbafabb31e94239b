"""A purchase in two phases: what moves when, what is set aside, and what sending a step again does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve
from programme.till import Versions, program, versions
from shop import CATALOG, NOON, eur, receipt

from loyalty_engine import (
    AmountOff,
    Budget,
    Card,
    CardState,
    ChangeCounter,
    CounterIntent,
    Delay,
    InvalidInput,
    IssueCoupon,
    Lifetime,
    Limit,
    Member,
    Members,
    Offer,
    PayWithPoints,
    PointsAmount,
    PointsAsked,
    PointsPercent,
    WithdrawPoints,
    compile_offers,
)
from loyalty_engine.adapters.clocks import StandingClock
from loyalty_engine.adapters.memory_sources import MemoryMembers
from loyalty_engine.adapters.memory_store import MemoryStore
from loyalty_engine.engine.refund import RefundManner, ReturnedLine
from loyalty_engine.model.ledger import AccountKind, balance_sheet, wallet_of
from loyalty_engine.program.points import Shortage
from loyalty_engine.program.program import LoyaltyProgram
from loyalty_engine.program.purchases import LotPart, Obstacle, PurchaseRefused, PurchaseState

TENTH = Offer.of("tenth", [], [PointsPercent(10)], reach=Members(), cumulative=True)
PAY = Offer.of("pay", [], [PayWithPoints(percent=50)], reach=Members(), cumulative=True)
TILL = receipt(("tea", "60.00"), ("soap", "40.00"))


def points(program: LoyaltyProgram, member: str = "anna") -> int:
    return program.balance(member).balance(NOON)


def bought(
    program: LoyaltyProgram, purchase: str = "p", member: str | None = "anna", till: Any = TILL
) -> Any:
    found = program.calculate(purchase, f"{purchase}/c", till, member)
    program.confirm(purchase, f"{purchase}/ok")
    return found


class TestTwoPhases:
    def test_nothing_moves_before_the_purchase_is_confirmed(self) -> None:
        shop, store, _ = program(TENTH)
        found = shop.calculate("p", "1", TILL, "anna")
        assert (found.points[0].amount, points(shop), store.ledger) == (10, 0, ())
        shop.confirm("p", "2")
        assert points(shop) == 10
        assert [(one.id, one.lot, one.amount) for one in store.ledger] == [("2/intent-0/1", "p/0", 10)]

    def test_a_cancelled_purchase_leaves_nothing(self) -> None:
        shop, store, _ = program(TENTH)
        shop.calculate("p", "1", TILL, "anna")
        shop.cancel("p", "2")
        kept = shop.purchase("p")
        assert kept is not None
        assert (kept.state, points(shop), store.ledger) == (PurchaseState.CANCELLED, 0, ())

    def test_points_that_pay_are_set_aside_until_it_is_confirmed(self) -> None:
        shop, _, _ = program(TENTH, PAY)
        bought(shop)
        shop.calculate("q", "1", TILL, "anna")
        paid = shop.pay("q", "2", [PointsAsked(currency="bonus", amount=8)])
        assert (paid.to_pay, points(shop), shop.balance("anna").reserved) == (eur("92.00"), 2, 8)
        shop.confirm("q", "3")
        assert (points(shop), shop.balance("anna").reserved) == (2 + 9, 0)

    @pytest.mark.parametrize(
        "let_go",
        [
            pytest.param(lambda shop, watch: shop.cancel("q", "x"), id="cancelled"),
            pytest.param(lambda shop, watch: shop.cancel_payment("q", "x"), id="not paid with points"),
            pytest.param(lambda shop, watch: shop.calculate("q", "x", TILL, "anna"), id="calculated again"),
            pytest.param(lambda shop, watch: (watch.turn(hours=1), shop.sweep()), id="out of time"),
        ],
    )
    def test_what_was_set_aside_is_free_again(self, let_go: Callable[[LoyaltyProgram, Any], object]) -> None:
        shop, _, watch = program(TENTH, PAY)
        bought(shop)
        shop.calculate("q", "1", TILL, "anna")
        shop.pay("q", "2", [PointsAsked(currency="bonus", amount=8)])
        let_go(shop, watch)
        assert (points(shop), shop.balance("anna").reserved) == (10, 0)

    def test_two_open_purchases_do_not_spend_the_same_points(self) -> None:
        shop, _, _ = program(TENTH, PAY)
        bought(shop)
        asked = receipt(("tea", "60.00"), points_asked=[PointsAsked(currency="bonus", amount=8)])
        first = shop.calculate("q", "1", asked, "anna")
        second = shop.calculate("r", "2", asked, "anna")
        assert [part.points for part in (*first.paid, *second.paid)] == [8, 2]

    def test_a_purchase_that_nobody_confirms_is_cancelled_in_time(self) -> None:
        shop, _, watch = program(TENTH)
        shop.calculate("p", "1", TILL, "anna")
        watch.turn(minutes=59)
        assert shop.sweep() == ()
        watch.turn(minutes=1)
        assert (shop.sweep(), shop.sweep()) == (("p",), ())
        with pytest.raises(PurchaseRefused, match="it is cancelled already"):
            shop.confirm("p", "2")

    def test_steps_of_tills_may_be_called_as_they_like(self) -> None:
        shop, _, watch = program(TENTH, PAY)
        bought(shop)
        asked = receipt(("tea", "60.00"), points_asked=[PointsAsked(currency="bonus", amount=2)])
        for operation in ("q", "q/timeout", "q/sweep"):
            shop.calculate("q", operation, asked, "anna")
            shop.cancel_payment("q", f"{operation} no")
            shop.calculate("q", f"{operation} again", asked, "anna")
        watch.turn(hours=1)
        assert (shop.sweep(), points(shop)) == (("q",), 10)

    def test_one_that_cannot_be_cancelled_keeps_no_other_open(self) -> None:
        shop, store, watch = program(TENTH)
        for name in "pqr":
            shop.calculate(name, name, TILL, "anna")
        damaged = shop.purchase("q")
        assert damaged is not None
        with store.begin() as unit:
            unit.save(evolve(damaged, owner="anna", held=(LotPart("bonus", "nowhere", 1),)))
        watch.turn(hours=1)
        with pytest.raises(InvalidInput, match="nowhere"):
            shop.sweep()
        kept = [shop.purchase(name) for name in "pqr"]
        cancelled, still_open = PurchaseState.CANCELLED, PurchaseState.OPEN
        assert [one and one.state for one in kept] == [cancelled, still_open, cancelled]

    def test_points_of_a_family_are_one_account(self) -> None:
        shop, _, _ = program(TENTH, families={"anna": "home", "boris": "home"})
        bought(shop)
        bought(shop, "q", "boris")
        assert (points(shop), points(shop, "boris")) == (20, 20)

    def test_a_buyer_without_a_card(self) -> None:
        shop, store, _ = program(TENTH, Offer.of("slip", [], [IssueCoupon("spring")], cumulative=True))
        found = bought(shop, member=None)
        assert (found.would_earn[0].amount, store.ledger) == (10, ())
        assert [(one.id, one.member) for one in store.outbox] == [("p/0", None)]

    def test_an_open_purchase_keeps_its_offers_and_so_do_its_returns(self) -> None:
        shop, _, _ = program(TENTH)
        shop.calculate("p", "1", TILL, "anna")
        books = shop.books
        assert isinstance(books, Versions)
        books.books["v2"] = compile_offers([], catalog=CATALOG)
        shop.calculate("p", "2", TILL, "anna")
        shop.confirm("p", "3")
        assert points(shop) == 10
        bought(shop, "q")
        assert points(shop) == 10


class TestLimits:
    ONCE = Offer.of("once", [], [AmountOff(eur("5.00"))], reach=Members(), cumulative=True, limits=[Limit(1)])

    def test_a_limit_is_used_when_the_purchase_is_confirmed(self) -> None:
        shop, _, _ = program(self.ONCE)
        assert [bought(shop, name).discount.minor for name in "pqr"] == [500, 0, 0]

    def test_an_open_purchase_has_it_set_aside(self) -> None:
        shop, _, _ = program(self.ONCE)
        shop.calculate("p", "1", TILL, "anna")
        assert bought(shop, "q").discount.minor == 0
        assert shop.calculate("p", "2", TILL, "anna").discount.minor == 500
        shop.cancel("p", "3")
        assert bought(shop, "r").discount.minor == 500

    def test_a_budget_of_all_buyers_is_never_exceeded(self) -> None:
        budget = Budget(money=eur("12.00"))
        offer = Offer.of("all", [], [AmountOff(eur("5.00"))], cumulative=True, limits=[budget])
        shop, store, _ = program(offer)
        given = [shop.calculate(name, f"{name}/c", TILL, None).discount.minor for name in "pqrs"]
        assert given == [500, 500, 200, 0]
        for name in "pqrs":
            shop.confirm(name, f"{name}/ok")
        with store.begin() as unit:
            assert unit.counter(None, "money:all").value == 1200


class TestSentAgain:
    def test_the_same_step_gets_the_same_answer_and_moves_nothing(self) -> None:
        shop, store, watch = program(TENTH, PAY)
        bought(shop)
        first = shop.calculate("q", "1", TILL, "anna")
        paid = shop.pay("q", "2", [PointsAsked(currency="bonus", amount=8)])
        shop.confirm("q", "3")
        back = shop.refund("q", "4", [ReturnedLine(1, 1)])
        before = store.ledger
        watch.turn(days=1)
        assert shop.calculate("q", "1", TILL, "anna") == first
        assert shop.pay("q", "2", [PointsAsked(currency="bonus", amount=8)]) == paid
        assert shop.confirm("q", "3") == paid
        assert shop.refund("q", "4", [ReturnedLine(1, 1)]) == back
        assert store.ledger == before

    @pytest.mark.parametrize(
        ("again", "said"),
        [
            pytest.param(
                lambda shop: shop.calculate("p", "1", receipt(("tea", "1.00")), "anna"),
                "operation '1' was carried out before, and differs in its receipt",
                id="another receipt",
            ),
            pytest.param(
                lambda shop: shop.calculate("p", "1", receipt(("tea", "1.00")), "boris"),
                "differs in its member and its receipt",
                id="two things",
            ),
            pytest.param(
                lambda shop: shop.confirm("p", "1"),
                "operation '1' was the step 'calculate' of purchase 'p'",
                id="another step",
            ),
            pytest.param(
                lambda shop: shop.calculate("q", "1", TILL, "anna"),
                "operation '1' was the step 'calculate' of purchase 'p'",
                id="another purchase",
            ),
        ],
    )
    def test_another_request_under_the_same_id(
        self, again: Callable[[LoyaltyProgram], object], said: str
    ) -> None:
        shop, _, _ = program(TENTH)
        shop.calculate("p", "1", TILL, "anna")
        with pytest.raises(PurchaseRefused) as caught:
            again(shop)
        assert caught.value.obstacle is Obstacle.OTHER_REQUEST
        assert said in str(caught.value)


@pytest.mark.parametrize(
    ("step", "obstacle"),
    [
        pytest.param(
            lambda shop: shop.confirm("x", "9"), Obstacle.NO_PURCHASE, id="confirm what is not there"
        ),
        pytest.param(lambda shop: shop.cancel("x", "9"), Obstacle.NO_PURCHASE, id="cancel what is not there"),
        pytest.param(lambda shop: shop.pay("x", "9", []), Obstacle.NO_PURCHASE, id="pay what is not there"),
        pytest.param(lambda shop: shop.confirm("p", "9"), Obstacle.NOT_OPEN, id="confirm twice"),
        pytest.param(lambda shop: shop.cancel("p", "9"), Obstacle.NOT_OPEN, id="cancel what is confirmed"),
        pytest.param(
            lambda shop: shop.calculate("p", "9", TILL, "anna"),
            Obstacle.NOT_OPEN,
            id="calculate what is confirmed",
        ),
        pytest.param(
            lambda shop: shop.refund("o", "9", []), Obstacle.NOT_CONFIRMED, id="return what is not confirmed"
        ),
        pytest.param(
            lambda shop: shop.calculate("o", "9", TILL, "boris"), Obstacle.OTHER_MEMBER, id="another member's"
        ),
    ],
)
def test_what_comes_out_of_order(step: Callable[[LoyaltyProgram], object], obstacle: Obstacle) -> None:
    shop, store, _ = program(TENTH)
    bought(shop)
    shop.calculate("o", "8", TILL, "anna")
    before = (store.ledger, shop.purchase("p"), shop.purchase("o"))
    with pytest.raises(PurchaseRefused) as caught:
        step(shop)
    assert caught.value.obstacle is obstacle
    assert (store.ledger, shop.purchase("p"), shop.purchase("o")) == before


@pytest.mark.parametrize(
    ("step", "said"),
    [
        pytest.param(lambda shop: shop.calculate("", "9", TILL), "purchase", id="no purchase id"),
        pytest.param(lambda shop: shop.confirm("o", ""), "operation", id="no operation id"),
        pytest.param(lambda shop: shop.calculate("x", "9", TILL, 5), "member", id="no member id"),
        pytest.param(lambda shop: shop.calculate("x", "9", "tea"), "receipt", id="no receipt"),
        pytest.param(lambda shop: shop.pay("o", "9", [8]), "points[0]", id="no points"),
        pytest.param(lambda shop: shop.accrue("o", "9", None), "payments", id="no payments"),
        pytest.param(lambda shop: shop.refund("p", "9", [1]), "lines[0]", id="no returned line"),
        pytest.param(lambda shop: shop.refund("p", "9", []), "lines", id="a return of nothing"),
        pytest.param(lambda shop: shop.refund("p", "9", [], manner="normal"), "manner", id="no manner"),
    ],
)
def test_what_is_no_request(step: Callable[[Any], object], said: str) -> None:
    shop, store, _ = program(TENTH)
    bought(shop)
    shop.calculate("o", "8", TILL, "anna")
    before = (store.ledger, shop.purchase("p"), shop.purchase("o"))
    with pytest.raises(InvalidInput) as caught:
        step(shop)
    assert [problem.path for problem in caught.value.problems] == [said]
    assert (store.ledger, shop.purchase("p"), shop.purchase("o")) == before


def test_a_member_whom_the_host_does_not_know() -> None:
    shop, _, _ = program(TENTH)
    with pytest.raises(KeyError):
        shop.calculate("p", "1", TILL, "nobody")
    assert shop.purchase("p") is None


class TestReturns:
    def test_returning_everything_undoes_everything(self) -> None:
        visits = Offer.of("visits", [], [ChangeCounter("visits", 1)], reach=Members(), cumulative=True)
        shop, store, _ = program(TENTH, PAY, visits)
        bought(shop)
        asked = receipt(
            ("tea", "60.00"), ("soap", "40.00"), points_asked=[PointsAsked(currency="bonus", amount=8)]
        )
        bought(shop, "q", till=asked)
        shop.refund("q", "1", [ReturnedLine(1, 1)])
        kept = shop.purchase("q")
        assert kept is not None
        assert kept.state is PurchaseState.PARTLY_RETURNED
        back = shop.refund("q", "2", [ReturnedLine(2, 1)])
        assert back.shortfalls == ()
        kept = shop.purchase("q")
        assert kept is not None
        assert (kept.state, kept.spent, points(shop)) == (PurchaseState.RETURNED, (), 10)
        with store.begin() as unit:
            assert unit.counter("anna", "visits").value == 1
        assert sum(balance_sheet(store.ledger).values()) == 0
        with pytest.raises(PurchaseRefused, match="it is returned, so nothing of it can come back"):
            shop.refund("q", "3", [])

    @pytest.mark.parametrize(
        ("shortage", "balance"),
        [
            pytest.param(Shortage.SUPPRESS, 0, id="let go"),
            pytest.param(Shortage.ALLOW_NEGATIVE, -10, id="owed"),
        ],
    )
    def test_points_that_are_spent_already(self, shortage: Shortage, balance: int) -> None:
        swap = Offer.of("swap", [], [WithdrawPoints(10)], reach=Members(), cumulative=True)
        shop, _, _ = program(TENTH, shortage=shortage)
        bought(shop)
        assert isinstance(shop.books, Versions)
        shop.books.books["v2"] = compile_offers([swap], catalog=CATALOG)
        bought(shop, "q")
        back = shop.refund("p", "1", [ReturnedLine(1, 1), ReturnedLine(2, 1)])
        assert [(one.currency, one.amount) for one in back.shortfalls] == [("bonus", 10)]
        assert points(shop) == balance

    def test_points_that_an_offer_took_come_back(self) -> None:
        swap = Offer.of("swap", [], [WithdrawPoints(4)], reach=Members(), cumulative=True)
        shop, store, _ = program(TENTH)
        bought(shop)
        assert isinstance(shop.books, Versions)
        shop.books.books["v2"] = compile_offers([swap], catalog=CATALOG)
        bought(shop, "q")
        assert points(shop) == 6
        shop.refund("q", "1", [ReturnedLine(1, 1)])
        assert points(shop) == 8
        shop.refund("q", "2", [ReturnedLine(2, 1)])
        assert points(shop) == 10
        assert balance_sheet(store.ledger)[AccountKind.WRITTEN_OFF] == 0

    def test_points_first(self) -> None:
        shop, _, _ = program(TENTH, PAY)
        bought(shop)
        asked = receipt(
            ("tea", "60.00"), ("soap", "40.00"), points_asked=[PointsAsked(currency="bonus", amount=8)]
        )
        bought(shop, "q", till=asked)
        back = shop.refund("q", "1", [ReturnedLine(2, 1)], manner=RefundManner.POINTS_FIRST)
        assert (back.refund.money, back.refund.paid[0].points) == (3200, 8)

    def test_what_cannot_come_back_changes_nothing(self) -> None:
        shop, store, _ = program(TENTH)
        bought(shop)
        before = store.ledger, shop.purchase("p")
        with pytest.raises(InvalidInput):
            shop.refund("p", "1", [ReturnedLine(1, 2)])
        assert (store.ledger, shop.purchase("p")) == before


def test_what_the_offers_of_a_purchase_counted_is_dated_by_its_receipt() -> None:
    visits = Offer.of("visits", [], [ChangeCounter("visits", 1)], reach=Members(), cumulative=True)
    shop, store, watch = program(visits)
    watch.turn(days=2)
    found = bought(shop)
    assert [one.counter for one in found.intents if isinstance(one, CounterIntent)] == ["visits"]
    with store.begin() as unit:
        (change,) = unit.counter("anna", "visits").changes
    assert (change.at, change.by) == (NOON, 1)


def test_points_are_active_and_expire_without_any_job() -> None:
    spring = Offer.of(
        "spring",
        [],
        [PointsAmount(30, lifetime=Lifetime(active_after=Delay(days=1), expires_after=Delay(days=10)))],
        reach=Members(),
        cumulative=True,
    )
    shop, _, _ = program(spring)
    bought(shop)
    wallet = shop.balance("anna")
    days = (0, 1, 9, 10, 11)
    assert [wallet.balance(NOON + dt.timedelta(days=n)) for n in days] == [0, 30, 30, 0, 0]


def test_a_late_receipt_is_not_paid_with_points_that_came_after_it() -> None:
    shop, store, _ = program(TENTH, PAY)
    bought(shop)
    asked = [PointsAsked(currency="bonus", amount=5)]
    late = receipt(("tea", "60.00"), at=NOON - dt.timedelta(days=3), points_asked=asked)
    assert shop.calculate("late", "1", late, "anna").paid == ()
    on_time = receipt(("tea", "60.00"), points_asked=asked)
    assert [part.points for part in shop.calculate("now", "2", on_time, "anna").paid] == [5]
    assert wallet_of(store.ledger, "anna", at=NOON - dt.timedelta(days=1)).balance(NOON) == 0


def test_nothing_is_set_aside_of_points_for_a_card_that_was_blocked_meanwhile() -> None:
    members = MemoryMembers()
    members.keep([Member("anna", cards=[Card("k1")])])
    shop = LoyaltyProgram(
        store=MemoryStore(), members=members, books=versions(TENTH, PAY), clock=StandingClock(NOON)
    )
    shown = evolve(TILL, card="k1")
    shop.calculate("first", "1", shown, "anna")
    shop.confirm("first", "2")
    shop.calculate("second", "3", shown, "anna")
    assert [part.points for part in shop.pay("second", "4", [PointsAsked()]).paid] == [10]
    members.keep([Member("anna", cards=[Card("k1", state=CardState.BLOCKED)])])
    assert shop.available("second") == ()
    assert shop.pay("second", "5", [PointsAsked()]).paid == ()
    assert (points(shop), shop.balance("anna").reserved) == (10, 0)
    shop.confirm("second", "6")
    assert points(shop) == 20


def test_a_return_counts_from_its_receipt_on_where_the_clock_was_set_back() -> None:
    shop, store, watch = program(TENTH)
    bought(shop)
    watch.turn(days=-1)
    shop.refund("p", "1", [ReturnedLine(1, 1), ReturnedLine(2, 1)])
    days = [NOON + dt.timedelta(days=n) for n in (-2, -1, 0, 1)]
    assert [wallet_of(store.ledger, "anna", at=day).balance(day) for day in days] == [0, 0, 0, 0]
