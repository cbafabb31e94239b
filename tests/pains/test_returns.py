"""Pains 4 and 5 of users of other engines: wrong refunds of a part, and points that outlive a return.

Both come from an order that knows its discount, and lines that do not. Here every cent off, every point
earned and every point spent stands on a line, so that what a returned line takes with it can be read off.
Working a return out, a part of a line included, and booking it, is a matter of the programme, which comes
later.

The figures are those of the issues named beside them, or our own where the case says so.
"""

from __future__ import annotations

import pytest
from attrs import evolve
from cases.till import Position, eur, receipt, sell

from loyalty_engine import (
    AdditionalPoints,
    AmountOff,
    LinePayment,
    LinePoints,
    Member,
    NForM,
    Offer,
    PayWithPoints,
    PercentOff,
    PointsAsked,
    PointsIntent,
    PointsPerSum,
    ReceiptAmount,
)

TEN = Offer.of("ten", benefits=[PercentOff(10)])


class TestMoney:
    """4. What a returned line cost."""

    @pytest.mark.parametrize(
        ("offer", "positions", "expected"),
        [
            pytest.param(
                TEN, [("one", "6.00"), ("two", "4.00")], ["5.40", "3.60"], id="solidus 512: 10 % off 6 and 4"
            ),
            pytest.param(
                TEN,
                [("a", "300.00", 3)],
                ["270.00"],
                id="sonata 177, first case: 270 for three, so 180 for two",
            ),
            pytest.param(
                Offer.of("from 300", [ReceiptAmount(at_least=eur("300"))], [PercentOff(10)]),
                [("a", "300.00", 6)],
                ["270.00"],
                id="sonata 177, third case: 270 for six, so 45 for the one that is kept",
            ),
            pytest.param(
                Offer.of("three", benefits=[NForM(3, 2)]),
                [("a", "30.00", 3)],
                ["20.00"],
                id="dynamics 4215, at 10 a unit: 20 for three, so 13.33 for the two that were not free",
            ),
            pytest.param(
                Offer.of("sum", benefits=[AmountOff(eur("10"))]),
                [("a", "30.00"), ("b", "10.00")],
                ["22.50", "7.50"],
                id="vendure 2393, prestashop 25687 and 42502, our figures: 10 off the order",
            ),
        ],
    )
    def test_each_line_says_what_was_paid_for_it(
        self, offer: Offer, positions: list[Position], expected: list[str]
    ) -> None:
        result = sell([offer], receipt(*positions))

        assert [line.total.decimal for line in result.lines] == expected
        assert result.total.minor == sum(eur(amount).minor for amount in expected)


POINT_A_EURO = Offer.of("points", benefits=[PointsPerSum(1, every=eur("1"))])


class TestPoints:
    """5. Which points a returned line has brought, and which have paid for it."""

    def test_points_stand_on_the_lines_that_earned_them(self) -> None:
        """odoo 257854 and 238806: buy, return, keep the points. The figures are our own."""
        result = sell([POINT_A_EURO], receipt(("a", "30.00"), ("b", "12.00")))

        assert [line.points for line in result.lines] == [
            (LinePoints("points", 0, "bonus", 30),),
            (LinePoints("points", 0, "bonus", 12),),
        ]
        assert result.intents == (
            PointsIntent(offer="points", currency="bonus", amount=42, lines=((1, 30), (2, 12))),
        )

    def test_so_do_points_for_the_receipt_as_a_whole(self) -> None:
        """erpnext 30242, our figures: 10 points on top, for 30.00 and 20.00."""
        gift = Offer.of("gift", benefits=[AdditionalPoints(10)])
        result = sell([gift], receipt(("a", "30.00"), ("b", "20.00")))

        assert result.intents == (
            PointsIntent(offer="gift", currency="bonus", amount=10, lines=((1, 6), (2, 4))),
        )

    def test_points_that_were_spent_stand_on_the_lines_they_paid(self) -> None:
        """odoo 212922 and 221928: spent again on the return, all or a part of it. The figures are our own."""
        pay = Offer.of("pay", benefits=[PayWithPoints()])
        sale = evolve(receipt(("a", "30.00"), ("b", "10.00")), points_asked=[PointsAsked(amount=20)])
        result = sell([pay, POINT_A_EURO], sale, Member("m-1", balances={"bonus": 20}))

        assert [line.payments for line in result.lines] == [
            (LinePayment("pay", 0, "bonus", 15, 15_00),),
            (LinePayment("pay", 0, "bonus", 5, 5_00),),
        ]
        assert [sum(part.amount for part in line.points) for line in result.lines] == [15, 5]
