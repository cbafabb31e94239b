"""Points that were to be taken back and are not there: spent, held for a purchase, or not active yet."""

from __future__ import annotations

from pathlib import Path

import pytest
from programme.till import Kept, Watch, program
from shop import NOON, receipt

from loyalty_engine import Delay, Lifetime, Members, Offer, PayWithPoints, PointsAsked, PointsPercent
from loyalty_engine.adapters.memory_store import MemoryStore
from loyalty_engine.adapters.sqlite import SqliteStore
from loyalty_engine.engine.refund import ReturnedLine
from loyalty_engine.model.ledger import balance_sheet
from loyalty_engine.program.points import Shortage
from loyalty_engine.program.program import LoyaltyProgram
from loyalty_engine.program.returns import Shortfall

TENTH = Offer.of("tenth", [], [PointsPercent(10)], reach=Members(), cumulative=True)
PAY = Offer.of("pay", [], [PayWithPoints(percent=100)], reach=Members(), cumulative=True)
TEA = receipt(("tea", "100.00"))


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    return MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "shop.sqlite")


def earned_and_held(store: Kept) -> tuple[LoyaltyProgram, Watch]:
    """Anna has ten points for tea, and holds eight of them for another purchase."""
    shop, _, watch = program(TENTH, PAY, store=store)
    shop.calculate("tea", "1", TEA, "anna")
    shop.confirm("tea", "2")
    shop.calculate("soap", "3", receipt(("soap", "8.00")), "anna")
    shop.pay("soap", "4", [PointsAsked(currency="bonus", amount=8)])
    return shop, watch


def test_points_are_not_kept_by_holding_them_while_the_goods_come_back(store: Kept) -> None:
    shop, _ = earned_and_held(store)
    back = shop.refund("tea", "5", [ReturnedLine(1, 1)])
    assert back.shortfalls == (Shortfall("bonus", 8, claimed=8),)
    assert shop.balance("anna").balance(NOON) == 0
    shop.cancel("soap", "6")
    wallet = shop.balance("anna")
    assert (wallet.balance(NOON), wallet.reserved, wallet.claimed, wallet.owed) == (0, 0, 0, 0)
    assert sum(balance_sheet(store.ledger).values()) == 0


def test_a_purchase_that_is_calculated_again_holds_no_points_that_are_claimed(store: Kept) -> None:
    shop, _ = earned_and_held(store)
    shop.refund("tea", "5", [ReturnedLine(1, 1)])
    again = shop.pay("soap", "6", [PointsAsked(currency="bonus", amount=8)])
    assert (again.paid, shop.balance("anna").reserved) == ((), 0)


def test_points_that_are_spent_after_all_are_let_go(store: Kept) -> None:
    shop, _ = earned_and_held(store)
    shop.refund("tea", "5", [ReturnedLine(1, 1)])
    shop.confirm("soap", "6")
    wallet = shop.balance("anna")
    assert (wallet.balance(NOON), wallet.claimed, wallet.owed) == (0, 0, 0)
    shop.refund("soap", "7", [ReturnedLine(1, 1)])
    assert shop.balance("anna").balance(NOON) == 8


def test_a_purchase_that_times_out_lets_go_of_what_is_claimed(store: Kept) -> None:
    shop, watch = earned_and_held(store)
    shop.refund("tea", "5", [ReturnedLine(1, 1)])
    watch.turn(hours=2)
    assert shop.sweep() == ("soap",)
    assert shop.balance("anna").balance(NOON) == 0


def test_what_is_owed_is_paid_off_by_points_that_become_active_and_expire(store: Kept) -> None:
    """Five points are owed; those of the next purchase are active from tomorrow for two days."""
    short = Lifetime(active_after=Delay(days=1), expires_after=Delay(days=3))
    later = Offer.of("later", [], [PointsPercent(10, lifetime=short)], reach=Members(), cumulative=True)
    shop, _, watch = program(later, PAY, store=store, shortage=Shortage.ALLOW_NEGATIVE)
    shop.calculate("tea", "1", receipt(("tea", "50.00")), "anna")
    shop.confirm("tea", "2")
    watch.turn(days=1)
    shop.calculate("soap", "3", receipt(("soap", "5.00"), at=watch.time), "anna")
    shop.pay("soap", "4", [PointsAsked(currency="bonus", amount=5)])
    shop.confirm("soap", "5")
    shop.refund("tea", "6", [ReturnedLine(1, 1)])
    assert shop.balance("anna").balance(watch.time) == -5
    shop.calculate("more", "7", receipt(("tea", "80.00"), at=watch.time), "anna")
    shop.confirm("more", "8")
    balances = []
    for _ in range(4):
        balances.append(shop.balance("anna").balance(watch.time))
        watch.turn(days=1)
    assert balances == [-5, 3, 3, 0]
