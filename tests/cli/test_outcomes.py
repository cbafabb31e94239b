"""How personal an offer is, and what it did in words; and the slip of a till with little to say."""

from __future__ import annotations

import datetime as dt

import pytest
from attrs import evolve
from cli.command import Run

from loyalty_engine import (
    AllOf,
    AnyOf,
    Audiences,
    ChangeCounter,
    ChosenCategories,
    Condition,
    CounterOperation,
    Everyone,
    FavoriteProducts,
    IssueCoupon,
    Line,
    Member,
    Members,
    MinimumPrice,
    Money,
    Not,
    Offer,
    PayWithCertificate,
    PayWithPoints,
    PercentOff,
    PersonalEntries,
    PointsAsked,
    PresentedCertificate,
    Products,
    Receipt,
    ReceiptContains,
    ReceiptMessage,
    calculate,
    compile_offers,
)
from loyalty_engine.cli.outcomes import Level, level_of, outcomes
from loyalty_engine.cli.slip import WIDTH, slip
from loyalty_engine.cli.view import Table
from loyalty_engine.rules.offer import Reach

TEA = Products({"tea"})


def receipt() -> Receipt:
    return Receipt(
        id="r",
        at=dt.datetime(2026, 9, 8, 9, 30, tzinfo=dt.UTC),
        place="harbour-street",
        lines=[Line(number=7, product="tea", amount=Money.of("10.00", "EUR"))],
    )


@pytest.mark.parametrize(
    ("reach", "condition", "level"),
    [
        pytest.param(Everyone(), TEA, Level.EVERYBODY, id="for everybody"),
        pytest.param(Members(), TEA, Level.MEMBERS, id="for members"),
        pytest.param(Audiences({"pensioners"}), TEA, Level.AUDIENCE, id="for an audience"),
        pytest.param(Members(), FavoriteProducts("f"), Level.FAVORITE_PRODUCTS, id="favourite products"),
        pytest.param(Members(), ChosenCategories("c"), Level.FAVORITE_CATEGORIES, id="favourite categories"),
        pytest.param(Everyone(), PersonalEntries("p"), Level.PERSONALIZED, id="a personalised offer"),
        pytest.param(
            Everyone(),
            AnyOf([TEA, FavoriteProducts("f")]),
            Level.FAVORITE_PRODUCTS,
            id="one of two conditions",
        ),
        pytest.param(
            Members(), AllOf([TEA, Not(PersonalEntries("p"))]), Level.PERSONALIZED, id="a negated condition"
        ),
        pytest.param(
            Members(),
            ReceiptContains([FavoriteProducts("f")]),
            Level.FAVORITE_PRODUCTS,
            id="what a receipt contains",
        ),
    ],
)
def test_levels(reach: Reach, condition: Condition, level: Level) -> None:
    offer = Offer.of("o", [condition], [PercentOff(10)], reach=reach)

    assert level_of(offer) is level
    assert level.individual == (level.short == "individual")


def test_everything_that_an_offer_did_is_said() -> None:
    offers = compile_offers(
        [
            Offer.of("a", [TEA], [PercentOff(10), IssueCoupon("mug", 2), ReceiptMessage("Enjoy!")]),
            Offer.of(
                "b",
                [],
                [ChangeCounter("visits"), ChangeCounter("spent", 5, operation=CounterOperation.ESTABLISH)],
            ),
            Offer.of("c", [], [ChangeCounter("left", 3, operation=CounterOperation.REDUCE)]),
            Offer.of("d", [TEA], [MinimumPrice(percent="95")]),
        ]
    )
    calculation = calculate(receipt(), Member("m"), offers)
    lines = [
        block.text
        for block in outcomes(calculation, calculation.explain(), offers)
        if not isinstance(block, Table)
    ]

    assert lines == [
        "  granted",
        "    a  everybody   0.50 EUR off, 2 × coupon mug, a message to the buyer; cut",
        "                   short by what was left",
        "    b  everybody   counter visits +1, counter spent = 5",
        "    c  everybody   counter left −3",
        "    d  everybody   a minimum price",
    ]


def test_a_slip_with_nothing_to_tell() -> None:
    offers = compile_offers([])
    lines = [text.text for text in slip(calculate(receipt(), None, offers), None, offers)]

    assert lines == [
        "=" * WIDTH,
        "                harbour-street",
        "Receipt r                     2026-09-08 09:30",
        "No card",
        "-" * WIDTH,
        "7 tea",
        "  1                                      10.00",
        "-" * WIDTH,
        "TOTAL EUR                                10.00",
        "=" * WIDTH,
    ]


PAYING = compile_offers([Offer.of("half", benefits=[PayWithPoints(percent=50)])])
FIVE_POINTS = Member("m", balances={"bonus": 5})


def test_a_slip_says_what_could_be_paid_with_points() -> None:
    lines = [text.text for text in slip(calculate(receipt(), FIVE_POINTS, PAYING), FIVE_POINTS, PAYING)]

    assert lines[-3:-1] == [
        "TOTAL EUR                                10.00",
        "You could pay with 5 bonus points         5.00",
    ]


def test_a_slip_says_what_is_paid_with_points() -> None:
    sale = evolve(receipt(), points_asked=[PointsAsked(amount=3)])
    lines = [text.text for text in slip(calculate(sale, FIVE_POINTS, PAYING), FIVE_POINTS, PAYING)]

    assert lines[-4:-1] == [
        "TOTAL EUR                                10.00",
        "Paid with 3 bonus points                 -3.00",
        "TO PAY EUR                                7.00",
    ]


def test_a_slip_says_what_certificates_pay() -> None:
    offers = compile_offers([Offer.of("gifts", benefits=[PayWithCertificate()])])
    gifts = [PresentedCertificate(number=n, left=Money.of("6", "EUR")) for n in ("G-1", "G-2", "G-3")]
    sale = evolve(receipt(), certificates=gifts)
    lines = [text.text for text in slip(calculate(sale, None, offers), None, offers)]

    assert lines[-5:-1] == [
        "TOTAL EUR                                10.00",
        "Paid with certificate G-1                -6.00",
        "Paid with certificate G-2                -4.00",
        "TO PAY EUR                                0.00",
    ]


def test_long_names_are_cut_to_the_paper() -> None:
    offers = compile_offers(
        [Offer.of("o", [], [PercentOff(10)], name="Ten per cent off everything that there is")]
    )
    lines = [text.text for text in slip(calculate(receipt(), Member("m"), offers), Member("m"), offers)]

    assert "    Ten per cent off everything that th… -1.00" in lines
    assert "Member m" in lines
    assert max(map(len, lines)) == WIDTH


def test_a_counter_in_the_demonstration(run: Run) -> None:
    assert "counter birthday_gifts +1" in " ".join(run("demo", "--member", "clara").out.split())
