"""What sets cost: as much as the lines that they are made of, however many they are. Calls are counted."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from cases.till import CUP, TEA, eur, receipt

from loyalty_engine.engine.calculate import calculate
from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.model.receipt import Receipt
from loyalty_engine.rules.benefits import (
    AmountOff,
    BundlePrice,
    BuyGet,
    InSets,
    IssueCoupon,
    NForM,
    PointsAmount,
    Repeat,
    SetOf,
)
from loyalty_engine.rules.conditions.products import Products
from loyalty_engine.rules.conditions.receipt import LineAmount, ReceiptContains
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.offer import Offer, Rule

FEW, MANY = 60, 240
PAIR = [SetOf(units=2)]
EVERY_OTHER = Products({f"p{n}" for n in range(0, MANY, 2)})


def calls(work: Callable[[], object]) -> int:
    """How many calls *work* makes, of functions written in Python and in C."""
    count = 0

    def note(_: object, event: str, __: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def different(count: int, units: int = 1) -> Receipt:
    """So many lines of different products, all of other amounts."""
    return receipt(*((f"p{n}", f"{10 + n // 100}.{n % 100:02d}", units) for n in range(count)))


def cost(benefit: Benefit, sale: Receipt) -> int:
    book = compile_offers([Offer.of("a", benefits=[benefit])])
    calculate(sale, None, book)
    return calls(lambda: calculate(sale, None, book))


def where(*conditions: Condition, units: int = 2) -> Benefit:
    rule = Rule(conditions=conditions, benefits=[AmountOff(eur("1.00")), IssueCoupon("c")])
    return InSets(parts=[SetOf(units=units)], rules=[rule])


@pytest.mark.parametrize(
    ("benefit", "units"),
    [
        pytest.param(BundlePrice(PAIR, eur("15.00")), 1, id="a price for each pair"),
        pytest.param(BundlePrice(PAIR, eur("15.00")), 3, id="pairs of lines of three"),
        pytest.param(BundlePrice([SetOf(amount=eur("45.00"))], eur("35.00")), 3, id="sets for a sum"),
        pytest.param(InSets(parts=PAIR, benefits=[AmountOff(eur("1.00"))]), 1, id="a sum for each pair"),
        pytest.param(InSets(parts=PAIR, benefits=[PointsAmount(3)]), 1, id="points for each pair"),
        pytest.param(where(LineAmount(at_least=eur("30.00"))), 1, id="pairs that are worth something"),
        pytest.param(where(EVERY_OTHER), 1, id="of each pair some products"),
        pytest.param(where(ReceiptContains([EVERY_OTHER])), 1, id="what is asked of the receipt"),
        pytest.param(NForM(3, 2), 1, id="three for two"),
        pytest.param(NForM(2, 1, same_product=True), 3, id="two of one product, and one is left over"),
        pytest.param(NForM(4, 1, same_product=True), 3, id="of no product enough"),
        pytest.param(BuyGet(buy=SetOf([EVERY_OTHER], 2), get=SetOf()), 1, id="parts that share lines"),
        pytest.param(
            BuyGet(buy=SetOf([EVERY_OTHER], 2, same_product=True), get=SetOf()),
            3,
            id="and are of one product",
        ),
        pytest.param(Repeat([InSets(parts=PAIR, benefits=[AmountOff(eur("0.01"))])], 5), 1, id="repeated"),
    ],
)
def test_four_times_the_lines_cost_four_times_as_much(benefit: Benefit, units: int) -> None:
    assert cost(benefit, different(MANY, units)) <= 4.2 * cost(benefit, different(FEW, units))


@pytest.mark.parametrize(
    "benefit",
    [
        pytest.param(BundlePrice(PAIR, eur("15.00")), id="a price for each pair"),
        pytest.param(where(LineAmount(at_least=eur("30.00"))), id="pairs that are worth something"),
        pytest.param(NForM(3, 2, same_product=True), id="three for two of one product"),
        pytest.param(BundlePrice([SetOf(amount=eur("60.00"))], eur("35.00")), id="sets for a sum"),
    ],
)
def test_six_thousand_units_cost_no_more_than_six(benefit: Benefit) -> None:
    six = receipt((TEA, "120.00", 6), (CUP, "120.00", 12))
    thousands = receipt((TEA, "120000.00", 6_000), (CUP, "120000.00", 12_000))
    assert cost(benefit, thousands) <= cost(benefit, six) + 10


def test_sets_are_made_once_however_often_their_benefit_is_repeated() -> None:
    def repeated(times: int) -> Benefit:
        return Repeat([NForM(2, 1, same_product=True)], times)

    sale = different(FEW, 2)
    once, twice, thrice = (cost(repeated(times), sale) for times in (1, 2, 3))
    assert thrice - twice <= (twice - once) < once / 2
