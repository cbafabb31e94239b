"""The reference pages are made of the classes and of examples that are run; none is out of date."""

from __future__ import annotations

import inspect
import re
from typing import get_args

import pytest
from generate import DOCS
from pages.fields import fields_of
from pages.kinds import Kind
from pages.reference import pages
from pages.sections import example_of
from pages.stories import Said

from loyalty_engine import BENEFITS, CONDITIONS, Products, Trigger
from loyalty_engine.model.amounts import Amount
from loyalty_engine.wire.converter import converter
from loyalty_engine.wire.text import parse

RENEW = "renew the reference pages: python3 run python docs/generate.py"
SORTS: list[tuple[str, tuple[Kind, ...]]] = [("conditions", CONDITIONS), ("benefits", BENEFITS)]
KINDS = [pytest.param(sort, kind, id=kind.kind) for sort, kinds in SORTS for kind in kinds]


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    try:
        return pages()
    except SystemExit as fault:
        pytest.fail(str(fault))


def published() -> dict[str, str]:
    """Every page below docs/reference."""
    found = (DOCS / "reference").rglob("*.md")
    return {page.relative_to(DOCS).as_posix(): page.read_text("utf-8") for page in found}


def path_of(sort: str, kind: Kind) -> str:
    """The page of the family of *kind*, which is called like its module."""
    return f"reference/{sort}/{kind.__module__.rpartition('.')[2]}.md"


def test_every_page_is_as_the_classes_and_the_examples_make_it(made: dict[str, str]) -> None:
    there = published()

    assert sorted(path for path in made if there.get(path) != made[path]) == [], RENEW
    assert there.keys() - made.keys() == set(), RENEW


@pytest.mark.parametrize(("sort", "kinds"), SORTS)
def test_every_kind_stands_once_on_the_page_of_its_family(sort: str, kinds: tuple[Kind, ...]) -> None:
    told = [
        (path, tag)
        for path, page in published().items()
        if path.startswith(f"reference/{sort}/")
        for tag in re.findall(r"^## ([a-z][a-z0-9_]*)$", page, re.MULTILINE)
    ]

    assert sorted(told) == sorted((path_of(sort, kind), kind.kind) for kind in kinds)


@pytest.mark.parametrize(("sort", "kind"), KINDS)
def test_a_kind_is_told_with_all_its_fields_and_a_document_that_reads_back(sort: str, kind: Kind) -> None:
    section = published()[path_of(sort, kind)].split(f"\n## {kind.kind}\n")[1].split("\n## ")[0]

    fields = [field.name for field in fields_of(kind)]
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == fields
    assert f'"kind": "{kind.kind}"' in section
    document = re.search(r"^```json\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    sentence = re.search(r"^>>> \w+\.describe\(\)\n(.*)$", section, re.MULTILINE)
    assert document is not None
    assert sentence is not None
    value = converter().structure(parse(document[1]), kind)
    assert repr(value.describe()) == sentence[1]


@pytest.mark.parametrize(("sort", "kind"), KINDS)
def test_a_docstring_says_what_each_field_means(sort: str, kind: Kind) -> None:
    said = set(re.findall(r"\*(\w+)\*", inspect.getdoc(kind) or ""))

    assert {field.name for field in fields_of(kind)} - said == set(), "name it in the text, in *italics*"


def test_every_way_to_say_how_much_is_described() -> None:
    told = re.findall(r"^`(\w+)\((.*)\)`$", published()["reference/amounts.md"], re.MULTILINE)
    ways = [(way.__name__, ", ".join(field.name for field in fields_of(way))) for way in get_args(Amount)]

    assert told[: len(ways)] == ways


def test_every_trigger_is_listed_once() -> None:
    listed = re.findall(r"^\| `(\w+)` \|", published()["reference/triggers.md"], re.MULTILINE)

    assert sorted(listed) == sorted(trigger.value for trigger in Trigger)


def test_whoever_adds_a_kind_is_told_where_its_example_goes() -> None:
    where = "products.py: a function tea()"

    with pytest.raises(SystemExit, match=re.escape(f"{where} is missing, with an example of Products")):
        example_of(Products, (), {}, where)
    with pytest.raises(SystemExit, match=re.escape(f"{where} must begin with a statement such as")):
        example_of(Products, (Said(prose="", statement="tea = 1"),), {}, where)
