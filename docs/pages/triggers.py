"""The page on triggers: which there are, and which benefits are legal for which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

import kinds.triggers

from loyalty_engine import Benefit, Trigger, TriggerGroup
from loyalty_engine.rules.emissions import Emission
from loyalty_engine.rules.instructions import stage_of
from loyalty_engine.rules.language import instructions
from loyalty_engine.rules.legality import ANY_EVENT, AT_REGISTER, PURCHASES, illegal
from pages.kinds import Family, Kind
from pages.markdown import page, prose, rows
from pages.sections import Example
from pages.stories import story_of

_LEGAL = """
What touches no line has no stage of its own: it goes with the rule's first benefit on lines. A rule without
one works at completion, or at accrual if it gives points on top; see [Stages](../semantics.md#stages).

Conditions are legal everywhere; those on lines find none on an event without a receipt. What is said here of
a benefit holds for its example; counting another figure, or made of other parts, it may be legal for fewer.
"""
_WORDS = {PURCHASES: "purchases", AT_REGISTER: "events at a till", ANY_EVENT: "all events"}


def triggers_page(benefits: list[Family], examples: Mapping[Kind, Example]) -> str:
    """All triggers by what they concern, and all benefits with the triggers for which they are legal."""
    legal = _legal(benefits, examples)
    return page(
        "Triggers", [prose(story_of(kinds.triggers).prose), *_listed(), "## What is legal for which", *legal]
    )


def _listed() -> Iterator[str]:
    for group in TriggerGroup:
        yield f"## {group.value.capitalize()}"
        yield rows(
            ["trigger", "what happens", "at a till", "with an amount", "the field's events"],
            (
                [
                    f"`{one.value}`",
                    str(one),
                    "yes" if one.at_register else "",
                    "yes" if one.has_amount else "",
                    ", ".join(f"`{event}`" for event in one.api),
                ]
                for one in Trigger
                if one.group is group
            ),
        )


def _legal(benefits: list[Family], examples: Mapping[Kind, Example]) -> Iterator[str]:
    yield prose(_LEGAL.strip())
    yield rows(
        ["benefit", "stage", "legal for"],
        (
            [f"[`{kind.kind}`](benefits/{family.name}.md#{kind.kind})", *_facts(examples[kind].value)]
            for family in benefits
            for kind in family.kinds
        ),
    )


def _facts(benefit: object) -> tuple[str, str]:
    """The stages that a benefit works in, and the triggers for which all that it does is legal."""
    lowered = instructions(cast("Benefit", benefit))
    stages = sorted({stage_of(part) for part in lowered if not isinstance(part, Emission)})
    words = ", ".join(stage.name.lower().replace("_", " ").replace("setup", "set-up") for stage in stages)
    allowed = frozenset(one for one in ANY_EVENT if not any(illegal(part, one) for part in lowered))
    triggers = _WORDS.get(allowed) or ", ".join(sorted(f"`{one.value}`" for one in allowed))
    return words or "that of the rule", triggers
