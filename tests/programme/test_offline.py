"""Receipts of a till that was offline: late, whole at once, and by what was so at their own time."""

from __future__ import annotations

import datetime as dt

import pytest
from attrs import evolve
from programme.till import Watch, program
from shop import CATALOG, NOON, eur, receipt

from loyalty_engine import (
    AttributeDefinition,
    AttributeType,
    Carrier,
    FavoriteProducts,
    FavoriteProductsRule,
    FillFavoriteSlots,
    HasAttribute,
    Limit,
    Line,
    Members,
    Offer,
    PayWithPoints,
    PercentOff,
    PointsAmount,
    PointsAsked,
    PointsPercent,
    PredefinedList,
    Slot,
    SlotSet,
    compile_offers,
)
from loyalty_engine.adapters.memory_sources import MemoryBooks, MemoryMembers
from loyalty_engine.adapters.memory_store import MemoryStore
from loyalty_engine.engine.refund import ReturnedLine
from loyalty_engine.individual.attributes import AttributeHistory, set_attribute
from loyalty_engine.model.member import Member
from loyalty_engine.program.program import LoyaltyProgram
from loyalty_engine.program.purchases import Obstacle, PurchaseRefused, PurchaseState

TENTH = Offer.of("tenth", [], [PointsPercent(10)], reach=Members(), cumulative=True)
PAY = Offer.of("pay", [], [PayWithPoints(percent=50)], reach=Members(), cumulative=True)
FIFTH = Offer.of("fifth", [], [PercentOff(20)], cumulative=True)
SOLD = receipt(("tea", "60.00"), ("soap", "40.00"))
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def gives(id: str, amount: int, name: str, value: str) -> Offer:
    """Points for members of whom an attribute has this value."""
    has = HasAttribute(of=Carrier.MEMBER, name=name, values={value})
    return Offer.of(id, [has], [PointsAmount(amount)], cumulative=True)


def points(shop: LoyaltyProgram, at: dt.datetime = NOON) -> int:
    return shop.balance("anna").balance(at)


class TestOneCall:
    def test_it_accrues_and_takes_nothing_off(self) -> None:
        shop, _, _ = program(TENTH, PAY, FIFTH)
        shop.accrue_offline("o", "1", SOLD, "anna")
        asking = evolve(SOLD, points_asked=(PointsAsked(),))
        found = shop.accrue_offline("p", "2", asking, "anna")
        kept = shop.purchase("p")
        assert (found.total, found.to_pay, found.paid) == (SOLD.amount, SOLD.amount, ())
        assert kept is not None
        assert (kept.state, kept.calculation, points(shop)) == (PurchaseState.CONFIRMED, found, 20)

    def test_sent_again_it_moves_nothing(self) -> None:
        shop, store, _ = program(TENTH)
        found = shop.accrue_offline("p", "1", SOLD, "anna")
        ledger = store.ledger
        assert shop.accrue_offline("p", "1", SOLD, "anna") == found
        assert shop.accrue_offline("p", "1", evolve(SOLD, offline=True), "anna") == found
        assert store.ledger == ledger
        with pytest.raises(PurchaseRefused, match="differs in its member"):
            shop.accrue_offline("p", "1", SOLD, "boris")

    def test_goods_come_back_as_of_any_purchase(self) -> None:
        shop, _, watch = program(TENTH)
        shop.accrue_offline("p", "1", SOLD, "anna")
        watch.turn(days=1)
        back = shop.refund("p", "2", [ReturnedLine(1, 1)])
        assert (back.refund.amount, points(shop, watch.time)) == (eur("60.00"), 4)

    def test_a_purchase_begun_while_the_till_was_connected_goes_on(self) -> None:
        shop, _, _ = program(TENTH, PAY, FIFTH)
        shop.accrue_offline("o", "1", SOLD, "anna")
        shop.calculate("p", "2", SOLD, "anna")
        shop.pay("p", "3", [PointsAsked(amount=5)])
        shop.accrue_offline("p", "4", SOLD, "anna")
        assert (points(shop), shop.balance("anna").reserved) == (20, 0)

    @pytest.mark.parametrize("ended", ["confirm", "cancel"])
    def test_one_that_has_ended_does_not(self, ended: str) -> None:
        shop, _, _ = program(TENTH)
        shop.calculate("p", "1", SOLD, "anna")
        getattr(shop, ended)("p", "2")
        with pytest.raises(PurchaseRefused) as refused:
            shop.accrue_offline("p", "3", SOLD, "anna")
        assert refused.value.obstacle is Obstacle.NOT_OPEN

    def test_what_the_till_gave_is_not_earned_on(self) -> None:
        shop, _, _ = program(TENTH)
        line = Line(number=1, product="tea", amount=eur("50.00"), external_discount=eur("10.00"))
        assert shop.accrue_offline("p", "1", receipt(line), "anna").points[0].amount == 5

    def test_the_same_in_two_steps(self) -> None:
        shop, _, _ = program(TENTH, FIFTH)
        late = evolve(SOLD, offline=True)
        found = shop.calculate("p", "1", late, "anna")
        assert (found.total, shop.confirm("p", "2")) == (SOLD.amount, found)
        assert points(shop) == 10

    def test_limits_hold_whenever_receipts_come(self) -> None:
        once = Offer.of("once", [], [PointsAmount(7)], reach=Members(), limits=[Limit(1)])
        shop, _, watch = program(once)
        watch.turn(days=1)
        shop.calculate("p", "1", receipt(("tea", "1.00"), at=watch.time), "anna")
        shop.confirm("p", "2")
        shop.accrue_offline("q", "3", SOLD, "anna")
        assert points(shop, watch.time) == 7


class TestItsOwnTime:
    """What has changed between the purchase and the day on which its receipt comes does not count."""

    def shop(self) -> tuple[LoyaltyProgram, MemoryStore]:
        city = AttributeDefinition(name="city", type=AttributeType.STRING, keeps_history=True)
        plain = AttributeDefinition(name="plain", type=AttributeType.STRING)
        offers = [
            gives("riga", 1, "city", "Riga"),
            gives("oslo", 10, "city", "Oslo"),
            gives("plain", 100, "plain", "new"),
        ]
        books, members, store = MemoryBooks(), MemoryMembers(), MemoryStore()
        books.publish(compile_offers(offers, catalog=CATALOG, attributes=[city, plain]))
        newer = Offer.of("newer", [], [PointsAmount(1000)], cumulative=True)
        books.publish(compile_offers([*offers, newer], catalog=CATALOG, attributes=[city, plain]), NOON + DAY)
        members.keep([Member("anna", attributes={"city": "Riga"})])
        with store.begin() as unit:
            history = AttributeHistory("city")
            for value, at in (("Riga", NOON - DAY), ("Oslo", NOON + HOUR)):
                history = set_attribute(history, city, value, at).history
            unit.keep_attribute("anna", history)
            unit.keep_attribute("anna", set_attribute(AttributeHistory("plain"), plain, "new", NOON).history)
        return LoyaltyProgram(store=store, members=members, books=books, clock=Watch(NOON + 2 * DAY)), store

    @pytest.mark.parametrize(
        ("after", "earned"),
        [
            pytest.param(-2 * DAY, 101, id="before the programme: the host's value, and what is not dated"),
            pytest.param(dt.timedelta(0), 101, id="the value of that time, though there is another now"),
            pytest.param(HOUR, 110, id="the next value, from its first instant"),
            pytest.param(DAY, 1110, id="and the next offers"),
        ],
    )
    def test_offers_and_attributes_are_those_of_the_receipt(self, after: dt.timedelta, earned: int) -> None:
        shop, _ = self.shop()
        found = shop.accrue_offline("p", "1", evolve(SOLD, at=NOON + after), "anna")
        assert [one.amount for one in found.points] == [earned]

    @pytest.mark.parametrize(
        ("after", "earned"),
        [
            pytest.param(
                -DAY, 9, id="a later choice counts for nothing, and the slot is filled for this receipt"
            ),
            pytest.param(DAY, 0, id="an earlier one counts"),
        ],
    )
    def test_favourites_are_those_chosen_by_then(self, after: dt.timedelta, earned: int) -> None:
        rule = FavoriteProductsRule(id="f", source=PredefinedList("breakfast"), default_slots=1, max_slots=1)
        offers = [
            Offer.of("fill", [], [FillFavoriteSlots("f")], reach=Members(), cumulative=True),
            Offer.of("tea", [FavoriteProducts("f")], [PointsAmount(9)], reach=Members(), cumulative=True),
        ]
        books, members, store = MemoryBooks(), MemoryMembers(), MemoryStore()
        books.publish(compile_offers(offers, catalog=CATALOG, favorites=[rule]))
        members.keep([Member("anna")])
        chosen = SlotSet(rule="f", slots=[Slot(position=1, product="coffee", changed_at=NOON)])
        with store.begin() as unit:
            unit.keep_slots("anna", chosen)
        shop = LoyaltyProgram(store=store, members=members, books=books, clock=Watch(NOON + 2 * DAY))
        found = shop.accrue_offline("p", "1", receipt(("tea", "5.00"), at=NOON + after), "anna")
        with store.begin() as unit:
            kept = unit.slots("anna", "f")
        assert (sum(one.amount for one in found.points), kept) == (earned, chosen)
