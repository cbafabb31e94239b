"""``loyalty-engine load``: a version of the offers, and members, go into the file of a programme."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from attrs import define, field

from loyalty_engine import InvalidInput, Member, OfferBook
from loyalty_engine.cli.arguments import Commands, add_at, add_file, command, moment
from loyalty_engine.cli.documents import catalog_at, compiled, count, loaded, words_for
from loyalty_engine.cli.failure import DONE, PROBLEMS, USAGE, Failure
from loyalty_engine.cli.output import STDIN, Output, name_of
from loyalty_engine.cli.programme import Programme, programme_in
from loyalty_engine.cli.view import Style, Text
from loyalty_engine.wire.documents import MemberList, format_of, read, read_offers

T = TypeVar("T")


def add(commands: Commands) -> None:
    """Say how the command is called."""
    parser = command(commands, "load", run, "put offers and members into a programme", _DETAILS)
    add_file(parser)
    parser.add_argument("--offers", metavar="FILE", help="the document of the offers: a new version of them")
    parser.add_argument("--catalog", metavar="FILE", help="the document of the catalogue, for these offers")
    help = "from when on this version is in force; from now on, and the first one ever before"
    parser.add_argument("--since", metavar="MOMENT", type=moment, help=help)
    help = "a document of one member, or of several; may be said more than once"
    parser.add_argument("--members", metavar="FILE", action="append", default=[], help=help)
    add_at(parser)


_DETAILS = (
    "Later commands need nothing but the file. Versions that were in force stay there, for\n"
    "purchases that they calculated. A member replaces what was known of him; points and\n"
    "counters are the programme's own, and those in a document have no effect.\n"
    "A FILE of a document named - is standard input."
)


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Load what *arguments* name: all of it, or nothing where something is wrong with a document."""
    paths = [arguments.offers, arguments.catalog, *arguments.members]
    if paths.count(STDIN) > 1:
        raise Failure(("standard input can be one of the documents, not several",), USAGE)
    if arguments.offers is None and (arguments.catalog or arguments.since or not arguments.members):
        raise Failure(("say what to load: --offers FILE, --members FILE, or both",), USAGE)
    with programme_in(arguments.file, arguments.at) as programme:
        reading = _Reading()
        book = reading.book(arguments.offers, arguments.catalog)
        members = reading.members(arguments.members)
        reading.complain()
        if book is not None:
            output.show(
                [Text(f"{arguments.file}: {_published(programme, book, arguments.since)}", Style.GOOD)]
            )
        if arguments.members:
            programme.members.keep(members)
            output.show([Text(f"{arguments.file}: {count(len(members), 'member')}", Style.GOOD)])
    return DONE


def _published(programme: Programme, book: OfferBook, since: dt.datetime | None) -> str:
    """Let *book* be in force; what has happened, in words."""
    if since is None and programme.has_offers:
        since = programme.clock.now()
    version = programme.books.publish(book, since)
    goods = words_for(book.catalog)
    from_when = "" if since is None else f" from {since.isoformat(' ', 'minutes')} on"
    return f"{count(len(book), 'offer')} and {goods}: version {version}, in force{from_when}"


@define
class _Reading:
    """Documents that are read one after the other, so that all that is wrong with them is said at once."""

    _failures: list[Failure] = field(factory=list)

    def book(self, offers: str | None, catalog: str | None) -> OfferBook | None:
        """The compiled offers; None where there are none, or something is wrong."""
        goods = self._tried(lambda: catalog_at(catalog))
        found = None if offers is None else self._tried(lambda: loaded(offers, read_offers))
        if offers is None or goods is None or found is None:
            return None
        return self._tried(lambda: compiled(offers, found, goods))

    def members(self, paths: list[str]) -> list[Member]:
        """The members in all documents, none of them twice."""
        kept: dict[str, Member] = {}
        for path in paths:
            for place, member in self._tried(partial(loaded, path, _members)) or ():
                if member.id in kept:
                    line = f"{name_of(path)}:{place}: stands twice in what is to be loaded (keep one of them)"
                    self._failures.append(Failure((line,), PROBLEMS))
                kept[member.id] = member
        return list(kept.values())

    def complain(self) -> None:
        """Say what is wrong, if anything is.

        Raises:
            Failure: something is.
        """
        if self._failures:
            lines = [line for failure in self._failures for line in failure.lines]
            raise Failure(lines, max(failure.status for failure in self._failures))

    def _tried(self, step: Callable[[], T]) -> T | None:
        try:
            return step()
        except Failure as failure:
            self._failures.append(failure)
            return None


def _members(document: bytes) -> list[tuple[str, Member]]:
    """The members of a document of one or of several, each with its place."""
    found = read(document)
    if isinstance(found, Member):
        return [("$.id", found)]
    if isinstance(found, MemberList):
        return [(f"$.members[{n}].id", member) for n, member in enumerate(found.members)]
    known = " or ".join(format_of(what) for what in ("member", "members"))
    raise InvalidInput.at("members", "$.format", f"holds {words_for(found)}, and no members", f"give {known}")
