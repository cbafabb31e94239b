"""The index may wake too many rules, never too few: waking every rule changes nothing of what is given."""

from __future__ import annotations

from collections.abc import Iterable

import attrs
from hypothesis import given

from loyalty_engine import OfferBook, calculate
from loyalty_engine.engine.answers import runs
from loyalty_engine.engine.facts import gather
from loyalty_engine.engine.index import Circumstances, Index
from loyalty_engine.engine.setup import wake
from loyalty_engine.model.keys import Key
from loyalty_engine.rules.offer import Trigger
from loyalty_engine.testing import World, worlds


class EveryRule(Index):
    """An index that wakes every rule in force."""

    def __init__(self, book: OfferBook) -> None:
        super().__init__(dict.fromkeys(book.index.keys, ()), book.index.guards)
        self._ranks = frozenset(
            rule.rank
            for rule in book.rules
            if runs(rule.contender.offer) and rule.contender.offer.trigger is Trigger.PURCHASE
        )

    def wake(self, keys: Iterable[Key], seen: Circumstances) -> set[int]:
        return set(self._ranks)


@given(worlds())
def test_what_is_not_woken_would_give_nothing(world: World) -> None:
    book = world.book()
    every = attrs.evolve(book, index=EveryRule(book))
    ours, all_awake = (
        calculate(world.receipt, world.member, one, context=world.context) for one in (book, every)
    )

    assert attrs.evolve(all_awake, verdicts=ours.verdicts) == ours
    found = {verdict.offer: verdict for verdict in all_awake.verdicts}
    assert {verdict.offer: verdict for verdict in ours.verdicts}.items() <= found.items()
    assert ours.explain().verdicts == all_awake.explain().verdicts


@given(worlds())
def test_whoever_gives_is_woken(world: World) -> None:
    book = world.book()
    woken = {rule.contender.offer.id for rule in wake(gather(world.receipt, world.member, book))}
    result = calculate(world.receipt, world.member, book, context=world.context)

    discounted = {given.offer for line in result.lines for given in line.discounts}
    assert discounted | {given.offer for line in result.lines for given in line.points} <= woken
