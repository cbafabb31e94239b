"""The page on what fields hold."""

from __future__ import annotations

from collections.abc import Iterator

import kinds.values

from loyalty_engine.model.text import PLACEHOLDERS, Template
from loyalty_engine.wire.converter import to_plain
from loyalty_engine.wire.layout import dumps
from pages.fields import PAGES, WORDS
from pages.markdown import fence, filled, meaning, page, prose, rows
from pages.sections import told
from pages.stories import Names, Said, opened, shown, story_of


def values_page() -> str:
    """Everything that `WORDS` has a word for and that is not told elsewhere."""
    story = story_of(kinds.values)
    setting, names = opened(story)
    pieces = [prose(story.prose), fence(setting)]
    for type_, (word, _) in WORDS.items():
        if type_ not in PAGES:
            tag = word.replace(" ", "_")
            pieces += _section(type_, word, story.told.get(tag, ()), names)
    return page("Values", pieces)


def _section(type_: object, word: str, said: tuple[Said, ...], names: Names) -> Iterator[str]:
    """What a type means, how it is written in Python, and how in documents."""
    if not said:
        raise SystemExit(f"docs/kinds/values.py: a function {word.replace(' ', '_')}() is missing")
    first, *others = said
    made = shown(first.statement, names)
    yield f"## {word}"
    if isinstance(type_, type) and type_.__module__.startswith("loyalty_engine."):
        yield f"`{type_.__name__}`"
        yield meaning(type_)
    yield filled(first.prose)
    yield from told([made], others, names)
    yield fence(dumps(to_plain(names[first.statement.partition(" = ")[0]]), indent=2), "json")
    if type_ is Template:
        yield rows(["placeholder", "becomes"], ([f"`{{{name}}}`", what] for name, what in PLACEHOLDERS))
