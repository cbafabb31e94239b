"""The index of the documentation leads to every page, every link leads somewhere, records are numbered."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypertext import anchors, links

PROJECT = Path(__file__).parents[2]
DOCS = PROJECT / "docs"


def pages_linked_from(page: Path) -> set[Path]:
    found = links(page.read_text(encoding="utf-8"))
    return {(page.parent / path).resolve() for path, _ in found if path.endswith(".md")}


def test_every_page_is_linked() -> None:
    """From an index, at that: pages that only other pages mention are hard to come by."""
    seen, ahead = set[Path](), {DOCS.resolve() / "index.md"}
    while ahead:
        seen |= ahead
        ahead = {link for page in ahead if page.name == "index.md" for link in pages_linked_from(page)} - seen

    assert {page.relative_to(DOCS).as_posix() for page in set(DOCS.resolve().rglob("*.md")) - seen} == set()


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(page, id=page.relative_to(PROJECT).as_posix())
        for page in (PROJECT / "README.md", PROJECT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md")))
    ],
)
def test_links_lead_somewhere(page: Path) -> None:
    for path, place in links(page.read_text(encoding="utf-8")):
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), path
        assert not place or place in anchors(target.read_text(encoding="utf-8")), f"{path}#{place}"


def test_a_record_says_its_number_and_its_date() -> None:
    records = sorted((DOCS / "adr").glob("*.md"))
    numbers = [int(record.name[:4]) for record in records]

    assert sorted(set(numbers)) == numbers
    for number, record in zip(numbers, records, strict=True):
        title, _, date = record.read_text(encoding="utf-8").split("\n")[:3]
        assert title.startswith(f"# {number}. ")
        assert re.fullmatch(r"Date: \d{4}-\d\d-\d\d\. Status: (accepted|superseded by \d+)\.", date)
