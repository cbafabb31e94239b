"""Documents that users name on the command line, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from loyalty_engine import Catalog, InvalidInput, OfferBook, Problem
from loyalty_engine.cli.failure import PROBLEMS, Failure
from loyalty_engine.cli.output import content_of, name_of
from loyalty_engine.wire.documents import OfferSet, read_catalog

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
