"""Why a rule that holds gives nothing for sets: what all of them lack that could be made."""

from __future__ import annotations

from loyalty_engine.engine.draft import Draft
from loyalty_engine.engine.facts import Lines
from loyalty_engine.engine.plan import StageRule
from loyalty_engine.engine.scene import Miss, Scene
from loyalty_engine.engine.set_rules import Where, is_of_units
from loyalty_engine.engine.sets import complete, usable
from loyalty_engine.engine.tasks import sets_of
from loyalty_engine.rules.benefits.sets import InSets
from loyalty_engine.rules.language import meaning
from loyalty_engine.rules.units import Sets

#: Said where a host's own kind of benefit asks something of sets, and has no words for it.
_UNNAMED = "a set is as the benefit asks"


def asks_sets(rule: StageRule) -> bool:
    """Do any of the rule's sets have to meet conditions?"""
    return any(sets.where for one in (*rule.instructions, *rule.emissions) for sets in sets_of(one))


def unmet(rule: StageRule, lines: Lines, scene: Scene) -> list[tuple[Sets, list[Miss]]]:
    """Why *rule*, which holds on *lines*, gives nothing for any set, for each kind of its sets.

    There is nothing to say where any of its benefits is not for sets with conditions, or where one of the
    sets meets them: then the rule has given all that there was to give. Nor is there where no set is made.
    """
    found: list[tuple[Sets, list[Miss]]] = []
    for one in rule.instructions or rule.emissions:
        asking = [sets for sets in sets_of(one) if sets.where]
        if not asking:
            return []
        for sets in asking:
            lacks = lacking(sets, lines, scene)
            if lacks is None:
                return []
            if lacks:
                found.append((sets, lacks))
    return found


def lacking(sets: Sets, lines: Lines, scene: Scene) -> list[Miss] | None:
    """What the sets made of *lines* lack, each condition once, as the first set shows; None if one counts.

    Of a set it may not be known whether it counts: that is then the answer for all.
    """
    where, given = Where.of(sets.where, scene), scene.given
    whole = Draft(scene.facts, given, given, scene.facts.everything, given, givers=scene.givers)
    lacks: dict[tuple[bool, int], Miss] = {}
    for run in complete(sets, usable(sets, lines, scene, whole), scene, whole):
        found = where.judged(run.chosen)
        if not isinstance(found, Miss):
            return None
        lacks.setdefault((found.undecided, found.clause), found)
    undecided = any(miss.undecided for miss in lacks.values())
    return [miss for miss in lacks.values() if miss.undecided is undecided]


def sentence(rule: StageRule, sets: Sets, clause: int) -> str:
    """What *rule* asks of its *sets* by clause number *clause*, in words."""
    for benefit in rule.written.benefits:
        for one in benefit.rules if isinstance(benefit, InSets) else ():
            if tuple(map(meaning, one.conditions)) == sets.where:
                words = one.conditions[clause].describe()
                return f"in a set, {words}" if is_of_units(sets.where[clause]) else words
    return _UNNAMED
