"""The how-to pages show files of the examples, which are short; a kind with a part missing is refused."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from loyalty_engine import InvalidInput, Offer, PercentOff

PROJECT = Path(__file__).parents[2]
MOST_LINES = 30


@pytest.mark.parametrize("name", ["own_condition", "own_benefit"])
def test_the_page_shows_the_example(name: str) -> None:
    page = (PROJECT / "docs" / "how-to" / f"{name.replace('_', '-')}.md").read_text("utf-8")
    first_fence = re.search(r"```python\n(.*?)```", page, re.DOTALL)

    assert first_fence is not None
    assert first_fence[1] == (PROJECT / "examples" / f"{name}.py").read_text("utf-8")
    assert len(first_fence[1].splitlines()) < MOST_LINES


def test_a_kind_that_cannot_describe_itself_is_refused() -> None:
    @frozen
    class Mute:
        kind = "acme:mute"

        def lower(self) -> None: ...

    mute: Any = Mute()
    with pytest.raises(InvalidInput, match=r"conditions\[0\].* lacks lower\(\) and describe\(\)"):
        Offer.of("o", [mute], [PercentOff(5)])
