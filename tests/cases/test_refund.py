"""What a return gives back and takes back, in figures; `docs/design.md`, section 6, number 16."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from shop import CATALOG, eur, receipt

from loyalty_engine import (
    AmountOff,
    Benefit,
    CertificatePayment,
    ChangeCounter,
    Condition,
    InvalidInput,
    IssueCoupon,
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
    PointsCurrency,
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
from loyalty_engine.engine.records import LinePayment
from loyalty_engine.engine.refund import (
    CertificateRefund,
    IntentReversal,
    RefundedGoods,
    RefundManner,
    ReturnedLine,
    refund,
)
from loyalty_engine.model.identifiers import ExternalCode
from loyalty_engine.model.intents import CounterIntent, CounterOperation, PointsIntent, WithdrawalIntent

ANNA = Member("anna", balances={"bonus": 1000})


def sold(till: Receipt, *offers: Offer) -> Calculation:
    return calculate(till, ANNA, compile_offers(offers, catalog=CATALOG))


def paid_with_stars(till: Receipt, *offers: Offer) -> Calculation:
    """Sold to somebody who has stars besides."""
    kinds = [PointsCurrency("bonus"), PointsCurrency("star")]
    member = Member("anna", balances={"bonus": 1000, "star": 1000})
    return calculate(till, member, compile_offers(offers, catalog=CATALOG, points=kinds))


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

    def test_points_first_are_as_many_as_the_goods_are_worth(self) -> None:
        """Eight points paid 8.00 of 10.00 for two teas."""
        calculation = sold(
            receipt(tea(2, "10.00"), points_asked=[PointsAsked(currency="bonus", amount=8)]),
            offer("pay", [], PayWithPoints(percent=80)),
        )
        first = refund(calculation, [ReturnedLine(1, 1)], manner=RefundManner.POINTS_FIRST)
        assert (first.money, first.paid) == (0, (PointsPayment("bonus", 5, 500),))
        second = refund(calculation, [ReturnedLine(1, 1)], earlier=[first], manner=RefundManner.POINTS_FIRST)
        assert (second.money, second.paid) == (200, (PointsPayment("bonus", 3, 300),))

    def test_of_two_kinds_one_comes_back_after_the_other(self) -> None:
        """Four points and 400 stars paid 4.00 each of 10.00 for two teas."""
        asked = [PointsAsked(currency="bonus", amount=4), PointsAsked(currency="star", amount=400)]
        calculation = paid_with_stars(
            receipt(tea(2, "10.00"), points_asked=asked),
            offer("pay", [], PayWithPoints(percent=40)),
            offer("stars", [], PayWithPoints(percent=40, currency="star", worth="0.01")),
        )
        first = refund(calculation, [ReturnedLine(1, 1)], manner=RefundManner.POINTS_FIRST)
        assert (first.money, first.paid) == (
            0,
            (PointsPayment("bonus", 4, 400), PointsPayment("star", 100, 100)),
        )
        second = refund(calculation, [ReturnedLine(1, 1)], earlier=[first], manner=RefundManner.POINTS_FIRST)
        assert (second.money, second.paid) == (200, (PointsPayment("star", 300, 300),))

    def test_points_that_did_not_pay_a_cent_are_all_back_first(self) -> None:
        """No such payment is calculated, but a document may hold one."""
        calculation = paid_with_stars(receipt(tea(2, "10.00")))
        (line,) = calculation.lines
        stars = LinePayment("stars", 0, "star", points=2, amount=0)
        calculation = evolve(
            calculation, paid=(PointsPayment("star", 2, 0),), lines=(evolve(line, payments=(stars,)),)
        )
        back = refund(calculation, [ReturnedLine(1, 1)], manner=RefundManner.POINTS_FIRST)
        assert (back.money, back.paid) == (500, (PointsPayment("star", 2, 0),))

    def test_with_the_last_cent_that_they_paid_all_points_are_back(self) -> None:
        """Five stars paid two cents of the teas; one of them is in no tea's share alone."""
        calculation = paid_with_stars(
            receipt(tea(4, "10.00"), ("soap", "0.01"), points_asked=[PointsAsked(currency="star", amount=5)]),
            offer("stars", [Products({"tea"})], PayWithPoints(percent=50, currency="star", worth="0.004")),
        )
        normal, first = RefundManner.NORMAL, RefundManner.POINTS_FIRST
        done: list[Any] = []
        for number, manner in (1, normal), (2, first), (1, normal), (1, normal):
            done.append(refund(calculation, [ReturnedLine(number, 1)], earlier=done, manner=manner))
        assert [[(part.points, part.amount) for part in one.paid] for one in done] == [
            [(1, 0)],
            [(2, 1)],
            [(2, 1)],
            [],
        ]

    def test_a_point_pays_what_it_was_worth(self) -> None:
        back = refund(self.CALCULATION, [ReturnedLine(1, 1)])
        assert back.paid == (PointsPayment("bonus", 2, 200),)
        assert back.amount == eur("3.00")


def test_points_that_are_worth_less_than_a_cent_come_back_as_well() -> None:
    """Two stars paid one cent of 10.00 for two teas; one of them, by itself, pays none."""
    calculation = paid_with_stars(
        receipt(tea(2, "10.00"), points_asked=[PointsAsked(currency="star", amount=2)]),
        offer("pay", [], PayWithPoints(percent=50, currency="star", worth="0.005")),
    )
    first = refund(calculation, [ReturnedLine(1, 1)])
    second = refund(calculation, [ReturnedLine(1, 1)], earlier=[first])
    assert (first.money, first.paid) == (499, (PointsPayment("star", 1, 0),))
    assert (second.money, second.paid) == (500, (PointsPayment("star", 1, 1),))


def test_a_point_that_paid_for_two_teas_comes_back_with_the_second() -> None:
    calculation = sold(
        receipt(tea(2, "10.00"), ("soap", "5.00"), points_asked=[PointsAsked(currency="bonus", amount=1)]),
        offer("pay", [Products({"tea"})], PayWithPoints(percent=50)),
    )
    first = refund(calculation, [ReturnedLine(1, 1)])
    assert (first.money, first.paid) == (450, (PointsPayment("bonus", 0, 50),))
    second = refund(calculation, [ReturnedLine(1, 1)], earlier=[first])
    assert (second.money, second.paid) == (450, (PointsPayment("bonus", 1, 50),))
    assert refund(calculation, [ReturnedLine(2, 1)]).paid == ()


def test_a_return_says_what_was_paid_for_its_goods() -> None:
    """Of 20.00 for two teas and two soaps, a point paid 1.00 of the teas and a card 6.00 of the soaps."""
    card = PresentedCertificate(number="g-1", left=eur("6.00"))
    soaps = Line(number=2, product="soap", quantity=2, amount=eur("10.00"))
    calculation = sold(
        receipt(
            tea(2, "10.00"),
            soaps,
            points_asked=[PointsAsked(currency="bonus", amount=1)],
            certificates=[card],
        ),
        offer("pay", [Products({"tea"})], PayWithPoints(percent=50)),
        offer("card", [Products({"soap"})], PayWithCertificate()),
        offer("tenth", [], PointsPercent(10)),
    )
    first = refund(calculation, [ReturnedLine(1, 1)])
    assert first.goods == (RefundedGoods(product=ExternalCode("tea"), quantity=1000, total=500),)
    assert (first.money, first.certificates) == (450, ())
    rest = refund(calculation, [ReturnedLine(1, 1), ReturnedLine(2, 2)], earlier=[first])
    assert rest.goods == (
        RefundedGoods(product=ExternalCode("tea"), quantity=1000, total=500),
        RefundedGoods(product=ExternalCode("soap"), quantity=2000, total=1000),
    )
    assert (rest.money, rest.certificates) == (850, (CertificateRefund("g-1", 600),))


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


def test_counters_that_went_up_or_down_are_moved_back_and_those_that_were_set_are_not() -> None:
    calculation = sold(
        receipt(tea(2, "10.00")),
        offer("up", [], ChangeCounter("up", 4)),
        offer("down", [], ChangeCounter("down", 3, operation=CounterOperation.REDUCE)),
        offer("set", [], ChangeCounter("set", 7, operation=CounterOperation.ESTABLISH)),
        offer("coupon", [], IssueCoupon("mug")),
    )
    order = [intent.offer for intent in calculation.intents]
    back = refund(calculation, [ReturnedLine(1, 2)])
    assert {order[one.intent]: one.amount for one in back.counters} == {"up": 4, "down": 3}
    assert (back.taken_back, back.given_back) == ((), ())


@pytest.mark.parametrize(
    ("lines", "benefits", "back", "undone"),
    [
        pytest.param([tea(2, "10.00"), tea(1, "10.00", 2)], [], (1, 1), 1, id="in proportion to prices"),
        pytest.param([tea(2, "10.00"), tea(2, "0.00", 2)], [], (2, 2), 0, id="nothing with free goods"),
        pytest.param([tea(2, "0.00"), tea(2, "0.00", 2)], [], (2, 2), 2, id="unless all goods are free"),
        pytest.param(
            [tea(2, "10.00"), Line(number=2, product="soap", amount=eur("10.00"))],
            [PercentOff(10)],
            (1, 1),
            2,
            id="with the goods that the offer gave for",
        ),
    ],
)
def test_what_is_counted_once_for_several_goods_is_undone_in_part(
    lines: list[Line], benefits: list[Benefit], back: tuple[int, int], undone: int
) -> None:
    calculation = sold(
        receipt(*lines), offer("four", [Products({"tea"})], *benefits, ChangeCounter("four", 4))
    )
    counters = refund(calculation, [ReturnedLine(*back)]).counters
    assert sum(one.amount for one in counters) == undone


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

    def test_whose_an_earlier_return_is_is_not_asked_without_a_purchase(self) -> None:
        nothing: Any = "nothing"
        with pytest.raises(InvalidInput) as caught:
            refund(nothing, [], earlier=[refund(self.CALCULATION, [])])
        assert [problem.path for problem in caught.value.problems] == ["calculation"]

    def test_an_earlier_return_that_is_none(self) -> None:
        nothing: Any = "nothing"
        with pytest.raises(InvalidInput) as caught:
            refund(self.CALCULATION, [], earlier=[nothing])
        assert [problem.path for problem in caught.value.problems] == ["earlier[0]"]


def test_points_that_a_purchase_cost_are_given_back() -> None:
    calculation = sold(receipt(tea(2, "10.00")), offer("swap", [], WithdrawPoints(50), PercentOff(10)))
    (n,) = (n for n, intent in enumerate(calculation.intents) if isinstance(intent, WithdrawalIntent))
    back = refund(calculation, [ReturnedLine(1, 1)])
    assert (back.given_back, back.taken_back, back.counters) == ((IntentReversal(n, 25),), (), ())
