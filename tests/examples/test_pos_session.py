"""The day at two tills, played as a program: what it prints, and what the file says afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from loyalty_engine.adapters.sqlite import SqliteStore
from loyalty_engine.cli.main import main
from loyalty_engine.model.ledger import balance_sheet

EXAMPLE = Path(__file__).parents[2] / "examples" / "pos_session.py"
PRINTED = Path(__file__).with_name("pos_session.txt")


def play(*arguments: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(EXAMPLE), *arguments]
    settings = os.environ | {"PYTHONIOENCODING": "utf-8"} | dict(env or {})
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=settings, check=False)


@pytest.mark.parametrize("seed", ["1", "2"])
def test_every_day_is_the_same(seed: str) -> None:
    done = play(env={"PYTHONHASHSEED": seed, "TZ": "Pacific/Kiritimati"})

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == PRINTED.read_text(encoding="utf-8").splitlines(), (
        "if the change is meant: python examples/pos_session.py > tests/examples/pos_session.txt"
    )


def test_the_file_stays_where_it_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "day.sqlite"
    assert play(str(path)).returncode == 0

    with SqliteStore(path) as store:
        sheet = balance_sheet(store.ledger)
    assert sum(sheet.values()) == 0
    assert {kind.value: amount for kind, amount in sheet.items() if amount} == {
        "wallet": 5,
        "issued": -9,
        "taken_back": 4,
    }
    assert main(["balance", str(path), "anna", "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["balances"]
    assert (told["balance"], told["reserved"]) == (4, 0)

    again = play(str(path))
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr == f"{path} is there already; name a new file\n"
