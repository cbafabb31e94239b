"""Ways to say how much that money and points share: for every so much, by product, label and price."""

from __future__ import annotations

import pytest
from attrs import evolve
from cases.till import CAKE, CATALOG, CUP, STARS, TEA, earned, eur, off, receipt, sell

from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.model.amounts import Amount, Bearer, PriceForAll, PricePerUnit, TagAmount, TagPrice
from loyalty_engine.model.attributes import AttributeValue
from loyalty_engine.model.member import Member
from loyalty_engine.model.money import Money
from loyalty_engine.model.personal import BenefitKind, EntryBenefit, PersonalItem, PersonalizedOffer
from loyalty_engine.model.receipt import Line, PointsAsked
from loyalty_engine.model.targets import GroupTarget
from loyalty_engine.rules.benefits import (
    AmountOff,
    AmountPerSum,
    AmountPerWeight,
    InSets,
    MinimumPrice,
    PayWithPoints,
    PercentOff,
    PersonalBenefit,
    PointsAmount,
    PointsPerWeight,
    PointsToPrice,
    PointsToTaggedPrice,
    SetOf,
    TaggedAmount,
    TaggedPoints,
)
from loyalty_engine.rules.benefits.discounts import Per
from loyalty_engine.rules.conditions import Products
from loyalty_engine.rules.instructions import Given
from loyalty_engine.rules.language import Benefit
from loyalty_engine.rules.offer import Offer

#: Two teas for 12.00, a kilogram and a half of cake for 12.00, and a third tea on a line of its own.
SALE = receipt((TEA, "12.00", 2), (CAKE, "12.00", "1.5"), (TEA, "6.00"))


def by_line(calculation: Calculation) -> list[int]:
    """The points of each line."""
    return [sum(part.amount for part in line.points) for line in calculation.lines]


def give(*benefits: Benefit) -> Offer:
    return Offer.of("a", benefits=benefits)


@pytest.mark.parametrize(
    ("benefit", "expected"),
    [
        pytest.param(
            AmountPerSum(eur("1.00"), every=eur("10.00")), ("1.20", "1.20", "0.60"), id="10.00 three times"
        ),
        pytest.param(AmountPerSum(eur("1.00"), every=eur("30.01")), ("0.00",) * 3, id="a cent is missing"),
        pytest.param(
            AmountPerSum(eur("15.00"), every=eur("10.00")), ("12.00", "12.00", "6.00"), id="more than all"
        ),
        pytest.param(
            AmountPerWeight(eur("1.00"), every="1.5"), ("1.20", "1.20", "0.60"), id="1.5 three times in 4.5"
        ),
        pytest.param(AmountPerWeight(eur("1.00"), every="4.501"), ("0.00",) * 3, id="a gram is missing"),
        pytest.param(
            AmountOff(eur("3.00"), per=Per.PRODUCT), ("2.00", "3.00", "1.00"), id="one sum for all the tea"
        ),
    ],
)
def test_money_for_every_so_much(benefit: Benefit, expected: tuple[str, ...]) -> None:
    assert off(sell([give(benefit)], SALE)) == expected


@pytest.mark.parametrize(
    ("benefit", "points"),
    [
        pytest.param(PointsPerWeight(5, every="1.5"), [7, 5, 3], id="15 for 4.5, by what each line weighs"),
        pytest.param(PointsPerWeight(5, every=5), [0, 0, 0], id="less than 5"),
        pytest.param(PointsAmount(3, per=Per.PRODUCT), [2, 3, 1], id="3 for the tea and 3 for the cake"),
        pytest.param(PointsToPrice(eur("5.00")), [2, 4, 1], id="above 5.00: 2.00, 4.50 and 1.00 are 7.50"),
        pytest.param(PointsToPrice(eur("6.00")), [0, 3, 0], id="the tea costs no more than 6.00"),
        pytest.param(PointsToPrice(eur("25.00"), together=True), [2, 2, 1], id="5.00 of 30.00"),
        pytest.param(PointsToPrice(eur("31.00"), together=True), [0, 0, 0], id="all cost less"),
    ],
)
def test_points_for_every_so_much_and_above_prices(benefit: Benefit, points: list[int]) -> None:
    calculation = sell([give(benefit)], SALE)

    assert by_line(calculation) == points
    assert earned(calculation) == ({"bonus": sum(points)} if any(points) else {})


def test_what_comes_back_has_the_decimals_of_the_points() -> None:
    assert earned(sell([give(PointsToPrice(eur("5.25"), currency=STARS.id))], SALE)) == {"star": 637}


def test_what_comes_back_is_of_what_is_paid_in_money() -> None:
    tenth = Offer.of("tenth", benefits=[PercentOff(10)])
    paying = Offer.of("paying", [Products({CAKE})], [PayWithPoints()])
    sale = evolve(SALE, points_asked=[PointsAsked(amount=4)])
    calculation = sell(
        [tenth, paying, give(PointsToPrice(eur("5.00")))], sale, Member("m", balances={"bonus": 9})
    )

    # 10.80, 6.80 and 5.40 are paid, for 10.00, 7.50 and 5.00
    assert earned(calculation) == {"bonus": 1}


def test_a_discount_leaves_less_to_bring_down_for_every_so_much() -> None:
    fifth = Offer.of("fifth", benefits=[PercentOff(20)], cumulative=True)
    more = AmountPerSum(eur("1.00"), every=eur("25.00"), excluding={Given.DISCOUNT})
    for benefit, total in ((more, "24.00"), (evolve(more, excluding=()), "23.00")):
        later = Offer.of("later", benefits=[benefit], cumulative=True, priority=-1)
        assert sell([fifth, later], SALE).total == eur(total)


def test_floors_hold() -> None:
    lowest = Offer.of("floor", [Products({TEA})], [MinimumPrice(price=eur("5.50"))])

    assert off(sell([lowest, give(AmountPerSum(eur("5.00"), every=eur("10.00")))], SALE)) == (
        "1.00",
        "12.00",
        "0.50",
    )


@pytest.mark.parametrize(
    ("tag", "taken", "points"),
    [
        pytest.param("1.25", ("2.50", "0.00"), [250, 0], id="1.25 for each of two"),
        pytest.param(2, ("4.00", "0.00"), [400, 0], id="a whole number"),
        pytest.param("0", ("0.00", "0.00"), [0, 0], id="nothing"),
        pytest.param("-1", ("0.00", "0.00"), [0, 0], id="less than nothing"),
        pytest.param("1.005", ("0.00", "0.00"), [0, 0], id="half a cent, half a part of a point"),
        pytest.param("two", ("0.00", "0.00"), [0, 0], id="no number"),
        pytest.param(True, ("0.00", "0.00"), [0, 0], id="yes"),
        pytest.param(None, ("0.00", "0.00"), [0, 0], id="no label"),
    ],
)
@pytest.mark.parametrize("of", Bearer)
def test_what_a_label_says(
    of: Bearer, tag: AttributeValue | None, taken: tuple[str, ...], points: list[int]
) -> None:
    written = {} if tag is None else {"label": tag}
    products = [
        evolve(product, attributes=written if product.code == TEA and of is Bearer.PRODUCT else {})
        for product in CATALOG.products
    ]
    tea = Line(
        number=1,
        product=TEA,
        quantity=2,
        amount=eur("12.00"),
        parameters=written if of is Bearer.LINE else {},
    )
    money, stars = TaggedAmount("label", of=of), TaggedPoints("label", of=of, currency=STARS.id)
    catalog = evolve(CATALOG, products=products)
    calculation = sell([give(money, stars)], receipt(tea, (CUP, "6.00")), catalog=catalog)

    assert (off(calculation), by_line(calculation)) == (taken, points)


def test_points_of_labels_are_summed_before_they_are_rounded() -> None:
    cakes = [
        Line(number=n, product=CAKE, quantity="0.5", amount=eur("5.00"), parameters={"label": 1})
        for n in (1, 2, 3)
    ]
    calculation = sell([give(TaggedPoints("label", of=Bearer.LINE))], receipt(*cakes))

    assert by_line(calculation) == [1, 0, 0]  # half a point each make one whole one, rounded down


def test_what_is_paid_above_the_price_on_the_label() -> None:
    tea = Line(number=1, product=TEA, quantity=2, amount=eur("12.00"), parameters={"label": "4.75"})
    calculation = sell([give(PointsToTaggedPrice("label", of=Bearer.LINE))], receipt(tea, (CUP, "6.00")))

    assert by_line(calculation) == [2, 0]


@pytest.mark.parametrize(
    ("benefit", "points"),
    [
        pytest.param(PointsToPrice(eur("5.00")), [2, 0], id="two units of 6.00 are 1.00 above it each"),
        pytest.param(PointsToPrice(eur("9.00"), together=True), [3, 0], id="one set of 12.00 is 3.00 above"),
        pytest.param(PointsPerWeight(4, every=2), [4, 0], id="one set weighs 2"),
        pytest.param(PointsAmount(4, per=Per.PRODUCT), [4, 0], id="one product in each set"),
    ],
)
def test_for_sets_of_two(benefit: Benefit, points: list[int]) -> None:
    sets = InSets(parts=[SetOf([Products({TEA})], 2)], benefits=[benefit])

    assert by_line(sell([give(sets)], receipt((TEA, "18.00", 3), (CUP, "6.00")))) == points


@pytest.mark.parametrize(
    ("amount", "points"),
    [
        pytest.param(PricePerUnit(500), 3, id="7.00 less 5.00, and 6.00 less 5.00"),
        pytest.param(PriceForAll(1000), 3, id="13.00 less 10.00"),
        pytest.param(TagPrice("label", Bearer.LINE), 3, id="7.00 less 4.00, as the label says"),
        pytest.param(TagAmount("label", Bearer.LINE), 4, id="4 points, as the label says"),
    ],
)
def test_an_entry_may_say_so_too(amount: Amount, points: int) -> None:
    entry = PersonalItem(
        target=GroupTarget("tea time"), benefit=EntryBenefit(kind=BenefitKind.POINTS, amount=amount)
    )
    member = Member("m-1", personal={"fans": PersonalizedOffer(items=[entry])})
    tea = Line(number=1, product=TEA, amount=eur("7.00"), parameters={"label": "4"})
    calculation = sell([give(PersonalBenefit("fans"))], receipt(tea, (CUP, "6.00"), (CAKE, "9.00")), member)

    assert earned(calculation) == {"bonus": points}


def test_yen_have_no_decimals() -> None:
    sale = receipt(Line(number=1, product=TEA, amount=Money(1005, "JPY")))

    assert earned(sell([give(PointsToPrice(Money(1000, "JPY")))], sale)) == {"bonus": 5}
