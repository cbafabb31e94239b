"""The checks that fields share: converters never refuse, and problems say what to do."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from typing import Any

import pytest

from loyalty_engine.errors import InvalidInput, Problem
from loyalty_engine.model.fields import (
    as_set,
    as_tuple,
    choice_problems,
    faults,
    flag_problems,
    id_problems,
    kept,
    kind_problems,
    money_problems,
    name_problems,
    needed_id_problems,
    repeated,
    sequence_of,
    set_problems,
    tuple_problems,
    zone_problems,
)
from loyalty_engine.model.identifiers import id_problem
from loyalty_engine.model.money import Money, Quantity

DAMAGED = "(the text was damaged before it came here; read it again from its source)"


class Size(Enum):
    SMALL = "s"
    LARGE = "l"


def generated() -> Any:
    yield from "ab"


class Endless:
    """Says that it can be iterated over, and cannot."""

    def __iter__(self) -> Any:
        raise TypeError("iteration over a 0-d array")


def told(problems: list[Problem]) -> list[str]:
    return list(map(str, problems))


class TestSequenceOf:
    @pytest.mark.parametrize(
        "value",
        [
            pytest.param(("a", "b"), id="a tuple"),
            pytest.param(["a", "b"], id="a list"),
            pytest.param(generated(), id="a generator"),
        ],
    )
    def test_holds_nothing_but_its_kind(self, value: Any) -> None:
        assert sequence_of(str, value, "menu", "dishes") == ("a", "b")

    def test_a_set_will_do(self) -> None:
        assert sorted(sequence_of(str, {"b", "a"}, "menu", "dishes")) == ["a", "b"]

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            pytest.param("tea", "'tea' is not a sequence (give a list or a tuple)", id="one text"),
            pytest.param(b"tea", "b'tea' is not a sequence", id="bytes"),
            pytest.param(
                {"tea": 1}, "is not a sequence (give a list or a tuple; a set or a dict", id="a dict"
            ),
            pytest.param(5, "5 is not a sequence", id="a number"),
            pytest.param(None, "None is not a sequence", id="None"),
            pytest.param(Endless(), "is not a sequence", id="something that only looks like one"),
        ],
    )
    def test_refuses_what_is_none(self, value: Any, text: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            sequence_of(str, value, "menu", "dishes")
        assert str(caught.value).startswith("menu: dishes: ")
        assert text in str(caught.value)

    def test_names_every_element_of_another_kind(self) -> None:
        value: Any = ["tea", 5, None]
        with pytest.raises(InvalidInput) as caught:
            sequence_of(str, value, "menu", "dishes")
        assert caught.value.subject == "menu"
        assert told(list(caught.value.problems)) == [
            "dishes[1]: 5 is not a str (give a str)",
            "dishes[2]: None is not a str (give a str)",
        ]


class TestConverters:
    @pytest.mark.parametrize(
        ("value", "converted"),
        [
            pytest.param((1, 2), (1, 2), id="a tuple"),
            pytest.param([1, 2], (1, 2), id="a list"),
            pytest.param(generated(), ("a", "b"), id="a generator"),
        ],
    )
    def test_as_tuple(self, value: Any, converted: object) -> None:
        assert as_tuple(value) == converted

    @pytest.mark.parametrize(
        "value", ["ab", b"ab", {1: 2}, {1}, frozenset({1}), {1: 2}.keys(), 5, None, Endless(), Size.SMALL]
    )
    def test_as_tuple_leaves_what_has_no_order(self, value: Any) -> None:
        assert as_tuple(value) is value

    @pytest.mark.parametrize("value", [{1, 2}, [2, 1, 2], (1, 2), frozenset({1, 2}), iter([1, 2])])
    def test_as_set(self, value: Any) -> None:
        assert as_set(value) == frozenset({1, 2})

    @pytest.mark.parametrize("value", ["ab", b"ab", {1: 2}, 5, None, [[1]], [Decimal("sNaN")], Endless()])
    def test_as_set_leaves_what_is_no_set(self, value: Any) -> None:
        assert as_set(value) is value

    def test_kept_converts_or_keeps(self) -> None:
        wrong: Any = "two"

        assert kept(Quantity.of, "2") == Quantity(2000)
        assert kept(Quantity.of, wrong) is wrong
        assert faults("quantity", Quantity.of, "2") == []
        assert told(faults("quantity", Quantity.of, wrong)) == [
            "quantity: 'two' is not a plain number (write digits and at most one point, such as \"9.90\")"
        ]


class TestCollections:
    def test_sets_name_their_wrong_members_in_one_order(self) -> None:
        codes = frozenset({"ok", "", *(f"{letter} " for letter in "fedcba")})

        found = set_problems("places", codes, id_problem)

        assert [problem.message.split()[0] for problem in found] == ["''", *(f"'{x}" for x in "abcdef")]
        assert {problem.path for problem in found} == {"places"}

    def test_an_empty_set_is_refused_where_it_cannot_be_meant(self) -> None:
        assert set_problems("places", frozenset(), id_problem) == []
        assert told(set_problems("places", frozenset(), id_problem, "so it works nowhere")) == [
            "places: is empty, so it works nowhere (name at least one)"
        ]

    @pytest.mark.parametrize("value", ["abc", 5, None, ["a"], ("a",)])
    def test_what_is_no_set(self, value: object) -> None:
        assert [p.path for p in set_problems("places", value, id_problem)] == ["places"]

    def test_tuples_take_unions(self) -> None:
        assert tuple_problems("sizes", (1, "l"), int | str, "a size") == []
        assert told(tuple_problems("sizes", (1, None), int | str, "a size", "give 1")) == [
            "sizes[1]: None is not a size (give 1)"
        ]


class TestFields:
    def test_ids(self) -> None:
        assert id_problems(brand=None, group="g") == []
        assert [p.path for p in id_problems(brand="", group=5)] == ["brand", "group"]
        assert needed_id_problems(id="a") == []
        assert told(needed_id_problems(id=None, rule="")) == [
            "id: None is of type NoneType, not text (give a str)",
            "rule: '' is blank (an id needs at least one visible character)",
        ]

    def test_names(self) -> None:
        assert name_problems(name="", title="x" * 1000, lines="one\ntwo") == []
        assert told(name_problems(name=None, title="x" * 1001, lines="\0")) == [
            "name: None is of type NoneType, not text (give a str)",
            f"title: '{'x' * 79}… has 1,001 characters (use at most 1,000)",
            "lines: '\\x00' holds U+0000 or half of a surrogate pair " + DAMAGED,
        ]

    def test_flags(self) -> None:
        assert flag_problems(locked=True, hidden=False) == []
        assert told(flag_problems(locked=1, hidden=None, odd="no")) == [
            "locked: 1 is neither true nor false (write True or False)",
            "hidden: None is neither true nor false (write True or False)",
            "odd: 'no' is neither true nor false (write True or False)",
        ]

    def test_kinds(self) -> None:
        assert kind_problems("amount", 5, int | str, "an amount") == []
        assert told(kind_problems("amount", 5.0, int | str, "an amount", "give an int")) == [
            "amount: 5.0 is not an amount (give an int)"
        ]

    def test_choices(self) -> None:
        assert choice_problems("size", Size.SMALL, Size) == []
        assert told(choice_problems("size", "s", Size)) == [
            "size: 's' is not a Size (use one of Size.SMALL, Size.LARGE)"
        ]

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            pytest.param(9.9, '9.9 is not money (write Money.of("9.90", "EUR"))', id="a float"),
            pytest.param(990, "990 is not money", id="a bare number"),
            pytest.param(Money(-1, "EUR"), "-0.01 EUR is negative (give zero or more", id="below nothing"),
            pytest.param(Money(1001, "EUR"), "10.01 EUR is more than 10.00 EUR", id="above the most"),
        ],
    )
    def test_no_money(self, value: object, text: str) -> None:
        (problem,) = money_problems("price", value, 1000)

        assert problem.path == "price"
        assert text in f"{problem.message} ({problem.hint})"

    def test_money(self) -> None:
        assert money_problems("price", Money(0, "EUR")) == []
        assert money_problems("price", Money(10**20, "EUR")) == []
        assert money_problems("price", Money(1000, "EUR"), 1000) == []

    @pytest.mark.parametrize("zone", [None, "UTC", "Europe/Riga"])
    def test_a_time_zone(self, zone: str | None) -> None:
        assert zone_problems("zone", zone) == []

    @pytest.mark.parametrize(
        ("zone", "text"),
        [
            pytest.param(
                "Europe/Rigga", "no time zone 'Europe/Rigga' (did you mean 'Europe/Riga'?)", id="a slip"
            ),
            pytest.param("", "there is no time zone ''", id="nothing"),
            pytest.param("localtime", "no time zone 'localtime'", id="whatever this machine has"),
            pytest.param(3, "3 is not a name", id="a number of hours"),
        ],
    )
    def test_no_time_zone(self, zone: object, text: str) -> None:
        (problem,) = zone_problems("zone", zone)

        assert problem.path == "zone"
        assert text in f"{problem.message} ({problem.hint})"

    def test_what_stands_twice_is_named_where_it_stands_again(self) -> None:
        assert repeated("slots", ["1", "2", "1", "1"], "position") == [
            Problem("slots[2]", "position '1' is there already", "give each its own id"),
            Problem("slots[3]", "position '1' is there already", "give each its own id"),
        ]
        assert repeated("slots", ["1", "2"], "position") == []
