"""Points that offers take for something: nobody takes them twice, and returns give them back."""

from __future__ import annotations

import datetime as dt

import pytest
from attrs import evolve
from programme.till import program
from shop import CATALOG, NOON, eur, receipt

from loyalty_engine import (
    AmountOff,
    Balance,
    ChangeCounter,
    CounterOperation,
    CounterValue,
    Delay,
    Lifetime,
    Members,
    Offer,
    PayWithPoints,
    PointsAmount,
    PointsAsked,
    WithdrawPoints,
    compile_offers,
)
from loyalty_engine.engine.refund import ReturnedLine
from loyalty_engine.model.ledger import AccountKind, balance_sheet
from loyalty_engine.program.points import Shortage
from loyalty_engine.program.program import LoyaltyProgram

TILL = receipt(("tea", "60.00"), ("soap", "40.00"))
TEN = Offer.of("ten", [], [PointsAmount(10)], reach=Members(), cumulative=True)
SWAP = Offer.of(
    "swap",
    [Balance(at_least=10)],
    [WithdrawPoints(10), AmountOff(eur("5.00"))],
    reach=Members(),
    cumulative=True,
)
TAKE = Offer.of("take", [], [WithdrawPoints(10)], reach=Members(), cumulative=True)
STAMPS = Offer.of("stamps", [], [ChangeCounter("stamps", 5)], reach=Members(), cumulative=True)
FULL = Offer.of(
    "full",
    [CounterValue("stamps", at_least=5)],
    [AmountOff(eur("5.00")), ChangeCounter("stamps", 5, operation=CounterOperation.REDUCE)],
    reach=Members(),
    cumulative=True,
)
PAY = Offer.of("pay", [], [PayWithPoints(percent=50)], reach=Members(), cumulative=True)


def bought(shop: LoyaltyProgram, purchase: str, *offers: Offer, member: str = "anna") -> None:
    """A purchase under these offers, which are those in force from now on."""
    shop.books.books[purchase] = compile_offers(offers, catalog=CATALOG)  # type: ignore[attr-defined]
    shop.calculate(purchase, f"{purchase}/c", TILL, member)
    shop.confirm(purchase, f"{purchase}/ok")


def in_force(shop: LoyaltyProgram, *offers: Offer) -> None:
    shop.books.books["now"] = compile_offers(offers, catalog=CATALOG)  # type: ignore[attr-defined]


def points(shop: LoyaltyProgram) -> int:
    return shop.balance("anna").balance(NOON)


class TestOpenPurchases:
    def test_two_do_not_change_the_same_points_for_something(self) -> None:
        shop, _, _ = program(families={"anna": "home", "boris": "home"})
        bought(shop, "z", TEN)
        in_force(shop, SWAP)
        first = shop.calculate("p", "1", TILL, "anna")
        second = shop.calculate("q", "2", TILL, "boris")
        assert (first.discount, second.discount) == (eur("5.00"), eur("0.00"))
        shop.confirm("q", "3")
        shop.confirm("p", "4")
        assert (points(shop), shop.balance("anna").owed) == (0, 0)

    def test_they_do_not_pay_with_them_either(self) -> None:
        shop, _, _ = program()
        bought(shop, "z", TEN)
        in_force(shop, SWAP, PAY)
        shop.calculate("p", "1", TILL, "anna")
        asked = evolve(TILL, points_asked=[PointsAsked(currency="bonus", amount=10)])
        assert shop.calculate("q", "2", asked, "anna").paid == ()
        shop.cancel("p", "3")
        assert [one.points for one in shop.calculate("q", "4", asked, "anna").paid] == [10]

    def test_what_a_purchase_brings_at_once_it_may_take(self) -> None:
        shop, _, _ = program()
        bought(shop, "z", TEN)
        in_force(shop, TEN, TAKE)
        shop.calculate("p", "1", TILL, "anna")
        in_force(shop, SWAP)
        assert shop.calculate("q", "2", TILL, "anna").discount == eur("5.00")

    def test_a_counter_that_is_set_is_set_aside(self) -> None:
        gift = Offer.of(
            "gift",
            [CounterValue("seen", at_most=0)],
            [AmountOff(eur("5.00")), ChangeCounter("seen", 1, operation=CounterOperation.ESTABLISH)],
            reach=Members(),
            cumulative=True,
        )
        shop, store, _ = program(gift)
        given = [shop.calculate(name, name, TILL, "anna").discount.minor for name in "pq"]
        again = shop.calculate("p", "again", TILL, "anna").discount.minor
        shop.confirm("p", "ok")
        with store.begin() as unit:
            counter = unit.counter("anna", "seen")
        assert (given, again, counter.value) == ([500, 0], 500, 1)

    def test_what_one_brings_to_a_counter_is_there_once_it_is_confirmed(self) -> None:
        shop, _, _ = program(STAMPS)
        shop.calculate("p", "1", TILL, "anna")
        in_force(shop, FULL)
        before = shop.calculate("q", "2", TILL, "anna").discount
        shop.confirm("p", "3")
        after = [shop.calculate(name, f"{name}/c", TILL, "anna").discount for name in "qr"]
        assert (before, after) == (eur("0.00"), [eur("5.00"), eur("0.00")])

    def test_what_one_brings_to_a_counter_it_may_take_off_it(self) -> None:
        shop, _, _ = program()
        bought(shop, "z", STAMPS)
        in_force(shop, STAMPS, FULL)
        shop.calculate("p", "1", TILL, "anna")
        in_force(shop, FULL)
        found = [shop.calculate(name, f"{name}/c", TILL, "anna").discount for name in "qr"]
        assert found == [eur("5.00"), eur("0.00")]


@pytest.mark.parametrize("shortage", Shortage)
class TestReturns:
    """Points that were not there when an offer took them became owed; a return undoes that too."""

    def returned(self, shop: LoyaltyProgram, lines: int) -> int:
        for number in range(1, lines + 1):
            shop.refund("p", f"r{number}", [ReturnedLine(number, 1)])
        return points(shop)

    @pytest.mark.parametrize(("lines", "balance"), [(0, -10), (1, -4), (2, 0)])
    def test_what_is_owed_is_owed_no_more(self, shortage: Shortage, lines: int, balance: int) -> None:
        shop, store, _ = program(shortage=shortage)
        bought(shop, "p", TAKE)
        assert self.returned(shop, lines) == balance
        assert balance_sheet(store.ledger)[AccountKind.WRITTEN_OFF] == -balance

    @pytest.mark.parametrize(("lines", "balance"), [(0, 0), (1, 6), (2, 10)])
    def test_what_was_paid_off_meanwhile_comes_back(
        self, shortage: Shortage, lines: int, balance: int
    ) -> None:
        shop, store, _ = program(shortage=shortage)
        bought(shop, "p", TAKE)
        bought(shop, "q", TEN)
        assert self.returned(shop, lines) == balance
        sheet = balance_sheet(store.ledger)
        assert (sheet[AccountKind.WRITTEN_OFF], sheet[AccountKind.OWED]) == (10 - balance, 0)

    def test_a_part_that_was_there_and_one_that_was_not(self, shortage: Shortage) -> None:
        few = Offer.of("few", [], [PointsAmount(4)], reach=Members(), cumulative=True)
        shop, store, _ = program(shortage=shortage)
        bought(shop, "z", few)
        bought(shop, "p", TAKE)
        assert (points(shop), self.returned(shop, 2), shop.balance("anna").owed) == (-6, 4, 0)
        assert balance_sheet(store.ledger)[AccountKind.WRITTEN_OFF] == 0


@pytest.mark.parametrize(
    "lifetime",
    [
        pytest.param(Lifetime(active_after=Delay(days=2)), id="not active yet"),
        pytest.param(Lifetime(expires_after=Delay(days=1)), id="expired"),
    ],
)
def test_goods_take_the_points_back_that_they_brought(lifetime: Lifetime) -> None:
    """Whether these can be spent or not; those of other purchases stay."""
    dated = Offer.of("dated", [], [PointsAmount(10, lifetime=lifetime)], reach=Members(), cumulative=True)
    shop, _, watch = program()
    bought(shop, "p", dated)
    bought(shop, "q", TEN)
    watch.turn(hours=30)
    shop.refund("p", "r", [ReturnedLine(1, 1), ReturnedLine(2, 1)])
    assert [(lot.id, lot.amount) for lot in shop.balance("anna").lots] == [("p/0", 0), ("q/0", 10)]


def paying_with_points_of_two_days() -> LoyaltyProgram:
    """A shop where purchase p has brought 10 points for two days, and q is about to be paid with them."""
    short = Lifetime(expires_after=Delay(days=2))
    brief = Offer.of("brief", [], [PointsAmount(10, lifetime=short)], reach=Members(), cumulative=True)
    shop, _, _ = program(shortage=Shortage.ALLOW_NEGATIVE)
    bought(shop, "p", brief)
    in_force(shop, PAY)
    shop.calculate("q", "1", evolve(TILL, points_asked=[PointsAsked(currency="bonus", amount=10)]), "anna")
    return shop


@pytest.mark.parametrize("days", [0, 1, 3])
def test_points_that_come_back_pay_off_what_is_owed_before_they_expire(days: int) -> None:
    shop = paying_with_points_of_two_days()
    shop.confirm("q", "2")
    for purchase in "pq":
        shop.refund(purchase, f"{purchase}/r", [ReturnedLine(1, 1), ReturnedLine(2, 1)])
    kept = shop.purchase("q")
    assert kept is not None
    assert (kept.spent, shop.balance("anna").balance(NOON + dt.timedelta(days=days))) == ((), 0)


@pytest.mark.parametrize("days", [0, 1, 3])
def test_points_that_are_let_go_do_so_too(days: int) -> None:
    shop = paying_with_points_of_two_days()
    shop.refund("p", "r", [ReturnedLine(1, 1), ReturnedLine(2, 1)])
    shop.cancel("q", "2")
    assert shop.balance("anna").balance(NOON + dt.timedelta(days=days)) == 0
