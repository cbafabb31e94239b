"""The strategies draw what can be built, compiled and granted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

import pytest
from attrs import define, field
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from parts import parts_of

from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.engine.records import Outcome
from loyalty_engine.rules.benefits import BENEFITS
from loyalty_engine.rules.conditions import CONDITIONS
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.offer import Offer, Rule, Trigger
from loyalty_engine.testing import (
    World,
    benefits,
    catalogs,
    conditions,
    members,
    money,
    offers,
    policies,
    quantities,
    receipts,
    reference_calculate,
    register_profiles,
    rules,
    worlds,
)
from loyalty_engine.testing.strategies.tape import Tape, built

#: Enough to measure shares by, the same in every run.
MEASURED = settings(
    max_examples=300, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)


@define
class Count:
    """How often things were seen."""

    seen: Counter[str] = field(factory=Counter)


@pytest.mark.parametrize(
    "strategy",
    [
        pytest.param(money, id="money"),
        pytest.param(quantities, id="quantities"),
        pytest.param(catalogs, id="catalogues"),
        pytest.param(receipts, id="receipts"),
        pytest.param(members, id="members"),
        pytest.param(policies, id="policies"),
        pytest.param(conditions, id="conditions"),
        pytest.param(benefits, id="benefits"),
        pytest.param(rules, id="rules"),
        pytest.param(offers, id="offers"),
        pytest.param(worlds, id="worlds"),
    ],
)
def test_every_strategy_draws_values_that_stay_equal_to_themselves(
    strategy: Callable[[], st.SearchStrategy[object]],
) -> None:
    @settings(max_examples=20)
    @given(strategy())
    def draws(value: object) -> None:
        assert value == value

    draws()


@given(conditions())
def test_conditions_can_be_lowered_and_described(condition: Condition) -> None:
    assert condition.describe()
    hash(condition.lower())


@given(benefits())
def test_benefits_can_be_lowered_and_described(benefit: Benefit) -> None:
    assert benefit.describe()
    assert benefit.lower()


@given(rules())
def test_rules_can_be_described(rule: Rule) -> None:
    assert rule.describe()


@given(worlds())
def test_worlds_compile(world: World) -> None:
    assert len(world.book()) == len(world.offers)


@given(worlds(receipts=3, members=2, most_offers=2))
def test_worlds_have_what_was_asked_for(world: World) -> None:
    assert (len(world.receipts), len(world.members)) == (3, 2)
    assert 1 <= sum(offer.trigger is Trigger.PURCHASE for offer in world.offers) <= 3
    assert len(world.events) <= 1
    assert {event.trigger for event in world.events} <= {offer.trigger for offer in world.offers}
    assert len({offer.id for offer in world.offers}) == len(world.offers)


def test_in_most_worlds_something_is_granted() -> None:
    count = Count()

    @seed(1)
    @MEASURED
    @given(worlds())
    def measure(world: World) -> None:
        verdicts = reference_calculate(world.receipt, world.member, world).verdicts
        count.seen.update({verdict.outcome.value for verdict in verdicts})
        count.seen["worlds"] += 1

    measure()
    assert count.seen["granted"] > 0.6 * count.seen["worlds"]
    assert {outcome for outcome in Outcome if count.seen[outcome.value]} == set(Outcome)


@pytest.mark.parametrize(
    ("strategy", "all_kinds"),
    [
        pytest.param(conditions, CONDITIONS, id="conditions"),
        pytest.param(rules, BENEFITS, id="benefits"),
    ],
)
def test_every_kind_is_drawn(
    strategy: Callable[[], st.SearchStrategy[object]], all_kinds: Iterable[type]
) -> None:
    count = Count()

    @seed(1)
    @settings(MEASURED, max_examples=1_000)
    @given(st.lists(strategy(), min_size=6, max_size=6))
    def measure(drawn: list[object]) -> None:
        count.seen.update(type(part).__name__ for part in parts_of(drawn))

    measure()
    assert {kind.__name__ for kind in all_kinds} - set(count.seen) == set()


class TestTape:
    """A tape of zeros takes the plainest choice everywhere."""

    def test_zeros(self) -> None:
        tape = Tape(lambda: bytes(12))

        assert tape.byte() == tape.below(10) == tape.below(100_000) == 0
        assert tape.between(3, 9) == 3
        assert not tape.chance(99)
        assert tape.one_of("abc") == "a"
        assert tape.weighed(((1, "x"), (9, "y"))) == "x"
        assert tape.some("abc", most=3) == ("a",)
        assert tape.some("abc", most=3, least=0) == ()
        assert tape.several(Tape.byte, most=3) == ()

    @given(built(lambda tape: (tape.below(7), tape.between(-2, 2), tape.some("abcdef", most=4))))
    def test_bounds(self, read: tuple[int, int, tuple[str, ...]]) -> None:
        small, middle, some = read

        assert 0 <= small < 7
        assert -2 <= middle <= 2
        assert 1 <= len(some) <= 4
        assert list(some) == sorted(set(some))


def test_the_deep_profile_is_there() -> None:
    register_profiles()

    assert settings.get_profile("deep").max_examples >= 1_000


def test_an_offer_by_itself_needs_nothing_but_its_words() -> None:
    plain: list[Offer] = []

    @seed(1)
    @MEASURED
    @given(offers())
    def collect(offer: Offer) -> None:
        try:
            compile_offers([offer])
        except ValueError:
            return
        plain.append(offer)

    collect()
    assert plain
