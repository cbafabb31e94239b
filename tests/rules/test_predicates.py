"""The closed language of conditions: ranges, opposites, and what a host's kind may put together wrongly."""

from __future__ import annotations

import pickle
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.counter_keys import CounterKey
from loyalty_engine.model.identifiers import ExternalCode
from loyalty_engine.model.keys import product_key
from loyalty_engine.rules.figures import CounterNow, GetsStatus, HasCardLike, HasStatus, IsReferred
from loyalty_engine.rules.predicates import (
    All,
    Always,
    Carrier,
    Check,
    Compare,
    Contains,
    Counted,
    Discounted,
    During,
    EntryOf,
    External,
    HasValue,
    IsMember,
    Keyed,
    LineTest,
    LineValue,
    OneOf,
    Predicate,
    Range,
    ReceiptSum,
    Source,
    has_check,
    has_line_test,
    negate,
    wanted_key,
)
from loyalty_engine.rules.predicates import Any as AnyPart

TEA = Keyed(keys=frozenset({product_key(ExternalCode("tea"))}))
GREEN = LineValue(carrier=Carrier.PRODUCT, name="colour", wanted=frozenset({"green"}))
FANS = EntryOf(attribute="fans")
MONDAY = During()
CARD = OneOf(source=Source.PAYMENT, values=frozenset({"card"}))
TEN = Compare(figure=ReceiptSum(), range=Range(low=1000), currency="EUR")
GOLD = HasValue(carrier=Carrier.MEMBER, name="level", wanted=frozenset({"gold"}))
OF_PRODUCT = CounterNow(counter="n", keyed_by=frozenset({CounterKey.PRODUCT}))
LEAVES: tuple[Predicate, ...] = (
    *(TEA, GREEN, FANS),
    *(TEN, CARD, IsMember(), GOLD, MONDAY, Contains(tests=(TEA,)), Always()),
    *(External(range=Range(low=1)), Discounted()),
    Counted(figure=OF_PRODUCT, range=Range(low=1)),
    *(HasStatus(system="tiers"), GetsStatus(system="tiers"), HasCardLike(), IsReferred()),
)


class TestRange:
    @pytest.mark.parametrize(
        ("bounds", "inside", "outside", "text"),
        [
            pytest.param({}, [-5, 0, 10**18], [], "any number", id="no bounds"),
            pytest.param({"low": 2}, [2, 3], [1], "at least 2", id="a lower bound"),
            pytest.param({"high": 2}, [2, -3], [3], "at most 2", id="an upper bound"),
            pytest.param({"low": 2, "low_open": True}, [3], [2, 1], "more than 2", id="above a bound"),
            pytest.param({"high": 2, "high_open": True}, [1], [2, 3], "less than 2", id="below a bound"),
            pytest.param(
                {"low": 1, "high": 3}, [1, 2, 3], [0, 4], "at least 1 and at most 3", id="between bounds"
            ),
            pytest.param({"low": 2, "high": 2}, [2], [1, 3], "exactly 2", id="one number"),
            pytest.param(
                {"low": Decimal("1.50"), "high": 2},
                [Decimal("1.5"), 2],
                [1, Decimal("1.49"), Decimal("2.01")],
                "at least 1.5 and at most 2",
                id="decimals",
            ),
            pytest.param(
                {"low": -2, "high": 0}, [-2, -1, 0], [-3, 1], "at least -2 and at most 0", id="below"
            ),
        ],
    )
    def test_what_lies_in_a_range(
        self, bounds: dict[str, Any], inside: list[Any], outside: list[Any], text: str
    ) -> None:
        found = Range(**bounds)

        assert [number for number in inside + outside if number in found] == inside
        assert str(found) == text
        assert pickle.loads(pickle.dumps(found)) == found

    @pytest.mark.parametrize(
        ("bounds", "path", "text"),
        [
            pytest.param(
                {"low": 3, "high": 2}, ["high"], "no number is at least 3 and at most 2", id="reversed"
            ),
            pytest.param(
                {"low": 2, "high": 2, "low_open": True},
                ["high"],
                "no number is more than 2 and at most 2",
                id="an open point",
            ),
            pytest.param({"low": 1.5}, ["low"], "1.5 is not a number (floats are not exact", id="a float"),
            pytest.param({"low": True}, ["low"], "True is not a number", id="true"),
            pytest.param({"high": "5"}, ["high"], "'5' is not a number", id="text"),
            pytest.param(
                {"low": Decimal("NaN")}, ["low"], "Decimal('NaN') is not a number", id="not a number"
            ),
            pytest.param({"low": Decimal("sNaN")}, ["low"], "is not a number", id="not a number, loudly"),
            pytest.param({"high": Decimal("Infinity")}, ["high"], "is not a number", id="infinity"),
            pytest.param(
                {"low": 10**101}, ["low"], "out of all bounds (leave it out", id="a very long number"
            ),
            pytest.param({"low": 10**5000}, ["low"], "<int> is out of all bounds", id="too long to print"),
            pytest.param({"low": Decimal("1e999999")}, ["low"], "is out of all bounds", id="a far exponent"),
            pytest.param({"low": Decimal("1." + "1" * 200)}, ["low"], "is out of all", id="many decimals"),
            pytest.param(
                {"low": "1", "high": None, "low_open": 1, "high_open": None},
                ["low", "low_open", "high_open"],
                "1 is neither true nor false",
                id="everything at once",
            ),
        ],
    )
    def test_no_range(self, bounds: dict[str, Any], path: list[str], text: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            Range(**bounds)
        assert [problem.path for problem in caught.value.problems] == path
        assert text in str(caught.value)

    def test_a_number_has_one_form(self) -> None:
        assert str(Range(low=Decimal("1E+3"), high=Decimal("2000.00"))) == "at least 1000 and at most 2000"

    @given(st.integers(-9, 9), st.integers(-9, 9), st.integers(-9, 9), st.booleans(), st.booleans())
    def test_a_range_holds_what_its_words_say(
        self, low: int, high: int, number: int, low_open: bool, high_open: bool
    ) -> None:
        above = number > low or (number == low and not low_open)
        below = number < high or (number == high and not high_open)
        try:
            found = Range(low=low, high=high, low_open=low_open, high_open=high_open)
        except InvalidInput:
            assert not (above and below)
        else:
            assert (number in found) is (above and below)


class TestParts:
    def test_the_two_sorts(self) -> None:
        assert set(map(type, LEAVES)) == {*get_args(LineTest), *get_args(Check)}
        for leaf in LEAVES:
            assert has_line_test(leaf) is isinstance(leaf, LineTest)
            assert has_check(leaf) is isinstance(leaf, Check)

    @pytest.mark.parametrize(
        ("predicate", "line_test", "check"),
        [
            pytest.param(All((TEA, GREEN)), True, False, id="line tests"),
            pytest.param(AnyPart((CARD, GOLD)), False, True, id="checks"),
            pytest.param(All((TEA, AnyPart((CARD,)))), True, True, id="both, at different depths"),
            pytest.param(All(()), False, False, id="nothing"),
        ],
    )
    def test_sorts_of_what_is_put_together(self, predicate: Predicate, line_test: bool, check: bool) -> None:
        assert (has_line_test(predicate), has_check(predicate)) == (line_test, check)


class TestWanted:
    @pytest.mark.parametrize(("one", "other"), [(1, True), (0, False)])
    def test_true_is_not_1(self, one: int, other: bool) -> None:
        wanted = frozenset({one}), frozenset({other})

        assert wanted[0] == wanted[1], "this is Python's opinion"
        assert wanted_key(wanted[0]) != wanted_key(wanted[1])
        for kind in (LineValue, HasValue):
            found = {kind(carrier=Carrier.MEMBER, name="x", wanted=each) for each in wanted}
            assert len(found) == 2

    def test_other_values_compare_as_they_are(self) -> None:
        assert wanted_key(frozenset({"a", 5})) == wanted_key(frozenset({5, "a"}))
        assert wanted_key(Range(low=1)) == Range(low=1)
        assert wanted_key(None) is None


class TestNegate:
    @pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: type(leaf).__name__)
    def test_a_leaf_carries_its_opposite(self, leaf: Any) -> None:
        opposite = negate(leaf)

        assert not isinstance(opposite, (All, AnyPart))
        assert (type(opposite), opposite.negated, leaf.negated) == (type(leaf), True, False)
        assert negate(opposite) == leaf

    @pytest.mark.parametrize(
        ("predicate", "opposite"),
        [
            pytest.param(
                All((TEA, GREEN)), AnyPart((negate(TEA), negate(GREEN))), id="not both: one of them not"
            ),
            pytest.param(AnyPart((CARD, GOLD)), All((negate(CARD), negate(GOLD))), id="neither"),
            pytest.param(
                All((CARD, AnyPart((GOLD, MONDAY)))),
                AnyPart((negate(CARD), All((negate(GOLD), negate(MONDAY))))),
                id="at every depth",
            ),
            pytest.param(All(()), AnyPart(()), id="nothing"),
        ],
    )
    def test_the_opposite_of_parts(self, predicate: Predicate, opposite: Predicate) -> None:
        assert negate(predicate) == opposite
        assert negate(negate(predicate)) == predicate

    @pytest.mark.parametrize(
        "predicate", [All((TEA, CARD)), AnyPart((TEA, CARD)), All((CARD, AnyPart((CARD, All((TEA,))))))]
    )
    def test_lines_and_checks_have_no_common_opposite(self, predicate: Predicate) -> None:
        with pytest.raises(InvalidInput, match="not: cannot negate lines and checks together"):
            negate(predicate)
