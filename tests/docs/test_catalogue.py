"""The catalogue of worked offers: numbered without gaps, listed in its index, complete, using the language.

That its figures are those of the engine is checked where they stand: every fence of it runs. That they are
right, the reference engine confirms here.
"""

from __future__ import annotations

import ast
import re
from doctest import DocTestParser
from pathlib import Path

import checkout
import pytest
from attrs import frozen
from hypertext import anchor

from loyalty_engine import (
    BENEFITS,
    CONDITIONS,
    Calculation,
    Context,
    Event,
    Member,
    OfferBook,
    Reaction,
    Receipt,
    calculate,
    react,
)
from loyalty_engine.testing import (
    disagreements,
    reaction_disagreements,
    reference_calculate,
    reference_react,
)
from loyalty_engine.wire.documents import read_offers, write_offers

DOCS = Path(__file__).parents[2] / "docs"
CATALOGUE = DOCS / "catalogue"
INDEX = (CATALOGUE / "index.md").read_text(encoding="utf-8")
#: The pages in the order of the index.
PAGES = re.findall(r"^## \[.*\]\((.*\.md)\)$", INDEX, re.MULTILINE)

FEWEST_OFFERS = 120


@frozen
class Worked:
    """One worked offer: its heading, what is said of it, and its fences."""

    page: str
    heading: str
    text: str

    @property
    def prose(self) -> str:
        return self.text.partition("```")[0].strip()

    @property
    def fences(self) -> list[str]:
        return re.findall(r"^```python\n(.*?)^```$", self.text, re.MULTILINE | re.DOTALL)

    @property
    def definitions(self) -> str:
        return "".join(fence for fence in self.fences if not fence.startswith(">>>"))

    @property
    def session(self) -> str:
        return "".join(fence for fence in self.fences if fence.startswith(">>>"))

    @property
    def link(self) -> str:
        """The line of the index that leads here."""
        number, title = self.heading.split(". ", 1)
        return f"{number}. [{title}]({self.page}#{anchor(self.heading)})"


def worked_offers() -> list[Worked]:
    found = []
    for page in PAGES:
        pieces = re.split(r"^## (.*)\n", (CATALOGUE / page).read_text(encoding="utf-8"), flags=re.MULTILINE)
        found += [Worked(page, *pair) for pair in zip(pieces[1::2], pieces[2::2], strict=True)]
    return found


WORKED = worked_offers()


def test_the_offers_are_numbered_without_gaps() -> None:
    numbers = [int(worked.heading.split(".")[0]) for worked in WORKED]

    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= FEWEST_OFFERS


def test_the_index_lists_every_page_and_every_offer() -> None:
    assert {*PAGES, "index.md"} == {page.name for page in CATALOGUE.glob("*.md")}
    assert re.findall(r"^\d+\. .*$", INDEX, re.MULTILINE) == [worked.link for worked in WORKED]


def test_other_pages_call_an_offer_by_its_number() -> None:
    pages = [page for page in DOCS.rglob("*.md") if page.parent != CATALOGUE]
    links = [
        found
        for page in pages
        for found in re.findall(r"\[(\d+)\]\([^)#]*#(\d+)-[^)]*\)", page.read_text(encoding="utf-8"))
    ]

    assert links
    assert [link for link in links if link[0] != link[1]] == []


@pytest.mark.parametrize("worked", [pytest.param(worked, id=worked.heading) for worked in WORKED])
def test_an_offer_has_all_its_parts(worked: Worked) -> None:
    assert len(re.findall(r"[.:!?](?=\s|$)", worked.prose)) >= 2  # what it is for, what to look out for
    assert re.search(r"\bOffer(\.of)?\(", worked.definitions)
    assert re.search(r"\.describe\(\)\)\nFor ", worked.session)
    assert re.search(r"^>>> (sell|happen)\(.*\)\n(?!>>>)\S", worked.session, re.MULTILINE)


def test_no_two_offers_are_the_same() -> None:
    said = [line for worked in WORKED for line in worked.session.splitlines() if line.startswith("For ")]
    twice = {line for line in said if said.count(line) > 1}

    # The offers that others are built upon.
    assert twice == {
        "For every buyer: 5 % in bonus points, always.",
        "For members: 15 % off, if the product is one of the member's favourites (breakfast).",
    }


def test_the_catalogue_uses_every_kind_of_condition_and_benefit() -> None:
    trees = [ast.parse(worked.definitions) for worked in WORKED]
    named = {node.id for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Name)}

    assert [kind.__name__ for kind in (*CONDITIONS, *BENEFITS) if kind.__name__ not in named] == []


class SecondOpinion:
    """Calculates as the library does, and has the reference engine and a document confirm it."""

    def __init__(self) -> None:
        self.asked = 0

    def calculate(
        self, receipt: Receipt, member: Member | None, book: OfferBook, *, context: Context
    ) -> Calculation:
        self.asked += 1
        result = calculate(receipt, member, book, context=context)
        assert disagreements(result, reference_calculate(receipt, member, book, context=context)) == ()
        assert read_offers(write_offers(book.offers)).offers == book.offers
        return result

    def react(self, event: Event, member: Member | None, book: OfferBook) -> Reaction:
        self.asked += 1
        result = react(event, member, book)
        assert reaction_disagreements(result, reference_react(event, member, book)) == ()
        assert read_offers(write_offers(book.offers)).offers == book.offers
        return result


@pytest.mark.parametrize("page", [*(f"catalogue/{page}" for page in PAGES), "how-to/which-offer-wins.md"])
def test_the_reference_engine_says_the_same(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    opinion = SecondOpinion()
    monkeypatch.setattr(checkout, "calculate", opinion.calculate)
    monkeypatch.setattr(checkout, "react", opinion.react)
    text = (DOCS / page).read_text(encoding="utf-8")

    story: dict[str, object] = {}
    for fence in re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        typed = [example.source for example in DocTestParser().get_examples(fence)]
        exec("".join(typed) or fence, story)

    assert opinion.asked == len(re.findall(r"^>>> (?:sell|happen)\(", text, re.MULTILINE)) > 0
