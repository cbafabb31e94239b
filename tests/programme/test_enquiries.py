"""What is asked without moving anything, and what cannot be the same purchase or the same receipt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from attrs import evolve
from programme.till import program
from shop import NOON, eur, receipt

from loyalty_engine import (
    Chance,
    InvalidInput,
    Limit,
    Line,
    Members,
    Offer,
    Payment,
    PayWithPoints,
    PercentOff,
    Place,
    PointsAsked,
    PointsPercent,
    Schedule,
    WithdrawPoints,
)
from loyalty_engine.engine.records import PointsPayment
from loyalty_engine.program.program import LoyaltyProgram
from loyalty_engine.program.purchases import Obstacle, PurchaseRefused, PurchaseState

TENTH = Offer.of("tenth", [], [PointsPercent(10)], reach=Members(), cumulative=True)
PAY = Offer.of("pay", [], [PayWithPoints(percent=50)], reach=Members(), cumulative=True)
TILL = receipt(("tea", "60.00"), ("soap", "40.00"))
TEA = Line(number=7, product="tea", amount=eur("10.00"))


def bought(shop: LoyaltyProgram, purchase: str) -> None:
    shop.calculate(purchase, f"{purchase}/c", TILL, "anna")
    shop.confirm(purchase, f"{purchase}/ok")


def bonus(points: int) -> tuple[PointsPayment, ...]:
    return (PointsPayment("bonus", points, points * 100),)


class TestWhatMayBePaid:
    def test_is_as_it_stands_now_and_sets_nothing_aside(self) -> None:
        shop, store, _ = program(TENTH, PAY)
        bought(shop, "o")
        shop.calculate("p", "1", TILL, "anna")
        bought(shop, "q")
        before = store.ledger, shop.purchase("p")
        assert shop.available("p") == bonus(20)
        assert (store.ledger, shop.purchase("p")) == before

    def test_counts_what_the_purchase_holds_and_not_what_others_do(self) -> None:
        swap = Offer.of("swap", [], [WithdrawPoints(2)], reach=Members(), cumulative=True, limits=[Limit(2)])
        shop, _, _ = program(TENTH, PAY, swap)
        bought(shop, "o")
        bought(shop, "o2")
        shop.calculate("p", "1", TILL, "anna")
        paid = shop.pay("p", "2", [PointsAsked(amount=6)])
        assert (paid.payable, shop.available("p")) == (bonus(16), bonus(16))
        shop.calculate("q", "3", TILL, "anna")
        assert shop.available("q") == bonus(10)
        shop.pay("q", "4", [PointsAsked(amount=9)])
        assert shop.available("p") == bonus(7)

    def test_is_nothing_for_a_buyer_without_a_card(self) -> None:
        shop, _, _ = program(TENTH, PAY)
        shop.calculate("p", "1", TILL)
        assert shop.available("p") == ()

    @pytest.mark.parametrize(
        ("step", "obstacle"),
        [
            pytest.param(None, Obstacle.NO_PURCHASE, id="never calculated"),
            pytest.param("confirm", Obstacle.NOT_OPEN, id="confirmed"),
            pytest.param("cancel", Obstacle.NOT_OPEN, id="cancelled"),
        ],
    )
    def test_is_asked_of_open_purchases_only(self, step: str | None, obstacle: Obstacle) -> None:
        shop, _, _ = program(TENTH, PAY)
        if step is not None:
            shop.calculate("p", "1", TILL, "anna")
            getattr(shop, step)("p", "2")
        with pytest.raises(PurchaseRefused) as refused:
            shop.available("p")
        assert refused.value.obstacle is obstacle


class TestForecast:
    def test_is_for_the_member_with_what_the_programme_keeps(self) -> None:
        welcome = Offer.of("welcome", [], [PercentOff(20)], reach=Members(), limits=[Limit(1)])
        shop, store, _ = program(welcome)
        prices = [shop.forecast([TEA], "s1", member)[0].price for member in ("anna", None)]
        bought(shop, "p")
        ledger = store.ledger
        (after,) = shop.forecast([TEA], "s1", "anna")
        assert (prices, after.before, after.price) == (
            [eur("8.00"), eur("10.00")],
            eur("10.00"),
            eur("10.00"),
        )
        assert store.ledger == ledger

    @pytest.mark.parametrize(
        ("place", "at", "price"),
        [
            pytest.param(Place("s1", zone="Europe/Riga"), None, "8.00", id="now is 11:00 in Riga"),
            pytest.param("s1", None, "10.00", id="now is 9:00 by the clocks of the programme"),
            pytest.param(
                "s1", NOON - dt.timedelta(hours=1), "8.00", id="at 11:00 by the clock of the moment"
            ),
        ],
    )
    def test_is_for_a_moment_at_a_place(self, place: Place | str, at: dt.datetime | None, price: str) -> None:
        late = Offer.of("late", [], [PercentOff(20)], schedule=Schedule.of(between=("11:00", "12:00")))
        shop, _, _ = program(late)
        assert shop.forecast([TEA], place, at=at)[0].price == eur(price)

    def test_promises_no_luck_and_of_nothing_nothing(self) -> None:
        shop, _, _ = program(Offer.of("lucky", [Chance(100)], [PercentOff(50)]))
        assert [one.price for one in shop.forecast([TEA, TEA], "s1")] == [eur("10.00")] * 2
        assert shop.forecast([], "s1") == ()

    def test_refuses_what_are_no_goods(self) -> None:
        shop, _, _ = program(TENTH)
        with pytest.raises(InvalidInput, match="goods"):
            shop.forecast(["tea"], "s1")  # type: ignore[list-item]


class TestAnotherReceipt:
    @pytest.mark.parametrize(
        ("till", "message"),
        [
            pytest.param(TILL, None, id="the same"),
            pytest.param(
                evolve(
                    TILL,
                    points_asked=(PointsAsked(),),
                    payments=(Payment(method="card", amount=eur("1.00")),),
                ),
                None,
                id="the same, paid otherwise, with a coupon",
            ),
            pytest.param(
                evolve(TILL, lines=TILL.lines[:1]),
                "purchase 'p': its lines differ from what was calculated; calculate it anew first",
                id="a line less",
            ),
            pytest.param(
                evolve(TILL, card="SECRET", identified_by="card"),
                "purchase 'p': its identified_by and its card differ from what was calculated; "
                "calculate it anew first",
                id="a card, whose number is not said",
            ),
        ],
    )
    def test_is_neither_paid_with_points_nor_earned_on(self, till: object, message: str | None) -> None:
        shop, _, _ = program(TENTH, PAY)
        shop.calculate("p", "1", TILL, "anna")
        steps: list[Callable[[], object]] = [
            lambda: shop.pay("p", "2", [PointsAsked()], receipt=till),  # type: ignore[arg-type]
            lambda: shop.accrue("p", "3", [], receipt=till),  # type: ignore[arg-type]
        ]
        for step in steps:
            if message is None:
                step()
                continue
            with pytest.raises(PurchaseRefused) as refused:
                step()
            assert (refused.value.obstacle, str(refused.value)) == (Obstacle.OTHER_RECEIPT, message)

    def test_is_told_from_what_is_none(self) -> None:
        shop, _, _ = program(TENTH)
        with pytest.raises(InvalidInput, match="receipt"):
            shop.pay("p", "2", [PointsAsked()], receipt="till")  # type: ignore[arg-type]


class TestTheSamePurchase:
    def test_stays_at_its_place(self) -> None:
        shop, _, _ = program(TENTH)
        shop.calculate("p", "1", TILL, "anna")
        with pytest.raises(PurchaseRefused) as refused:
            shop.calculate("p", "2", evolve(TILL, place="s2"), "anna")
        assert refused.value.obstacle is Obstacle.OTHER_PLACE

    def test_may_get_its_buyer_later(self) -> None:
        shop, _, _ = program(TENTH, PAY)
        bought(shop, "o")
        unknown = shop.calculate("p", "1", TILL)
        known = shop.calculate("p", "2", TILL, "anna")
        shop.confirm("p", "3")
        assert (unknown.payable, known.payable) == ((), bonus(10))
        assert (unknown.intents, unknown.would_earn) == ((), known.points)
        assert shop.balance("anna").balance(NOON) == 20

    @pytest.mark.parametrize("other", ["boris", None])
    def test_never_changes_him(self, other: str | None) -> None:
        shop, _, _ = program(TENTH)
        shop.calculate("p", "1", TILL, "anna")
        with pytest.raises(PurchaseRefused) as refused:
            shop.calculate("p", "2", TILL, other)
        assert refused.value.obstacle is Obstacle.OTHER_MEMBER


class TestTimeThatIsOver:
    """Until it is swept, a purchase keeps what it has set aside, so a till that was slow may end it."""

    def test_it_can_be_confirmed_before_it_is_swept(self) -> None:
        shop, _, watch = program(TENTH, PAY)
        bought(shop, "o")
        shop.calculate("p", "1", TILL, "anna")
        shop.pay("p", "2", [PointsAsked(amount=5)])
        watch.turn(hours=2)
        shop.confirm("p", "3")
        assert shop.sweep() == ()
        assert shop.balance("anna").balance(watch.time) == 10 - 5 + 9

    def test_it_gets_more_time_when_it_is_calculated_again(self) -> None:
        shop, _, watch = program(TENTH)
        shop.calculate("p", "1", TILL, "anna")
        watch.turn(hours=2)
        shop.calculate("p", "2", TILL, "anna")
        assert shop.sweep() == ()

    def test_once_swept_it_is_cancelled_and_says_what_to_do(self) -> None:
        shop, _, watch = program(TENTH)
        shop.calculate("p", "1", TILL, "anna")
        watch.turn(hours=2)
        assert shop.sweep() == ("p",)
        with pytest.raises(PurchaseRefused, match="it is cancelled already; begin another one") as refused:
            shop.confirm("p", "2")
        kept = shop.purchase("p")
        assert kept is not None
        assert (refused.value.obstacle, kept.state) == (Obstacle.NOT_OPEN, PurchaseState.CANCELLED)
