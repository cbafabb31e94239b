"""The reference names every kind with all its fields, and every way to say how much."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import attrs
import pytest

from loyalty_engine import BENEFITS, CONDITIONS, Benefit, Condition
from loyalty_engine.model.amounts import Amount

PAGES = Path(__file__).parents[2] / "docs" / "reference"
KINDS: list[tuple[str, type[Condition] | type[Benefit]]] = [
    *(("conditions.md", kind) for kind in CONDITIONS),
    *(("benefits.md", kind) for kind in BENEFITS),
]


def sections(page: str) -> dict[str, str]:
    """What stands under each tag."""
    text = (PAGES / page).read_text(encoding="utf-8").split("\n## How much\n")[0]
    pieces = re.split(r"^### (\w+)\n", re.sub(r"^## .*\n", "", text, flags=re.MULTILINE), flags=re.MULTILINE)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


@pytest.mark.parametrize(("page", "kind"), [pytest.param(*pair, id=pair[1].kind) for pair in KINDS])
def test_a_kind_is_described_with_its_fields_and_an_example(
    page: str, kind: type[Condition] | type[Benefit]
) -> None:
    text = sections(page)[kind.kind]
    shown = re.search(rf"^`{kind.__name__}\((.*)\)`$", text, re.MULTILINE)

    assert shown is not None
    assert attrs.has(kind)
    fields = [field.name for field in attrs.fields(kind)]
    assert re.findall(r"(\w+)(?==|,|$)", re.sub(r"=(\{[^}]*\}|[^,]*)", "", shown[1])) == fields
    assert f">>> {kind.__name__}(" in text


@pytest.mark.parametrize(("page", "kinds"), [("conditions.md", CONDITIONS), ("benefits.md", BENEFITS)])
def test_nothing_else_is_described(page: str, kinds: tuple[type[Condition] | type[Benefit], ...]) -> None:
    assert list(sections(page)) == [kind.kind for kind in kinds]


def test_every_way_to_say_how_much_is_described() -> None:
    text = (PAGES / "benefits.md").read_text(encoding="utf-8").split("\n## How much\n")[1]
    described = dict(re.findall(r"^\| `(\w+)\((.*?)\)` \|", text, re.MULTILINE))

    assert described == {
        kind.__name__: ", ".join(field.name for field in attrs.fields(kind)) for kind in get_args(Amount)
    }
