"""A payment rounded: fewer points, so that what is left to pay is round, or what may be paid."""

from __future__ import annotations

import pytest
from attrs import evolve
from cases.till import CAKE, CUP, STARS, TEA, earned, eur, outcomes, receipt, sell, texts

from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.records import Outcome
from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.member import Member
from loyalty_engine.model.receipt import PointsAsked, PresentedCertificate, Receipt
from loyalty_engine.rules.benefits import (
    MinimumPrice,
    PayWithCertificate,
    PayWithPoints,
    PointsPercent,
    ReceiptMessage,
    RoundPayment,
)
from loyalty_engine.rules.conditions import Balance, Products, ReceiptAmount
from loyalty_engine.rules.instructions import PaymentFigure
from loyalty_engine.rules.offer import Offer, Rule

RICH = Member("m-1", balances={"bonus": 10_000, "star": 10_000})
PAYING = Offer.of("paying", benefits=[PayWithPoints(percent=50, currency=STARS.id)], cumulative=True)
TO_PAY, PAYABLE = PaymentFigure.TO_PAY, PaymentFigure.PAYABLE


def rounding(step: str, on: PaymentFigure = TO_PAY, *, id: str = "round", **more: object) -> Offer:
    """An offer that rounds payments in stars."""
    return Offer.of(id, benefits=[RoundPayment(eur(step), on=on, currency=STARS.id)], **more)  # type: ignore[arg-type]


def asking(sale: Receipt, stars: int | None = None) -> Receipt:
    """The same receipt of a buyer who wants to pay with so many hundredths of stars, or with all."""
    return evolve(sale, points_asked=[PointsAsked(STARS.id, stars)])


def figures(calculation: Calculation) -> tuple[int, int, str]:
    """How many hundredths of stars may be paid, how many are, and what is left to pay."""
    return (
        sum(one.points for one in calculation.payable),
        sum(one.points for one in calculation.paid),
        calculation.to_pay.decimal,
    )


@pytest.mark.parametrize(
    ("step", "on", "asked", "expected"),
    [
        pytest.param("1.00", TO_PAY, None, (1013, 925, "11.00"), id="0.88 stars fewer leave 11.00"),
        pytest.param("0.50", TO_PAY, None, (1013, 975, "10.50"), id="to half euros"),
        pytest.param("1.00", TO_PAY, 500, (1013, 425, "16.00"), id="fewer than he asked for"),
        pytest.param("20.25", TO_PAY, None, (1013, 0, "20.25"), id="all is left, and nothing is paid"),
        pytest.param("30.00", TO_PAY, None, (1013, 1013, "10.12"), id="30.00 would be more than the price"),
        pytest.param("1.00", PAYABLE, None, (1000, 1000, "10.25"), id="10.00 may be paid of it"),
        pytest.param("1.00", PAYABLE, 505, (1000, 505, "15.20"), id="whatever he asks for below that"),
        pytest.param("20.00", PAYABLE, None, (0, 0, "20.25"), id="less than 20.00, so nothing"),
    ],
)
def test_tea_for_20_25_of_which_10_13_may_be_paid(
    step: str, on: PaymentFigure, asked: int | None, expected: tuple[int, int, str]
) -> None:
    calculation = sell([PAYING, rounding(step, on)], asking(receipt((TEA, "20.25")), asked), RICH)

    assert figures(calculation) == expected
    changed = expected != (1013, 1013, "10.12")
    assert outcomes(calculation)["round"] is (Outcome.GRANTED if changed else Outcome.NOTHING_LEFT)


def test_what_is_round_stays() -> None:
    calculation = sell([PAYING, rounding("1.00")], asking(receipt((TEA, "20.00"))), RICH)

    assert figures(calculation) == (1000, 1000, "10.00")
    assert outcomes(calculation)["round"] is Outcome.NOTHING_LEFT


@pytest.mark.parametrize(
    ("worth", "step", "expected"),
    [
        pytest.param("1", "1.00", (10, "10.50"), id="whole points cannot change the 50 cents"),
        pytest.param("1", "0.50", (10, "10.50"), id="it is round to 50 cents already"),
        pytest.param("0.5", "1.00", (19, "11.00"), id="half euros can"),
        pytest.param("3", "1.50", (3, "11.50"), id="steps of 3.00 from 11.50: never a multiple of 1.50"),
        pytest.param("0.333", "0.50", (30, "10.51"), id="30 pay 9.99, and no number pays 9.50 or less by 50"),
    ],
)
def test_points_divide_so_far_and_no_further(worth: str, step: str, expected: tuple[int, str]) -> None:
    """Where no number of points makes it round, the payment stays as it is."""
    paying = Offer.of("paying", benefits=[PayWithPoints(worth=worth, at_most=eur("10.00"))])
    round_it = Offer.of("round", benefits=[RoundPayment(eur(step))])
    sale = evolve(receipt((TEA, "20.50")), points_asked=[PointsAsked()])
    calculation = sell([paying, round_it], sale, RICH)

    assert (calculation.paid[0].points, calculation.to_pay.decimal) == expected


def test_the_fewest_points_for_the_money_are_taken() -> None:
    """A hundredth of such a star pays nothing, three of them a cent."""
    paying = Offer.of("paying", benefits=[PayWithPoints(currency=STARS.id, worth="0.333", at_most=eur("5"))])
    calculation = sell([paying, rounding("1.00")], asking(receipt((TEA, "20.50"))), RICH)

    assert figures(calculation) == (1501, 1352, "16.00")


def test_the_balance_bounds_before_it_is_rounded() -> None:
    poor = Member("m-1", balances={"star": 333})

    assert figures(sell([PAYING, rounding("1.00", PAYABLE)], asking(receipt((TEA, "20.00"))), poor)) == (
        300,
        300,
        "17.00",
    )


def test_lines_keep_their_shares() -> None:
    calculation = sell([PAYING, rounding("1.00")], asking(receipt((TEA, "15.75"), (CUP, "5.00"))), RICH)

    assert [line.payments[0].amount for line in calculation.lines] == [740, 235]
    assert calculation.to_pay == eur("11.00")


def test_other_kinds_count_for_what_is_left_to_pay() -> None:
    bonus = Offer.of("bonus", benefits=[PayWithPoints(at_most=eur("5.00"))], cumulative=True)
    sale = evolve(receipt((TEA, "20.25")), points_asked=[PointsAsked(STARS.id), PointsAsked()])
    calculation = sell([bonus, PAYING, rounding("1.00")], sale, RICH)

    assert [(one.currency, one.points) for one in calculation.paid] == [("star", 925), ("bonus", 5)]
    assert calculation.to_pay == eur("6.00")


def test_a_kind_that_nobody_asks_for_cannot_make_it_round() -> None:
    bonus = Offer.of("bonus", benefits=[PayWithPoints(at_most=eur("5.00"))], cumulative=True)
    sale = evolve(receipt((TEA, "20.25")), points_asked=[PointsAsked()])
    calculation = sell([bonus, PAYING, rounding("1.00")], sale, RICH)

    assert [(one.currency, one.points) for one in calculation.paid] == [("bonus", 5)]
    assert outcomes(calculation)["round"] is Outcome.NOTHING_LEFT


def test_certificates_settle_what_is_left_then() -> None:
    certificates = Offer.of("certificates", benefits=[PayWithCertificate()])
    gift = PresentedCertificate(number="G1", left=eur("3.30"))
    sale = evolve(asking(receipt((TEA, "20.25"))), certificates=[gift])
    calculation = sell([PAYING, rounding("1.00"), certificates], sale, RICH)

    assert figures(calculation) == (1013, 925, "7.70")


@pytest.mark.parametrize(
    ("step", "points"),
    [pytest.param("1.00", 11, id="of 11.00"), pytest.param("20.25", 20, id="of all, where nothing is paid")],
)
def test_points_are_earned_on_what_is_left(step: str, points: int) -> None:
    earning = Offer.of("earn", benefits=[PointsPercent(100)])
    calculation = sell([PAYING, rounding(step), earning], asking(receipt((TEA, "20.25"))), RICH)

    assert earned(calculation) == {"bonus": points}


def test_floors_hold() -> None:
    floor = Offer.of("floor", benefits=[MinimumPrice(price=eur("15.40"))])

    assert figures(sell([PAYING, floor, rounding("1.00")], asking(receipt((TEA, "20.25"))), RICH)) == (
        485,
        425,
        "16.00",
    )


class TestWhoRounds:
    sale = asking(receipt((TEA, "20.25")))

    def test_the_higher_priority_of_those_that_compete(self) -> None:
        offers = [PAYING, rounding("1.00", id="one"), rounding("5.00", id="five", priority=1)]
        calculation = sell(offers, self.sale, RICH)

        assert calculation.to_pay == eur("15.00")
        assert outcomes(calculation) == {
            "paying": Outcome.GRANTED,
            "five": Outcome.GRANTED,
            "one": Outcome.BEATEN,
        }

    def test_cumulative_ones_one_after_the_other(self) -> None:
        offers = [
            PAYING,
            rounding("3.00", id="three", cumulative=True, priority=1),
            rounding("5.00", id="five", cumulative=True),
        ]

        assert sell(offers, self.sale, RICH).to_pay == eur("15.00")

    def test_it_comes_last_whatever_its_priority(self) -> None:
        assert sell([PAYING, rounding("1.00", priority=9)], self.sale, RICH).to_pay == eur("11.00")

    @pytest.mark.parametrize(
        ("conditions", "to_pay"),
        [
            pytest.param([ReceiptAmount(at_least=eur("20.00"))], "11.00", id="it holds"),
            pytest.param([ReceiptAmount(at_least=eur("21.00"))], "10.12", id="it does not"),
            pytest.param([Products({TEA})], "11.00", id="stars pay for the tea"),
            pytest.param([Products({CAKE})], "10.12", id="they do not pay for cake"),
        ],
    )
    def test_its_conditions(self, conditions: list[ReceiptAmount | Products], to_pay: str) -> None:
        round_it = Offer.of("round", conditions, [RoundPayment(eur("1.00"), currency=STARS.id)])

        assert sell([PAYING, round_it], self.sale, RICH).to_pay == eur(to_pay)

    def test_the_balance_with_this_receipt_sees_fewer_points_gone(self) -> None:
        left = Offer.of(
            "left",
            [Balance(STARS.id, at_least=10_000 - 925, with_receipt=True)],
            [ReceiptMessage("Enough stars left")],
        )

        assert texts(sell([PAYING, rounding("1.00"), left], self.sale, RICH)) == ("Enough stars left",)
        assert texts(sell([PAYING, left], self.sale, RICH)) == ()

    def test_nobody_pays_with_points_and_nothing_is_rounded(self) -> None:
        assert outcomes(sell([PAYING, rounding("1.00")], self.sale, None))["round"] is Outcome.NOTHING_LEFT
        assert outcomes(sell([rounding("1.00")], self.sale, RICH)) == {"round": Outcome.NOTHING_LEFT}

    def test_a_rule_may_let_pay_and_round(self) -> None:
        rule = Rule(benefits=[PayWithPoints(currency=STARS.id), RoundPayment(eur("5.00"), currency=STARS.id)])

        assert sell(
            [Offer(id="both", rules=[rule])], asking(receipt((TEA, "20.25")), 1800), RICH
        ).to_pay == eur("5.00")

    def test_points_that_the_book_does_not_know_are_refused(self) -> None:
        offer = Offer.of("a", benefits=[RoundPayment(eur("1.00"), currency="gold")])
        with pytest.raises(InvalidInput, match="unknown kind of points 'gold'"):
            sell([offer], self.sale)
