"""The command, run in this process."""

from __future__ import annotations

import pytest
from cli.command import Ran, Run

from loyalty_engine.cli.main import main


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command with arguments; where argparse ends it, its exit code counts."""

    def run_command(*arguments: str) -> Ran:
        try:
            status = main(arguments)
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
        seen = capsys.readouterr()
        return Ran(status, seen.out, seen.err)

    return run_command
