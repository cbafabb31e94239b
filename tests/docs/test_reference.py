"""The reference pages are made of the classes and of examples that are run; none is out of date."""

from __future__ import annotations

import inspect
import re
from typing import get_args

import attrs
import pytest
from generate import DOCS
from pages.fields import fields_of
from pages.kinds import Kind, family_of
from pages.reference import pages

from loyalty_engine import CONDITIONS
from loyalty_engine.model.amounts import Amount

RENEW = "renew the reference pages: python3 run python docs/generate.py"
FAMILIES: list[tuple[str, tuple[Kind, ...]]] = [("conditions", CONDITIONS)]
KINDS = [pytest.param(folder, kind, id=kind.kind) for folder, kinds in FAMILIES for kind in kinds]


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    try:
        return pages()
    except SystemExit as fault:
        pytest.fail(str(fault))


def published() -> dict[str, str]:
    """Every page below docs/reference."""
    return {
        page.relative_to(DOCS).as_posix(): page.read_text("utf-8")
        for folder, _ in FAMILIES
        for page in (DOCS / "reference" / folder).rglob("*.md")
    }


def test_every_page_is_as_the_classes_and_the_examples_make_it(made: dict[str, str]) -> None:
    there = published()

    assert sorted(path for path in made if there.get(path) != made[path]) == [], RENEW
    assert there.keys() - made.keys() == set(), RENEW


@pytest.mark.parametrize(("folder", "kinds"), FAMILIES)
def test_every_kind_stands_once_on_the_page_of_its_family(folder: str, kinds: tuple[Kind, ...]) -> None:
    told = [
        (path, tag)
        for path, page in published().items()
        if path.startswith(f"reference/{folder}/")
        for tag in re.findall(r"^## ([a-z][a-z0-9_]*)$", page, re.MULTILINE)
    ]

    assert sorted(told) == sorted((f"reference/{folder}/{family_of(kind)}.md", kind.kind) for kind in kinds)


@pytest.mark.parametrize(("folder", "kind"), KINDS)
def test_a_kind_is_told_with_all_its_fields(folder: str, kind: Kind) -> None:
    page = published()[f"reference/{folder}/{family_of(kind)}.md"]
    section = page.split(f"\n## {kind.kind}\n")[1].split("\n## ")[0]

    fields = [field.name for field in fields_of(kind)]
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == fields
    assert f'"kind": "{kind.kind}"' in section
    assert re.search(r"^>>> \w+\.describe\(\)\n['\"]", section, re.MULTILINE)


@pytest.mark.parametrize(("folder", "kind"), KINDS)
def test_a_docstring_says_what_each_field_means(folder: str, kind: Kind) -> None:
    said = set(re.findall(r"\*(\w+)\*", inspect.getdoc(kind) or ""))

    assert {field.name for field in fields_of(kind)} - said == set(), (
        "name each field in the text, in *italics*"
    )


def test_every_way_to_say_how_much_is_described() -> None:
    text = (DOCS / "reference" / "benefits.md").read_text(encoding="utf-8").split("\n## How much\n")[1]
    described = dict(re.findall(r"^\| `(\w+)\((.*?)\)` \|", text, re.MULTILINE))

    assert described == {
        kind.__name__: ", ".join(field.name for field in attrs.fields(kind)) for kind in get_args(Amount)
    }
