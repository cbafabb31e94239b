"""How much may be paid, in all ways: with points that are cents, and with a certificate of 100.00."""

from __future__ import annotations

import pytest
from attrs import evolve
from cases.till import CAKE, CATALOG, CUP, STARS, TEA, eur, receipt, sell

from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.records import PointsPayment
from loyalty_engine.model.amounts import Bearer
from loyalty_engine.model.member import Member
from loyalty_engine.model.money import Money
from loyalty_engine.model.receipt import Line, PointsAsked, PresentedCertificate, Receipt
from loyalty_engine.rules.benefits import (
    MinimumPrice,
    Payable,
    PayWithCertificate,
    PayWithPoints,
    PercentOff,
)
from loyalty_engine.rules.benefits.discounts import Per
from loyalty_engine.rules.conditions import Products
from loyalty_engine.rules.language import Benefit
from loyalty_engine.rules.offer import Offer

RICH = Member("m-1", balances={"bonus": 10_000, STARS.id: 10_000})
#: Two teas for 12.00, a kilogram and a half of cake for 12.00, and a third tea on a line of its own.
SALE = receipt((TEA, "12.00", 2), (CAKE, "12.00", "1.5"), (TEA, "6.00"))
#: On the label of tea stands 5.50.
LABELLED = evolve(
    CATALOG,
    products=[
        evolve(one, attributes={"label": "5.50"} if one.code == TEA else {}) for one in CATALOG.products
    ],
)
FLOOR = Offer.of("floor", [Products({TEA})], [MinimumPrice(price=eur("5.50"))])


def labelled(sale: Receipt) -> Receipt:
    """The same receipt with a label on the cake, as the till reads it."""
    return evolve(
        sale,
        lines=[
            evolve(line, parameters={"label": "1.20"}) if line.product.value == CAKE else line
            for line in sale.lines
        ],
    )


def paying(sale: Receipt = SALE) -> Receipt:
    """The same receipt of a buyer who wants to pay as much as he may, with points or with a certificate."""
    certificate = PresentedCertificate(number="G-1", left=eur("100.00"))
    return evolve(sale, points_asked=[PointsAsked(STARS.id)], certificates=[certificate])


def let(benefit: Benefit, *, id: str = "a") -> Offer:
    return Offer.of(id, benefits=[benefit], cumulative=True)


def with_points(calculation: Calculation) -> list[int]:
    """What points pay of each line."""
    return [sum(part.amount for part in line.payments) for line in calculation.lines]


def with_certificates(calculation: Calculation) -> list[int]:
    """What certificates pay of each line."""
    return [sum(part.amount for part in line.certificates) for line in calculation.lines]


WAYS = [
    pytest.param(Payable(eur("3.00")), [120, 120, 60], id="3.00, in proportion to 12, 12 and 6"),
    pytest.param(Payable(eur("40.00")), [1200, 1200, 600], id="more than everything costs"),
    pytest.param(Payable(eur("0.00")), [0, 0, 0], id="nothing"),
    pytest.param(
        Payable(eur("7.00"), per=Per.LINE), [700, 700, 600], id="7.00 of each line that costs as much"
    ),
    pytest.param(Payable(eur("1.00"), per=Per.UNIT), [200, 150, 100], id="two pieces, 1.5 kg and a piece"),
    pytest.param(Payable(eur("3.00"), per=Per.PRODUCT), [200, 300, 100], id="3.00 for both lines of tea"),
    pytest.param(Payable(eur("1.00"), every=eur("10.00")), [120, 120, 60], id="10.00 three times"),
    pytest.param(Payable(eur("1.00"), every=eur("30.01")), [0, 0, 0], id="a cent is missing"),
    pytest.param(Payable(eur("0.10"), every_weight="0.5"), [36, 36, 18], id="4.5 are 0.5 nine times: 0.90"),
    pytest.param(Payable(eur("0.10"), every_weight=5), [0, 0, 0], id="4.5 are less than 5"),
    pytest.param(Payable(above=eur("5.00")), [200, 450, 100], id="12 less 10, 12 less 7.50, 6 less 5"),
    pytest.param(Payable(above=eur("6.00")), [0, 300, 0], id="only a kilogram of cake costs more than 6.00"),
    pytest.param(Payable(above=eur("20.00"), together=True), [400, 400, 200], id="30 less 20, spread"),
    pytest.param(Payable(above=eur("30.00"), together=True), [0, 0, 0], id="30 is not above 30"),
    pytest.param(Payable(tagged_price="label"), [100, 0, 50], id="12 less 11, no label, 6 less 5.50"),
    pytest.param(Payable(tagged_price="label", of=Bearer.LINE), [0, 1020, 0], id="12 less 1.5 times 1.20"),
    pytest.param(Payable(tagged_amount="label"), [1100, 0, 550], id="5.50 twice and once"),
    pytest.param(Payable(tagged_amount="label", of=Bearer.LINE), [0, 180, 0], id="1.5 times 1.20"),
]


@pytest.mark.parametrize(("payable", "expected"), WAYS)
def test_with_points(payable: Payable, expected: list[int]) -> None:
    offer = let(PayWithPoints(payable=payable, currency=STARS.id))
    calculation = sell([offer], labelled(paying()), RICH, catalog=LABELLED)

    assert with_points(calculation) == expected
    assert calculation.to_pay == calculation.total - eur(f"{sum(expected) / 100:.2f}")


@pytest.mark.parametrize(("payable", "expected"), WAYS)
def test_with_a_certificate(payable: Payable, expected: list[int]) -> None:
    calculation = sell([let(PayWithCertificate(payable=payable))], labelled(paying()), None, catalog=LABELLED)

    assert with_certificates(calculation) == expected


@pytest.mark.parametrize(
    ("payable", "expected"),
    [
        pytest.param(Payable(eur("3.00")), [100, 133, 67], id="in proportion to 9.00, 12.00 and 6.00"),
        pytest.param(Payable(eur("1.00"), every=eur("28.00")), [0, 0, 0], id="27.00 is less than 28.00"),
        pytest.param(Payable(above=eur("4.00")), [100, 600, 200], id="9 less 8, 12 less 6, 6 less 4"),
        pytest.param(Payable(above=eur("24.00"), together=True), [100, 133, 67], id="27 less 24"),
        pytest.param(Payable(eur("10.00"), per=Per.LINE), [900, 1000, 600], id="no more than a line costs"),
    ],
)
def test_discounts_come_first(payable: Payable, expected: list[int]) -> None:
    two = receipt((TEA, "12.00", 2), (CAKE, "12.00", "1.5"), (CUP, "6.00"))
    quarter = Offer.of("quarter", [Products({TEA})], [PercentOff(25)])
    points = let(PayWithPoints(payable=payable, currency=STARS.id))
    certificate = let(PayWithCertificate(payable=payable))

    assert with_points(sell([quarter, points], paying(two), RICH)) == expected
    assert with_certificates(sell([quarter, certificate], paying(two), RICH)) == expected


@pytest.mark.parametrize(
    ("payable", "expected"),
    [
        pytest.param(Payable(eur("3.00"), per=Per.LINE), [100, 300, 50], id="tea to 11.00 and 5.50"),
        pytest.param(Payable(eur("14.00")), [100, 1200, 50], id="what tea cannot take goes to the cake"),
        pytest.param(Payable(above=eur("4.00")), [100, 600, 50], id="the floor is higher than the price"),
        pytest.param(Payable(above=eur("5.80")), [40, 330, 20], id="the price is higher than the floor"),
    ],
)
def test_floors_hold(payable: Payable, expected: list[int]) -> None:
    points = let(PayWithPoints(payable=payable, currency=STARS.id))

    assert with_points(sell([FLOOR, points], paying(), RICH)) == expected
    assert (
        with_certificates(sell([FLOOR, let(PayWithCertificate(payable=payable))], paying(), RICH)) == expected
    )


def test_the_most_of_it_in_all() -> None:
    three = PayWithPoints(payable=Payable(eur("3.00"), per=Per.LINE), currency=STARS.id, at_most=eur("4.50"))

    assert with_points(sell([let(three)], paying(), RICH)) == [150, 150, 150]


def test_of_a_line_no_offer_lets_pay_what_another_does() -> None:
    seven = PayWithPoints(payable=Payable(eur("7.00"), per=Per.LINE), currency=STARS.id)
    calculation = sell([let(seven), let(seven, id="b")], paying(), RICH)

    assert [[(part.offer, part.amount) for part in line.payments] for line in calculation.lines] == [
        [("a", 700), ("b", 500)],
        [("a", 700), ("b", 500)],
        [("a", 600)],
    ]


def test_what_points_have_paid_does_not_bring_a_price_nearer() -> None:
    above = Payable(above=eur("5.00"))
    offers = [
        let(PayWithPoints(payable=above, currency=STARS.id)),
        let(PayWithCertificate(payable=above), id="b"),
    ]
    calculation = sell(offers, paying(), RICH)

    assert with_points(calculation) == with_certificates(calculation) == [200, 450, 100]


def test_only_the_lines_of_the_rule_count() -> None:
    every = PayWithPoints(payable=Payable(eur("1.00"), every=eur("9.00")), currency=STARS.id)
    offer = Offer.of("a", [Products({TEA})], [every])

    assert with_points(sell([offer], paying(), RICH)) == [133, 0, 67]  # 18.00 of tea are 9.00 twice


def test_whole_points_are_rounded_down_line_by_line() -> None:
    calculation = sell([let(PayWithPoints(payable=Payable(eur("3.00"))))], SALE, RICH)

    assert calculation.payable == (PointsPayment("bonus", 2, 200),)  # of 1.20, 1.20 and 0.60


def test_sums_of_another_currency_pay_nothing() -> None:
    yen = receipt(Line(number=1, product=TEA, amount=Money(1000, "JPY")))
    calculation = sell([let(PayWithPoints(payable=Payable(eur("3.00"))))], yen, RICH)

    assert calculation.payable == ()
