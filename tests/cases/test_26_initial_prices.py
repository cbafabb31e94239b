"""Initial prices: what discounts start from, below what the till asks for and above it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from attrs import evolve
from cases.till import CUP, TEA, earned, eur, off, off_by, outcomes, receipt, sell, texts

from loyalty_engine.engine.records import Outcome
from loyalty_engine.model.amounts import Bearer
from loyalty_engine.model.attributes import Attributes
from loyalty_engine.model.counters import CountedPer
from loyalty_engine.model.receipt import Line
from loyalty_engine.rules.benefits.discounts import (
    AmountOff,
    FixedPrice,
    InitialPrice,
    MinimumPrice,
    PercentOff,
)
from loyalty_engine.rules.benefits.effects import ReceiptMessage
from loyalty_engine.rules.benefits.paying import PayWithPoints
from loyalty_engine.rules.benefits.points import PointsPercent
from loyalty_engine.rules.benefits.repeating import Repeat
from loyalty_engine.rules.benefits.sets import NForM
from loyalty_engine.rules.conditions.discounts import Discounted
from loyalty_engine.rules.conditions.products import Products
from loyalty_engine.rules.conditions.receipt import ReceiptAmount
from loyalty_engine.rules.instructions import Given
from loyalty_engine.rules.limits import Budget
from loyalty_engine.rules.offer import Offer

SALE = receipt((TEA, "100.00"))


def start(price: str) -> Offer:
    return Offer.of("start", [Products({TEA})], [InitialPrice(price=eur(price))])


def percent(id: str, value: int, *, excluding: Sequence[Given] = (), cumulative: bool = False) -> Offer:
    return Offer.of(id, benefits=[PercentOff(value, excluding=excluding)], cumulative=cumulative)


@pytest.mark.parametrize(
    ("offers", "expected"),
    [
        pytest.param([start("80")], {"start": "20.00"}, id="the difference is a discount"),
        pytest.param([start("100")], {}, id="the same price"),
        pytest.param([start("120")], {}, id="no line gets dearer"),
        pytest.param(
            [start("80"), percent("a", 10)],
            {"start": "20.00", "a": "8.00"},
            id="a percentage of the lower price",
        ),
        pytest.param(
            [start("80"), percent("a", 10, excluding=[Given.DISCOUNT])],
            {"start": "20.00", "a": "8.00"},
            id="which excludes the difference as well",
        ),
        pytest.param(
            [start("120"), percent("a", 10)], {}, id="a percentage that only uses up what is higher"
        ),
        pytest.param([start("120"), percent("a", 20)], {"a": "4.00"}, id="of a percentage what is left"),
        pytest.param(
            [start("120"), percent("a", 10, cumulative=True), percent("b", 10, cumulative=True)],
            {"b": "4.00"},
            id="one discount uses up what is higher, the next counts",
        ),
        pytest.param(
            [start("120"), Offer.of("a", benefits=[FixedPrice(eur("85"))])],
            {"a": "15.00"},
            id="a fixed price",
        ),
        pytest.param(
            [start("80"), Offer.of("a", benefits=[FixedPrice(eur("85"))])],
            {"start": "20.00"},
            id="a fixed price above the initial one",
        ),
        pytest.param(
            [start("80"), Offer.of("b", benefits=[InitialPrice(price=eur("70"))])],
            {"b": "30.00"},
            id="the lowest of several",
        ),
        pytest.param(
            [start("80"), Offer.of("z", benefits=[InitialPrice(price=eur("90"))])],
            {"start": "20.00"},
            id="the lowest of several, which is set first",
        ),
        pytest.param(
            [start("80"), Offer.of("z", benefits=[InitialPrice(price=eur("70"))])],
            {"z": "30.00"},
            id="the lowest of several, which is set last",
        ),
        pytest.param(
            [start("80"), Offer.of("z", benefits=[InitialPrice(price=eur("80"))])],
            {"start": "20.00"},
            id="of equal ones that of the first",
        ),
        pytest.param(
            [start("80"), Offer.of("b", benefits=[MinimumPrice(price=eur("90"))]), percent("a", 50)],
            {"start": "10.00"},
            id="never below the floor",
        ),
        pytest.param(
            [start("120"), Offer.of("a", benefits=[PercentOff(20, at_most=eur("1"))])],
            {"a": "1.00"},
            id="a cap is one of what the buyer gains",
        ),
        pytest.param(
            [start("120"), Offer.of("r", benefits=[Repeat([AmountOff(eur("5"))], 6)])],
            {"r": "10.00"},
            id="a discount is repeated while it uses up what is higher",
        ),
        pytest.param(
            [
                start("120"),
                Offer.of("nc", benefits=[PercentOff(10)]),
                Offer.of("sum", benefits=[AmountOff(eur("19"))], priority=-1),
            ],
            {},
            id="who lowers the price has taken the line, although nobody gains by it",
        ),
        pytest.param(
            [start("120"), Offer.of("sum", benefits=[AmountOff(eur("30"))]), percent("tenth", 10)],
            {"sum": "10.00"},
            id="what the buyer gains is compared",
        ),
    ],
)
def test_what_discounts_start_from(offers: Sequence[Offer], expected: dict[str, str]) -> None:
    calculation = sell(offers, SALE)

    assert off_by(calculation) == expected
    assert calculation.total <= eur("100")


def test_texts_tell_no_more_than_the_amount() -> None:
    """The tea starts from 12.00, of which 10 % are less than what is higher; of the cup they are 1.00."""
    start = Offer.of("start", [Products({TEA})], [InitialPrice(price=eur("12"))])
    saying = Offer.of("a", benefits=[PercentOff(10), ReceiptMessage("{receipt.discount} off")])

    assert texts(sell([start, saying], receipt((TEA, "10.00"), (CUP, "10.00")))) == ("1.00 EUR off",)


def test_it_stands_where_the_discount_of_its_offer_is_beaten() -> None:
    own = Offer.of("start", benefits=[InitialPrice(price=eur("80")), PercentOff(10)])
    half = Offer.of("half", benefits=[PercentOff(50)], priority=9)
    calculation = sell([own, half], SALE)

    assert off_by(calculation) == {"start": "20.00", "half": "40.00"}
    assert outcomes(calculation) == {"start": Outcome.GRANTED, "half": Outcome.GRANTED}


@pytest.mark.parametrize(
    ("budget", "expected", "capped"),
    [
        pytest.param(
            Budget(eur("20"), per=CountedPer.MEMBER), {"start": "20.00", "a": "8.00"}, False, id="enough"
        ),
        pytest.param(
            Budget(eur("5"), per=CountedPer.MEMBER),
            {"start": "5.00", "a": "9.50"},
            True,
            id="only a part of it",
        ),
        pytest.param(
            Budget(eur("5"), per=CountedPer.MEMBER, partial=False),
            {"a": "10.00"},
            True,
            id="as a whole or not at all",
        ),
    ],
)
def test_a_budget_pays_for_a_lower_price(budget: Budget, expected: dict[str, str], *, capped: bool) -> None:
    calculation = sell([evolve(start("80"), limits=[budget]), percent("a", 10)], SALE)

    assert off_by(calculation) == expected
    assert next(one for one in calculation.verdicts if one.offer == "start").capped is capped


def test_prices_on_tags_of_products_and_of_lines() -> None:
    tagged = Line(
        number=1, product=TEA, quantity=2, amount=eur("20.00"), parameters=Attributes.of({"was": "7.00"})
    )
    offer = Offer.of("start", benefits=[InitialPrice(attribute="was", of=Bearer.LINE)])

    assert off(sell([offer], receipt(tagged, (CUP, "5.00")))) == ("6.00", "0.00")


def test_units_of_sets_start_from_their_part_of_it() -> None:
    three = receipt((TEA, "30.00", 3))

    assert off_by(sell([start("8"), Offer.of("a", benefits=[NForM(3, 2)])], three)) == {
        "start": "6.00",
        "a": "8.00",
    }
    assert off_by(sell([start("12"), Offer.of("a", benefits=[NForM(3, 2)])], three)) == {"a": "6.00"}


def test_conditions_on_the_receipt_see_what_the_till_asks() -> None:
    large = Offer.of("a", [ReceiptAmount(at_least=eur("100"))], [PercentOff(10)])

    assert off_by(sell([start("80"), large], SALE)) == {"start": "20.00", "a": "8.00"}


def test_conditions_on_discounts_see_the_difference_and_nothing_that_is_only_used_up() -> None:
    also = Offer.of("also", [Discounted()], [AmountOff(eur("1"))], cumulative=True)

    assert off_by(sell([start("80"), also], SALE)) == {"start": "20.00", "also": "1.00"}
    assert off_by(sell([start("120"), percent("a", 10), also], SALE)) == {}


def test_points_and_payments_go_by_what_is_paid() -> None:
    later = [Offer.of("p", benefits=[PointsPercent(10)]), Offer.of("w", benefits=[PayWithPoints(percent=50)])]
    low, high = sell([start("80"), *later], SALE), sell([start("120"), *later], SALE)

    assert earned(low) == {"bonus": 8}
    assert earned(high) == {"bonus": 10}


@pytest.mark.parametrize("others", [(), (("cup", "1.00"),)], ids=["alone", "beside a cup"])
def test_another_line_does_not_change_who_has_taken_it(others: Sequence[tuple[str, str]]) -> None:
    tenth = percent("tenth", 10)
    on_tea = Offer.of("on tea", [Products({TEA})], [PercentOff(20)], cumulative=True)
    calculation = sell([start("120"), tenth, on_tea], receipt((TEA, "100.00"), *others))

    assert off(calculation)[0] == "16.00"


def test_points_are_never_given_for_more_than_the_till_asks_for() -> None:
    """Whatever the points exclude, 100.00 bring ten, although discounts began from 120.00."""
    for excluding in (), (Given.DISCOUNT,):
        tenth = Offer.of("tenth", benefits=[PointsPercent(10, excluding=excluding)])
        assert earned(sell([start("120"), tenth], SALE)) == {"bonus": 10}
