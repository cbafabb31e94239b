"""The index of the documentation leads to every page, and each record has a number of its own."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def links(page: Path) -> set[Path]:
    """The pages that *page* leads to."""
    found = re.findall(r"\]\(([^)#:]+\.md)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    return {(page.parent / link).resolve() for link in found}


def test_every_page_is_linked() -> None:
    """From an index, at that: pages that only other pages mention are hard to come by."""
    seen, ahead = set[Path](), {DOCS.resolve() / "index.md"}
    while ahead:
        seen |= ahead
        ahead = {link for page in ahead if page.name == "index.md" for link in links(page)} - seen

    assert {page.relative_to(DOCS).as_posix() for page in set(DOCS.resolve().rglob("*.md")) - seen} == set()


def test_a_record_says_its_number_and_its_date() -> None:
    records = sorted((DOCS / "adr").glob("*.md"))
    numbers = [int(record.name[:4]) for record in records]

    assert sorted(set(numbers)) == numbers
    for number, record in zip(numbers, records, strict=True):
        title, _, date = record.read_text(encoding="utf-8").split("\n")[:3]
        assert title.startswith(f"# {number}. ")
        assert re.fullmatch(r"Date: \d{4}-\d\d-\d\d\. Status: (accepted|superseded by \d+)\.", date)
