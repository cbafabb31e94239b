"""Limits kept by place, card and day, on purchases in two phases: set aside, counted, given back."""

from __future__ import annotations

import datetime as dt

from attrs import evolve
from programme.till import program
from shop import NOON, receipt

from loyalty_engine import ByParameter, CountedPer, CounterKey, Limit, Offer, PercentOff, Receipt, UnitLimit
from loyalty_engine.engine.refund import ReturnedLine
from loyalty_engine.program.program import LoyaltyProgram

DAILY = Offer.of(
    "daily", [], [PercentOff(10)], limits=[Limit(1, keyed_by={CounterKey.PLACE, CounterKey.DAY})]
)
PER_CARD = Offer.of(
    "card", [], [PercentOff(10)], limits=[Limit(1, per=CountedPer.PROGRAM, keyed_by={CounterKey.CARD})]
)
EACH = Offer.of("each", [], [PercentOff(10)], limits=[UnitLimit(1, keyed_by={CounterKey.PRODUCT})])
AT_TILL = Offer.of(
    "till", [], [PercentOff(10)], limits=[Limit(1, per=CountedPer.PROGRAM, keyed_by={ByParameter("till")})]
)
TILL = receipt(("tea", "60.00"))


def discount(shop: LoyaltyProgram, id: str, till: Receipt, member: str | None = "anna") -> int:
    return shop.calculate(id, f"{id}/c", evolve(till, id=id), member).discount.minor


def test_a_use_at_a_place_and_day_is_set_aside_and_counted() -> None:
    shop, store, _ = program(DAILY)
    assert discount(shop, "p", TILL) == 6_00
    assert discount(shop, "q", TILL) == 0, "an open purchase has it"
    assert discount(shop, "r", evolve(TILL, place="elsewhere")) == 6_00
    shop.confirm("p", "p/ok")
    assert discount(shop, "s", TILL) == 0, "and then it is used"
    assert discount(shop, "t", evolve(TILL, at=NOON + dt.timedelta(days=1))) == 6_00
    shop.cancel("r", "r/no")
    assert discount(shop, "u", evolve(TILL, place="elsewhere")) == 6_00, "what was set aside is free again"
    with store.begin() as unit:
        day = TILL.local.date().isoformat()
        assert unit.counter("anna", f"uses:daily{{place={TILL.place.id},day={day}}}").value == 1


def test_a_return_gives_the_use_of_that_day_back() -> None:
    shop, _, watch = program(DAILY)
    discount(shop, "p", TILL)
    shop.confirm("p", "p/ok")
    watch.turn(days=1)
    shop.refund("p", "p/back", [ReturnedLine(1, 1)])
    assert discount(shop, "q", TILL) == 6_00


def test_a_card_has_its_use_whoever_shows_it() -> None:
    shop, _, _ = program(PER_CARD)
    mine, other = evolve(TILL, card="k-1"), evolve(TILL, card="k-2")
    assert discount(shop, "p", mine, None) == 6_00
    assert discount(shop, "q", mine) == 0
    assert discount(shop, "r", other) == 6_00
    assert discount(shop, "s", TILL) == 0, "no card, no use"


def test_a_unit_of_each_product_is_set_aside_counted_and_given_back() -> None:
    shop, store, _ = program(EACH)
    both = receipt(("tea", "60.00"), ("mug", "10.00"))
    assert discount(shop, "p", TILL) == 6_00
    assert discount(shop, "q", both) == 1_00, "an open purchase has the tea, and the mug is free"
    shop.cancel("q", "q/no")
    shop.confirm("p", "p/ok")
    assert discount(shop, "r", both) == 1_00
    shop.confirm("r", "r/ok")
    assert discount(shop, "s", both) == 0
    shop.refund("r", "r/back", [ReturnedLine(1, 1)])
    assert discount(shop, "t", both) == 0, "that tea had not been counted"
    shop.refund("r", "r/mug", [ReturnedLine(2, 1)])
    assert discount(shop, "u", both) == 1_00
    with store.begin() as unit:
        tea, mug = (unit.counter("anna", f"units:each{{product={code}}}").value for code in ("tea", "mug"))
        assert (tea, mug) == (1, 0)


def test_a_till_has_its_use_whoever_buys() -> None:
    shop, _, _ = program(AT_TILL)
    first, second = (evolve(TILL, parameters={"till": number}) for number in (1, 2))
    assert discount(shop, "p", first, None) == 6_00
    shop.confirm("p", "p/ok")
    assert discount(shop, "q", first) == 0
    assert discount(shop, "r", second) == 6_00
    assert discount(shop, "s", TILL) == 0, "a till that does not say which it is"
