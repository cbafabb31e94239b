"""All reference pages."""

from __future__ import annotations

import kinds.benefits.giving
import kinds.conditions.asking
import kinds.shop

from loyalty_engine import BENEFITS, CONDITIONS
from pages.amounts import amounts_page
from pages.kinds import Kind, families, family_page, index_page
from pages.sections import Example
from pages.stories import story_of
from pages.triggers import triggers_page
from pages.values import values_page


def pages() -> dict[str, str]:
    """The text of every page, by its path below docs.

    Raises:
        SystemExit: an example is missing; the message says where to add it.
    """
    shop = story_of(kinds.shop)
    asking, giving = story_of(kinds.conditions.asking), story_of(kinds.benefits.giving)
    made: dict[str, str] = {"reference/amounts.md": amounts_page(shop)}
    told: dict[Kind, Example] = {}
    conditions = families("conditions", CONDITIONS)
    benefits = families("benefits", BENEFITS)
    for found, till in ((conditions, asking), (benefits, giving)):
        for family in found:
            made[family.path], examples = family_page(family, shop, till)
            told |= examples
    made["reference/conditions/index.md"] = index_page(kinds.conditions, conditions)
    made["reference/benefits/index.md"] = index_page(kinds.benefits, benefits)
    made["reference/triggers.md"] = triggers_page(benefits, told)
    made["reference/values.md"] = values_page()
    return made
