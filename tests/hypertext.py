"""What tests read in Markdown pages."""

from __future__ import annotations

import re

_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def anchor(heading: str) -> str:
    """The anchor that the usual renderers make of a heading without links."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def anchors(page: str) -> set[str]:
    """The anchors of all headings of a page."""
    return {anchor(heading) for heading in re.findall(r"^#+ (.*)$", _FENCE.sub("", page), re.MULTILINE)}


def links(page: str) -> list[tuple[str, str]]:
    """The path and the anchor of each link to a page of ours; either is empty where it is not said."""
    targets = re.findall(r"\]\((?!\w+:)([^)#\s]*)#?([^)\s]*)\)", _FENCE.sub("", page))
    return [(path, place) for path, place in targets if path or place]
