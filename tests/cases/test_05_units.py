"""Units: sets of them are made of the dearest first, pay and get together, and leave the rest of a line."""

from __future__ import annotations

import pytest
from attrs import evolve
from cases.till import (
    CAKE,
    CUP,
    TEA,
    Position,
    earned,
    eur,
    off,
    off_by,
    outcomes,
    receipt,
    sell,
)

from loyalty_engine.engine.records import LinePoints, Outcome
from loyalty_engine.model.money import Quantity
from loyalty_engine.model.receipt import Line, Measure
from loyalty_engine.rules.benefits.discounts import (
    AmountOff,
    FixedPrice,
    MinimumPrice,
    Per,
    PercentOff,
)
from loyalty_engine.rules.benefits.points import PointsAmount, PointsPercent, PointsPerSum
from loyalty_engine.rules.benefits.sets import (
    BundlePrice,
    BuyGet,
    EveryNth,
    InSets,
    NForM,
    SetOf,
    SomeUnitsOff,
)
from loyalty_engine.rules.conditions.discounts import Discounted
from loyalty_engine.rules.conditions.products import Products
from loyalty_engine.rules.conditions.receipt import LineAmount, LineQuantity
from loyalty_engine.rules.instructions import (
    Given,
)
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.offer import Offer, Rule
from loyalty_engine.rules.stacking import Level, Policies
from loyalty_engine.rules.units import (
    UnitOrder,
)

TEAS, CUPS, CAKES = Products({TEA}), Products({CUP}), Products({CAKE})
ONE_TO_SIX: list[Position] = [(f"p{n}", f"{n}0.00") for n in range(1, 7)]
TWO_OF_EACH: list[Position] = [(f"p{n}", f"{2 * n}0.00", 2) for n in range(1, 7)]
#: Of four units, scanned as they stand, every order makes another set of three or leaves out another unit.
MIXED: list[Position] = [("p1", "10.00"), ("p4", "40.00"), ("p3", "30.00"), ("p2", "20.00")]


def of(*benefits: Benefit, id: str = "a", priority: int = 0, conditions: tuple[Condition, ...] = ()) -> Offer:
    return Offer.of(id, conditions, benefits, priority=priority)


@pytest.mark.parametrize(
    ("benefit", "positions", "expected"),
    [
        pytest.param(
            NForM(3, 2),
            [(TEA, "10.00"), (CUP, "20.00"), (CAKE, "30.00")],
            "10.00 0.00 0.00",
            id="the cheapest of three is free",
        ),
        pytest.param(NForM(3, 2), [(TEA, "10.00"), (CUP, "20.00")], "0.00 0.00", id="two are no three"),
        pytest.param(NForM(3, 2), [(TEA, "30.00", 3)], "10.00", id="one line of three"),
        pytest.param(NForM(3, 2), [(TEA, "10.00", 3)], "3.33", id="three for 10.00: the first of them"),
        pytest.param(NForM(3, 2), [(TEA, "20.00", 6)], "6.66", id="six for 20.00: the first two of them"),
        pytest.param(NForM(3, 1), [(TEA, "10.00", 3)], "6.66", id="three for the price of one"),
        pytest.param(NForM(2, 0), [(TEA, "30.00", 3)], "20.00", id="two for nothing, once"),
        pytest.param(NForM(3, 2), MIXED, "0.00 0.00 0.00 20.00", id="the dearest first: 40, 30 and 20"),
        pytest.param(
            NForM(3, 2, order=UnitOrder.CHEAPEST), MIXED, "10.00 0.00 0.00 0.00", id="the cheapest first"
        ),
        pytest.param(
            NForM(3, 2, order=UnitOrder.FIRST), MIXED, "10.00 0.00 0.00 0.00", id="the first scanned"
        ),
        pytest.param(NForM(3, 2, order=UnitOrder.LAST), MIXED, "0.00 0.00 0.00 20.00", id="the last scanned"),
        pytest.param(
            NForM(3, 2),
            ONE_TO_SIX,
            "10.00 0.00 0.00 40.00 0.00 0.00",
            id="two sets: 60, 50, 40 and 30, 20, 10",
        ),
        pytest.param(
            NForM(3, 2, at_most=1), ONE_TO_SIX, "0.00 0.00 0.00 40.00 0.00 0.00", id="once a receipt"
        ),
        pytest.param(
            NForM(6, 5), ONE_TO_SIX, "10.00 0.00 0.00 0.00 0.00 0.00", id="six units of 10 to 60: the 10"
        ),
        pytest.param(
            NForM(6, 5),
            TWO_OF_EACH,
            "10.00 0.00 0.00 40.00 0.00 0.00",
            id="twelve units: the six dearest and the six cheapest, and one of each six",
        ),
        pytest.param(
            NForM(6, 5, order=UnitOrder.CHEAPEST),
            TWO_OF_EACH,
            "10.00 0.00 0.00 40.00 0.00 0.00",
            id="twelve units: the same from the cheapest up",
        ),
        pytest.param(
            EveryNth(2, 50),
            [(TEA, "30.00"), (CUP, "20.00"), (CAKE, "10.00")],
            "0.00 10.00 0.00",
            id="every second at half price, and a third one",
        ),
        pytest.param(EveryNth(2, 50), [(TEA, "10.00", 5)], "2.00", id="of five, two at half price"),
        pytest.param(EveryNth(2, 50, at_most=1), [(TEA, "10.00", 5)], "1.00", id="or one"),
        pytest.param(EveryNth(1), [(TEA, "10.00", 3)], "10.00", id="every single one"),
        pytest.param(
            SomeUnitsOff(1),
            [(TEA, "30.00"), (CUP, "20.00"), (CAKE, "10.00")],
            "0.00 0.00 10.00",
            id="the cheapest is free",
        ),
        pytest.param(
            SomeUnitsOff(1, order=UnitOrder.DEAREST),
            [(TEA, "30.00"), (CUP, "20.00"), (CAKE, "10.00")],
            "30.00 0.00 0.00",
            id="the dearest is free",
        ),
        pytest.param(
            SomeUnitsOff(3, 50),
            [(TEA, "10.00", 2), (CUP, "4.00"), (CAKE, "20.00")],
            "5.00 2.00 0.00",
            id="the three cheapest at half price: what a unit costs counts, not the line",
        ),
        pytest.param(SomeUnitsOff(5), [(TEA, "10.00", 3)], "10.00", id="five, but there are three"),
        pytest.param(SomeUnitsOff(2), [(TEA, "10.00", 3)], "6.66", id="two of three for 10.00"),
    ],
)
def test_units_of_one_kind(benefit: Benefit, positions: list[Position], expected: str) -> None:
    assert " ".join(off(sell([of(benefit)], receipt(*positions)))) == expected


@pytest.mark.parametrize(
    ("benefit", "positions", "expected"),
    [
        pytest.param(
            BundlePrice([SetOf([TEAS]), SetOf([CUPS])], eur("12")),
            [(TEA, "10.00"), (CUP, "5.00")],
            "2.00 1.00",
            id="tea and cup for 12.00",
        ),
        pytest.param(
            BundlePrice([SetOf([TEAS]), SetOf([CUPS])], eur("12")),
            [(TEA, "10.00"), (CAKE, "5.00")],
            "0.00 0.00",
            id="no cup, no bundle",
        ),
        pytest.param(
            BundlePrice([SetOf([TEAS], 2), SetOf([CUPS])], eur("20")),
            [(TEA, "50.00", 5), (CUP, "10.00", 2)],
            "8.00 2.00",
            id="two teas and a cup for 20.00, twice; a tea is left",
        ),
        pytest.param(
            BundlePrice([SetOf([TEAS], 2), SetOf([CUPS])], eur("20"), at_most=1),
            [(TEA, "50.00", 5), (CUP, "10.00", 2)],
            "4.00 1.00",
            id="two teas and a cup for 20.00, once",
        ),
        pytest.param(
            BundlePrice([SetOf([TEAS], 2), SetOf([CUPS])], eur("20")),
            [(TEA, "10.00"), (CUP, "10.00", 2)],
            "0.00 0.00",
            id="one tea is not two",
        ),
        pytest.param(
            BundlePrice([SetOf([TEAS]), SetOf([CUPS])], eur("16")),
            [(TEA, "10.00"), (CUP, "5.00")],
            "0.00 0.00",
            id="a bundle never costs more than its units",
        ),
        pytest.param(
            BundlePrice([SetOf(units=3)], eur("10")), [(TEA, "28.00", 7)], "4.00", id="three for 10.00, twice"
        ),
        pytest.param(
            BundlePrice([SetOf(units=2)], eur("10")),
            [("p1", "20.00"), ("p2", "12.00"), ("p3", "6.00"), ("p4", "3.00")],
            "13.75 8.25 0.00 0.00",
            id="the price is that of each set: 6 and 3 cost no 10",
        ),
        pytest.param(
            BuyGet(buy=SetOf([TEAS], 2), get=SetOf([CAKES])),
            [(TEA, "40.00", 5), (CAKE, "9.00", 3)],
            "0.00 6.00",
            id="a cake to every two teas",
        ),
        pytest.param(
            BuyGet(buy=SetOf([TEAS], 2), get=SetOf([CAKES])), [(TEA, "40.00", 5)], "0.00", id="no cake"
        ),
        pytest.param(
            BuyGet(buy=SetOf([TEAS], 2), get=SetOf([CAKES]), at_most=1),
            [(TEA, "40.00", 5), (CAKE, "9.00", 3)],
            "0.00 3.00",
            id="a cake, once a receipt",
        ),
        pytest.param(
            BuyGet(buy=SetOf([TEAS], 2), get=SetOf([CAKES])),
            [(TEA, "10.00", 2), (CAKE, "3.00"), (CAKE, "5.00")],
            "0.00 0.00 5.00",
            id="the dearest cake",
        ),
        pytest.param(
            BuyGet(buy=SetOf([TEAS], 2), get=SetOf([CAKES]), order=UnitOrder.CHEAPEST),
            [(TEA, "10.00", 2), (CAKE, "3.00"), (CAKE, "5.00")],
            "0.00 3.00 0.00",
            id="or the cheapest",
        ),
        pytest.param(
            BuyGet(buy=SetOf([TEAS], 2)), [(TEA, "70.00", 7)], "20.00", id="buy two teas, get the third"
        ),
        pytest.param(
            BuyGet(buy=SetOf([TEAS], 2), units=2, percent=50),
            [(TEA, "40.00", 4), (CUP, "1.00", 4)],
            "10.00 0.00",
            id="buy two, get two more at half price",
        ),
        pytest.param(
            InSets(parts=[SetOf([TEAS]), SetOf([CUPS])], benefits=[AmountOff(eur("1.00"))]),
            [(TEA, "20.00", 2), (CUP, "15.00", 3)],
            "1.33 0.67",
            id="1.00 off each pair: two pairs of 15.00",
        ),
        pytest.param(
            InSets(parts=[SetOf(units=3)], benefits=[FixedPrice(eur("8"))]),
            [(TEA, "40.00", 4)],
            "6.00",
            id="8.00 apiece for every full three",
        ),
        pytest.param(
            InSets(parts=[SetOf(units=2)], benefits=[AmountOff(eur("0.10"), per=Per.UNIT)]),
            [(TEA, "30.00", 3), (CUP, "5.00")],
            "0.30 0.10",
            id="0.10 off each unit of full pairs",
        ),
        pytest.param(
            InSets(parts=[SetOf([TEAS], 2), SetOf([CUPS])], benefits=[PercentOff(50)], of=0, pick=1),
            [(TEA, "10.00"), (TEA, "6.00"), (CUP, "5.00")],
            "0.00 3.00 0.00",
            id="the cheaper of the teas at half price",
        ),
        pytest.param(
            InSets(parts=[SetOf(units=2)], benefits=[PercentOff(10)], pick=1, pick_order=UnitOrder.DEAREST),
            [(TEA, "10.00"), (CUP, "6.00")],
            "1.00 0.00",
            id="the dearer of each pair",
        ),
        pytest.param(
            InSets(parts=[SetOf(), SetOf([TEAS])], benefits=[PercentOff(100)], of=1),
            [(TEA, "10.00"), (CUP, "5.00")],
            "10.00 0.00",
            id="any unit and a tea: the cup goes first, for the tea is needed",
        ),
        pytest.param(
            InSets(parts=[SetOf([TEAS]), SetOf([TEAS])], benefits=[PercentOff(100)], of=1),
            [(TEA, "10.00"), (TEA, "8.00")],
            "0.00 8.00",
            id="two parts of one product share its units",
        ),
        pytest.param(
            InSets(parts=[SetOf(units=2)], benefits=[PercentOff(10), AmountOff(eur("1"))]),
            [(TEA, "30.00", 3)],
            "3.00",
            id="two benefits for the same units add up",
        ),
    ],
)
def test_sets(benefit: Benefit, positions: list[Position], expected: str) -> None:
    assert " ".join(off(sell([of(benefit)], receipt(*positions)))) == expected


CHEESE = Line(number=1, product="cheese", quantity=Quantity.of("0.755"), amount=eur("8.00"))
TEA_BESIDE = Line(number=2, product=TEA, amount=eur("10.00"))


@pytest.mark.parametrize(
    ("cheese", "expected"),
    [
        pytest.param(CHEESE, ("8.00", "0.00"), id="a weighed line is one unit"),
        pytest.param(
            evolve(CHEESE, quantity=Quantity.of(3), measure=Measure.WEIGHED),
            ("8.00", "0.00"),
            id="three kilograms are one unit, too",
        ),
        pytest.param(
            evolve(CHEESE, quantity=Quantity.of(3), measure=Measure.PIECE),
            ("5.33", "0.00"),
            id="three pieces and a tea make two sets, and two pieces are the cheaper ones",
        ),
    ],
)
def test_two_for_one_of_weighed_goods(cheese: Line, expected: tuple[str, ...]) -> None:
    assert off(sell([of(NForM(2, 1))], receipt(cheese, TEA_BESIDE))) == expected


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        pytest.param(Level.LINE, "0.83", id="the two units together, 1.66, give 0.83"),
        pytest.param(Level.UNIT, "0.84", id="two units of 0.83 give 0.415 each: twice 0.42"),
        pytest.param(Level.RECEIPT, "0.83", id="over the receipt, 0.83"),
    ],
)
def test_a_share_of_units_is_rounded_where_the_policy_says(level: Level, expected: str) -> None:
    sale = receipt((TEA, "3.33", 4))

    assert off(sell([of(EveryNth(2, 50))], sale, policies=Policies(level=level))) == (expected,)


class TestWhatIsLeftOfALine:
    """A set takes its units, paid and free; the other units of a line are a smaller line for later offers."""

    FIVE = receipt((TEA, "50.00", 5))
    THREE_FOR_TWO = of(NForM(3, 2), id="three", priority=1)

    @pytest.mark.parametrize(
        ("conditions", "expected"),
        [
            pytest.param((LineQuantity(at_least=2),), {"three": "10.00", "b": "10.00"}, id="two are left"),
            pytest.param((LineQuantity(at_least=3),), {"three": "10.00"}, id="three are not left"),
            pytest.param((LineAmount(at_least=eur("20")),), {"three": "10.00", "b": "10.00"}, id="20.00 are"),
            pytest.param((LineAmount(at_least=eur("20.01")),), {"three": "10.00"}, id="20.01 are not"),
        ],
    )
    def test_conditions_see_the_rest(
        self, conditions: tuple[Condition, ...], expected: dict[str, str]
    ) -> None:
        half = of(PercentOff(50), id="b", conditions=conditions)
        calculation = sell([half, self.THREE_FOR_TWO], self.FIVE)

        assert off_by(calculation) == expected
        given = Outcome.GRANTED if "b" in expected else Outcome.BEATEN
        assert outcomes(calculation) == {"three": Outcome.GRANTED, "b": given}

    @pytest.mark.parametrize(
        ("benefit", "expected"),
        [
            pytest.param(PercentOff(50), "10.00", id="half of two teas"),
            pytest.param(AmountOff(eur("1"), per=Per.UNIT), "2.00", id="1.00 off each of two"),
            pytest.param(FixedPrice(eur("7")), "6.00", id="two for 7.00 apiece"),
            pytest.param(FixedPrice(eur("7"), together=True), "13.00", id="both for 7.00"),
            pytest.param(AmountOff(eur("30")), "20.00", id="no more than the two cost"),
            pytest.param(NForM(2, 1), "10.00", id="another set"),
        ],
    )
    def test_benefits_are_for_the_rest(self, benefit: Benefit, expected: str) -> None:
        calculation = sell([of(benefit, id="b"), self.THREE_FOR_TWO], self.FIVE)

        assert off_by(calculation) == {"three": "10.00", "b": expected}

    def test_paid_units_are_taken_as_well(self) -> None:
        calculation = sell([of(PercentOff(50), id="b"), self.THREE_FOR_TWO], receipt((TEA, "30.00", 3)))

        assert off_by(calculation) == {"three": "10.00"}
        assert outcomes(calculation) == {"b": Outcome.BEATEN, "three": Outcome.GRANTED}

    def test_the_units_left_cost_what_the_first_ones_did_not(self) -> None:
        two = of(SomeUnitsOff(2), id="two", priority=1)
        calculation = sell([of(PercentOff(100), id="rest"), two], receipt((TEA, "10.00", 3)))

        assert off_by(calculation) == {"two": "6.66", "rest": "3.34"}

    def test_an_offer_that_is_not_for_units_takes_the_rest_as_a_whole(self) -> None:
        offers = [
            self.THREE_FOR_TWO,
            of(PercentOff(10), id="b", priority=0),
            of(NForM(2, 1), id="c", priority=-1),
        ]

        assert off_by(sell(offers, self.FIVE)) == {"three": "10.00", "b": "2.00"}

    def test_who_gives_nothing_through_sets_takes_nothing(self) -> None:
        dear = of(BundlePrice([SetOf(units=3)], eur("99")), id="dear", priority=2)
        calculation = sell([dear, self.THREE_FOR_TWO], self.FIVE)

        assert off_by(calculation) == {"three": "10.00"}
        assert outcomes(calculation)["dear"] is Outcome.NOTHING_LEFT

    @pytest.mark.parametrize(
        ("excluding", "expected"),
        [
            pytest.param((), "5.00", id="10 % of all five teas"),
            pytest.param({Given.DISCOUNT}, "4.00", id="or of what is left to pay for them"),
        ],
    )
    def test_cumulative_offers_see_all_units(self, excluding: set[Given], expected: str) -> None:
        ten = Offer.of("ten", benefits=[PercentOff(10, excluding=excluding)], cumulative=True)

        assert off_by(sell([ten, self.THREE_FOR_TWO], self.FIVE)) == {"three": "10.00", "ten": expected}

    def test_cumulative_sets_take_nothing_and_share_what_lies_on_the_line(self) -> None:
        offers = [
            evolve(self.THREE_FOR_TWO, cumulative=True),
            Offer.of("two", benefits=[NForM(2, 1)], cumulative=True),
        ]

        # 10.00 off five teas are 2.00 off each, so that the two free ones have 16.00 left
        assert off_by(sell(offers, self.FIVE)) == {"three": "10.00", "two": "16.00"}

    def test_points_are_for_units_that_no_other_points_took(self) -> None:
        offers = [
            of(InSets(parts=[SetOf(units=3)], benefits=[PointsAmount(7)]), id="three", priority=1),
            of(PointsPercent(10, currency="star"), id="rest"),
            Offer.of("tenth", benefits=[PercentOff(10)]),
        ]

        assert earned(sell(offers, self.FIVE)) == {"bonus": 7, "star": 180}


def test_rules_of_one_offer_share_units_too() -> None:
    offer = Offer.of("a", benefits=[SomeUnitsOff(1)])
    sale = receipt((TEA, "40.00", 4))
    twice = evolve(offer, rules=offer.rules * 2)

    assert off(sell([twice], sale)) == ("20.00",)
    # both see all four: 10.00, and then what is left of one where 2.50 lie on each
    assert off(sell([evolve(twice, cumulative=True)], sale)) == ("17.50",)


def test_a_set_takes_the_units_that_are_paid_too() -> None:
    offers = [of(NForM(3, 2), priority=1), of(PercentOff(10), id="b")]

    assert off(sell(offers, receipt((TEA, "10.00"), (CUP, "8.00"), (CAKE, "5.00")))) == (
        "0.00",
        "0.00",
        "5.00",
    )


def test_what_one_rule_has_left_of_a_line_stays_free_whatever_line_the_next_rule_takes() -> None:
    rules = [
        Rule(conditions=[Products({TEA})], benefits=[SomeUnitsOff(1, 50)]),
        Rule(conditions=[Products({CUP})], benefits=[PercentOff(50)]),
    ]
    offers = [Offer(id="a", rules=rules, priority=1), of(PercentOff(10), id="b")]
    calculation = sell(offers, receipt((TEA, "20.00", 2), (CUP, "8.00")))

    assert [[(d.offer, d.amount) for d in line.discounts] for line in calculation.lines] == [
        [("a", 500), ("b", 100)],
        [("a", 400)],
    ]


def test_a_share_of_the_units_of_a_line_is_rounded_once_whatever_their_sets() -> None:
    """A cup and a tea, then two teas: 25 % of three teas at 0.07 are 5.25 cents, not 1.75 and 3.5."""
    pairs = InSets(parts=[SetOf(units=2)], benefits=[PercentOff(25)])

    assert off(sell([of(pairs)], receipt((CUP, "1.00"), (TEA, "0.21", 3)))) == ("0.25", "0.05")


def test_after_a_set_a_rule_brings_the_rest_to_its_price() -> None:
    first = Offer.of("a", benefits=[BuyGet(buy=SetOf(), percent=10)]).rules
    second = Offer.of("a", benefits=[PercentOff(10), FixedPrice(eur("1"))]).rules
    calculation = sell([Offer(id="a", rules=(*first, *second))], receipt((TEA, "10.00", 3)))

    # units of 3.33, 3.33 and 3.34: 10 % of the first, and the last one for 1.00
    assert off(calculation) == ("2.67",)


@pytest.mark.parametrize(
    ("floor", "expected"),
    [
        pytest.param("4", "6.00", id="the free one of two still costs 4.00"),
        pytest.param("10", "0.00", id="nothing is free where nothing may be cheaper"),
    ],
)
def test_a_floor_lies_on_each_unit(floor: str, expected: str) -> None:
    lowest = Offer.of("floor", benefits=[MinimumPrice(price=eur(floor))])

    assert off(sell([of(NForM(2, 1)), lowest], receipt((TEA, "20.00", 2)))) == (expected,)


def test_a_set_that_cannot_be_made_gives_nothing() -> None:
    calculation = sell([of(NForM(3, 2))], receipt((TEA, "20.00", 2)))

    assert (off(calculation), outcomes(calculation)) == (("0.00",), {"a": Outcome.NOT_MET})


def test_lost_units_make_an_offer_beaten_by_those_who_have_them() -> None:
    offers = [
        of(NForM(2, 1), id="two", priority=2),
        of(SomeUnitsOff(1, 50), id="one", priority=1),
        of(NForM(3, 2), id="three"),
    ]
    calculation = sell(offers, receipt((TEA, "40.00", 4)))

    assert off_by(calculation) == {"two": "20.00"}
    assert outcomes(calculation) == {
        "two": Outcome.GRANTED,
        "one": Outcome.BEATEN,
        "three": Outcome.BEATEN,
    }


@pytest.mark.parametrize(
    ("benefit", "positions", "expected", "capped"),
    [
        pytest.param(
            PercentOff(20, at_most=eur("5")),
            [(TEA, "30.00"), (CUP, "20.00")],
            "3.00 2.00",
            True,
            id="20 % of 50.00, but 5.00 at most",
        ),
        pytest.param(
            PercentOff(20, at_most=eur("5")),
            [(TEA, "25.00")],
            "5.00",
            False,
            id="5.00 are not more than 5.00",
        ),
        pytest.param(
            PercentOff(20, at_most=eur("0.01")),
            [(TEA, "10.00"), (CUP, "10.00")],
            "0.00 0.01",
            True,
            id="a cent goes to the cup, whose name comes first",
        ),
        pytest.param(
            InSets(parts=[SetOf(units=2)], benefits=[PercentOff(50, at_most=eur("4"))]),
            [(TEA, "12.00", 2), (CUP, "4.00", 3)],
            "3.27 0.73",
            True,
            id="the cap is for all sets together",
        ),
    ],
)
def test_caps(benefit: Benefit, positions: list[Position], expected: str, capped: bool) -> None:
    calculation = sell([of(benefit)], receipt(*positions))

    assert " ".join(off(calculation)) == expected
    assert [verdict.capped for verdict in calculation.explain().verdicts] == [capped]


@pytest.mark.parametrize(
    ("benefit", "expected"),
    [
        pytest.param(PointsPercent(10, at_most=3), {"bonus": 3}, id="7 points, but 3 at most"),
        pytest.param(
            InSets(parts=[SetOf(units=3)], benefits=[PointsAmount(5)]),
            {"bonus": 10},
            id="5 points for each of two sets",
        ),
        pytest.param(
            InSets(parts=[SetOf([TEAS])], benefits=[PointsPercent(10)], at_most=2),
            {"bonus": 2},
            id="10 % of what two teas cost",
        ),
        pytest.param(
            InSets(parts=[SetOf(units=2)], benefits=[PointsPerSum(1, every=eur("12"))]),
            {"bonus": 3},
            id="a point for every full 12.00 of each of three sets of 20.00",
        ),
        pytest.param(
            InSets(parts=[SetOf(units=3)], benefits=[PointsAmount(2, per=Per.UNIT)]),
            {"bonus": 12},
            id="2 points for each of six units",
        ),
        pytest.param(InSets(parts=[SetOf([CUPS])], benefits=[PointsAmount(2)]), {}, id="no cup, no points"),
    ],
)
def test_points_for_seven_teas_of_70_00(benefit: Benefit, expected: dict[str, int]) -> None:
    assert earned(sell([of(benefit)], receipt((TEA, "70.00", 7)))) == expected


def test_points_of_sets_go_to_the_lines_of_their_units() -> None:
    offer = of(InSets(parts=[SetOf([TEAS]), SetOf([CUPS])], benefits=[PointsAmount(9)], of=1))
    calculation = sell([offer], receipt((TEA, "20.00", 2), (CUP, "10.00", 2), (CAKE, "5.00")))

    assert [line.points for line in calculation.lines] == [
        (),
        (LinePoints(offer="a", rule=0, currency="bonus", amount=18),),
        (),
    ]


def test_a_set_is_made_of_what_earlier_benefits_of_the_rule_have_discounted() -> None:
    """5.00 come off one of the three teas, which are one line, and then 10 % off all three of it."""
    first = InSets(parts=[SetOf(units=3)], benefits=[PercentOff(50)], pick=1)
    second = InSets(parts=[SetOf([Discounted()], 3)], benefits=[PercentOff(10)])

    assert off(sell([Offer.of("a", benefits=[first, second])], receipt((TEA, "30.00", 3)))) == ("8.00",)
