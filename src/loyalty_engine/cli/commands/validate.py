"""``loyalty-engine validate``: everything that is wrong with documents, each problem with its place."""

from __future__ import annotations

import argparse

from loyalty_engine import Catalog
from loyalty_engine.cli.arguments import Commands, command
from loyalty_engine.cli.documents import catalog_at, compiled, loaded, words_for
from loyalty_engine.cli.failure import DONE, PROBLEMS, USAGE, Failure
from loyalty_engine.cli.output import STDIN, Output, complain, name_of
from loyalty_engine.cli.view import Style, Text
from loyalty_engine.wire.documents import OfferSet, read


def add(commands: Commands) -> None:
    """Say how the command is called."""
    parser = command(commands, "validate", run, "check documents", _DETAILS)
    parser.add_argument("files", metavar="FILE", nargs="+", help="a document; - is standard input")
    parser.add_argument("--catalog", metavar="FILE", help="the catalogue that offers refer to")


_DETAILS = (
    "Offers are compiled as well, so everything that they name has to be there.\n"
    "A problem is written as FILE:PATH: MESSAGE (HINT); $ in a path is the document."
)


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Check the files that *arguments* name; the worst of them decides about the exit code."""
    if [*arguments.files, arguments.catalog].count(STDIN) > 1:
        raise Failure(("standard input can be one of the documents, not several",), USAGE)
    catalog = catalog_at(arguments.catalog)
    status = DONE
    for path in arguments.files:
        try:
            found = checked(path, catalog)
        except Failure as failure:
            status = max(status, failure.status)
            if failure.status == PROBLEMS:
                output.show(Text(line, Style.BAD) for line in failure.lines)
            else:
                complain(failure.lines)
        else:
            output.show([Text(f"{name_of(path)}: {found}, in order", Style.GOOD)])
    return status


def checked(path: str, catalog: Catalog) -> str:
    """What the document at *path* holds, in words.

    Raises:
        Failure: the file cannot be read, or the document has problems.
    """
    document = loaded(path, read)
    if isinstance(document, OfferSet):
        compiled(path, document, catalog)
    return words_for(document)
