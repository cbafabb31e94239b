"""What is paid of some lines with what: of those that a rule is for, as far as they are free."""

from __future__ import annotations

import pytest
from attrs import evolve
from cases.till import CAKE, CUP, TEA, earned, eur, off, outcomes, receipt, sell

from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.records import Outcome
from loyalty_engine.model.member import Member
from loyalty_engine.model.receipt import Payment, PointsAsked, PresentedCertificate
from loyalty_engine.rules.benefits.discounts import PercentOff
from loyalty_engine.rules.benefits.paying import PayWithCertificate, PayWithPoints
from loyalty_engine.rules.benefits.points import PointsAmount, PointsPercent
from loyalty_engine.rules.benefits.sets import InSets, SetOf
from loyalty_engine.rules.conditions.logic import AnyOf, Not
from loyalty_engine.rules.conditions.payments import PaidWith
from loyalty_engine.rules.conditions.products import Products
from loyalty_engine.rules.conditions.receipt import LineAmount
from loyalty_engine.rules.figures import Means
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.limits import UnitLimit
from loyalty_engine.rules.offer import Offer
from loyalty_engine.rules.rule import Rule

MONEY, POINTS, CERTIFICATES, OTHER = Means
SAVER = Member("m-1", balances={"bonus": 18})
TENTH = Offer.of("tenth", benefits=[PercentOff(10)], priority=9)
PAY = Offer.of("pay", benefits=[PayWithPoints(percent=50)], priority=9)
#: Four teas for 40.00 and a cup for 20.00. After a tenth off they cost 36.00 and 18.00. Half may be paid with
#: points, and 18 pay 12.00 of the tea and 6.00 of the cup. That leaves 24.00 and 12.00.
SALE = evolve(receipt((TEA, "40.00", 4), (CUP, "20.00")), points_asked=[PointsAsked()])
TEAS, CUPS = Products({TEA}), Products({CUP})


def exactly(means: Means, sum: str) -> PaidWith:
    return PaidWith(means, at_least=eur(sum), at_most=eur(sum), of_lines=True)


def sold(*offers: Offer) -> Calculation:
    return sell([TENTH, PAY, *offers], SALE, SAVER)


@pytest.mark.parametrize(
    ("conditions", "means", "sum"),
    [
        pytest.param([], MONEY, "36.00", id="of all lines, where nothing narrows them"),
        pytest.param([], POINTS, "18.00", id="with points"),
        pytest.param([TEAS], MONEY, "24.00", id="of the tea"),
        pytest.param([TEAS], POINTS, "12.00", id="of the tea with points"),
        pytest.param([TEAS], CERTIFICATES, "0.00", id="nothing with certificates"),
        pytest.param([TEAS], OTHER, "0.00", id="nothing with points of others"),
        pytest.param([CUPS], MONEY, "12.00", id="of the cup"),
        pytest.param([AnyOf([TEAS, CUPS])], MONEY, "36.00", id="of either"),
    ],
)
def test_of_the_lines_that_the_rule_is_for(conditions: list[Condition], means: Means, sum: str) -> None:
    asks = Offer.of("asks", [*conditions, exactly(means, sum)], [PointsAmount(1)])
    assert earned(sold(asks)) == {"bonus": 1}
    assert outcomes(sold(asks))["asks"] is Outcome.GRANTED


@pytest.mark.parametrize(
    ("benefit", "paid"),
    [
        pytest.param(PercentOff(1), ("40.00", "0.00"), id="where discounts are decided"),
        pytest.param(PayWithPoints(percent=1), ("36.00", "0.00"), id="where it is said what may be paid"),
        pytest.param(PayWithCertificate(percent=1), ("24.00", "12.00"), id="where certificates pay"),
        pytest.param(PointsAmount(1), ("24.00", "12.00"), id="where points are earned"),
    ],
)
def test_what_is_paid_counts_from_the_next_stage_on(benefit: Benefit, paid: tuple[str, str]) -> None:
    for means, sum in zip((MONEY, POINTS), paid, strict=True):
        for condition, held in (exactly(means, sum), True), (Not(exactly(means, sum)), False):
            asks = Offer.of("asks", [TEAS, condition], [benefit], cumulative=True)
            assert (outcomes(sold(asks))["asks"] is not Outcome.NOT_MET) is held


@pytest.mark.parametrize(
    ("means", "sum"),
    [
        pytest.param(MONEY, "18.00", id="three quarters of what is left to pay in money"),
        pytest.param(POINTS, "9.00", id="and of what is paid with points"),
    ],
)
@pytest.mark.parametrize("cumulative", [False, True])
def test_an_offer_that_competes_sees_the_units_that_are_free(
    means: Means, sum: str, cumulative: bool
) -> None:
    one = Offer.of("one", [TEAS], [PointsAmount(5)], limits=[UnitLimit(1)], priority=5)
    asks = Offer.of("asks", [TEAS, exactly(means, sum)], [PointsAmount(1)], cumulative=cumulative)
    assert earned(sold(one, asks)) == {"bonus": 5 if cumulative else 6}


def test_of_what_others_have_taken_as_a_whole_nothing_is_left() -> None:
    tea = Offer.of("tea", [TEAS], [PointsAmount(5)], priority=5)
    asks = Offer.of("asks", [PaidWith(MONEY, at_most=eur("12.00"), of_lines=True)], [PointsAmount(1)])
    assert earned(sold(asks)) == {}
    assert earned(sold(tea, asks)) == {"bonus": 6}


def test_a_line_that_is_paid_in_full_leaves_nothing_of_any_of_its_units() -> None:
    """What is left is shared out: two of three units have 6.67, but 2.24 off and 4.44 paid."""
    sale = evolve(receipt((TEA, "10.00", 3)), points_asked=[PointsAsked()])
    less = Offer.of("less", benefits=[PercentOff("33.5")])
    pay = Offer.of("pay", benefits=[PayWithPoints(worth="0.01")])
    one = Offer.of("one", [TEAS], [PointsAmount(5)], limits=[UnitLimit(1)], priority=5)
    asks = Offer.of("asks", [TEAS, exactly(MONEY, "0.00")], [PointsAmount(1)])
    result = sell([less, pay, one, asks], sale, Member("m-1", balances={"bonus": 1000}))
    assert (str(result.to_pay), earned(result)) == ("0.00 EUR", {"bonus": 6})


@pytest.mark.parametrize("taken", [1, 2])
def test_units_of_which_less_than_nothing_is_left_earn_nothing(taken: int) -> None:
    """Parts are rounded one by one: two of three units have 6.67, and 2.24 are off and 4.44 paid."""
    sale = evolve(receipt((TEA, "10.00", 3), (CUP, "20.00")), points_asked=[PointsAsked()])
    less = Offer.of("less", [TEAS], [PercentOff("33.5")])
    pay = Offer.of("pay", [TEAS], [PayWithPoints(worth="0.01")])
    some = Offer.of("some", [TEAS], [PointsAmount(5)], limits=[UnitLimit(taken)], priority=5)
    every = Offer.of("every", benefits=[PointsPercent(100, currency="star")])
    result = sell([less, pay, some, every], sale, Member("m-1", balances={"bonus": 1000}))
    assert [[(one.offer, one.amount) for one in line.points] for line in result.lines] == [
        [("some", 5)],
        [("every", 2000)],
    ]


@pytest.mark.parametrize(
    ("sum", "points"),
    [
        pytest.param("12.00", 2, id="two teas have half of it"),
        pytest.param("12.01", 0, id="and no more"),
    ],
)
def test_of_the_units_of_a_set(sum: str, points: int) -> None:
    enough = PaidWith(MONEY, at_least=eur(sum), of_lines=True)
    sets = InSets(parts=[SetOf([TEAS], 2)], rules=[Rule(conditions=[enough], benefits=[PointsAmount(1)])])
    result = sold(Offer.of("asks", benefits=[sets]))
    assert earned(result) == ({"bonus": points} if points else {})
    if not points:
        assert (
            "in a set, at least 12.01 EUR of these products is left to pay in money (seen: 12.00 EUR"
            in str(result.explain())
        )


def test_a_set_may_ask_how_the_whole_receipt_is_paid() -> None:
    whole = PaidWith(MONEY, at_least=eur("36.00"))
    sets = InSets(parts=[SetOf([TEAS], 2)], rules=[Rule(conditions=[whole], benefits=[PointsAmount(1)])])
    assert earned(sold(Offer.of("asks", benefits=[sets]))) == {"bonus": 2}


def test_in_money_is_what_nothing_else_pays() -> None:
    sale = evolve(
        SALE,
        certificates=[PresentedCertificate(number="g-1", left=eur("9.00"))],
        payments=[Payment(method="miles", amount=eur("9.00"), in_points=True)],
    )
    certify = Offer.of("certify", [TEAS], [PayWithCertificate()])
    asks = [
        Offer.of(means.value, [TEAS, exactly(means, sum)], [PointsAmount(1)], cumulative=True)
        for means, sum in ((MONEY, "10.00"), (POINTS, "12.00"), (CERTIFICATES, "9.00"), (OTHER, "5.00"))
    ]
    assert earned(sell([TENTH, PAY, certify, *asks], sale, SAVER)) == {"bonus": 4}


def test_of_no_lines_nothing_is_paid() -> None:
    cakes = Offer.of("asks", [Products({CAKE}), exactly(MONEY, "0.00")], [PointsAmount(1)])
    assert outcomes(sold(cakes))["asks"] is Outcome.NOT_MET


def test_before_anything_is_paid_it_is_what_the_lines_come_to() -> None:
    for condition in PaidWith(MONEY, at_least=eur("40.00"), of_lines=True), LineAmount(at_least=eur("40.00")):
        assert off(sell([Offer.of("half", [TEAS, condition], [PercentOff(50)])], SALE)) == ("20.00", "0.00")


def test_a_verdict_says_how_much_more_would_do() -> None:
    asks = Offer.of("asks", [TEAS, PaidWith(MONEY, at_least=eur("30.00"), of_lines=True)], [PointsAmount(1)])
    words = "at least 30.00 EUR of these products is left to pay in money"
    assert f"{words} (seen: 24.00 EUR; 6.00 EUR more would do)" in str(sold(asks).explain())
