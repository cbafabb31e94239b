"""Limits in units of each product: every product has its own, and the offer is not for those used up."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cases.till import CAKE, CUP, MEMBER, TEA, earned, eur, off, off_by, outcomes, receipt, sell, texts

from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.engine.records import Outcome
from loyalty_engine.engine.refund import ReturnedLine, refund
from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.context import Context
from loyalty_engine.model.counter_keys import CounterKey
from loyalty_engine.model.counters import CountedPer
from loyalty_engine.model.identifiers import Barcode
from loyalty_engine.model.intents import CounterIntent
from loyalty_engine.model.member import Member, Need, NeedKind
from loyalty_engine.model.receipt import Line
from loyalty_engine.rules.benefits import (
    AmountOff,
    BuyGet,
    NForM,
    PercentOff,
    PointsAmount,
    ReceiptMessage,
    SetOf,
    Then,
)
from loyalty_engine.rules.benefits.discounts import Per
from loyalty_engine.rules.conditions import LineQuantity, Products
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.limits import AnyLimit, Budget, Limit, UnitLimit
from loyalty_engine.rules.offer import Offer, Rule

PRODUCT = CounterKey.PRODUCT
HALF = PercentOff(50)
#: A tea costs 10.00, a cup 8.00, a cake 5.00.
TABLE = receipt((CAKE, "10.00", 2), (TEA, "20.00", 2), (CUP, "8.00"))


def each(units: int, *more: CounterKey, per: CountedPer = CountedPer.MEMBER) -> UnitLimit:
    return UnitLimit(units, per=per, keyed_by={PRODUCT, *more})


def limited(
    *limits: AnyLimit, benefits: tuple[Benefit, ...] = (HALF,), when: tuple[Condition, ...] = ()
) -> Offer:
    return Offer.of("a", when, benefits, limits=limits, priority=5)


def had(**units: int) -> Member:
    """A member who has had so many units of these products."""
    return Member("m-1", counters={f"units:a{{product={code}}}": count for code, count in units.items()})


def counted(calculation: Calculation) -> dict[str, tuple[int, tuple[int, ...]]]:
    intents = [intent for intent in calculation.intents if isinstance(intent, CounterIntent)]
    return {intent.counter: (intent.value, intent.lines) for intent in intents}


@pytest.mark.parametrize(
    ("limit", "member", "given"),
    [
        pytest.param(1, MEMBER, ("2.50", "5.00", "4.00"), id="one of each"),
        pytest.param(2, MEMBER, ("5.00", "10.00", "4.00"), id="two of each"),
        pytest.param(2, had(tea=1), ("5.00", "5.00", "4.00"), id="one tea is left"),
        pytest.param(2, had(tea=2, cup=2), ("5.00", "0.00", "0.00"), id="only the cake is left"),
        pytest.param(2, had(tea=7, cup=2, cake=2), ("0.00", "0.00", "0.00"), id="all are used up"),
        pytest.param(2, None, ("0.00", "0.00", "0.00"), id="a stranger"),
    ],
)
def test_every_product_has_its_own(limit: int, member: Member | None, given: tuple[str, ...]) -> None:
    assert off(sell([limited(each(limit))], TABLE, member)) == given


def test_each_product_is_counted_with_its_lines() -> None:
    sale = receipt((TEA, "10.00"), (CUP, "8.00"), (TEA, "24.00", 2), (CAKE, "5.00"))
    result = sell([limited(each(2))], sale, had(cake=2))
    assert off(result) == ("0.00", "4.00", "12.00", "0.00"), "of three teas the two dearest"
    assert counted(result) == {
        "units:a{product=cup}": (1, (2,)),
        "units:a{product=tea}": (2, (3,)),
    }


def test_two_lines_of_a_product_share_what_is_left_of_it() -> None:
    sale = receipt((TEA, "10.00"), (TEA, "24.00", 2))
    result = sell([limited(each(3))], sale)
    assert counted(result) == {"units:a{product=tea}": (3, (1, 2))}
    assert off(sell([limited(each(3))], sale, had(tea=2))) == ("0.00", "6.00")


def test_the_surplus_is_free_for_others() -> None:
    tenth = Offer.of("tenth", benefits=[PercentOff(10)])
    assert off_by(sell([limited(each(1)), tenth], TABLE)) == {"a": "11.50", "tenth": "1.50"}


def test_what_is_used_up_is_not_for_the_offer() -> None:
    """Its conditions do not see it, and its sums are not spread over it."""
    three = limited(each(2), when=(LineQuantity(at_least=3),), benefits=(AmountOff(eur("3.00")),))
    assert off(sell([three], TABLE)) == ("0.79", "1.58", "0.63")
    assert off(sell([three], TABLE, had(cake=2))) == ("0.00", "2.14", "0.86")
    assert outcomes(sell([three], TABLE, had(tea=2, cup=2)))["a"] is Outcome.NOT_MET


def test_it_is_judged_with_rules_inside_of_rules() -> None:
    inner = Then([Rule(conditions=[Products({TEA, CUP})], benefits=[PointsAmount(1, per=Per.UNIT)])])
    offer = limited(each(1), benefits=(HALF, inner))
    result = sell([offer], TABLE, had(cup=1))
    assert (off(result), earned(result)) == (("2.50", "5.00", "0.00"), {"bonus": 1})
    assert counted(result) == {"units:a{product=cake}": (1, (1,)), "units:a{product=tea}": (1, (2,))}


@pytest.mark.parametrize(
    ("member", "given", "units"),
    [
        pytest.param(MEMBER, ("0.00", "10.00"), {"tea": 1}, id="a tea and a cup bring a tea for nothing"),
        pytest.param(had(tea=1), ("0.00", "0.00"), {}, id="of which each gets one"),
        pytest.param(had(cup=1), ("0.00", "0.00"), {}, id="what is used up is in no set"),
    ],
)
def test_of_sets_the_units_count_that_the_benefit_is_for(
    member: Member, given: tuple[str, ...], units: dict[str, int]
) -> None:
    sets = BuyGet(buy=SetOf([Products({CUP})]), get=SetOf([Products({TEA})]))
    result = sell([limited(each(1), benefits=(sets,))], receipt((CUP, "16.00", 2), (TEA, "20.00", 2)), member)
    assert off(result) == given
    assert counted(result) == {f"units:a{{product={code}}}": (n, (2,)) for code, n in units.items()}


def test_sets_are_made_while_every_product_in_them_has_something_left() -> None:
    """Three for two gives the cheapest: of nine teas three, of which two are left."""
    result = sell([limited(each(3), benefits=(NForM(3, 2),))], receipt((TEA, "90.00", 9)), had(tea=1))
    assert off(result) == ("20.00",)
    assert counted(result) == {"units:a{product=tea}": (2, (1,))}


def test_a_unit_with_a_discount_and_points_counts_once() -> None:
    result = sell([limited(each(2), benefits=(HALF, PointsAmount(3, per=Per.UNIT)))], TABLE)
    assert counted(result) == {
        "units:a{product=cake}": (2, (1,)),
        "units:a{product=cup}": (1, (3,)),
        "units:a{product=tea}": (2, (2,)),
    }


def test_limits_hold_together() -> None:
    """One of each, and two in all: the dearest two of them."""
    result = sell([limited(each(1), UnitLimit(2))], TABLE)
    assert off(result) == ("0.00", "5.00", "4.00")
    assert counted(result) == {
        "units:a{product=cup}": (1, (3,)),
        "units:a{product=tea}": (1, (2,)),
        "units:a": (2, ()),
    }


def test_each_month_anew() -> None:
    spent = Member("m-1", counters={"units:a{product=tea,month=2026-09}": 1})
    other = Member("m-1", counters={"units:a{product=tea,month=2026-08}": 1})
    offer = limited(each(1, CounterKey.MONTH))
    assert off(sell([offer], TABLE, spent)) == ("2.50", "0.00", "4.00")
    assert off(sell([offer], TABLE, other)) == ("2.50", "5.00", "4.00")


def test_of_all_buyers_it_must_be_known_of_every_product() -> None:
    offer = limited(each(1, per=CountedPer.PROGRAM))
    known = {f"units:a{{product={code}}}": n for code, n in ((TEA, 1), (CUP, 0), (CAKE, 0))}
    assert off(sell([offer], TABLE, None, context=Context(counters=known))) == ("2.50", "0.00", "4.00")
    del known["units:a{product=cup}"]
    assert outcomes(sell([offer], TABLE, None, context=Context(counters=known)))["a"] is Outcome.UNKNOWN


def test_what_is_not_loaded_is_unknown() -> None:
    family = Need(NeedKind.COUNTER, "units:a", frozenset({PRODUCT}))
    one = Need(NeedKind.COUNTER, "units:a{product=cup}")
    for need in family, one:
        member = Member("m-1", not_loaded={need})
        assert outcomes(sell([limited(each(1))], TABLE, member))["a"] is Outcome.UNKNOWN
    book = compile_offers([limited(each(1))])
    assert book.needs == {family}
    assert {need.name for need in book.needs_for(TABLE)} == {
        f"units:a{{product={code}}}" for code in (TEA, CUP, CAKE)
    }


def test_what_has_no_code_has_no_counter_and_nothing_left() -> None:
    sale = receipt(Line(number=1, product=Barcode("4600"), amount=eur("9.00")), (TEA, "10.00"))
    assert off(sell([limited(each(1))], sale)) == ("0.00", "5.00")


def test_the_explanation_says_which_limit_is_used_up() -> None:
    said = str(sell([limited(each(2))], TABLE, had(tea=2, cup=2, cake=2)).explain())
    assert "- a: not met; the offer gives for at most 2 units per member and product" in said


def test_messages_end_with_the_last_product() -> None:
    offer = limited(each(1), benefits=(HALF, ReceiptMessage("!")))
    assert texts(sell([offer], TABLE, had(tea=1, cup=1))) == ("!",)
    assert texts(sell([offer], TABLE, had(tea=1, cup=1, cake=1))) == ()


def test_goods_that_come_back_are_taken_off_the_count_of_their_product() -> None:
    result = sell([limited(each(2))], TABLE)
    back = refund(result, [ReturnedLine(2, 1)])
    undone = {result.intents[one.intent]: one.amount for one in back.counters}
    assert {intent.counter: by for intent, by in undone.items() if isinstance(intent, CounterIntent)} == {
        "units:a{product=tea}": 1
    }


@pytest.mark.parametrize(
    "limit",
    [
        pytest.param(lambda: Limit(1, keyed_by={PRODUCT}), id="uses"),
        pytest.param(lambda: Budget(eur("5.00"), keyed_by={PRODUCT}), id="a budget"),
    ],
)
def test_uses_and_budgets_are_of_the_offer_as_a_whole(limit: Callable[[], AnyLimit]) -> None:
    with pytest.raises(InvalidInput, match="is the product, and what is limited is one for all of them"):
        limit()
