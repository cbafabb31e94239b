"""How many sets are made of parts that share products, against the most that could be.

The most is the least, over all groups of parts, of the units that they can use by the units that they take:
by Hall's theorem so many sets can be handed out, and no more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty_engine.engine.calculate import calculate
from loyalty_engine.model.intents import CouponIntent
from loyalty_engine.model.money import Money
from loyalty_engine.model.receipt import Line, Receipt
from loyalty_engine.rules.benefits.effects import IssueCoupon
from loyalty_engine.rules.benefits.sets import InSets, SetOf
from loyalty_engine.rules.conditions.products import Products
from loyalty_engine.rules.offer import Offer
from loyalty_engine.rules.rule import Rule
from loyalty_engine.rules.units import UnitOrder

#: The units of each product on the receipt; the products are dearer from one to the next.
Stock = dict[str, int]
#: The products that a part can use, and how many units it takes.
Part = tuple[frozenset[str], int]

PRODUCTS = ("cake", "cup", "tea", "gem")
STOCKS = st.fixed_dictionaries({product: st.integers(1, 9) for product in PRODUCTS})
PARTS = st.tuples(st.frozensets(st.sampled_from(PRODUCTS), min_size=1), st.integers(1, 3))
ORDERS = st.sampled_from((UnitOrder.DEAREST, UnitOrder.CHEAPEST))


def made(stock: Stock, parts: Sequence[Part], order: UnitOrder = UnitOrder.DEAREST) -> int:
    """How many sets the engine makes: a coupon is issued for each."""
    lines = [
        Line(number=n, product=product, quantity=count, amount=Money(100 * n * count, "EUR"))
        for n, (product, count) in enumerate(stock.items(), 1)
    ]
    receipt = Receipt(id="r", at=dt.datetime(2026, 9, 15, 12, tzinfo=dt.UTC), place="s", lines=lines)
    sets = InSets(
        parts=[SetOf([Products(products)], units) for products, units in parts],
        rules=[Rule(benefits=[IssueCoupon("set")])],
        order=order,
    )
    found = calculate(receipt, None, [Offer.of("a", benefits=[sets])]).intents
    return sum(one.count for one in found if isinstance(one, CouponIntent))


def most(stock: Stock, parts: Sequence[Part]) -> int:
    """How many sets there could be."""
    groups = (group for size in range(1, len(parts) + 1) for group in combinations(parts, size))
    return min(
        sum(stock[product] for product in frozenset().union(*(products for products, _ in group)))
        // sum(units for _, units in group)
        for group in groups
    )


@given(STOCKS, st.lists(PARTS, min_size=1, max_size=2), ORDERS)
def test_one_part_or_two_make_all_that_can_be_made(stock: Stock, parts: list[Part], order: UnitOrder) -> None:
    assert made(stock, parts, order) == most(stock, parts)


@given(STOCKS, st.lists(PARTS, min_size=1, max_size=5), ORDERS)
def test_more_parts_fall_short_by_no_more(stock: Stock, parts: list[Part], order: UnitOrder) -> None:
    """Where no further set is made, some part has fewer units left than it takes.

    Of the units that it could use, each set has taken all of its own at most, and so have the other parts of
    the set that was not made. So they were fewer than one set more would be, and each of the most sets would
    need as many of them as the part takes.
    """
    whole, least = sum(units for _, units in parts), min(units for _, units in parts)
    found, best = made(stock, parts, order), most(stock, parts)
    assert found <= best
    assert (found + 1) * whole > best * least


@given(STOCKS, st.lists(PARTS, min_size=1, max_size=5))
def test_parts_with_products_of_their_own_make_all(stock: Stock, parts: list[Part]) -> None:
    apart: list[Part] = []
    for products, units in parts:
        own = products.difference(*(others for others, _ in apart))
        apart += [(own, units)] if own else []
    assert made(stock, apart) == most(stock, apart)


TEA, EITHER = frozenset({"tea"}), frozenset({"tea", "cup"})


@pytest.mark.parametrize(
    ("parts", "order", "found"),
    [
        pytest.param([(TEA, 1), (EITHER, 1), (EITHER, 1)], UnitOrder.DEAREST, 1, id="the dearer go first"),
        pytest.param([(TEA, 1), (EITHER, 1), (EITHER, 1)], UnitOrder.CHEAPEST, 3, id="or the cheaper"),
        pytest.param([(TEA, 1), (EITHER, 2)], UnitOrder.DEAREST, 3, id="said as two parts"),
    ],
)
def test_a_tea_and_two_of_tea_or_cup(parts: list[Part], order: UnitOrder, found: int) -> None:
    """Of three teas and six cups three sets can be made; three parts of one unit make as few as one."""
    stock = {"cup": 6, "tea": 3}
    assert most(stock, parts) == 3
    assert made(stock, parts, order) == found


def test_there_may_be_a_set_and_none_is_made() -> None:
    parts = [(frozenset({"tea", "cup"}), 1), (frozenset({"tea"}), 1), (frozenset({"cup", "cake"}), 1)]
    stock = {"cake": 1, "cup": 1, "tea": 1}
    assert (most(stock, parts), made(stock, parts)) == (1, 0)
