"""Errors say what is wrong, where, and what to do; and they travel."""

from __future__ import annotations

import copy
import pickle

import pytest

from loyalty_engine.errors import InvalidInput, LoyaltyError, Problem, refuse

LOW = Problem("lines[2].amount", "-1.00 EUR is negative", "give zero or more")
BARE = Problem("", "is nothing at all")

ERRORS = [
    pytest.param(InvalidInput("receipt 'r-1'", (LOW,)), id="one problem"),
    pytest.param(InvalidInput("receipt 'r-1'", (LOW, BARE)), id="several problems"),
    pytest.param(LoyaltyError("the host's own"), id="the base of all"),
]


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        pytest.param(LOW, "lines[2].amount: -1.00 EUR is negative (give zero or more)", id="all three"),
        pytest.param(Problem("id", "is blank"), "id: is blank", id="without a hint"),
        pytest.param(BARE, "is nothing at all", id="about the whole input"),
    ],
)
def test_a_problem_says_where_what_and_what_to_do(problem: Problem, text: str) -> None:
    assert str(problem) == text


@pytest.mark.parametrize(
    ("path", "prefix", "seen"),
    [
        pytest.param("amount", "lines[2]", "lines[2].amount", id="a field of an element"),
        pytest.param("[2].amount", "lines", "lines[2].amount", id="an element of a field"),
        pytest.param("", "lines[2]", "lines[2]", id="the whole element"),
        pytest.param("amount", "", "amount", id="nothing around it"),
        pytest.param("", "", "", id="nothing and nothing"),
    ],
)
def test_a_problem_seen_from_outside(path: str, prefix: str, seen: str) -> None:
    problem = Problem(path, "is wrong", "make it right")

    assert problem.inside(prefix) == Problem(seen, "is wrong", "make it right")


def test_one_problem_is_told_in_one_line() -> None:
    error = InvalidInput.at("receipt 'r-1'", "at", "has no offset", "add one")

    assert error.problems == (Problem("at", "has no offset", "add one"),)
    assert str(error) == "receipt 'r-1': at: has no offset (add one)"


def test_several_problems_have_a_line_each() -> None:
    assert str(InvalidInput("receipt 'r-1'", (LOW, BARE))) == (
        "receipt 'r-1': 2 problems\n"
        "  lines[2].amount: -1.00 EUR is negative (give zero or more)\n"
        "  is nothing at all"
    )


@pytest.mark.parametrize("kind", [LoyaltyError, ValueError])
def test_invalid_input_is_caught_as(kind: type[Exception]) -> None:
    with pytest.raises(kind):
        raise InvalidInput("x", (BARE,))


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize(
    "travel", [lambda error: pickle.loads(pickle.dumps(error)), copy.deepcopy, copy.copy]
)
def test_errors_travel_with_their_notes(error: LoyaltyError, travel: object) -> None:
    error = copy.deepcopy(error)
    error.add_note("while reading receipts.json")
    assert callable(travel)

    arrived = travel(error)

    assert type(arrived) is type(error)
    assert str(arrived) == str(error)
    assert arrived.args == error.args
    assert arrived.__notes__ == ["while reading receipts.json"]
    if isinstance(error, InvalidInput) and isinstance(arrived, InvalidInput):
        assert (arrived.subject, arrived.problems) == (error.subject, error.problems)


def test_every_error_of_the_library_is_among_the_examples() -> None:
    def kinds(base: type[LoyaltyError]) -> set[type[LoyaltyError]]:
        found = {base} if base.__module__ == "loyalty_engine.errors" else set()
        return found.union(*map(kinds, base.__subclasses__()))

    assert {type(param.values[0]) for param in ERRORS} == kinds(LoyaltyError)


def test_refuse_raises_where_there_is_a_problem() -> None:
    refuse("receipt 'r-1'", ())
    with pytest.raises(InvalidInput) as caught:
        refuse("receipt 'r-1'", iter([LOW, BARE]))

    assert (caught.value.subject, caught.value.problems) == ("receipt 'r-1'", (LOW, BARE))
