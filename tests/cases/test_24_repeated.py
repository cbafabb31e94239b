"""Benefits several times over."""

from __future__ import annotations

import pytest
from cases.till import CAKE, CHIPS, CUP, TEA, earned, eur, off, outcomes, receipt, sell

from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.engine.records import Outcome
from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.counters import CountedPer
from loyalty_engine.model.identifiers import ExternalCode
from loyalty_engine.model.intents import (
    CounterIntent,
    CounterOperation,
    CouponIntent,
    GiftIntent,
    WithdrawalIntent,
)
from loyalty_engine.model.money import Money
from loyalty_engine.model.receipt import Receipt
from loyalty_engine.rules.benefits import (
    AddGift,
    AdditionalPoints,
    AmountOff,
    ChangeCounter,
    InSets,
    IssueCoupon,
    PercentOff,
    PointsAmount,
    PointsPercent,
    Repeat,
    SetOf,
    SomeUnitsOff,
    TierBy,
    WithdrawPoints,
)
from loyalty_engine.rules.conditions.discounts import Discounted
from loyalty_engine.rules.conditions.logic import Not
from loyalty_engine.rules.conditions.products import Products
from loyalty_engine.rules.instructions import Given
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.limits import Budget
from loyalty_engine.rules.offer import Offer

TEAS = Products({TEA})
LETTER = IssueCoupon("letter")


def letters(**how: object) -> Repeat:
    """Coupons for every so much."""
    return Repeat([LETTER], **how)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("benefit", "sale", "count"),
    [
        pytest.param(letters(times=3), receipt((TEA, "1.00")), 3, id="three times"),
        pytest.param(letters(every=eur("10")), receipt((TEA, "9.99")), 0, id="9.99 are not 10"),
        pytest.param(letters(every=eur("10")), receipt((TEA, "29.99")), 2, id="29.99 are two full tens"),
        pytest.param(
            letters(every=eur("10")), receipt((TEA, "30.00"), (CUP, "50.00")), 3, id="for tea alone"
        ),
        pytest.param(letters(every=eur("10"), at_most=2), receipt((TEA, "30.00")), 2, id="two at most"),
        pytest.param(
            letters(every=eur("10"), by=TierBy.RECEIPT),
            receipt((TEA, "30.00"), (CUP, "50.00")),
            8,
            id="of all",
        ),
        pytest.param(
            letters(every=2, by=TierBy.QUANTITY), receipt((TEA, "1.00", 5)), 2, id="of every two units"
        ),
        pytest.param(
            letters(every="0.5", by=TierBy.QUANTITY),
            receipt((TEA, "1.00", "1.75")),
            3,
            id="of every half kilogram",
        ),
        pytest.param(
            letters(every=1, by=TierBy.PRODUCTS),
            receipt((TEA, "1.00"), (TEA, "1.00")),
            1,
            id="of every product",
        ),
        pytest.param(
            letters(every=eur("0.01")), receipt((TEA, "90.00")), 1000, id="a thousand times at most"
        ),
    ],
)
def test_coupons_for_tea(benefit: Benefit, sale: Receipt, count: int) -> None:
    expected = (CouponIntent(offer="a", issue="letter", count=count),) if count else ()
    assert sell([Offer.of("a", [TEAS], [benefit])], sale).intents == expected


def test_what_is_counted_is_money_of_the_offer() -> None:
    offer = Offer.of("a", benefits=[AmountOff(eur("1.00")), letters(every=Money.of("10.00", "USD"))])

    with pytest.raises(InvalidInput, match="speaks of money in EUR, USD"):
        compile_offers([offer])


def test_who_gets_nothing_is_told_what_it_takes() -> None:
    offer = Offer.of("a", benefits=[letters(every=eur("50"), by=TierBy.RECEIPT)])
    sold = sell([offer], receipt((TEA, "49.00")))
    (verdict,) = sold.explain().verdicts

    assert verdict.outcome is Outcome.NOT_MET
    assert "1.00 EUR more would do" in str(sold.explain())


def test_what_counts_is_the_receipt_as_its_stage_begins() -> None:
    """With a discount it is the receipt before discounts; what stands alone sees what is left to pay."""
    half = Offer.of("half", benefits=[PercentOff(50), letters(every=eur("10"))])
    alone = Offer.of("alone", benefits=[letters(every=eur("10"))])
    sold = sell([half, alone], receipt((TEA, "40.00")))

    assert sold.intents == (
        CouponIntent(offer="half", issue="letter", count=4),
        CouponIntent(offer="alone", issue="letter", count=2),
    )


@pytest.mark.parametrize(
    ("benefit", "expected"),
    [
        pytest.param(PercentOff(10), ("3.00",), id="shares of the same amount add up"),
        pytest.param(
            PercentOff(10, excluding={Given.DISCOUNT}), ("2.71",), id="10 % of 10, of 9 and of 8.10"
        ),
        pytest.param(PercentOff(60), ("10.00",), id="no more than there is"),
        pytest.param(AmountOff(eur("0.50")), ("1.50",), id="a sum"),
        pytest.param(PercentOff(10, at_most=eur("0.40")), ("1.20",), id="each time 0.40 at most"),
        pytest.param(SomeUnitsOff(1, 10), ("0.60",), id="each time the same unit"),
    ],
)
def test_five_teas_three_times(benefit: Benefit, expected: tuple[str, ...]) -> None:
    assert off(sell([Offer.of("a", benefits=[Repeat([benefit], 3)])], receipt((TEA, "10.00", 5)))) == expected


def test_a_discount_of_several_turns_is_one_discount() -> None:
    sold = sell(
        [Offer.of("a", benefits=[Repeat([PercentOff(1)], 1000)])], receipt((TEA, "10.00"), (CUP, "7.77"))
    )

    assert [[(d.rule, d.amount) for d in line.discounts] for line in sold.lines] == [[(0, 1000)], [(0, 777)]]


def test_a_benefit_is_repeated_before_the_next_one_begins() -> None:
    """10.00, 9.00 and 8.10 are left of it; then twice 1.00 comes off."""
    benefits: list[Benefit] = [PercentOff(10, excluding={Given.DISCOUNT}), AmountOff(eur("1.00"))]
    assert off(sell([Offer.of("a", benefits=[Repeat(benefits, 2)])], receipt((TEA, "10.00")))) == ("3.90",)


def test_units_are_taken_once() -> None:
    """The same three get twice 10 %, and the two teas left are free for the other offer."""
    three = Offer.of("a", [TEAS], [Repeat([SomeUnitsOff(3, 10)], 2)], priority=1)
    rest = Offer.of("rest", [TEAS], [PercentOff(50)])
    sold = sell([three, rest], receipt((TEA, "50.00", 5)))

    assert [(d.offer, d.amount) for d in sold.lines[0].discounts] == [("a", 600), ("rest", 1000)]


def test_points_are_rounded_once_each_time() -> None:
    """1.9 points are 1, and so three times; on top, no more than 2 each time."""
    benefits: list[Benefit] = [Repeat([PointsPercent(10), PointsAmount(9, currency=CHIPS.id)], 3)]
    assert earned(sell([Offer.of("a", benefits=benefits)], receipt((TEA, "19.00")))) == {
        "bonus": 3,
        "chip": 27,
    }
    capped = Repeat([PointsPercent(50, at_most=2)], 3)
    assert earned(sell([Offer.of("a", benefits=[capped])], receipt((TEA, "19.00")))) == {"bonus": 6}


@pytest.mark.parametrize(
    ("budget", "given"),
    [
        pytest.param(Budget(points=7, per=CountedPer.MEMBER), {"bonus": 7}, id="a part of it"),
        pytest.param(Budget(points=14, per=CountedPer.MEMBER, partial=False), {}, id="all or nothing"),
    ],
)
def test_points_of_all_turns_are_one_sum_for_a_budget(budget: Budget, given: dict[str, int]) -> None:
    for benefit in (AdditionalPoints(5), PointsAmount(5)):
        offer = Offer.of("a", benefits=[Repeat([benefit], 3)], limits=[budget])
        assert earned(sell([offer], receipt((TEA, "1.00")))) == given


def test_everything_else_is_given_as_so_many_at_once() -> None:
    benefits: list[Benefit] = [
        ChangeCounter("n", 2),
        WithdrawPoints(3),
        AddGift("mug", 2, worth=eur("1.00")),
        IssueCoupon("two", 2),
    ]
    offer = Offer.of("a", benefits=[Repeat(benefits, every=eur("10"))])

    assert sell([offer], receipt((TEA, "25.00"))).intents == (
        GiftIntent(offer="a", product=ExternalCode("mug"), units=4),
        CounterIntent(offer="a", counter="n", operation=CounterOperation.INCREASE, value=4),
        WithdrawalIntent(offer="a", currency="bonus", amount=6),
        CouponIntent(offer="a", issue="two", count=4),
    )
    assert sell([offer], receipt((TEA, "9.00"))).intents == ()


def test_what_stands_beside_it_is_done_once() -> None:
    benefits: list[Benefit] = [letters(times=2), IssueCoupon("once"), WithdrawPoints(3), AddGift("mug")]

    assert sell([Offer.of("a", benefits=benefits)], receipt((TEA, "1.00"))).intents == (
        GiftIntent(offer="a", product=ExternalCode("mug"), units=1),
        CouponIntent(offer="a", issue="letter", count=2),
        CouponIntent(offer="a", issue="once", count=1),
        WithdrawalIntent(offer="a", currency="bonus", amount=3),
    )


def test_a_gift_none_times_is_no_gift() -> None:
    offer = Offer.of("a", benefits=[PercentOff(10), Repeat([AddGift("mug")], every=eur("10"))])

    assert sell([offer], receipt((TEA, "9.00"))).intents == ()


def test_offers_compete_with_all_that_is_repeated() -> None:
    """Three times 10 % beats 25 %; and takes the lines."""
    offers = [
        Offer.of("a", benefits=[Repeat([PercentOff(10)], every=eur("10"))]),
        Offer.of("b", benefits=[PercentOff(25)]),
    ]
    assert outcomes(sell(offers, receipt((TEA, "30.00")))) == {"a": Outcome.GRANTED, "b": Outcome.BEATEN}
    assert outcomes(sell(offers, receipt((TEA, "20.00")))) == {"a": Outcome.BEATEN, "b": Outcome.GRANTED}


def test_what_is_counted_is_what_others_have_left() -> None:
    """The cup is taken, so that only the 10.00 for the cake count."""
    cup = Offer.of("cup", [Products({CUP})], [PercentOff(1)], priority=1)
    each = Offer.of("each", benefits=[Repeat([AmountOff(Money(100, "EUR"))], every=eur("10"))])

    assert off(sell([cup, each], receipt((CUP, "90.00"), (CAKE, "10.00")))) == ("0.90", "1.00")


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        pytest.param(Discounted(), ("4.00", "0.00"), id="as long as it is discounted"),
        pytest.param(Not(Discounted()), ("1.00", "1.00"), id="once, for then it is discounted"),
    ],
)
def test_sets_are_made_anew_where_they_ask_what_repetitions_have_given(
    part: Condition, expected: tuple[str, ...]
) -> None:
    tea = Offer.of("tea", [TEAS], [AmountOff(eur("1.00"))], priority=1, cumulative=True)
    sets = InSets(parts=[SetOf([part])], benefits=[AmountOff(eur("1.00"))])
    thrice = Offer.of("thrice", benefits=[Repeat([sets], 3)], cumulative=True)

    assert off(sell([tea, thrice], receipt((TEA, "10.00"), (CUP, "20.00")))) == expected
