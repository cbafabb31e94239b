"""The index of the documentation leads to every page, and each record has a number of its own."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
LINKS = re.findall(r"\]\(([^)#]+)\)", (DOCS / "index.md").read_text(encoding="utf-8"))


def test_every_page_is_linked() -> None:
    pages = {str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md")} - {"index.md"}

    assert pages - set(LINKS) == set()


def test_a_record_says_its_number_and_its_date() -> None:
    records = sorted((DOCS / "adr").glob("*.md"))
    numbers = [int(record.name[:4]) for record in records]

    assert sorted(set(numbers)) == numbers
    for number, record in zip(numbers, records, strict=True):
        title, _, date = record.read_text(encoding="utf-8").split("\n")[:3]
        assert title.startswith(f"# {number}. ")
        assert re.fullmatch(r"Date: \d{4}-\d\d-\d\d\. Status: (accepted|superseded by \d+)\.", date)
