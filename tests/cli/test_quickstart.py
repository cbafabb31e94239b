"""The first example that people run, and the commands that they read about first."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
import quickstart
from cli.command import EXAMPLES, Run

from loyalty_engine import PointsTotal

README = Path(__file__).parents[2] / "README.md"


def test_the_quick_start_prints_what_the_receipt_earns(capsys: pytest.CaptureFixture[str]) -> None:
    result = quickstart.main()

    assert result.total.decimal == "43.47"
    assert result.points == (PointsTotal("bonus", 2),)
    assert capsys.readouterr().out.splitlines() == [
        "48.30 EUR less 4.83 EUR makes 43.47 EUR",
        "1 12.42 EUR (mornings)",
        "2 31.05 EUR (mornings)",
        "You earn 2 points.",
        "Receipt r-1: 2 offers",
        "- mornings: granted; 4.83 EUR off",
        "- points: granted; 2 bonus points, 1 other effect",
    ]


COMMANDS = re.findall(r"^\$ loyalty-engine (.*)$", README.read_text(encoding="utf-8"), re.MULTILINE)
BATCH = "identifier_kind,identifier,attribute,value\n"


def test_every_command_of_the_readme_runs(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In their order, in a folder with the documents of the example, and a batch without rows."""
    shutil.copytree(EXAMPLES, tmp_path, dirs_exist_ok=True)
    (tmp_path / "batch.csv").write_text(BATCH, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    ran = {line: run(*shlex.split(line)) for line in COMMANDS}

    assert len(ran) == len(COMMANDS) >= 11
    assert {line: (one.status, one.err) for line, one in ran.items()} == dict.fromkeys(ran, (0, ""))
