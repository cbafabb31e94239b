"""Promises about the reference engine's own means, and that the kit's worlds are worth calculating."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty_engine.model.money import allocate
from loyalty_engine.testing import World, reference_calculate, worlds
from loyalty_engine.testing.reference import hand_out
from loyalty_engine.testing.reference.truth import Truth, all_hold, any_holds

WEIGHTS = st.lists(st.integers(0, 50), min_size=1, max_size=6).filter(any)


class TestHandingOut:
    """Handing out one unit at a time is what `allocate` promises."""

    @given(WEIGHTS, st.integers(0, 120))
    def test_without_caps(self, weights: list[int], total: int) -> None:
        assert hand_out(total, weights) == allocate(total, weights)

    @given(WEIGHTS, st.data())
    def test_with_caps(self, weights: list[int], data: st.DataObject) -> None:
        caps = data.draw(st.lists(st.integers(0, 40), min_size=len(weights), max_size=len(weights)))
        room = sum(cap for cap, weight in zip(caps, weights, strict=True) if weight)
        total = data.draw(st.integers(0, room))

        assert hand_out(total, weights, caps) == allocate(total, weights, caps)


class TestTruth:
    """Three-valued logic: what is unknown decides nothing that is decided without it."""

    @pytest.mark.parametrize("parts", list(product(Truth, repeat=3)))
    def test_unknown_decides_only_what_both_answers_would(self, parts: tuple[Truth, ...]) -> None:
        worlds_of_parts = list(
            product(*((True, False) if part is Truth.UNKNOWN else (part is Truth.TRUE,) for part in parts))
        )
        for of_three, of_two in ((all_hold, all), (any_holds, any)):
            answers = {of_two(world) for world in worlds_of_parts}
            assert of_three(parts) is (Truth.UNKNOWN if len(answers) > 1 else Truth.of(answers.pop()))

    @pytest.mark.parametrize("truth", Truth)
    def test_the_opposite_of_the_opposite_is_the_same(self, truth: Truth) -> None:
        assert truth.unless(True).unless(True) is truth.unless(False) is truth

    @pytest.mark.parametrize("parts", list(product(Truth, repeat=2)))
    def test_the_opposite_of_all_is_any_of_the_opposites(self, parts: tuple[Truth, ...]) -> None:
        assert all_hold(parts).unless(True) is any_holds(part.unless(True) for part in parts)


class TestReference:
    """The reference engine is a function of its arguments, too."""

    @given(worlds())
    def test_repeating_it_gives_the_same(self, world: World) -> None:
        once, again = (reference_calculate(world.receipt, world.member, world) for _ in range(2))

        assert once == again

    @given(worlds())
    def test_a_world_serves_as_well_as_the_book_compiled_of_it(self, world: World) -> None:
        of_book = reference_calculate(world.receipt, world.member, world.book())
        of_world = reference_calculate(world.receipt, world.member, world)

        assert set(of_book.verdicts) == set(of_world.verdicts)
        assert (of_book.lines, of_book.intents) == (of_world.lines, of_world.intents)
