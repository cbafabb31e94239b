"""``loyalty-engine init``: a file for a programme."""

from __future__ import annotations

import argparse

from loyalty_engine.cli.arguments import Commands, command
from loyalty_engine.cli.failure import DONE
from loyalty_engine.cli.output import PROGRAM, Output
from loyalty_engine.cli.programme import is_file, store_at
from loyalty_engine.cli.view import Style, Text


def add(commands: Commands) -> None:
    """Say how the command is called."""
    parser = command(commands, "init", run, "make a file in which a programme is kept", _DETAILS)
    parser.add_argument("file", metavar="FILE", help="the file to make, such as shop.sqlite")


_DETAILS = (
    "It is a database of SQLite for offers, members, purchases and points. A file that\n"
    "is there already stays as it is. It must not lie on a network drive."
)


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Make the file that *arguments* name."""
    path = arguments.file
    there = is_file(path)
    with store_at(path):
        pass
    done = "is there already" if there else "made"
    output.show(
        [Text(f"{path}: {done}; next: {PROGRAM} load {path} --offers FILE --members FILE", Style.GOOD)]
    )
    return DONE
