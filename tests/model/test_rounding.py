"""Rounding and spreading, case by case; their laws are in ``properties/test_money.py``."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from loyalty_engine.errors import InvalidInput, Problem
from loyalty_engine.model.money import Rounding, allocate, ratio, ratios

LARGE = 10**30


class TestRatio:
    @pytest.mark.parametrize(
        ("value", "half_up", "half_down", "half_even", "down", "up"),
        [
            pytest.param(0, 0, 0, 0, 0, 0, id="nothing stays nothing"),
            pytest.param(20, 2, 2, 2, 2, 2, id="an exact quotient is not touched"),
            pytest.param(-20, -2, -2, -2, -2, -2, id="nor is a negative one"),
            pytest.param(24, 2, 2, 2, 2, 3, id="below a half"),
            pytest.param(25, 3, 2, 2, 2, 3, id="a half after an even number"),
            pytest.param(26, 3, 3, 3, 2, 3, id="above a half"),
            pytest.param(35, 4, 3, 4, 3, 4, id="a half after an odd number"),
            pytest.param(5, 1, 0, 0, 0, 1, id="half a unit"),
            pytest.param(1, 0, 0, 0, 0, 1, id="a tenth of a unit"),
            pytest.param(-24, -2, -2, -2, -2, -3, id="a return below a half"),
            pytest.param(-25, -3, -2, -2, -2, -3, id="a return of a half after an even number"),
            pytest.param(-26, -3, -3, -3, -2, -3, id="a return above a half"),
            pytest.param(-35, -4, -3, -4, -3, -4, id="a return of a half after an odd number"),
            pytest.param(-5, -1, 0, 0, 0, -1, id="a return of half a unit"),
        ],
    )
    def test_a_tenth(
        self, value: int, half_up: int, half_down: int, half_even: int, down: int, up: int
    ) -> None:
        tenth = {rounding: ratio(value, 1, 10, rounding) for rounding in Rounding}

        assert tenth == {
            Rounding.HALF_UP: half_up,
            Rounding.HALF_DOWN: half_down,
            Rounding.HALF_EVEN: half_even,
            Rounding.DOWN: down,
            Rounding.UP: up,
        }

    def test_12_5_percent_of_399_90(self) -> None:
        assert ratio(399_90, 1250, 10_000, Rounding.HALF_UP) == 49_99

    @pytest.mark.parametrize("rounding", Rounding)
    @pytest.mark.parametrize(
        "divide",
        [
            pytest.param(lambda rounding: ratio(1, 1, 0, rounding), id="one"),
            pytest.param(lambda rounding: ratios([1], 1, 0, rounding), id="many"),
        ],
    )
    def test_a_denominator_of_0_is_refused(
        self, divide: Callable[[Rounding], object], rounding: Rounding
    ) -> None:
        with pytest.raises(InvalidInput) as refused:
            divide(rounding)

        problem = Problem("denominator", "nothing can be divided by 0", "give another number")
        assert (refused.value.subject, refused.value.problems) == ("ratio", (problem,))

    def test_the_policies_are_stored_by_these_words(self) -> None:
        words = [rounding.value for rounding in Rounding]

        assert words == ["half_up", "half_down", "half_even", "down", "up"]


class TestAllocate:
    @pytest.mark.parametrize(
        ("total", "weights", "shares"),
        [
            pytest.param(0, [], (), id="nothing over nobody"),
            pytest.param(0, [5, 7], (0, 0), id="nothing over two lines"),
            pytest.param(0, [0, 0], (0, 0), id="nothing over lines that cost nothing"),
            pytest.param(500, [70], (500,), id="everything to a single line"),
            pytest.param(7, [0, 3, 0], (0, 7, 0), id="lines that cost nothing get nothing"),
            pytest.param(1000, [1, 1, 1], (334, 333, 333), id="the odd cent goes to the first line"),
            pytest.param(1001, [1, 1, 1], (334, 334, 333), id="the second odd cent to the second"),
            pytest.param(99, [99, 0], (99, 0), id="the whole base"),
            pytest.param(
                399_90, [199_90, 150_00, 50_00], (199_90, 150_00, 50_00), id="the whole base of three"
            ),
            pytest.param(300, [100, 200, 300], (50, 100, 150), id="half of everything, without a remainder"),
            pytest.param(1, [1, 3], (0, 1), id="the first cent to the dearest line"),
            pytest.param(2, [1, 3], (1, 1), id="a tie between unequal lines goes to the earlier"),
            pytest.param(2, [3, 1], (2, 0), id="the same tie with the dear line first"),
            pytest.param(10, [60, 1, 1, 1], (10, 0, 0, 0), id="crumbs round to nothing"),
            pytest.param(4, [7, 7, 7, 7, 7, 7], (1, 1, 1, 1, 0, 0), id="rounding up all would give too much"),
            pytest.param(
                5, [7, 7, 7, 7, 7, 7, 7, 7], (1, 1, 1, 1, 1, 0, 0, 0), id="five cents on eight lines"
            ),
            pytest.param(
                2, [3, 9, 1], (1, 1, 0), id="the second cent to the next best claim, not to the dearest line"
            ),
            pytest.param(5, [9, 1, 1, 1, 1], (5, 0, 0, 0, 0), id="several cents in a row to the dear line"),
            pytest.param(
                8, [2, 2, 2, 2, 18], (1, 1, 1, 1, 4), id="what is too much comes off the dear line twice"
            ),
            pytest.param(
                4, [1, 1, 1, 5], (1, 1, 0, 2), id="what is too much comes off the last of the cheap lines"
            ),
            pytest.param(14, [6, 6, 2], (6, 6, 2), id="the sum of the weights"),
            pytest.param(28, [6, 6, 2], (12, 12, 4), id="twice the sum of the weights"),
        ],
    )
    def test_shares(self, total: int, weights: list[int], shares: tuple[int, ...]) -> None:
        assert allocate(total, weights) == shares

    @pytest.mark.parametrize(
        ("total", "weights", "caps", "shares"),
        [
            pytest.param(
                1000, [1, 1, 1], [1000, 1000, 1000], (334, 333, 333), id="caps out of reach change nothing"
            ),
            pytest.param(
                1000, [1, 1, 1], [100, 1000, 1000], (100, 450, 450), id="the others take what a cap leaves"
            ),
            pytest.param(
                1000, [1, 1, 1], [0, 1000, 1000], (0, 500, 500), id="a line at its floor takes nothing"
            ),
            pytest.param(1000, [1, 1, 1], [334, 332, 334], (334, 332, 334), id="just enough room"),
            pytest.param(
                100, [10, 10, 80], [90, 5, 50], (45, 5, 50), id="one cap makes another one be reached"
            ),
            pytest.param(
                10, [0, 1, 1], [9, 9, 1], (0, 9, 1), id="a cap does not give a line without weight a share"
            ),
            pytest.param(0, [1, 1], [0, 0], (0, 0), id="nothing needs no room"),
            pytest.param(0, [], [], (), id="nobody needs no room"),
            pytest.param(3, [9, 9, 9], [1, 1, 1], (1, 1, 1), id="every cap reached exactly"),
        ],
    )
    def test_shares_under_caps(
        self, total: int, weights: list[int], caps: list[int], shares: tuple[int, ...]
    ) -> None:
        assert allocate(total, weights, caps) == shares

    def test_one_more_cent_takes_none_from_anybody(self) -> None:
        """Largest remainders give (3, 6, 10) and then (2, 7, 11): the first line loses a cent."""
        weights = [99, 249, 399]

        assert (allocate(19, weights), allocate(20, weights)) == ((3, 6, 10), (3, 7, 10))

    @pytest.mark.parametrize(
        ("total", "weights", "shares"),
        [
            pytest.param(1, [LARGE, LARGE + 1, LARGE], (0, 1, 0), id="the only cent to the largest"),
            pytest.param(2, [LARGE + 1, LARGE, LARGE + 1], (1, 0, 1), id="no cent for the smallest"),
            pytest.param(5, [18 * LARGE] + [2 * LARGE] * 4, (5, 0, 0, 0, 0), id="a tie after a first cent"),
            pytest.param(
                8,
                [9 * LARGE, LARGE + 1, LARGE + 1, LARGE, LARGE],
                (5, 1, 1, 1, 0),
                id="the second cent too many comes off the smallest",
            ),
        ],
    )
    def test_claims_are_compared_to_the_thirtieth_digit(
        self, total: int, weights: list[int], shares: tuple[int, ...]
    ) -> None:
        assert allocate(total, weights) == shares

    @pytest.mark.parametrize(
        ("total", "weights", "caps", "problems"),
        [
            pytest.param(
                -1,
                [1],
                None,
                [("total", "-1 is no share of anything", "give integers, 0 or more")],
                id="less than nothing",
            ),
            pytest.param(
                1.0,
                [1],
                None,
                [("total", "1.0 is no share of anything", "give integers, 0 or more")],
                id="a float",
            ),
            pytest.param(
                True,
                [1],
                None,
                [("total", "True is no share of anything", "give integers, 0 or more")],
                id="a boolean",
            ),
            pytest.param(
                1,
                [0, 1, -2],
                None,
                [("weights", "-2 is no share of anything", "give integers, 0 or more")],
                id="a debt",
            ),
            pytest.param(
                1,
                ["1"],
                None,
                [("weights", "'1' is no share of anything", "give integers, 0 or more")],
                id="a text",
            ),
            pytest.param(
                1,
                [0, 0],
                None,
                [("weights", "nobody has a claim on any of 1", "give an entry a weight")],
                id="no claims",
            ),
            pytest.param(
                1,
                [],
                None,
                [("weights", "nobody has a claim on any of 1", "give an entry a weight")],
                id="nobody",
            ),
            pytest.param(
                9,
                [0, 1],
                [9, 8],
                [("caps", "they leave room for 8 of 9", "lower the total first")],
                id="caps too low",
            ),
            pytest.param(
                1,
                [1],
                [],
                [("caps", "there are 0 caps for 1 weights", "give each entry its cap")],
                id="a cap is missing",
            ),
            pytest.param(
                -1,
                [1, -1],
                [2.5],
                [
                    ("total", "-1 is no share of anything", "give integers, 0 or more"),
                    ("weights", "-1 is no share of anything", "give integers, 0 or more"),
                    ("caps", "2.5 is no share of anything", "give integers, 0 or more"),
                    ("caps", "there are 1 caps for 2 weights", "give each entry its cap"),
                ],
                id="everything wrong is said at once",
            ),
        ],
    )
    def test_refused(
        self, total: int, weights: list[int], caps: list[int] | None, problems: list[tuple[str, str, str]]
    ) -> None:
        with pytest.raises(InvalidInput) as refused:
            allocate(total, weights, caps)

        expected = tuple(Problem(*problem) for problem in problems)
        assert (refused.value.subject, refused.value.problems) == ("allocation", expected)
