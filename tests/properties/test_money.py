"""Laws of exact numbers; each class names one."""

from __future__ import annotations

import decimal
import math
import random
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.currencies import EXPONENTS
from loyalty_engine.model.money import Money, Percent, Quantity, Rounding, allocate, ratio, ratios

integers = st.integers(-(10**12), 10**12)
currencies = st.sampled_from(sorted(EXPONENTS))
#: Every amount that can be written as text in a currency of two decimals.
minor_units = st.integers(1 - 10**17, 10**17 - 1)
monies = st.builds(Money, minor_units, currencies)
quantities = st.builds(Quantity, st.integers(1, 10**15 - 1))
percentages = st.builds(Percent.from_hundredths, st.integers(0, 10_000))

#: Small weights make ties, and many of them next to a large one make the rounding go wrong by several units.
weights_lists = st.one_of(
    st.lists(st.integers(0, 6), min_size=1, max_size=8),
    st.lists(st.integers(0, 99_99), min_size=1, max_size=8),
    st.builds(
        lambda large, small, count: [large] + [small] * count,
        st.integers(1, 200),
        st.integers(1, 9),
        st.integers(1, 14),
    ),
).filter(any)


@st.composite
def capped(draw: st.DrawFn) -> tuple[int, list[int], list[int]]:
    """A total, weights and caps with room for it."""
    weights = draw(weights_lists)
    caps = draw(st.lists(st.integers(0, 30), min_size=len(weights), max_size=len(weights)))
    room = sum(cap for cap, weight in zip(caps, weights, strict=True) if weight)
    return draw(st.integers(0, room)), weights, caps


def one_by_one(total: int, weights: Sequence[int], caps: Sequence[float] | None = None) -> tuple[int, ...]:
    """The definition of `allocate`: each unit to the entry with the best claim on the next one."""
    caps = caps or [math.inf] * len(weights)
    shares = [0] * len(weights)
    for _ in range(total):
        open_to = [i for i, weight in enumerate(weights) if weight and shares[i] < caps[i]]
        winner = max(open_to, key=lambda i: (Fraction(weights[i], 2 * shares[i] + 1), -i))
        shares[winner] += 1
    return tuple(shares)


class TestAllocation:
    """Units are handed out one by one, each to the best claim; `allocate` only gets there faster."""

    @given(st.integers(0, 60), weights_lists)
    def test_it_equals_the_definition(self, total: int, weights: list[int]) -> None:
        assert allocate(total, weights) == one_by_one(total, weights)

    @given(capped())
    def test_it_equals_the_definition_under_caps(self, case: tuple[int, list[int], list[int]]) -> None:
        total, weights, caps = case

        assert allocate(total, weights, caps) == one_by_one(total, weights, caps)

    @given(st.integers(0, 10**9), weights_lists)
    def test_shares_add_up(self, total: int, weights: list[int]) -> None:
        shares = allocate(total, weights)

        assert (sum(shares), min(shares) >= 0) == (total, True)

    @given(capped())
    def test_shares_add_up_under_caps(self, case: tuple[int, list[int], list[int]]) -> None:
        total, weights, caps = case
        shares = allocate(total, weights, caps)

        assert sum(shares) == total
        assert all(0 <= share <= cap for share, cap in zip(shares, caps, strict=True))

    @given(st.integers(0, 10**9), weights_lists)
    def test_one_unit_more_lengthens_one_share(self, total: int, weights: list[int]) -> None:
        before, after = allocate(total, weights), allocate(total + 1, weights)

        assert sorted(b - a for a, b in zip(before, after, strict=True)) == [0] * (len(weights) - 1) + [1]

    @given(capped())
    def test_one_unit_more_lengthens_one_share_under_caps(
        self, case: tuple[int, list[int], list[int]]
    ) -> None:
        total, weights, caps = case
        assume(total)
        before, after = allocate(total - 1, weights, caps), allocate(total, weights, caps)

        assert sorted(b - a for a, b in zip(before, after, strict=True)) == [0] * (len(weights) - 1) + [1]

    @given(weights_lists, st.data())
    def test_no_share_exceeds_its_weight(self, weights: list[int], data: st.DataObject) -> None:
        total = data.draw(st.integers(0, sum(weights)))
        shares = allocate(total, weights)

        assert all(share <= weight for share, weight in zip(shares, weights, strict=True))

    @given(weights_lists, st.integers(0, 1000))
    def test_a_multiple_of_the_weights_is_spread_exactly(self, weights: list[int], times: int) -> None:
        assert allocate(times * sum(weights), weights) == tuple(times * weight for weight in weights)

    @given(st.integers(0, 200), weights_lists, st.randoms(use_true_random=False))
    def test_the_order_of_entries_matters_only_in_ties(
        self, total: int, weights: list[int], rng: random.Random
    ) -> None:
        order = rng.sample(range(len(weights)), len(weights))
        shares = allocate(total, weights)
        shuffled = allocate(total, [weights[i] for i in order])
        moved = tuple(shuffled[order.index(i)] for i in range(len(weights)))

        last = max(
            (Fraction(2 * share - 1, w) for share, w in zip(shares, weights, strict=True) if share), default=0
        )
        first = min(Fraction(2 * share + 1, w) for share, w in zip(shares, weights, strict=True) if w)
        assert moved == shares or last == first

    @given(capped())
    def test_one_unit_too_many_for_the_caps_is_refused(self, case: tuple[int, list[int], list[int]]) -> None:
        _, weights, caps = case
        room = sum(cap for cap, weight in zip(caps, weights, strict=True) if weight)

        with pytest.raises(InvalidInput, match="room"):
            allocate(room + 1, weights, caps)


def rounded(exact: Fraction, rounding: Rounding) -> int:
    """The meaning of the five words, spelt out with fractions."""
    down = math.trunc(exact)
    away = down + (1 if exact > 0 else -1)
    match rounding:
        case Rounding.DOWN:
            return down
        case Rounding.UP:
            return down if exact == down else away
        case Rounding.HALF_UP:
            return away if abs(exact - down) >= Fraction(1, 2) else down
        case Rounding.HALF_DOWN:
            return away if abs(exact - down) > Fraction(1, 2) else down
        case Rounding.HALF_EVEN:
            return round(exact)


class TestRatio:
    """A ratio is the exact quotient, rounded once."""

    @given(integers, integers, integers.filter(bool), st.sampled_from(Rounding))
    def test_it_equals_the_rounded_fraction(
        self, value: int, numerator: int, denominator: int, rounding: Rounding
    ) -> None:
        exact = Fraction(value * numerator, denominator)

        assert ratio(value, numerator, denominator, rounding) == rounded(exact, rounding)

    @given(
        st.integers(-50, 50), st.integers(-7, 7), st.integers(-10, 10).filter(bool), st.sampled_from(Rounding)
    )
    def test_it_does_so_where_halves_are_frequent(
        self, value: int, numerator: int, denominator: int, rounding: Rounding
    ) -> None:
        exact = Fraction(value * numerator, denominator)

        assert ratio(value, numerator, denominator, rounding) == rounded(exact, rounding)

    @pytest.mark.parametrize("rounding", Rounding)
    def test_small_numbers_of_any_sign_by_themselves_and_many_at_once(self, rounding: Rounding) -> None:
        values = range(-3, 4)
        for numerator, denominator in product(range(-3, 4), (-4, -2, -1, 1, 2, 4)):
            exact = [rounded(Fraction(value * numerator, denominator), rounding) for value in values]

            assert [ratio(value, numerator, denominator, rounding) for value in values] == exact
            assert ratios(values, numerator, denominator, rounding) == exact

    @given(integers, integers, integers.filter(bool), st.sampled_from(Rounding))
    def test_a_return_mirrors_its_sale(
        self, value: int, numerator: int, denominator: int, rounding: Rounding
    ) -> None:
        assert ratio(-value, numerator, denominator, rounding) == -ratio(
            value, numerator, denominator, rounding
        )


class TestText:
    """What is written is kept exactly and reads back the same."""

    @given(monies)
    def test_money(self, money: Money) -> None:
        assume(abs(money.minor) < 10 ** (15 + EXPONENTS[money.currency]))
        amount, currency = str(money).split(" ")

        assert (Money.of(amount, currency), Money.of(Decimal(amount), currency)) == (money, money)

    @given(monies)
    def test_money_in_text_is_the_number_that_it_is(self, money: Money) -> None:
        assert Fraction(money.decimal) == Fraction(money.minor, 10 ** EXPONENTS[money.currency])

    @given(quantities)
    def test_quantities(self, quantity: Quantity) -> None:
        text = str(quantity)

        assert (Quantity.of(text), Fraction(text)) == (quantity, Fraction(quantity.thousandths, 1000))

    @given(percentages)
    def test_percentages(self, percent: Percent) -> None:
        text = str(percent).removesuffix(" %")

        assert (Percent(text), Fraction(text)) == (percent, Fraction(percent.hundredths, 100))

    @given(st.text(max_size=12) | st.from_regex(r"\A-?\d{1,4}(\.\d{0,3})?\Z"))
    def test_any_text_is_read_exactly_or_refused(self, text: str) -> None:
        try:
            money = Money.of(text, "EUR")
        except InvalidInput:
            return
        assert (text.isascii(), Fraction(money.minor, 100)) == (True, Fraction(text))

    @given(
        st.decimals(allow_nan=True, allow_infinity=True)
        | st.floats()
        | st.integers()
        | st.none()
        | st.booleans()
    )
    def test_any_number_is_read_exactly_or_refused(self, number: Decimal) -> None:
        try:
            money = Money.of(number, "EUR")
        except InvalidInput:
            return
        assert Fraction(money.minor, 100) == Fraction(number)


class TestContext:
    """The decimal context of the host is without effect."""

    @given(monies, st.integers(1, 6), st.sampled_from([decimal.ROUND_UP, decimal.ROUND_FLOOR]))
    def test_reading_and_writing(self, money: Money, precision: int, rounding: str) -> None:
        assume(abs(money.minor) < 10 ** (15 + EXPONENTS[money.currency]))
        amount = Decimal(money.decimal)
        with decimal.localcontext(decimal.Context(prec=precision, rounding=rounding, Emin=-2, Emax=2)):
            again = Money.of(amount, money.currency)
            text = str(again)

        assert (again, text) == (money, str(money))


class TestMoney:
    """Amounts of one currency behave like their minor units; two currencies never meet."""

    @given(integers, integers, currencies)
    def test_it_is_a_number(self, a: int, b: int, currency: str) -> None:
        left, right = Money(a, currency), Money(b, currency)

        assert (left + right, left - right, -left) == (
            Money(a + b, currency),
            Money(a - b, currency),
            Money(-a, currency),
        )
        assert (left < right, left <= right, left > right, left >= right, left == right) == (
            a < b,
            a <= b,
            a > b,
            a >= b,
            a == b,
        )

    @given(monies, monies)
    def test_two_currencies_are_named_and_refused(self, left: Money, right: Money) -> None:
        assume(left.currency != right.currency)

        with pytest.raises(InvalidInput, match=f"{left.currency}.*{right.currency}"):
            left + right
