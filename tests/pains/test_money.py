"""Pains 2, 3, 12, 13 and 14 of users of other engines: cents, negative totals, taxes, caps and currencies.

The figures are those of the issues named beside them, all in euros here. Where an issue has none that could
be read, they are our own, and the case says so.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from attrs import evolve
from cases.till import Position, eur, off, off_by, outcomes, receipt, sell

from loyalty_engine import (
    AmountOff,
    Budget,
    Calculation,
    Context,
    Discounted,
    FixedPrice,
    Line,
    MinimumPrice,
    Money,
    Not,
    Offer,
    Outcome,
    PercentOff,
    Products,
    Receipt,
    ReceiptAmount,
)


def total(calculation: Calculation) -> str:
    """What the buyer owes, in euros."""
    return calculation.total.decimal


def everything(percent: int | str, id: str = "all") -> Offer:
    """So much per cent off everything, on top of others."""
    return Offer.of(id, benefits=[PercentOff(percent)], cumulative=True)


class TestCents:
    """2. Cents that do not add up."""

    @pytest.mark.parametrize(
        ("percent", "amount", "expected"),
        [
            pytest.param(25, "19.99", "5.00", id="saleor 12040: 4.9975 are 5.00, and 14.99 are left"),
            pytest.param(15, "99.90", "14.99", id="magento2 32351, our figures: 14.985 are 14.99"),
            pytest.param(10, "0.05", "0.01", id="our figures: half a cent is a cent"),
            pytest.param(10, "0.04", "0.00", id="our figures: less than half a cent is nothing"),
        ],
    )
    def test_a_percentage_is_rounded_half_up(self, percent: int, amount: str, expected: str) -> None:
        assert off(sell([everything(percent)], receipt(("a", amount)))) == (expected,)

    @pytest.mark.parametrize(
        "amounts",
        [
            pytest.param(
                ("6.44", "10.26", "51.65", "249.85", "2760.00"),
                id="odoo 156897: 5.60, 8.92, 44.91, 217.26 and 2400.00, with 15 % tax",
            ),
            pytest.param(("11.99", "11.99"), id="odoo 237624: 9.99 twice, with 19.99 % tax"),
            pytest.param(("13.23", "13.23"), id="odoo 271032: 11.50 twice, with 15 % tax"),
        ],
    )
    def test_everything_off_leaves_nothing_and_not_a_cent(self, amounts: Sequence[str]) -> None:
        sale = receipt(*((f"p{n}", amount) for n, amount in enumerate(amounts)))
        result = sell([everything(100)], sale)

        assert total(result) == "0.00"
        assert off(result) == tuple(amounts)

    @pytest.mark.parametrize(
        "positions",
        [
            pytest.param([("hat", "2200.83", 3), ("jacket", "1139.34", 2)], id="hats first"),
            pytest.param([("jacket", "1139.34", 2), ("hat", "2200.83", 3)], id="jackets first"),
        ],
    )
    def test_the_order_of_the_goods_does_not_move_a_cent(self, positions: list[Position]) -> None:
        """magento2 38455: three at 733.61 and two at 569.67, less 10 %, are 3667.52 with a tax of 22 %."""
        result = sell([everything(10)], receipt(*positions))
        tax = sum((line.total.minor * 22 + 50) // 100 for line in result.lines)

        assert total(result) == "3006.16"
        assert (result.total + Money(tax, "EUR")).decimal == "3667.52"

    @pytest.mark.parametrize(
        ("amounts", "sum_off", "expected"),
        [
            pytest.param(
                ("10.00", "10.00", "10.00"),
                "10.00",
                ("3.34", "3.33", "3.33"),
                id="saleor 17024, our figures: an order discount on three equal lines",
            ),
            pytest.param(
                ("33.33", "33.33", "33.34"),
                "0.01",
                ("0.00", "0.00", "0.01"),
                id="umbraco 126, our figures: one cent is one cent",
            ),
        ],
    )
    def test_shares_of_a_sum_add_up_to_the_sum(
        self, amounts: Sequence[str], sum_off: str, expected: Sequence[str]
    ) -> None:
        offer = Offer.of("sum", benefits=[AmountOff(eur(sum_off))])
        result = sell([offer], receipt(*((f"p{n}", amount) for n, amount in enumerate(amounts))))

        assert off(result) == tuple(expected)
        assert result.discount == eur(sum_off)
        assert result.total == result.amount - eur(sum_off)


class TestNegativeTotals:
    """3. Negative totals."""

    @pytest.mark.parametrize(
        ("offers", "positions"),
        [
            pytest.param(
                [Offer.of("500", benefits=[AmountOff(eur("500"))])],
                [("a", "100.00")],
                id="vendure 1717: 500 off a cart of 100",
            ),
            pytest.param(
                [Offer.of("one", [Products({"a"})], [PercentOff(100)], cumulative=True), everything(15)],
                [("a", "100.00")],
                id="vendure 2385: 100 % off the product and 15 % off the order",
            ),
            pytest.param(
                [Offer.of("flat", benefits=[AmountOff(eur("500"))], cumulative=True), everything(100)],
                [("a", "120.00"), ("b", "79.99")],
                id="solidus 2741: 500 off the order and 100 % off each line, below 500",
            ),
            pytest.param(
                [Offer.of("voucher", benefits=[AmountOff(eur("45"))])],
                [("a", "30.00")],
                id="django-oscar 2463: a voucher of 45 for a basket of 30",
            ),
            pytest.param(
                [Offer.of(str(n), benefits=[AmountOff(eur("40"))], cumulative=True) for n in range(3)],
                [("a", "60.00"), ("b", "40.00")],
                id="craftcms 651, magento2 35162, sylius 862, our figures: three times 40 off 100",
            ),
        ],
    )
    def test_no_more_comes_off_than_there_is(self, offers: list[Offer], positions: list[Position]) -> None:
        result = sell(offers, receipt(*positions))

        assert total(result) == "0.00"
        assert off(result) == tuple(amount for _, amount, *_ in positions)

    def test_what_was_cut_is_said(self) -> None:
        offer = Offer.of("500", benefits=[AmountOff(eur("500"))])
        (verdict,) = sell([offer], receipt(("a", "100.00"))).explain().verdicts

        assert (verdict.gave.discount, verdict.capped) == (100_00, True)


class TestTaxes:
    """12. Prices that contain the tax: money is what the till asks for, and a sum off is of that money."""

    @pytest.mark.parametrize(
        ("amount", "sum_off", "expected"),
        [
            pytest.param("1190.00", "119.00", "1071.00", id="medusa 12226, 12960: 119 off 1190"),
            pytest.param("119.00", "119.00", "0.00", id="medusa 12226: 119 off 119"),
            pytest.param("161.00", "5.00", "156.00", id="odoo 157125: 5 off 161"),
        ],
    )
    def test_a_sum_off_is_that_sum(self, amount: str, sum_off: str, expected: str) -> None:
        offer = Offer.of("sum", benefits=[AmountOff(eur(sum_off))])
        result = sell([offer], receipt(("a", amount)))

        assert (off(result), total(result)) == ((sum_off,), expected)

    def test_goods_of_several_tax_rates_each_keep_a_figure_of_their_own(self) -> None:
        """vendure 573 and medusa 5776, our figures: 10.00 off 100.00 at 19 % and 50.00 at 7 %."""
        offer = Offer.of("ten", benefits=[AmountOff(eur("10"))])
        result = sell([offer], receipt(("at 19 %", "100.00"), ("at 7 %", "50.00")))

        assert [line.total.decimal for line in result.lines] == ["93.33", "46.67"]


class TestCaps:
    """13. A cap on a percentage."""

    @pytest.mark.parametrize(
        ("percent", "most", "amount", "expected"),
        [
            pytest.param(50, "10", "8.00", "4.00", id="saleor 10688: 50 %, 10 at most, of 8"),
            pytest.param(50, "10", "100.00", "10.00", id="saleor 10688: 50 %, 10 at most, of 100"),
            pytest.param(15, "100", "2000.00", "100.00", id="ofbiz 910: 15 % of 2000, 100 at most"),
            pytest.param(10, "100", "1200.00", "100.00", id="smartstore 1406: 120 are too much, 100 it is"),
        ],
    )
    def test_a_percentage_gives_so_much_at_most(
        self, percent: int, most: str, amount: str, expected: str
    ) -> None:
        offer = Offer.of("capped", benefits=[PercentOff(percent, at_most=eur(most))])

        assert off(sell([offer], receipt(("a", amount)))) == (expected,)

    def test_the_cap_is_for_the_order_and_not_for_each_line(self) -> None:
        """solidus 6200 and craftcms 1396, our figures: 50 %, 10 at most, off 60 and 20."""
        offer = Offer.of("capped", benefits=[PercentOff(50, at_most=eur("10"))])

        assert off(sell([offer], receipt(("a", "60.00"), ("b", "20.00")))) == ("7.50", "2.50")

    def test_all_discounts_of_a_product_together_stop_at_half(self) -> None:
        """saleor 5689: a sale of 40 % and a voucher of 15 % must not take more than 50 % off a product."""
        floor = Offer.of("floor", benefits=[MinimumPrice(percent=50)])
        result = sell([floor, everything(40, "sale"), everything(15, "voucher")], receipt(("a", "100.00")))

        assert off_by(result) == {"sale": "40.00", "voucher": "10.00"}

    def test_or_the_voucher_leaves_products_of_the_sale_alone(self) -> None:
        """saleor 5689, the other wish."""
        sale = Offer.of("sale", [Products({"a"})], [PercentOff(40)], cumulative=True, priority=1)
        voucher = Offer.of("voucher", [Not(Discounted())], [PercentOff(15)], cumulative=True)
        result = sell([sale, voucher], receipt(("a", "100.00"), ("b", "100.00")))

        assert off(result) == ("40.00", "15.00")


def bought(currency: str, amount: str) -> Receipt:
    """A receipt of one line in *currency*."""
    line = Line(number=1, product="a", amount=Money.of(amount, currency))
    return evolve(receipt(("a", "1.00")), lines=(line,))


class TestCurrencies:
    """14. Currencies: a sum of money is of one currency, and is never taken for another."""

    #: vendure 2520 asks for an amount in each currency; the figures are our own.
    ONE_EACH = (
        Offer.of(
            "in euros", [ReceiptAmount(at_least=Money.of("50", "EUR"))], [AmountOff(Money.of("5", "EUR"))]
        ),
        Offer.of(
            "in yen", [ReceiptAmount(at_least=Money.of(8000, "JPY"))], [AmountOff(Money.of(800, "JPY"))]
        ),
    )

    @pytest.mark.parametrize(
        ("sale", "expected", "offer"),
        [
            pytest.param(bought("EUR", "50.00"), Money.of("45.00", "EUR"), "in euros", id="euros"),
            pytest.param(bought("JPY", "8000"), Money.of(7200, "JPY"), "in yen", id="yen, without cents"),
        ],
    )
    def test_each_currency_has_its_amounts(self, sale: Receipt, expected: Money, offer: str) -> None:
        result = sell(self.ONE_EACH, sale)

        assert result.total == expected
        assert outcomes(result) == {
            one.id: Outcome.GRANTED if one.id == offer else Outcome.NOT_IN_FORCE for one in self.ONE_EACH
        }

    def test_a_percentage_is_of_any_currency(self) -> None:
        assert sell([everything(10)], bought("JPY", "995")).total == Money.of(895, "JPY")  # 99.5 are 100

    def test_a_percentage_may_have_a_budget_in_euros(self) -> None:
        """medusa 14765: a percentage could not join a campaign whose budget is in euros."""
        offer = Offer.of("campaign", benefits=[PercentOff(10)], limits=[Budget(Money.of("1000", "EUR"))])
        used = Context(counters={"money:campaign": 998_00})

        assert sell([offer], bought("EUR", "50.00"), context=used).total == Money.of("48.00", "EUR")

    def test_a_price_in_another_currency_is_no_price(self) -> None:
        """polar 10091, our figures."""
        offer = Offer.of("price", benefits=[FixedPrice(Money.of("1.00", "USD"))])
        result = sell([offer], bought("EUR", "50.00"))

        assert (result.total, outcomes(result)) == (
            Money.of("50.00", "EUR"),
            {"price": Outcome.NOT_IN_FORCE},
        )
