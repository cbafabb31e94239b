"""Pains 6 and 15 of users of other engines: the base of percentages and points, and goods that are on sale.

The base of a benefit is said by the offer, so both readings of these issues can be had. What an issue does
not say is our own figure, and the case says so.
"""

from __future__ import annotations

import pytest
from attrs import evolve
from cases.till import Position, earned, eur, off, receipt, sell

from loyalty_engine import (
    AmountOff,
    Carrier,
    Discounted,
    ExternalDiscount,
    Given,
    HasAttribute,
    LineAmount,
    Member,
    Not,
    Offer,
    PayWithPoints,
    PercentOff,
    PointsAsked,
    PointsPercent,
    PointsPerSum,
    Products,
    Receipt,
    ReceiptContains,
)

REST = {Given.DISCOUNT}


class TestPercentages:
    """6. What base do percentages use?"""

    @pytest.mark.parametrize(
        ("voucher", "cumulative", "expected"),
        [
            pytest.param(PercentOff(70, excluding=REST), True, "18.00", id="70 % of the price in the sale"),
            pytest.param(PercentOff(70), True, "0.00", id="70 % of the full price, where that is meant"),
            pytest.param(PercentOff(70), False, "30.00", id="the better of the two"),
        ],
    )
    def test_a_sale_of_40_and_a_voucher_of_70(
        self, voucher: PercentOff, cumulative: bool, expected: str
    ) -> None:
        """saleor 17453: ten units in the sale, and a free order that nobody wanted; the price is ours."""
        sale = Offer.of("sale", benefits=[PercentOff(40)], cumulative=cumulative)
        with_code = Offer.of("voucher", benefits=[voucher], cumulative=cumulative)
        result = sell([sale, with_code], receipt(("a", "100.00", 10)))

        assert result.total == eur(expected)


class TestPointsBase:
    """6. What base do points use?"""

    @pytest.mark.parametrize(
        ("excluding", "expected"),
        [
            pytest.param(REST, 360, id="odoo 114004, the reporter: less what the reward took off"),
            pytest.param(set[Given](), 600, id="odoo 114004, the maintainers: 100 at 6 points make 600"),
        ],
    )
    def test_six_points_for_each_of_100(self, excluding: set[Given], expected: int) -> None:
        """The reward of 40 is ours."""
        points = Offer.of("points", benefits=[PointsPerSum(6, every=eur("1"), excluding=excluding)])
        reward = Offer.of("reward", benefits=[AmountOff(eur("40"))])

        assert earned(sell([points, reward], receipt(("a", "100.00")))) == {"bonus": expected}

    def test_points_pay_and_earn_nothing_on_what_they_paid(self) -> None:
        """odoo 124480, our figures: 100.00, of which 30 points pay 30.00."""
        sale = evolve(receipt(("a", "100.00")), points_asked=[PointsAsked(amount=30)])
        offers = [
            Offer.of("pay", benefits=[PayWithPoints()]),
            Offer.of("earn", benefits=[PointsPercent(10)]),
        ]
        result = sell(offers, sale, Member("m-1", balances={"bonus": 30}))

        assert (result.to_pay, earned(result)) == (eur("70.00"), {"bonus": 7})


def on_sale(sale: Receipt, *numbers: int) -> Receipt:
    """The receipt with a mark of the till on the lines *numbers*."""
    lines = [evolve(line, parameters={"sale": True} if line.number in numbers else {}) for line in sale.lines]
    return evolve(sale, lines=lines)


REGULAR = Not(HasAttribute(of=Carrier.LINE, name="sale"))
FIVE_FROM_50 = Offer.of("five", [REGULAR, LineAmount(at_least=eur("50"))], [AmountOff(eur("5"))])
PERCENT_FROM_149 = Offer.of("percent", [REGULAR, LineAmount(at_least=eur("149"))], [PercentOff(5)])


class TestSaleItems:
    """15. Goods that are on sale: left alone where the offer says so, and no obstacle to the rest.

    The figures are those of woocommerce 21236, which is about the same as 12473 and 18028, or our own.
    """

    @pytest.mark.parametrize(
        ("offer", "positions", "expected"),
        [
            pytest.param(FIVE_FROM_50, [("a", "50.00")], ("5.00",), id="5 off regular goods from 50"),
            pytest.param(
                FIVE_FROM_50,
                [("a", "50.00"), ("b", "1.00")],
                ("5.00", "0.00"),
                id="something on sale for 1 does not spoil it",
            ),
            pytest.param(
                FIVE_FROM_50,
                [("a", "49.99"), ("b", "1.00")],
                ("0.00", "0.00"),
                id="nor does it help to reach the sum",
            ),
            pytest.param(
                PERCENT_FROM_149,
                [("a", "150.00"), ("b", "100.00")],
                ("7.50", "0.00"),
                id="5 % of regular goods for 150, and not of those on sale for 100",
            ),
        ],
    )
    def test_a_coupon_for_regular_goods(
        self, offer: Offer, positions: list[Position], expected: tuple[str, ...]
    ) -> None:
        assert off(sell([offer], on_sale(receipt(*positions), 2))) == expected

    def test_goods_that_the_till_has_reduced_are_left_alone(self) -> None:
        """cubecart 2110, our figures: neither does a list of products bring them back."""
        first, second = receipt(("a", "20.00"), ("b", "20.00")).lines
        reduced = evolve(second, external_discount=eur("5"))
        coupon = Offer.of("coupon", [Products({"a", "b"}), Not(ExternalDiscount())], [PercentOff(10)])

        assert off(sell([coupon], evolve(receipt(("a", "1")), lines=[first, reduced]))) == ("2.00", "0.00")

    def test_a_sale_and_a_coupon_for_the_rest(self) -> None:
        """OCA 190, our figures: the sale is an offer of the same book."""
        sale = Offer.of("sale", [Products({"a"})], [PercentOff(30)], priority=1)
        coupon = Offer.of("coupon", [Not(Discounted())], [PercentOff(10)], cumulative=True)

        assert off(sell([sale, coupon], receipt(("a", "20.00"), ("b", "20.00")))) == ("6.00", "2.00")

    def test_no_coupon_where_anything_is_on_sale(self) -> None:
        """woocommerce 22321, the other reading of the same setting, with a product at 18."""
        marked = HasAttribute(of=Carrier.LINE, name="sale")
        mild = Offer.of("mild", [Not(marked)], [PercentOff(20)])
        strict = Offer.of("strict", [Not(ReceiptContains([marked]))], [PercentOff(20)])
        sale = on_sale(receipt(("a", "18.00"), ("b", "10.00")), 2)

        assert (off(sell([mild], sale)), off(sell([strict], sale))) == (("3.60", "0.00"), ("0.00", "0.00"))
