"""How the benchmarks compare: in turns, in alternating order, by the median of ratios."""

from __future__ import annotations

import gc
from functools import partial

import pytest
from ratio import Ratio, Rounds, still, take_turns
from report import Goal, Report

ROUNDS = Rounds({"base": [1.0, 2.0, 1.0], "one": [2.0, 4.0, 4.0], "other": [3.0, 6.0, 13.0]})


def test_each_round_is_compared_with_itself() -> None:
    assert ROUNDS.ratio("one", to="base") == Ratio(median=2.0, low=2.0, high=3.0)


def test_what_comes_beyond_a_base_is_compared_without_it() -> None:
    assert ROUNDS.beyond("base", "other", to="one") == Ratio(median=2.0, low=2.0, high=3.0)


def test_the_median_of_the_seconds_is_shown() -> None:
    assert [ROUNDS.of(name) for name in ("base", "one", "other")] == [1.0, 4.0, 6.0]


def test_works_take_turns_every_other_round_backwards() -> None:
    turns: list[str] = []

    rounds = take_turns({name: partial(turns.append, name) for name in "abc"}, rounds=4, turn=0)

    assert "".join(turns[-12:]) == "abccbaabccba"
    assert {name: len(seconds) for name, seconds in rounds.seconds.items()} == {"a": 4, "b": 4, "c": 4}


def test_works_that_wait_are_timed_by_the_wall() -> None:
    clock = iter(range(1000))

    rounds = take_turns({"a": object}, rounds=3, turn=1, clock=lambda: float(next(clock)))

    assert rounds.seconds == {"a": [1.0, 1.0, 1.0]}


def test_short_works_are_repeated_until_their_turn_is_long_enough() -> None:
    calls: list[None] = []

    take_turns({"short": partial(calls.append, None)}, rounds=1, turn=0.001)

    assert len(calls) > 100


def test_the_collector_is_given_back_what_was_kept_from_it() -> None:
    with still():
        assert gc.get_freeze_count() > 0
    assert gc.get_freeze_count() == 0


@pytest.mark.parametrize(
    ("figure", "goal", "met"),
    [
        pytest.param(1.1, Goal(1.1), True, id="a number at its upper bound"),
        pytest.param(1.2, Goal(1.1), False, id="a number above its upper bound"),
        pytest.param(29.0, Goal(30, at_least=True), False, id="a number below its lower bound"),
        pytest.param(30.0, Goal(30, at_least=True), True, id="a number at its lower bound"),
        pytest.param(
            Ratio(median=1.2, low=1.1, high=1.3),
            Goal(1.1),
            True,
            id="a quarter of the rounds keeps the upper bound",
        ),
        pytest.param(
            Ratio(median=1.3, low=1.2, high=1.4), Goal(1.1), False, id="hardly a round keeps the upper bound"
        ),
        pytest.param(
            Ratio(median=28, low=25, high=31),
            Goal(30, at_least=True),
            True,
            id="a quarter of the rounds keeps the lower bound",
        ),
        pytest.param(
            Ratio(median=25, low=20, high=29),
            Goal(30, at_least=True),
            False,
            id="hardly a round keeps the lower bound",
        ),
    ],
)
def test_a_goal_is_missed_only_beyond_noise(figure: Ratio | float, goal: Goal, met: bool) -> None:
    assert goal.met_by(figure) is met


def test_figures_are_written_flat_in_the_order_of_the_goals() -> None:
    report = Report({"first": Goal(2), "second": Goal(30, at_least=True), "third": Goal(1)})
    report.figures |= {"second": 31.0, "first": Ratio(median=1.23456, low=1, high=2)}

    assert report.as_json() == '{"first": 1.235, "second": 31.0}'


def test_a_missed_goal_is_marked(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report({"first": Goal(2), "second": Goal(30, at_least=True)})
    report.figures |= {"first": 2.5, "second": 31.0}

    report.summary()

    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines[-2:]] == [
        ["first", "2.5", "≤", "2", "missed"],
        ["second", "31", "≥", "30"],
    ]
