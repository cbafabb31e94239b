"""``loyalty-engine schema``: the JSON Schema of documents."""

from __future__ import annotations

import argparse

from loyalty_engine.cli.arguments import Commands, command
from loyalty_engine.cli.failure import DONE
from loyalty_engine.cli.output import Output
from loyalty_engine.wire.documents import DOCUMENTS
from loyalty_engine.wire.layout import dumps
from loyalty_engine.wire.schema import schema


def add(commands: Commands) -> None:
    """Say how the command is called."""
    parser = command(commands, "schema", run, "write the JSON Schema of documents")
    parser.add_argument("what", choices=[*DOCUMENTS], help="what the documents hold")


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Write the schema that *arguments* name."""
    output.write(f"{dumps(schema(arguments.what), indent=2)}\n")
    return DONE
