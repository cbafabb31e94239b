"""Draws of a purchase: made once, kept with it, and the same whenever it is calculated again."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from attrs import define, evolve, field
from programme.till import program
from shop import NOON, eur, receipt

from loyalty_engine import Chance, InvalidInput, Offer, PercentOff, Products
from loyalty_engine.adapters.sqlite import SqliteStore
from loyalty_engine.engine.refund import ReturnedLine
from loyalty_engine.model.context import DRAWS, Context
from loyalty_engine.program.lottery import FixedLottery, SecretLottery
from loyalty_engine.program.program import LoyaltyProgram

LUCKY = Offer.of("lucky", [Chance(10)], [PercentOff(50)], cumulative=True)
WHEEL = Offer.of("soap", [Products({"soap"}), Chance(1, draw="wheel")], [PercentOff(10)], cumulative=True)
TEA, BOTH = receipt(("tea", "10.00")), receipt(("tea", "10.00"), ("soap", "10.00"))


@define
class Rising:
    """A lottery that gives another number each time, and remembers who asked."""

    asked: list[tuple[str, str]] = field(factory=list)

    def draw(self, purchase: str, name: str) -> int:
        self.asked.append((purchase, name))
        return 99_999 + len(self.asked) - 1


def shop(lottery: Rising | FixedLottery | SecretLottery, *offers: Offer) -> LoyaltyProgram:
    made, _, _ = program(*offers or (LUCKY, WHEEL))
    return evolve(made, lottery=lottery)


class TestADraw:
    def test_is_made_once_for_a_purchase(self) -> None:
        lottery = Rising()
        tills = shop(lottery)
        totals = [tills.calculate("p", str(n), till).total for n, till in enumerate((TEA, BOTH, TEA))]
        assert totals == [eur("5.00"), eur("10.00"), eur("5.00")]
        assert lottery.asked == [("p", "lucky"), ("p", "wheel")]
        kept = tills.purchase("p")
        assert kept is not None
        assert kept.draws == (("lucky", 99_999), ("wheel", 100_000))

    def test_of_another_purchase_is_another(self) -> None:
        lottery = Rising()
        tills = shop(lottery, LUCKY)
        assert [tills.calculate(id, id, TEA).total for id in "pq"] == [eur("5.00"), eur("10.00")]

    def test_lasts_until_the_goods_come_back(self, tmp_path: Path) -> None:
        with SqliteStore(tmp_path / "shop.sqlite") as store:
            tills = evolve(shop(Rising(), LUCKY), store=store)
            tills.calculate("p", "1", TEA)
            done = tills.confirm("p", "2")
            kept = tills.purchase("p")
            assert kept is not None
            assert (kept.calculation, kept.draws) == (done, (("lucky", 99_999),))
            context, book = Context(draws=kept.draws), tills.books.book(kept.book)
            assert kept.calculation.explain(book, None, context).complete
            assert tills.refund("p", "3", [ReturnedLine(1, 1)]).refund.amount == eur("5.00")

    def test_is_made_for_a_receipt_that_comes_late(self) -> None:
        lottery = Rising()
        shop(lottery, LUCKY).accrue_offline("p", "1", TEA)
        assert lottery.asked == [("p", "lucky")]

    def test_is_not_made_where_no_offer_asks(self) -> None:
        lottery = Rising()
        shop(lottery, WHEEL).calculate("p", "1", TEA)
        assert lottery.asked == []


@pytest.mark.parametrize(
    ("lottery", "total"),
    [
        pytest.param(FixedLottery({"lucky": 99_999}), "5.00", id="the last number that wins"),
        pytest.param(FixedLottery({"lucky": 100_000}), "10.00", id="the first that does not"),
        pytest.param(FixedLottery(), "10.00", id="any other draw"),
        pytest.param(FixedLottery(others=0), "5.00", id="any other draw, told to win"),
    ],
)
def test_a_fixed_lottery(lottery: FixedLottery, total: str) -> None:
    assert shop(lottery, LUCKY).calculate("p", "1", TEA).total == eur(total)


def test_a_number_that_is_no_draw_is_refused_and_nothing_is_kept() -> None:
    class Unfair(Rising):
        def draw(self, purchase: str, name: str) -> int:
            return DRAWS

    tills = shop(Unfair(), LUCKY)
    with pytest.raises(InvalidInput, match="lucky"):
        tills.calculate("p", "1", TEA)
    assert tills.purchase("p") is None


def test_the_lottery_of_secrets_reaches_every_tenth_of_the_numbers() -> None:
    """Of a thousand draws, missing one tenth by chance has a probability of 10 × 0.9 ** 1000."""
    tenths = Counter(SecretLottery().draw("p", "lucky") * 10 // DRAWS for _ in range(1_000))
    assert sorted(tenths) == list(range(10))


def test_a_programme_has_a_lottery_from_the_start() -> None:
    made, _, _ = program(Offer.of("always", [Chance(100)], [PercentOff(50)]))
    assert made.calculate("p", "1", receipt(("tea", "10.00"), at=NOON)).total == eur("5.00")
