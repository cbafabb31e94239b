"""How commands are declared."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable
from typing import TypeAlias

from loyalty_engine.cli.output import Output
from loyalty_engine.model.moments import moment_problem

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""Where commands are added to."""

Run: TypeAlias = Callable[[argparse.Namespace, Output], int]
"""Carries a command out and returns its exit code."""

EXIT_CODES = """exit codes:
  0    done; validate: every document is in order; import: every row is
  1    a document, a row or a step of a purchase cannot be meant as it stands;
       each problem says where
  2    the command was called wrongly, or a file cannot be used
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


def add_file(parser: argparse.ArgumentParser) -> None:
    """Let the command ask for the file of a programme."""
    parser.add_argument("file", metavar="FILE", help="the programme, which `loyalty-engine init` makes")


def add_at(parser: argparse.ArgumentParser) -> None:
    """Let the command be told the time."""
    help = "the time with its offset, such as 2026-09-08T09:30+02:00; now, if it is not said"
    parser.add_argument("--at", metavar="MOMENT", type=moment, help=help)


def moment(text: str) -> dt.datetime:
    """The instant that *text* says.

    Raises:
        argparse.ArgumentTypeError: it is none of our time, or has no offset.
    """
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time such as 2026-09-08T09:30+02:00") from None
    problem = moment_problem("", found, aware=True)
    if problem is not None:
        raise argparse.ArgumentTypeError(problem.message)
    return found
