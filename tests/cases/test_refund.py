"""What a return gives back and takes back, in figures; `docs/design.md`, section 6, number 16."""

from __future__ import annotations

from typing import Any

import pytest
from shop import CATALOG, eur, receipt

from loyalty_engine import (
    AmountOff,
    Benefit,
    CertificatePayment,
    Condition,
    InvalidInput,
    Limit,
    Line,
    Member,
    Members,
    NForM,
    Offer,
    PayWithCertificate,
    PayWithPoints,
    PercentOff,
    PointsAmount,
    PointsAsked,
    PointsPayment,
    PointsPercent,
    PresentedCertificate,
    Products,
    Receipt,
    WithdrawPoints,
    calculate,
    compile_offers,
)
from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.refund import (
    CertificateRefund,
    IntentReversal,
    RefundManner,
    ReturnedLine,
    refund,
)
from loyalty_engine.model.intents import CounterIntent, PointsIntent, WithdrawalIntent

ANNA = Member("anna", balances={"bonus": 1000})


def sold(till: Receipt, *offers: Offer) -> Calculation:
    return calculate(till, ANNA, compile_offers(offers, catalog=CATALOG))


def offer(id: str, conditions: list[Condition], *benefits: Benefit, **more: Any) -> Offer:
    return Offer.of(id, conditions, benefits, reach=Members(), cumulative=True, **more)


def tea(quantity: object, amount: str, number: int = 1) -> Line:
    return Line(number=number, product="tea", quantity=quantity, amount=eur(amount))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lines", "offers", "back", "money"),
    [
        pytest.param(
            [tea(3, "10.00")],
            [],
            [[(1, 1)], [(1, 1)], [(1, 1)]],
            [333, 333, 334],
            id="the last cent comes last",
        ),
        pytest.param(
            [tea(3, "10.00")],
            [offer("ten", [], PercentOff(10))],
            [[(1, 2)], [(1, 1)]],
            [600, 300],
            id="what was taken off is not given back",
        ),
        pytest.param(
            [tea(3, "9.00")],
            [offer("three", [], NForM(3, 2))],
            [[(1, 1)], [(1, 2)]],
            [200, 400],
            id="three for the price of two: the granted price stays for what is kept",
        ),
        pytest.param(
            [tea(1, "5.00"), tea(1, "5.00", 2)],
            [offer("one", [], AmountOff(eur("1.01")))],
            [[(2, 1)], [(1, 1)]],
            [449, 450],
            id="of two equal lines, either may come back first",
        ),
        pytest.param(
            [tea(1, "5.00"), tea(1, "6.00", 2)],
            [offer("dear", [], PercentOff(50))],
            [[(2, 1)], [(1, 1)]],
            [300, 250],
            id="goods of another price have figures of their own",
        ),
        pytest.param(
            [tea("0.755", "10.00")],
            [],
            [[(1, "0.3")], [(1, "0.455")]],
            [397, 603],
            id="loose goods by weight",
        ),
    ],
)
def test_money(
    lines: list[Line], offers: list[Offer], back: list[list[tuple[int, Any]]], money: list[int]
) -> None:
    calculation = sold(receipt(*lines), *offers)
    done: list[Any] = []
    for parts in back:
        done.append(refund(calculation, [ReturnedLine(*part) for part in parts], earlier=done))
    assert [one.money for one in done] == money
    assert sum(money) == calculation.to_pay.minor


class TestPaidWithPoints:
    """10.00 for two teas, of which 4 points paid 4.00."""

    CALCULATION = sold(
        receipt(tea(2, "10.00"), points_asked=[PointsAsked(currency="bonus", amount=4)]),
        offer("pay", [], PayWithPoints(percent=50)),
    )

    @pytest.mark.parametrize(
        ("manners", "expected"),
        [
            pytest.param([RefundManner.NORMAL] * 2, [(300, 2), (300, 2)], id="in proportion"),
            pytest.param([RefundManner.POINTS_FIRST] * 2, [(100, 4), (500, 0)], id="points first"),
            pytest.param(
                [RefundManner.NORMAL, RefundManner.POINTS_FIRST],
                [(300, 2), (300, 2)],
                id="points first, later",
            ),
            pytest.param(
                [RefundManner.POINTS_FIRST, RefundManner.NORMAL],
                [(100, 4), (500, 0)],
                id="all points are back",
            ),
        ],
    )
    def test_two_returns(self, manners: list[RefundManner], expected: list[tuple[int, int]]) -> None:
        done: list[Any] = []
        for manner in manners:
            done.append(refund(self.CALCULATION, [ReturnedLine(1, 1)], earlier=done, manner=manner))
        assert [(one.money, sum(part.points for part in one.paid)) for one in done] == expected

    def test_a_point_pays_what_it_was_worth(self) -> None:
        back = refund(self.CALCULATION, [ReturnedLine(1, 1)])
        assert back.paid == (PointsPayment("bonus", 2, 200),)
        assert back.amount == eur("3.00")


def test_points_that_were_earned_are_taken_back() -> None:
    calculation = sold(
        receipt(tea(3, "10.00"), ("soap", "5.00")),
        offer("tenth", [Products({"tea"})], PointsPercent(10, currency="bonus")),
        offer("hundred", [], PointsAmount(100)),
    )
    given = [intent for intent in calculation.intents if isinstance(intent, PointsIntent)]
    assert [(intent.offer, intent.amount) for intent in given] == [("hundred", 100), ("tenth", 1)]

    first = refund(calculation, [ReturnedLine(1, 1)])
    assert first.taken_back == (IntentReversal(0, 22),)
    rest = refund(calculation, [ReturnedLine(1, 2), ReturnedLine(2, 1)], earlier=[first])
    assert rest.taken_back == (IntentReversal(0, 78), IntentReversal(1, 1))


def test_a_use_of_an_offer_is_undone_when_all_that_it_touched_is_back() -> None:
    calculation = sold(
        receipt(tea(2, "10.00"), ("soap", "5.00")),
        offer("ten", [Products({"tea"})], PercentOff(10), limits=[Limit(3)]),
    )
    (n,) = (n for n, intent in enumerate(calculation.intents) if isinstance(intent, CounterIntent))

    first = refund(calculation, [ReturnedLine(1, 1), ReturnedLine(2, 1)])
    assert first.counters == ()
    assert refund(calculation, [ReturnedLine(1, 1)], earlier=[first]).counters == (IntentReversal(n, 1),)


def test_what_a_certificate_paid_goes_back_onto_it() -> None:
    card = PresentedCertificate(number="g-1", left=eur("6.00"))
    calculation = sold(receipt(tea(2, "10.00"), certificates=[card]), offer("card", [], PayWithCertificate()))
    assert calculation.certificates == (CertificatePayment("g-1", 600, 600),)

    back = refund(calculation, [ReturnedLine(1, 1)])
    assert (back.money, back.certificates) == (200, (CertificateRefund("g-1", 300),))


def test_who_is_not_known_has_nothing_to_give_back() -> None:
    calculation = calculate(
        receipt(tea(1, "10.00")), None, [Offer.of("tenth", [], [PointsPercent(10, currency="bonus")])]
    )
    back = refund(calculation, [ReturnedLine(1, 1)])
    assert (back.money, back.taken_back) == (1000, ())


class TestWhatCannotComeBack:
    CALCULATION = sold(receipt(tea(2, "10.00"), ("soap", "5.00")))

    @pytest.mark.parametrize(
        ("lines", "said"),
        [
            pytest.param([(3, 1)], "lines[0].number: there is no line 3", id="no such line"),
            pytest.param(
                [(1, 3)], "lines[0].quantity: 3 is more than the 2 that are left of line 1", id="more"
            ),
            pytest.param(
                [(1, 1), (1, 2)], "lines[1].quantity: 2 is more than the 1", id="more, in two parts"
            ),
            pytest.param([(1, "0.5")], "lines[0].quantity: 0.5 is a part of a piece", id="half a piece"),
        ],
    )
    def test_of_the_goods(self, lines: list[tuple[int, Any]], said: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            refund(self.CALCULATION, [ReturnedLine(*line) for line in lines])
        assert said in str(caught.value)

    def test_twice(self) -> None:
        first = refund(self.CALCULATION, [ReturnedLine(2, 1)])
        with pytest.raises(InvalidInput) as caught:
            refund(self.CALCULATION, [ReturnedLine(2, 1), ReturnedLine(9, 1)], earlier=[first])
        assert [problem.path for problem in caught.value.problems] == ["lines[0].quantity", "lines[1].number"]
        assert "1 is more than the 0 that are left of line 2" in str(caught.value)

    def test_a_return_of_another_purchase(self) -> None:
        other = calculate(
            Receipt(id="other", at=receipt(tea(1, "1")).at, place="s1", lines=[tea(1, "1")]), None, []
        )
        with pytest.raises(InvalidInput) as caught:
            refund(self.CALCULATION, [], earlier=[refund(other, [ReturnedLine(1, 1)])])
        assert str(caught.value).startswith("return: earlier[0]: is a return of purchase 'other'")

    def test_what_is_no_argument(self) -> None:
        nothing: Any = "nothing"
        with pytest.raises(InvalidInput) as caught:
            refund(nothing, nothing, earlier=nothing, manner=nothing)
        assert [problem.path for problem in caught.value.problems] == [
            "calculation",
            "lines",
            "earlier",
            "manner",
        ]


def test_points_that_a_purchase_cost_are_given_back() -> None:
    calculation = sold(receipt(tea(2, "10.00")), offer("swap", [], WithdrawPoints(50), PercentOff(10)))
    (n,) = (n for n, intent in enumerate(calculation.intents) if isinstance(intent, WithdrawalIntent))
    assert refund(calculation, [ReturnedLine(1, 1)]).given_back == (IntentReversal(n, 25),)
