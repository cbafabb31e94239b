"""Ways to run the command, and what it answers."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from attrs import frozen

EXAMPLES = Path(__file__).parents[2] / "examples" / "offers"


@frozen
class Ran:
    """What a command answered."""

    status: int
    out: str
    err: str


Run = Callable[..., Ran]


def fresh(
    *arguments: str, stdin: bytes = b"", env: Mapping[str, str] = MappingProxyType({})
) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own, with these arguments and variables."""
    command = [sys.executable, "-m", "loyalty_engine", *arguments]
    return subprocess.run(command, input=stdin, env=os.environ | dict(env), capture_output=True, check=False)


def example(name: str) -> str:
    """The path of a document among the examples."""
    return str(EXAMPLES / f"{name}.json")
