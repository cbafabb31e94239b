"""Promises about units: lines may be split and scanned at will, no unit counts twice, many are like few."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterable

from attrs import evolve, frozen
from hypothesis import example, given
from hypothesis import strategies as st

from loyalty_engine.engine.calculate import calculate
from loyalty_engine.model.money import Money
from loyalty_engine.model.receipt import Line, Receipt
from loyalty_engine.rules.benefits.discounts import FixedPrice, PercentOff
from loyalty_engine.rules.benefits.points import PointsAmount
from loyalty_engine.rules.benefits.sets import (
    BundlePrice,
    BuyGet,
    EveryNth,
    InSets,
    NForM,
    SetOf,
    SomeUnitsOff,
)
from loyalty_engine.rules.conditions.products import Products
from loyalty_engine.rules.language import Benefit
from loyalty_engine.rules.offer import Offer
from loyalty_engine.rules.units import (
    UnitOrder,
)

NOON = dt.datetime(2026, 9, 15, 12, tzinfo=dt.UTC)
PRODUCTS = ("tea", "cup", "cake", "10", "9")
#: The orders that do not ask how the goods were scanned.
BY_PRICE = st.sampled_from((UnitOrder.DEAREST, UnitOrder.CHEAPEST))
FEW = st.integers(1, 4)
LIMITS = st.none() | st.integers(1, 3)
SHUFFLES = st.randoms(use_true_random=False)


@frozen
class Goods:
    """So many units of a product, each at *price* minor units."""

    product: str
    price: int
    units: int


def sale(goods: Iterable[Goods]) -> Receipt:
    """A receipt with one line for each of *goods*."""
    lines = [
        Line(number=n, product=one.product, quantity=one.units, amount=Money(one.price * one.units, "EUR"))
        for n, one in enumerate(goods, 1)
    ]
    return Receipt(id="r", at=NOON, place="shop", lines=lines)


def off(offers: Iterable[Offer], goods: list[Goods]) -> Counter[str]:
    """What comes off all units of a product together; of its lines, one may get another's cent."""
    given: Counter[str] = Counter()
    for one, line in zip(goods, calculate(sale(goods), None, offers).lines, strict=True):
        given[one.product] += line.discount.minor
    return given


def split(one: Goods) -> list[Goods]:
    """The same, unit by unit."""
    return [evolve(one, units=1)] * one.units


def parts() -> st.SearchStrategy[SetOf]:
    """Units of some products, or of any."""
    chosen = st.sets(st.sampled_from(PRODUCTS), min_size=1, max_size=3).map(lambda codes: [Products(codes)])
    return st.builds(SetOf, st.just([]) | chosen, FEW, same_product=st.booleans())


def n_for_m() -> st.SearchStrategy[NForM]:
    """So many for the price of fewer."""
    pairs = st.tuples(FEW, st.integers(0, 3))
    return st.builds(
        lambda pair, order, most, same: NForM(
            sum(pair), pair[1], order=order, at_most=most, same_product=same
        ),
        pairs,
        BY_PRICE,
        LIMITS,
        st.booleans(),
    )


def benefits() -> st.SearchStrategy[Benefit]:
    """Benefits for units, in shares and prices that come out even or nearly so."""
    share = st.sampled_from((100, 50, 10))
    price = st.integers(0, 2000).map(lambda minor: Money(minor, "EUR"))
    several = st.lists(parts(), min_size=1, max_size=2)
    return st.one_of(
        n_for_m(),
        st.builds(EveryNth, FEW, share, order=BY_PRICE, at_most=LIMITS, same_product=st.booleans()),
        st.builds(SomeUnitsOff, FEW, share, order=BY_PRICE),
        st.builds(BundlePrice, several, price, order=BY_PRICE, at_most=LIMITS),
        st.builds(BuyGet, buy=parts(), get=st.none() | parts(), percent=share, order=BY_PRICE),
        st.builds(
            InSets,
            parts=several,
            benefits=st.builds(FixedPrice, price).map(lambda one: [one])
            | st.builds(PercentOff, share).map(lambda one: [one]),
            pick=LIMITS,
            pick_order=BY_PRICE,
            order=BY_PRICE,
        ),
    )


def goods() -> st.SearchStrategy[list[Goods]]:
    """A few lines, at prices that units share now and then."""
    prices = st.sampled_from((1000, 500, 100, 1, 333))
    return st.lists(
        st.builds(Goods, st.sampled_from(PRODUCTS), prices, st.integers(1, 5)), min_size=1, max_size=5
    )


class TestScanning:
    """How the till came to its lines makes no difference to what the goods cost."""

    @given(goods(), benefits(), SHUFFLES)
    def test_the_order_of_lines_is_irrelevant(
        self, bought: list[Goods], benefit: Benefit, rng: random.Random
    ) -> None:
        offer = Offer.of("o", benefits=[benefit])
        shuffled = rng.sample(bought, len(bought))

        assert off([offer], shuffled) == off([offer], bought)

    @given(goods(), benefits())
    def test_splitting_lines_changes_no_more_than_their_rounding(
        self, bought: list[Goods], benefit: Benefit
    ) -> None:
        offer = Offer.of("o", benefits=[benefit])
        apart = [unit for one in bought for unit in split(one)]

        whole, unit_by_unit = off([offer], bought).total(), off([offer], apart).total()
        assert abs(whole - unit_by_unit) <= len(apart)

    @given(goods(), n_for_m())
    def test_free_units_need_no_rounding(self, bought: list[Goods], benefit: NForM) -> None:
        offer = Offer.of("o", benefits=[benefit])
        apart = [unit for one in bought for unit in split(one)]

        assert off([offer], apart) == off([offer], bought)


class TestOnce:
    """Two offers never count one unit."""

    @given(st.lists(st.tuples(FEW, st.integers(0, 3)), min_size=1, max_size=5), st.integers(1, 40))
    def test_each_free_unit_has_paid_ones_of_its_own(self, pairs: list[tuple[int, int]], units: int) -> None:
        offers = [
            Offer.of(str(n), benefits=[NForM(free + free + paid, free + paid)], priority=n)
            for n, (free, paid) in enumerate(pairs)
        ]
        result = calculate(sale([Goods("tea", 700, units)]), None, offers)

        assert result.lines[0].discount.minor <= units // 2 * 700
        left = units
        for free, paid in reversed(pairs):
            left %= 2 * free + paid
        made = {offer.id: 0 for offer in offers} | {
            given.offer: given.amount // 700 for given in result.lines[0].discounts
        }
        taken = sum(made[str(n)] // free * (2 * free + paid) for n, (free, paid) in enumerate(pairs))
        assert taken == units - left


#: What the first part of a set can use, what the second can, and what both can.
FIRST, SECOND, BOTH = Products({"tea", "cake"}), Products({"cup", "cake"}), Products({"cake"})
ORDERS = st.sampled_from(UnitOrder)


def sets_made(parts: list[SetOf], order: UnitOrder, goods: list[Goods]) -> int:
    """How many complete sets there are: each is given one point."""
    each = InSets(parts=parts, benefits=[PointsAmount(1)], order=order)
    return sum(one.amount for one in calculate(sale(goods), None, [Offer.of("o", benefits=[each])]).points)


class TestAsManyAsPossible:
    """Sets of one part or two are as many as the lines hold, however the parts overlap."""

    @given(goods(), FEW, ORDERS)
    def test_of_one_part(self, bought: list[Goods], units: int, order: UnitOrder) -> None:
        there = sum(one.units for one in bought)

        assert sets_made([SetOf(units=units)], order, bought) == there // units

    @given(goods(), FEW, FEW, ORDERS)
    @example(
        [Goods("tea", 500, 1), Goods("cup", 500, 2), Goods("cake", 1000, 1)], 1, 1, UnitOrder.DEAREST
    )  # the second part must leave the cake to the first, however dear it is
    def test_of_two_parts_that_overlap(
        self, bought: list[Goods], first: int, second: int, order: UnitOrder
    ) -> None:
        there: Counter[str] = Counter()
        for one in bought:
            there[one.product] += one.units
        most = max(
            k
            for k in range(sum(there.values()) + 1)
            if max(0, first * k - there["tea"]) + max(0, second * k - there["cup"]) <= there["cake"]
        )

        assert sets_made([SetOf([FIRST], first), SetOf([SECOND], second)], order, bought) == most

    @given(goods(), FEW, FEW, ORDERS)
    def test_of_a_part_inside_the_other(
        self, bought: list[Goods], any_of: int, cakes: int, order: UnitOrder
    ) -> None:
        there = sum(one.units for one in bought)
        cake = sum(one.units for one in bought if one.product == "cake")
        most = min(there // (any_of + cakes), cake // cakes)

        assert sets_made([SetOf(units=any_of), SetOf([BOTH], cakes)], order, bought) == most
        assert sets_made([SetOf([BOTH], cakes), SetOf(units=any_of)], order, bought) == most


class TestMany:
    """Thousands of units of a product come to what a few come to, so many times over."""

    @given(n_for_m().map(lambda one: evolve(one, at_most=None)), st.integers(1, 1000))
    def test_6_000_units(self, benefit: NForM, price: int) -> None:
        offer = Offer.of("o", benefits=[benefit])
        sets = 6000 // benefit.take
        of_one = off([offer], [Goods("tea", price, benefit.take)]).total()

        assert off([offer], [Goods("tea", price, 6000)]).total() == sets * of_one

    @given(st.integers(1, 2000), st.integers(1, 3), st.integers(1, 3))
    def test_6_000_bundles(self, price: int, teas: int, cups: int) -> None:
        bundle = BundlePrice(
            [SetOf([Products({"tea"})], teas), SetOf([Products({"cup"})], cups)], Money(price, "EUR")
        )
        offer = Offer.of("o", benefits=[bundle])
        few = [Goods("tea", 500, teas), Goods("cup", 300, cups)]
        many = [evolve(one, units=6000 * one.units) for one in few]

        assert off([offer], many).total() == 6000 * off([offer], few).total()
