"""The page on the ways to say how much."""

from __future__ import annotations

import re
from typing import get_args

import kinds.amounts

from loyalty_engine.model.amounts import Amount
from pages.markdown import fence, page, prose
from pages.sections import example_of, parts, section
from pages.stories import Story, opened, story_of


def amounts_page(shop: Story) -> str:
    """Every way, with the entry of a member that gives so much."""
    story = story_of(kinds.amounts)
    setting, names = opened(shop, story)
    told = []
    for way in get_args(Amount):
        tag = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", way.__name__).lower()
        where = f"docs/kinds/amounts.py: a function {tag}()"
        told.append((way, tag, example_of(way, story.told.get(tag, ()), names, where)))
    sections = [section(way, tag, example, names) for way, tag, example in told]
    examples = [(way, example) for way, _, example in told]
    return page("How much", [prose(story.prose), fence(setting), *sections, *parts(examples)])
