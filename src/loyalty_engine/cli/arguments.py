"""How commands are declared."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TypeAlias

from loyalty_engine.cli.output import Output

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""Where commands are added to."""

Run: TypeAlias = Callable[[argparse.Namespace, Output], int]
"""Carries a command out and returns its exit code."""

EXIT_CODES = """exit codes:
  0    done; validate: every document is in order; import: every row is
  1    a document or a row cannot be meant as it stands; each problem says where
  2    the command was called wrongly, or a file cannot be read
  130  interrupted
  141  the reader of the output has gone
"""


def command(commands: Commands, name: str, run: Run, what: str, details: str = "") -> argparse.ArgumentParser:
    """Add the command *name*, which *run* carries out; *what* it does, in a clause, and in *details*."""
    parser = commands.add_parser(
        name,
        help=what,
        description=f"{what[0].upper()}{what[1:]}.\n{details}",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(run=run)
    return parser
