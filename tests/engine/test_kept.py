"""What a member kept of a purchase: whatever came back is no purchase of his any more."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from shop import CATALOG, NOON, eur, receipt

from loyalty_engine import (
    InvalidInput,
    Line,
    Member,
    Members,
    Offer,
    PastLine,
    PastPurchase,
    Payment,
    PayWithPoints,
    PercentOff,
    PointsAsked,
    PointsPercent,
    Products,
    Quantity,
    calculate,
    compile_offers,
)
from loyalty_engine.engine.kept import past_purchase
from loyalty_engine.engine.refund import Refund, RefundManner, ReturnedLine, refund
from loyalty_engine.individual import favorites_list
from loyalty_engine.model.slots import FavoriteProductsRule, PurchaseHistory
from loyalty_engine.testing import World, worlds

BOUGHT = calculate(
    receipt(
        Line(number=1, product="tea", quantity=3, amount=eur("30.00")),
        Line(number=2, product="soap", amount=eur("5.00")),
        points_asked=[PointsAsked(currency="bonus", amount=9)],
    ),
    Member("anna", balances={"bonus": 9}),
    compile_offers(
        [
            Offer.of("tenth", [], [PercentOff(10)], reach=Members(), cumulative=True),
            Offer.of("pay", [], [PayWithPoints(percent=50)], reach=Members(), cumulative=True),
            Offer.of("points", [], [PointsPercent(20)], reach=Members(), cumulative=True),
        ],
        catalog=CATALOG,
    ),
)


def test_a_purchase_of_which_a_part_came_back() -> None:
    assert past_purchase(BOUGHT, [refund(BOUGHT, [ReturnedLine(1, 1), ReturnedLine(2, 1)])]) == PastPurchase(
        id="r",
        at=NOON,
        place="s1",
        lines=[
            PastLine(
                product="tea",
                quantity=2,
                amount=eur("20.00"),
                discount=eur("2.00"),
                paid_with_points=eur("5.34"),
                points={"bonus": 2},
            )
        ],
    )


def test_what_was_paid_in_money_and_what_brought_points() -> None:
    """Of the tea, 25.71 were not paid in miles; the soap brings nothing."""
    cash = Payment(method="cash", amount=eur("30.00"))
    miles = Payment(method="miles", amount=eur("5.00"), in_points=True)
    offers = [
        Offer.of("tenth", [Products({"tea"})], [PointsPercent(10)], cumulative=True),
        Offer.of("third", [Products({"tea"})], [PointsPercent(30)], cumulative=True),
    ]
    sale = receipt(("tea", "30.00"), ("soap", "5.00"), payments=[cash, miles])
    kept = past_purchase(calculate(sale, Member("anna"), compile_offers(offers, catalog=CATALOG)))
    none = eur("0.00")
    tea, soap = (
        PastLine(product=id, amount=amount, discount=none, paid_with_points=none, points=points)
        for id, amount, points in (("tea", eur("30.00"), {"bonus": 2 + 7}), ("soap", eur("5.00"), {}))
    )

    assert kept == PastPurchase(id="r", at=NOON, place="s1", lines=[tea, soap], payments=[cash])


def test_all_of_it_came_back() -> None:
    first = refund(BOUGHT, [ReturnedLine(1, 2)])
    rest = refund(BOUGHT, [ReturnedLine(1, 1), ReturnedLine(2, 1)], earlier=[first])
    assert past_purchase(BOUGHT, [first, rest]) is None


def test_it_may_have_the_id_of_the_purchase() -> None:
    whole = past_purchase(BOUGHT)
    assert whole is not None
    assert past_purchase(BOUGHT, id="P-1") == evolve(whole, id="P-1")


def test_what_came_back_is_not_offered_as_a_favourite() -> None:
    rule = FavoriteProductsRule(id="mine", source=PurchaseHistory())
    december = NOON.replace(month=12, day=1)
    whole = past_purchase(BOUGHT)
    without_soap = past_purchase(BOUGHT, [refund(BOUGHT, [ReturnedLine(2, 1)])])
    listed = [
        favorites_list(rule, CATALOG, [one], at=december, zone="Europe/Riga").products
        for one in (whole, without_soap)
        if one is not None
    ]
    assert listed == [("tea", "soap"), ("tea",)]


@given(worlds(), st.data())
def test_what_is_kept_and_what_came_back_are_the_purchase(world: World, data: st.DataObject) -> None:
    calculation = calculate(world.receipt, world.member, world.book(), context=world.context)
    back = [
        ReturnedLine(line.number, line.quantity)
        for line in calculation.receipt.lines
        if data.draw(st.booleans())
    ]
    refunds = [refund(calculation, back)]
    kept = past_purchase(calculation, refunds)
    gone = {one.number for one in back}
    stays = sum(line.total.minor for line in calculation.lines if line.number not in gone)
    assert (0 if kept is None else kept.cost) == stays


@given(worlds(), st.data())
def test_whatever_comes_back_what_is_left_was_bought(world: World, data: st.DataObject) -> None:
    """In parts, in several returns, and for points or money first: a programme reads it at every purchase."""
    calculation = calculate(world.receipt, world.member, world.book(), context=world.context)
    left = {line.number: line.quantity.thousandths for line in calculation.receipt.lines}
    units = {number: 1 if quantity % 1000 else 1000 for number, quantity in left.items()}
    refunds: list[Refund] = []
    for manner in data.draw(st.lists(st.sampled_from(RefundManner), max_size=2)):
        parts = {n: data.draw(st.integers(0, left[n] // units[n])) * units[n] for n in left}
        back = [ReturnedLine(n, Quantity(part)) for n, part in parts.items() if part]
        refunds += [refund(calculation, back, earlier=refunds, manner=manner)] if back else []
        left = {n: quantity - parts[n] for n, quantity in left.items()}
    kept = past_purchase(calculation, refunds)
    found = [] if kept is None else [line.quantity.thousandths for line in kept.lines]
    assert found == [quantity for quantity in left.values() if quantity]
    assert kept is None or 0 <= kept.cost <= calculation.total.minor


def test_what_is_no_argument() -> None:
    nothing: Any = "nothing"
    with pytest.raises(InvalidInput) as caught:
        past_purchase(nothing, nothing, id="")
    assert [problem.path for problem in caught.value.problems] == ["calculation", "id", "refunds"]
