"""``loyalty-engine import``: what would become of each row of a batch of attributes."""

from __future__ import annotations

import argparse
import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import PurePath
from types import MappingProxyType
from typing import BinaryIO, Final, TextIO

from attrs import define, field

from loyalty_engine import BenefitKind, Catalog, InvalidInput, Problem
from loyalty_engine.cli.arguments import Commands, command
from loyalty_engine.cli.documents import catalog_at, loaded
from loyalty_engine.cli.failure import DONE, PROBLEMS, USAGE, Failure
from loyalty_engine.cli.output import STDIN, Output, name_of, opened
from loyalty_engine.cli.progress import progress
from loyalty_engine.cli.view import Style, Text
from loyalty_engine.program.imports import Checkpoint, ImportReport, RowOutcome, dry_run
from loyalty_engine.wire.batches import (
    OUTCOME_COLUMNS,
    BatchFormat,
    BatchTerms,
    PersonalKind,
    outcome_lines,
    read_batch,
)
from loyalty_engine.wire.documents import OfferSet, read_offers
from loyalty_engine.wire.layout import dumps
from loyalty_engine.wire.loymax import Method, Preference
from loyalty_engine.wire.text import Plain

MOST_SHOWN: Final = 20
"""How many errors, and how many warnings, are shown; a report has them all."""

_SUFFIXES: Final = MappingProxyType(
    {".csv": BatchFormat.CSV, ".jsonl": BatchFormat.JSON_LINES, ".ndjson": BatchFormat.JSON_LINES}
)
_OPTIONS: Final = MappingProxyType(
    {
        "personalized": PersonalKind.PERSONALIZED_OFFER,
        "thresholds": PersonalKind.RECEIPT_THRESHOLDS,
        "categories": PersonalKind.FAVORITE_CATEGORIES,
    }
)


def add(commands: Commands) -> None:
    """Say how the command is called."""
    parser = command(commands, "import", run, "look at a batch of attributes before it is imported", _DETAILS)
    parser.add_argument("batch", metavar="FILE", help="the batch; - is standard input")
    parser.add_argument("--dry-run", action="store_true", help="look at all rows and store nothing")
    parser.add_argument(
        "--format", choices=[f.value for f in BatchFormat], help="where the name does not say"
    )
    parser.add_argument("--offers", metavar="FILE", help="offers with the definitions of attributes")
    parser.add_argument("--catalog", metavar="FILE", help="warn of products that are not in this catalogue")
    for option, what in (
        ("personalized", "personalised offers"),
        ("thresholds", "personalised offers on receipt amounts"),
        ("categories", "favourite categories"),
    ):
        help = f"an attribute that holds {what}"
        parser.add_argument(f"--{option}", metavar="NAME", action="append", default=[], help=help)
    parser.add_argument("--currency", metavar="CODE", help="that of sums in individual offers")
    parser.add_argument(
        "--preference",
        metavar="CODE=KIND:METHOD",
        action="append",
        default=[],
        type=_preference,
        help="what a code in preferenceType stands for, such as 4=Discount:Percent",
    )
    parser.add_argument("--empty-removes", action="store_true", help="an empty value takes the old one away")
    parser.add_argument("--ignore-unknown", action="store_true", help="leave out keys that are not known")
    parser.add_argument("--errors", metavar="FILE", help="a new file for all errors and warnings, as CSV")
    parser.add_argument("--json", action="store_true", help="write the result as JSON")


_DETAILS = (
    "A batch is CSV with a header, identifier_kind,identifier,attribute,value, or JSON\n"
    "Lines with these members. A problem is written as FILE:LINE: PATH: MESSAGE (HINT).\n"
    "The command has no store of members, so it is called with --dry-run."
)

_KINDS: Final = MappingProxyType({"Discount": BenefitKind.DISCOUNT, "Cashback": BenefitKind.POINTS})


def _preference(text: str) -> tuple[int, Preference]:
    """What ``4=Discount:Percent`` says."""
    code, _, meaning = text.partition("=")
    kind, _, method = meaning.partition(":")
    methods = {method.value: method for method in Method}
    if not (code.isascii() and code.isdigit() and len(code) < 10 and kind in _KINDS and method in methods):
        known = f"CODE={{{','.join(_KINDS)}}}:{{{','.join(methods)}}}"
        raise argparse.ArgumentTypeError(f"{text!r} is not {known}")
    return int(code), Preference(_KINDS[kind], methods[method])


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Look at the batch that *arguments* name, and tell what would become of its rows."""
    if not arguments.dry_run:
        reason = "the command has no store to import into; look at the batch with --dry-run"
        raise Failure((reason, "a program carries it out: loyalty_engine.program.imports.run_import"), USAGE)
    if [arguments.batch, arguments.offers, arguments.catalog].count(STDIN) > 1:
        raise Failure(("standard input can be one of the files, not several",), USAGE)
    terms, format = _terms(arguments), _format(arguments)
    with opened(arguments.batch) as stream, _telling(arguments.batch, arguments.errors) as told:
        try:
            rows = read_batch(stream, terms, format=format)
        except InvalidInput as error:
            lines = (f"{name_of(arguments.batch)}: {problem}" for problem in error.problems)
            raise Failure(lines, PROBLEMS) from None
        with progress("looking at rows", _size(stream)) as advance:

            def reached(checkpoint: Checkpoint) -> None:
                advance(checkpoint.position.offset)

            report = dry_run(rows, tell=told.tell, progress=reached)
    if arguments.json:
        output.write(f"{dumps(told.plain(report))}\n")
    else:
        output.show(told.blocks(report))
    return PROBLEMS if report.errors else DONE


def _terms(arguments: argparse.Namespace) -> BatchTerms:
    offers = OfferSet() if arguments.offers is None else loaded(arguments.offers, read_offers)
    catalog: Catalog | None = None
    if arguments.catalog is not None:
        catalog = catalog_at(arguments.catalog).with_groups(offers.groups)
    personal = {name: kind for option, kind in _OPTIONS.items() for name in getattr(arguments, option)}
    if not personal and not offers.attributes:
        hint = "name those that hold offers with --personalized, --thresholds or --categories"
        raise Failure((f"no attribute is known: {hint}, or give definitions with --offers",), USAGE)
    if personal and arguments.currency is None:
        raise Failure(("say what sums in individual offers are in, with --currency",), USAGE)
    if arguments.categories and not arguments.preference:
        raise Failure(("say what the codes of favourite categories stand for, with --preference",), USAGE)
    return BatchTerms(
        definitions=offers.attributes or (),
        personal=personal,
        currency=arguments.currency,
        preferences=dict(arguments.preference),
        ignore_unknown=arguments.ignore_unknown,
        catalog=catalog,
        zone=offers.zone,
        support_empty=arguments.empty_removes,
    )


def _format(arguments: argparse.Namespace) -> BatchFormat:
    if arguments.format is not None:
        return BatchFormat(arguments.format)
    format = _SUFFIXES.get(PurePath(arguments.batch).suffix.lower())
    if format is None:
        reason = f"{name_of(arguments.batch)}: the name does not say how rows are written; add --format"
        raise Failure((reason,), USAGE)
    return format


def _size(stream: BinaryIO) -> int | None:
    """The bytes of a file; None for what has no end that is known."""
    try:
        status = os.fstat(stream.fileno())
    except OSError:
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else None


@define
class _Told:
    """What is said about rows: the first problems are kept to be shown, and all go into the *report*."""

    batch: str
    report: TextIO | None = None
    errors: list[tuple[int, Problem]] = field(factory=list)
    warnings: list[tuple[int, Problem]] = field(factory=list)
    unshown: int = 0

    def tell(self, outcome: RowOutcome) -> None:
        """Hear what became of a row."""
        if not (outcome.problems or outcome.row.warnings):
            return
        if self.report is not None:
            self.report.writelines(outcome_lines(outcome))
        for kept, found in ((self.errors, outcome.problems), (self.warnings, outcome.row.warnings)):
            room = MOST_SHOWN - len(kept)
            kept += [(outcome.row.line, problem) for problem in found[:room]]
            self.unshown += len(found[room:])

    def blocks(self, result: ImportReport) -> Iterator[Text]:
        """What a person sees."""
        name = name_of(self.batch)
        for line, problem in self.errors:
            yield Text(f"{name}:{line}: {problem}", Style.BAD)
        for line, problem in self.warnings:
            yield Text(f"{name}:{line}: warning: {problem}", Style.FAINT)
        if self.unshown:
            there = "in the report" if self.report is not None else "not shown; --errors FILE writes all"
            yield Text(f"{name}: {self.unshown:,} more errors and warnings, {there}", Style.FAINT)
        counts = f"with errors: {result.errors:,}, with warnings: {result.warned:,}"
        words = f"{name}: rows: {result.rows:,}, in order: {result.created:,}, {counts}; nothing was stored"
        yield Text(words, Style.BAD if result.errors else Style.GOOD)

    def plain(self, result: ImportReport) -> Plain:
        """What a program reads."""
        return {
            "state": result.state.value,
            "rows": result.rows,
            "created": result.created,
            "errors": result.errors,
            "warned": result.warned,
            "first_errors": [_plain(line, problem) for line, problem in self.errors],
            "first_warnings": [_plain(line, problem) for line, problem in self.warnings],
        }


def _plain(line: int, problem: Problem) -> Plain:
    return {"line": line, "path": problem.path, "message": problem.message, "hint": problem.hint}


def _new(report: str) -> TextIO:
    """A new file, which must not be there yet."""
    return open(report, "x", encoding="utf-8", newline="")


@contextlib.contextmanager
def _telling(batch: str, report: str | None) -> Iterator[_Told]:
    """Who hears of rows; a *report* is written where it is asked for."""
    if report is None:
        yield _Told(batch)
        return
    try:
        file = _new(report)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise Failure((f"{report}: cannot be written: {reason}",), USAGE) from None
    with file:
        file.write(f"{','.join(OUTCOME_COLUMNS)}\n")
        yield _Told(batch, file)
