"""Parts of sets: units of one product, whichever it is, and as many units as come to a sum."""

from __future__ import annotations

import pytest
from cases.till import CAKE, CUP, NOON, TEA, Position, earned, eur, off, off_by, receipt, sell

from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.catalog import Catalog, Product
from loyalty_engine.model.identifiers import Barcode, ExternalCode
from loyalty_engine.model.intents import CouponIntent
from loyalty_engine.model.money import Money
from loyalty_engine.model.receipt import Line, Receipt
from loyalty_engine.rules.benefits.discounts import AmountOff, PercentOff
from loyalty_engine.rules.benefits.effects import IssueCoupon
from loyalty_engine.rules.benefits.points import PointsAmount
from loyalty_engine.rules.benefits.sets import BundlePrice, BuyGet, EveryNth, InSets, NForM, SetOf
from loyalty_engine.rules.conditions.discounts import ExternalDiscount
from loyalty_engine.rules.conditions.products import Products
from loyalty_engine.rules.conditions.receipt import LineAmount
from loyalty_engine.rules.language import Benefit
from loyalty_engine.rules.offer import Offer
from loyalty_engine.rules.rule import Rule
from loyalty_engine.rules.units import UnitOrder

TEAS, CUPS = Products({TEA}), Products({CUP})
THREE = NForM(3, 2, same_product=True)
PAIR = SetOf(units=2, same_product=True)


def of(benefit: Benefit, id: str = "a", priority: int = 0) -> Offer:
    return Offer.of(id, benefits=[benefit], priority=priority)


@pytest.mark.parametrize(
    ("benefit", "positions", "expected"),
    [
        pytest.param(THREE, [(TEA, "20.00", 2), (CUP, "5.00")], "0.00 0.00", id="two teas and a cup"),
        pytest.param(
            THREE,
            [(TEA, "20.00", 2), (CUP, "15.00", 3)],
            "0.00 5.00",
            id="three cups, though the teas are dearer",
        ),
        pytest.param(
            THREE,
            [(TEA, "50.00", 5), (CUP, "35.00", 7)],
            "10.00 10.00",
            id="as many sets of each product as it has units for; two teas and a cup are left",
        ),
        pytest.param(
            THREE,
            [(TEA, "10.00"), (CUP, "5.00"), (TEA, "8.00"), (TEA, "9.00")],
            "0.00 0.00 8.00 0.00",
            id="on several lines",
        ),
        pytest.param(
            NForM(3, 2, same_product=True, at_most=1),
            [(CUP, "15.00", 3), (TEA, "30.00", 3)],
            "0.00 10.00",
            id="the dearest product first",
        ),
        pytest.param(
            NForM(3, 2, same_product=True, at_most=1, order=UnitOrder.CHEAPEST),
            [(TEA, "30.00", 3), (CUP, "15.00", 3)],
            "0.00 5.00",
            id="or the cheapest",
        ),
        pytest.param(
            NForM(3, 2, same_product=True, at_most=1, order=UnitOrder.LAST),
            [(TEA, "30.00", 3), (CUP, "15.00", 3)],
            "0.00 5.00",
            id="or the last scanned",
        ),
        pytest.param(
            NForM(2, 1, same_product=True, at_most=1),
            [("b", "20.00", 2), ("a", "20.00", 2)],
            "0.00 10.00",
            id="equal ones by product",
        ),
        pytest.param(
            NForM(2, 1, same_product=True, at_most=1),
            [(TEA, "10.00"), (TEA, "2.00"), (CUP, "16.00", 2)],
            "0.00 2.00 0.00",
            id="a product stands where its first unit does",
        ),
        pytest.param(
            NForM(2, 1, same_product=True, at_most=2),
            [(TEA, "20.00", 2), (TEA, "4.00", 2), (CUP, "16.00", 2)],
            "10.00 0.00 8.00",
            id="and after its first set, where the next one does",
        ),
        pytest.param(
            EveryNth(2, 50, same_product=True),
            [(TEA, "30.00", 3), (CUP, "20.00"), (CAKE, "6.00", 2)],
            "5.00 0.00 1.50",
            id="every second of the same product at half price",
        ),
        pytest.param(
            EveryNth(2, 50, same_product=True, at_most=1),
            [(TEA, "50.00", 5), (CAKE, "6.00", 2)],
            "5.00 0.00",
            id="once a receipt",
        ),
        pytest.param(
            BuyGet(buy=SetOf(units=2, same_product=True)),
            [(TEA, "20.00", 2), (CUP, "15.00", 3), (CAKE, "1.00")],
            "0.00 5.00 0.00",
            id="who buys two of a product gets a third of it",
        ),
        pytest.param(
            BuyGet(buy=SetOf(units=2, same_product=True), get=SetOf([TEAS])),
            [(TEA, "30.00", 3), (CUP, "5.00"), (CAKE, "3.00")],
            "10.00 0.00 0.00",
            id="two of a product, and a tea: there are only teas twice",
        ),
        pytest.param(
            BundlePrice([PAIR], eur("12")),
            [(TEA, "20.00", 2), (CUP, "8.00"), (CAKE, "14.00", 2)],
            "8.00 0.00 2.00",
            id="a pair for 12.00",
        ),
        pytest.param(NForM(1, 0, same_product=True), [(TEA, "30.00", 3)], "30.00", id="one is the same"),
        pytest.param(
            THREE, [(TEA, "60000.00", 6000), (CUP, "5.00")], "20000.00 0.00", id="six thousand teas, too"
        ),
    ],
)
def test_units_of_one_product(benefit: Benefit, positions: list[Position], expected: str) -> None:
    assert " ".join(off(sell([of(benefit)], receipt(*positions)))) == expected


@pytest.mark.parametrize(
    ("parts", "positions", "expected"),
    [
        pytest.param(
            [SetOf(units=2), SetOf(units=3, same_product=True)],
            [(TEA, "30.00", 3), (CUP, "10.00", 2)],
            "30.00 10.00",
            id="the part of one product chooses first: three teas; the cups are for the other",
        ),
        pytest.param(
            [PAIR, SetOf(units=3, same_product=True)],
            [(TEA, "30.00", 3), (CUP, "10.00", 2)],
            "30.00 10.00",
            id="of two of them, the larger",
        ),
        pytest.param(
            [PAIR, PAIR],
            [(TEA, "20.00", 2), (CUP, "10.00", 2)],
            "20.00 10.00",
            id="two parts may be of two products",
        ),
        pytest.param([PAIR, PAIR], [(TEA, "40.00", 4)], "40.00", id="or of the same"),
        pytest.param([PAIR, PAIR], [(TEA, "30.00", 3), (CUP, "5.00")], "0.00 0.00", id="three are no two"),
        pytest.param(
            [PAIR, SetOf([TEAS])],
            [(TEA, "30.00", 3), (CUP, "10.00", 2)],
            "10.00 10.00",
            id="what no other part can use comes first: a pair of cups and a tea",
        ),
        pytest.param(
            [PAIR, SetOf([TEAS])], [(TEA, "30.00", 3), (CUP, "5.00")], "30.00 0.00", id="else the teas"
        ),
    ],
)
def test_parts_that_share_units(parts: list[SetOf], positions: list[Position], expected: str) -> None:
    free = of(InSets(parts=parts, benefits=[PercentOff(100)]))

    assert " ".join(off(sell([free], receipt(*positions)))) == expected


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        pytest.param((Barcode("4006381"), ExternalCode("tea")), "5.00", id="two codes of one product"),
        pytest.param((ExternalCode("tea"), ExternalCode("cup")), "0.00", id="two products"),
        pytest.param((Barcode("77"), Barcode("77")), "5.00", id="a code twice that nobody knows"),
        pytest.param((Barcode("77"), ExternalCode("77")), "0.00", id="two kinds of such a code"),
    ],
)
def test_what_one_product_is(codes: tuple[ExternalCode | Barcode, ...], expected: str) -> None:
    catalog = Catalog(products=(Product(code="tea", barcodes=frozenset({"4006381"})), Product(code="cup")))
    lines = [Line(number=n, product=code, amount=eur("5")) for n, code in enumerate(codes, 1)]
    sale = Receipt(id="r-1", at=NOON, place="s-1", lines=lines)

    assert sell([of(NForM(2, 1, same_product=True))], sale, catalog=catalog).discount.decimal == expected


FOR_THIRTY = SetOf(amount=eur("30"))


@pytest.mark.parametrize(
    ("parts", "positions", "expected"),
    [
        pytest.param([FOR_THIRTY], [(TEA, "30.00", 3)], "30.00", id="three teas come to 30.00"),
        pytest.param([FOR_THIRTY], [(TEA, "29.99", 3)], "0.00", id="and a cent is missing"),
        pytest.param([FOR_THIRTY], [(TEA, "70.00", 7)], "60.00", id="twice; the seventh is left"),
        pytest.param([FOR_THIRTY], [(TEA, "80.00", 5)], "64.00", id="two of 16.00 are 30.00 and more"),
        pytest.param([FOR_THIRTY], [(TEA, "99.00"), (CUP, "15.00")], "99.00 0.00", id="one unit is enough"),
        pytest.param(
            [FOR_THIRTY],
            [(TEA, "10.00"), (CUP, "26.00", 2)],
            "10.00 26.00",
            id="two cups come to 26.00 alone",
        ),
        pytest.param(
            [FOR_THIRTY],
            [(TEA, "20.00", 2), (CUP, "26.00", 2), (CAKE, "7.00")],
            "10.00 26.00 0.00",
            id="the dearest first: two cups and a tea",
        ),
        pytest.param(
            [FOR_THIRTY],
            [(TEA, "10.00", 3), (CUP, "26.67")],
            "3.33 26.67",
            id="a third of 10.00 is 3.33, which makes it 30.00",
        ),
        pytest.param(
            [FOR_THIRTY],
            [(TEA, "10.00", 3), (CUP, "23.33")],
            "10.00 23.33",
            id="two are 6.66, a cent too little, so a third one is taken",
        ),
        pytest.param(
            [FOR_THIRTY, SetOf([CUPS])],
            [(TEA, "60.00", 4), (CUP, "20.00", 4)],
            "60.00 10.00",
            id="for every full 30.00 of other things a cup",
        ),
        pytest.param(
            [SetOf(amount=eur("30"), same_product=True)],
            [(TEA, "20.00", 2), (CUP, "35.00", 7), (CAKE, "9.00")],
            "0.00 30.00 0.00",
            id="of one product",
        ),
        pytest.param([FOR_THIRTY], [(TEA, "0.00"), (CUP, "30.00")], "0.00 30.00", id="what costs nothing"),
        pytest.param([SetOf(amount=eur("0.01"))], [(TEA, "30.00", 3)], "30.00", id="a cent is any unit"),
        pytest.param([FOR_THIRTY], [(TEA, "60000.00", 6001)], "59990.00", id="six thousand teas, by fours"),
    ],
)
def test_units_for_a_sum(parts: list[SetOf], positions: list[Position], expected: str) -> None:
    """All units of the sets are free, so that they can be seen."""
    free = of(InSets(parts=parts, benefits=[PercentOff(100)]))

    assert " ".join(off(sell([free], receipt(*positions)))) == expected


def test_a_loaf_for_every_full_thirty_euros() -> None:
    free_cake = BuyGet(buy=SetOf([TEAS], amount=eur("30")), get=SetOf([Products({CAKE})]))
    sale = receipt((TEA, "70.00", 7), (CAKE, "9.00", 3))

    assert off(sell([of(free_cake)], sale)) == ("0.00", "6.00")


def test_points_are_for_what_discounts_leave() -> None:
    offers = [
        Offer.of("tenth", benefits=[PercentOff(10)]),
        of(InSets(parts=[FOR_THIRTY], benefits=[PointsAmount(5)]), id="points"),
    ]

    assert earned(sell(offers, receipt((TEA, "60.00", 6)))) == {"bonus": 5}  # 54.00 are once 30.00


def test_a_sum_is_in_the_currency_of_the_offer() -> None:
    parts = [SetOf(amount=Money.of("30", "RUB"))]
    sale = receipt((TEA, "60.00", 6))

    assert off(sell([of(InSets(parts=parts, benefits=[PercentOff(10)]))], sale)) == ("0.00",)
    with pytest.raises(InvalidInput, match="speaks of money in EUR, RUB"):
        compile_offers([of(BundlePrice(parts, eur("10")))])


def test_what_a_part_asks_of_its_lines_is_in_the_currency_of_the_offer() -> None:
    """One rouble is not one euro, though both have a hundred parts."""
    tea = Line(number=1, product=TEA, amount=eur("20"), external_discount=eur("5"))

    for currency, expected in (("EUR", "2.00"), ("RUB", "0.00")):
        part = SetOf([ExternalDiscount(at_least=Money.of("1", currency))])
        offer = of(InSets(parts=[part], benefits=[PercentOff(10)]))
        assert off(sell([offer], receipt(tea))) == (expected,)


def test_what_fills_no_set_stays_free() -> None:
    sale = receipt((TEA, "50.00", 5), (CUP, "5.00"))
    calculation = sell([of(PercentOff(50), id="half"), of(THREE, id="three", priority=1)], sale)

    assert off_by(calculation) == {"three": "10.00", "half": "12.50"}
    assert off(calculation) == ("20.00", "2.50")


def test_rules_are_decided_for_each_set_of_a_product() -> None:
    dear = Rule(conditions=[LineAmount(at_least=eur("15"))], benefits=[AmountOff(eur("1")), IssueCoupon("c")])
    sale = receipt((TEA, "50.00", 5), (CUP, "10.00", 2))
    calculation = sell([of(InSets(parts=[PAIR], rules=[dear]))], sale)

    assert off(calculation) == ("2.00", "0.00")
    assert calculation.intents == (CouponIntent(offer="a", issue="c", count=2),)
