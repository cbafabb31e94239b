"""Examples are read from the source of their module, run, and shown as a reader would type them."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from pages.stories import Said, Story, opened, shown, story_of

MODULE = '''"""Of apples."""

from __future__ import annotations

from attrs import evolve
from kinds.shop import bought

FIVE = 5


def more(than: int = FIVE) -> int:
    return than + 1


def apples_() -> None:
    some = {
        "apples": more()
    }
    # So many:
    some["apples"]
'''
FIVE = Story(prose="", imports=(), setting="FIVE = 5", told={})
REFUSED = (
    "loyalty_engine.errors.InvalidInput: percentage: 101 is not between 0 and 100 (12.5 % is written 12.5)"
)


def module(folder: Path, name: str, source: str) -> ModuleType:
    (folder / f"{name}.py").write_text(source, encoding="utf-8")
    sys.path.insert(0, str(folder))
    try:
        return import_module(name)
    finally:
        sys.path.remove(str(folder))


def test_a_module_has_a_setting_and_what_its_functions_say(tmp_path: Path) -> None:
    story = story_of(module(tmp_path, "apples_and_more", MODULE))

    setting = "FIVE = 5\n\n\ndef more(than: int = FIVE) -> int:\n    return than + 1"
    first = Said(prose="", statement='some = {\n    "apples": more()\n}')
    second = Said(prose="So many:", statement='some["apples"]')
    assert story == Story(
        prose="Of apples.",
        imports=("from attrs import evolve",),
        setting=setting,
        told={"apples": (first, second)},
    )


def test_a_function_gives_no_name_of_the_setting_another_meaning(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"apples_again: pears\(\) assigns FIVE; choose another name"):
        story_of(module(tmp_path, "apples_again", f"{MODULE}\n\ndef pears() -> None:\n    FIVE = 6\n"))


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        ("several = [\n    1,\n]", ">>> several = [\n...     1,\n... ]"),
        ("FIVE + 1", ">>> FIVE + 1\n6"),
        ("None", ">>> None"),
        ("print(FIVE)", ">>> print(FIVE)\n5"),
        ('Percent("101")', f'>>> Percent("101")\nTraceback (most recent call last):\n...\n{REFUSED}'),
    ],
)
def test_a_statement_is_shown_with_what_it_comes_to(statement: str, text: str) -> None:
    _, names = opened(FIVE)

    assert shown(statement, names) == text


def test_a_page_begins_with_imports_and_settings() -> None:
    more = Story(prose="", imports=("from attrs import evolve",), setting="SIX = FIVE + 1", told={})

    source, names = opened(FIVE, more)

    imports = "import datetime as dt\n\nfrom attrs import evolve\nfrom loyalty_engine import *"
    assert source == f"{imports}\n\nFIVE = 5\n\n\nSIX = FIVE + 1"
    assert names["SIX"] == 6


def test_what_only_makes_a_value_must_not_fail() -> None:
    _, names = opened()

    with pytest.raises(ValueError, match="101"):
        shown('much = Percent("101")', names)
