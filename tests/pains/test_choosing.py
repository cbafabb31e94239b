"""Pains 7, 8 and 18 of users of other engines: the best deal, what goes with what, and priorities.

The figures are those of the issues named beside them. Where an issue has none that could be read, they are
our own, and the case says so.
"""

from __future__ import annotations

from itertools import permutations

import pytest
from attrs import evolve
from cases.till import Position, eur, off, off_by, outcomes, receipt, sell

from loyalty_engine import (
    AmountOff,
    BuyGet,
    CouponPresented,
    LineQuantity,
    NForM,
    Offer,
    Outcome,
    Per,
    PercentOff,
    PresentedCoupon,
    Products,
    ReceiptContains,
    SetOf,
)


class TestBestDeal:
    """7. The best deal for the buyer: between offers of equal priority, whichever is found first."""

    @pytest.mark.parametrize(
        ("offers", "positions", "expected"),
        [
            pytest.param(
                [
                    Offer.of("item", benefits=[AmountOff(eur("4"), per=Per.LINE)]),
                    Offer.of("order", benefits=[AmountOff(eur("2"))]),
                ],
                [("any", "10.00")],
                {"item": "4.00"},
                id="broadleaf 495: 4 off any item, or 2 off the order",
            ),
            pytest.param(
                [
                    Offer.of("some", [LineQuantity(at_least=2)], [PercentOff(10)]),
                    Offer.of("many", [LineQuantity(at_least=4)], [PercentOff(20)]),
                ],
                [("a", "40.00", 4)],
                {"many": "8.00"},
                id="odoo 107103, our figures: from two and from four of a product, and not both",
            ),
            pytest.param(
                [
                    Offer.of(
                        "gift",
                        benefits=[BuyGet(buy=SetOf([Products({"shirt"})]), get=SetOf([Products({"sauce"})]))],
                    ),
                    Offer.of("two off", [Products({"sauce"})], [AmountOff(eur("2"))]),
                ],
                [("shirt", "20.00"), ("sauce", "5.00")],
                {"gift": "5.00"},
                id="broadleaf 818: the sauce free with a shirt, or 2 off; its price is ours",
            ),
            pytest.param(
                [
                    Offer.of("visitors", benefits=[AmountOff(eur("910"))]),
                    Offer.of("everybody", benefits=[AmountOff(eur("911"))]),
                ],
                [("a", "1000.00")],
                {"everybody": "911.00"},
                id="prestashop 33736, akin to 38659: prices of 90 and of 89",
            ),
        ],
    )
    def test_the_better_one(
        self, offers: list[Offer], positions: list[Position], expected: dict[str, str]
    ) -> None:
        renamed = [evolve(offer, id=f"{9 - n}") for n, offer in enumerate(offers)]  # the ids the other way
        names = {f"{9 - n}": offer.id for n, offer in enumerate(offers)}
        sale = receipt(*positions)

        assert off_by(sell(offers, sale)) == off_by(sell(reversed(offers), sale)) == expected
        assert {names[id]: amount for id, amount in off_by(sell(renamed, sale)).items()} == expected

    def test_the_loser_is_told_by_whom_and_by_how_much(self) -> None:
        """Broadleaf 495 once more."""
        item = Offer.of("item", benefits=[AmountOff(eur("4"), per=Per.LINE)])
        order = Offer.of("order", benefits=[AmountOff(eur("2"))])
        verdicts = {v.offer: v for v in sell([item, order], receipt(("any", "10.00"))).explain().verdicts}

        lost = verdicts["order"]
        assert (lost.outcome, lost.by, lost.would_have_given.discount) == (Outcome.BEATEN, ("item",), 2_00)
        assert verdicts["item"].gave.discount == 4_00


TEN = Offer.of("ten", benefits=[PercentOff(10)])
FIVE = Offer.of("five", benefits=[AmountOff(eur("5"))])
ALSO_A = Offer.of("also a", [Products({"a"}), ReceiptContains([Products({"plan"})])], [PercentOff(50)])
ALSO_B = Offer.of("also b", [Products({"b"}), ReceiptContains([Products({"plan"})])], [PercentOff(50)])


class TestStacking:
    """8. Stacking can be expressed.

    Only that the worst for the buyer is taken, which vc-platform 387 lists as well, cannot: give the offer
    that you mean the higher priority.
    """

    @pytest.mark.parametrize(
        ("offers", "expected"),
        [
            pytest.param([TEN, FIVE], {"ten": "10.00"}, id="the largest"),
            pytest.param([TEN, evolve(FIVE, priority=1)], {"five": "5.00"}, id="the first in an order"),
            pytest.param(
                [evolve(TEN, cumulative=True), evolve(FIVE, cumulative=True)],
                {"five": "5.00", "ten": "10.00"},
                id="all of them",
            ),
            pytest.param(
                [
                    evolve(TEN, cumulative=True, exclusion_group="codes"),
                    evolve(FIVE, cumulative=True, exclusion_group="codes"),
                    Offer.of("sale", benefits=[PercentOff(20)]),
                ],
                {"sale": "20.00", "ten": "10.00"},
                id="one of a group, on top of others (reaction 6446, django-oscar 1398, saleor 14920)",
            ),
        ],
    )
    def test_groups_of_promotions(self, offers: list[Offer], expected: dict[str, str]) -> None:
        """vc-platform 387; the figures are our own."""
        assert off_by(sell(offers, receipt(("a", "100.00")))) == expected

    @pytest.mark.parametrize(
        ("positions", "expected"),
        [
            pytest.param(
                [("plan", "30.00"), ("a", "20.00"), ("b", "10.00")], ("0.00", "10.00", "5.00"), id="both"
            ),
            pytest.param([("plan", "30.00"), ("b", "10.00")], ("0.00", "5.00"), id="one"),
            pytest.param([("a", "20.00"), ("b", "10.00")], ("0.00", "0.00"), id="no subscription"),
        ],
    )
    def test_different_products_need_no_stacking(
        self, positions: list[Position], expected: tuple[str, ...]
    ) -> None:
        """be-BOP 2766: A is cheaper with a subscription, and so is B; the figures are our own."""
        assert off(sell([ALSO_A, ALSO_B], receipt(*positions))) == expected

    def test_offers_that_share_a_line_of_many_units(self) -> None:
        """broadleaf 129, reaction 6455 and 6619, our figures: three for two, and 10 % off the rest."""
        three = Offer.of("three", benefits=[NForM(3, 2)], priority=1)

        assert off_by(sell([three, TEN], receipt(("a", "50.00", 5)))) == {"three": "10.00", "ten": "2.00"}


class TestPriorities:
    """18. Priorities without surprises."""

    def test_equal_priorities_stop_nobody(self) -> None:
        """erpnext 41636, our figures: three rules for one item are no error; the best is taken."""
        rules = [Offer.of(f"r{percent}", benefits=[PercentOff(percent)]) for percent in (5, 20, 10)]
        result = sell(rules, receipt(("a", "100.00")))

        assert off_by(result) == {"r20": "20.00"}
        assert outcomes(result) == {"r5": Outcome.BEATEN, "r20": Outcome.GRANTED, "r10": Outcome.BEATEN}

    def test_neither_do_equal_benefits(self) -> None:
        """erpnext 33210, our figures: of two that give the same, the smaller id, whenever it was loaded."""
        twins = [Offer.of(id, benefits=[PercentOff(10)]) for id in ("10", "9", "b", "a")]

        for loaded in permutations(twins):
            assert off_by(sell(loaded, receipt(("a", "100.00")))) == {"9": "10.00"}

    def test_the_higher_priority_wins_although_it_gives_less(self) -> None:
        """erpnext 41516 and 41976, our figures: what priority means changed twice in a year."""
        first = Offer.of("first", benefits=[PercentOff(5)], priority=2)

        assert off_by(sell([TEN, first], receipt(("a", "100.00")))) == {"first": "5.00"}

    def test_of_two_exclusive_vouchers_one_works_in_whatever_order_they_are_entered(self) -> None:
        """django-oscar 4016; the figures are our own."""
        offers = [
            Offer.of(id, [CouponPresented({id})], [PercentOff(percent)], exclusion_group="vouchers")
            for id, percent in (("one", 10), ("two", 15))
        ]
        sale = receipt(("a", "100.00"))
        for codes in permutations(("one", "two")):
            entered = [PresentedCoupon(number=f"{code}-1", issue=code) for code in codes]
            assert off_by(sell(offers, evolve(sale, coupons=entered))) == {"two": "15.00"}

    def test_two_that_exclude_nobody_both_work(self) -> None:
        """django-oscar 3162: two offers that count, neither of them exclusive; the figures are our own."""
        offers = [
            Offer.of(str(least), [LineQuantity(at_least=least)], [PercentOff(10)], cumulative=True)
            for least in (1, 2)
        ]

        assert off_by(sell(offers, receipt(("a", "20.00", 2)))) == {"1": "2.00", "2": "2.00"}
