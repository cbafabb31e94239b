"""Pain 1 of users of other engines: limits that are broken when many buy at once.

A calculation uses nothing up. It says what it claims of a limit, as an intent, and claims nothing where the
counters that it was given leave nothing. So a host that counts and checks in one step cannot exceed a
limit, whatever was calculated before. To make that step, and the reservations before it, is a matter of the
programme, which comes later: nothing here runs at the same time as anything else.

The figures are those of the issues named beside them, or our own where the case says so.
"""

from __future__ import annotations

import pytest
from attrs import evolve
from cases.till import eur, off, outcomes, receipt, sell

from loyalty_engine import (
    AmountOff,
    Budget,
    Context,
    CountedPer,
    Counter,
    CounterIntent,
    CounterOperation,
    CouponPresented,
    Limit,
    Member,
    Offer,
    Outcome,
    PresentedCoupon,
    calculate,
    compile_offers,
)

SALE = evolve(receipt(("a", "20.00")), coupons=(PresentedCoupon(number="W-1", issue="welcome"),))


def welcome(limit: Limit | Budget) -> Offer:
    """5.00 off for a code, within a limit."""
    return Offer.of("welcome", [CouponPresented({"welcome"})], [AmountOff(eur("5"))], limits=[limit])


def used(name: str, count: int) -> Context:
    """What all buyers together have used."""
    return Context(counters={name: count})


class TestClaims:
    """1. What a receipt claims of a limit."""

    #: One use of a code that can be used once, by whoever it is.
    ONE_USE = CounterIntent(
        offer="welcome",
        counter="uses:welcome",
        operation=CounterOperation.INCREASE,
        value=1,
        per=CountedPer.PROGRAM,
    )

    def test_two_carts_claim_the_last_use_and_one_of_them_gets_it(self) -> None:
        """vendure 4660, and shopper 510, macrozheng/mall 1003, litemall 581, maho 1378: single use."""
        offer = welcome(Limit(1, per=CountedPer.PROGRAM))
        before, after = used("uses:welcome", 0), used("uses:welcome", 1)
        one, other = (sell([offer], evolve(SALE, id=id), context=before) for id in ("r-1", "r-2"))

        assert (one.intents, other.intents) == ((self.ONE_USE,), (self.ONE_USE,))
        late = sell([offer], evolve(SALE, id="r-2"), context=after)
        assert (off(late), late.intents, outcomes(late)) == (("0.00",), (), {"welcome": Outcome.NOT_MET})

    def test_a_thousand_uses_are_a_thousand(self) -> None:
        """woocommerce 13505: 1,500 uses of 1,000. Here by a host that counts what each receipt claims."""
        book = compile_offers([welcome(Limit(1000, per=CountedPer.PROGRAM))])
        counter, granted = 0, 0
        for _ in range(1500):
            calculation = calculate(SALE, None, book, context=used("uses:welcome", counter))
            granted += calculation.discount.minor == 5_00
            counter += sum(i.value for i in calculation.intents if isinstance(i, CounterIntent))

        assert (granted, counter) == (1000, 1000)

    @pytest.mark.parametrize(
        ("count", "expected"),
        [pytest.param(0, "5.00", id="the first time"), pytest.param(1, "0.00", id="the second")],
    )
    def test_once_for_each_member(self, count: int, expected: str) -> None:
        """vendure 4660, its other limit: so many uses of each customer."""
        member = Member("m-1", counters={"uses:welcome": Counter(count)})

        assert off(sell([welcome(Limit(1))], SALE, member)) == (expected,)

    @pytest.mark.parametrize(
        ("spent", "expected"),
        [
            pytest.param(0, "5.00", id="untouched"),
            pytest.param(97_00, "3.00", id="the last of it"),
            pytest.param(100_00, "0.00", id="used up"),
        ],
    )
    def test_a_budget_is_not_overdrawn(self, spent: int, expected: str) -> None:
        """Our figures: 100.00 in all."""
        result = sell([welcome(Budget(eur("100")))], SALE, context=used("money:welcome", spent))

        assert off(result) == (expected,)
        assert sum(i.value for i in result.intents if isinstance(i, CounterIntent)) == result.discount.minor

    def test_what_is_not_known_is_not_given(self) -> None:
        """No count, no use: a host that forgets to load a counter does not open the till."""
        result = sell([welcome(Limit(1, per=CountedPer.PROGRAM))], SALE)

        assert (off(result), outcomes(result)) == (("0.00",), {"welcome": Outcome.UNKNOWN})
