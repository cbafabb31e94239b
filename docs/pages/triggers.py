"""The page on triggers: which there are, and which benefits are legal for which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

import kinds.triggers

from loyalty_engine import Benefit, Trigger, TriggerGroup
from loyalty_engine.rules.language import instructions
from loyalty_engine.rules.legality import ANY_EVENT, AT_REGISTER, PURCHASES, illegal
from pages.kinds import Family, Kind
from pages.markdown import page, prose, rows
from pages.sections import Example
from pages.stories import story_of

_LEGAL = """
Conditions are legal everywhere; those on lines find none on an event without a receipt. What is said here of
a benefit holds for its example; counting another figure, or made of other parts, it may be legal for fewer.
"""
_WORDS = {PURCHASES: "purchases", AT_REGISTER: "events at a till", ANY_EVENT: "all events"}


def triggers_page(benefits: list[Family], examples: Mapping[Kind, Example]) -> str:
    """All triggers by what they concern, and all benefits with the triggers for which they are legal."""
    legal = _legal(benefits, examples)
    return page("Triggers", [prose(story_of(kinds.triggers).prose), *_listed(), "## What is legal", *legal])


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
        ["benefit", "legal for"],
        (
            [f"[`{kind.kind}`](benefits/{family.name}.md#{kind.kind})", _for(examples[kind].value)]
            for family in benefits
            for kind in family.kinds
        ),
    )


def _for(benefit: object) -> str:
    """The triggers for which all that a benefit does is legal."""
    lowered = instructions(cast("Benefit", benefit))
    allowed = frozenset(one for one in ANY_EVENT if not any(illegal(part, one) for part in lowered))
    return _WORDS.get(allowed) or ", ".join(sorted(f"`{one.value}`" for one in allowed))
