"""Documents that users name on the command line, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar, assert_never

from loyalty_engine import (
    Calculation,
    Catalog,
    Context,
    Event,
    InvalidInput,
    Member,
    OfferBook,
    Problem,
    Reaction,
    Receipt,
)
from loyalty_engine.cli.failure import PROBLEMS, Failure
from loyalty_engine.cli.output import content_of, name_of
from loyalty_engine.individual.shown import Overview
from loyalty_engine.wire.documents import Document, MemberList, OfferSet, ReceiptList, read_catalog

T = TypeVar("T")


def located(path: str, problems: Iterable[Problem]) -> tuple[str, ...]:
    """*problems* of the document at *path*, a line each: ``offers.json:$.offers[0]: message (hint)``."""
    return tuple(f"{name_of(path)}:{problem}" for problem in problems)


def loaded(path: str, read: Callable[[bytes], T]) -> T:
    """What *read* makes of the document at *path*.

    Raises:
        Failure: the file cannot be read, or the document has problems.
    """
    content = content_of(path)
    try:
        return read(content)
    except InvalidInput as error:
        raise Failure(located(path, error.problems), PROBLEMS) from None


def catalog_at(path: str | None) -> Catalog:
    """The catalogue at *path*; an empty one for None.

    Raises:
        Failure: as of `loaded`.
    """
    return Catalog() if path is None else loaded(path, read_catalog)


def compiled(path: str, offers: OfferSet, catalog: Catalog) -> OfferBook:
    """The book of *offers*, which were read from *path*.

    Raises:
        Failure: offers name what is not there, or cannot be compiled for another reason.
    """
    try:
        return offers.compiled(catalog)
    except InvalidInput as error:
        raise Failure(located(path, (problem.inside("$") for problem in error.problems)), PROBLEMS) from None


def words_for(document: Document) -> str:
    """What a document holds, in words."""
    if isinstance(document, OfferSet):
        return count(len(document.offers), "offer")
    if isinstance(document, Catalog):
        categories = count(len(document.categories), "category", "categories")
        groups = count(len(document.groups), "group")
        return f"a catalogue of {count(len(document.products), 'product')}, {categories} and {groups}"
    if isinstance(document, Member):
        return f"member {document.id}"
    if isinstance(document, MemberList):
        return count(len(document.members), "member")
    if isinstance(document, Receipt):
        return f"receipt {document.id} of {count(len(document.lines), 'line')}"
    if isinstance(document, ReceiptList):
        return count(len(document.receipts), "receipt")
    if isinstance(document, Context):
        return f"a context with {count(len(document.draws), 'draw')}"
    if isinstance(document, Calculation):
        return f"the calculation of receipt {document.receipt.id}"
    if isinstance(document, Event):
        return f"event {document.id}: {document.trigger}"
    if isinstance(document, Reaction):
        return f"the reaction to event {document.event.id}"
    if isinstance(document, Overview):
        return f"the overview of member {document.member}"
    assert_never(document)


def count(number: int, one: str, many: str = "") -> str:
    """So many things, in words; *many* is their name where an s does not make it."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"
