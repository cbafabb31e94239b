"""``loyalty-engine calculate``: what one receipt earns, from documents."""

from __future__ import annotations

import argparse

from loyalty_engine import calculate
from loyalty_engine.cli.arguments import Commands, command
from loyalty_engine.cli.documents import catalog_at, compiled, loaded
from loyalty_engine.cli.failure import DONE, USAGE, Failure
from loyalty_engine.cli.outcomes import with_all_verdicts
from loyalty_engine.cli.output import STDIN, Output
from loyalty_engine.cli.result import result_blocks
from loyalty_engine.wire.documents import read_member, read_offers, read_receipt, write_calculation


def add(commands: Commands) -> None:
    """Say how the command is called."""
    parser = command(commands, "calculate", run, "work out what a receipt earns", _DETAILS)
    parser.add_argument("receipt", metavar="RECEIPT", help="the document of a receipt")
    parser.add_argument("--offers", metavar="FILE", required=True, help="the document of the offers")
    parser.add_argument("--catalog", metavar="FILE", help="the document of the catalogue")
    parser.add_argument("--member", metavar="FILE", help="the document of the member, if one is known")
    parser.add_argument("--explain", action="store_true", help="say why the other offers gave nothing")
    parser.add_argument("--json", action="store_true", help="write the document of the calculation")


_DETAILS = "A FILE or RECEIPT named - is standard input."


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Calculate the receipt that *arguments* name, and show the result."""
    paths = (arguments.receipt, arguments.offers, arguments.catalog, arguments.member)
    if paths.count(STDIN) > 1:
        raise Failure(("standard input can be one of the documents, not several",), USAGE)
    catalog = catalog_at(arguments.catalog)
    book = compiled(arguments.offers, loaded(arguments.offers, read_offers), catalog)
    member = None if arguments.member is None else loaded(arguments.member, read_member)
    calculation = calculate(loaded(arguments.receipt, read_receipt), member, book)
    if arguments.json:
        told = with_all_verdicts(calculation) if arguments.explain else calculation
        output.write(f"{write_calculation(told)}\n")
    else:
        buyer = None if member is None else member.id
        output.show(result_blocks(calculation, buyer, book, explain=arguments.explain))
    return DONE
