"""Ids, the three kinds of product code, and the order in which ids break ties."""

from __future__ import annotations

import copy
import pickle
import random
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty_engine.errors import InvalidInput, Problem
from loyalty_engine.model.identifiers import (
    LONGEST_ID,
    Barcode,
    Code,
    ExternalCode,
    InternalCode,
    checked_id,
    code_problems,
    code_set,
    id_order,
    id_problem,
    joined_id,
    node_code,
    product_code,
    shown,
    text_problem,
)


class Unprintable:
    def __repr__(self) -> str:
        raise RuntimeError("no picture of me")


class Shout(str):
    """Text of a class of its own, which may compare and print as it likes."""

    __slots__ = ()


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("7", id="a digit"),
        pytest.param("coffee beans", id="a space inside"),
        pytest.param("кофе ☕", id="any language"),
        pytest.param("x" * LONGEST_ID, id="as long as can be"),
        pytest.param("a\tb", id="a control character inside"),
        pytest.param("\t".join("x" * 100) + "x", id="control characters inside an id as long as can be"),
        pytest.param("a\u200bb", id="an invisible character inside"),
        pytest.param("\U0001f600", id="beyond the basic plane: a whole character, no surrogate"),
    ],
)
def test_an_id(value: str) -> None:
    assert id_problem("id", value) is None
    assert checked_id("offer", "id", value) == value


@pytest.mark.parametrize(
    ("value", "message", "hint"),
    [
        pytest.param("", "'' is blank", "at least one visible character", id="nothing"),
        pytest.param(" \t", "' \\t' is blank", "at least one visible character", id="white space alone"),
        pytest.param(" tea", "' tea' has white space around it", "write 'tea'", id="white space before"),
        pytest.param(
            "tea\u00a0", "'tea\\xa0' has white space around it", "write 'tea'", id="a hard space after"
        ),
        pytest.param("x" * 201, "has 201 characters", "at most 200", id="one character too long"),
        pytest.param("a\x00b", "holds U+0000", "read it again", id="the character that ends strings in C"),
        pytest.param("a\ud800b", "half of a surrogate pair", "read it again", id="half of a surrogate pair"),
        pytest.param(5, "5 is of type int, not text", 'write "5"', id="a number"),
        pytest.param(True, "True is of type bool, not text", "give a str", id="a truth value"),
        pytest.param(None, "None is of type NoneType, not text", "give a str", id="None"),
        pytest.param(b"tea", "of type bytes, not text", "give a str", id="bytes"),
        pytest.param(Shout("tea"), "of type Shout, not text", "give a str", id="a class derived from str"),
        pytest.param(10**5000, "<int> is of type int, not text", "write", id="a number too long to print"),
        pytest.param(
            Unprintable(), "<Unprintable> is of type", "give a str", id="an object that cannot be shown"
        ),
    ],
)
def test_no_id(value: object, message: str, hint: str) -> None:
    problem = id_problem("lines[2].product", value)

    assert problem is not None
    assert problem.path == "lines[2].product"
    assert message in problem.message
    assert hint in problem.hint
    with pytest.raises(InvalidInput) as refused:
        checked_id("receipt 'r1'", "lines[2].product", value)
    assert (refused.value.subject, refused.value.problems) == ("receipt 'r1'", (problem,))


@pytest.mark.parametrize(
    ("value", "sound"),
    [
        pytest.param("", True, id="a name may be empty"),
        pytest.param("  two lines\nof text ", True, id="a name may have white space anywhere"),
        pytest.param("a\x00", False, id="but no U+0000"),
        pytest.param("\udfff", False, id="and no halves of surrogate pairs"),
        pytest.param(5, False, id="and it is text"),
    ],
)
def test_text_for_people(value: object, sound: bool) -> None:
    assert (text_problem("name", value) is None) is sound


@given(
    st.lists(st.text("ab/~ .", min_size=1, max_size=120), min_size=1, max_size=4),
    st.lists(st.text("ab/~ .", min_size=1, max_size=120), min_size=1, max_size=4),
)
def test_what_is_named_by_several_ids_has_an_id(one: list[str], other: list[str]) -> None:
    """Another for others, and the plain one where there is room."""
    one, other = (["x", *parts, "x"] for parts in (one, other))
    assert id_problem("id", joined_id(*one)) is None
    assert (joined_id(*one) == joined_id(*other)) == ("/".join(one) == "/".join(other))
    assert (joined_id(*one) == "/".join(one)) == (len("/".join(one)) <= LONGEST_ID)


def test_quotes_in_messages_are_short() -> None:
    assert shown("tea") == "'tea'"
    assert shown("x" * 500) == "'" + "x" * 79 + "…"
    assert shown(["x" * 500]) == "<list>"


@pytest.mark.parametrize("kind", [ExternalCode, InternalCode, Barcode])
class TestCodes:
    def test_holds_an_id(self, kind: type[Code]) -> None:
        code = kind("4600000000017")

        assert code.value == "4600000000017"
        assert pickle.loads(pickle.dumps(code)) == code == copy.deepcopy(code)

    def test_refuses_anything_else(self, kind: type[Code]) -> None:
        number: Any = 46
        with pytest.raises(InvalidInput, match=r"code: value: 46 is of type int, not text \(write \"46\"\)"):
            kind(number)


def test_codes_of_different_kinds_are_never_equal() -> None:
    assert len({ExternalCode("7"), InternalCode("7"), Barcode("7"), "7"}) == 4


@pytest.mark.parametrize(
    ("given", "code"),
    [
        pytest.param("7", ExternalCode("7"), id="plain text is the external code, digits or not"),
        pytest.param(ExternalCode("7"), ExternalCode("7"), id="an external code is itself"),
        pytest.param(InternalCode("7"), InternalCode("7"), id="an internal code is itself"),
    ],
)
def test_products_and_categories_are_named_alike(
    given: ExternalCode | InternalCode | str, code: Code
) -> None:
    assert product_code(given) == code
    assert node_code(given) == code


def test_a_bar_code_names_a_product_only() -> None:
    barcode: Any = Barcode("46")

    assert product_code(barcode) == Barcode("46")
    with pytest.raises(InvalidInput, match="names a product, not a category"):
        node_code(barcode)


@pytest.mark.parametrize("name", [product_code, node_code])
def test_what_names_nothing(name: Callable[[Any], Code]) -> None:
    with pytest.raises(InvalidInput, match="7 is of type int, not text"):
        name(7)


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        pytest.param(frozenset({"a"}), frozenset({"a"}), id="a frozen set"),
        pytest.param({"a", "b"}, frozenset({"a", "b"}), id="a set"),
        pytest.param(["b", "a", "b"], frozenset({"a", "b"}), id="a list, each code once"),
        pytest.param((), frozenset(), id="nothing"),
    ],
)
def test_a_set_of_codes(given: Any, codes: frozenset[str]) -> None:
    assert code_set(given) == codes
    assert code_problems("barcodes", code_set(given)) == ()


@pytest.mark.parametrize(
    ("given", "messages"),
    [
        pytest.param("4600", ["'4600' is not a set of codes"], id="one text is not a set of its letters"),
        pytest.param({"4600": 1}, ["{'4600': 1} is not a set of codes"], id="a dict"),
        pytest.param(46, ["46 is not a set of codes"], id="a number"),
        pytest.param([["46"]], ["[['46']] is not a set of codes"], id="lists inside"),
        pytest.param(
            ["ok", *(f"{letter} " for letter in "hgfedcba")],
            [f"'{letter} ' has white space around it" for letter in "abcdefgh"],
            id="every code that is none, in the same order each time",
        ),
    ],
)
def test_no_set_of_codes(given: Any, messages: list[str]) -> None:
    problems = code_problems("barcodes", code_set(given))

    assert [problem.message for problem in problems] == messages
    assert {problem.path for problem in problems} == {"barcodes"}


class TestOrder:
    """Design: all-digit ids compare as integers and precede the rest; others by code point."""

    LADDER = (
        *("0", "00", "7", "07", "007", "8", "10", "010", "99", "100"),
        *("9" * 18, "1" + "0" * 18, "01" + "0" * 18, "1" + "0" * 17 + "1", "9" * 200),
        *("", " 1", "+1", "-1", "1.5", "10a", "A", "B", "a", "b", "é", "١", "②", "１", "😀"),
    )

    def test_ladder(self) -> None:
        shuffled = random.Random(14).sample(self.LADDER, len(self.LADDER))

        assert sorted(shuffled, key=id_order) == list(self.LADDER)
        assert all(id_order(low) < id_order(high) for low, high in pairwise(self.LADDER))

    @given(st.integers(0, 10**40), st.integers(0, 10**40))
    def test_digits_compare_as_integers(self, one: int, other: int) -> None:
        assert (id_order(str(one)) < id_order(str(other))) is (one < other)

    @given(st.text("0123456789"), st.text())
    def test_no_two_ids_share_a_place(self, digits: str, other: str) -> None:
        assert (id_order(digits) == id_order(other)) is (digits == other)

    @given(st.text(), st.text())
    def test_others_compare_by_code_point(self, one: str, other: str) -> None:
        words = [f"w{one}", f"w{other}"]

        assert sorted(words, key=id_order) == sorted(words, key=lambda word: [ord(letter) for letter in word])


def test_problems_stand_inside_what_holds_them() -> None:
    problem = id_problem("product", "")

    assert problem is not None
    assert problem.inside("lines[0]") == Problem("lines[0].product", problem.message, problem.hint)
