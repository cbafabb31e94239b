"""A confirmation succeeds, whatever happened meanwhile, and moves what it should at its moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import pytest
from attrs import evolve
from programme.till import Guests, program
from shop import CATALOG, NOON, eur, receipt

from loyalty_engine import (
    AmountOff,
    Benefit,
    Carrier,
    ChangeSlots,
    Delay,
    FavoriteProductsRule,
    HasAttribute,
    InStatus,
    Lifetime,
    Limit,
    Member,
    Members,
    Need,
    NeedKind,
    Offer,
    PointsAmount,
    PointsPercent,
    PredefinedList,
    SetAttribute,
    SetStatus,
    Slot,
    SlotChange,
    SlotSet,
    Window,
    WindowUnit,
    compile_offers,
)
from loyalty_engine.engine.refund import ReturnedLine
from loyalty_engine.program.program import LoyaltyProgram

TILL = receipt(("tea", "60.00"), ("soap", "40.00"))
BREAKFAST = FavoriteProductsRule(
    id="breakfast", source=PredefinedList("breakfast"), default_slots=1, max_slots=3
)


def bought(shop: LoyaltyProgram, purchase: str, days: int = 0) -> int:
    """The discount on a purchase some days later."""
    found = shop.calculate(purchase, f"{purchase}/c", evolve(TILL, at=NOON + dt.timedelta(days=days)), "anna")
    shop.confirm(purchase, f"{purchase}/ok")
    return found.discount.minor


class Choosers(Guests):
    """Members who chose tea before the programme kept slots; one who has left is not known any more."""

    left = False

    def load(self, member: str, needs: Collection[Need]) -> Member:
        if self.left:
            raise KeyError(member)
        chosen = Slot(position=1, product="tea", changed_at=NOON - dt.timedelta(days=1))
        return Member(member, favorites=[SlotSet(rule="breakfast", slots=[chosen])])


class TestReturnedUses:
    DAILY = Offer.of(
        "daily",
        [],
        [AmountOff(eur("5.00"))],
        reach=Members(),
        cumulative=True,
        limits=[Limit(1, window=Window(1, WindowUnit.DAY))],
    )

    def test_a_later_window_does_not_gain_by_a_return(self) -> None:
        shop, _, watch = program(self.DAILY)
        bought(shop, "p")
        watch.turn(days=3)
        shop.refund("p", "r", [ReturnedLine(1, 1), ReturnedLine(2, 1)])
        assert [bought(shop, name, days=3) for name in "qrs"] == [500, 0, 0]

    def test_the_window_of_the_purchase_does(self) -> None:
        shop, _, _ = program(self.DAILY)
        bought(shop, "p")
        shop.refund("p", "r", [ReturnedLine(1, 1), ReturnedLine(2, 1)])
        assert [bought(shop, name) for name in "qrs"] == [500, 0, 0]


@pytest.mark.parametrize("days", [0, 1, 29, 31])
def test_points_that_are_over_before_they_are_active(days: int) -> None:
    late = Lifetime(active_after=Delay(days=30), last_day=NOON.date())
    shop, _, _ = program(
        Offer.of("late", [], [PointsAmount(30, lifetime=late)], reach=Members(), cumulative=True)
    )
    bought(shop, "p")
    wallet, at = shop.balance("anna"), NOON + dt.timedelta(days=days)
    assert (wallet.balance(at), wallet.pending(at), wallet.expired(at)) == (0, 0, 30)


def test_an_attribute_that_was_changed_later_stays() -> None:
    marked = Offer.of("mark", [], [SetAttribute("last", "early")], reach=Members(), cumulative=True)
    tenth = Offer.of("tenth", [], [PointsPercent(10)], reach=Members(), cumulative=True)
    shop, store, _ = program(marked, tenth)
    shop.calculate("p", "1", TILL, "anna")
    shop.books.books["v2"] = compile_offers(  # type: ignore[attr-defined]
        [Offer.of("mark", [], [SetAttribute("last", "late")], reach=Members(), cumulative=True)],
        catalog=CATALOG,
    )
    bought(shop, "q", days=1)
    shop.confirm("p", "2")
    with store.begin() as unit:
        current = unit.attribute("anna", "last").current
    assert current is not None
    assert (current.value, shop.balance("anna").balance(NOON)) == ("late", 10)


@pytest.mark.parametrize(
    ("left", "products"),
    [
        pytest.param(False, ("tea", None), id="known"),
        pytest.param(True, (None, None), id="left since"),
    ],
)
def test_slots_that_the_host_kept_before(left: bool, products: tuple[str | None, ...]) -> None:
    more = Offer.of("more", [], [ChangeSlots("breakfast", SlotChange.MORE, 1)], reach=Members())
    shop, store, _ = program()
    members = Choosers()
    book = compile_offers([more], catalog=CATALOG, favorites=[BREAKFAST])
    shop.books.books["v2"] = book  # type: ignore[attr-defined]
    shop = evolve(shop, members=members)
    shop.calculate("p", "1", TILL, "anna")
    members.left = left
    shop.confirm("p", "2")
    with store.begin() as unit:
        kept = unit.slots("anna", "breakfast")
    assert kept is not None
    assert tuple(slot.product for slot in kept.slots) == products


def test_what_the_programme_knows_is_known_whatever_the_host_cannot_tell() -> None:
    class Silent(Guests):
        def load(self, member: str, needs: Collection[Need]) -> Member:
            return Member(member, not_loaded=needs)

    first = Offer.of("first", [], [SetStatus("club", "gold"), SetAttribute("tea", True)], reach=Members())
    gold = (InStatus("club"), HasAttribute(of=Carrier.MEMBER, name="tea"))
    second = Offer.of("second", gold, [AmountOff(eur("5.00"))], reach=Members(), cumulative=True)
    shop, _, _ = program(first, second)
    shop = evolve(shop, members=Silent())
    assert [bought(shop, name) for name in "pq"] == [0, 500]


@pytest.mark.parametrize(
    ("benefit", "needs"),
    [
        pytest.param(AmountOff(eur("5.00")), None, id="nobody, where no slots change"),
        pytest.param(
            ChangeSlots("breakfast", SlotChange.MORE, 1),
            {Need(NeedKind.FAVORITE, "breakfast")},
            id="the slots that change, and nothing else",
        ),
    ],
)
def test_what_a_confirmation_asks_the_host_for(benefit: Benefit, needs: set[Need] | None) -> None:
    asked: list[Collection[Need]] = []

    class Asked(Guests):
        def load(self, member: str, needs: Collection[Need]) -> Member:
            asked.append(needs)
            return Member(member)

    shop, _, _ = program()
    offer = Offer.of("o", [], [benefit], reach=Members(), cumulative=True)
    book = compile_offers([offer], catalog=CATALOG, favorites=[BREAKFAST])
    shop.books.books["v2"] = book  # type: ignore[attr-defined]
    shop = evolve(shop, members=Asked())
    shop.calculate("p", "1", TILL, "anna")
    asked.clear()
    shop.confirm("p", "2")
    assert asked == ([] if needs is None else [needs])
