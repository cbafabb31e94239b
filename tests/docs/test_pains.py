"""The page of pains names every one of them, and tests that are there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/pains.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+) \|.*\| ([^|]+) \|$", PAGE, re.MULTILINE)


def written() -> set[tuple[int, str]]:
    """The pains and their tests: each class says in its first words which pain it is about."""
    return {
        (
            int((ast.get_docstring(node) or "0.").split(".")[0]),
            f"{path.relative_to(ROOT).as_posix()}::{node.name}",
        )
        for path in (ROOT / "tests/pains").glob("test_*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    }


def test_there_are_twenty() -> None:
    assert [int(number) for number, _ in ROWS] == list(range(1, 21))


def test_each_has_its_tests() -> None:
    named = {(int(number), test) for number, tests in ROWS for test in re.findall(r"`([^`]+)`", tests)}

    assert named == written()
