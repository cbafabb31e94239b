"""Line tests: which lines pass them, or why it is not known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from loyalty_engine.engine.facts import Covered, Facts, Lines
from loyalty_engine.engine.fitting import fits
from loyalty_engine.engine.needs import needs_of
from loyalty_engine.engine.scene import Miss, Scene
from loyalty_engine.engine.standing import (
    of_products,
)
from loyalty_engine.engine.tills import taken_off
from loyalty_engine.model.member import Need, NeedKind
from loyalty_engine.rules.predicates import (
    Carrier,
    Counted,
    Discounted,
    EntryOf,
    External,
    Keyed,
    LineTest,
    LineValue,
)


def narrow(test: LineTest, scene: Scene, lines: Lines) -> Lines | Miss:
    """The lines among *lines* that pass *test*; where none does, why."""
    facts = scene.facts
    if not lines:  # whatever is not known, there is nothing to pass
        return Miss(test)
    if isinstance(test, Keyed):
        if facts.partial:
            for need in needs_of(test):
                if not facts.known(need):
                    return Miss(test, unknown=need)
        keys, having = test.keys, facts.lines
        if len(keys) > len(having):
            keys &= having.keys()
        passed = 0
        for key in keys:
            if key in having:
                passed |= having[key]
    elif isinstance(test, EntryOf):
        need = Need(NeedKind.PERSONAL, test.attribute)
        if not facts.known(need):
            return Miss(test, unknown=need)
        passed = _covered(facts.entries.get(test.attribute, ()), scene)
    elif isinstance(test, LineValue):
        passed = _having(test, facts, lines)
    elif isinstance(test, External):
        passed = _given_outside(test, facts, lines)
    elif isinstance(test, Discounted):
        passed = scene.discounted(test.offer)
    elif isinstance(test, Counted):
        counted = of_products(test, scene, lines)
        if isinstance(counted, Need):
            return Miss(test, unknown=counted)
        passed = counted
    else:
        assert_never(test)
    passed = lines & ~passed if test.negated else lines & passed
    if passed:
        return passed
    return Miss(test)


def _covered(hits: Iterable[Covered], scene: Scene) -> Lines:
    """The lines of entries that give something on a receipt of this amount."""
    covered = 0
    for hit in hits:
        if not hit.entry.tiers or hit.entry.benefit_at(scene.amount, scene.facts.currency) is not None:
            covered |= hit.lines
    return covered


def _having(test: LineValue, facts: Facts, lines: Lines) -> Lines:
    passed = 0
    for n, (line, goods) in enumerate(zip(facts.receipt.lines, facts.goods, strict=True)):
        if not lines >> n & 1:
            continue
        if test.carrier is Carrier.LINE:
            value = line.parameters.get(test.name)
        else:
            value = goods.product.attributes.get(test.name) if goods.product is not None else None
        if fits(value, test.wanted):
            passed |= 1 << n
    return passed


def _given_outside(test: External, facts: Facts, lines: Lines) -> Lines:
    passed = 0
    for n, line in enumerate(facts.receipt.lines):
        if lines >> n & 1 and (line.external_points if test.points else taken_off(line)) in test.range:
            passed |= 1 << n
    return passed
