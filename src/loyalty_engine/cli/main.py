"""The command line: it reads the arguments, runs a command, and puts errors into sentences."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence

from loyalty_engine import InvalidInput, __version__
from loyalty_engine.cli.arguments import EXIT_CODES
from loyalty_engine.cli.commands import (
    balance,
    calculate,
    demo,
    import_,
    init,
    ledger,
    load,
    purchase,
    refund,
    schema,
    validate,
)
from loyalty_engine.cli.failure import GONE, INTERRUPTED, PROBLEMS, USAGE, Failure
from loyalty_engine.cli.output import PROGRAM, Output, complain


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that *argv* says, the arguments of the process by default; return the exit code.

    Raises:
        SystemExit: the arguments are wrong, or ask for help or the version.
    """
    try:
        arguments = parser().parse_args(argv)
        status: int = arguments.run(arguments, Output.to(sys.stdout))
        sys.stdout.flush()
    except BrokenPipeError:
        return _abandon_output()
    except KeyboardInterrupt:
        return INTERRUPTED
    except Failure as failure:
        complain(failure.lines)
        return failure.status
    except InvalidInput as error:
        complain(f"{error.subject}: {problem}" for problem in error.problems)
        return PROBLEMS
    except OSError as error:
        complain([error.strerror or str(error)])
        return USAGE
    return status


def parser() -> argparse.ArgumentParser:
    """What may stand on the command line."""
    made = argparse.ArgumentParser(
        prog=PROGRAM,
        description="What offers do to a receipt: discounts, points, coupons and messages, explained.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    made.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = made.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in (
        demo,
        calculate,
        validate,
        import_,
        schema,
        init,
        load,
        purchase,
        refund,
        balance,
        ledger,
    ):
        module.add(commands)
    return made


def _abandon_output() -> int:
    """Let what is still in the buffers vanish: the interpreter writes it when it ends, and would complain."""
    with contextlib.suppress(OSError), open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
    return GONE
