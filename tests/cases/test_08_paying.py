"""Paying with points: how much may be paid for which line, and how much of what is asked for is paid."""

from __future__ import annotations

import pytest
from attrs import evolve
from cases.till import CHIPS, CUP, MEMBER, STARS, TEA, earned, eur, off, outcomes, receipt, sell, texts

from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.engine.records import LinePayment, Outcome, PointsPayment, Verdict
from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.member import Member, Need, NeedKind
from loyalty_engine.model.money import Money
from loyalty_engine.model.receipt import Line, PointsAsked, Receipt
from loyalty_engine.rules.benefits import (
    MinimumPrice,
    PayWithPoints,
    PercentOff,
    PointsPercent,
    ReceiptMessage,
)
from loyalty_engine.rules.conditions import Discounted, Not, Products, ReceiptAmount
from loyalty_engine.rules.instructions import Given, Stage
from loyalty_engine.rules.offer import Offer, Rule

RICH = Member("m-1", balances={"bonus": 10_000, "star": 10_000, "chip": 10_000})
ALL = PointsAsked()
SALE = receipt((TEA, "30.00"), (CUP, "10.00"))
TEA_FOR_40 = receipt((TEA, "40.00"))
HALF = Offer.of("half", benefits=[PayWithPoints(percent=50)])


def asking(sale: Receipt, *asked: PointsAsked) -> Receipt:
    """The same receipt of a buyer who wants to pay with points."""
    return evolve(sale, points_asked=asked)


def one_line(amount: str, currency: str) -> Receipt:
    """A receipt in any currency."""
    return receipt(Line(number=1, product=TEA, amount=Money.of(amount, currency)))


def bonus(points: int, cents: int) -> tuple[PointsPayment, ...]:
    """A payment with points of the usual kind."""
    return (PointsPayment("bonus", points, cents),)


def verdict_of(offer: str, calculation: Calculation) -> Verdict:
    """What became of one offer."""
    return next(verdict for verdict in calculation.explain().verdicts if verdict.offer == offer)


@pytest.mark.parametrize(
    ("benefit", "expected"),
    [
        pytest.param(PayWithPoints(percent=50), ("bonus", 20, 2000), id="half of it: 20 points"),
        pytest.param(PayWithPoints(), ("bonus", 40, 4000), id="all of it"),
        pytest.param(
            PayWithPoints(percent="33.33"), ("bonus", 13, 1300), id="33.33 % are 13.33: 13 whole points"
        ),
        pytest.param(
            PayWithPoints(percent=50, worth="0.5"), ("bonus", 40, 2000), id="points for 50 cents: 40"
        ),
        pytest.param(
            PayWithPoints(percent=50, worth="0.01"), ("bonus", 2000, 2000), id="points for a cent: 2,000"
        ),
        pytest.param(PayWithPoints(worth=30), ("bonus", 1, 3000), id="points for 30.00: one fits, no second"),
        pytest.param(PayWithPoints(at_most=eur("15")), ("bonus", 15, 1500), id="15.00 at most"),
        pytest.param(
            PayWithPoints(percent="33.33", currency=STARS.id),
            ("star", 1333, 1333),
            id="points with two decimals: 13.33",
        ),
        pytest.param(
            PayWithPoints(percent=50, currency=CHIPS.id, worth="0.1"),
            ("chip", 200, 2000),
            id="chips are worth nothing, but here 10 cents",
        ),
    ],
)
def test_how_much_of_tea_for_40_00_may_be_paid(
    benefit: PayWithPoints, expected: tuple[str, int, int]
) -> None:
    calculation = sell([Offer.of("a", benefits=[benefit])], TEA_FOR_40, RICH)

    assert calculation.payable == (PointsPayment(*expected),)
    assert calculation.paid == ()
    assert calculation.to_pay == calculation.total == eur("40.00")


@pytest.mark.parametrize(
    "benefit",
    [
        pytest.param(PayWithPoints(percent=0), id="nothing of it"),
        pytest.param(PayWithPoints(percent=1), id="40 cents, which is less than a point"),
        pytest.param(PayWithPoints(worth=41), id="a point that is worth more than the tea"),
    ],
)
def test_nothing_of_tea_for_40_00_may_be_paid(benefit: PayWithPoints) -> None:
    calculation = sell([Offer.of("a", benefits=[benefit])], asking(TEA_FOR_40, ALL), RICH)

    assert (calculation.payable, calculation.paid) == ((), ())


@pytest.mark.parametrize(
    ("amount", "benefit", "asked", "expected"),
    [
        pytest.param("1005 JPY", PayWithPoints(percent=50), ALL, (503, 503), id="502.5 yen are 503"),
        pytest.param(
            "1005 JPY",
            PayWithPoints(currency="star"),
            ALL,
            (100_500, 1005),
            id="1005.00 points of 2 decimals",
        ),
        pytest.param(
            "1005 JPY",
            PayWithPoints(currency="star"),
            PointsAsked("star", 150),
            (100, 1),
            id="of 1.50 points one pays a yen, and the rest stays, for there is no half one",
        ),
        pytest.param("2.750 KWD", PayWithPoints(), ALL, (2, 2000), id="dinars have 3 decimals, points none"),
        pytest.param(
            "1.005 KWD", PayWithPoints(currency="star"), ALL, (100, 1000), id="1.00 points of 1.005 dinars"
        ),
        pytest.param(
            "1.005 KWD", PayWithPoints(worth="0.001"), ALL, (1005, 1005), id="points for the smallest coin"
        ),
        pytest.param(
            "1.00 EUR", PayWithPoints(worth="0.333"), ALL, (3, 99), id="3 points of 33.3 cents pay 99.9 cents"
        ),
    ],
)
def test_points_and_money_have_decimals_of_their_own(
    amount: str, benefit: PayWithPoints, asked: PointsAsked, expected: tuple[int, int]
) -> None:
    sale = asking(one_line(*amount.split()), evolve(asked, currency=benefit.currency))
    rich = Member("m-1", balances={benefit.currency: 200_000})

    (paid,) = sell([Offer.of("a", benefits=[benefit])], sale, rich).paid

    assert (paid.points, paid.amount) == expected


@pytest.mark.parametrize(
    ("balance", "asked", "paid"),
    [
        pytest.param(100, PointsAsked(amount=5), bonus(5, 500), id="as much as he asks for"),
        pytest.param(100, PointsAsked(amount=20), bonus(20, 2000), id="as much as may be paid"),
        pytest.param(100, PointsAsked(amount=25), bonus(20, 2000), id="more than may be paid"),
        pytest.param(12, PointsAsked(amount=15), bonus(12, 1200), id="more than he has"),
        pytest.param(100, ALL, bonus(20, 2000), id="as many as may be"),
        pytest.param(12, ALL, bonus(12, 1200), id="all that he has"),
        pytest.param(0, ALL, (), id="he has none"),
        pytest.param(-3, ALL, (), id="he owes some"),
        pytest.param(100, PointsAsked("star"), (), id="points of another kind"),
    ],
)
def test_half_of_40_00_is_asked_for(
    balance: int, asked: PointsAsked, paid: tuple[PointsPayment, ...]
) -> None:
    member = Member("m-1", balances={"bonus": balance, "star": 100})
    calculation = sell([HALF], asking(TEA_FOR_40, asked), member)

    assert calculation.paid == paid
    assert calculation.to_pay == eur("40.00") - eur(f"{sum(one.points for one in paid)}")


@pytest.mark.parametrize(
    ("worth", "asked", "expected"),
    [
        pytest.param("0.001", 9, (), id="nine tenths of a cent in all pay nothing"),
        pytest.param("0.40", 2, (2, 80), id="what pays something is paid with"),
        pytest.param("0.004", 7, (5, 2), id="five of seven stars pay two cents, and so do seven"),
    ],
)
def test_no_points_are_taken_that_pay_nothing(worth: str, asked: int, expected: tuple[int, ...]) -> None:
    pay = Offer.of("pay", benefits=[PayWithPoints(worth=worth)])
    calculation = sell(
        [pay],
        asking(one_line("1.00", "EUR"), PointsAsked(amount=asked)),
        Member("m-1", balances={"bonus": 100}),
    )

    assert [(one.points, one.amount) for one in calculation.paid] == ([expected] if expected else [])


def test_points_that_could_pay_nothing_are_not_payable() -> None:
    pay = Offer.of("pay", benefits=[PayWithPoints(worth="0.001")])

    assert sell([pay], one_line("1.00", "EUR"), Member("m-1", balances={"bonus": 9})).payable == ()
    assert sell([pay], one_line("1.00", "EUR"), Member("m-1", balances={"bonus": 10})).payable == bonus(10, 1)


def test_what_is_payable_does_not_depend_on_what_is_asked_for() -> None:
    member = Member("m-1", balances={"bonus": 12})
    silent, asked = sell([HALF], SALE, member), sell([HALF], asking(SALE, PointsAsked(amount=7)), member)

    assert silent.payable == asked.payable == bonus(12, 1200)
    assert (silent.paid, asked.paid) == ((), bonus(7, 700))


@pytest.mark.parametrize(
    ("member", "outcome"),
    [
        pytest.param(None, Outcome.NOTHING_LEFT, id="nobody knows the buyer"),
        pytest.param(
            Member("m-1", not_loaded={Need(NeedKind.BALANCE, "bonus")}),
            Outcome.GRANTED,
            id="his balance was not loaded",
        ),
        pytest.param(MEMBER, Outcome.GRANTED, id="he has no account of this kind"),
    ],
)
def test_without_points_nothing_is_paid(member: Member | None, outcome: Outcome) -> None:
    calculation = sell([HALF], asking(SALE, ALL), member)

    assert (calculation.payable, calculation.paid) == ((), ())
    assert outcomes(calculation) == {"half": outcome}


@pytest.mark.parametrize(
    ("asked", "parts"),
    [
        pytest.param(ALL, [(15, 1500), (5, 500)], id="all that may be paid"),
        pytest.param(PointsAsked(amount=12), [(9, 900), (3, 300)], id="12 in proportion to 15 and 5"),
        pytest.param(
            PointsAsked(amount=10),
            [(7, 700), (3, 300)],
            id="10: equal claims to the last, the cup goes first",
        ),
        pytest.param(PointsAsked(amount=1), [(1, 100), None], id="one point is not split"),
    ],
)
def test_points_are_spread_over_the_lines(asked: PointsAsked, parts: list[tuple[int, int] | None]) -> None:
    calculation = sell([HALF], asking(SALE, asked), RICH)

    assert [line.payments for line in calculation.lines] == [
        () if part is None else (LinePayment("half", 0, "bonus", *part),) for part in parts
    ]


@pytest.mark.parametrize(
    "amounts",
    [pytest.param(("3.33", "3.99"), id="scanned last"), pytest.param(("3.99", "3.33"), id="or first")],
)
def test_equal_claims_of_one_product_go_to_the_larger_line(amounts: tuple[str, str]) -> None:
    """Three whole points may be paid of either."""
    sale = asking(receipt(*((TEA, amount) for amount in amounts)), PointsAsked(amount=1))
    calculation = sell([Offer.of("a", benefits=[PayWithPoints()])], sale, RICH)

    assert [line.amount for line in calculation.lines if line.payments] == [399]


def test_what_points_pay_is_rounded_down_on_each_line() -> None:
    sale = asking(receipt((TEA, "1.00"), (TEA, "1.00"), (TEA, "1.00")), PointsAsked(amount=4))
    calculation = sell([Offer.of("a", benefits=[PayWithPoints(worth="0.333")])], sale, RICH)

    assert [line.payments[0].points for line in calculation.lines] == [2, 1, 1]
    assert [line.payments[0].amount for line in calculation.lines] == [66, 33, 33]
    assert (calculation.payable, calculation.paid) == (bonus(9, 297), bonus(4, 132))


def test_a_limit_is_spread_before_it_is_turned_into_points() -> None:
    limited = Offer.of("a", benefits=[PayWithPoints(at_most=eur("10.00"))])

    # 7.50 of the tea and 2.50 of the cup
    assert sell([limited], SALE, RICH).payable == bonus(9, 900)


def test_one_rule_adds_up_what_it_lets_pay_before_it_is_turned_into_points() -> None:
    twice = Offer.of("a", benefits=[PayWithPoints(percent=10), PayWithPoints(percent=10)])

    # 0.75 and 0.75 make one point; each of them alone would make none
    assert sell([twice], receipt((TEA, "7.50")), RICH).payable == bonus(1, 100)


def test_points_that_are_worth_nothing_pay_only_where_the_offer_says_what() -> None:
    with pytest.raises(InvalidInput, match="chip points are worth nothing, so nothing can be paid"):
        sell([Offer.of("a", benefits=[PayWithPoints(currency=CHIPS.id)])], SALE)


def test_the_host_is_asked_for_the_balance() -> None:
    book = compile_offers([HALF])

    assert Need(NeedKind.BALANCE, "bonus") in book.needs


class TestDiscountsAndFloors:
    def test_discounts_come_first(self) -> None:
        fifth = Offer.of("fifth", benefits=[PercentOff(20)])
        calculation = sell([HALF, fifth], asking(TEA_FOR_40, ALL), RICH)

        assert off(calculation) == ("8.00",)
        assert calculation.paid == bonus(16, 1600)
        assert (calculation.total, calculation.to_pay) == (eur("32.00"), eur("16.00"))

    @pytest.mark.parametrize(
        ("floor", "payable"),
        [
            pytest.param("0.00", bonus(20, 2000), id="no floor: half of it"),
            pytest.param("20.00", bonus(20, 2000), id="a floor that half of it reaches"),
            pytest.param("35.00", bonus(5, 500), id="a floor above that"),
            pytest.param("39.50", (), id="50 cents above the floor are no point"),
            pytest.param("40.00", (), id="a floor as high as the price"),
        ],
    )
    def test_nothing_is_paid_below_the_floor(self, floor: str, payable: tuple[PointsPayment, ...]) -> None:
        lowest = Offer.of("floor", benefits=[MinimumPrice(price=eur(floor))])

        assert sell([HALF, lowest], TEA_FOR_40, RICH).payable == payable

    def test_a_discount_leaves_less_above_the_floor(self) -> None:
        lowest = Offer.of("floor", benefits=[MinimumPrice(price=eur("25.00"))])
        fifth = Offer.of("fifth", benefits=[PercentOff(20)])

        assert sell([HALF, lowest, fifth], TEA_FOR_40, RICH).payable == bonus(7, 700)

    def test_where_the_price_is_at_its_floor_nothing_is_left(self) -> None:
        lowest = Offer.of("floor", benefits=[MinimumPrice(price=eur("40.00"))])

        assert outcomes(sell([HALF, lowest], TEA_FOR_40, RICH))["half"] is Outcome.NOTHING_LEFT


class TestSeveralOffers:
    sale = receipt((TEA, "40.00"), (CUP, "20.00"))
    all_lines = Offer.of("all", benefits=[PayWithPoints(percent=50)])
    tea = Offer.of("tea", [Products({TEA})], [PayWithPoints(percent=90)])

    def test_the_better_offer_takes_its_lines_and_the_other_the_rest(self) -> None:
        calculation = sell([self.all_lines, self.tea], asking(self.sale, ALL), RICH)

        # 36.00 of the tea are more than 20.00 of it and 10.00 of the cup
        assert [line.payments for line in calculation.lines] == [
            (LinePayment("tea", 0, "bonus", 36, 3600),),
            (LinePayment("all", 0, "bonus", 10, 1000),),
        ]

    def test_the_higher_priority_goes_first(self) -> None:
        calculation = sell([evolve(self.all_lines, priority=1), self.tea], self.sale, RICH)

        assert calculation.payable == bonus(30, 3000)
        verdict = verdict_of("tea", calculation)
        assert (verdict.outcome, verdict.stage, verdict.by) == (
            Outcome.BEATEN,
            Stage.PAYMENT_LIMIT,
            ("all",),
        )
        assert verdict.would_have_given.payable == 3600

    def test_offers_compete_in_each_stage_by_themselves(self) -> None:
        off_tea = Offer.of("off", [Products({TEA})], [PercentOff(10)], priority=9)
        calculation = sell([off_tea, self.tea], self.sale, RICH)

        assert outcomes(calculation) == {"off": Outcome.GRANTED, "tea": Outcome.GRANTED}
        # 90 % of 36.00 are 32.40
        assert calculation.payable == bonus(32, 3200)

    @pytest.mark.parametrize(
        ("one", "other", "payable"),
        [
            pytest.param(50, 30, bonus(32, 3200), id="50 % and 30 % of the whole, not of what is left"),
            pytest.param(80, 80, bonus(40, 4000), id="never more than the price"),
            pytest.param("33.33", "33.33", bonus(26, 2600), id="13.33 twice are 13 whole points twice"),
        ],
    )
    def test_cumulative_offers_add_up(
        self, one: int | str, other: int | str, payable: tuple[PointsPayment, ...]
    ) -> None:
        offers = [
            Offer.of("a", benefits=[PayWithPoints(percent=one)], cumulative=True),
            Offer.of("b", benefits=[PayWithPoints(percent=other)], cumulative=True),
        ]

        assert sell(offers, TEA_FOR_40, RICH).payable == payable

    def test_what_is_paid_is_spread_over_offers_too(self) -> None:
        offers = [
            Offer.of("a", benefits=[PayWithPoints(percent=50)], cumulative=True),
            Offer.of("b", benefits=[PayWithPoints(percent=25)], cumulative=True),
        ]
        calculation = sell(offers, asking(TEA_FOR_40, PointsAsked(amount=15)), RICH)

        assert calculation.lines[0].payments == (
            LinePayment("a", 0, "bonus", 10, 1000),
            LinePayment("b", 0, "bonus", 5, 500),
        )

    def test_of_an_exclusion_group_one_lets_pay(self) -> None:
        tent = evolve(self.all_lines, exclusion_group="tent")
        banner = evolve(self.tea, exclusion_group="tent", cumulative=True)
        calculation = sell([tent, banner], self.sale, RICH)

        assert calculation.payable == bonus(36, 3600)
        assert outcomes(calculation) == {"all": Outcome.BEATEN, "tea": Outcome.GRANTED}


class TestSeveralKinds:
    offers = (
        Offer.of("bonus", benefits=[PayWithPoints(percent=50)], cumulative=True),
        Offer.of("star", benefits=[PayWithPoints(percent=30, currency="star")], cumulative=True),
    )

    @pytest.mark.parametrize(
        ("asked", "kinds"),
        [
            pytest.param((ALL, PointsAsked("star")), ["bonus", "star"], id="bonuses first"),
            pytest.param((PointsAsked("star"), ALL), ["star", "bonus"], id="stars first"),
        ],
    )
    def test_kinds_are_paid_in_the_order_of_the_buyers_choice(
        self, asked: tuple[PointsAsked, ...], kinds: list[str]
    ) -> None:
        calculation = sell(self.offers, asking(TEA_FOR_40, *asked), RICH)

        assert [paid.currency for paid in calculation.paid] == kinds
        assert [part.currency for part in calculation.lines[0].payments] == kinds
        assert calculation.payable == (*bonus(20, 2000), PointsPayment("star", 1200, 1200))
        assert calculation.to_pay == eur("8.00")

    def test_only_the_kinds_asked_for_are_paid(self) -> None:
        calculation = sell(self.offers, asking(TEA_FOR_40, PointsAsked("star", 250)), RICH)

        assert calculation.paid == (PointsPayment("star", 250, 250),)

    def test_what_one_kind_may_pay_is_not_left_for_another(self) -> None:
        both = Offer.of("both", benefits=[PayWithPoints(percent=80), PayWithPoints(currency="star")])

        # the stars may pay what is above 32.00, even where no other points are asked for
        calculation = sell([both], asking(TEA_FOR_40, PointsAsked("star")), RICH)

        assert calculation.payable == (*bonus(32, 3200), PointsPayment("star", 800, 800))
        assert calculation.paid == (PointsPayment("star", 800, 800),)


class TestPointsEarned:
    def test_they_are_earned_on_what_is_paid_in_money(self) -> None:
        earning = Offer.of("earn", benefits=[PointsPercent(10)])

        assert earned(sell([HALF, earning], TEA_FOR_40, RICH)) == {"bonus": 4}
        assert earned(sell([HALF, earning], asking(TEA_FOR_40, ALL), RICH)) == {"bonus": 2}

    def test_an_offer_may_give_them_for_all_of_it(self) -> None:
        earning = Offer.of("earn", benefits=[PointsPercent(10, excluding={Given.DISCOUNT})])

        assert earned(sell([HALF, earning], asking(TEA_FOR_40, ALL), RICH)) == {"bonus": 4}

    def test_a_line_that_is_paid_with_points_earns_none(self) -> None:
        tea = Offer.of("tea", [Products({TEA})], [PayWithPoints()])
        earning = Offer.of("earn", benefits=[PointsPercent(100)])
        calculation = sell([tea, earning], asking(SALE, ALL), RICH)

        assert [sum(part.amount for part in line.points) for line in calculation.lines] == [0, 10]

    def test_they_cannot_be_spent_on_the_same_receipt(self) -> None:
        gift = Offer.of("gift", benefits=[PointsPercent(50)])
        calculation = sell([HALF, gift], asking(TEA_FOR_40, ALL), Member("m-1", balances={"bonus": 1}))

        assert calculation.paid == bonus(1, 100)

    def test_conditions_on_the_receipt_do_not_see_payments(self) -> None:
        large = Offer.of("large", [ReceiptAmount(at_least=eur("40.00"))], [PointsPercent(10)])
        so_far = [Not(ReceiptAmount(at_least=eur("40.00"), so_far=True))]
        small = Offer.of("small", so_far, [PointsPercent(10)], priority=1)
        calculation = sell([HALF, large, small], asking(TEA_FOR_40, ALL), RICH)

        assert outcomes(calculation) == {
            "half": Outcome.GRANTED,
            "large": Outcome.GRANTED,
            "small": Outcome.NOT_MET,
        }

    def test_what_may_be_paid_is_no_discount_to_conditions(self) -> None:
        first = Offer.of("first", benefits=[PayWithPoints(percent=50)], cumulative=True, priority=1)
        other = Offer.of("other", [Discounted()], [PayWithPoints(percent=25)], cumulative=True)

        assert sell([first, other], TEA_FOR_40, RICH).payable == bonus(20, 2000)
        assert outcomes(sell([first, other], TEA_FOR_40, RICH))["other"] is Outcome.NOT_MET


class TestWhatIsSaid:
    telling = Offer(
        id="half", rules=[Rule(benefits=[PayWithPoints(percent=50), ReceiptMessage("Pay half with points")])]
    )

    def test_a_message_goes_with_what_may_be_paid(self) -> None:
        assert texts(sell([self.telling], SALE, RICH)) == ("Pay half with points",)

    @pytest.mark.parametrize(
        "offers",
        [
            pytest.param([telling], id="nobody knows the buyer"),
            pytest.param(
                [telling, Offer.of("floor", benefits=[MinimumPrice(percent=100)])],
                id="every price is at its floor",
            ),
        ],
    )
    def test_and_is_withheld_where_nothing_may_be(self, offers: list[Offer]) -> None:
        assert texts(sell(offers, SALE, RICH if len(offers) > 1 else None)) == ()

    def test_the_explanation_says_how_much(self) -> None:
        calculation = sell([HALF], SALE, RICH)

        assert verdict_of("half", calculation).gave.payable == 2000
        assert "up to 20.00 EUR may be paid with points" in str(calculation.explain())

    def test_nothing_is_asked_of_the_host_but_what_the_calculation_says(self) -> None:
        calculation = sell([HALF], asking(SALE, ALL), RICH)

        assert calculation.paid == bonus(20, 2000)
        assert calculation.intents == ()
