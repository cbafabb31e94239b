"""Exact numbers, case by case; the laws that hold for all of them are in ``properties/test_money.py``."""

from __future__ import annotations

import copy
import decimal
import operator
import pickle
from collections.abc import Callable
from decimal import Decimal

import attrs
import pytest

from loyalty_engine.errors import InvalidInput, Problem
from loyalty_engine.model.money import Money, Percent, Quantity

UNIT_HINT = "check the unit it is given in"
PLAIN_HINT = 'write digits and at most one point, such as "9.90"'


class TestMoney:
    @pytest.mark.parametrize(
        ("amount", "currency", "minor"),
        [
            pytest.param("399.90", "RUB", 399_90, id="roubles and kopecks"),
            pytest.param("399.9", "RUB", 399_90, id="one decimal"),
            pytest.param("399", "RUB", 399_00, id="roubles alone"),
            pytest.param(399, "RUB", 399_00, id="an integer is whole units"),
            pytest.param("0.05", "EUR", 5, id="five cents"),
            pytest.param("007.05", "EUR", 7_05, id="leading zeros"),
            pytest.param("-0.05", "EUR", -5, id="a debt of five cents"),
            pytest.param("-0.00", "EUR", 0, id="minus nothing"),
            pytest.param(-7, "EUR", -7_00, id="a negative integer"),
            pytest.param("500", "JPY", 500, id="yen have no decimals"),
            pytest.param("1.234", "KWD", 1_234, id="dinars have three"),
            pytest.param("0.0001", "CLF", 1, id="a currency of four decimals"),
            pytest.param(Decimal("399.90"), "RUB", 399_90, id="a decimal"),
            pytest.param(Decimal("1E+2"), "RUB", 100_00, id="a decimal with an exponent"),
            pytest.param(Decimal("-0.0"), "RUB", 0, id="a negative decimal zero"),
            pytest.param("999999999999999.99", "EUR", 10**17 - 1, id="the largest amount in text"),
            pytest.param(999_999_999_999_999, "EUR", 10**17 - 100, id="the largest integer"),
            pytest.param(-999_999_999_999_999, "EUR", 100 - 10**17, id="the smallest integer"),
        ],
    )
    def test_of(self, amount: str | int | Decimal, currency: str, minor: int) -> None:
        assert Money.of(amount, currency) == Money(minor, currency)

    @pytest.mark.parametrize(
        ("amount", "message", "hint"),
        [
            pytest.param(9.9, "9.9 is a float, and floats are not exact", 'write "9.9"', id="a float"),
            pytest.param(True, "bool is not a number", PLAIN_HINT, id="a boolean"),
            pytest.param("9,90", "'9,90' is not a plain number", PLAIN_HINT, id="a comma"),
        ],
    )
    def test_what_is_no_number_is_refused(self, amount: str, message: str, hint: str) -> None:
        with pytest.raises(InvalidInput) as refused:
            Money.of(amount, "EUR")

        problem = Problem("amount", message, hint)
        assert (refused.value.subject, refused.value.problems) == ("money", (problem,))

    @pytest.mark.parametrize(
        ("amount", "currency", "message"),
        [
            pytest.param("399.905", "RUB", "'399.905' has 3 decimals, and RUB has 2", id="half a kopeck"),
            pytest.param("399.900", "RUB", "'399.900' has 3 decimals, and RUB has 2", id="a zero too many"),
            pytest.param("1.5", "JPY", "'1.5' has 1 decimals, and JPY has 0", id="half a yen"),
            pytest.param(Decimal("1.001"), "EUR", "'1.001' has 3 decimals, and EUR has 2", id="a decimal"),
        ],
    )
    def test_too_many_decimals_are_refused(self, amount: str | Decimal, currency: str, message: str) -> None:
        with pytest.raises(InvalidInput) as refused:
            Money.of(amount, currency)

        assert refused.value.problems == (Problem("amount", message, "round it first"),)

    @pytest.mark.parametrize(
        "amount", ["1000000000000000", 10**15, -(10**15), "-1000000000000000.00"], ids=str
    )
    def test_sixteen_digits_are_refused(self, amount: str | int) -> None:
        with pytest.raises(InvalidInput, match="more than 15 digits"):
            Money.of(amount, "EUR")

    def test_an_unknown_currency_is_refused_with_what_it_may_mean(self) -> None:
        with pytest.raises(InvalidInput) as refused:
            Money.of("1.2345", "RUR")

        unknown = Problem("currency", "unknown currency 'RUR'", "did you mean 'RUB'?")
        assert (refused.value.subject, refused.value.problems) == ("money", (unknown,))

    def test_amount_and_currency_are_refused_together(self) -> None:
        with pytest.raises(InvalidInput) as refused:
            Money.of("1.23456", "RUR")

        assert refused.value.problems == (
            Problem("amount", "'1.23456' has 5 decimals, and a currency has 4", "round it first"),
            Problem("currency", "unknown currency 'RUR'", "did you mean 'RUB'?"),
        )

    @pytest.mark.parametrize(
        ("minor", "kind"),
        [
            pytest.param(1.0, "float", id="a float"),
            pytest.param(True, "bool", id="a boolean"),
            pytest.param("1", "str", id="a text"),
            pytest.param(Decimal(1), "Decimal", id="a decimal"),
            pytest.param(None, "NoneType", id="nothing"),
        ],
    )
    def test_minor_units_are_integers(self, minor: int, kind: str) -> None:
        with pytest.raises(InvalidInput) as refused:
            Money(minor, "EUR")

        hint = 'give an int, or write Money.of("9.90", "EUR")'
        problem = Problem("minor", f"{kind} is not a number of minor units", hint)
        assert (refused.value.subject, refused.value.problems) == ("money", (problem,))

    def test_minor_units_and_currency_are_refused_together(self) -> None:
        with pytest.raises(InvalidInput) as refused:
            Money(9.9, "euro")  # type: ignore[arg-type]

        assert [problem.path for problem in refused.value.problems] == ["minor", "currency"]

    @pytest.mark.parametrize("minor", [10**24 - 1, 1 - 10**24])
    def test_sums_may_reach_24_digits(self, minor: int) -> None:
        assert Money(minor, "EUR").minor == minor

    @pytest.mark.parametrize(
        "minor", [10**24, -(10**24), 10**5000], ids=["above", "below", "too long to print"]
    )
    def test_more_than_24_digits_are_refused(self, minor: int) -> None:
        with pytest.raises(InvalidInput) as refused:
            Money(minor, "EUR")

        assert refused.value.problems == (Problem("minor", "it has more than 24 digits", UNIT_HINT),)

    @pytest.mark.parametrize(
        ("money", "text"),
        [
            pytest.param(Money(399_90, "RUB"), "399.90 RUB", id="roubles"),
            pytest.param(Money(5, "EUR"), "0.05 EUR", id="cents"),
            pytest.param(Money(-5, "EUR"), "-0.05 EUR", id="a debt of cents"),
            pytest.param(Money(-399_90, "RUB"), "-399.90 RUB", id="a debt"),
            pytest.param(Money(0, "EUR"), "0.00 EUR", id="nothing"),
            pytest.param(Money(500, "JPY"), "500 JPY", id="yen"),
            pytest.param(Money(-500, "JPY"), "-500 JPY", id="a debt of yen"),
            pytest.param(Money(1_005, "KWD"), "1.005 KWD", id="dinars"),
        ],
    )
    def test_text(self, money: Money, text: str) -> None:
        assert (str(money), f"{money.decimal} {money.currency}") == (text, text)

    def test_arithmetic(self) -> None:
        ten, three = Money(10_00, "EUR"), Money(3_00, "EUR")

        assert (ten + three, ten - three, -ten) == (
            Money(13_00, "EUR"),
            Money(7_00, "EUR"),
            Money(-10_00, "EUR"),
        )

    def test_a_sum_starts_from_zero(self) -> None:
        assert sum([Money(1, "EUR"), Money(2, "EUR")], Money.zero("EUR")) == Money(3, "EUR")

    @pytest.mark.parametrize(
        ("compare", "less", "equal", "more"),
        [
            pytest.param(operator.lt, True, False, False, id="less"),
            pytest.param(operator.le, True, True, False, id="less or equal"),
            pytest.param(operator.gt, False, False, True, id="more"),
            pytest.param(operator.ge, False, True, True, id="more or equal"),
            pytest.param(operator.eq, False, True, False, id="equal"),
        ],
    )
    def test_order(
        self, compare: Callable[[Money, Money], bool], less: bool, equal: bool, more: bool
    ) -> None:
        two = Money(2, "EUR")
        answers = [compare(Money(minor, "EUR"), two) for minor in (1, 2, 3)]

        assert answers == [less, equal, more]

    @pytest.mark.parametrize(
        "operation", [operator.add, operator.sub, operator.lt, operator.le, operator.gt, operator.ge]
    )
    def test_two_currencies_never_meet(self, operation: Callable[[Money, Money], object]) -> None:
        with pytest.raises(InvalidInput) as refused:
            operation(Money(1, "EUR"), Money(1, "USD"))

        message = "EUR cannot be added to or compared with USD"
        problem = Problem("currency", message, "convert one of them first")
        assert (refused.value.subject, refused.value.problems) == ("money", (problem,))

    @pytest.mark.parametrize(
        "operation", [operator.add, operator.sub, operator.lt, operator.le, operator.gt, operator.ge]
    )
    def test_money_meets_nothing_but_money(self, operation: Callable[[Money, int], object]) -> None:
        with pytest.raises(InvalidInput) as refused:
            operation(Money(1, "EUR"), 1)

        message = "EUR cannot be added to or compared with int"
        problem = Problem("", message, "make it money first, with Money.of")
        assert (refused.value.subject, refused.value.problems) == ("money", (problem,))

    def test_amounts_of_two_currencies_differ(self) -> None:
        assert Money(1, "EUR") != Money(1, "USD")

    def test_the_repr_shows_what_is_inside(self) -> None:
        assert repr(Money(399_90, "RUB")) == "Money(minor=39990, currency='RUB')"

    def test_no_money_is_false(self) -> None:
        assert bool(Money.zero("EUR"))


class TestQuantity:
    @pytest.mark.parametrize(
        ("value", "thousandths", "text", "whole"),
        [
            pytest.param(2, 2000, "2", True, id="two pieces"),
            pytest.param("2", 2000, "2", True, id="two pieces in text"),
            pytest.param("2.000", 2000, "2", True, id="two pieces with decimals"),
            pytest.param(10, 10_000, "10", True, id="ten pieces keep their zero"),
            pytest.param("0.755", 755, "0.755", False, id="755 grams"),
            pytest.param("1.5", 1500, "1.5", False, id="a kilogram and a half"),
            pytest.param(Decimal("0.001"), 1, "0.001", False, id="one gram"),
            pytest.param(Quantity(755), 755, "0.755", False, id="a quantity is one already"),
            pytest.param("999999999999.999", 10**15 - 1, "999999999999.999", False, id="the most"),
        ],
    )
    def test_of(
        self, value: int | str | Decimal | Quantity, thousandths: int, text: str, whole: bool
    ) -> None:
        quantity = Quantity.of(value)

        assert (quantity, str(quantity), quantity.whole) == (Quantity(thousandths), text, whole)

    @pytest.mark.parametrize(
        ("value", "message", "hint"),
        [
            pytest.param(9.9, "9.9 is a float, and floats are not exact", 'write "9.9"', id="a float"),
            pytest.param(True, "bool is not a number", PLAIN_HINT, id="a boolean"),
            pytest.param("9,90", "'9,90' is not a plain number", PLAIN_HINT, id="a comma"),
        ],
    )
    def test_what_is_no_number_is_refused(self, value: str, message: str, hint: str) -> None:
        with pytest.raises(InvalidInput) as refused:
            Quantity.of(value)

        problem = Problem("", message, hint)
        assert (refused.value.subject, refused.value.problems) == ("quantity", (problem,))

    @pytest.mark.parametrize(
        ("value", "message", "hint"),
        [
            pytest.param(0, "0 is not more than 0", "leave out what was not bought", id="nothing"),
            pytest.param(
                "-0.5", "-0.5 is not more than 0", "leave out what was not bought", id="less than nothing"
            ),
            pytest.param(
                "0.0005", "'0.0005' has 4 decimals, and a quantity has 3", "round it first", id="half a gram"
            ),
            pytest.param(10**12, "the number has more than 12 digits", UNIT_HINT, id="thirteen digits"),
            pytest.param(
                "1000000000000",
                "'1000000000000' has more than 12 digits before the point",
                UNIT_HINT,
                id="thirteen digits in text",
            ),
        ],
    )
    def test_what_is_no_quantity_is_refused(self, value: int | str, message: str, hint: str) -> None:
        with pytest.raises(InvalidInput) as refused:
            Quantity.of(value)

        assert (refused.value.subject, refused.value.problems) == ("quantity", (Problem("", message, hint),))

    @pytest.mark.parametrize(
        ("thousandths", "message", "hint"),
        [
            pytest.param(
                0.5,
                "float is not a number of thousandths",
                'give an int, or write Quantity.of("0.5")',
                id="a float",
            ),
            pytest.param(
                True,
                "bool is not a number of thousandths",
                'give an int, or write Quantity.of("0.5")',
                id="a boolean",
            ),
            pytest.param(0, "0 is not more than 0", "leave out what was not bought", id="nothing"),
            pytest.param(10**15, "it has more than 12 digits before the point", UNIT_HINT, id="too much"),
            pytest.param(
                10**5000, "it has more than 12 digits before the point", UNIT_HINT, id="far too much"
            ),
        ],
    )
    def test_thousandths_are_checked(self, thousandths: int, message: str, hint: str) -> None:
        with pytest.raises(InvalidInput) as refused:
            Quantity(thousandths)

        assert (refused.value.subject, refused.value.problems) == ("quantity", (Problem("", message, hint),))

    def test_order(self) -> None:
        assert sorted([Quantity(2000), Quantity(755), Quantity(1500)]) == [
            Quantity(755),
            Quantity(1500),
            Quantity(2000),
        ]


class TestPercent:
    @pytest.mark.parametrize(
        ("value", "hundredths", "text"),
        [
            pytest.param(12, 1200, "12 %", id="twelve"),
            pytest.param("12.5", 1250, "12.5 %", id="twelve and a half"),
            pytest.param("12.50", 1250, "12.5 %", id="a zero more"),
            pytest.param("33.33", 3333, "33.33 %", id="two decimals"),
            pytest.param(Decimal("0.01"), 1, "0.01 %", id="the least above nothing"),
            pytest.param(Percent("12.5"), 1250, "12.5 %", id="a percentage is one already"),
            pytest.param(0, 0, "0 %", id="nothing"),
            pytest.param("-0", 0, "0 %", id="minus nothing"),
            pytest.param(100, 10_000, "100 %", id="everything"),
            pytest.param(Decimal("1E+2"), 10_000, "100 %", id="everything with an exponent"),
        ],
    )
    def test_value(self, value: int | str | Decimal | Percent, hundredths: int, text: str) -> None:
        percent = Percent(value)

        assert (percent, percent.hundredths, str(percent)) == (
            Percent.from_hundredths(hundredths),
            hundredths,
            text,
        )

    @pytest.mark.parametrize(
        ("value", "message", "hint"),
        [
            pytest.param(9.9, "9.9 is a float, and floats are not exact", 'write "9.9"', id="a float"),
            pytest.param(True, "bool is not a number", PLAIN_HINT, id="a boolean"),
            pytest.param("9,90", "'9,90' is not a plain number", PLAIN_HINT, id="a comma"),
        ],
    )
    def test_what_is_no_number_is_refused(self, value: str, message: str, hint: str) -> None:
        with pytest.raises(InvalidInput) as refused:
            Percent(value)

        problem = Problem("", message, hint)
        assert (refused.value.subject, refused.value.problems) == ("percentage", (problem,))

    @pytest.mark.parametrize(
        ("value", "message"),
        [
            pytest.param(101, "101 is not between 0 and 100", id="more than everything"),
            pytest.param("100.01", "100.01 is not between 0 and 100", id="a little more than everything"),
            pytest.param("-0.01", "-0.01 is not between 0 and 100", id="a little less than nothing"),
            pytest.param(10**14, "100000000000000 is not between 0 and 100", id="far too much"),
        ],
    )
    def test_out_of_range_is_refused(self, value: int | str, message: str) -> None:
        with pytest.raises(InvalidInput) as refused:
            Percent(value)

        problem = Problem("", message, "12.5 % is written 12.5")
        assert (refused.value.subject, refused.value.problems) == ("percentage", (problem,))

    def test_three_decimals_are_refused(self) -> None:
        with pytest.raises(InvalidInput) as refused:
            Percent("12.345")

        message = "'12.345' has 3 decimals, and a percentage has 2"
        assert refused.value.problems == (Problem("", message, "round it first"),)

    @pytest.mark.parametrize(
        ("hundredths", "message"),
        [
            pytest.param(-1, "-0.01 is not between 0 and 100", id="less than nothing"),
            pytest.param(10_001, "100.01 is not between 0 and 100", id="more than everything"),
            pytest.param(10**24 - 1, f"{'9' * 22}.99 is not between 0 and 100", id="the longest shown"),
            pytest.param(10**5000, "it is not between 0 and 100", id="too long to print"),
        ],
    )
    def test_hundredths_out_of_range_are_refused(self, hundredths: int, message: str) -> None:
        with pytest.raises(InvalidInput) as refused:
            Percent.from_hundredths(hundredths)

        assert refused.value.problems == (Problem("", message, "12.5 % is written 12.5"),)

    @pytest.mark.parametrize("hundredths", [12.5, True, "12"])
    def test_hundredths_are_integers(self, hundredths: int) -> None:
        with pytest.raises(InvalidInput) as refused:
            Percent.from_hundredths(hundredths)

        message = f"{type(hundredths).__name__} is not a number of hundredths"
        problem = Problem("", message, 'give an int, or write Percent("12.5")')
        assert (refused.value.subject, refused.value.problems) == ("percentage", (problem,))

    def test_a_copy_by_field_name_fails_instead_of_growing_a_hundredfold(self) -> None:
        with pytest.raises(TypeError):
            Percent(**attrs.asdict(Percent("0.5")))  # type: ignore[call-arg]

    def test_the_repr_shows_what_people_write(self) -> None:
        assert repr(Percent("12.50")) == "Percent('12.5')"

    def test_order(self) -> None:
        assert sorted([Percent(100), Percent("0.5"), Percent(20)]) == [
            Percent("0.5"),
            Percent(20),
            Percent(100),
        ]


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(Money(399_90, "RUB"), id="money"),
        pytest.param(Quantity(755), id="a quantity"),
        pytest.param(Percent("12.5"), id="a percentage"),
    ],
)
class TestValues:
    def test_equal_values_are_one_key(self, value: Money | Quantity | Percent) -> None:
        assert len({value, copy.deepcopy(value)}) == 1

    def test_they_travel(self, value: Money | Quantity | Percent) -> None:
        assert pickle.loads(pickle.dumps(value)) == value

    def test_they_do_not_change(self, value: Money | Quantity | Percent) -> None:
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(value, attrs.fields(type(value))[0].name, 1)


def test_the_decimal_context_of_the_host_is_without_effect() -> None:
    amount, weight, rate = Decimal("399.90"), Decimal("0.755"), Decimal("12.5")
    with decimal.localcontext(decimal.Context(prec=1, Emin=-1, Emax=1)):
        values = Money.of(amount, "RUB"), Quantity.of(weight), Percent(rate)

    assert values == (Money(399_90, "RUB"), Quantity(755), Percent.from_hundredths(1250))
