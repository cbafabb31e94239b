"""Why a rule that holds gives nothing: its sets lack something, or the entries that say what are unknown."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
from attrs import evolve

from loyalty_engine.engine.draft import Draft
from loyalty_engine.engine.facts import Facts, Lines
from loyalty_engine.engine.needs import needs_in
from loyalty_engine.engine.plan import StageRule
from loyalty_engine.engine.scene import Miss, PartMiss, Scene
from loyalty_engine.engine.set_rules import Where, is_of_units
from loyalty_engine.engine.sets import complete, possible, short, usable
from loyalty_engine.engine.tasks import is_personal, sets_of
from loyalty_engine.model.member import Need
from loyalty_engine.model.money import Money
from loyalty_engine.rules.benefits.sets import InSets, SetOf
from loyalty_engine.rules.language import meaning
from loyalty_engine.rules.predicates import Contains, LineFigure, Predicate, Range
from loyalty_engine.rules.units import SetPart, Sets

#: Said where a host's own kind of benefit asks something of sets, and has no words for it.
_UNNAMED = "a set is as the benefit asks"


def asks_sets(rule: StageRule) -> bool:
    """Is anything that the rule gives a matter of sets?"""
    return any(sets_of(one) for one in (*rule.instructions, *rule.emissions))


def unread(rule: StageRule, facts: Facts) -> Need | None:
    """The entries of the member that are not known, where entries alone say what *rule* gives."""
    if not facts.partial or not rule.instructions or not all(map(is_personal, rule.instructions)):
        return None
    needs = (need for one in rule.instructions for need in needs_in(one))
    return next((need for need in needs if not facts.known(need)), None)


def of_entries(rule: StageRule, need: Need) -> str:
    """What *rule* gives by the entries that *need* names, in words."""
    for benefit in rule.written.benefits:
        if any(need in needs_in(one) for one in benefit.lower()):
            return benefit.describe()
    return f"the member's personal offer {need.name} says how much"


def unmet(rule: StageRule, lines: Lines, scene: Scene) -> list[tuple[Sets, list[Miss]]]:
    """Why *rule*, which holds on *lines*, gives nothing for any set, for each kind of its sets.

    There is nothing to say where any of its benefits is not for sets, or where a set is made that meets the
    conditions: then the rule has given all that there was to give.
    """
    found: list[tuple[Sets, list[Miss]]] = []
    for one in rule.instructions or rule.emissions:
        asking = sets_of(one)
        if not asking:
            return []
        for sets in asking:
            lacks = lacking(sets, lines, scene)
            if lacks is None:
                return []
            found.append((sets, lacks))
    return found


def lacking(sets: Sets, lines: Lines, scene: Scene) -> list[Miss] | None:
    """What the sets made of *lines* lack, each condition once, as the first set shows; None if one counts.

    Where none can be made, it is what the parts of the first lack. Of a set it may not be known whether it
    can be made, or counts: that is then the answer for all.
    """
    where, given = Where.of(sets.where, scene), scene.given
    whole = Draft(scene.facts, given, given, scene.facts.everything, given, givers=scene.givers)
    lacks: dict[tuple[bool, int], Miss] = {}
    made = False
    for run in complete(sets, usable(sets, lines, scene, whole), scene, whole):
        made = True
        found = where.judged(run.chosen)
        if not isinstance(found, Miss):
            return None
        lacks.setdefault((found.undecided, found.clause), found)
    if not made:
        return _incomplete(sets, lines, scene, whole)
    undecided = any(miss.undecided for miss in lacks.values())
    return [miss for miss in lacks.values() if miss.undecided is undecided]


def _incomplete(sets: Sets, lines: Lines, scene: Scene, whole: Draft) -> list[Miss]:
    """What the parts of a set lack of which none can be made, or what is not known about their lines."""
    able = possible(sets, lines, scene, whole)
    unknown = [(p, miss) for p, (_, miss) in enumerate(able) if miss is not None]
    if unknown and any(complete(sets, [mine for mine, _ in able], scene, whole)):
        return [PartMiss(miss.predicate, unknown=miss.unknown, part=p) for p, miss in unknown]
    there = short(sets, usable(sets, lines, scene, whole), scene, whole)
    return [
        PartMiss(_asked(sets.parts[p]), seen, Range(low=sets.parts[p].wanted), part=p)
        for p, seen in there.items()
    ]


def _asked(part: SetPart) -> Predicate:
    """What is measured of a part: lines of single units, or what they come to."""
    figure = LineFigure.LINES if part.amount is None else LineFigure.AMOUNT
    return Contains(tests=part.tests, figure=figure, range=Range(low=part.wanted), currency=part.currency)


def sentence(rule: StageRule, sets: Sets, miss: Miss) -> str:
    """What *rule* asks of its *sets* that *miss* is about, in words."""
    if isinstance(miss, PartMiss):
        return _part_in_words(rule, sets.parts[miss.part])
    for benefit in rule.written.benefits:
        for one in benefit.rules if isinstance(benefit, InSets) else ():
            if tuple(map(meaning, one.conditions)) == sets.where:
                words = one.conditions[miss.clause].describe()
                return f"in a set, {words}" if is_of_units(sets.where[miss.clause]) else words
    return _UNNAMED


def _part_in_words(rule: StageRule, part: SetPart) -> str:
    """A part as the benefit says it that sets are made for, with as many units as it comes to."""
    amount = None if part.amount is None else Money(part.amount, part.currency or "")
    plain = SetOf((), part.units, same_product=part.same_product, amount=amount)
    for said in (*(found for one in rule.written.benefits for found in _parts_said(one)), plain):
        meant = said if said.amount else evolve(said, units=part.units)
        if meant.lowered() == part:
            return f"a set takes {meant.describe()}"
    return _UNNAMED


def _parts_said(value: object) -> Iterator[SetOf]:
    """The parts of sets that a benefit names, itself or inside of others."""
    if isinstance(value, SetOf):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _parts_said(item)
    elif attrs.has(kind := type(value)):
        for one in attrs.fields(kind):
            yield from _parts_said(getattr(value, one.name))
