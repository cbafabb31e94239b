"""Paying with gift certificates: what each pays of which line, and what is left for money."""

from __future__ import annotations

import pytest
from attrs import evolve
from cases.till import CAKE, CUP, TEA, earned, eur, outcomes, receipt, sell, texts

from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.records import CertificatePayment, LineCertificate, Outcome, PointsPayment
from loyalty_engine.model.member import Member
from loyalty_engine.model.receipt import Payment, PointsAsked, PresentedCertificate, Receipt
from loyalty_engine.rules.benefits import (
    FixedPrice,
    InSets,
    MinimumPrice,
    PayWithCertificate,
    PayWithPoints,
    PercentOff,
    PointsPercent,
    ReceiptMessage,
    SetOf,
)
from loyalty_engine.rules.conditions import Not, Products, PurchaseSum
from loyalty_engine.rules.conditions.history import Purchases, Spent
from loyalty_engine.rules.instructions import PAID_IN_MONEY, Given, Stage
from loyalty_engine.rules.offer import Offer, Rule

RICH = Member("m-1", balances={"bonus": 10_000})
SALE = receipt((TEA, "30.00"), (CUP, "10.00"))
ANY = Offer.of("any", benefits=[PayWithCertificate()], cumulative=True)
EARNING = Offer.of("earn", benefits=[PointsPercent(10)])


def gift(
    left: str, wanted: str | None = None, *, number: str = "G1", issue: str | None = None
) -> PresentedCertificate:
    """A certificate with so many euros left on it, of which so many are wanted."""
    amount = None if wanted is None else eur(wanted)
    return PresentedCertificate(number=number, left=eur(left), issue=issue, amount=amount)


MAY = gift("9.00", issue="may")


def handing(sale: Receipt, *certificates: PresentedCertificate) -> Receipt:
    """The same receipt of a buyer who hands over certificates."""
    return evolve(sale, certificates=certificates)


def miles(amount: str) -> Payment:
    """A payment in points of another programme."""
    return Payment(method="miles", amount=eur(amount), in_points=True)


def paid_of_lines(calculation: Calculation) -> list[list[tuple[str, str, int]]]:
    """By whose leave which certificate pays how much of each line."""
    return [[(p.offer, p.number, p.amount) for p in line.certificates] for line in calculation.lines]


@pytest.mark.parametrize(
    ("certificate", "benefit", "expected"),
    [
        pytest.param(gift("25.00"), PayWithCertificate(), (2500, 2500), id="all that is on it"),
        pytest.param(gift("50.00"), PayWithCertificate(), (4000, 4000), id="no more than all"),
        pytest.param(gift("50.00", "5.00"), PayWithCertificate(), (4000, 500), id="as much as is wanted"),
        pytest.param(gift("5.00", "50.00"), PayWithCertificate(), (500, 500), id="more wanted than is on it"),
        pytest.param(gift("50.00", "0.00"), PayWithCertificate(), (4000, 0), id="only asking"),
        pytest.param(gift("50.00"), PayWithCertificate(percent=50), (2000, 2000), id="half of each line"),
        pytest.param(gift("50.00"), PayWithCertificate(at_most=eur("7.00")), (700, 700), id="7.00 at most"),
        pytest.param(gift("0.00"), PayWithCertificate(), None, id="nothing is left on it"),
        pytest.param(gift("9.00"), PayWithCertificate(percent=0), None, id="nothing may be paid"),
        pytest.param(gift("9.00"), PayWithCertificate(issues={"xmas"}), None, id="of an unknown issue"),
        pytest.param(
            gift("9.00", issue="may"), PayWithCertificate(issues={"xmas"}), None, id="of another issue"
        ),
        pytest.param(
            gift("9.00", issue="may"),
            PayWithCertificate(issues={"xmas", "may"}),
            (900, 900),
            id="of one of two issues",
        ),
        pytest.param(MAY, PayWithCertificate(), (900, 900), id="any issue will do"),
    ],
)
def test_what_one_certificate_pays_of_40_00(
    certificate: PresentedCertificate, benefit: PayWithCertificate, expected: tuple[int, int] | None
) -> None:
    calculation = sell([Offer.of("a", benefits=[benefit])], handing(SALE, certificate), None)

    assert calculation.certificates == (() if expected is None else (CertificatePayment("G1", *expected),))
    assert calculation.total == eur("40.00")
    assert calculation.to_pay.minor == 4000 - (0 if expected is None else expected[1])


def test_without_an_offer_no_certificate_pays() -> None:
    calculation = sell([], handing(SALE, gift("25.00")))

    assert (calculation.certificates, calculation.to_pay) == ((), eur("40.00"))


@pytest.mark.parametrize(
    "member", [pytest.param(None, id="nobody knows him"), pytest.param(RICH, id="a member")]
)
def test_it_belongs_to_whoever_hands_it_over(member: Member | None) -> None:
    calculation = sell([ANY], handing(SALE, gift("25.00")), member)

    assert calculation.certificates == (CertificatePayment("G1", 2500, 2500),)
    assert outcomes(calculation) == {"any": Outcome.GRANTED}


def test_where_none_is_handed_over_the_offer_comes_to_nothing() -> None:
    assert outcomes(sell([ANY], SALE, RICH)) == {"any": Outcome.NOTHING_LEFT}


def test_it_pays_lines_in_proportion_to_what_it_may_pay_there() -> None:
    calculation = sell([ANY], handing(SALE, gift("10.02")))

    # 7.515 and 2.505: equal claims to the last cent, and the cup goes first
    assert paid_of_lines(calculation) == [[("any", "G1", 751)], [("any", "G1", 251)]]


def test_conditions_say_which_lines_it_may_pay() -> None:
    no_cups = Offer.of("goods", [Not(Products({CUP}))], [PayWithCertificate()])

    assert paid_of_lines(sell([no_cups], handing(SALE, gift("50.00")))) == [[("goods", "G1", 3000)], []]


class TestSeveralCertificates:
    def test_they_are_spent_in_the_order_in_which_they_are_handed_over(self) -> None:
        first, second = gift("30.00"), gift("30.00", number="G2")

        assert sell([ANY], handing(SALE, first, second)).certificates == (
            CertificatePayment("G1", 3000, 3000),
            CertificatePayment("G2", 1000, 1000),
        )
        assert sell([ANY], handing(SALE, second, first)).certificates == (
            CertificatePayment("G2", 3000, 3000),
            CertificatePayment("G1", 1000, 1000),
        )

    def test_one_that_finds_everything_paid_is_left_alone(self) -> None:
        calculation = sell([ANY], handing(SALE, gift("40.00"), gift("30.00", number="G2")))

        assert calculation.certificates == (CertificatePayment("G1", 4000, 4000),)

    def test_a_narrow_offer_that_is_not_used_up_leaves_its_room_to_the_others(self) -> None:
        xmas = Offer.of("xmas", benefits=[PayWithCertificate(issues={"xmas"})], cumulative=True, priority=9)
        certificates = gift("4.00", issue="xmas"), gift("50.00", number="G2")
        calculation = sell([xmas, ANY], handing(SALE, *certificates))

        assert paid_of_lines(calculation) == [
            [("xmas", "G1", 300), ("any", "G2", 2700)],
            [("xmas", "G1", 100), ("any", "G2", 900)],
        ]

    def test_what_one_offer_lets_pay_is_paid_once(self) -> None:
        half = Offer.of("half", benefits=[PayWithCertificate(percent=50)], cumulative=True)
        calculation = sell([half], handing(SALE, gift("15.00"), gift("15.00", number="G2")))

        assert [one.amount for one in calculation.certificates] == [1500, 500]


class TestSeveralOffers:
    @pytest.mark.parametrize(
        ("one", "other", "paid"),
        [
            pytest.param(50, 30, 3200, id="50 % and 30 % of the price, not of what is left"),
            pytest.param(80, 80, 4000, id="never more than the price"),
        ],
    )
    def test_cumulative_offers_add_up(self, one: int, other: int, paid: int) -> None:
        offers = [
            Offer.of("a", benefits=[PayWithCertificate(percent=one)], cumulative=True),
            Offer.of("b", benefits=[PayWithCertificate(percent=other)], cumulative=True),
        ]

        assert sell(offers, handing(SALE, gift("50.00"))).to_pay.minor == 4000 - paid

    def test_others_compete_for_lines(self) -> None:
        tea = Offer.of("tea", [Products({TEA})], [PayWithCertificate(percent=90)])
        all_lines = Offer.of("all", benefits=[PayWithCertificate(percent=50)])
        calculation = sell([all_lines, tea], handing(SALE, gift("50.00")))

        assert paid_of_lines(calculation) == [[("tea", "G1", 2700)], [("all", "G1", 500)]]

    def test_an_offer_whose_certificate_is_not_there_takes_no_lines(self) -> None:
        xmas = Offer.of("xmas", benefits=[PayWithCertificate(issues={"xmas"})], priority=9)
        may = Offer.of("may", benefits=[PayWithCertificate(issues={"may"})])
        calculation = sell([xmas, may], handing(SALE, gift("50.00", issue="may")))

        assert calculation.to_pay == eur("0.00")
        assert outcomes(calculation) == {"xmas": Outcome.NOTHING_LEFT, "may": Outcome.GRANTED}

    def test_they_compete_with_certificates_and_not_with_points(self) -> None:
        points = Offer.of("points", benefits=[PayWithPoints(percent=50)])
        certificates = Offer.of("certificates", benefits=[PayWithCertificate()])
        sale = evolve(handing(SALE, gift("50.00")), points_asked=[PointsAsked()])
        calculation = sell([points, certificates], sale, RICH)

        assert outcomes(calculation) == {"points": Outcome.GRANTED, "certificates": Outcome.GRANTED}
        verdicts = {verdict.offer: verdict for verdict in calculation.verdicts}
        assert verdicts["certificates"].stage is Stage.PAYMENT
        assert (verdicts["points"].gave.payable, verdicts["certificates"].gave.certified) == (2000, 2000)


class TestPointsDiscountsAndFloors:
    half = Offer.of("half", benefits=[PayWithPoints(percent=50)])

    @pytest.mark.parametrize(
        ("asked", "points", "left"),
        [
            pytest.param((), 0, 1000, id="no points: 30.00 of 40.00"),
            pytest.param((PointsAsked(amount=4),), 4, 600, id="4 points, then the certificate"),
            pytest.param((PointsAsked(),), 20, 0, id="half in points, and 10.00 stay on it"),
        ],
    )
    def test_points_pay_first(self, asked: tuple[PointsAsked, ...], points: int, left: int) -> None:
        sale = evolve(handing(SALE, gift("30.00")), points_asked=asked)
        calculation = sell([self.half, ANY], sale, RICH)

        assert calculation.payable == (PointsPayment("bonus", 20, 2000),)
        assert sum(paid.points for paid in calculation.paid) == points
        assert calculation.to_pay.minor == left

    def test_points_leave_room_that_only_certificates_can_fill(self) -> None:
        """With the certificate first, 10.00 of it would go to the tea, and 10.00 of the cup would be left."""
        tea = Offer.of("tea", [Products({TEA})], [PayWithPoints()])
        sale = evolve(receipt((TEA, "20.00"), (CUP, "20.00")), points_asked=[PointsAsked()])
        calculation = sell([tea, ANY], handing(sale, gift("20.00")), RICH)

        assert paid_of_lines(calculation) == [[], [("any", "G1", 2000)]]
        assert calculation.to_pay == eur("0.00")

    def test_a_share_is_one_of_the_price_after_discounts(self) -> None:
        offers = [
            Offer.of("fifth", benefits=[PercentOff(20)]),
            Offer.of("certificates", benefits=[PayWithCertificate(percent=50)]),
            Offer.of("points", benefits=[PayWithPoints(percent=25)]),
        ]
        sale = evolve(handing(SALE, gift("50.00")), points_asked=[PointsAsked()])
        calculation = sell(offers, sale, RICH)

        # of 32.00 points pay 25 % (6.00 and 2.00) and the certificate 50 %
        assert (calculation.paid[0].amount, calculation.certificates[0].amount) == (800, 1600)
        assert (calculation.total, calculation.to_pay) == (eur("32.00"), eur("8.00"))

    @pytest.mark.parametrize(
        ("floor", "asked", "paid"),
        [
            pytest.param("9.00", (), 3100, id="9.00 of the tea stay to be paid in money"),
            pytest.param("9.00", (PointsAsked(),), 1100, id="20.00 of both are paid in points"),
            pytest.param("30.00", (), 1000, id="the tea costs no more than its floor"),
        ],
    )
    def test_floors_hold(self, floor: str, asked: tuple[PointsAsked, ...], paid: int) -> None:
        lowest = Offer.of("floor", [Products({TEA})], [MinimumPrice(price=eur(floor))])
        by_line = Offer.of("half", benefits=[PayWithPoints(percent=50)])
        sale = evolve(handing(SALE, gift("50.00")), points_asked=asked)
        calculation = sell([lowest, by_line, ANY], sale, RICH)

        assert calculation.certificates == (CertificatePayment("G1", paid, paid),)

    def test_offers_together_hold_to_the_floor_too(self) -> None:
        lowest = Offer.of("floor", [Products({TEA})], [MinimumPrice(price=eur("9.00"))])
        most = [Offer.of(id, benefits=[PayWithCertificate(percent=80)], cumulative=True) for id in ("a", "b")]

        assert sell([lowest, *most], handing(SALE, gift("50.00"))).to_pay == eur("9.00")

    def test_what_costs_nothing_is_not_paid(self) -> None:
        free = Offer.of("free", [Products({CUP})], [FixedPrice(eur("0.00"))])

        assert paid_of_lines(sell([free, ANY], handing(SALE, gift("50.00")))) == [[("any", "G1", 3000)], []]


class TestPointsEarned:
    @pytest.mark.parametrize(
        ("excluding", "points"),
        [
            pytest.param(PAID_IN_MONEY, 1, id="on what is paid in money: 15.00"),
            pytest.param(PAID_IN_MONEY - {Given.CERTIFICATE_PAYMENT}, 4, id="on what certificates pay, too"),
        ],
    )
    def test_on_what(self, excluding: frozenset[Given], points: int) -> None:
        earning = Offer.of("earn", benefits=[PointsPercent(10, excluding=excluding)])

        assert earned(sell([ANY, earning], handing(SALE, gift("25.00")))) == {"bonus": points}

    def test_units_of_a_set_are_paid_for_as_their_line_is(self) -> None:
        """Two of four teas: 10.00 of their 20.00 are paid with the certificate."""
        pair = InSets(parts=[SetOf(units=2)], benefits=[PointsPercent(100)], at_most=1)
        sale = handing(receipt((TEA, "40.00", 4)), gift("20.00"))

        assert earned(sell([ANY, Offer.of("pair", benefits=[pair])], sale)) == {"bonus": 10}

    @pytest.mark.parametrize(("left", "points"), [("25.00", 15), ("25.01", 14)])
    def test_to_the_cent(self, left: str, points: int) -> None:
        earning = Offer.of("earn", benefits=[PointsPercent(100)])

        assert earned(sell([ANY, earning], handing(SALE, gift(left)))) == {"bonus": points}

    def test_a_line_that_is_paid_for_earns_none(self) -> None:
        tea = Offer.of("tea", [Products({TEA})], [PayWithCertificate()])
        calculation = sell([tea, EARNING], handing(SALE, gift("30.00")))

        assert [sum(part.amount for part in line.points) for line in calculation.lines] == [0, 1]

    @pytest.mark.parametrize(
        ("payments", "points"),
        [
            pytest.param([Payment(method="miles", amount=eur("20.00"))], 4, id="in money, for all we know"),
            pytest.param([miles("20.00")], 2, id="half in points"),
            pytest.param(
                [Payment(method=m, amount=eur("15.00"), in_points=True) for m in ("miles", "stamps")],
                1,
                id="in points of two programmes",
            ),
            pytest.param([miles("90.00")], 0, id="more than all"),
        ],
    )
    def test_points_of_other_programmes_earn_none(self, payments: list[Payment], points: int) -> None:
        calculation = sell([EARNING], evolve(SALE, payments=payments))

        assert earned(calculation) == ({"bonus": points} if points else {})
        assert calculation.to_pay == eur("40.00")

    def test_they_may_count_all_the_same(self) -> None:
        earning = Offer.of("earn", benefits=[PointsPercent(10, excluding={Given.DISCOUNT})])
        in_miles = miles("20.00")

        assert earned(sell([earning], evolve(SALE, payments=[in_miles]))) == {"bonus": 4}

    def test_they_pay_what_is_left_in_proportion(self) -> None:
        in_miles = miles("10.00")
        sale = handing(evolve(SALE, payments=[in_miles]), gift("20.00"))
        tea = Offer.of("tea", [Products({TEA})], [PayWithCertificate()])
        earning = Offer.of("earn", benefits=[PointsPercent(100)])
        calculation = sell([tea, earning], sale)

        # 10.00 are left of either; the miles pay half of both
        assert [sum(part.amount for part in line.points) for line in calculation.lines] == [5, 5]

    def test_what_was_paid_in_points_was_not_paid_in_money(self) -> None:
        ways = [
            miles("25.00"),
            Payment(method="card", amount=eur("15.00")),
        ]
        buyers = PurchaseSum(of=Purchases(current=True), spent=Spent.PAID, at_least=eur("20.00"))
        offer = Offer.of("spent", [buyers], [PercentOff(10)])

        assert outcomes(sell([offer], evolve(SALE, payments=ways), RICH)) == {"spent": Outcome.NOT_MET}


class TestWhatIsSaid:
    def test_a_message_goes_with_what_may_be_paid(self) -> None:
        rule = Rule(benefits=[PayWithCertificate(), ReceiptMessage("Thank the giver")])
        telling = Offer(id="telling", rules=[rule])

        assert texts(sell([telling], handing(SALE, gift("5.00")))) == ("Thank the giver",)
        assert texts(sell([telling], SALE)) == ()

    def test_the_explanation_says_how_much(self) -> None:
        calculation = sell([ANY], handing(SALE, gift("5.00")))

        assert "up to 40.00 EUR may be paid with certificates" in str(calculation.explain())

    def test_nothing_is_asked_of_the_host_but_what_the_calculation_says(self) -> None:
        calculation = sell([ANY], handing(receipt((CAKE, "5.00")), gift("5.00")))

        assert calculation.lines[0].certificates == (LineCertificate("any", 0, "G1", 500),)
        assert calculation.intents == ()
